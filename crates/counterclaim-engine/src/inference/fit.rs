//! The inference: updates claims and source reliability until they converge.
//!
//! Log-odds of a claim: T (prior + η Σ w ℓ) + messages + measurement, with ℓ from the origins' confusion matrices,
//! each unit's own count excluded.
//! Every iteration reads the state of the previous one, and every sum runs in key order.

use rayon::prelude::*;

use super::confusion_matrix::{Cell, RoleTables, Weighed, counted};
use super::hyperparameters::{MAX_SWEEPS, MOVED, SHARED_ERROR, SPEAKING_LINE};
use super::messages::{Messages, meeting_days};
use super::two_state_chain::{CurvePoint, curve, nearest};
use crate::log_odds::{logit, sigmoid};
use crate::observations::{Contest, ContestClaim, ContestVerdict};
use crate::progress::Watch;
use crate::role::Role;

/// Claims that one task processes; fixed, so that the result does not depend on the number of threads.
const CHUNK: usize = 1024;
/// Log-odds of a verdict on one day of a state claim, for the confusion matrices.
const SETTLED: f64 = 20.0;

/// Starting values of the iteration.
#[derive(Clone, Copy, Debug)]
pub enum Start<'a> {
    /// Every claim at 0.5: the start whose result counts.
    Half,
    /// Every claim at its share of supporting units.
    Shares,
    /// The previous value of each unit, for a quick provisional result.
    From(&'a [f64]),
}

/// Inputs that stay fixed during the iteration.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// One per unit: 1, or less if repeated, superseded or copied.
    pub weights: &'a [f64],
    /// The evidence scale.
    pub temperature: f64,
    /// Shift of each claim's prior, by whether its truth can change.
    pub prior_shift: [f64; 2],
    /// Claims whose verdict is held out, to estimate them without it.
    pub without_verdict: &'a [u32],
    /// Notified after every iteration, and may cancel.
    pub watch: Option<&'a Watch>,
}

/// The result of the iteration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// Log-odds of each claim; for a state claim, on the latest date covered.
    pub log_odds: Vec<f64>,
    /// Probability of each claim.
    pub truth: Vec<f64>,
    /// The input of the confusion matrices, by the contest's slots: the verdict if there is one.
    pub held: Vec<f64>,
    pub weighed: Vec<Weighed>,
    pub weights: Vec<f64>,
    /// The discount for errors that the origins of one claim share.
    pub shared_error: Vec<f64>,
    /// By claim, empty for claims whose truth cannot change; empty as a whole if there are no state claims.
    pub curves: Vec<Vec<CurvePoint>>,
    pub messages: Messages,
    pub tables: RoleTables,
    pub temperature: f64,
    pub prior_shift: [f64; 2],
    pub sweeps: usize,
    pub converged: bool,
}

/// The result of one iteration for a claim.
#[derive(Clone, Debug, Default)]
struct Held {
    log_odds: f64,
    truth: f64,
    curve: Vec<CurvePoint>,
}

/// What an iteration reads: all of it from the previous one.
struct Sweep<'a> {
    contest: &'a Contest,
    given: Given<'a>,
    settled: &'a [bool],
    shared_error: &'a [f64],
    tables: &'a RoleTables,
    messages: &'a Messages,
    held: &'a [f64],
}

/// What an iteration writes for a run of consecutive claims.
struct Part<'a> {
    first: usize,
    log_odds: &'a mut [f64],
    truth: &'a mut [f64],
    /// The slots of the claims.
    held: &'a mut [f64],
    /// The slots of their units, for claims whose truth can change.
    held_on_days: &'a mut [f64],
    curves: &'a mut [Vec<CurvePoint>],
}

/// Iterates from given starting values until nothing changes by more than 1e-6, for at most 60 iterations.
pub fn fit(contest: &Contest, start: Start<'_>, given: Given<'_>) -> Fit {
    let claims = contest.claims.len();
    let settled: Vec<bool> = (0..claims).map(|claim| is_settled(contest, claim, given)).collect();
    let has_states = contest.slot_count() > claims || contest.claims.iter().any(|claim| claim.is_state);
    let mut held = starting_truth(contest, start, given);
    let mut fit = Fit {
        truth: held[..claims].to_vec(),
        log_odds: vec![0.0; claims],
        weights: given.weights.to_vec(),
        curves: vec![Vec::new(); if has_states { claims } else { 0 }],
        temperature: given.temperature,
        prior_shift: given.prior_shift,
        shared_error: (0..claims).into_par_iter().map(|claim| shared_error(contest, claim, given)).collect(),
        ..Fit::default()
    };
    let counted = counted(contest, given.weights);
    let has_words: Vec<bool> =
        if contest.relations.is_empty() { Vec::new() } else { has_words(contest, given.weights) };
    let days = meeting_days(contest);
    let mut next = vec![0.0; held.len()];
    for sweep in 1..=MAX_SWEEPS {
        fit.tables = RoleTables::count(contest, &counted, &held);
        if !contest.relations.is_empty() {
            // A claim without evidence sends no message: unknown is not 0.5.
            let speaks = |messages: &Messages, from: u32, to: u32| {
                has_words[from as usize] || messages.to(from as usize).iter().any(|message| message.from != to)
            };
            fit.messages = fit.messages.next(contest, &days, &fit.truth, &fit.curves, speaks);
        }
        let Fit { log_odds, truth, curves, tables, messages, shared_error, .. } = &mut fit;
        let reads = Sweep { contest, given, settled: &settled, shared_error, tables, messages, held: &held };
        let moved = parts(contest, log_odds, truth, &mut next, curves)
            .into_par_iter()
            .map(|part| reads.sweep(part))
            .reduce(|| 0.0, f64::max);
        std::mem::swap(&mut held, &mut next);
        fit.sweeps = sweep;
        if moved < MOVED {
            fit.converged = true;
            break;
        }
        if given.watch.is_some_and(|watch| !watch.round()) {
            break;
        }
    }
    // The weights that the last iteration read are now in the other list.
    let before = next;
    let weigh = |unit: usize| fit.tables.weigh(contest, cell(contest, unit, given.weights[unit], &before));
    fit.weighed = (0..contest.units.len()).into_par_iter().map(weigh).collect();
    fit.held = held;
    fit
}

/// The cells of the confusion matrix that weigh a unit.
fn cell(contest: &Contest, unit: usize, weight: f64, held: &[f64]) -> Cell {
    let (row, truth) = (&contest.units[unit], held[contest.slot(unit)]);
    Cell {
        origin: row.origin as usize,
        role: row.role,
        stance: usize::from(row.stance),
        own: [weight * (1.0 - truth), weight * truth],
    }
}

/// Splits the output into parts with a fixed number of claims.
fn parts<'a>(
    contest: &Contest,
    log_odds: &'a mut [f64],
    truth: &'a mut [f64],
    held: &'a mut [f64],
    mut curves: &'a mut [Vec<CurvePoint>],
) -> Vec<Part<'a>> {
    let mut parts = Vec::with_capacity(log_odds.len() / CHUNK + 1);
    let (held, mut held_on_days) = held.split_at_mut(log_odds.len());
    let chunks = log_odds.chunks_mut(CHUNK).zip(truth.chunks_mut(CHUNK)).zip(held.chunks_mut(CHUNK));
    for (at, ((log_odds, truth), held)) in chunks.enumerate() {
        let first = at * CHUNK;
        let changing = (first..first + log_odds.len()).filter(|claim| contest.claims[*claim].is_state);
        let days = changing.map(|claim| contest.units_of(claim).len()).sum();
        let (own_days, rest) = held_on_days.split_at_mut(days);
        held_on_days = rest;
        let (own_curves, rest) = curves.split_at_mut(if curves.is_empty() { 0 } else { log_odds.len() });
        curves = rest;
        parts.push(Part { first, log_odds, truth, held, held_on_days: own_days, curves: own_curves });
    }
    parts
}

impl Sweep<'_> {
    /// Updates the claims of a part; returns the largest change.
    fn sweep(&self, part: Part<'_>) -> f64 {
        let Part { first, log_odds, truth, held, mut held_on_days, curves } = part;
        let mut moved = 0.0_f64;
        for at in 0..log_odds.len() {
            let claim = first + at;
            let row = &self.contest.claims[claim];
            let verdict = row.verdict.filter(|_| self.settled[claim]);
            let fixed = verdict.map(|verdict| f64::from(u8::from(verdict.is_true)));
            let now = if row.is_state {
                let days = self.contest.units_of(claim).len();
                let (own, rest) = std::mem::take(&mut held_on_days).split_at_mut(days);
                held_on_days = rest;
                let now = self.hold_on_days(claim, verdict, own);
                let before = self.contest.units_of(claim).map(|unit| self.held[self.contest.slot(unit)]);
                moved = own.iter().zip(before).map(|(now, before)| (now - before).abs()).fold(moved, f64::max);
                now
            } else {
                self.hold(claim)
            };
            held[at] = fixed.unwrap_or(now.truth);
            moved = moved.max((held[at] - self.held[claim]).abs()).max((now.truth - truth[at]).abs());
            (log_odds[at], truth[at]) = (now.log_odds, now.truth);
            if let Some(curve) = curves.get_mut(at) {
                *curve = now.curve;
            }
        }
        moved
    }

    /// The probability of a claim whose truth cannot change.
    fn hold(&self, claim: usize) -> Held {
        let (contest, given) = (self.contest, self.given);
        let (mut product, mut said) = (1.0_f64, 0.0);
        for unit in contest.units_of(claim) {
            let weight = given.weights[unit];
            let ratio = self.tables.ratio(contest, cell(contest, unit, weight, self.held));
            // The log of a product instead of a sum of logs: logarithms dominate the cost of an iteration.
            if weight == 1.0 {
                product *= ratio;
                if !(1e-200..1e200).contains(&product) {
                    said += product.ln();
                    product = 1.0;
                }
            } else if weight > 0.0 {
                said += weight * ratio.ln();
            }
        }
        said += product.ln();
        let told: f64 = self.messages.to(claim).iter().map(|message| message.value).sum();
        let row = &contest.claims[claim];
        let prior = given.prior(row);
        let log_odds = prior + given.temperature * self.shared_error[claim] * said + told + row.measured;
        Held { log_odds, truth: sigmoid(log_odds), curve: Vec::new() }
    }

    /// The probability of a state claim; for each unit's day it is written to `held`.
    fn hold_on_days(&self, claim: usize, verdict: Option<ContestVerdict>, held: &mut [f64]) -> Held {
        let (contest, given) = (self.contest, self.given);
        let scale = given.temperature * self.shared_error[claim];
        let said = contest.units_of(claim).map(|unit| {
            let weight = given.weights[unit];
            let ratio = self.tables.ratio(contest, cell(contest, unit, weight, self.held));
            (contest.units[unit].day, scale * weight * ratio.ln())
        });
        let told = self.messages.to(claim).iter().map(|message| (message.day, message.value));
        let mut evidence: Vec<(i32, f64)> = said.chain(told).collect();
        let row = &contest.claims[claim];
        let prior = given.prior(row);
        let now = curve(prior, &evidence);
        let log_odds = now.last().map_or(prior, |point| logit(point.probability)) + row.measured;
        let fitted = match verdict {
            Some(ContestVerdict { is_true, day: Some(day) }) => {
                evidence.push((day, if is_true { SETTLED } else { -SETTLED }));
                &curve(prior, &evidence)
            }
            _ => &now,
        };
        for (unit, held) in contest.units_of(claim).zip(held) {
            *held = match verdict {
                Some(ContestVerdict { is_true, day: None }) => f64::from(u8::from(is_true)),
                _ => nearest(fitted, contest.units[unit].day).map_or(0.5, |point| point.probability),
            };
        }
        Held { log_odds, truth: sigmoid(log_odds), curve: now }
    }
}

impl Given<'_> {
    /// The scaled baseline log-odds of a claim.
    fn prior(&self, claim: &ContestClaim) -> f64 {
        scaled_prior(claim, self.temperature, self.prior_shift)
    }
}

fn scaled_prior(claim: &ContestClaim, temperature: f64, prior_shift: [f64; 2]) -> f64 {
    temperature * (claim.prior + prior_shift[usize::from(claim.is_state)])
}

fn shared_error(contest: &Contest, claim: usize, given: Given<'_>) -> f64 {
    let origins = contest.standing_origins(claim, given.weights);
    1.0 / (1.0 + SHARED_ERROR * origins.saturating_sub(1) as f64)
}

fn is_settled(contest: &Contest, claim: usize, given: Given<'_>) -> bool {
    contest.claims[claim].verdict.is_some() && !given.without_verdict.contains(&(claim as u32))
}

fn has_words(contest: &Contest, weights: &[f64]) -> Vec<bool> {
    let has = |claim: usize| contest.units_of(claim).any(|unit| weights[unit] > 0.0);
    (0..contest.claims.len()).map(|claim| has(claim) || contest.claims[claim].measured != 0.0).collect()
}

fn starting_truth(contest: &Contest, start: Start<'_>, given: Given<'_>) -> Vec<f64> {
    match start {
        Start::From(before) if before.len() == contest.slot_count() => before.to_vec(),
        Start::Half | Start::From(_) => vec![0.5; contest.slot_count()],
        Start::Shares => {
            let mut truth = vec![0.5; contest.slot_count()];
            for claim in 0..contest.claims.len() {
                let range = contest.units_of(claim);
                let all: f64 = given.weights[range.clone()].iter().sum();
                let support = |unit: &usize| contest.units[*unit].stance == 0;
                let supporting: f64 = range.clone().filter(support).map(|unit| given.weights[unit]).sum();
                let share = (supporting + 0.5) / (all + 1.0);
                truth[claim] = share;
                range.for_each(|unit| truth[contest.slot(unit)] = share);
            }
            truth
        }
    }
}

impl Fit {
    /// The largest line of a claim's receipt: a claim without a significant line is undetermined.
    pub fn is_open(&self, contest: &Contest, claim: usize) -> bool {
        let units = contest.units_of(claim).map(|unit| self.added_by(contest, unit));
        let told = self.messages.to(claim).iter().map(|message| message.value);
        let largest = units.chain(told).chain([contest.claims[claim].measured]).map(f64::abs).fold(0.0, f64::max);
        largest < SPEAKING_LINE
    }

    /// The input of the confusion matrices on a unit's day.
    pub fn held_on_day_of(&self, contest: &Contest, unit: usize) -> f64 {
        self.held[contest.slot(unit)]
    }

    /// The weight of evidence of a unit in another role.
    pub fn weighed_as(&self, contest: &Contest, unit: usize, role: Role) -> f64 {
        let own = cell(contest, unit, self.weights[unit], &self.held);
        let own = if role == own.role { own } else { Cell { role, own: [0.0; 2], ..own } };
        self.tables.weigh(contest, own).ratio
    }

    /// The standard deviation of a claim's log-odds.
    pub fn deviation(&self, contest: &Contest, claim: usize) -> f64 {
        let scale = self.temperature * self.shared_error[claim];
        let part = |unit: usize| (scale * self.weights[unit]).powi(2) * self.weighed[unit].variance;
        contest.units_of(claim).map(part).sum::<f64>().sqrt()
    }

    /// The curve of a claim with additional days.
    pub fn curve_on(&self, contest: &Contest, claim: usize, days: &[i32]) -> Vec<CurvePoint> {
        let row = &contest.claims[claim];
        if !row.is_state {
            return Vec::new();
        }
        let mut evidence = self.day_evidence(contest, claim);
        evidence.extend(days.iter().map(|day| (*day, 0.0)));
        curve(self.prior(row), &evidence)
    }

    /// The log-odds that each unit and then each message adds on its day.
    pub fn day_evidence(&self, contest: &Contest, claim: usize) -> Vec<(i32, f64)> {
        let said = contest.units_of(claim).map(|unit| (contest.units[unit].day, self.added_by(contest, unit)));
        said.chain(self.messages.to(claim).iter().map(|message| (message.day, message.value))).collect()
    }

    /// The log-odds that a unit adds to its claim.
    pub fn added_by(&self, contest: &Contest, unit: usize) -> f64 {
        let scale = self.temperature * self.shared_error[contest.units[unit].claim as usize];
        scale * self.weights[unit] * self.weighed[unit].ratio
    }

    /// The scaled baseline log-odds of a claim.
    pub fn prior(&self, claim: &ContestClaim) -> f64 {
        scaled_prior(claim, self.temperature, self.prior_shift)
    }
}
