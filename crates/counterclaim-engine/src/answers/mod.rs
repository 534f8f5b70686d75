//! Answers to items: which of the conflicting values is true.
//!
//! Two methods. [`labels`]: few values that recur on many items; each source has a confusion matrix.
//! [`open_values`]: anything else; each source has one accuracy, and copying is tested.
//! Neither the row order nor the names of sources have an effect: items and values are processed in the order of their
//! texts, sources in the order of what they answer.

mod copies;
mod grid;
mod labels;
mod open_values;
mod shown;
mod track;
mod value_prior;

#[cfg(test)]
mod tests;

use self::grid::Grid;
pub use self::shown::Shown;
use self::shown::{FOLDS, HeldItem};
pub use self::track::SourceTrack;
use counterclaim_model::{Name, Tables};

/// The most distinct values that are treated as labels.
const MOST_LABELS: usize = 50;

/// Options of the assessment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AnswersOptions {
    /// Whether sources that share mistakes count for less; open values only.
    pub with_copies: bool,
}

/// The method used for a table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AnswersMethod {
    /// Every value occurs on two items or more, and there are at most 50.
    Labels,
    /// Anything else.
    OpenValues,
}

/// One value of an item, and its probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueProbability {
    pub item: Name,
    pub value: Name,
    /// In 0..=1; the values of one item sum to one, minus the probability of "none of these" for open values.
    pub probability: f64,
    /// How many sources gave this value.
    pub answers: u32,
    /// Whether the item has a verdict.
    pub settled: bool,
}

/// The result for a table of answers.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswersAssessment {
    pub method: AnswersMethod,
    /// By the text of the item, then of the value.
    pub values: Vec<ValueProbability>,
    /// By the text of the source.
    pub sources: Vec<SourceTrack>,
    /// Number of iterations.
    pub sweeps: usize,
    /// The scale and the common error of the shown probabilities.
    pub shown: Shown,
}

/// The result of a method: a probability for each candidate of each item, and a track record for each source.
struct Weighed {
    /// For each row of [`Grid::candidates`].
    probabilities: Vec<f64>,
    /// Labels that nobody gave to an item and that have a notable probability, as (item, value, probability).
    unsaid: Vec<(usize, usize, f64)>,
    sources: Vec<SourceTrack>,
    sweeps: usize,
}

/// Estimates which values of each item are true; items without an answer have no estimate.
///
/// Verdicts are pairs of item and true value: they fix what the item contributes to its sources' records.
/// Verdicts on items without answers have no effect.
pub fn assess_answers(tables: &Tables, verdicts: &[(Name, Name)], options: &AnswersOptions) -> AnswersAssessment {
    let grid = Grid::new(tables, verdicts);
    let (method, mut weighed) = weigh(&grid, options);
    let mut shown = Shown::before_verdicts(method == AnswersMethod::Labels);
    let settled: Vec<usize> = (0..grid.items.len()).filter(|item| grid.settled[*item].is_some()).collect();
    if Shown::can_be_fitted(settled.len()) {
        let held: Vec<HeldItem> =
            (0..FOLDS).flat_map(|fold| held_out(tables, &grid, &settled, fold, options)).collect();
        shown = Shown::fitted(shown, &held);
    }
    shown.apply(&grid, method == AnswersMethod::Labels, &mut weighed.probabilities, &mut weighed.unsaid);
    let values = values_of(&grid, &weighed.probabilities, &weighed.unsaid);
    let mut sources = weighed.sources;
    sources.sort_by(|one, other| tables.names.text(one.source).cmp(tables.names.text(other.source)));
    AnswersAssessment { method, values, sources, sweeps: weighed.sweeps, shown }
}

fn weigh(grid: &Grid, options: &AnswersOptions) -> (AnswersMethod, Weighed) {
    if grid.is_of_labels(MOST_LABELS) {
        (AnswersMethod::Labels, labels::weigh(grid))
    } else {
        (AnswersMethod::OpenValues, open_values::weigh(grid, options))
    }
}

/// The items of a fold, estimated without their verdicts.
fn held_out(tables: &Tables, grid: &Grid, settled: &[usize], fold: usize, options: &AnswersOptions) -> Vec<HeldItem> {
    let kept = settled.iter().enumerate().filter(|(at, _)| at % FOLDS != fold);
    let name = |item: usize| grid.settled[item].map(|value| (grid.items[item], grid.values[value]));
    let verdicts: Vec<(Name, Name)> = kept.filter_map(|(_, item)| name(*item)).collect();
    let without = Grid::new(tables, &verdicts);
    let (method, weighed) = weigh(&without, options);
    let out = settled.iter().skip(fold).step_by(FOLDS);
    let held = |item: &usize| {
        let (_, truth) = name(*item)?;
        // A value that only this verdict names is none that was estimated.
        let truth = without.values.iter().position(|value| *value == truth);
        let Weighed { probabilities, unsaid, .. } = &weighed;
        let held = HeldItem::new(&without, method == AnswersMethod::Labels, probabilities, unsaid, *item);
        Some(held.with_truth(&without, probabilities, unsaid, *item, truth))
    };
    out.filter_map(held).collect()
}

/// Each value's share of the item's answers, in the order of [`AnswersAssessment::values`].
pub fn plain_vote(tables: &Tables) -> Vec<ValueProbability> {
    let grid = Grid::new(tables, &[]);
    values_of(&grid, &grid.vote_shares(), &[])
}

fn values_of(grid: &Grid, probabilities: &[f64], unsaid: &[(usize, usize, f64)]) -> Vec<ValueProbability> {
    let mut rows: Vec<(usize, usize, f64, u32)> = grid
        .candidates
        .iter()
        .zip(probabilities)
        .map(|(candidate, probability)| (candidate.item, candidate.value, *probability, candidate.answers))
        .collect();
    rows.extend(unsaid.iter().map(|&(item, value, probability)| (item, value, probability, 0)));
    for (item, settled) in grid.settled.iter().enumerate() {
        // A verified value that nobody gave has no candidate.
        rows.extend(settled.filter(|value| grid.candidate(item, *value).is_none()).map(|value| (item, value, 1.0, 0)));
    }
    rows.sort_by_key(|(item, value, ..)| (*item, *value));
    let row = |(item, value, probability, answers): (usize, usize, f64, u32)| ValueProbability {
        item: grid.items[item],
        value: grid.values[value],
        probability,
        answers,
        settled: grid.settled[item].is_some(),
    };
    rows.into_iter().map(row).collect()
}
