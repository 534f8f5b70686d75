//! Makes an observation set from a dataset and an analyst's judgement.

use std::collections::BTreeMap;

use super::{
    Activity, ItemRelation, ItemVerdict, NO_DAY, Observation, ObservationSet, ObservedItem, ObservedSource,
    stance_index, weigh,
};
use crate::ClaimAssessment;
use crate::day::last_day;
use crate::identity::Identities;
use crate::inference::hyperparameters::TAKING_PRIOR;
use crate::options::Options;
use crate::origin::{Origin, Unit};
use crate::role::Role;
use counterclaim_model::{
    Claim, ClaimId, ClaimKind, Dataset, Id as _, Judgement, Key, RelationKind, Reliability, SideId, SourceId,
    SourceKind, Stance, Truth,
};

/// The inputs of an observation set.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    pub dataset: &'a Dataset,
    pub judgement: Option<&'a Judgement>,
    pub identities: &'a Identities,
    pub options: &'a Options,
}

/// Which records the rows of an observation set represent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObservationIndex {
    pub origins: Vec<Origin>,
    pub claims: Vec<ClaimId>,
    /// For each unit, its index among the units of its claim.
    pub units: Vec<u32>,
    /// By claim id; `None` for claims that cannot be true or false.
    place_of_claim: Vec<Option<u32>>,
}

impl ObservationIndex {
    /// The observation set over the units of each claim, which are given by claim id, and its index.
    pub fn observations(
        basis: Basis<'_>,
        assessed: &[ClaimAssessment],
        sides: &[Option<SideId>],
        favours: &[Option<SideId>],
    ) -> (ObservationSet, Self) {
        let Basis { dataset, judgement, identities, options } = basis;
        let mut claims: Vec<ClaimId> =
            dataset.claim_ids().filter(|id| dataset.claim(*id).kind.is_checkable()).collect();
        claims.sort_by_key(|id| dataset.claim(*id).key);
        let mut place_of_claim = vec![None; dataset.claim_count()];
        for (at, claim) in claims.iter().enumerate() {
            place_of_claim[claim.index()] = Some(at as u32);
        }
        let origin_key = |origin: &Origin| {
            let key = |source: SourceId| dataset.source(source).key;
            (key(origin.source), origin.first_carrier.map(key))
        };
        let mut origins: Vec<Origin> =
            claims.iter().flat_map(|claim| &assessed[claim.index()].units).map(|unit| unit.origin).collect();
        origins.sort_unstable();
        origins.dedup();
        origins.sort_by(|one, other| origin_key(one).cmp(&origin_key(other)));
        let mut by_id: Vec<(Origin, u32)> =
            origins.iter().enumerate().map(|(at, origin)| (*origin, at as u32)).collect();
        by_id.sort_unstable();
        let place_of_origin =
            |origin: &Origin| by_id.binary_search_by_key(origin, |(origin, _)| *origin).map_or(0, |at| by_id[at].1);

        let mut rows: Vec<(Observation, u32)> = Vec::new();
        for (place, claim) in claims.iter().enumerate() {
            let own_units = assessed[claim.index()].units.iter().enumerate();
            let mut own: Vec<(Observation, u32)> = own_units
                .filter_map(|(at, unit)| {
                    let side = sides.get(unit.origin.source.index()).copied().flatten();
                    let role = if options.uses_roles { Role::of(side, favours[claim.index()]) } else { Role::Neutral };
                    Some((
                        Observation {
                            claim: place as u32,
                            origin: place_of_origin(&unit.origin),
                            stance: stance_index(options.stance(unit.stance))?,
                            role,
                            day: unit.day.unwrap_or(NO_DAY),
                            stated_day: stated_day(dataset, unit),
                            weight: 1.0,
                            standing: Activity::Stands,
                        },
                        at as u32,
                    ))
                })
                .collect();
            own.sort_by_key(|(unit, at)| (unit.origin, unit.stance, unit.day, *at));
            let is_state = dataset.claim(*claim).kind == ClaimKind::State;
            let mut weighed: Vec<Observation> = own.iter().map(|(unit, _)| *unit).collect();
            weigh(&mut weighed, is_state);
            rows.extend(weighed.into_iter().zip(own.iter().map(|(_, at)| *at)));
        }
        let class = |origin: &Origin| class_of(identities.kind(dataset, origin.source)) as u16;
        // Merged sources take the grade of their representative, else the first grade that is given.
        let mut grades: BTreeMap<SourceId, Option<Reliability>> = BTreeMap::new();
        let mut grade = |origin: &Origin| {
            let given = |member: &SourceId| judgement?.reliability(dataset.source(*member).key);
            let of_source = || identities.members(origin.source).iter().find_map(given);
            *grades.entry(origin.source).or_insert_with(of_source)
        };
        let row = |id: &ClaimId| contest_claim(&dataset.claim(*id), judgement, options, &assessed[id.index()]);
        let mut observations = ObservationSet::new(
            origins.iter().map(|origin| ObservedSource { class: class(origin), grade: grade(origin) }).collect(),
            claims.iter().map(row).collect(),
            rows.iter().map(|(unit, _)| *unit).collect(),
        );
        let relations = dataset.relations().iter();
        observations.relations = relations
            .filter_map(|row| {
                let place = |id: ClaimId| place_of_claim[id.index()];
                let a = place(row.a)?;
                let b = place(row.b)?;
                // Exclusion is symmetric: both directions are one relation.
                let (a, b) = if row.kind == RelationKind::Excludes { (a.min(b), a.max(b)) } else { (a, b) };
                (a != b).then_some(ItemRelation { a, kind: row.kind, b })
            })
            .collect();
        observations.relations.sort_unstable();
        observations.relations.dedup();
        for ((a, b), word) in judgement.into_iter().flat_map(Judgement::independences) {
            let of = |key: &Key| -> Vec<u32> {
                let source = dataset.source_by_key(key).map(|source| identities.of(source));
                let from = by_id.partition_point(|(origin, _)| Some(origin.source) < source);
                let own = by_id[from..].iter().take_while(|(origin, _)| Some(origin.source) == source);
                own.map(|(_, at)| *at).collect()
            };
            for one in of(a) {
                for other in of(b).into_iter().filter(|other| *other != one) {
                    observations.independence.insert((one.min(other), one.max(other)), word);
                }
            }
        }
        let units = rows.iter().map(|(_, at)| *at).collect();
        (observations, Self { origins, claims, units, place_of_claim })
    }

    /// The row of a claim in the observation set; `None` if it cannot be true or false.
    pub fn place(&self, claim: ClaimId) -> Option<usize> {
        self.place_of_claim.get(claim.index()).copied().flatten().map(|place| place as usize)
    }
}

/// The class of sources that share a confusion matrix as prior; the same rule for every country.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Class {
    Official,
    StateMedia,
    Wire,
    Independent,
    Partisan,
    Osint,
    Unnamed,
    Unknown,
}

/// The class of sources of which only the name is known.
pub(super) const UNKNOWN_CLASS: u16 = Class::Unknown as u16;

fn class_of(kind: SourceKind) -> Class {
    match kind {
        SourceKind::Government | SourceKind::Military | SourceKind::Spokesperson | SourceKind::Official => {
            Class::Official
        }
        SourceKind::StateMedia => Class::StateMedia,
        SourceKind::Agency => Class::Wire,
        SourceKind::Media => Class::Independent,
        SourceKind::Milblogger => Class::Partisan,
        SourceKind::Monitor => Class::Osint,
        SourceKind::Unnamed => Class::Unnamed,
        SourceKind::Other => Class::Unknown,
    }
}

fn contest_claim(
    claim: &Claim<'_>,
    judgement: Option<&Judgement>,
    options: &Options,
    assessed: &ClaimAssessment,
) -> ObservedItem {
    let is_state = claim.kind == ClaimKind::State;
    let verdict = judgement.and_then(|judgement| judgement.verdict(claim.key)).and_then(|verdict| {
        let is_true = match verdict.truth {
            Truth::True => true,
            Truth::False => false,
            Truth::Undecidable => return None,
        };
        // As of a day, only verdicts about that day or earlier count.
        let at = verdict.at.as_ref().map(|time| time.span.end_s);
        let counts = options.as_of_s.is_none_or(|as_of_s| at.is_some_and(|at| at <= as_of_s));
        let day = verdict.at.as_ref().map(|time| last_day(time.span.end_s, time.span.offset_min));
        counts.then_some(ItemVerdict { is_true, day })
    });
    ObservedItem {
        is_state,
        prior: if is_state && claim.is_taking { TAKING_PRIOR } else { 0.0 },
        measured: assessed.measured.map_or(0.0, |check| check.log_odds),
        verdict,
    }
}

fn stated_day(dataset: &Dataset, unit: &Unit) -> i32 {
    let stated = dataset.statement(unit.first).stated_at;
    stated.map_or(NO_DAY, |span| last_day(span.end_s, span.offset_min))
}

impl Options {
    /// The stance that a statement counts as.
    fn stance(&self, stance: Stance) -> Stance {
        if self.counts_listings && stance == Stance::Unstated { Stance::Supports } else { stance }
    }
}
