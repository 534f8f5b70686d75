//! Weights of the units of one origin on one claim.

use super::{Activity, NO_DAY, Observation};

/// Sets the weights of the units of one claim, which are in the order of their origins.
///
/// If the truth cannot change, the latest stance counts and earlier contrary ones do not;
/// if it can, the same stance on n days weighs n^(-1/2) each.
/// Undated units then count for the last day that any unit is about.
/// Opposite stances at the same time weigh nothing.
pub fn weigh(units: &mut [Observation], is_state: bool) {
    if is_state {
        let last = units.iter().map(|unit| unit.day).max().filter(|day| *day != NO_DAY).unwrap_or(0);
        units.iter_mut().filter(|unit| unit.day == NO_DAY).for_each(|unit| unit.day = last);
    }
    for group in units.chunk_by_mut(|one, other| one.origin == other.origin) {
        if group.len() == 1 {
            continue;
        }
        if is_state { weigh_days(group) } else { weigh_fixed(group) }
    }
}

fn weigh_days(group: &mut [Observation]) {
    let mut said: Vec<(u8, i32)> = group.iter().map(|unit| (unit.stance, unit.day)).collect();
    said.sort_unstable();
    let first = |stance: u8| said.partition_point(|(other, _)| *other < stance);
    for unit in group {
        let days = said.partition_point(|(stance, _)| *stance <= unit.stance) - first(unit.stance);
        if days > 1 {
            unit.weight = 1.0 / (days as f64).sqrt();
            unit.standing = Activity::Restated;
        }
        if unit.stance < 2 && said.binary_search(&(1 - unit.stance, unit.day)).is_ok() {
            unit.weight = 0.0;
            unit.standing = Activity::ContradictsItself;
        }
    }
}

fn weigh_fixed(group: &mut [Observation]) {
    let last_day = group.iter().map(|unit| unit.stated_day).max().unwrap_or(i32::MIN);
    let is_last = |unit: &Observation| unit.stated_day == last_day;
    let first_stance = group.iter().find(|unit| is_last(unit)).map(|unit| unit.stance);
    let contradicts = group.iter().any(|unit| is_last(unit) && Some(unit.stance) != first_stance);
    for unit in group {
        if !is_last(unit) {
            unit.weight = 0.0;
            unit.standing = Activity::Superseded;
        } else if contradicts {
            unit.weight = 0.0;
            unit.standing = Activity::ContradictsItself;
        }
    }
}
