//! Probabilities and log-odds.

/// The probability of log-odds.
pub fn sigmoid(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// A sum that does not depend on the order of its terms.
pub fn sum_in_any_order(mut terms: Vec<f64>) -> f64 {
    terms.sort_unstable_by(f64::total_cmp);
    terms.into_iter().sum()
}

/// Log-odds of a probability, clamped to 1e-9 from certainty.
pub fn logit(probability: f64) -> f64 {
    let probability = probability.clamp(1e-9, 1.0 - 1e-9);
    probability.ln() - (-probability).ln_1p()
}
