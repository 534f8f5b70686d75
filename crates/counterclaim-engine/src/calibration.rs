//! Calibration: evidence scale and priors, fitted to verdicts by cross-validation.

use crate::inference::fit::{Fit, FitParams, Start, fit};
use crate::inference::hyperparameters::{CALIBRATION_VERDICTS, SHARED_ERROR, SILENCE, SILENCE_SD, TEMPERATURE};
use crate::log_odds::sigmoid;
use crate::observations::ObservationSet;
use counterclaim_model::Progress;

const FOLDS: usize = 10;
/// Bands of probability for the calibration table.
const BINS: usize = 5;
const TEMPERATURE_STEP: f64 = 0.02;
const TEMPERATURE_STEPS: [usize; 2] = [5, 60];
/// Strength of the prior on the evidence scale.
const TEMPERATURE_PENALTY: f64 = 5.0;
/// Strength of the prior on the claims' baseline, and how far the baseline may shift.
const PRIOR_PENALTY: f64 = 2.5;
const PRIOR_STEP: f64 = 0.1;
const PRIOR_STEPS: i32 = 20;
/// The shares of common errors that are tried.
const SHARED_ERRORS: [f64; 12] = [0.0, 0.02, SHARED_ERROR, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1.0];
/// Numbers that are tried for silence, and rounds over its kinds.
const SILENCE_STEP: f64 = 0.1;
const SILENCE_STEPS: i32 = 20;
const SILENCE_ROUNDS: usize = 3;
/// Strength of the prior on the share of common errors, and the share that it favours.
const SHARED_ERROR_PENALTY: f64 = 0.5;
const EXPECTED_SHARED_ERROR: f64 = 0.15;

/// A claim with a verdict, and its estimate without that verdict.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldOut {
    pub claim: u32,
    pub probability: f64,
    pub is_true: bool,
}

/// Held-out claims within one band of probability.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CalibrationBin {
    /// Lower and upper bound of the band.
    pub from: f64,
    pub until: f64,
    pub count: usize,
    /// Mean of the held-out probabilities, and the share of claims that are true.
    pub mean: f64,
    pub share_true: f64,
}

/// How the estimates compare with the verdicts.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    pub verdicts: usize,
    pub temperature: f64,
    /// Share of errors that agreeing origins have in common.
    pub shared_error: f64,
    /// Shift of the priors of claims whose truth cannot change, and of those whose truth can.
    pub prior_shift: [f64; 2],
    /// What each kind of silence adds to the log-odds, in the order of `Silence::ALL`.
    pub silence: [f64; 3],
    /// Every claim with a verdict; empty below 15 verdicts.
    pub held_out: Vec<HeldOut>,
}

impl Default for Calibration {
    fn default() -> Self {
        Self {
            verdicts: 0,
            temperature: TEMPERATURE,
            shared_error: SHARED_ERROR,
            prior_shift: [0.0; 2],
            silence: SILENCE,
            held_out: Vec::new(),
        }
    }
}

impl Calibration {
    /// Whether scale and priors were fitted: requires 15 verdicts.
    pub fn is_fitted(&self) -> bool {
        self.verdicts >= CALIBRATION_VERDICTS
    }

    /// The held-out claims in five bands of equal width, without empty bands.
    pub fn bins(&self) -> Vec<CalibrationBin> {
        let bin = |at: usize| {
            let from = at as f64 / BINS as f64;
            let until = (at + 1) as f64 / BINS as f64;
            let is_last = at + 1 == BINS;
            let inside = |point: &&HeldOut| point.probability >= from && (point.probability < until || is_last);
            let points = self.held_out.iter().filter(inside);
            let count = points.clone().count();
            let sum: f64 = points.clone().map(|point| point.probability).sum();
            let share_true = points.filter(|point| point.is_true).count() as f64 / count.max(1) as f64;
            CalibrationBin { from, until, count, mean: sum / count.max(1) as f64, share_true }
        };
        (0..BINS).map(bin).filter(|bin| bin.count > 0).collect()
    }

    /// The Brier score: mean squared distance of the held-out probabilities from the verdicts.
    pub fn brier(&self) -> Option<f64> {
        let miss = |point: &HeldOut| (point.probability - f64::from(u8::from(point.is_true))).powi(2);
        let sum: f64 = self.held_out.iter().map(miss).sum();
        (!self.held_out.is_empty()).then(|| sum / self.held_out.len() as f64)
    }
}

/// The part of a claim's log-odds that the scale multiplies, and the remainder.
struct Parts {
    claim: u32,
    is_state: bool,
    scaled: f64,
    /// The part of `scaled` that is the claim's baseline.
    prior: f64,
    fixed: f64,
    /// Origins that agree or disagree on the claim, and the share of common errors that `scaled` is discounted by.
    voices: usize,
    /// What is not said about the claim; its log-odds by the settings are within `fixed`.
    silence: [bool; 3],
    is_true: bool,
}

/// Fits scale and priors by held-out log loss if there are 15 verdicts; otherwise the defaults stay.
pub fn calibrate(observations: &ObservationSet, first: &Fit, progress: Option<&Progress>) -> Calibration {
    let settled: Vec<u32> = (0..observations.claims.len() as u32)
        .filter(|claim| observations.claims[*claim as usize].verdict.is_some())
        .collect();
    if settled.len() < CALIBRATION_VERDICTS {
        return Calibration { verdicts: settled.len(), ..Calibration::default() };
    }
    let mut parts: Vec<Parts> =
        (0..FOLDS).flat_map(|fold| held_out(observations, first, &settled, fold, progress)).collect();
    parts.sort_by_key(|part| part.claim);
    let learns = [false, true]
        .map(|is_state| parts.iter().filter(|part| part.is_state == is_state).count() >= CALIBRATION_VERDICTS);
    let temperatures = (TEMPERATURE_STEPS[0]..=TEMPERATURE_STEPS[1]).map(|step| step as f64 * TEMPERATURE_STEP);
    let mut best = (f64::INFINITY, TEMPERATURE, SHARED_ERROR, [0.0; 2]);
    for shared_error in SHARED_ERRORS {
        let parts: Vec<Parts> = parts.iter().map(|part| part.with(shared_error, first.shared_error_share)).collect();
        let excess = ((shared_error + 0.02) / (EXPECTED_SHARED_ERROR + 0.02)).ln();
        for temperature in temperatures.clone() {
            let (fixed_loss, fixed_shift) = best_shift(&parts, temperature, false, learns[0]);
            let (state_loss, state_shift) = best_shift(&parts, temperature, true, learns[1]);
            let loss = fixed_loss
                + state_loss
                + TEMPERATURE_PENALTY * (temperature / TEMPERATURE).ln().powi(2)
                + SHARED_ERROR_PENALTY * excess * excess;
            if loss < best.0 {
                best = (loss, temperature, shared_error, [fixed_shift, state_shift]);
            }
        }
    }
    let (_, temperature, shared_error, prior_shift) = best;
    let without_silence: Vec<(Parts, f64)> = parts
        .iter()
        .map(|part| part.with(shared_error, first.shared_error_share))
        .map(|part| {
            let log_odds = part.log_odds(temperature, prior_shift[usize::from(part.is_state)]);
            let unsaid = part.unsaid(SILENCE);
            (part, log_odds - unsaid)
        })
        .collect();
    let silence = learned_silence(&without_silence);
    let held_out = without_silence.iter().map(|(part, log_odds)| HeldOut {
        claim: part.claim,
        probability: sigmoid(log_odds + part.unsaid(silence)),
        is_true: part.is_true,
    });
    let held_out = held_out.collect();
    Calibration { verdicts: settled.len(), temperature, shared_error, prior_shift, silence, held_out }
}

/// The numbers for silence with the least loss, each a Gaussian around its setting; the claims come with their log-odds
/// without silence.
fn learned_silence(parts: &[(Parts, f64)]) -> [f64; 3] {
    let mut numbers = SILENCE;
    for _ in 0..SILENCE_ROUNDS {
        for kind in 0..numbers.len() {
            let own = || parts.iter().filter(|(part, _)| part.silence[kind]);
            if own().next().is_none() {
                continue;
            }
            let loss = |number: f64| {
                let mut tried = numbers;
                tried[kind] = number;
                let miss = own().map(|(part, log_odds)| part.loss(log_odds + part.unsaid(tried)));
                miss.sum::<f64>() + ((number - SILENCE[kind]) / SILENCE_SD).powi(2) / 2.0
            };
            let tried = (-SILENCE_STEPS..=SILENCE_STEPS).map(|step| f64::from(step) * SILENCE_STEP);
            let best = tried.min_by(|one, other| loss(*one).total_cmp(&loss(*other)));
            numbers[kind] = best.unwrap_or(SILENCE[kind]);
        }
    }
    numbers
}

impl Parts {
    /// The log-odds of what is not said about the claim.
    fn unsaid(&self, numbers: [f64; 3]) -> f64 {
        self.silence.into_iter().zip(numbers).filter(|(is_heard, _)| *is_heard).map(|(_, number)| number).sum()
    }

    /// −ln of the probability of the verdict.
    fn loss(&self, log_odds: f64) -> f64 {
        softplus(if self.is_true { -log_odds } else { log_odds })
    }

    fn log_odds(&self, temperature: f64, shift: f64) -> f64 {
        temperature * (self.scaled + shift) + self.fixed
    }

    /// The same with another share of common errors; of a state claim, approximately.
    fn with(&self, shared_error: f64, before: f64) -> Self {
        let others = self.voices.saturating_sub(1) as f64;
        let scaled = self.prior + (self.scaled - self.prior) * (1.0 + before * others) / (1.0 + shared_error * others);
        Self { scaled, ..*self }
    }
}

/// The least loss of the claims of one kind at a given scale, and the shift of their prior at that loss.
fn best_shift(parts: &[Parts], temperature: f64, is_state: bool, learns: bool) -> (f64, f64) {
    let steps = if learns { -PRIOR_STEPS..=PRIOR_STEPS } else { 0..=0 };
    let loss = |shift: f64| {
        let own = parts.iter().filter(|part| part.is_state == is_state);
        let miss = own.map(|part| {
            let log_odds = part.log_odds(temperature, shift);
            part.loss(log_odds)
        });
        miss.sum::<f64>() + PRIOR_PENALTY * shift * shift
    };
    let tried = steps.map(|step| f64::from(step) * PRIOR_STEP).map(|shift| (loss(shift), shift));
    tried.min_by(|one, other| one.0.total_cmp(&other.0)).unwrap_or((0.0, 0.0))
}

/// ln(1 + eˣ) without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// The claims of a fold, estimated without their own verdicts.
fn held_out(
    observations: &ObservationSet,
    first: &Fit,
    settled: &[u32],
    fold: usize,
    progress: Option<&Progress>,
) -> Vec<Parts> {
    let out: Vec<u32> = settled.iter().copied().skip(fold).step_by(FOLDS).collect();
    if out.is_empty() || progress.is_some_and(Progress::is_cancelled) {
        return Vec::new();
    }
    let given = FitParams {
        weights: &first.weights,
        temperature: first.temperature,
        shared_error: first.shared_error_share,
        prior_shift: first.prior_shift,
        silence: first.silence,
        without_verdict: &out,
        held: None,
        progress,
    };
    let fit = fit(observations, Start::Half, given);
    let part = |claim: &u32| {
        let at = *claim as usize;
        let row = &observations.claims[at];
        let told: f64 = fit.messages.to(at).iter().map(|message| message.value).sum();
        let beside = row.measured + row.rivals + fit.unsaid(row);
        let fixed = if row.is_state { beside } else { beside + told };
        let is_true = row.verdict.is_some_and(|verdict| verdict.is_true);
        let log_odds = match row.verdict.and_then(|verdict| verdict.day).filter(|_| row.is_state) {
            Some(day) => {
                let curve = fit.curve_on(observations, at, &[day]);
                let point = curve.iter().find(|point| point.day == day);
                point.map_or(fit.log_odds[at], |point| point.log_odds + row.measured + fit.unsaid(row))
            }
            None => fit.log_odds[at],
        };
        Parts {
            claim: *claim,
            is_state: row.is_state,
            scaled: (log_odds - fixed) / fit.temperature,
            prior: row.prior + fit.prior_shift[usize::from(row.is_state)],
            fixed,
            voices: observations.voices(at, &fit.weights),
            silence: row.silence,
            is_true,
        }
    };
    out.iter().map(part).collect()
}
