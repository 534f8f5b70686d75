//! Hidden copying: pairs of origins that agree more than their own records explain.
//!
//! After Dong, Berti-Équille & Srivastava 2009, with tables in place of accuracies.
//! Honest agreement can be mistaken for copying, so the analyst's judgement of a pair takes precedence.

use rayon::prelude::*;

use crate::inference::fit::Fit;
use crate::inference::hyperparameters::{COPIED, COPY_PRIOR, COPY_SAMPLE, COPY_SHARED};
use crate::log_odds::sigmoid;
use crate::observations::ObservationSet;
use crate::role::Role;
use counterclaim_model::Independence;

/// Pairs below this probability are dropped.
const NEGLIGIBLE: f64 = 0.001;

/// The probability that two origins depend on each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dependence {
    /// Indices of the origins, the smaller first.
    pub a: u32,
    pub b: u32,
    /// Claims on which both took a stance.
    pub shared: u32,
    /// Claims on which both take the same stance.
    pub agreed: u32,
    pub probability: f64,
    /// The analyst's judgement, which overrides the computed probability.
    pub given: Option<Independence>,
}

/// A unit that is compared.
#[derive(Clone, Copy)]
struct Sampled {
    unit: u32,
    origin: u32,
    stance: u8,
}

/// The sampled units of each claim, in the order of their statements.
struct Sample {
    start: Vec<u32>,
    units: Vec<Sampled>,
}

impl Sample {
    /// Samples at most 64 units of a claim, evenly in key order; with `one_each` only the last unit of each origin.
    fn new(observations: &ObservationSet, weights: &[f64], one_each: bool) -> Self {
        let mut start = Vec::with_capacity(observations.claims.len() + 1);
        let mut units: Vec<Sampled> = Vec::with_capacity(observations.units.len());
        let mut own: Vec<(i32, u32, i32, u32)> = Vec::new();
        start.push(0);
        for claim in 0..observations.claims.len() {
            let row = |unit: usize| &observations.units[unit];
            // What nothing shows that an origin said, it did not copy.
            let range =
                observations.units_of(claim).filter(|unit| weights[*unit] > 0.0 && !row(*unit).is_only_reported);
            own.clear();
            own.extend(range.map(|unit| (row(unit).stated_day, row(unit).origin, row(unit).day, unit as u32)));
            if one_each && own.len() > 1 {
                // Units are in the order of their origins: the latest one of each stays.
                own.sort_unstable_by_key(|(stated_day, origin, day, unit)| (*origin, *day, *stated_day, *unit));
                own.reverse();
                own.dedup_by_key(|(_, origin, ..)| *origin);
                own.reverse();
            }
            if own.len() > COPY_SAMPLE {
                let every = |at: usize| own[at * own.len() / COPY_SAMPLE];
                own = (0..COPY_SAMPLE).map(every).collect();
            }
            own.sort_unstable_by_key(|(stated_day, origin, _, unit)| (*stated_day, *origin, *unit));
            units.extend(own.iter().map(|(_, origin, _, unit)| {
                let stance = observations.units[*unit as usize].stance;
                Sampled { unit: *unit, origin: *origin, stance }
            }));
            start.push(units.len() as u32);
        }
        Self { start, units }
    }

    fn of(&self, claim: u32) -> &[Sampled] {
        &self.units[self.start[claim as usize] as usize..self.start[claim as usize + 1] as usize]
    }
}

/// What one origin shares with the others, accumulated over its claims.
struct Shared {
    count: Vec<u32>,
    agreed: Vec<u32>,
    ratio: Vec<f64>,
    met: Vec<u32>,
}

/// A sampled unit's claim and its index among the claim's sampled units.
type Place = (u32, u32);

/// Finds pairs of origins with at least six shared claims that may depend on each other, by their indices.
pub fn find(observations: &ObservationSet, fit: &Fit) -> Vec<Dependence> {
    let sample = Sample::new(observations, &observations.base_weights(), true);
    let mut places: Vec<Vec<Place>> = vec![Vec::new(); observations.origins.len()];
    for claim in 0..observations.claims.len() as u32 {
        let units = sample.of(claim);
        if units.len() > 1 {
            let each = units.iter().enumerate();
            each.for_each(|(at, unit)| places[unit.origin as usize].push((claim, at as u32)));
        }
    }
    let search = Search { observations, fit, sample: &sample, places: &places };
    let origins = observations.origins.len();
    let scratch =
        || Shared { count: vec![0; origins], agreed: vec![0; origins], ratio: vec![0.0; origins], met: Vec::new() };
    let pairs = (0..origins as u32).into_par_iter().map_init(scratch, |shared, a| search.pairs_of(a, shared));
    let mut found: Vec<Dependence> = pairs.collect::<Vec<_>>().into_iter().flatten().collect();
    let is_new = |pair: &(u32, u32)| found.binary_search_by_key(pair, |known| (known.a, known.b)).is_err();
    let words = observations.independence.iter().filter(|(pair, _)| is_new(pair));
    let only_given = |(&(a, b), given): (&(u32, u32), &Independence)| Dependence {
        a,
        b,
        shared: 0,
        agreed: 0,
        probability: 0.0,
        given: Some(*given),
    };
    let only_given: Vec<Dependence> = words.map(only_given).collect();
    found.extend(only_given);
    found.sort_by_key(|pair| (pair.a, pair.b));
    found
}

/// The weights of units when each counts only for what earlier units of its claim and stance, and those of the same day,
/// did not contribute.
pub fn discount(observations: &ObservationSet, dependences: &[Dependence]) -> Vec<f64> {
    let mut weights = observations.base_weights();
    let mut others: Vec<Vec<(u32, f64)>> = vec![Vec::new(); observations.origins.len()];
    for pair in dependences.iter().filter(|pair| pair.effective() >= NEGLIGIBLE) {
        others[pair.a as usize].push((pair.b, pair.effective()));
        others[pair.b as usize].push((pair.a, pair.effective()));
    }
    if others.iter().all(Vec::is_empty) {
        return weights;
    }
    others.iter_mut().for_each(|list| list.sort_by_key(|(other, _)| *other));
    let sample = Sample::new(observations, &weights, false);
    for claim in 0..observations.claims.len() as u32 {
        let units = sample.of(claim);
        for unit in units {
            let own = &others[unit.origin as usize];
            if own.is_empty() {
                continue;
            }
            let stated = |unit: &Sampled| observations.units[unit.unit as usize].stated_day;
            let mut left = 1.0;
            // Nothing tells which of two at the same time is the copy: both count less.
            let mut alongside = 0.0;
            let others = units.iter().filter(|other| other.stance == unit.stance && other.unit != unit.unit);
            for other in others.take_while(|other| stated(other) <= stated(unit)) {
                if let Ok(at) = own.binary_search_by_key(&other.origin, |(origin, _)| *origin) {
                    if stated(other) < stated(unit) {
                        left *= 1.0 - COPIED * own[at].1;
                    } else {
                        alongside += COPIED * own[at].1;
                    }
                }
            }
            left /= 1.0 + alongside;
            let weight = &mut weights[unit.unit as usize];
            // Who copies nothing here keeps its weight, also one above 1.
            if left < 1.0 {
                *weight = weight.min(left);
            }
        }
    }
    weights
}

impl Dependence {
    /// The probability that counts: the analyst's, else the computed one.
    pub fn effective(&self) -> f64 {
        match self.given {
            Some(Independence::Independent) => 0.0,
            Some(Independence::Dependent) => 1.0,
            None => self.probability,
        }
    }
}

struct Search<'a> {
    observations: &'a ObservationSet,
    fit: &'a Fit,
    sample: &'a Sample,
    /// By origin.
    places: &'a [Vec<Place>],
}

impl Search<'_> {
    /// The pairs of an origin with those after it; `shared` is empty before and after the call.
    fn pairs_of(&self, a: u32, shared: &mut Shared) -> Vec<Dependence> {
        let places = &self.places[a as usize];
        if places.len() < COPY_SHARED as usize {
            return Vec::new();
        }
        for (claim, _) in places {
            for other in self.sample.of(*claim).iter().filter(|other| other.origin > a) {
                let count = &mut shared.count[other.origin as usize];
                if *count == 0 {
                    shared.met.push(other.origin);
                }
                *count += 1;
            }
        }
        let mut worth: Vec<u32> =
            shared.met.iter().copied().filter(|b| shared.count[*b as usize] >= COPY_SHARED).collect();
        worth.sort_unstable();
        if !worth.is_empty() {
            self.compare(a, shared);
        }
        let prior = (COPY_PRIOR / (1.0 - COPY_PRIOR)).ln();
        let pair = |b: &u32| {
            let at = *b as usize;
            let given = self.observations.independence.get(&(a, *b)).copied();
            let probability = sigmoid(shared.ratio[at] + prior);
            Dependence { a, b: *b, shared: shared.count[at], agreed: shared.agreed[at], probability, given }
        };
        let found = worth.iter().map(pair).filter(|pair| pair.probability >= NEGLIGIBLE || pair.given.is_some());
        let found = found.collect();
        for b in shared.met.drain(..) {
            shared.count[b as usize] = 0;
            shared.agreed[b as usize] = 0;
            shared.ratio[b as usize] = 0.0;
        }
        found
    }

    /// For pairs with enough in common, adds up how much better copying explains both sets of statements.
    fn compare(&self, a: u32, shared: &mut Shared) {
        let own_means = self.means(a);
        // Look up each other origin's matrix once, then use it for every claim.
        let mut means: Vec<(u32, [[[f64; 2]; 3]; 3])> = Vec::new();
        for b in shared.met.iter().filter(|b| shared.count[**b as usize] >= COPY_SHARED) {
            means.push((*b, self.means(*b)));
        }
        means.sort_unstable_by_key(|(b, _)| *b);
        for (claim, own_at) in &self.places[a as usize] {
            let units = self.sample.of(*claim);
            let own = units[*own_at as usize];
            for (at, other) in units.iter().enumerate() {
                if other.origin <= a || shared.count[other.origin as usize] < COPY_SHARED {
                    continue;
                }
                let Ok(place) = means.binary_search_by_key(&other.origin, |(b, _)| *b) else { continue };
                let of = |unit: &Sampled, means: &[[[f64; 2]; 3]; 3]| {
                    means[self.observations.units[unit.unit as usize].role as usize][usize::from(unit.stance)]
                };
                let own_mean = of(&own, &own_means);
                let other_mean = of(other, &means[place].1);
                let is_later = at > *own_at as usize;
                let (first, second) = if is_later { (own_mean, other_mean) } else { (other_mean, own_mean) };
                let truth = |unit: &Sampled| self.fit.posterior_on_day_of(self.observations, unit.unit as usize);
                let agree = own.stance == other.stance;
                let day = |unit: &Sampled| self.observations.units[unit.unit as usize].stated_day;
                // Nothing tells which of two at the same time is the original.
                let is_even = day(&own) == day(other);
                let original = if is_even {
                    [f64::midpoint(first[0], second[0]), f64::midpoint(first[1], second[1])]
                } else {
                    first
                };
                let truth = if is_even {
                    f64::midpoint(truth(&own), truth(other))
                } else {
                    truth(if is_later { other } else { &own })
                };
                shared.ratio[other.origin as usize] += evidence_of_copying(original, [first, second], truth, agree);
                shared.agreed[other.origin as usize] += u32::from(agree);
            }
        }
    }

    /// The origin's confusion matrix: by role, stance and truth.
    fn means(&self, origin: u32) -> [[[f64; 2]; 3]; 3] {
        let cell = |role, stance| self.fit.tables.mean(self.observations, origin as usize, role, stance);
        Role::ALL.map(|role| [0, 1, 2].map(|stance| cell(role, stance)))
    }
}

/// ln of P(both stances | the second copies the first) / P(both stances | independent).
///
/// All are the probabilities of each stance if the claim is false and if it is true; `original` is that of the one that
/// may have been copied.
fn evidence_of_copying(original: [f64; 2], [first, second]: [[f64; 2]; 2], truth: f64, agree: bool) -> f64 {
    let mut independent = 0.0_f64;
    let mut dependent = 0.0;
    for (k, share) in [1.0 - truth, truth].into_iter().enumerate() {
        let alone = share * first[k] * second[k];
        independent += alone;
        dependent += if agree { COPIED * share * original[k] + (1.0 - COPIED) * alone } else { (1.0 - COPIED) * alone };
    }
    (dependent / independent).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreeing_on_what_is_false_speaks_more_for_copying_than_on_what_is_true() {
        // If true (.75, .75): (.8 · .75 + .2 · .5625) / .5625 = 1.2667; if false (.25, .25): (.2 + .0125) / .0625 = 3.4.
        let on_true = evidence_of_copying([0.25, 0.75], [[0.25, 0.75]; 2], 1.0, true);
        let on_false = evidence_of_copying([0.25, 0.75], [[0.25, 0.75]; 2], 0.0, true);
        assert!((on_true - 1.266_667_f64.ln()).abs() < 1e-6 && (on_false - 3.4_f64.ln()).abs() < 1e-6);
        // Each disagreement subtracts ln 5.
        let different = evidence_of_copying([0.25, 0.75], [[0.25, 0.75], [0.5, 0.12]], 0.4, false);
        assert!((different - 0.2_f64.ln()).abs() < 1e-12);
    }
}
