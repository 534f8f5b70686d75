//! What is not said about a claim: the side that would deny it is silent or has no comment, or nobody could verify it.
//!
//! It counts only where the analyst switches it on.

use std::collections::{BTreeMap, BTreeSet};

use super::{NO_DAY, Silence};
use crate::origin::Unit;
use crate::role::{Role, Stakes};
use counterclaim_model::{SideId, SourceId, Stance};

/// On which day each side last took a stance on anything through an official source.
pub struct LastWords(BTreeMap<SideId, i32>);

impl LastWords {
    /// From the sides of official sources and the days on which they took a stance.
    pub fn new(said: impl Iterator<Item = (SideId, i32)>) -> Self {
        let mut last: BTreeMap<SideId, i32> = BTreeMap::new();
        for (side, day) in said {
            // Who spoke on an unknown day may have spoken on any.
            let day = if day == NO_DAY { i32::MAX } else { day };
            let last = last.entry(side).or_insert(day);
            *last = day.max(*last);
        }
        Self(last)
    }
}

/// What is not said about a claim that somebody supports.
///
/// A side would deny the claim if it favours another and the side has something at stake. It is silent if none of its
/// sources takes a stance on the claim, though an official one took one on something on `first_day`, the first day of
/// the support, or later: it had a voice. `None` stands for a claim without support.
pub fn of_claim(
    units: &[Unit],
    favours: Option<SideId>,
    side: impl Fn(SourceId) -> Option<SideId>,
    stakes: &Stakes<SideId>,
    LastWords(last): &LastWords,
    first_day: Option<i32>,
) -> [bool; Silence::ALL.len()] {
    let Some(first_day) = first_day else { return [false; 3] };
    let side_of = |unit: &Unit| side(unit.origin.source);
    let speaking: BTreeSet<SideId> =
        units.iter().filter(|unit| unit.stance.is_carrying()).filter_map(side_of).collect();
    let would_deny = |side: &SideId| favours.is_some_and(|favours| favours != *side) && stakes.has(*side);
    let had_a_voice = |(side, last): (&SideId, &i32)| (*last >= first_day).then_some(*side);
    let deniers: Vec<SideId> = last.iter().filter_map(had_a_voice).filter(would_deny).collect();
    let is_quiet = !deniers.is_empty() && deniers.iter().all(|side| !speaking.contains(side));
    let has_no_comment =
        |unit: &Unit| unit.stance == Stance::NoComment && side_of(unit).is_some_and(|side| deniers.contains(&side));
    let no_comment = is_quiet && units.iter().any(has_no_comment);
    let could_not_verify = |unit: &Unit| {
        let takes_a_stance = |other: &Unit| other.origin == unit.origin && other.stance.is_carrying();
        unit.stance == Stance::CannotVerify
            && Role::of(stakes.side(side_of(unit), favours), favours) == Role::Neutral
            && !units.iter().any(takes_a_stance)
    };
    [is_quiet && !no_comment, no_comment, units.iter().any(could_not_verify)]
}
