//! The inference: what is held of each claim and how units weigh, each from the other, until nothing moves.
//!
//! Log-odds of a claim: T (prior + η Σ w ℓ) + messages + measurement, with ℓ from the tables of the origins
//! and each unit's own count left out of them.
//! Every sweep reads the state of the one before, and every sum runs in the order of keys.

use rayon::prelude::*;

use super::contest::Contest;
use super::relation::{Message, Messages};
use super::role_table::{RoleTables, Weighed};
use super::setting::{MAX_SWEEPS, MOVED, SHARED_ERROR, SPEAKING_LINE};
use super::state_claim::{CurvePoint, curve, nearest};

/// Claims that one task works on; fixed, so that nothing depends on the number of threads.
const CHUNK: usize = 1024;
/// Log-odds that a verdict on one day of a changing claim has for the tables.
const SETTLED: f64 = 20.0;

/// Where the iteration begins.
#[derive(Clone, Copy, Debug)]
pub enum Start<'a> {
    /// Every claim at one half: the start that counts.
    Half,
    /// Every claim at the share of its units that support it.
    Shares,
    /// What was held of each unit before, for a quick provisional answer.
    From(&'a [f64]),
}

/// What the iteration takes as given.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// One per unit: 1, or less where it is restated, superseded or copied.
    pub weights: &'a [f64],
    /// The scale of the evidence.
    pub temperature: f64,
    /// Added to each claim's prior, by whether its truth can change.
    pub prior_shift: [f64; 2],
    /// Claims whose verdict is to be left out, to see what is held without it.
    pub without_verdict: &'a [u32],
}

/// Where the iteration ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// Log-odds of each claim; of one whose truth can change, on the last day spoken about.
    pub log_odds: Vec<f64>,
    /// Probability of each claim.
    pub truth: Vec<f64>,
    /// Probability of its claim at each unit's day, or the verdict's.
    pub unit_truth: Vec<f64>,
    pub weighed: Vec<Weighed>,
    pub weights: Vec<f64>,
    /// What origins on one claim share of their errors, as a factor on each.
    pub shared_error: Vec<f64>,
    /// By claim; empty where the truth cannot change.
    pub curves: Vec<Vec<CurvePoint>>,
    pub messages: Messages,
    pub tables: RoleTables,
    pub temperature: f64,
    pub prior_shift: [f64; 2],
    pub sweeps: usize,
    pub converged: bool,
}

/// What one sweep makes of a claim.
#[derive(Clone, Debug, Default)]
struct Held {
    log_odds: f64,
    truth: f64,
    curve: Vec<CurvePoint>,
}

/// Runs the iteration from a start until nothing moves by more than 1e-6, or 60 sweeps have passed.
pub fn fit(contest: &Contest, start: Start<'_>, given: Given<'_>) -> Fit {
    let claims = contest.claims.len();
    let shared_error: Vec<f64> = (0..claims).into_par_iter().map(|claim| shared_error(contest, claim, given)).collect();
    let settled: Vec<bool> = (0..claims).map(|claim| is_settled(contest, claim, given)).collect();
    let mut unit_truth = starting_truth(contest, start, given);
    let mut fit = Fit {
        truth: starting_claims(contest, &unit_truth),
        log_odds: vec![0.0; claims],
        weighed: vec![Weighed::default(); contest.units.len()],
        weights: given.weights.to_vec(),
        curves: vec![Vec::new(); if contest.claims.iter().any(|claim| claim.is_state) { claims } else { 0 }],
        temperature: given.temperature,
        prior_shift: given.prior_shift,
        shared_error,
        ..Fit::default()
    };
    let has_words: Vec<bool> =
        if contest.relations.is_empty() { Vec::new() } else { has_words(contest, given.weights) };
    let mut next_truth = vec![0.0; contest.units.len()];
    for sweep in 1..=MAX_SWEEPS {
        fit.tables = RoleTables::count(contest, given.weights, &unit_truth);
        if !contest.relations.is_empty() {
            // A claim of which nothing is said or heard has nothing to say: unknown is not the middle.
            let speaks = |messages: &Messages, from: u32, to: u32| {
                has_words[from as usize] || messages.to(from as usize).iter().any(|message| message.from != to)
            };
            fit.messages = fit.messages.next(contest, &fit.truth, &fit.curves, speaks);
        }
        let moved = sweep_claims(contest, given, &settled, &mut fit, &unit_truth, &mut next_truth);
        std::mem::swap(&mut unit_truth, &mut next_truth);
        fit.sweeps = sweep;
        if moved < MOVED {
            fit.converged = true;
            break;
        }
    }
    fit.unit_truth = unit_truth;
    fit
}

/// Weighs every unit and updates every claim; the largest change is returned.
fn sweep_claims(
    contest: &Contest,
    given: Given<'_>,
    settled: &[bool],
    fit: &mut Fit,
    unit_truth: &[f64],
    next_truth: &mut [f64],
) -> f64 {
    let Fit { log_odds, truth, weighed, curves, tables, messages, shared_error, .. } = fit;
    let mut tasks = Vec::with_capacity(contest.claims.len() / CHUNK + 1);
    let (mut weighed, mut next_truth) = (&mut weighed[..], next_truth);
    let mut curves = &mut curves[..];
    for (at, (log_odds, truth)) in log_odds.chunks_mut(CHUNK).zip(truth.chunks_mut(CHUNK)).enumerate() {
        let first = at * CHUNK;
        let count = contest.units_of(first + log_odds.len() - 1).end - contest.units_of(first).start;
        let (own_weighed, rest) = weighed.split_at_mut(count);
        weighed = rest;
        let (own_truth, rest) = next_truth.split_at_mut(count);
        next_truth = rest;
        let (own_curves, rest) = curves.split_at_mut(if curves.is_empty() { 0 } else { log_odds.len() });
        curves = rest;
        tasks.push((first, log_odds, truth, own_weighed, own_truth, own_curves));
    }
    let (tables, messages, shared_error) = (&*tables, &*messages, &*shared_error);
    let work = |(first, log_odds, truth, weighed, next, curves): Task<'_>| {
        let offset = contest.units_of(first).start;
        let mut moved = 0.0_f64;
        for at in 0..log_odds.len() {
            let claim = first + at;
            let range = contest.units_of(claim);
            for unit in range.clone() {
                let row = &contest.units[unit];
                weighed[unit - offset] = tables.weigh(contest, row, row.role, given.weights[unit], unit_truth[unit]);
            }
            let own = &weighed[range.start - offset..range.end - offset];
            let scale = given.temperature * shared_error[claim];
            let held = hold(contest, given, claim, scale, own, messages.to(claim), None);
            for unit in range {
                let now = match contest.claims[claim].verdict.filter(|_| settled[claim]) {
                    Some(verdict) => match verdict.day.filter(|_| contest.claims[claim].is_state) {
                        None => f64::from(u8::from(verdict.is_true)),
                        Some(day) => {
                            let sign = if verdict.is_true { SETTLED } else { -SETTLED };
                            let fixed = hold(contest, given, claim, scale, own, messages.to(claim), Some((day, sign)));
                            nearest(&fixed.curve, contest.units[unit].day)
                                .map_or(fixed.truth, |point| point.probability)
                        }
                    },
                    None => nearest_truth(&held, contest.units[unit].day),
                };
                moved = moved.max((now - unit_truth[unit]).abs());
                next[unit - offset] = now;
            }
            moved = moved.max((held.truth - truth[at]).abs());
            log_odds[at] = held.log_odds;
            truth[at] = held.truth;
            if let Some(curve) = curves.get_mut(at) {
                *curve = held.curve;
            }
        }
        moved
    };
    if tasks.len() == 1 {
        return tasks.into_iter().map(work).fold(0.0, f64::max);
    }
    tasks.into_par_iter().map(work).reduce(|| 0.0, f64::max)
}

type Task<'a> = (usize, &'a mut [f64], &'a mut [f64], &'a mut [Weighed], &'a mut [f64], &'a mut [Vec<CurvePoint>]);

fn nearest_truth(held: &Held, day: i32) -> f64 {
    if held.curve.is_empty() {
        return held.truth;
    }
    nearest(&held.curve, day).map_or(held.truth, |point| point.probability)
}

/// What is held of a claim from its weighed units; `settled` adds log-odds on a day.
fn hold(
    contest: &Contest,
    given: Given<'_>,
    claim: usize,
    scale: f64,
    weighed: &[Weighed],
    messages: &[Message],
    settled: Option<(i32, f64)>,
) -> Held {
    let row = &contest.claims[claim];
    let prior = given.temperature * (row.prior + given.prior_shift[usize::from(row.is_state)]);
    let range = contest.units_of(claim);
    if row.is_state {
        let evidence = day_evidence(contest, claim, scale, given.weights, weighed, messages);
        let evidence: Vec<(i32, f64)> = evidence.chain(settled).collect();
        let curve = curve(prior, &evidence);
        let log_odds = curve.last().map_or(prior, |point| logit(point.probability)) + row.measured;
        return Held { log_odds, truth: sigmoid(log_odds), curve };
    }
    let said: f64 = range.zip(weighed).map(|(unit, weighed)| given.weights[unit] * weighed.ratio).sum();
    let told: f64 = messages.iter().map(|message| message.value).sum();
    let log_odds = prior + scale * said + told + row.measured;
    Held { log_odds, truth: sigmoid(log_odds), curve: Vec::new() }
}

/// The log-odds that units and messages give to each day of a claim whose truth can change.
pub fn day_evidence<'a>(
    contest: &'a Contest,
    claim: usize,
    scale: f64,
    weights: &'a [f64],
    weighed: &'a [Weighed],
    messages: &'a [Message],
) -> impl Iterator<Item = (i32, f64)> + 'a {
    let range = contest.units_of(claim);
    let said =
        range.zip(weighed).map(move |(unit, weighed)| (contest.units[unit].day, scale * weights[unit] * weighed.ratio));
    said.chain(messages.iter().map(|message| (message.day, message.value)))
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
        Start::Half => vec![0.5; contest.units.len()],
        Start::From(before) if before.len() == contest.units.len() => before.to_vec(),
        Start::From(_) => vec![0.5; contest.units.len()],
        Start::Shares => {
            let mut truth = vec![0.5; contest.units.len()];
            for claim in 0..contest.claims.len() {
                let range = contest.units_of(claim);
                let all: f64 = given.weights[range.clone()].iter().sum();
                let support = |unit: &usize| contest.units[*unit].stance == 0;
                let supporting: f64 = range.clone().filter(support).map(|unit| given.weights[unit]).sum();
                truth[range].fill((supporting + 0.5) / (all + 1.0));
            }
            truth
        }
    }
}

fn starting_claims(contest: &Contest, unit_truth: &[f64]) -> Vec<f64> {
    (0..contest.claims.len())
        .map(|claim| {
            unit_truth
                .get(contest.units_of(claim).start)
                .copied()
                .filter(|_| !contest.units_of(claim).is_empty())
                .unwrap_or(0.5)
        })
        .collect()
}

impl Fit {
    /// The largest line of a claim's receipt: a claim without one that speaks is open.
    pub fn is_open(&self, contest: &Contest, claim: usize) -> bool {
        let scale = self.temperature * self.shared_error[claim];
        let units = contest.units_of(claim).map(|unit| scale * self.weights[unit] * self.weighed[unit].ratio);
        let told = self.messages.to(claim).iter().map(|message| message.value);
        let largest = units.chain(told).chain([contest.claims[claim].measured]).map(f64::abs).fold(0.0, f64::max);
        largest < SPEAKING_LINE
    }

    /// The standard deviation of a claim's log-odds.
    pub fn deviation(&self, contest: &Contest, claim: usize) -> f64 {
        let scale = self.temperature * self.shared_error[claim];
        let part = |unit: usize| (scale * self.weights[unit]).powi(2) * self.weighed[unit].variance;
        contest.units_of(claim).map(part).sum::<f64>().sqrt()
    }

    /// The curve of a claim with some more days on it.
    pub fn curve_on(&self, contest: &Contest, claim: usize, days: &[i32]) -> Vec<CurvePoint> {
        let row = &contest.claims[claim];
        if !row.is_state {
            return Vec::new();
        }
        let prior = self.temperature * (row.prior + self.prior_shift[usize::from(row.is_state)]);
        let scale = self.temperature * self.shared_error[claim];
        let weighed = &self.weighed[contest.units_of(claim)];
        let evidence = day_evidence(contest, claim, scale, &self.weights, weighed, self.messages.to(claim));
        let evidence: Vec<(i32, f64)> = evidence.chain(days.iter().map(|day| (*day, 0.0))).collect();
        curve(prior, &evidence)
    }
}

pub fn sigmoid(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Log-odds of a probability, held to what 1e-9 from certainty gives.
pub fn logit(probability: f64) -> f64 {
    let probability = probability.clamp(1e-9, 1.0 - 1e-9);
    probability.ln() - (-probability).ln_1p()
}
