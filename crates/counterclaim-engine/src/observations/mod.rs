//! The input of the inference: origins, claims and units as flat columns in key order.
//!
//! Every kind of evidence becomes a `ObservationSet`; the inference uses nothing else.
//! Everything is in key order, so the record order of a file affects no sum.

mod from_dataset;
mod from_events;
mod from_tables;
mod independence;
mod order;
mod silence;
mod weigh;

use std::collections::BTreeMap;
use std::ops::Range;

pub(super) use from_dataset::{Basis, ObservationIndex, stakes_of};
pub use from_events::EventObservations;
pub use from_tables::TableObservations;
pub(super) use weigh::weigh;

use crate::inference::hyperparameters::{CAMP_VOICES, NO_RIVAL, SHARED_VOICES};
use crate::log_odds::sum_in_any_order;
use crate::role::Role;
use counterclaim_model::{Independence, RelationKind, Reliability, Stance};

/// The day of undated statements.
pub const NO_DAY: i32 = i32::MIN;

/// One origin, with its own confusion matrix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObservedSource {
    /// Origins of one class share a prior; dense from 0.
    pub class: u16,
    pub grade: Option<Reliability>,
}

/// One claim that can be true or false.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ObservedItem {
    /// Whether its truth can change with time.
    pub is_state: bool,
    /// Baseline log-odds.
    pub prior: f64,
    /// Log-odds added by a measurement.
    pub measured: f64,
    /// Log-odds of the claim's share among rivals that exclude each other, before any evidence; 0 without rivals.
    pub rivals: f64,
    /// Daily probability that the state ends, for a claim whose truth can change.
    pub ends_per_day: f64,
    pub verdict: Option<ItemVerdict>,
    /// What is not said about it, in the order of [`Silence::ALL`]; nothing unless the analyst counts silence.
    pub silence: [bool; Silence::ALL.len()],
}

/// What is not said about a claim.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Silence {
    /// The side that would deny the claim takes no stance.
    Silent,
    /// It has no comment.
    NoComment,
    /// A source without an interest could not verify the claim.
    CouldNotVerify,
}

impl Silence {
    pub const ALL: [Self; 3] = [Self::Silent, Self::NoComment, Self::CouldNotVerify];
}

impl ObservedItem {
    /// Each silence about the claim, with what it adds to the log-odds by these numbers.
    pub fn silences(&self, numbers: [f64; Silence::ALL.len()]) -> impl Iterator<Item = (Silence, f64)> + use<> {
        let heard = self.silence;
        let all = Silence::ALL.into_iter().zip(numbers).zip(heard);
        all.filter(|(_, is_heard)| *is_heard).map(|(silence, _)| silence)
    }
}

/// A verdict, and the day it is about if the truth can change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ItemVerdict {
    pub is_true: bool,
    pub day: Option<i32>,
}

/// How a unit was discounted.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Activity {
    #[default]
    Stands,
    /// The origin took another stance later.
    Superseded,
    /// The origin took another stance at the same time.
    ContradictsItself,
    /// The origin repeated the stance on other days.
    Restated,
    /// The origin withdraws what it said before.
    Retracts,
    /// Only others report it, and nothing bears out that the origin said so; its own statement stands.
    OnlyReported,
}

/// Origins whose independence of each other is not shown share one voice on a claim.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Pool {
    /// Speaks for itself.
    #[default]
    Alone,
    /// Unnamed, or new and unknown: nothing shows that such origins are independent of each other.
    NotShown,
    /// Has an interest in the claim, with others of its side.
    Camp(u32),
    /// Its name looks like that of others.
    Alike(u32),
}

impl Pool {
    /// The most that the origins of a pool with one stance weigh in sum, as a number of origins.
    pub fn voices(self) -> f64 {
        match self {
            Self::Alone => f64::INFINITY,
            Self::NotShown => SHARED_VOICES,
            Self::Camp(_) => CAMP_VOICES,
            Self::Alike(_) => 1.0,
        }
    }

    /// The most that a pool counts for as independent confirmation.
    pub fn confirms(self) -> f64 {
        match self {
            Self::Alone => f64::INFINITY,
            Self::NotShown => 0.0,
            Self::Camp(_) | Self::Alike(_) => 1.0,
        }
    }
}

/// The statements of one origin with one stance on one claim (and day).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    pub claim: u32,
    pub origin: u32,
    /// Index: supports, denies, doubts.
    pub stance: u8,
    pub role: Role,
    /// The day that the unit is about, in days since 1970-01-01; [`NO_DAY`] if unknown, never for a state claim.
    pub day: i32,
    /// The day of the first statement; orders units, [`NO_DAY`] if unknown.
    pub stated_day: i32,
    /// The day on which the origin last took the stance itself; decides which of its stances is the latest.
    pub renewed_day: i32,
    /// Whether only others report it, and nothing bears out that the origin said so.
    pub is_only_reported: bool,
    pub pool: Pool,
    /// The group of names that look alike to which the origin's belongs; they share a voice within any other pool.
    pub alike: Option<u32>,
    /// 1, more for a retraction, less if repeated on other days or if it shares a voice, 0 if superseded.
    pub weight: f64,
    pub standing: Activity,
}

impl Observation {
    /// Whether the stance favours the origin's own side.
    pub fn is_self_serving(&self) -> bool {
        matches!((self.role, self.stance), (Role::Serves, 0) | (Role::Hurts, 1 | 2))
    }

    /// Whether the stance goes against the origin's own side.
    pub fn is_against_interest(&self) -> bool {
        matches!((self.role, self.stance), (Role::Hurts, 0) | (Role::Serves, 1 | 2))
    }
}

/// How the truth of one claim affects another.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct ItemRelation {
    pub a: u32,
    pub kind: RelationKind,
    pub b: u32,
}

impl ItemRelation {
    /// A relation between two claims; `None` if they are one. Exclusion is symmetric: both directions are one relation.
    pub(super) fn between(a: u32, kind: RelationKind, b: u32) -> Option<Self> {
        let (a, b) = if kind == RelationKind::Excludes { (a.min(b), a.max(b)) } else { (a, b) };
        (a != b).then_some(Self { a, kind, b })
    }
}

/// Origins, claims and units in key order; the units of each claim are contiguous.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObservationSet {
    pub origins: Vec<ObservedSource>,
    pub claims: Vec<ObservedItem>,
    pub units: Vec<Observation>,
    pub relations: Vec<ItemRelation>,
    /// Groups of claims that exclude each other, in ascending order.
    pub rivals: Vec<Vec<u32>>,
    /// The analyst's independence judgements on pairs of origins, the smaller index first.
    pub independence: BTreeMap<(u32, u32), Independence>,
    pub class_count: usize,
    unit_start: Vec<u32>,
    origin_start: Vec<u32>,
    units_by_origin: Vec<u32>,
    /// For each unit, the slot with the probability of its claim on its day: the claim's own slot if the truth cannot
    /// change, else a slot of its own after those of all claims.
    slots: Vec<u32>,
    slot_count: usize,
    /// For each unit what is left of it in the record of its origin; empty if experience does not fade.
    fades: Vec<f64>,
}

impl ObservationSet {
    /// Builds the lists by claim and by origin; `units` must be in the order of their claims.
    pub(super) fn new(origins: Vec<ObservedSource>, claims: Vec<ObservedItem>, mut units: Vec<Observation>) -> Self {
        number_alike(&mut units);
        let class_count = origins.iter().map(|origin| usize::from(origin.class) + 1).max().unwrap_or(0);
        let unit_start = starts(claims.len(), units.iter().map(|unit| unit.claim));
        let origin_start = starts(origins.len(), units.iter().map(|unit| unit.origin));
        let mut next: Vec<u32> = origin_start.clone();
        let mut units_by_origin = vec![0; units.len()];
        for (at, unit) in units.iter().enumerate() {
            let slot = &mut next[unit.origin as usize];
            units_by_origin[*slot as usize] = at as u32;
            *slot += 1;
        }
        let mut slot_count = claims.len();
        let slot = |unit: &Observation| {
            if claims[unit.claim as usize].is_state {
                slot_count += 1;
                slot_count as u32 - 1
            } else {
                unit.claim
            }
        };
        let slots: Vec<u32> = units.iter().map(slot).collect();
        Self {
            origins,
            claims,
            units,
            class_count,
            slots,
            slot_count,
            unit_start,
            origin_start,
            units_by_origin,
            relations: Vec::new(),
            rivals: Vec::new(),
            independence: BTreeMap::new(),
            fades: Vec::new(),
        }
    }

    /// Orders the relations, each once, and finds the claims that are rivals.
    ///
    /// Three or more claims, each of which excludes each other, and none of which can change, are rivals: they share the
    /// prior, each with one part in k.
    pub(super) fn set_relations(&mut self) {
        self.relations.sort_unstable();
        self.relations.dedup();
        self.rivals.clear();
        let excludes = self.relations.iter().filter(|relation| relation.kind == RelationKind::Excludes);
        let mut others: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for relation in excludes {
            others.entry(relation.a).or_default().push(relation.b);
            others.entry(relation.b).or_default().push(relation.a);
        }
        for (claim, list) in &mut others {
            list.push(*claim);
            list.sort_unstable();
        }
        let is_group = |list: &Vec<u32>| {
            list.len() > 2
                && list.iter().all(|claim| !self.claims[*claim as usize].is_state && others.get(claim) == Some(list))
        };
        let first = |(claim, list): &(&u32, &Vec<u32>)| list.first() == Some(*claim);
        let groups: Vec<Vec<u32>> =
            others.iter().filter(first).map(|(_, list)| list.clone()).filter(is_group).collect();
        for group in groups {
            let share = -((group.len() - 1) as f64 + NO_RIVAL).ln();
            for claim in &group {
                self.claims[*claim as usize].rivals = share;
            }
            self.rivals.push(group);
        }
    }

    /// Lets experience fade: after each half-life a unit counts half in the record of its origin.
    ///
    /// Days are counted back from `until_day`, or from the latest statement; units without a day do not fade.
    pub(super) fn fade(&mut self, half_life_days: u32, until_day: Option<i32>) {
        let latest = || self.units.iter().map(|unit| unit.stated_day).max();
        let Some(until) = until_day.or_else(latest) else { return };
        let left = |unit: &Observation| {
            let age = f64::from(until) - f64::from(unit.stated_day);
            if unit.stated_day == NO_DAY { 1.0 } else { (-age.max(0.0) / f64::from(half_life_days.max(1))).exp2() }
        };
        self.fades = self.units.iter().map(left).collect();
    }

    /// The weight of a unit in the record of its origin; none if it is unknown, or nothing shows that it said so.
    ///
    /// Otherwise sources of which nothing is known would earn a record by agreeing with each other.
    #[inline]
    pub fn remembered(&self, unit: usize, weight: f64) -> f64 {
        if self.units[unit].pool == Pool::NotShown {
            return 0.0;
        }
        self.fades.get(unit).map_or(weight, |left| weight * left)
    }

    /// The range of units of a claim.
    pub fn units_of(&self, claim: usize) -> Range<usize> {
        self.unit_start[claim] as usize..self.unit_start[claim + 1] as usize
    }

    /// The units of an origin, in the order of their claims.
    pub fn units_of_origin(&self, origin: usize) -> &[u32] {
        &self.units_by_origin[self.range_of_origin(origin)]
    }

    /// The range of units of an origin in a list of all units by origin.
    pub fn range_of_origin(&self, origin: usize) -> Range<usize> {
        self.origin_start[origin] as usize..self.origin_start[origin + 1] as usize
    }

    /// The slot with the probability of a unit's claim on its day, among `slot_count` slots.
    pub fn slot(&self, unit: usize) -> usize {
        self.slots[unit] as usize
    }

    /// One for each claim, then one for each unit of a claim whose truth can change.
    pub fn slot_count(&self) -> usize {
        self.slot_count
    }

    /// Origins with a unit of non-zero weight; these count for a claim.
    pub fn standing_origins(&self, claim: usize, weights: &[f64]) -> usize {
        let range = self.units_of(claim);
        let mut origins: Vec<u32> =
            range.filter(|unit| weights[*unit] > 0.0).map(|unit| self.units[unit].origin).collect();
        origins.sort_unstable();
        origins.dedup();
        origins.len()
    }

    /// The total weight of some units, at most one for each origin: repeats on several days do not add up to two.
    pub fn weight_of_origins(&self, units: impl Iterator<Item = usize>, weights: &[f64]) -> f64 {
        let mut weighed: Vec<(u32, f64)> = units.map(|unit| (self.units[unit].origin, weights[unit])).collect();
        weighed.sort_by_key(|(origin, _)| *origin);
        let by_origin = weighed.chunk_by(|one, other| one.0 == other.0);
        by_origin.map(|units| units.iter().map(|(_, weight)| weight).sum::<f64>().min(1.0)).sum()
    }

    /// Origins with a unit of non-zero weight, those of one pool as one.
    pub fn voices(&self, claim: usize, weights: &[f64]) -> usize {
        let mut voices = 0;
        let mut last = None;
        let mut pools: Vec<Pool> = Vec::new();
        // The units of a claim are in the order of their origins.
        for unit in self.units_of(claim).filter(|unit| weights[*unit] > 0.0) {
            let row = &self.units[unit];
            if row.pool == Pool::Alone {
                voices += usize::from(last != Some(row.origin));
                last = Some(row.origin);
            } else if !pools.contains(&row.pool) {
                pools.push(row.pool);
            }
        }
        voices + pools.len()
    }

    /// The number of independent origins that some units stand for: origins of one pool count at most as the pool does.
    pub fn confirmations(&self, units: impl Iterator<Item = usize>, weights: &[f64]) -> f64 {
        let mut by_pool: BTreeMap<(Pool, Option<u32>), f64> = BTreeMap::new();
        for unit in units {
            let row = &self.units[unit];
            let alone = (row.pool == Pool::Alone).then_some(row.origin);
            *by_pool.entry((row.pool, alone)).or_default() += weights[unit];
        }
        let counted = by_pool.into_iter().map(|((pool, _), weight)| weight.min(pool.confirms().min(1.0)));
        sum_in_any_order(counted.collect())
    }

    /// The weights of the units before the search for copying.
    pub fn base_weights(&self) -> Vec<f64> {
        self.units.iter().map(|unit| unit.weight).collect()
    }
}

/// Numbers the groups of names that look alike by their first unit, not by their names.
fn number_alike(units: &mut [Observation]) {
    let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
    for unit in units {
        let Some(group) = &mut unit.alike else { continue };
        let next = numbers.len() as u32;
        *group = *numbers.entry(*group).or_insert(next);
        if matches!(unit.pool, Pool::Alike(_)) {
            unit.pool = Pool::Alike(*group);
        }
    }
}

/// Where each group starts, plus the end.
fn starts(groups: usize, members: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0; groups + 1];
    for group in members {
        starts[group as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    starts
}

/// The index of a stance: supports, denies, doubts.
pub(super) fn stance_index(stance: Stance) -> Option<u8> {
    match stance {
        Stance::Supports => Some(0),
        Stance::Denies => Some(1),
        Stance::Doubts => Some(2),
        Stance::CannotVerify | Stance::NoComment | Stance::Comments | Stance::Unstated => None,
    }
}
