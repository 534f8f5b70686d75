//! The receipt of a claim: lines that add up to its log-odds.
//!
//! If the truth cannot change, each line is the unit's own term of the sum.
//! If it can, each line is the unit's share of the log-odds on the last day (`two_state_chain::shares`).

use crate::inference::fit::Fit;
use crate::inference::messages::Message;
use crate::inference::two_state_chain::shares;
use crate::observations::{Activity, ObservationSet, Silence};
use crate::role::Role;

/// One unit's line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReceiptLine {
    /// Index of the unit in the observation set.
    pub unit: usize,
    /// Log-odds that the unit adds.
    pub value: f64,
    /// What the same statement would add from a source without an interest.
    pub disinterested: f64,
    /// The effect of the speaker's interest.
    pub interest: f64,
    /// Discount for possible copying, or for a superseded statement.
    pub dependence: f64,
    /// Discount for errors that the sources of one claim share.
    pub shared_error: f64,
    pub weight: f64,
    pub standing: Activity,
}

/// The line of a related claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MessageLine {
    pub message: Message,
    /// Log-odds that the message adds.
    pub value: f64,
}

/// The lines of a claim; they sum to `total`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Receipt {
    /// Baseline log-odds; of a claim whose truth can change, those of the last day without any evidence.
    pub prior: f64,
    /// In the order of the observation set's units, including those of weight 0.
    pub lines: Vec<ReceiptLine>,
    pub messages: Vec<MessageLine>,
    /// What is not said about the claim, with the log-odds that it adds; nothing unless the analyst counts silence.
    pub silence: Vec<(Silence, f64)>,
    /// The log-odds of the measurement.
    pub measured: f64,
    /// The log-odds of the claim.
    pub total: f64,
    /// The evidence scale.
    pub temperature: f64,
    /// The discount on every unit for errors that sources share.
    pub shared_error: f64,
}

impl Receipt {
    /// The receipt of a claim of an observation set.
    pub fn new(observations: &ObservationSet, fit: &Fit, claim: usize) -> Self {
        let row = &observations.claims[claim];
        let prior = fit.prior(row);
        let mut lines: Vec<ReceiptLine> =
            observations.units_of(claim).map(|unit| line(observations, fit, claim, unit)).collect();
        let told = fit.messages.to(claim).iter();
        let mut messages: Vec<MessageLine> =
            told.map(|message| MessageLine { message: *message, value: message.value }).collect();
        let total = fit.log_odds[claim];
        let mut baseline = prior;
        if row.is_state {
            let (start, values) = shares(fit.baseline(row), &fit.day_evidence(observations, claim));
            baseline = start;
            let shown = lines.iter_mut().map(|line| &mut line.value);
            let shown = shown.chain(messages.iter_mut().map(|line| &mut line.value));
            shown.zip(values).for_each(|(shown, value)| *shown = value);
        }
        Self {
            prior: baseline,
            lines,
            messages,
            silence: row.silences(fit.silence).collect(),
            measured: row.measured,
            total,
            temperature: fit.temperature,
            shared_error: fit.shared_error[claim],
        }
    }

    /// The sum of all lines.
    pub fn sum(&self) -> f64 {
        let lines: f64 = self.lines.iter().map(|line| line.value).sum();
        let told: f64 = self.messages.iter().map(|line| line.value).sum();
        let unsaid: f64 = self.silence.iter().map(|(_, value)| value).sum();
        self.prior + lines + told + self.measured + unsaid
    }
}

fn line(observations: &ObservationSet, fit: &Fit, claim: usize, unit: usize) -> ReceiptLine {
    let row = &observations.units[unit];
    let weight = fit.weights[unit];
    let temperature = fit.temperature;
    let eta = fit.shared_error[claim];
    let ratio = fit.weighed[unit].ratio;
    let disinterested = match row.role {
        Role::Neutral => ratio,
        _ => fit.log_likelihood_ratio_as(observations, unit, Role::Neutral),
    };
    ReceiptLine {
        unit,
        value: fit.added_by(observations, unit),
        disinterested: temperature * disinterested,
        interest: temperature * (ratio - disinterested),
        dependence: temperature * ratio * (weight - 1.0),
        shared_error: temperature * ratio * weight * (eta - 1.0),
        weight,
        standing: row.standing,
    }
}
