//! What filters and lists need to know about every claim, as sets and columns.
//!
//! They are rebuilt when the evidence or the estimates change, not whenever a filter does: with very many claims that
//! keeps filters fast.

use std::sync::Arc;

use rayon::prelude::*;

use super::filter::{Quick, has_figure};
use counterclaim_engine::{Assessment, Options};
use counterclaim_model::{ClaimId, Dataset, EventId, Id as _, PlaceId, SideId, Stance, StatementId, TimeSpan};
use counterclaim_query::Bitmap;

/// What filters need to know about every claim, for one state of the evidence and the estimates.
#[derive(Clone, Debug, Default)]
pub(super) struct ClaimIndex {
    of: Option<(Arc<Dataset>, Arc<Assessment>)>,
    evidence: Arc<EvidenceIndex>,
    /// By `Quick`, as far as evidence and estimates decide.
    quick: Vec<Bitmap>,
    /// Claims with a statement by an origin of each side.
    sides: Vec<Bitmap>,
    known: Bitmap,
}

/// What follows from the evidence alone.
#[derive(Clone, Debug, Default)]
pub(super) struct EvidenceIndex {
    /// The time of each claim, its own or that of its event.
    pub places: Vec<Option<PlaceId>>,
    /// Where each place is drawn: at itself if it has coordinates, else at the nearest surrounding place that has.
    pub drawn_at: Vec<Option<PlaceId>>,
    /// The place that each is a part of.
    part_of: Vec<Option<PlaceId>>,
    /// The dated statements, by time.
    pub said: Vec<DatedStatement>,
    /// The dated events, by time.
    pub happened: Vec<(EventId, TimeSpan)>,
}

/// A dated statement: when it was made, and its kind. The order is that of a timeline.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct DatedStatement {
    /// In seconds since 1970-01-01T00:00Z.
    pub end_s: i64,
    pub start_s: i64,
    pub id: StatementId,
    pub stance: Stance,
}

impl ClaimIndex {
    /// Rebuilds them for a dataset with its estimates; returns whether the dataset has changed.
    pub fn follow(&mut self, dataset: &Arc<Dataset>, assessment: &Arc<Assessment>) -> bool {
        let before = self.of.as_ref();
        let is_same_evidence = before.is_some_and(|(other, _)| Arc::ptr_eq(other, dataset));
        if is_same_evidence && before.is_some_and(|(_, other)| Arc::ptr_eq(other, assessment)) {
            return false;
        }
        if !is_same_evidence {
            self.evidence = Arc::new(EvidenceIndex::new(dataset));
        }
        let claims = dataset.claim_count();
        let sides = dataset.sides().len();
        let by_claim =
            |holds: &(dyn Fn(ClaimId) -> bool + Sync)| Bitmap::of_rows(claims, |row| holds(ClaimId::from_index(row)));
        self.quick =
            Quick::ALL.into_iter().map(|quick| by_claim(&|id| holds(quick, id, dataset, assessment))).collect();
        self.sides =
            (0..sides).map(SideId::from_index).map(|side| by_claim(&|id| speaks(id, side, assessment))).collect();
        self.known = known(dataset, assessment.options().as_of_s);
        self.of = Some((dataset.clone(), assessment.clone()));
        !is_same_evidence
    }

    pub fn evidence(&self) -> &Arc<EvidenceIndex> {
        &self.evidence
    }

    /// The claims that match a quick filter, whatever the analyst's grades; `Unrated` has none.
    pub fn quick(&self, quick: Quick) -> Option<&Bitmap> {
        self.quick.get(quick as usize)
    }

    /// The claims with a statement by an origin of a side.
    pub fn side(&self, side: SideId) -> Option<&Bitmap> {
        self.sides.get(side.index())
    }

    /// Claims with a statement by the as-of time; claims without statements have no time.
    pub fn known(&self) -> &Bitmap {
        &self.known
    }
}

impl EvidenceIndex {
    fn new(dataset: &Dataset) -> Self {
        let claims = (0..dataset.claim_count()).into_par_iter().map(ClaimId::from_index);
        let mut part_of = vec![None; dataset.places().len()];
        for (part, whole) in dataset.parts_of_places() {
            part_of[part.index()] = Some(whole);
        }
        let stances = dataset.stances();
        let stance = |id: StatementId| stances.get(id.index()).copied().unwrap_or(Stance::Unstated);
        let dated = dataset.dated_statements();
        let mut said: Vec<DatedStatement> = dated
            .map(|(id, span)| DatedStatement { end_s: span.end_s, start_s: span.start_s, id, stance: stance(id) })
            .collect();
        said.par_sort_unstable();
        let mut happened: Vec<_> = dataset.dated_events().collect();
        happened.par_sort_unstable_by_key(|(id, span)| (span.start_s, *id));
        Self {
            places: claims.map(|id| dataset.place_of_claim(id)).collect(),
            drawn_at: dataset.positioned_places(),
            said,
            happened,
            part_of,
        }
    }

    /// For each place, the sum over it and all its parts; in a ring of parts each is a part of each.
    pub fn summed_up(&self, mut counts: Vec<usize>) -> Vec<usize> {
        let outer = |at: usize| self.part_of.get(at).copied().flatten().map(|place| place.index());
        let mut parts = vec![0usize; counts.len()];
        (0..counts.len()).filter_map(outer).for_each(|place| parts[place] += 1);
        // From the innermost outwards, each link once.
        let mut done: Vec<usize> = (0..counts.len()).filter(|at| parts[*at] == 0).collect();
        let mut next = 0;
        while let Some(at) = done.get(next).copied() {
            next += 1;
            if let Some(place) = outer(at) {
                counts[place] += counts[at];
                parts[place] -= 1;
                if parts[place] == 0 {
                    done.push(place);
                }
            }
        }
        // The rest are rings.
        for first in 0..counts.len() {
            if parts[first] > 0 {
                let ring: Vec<usize> =
                    std::iter::successors(Some(first), |at| outer(*at).filter(|at| *at != first)).collect();
                let sum = ring.iter().map(|at| counts[*at]).sum();
                ring.into_iter().for_each(|at| (counts[at], parts[at]) = (sum, 0));
            }
        }
        counts
    }

    /// For each place, whether it is a place or a part of it.
    pub fn within(&self, place: PlaceId) -> Vec<bool> {
        let mut is_within: Vec<Option<bool>> = vec![None; self.part_of.len()];
        if let Some(own) = is_within.get_mut(place.index()) {
            *own = Some(true);
        }
        let mut path = Vec::new();
        for first in 0..is_within.len() {
            let mut at = Some(first);
            let answer = loop {
                let Some(here) = at else { break false };
                match is_within[here] {
                    Some(known) => break known,
                    // A ring that returns here finds this value.
                    None => is_within[here] = Some(false),
                }
                path.push(here);
                at = self.part_of[here].map(|outer| outer.index());
            };
            path.drain(..).for_each(|at| is_within[at] = Some(answer));
        }
        is_within.into_iter().map(|answer| answer == Some(true)).collect()
    }
}

fn holds(quick: Quick, id: ClaimId, dataset: &Dataset, assessment: &Assessment) -> bool {
    let assessed = assessment.claim(id);
    match quick {
        Quick::Contested => assessed.is_contested(),
        Quick::SingleOrigin => assessed.has_single_origin(),
        Quick::Unrated => false,
        Quick::SameSideDissents => assessed.same_side_dissents,
        Quick::AgainstInterest => assessed.against_interest,
        Quick::SelfServing => assessed.self_serving,
        Quick::Measured => assessed.measured.is_some(),
        Quick::Figure => has_figure(assessed, dataset),
        Quick::Open => assessed.likelihood.is_some_and(|likelihood| likelihood.is_open),
    }
}

fn speaks(id: ClaimId, side: SideId, assessment: &Assessment) -> bool {
    assessment.claim(id).units.iter().any(|unit| assessment.side(unit.origin.source) == Some(side))
}

fn known(dataset: &Dataset, as_of_s: Option<i64>) -> Bitmap {
    if as_of_s.is_none() {
        return Bitmap::all(dataset.claim_count());
    }
    // What is excluded as a what-if is known all the same.
    let by_then = Options::as_of(as_of_s);
    Bitmap::of_rows(dataset.claim_count(), |row| {
        let statements = dataset.statements_of_claim(ClaimId::from_index(row));
        statements.is_empty() || statements.iter().any(|id| by_then.knows(dataset, *id))
    })
}
