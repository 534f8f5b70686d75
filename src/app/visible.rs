//! Filtered, sorted lists of ids, and the counts beside each filter; recomputed on change only.

use std::collections::{BTreeMap, BTreeSet};

use super::areas::{self, ShownArea};
use super::filter::{Condition, Evidence, Quick, speaks};
use super::view::{Sort, View};
use crate::engine::{Options, StanceCounts};
use crate::model::{Claim, ClaimId, ClaimKind, Id as _, LayerId, PlaceId, SideId, Stance, Target};

/// How many claims each choice of a filter would show, given all the other filters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FacetCounts {
    quick: [usize; Quick::ALL.len()],
    pub kinds: BTreeMap<ClaimKind, usize>,
    pub sides: BTreeMap<SideId, usize>,
    pub places: BTreeMap<PlaceId, usize>,
    pub tags: BTreeMap<String, usize>,
    pub layers: BTreeMap<LayerId, usize>,
}

impl FacetCounts {
    pub fn quick(&self, quick: Quick) -> usize {
        self.quick[quick as usize]
    }
}

/// The shown claims of one place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceGroup {
    pub place: PlaceId,
    pub claims: Vec<ClaimId>,
    pub stances: StanceCounts,
}

/// Which rows the panels show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visible {
    /// In the order of the cards.
    pub claims: Vec<ClaimId>,
    pub facets: FacetCounts,
    /// The shown claims that have coordinates, by place, in id order.
    pub places: Vec<PlaceGroup>,
    /// The outlines to draw on the map, in the order of their sources.
    pub areas: Vec<ShownArea>,
    /// Claims about which nothing had been said yet at the as-of time.
    pub not_yet: usize,
}

impl Visible {
    pub(super) fn compute(view: &View, evidence: Evidence<'_>) -> Self {
        let words = view.filter.words();
        let mut visible = Self::default();
        let mut outlined = Vec::new();
        for id in evidence.dataset.claim_ids() {
            if !is_known(id, evidence) {
                visible.not_yet += 1;
                continue;
            }
            let claim = evidence.dataset.claim(id);
            let failed = view.filter.failed(&claim, &words, evidence);
            visible.facets.count(&claim, &failed, evidence);
            // What was said before the window may still hold in it.
            if failed.iter().all(|condition| *condition == Condition::Window) {
                outlined.push(id);
            }
            if failed.is_empty() {
                visible.claims.push(id);
            }
        }
        visible.places = group_by_place(&visible.claims, evidence);
        let until_s = view.as_of_s.into_iter().chain(view.filter.window.map(|(_, until_s)| until_s)).min();
        visible.areas = areas::shown(&outlined, until_s, evidence);
        sort(&mut visible.claims, view.sort, evidence);
        visible
    }
}

impl FacetCounts {
    fn count(&mut self, claim: &Claim<'_>, failed: &[Condition], evidence: Evidence<'_>) {
        let passes_but = |condition| failed.iter().all(|other| *other == condition);
        for quick in Quick::ALL {
            let counts = passes_but(Condition::Quick(quick)) && quick.holds(claim, evidence);
            self.quick[quick as usize] += usize::from(counts);
        }
        if passes_but(Condition::Kind) {
            *self.kinds.entry(claim.kind).or_default() += 1;
        }
        if passes_but(Condition::Side) {
            let sides = (0..evidence.dataset.sides().len()).map(SideId::from_index);
            for side in sides.filter(|side| speaks(claim, *side, evidence)) {
                *self.sides.entry(side).or_default() += 1;
            }
        }
        if passes_but(Condition::Place) {
            for place in claim.place.map(|place| and_around(place, evidence)).unwrap_or_default() {
                *self.places.entry(place).or_default() += 1;
            }
        }
        if passes_but(Condition::Layer)
            && let Some(layer) = evidence.dataset.layer_of_claim(claim.id)
        {
            *self.layers.entry(layer).or_default() += 1;
        }
        if passes_but(Condition::Tag)
            && let Some(judgement) = evidence.judgement
        {
            for tag in judgement.tags(&Target::Claim(claim.key.into())) {
                *self.tags.entry(tag.to_owned()).or_default() += 1;
            }
        }
    }
}

/// A place and those that it is a part of, each once.
fn and_around(place: PlaceId, evidence: Evidence<'_>) -> BTreeSet<PlaceId> {
    let (mut around, mut at) = (BTreeSet::new(), Some(place));
    while let Some(place) = at.filter(|place| around.insert(*place)) {
        at = evidence.dataset.place(place).part_of;
    }
    around
}

/// Whether something had been said about a claim at the as-of time; claims without statements have no time.
fn is_known(claim: ClaimId, evidence: Evidence<'_>) -> bool {
    // What is left out to see what the others say is known all the same.
    let by_then = Options::as_of(evidence.assessment.options().as_of_s);
    let statements = evidence.dataset.statements_of_claim(claim);
    statements.is_empty() || statements.iter().any(|id| by_then.knows(evidence.dataset, *id))
}

fn group_by_place(claims: &[ClaimId], evidence: Evidence<'_>) -> Vec<PlaceGroup> {
    let mut groups: BTreeMap<PlaceId, PlaceGroup> = BTreeMap::new();
    for id in claims {
        let Some(place) = evidence.dataset.claim(*id).place.and_then(|place| drawn_place(place, evidence)) else {
            continue;
        };
        let empty = || PlaceGroup { place, claims: Vec::new(), stances: StanceCounts::default() };
        let group = groups.entry(place).or_insert_with(empty);
        group.claims.push(*id);
        group.stances.add_all(&evidence.assessment.claim(*id).stances);
    }
    groups.into_values().collect()
}

/// The place itself if it has coordinates, else the nearest place around it that has.
fn drawn_place(place: PlaceId, evidence: Evidence<'_>) -> Option<PlaceId> {
    let mut at = place;
    for _ in 0..evidence.dataset.places().len() {
        let place = evidence.dataset.place(at);
        if place.position.is_some() {
            return Some(at);
        }
        at = place.part_of?;
    }
    None
}

fn sort(claims: &mut [ClaimId], order: Sort, evidence: Evidence<'_>) {
    let assessed = |id: &ClaimId| evidence.assessment.claim(*id);
    match order {
        Sort::Dataset => {}
        Sort::MostDisputed => claims.sort_by_key(|id| {
            let stances = assessed(id).stances;
            let against = stances.get(Stance::Denies) + stances.get(Stance::Doubts);
            let disputed = stances.get(Stance::Supports).min(against);
            std::cmp::Reverse((disputed, against, stances.total()))
        }),
        Sort::MostOrigins => {
            claims.sort_by_key(|id| std::cmp::Reverse((assessed(id).origins, assessed(id).statements)))
        }
        Sort::Newest => claims.sort_by_cached_key(|id| std::cmp::Reverse(latest_stated(*id, evidence))),
        Sort::Grade => claims.sort_by_cached_key(|id| {
            let grade = evidence.judgement.and_then(|own| own.claim_credibility(evidence.dataset.claim(*id).key));
            grade.map_or(u8::MAX, |grade| grade.number())
        }),
        Sort::Likelihood => {
            let probability = |id: &ClaimId| {
                let computed = evidence.computed(*id);
                computed.likelihood().filter(|likelihood| !likelihood.is_open).map(|likelihood| likelihood.probability)
            };
            // Of an `Option`, nothing is the least: with the order turned, open claims come last.
            claims.sort_by(|one, other| {
                let (one, other) = (probability(one), probability(other));
                other.is_some().cmp(&one.is_some()).then(other.unwrap_or(0.0).total_cmp(&one.unwrap_or(0.0)))
            });
        }
        Sort::Alphabet => claims.sort_by_cached_key(|id| evidence.dataset.claim(*id).proposition.to_lowercase()),
    }
}

fn latest_stated(claim: ClaimId, evidence: Evidence<'_>) -> Option<i64> {
    let statements = evidence.dataset.statements_of_claim(claim).iter();
    statements.filter_map(|id| evidence.dataset.statement(*id).stated_at).map(|span| span.end_s).max()
}
