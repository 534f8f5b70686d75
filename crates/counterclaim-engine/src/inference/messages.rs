//! Messages between claims that exclude or entail each other.
//!
//! Pairwise messages, as in loopy belief propagation (Pearl 1988), damped by one half:
//! each excludes what the receiver sent before.

use std::collections::BTreeMap;

use super::hyperparameters::{FORBIDDEN, NO_RIVAL};
use super::two_state_chain::{CurvePoint, nearest};
use crate::log_odds::{logit, sigmoid, sum_in_any_order};
use crate::observations::{ItemRelation, NO_DAY, ObservationSet, Pool};
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
    /// How fast the value changes with the log-odds of the sender.
    pub slope: f64,
}

impl Message {
    /// The variance that the message brings, from that of the sender's log-odds.
    pub fn variance(&self, of_sender: f64) -> f64 {
        self.slope * self.slope * of_sender
    }
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
    /// `truth` is the probability of each claim, `curves` that of state claims; a claim for which `speaks` is false sends
    /// no message.
    pub fn next(
        &self,
        observations: &ObservationSet,
        ways: &Ways,
        truth: &[f64],
        curves: &[Vec<CurvePoint>],
        speaks: impl Fn(&Self, u32, u32) -> bool,
    ) -> Self {
        let of_rivals = self.told_by_rivals(observations, ways, truth, &speaks);
        let mut all = Vec::with_capacity(self.all.len());
        for (relation, (row, way)) in (0..).zip(observations.relations.iter().zip(&ways.all)) {
            let posterior =
                |claim: u32, other: u32| self.held_without(observations, truth, curves, claim, other, way.day);
            let a = posterior(row.a, row.b);
            let b = posterior(row.b, row.a);
            let (to_a, to_b) = match row.kind {
                RelationKind::Excludes => (unless(b), unless(a)),
                RelationKind::Entails => {
                    let (value, slope) = unless(1.0 - b);
                    ((value, -slope), follows(a))
                }
            };
            let sent = [(row.b, row.a, to_a, way.to_a), (row.a, row.b, to_b, way.to_b)];
            for (from, to, sent, share) in sent {
                let (value, slope) = match of_rivals.get(&(from, to)).filter(|_| way.is_of_rivals) {
                    Some(sent) => *sent,
                    None => sent,
                };
                if speaks(self, from, to) {
                    let value = 0.5 * self.value(relation, to, way.day) + 0.5 * share * value;
                    all.push(Message { relation, from, to, day: way.day, value, slope: share * slope });
                }
            }
        }
        all.sort_by_key(|message| (message.to, message.relation));
        let mut by_sender: Vec<u32> = (0..all.len() as u32).collect();
        by_sender.sort_by_key(|at| all.get(*at as usize).map(|message| (message.to, message.from)));
        Self { all, by_sender }
    }

    /// What rivals tell each other: the value and slope by sender and receiver.
    ///
    /// Of k rivals one is true, or, with a small probability, none. The claim's part in k is in its baseline; what the
    /// evidence for the others takes from it, or leaves to it, is shared among them by the odds that they gain.
    fn told_by_rivals(
        &self,
        observations: &ObservationSet,
        ways: &Ways,
        truth: &[f64],
        speaks: &impl Fn(&Self, u32, u32) -> bool,
    ) -> BTreeMap<(u32, u32), (f64, f64)> {
        let mut sent = BTreeMap::new();
        for group in &observations.rivals {
            // The odds of each without its rivals.
            let odds = |claim: &u32| {
                let is_rival = |message: &&Message| ways.all[message.relation as usize].is_of_rivals;
                let told: f64 = self.to(*claim as usize).iter().filter(is_rival).map(|message| message.value).sum();
                let alone = logit(truth[*claim as usize]) - observations.claims[*claim as usize].rivals - told;
                alone.clamp(-MOST_ODDS, MOST_ODDS).exp()
            };
            let odds: Vec<f64> = group.iter().map(odds).collect();
            let at_rest = (group.len() - 1) as f64 + NO_RIVAL;
            for (at, to) in group.iter().enumerate() {
                let others = || (0..group.len()).filter(|other| *other != at && speaks(self, group[*other], *to));
                let gained: f64 = others().map(|other| odds[other] - 1.0).sum();
                let whole = -(1.0 + gained / at_rest).ln();
                for other in others() {
                    let own = odds[other] - 1.0;
                    let value = if gained.abs() < 1e-9 { -own / at_rest } else { whole * own / gained };
                    sent.insert((group[other], *to), (value, -odds[other] / (at_rest + gained)));
                }
            }
        }
        sent
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

/// Log of the remaining probability if the other claim is true with probability `other`, and how fast it changes with
/// the other's log-odds.
fn unless(other: f64) -> (f64, f64) {
    let excluded = 1.0 - FORBIDDEN;
    let left = 1.0 - excluded * other;
    (left.ln(), -excluded * other * (1.0 - other) / left)
}

/// What a claim that the other entails gains from it: what the other's probability adds to that of an even claim.
///
/// A reason for which nothing speaks says nothing, so that inventing reasons does not help a claim.
fn follows(other: f64) -> (f64, f64) {
    let (back, slope) = unless(other);
    let (even, _) = unless(0.5);
    if back < even { (even - back, -slope) } else { (0.0, 0.0) }
}

/// The odds, as a logarithm, that rivals are compared by at most.
const MOST_ODDS: f64 = 30.0;

/// What stays fixed of one relation while messages are sent.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// The day on which the claims are compared: the latest day of the claim that does not change, or else of the second.
    day: i32,
    /// The part of a message to the first claim that nobody has said to it already, and of one to the second.
    to_a: f64,
    to_b: f64,
    /// Whether both are rivals of one group.
    is_of_rivals: bool,
}

/// The relations, with their days and the parts of their messages that count.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    all: Vec<Way>,
}

/// Who speaks behind a message: an origin, or a pool of origins that share a voice.
type Voice = (Pool, Option<u32>);

impl Ways {
    /// The relations of an observation set.
    ///
    /// An origin that stands behind several messages to a claim, or also speaks about the claim itself, counts once:
    /// each of them takes its part.
    pub fn new(observations: &ObservationSet, weights: &[f64]) -> Self {
        if observations.relations.is_empty() {
            return Self::default();
        }
        let last_of = |claim: usize| {
            let units = &observations.units[observations.units_of(claim)];
            units.iter().map(|unit| unit.day).filter(|day| *day != NO_DAY).max()
        };
        // Claims with many units may be in many relations.
        let last: Vec<Option<i32>> = (0..observations.claims.len()).map(last_of).collect();
        let own: Vec<BTreeMap<Voice, f64>> =
            (0..observations.claims.len()).map(|claim| voices(observations, weights, claim)).collect();
        let behind = voices_behind(observations, &own);
        let mut heard: BTreeMap<(u32, Voice), f64> = BTreeMap::new();
        for (from, to) in observations.relations.iter().flat_map(|row| [(row.b, row.a), (row.a, row.b)]) {
            for voice in behind[from as usize].keys() {
                *heard.entry((to, *voice)).or_default() += 1.0;
            }
        }
        let share = |from: u32, to: u32| {
            let voices = &behind[from as usize];
            let whole = sum_in_any_order(voices.values().copied().collect());
            let part = |(voice, weight): (&Voice, &f64)| {
                // Who speaks about the claim itself has been heard.
                let is_heard = own[to as usize].contains_key(voice);
                if is_heard { 0.0 } else { weight / heard.get(&(to, *voice)).map_or(1.0, |count| count.max(1.0)) }
            };
            if whole > 0.0 { sum_in_any_order(voices.iter().map(part).collect()) / whole } else { 1.0 }
        };
        let mut group_of: BTreeMap<u32, usize> = BTreeMap::new();
        for (at, group) in observations.rivals.iter().enumerate() {
            group.iter().for_each(|claim| {
                group_of.insert(*claim, at);
            });
        }
        let is_of_rivals = |row: &ItemRelation| {
            let group = group_of.get(&row.a);
            row.kind == RelationKind::Excludes && group.is_some() && group == group_of.get(&row.b)
        };
        let way = |row: &ItemRelation| Way {
            day: day_of(observations, &last, row),
            to_a: share(row.b, row.a),
            to_b: share(row.a, row.b),
            is_of_rivals: is_of_rivals(row),
        };
        Self { all: observations.relations.iter().map(way).collect() }
    }
}

/// Who speaks about a claim, with the weight of its statements.
fn voices(observations: &ObservationSet, weights: &[f64], claim: usize) -> BTreeMap<Voice, f64> {
    let mut voices: BTreeMap<Voice, f64> = BTreeMap::new();
    for unit in observations.units_of(claim).filter(|unit| weights[*unit] > 0.0) {
        let row = &observations.units[unit];
        *voices.entry((row.pool, (row.pool == Pool::Alone).then_some(row.origin))).or_default() += weights[unit];
    }
    voices
}

/// Who stands behind the messages of each claim: who speaks about it, or, if nobody does, about the claims related to it.
fn voices_behind(observations: &ObservationSet, own: &[BTreeMap<Voice, f64>]) -> Vec<BTreeMap<Voice, f64>> {
    let mut behind = own.to_vec();
    for (claim, other) in observations.relations.iter().flat_map(|row| [(row.a, row.b), (row.b, row.a)]) {
        if own[claim as usize].is_empty() {
            for (voice, weight) in &own[other as usize] {
                *behind[claim as usize].entry(*voice).or_default() += weight;
            }
        }
    }
    behind
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
