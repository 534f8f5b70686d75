//! The inference: updates claims and source reliability until they converge.
//!
//! Log-odds of a claim: T (prior + η Σ w ℓ) + messages + measurement, with ℓ from the origins' confusion matrices,
//! each unit's own count excluded.
//! Every iteration reads the state of the previous one, and every sum runs in key order.

use rayon::prelude::*;

use super::confusion_matrix::{Cell, ConfusionMatrices, LogLikelihoodRatio, counted};
use super::hyperparameters::{CONFLICT_VARIANCE, MAX_SWEEPS, MOVED, PRIOR_VARIANCE, SILENCE_SD, SPEAKING_LINE};
use super::messages::{Messages, Ways};
use super::two_state_chain::{Baseline, CurvePoint, curve, nearest};
use crate::log_odds::sigmoid;
use crate::observations::{ItemVerdict, ObservationSet, ObservedItem, Pool, Silence};
use crate::role::Role;
use counterclaim_model::Progress;

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
pub struct FitParams<'a> {
    /// One per unit: 1, or less if repeated, superseded or copied.
    pub weights: &'a [f64],
    /// The evidence scale.
    pub temperature: f64,
    /// Share of errors that agreeing origins have in common.
    pub shared_error: f64,
    /// Shift of each claim's prior, by whether its truth can change.
    pub prior_shift: [f64; 2],
    /// What each kind of silence adds to the log-odds.
    pub silence: [f64; Silence::ALL.len()],
    /// Claims whose verdict is held out, to estimate them without it.
    pub without_verdict: &'a [u32],
    /// A result from which the confusion matrices are counted once and for all.
    pub held: Option<&'a Fit>,
    /// Notified after every iteration, and may cancel.
    pub progress: Option<&'a Progress>,
}

/// The result of the iteration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// Log-odds of each claim; for a state claim, on the latest date covered.
    pub log_odds: Vec<f64>,
    /// Probability of each claim.
    pub truth: Vec<f64>,
    /// The input of the confusion matrices, by the observation set's slots: the verdict if there is one.
    pub posterior: Vec<f64>,
    pub weighed: Vec<LogLikelihoodRatio>,
    pub weights: Vec<f64>,
    /// The discount for errors that the origins of one claim share.
    pub shared_error: Vec<f64>,
    /// By claim, empty for claims whose truth cannot change; empty as a whole if there are no state claims.
    pub curves: Vec<Vec<CurvePoint>>,
    pub messages: Messages,
    pub tables: ConfusionMatrices,
    pub temperature: f64,
    /// Share of errors that agreeing origins have in common.
    pub shared_error_share: f64,
    pub prior_shift: [f64; 2],
    /// What each kind of silence adds to the log-odds.
    pub silence: [f64; Silence::ALL.len()],
    pub sweeps: usize,
    pub converged: bool,
}

/// The result of one iteration for a claim.
#[derive(Clone, Debug, Default)]
struct Posterior {
    log_odds: f64,
    truth: f64,
    /// The probability that counts for the records of sources: without those that are unknown on the claim.
    counted: f64,
    curve: Vec<CurvePoint>,
}

/// What an iteration reads: all of it from the previous one.
struct Sweep<'a> {
    observations: &'a ObservationSet,
    given: FitParams<'a>,
    settled: &'a [bool],
    shared_error: &'a [f64],
    tables: &'a ConfusionMatrices,
    messages: &'a Messages,
    posterior: &'a [f64],
    /// What the confusion matrices were counted from.
    counted: &'a [f64],
}

/// What an iteration writes for a run of consecutive claims.
struct Part<'a> {
    first: usize,
    log_odds: &'a mut [f64],
    truth: &'a mut [f64],
    /// The slots of the claims.
    posterior: &'a mut [f64],
    /// The slots of their units, for claims whose truth can change.
    held_on_days: &'a mut [f64],
    curves: &'a mut [Vec<CurvePoint>],
}

/// Iterates from given starting values until nothing changes by more than 1e-6, for at most 60 iterations.
pub fn fit(observations: &ObservationSet, start: Start<'_>, given: FitParams<'_>) -> Fit {
    let claims = observations.claims.len();
    let settled: Vec<bool> = (0..claims).map(|claim| is_settled(observations, claim, given)).collect();
    let has_states = observations.slot_count() > claims || observations.claims.iter().any(|claim| claim.is_state);
    let mut posterior = starting_truth(observations, start, given);
    let mut fit = Fit {
        truth: posterior[..claims].to_vec(),
        log_odds: vec![0.0; claims],
        weights: given.weights.to_vec(),
        curves: vec![Vec::new(); if has_states { claims } else { 0 }],
        temperature: given.temperature,
        prior_shift: given.prior_shift,
        silence: given.silence,
        shared_error_share: given.shared_error,
        shared_error: (0..claims).into_par_iter().map(|claim| shared_error(observations, claim, given)).collect(),
        ..Fit::default()
    };
    let counted = counted(observations, given.weights);
    if let Some(held) = given.held {
        fit.tables = ConfusionMatrices::count(observations, &counted, &held.posterior);
    }
    let has_words: Vec<bool> =
        if observations.relations.is_empty() { Vec::new() } else { has_words(observations, given.weights) };
    let ways = Ways::new(observations, given.weights);
    let mut next = vec![0.0; posterior.len()];
    for sweep in 1..=MAX_SWEEPS {
        if given.held.is_none() {
            fit.tables = ConfusionMatrices::count(observations, &counted, &posterior);
        }
        if !observations.relations.is_empty() {
            // A claim without evidence sends no message: unknown is not 0.5.
            let speaks = |messages: &Messages, from: u32, to: u32| {
                has_words[from as usize] || messages.to(from as usize).iter().any(|message| message.from != to)
            };
            fit.messages = fit.messages.next(observations, &ways, &fit.truth, &fit.curves, speaks);
        }
        let Fit { log_odds, truth, curves, tables, messages, shared_error, .. } = &mut fit;
        let own_counts = given.held.map_or(&posterior, |held| &held.posterior);
        let reads = Sweep {
            observations,
            given,
            settled: &settled,
            shared_error,
            tables,
            messages,
            posterior: &posterior,
            counted: own_counts,
        };
        let moved = parts(observations, log_odds, truth, &mut next, curves)
            .into_par_iter()
            .map(|part| reads.sweep(part))
            .reduce(|| 0.0, f64::max);
        std::mem::swap(&mut posterior, &mut next);
        fit.sweeps = sweep;
        if moved < MOVED {
            fit.converged = true;
            break;
        }
        if given.progress.is_some_and(|progress| !progress.step()) {
            break;
        }
    }
    // The weights that the last iteration read are now in the other list.
    let before = given.held.map_or(next, |held| held.posterior.clone());
    let weigh = |unit: usize| fit.tables.weigh(observations, cell(observations, unit, given.weights[unit], &before));
    fit.weighed = (0..observations.units.len()).into_par_iter().map(weigh).collect();
    fit.posterior = given.held.map_or(posterior, |held| held.posterior.clone());
    fit
}

/// The cells of the confusion matrix that weigh a unit.
fn cell(observations: &ObservationSet, unit: usize, weight: f64, posterior: &[f64]) -> Cell {
    let row = &observations.units[unit];
    let truth = posterior[observations.slot(unit)];
    let weight = observations.remembered(unit, weight);
    Cell {
        origin: row.origin as usize,
        role: row.role,
        stance: usize::from(row.stance),
        is_unknown: row.pool == Pool::NotShown,
        own: [weight * (1.0 - truth), weight * truth],
    }
}

/// Splits the output into parts with a fixed number of claims.
fn parts<'a>(
    observations: &ObservationSet,
    log_odds: &'a mut [f64],
    truth: &'a mut [f64],
    posterior: &'a mut [f64],
    mut curves: &'a mut [Vec<CurvePoint>],
) -> Vec<Part<'a>> {
    let mut parts = Vec::with_capacity(log_odds.len() / CHUNK + 1);
    let (posterior, mut held_on_days) = posterior.split_at_mut(log_odds.len());
    let chunks = log_odds.chunks_mut(CHUNK).zip(truth.chunks_mut(CHUNK)).zip(posterior.chunks_mut(CHUNK));
    for (at, ((log_odds, truth), posterior)) in chunks.enumerate() {
        let first = at * CHUNK;
        let changing = (first..first + log_odds.len()).filter(|claim| observations.claims[*claim].is_state);
        let days = changing.map(|claim| observations.units_of(claim).len()).sum();
        let (own_days, rest) = held_on_days.split_at_mut(days);
        held_on_days = rest;
        let (own_curves, rest) = curves.split_at_mut(if curves.is_empty() { 0 } else { log_odds.len() });
        curves = rest;
        parts.push(Part { first, log_odds, truth, posterior, held_on_days: own_days, curves: own_curves });
    }
    parts
}

impl Sweep<'_> {
    /// Updates the claims of a part; returns the largest change.
    fn sweep(&self, part: Part<'_>) -> f64 {
        let Part { first, log_odds, truth, posterior, mut held_on_days, curves } = part;
        let mut moved = 0.0_f64;
        for at in 0..log_odds.len() {
            let claim = first + at;
            let row = &self.observations.claims[claim];
            let verdict = row.verdict.filter(|_| self.settled[claim]);
            let fixed = verdict.map(|verdict| f64::from(u8::from(verdict.is_true)));
            let now = if row.is_state {
                let days = self.observations.units_of(claim).len();
                let (own, rest) = std::mem::take(&mut held_on_days).split_at_mut(days);
                held_on_days = rest;
                let now = self.posterior_on_days(claim, verdict, own);
                let before = self.observations.units_of(claim).map(|unit| self.posterior[self.observations.slot(unit)]);
                moved = own.iter().zip(before).map(|(now, before)| (now - before).abs()).fold(moved, f64::max);
                now
            } else {
                self.posterior_of(claim)
            };
            posterior[at] = fixed.unwrap_or(now.counted);
            moved = moved.max((posterior[at] - self.posterior[claim]).abs()).max((now.truth - truth[at]).abs());
            log_odds[at] = now.log_odds;
            truth[at] = now.truth;
            if let Some(curve) = curves.get_mut(at) {
                *curve = now.curve;
            }
        }
        moved
    }

    /// The probability of a claim whose truth cannot change.
    fn posterior_of(&self, claim: usize) -> Posterior {
        let observations = self.observations;
        let given = self.given;
        let mut product = 1.0_f64;
        let mut said = 0.0;
        let mut of_unknown = 0.0;
        for unit in observations.units_of(claim) {
            let weight = given.weights[unit];
            let ratio = self.tables.ratio(observations, cell(observations, unit, weight, self.counted));
            if observations.units[unit].pool == Pool::NotShown {
                of_unknown += weight * ratio.ln();
                continue;
            }
            // The log of a product instead of a sum of logs: logarithms dominate the cost of an iteration.
            if weight == 1.0 {
                product *= ratio;
                if !(1e-200..1e200).contains(&product) {
                    said += product.ln() + of_unknown;
                    product = 1.0;
                }
            } else if weight > 0.0 {
                said += weight * ratio.ln();
            }
        }
        said += product.ln() + of_unknown;
        let told: f64 = self.messages.to(claim).iter().map(|message| message.value).sum();
        let row = &observations.claims[claim];
        let prior = given.prior(row);
        let unsaid = unsaid(row, given.silence);
        let log_odds = prior + given.temperature * self.shared_error[claim] * said + told + row.measured + unsaid;
        let truth = sigmoid(log_odds);
        let without = log_odds - given.temperature * self.shared_error[claim] * of_unknown;
        let counted = if of_unknown == 0.0 { truth } else { sigmoid(without) };
        Posterior { log_odds, truth, counted, curve: Vec::new() }
    }

    /// The probability of a state claim; for each unit's day it is written to `posterior`.
    fn posterior_on_days(&self, claim: usize, verdict: Option<ItemVerdict>, posterior: &mut [f64]) -> Posterior {
        let observations = self.observations;
        let given = self.given;
        let scale = given.temperature * self.shared_error[claim];
        let said = observations.units_of(claim).map(|unit| {
            let weight = given.weights[unit];
            let ratio = self.tables.ratio(observations, cell(observations, unit, weight, self.counted));
            (observations.units[unit].day, scale * weight * ratio.ln())
        });
        let told = self.messages.to(claim).iter().map(|message| (message.day, message.value));
        let mut evidence: Vec<(i32, f64)> = said.chain(told).collect();
        let row = &observations.claims[claim];
        let prior = given.prior(row);
        let baseline = Baseline { prior, ends_per_day: row.ends_per_day };
        let now = curve(baseline, &evidence);
        let unsaid = unsaid(row, given.silence);
        let log_odds = now.last().map_or(prior, |point| point.log_odds) + row.measured + unsaid;
        let is_unknown = |unit: usize| observations.units[unit].pool == Pool::NotShown;
        let has_unknown = observations.units_of(claim).any(is_unknown);
        // Days stay, so that every unit has one; what the unknown say of them does not count.
        observations
            .units_of(claim)
            .zip(&mut evidence)
            .filter(|(unit, _)| is_unknown(*unit))
            .for_each(|(_, piece)| piece.1 = 0.0);
        if let Some(ItemVerdict { is_true, day: Some(day) }) = verdict {
            evidence.push((day, if is_true { SETTLED } else { -SETTLED }));
        }
        let is_shown = !has_unknown && !matches!(verdict, Some(ItemVerdict { day: Some(_), .. }));
        let fitted = if is_shown { &now } else { &curve(baseline, &evidence) };
        for (unit, posterior) in observations.units_of(claim).zip(posterior) {
            *posterior = match verdict {
                Some(ItemVerdict { is_true, day: None }) => f64::from(u8::from(is_true)),
                _ => nearest(fitted, observations.units[unit].day).map_or(0.5, |point| point.probability),
            };
        }
        let counted = match fitted.last().filter(|_| has_unknown) {
            Some(point) => sigmoid(point.log_odds + row.measured + unsaid),
            None => sigmoid(log_odds),
        };
        Posterior { log_odds, truth: sigmoid(log_odds), counted, curve: now }
    }
}

impl FitParams<'_> {
    /// The scaled baseline log-odds of a claim.
    fn prior(&self, claim: &ObservedItem) -> f64 {
        scaled_prior(claim, self.temperature, self.prior_shift)
    }
}

fn scaled_prior(claim: &ObservedItem, temperature: f64, prior_shift: [f64; 2]) -> f64 {
    temperature * (claim.prior + prior_shift[usize::from(claim.is_state)]) + claim.rivals
}

/// The log-odds of what is not said about a claim.
fn unsaid(claim: &ObservedItem, numbers: [f64; Silence::ALL.len()]) -> f64 {
    claim.silences(numbers).map(|(_, value)| value).sum()
}

fn shared_error(observations: &ObservationSet, claim: usize, given: FitParams<'_>) -> f64 {
    let voices = observations.voices(claim, given.weights);
    1.0 / (1.0 + given.shared_error * voices.saturating_sub(1) as f64)
}

fn is_settled(observations: &ObservationSet, claim: usize, given: FitParams<'_>) -> bool {
    observations.claims[claim].verdict.is_some() && !given.without_verdict.contains(&(claim as u32))
}

fn has_words(observations: &ObservationSet, weights: &[f64]) -> Vec<bool> {
    let has = |claim: usize| observations.units_of(claim).any(|unit| weights[unit] > 0.0);
    (0..observations.claims.len()).map(|claim| has(claim) || observations.claims[claim].measured != 0.0).collect()
}

fn starting_truth(observations: &ObservationSet, start: Start<'_>, given: FitParams<'_>) -> Vec<f64> {
    match start {
        Start::From(before) if before.len() == observations.slot_count() => before.to_vec(),
        Start::Half | Start::From(_) => vec![0.5; observations.slot_count()],
        Start::Shares => {
            let mut truth = vec![0.5; observations.slot_count()];
            for claim in 0..observations.claims.len() {
                let range = observations.units_of(claim);
                let all: f64 = given.weights[range.clone()].iter().sum();
                let support = |unit: &usize| observations.units[*unit].stance == 0;
                let supporting: f64 = range.clone().filter(support).map(|unit| given.weights[unit]).sum();
                let share = (supporting + 0.5) / (all + 1.0);
                truth[claim] = share;
                range.for_each(|unit| truth[observations.slot(unit)] = share);
            }
            truth
        }
    }
}

impl Fit {
    /// The evidence for and against a claim: the sums of its positive and of its negative lines.
    fn for_and_against(&self, observations: &ObservationSet, claim: usize) -> [f64; 2] {
        let units = observations.units_of(claim).map(|unit| self.added_by(observations, unit));
        let told = self.messages.to(claim).iter().map(|message| message.value);
        let row = &observations.claims[claim];
        let unsaid = row.silences(self.silence).map(|(_, value)| value);
        let all = units.chain(told).chain([row.measured]).chain(unsaid);
        all.fold([0.0, 0.0], |[pro, contra], line| [pro + line.max(0.0), contra + (-line).max(0.0)])
    }

    /// Whether neither the lines for a claim nor those against it say anything: such a claim is undetermined.
    pub fn is_open(&self, observations: &ObservationSet, claim: usize) -> bool {
        self.for_and_against(observations, claim).into_iter().fold(0.0, f64::max) < SPEAKING_LINE
    }

    /// The input of the confusion matrices on a unit's day.
    pub fn posterior_on_day_of(&self, observations: &ObservationSet, unit: usize) -> f64 {
        self.posterior[observations.slot(unit)]
    }

    /// The weight of evidence of a unit in another role.
    pub fn log_likelihood_ratio_as(&self, observations: &ObservationSet, unit: usize, role: Role) -> f64 {
        let own = cell(observations, unit, self.weights[unit], &self.posterior);
        let own = if role == own.role { own } else { Cell { role, own: [0.0; 2], ..own } };
        self.tables.weigh(observations, own).ratio
    }

    /// The standard deviation of a claim's log-odds.
    ///
    /// The baseline brings variance, the less of it the more origins agree; each statement and message brings its own,
    /// and what speaks against the rest widens it.
    pub fn deviation(&self, observations: &ObservationSet, claim: usize) -> f64 {
        let told: f64 = self
            .messages
            .to(claim)
            .iter()
            .map(|message| message.variance(self.own_variance(observations, message.from as usize) + PRIOR_VARIANCE))
            .sum();
        let [pro, contra] = self.for_and_against(observations, claim);
        let support: f64 = observations.units_of(claim).map(|unit| self.weights[unit]).sum();
        let agreement = if pro + contra > 0.0 { (pro - contra).abs() / (pro + contra) } else { 0.0 };
        let prior = PRIOR_VARIANCE / (1.0 + self.shared_error[claim] * support * agreement);
        // Statements about different days of a state need not conflict.
        let is_state = observations.claims[claim].is_state;
        let conflict = if is_state { 0.0 } else { CONFLICT_VARIANCE * pro.min(contra).powi(2) };
        let unsaid = observations.claims[claim].silences(self.silence).count() as f64 * SILENCE_SD.powi(2);
        (prior + conflict + self.own_variance(observations, claim) + told + unsaid).sqrt()
    }

    /// The variance of the statements on a claim.
    pub(super) fn own_variance(&self, observations: &ObservationSet, claim: usize) -> f64 {
        let scale = self.temperature * self.shared_error[claim];
        let part = |unit: usize| (scale * self.weights[unit]).powi(2) * self.weighed[unit].variance;
        observations.units_of(claim).map(part).sum()
    }

    /// The curve of a claim with additional days.
    pub fn curve_on(&self, observations: &ObservationSet, claim: usize, days: &[i32]) -> Vec<CurvePoint> {
        let row = &observations.claims[claim];
        if !row.is_state {
            return Vec::new();
        }
        let mut evidence = self.day_evidence(observations, claim);
        evidence.extend(days.iter().map(|day| (*day, 0.0)));
        curve(self.baseline(row), &evidence)
    }

    /// What is expected of a state claim before any evidence.
    pub fn baseline(&self, claim: &ObservedItem) -> Baseline {
        Baseline { prior: self.prior(claim), ends_per_day: claim.ends_per_day }
    }

    /// The log-odds that each unit and then each message adds on its day.
    pub fn day_evidence(&self, observations: &ObservationSet, claim: usize) -> Vec<(i32, f64)> {
        let said =
            observations.units_of(claim).map(|unit| (observations.units[unit].day, self.added_by(observations, unit)));
        said.chain(self.messages.to(claim).iter().map(|message| (message.day, message.value))).collect()
    }

    /// The log-odds that a unit adds to its claim.
    pub fn added_by(&self, observations: &ObservationSet, unit: usize) -> f64 {
        let scale = self.temperature * self.shared_error[observations.units[unit].claim as usize];
        scale * self.weights[unit] * self.weighed[unit].ratio
    }

    /// The scaled baseline log-odds of a claim.
    pub fn prior(&self, claim: &ObservedItem) -> f64 {
        scaled_prior(claim, self.temperature, self.prior_shift)
    }

    /// The log-odds of what is not said about a claim.
    pub fn unsaid(&self, claim: &ObservedItem) -> f64 {
        unsaid(claim, self.silence)
    }
}
