//! Hidden copying: pairs of origins that agree more than their own records explain.
//!
//! After Dong, Berti-Équille & Srivastava 2009, with tables in place of accuracies.
//! It can punish honest agreement, so the analyst's word on a pair stands over it.

use rayon::prelude::*;

use super::contest::Contest;
use super::inference::{Fit, sigmoid};
use super::role::Role;
use super::setting::{COPIED, COPY_PRIOR, COPY_SAMPLE, COPY_SHARED};
use crate::model::Independence;

/// Pairs less probable than this are not worth keeping.
const NEGLIGIBLE: f64 = 0.001;

/// How probable it is that two origins depend on each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dependence {
    /// Indices of the origins, the lesser first.
    pub a: u32,
    pub b: u32,
    /// Claims on which both stand.
    pub shared: u32,
    /// Claims on which both take the same stance.
    pub agreed: u32,
    pub probability: f64,
    /// The analyst's word, which stands over the computed probability.
    pub given: Option<Independence>,
}

/// The units of each claim that are compared, in the order in which they were said.
struct Sample {
    start: Vec<u32>,
    units: Vec<u32>,
}

impl Sample {
    /// At most 64 units of a claim, evenly over the order of keys; with `one_each` only the last of each origin.
    fn new(contest: &Contest, weights: &[f64], one_each: bool) -> Self {
        let (mut start, mut units) = (vec![0], Vec::new());
        for claim in 0..contest.claims.len() {
            let mut own: Vec<u32> =
                contest.units_of(claim).filter(|unit| weights[*unit] > 0.0).map(|unit| unit as u32).collect();
            let row = |unit: &u32| &contest.units[*unit as usize];
            if one_each {
                own.sort_by_key(|unit| (row(unit).origin, std::cmp::Reverse((row(unit).day, row(unit).stated_day))));
                own.dedup_by_key(|unit| contest.units[*unit as usize].origin);
            }
            if own.len() > COPY_SAMPLE {
                own = (0..COPY_SAMPLE).map(|at| own[at * own.len() / COPY_SAMPLE]).collect();
            }
            own.sort_by_key(|unit| (row(unit).stated_day, row(unit).origin, *unit));
            units.extend(own);
            start.push(units.len() as u32);
        }
        Self { start, units }
    }

    fn of(&self, claim: usize) -> &[u32] {
        &self.units[self.start[claim] as usize..self.start[claim + 1] as usize]
    }
}

/// What one origin shares with the others, counted up while its claims are gone through.
struct Shared {
    count: Vec<u32>,
    agreed: Vec<u32>,
    ratio: Vec<f64>,
    met: Vec<u32>,
}

/// Finds pairs of origins with at least six claims in common that may depend on each other, by their indices.
pub fn find(contest: &Contest, fit: &Fit) -> Vec<Dependence> {
    let base = contest.base_weights();
    let sample = Sample::new(contest, &base, true);
    let mut claims_of: Vec<Vec<u32>> = vec![Vec::new(); contest.origins.len()];
    for claim in 0..contest.claims.len() {
        let units = sample.of(claim);
        if units.len() > 1 {
            units.iter().for_each(|unit| claims_of[contest.units[*unit as usize].origin as usize].push(claim as u32));
        }
    }
    let means = means(contest, fit, &claims_of);
    let origins = contest.origins.len();
    let scratch =
        || Shared { count: vec![0; origins], agreed: vec![0; origins], ratio: vec![0.0; origins], met: Vec::new() };
    let found: Vec<Vec<Dependence>> = (0..origins)
        .into_par_iter()
        .map_init(scratch, |shared, a| {
            if (claims_of[a].len() as u32) < COPY_SHARED {
                return Vec::new();
            }
            count_shared(contest, &sample, &claims_of[a], a as u32, shared);
            shared.met.sort_unstable();
            let worth: Vec<u32> =
                shared.met.iter().copied().filter(|b| shared.count[*b as usize] >= COPY_SHARED).collect();
            if !worth.is_empty() {
                compare(contest, fit, &means, &sample, &claims_of[a], a as u32, shared);
            }
            let pairs = worth.iter().map(|b| {
                let at = *b as usize;
                let probability = sigmoid(shared.ratio[at] + (COPY_PRIOR / (1.0 - COPY_PRIOR)).ln());
                let (shared, agreed) = (shared.count[at], shared.agreed[at]);
                let given = contest.independence.get(&(a as u32, *b)).copied();
                Dependence { a: a as u32, b: *b, shared, agreed, probability, given }
            });
            let pairs = pairs.filter(|pair| pair.probability >= NEGLIGIBLE || pair.given.is_some()).collect();
            for b in shared.met.drain(..) {
                (shared.count[b as usize], shared.agreed[b as usize], shared.ratio[b as usize]) = (0, 0, 0.0);
            }
            pairs
        })
        .collect();
    let mut found: Vec<Dependence> = found.into_iter().flatten().collect();
    for (pair, given) in &contest.independence {
        if !found.iter().any(|dependence| (dependence.a, dependence.b) == *pair) {
            let (a, b) = *pair;
            found.push(Dependence { a, b, shared: 0, agreed: 0, probability: 0.0, given: Some(*given) });
        }
    }
    found.sort_by_key(|pair| (pair.a, pair.b));
    found
}

/// The weights of units once each counts only for what the earlier ones of its claim and stance did not bring.
pub fn discount(contest: &Contest, dependences: &[Dependence]) -> Vec<f64> {
    let mut weights = contest.base_weights();
    let mut others: Vec<Vec<(u32, f64)>> = vec![Vec::new(); contest.origins.len()];
    for pair in dependences.iter().filter(|pair| pair.effective() >= NEGLIGIBLE) {
        others[pair.a as usize].push((pair.b, pair.effective()));
        others[pair.b as usize].push((pair.a, pair.effective()));
    }
    if others.iter().all(Vec::is_empty) {
        return weights;
    }
    others.iter_mut().for_each(|list| list.sort_by_key(|(other, _)| *other));
    let sample = Sample::new(contest, &weights, false);
    for claim in 0..contest.claims.len() {
        let units = sample.of(claim);
        for (at, unit) in units.iter().enumerate().skip(1) {
            let row = &contest.units[*unit as usize];
            let own = &others[row.origin as usize];
            if own.is_empty() {
                continue;
            }
            let earlier = units[..at].iter().map(|other| &contest.units[*other as usize]);
            let mut left = 1.0;
            for other in earlier.filter(|other| other.stance == row.stance) {
                if let Ok(at) = own.binary_search_by_key(&other.origin, |(origin, _)| *origin) {
                    left *= 1.0 - COPIED * own[at].1;
                }
            }
            let weight = &mut weights[*unit as usize];
            *weight = weight.min(left);
        }
    }
    weights
}

impl Dependence {
    /// The probability that counts: the analyst's word, else the computed one.
    pub fn effective(&self) -> f64 {
        match self.given {
            Some(Independence::Independent) => 0.0,
            Some(Independence::Dependent) => 1.0,
            None => self.probability,
        }
    }
}

fn count_shared(contest: &Contest, sample: &Sample, claims: &[u32], a: u32, shared: &mut Shared) {
    for claim in claims {
        for unit in sample.of(*claim as usize) {
            let b = contest.units[*unit as usize].origin;
            if b > a {
                if shared.count[b as usize] == 0 {
                    shared.met.push(b);
                }
                shared.count[b as usize] += 1;
            }
        }
    }
}

/// Adds up, for the pairs with enough in common, how much better copying explains what both said.
fn compare(
    contest: &Contest,
    fit: &Fit,
    means: &[Option<Box<[[[f64; 3]; 2]; 3]>>],
    sample: &Sample,
    claims: &[u32],
    a: u32,
    shared: &mut Shared,
) {
    for claim in claims {
        let units = sample.of(*claim as usize);
        let Some(own_at) = units.iter().position(|unit| contest.units[*unit as usize].origin == a) else { continue };
        for (at, unit) in units.iter().enumerate() {
            let b = contest.units[*unit as usize].origin;
            if b <= a || shared.count[b as usize] < COPY_SHARED {
                continue;
            }
            let (earlier, later) = if at < own_at { (*unit, units[own_at]) } else { (units[own_at], *unit) };
            let (first, second) = (&contest.units[earlier as usize], &contest.units[later as usize]);
            let (Some(first_means), Some(second_means)) =
                (&means[first.origin as usize], &means[second.origin as usize])
            else {
                continue;
            };
            let truth = fit.unit_truth[later as usize];
            let agree = first.stance == second.stance;
            let (mut independent, mut dependent) = (0.0, 0.0);
            for (k, held) in [1.0 - truth, truth].into_iter().enumerate() {
                let one = first_means[first.role as usize][k][usize::from(first.stance)];
                let other = second_means[second.role as usize][k][usize::from(second.stance)];
                independent += held * one * other;
                dependent += if agree {
                    held * one * (COPIED + (1.0 - COPIED) * other)
                } else {
                    held * one * other * (1.0 - COPIED)
                };
            }
            shared.ratio[b as usize] += (dependent / independent).ln();
            shared.agreed[b as usize] += u32::from(agree);
        }
    }
}

/// The tables of origins that share enough claims to be compared.
fn means(contest: &Contest, fit: &Fit, claims_of: &[Vec<u32>]) -> Vec<Option<Box<[[[f64; 3]; 2]; 3]>>> {
    let of = |origin: usize| {
        let mut cells = [[[0.0; 3]; 2]; 3];
        for role in Role::ALL {
            for (k, row) in cells[role as usize].iter_mut().enumerate() {
                for (stance, cell) in row.iter_mut().enumerate() {
                    *cell = fit.tables.mean(contest, origin, role, k, stance);
                }
            }
        }
        Box::new(cells)
    };
    (0..contest.origins.len())
        .into_par_iter()
        .map(|origin| (claims_of[origin].len() as u32 >= COPY_SHARED).then(|| of(origin)))
        .collect()
}
