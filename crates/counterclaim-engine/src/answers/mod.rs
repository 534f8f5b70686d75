//! Answers from a list, and rival values: which of the values that sources give to an item is true.
//!
//! Two methods. [`labels`]: few values that recur on many items, so that each source has a table of what it says
//! when each is true. [`open_values`]: anything else, with one accuracy for each source and a test for copying.
//! Nothing depends on the order of rows: sources, items and values are taken in the order of their texts.

mod copies;
mod grid;
mod labels;
mod open_values;
mod track;
mod value_prior;

#[cfg(test)]
mod tests;

use self::grid::Grid;
pub use self::track::SourceTrack;
use counterclaim_model::{Name, Tables};

/// No more values than these make a list of labels.
const MOST_LABELS: usize = 50;

/// What to leave out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AnswersOptions {
    /// Whether sources that make the same mistakes count for less; open values alone are searched.
    pub with_copies: bool,
}

/// How a table was weighed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AnswersMethod {
    /// Every value occurs on two items or more, and there are at most 50.
    Labels,
    /// Anything else.
    OpenValues,
}

/// One value of an item, and how probable it is that it is the true one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueProbability {
    pub item: Name,
    pub value: Name,
    /// In 0..=1; those of one item sum to one, less what "none of these" holds among open values.
    pub probability: f64,
    /// How many sources gave the item this value.
    pub answers: u32,
    /// Whether a verdict settles the item.
    pub settled: bool,
}

/// What a table of answers comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswersAssessment {
    pub method: AnswersMethod,
    /// By the text of the item, then of the value.
    pub values: Vec<ValueProbability>,
    /// By the text of the source.
    pub sources: Vec<SourceTrack>,
    /// How often everything was weighed anew.
    pub sweeps: usize,
}

/// What a method finds: a probability for each candidate of each item, and a track for each source.
struct Weighed {
    /// For each row of [`Grid::candidates`].
    probabilities: Vec<f64>,
    /// Labels that nobody gave to an item and that are more than nothing, as (item, value, probability).
    unsaid: Vec<(usize, usize, f64)>,
    sources: Vec<SourceTrack>,
    sweeps: usize,
}

/// Weighs the values that sources give to items against each other; items without an answer have none.
///
/// Verdicts are pairs of item and true value: they fix what the item teaches about its sources.
/// Verdicts on items that nobody answered change nothing.
pub fn assess_answers(tables: &Tables, verdicts: &[(Name, Name)], options: &AnswersOptions) -> AnswersAssessment {
    let grid = Grid::new(tables, verdicts);
    let (method, weighed) = if grid.is_of_labels(MOST_LABELS) {
        (AnswersMethod::Labels, labels::weigh(&grid))
    } else {
        (AnswersMethod::OpenValues, open_values::weigh(&grid, options))
    };
    let values = values_of(&grid, &weighed.probabilities, &weighed.unsaid);
    AnswersAssessment { method, values, sources: weighed.sources, sweeps: weighed.sweeps }
}

/// The share of an item's answers that each value has, in the order of [`AnswersAssessment::values`].
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
        // A value that is settled and that nobody gave has no candidate.
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
