//! Hidden copying among open values: sources that share mistakes did not find them independently.
//!
//! Every pair of sources with enough items in common is tested. Nothing tells the copy from the original, so within one
//! value of one item an answer counts 1 / (1 + Σ γδ) over the others, whichever they are.
//! For a crowded item only the sources with most answers are compared, so that the work grows linearly with the rows.

use super::grid::Grid;
use super::track::SourceTrack;
use super::value_prior::{START, wrong_values};

/// Pairs with fewer items in common are not tested.
const LEAST_SHARED: u32 = 6;

/// Share of its answers that a copier copies.
const COPIED: f64 = 0.8;

/// Prior probability of copying.
const PRIOR: f64 = 0.05;

/// The most sources of one item that are compared.
const MOST_PER_ITEM: usize = 64;

/// The answers that are compared.
pub(super) struct Copies {
    /// By item, then by source: indices into [`Grid::answers`].
    compared: Vec<usize>,
    /// For each source, its answers as indices into `compared`, and where the answers of the same item end.
    by_source: Vec<Vec<(usize, usize)>>,
}

/// What a pair has in common, accumulated.
#[derive(Clone, Copy, Default)]
struct Shared {
    items: u32,
    /// Expected number of true values in common, of false ones in common, and of different ones.
    both_true: f64,
    both_false: f64,
    different: f64,
    /// Sum over the items of the number of wrong values that a source could give.
    wrong_values: f64,
    /// The remaining weight of the later source's answer.
    kept: f64,
}

impl Copies {
    pub fn new(grid: &Grid) -> Self {
        let mut counts = vec![0_u32; grid.sources.len()];
        for answer in &grid.answers {
            counts[answer.source] += 1;
        }
        let mut compared = Vec::new();
        let mut by_source = vec![Vec::new(); grid.sources.len()];
        for item in 0..grid.items.len() {
            let enough = |place: &usize| counts[grid.answers[*place].source] >= LEAST_SHARED;
            let mut places: Vec<usize> = grid.answers_to(item).filter(enough).collect();
            if places.len() > MOST_PER_ITEM {
                places.sort_by_key(|place| (u32::MAX - counts[grid.answers[*place].source], *place));
                places.truncate(MOST_PER_ITEM);
                places.sort_unstable();
            }
            let start = compared.len();
            let end = compared.len() + places.len();
            for (offset, place) in places.iter().enumerate() {
                by_source[grid.answers[*place].source].push((start + offset, end));
            }
            compared.extend(places);
        }
        Self { compared, by_source }
    }

    pub fn is_empty(&self) -> bool {
        self.compared.is_empty()
    }

    /// The weight of each answer: one, less the more others with the same value it may share its origin with.
    pub fn weights(&self, grid: &Grid, probabilities: &[f64]) -> Vec<f64> {
        let tracks = SourceTrack::all(grid, probabilities, START);
        let mut repeats = vec![0.0; grid.answers.len()];
        let mut shared = vec![Shared::default(); grid.sources.len()];
        let mut touched = Vec::new();
        for (first, track) in tracks.iter().enumerate() {
            self.compare(grid, probabilities, first, &mut shared, &mut touched);
            for source in &touched {
                shared[*source].find_kept(track.accuracy(), tracks[*source].accuracy());
            }
            for (answer, later) in self.later_pairs(first) {
                let other = &grid.answers[later];
                if grid.answers[answer].candidate == other.candidate {
                    let copied = 1.0 - shared[other.source].kept;
                    repeats[answer] += copied;
                    repeats[later] += copied;
                }
            }
            touched.drain(..).for_each(|source: usize| shared[source] = Shared::default());
        }
        repeats.into_iter().map(|repeats| 1.0 / (1.0 + repeats)).collect()
    }

    /// What a source has in common with each later one.
    fn compare(
        &self,
        grid: &Grid,
        probabilities: &[f64],
        first: usize,
        shared: &mut [Shared],
        touched: &mut Vec<usize>,
    ) {
        for (answer, later) in self.later_pairs(first) {
            let answer = &grid.answers[answer];
            let later = &grid.answers[later];
            let pair = &mut shared[later.source];
            if pair.items == 0 {
                touched.push(later.source);
            }
            pair.items += 1;
            pair.wrong_values += wrong_values(grid.candidates_of(answer.item).len());
            if answer.candidate == later.candidate {
                pair.both_true += probabilities[answer.candidate];
                pair.both_false += 1.0 - probabilities[answer.candidate];
            } else {
                pair.different += 1.0;
            }
        }
    }

    /// Each answer of a source paired with each answer of a later source to the same item.
    fn later_pairs(&self, first: usize) -> impl Iterator<Item = (usize, usize)> {
        self.by_source[first].iter().flat_map(move |(place, end)| {
            self.compared[place + 1..*end].iter().map(move |later| (self.compared[*place], *later))
        })
    }
}

impl Shared {
    /// Computes the probability that one of two sources with these accuracies copies the other.
    fn find_kept(&mut self, first: f64, second: f64) {
        self.kept = 1.0;
        if self.items < LEAST_SHARED {
            return;
        }
        let mean = f64::midpoint(first, second);
        let wrong_values = self.wrong_values / f64::from(self.items);
        let both_true = first * second;
        let both_false = (1.0 - first) * (1.0 - second) / wrong_values;
        // How much likelier an agreement is if a share of the answers is copied.
        let lift = |copied: f64, chance: f64| ((copied * COPIED + chance * (1.0 - COPIED)) / chance).ln();
        let evidence = self.both_true * lift(mean, both_true)
            + self.both_false * lift(1.0 - mean, both_false)
            + self.different * (1.0 - COPIED).ln();
        let dependence = 1.0 / (1.0 + (-(evidence + (PRIOR / (1.0 - PRIOR)).ln())).exp());
        self.kept = 1.0 - COPIED * dependence;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_mistakes_in_common_leave_a_fifth_of_the_later_answer() {
        // Accuracies of one half, two wrong values: chance of the same mistake .5 × .5 / 2 = .125, lifted by copying to
        // .5 × .8 + .125 × .2 = .425, so 6 ln 3.4 = 7.342653; with the prior's −2.944439 that is 4.398214.
        // σ(4.398214) = .987850, and 1 − .8 × .987850 = .209720.
        let mut pair = Shared { items: 6, both_false: 6.0, wrong_values: 12.0, ..Shared::default() };
        pair.find_kept(0.5, 0.5);
        assert!((pair.kept - 0.209_720).abs() < 1e-6, "{}", pair.kept);
        let mut few = Shared { items: 5, both_false: 5.0, wrong_values: 10.0, ..Shared::default() };
        few.find_kept(0.5, 0.5);
        assert_eq!(few.kept, 1.0);
    }
}
