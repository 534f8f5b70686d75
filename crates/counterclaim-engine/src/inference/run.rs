//! The whole calculation over a contest: inference, calibration, hidden copying, a second start.

use super::fit::{Fit, Given, Start, fit};
use super::hyperparameters::TEMPERATURE;
use crate::calibration::{Calibration, calibrate};
use crate::copying::{Dependence, discount, find};
use crate::observations::Contest;
use crate::progress::Watch;

/// How far the results of two starts may differ before it is reported.
const APART: f64 = 0.01;
/// Rounds of the search for copying.
const COPY_ROUNDS: usize = 2;

/// A claim whose result depends on the starting values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Apart {
    pub claim: u32,
    pub probability: f64,
}

/// All results for a contest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reckoning {
    pub contest: Contest,
    pub fit: Fit,
    pub dependences: Vec<Dependence>,
    pub calibration: Calibration,
    /// Claims whose result from a second start differs by more than .01, in their order.
    pub apart: Vec<Apart>,
}

/// Computes from fixed starting values: the result that counts.
///
/// [`Reckoning::try_another_start`] finds the claims that depend on the starting values.
pub fn reckon(contest: Contest, finds_copies: bool) -> Reckoning {
    reckon_watched(contest, finds_copies, None)
}

/// Like [`reckon`]; the result is meaningless once `watch` has been cancelled.
pub fn reckon_watched(contest: Contest, finds_copies: bool, watch: Option<&Watch>) -> Reckoning {
    let base = contest.base_weights();
    let given = Given { weights: &base, temperature: TEMPERATURE, prior_shift: [0.0; 2], without_verdict: &[], watch };
    let mut now = fit(&contest, Start::Half, given);
    let calibration = calibrate(&contest, &now, watch);
    if calibration.is_fitted() {
        let given = Given { temperature: calibration.temperature, prior_shift: calibration.prior_shift, ..given };
        now = fit(&contest, Start::Half, given);
    }
    let mut dependences = Vec::new();
    if finds_copies {
        for _ in 0..COPY_ROUNDS {
            if watch.is_some_and(Watch::is_stopped) {
                break;
            }
            dependences = find(&contest, &now);
            let weights = discount(&contest, &dependences);
            if weights == now.weights {
                break;
            }
            now = fit(&contest, Start::From(&now.held), Given { watch, ..given_again(&weights, &calibration) });
        }
    }
    Reckoning { contest, fit: now, dependences, calibration, apart: Vec::new() }
}

/// Continues from previous values: quick, and provisional until [`reckon`] has run.
///
/// `before` must be from a contest with the same units; otherwise it starts afresh.
/// Scale, priors and copying stay unchanged.
pub fn reckon_on(contest: Contest, before: &Reckoning) -> Reckoning {
    let weights = discount(&contest, &before.dependences);
    let start = Start::From(&before.fit.held);
    let fit = fit(&contest, start, given_again(&weights, &before.calibration));
    let (dependences, calibration) = (before.dependences.clone(), before.calibration.clone());
    Reckoning { contest, fit, dependences, calibration, apart: Vec::new() }
}

fn given_again<'a>(weights: &'a [f64], calibration: &Calibration) -> Given<'a> {
    let Calibration { temperature, prior_shift, .. } = calibration;
    Given { weights, temperature: *temperature, prior_shift: *prior_shift, without_verdict: &[], watch: None }
}

impl Reckoning {
    /// Runs the inference from other starting values, and notes where the result differs.
    pub fn try_another_start(&mut self) {
        let other = fit(&self.contest, Start::Shares, given_again(&self.fit.weights, &self.calibration));
        let pairs = self.fit.truth.iter().zip(&other.truth).enumerate();
        let far = pairs.filter(|(_, (one, other))| (*one - *other).abs() > APART);
        self.apart = far.map(|(claim, (_, other))| Apart { claim: claim as u32, probability: *other }).collect();
    }
}
