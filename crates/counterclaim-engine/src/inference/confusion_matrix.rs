//! Confusion matrices of sources and source classes.
//!
//! A matrix has, for each role and truth, the counts of supports, denies and doubts
//! (Dawid & Skene 1979; pooled by class after Paun et al. 2018).

use rayon::prelude::*;

use super::hyperparameters::{CELL_VARIANCE, CLASS_PSEUDO_COUNT, GRADE_PSEUDO_COUNT, SOURCE_PSEUDO_COUNT, prior_means};
use crate::observations::ObservationSet;
use crate::role::Role;
use counterclaim_model::Reliability;

/// Soft counts of one origin or class by role: supports, denies, doubts and their sum if false, then if true.
///
/// The row of a role fills one cache line.
pub type Rows = [[f64; 8]; 3];

const EMPTY_ROW: [f64; 8] = [0.0; 8];
const TOTAL: usize = 3;
const IF_TRUE: usize = 4;
const STARTING_MEANS: [[[f64; 3]; 2]; 3] =
    [prior_means(Role::Neutral), prior_means(Role::Serves), prior_means(Role::Hurts)];
/// Origins that one task sums up; fixed, so that sums do not depend on the number of threads.
const CHUNK: usize = 512;

/// Soft counts of every origin and every class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConfusionMatrices {
    pub origins: Vec<Rows>,
    pub classes: Vec<Rows>,
}

/// The evidence of one unit, and its certainty.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LogLikelihoodRatio {
    /// Natural log of P(stance | true) / P(stance | false).
    pub ratio: f64,
    pub variance: f64,
}

/// The cells of an origin's matrix that weigh a unit, and the unit's own share of them.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    pub origin: usize,
    pub role: Role,
    pub stance: usize,
    /// Whether the origin is unknown on the claim: then the default matrix and the letter count, and no record.
    pub is_unknown: bool,
    /// What the unit itself has contributed if the claim is false, and if it is true.
    pub own: [f64; 2],
}

/// A probability as a fraction, and the number of observations that it is based on.
#[derive(Clone, Copy)]
struct Mean {
    over: f64,
    under: f64,
    total: f64,
}

/// The units of an origin, in the order of its claims, as inputs of a sum.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    slot: u32,
    role: u8,
    stance: u8,
    weight: f64,
}

/// The units of all origins, grouped by origin.
pub fn counted(observations: &ObservationSet, weights: &[f64]) -> Vec<Counted> {
    let one = |unit: &u32| {
        let at = *unit as usize;
        let row = &observations.units[at];
        let weight = observations.remembered(at, weights[at]);
        Counted { slot: observations.slot(at) as u32, role: row.role as u8, stance: row.stance, weight }
    };
    (0..observations.origins.len()).flat_map(|origin| observations.units_of_origin(origin)).map(one).collect()
}

impl ConfusionMatrices {
    /// Counts the units of each origin, each by the probability of its claim.
    pub fn count(observations: &ObservationSet, counted: &[Counted], posterior: &[f64]) -> Self {
        let mut origins = vec![Rows::default(); observations.origins.len()];
        origins.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, rows)| {
            for (at, rows) in rows.iter_mut().enumerate() {
                for unit in &counted[observations.range_of_origin(chunk * CHUNK + at)] {
                    let truth = posterior[unit.slot as usize];
                    let row = &mut rows[usize::from(unit.role)];
                    row[usize::from(unit.stance)] += unit.weight * (1.0 - truth);
                    row[IF_TRUE + usize::from(unit.stance)] += unit.weight * truth;
                }
                rows.iter_mut().for_each(set_totals);
            }
        });
        let mut classes = vec![Rows::default(); observations.class_count];
        for (origin, rows) in observations.origins.iter().zip(&origins) {
            let class = classes[usize::from(origin.class)].as_flattened_mut();
            class.iter_mut().zip(rows.as_flattened()).for_each(|(sum, count)| *sum += count);
        }
        classes.iter_mut().flatten().for_each(set_totals);
        Self { origins, classes }
    }

    /// P(stance | true) / P(stance | false), excluding the unit's own count from its origin's and its class's matrix.
    #[inline]
    pub fn ratio(&self, observations: &ObservationSet, cell: Cell) -> f64 {
        let [if_false, if_true] = self.means(observations, cell);
        (if_true.over * if_false.under) / (if_true.under * if_false.over)
    }

    /// The log of the ratio, and its variance, as if the default matrix were as many statements as a class needs.
    pub fn weigh(&self, observations: &ObservationSet, cell: Cell) -> LogLikelihoodRatio {
        let variance = |mean: Mean| {
            let probability = mean.over / mean.under;
            ((1.0 - probability) / (probability * (mean.total + CLASS_PSEUDO_COUNT + 1.0))).min(CELL_VARIANCE)
        };
        let ratio = self.ratio(observations, cell).ln();
        LogLikelihoodRatio { ratio, variance: self.means(observations, cell).map(variance).iter().sum() }
    }

    /// The posterior mean of a cell if the claim is false and if it is true, including all counts.
    pub fn mean(&self, observations: &ObservationSet, origin: usize, role: Role, stance: usize) -> [f64; 2] {
        self.means(observations, Cell { origin, role, stance, is_unknown: false, own: [0.0; 2] })
            .map(|mean| mean.over / mean.under)
    }

    /// The class mean of a cell, including all counts.
    pub fn class_mean(&self, class: u16, role: Role, truth: usize, stance: usize) -> f64 {
        let row = &self.classes[usize::from(class)][role as usize];
        let count = row[truth * IF_TRUE + stance];
        let total = row[truth * IF_TRUE + TOTAL];
        (CLASS_PSEUDO_COUNT * STARTING_MEANS[role as usize][truth][stance] + count) / (CLASS_PSEUDO_COUNT + total)
    }

    #[inline]
    fn means(&self, observations: &ObservationSet, cell: Cell) -> [Mean; 2] {
        let Cell { origin, role, stance, is_unknown, own } = cell;
        let row = &observations.origins[origin];
        let (class_row, own_row) = if is_unknown {
            (&EMPTY_ROW, &EMPTY_ROW)
        } else {
            (&self.classes[usize::from(row.class)][role as usize], &self.origins[origin][role as usize])
        };
        let mean = |k: usize| {
            let at = k * IF_TRUE;
            // The class mean as a fraction, so that a single division remains.
            let over = CLASS_PSEUDO_COUNT * STARTING_MEANS[role as usize][k][stance] + class_row[at + stance] - own[k];
            let under = CLASS_PSEUDO_COUNT + class_row[at + TOTAL] - own[k];
            let mut count = own_row[at + stance] - own[k];
            let mut total = SOURCE_PSEUDO_COUNT + own_row[at + TOTAL] - own[k];
            if let Some(exponent) = row.grade.and_then(exponent) {
                count += GRADE_PSEUDO_COUNT * graded_row(role, k, exponent)[stance];
                total += GRADE_PSEUDO_COUNT;
            }
            Mean { over: SOURCE_PSEUDO_COUNT * over + count * under, under: under * total, total }
        };
        [mean(0), mean(1)]
    }
}

fn set_totals(row: &mut [f64; 8]) {
    row[TOTAL] = row[0] + row[1] + row[2];
    row[IF_TRUE + TOTAL] = row[IF_TRUE] + row[IF_TRUE + 1] + row[IF_TRUE + 2];
}

/// How far a grade sharpens (above 1) or flattens the default matrix; `None` for a source that cannot be judged.
fn exponent(grade: Reliability) -> Option<f64> {
    match grade {
        Reliability::A => Some(1.6),
        Reliability::B => Some(1.25),
        Reliability::C => Some(1.0),
        Reliability::D => Some(0.6),
        Reliability::E => Some(0.25),
        Reliability::F => None,
    }
}

/// The matrix row that a grade implies: the default row, sharpened or flattened around its middle.
fn graded_row(role: Role, k: usize, exponent: f64) -> [f64; 3] {
    let means = &STARTING_MEANS[role as usize];
    let mut row = [0.0; 3];
    for (stance, cell) in row.iter_mut().enumerate() {
        let middle = (means[0][stance] * means[1][stance]).sqrt();
        *cell = middle * (means[k][stance] / middle).powf(exponent);
    }
    let total: f64 = row.iter().sum();
    row.map(|cell| cell / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grade_c_is_the_starting_means_and_a_is_sharper() {
        let plain = graded_row(Role::Neutral, 1, 1.0);
        plain.iter().zip([0.77, 0.11, 0.12]).for_each(|(cell, mean)| assert!((cell - mean).abs() < 1e-12));
        let ratio =
            |exponent: f64| graded_row(Role::Neutral, 1, exponent)[0] / graded_row(Role::Neutral, 0, exponent)[0];
        // .77 / .235 = 3.2766 for C; for A the power 1.6 spreads the rows before they are normalised.
        assert!((ratio(1.0) - 0.77 / 0.235).abs() < 1e-12);
        assert!(ratio(1.6) > 4.5 && ratio(0.25) < 1.4 && ratio(0.25) > 1.0);
    }
}
