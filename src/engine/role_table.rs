//! What sources of a class, and each source, have said when the truth was one way or the other.
//!
//! A table holds for each role and truth the probabilities of supports, denies and doubts
//! (Dawid & Skene 1979; pooled by class after Paun et al. 2018).

use rayon::prelude::*;

use super::contest::{Contest, ContestUnit};
use super::role::Role;
use super::setting::{CLASS_STRENGTH, GRADE_STRENGTH, SOURCE_STRENGTH, starting_means};
use crate::model::Reliability;

/// Counts or pseudo-counts by role, truth (false, true) and stance.
pub type Cells = [[[f64; 3]; 2]; 3];

const NO_CELLS: Cells = [[[0.0; 3]; 2]; 3];
const STARTING_MEANS: Cells =
    [starting_means(Role::Neutral), starting_means(Role::Serves), starting_means(Role::Hurts)];
/// Origins that one task sums up; fixed, so that sums do not depend on the number of threads.
const CHUNK: usize = 512;

/// Soft counts of every origin and every class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoleTables {
    pub origins: Vec<Cells>,
    pub classes: Vec<Cells>,
}

/// What one unit says, and how sure that is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weighed {
    /// Natural log of P(stance | true) / P(stance | false).
    pub ratio: f64,
    pub variance: f64,
}

impl RoleTables {
    /// Counts the units of each origin, each by the probability that its claim is true or false.
    pub fn count(contest: &Contest, weights: &[f64], truth: &[f64]) -> Self {
        let mut origins = vec![NO_CELLS; contest.origins.len()];
        origins.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, cells)| {
            for (at, cells) in cells.iter_mut().enumerate() {
                for unit in contest.units_of_origin(chunk * CHUNK + at) {
                    let unit = *unit as usize;
                    let row = &contest.units[unit];
                    let (role, stance) = (row.role as usize, usize::from(row.stance));
                    cells[role][0][stance] += weights[unit] * (1.0 - truth[unit]);
                    cells[role][1][stance] += weights[unit] * truth[unit];
                }
            }
        });
        let mut classes = vec![NO_CELLS; contest.class_count];
        for (origin, cells) in contest.origins.iter().zip(&origins) {
            let class = &mut classes[usize::from(origin.class)];
            for (sum, count) in
                class.as_flattened_mut().as_flattened_mut().iter_mut().zip(cells.as_flattened().as_flattened())
            {
                *sum += count;
            }
        }
        Self { origins, classes }
    }

    /// Weighs a unit with its own count left out of its origin's and its class's table.
    ///
    /// `role` is the unit's own, or another to ask what it would weigh in that.
    pub fn weigh(&self, contest: &Contest, unit: &ContestUnit, role: Role, weight: f64, truth: f64) -> Weighed {
        let origin = &contest.origins[unit.origin as usize];
        let own = if role == unit.role { weight } else { 0.0 };
        let mut ratio = 1.0;
        let mut variance = 0.0;
        for (k, own) in [own * (1.0 - truth), own * truth].into_iter().enumerate() {
            let (cell, total) = self.pseudo_count(origin.class, unit.origin, role, k, usize::from(unit.stance), own);
            let (cell, total) = match origin.grade.and_then(exponent) {
                None => (cell, total),
                Some(exponent) => (
                    cell + GRADE_STRENGTH * graded_row(role, k, exponent)[usize::from(unit.stance)],
                    total + GRADE_STRENGTH,
                ),
            };
            let mean = cell / total;
            variance += (1.0 - mean) / (mean * (total + 1.0));
            ratio *= if k == 1 { mean } else { 1.0 / mean };
        }
        Weighed { ratio: ratio.ln(), variance }
    }

    /// The posterior mean of a cell, with everything counted.
    pub fn mean(&self, contest: &Contest, origin: usize, role: Role, truth: usize, stance: usize) -> f64 {
        let row = &contest.origins[origin];
        let (cell, total) = self.pseudo_count(row.class, origin as u32, role, truth, stance, 0.0);
        match row.grade.and_then(exponent) {
            None => cell / total,
            Some(exponent) => {
                (cell + GRADE_STRENGTH * graded_row(role, truth, exponent)[stance]) / (total + GRADE_STRENGTH)
            }
        }
    }

    /// The mean of a cell over a class, with everything counted.
    pub fn class_mean(&self, class: u16, role: Role, truth: usize, stance: usize) -> f64 {
        let row = &self.classes[usize::from(class)][role as usize][truth];
        let start = STARTING_MEANS[role as usize][truth][stance];
        (CLASS_STRENGTH * start + row[stance]) / (CLASS_STRENGTH + row.iter().sum::<f64>())
    }

    /// Pseudo-count of a cell and of its row, without `own`, which is the part that a unit itself has in them.
    fn pseudo_count(&self, class: u16, origin: u32, role: Role, k: usize, stance: usize, own: f64) -> (f64, f64) {
        let class_row = &self.classes[usize::from(class)][role as usize][k];
        let own_row = &self.origins[origin as usize][role as usize][k];
        let start = STARTING_MEANS[role as usize][k][stance];
        let class_total: f64 = class_row.iter().sum();
        let mean = (CLASS_STRENGTH * start + class_row[stance] - own) / (CLASS_STRENGTH + class_total - own);
        let own_total: f64 = own_row.iter().sum();
        (SOURCE_STRENGTH * mean + own_row[stance] - own, SOURCE_STRENGTH + own_total - own)
    }
}

/// How far a grade sharpens (above 1) or flattens the starting means; nothing for a source that cannot be judged.
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

/// The row that a grade speaks for: the starting means drawn apart or together around their middle.
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
