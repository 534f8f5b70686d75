//! Messages between claims that exclude or entail each other.
//!
//! Pairwise messages, as in loopy belief propagation (Pearl 1988), damped by one half:
//! each excludes what the receiver sent before.

use super::hyperparameters::FORBIDDEN;
use super::two_state_chain::{CurvePoint, nearest};
use crate::log_odds::{logit, sigmoid};
use crate::observations::{ItemRelation, NO_DAY, ObservationSet};
use counterclaim_model::RelationKind;

/// A message from one claim to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Message {
    /// Index into the observation set's relations.
    pub relation: u32,
    pub from: u32,
    pub to: u32,
    /// The day it is about, for state claims.
    pub day: i32,
    /// Log-odds added to the receiver.
    pub value: f64,
}

/// All messages, and the ranges for each claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Messages {
    /// By receiver, then by relation.
    all: Vec<Message>,
    /// Indices into `all`, by receiver, then by sender.
    by_sender: Vec<u32>,
}

impl Messages {
    pub fn to(&self, claim: usize) -> &[Message] {
        let start = self.all.partition_point(|message| (message.to as usize) < claim);
        let end = self.all.partition_point(|message| message.to as usize <= claim);
        &self.all[start..end]
    }

    fn value(&self, relation: u32, to: u32, day: i32) -> f64 {
        let own = self.to(to as usize);
        let from = own.partition_point(|message| message.relation < relation);
        let mut of_relation = own[from..].iter().take_while(|message| message.relation == relation);
        of_relation.find(|message| message.day == day).map_or(0.0, |message| message.value)
    }

    /// The messages from one claim to another, in the order of the relations.
    fn between(&self, from: u32, to: u32) -> impl Iterator<Item = &Message> {
        let ends = |at: &u32| self.all.get(*at as usize).map(|message| (message.to, message.from));
        let start = self.by_sender.partition_point(|at| ends(at) < Some((to, from)));
        let own = self.by_sender[start..].iter().take_while(move |at| ends(at) == Some((to, from)));
        own.filter_map(|at| self.all.get(*at as usize))
    }

    /// The next messages, from the current probability of each claim.
    ///
    /// `days` are those of [`meeting_days`], `truth` is the probability of each claim, `curves` that of state claims;
    /// a claim for which `speaks` is false sends no message.
    pub fn next(
        &self,
        observations: &ObservationSet,
        days: &[i32],
        truth: &[f64],
        curves: &[Vec<CurvePoint>],
        speaks: impl Fn(&Self, u32, u32) -> bool,
    ) -> Self {
        let mut all = Vec::with_capacity(self.all.len());
        for ((relation, row), day) in observations.relations.iter().enumerate().zip(days.iter().copied()) {
            let relation = relation as u32;
            let posterior = |claim: u32, other: u32| self.held_without(observations, truth, curves, claim, other, day);
            let a = posterior(row.a, row.b);
            let b = posterior(row.b, row.a);
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
        let mut by_sender: Vec<u32> = (0..all.len() as u32).collect();
        by_sender.sort_by_key(|at| all.get(*at as usize).map(|message| (message.to, message.from)));
        Self { all, by_sender }
    }

    /// The probability of a claim on a day without the message from another.
    fn held_without(
        &self,
        observations: &ObservationSet,
        truth: &[f64],
        curves: &[Vec<CurvePoint>],
        claim: u32,
        other: u32,
        day: i32,
    ) -> f64 {
        let at = claim as usize;
        let is_state = observations.claims[at].is_state;
        let posterior =
            curves.get(at).and_then(|curve| nearest(curve, day)).map_or(truth[at], |point| point.probability);
        let told = self.between(other, claim).filter(|message| message.day == day || !is_state);
        sigmoid(logit(posterior) - told.map(|message| message.value).sum::<f64>())
    }
}

/// Log of the remaining probability if the other claim is true with probability `other`.
fn unless(other: f64) -> f64 {
    (1.0 - (1.0 - FORBIDDEN) * other).ln()
}

/// The day on which the claims of each relation are compared: the latest day of the claim that does not change, or else
/// of the second.
pub fn meeting_days(observations: &ObservationSet) -> Vec<i32> {
    let last_of = |claim: usize| {
        let units = &observations.units[observations.units_of(claim)];
        units.iter().map(|unit| unit.day).filter(|day| *day != NO_DAY).max()
    };
    // Claims with many units may be in many relations.
    let related = if observations.relations.is_empty() { 0 } else { observations.claims.len() };
    let last: Vec<Option<i32>> = (0..related).map(last_of).collect();
    observations.relations.iter().map(|relation| day_of(observations, &last, relation)).collect()
}

fn day_of(observations: &ObservationSet, last: &[Option<i32>], relation: &ItemRelation) -> i32 {
    let a = relation.a as usize;
    let b = relation.b as usize;
    match (observations.claims[a].is_state, observations.claims[b].is_state) {
        (false, false) => 0,
        (true, _) => last[b].or(last[a]).unwrap_or(0),
        (false, true) => last[a].or(last[b]).unwrap_or(0),
    }
}
