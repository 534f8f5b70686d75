//! What claims that exclude or entail each other say of each other.
//!
//! Messages between pairs, as in loopy belief propagation (Pearl 1988), damped by one half:
//! each leaves out what the receiver itself said before.

use super::contest::{Contest, ContestRelation, NO_DAY};
use super::inference::{logit, sigmoid};
use super::setting::FORBIDDEN;
use super::state_claim::{CurvePoint, nearest};
use crate::model::RelationKind;

/// What one claim says of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Message {
    /// Index among the contest's relations.
    pub relation: u32,
    pub from: u32,
    pub to: u32,
    /// The day that it speaks about, where the truth can change.
    pub day: i32,
    /// Log-odds added to the receiver.
    pub value: f64,
}

/// All messages, and where those to each claim are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Messages {
    /// By receiver, then by relation.
    all: Vec<Message>,
}

impl Messages {
    pub fn to(&self, claim: usize) -> &[Message] {
        let start = self.all.partition_point(|message| (message.to as usize) < claim);
        let end = self.all.partition_point(|message| message.to as usize <= claim);
        &self.all[start..end]
    }

    fn value(&self, relation: u32, to: u32, day: i32) -> f64 {
        let found = self.to(to as usize).iter().find(|message| message.relation == relation && message.day == day);
        found.map_or(0.0, |message| message.value)
    }

    /// The next messages, from what is held of each claim now.
    ///
    /// `truth` is the probability of each claim, `curves` that of claims whose truth can change; a claim for which
    /// `speaks` is false has nothing to say.
    pub fn next(
        &self,
        contest: &Contest,
        truth: &[f64],
        curves: &[Vec<CurvePoint>],
        speaks: impl Fn(&Self, u32, u32) -> bool,
    ) -> Self {
        let mut all = Vec::with_capacity(self.all.len());
        for (relation, row) in contest.relations.iter().enumerate() {
            let relation = relation as u32;
            let day = day_of(contest, row);
            let held = |claim: u32, other: u32| self.held_without(contest, truth, curves, claim, other, day);
            let (a, b) = (held(row.a, row.b), held(row.b, row.a));
            let (to_a, to_b) = match row.kind {
                RelationKind::Excludes => (unless(b), unless(a)),
                RelationKind::Entails => (unless(1.0 - b), -unless(a)),
            };
            for (from, to, value) in [(row.b, row.a, to_a), (row.a, row.b, to_b)] {
                if speaks(self, from, to) {
                    let value = 0.5 * self.value(relation, to, day) + 0.5 * value;
                    all.push(Message { relation, from, to, day, value });
                }
            }
        }
        all.sort_by_key(|message| (message.to, message.relation));
        Self { all }
    }

    /// The probability of a claim on a day without what another has told it.
    fn held_without(
        &self,
        contest: &Contest,
        truth: &[f64],
        curves: &[Vec<CurvePoint>],
        claim: u32,
        other: u32,
        day: i32,
    ) -> f64 {
        let at = claim as usize;
        let is_state = contest.claims[at].is_state;
        let held = curves.get(at).and_then(|curve| nearest(curve, day)).map_or(truth[at], |point| point.probability);
        let told = self.to(at).iter().filter(|message| message.from == other && (message.day == day || !is_state));
        sigmoid(logit(held) - told.map(|message| message.value).sum::<f64>())
    }
}

/// Log of what is left when the other claim is true with probability `other`.
fn unless(other: f64) -> f64 {
    (1.0 - (1.0 - FORBIDDEN) * other).ln()
}

/// The day on which two claims meet: the latest that the one which does not change, or else the second, speaks about.
fn day_of(contest: &Contest, relation: &ContestRelation) -> i32 {
    let last = |claim: u32| {
        let units = &contest.units[contest.units_of(claim as usize)];
        units.iter().map(|unit| unit.day).filter(|day| *day != NO_DAY).max()
    };
    let (a, b) = (relation.a as usize, relation.b as usize);
    match (contest.claims[a].is_state, contest.claims[b].is_state) {
        (false, false) => 0,
        (true, _) => last(relation.b).or_else(|| last(relation.a)).unwrap_or(0),
        (false, true) => last(relation.a).or_else(|| last(relation.b)).unwrap_or(0),
    }
}
