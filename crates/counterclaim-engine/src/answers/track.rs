//! Track record: how often a source was right, estimated from its answers.

use statrs::function::beta::inv_beta_reg;

use super::grid::Grid;
use counterclaim_model::Name;

/// A source's accuracy as a Beta distribution: the prior counts plus right and wrong answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SourceTrack {
    pub source: Name,
    /// How many items it answered.
    pub answers: u32,
    /// How many of them have a verdict.
    pub settled: u32,
    /// Right answers, each counted by its probability, plus the prior count.
    pub right: f64,
    /// Wrong answers, counted the same way.
    pub wrong: f64,
}

impl SourceTrack {
    /// The track records of all sources, from the candidates' probabilities and the prior counts of right and wrong.
    pub(super) fn all(grid: &Grid, probabilities: &[f64], [right, wrong]: [f64; 2]) -> Vec<Self> {
        let empty = |source: &Name| Self { source: *source, answers: 0, settled: 0, right, wrong };
        let mut tracks: Vec<Self> = grid.sources.iter().map(empty).collect();
        for answer in &grid.answers {
            let track = &mut tracks[answer.source];
            let probability = probabilities[answer.candidate];
            track.answers += 1;
            track.settled += u32::from(grid.settled[answer.item].is_some());
            track.right += probability;
            track.wrong += 1.0 - probability;
        }
        tracks
    }

    /// The expected share of right answers.
    pub fn accuracy(&self) -> f64 {
        self.right / (self.right + self.wrong)
    }

    /// The bounds of the 90 % interval.
    pub fn interval(&self) -> [f64; 2] {
        [0.05, 0.95].map(|bound| inv_beta_reg(self.right, self.wrong, bound))
    }
}
