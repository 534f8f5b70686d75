//! What is shown of the computed probabilities: a scale and a common error, fitted to verdicts if there are enough.
//!
//! p = (1 − ε) softmax(T ln p) + ε / K. Sources make mistakes in common that no table of theirs can tell, so no number of
//! answers makes a value certain: ε bounds every figure.

use super::grid::Grid;

/// A label that nobody gave to an item, with its probability: item, value, probability.
pub(super) type Unsaid = (usize, usize, f64);

/// Verdicts needed to fit the scale and the common error.
const VERDICTS: usize = 15;
/// Parts of the verdicts, each estimated without its own.
pub(super) const FOLDS: usize = 5;
const SCALES: [f64; 16] = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 1.0, 1.2];
const ERRORS: [f64; 12] = [0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.14, 0.2, 0.27, 0.35];
/// Strength of the priors on both. They are strong: items that are held out are estimated with fewer verdicts than what
/// is shown, so their errors alone would make the figures too cautious.
const SCALE_PENALTY: f64 = 8.0;
const ERROR_PENALTY: f64 = 2.0;

/// The scale of the evidence and the share of items on which all may err together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    pub scale: f64,
    pub common_error: f64,
}

impl Shown {
    /// The settings until there are 15 verdicts.
    pub(super) fn before_verdicts(is_of_labels: bool) -> Self {
        if is_of_labels { Self { scale: 0.85, common_error: 0.07 } } else { Self { scale: 0.7, common_error: 0.05 } }
    }

    /// Whether verdicts on so many items are enough to fit both.
    pub(super) fn can_be_fitted(verdicts: usize) -> bool {
        verdicts >= VERDICTS
    }

    /// The best by the log loss of items that were estimated without their verdicts.
    pub(super) fn fitted(start: Self, held: &[HeldItem]) -> Self {
        let loss = |shown: Self| {
            let miss: f64 = held.iter().map(|item| -item.of_truth(shown).max(1e-12).ln()).sum();
            let scale = (shown.scale / start.scale).ln();
            let error = ((shown.common_error + 0.01) / (start.common_error + 0.01)).ln();
            miss + SCALE_PENALTY * scale * scale + ERROR_PENALTY * error * error
        };
        let tried = SCALES.into_iter().flat_map(|scale| ERRORS.map(|common_error| Self { scale, common_error }));
        tried.min_by(|one, other| loss(*one).total_cmp(&loss(*other))).unwrap_or(start)
    }

    /// The shown probabilities of all candidates and of values that nobody gave; items with a verdict stay certain.
    pub(super) fn apply(self, grid: &Grid, is_of_labels: bool, probabilities: &mut [f64], unsaid: &mut [Unsaid]) {
        for item in 0..grid.items.len() {
            if grid.settled[item].is_some() {
                continue;
            }
            let shares = HeldItem::new(grid, is_of_labels, probabilities, unsaid, item);
            let whole = shares.whole(self.scale);
            let shown = |probability: &mut f64| *probability = shares.shown(self, *probability, whole);
            probabilities[grid.candidates_of(item)].iter_mut().for_each(shown);
            let first = unsaid.partition_point(|(other, ..)| *other < item);
            let own = unsaid[first..].iter_mut().take_while(|(other, ..)| *other == item);
            own.for_each(|(.., probability)| *probability = shares.shown(self, *probability, whole));
        }
    }
}

/// The computed probabilities of one item, and which of them a verdict says is true.
#[derive(Clone, Debug)]
pub(super) struct HeldItem {
    listed: Vec<f64>,
    /// What is left for all other outcomes, and how many there are.
    rest: f64,
    others: usize,
    truth: Option<f64>,
}

impl HeldItem {
    /// The outcomes of an item, without a verdict.
    pub(super) fn new(grid: &Grid, is_of_labels: bool, probabilities: &[f64], unsaid: &[Unsaid], item: usize) -> Self {
        let mut listed: Vec<f64> = probabilities[grid.candidates_of(item)].to_vec();
        let first = unsaid.partition_point(|(other, ..)| *other < item);
        let own = unsaid[first..].iter().take_while(|(other, ..)| *other == item);
        listed.extend(own.map(|(.., probability)| *probability));
        // Of open values there is one more outcome: none of these.
        let outcomes = if is_of_labels { grid.label_count } else { listed.len() + 1 };
        let rest = (1.0 - listed.iter().sum::<f64>()).max(0.0);
        let others = outcomes.saturating_sub(listed.len());
        Self { listed, rest, others, truth: None }
    }

    /// The same with the value that a verdict gives, by its number in the grid; `None` if nobody gave it.
    pub(super) fn with_truth(
        self,
        grid: &Grid,
        probabilities: &[f64],
        unsaid: &[Unsaid],
        item: usize,
        value: Option<usize>,
    ) -> Self {
        let given = value.and_then(|value| grid.candidate(item, value)).map(|at| probabilities[at]);
        let own = unsaid.iter().find(|(other, label, _)| *other == item && Some(*label) == value);
        let unlisted = if self.others > 0 { self.rest / self.others as f64 } else { 0.0 };
        let truth = given.or(own.map(|(.., probability)| *probability)).unwrap_or(unlisted);
        Self { truth: Some(truth), ..self }
    }

    fn whole(&self, scale: f64) -> f64 {
        let others = self.others as f64;
        let rest = if self.others > 0 { others * (self.rest / others).powf(scale) } else { 0.0 };
        self.listed.iter().map(|probability| probability.powf(scale)).sum::<f64>() + rest
    }

    fn shown(&self, shown: Shown, probability: f64, whole: f64) -> f64 {
        let outcomes = (self.listed.len() + self.others).max(1) as f64;
        let own = if whole > 0.0 { probability.powf(shown.scale) / whole } else { 1.0 / outcomes };
        (1.0 - shown.common_error) * own + shown.common_error / outcomes
    }

    fn of_truth(&self, shown: Shown) -> f64 {
        self.shown(shown, self.truth.unwrap_or(0.0), self.whole(shown.scale))
    }
}
