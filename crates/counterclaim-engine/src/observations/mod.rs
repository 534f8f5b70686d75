//! What the inference works on: origins, claims and units as flat columns in key order.
//!
//! Evidence of any form becomes a `Contest`, and only that is reckoned with.
//! Everything is in the order of keys, so the order of the records in a file changes no sum.

mod from_dataset;
mod from_events;
mod from_tables;
mod weigh;

use std::collections::BTreeMap;
use std::ops::Range;

pub(super) use from_dataset::{Basis, ContestIndex};
pub use from_events::EventsContest;
pub use from_tables::TablesContest;
pub(super) use weigh::weigh;

use crate::role::Role;
use counterclaim_model::{Independence, RelationKind, Reliability, Stance};

/// The day of what is not dated.
pub const NO_DAY: i32 = i32::MIN;

/// One origin: the table of experience is its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContestOrigin {
    /// Origins of one class lend each other experience; dense from 0.
    pub class: u16,
    pub grade: Option<Reliability>,
}

/// One claim that can be true or false.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ContestClaim {
    /// Whether its truth can change with time.
    pub is_state: bool,
    /// Log-odds before anything was said.
    pub prior: f64,
    /// Log-odds that a measurement adds.
    pub measured: f64,
    pub verdict: Option<ContestVerdict>,
}

/// A settled answer, and the day it speaks about where the truth can change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContestVerdict {
    pub is_true: bool,
    pub day: Option<i32>,
}

/// What happened to a unit on the way to its weight.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Standing {
    #[default]
    Stands,
    /// The origin said something else later.
    Superseded,
    /// The origin said something else at the same time.
    ContradictsItself,
    /// The origin said the same on other days.
    Restated,
}

/// What the statements of one origin with one stance on one claim (and day) come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContestUnit {
    pub claim: u32,
    pub origin: u32,
    /// Index into supports, denies, doubts.
    pub stance: u8,
    pub role: Role,
    /// Day spoken about, in days since 1970-01-01; [`NO_DAY`] where it is unknown, which no state claim has.
    pub day: i32,
    /// Day on which it was said first; orders units, [`NO_DAY`] where it is unknown.
    pub stated_day: i32,
    /// 1, or less for what was restated, 0 for what no longer stands.
    pub weight: f64,
    pub standing: Standing,
}

impl ContestUnit {
    /// Whether the stance is the one that helps the origin's own side.
    pub fn is_self_serving(&self) -> bool {
        matches!((self.role, self.stance), (Role::Serves, 0) | (Role::Hurts, 1 | 2))
    }

    /// Whether the stance hurts the origin's own side.
    pub fn is_against_interest(&self) -> bool {
        matches!((self.role, self.stance), (Role::Hurts, 0) | (Role::Serves, 1 | 2))
    }
}

/// How the truth of one claim bears on another.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct ContestRelation {
    pub a: u32,
    pub kind: RelationKind,
    pub b: u32,
}

/// Origins, claims and units in key order, with the units of each claim together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contest {
    pub origins: Vec<ContestOrigin>,
    pub claims: Vec<ContestClaim>,
    pub units: Vec<ContestUnit>,
    pub relations: Vec<ContestRelation>,
    /// The analyst's word on pairs of origins, the lesser first.
    pub independence: BTreeMap<(u32, u32), Independence>,
    pub class_count: usize,
    unit_start: Vec<u32>,
    origin_start: Vec<u32>,
    units_by_origin: Vec<u32>,
    /// For each unit, where what is held of its claim on its day is: the claim's own place where the truth cannot
    /// change, and a place of its own behind those of all claims where it can.
    slots: Vec<u32>,
    slot_count: usize,
}

impl Contest {
    /// Sets up the lists by claim and by origin; `units` must be in the order of their claims.
    pub(super) fn new(origins: Vec<ContestOrigin>, claims: Vec<ContestClaim>, units: Vec<ContestUnit>) -> Self {
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
        let slot = |unit: &ContestUnit| match claims[unit.claim as usize].is_state {
            false => unit.claim,
            true => {
                slot_count += 1;
                slot_count as u32 - 1
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
            independence: BTreeMap::new(),
        }
    }

    /// Where the units of a claim are.
    pub fn units_of(&self, claim: usize) -> Range<usize> {
        self.unit_start[claim] as usize..self.unit_start[claim + 1] as usize
    }

    /// The units of an origin, in the order of their claims.
    pub fn units_of_origin(&self, origin: usize) -> &[u32] {
        &self.units_by_origin[self.range_of_origin(origin)]
    }

    /// Where the units of an origin are in a list of all units by origin.
    pub fn range_of_origin(&self, origin: usize) -> Range<usize> {
        self.origin_start[origin] as usize..self.origin_start[origin + 1] as usize
    }

    /// Where what is held of a unit's claim on its day is, among `slot_count` places.
    pub fn slot(&self, unit: usize) -> usize {
        self.slots[unit] as usize
    }

    /// One for each claim, then one for each unit of a claim whose truth can change.
    pub fn slot_count(&self) -> usize {
        self.slot_count
    }

    /// Origins with a unit that still stands; they are what counts on a claim.
    pub fn standing_origins(&self, claim: usize, weights: &[f64]) -> usize {
        let range = self.units_of(claim);
        let mut origins: Vec<u32> =
            range.filter(|unit| weights[*unit] > 0.0).map(|unit| self.units[unit].origin).collect();
        origins.sort_unstable();
        origins.dedup();
        origins.len()
    }

    /// What some units weigh together, each origin at most as one: that it says the same on many days makes no two.
    pub fn weight_of_origins(&self, units: impl Iterator<Item = usize>, weights: &[f64]) -> f64 {
        let mut weighed: Vec<(u32, f64)> = units.map(|unit| (self.units[unit].origin, weights[unit])).collect();
        weighed.sort_by_key(|(origin, _)| *origin);
        let by_origin = weighed.chunk_by(|one, other| one.0 == other.0);
        by_origin.map(|units| units.iter().map(|(_, weight)| weight).sum::<f64>().min(1.0)).sum()
    }

    /// The weights that the units have before copying is looked for.
    pub fn base_weights(&self) -> Vec<f64> {
        self.units.iter().map(|unit| unit.weight).collect()
    }
}

/// Where each group begins, and after them where the last ends.
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

/// The index of a carrying stance into supports, denies, doubts.
pub(super) fn stance_index(stance: Stance) -> Option<u8> {
    match stance {
        Stance::Supports => Some(0),
        Stance::Denies => Some(1),
        Stance::Doubts => Some(2),
        Stance::CannotVerify | Stance::NoComment | Stance::Comments | Stance::Unstated => None,
    }
}
