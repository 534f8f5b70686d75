//! Which origins are known, and which share a voice because nothing shows that they are independent.

use std::collections::BTreeMap;

use super::{Observation, Pool};
use crate::inference::hyperparameters::KNOWN_FROM;
use crate::role::Role;
use counterclaim_model::alike;

/// What is known of an origin, apart from what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Standing {
    pub is_unnamed: bool,
    /// Whether its kind says what it is.
    pub has_kind: bool,
    /// Whether the analyst has graded it.
    pub has_grade: bool,
    /// Its side, if it has one.
    pub side: Option<u32>,
    /// The group of names that look alike to which its name belongs.
    pub alike: Option<u32>,
}

/// Whether each origin has a record: the analyst's grade, or stances on at least [`KNOWN_FROM`] claims with a verdict.
///
/// Agreement with others is none: anybody can agree on what nobody disputes.
pub fn have_records(standings: &[Standing], units: &[Observation], is_settled: impl Fn(u32) -> bool) -> Vec<bool> {
    let mut claims = vec![0_u32; standings.len()];
    let mut last = vec![None; standings.len()];
    for unit in units.iter().filter(|unit| is_settled(unit.claim)) {
        let at = unit.origin as usize;
        if last[at] != Some(unit.claim) {
            claims[at] += 1;
            last[at] = Some(unit.claim);
        }
    }
    standings.iter().zip(claims).map(|(standing, claims)| standing.has_grade || claims >= KNOWN_FROM).collect()
}

/// Sets the pool of each unit, and weakens stances that only others report.
///
/// `favoured` has the side that each claim favours, `has_stake` whether a side has something at stake in it, and
/// `is_settled` whether a claim has a verdict.
pub fn set_pools(
    units: &mut [Observation],
    standings: &[Standing],
    favoured: impl Fn(u32) -> Option<u32>,
    has_stake: impl Fn(u32) -> bool,
    is_settled: impl Fn(u32) -> bool,
) {
    // Where no kinds are recorded at all, an unknown kind says nothing.
    let kinds_are_recorded = standings.iter().any(|standing| standing.has_kind);
    let plain = |standing: &Standing| !standing.is_unnamed && standing.side.is_none() && standing.alike.is_none();
    let is_plain = standings.iter().all(|standing| plain(standing) && (standing.has_kind || !kinds_are_recorded));
    if is_plain && units.iter().all(|unit| !unit.is_only_reported) {
        return;
    }
    let known = have_records(standings, units, is_settled);
    for unit in units {
        let standing = &standings[unit.origin as usize];
        let is_known = known[unit.origin as usize];
        let is_bystander = match (standing.side, favoured(unit.claim)) {
            (Some(side), Some(favoured)) => side != favoured && !has_stake(side),
            _ => false,
        };
        let is_newcomer = !standing.has_kind && kinds_are_recorded || is_bystander;
        unit.alike = standing.alike;
        unit.pool = if standing.is_unnamed || unit.is_only_reported || (is_newcomer && !is_known) {
            Pool::NotShown
        } else if let (Some(side), true) = (standing.side, unit.role != Role::Neutral) {
            Pool::Camp(side)
        } else {
            standing.alike.map_or(Pool::Alone, Pool::Alike)
        };
        // Nobody but the carrier says that the origin spoke against its interest.
        if unit.is_only_reported && unit.is_against_interest() {
            unit.role = Role::Neutral;
        }
    }
}

/// For each name the group of names that look like it, also through a third; `None` without such a name.
///
/// A group is numbered by its first member.
pub fn alike_groups<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Option<u32>> {
    let mut first_of: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut lower: Vec<usize> = Vec::new();
    for (at, name) in names.enumerate() {
        lower.push(at);
        if name.trim().is_empty() {
            continue;
        }
        for key in alike::keys(name).into_iter().enumerate() {
            let first = *first_of.entry(key).or_insert(at);
            let [one, other] = [first, at].map(|member| root(&mut lower, member));
            lower[one.max(other)] = one.min(other);
        }
    }
    let roots: Vec<usize> = (0..lower.len()).map(|at| root(&mut lower, at)).collect();
    let mut members = vec![0_u32; roots.len()];
    roots.iter().for_each(|at| members[*at] += 1);
    roots.iter().map(|at| (members[*at] > 1).then_some(*at as u32)).collect()
}

/// The first member of a group; shortens the way to it.
fn root(lower: &mut [usize], mut at: usize) -> usize {
    while lower[at] != at {
        lower[at] = lower[lower[at]];
        at = lower[at];
    }
    at
}

/// One carrier of a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Carrier {
    /// Whether it has a name and a kind that says what it is.
    pub is_known: bool,
    pub side: Option<u32>,
    /// Whether the analyst trusts it: graded C or better.
    pub is_trusted: bool,
}

/// Whether the reports of carriers bear out that an origin took a stance.
///
/// One that loses by it, one that the analyst trusts, or one that is known and does not gain by it is enough;
/// so are two known ones of different sides. `supports` is whether the stance is support.
pub fn is_borne_out(carriers: &[Carrier], favoured: Option<u32>, supports: bool) -> bool {
    let gains = |carrier: &Carrier| Role::of(carrier.side, favoured);
    let is_enough = |carrier: &Carrier| {
        let role = gains(carrier);
        let serves = matches!((role, supports), (Role::Serves, true) | (Role::Hurts, false));
        let loses = matches!((role, supports), (Role::Serves, false) | (Role::Hurts, true));
        carrier.is_trusted || (carrier.is_known && (loses || !serves))
    };
    let known = || carriers.iter().filter(|carrier| carrier.is_known);
    let first = known().next();
    let differ = known().any(|carrier| first.is_some_and(|first| first.side != carrier.side));
    carriers.iter().any(is_enough) || differ
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carrier(is_known: bool, side: Option<u32>) -> Carrier {
        Carrier { is_known, side, is_trusted: false }
    }

    #[test]
    fn a_single_carrier_that_gains_or_is_unknown_bears_nothing_out() {
        assert!(!is_borne_out(&[carrier(false, None)], Some(1), true));
        assert!(!is_borne_out(&[carrier(true, Some(1))], Some(1), true));
        assert!(is_borne_out(&[carrier(true, Some(1))], Some(1), false));
        assert!(is_borne_out(&[carrier(true, None)], Some(1), true));
        assert!(is_borne_out(&[carrier(true, Some(2))], Some(1), true));
        assert!(is_borne_out(&[Carrier { is_trusted: true, ..carrier(false, None) }], Some(1), true));
        assert!(!is_borne_out(&[carrier(false, None), carrier(false, Some(2))], Some(1), true));
    }
}
