//! The whole calculation over an observation set: inference, calibration, hidden copying, a second start.

use super::fit::{Fit, FitParams, Start, fit};
use super::hyperparameters::TEMPERATURE;
use crate::calibration::{Calibration, calibrate};
use crate::copying::{Dependence, discount, find};
use crate::observations::ObservationSet;
use counterclaim_model::Progress;

/// How far the results of two starts may differ before it is reported.
const APART: f64 = 0.01;
/// Rounds of the search for copying.
const COPY_ROUNDS: usize = 2;

/// A claim whose result depends on the starting values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestartDisagreement {
    pub claim: u32,
    pub probability: f64,
}

/// All results for an observation set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InferenceRun {
    pub observations: ObservationSet,
    pub fit: Fit,
    pub dependences: Vec<Dependence>,
    pub calibration: Calibration,
    /// Claims whose result from a second start differs by more than .01, in their order.
    pub restart_disagreements: Vec<RestartDisagreement>,
}

/// Computes from fixed starting values: the result that counts.
///
/// [`InferenceRun::check_another_start`] finds the claims that depend on the starting values.
pub fn infer(observations: ObservationSet, finds_copies: bool) -> InferenceRun {
    infer_watched(observations, finds_copies, None)
}

/// Like [`infer`]; the result is meaningless once `progress` has been cancelled.
pub fn infer_watched(observations: ObservationSet, finds_copies: bool, progress: Option<&Progress>) -> InferenceRun {
    let base = observations.base_weights();
    let given =
        FitParams { weights: &base, temperature: TEMPERATURE, prior_shift: [0.0; 2], without_verdict: &[], progress };
    let mut now = fit(&observations, Start::Half, given);
    let calibration = calibrate(&observations, &now, progress);
    if calibration.is_fitted() {
        let given = FitParams { temperature: calibration.temperature, prior_shift: calibration.prior_shift, ..given };
        now = fit(&observations, Start::Half, given);
    }
    let mut dependences = Vec::new();
    if finds_copies {
        for _ in 0..COPY_ROUNDS {
            if progress.is_some_and(Progress::is_cancelled) {
                break;
            }
            dependences = find(&observations, &now);
            let weights = discount(&observations, &dependences);
            if weights == now.weights {
                break;
            }
            now = fit(
                &observations,
                Start::From(&now.posterior),
                FitParams { progress, ..same_params(&weights, &calibration) },
            );
        }
    }
    InferenceRun { observations, fit: now, dependences, calibration, restart_disagreements: Vec::new() }
}

/// Continues from previous values: quick, and provisional until [`infer`] has run.
///
/// `before` must be from an observation set with the same units; otherwise it starts afresh.
/// Scale, priors and copying stay unchanged.
pub fn infer_on(observations: ObservationSet, before: &InferenceRun) -> InferenceRun {
    let weights = discount(&observations, &before.dependences);
    let start = Start::From(&before.fit.posterior);
    let fit = fit(&observations, start, same_params(&weights, &before.calibration));
    let dependences = before.dependences.clone();
    let calibration = before.calibration.clone();
    InferenceRun { observations, fit, dependences, calibration, restart_disagreements: Vec::new() }
}

fn same_params<'a>(weights: &'a [f64], calibration: &Calibration) -> FitParams<'a> {
    let Calibration { temperature, prior_shift, .. } = calibration;
    FitParams { weights, temperature: *temperature, prior_shift: *prior_shift, without_verdict: &[], progress: None }
}

impl InferenceRun {
    /// Runs the inference from other starting values, and notes where the result differs.
    pub fn check_another_start(&mut self) {
        let other = fit(&self.observations, Start::Shares, same_params(&self.fit.weights, &self.calibration));
        let pairs = self.fit.truth.iter().zip(&other.truth).enumerate();
        let far = pairs.filter(|(_, (one, other))| (*one - *other).abs() > APART);
        self.restart_disagreements =
            far.map(|(claim, (_, other))| RestartDisagreement { claim: claim as u32, probability: *other }).collect();
    }
}
