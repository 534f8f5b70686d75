//! Weights of the units of one claim: which stance of an origin stands, and which origins share a voice.

use std::collections::BTreeMap;

use super::{Activity, NO_DAY, Observation, Pool};
use crate::inference::hyperparameters::{RESTATED, RETRACTION};
use crate::log_odds::sum_in_any_order;

/// Sets the weights of the units of one claim, which are in the order of their origins.
///
/// If the truth cannot change, the stance that the origin took last counts and its contrary ones do not;
/// if it can, the same stance on n days in a row weighs n^(-1/2) each, and on all days at most [`RESTATED`] in sum.
/// Undated units then count for the last day that any unit is about.
/// Opposite stances at the same time weigh nothing.
/// What others report an origin to have said counts only where the origin said nothing itself, unless it is borne out.
pub fn weigh(units: &mut [Observation], is_state: bool) {
    if is_state {
        let last = units.iter().map(|unit| unit.day).max().filter(|day| *day != NO_DAY).unwrap_or(0);
        units.iter_mut().filter(|unit| unit.day == NO_DAY).for_each(|unit| unit.day = last);
    }
    for group in units.chunk_by_mut(|one, other| one.origin == other.origin) {
        if group.len() == 1 {
            continue;
        }
        if group.iter().any(|unit| unit.is_only_reported) && group.iter().any(|unit| !unit.is_only_reported) {
            for unit in group.iter_mut().filter(|unit| unit.is_only_reported) {
                unit.weight = 0.0;
                unit.standing = Activity::OnlyReported;
            }
        }
        if is_state { weigh_days(group) } else { weigh_fixed(group) }
    }
    if units.iter().any(|unit| unit.pool != Pool::Alone || unit.alike.is_some()) {
        share_voices(units);
    }
}

fn counts(unit: &Observation) -> bool {
    unit.standing != Activity::OnlyReported
}

fn weigh_days(group: &mut [Observation]) {
    let mut said: Vec<(i32, u8)> =
        group.iter().filter(|unit| counts(unit)).map(|unit| (unit.day, unit.stance)).collect();
    said.sort_unstable();
    // Who has said otherwise in between repeats nothing: only days in a row are repetitions.
    let mut run_of: Vec<usize> = vec![0; said.len()];
    let mut runs = [0_usize; 3];
    let mut last = [usize::MAX; 3];
    let mut changes = 0;
    let mut lengths: Vec<usize> = Vec::new();
    for (at, (_, stance)) in said.iter().enumerate() {
        let stance = usize::from(*stance);
        if at > 0 && usize::from(said[at - 1].1) != stance {
            changes += 1;
        }
        if last[stance] != changes {
            last[stance] = changes;
            runs[stance] = lengths.len();
            lengths.push(0);
        }
        lengths[runs[stance]] += 1;
        run_of[at] = runs[stance];
    }
    let totals = [0, 1, 2].map(|stance| said.iter().filter(|(_, other)| *other == stance).count() as f64);
    for unit in group.iter_mut().filter(|unit| counts(unit)) {
        let Ok(at) = said.binary_search(&(unit.day, unit.stance)) else { continue };
        let in_row = lengths[run_of[at]] as f64;
        let days = totals[usize::from(unit.stance)];
        unit.weight = (1.0 / in_row.sqrt()).min(RESTATED / days);
        if unit.weight < 1.0 {
            unit.standing = Activity::Restated;
        }
        if unit.stance < 2 && said.binary_search(&(unit.day, 1 - unit.stance)).is_ok() {
            unit.weight = 0.0;
            unit.standing = Activity::ContradictsItself;
        }
    }
}

fn weigh_fixed(group: &mut [Observation]) {
    let last_day = group.iter().filter(|unit| counts(unit)).map(|unit| unit.renewed_day).max().unwrap_or(i32::MIN);
    let is_last = |unit: &Observation| counts(unit) && unit.renewed_day == last_day;
    let first_stance = group.iter().find(|unit| is_last(unit)).map(|unit| unit.stance);
    let contradicts = group.iter().any(|unit| is_last(unit) && Some(unit.stance) != first_stance);
    // What it withdraws, and when it last said so.
    let before: Vec<(u8, i32)> =
        group.iter().filter(|unit| counts(unit)).map(|unit| (unit.stance, unit.renewed_day)).collect();
    for unit in group.iter_mut().filter(|unit| counts(unit)) {
        if unit.renewed_day != last_day {
            unit.weight = 0.0;
            unit.standing = Activity::Superseded;
        } else if contradicts {
            unit.weight = 0.0;
            unit.standing = Activity::ContradictsItself;
        } else if unit.stance < 2 && !unit.is_self_serving() && !unit.is_only_reported {
            // Newly taken after the opposite: who returns to an earlier stance withdraws nothing.
            let withdraws = |(stance, day): &(u8, i32)| *stance == 1 - unit.stance && *day < unit.stated_day;
            if before.iter().any(withdraws) {
                unit.weight = RETRACTION;
                unit.standing = Activity::Retracts;
            }
        }
    }
}

/// Origins of one pool with the same stance weigh no more in sum than the pool; names that look alike share a voice
/// first.
fn share_voices(units: &mut [Observation]) {
    share(units, |unit| unit.alike.map(Pool::Alike));
    share(units, |unit| Some(unit.pool).filter(|pool| matches!(pool, Pool::NotShown | Pool::Camp(_))));
}

fn share(units: &mut [Observation], pool_of: impl Fn(&Observation) -> Option<Pool>) {
    let mut weights: BTreeMap<(Pool, u8), Vec<f64>> = BTreeMap::new();
    for unit in units.iter() {
        if let Some(pool) = pool_of(unit) {
            weights.entry((pool, unit.stance)).or_default().push(unit.weight);
        }
    }
    let wholes: BTreeMap<(Pool, u8), f64> =
        weights.into_iter().map(|(key, weights)| (key, sum_in_any_order(weights))).collect();
    for unit in units {
        let Some(pool) = pool_of(unit) else { continue };
        let whole = wholes.get(&(pool, unit.stance)).copied().unwrap_or(0.0);
        if whole > pool.voices() {
            unit.weight *= pool.voices() / whole;
        }
    }
}
