//! Open values: one accuracy for each source, and a score for each value that at least one source gave.
//!
//! After Dong, Berti-Équille and Srivastava (2009). An answer does not count towards the accuracy that weighs it:
//! otherwise a source with few answers would vouch for itself.

use statrs::function::gamma::digamma;

use super::copies::Copies;
use super::grid::Grid;
use super::labels::softmax;
use super::track::SourceTrack;
use super::value_prior::{START, wrong_values};
use super::{AnswersOptions, Weighed};

/// The probability that none of an item's values is true.
const NONE_TRUE: f64 = 0.05;

/// Discount for errors that answers share.
const SHARED_ERROR: f64 = 0.04;

/// Iterations between two searches for copies.
const SWEEPS_BETWEEN: usize = 4;

/// Searches for copies; the weights of the last one stay.
const MOST_SEARCHES: usize = 5;

/// Iterations after the last search.
const LAST_SWEEPS: usize = 40;

/// Convergence threshold: largest change of a probability.
const STILL: f64 = 1e-6;

/// Estimates all values, starting from vote shares.
pub(super) fn weigh(grid: &Grid, options: &AnswersOptions) -> Weighed {
    let mut probabilities = grid.vote_shares();
    grid.clamp(&mut probabilities);
    let mut weights = vec![1.0; grid.answers.len()];
    let copies = options.with_copies.then(|| Copies::new(grid)).filter(|copies| !copies.is_empty());
    let searches = if copies.is_some() { MOST_SEARCHES } else { 0 };
    let mut sweeps = 0;
    for search in 0..=searches {
        if let Some(copies) = copies.as_ref().filter(|_| search > 0) {
            weights = copies.weights(grid, &probabilities);
        }
        let most = if search < searches { SWEEPS_BETWEEN } else { LAST_SWEEPS };
        let taken = settle(grid, &weights, &mut probabilities, most);
        sweeps += taken;
        // Weights at which nothing changed will come out again.
        if search > 0 && taken == 1 {
            break;
        }
    }
    let sources = SourceTrack::all(grid, &probabilities, START);
    Weighed { probabilities, unsaid: Vec::new(), sources, sweeps }
}

/// Iterates until convergence, at most `most` times; returns the number of iterations.
fn settle(grid: &Grid, weights: &[f64], probabilities: &mut Vec<f64>, most: usize) -> usize {
    for taken in 1..=most {
        let next = sweep(grid, weights, probabilities);
        let moved = probabilities.iter().zip(&next).fold(0.0_f64, |most, (old, new)| most.max((old - new).abs()));
        *probabilities = next;
        if moved < STILL {
            return taken;
        }
    }
    most
}

fn sweep(grid: &Grid, weights: &[f64], old: &[f64]) -> Vec<f64> {
    let tracks = SourceTrack::all(grid, old, START);
    let mut next = vec![0.0; old.len()];
    let mut scores = Vec::new();
    for item in 0..grid.items.len() {
        let candidates = grid.candidates_of(item);
        let answers = grid.answers_to(item);
        let others = wrong_values(candidates.len());
        let shared = 1.0 / (1.0 + SHARED_ERROR * (answers.len().max(1) - 1) as f64);
        scores.clear();
        scores.resize(candidates.len(), ((1.0 - NONE_TRUE) / candidates.len().max(1) as f64).ln());
        for place in answers {
            let answer = &grid.answers[place];
            let track = &tracks[answer.source];
            let own = old[answer.candidate];
            let evidence = digamma(track.right - own) - digamma(track.wrong - (1.0 - own)) + others.ln();
            scores[answer.candidate - candidates.start] += shared * weights[place] * evidence;
        }
        scores.push(NONE_TRUE.ln());
        softmax(&mut scores);
        next[candidates].iter_mut().zip(&scores).for_each(|(probability, score)| *probability = *score);
    }
    grid.clamp(&mut next);
    next
}
