//! Filtered, sorted lists of ids, and the counts beside each filter; recomputed only on change.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::areas::{self, ShownArea};
use super::claim_index::{ClaimIndex, DatedStatement};
use super::filter::{Evidence, Quick};
use super::filter_sets::{Condition, Met};
use super::text_search::TextSearch;
use super::view::{Sort, View};
use counterclaim_engine::StanceCounts;
use counterclaim_model::{ClaimId, ClaimKind, EventId, Id as _, Judgement, LayerId, PlaceId, SideId, Stance, TimeSpan};
use counterclaim_query::Bitmap;

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

/// A dated event of a shown claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatedEvent {
    pub event: EventId,
    /// The first shown claim about it.
    pub claim: ClaimId,
    pub span: TimeSpan,
}

/// The rows that the panels show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visible {
    /// In card order.
    pub claims: Vec<ClaimId>,
    pub facets: FacetCounts,
    /// The shown claims that have coordinates, by place, in id order.
    pub places: Vec<PlaceGroup>,
    /// The outlines to draw on the map, in the order of their sources.
    pub areas: Vec<ShownArea>,
    /// The dated statements about the shown claims, by time; with the as-of line, later ones too.
    pub said: Vec<DatedStatement>,
    /// The dated events of the shown claims, by time.
    pub happened: Vec<DatedEvent>,
    /// Claims without a statement by the as-of time.
    pub not_yet: usize,
}

impl Visible {
    /// Whether the map shows the claims of the same places.
    pub(super) fn has_places_of(&self, other: &Self) -> bool {
        self.places == other.places
    }

    /// Whether the timeline shows the same.
    pub(super) fn has_times_of(&self, other: &Self) -> bool {
        self.said == other.said && self.happened == other.happened
    }

    pub(super) fn compute(
        view: &View,
        evidence: Evidence<'_>,
        facts: &ClaimIndex,
        text_search: &mut TextSearch,
    ) -> Self {
        let met = Met::new(&view.filter, evidence, facts, text_search);
        let shown = met.all_but(None);
        let mut claims: Vec<ClaimId> = shown.iter().map(ClaimId::from_index).collect();
        let until_s = view.as_of_s.into_iter().chain(view.filter.window.map(|(_, until_s)| until_s)).min();
        let areas = if evidence.dataset.has_areas() {
            // What was reported before the window may still be current in it.
            let outlined = met.all_but(Some(Condition::Window));
            areas::shown(&outlined.iter().map(ClaimId::from_index).collect::<Vec<_>>(), until_s, evidence)
        } else {
            Vec::new()
        };
        let places = group_by_place(&claims, evidence, facts);
        // With the as-of line on, later claims still have faint marks.
        let shows_all = view.as_of_s.is_some() && view.filter.is_empty();
        let happened = happened(&claims, evidence, facts);
        sort(&mut claims, view.sort, evidence, &met);
        Self {
            facets: FacetCounts::new(&met, &shown, evidence, facts),
            places,
            areas,
            said: said(&shown, shows_all, evidence, facts),
            happened,
            not_yet: evidence.dataset.claim_count() - facts.known().count(),
            claims,
        }
    }
}

impl FacetCounts {
    fn new(met: &Met<'_>, shown: &Bitmap, evidence: Evidence<'_>, facts: &ClaimIndex) -> Self {
        let dataset = evidence.dataset;
        // The count of a choice combines it with all other conditions.
        let others = |condition| {
            if met.is_on(condition) {
                std::borrow::Cow::Owned(met.all_but(Some(condition)))
            } else {
                std::borrow::Cow::Borrowed(shown)
            }
        };
        let mut counts = Self {
            quick: Quick::ALL.map(|quick| others(Condition::Quick(quick)).count_both(&met.quick(quick))),
            ..Self::default()
        };
        let kinds = dataset.claim_kinds();
        let mut by_kind = [0; ClaimKind::ALL.len()];
        for kind in others(Condition::Kind).iter().filter_map(|row| kinds.get(row)) {
            by_kind[*kind as usize] += 1;
        }
        counts.kinds = ClaimKind::ALL.into_iter().zip(by_kind).filter(|(_, count)| *count > 0).collect();
        let with_side = others(Condition::Side);
        for side in (0..dataset.sides().len()).map(SideId::from_index) {
            let count = facts.side(side).map_or(0, |set| with_side.count_both(set));
            counts.sides.extend((count > 0).then_some((side, count)));
        }
        counts.places = by_place(&others(Condition::Place), facts);
        if dataset.layer_keys().len() > 0 {
            let with_layer = others(Condition::Layer);
            let mut by_layer: BTreeMap<LayerId, usize> = BTreeMap::new();
            for layer in with_layer.iter().filter_map(|row| dataset.layer_of_claim(ClaimId::from_index(row))) {
                *by_layer.entry(layer).or_default() += 1;
            }
            counts.layers = by_layer;
        }
        let with_tag = others(Condition::Tag);
        for (key, tags) in evidence.judgement.into_iter().flat_map(Judgement::tagged_claims) {
            let is_counted = dataset.claim_by_key(key).is_some_and(|id| with_tag.contains(id.index()));
            for tag in tags.iter().filter(|_| is_counted) {
                *counts.tags.entry(tag.clone()).or_default() += 1;
            }
        }
        counts
    }
}

/// How many claims are at each place or at a part of it.
fn by_place(claims: &Bitmap, facts: &ClaimIndex) -> BTreeMap<PlaceId, usize> {
    let evidence = facts.evidence();
    let mut own = vec![0usize; evidence.drawn_at.len()];
    for place in claims.iter().filter_map(|row| *evidence.places.get(row)?) {
        own[place.index()] += 1;
    }
    let all = evidence.summed_up(own);
    all.into_iter()
        .enumerate()
        .filter(|(_, count)| *count > 0)
        .map(|(at, count)| (PlaceId::from_index(at), count))
        .collect()
}

fn group_by_place(claims: &[ClaimId], evidence: Evidence<'_>, facts: &ClaimIndex) -> Vec<PlaceGroup> {
    let of_evidence = facts.evidence();
    let drawn_at = |claim: &ClaimId| {
        of_evidence.drawn_at.get(of_evidence.places.get(claim.index())?.as_ref()?.index())?.as_ref().copied()
    };
    let mut counts = vec![0u32; of_evidence.drawn_at.len()];
    for place in claims.iter().filter_map(drawn_at) {
        counts[place.index()] += 1;
    }
    let mut groups: Vec<PlaceGroup> = Vec::new();
    let mut group_of = vec![0u32; counts.len()];
    for (at, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
        group_of[at] = groups.len() as u32;
        let claims = Vec::with_capacity(count as usize);
        groups.push(PlaceGroup { place: PlaceId::from_index(at), claims, stances: StanceCounts::default() });
    }
    for claim in claims {
        let group = drawn_at(claim).and_then(|place| groups.get_mut(group_of[place.index()] as usize));
        if let Some(group) = group {
            group.claims.push(*claim);
            group.stances.add_all(&evidence.assessment.claim(*claim).stances);
        }
    }
    groups
}

fn said(shown: &Bitmap, shows_all: bool, evidence: Evidence<'_>, facts: &ClaimIndex) -> Vec<DatedStatement> {
    let all = &facts.evidence().said;
    let claim_of = evidence.dataset.claims_of_statements();
    let is_shown =
        |said: &DatedStatement| claim_of.get(said.id.index()).is_some_and(|claim| shown.contains(claim.index()));
    all.iter().filter(|said| shows_all || is_shown(said)).copied().collect()
}

fn happened(claims: &[ClaimId], evidence: Evidence<'_>, facts: &ClaimIndex) -> Vec<DatedEvent> {
    let events = evidence.dataset.events_of_claims();
    let mut first = vec![None; evidence.dataset.event_count()];
    for claim in claims {
        if let Some(first) = events.get(claim.index()).and_then(|event| first.get_mut(event.index())) {
            first.get_or_insert(*claim);
        }
    }
    let shown = |(event, span): &(EventId, TimeSpan)| {
        Some(DatedEvent { event: *event, claim: (*first.get(event.index())?)?, span: *span })
    };
    facts.evidence().happened.iter().filter_map(shown).collect()
}

fn sort(claims: &mut [ClaimId], order: Sort, evidence: Evidence<'_>, met: &Met<'_>) {
    let assessed = |id: &ClaimId| evidence.assessment.claim(*id);
    match order {
        Sort::Dataset => {}
        Sort::MostDisputed => claims.par_sort_by_key(|id| {
            let stances = assessed(id).stances;
            let against = stances.get(Stance::Denies) + stances.get(Stance::Doubts);
            let disputed = stances.get(Stance::Supports).min(against);
            std::cmp::Reverse((disputed, against, stances.total()))
        }),
        Sort::MostOrigins => {
            claims.par_sort_by_key(|id| std::cmp::Reverse((assessed(id).origins, assessed(id).statements)));
        }
        Sort::Newest => claims.par_sort_by_cached_key(|id| std::cmp::Reverse(latest_stated(*id, evidence))),
        Sort::Grade => claims.par_sort_by_key(|id| met.grades.get(id).map_or(u8::MAX, |grade| grade.number())),
        Sort::Likelihood => {
            let probability = |id: &ClaimId| {
                let computed = evidence.computed(*id);
                computed.likelihood().filter(|likelihood| !likelihood.is_open).map(|likelihood| likelihood.probability)
            };
            // For an `Option`, `None` is the smallest: in reverse order, undetermined claims come last.
            claims.par_sort_by(|one, other| {
                let one = probability(one);
                let other = probability(other);
                other.is_some().cmp(&one.is_some()).then(other.unwrap_or(0.0).total_cmp(&one.unwrap_or(0.0)))
            });
        }
        Sort::Alphabet => {
            claims.par_sort_by_cached_key(|id| evidence.dataset.claim(*id).proposition.to_lowercase());
        }
    }
}

fn latest_stated(claim: ClaimId, evidence: Evidence<'_>) -> Option<i64> {
    let statements = evidence.dataset.statements_of_claim(claim).iter();
    statements.filter_map(|id| evidence.dataset.stated_at(*id)).map(|span| span.end_s).max()
}
