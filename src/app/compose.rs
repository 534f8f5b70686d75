//! Builds the evidence from the layers, the records that analysts have added, and their placements.
//!
//! Merging large datasets takes seconds: a job does it, and the previous evidence stays visible until then.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::as_of::Reach;
use super::assessing::Figures;
use super::{SYNC_LIMIT, work_of};
use counterclaim_engine::Options;
use counterclaim_model::{Addition, Dataset, Defect, FIRST_LAYER, Judgement, Key, Placement, combined};

/// A layer's key and dataset.
type Layered = (Key, Arc<Dataset>);

/// The inputs of the evidence.
#[derive(Clone, Debug)]
pub(super) struct EvidenceSpec {
    /// The first one first.
    pub layers: Vec<Layered>,
    pub additions: Vec<Addition>,
    /// The placements with their authors, by key of the place.
    pub placements: BTreeMap<Key, (Key, Placement)>,
}

/// Evidence with its inputs.
#[derive(Clone, Debug)]
pub(super) struct ComposedEvidence {
    evidence_spec: EvidenceSpec,
    /// All layers as they were imported.
    pub imported: Arc<Dataset>,
    /// The same with the additions.
    unplaced: Arc<Dataset>,
    pub evidence: Arc<Dataset>,
    /// The range of the evidence in time.
    pub reach: Reach,
    /// Defects of the additions.
    pub defects: Vec<Defect>,
}

/// Evidence for a job to build, with its assessment.
#[derive(Clone, Debug)]
pub struct EvidenceJob {
    /// Counts up; the answer to an older request is discarded.
    pub id: u64,
    pub(super) evidence_spec: Arc<EvidenceSpec>,
    pub(super) judgement: Judgement,
    pub(super) options: Options,
}

/// The result of a job: evidence, and its assessment.
#[derive(Debug)]
pub struct ComposedAnswer {
    pub(super) composed: ComposedEvidence,
    pub(super) figures: Figures,
}

impl EvidenceSpec {
    fn has_same_layers(&self, other: &Self) -> bool {
        let is_same = |one: &Layered, other: &Layered| one.0 == other.0 && Arc::ptr_eq(&one.1, &other.1);
        self.layers.len() == other.layers.len()
            && self.layers.iter().zip(&other.layers).all(|(one, other)| is_same(one, other))
    }
}

impl PartialEq for EvidenceSpec {
    fn eq(&self, other: &Self) -> bool {
        self.has_same_layers(other) && self.additions == other.additions && self.placements == other.placements
    }
}

impl ComposedEvidence {
    /// A dataset alone, without layers and additions.
    pub fn alone(first: &Arc<Dataset>) -> Self {
        let layers = vec![(Key::from(FIRST_LAYER), first.clone())];
        Self {
            evidence_spec: EvidenceSpec { layers, additions: Vec::new(), placements: BTreeMap::new() },
            imported: first.clone(),
            unplaced: first.clone(),
            evidence: first.clone(),
            reach: Reach::of(first),
            defects: Vec::new(),
        }
    }

    /// Builds the evidence; parts that are unchanged since `before` are reused.
    pub fn of(evidence_spec: EvidenceSpec, before: Option<&Self>) -> Self {
        let before = before.filter(|before| before.evidence_spec.has_same_layers(&evidence_spec));
        let imported = match (before, evidence_spec.layers.as_slice()) {
            (Some(before), _) => before.imported.clone(),
            (None, [(_, first)]) => first.clone(),
            (None, layers) => {
                let layers: Vec<(Key, &Dataset)> =
                    layers.iter().map(|(key, dataset)| (key.clone(), &**dataset)).collect();
                Arc::new(combined(&layers).0)
            }
        };
        let before = before.filter(|before| before.evidence_spec.additions == evidence_spec.additions);
        let (unplaced, defects) = match before {
            Some(before) => (before.unplaced.clone(), before.defects.clone()),
            None => match imported.with_additions(&evidence_spec.additions) {
                Some((added, defects)) => (Arc::new(added), defects),
                None => (imported.clone(), Vec::new()),
            },
        };
        let evidence = unplaced.with_placements(&evidence_spec.placements).map_or_else(|| unplaced.clone(), Arc::new);
        Self { reach: Reach::of(&evidence), evidence_spec, imported, unplaced, evidence, defects }
    }

    pub fn is_of(&self, evidence_spec: &EvidenceSpec) -> bool {
        self.evidence_spec == *evidence_spec
    }

    /// The keys of the layers, the first one's among them.
    pub fn layer_keys(&self) -> impl Iterator<Item = &Key> {
        self.evidence_spec.layers.iter().map(|(key, _)| key)
    }

    /// Whether building other evidence from it is quick enough for one frame.
    pub fn is_quick_to(&self, evidence_spec: &EvidenceSpec) -> bool {
        let has_only_other_placements = self.evidence_spec.has_same_layers(evidence_spec)
            && self.evidence_spec.additions == evidence_spec.additions;
        let count = |(_, dataset): &Layered| dataset.claim_count() + work_of(dataset);
        has_only_other_placements || evidence_spec.layers.iter().map(count).sum::<usize>() <= SYNC_LIMIT
    }
}

impl EvidenceJob {
    /// Builds the evidence and its assessment.
    pub fn answer(&self) -> ComposedAnswer {
        let composed = ComposedEvidence::of(EvidenceSpec::clone(&self.evidence_spec), None);
        let figures = Figures::of(composed.evidence.clone(), self.judgement.clone(), self.options.clone());
        ComposedAnswer { composed, figures }
    }
}
