//! Labels: a confusion matrix for each source.
//!
//! Dawid and Skene (1979) in the Bayesian form of Kim and Ghahramani (2012), with variational updates: matrix rows and
//! label shares have Dirichlet priors, and expected logarithms replace logarithms.
//! Only columns of labels that a source uses are stored; the others equal the prior.

use statrs::function::gamma::digamma;

use super::Weighed;
use super::grid::Grid;
use super::track::SourceTrack;

/// Prior probability that a source gives the true label.
const DIAGONAL: f64 = 0.7;

/// Weight of the prior in answers, for each true label.
const PRIOR_WEIGHT: f64 = 5.0;

/// Convergence can be slow: some datasets need a hundred iterations.
const MOST_SWEEPS: usize = 100;

/// Convergence threshold: largest change of a probability.
const STILL: f64 = 1e-6;

/// Counts below this are treated as zero, which saves most of the work on settled items.
const NO_COUNT: f64 = 1e-12;

/// Labels that nobody gave are reported from this probability on: half of what six digits can show.
const LEAST_UNSAID: f64 = 5e-7;

/// Estimates the labels of all items, starting from vote shares.
pub(super) fn weigh(grid: &Grid) -> Weighed {
    let labels = Labels::new(grid);
    let mut probabilities = labels.start(grid);
    let mut sweeps = 0;
    while sweeps < MOST_SWEEPS && !labels.names.is_empty() {
        sweeps += 1;
        let next = labels.sweep(grid, &probabilities);
        let moved = probabilities.iter().zip(&next).fold(0.0_f64, |most, (old, new)| most.max((old - new).abs()));
        probabilities = next;
        if moved < STILL {
            break;
        }
    }
    labels.weighed(grid, &probabilities, sweeps)
}

/// What stays fixed during the iterations.
struct Labels {
    /// The numbers of the values that are labels.
    names: Vec<usize>,
    /// For each value its label, if it is one.
    by_value: Vec<Option<usize>>,
    /// Source and label of each column in use.
    columns: Vec<(usize, usize)>,
    /// For each answer its column.
    column_of: Vec<usize>,
}

impl Labels {
    fn new(grid: &Grid) -> Self {
        let mut is_label = vec![false; grid.values.len()];
        for candidate in &grid.candidates {
            is_label[candidate.value] = true;
        }
        let names: Vec<usize> = (0..is_label.len()).filter(|value| is_label[*value]).collect();
        let mut by_value = vec![None; is_label.len()];
        for (label, value) in names.iter().enumerate() {
            by_value[*value] = Some(label);
        }
        let mut columns: Vec<(usize, usize)> = Vec::new();
        let mut column_of = vec![0; grid.answers.len()];
        let mut by_column: Vec<usize> = (0..grid.answers.len()).collect();
        by_column.sort_by_key(|place| (grid.answers[*place].source, grid.answers[*place].value));
        for place in by_column {
            let answer = &grid.answers[place];
            let column = (answer.source, by_value[answer.value].unwrap_or_default());
            if columns.last() != Some(&column) {
                columns.push(column);
            }
            column_of[place] = columns.len() - 1;
        }
        Self { names, by_value, columns, column_of }
    }

    /// Vote shares, one row of labels for each item.
    fn start(&self, grid: &Grid) -> Vec<f64> {
        let mut rows = vec![0.0; grid.items.len() * self.names.len()];
        for (candidate, share) in grid.candidates.iter().zip(grid.vote_shares()) {
            if let Some(label) = self.by_value[candidate.value] {
                rows[candidate.item * self.names.len() + label] = share;
            }
        }
        self.clamp(grid, &mut rows);
        rows
    }

    /// Fixes items that have a verdict; an item whose verdict is not a label contributes nothing and has no row.
    fn clamp(&self, grid: &Grid, rows: &mut [f64]) {
        for (row, settled) in rows.chunks_exact_mut(self.names.len().max(1)).zip(&grid.settled) {
            if let Some(value) = settled {
                row.fill(0.0);
                if let Some(cell) = self.by_value[*value].and_then(|label| row.get_mut(label)) {
                    *cell = 1.0;
                }
            }
        }
    }

    /// Updates matrices and label shares from the probabilities, then the probabilities from them.
    fn sweep(&self, grid: &Grid, old: &[f64]) -> Vec<f64> {
        let count = self.names.len();
        let weights = self.weights(grid, old);
        let mut shares = vec![1.0; count];
        for row in old.chunks_exact(count) {
            shares.iter_mut().zip(row).for_each(|(share, probability)| *share += probability);
        }
        let shares: Vec<f64> = shares.into_iter().map(digamma).collect();
        let mut rows = Vec::with_capacity(old.len());
        let mut row = vec![0.0; count];
        for item in 0..grid.items.len() {
            row.copy_from_slice(&shares);
            for place in grid.answers_to(item) {
                let column = self.column_of[place] * count;
                row.iter_mut().zip(&weights[column..column + count]).for_each(|(sum, weight)| *sum += weight);
            }
            softmax(&mut row);
            rows.extend_from_slice(&row);
        }
        self.clamp(grid, &mut rows);
        rows
    }

    /// For each column and true label, the expected logarithm of its probability.
    fn weights(&self, grid: &Grid, probabilities: &[f64]) -> Vec<f64> {
        let count = self.names.len();
        let mut counts = vec![0.0; self.columns.len() * count];
        let mut totals = vec![PRIOR_WEIGHT; grid.sources.len() * count];
        for (answer, column) in grid.answers.iter().zip(&self.column_of) {
            let row = &probabilities[answer.item * count..(answer.item + 1) * count];
            let counts = &mut counts[column * count..(column + 1) * count];
            let totals = &mut totals[answer.source * count..(answer.source + 1) * count];
            for ((count, total), probability) in counts.iter_mut().zip(totals).zip(row) {
                *count += probability;
                *total += probability;
            }
        }
        totals.iter_mut().for_each(|total| *total = digamma(*total));
        let prior = [false, true].map(|is_true| prior(count, is_true));
        let bare = prior.map(digamma);
        for ((source, said), counts) in self.columns.iter().zip(counts.chunks_exact_mut(count)) {
            let totals = &totals[source * count..(source + 1) * count];
            for (label, (cell, total)) in counts.iter_mut().zip(totals).enumerate() {
                let which = usize::from(label == *said);
                let expected = if *cell < NO_COUNT { bare[which] } else { digamma(prior[which] + *cell) };
                *cell = expected - total;
            }
        }
        counts
    }

    fn weighed(&self, grid: &Grid, rows: &[f64], sweeps: usize) -> Weighed {
        let count = self.names.len();
        let of = |item: usize, label: usize| rows.get(item * count + label).copied().unwrap_or_default();
        let probabilities = grid
            .candidates
            .iter()
            .map(|candidate| self.by_value[candidate.value].map_or(0.0, |label| of(candidate.item, label)));
        let mut unsaid = Vec::new();
        for item in 0..grid.items.len() {
            let labels = self.names.iter().enumerate();
            let missing = labels.filter(|(_, value)| grid.candidate(item, **value).is_none());
            // A verified value that nobody gave is handled separately.
            let missing = missing.filter(|(_, value)| grid.settled[item] != Some(**value));
            let missing = missing.map(|(label, value)| (item, *value, of(item, label)));
            unsaid.extend(missing.filter(|(.., probability)| *probability >= LEAST_UNSAID));
        }
        let probabilities: Vec<f64> = probabilities.collect();
        let start = [PRIOR_WEIGHT * DIAGONAL, PRIOR_WEIGHT * (1.0 - DIAGONAL)];
        let sources = SourceTrack::all(grid, &probabilities, start);
        Weighed { probabilities, unsaid, sources, sweeps }
    }
}

/// The prior count of one cell of a confusion matrix.
fn prior(labels: usize, is_true: bool) -> f64 {
    match (labels, is_true) {
        (..=1, _) => PRIOR_WEIGHT,
        (_, true) => PRIOR_WEIGHT * DIAGONAL,
        (_, false) => PRIOR_WEIGHT * (1.0 - DIAGONAL) / (labels - 1) as f64,
    }
}

/// Logarithms to probabilities that sum to one.
pub(super) fn softmax(row: &mut [f64]) {
    let most = row.iter().fold(f64::NEG_INFINITY, |most, score| most.max(*score));
    let mut sum = 0.0;
    for score in row.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    row.iter_mut().for_each(|score| *score /= sum);
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterclaim_model::{Names, TableAnswer, TableRows, Tables};

    #[test]
    fn the_first_sweep_is_the_one_done_by_hand() {
        // `s` says x of two items and `t` says y; a verdict says x of the first. The second starts at one half.
        // Counts with the prior (3.5 on the diagonal, 1.5 off it), of `s` saying x: 5 of 6.5 if x is true, 2 of 5.5
        // if y is; of `t` saying y: 3 of 6.5 and 4 of 5.5. Shares of the labels: 1 + 1.5 and 1 + 0.5.
        // With ψ(z + 1) = ψ(z) + 1/z the log-odds of x are 1/1.5 + (1/2 + 1/3 + 1/4) − 1/3 − 2/5.5 = 139/132.
        let mut names = Names::default();
        let [s, t, i, j, x, y] = ["s", "t", "i", "j", "x", "y"].map(|text| names.intern(text));
        let answer = |(source, item, value)| TableAnswer { source, item, value };
        let rows = TableRows::Answers([(s, i, x), (s, j, x), (t, i, y), (t, j, y)].map(answer).to_vec());
        let tables = Tables { names, rows, sources: Vec::new(), propositions: Vec::new(), relations: Vec::new() };
        let grid = Grid::new(&tables, &[(i, x)]);
        let labels = Labels::new(&grid);
        let start = labels.start(&grid);
        assert_eq!(start, [1.0, 0.0, 0.5, 0.5]);
        let swept = labels.sweep(&grid, &start);
        let expected = 1.0 / (1.0 + (-139.0_f64 / 132.0).exp());
        assert_eq!(swept[..2], [1.0, 0.0]);
        assert!((swept[2] - expected).abs() < 1e-12, "{swept:?}");
    }
}
