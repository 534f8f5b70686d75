//! What is not said: the side that would deny is silent or has no comment, or nobody could verify.

use std::collections::BTreeSet;

use counterclaim_model::Stance;

use crate::contest::{Contest, Statement, class_of};
use crate::units::{Choices, is_checkable, origin_of, statements_of};

/// The settings until verdicts teach others: silent, no comment, could not verify.
pub const SETTINGS: [f64; 3] = [0.4, 0.4, 0.0];

/// The kinds of silence about a claim.
pub fn unsaid(contest: &Contest, claim: usize, choices: &Choices) -> [bool; 3] {
    let rows = statements_of(contest, claim, choices);
    let is_carrying = |row: &&&Statement| row.stance.is_carrying();
    let body = |row: &Statement| origin_of(contest, row).0;
    let side = |row: &Statement| contest.sources[body(row)].side.as_deref();
    let supports = rows.iter().filter(|row| row.stance == Stance::Supports);
    // Nobody knows since when an undated support is known.
    let Some(since) = supports.map(|row| row.said.map(|said| said.day)).min() else { return [false; 3] };
    if !choices.counts_silence || !is_checkable(contest.claims[claim].kind) {
        return [false; 3];
    }
    let favours = contest.claims[claim].favours.as_deref();
    let mut deniers: BTreeSet<&str> = BTreeSet::new();
    for other in (0..contest.claims.len()).filter(|other| is_checkable(contest.claims[*other].kind)) {
        let of_other = statements_of(contest, other, choices);
        for row in of_other.iter().filter(is_carrying) {
            let Some(side) = side(row).filter(|side| favours.is_some_and(|favours| favours != *side)) else { continue };
            let has_stake = contest.sides_with_stakes().is_none_or(|sides| sides.contains(side));
            let is_official = class_of(contest.sources[body(row)].kind) < 2;
            let had_a_voice = row.said.is_none_or(|said| Some(said.day) >= since);
            if has_stake && is_official && had_a_voice {
                deniers.insert(side);
            }
        }
    }
    let speaking: BTreeSet<&str> = rows.iter().filter(is_carrying).filter_map(|row| side(row)).collect();
    let is_quiet = !deniers.is_empty() && deniers.is_disjoint(&speaking);
    let of_deniers = |row: &Statement| side(row).is_some_and(|side| deniers.contains(side));
    let no_comment = is_quiet && rows.iter().any(|row| row.stance == Stance::NoComment && of_deniers(row));
    let is_neutral = |row: &Statement| favours.is_none() || contest.side_on(body(row), claim).is_none();
    let could_not_verify = |row: &&&Statement| {
        let speaks = rows.iter().filter(is_carrying).any(|other| origin_of(contest, other) == origin_of(contest, row));
        row.stance == Stance::CannotVerify && is_neutral(row) && !speaks
    };
    [is_quiet && !no_comment, no_comment, rows.iter().find(could_not_verify).is_some()]
}
