//! Builds the evidence from the layers, the records that analysts have added, and their placements.
//!
//! Merging large datasets takes seconds: a job does it, and the previous evidence stays visible until then.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::as_of::Reach;
use super::assessing::Figures;
use super::update::report_issues;
use super::{Document, Effect, Notice, SYNC_LIMIT, State, work_of};
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
    evidence_spec: Arc<EvidenceSpec>,
    judgement: Judgement,
    options: Options,
}

/// The result of a job: evidence, and its assessment.
#[derive(Debug)]
pub struct ComposedAnswer {
    composed: ComposedEvidence,
    figures: Figures,
}

/// The evidence to build, and the job that builds it.
#[derive(Debug, Default)]
pub(super) struct Composing {
    running: Option<(u64, Arc<EvidenceSpec>)>,
    /// What to build once the running job has ended.
    wanted: Option<Arc<EvidenceSpec>>,
    last_id: u64,
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

impl State {
    /// Merges the session's layers and additions with the first dataset, and keeps the view on the same records. If
    /// that takes long, a job does it.
    pub(super) fn lay(&mut self) {
        let Some(document) = &mut self.document else { return };
        let before = document.evidence().clone();
        self.composing.wanted = document.lay().map(Arc::new);
        if let (Some((_, running)), Some(wanted)) = (&self.composing.running, &self.composing.wanted)
            && running == wanted
        {
            self.composing.wanted = None;
        }
        self.follow_evidence(&before);
    }

    /// Whether evidence is being built that is not visible yet.
    pub fn is_laying(&self) -> bool {
        self.composing.running.is_some() || self.composing.wanted.is_some()
    }

    /// Keeps the view on the same records, and updates the assessment to the evidence.
    fn follow_evidence(&mut self, before: &Arc<Dataset>) {
        let Some(document) = &self.document else { return };
        let after = document.evidence();
        if !Arc::ptr_eq(before, after) {
            self.view.follow(before, after);
        }
        self.reassess();
        let identities = self.assessment.identities();
        let shown = self.view.source.map(|source| identities.of(source));
        if shown != self.view.source {
            // Merged sources share one row.
            self.view.filter.source = self.view.filter.source.map(|source| identities.of(source));
            self.view.source = shown;
            self.refresh();
        }
    }

    /// Applies the result of a job, unless the session has changed since.
    pub(super) fn composed(&mut self, id: u64, answer: ComposedAnswer) {
        if self.composing.running.take_if(|(running, _)| *running == id).is_none() {
            return;
        }
        let ComposedAnswer { composed, figures } = answer;
        let Some(document) = self.document.as_mut() else { return };
        let before = document.evidence().clone();
        let told = document.issues().len();
        if !document.take_laid(composed) {
            return;
        }
        let has_more = document.issues().len() != told;
        self.take_figures(figures);
        self.follow_evidence(&before);
        if has_more {
            report_issues(self);
        }
    }

    /// Handles a failed job; the evidence stays unchanged until something changes.
    pub(super) fn laying_failed(&mut self, reason: &str) {
        self.composing.running = None;
        let what = "Layers and added records could not be merged";
        let details = format!("{reason}. The window shows the state before; every edit is kept.");
        self.notices.push(Notice::failure(what, details));
    }

    /// The pending evidence belonged to what was open before.
    pub(super) fn forget_laying(&mut self) {
        self.composing = Composing { last_id: self.composing.last_id, ..Composing::default() };
    }

    /// Requests the wanted evidence, once no other job builds any.
    pub(super) fn ask_to_lay(&mut self, effects: &mut Vec<Effect>) {
        if self.composing.running.is_some() {
            return;
        }
        let Some(evidence_spec) = self.composing.wanted.take() else { return };
        self.composing.last_id += 1;
        let id = self.composing.last_id;
        self.composing.running = Some((id, evidence_spec.clone()));
        let judgement = self.bearing_on_figures();
        let options = self.options();
        effects.push(Effect::Compose(Box::new(EvidenceJob { id, evidence_spec, judgement, options })));
    }
}

impl Document {
    /// Rebuilds the evidence from the session's layers, additions and placements; returns what a job has to build if
    /// that would delay a frame. Does nothing if they are unchanged.
    pub(super) fn lay(&mut self) -> Option<EvidenceSpec> {
        let evidence_spec = self.evidence_spec();
        if !self.composed.is_of(&evidence_spec) {
            if !self.composed.is_quick_to(&evidence_spec) {
                return Some(evidence_spec);
            }
            let composed = ComposedEvidence::of(evidence_spec, Some(&self.composed));
            self.set_laid(composed);
        }
        self.check_if_wanted();
        None
    }

    /// The inputs of the evidence according to the session; updates the list of layers.
    fn evidence_spec(&mut self) -> EvidenceSpec {
        let author = self.journal.author().clone();
        let session = self.journal.session();
        EvidenceSpec {
            layers: self.layers.follow(&self.first, session, &author, &self.composed),
            additions: session.additions().cloned().collect(),
            placements: session.placements(&author),
        }
    }

    /// Applies the result of a job; `false` if the session has changed.
    fn take_laid(&mut self, composed: ComposedEvidence) -> bool {
        let is_wanted = composed.is_of(&self.evidence_spec());
        if is_wanted {
            self.set_laid(composed);
            self.check_if_wanted();
        }
        is_wanted
    }

    fn set_laid(&mut self, composed: ComposedEvidence) {
        self.composed = composed;
        let session = self.journal.session();
        let author = self.journal.author();
        self.layers.follow(&self.first, session, author, &self.composed);
    }
}
