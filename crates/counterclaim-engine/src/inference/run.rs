//! The whole calculation over an observation set: inference, calibration, hidden copying, a second start.

use super::fit::{Fit, FitParams, Start, fit};
use super::hyperparameters::{SHARED_ERROR, SILENCE, TEMPERATURE};
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
    let mut now = fit_shown(&observations, Start::Half, &base, &Calibration::default(), progress);
    let calibration = calibrate(&observations, &now, progress);
    if calibration.is_fitted() {
        now = fit_shown(&observations, Start::From(&now.posterior), &base, &calibration, progress);
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
            now = fit_shown(&observations, Start::From(&now.posterior), &weights, &calibration, progress);
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
    let now = fit_shown(&observations, start, &weights, &before.calibration, None);
    let dependences = before.dependences.clone();
    let calibration = before.calibration.clone();
    InferenceRun { observations, fit: now, dependences, calibration, restart_disagreements: Vec::new() }
}

/// The result with a fitted scale and share of common errors.
///
/// The matrices are counted with the settings, as they were when both were fitted; only the figures are computed anew.
fn fit_shown(
    observations: &ObservationSet,
    start: Start<'_>,
    weights: &[f64],
    calibration: &Calibration,
    progress: Option<&Progress>,
) -> Fit {
    let settings = FitParams {
        weights,
        temperature: TEMPERATURE,
        shared_error: SHARED_ERROR,
        prior_shift: [0.0; 2],
        silence: SILENCE,
        without_verdict: &[],
        held: None,
        progress,
    };
    let first = fit(observations, start, settings);
    if !calibration.is_fitted() {
        return first;
    }
    let Calibration { temperature, shared_error, prior_shift, silence, .. } = *calibration;
    let shown = FitParams { temperature, shared_error, prior_shift, silence, held: Some(&first), ..settings };
    fit(observations, Start::From(&first.posterior), shown)
}

impl InferenceRun {
    /// Runs the inference from other starting values, and notes where the result differs.
    pub fn check_another_start(&mut self) {
        let other = fit_shown(&self.observations, Start::Shares, &self.fit.weights, &self.calibration, None);
        let pairs = self.fit.truth.iter().zip(&other.truth).enumerate();
        let far = pairs.filter(|(_, (one, other))| (*one - *other).abs() > APART);
        self.restart_disagreements =
            far.map(|(claim, (_, other))| RestartDisagreement { claim: claim as u32, probability: *other }).collect();
    }
}
