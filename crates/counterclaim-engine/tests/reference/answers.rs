//! Answers from a list, and open values.

use std::collections::{BTreeMap, BTreeSet};

use statrs::function::gamma::digamma;

/// What is held of the values of each item, by item and value.
pub type Held = BTreeMap<usize, BTreeMap<usize, f64>>;

/// Answers by item, then by source.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    pub by_item: BTreeMap<usize, BTreeMap<usize, usize>>,
    pub verdicts: BTreeMap<usize, usize>,
    pub finds_copies: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Shown {
    pub scale: f64,
    pub error: f64,
}

const SCALES: [f64; 16] = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 1.0, 1.2];
const ERRORS: [f64; 12] = [0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.14, 0.2, 0.27, 0.35];

impl Answers {
    pub fn values_of(&self, item: usize) -> BTreeSet<usize> {
        self.by_item[&item].values().copied().collect()
    }

    fn values(&self) -> BTreeSet<usize> {
        self.by_item.keys().flat_map(|item| self.values_of(*item)).collect()
    }

    /// At most 50 values, each given to two items or more.
    pub fn are_labels(&self) -> bool {
        let items = |value: &usize| self.by_item.keys().filter(|item| self.values_of(**item).contains(value)).count();
        self.values().len() <= 50 && self.values().iter().all(|value| items(value) >= 2)
    }

    /// The shares of the votes, on all values or on those that were given to the item.
    fn start(&self) -> Held {
        let all = self.are_labels().then(|| self.values());
        let of = |item: usize| {
            let answers = &self.by_item[&item];
            let share =
                |value: usize| answers.values().filter(|other| **other == value).count() as f64 / answers.len() as f64;
            let values = all.clone().unwrap_or_else(|| self.values_of(item));
            values.into_iter().map(|value| (value, share(value))).collect()
        };
        let mut held: Held = self.by_item.keys().map(|item| (*item, of(*item))).collect();
        self.clamp(&mut held);
        held
    }

    fn clamp(&self, held: &mut Held) {
        for (item, truth) in &self.verdicts {
            let values = held.get_mut(item).into_iter().flatten();
            values.for_each(|(value, p)| *p = if value == truth { 1.0 } else { 0.0 });
        }
    }

    /// What is held before scale and common error.
    pub fn weighed(&self) -> Held {
        if self.are_labels() { self.labels() } else { self.open_values() }
    }

    fn labels(&self) -> Held {
        let values: Vec<usize> = self.values().into_iter().collect();
        let k = values.len() as f64;
        let prior = |truth: usize, said: usize| match truth == said {
            _ if values.len() == 1 => 5.0,
            true => 3.5,
            false => 1.5 / (k - 1.0),
        };
        let mut held = self.start();
        for _ in 0..100 {
            // By source, true label and answer.
            let mut counts: BTreeMap<(usize, usize, usize), f64> = BTreeMap::new();
            let mut totals: BTreeMap<(usize, usize), f64> = BTreeMap::new();
            for (item, answers) in &self.by_item {
                for (source, said) in answers {
                    for truth in &values {
                        *counts.entry((*source, *truth, *said)).or_default() += held[item][truth];
                        *totals.entry((*source, *truth)).or_default() += held[item][truth];
                    }
                }
            }
            let share = |truth: usize| digamma(1.0 + held.values().map(|of| of[&truth]).sum::<f64>());
            let shares: BTreeMap<usize, f64> = values.iter().map(|truth| (*truth, share(*truth))).collect();
            let mut next = Held::new();
            for (item, answers) in &self.by_item {
                let log = |truth: usize| {
                    let told = answers.iter().map(|(source, said)| {
                        digamma(prior(truth, *said) + counts[&(*source, truth, *said)])
                            - digamma(5.0 + totals[&(*source, truth)])
                    });
                    shares[&truth] + told.sum::<f64>()
                };
                next.insert(*item, softmax(&values.iter().map(|truth| (*truth, log(*truth))).collect()));
            }
            self.clamp(&mut next);
            let moved = most_moved(&held, &next);
            held = next;
            if moved < 1e-6 {
                break;
            }
        }
        held
    }

    fn open_values(&self) -> Held {
        let mut held = self.start();
        let mut weights: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        let counts = self.answers_by_source();
        let searches = if self.finds_copies && counts.values().any(|count| *count >= 6) { 5 } else { 0 };
        for search in 0..=searches {
            if search > 0 {
                weights = self.weights_by_copies(&held);
            }
            let mut taken = 0;
            for _ in 0..if search < searches { 4 } else { 40 } {
                taken += 1;
                let next = self.open_sweep(&held, &weights);
                let moved = most_moved(&held, &next);
                held = next;
                if moved < 1e-6 {
                    break;
                }
            }
            if search > 0 && taken == 1 {
                break;
            }
        }
        held
    }

    fn answers_by_source(&self) -> BTreeMap<usize, usize> {
        let mut counts = BTreeMap::new();
        self.by_item.values().flat_map(BTreeMap::keys).for_each(|source| *counts.entry(*source).or_default() += 1);
        counts
    }

    /// Right and wrong answers of each source.
    fn tracks(&self, held: &Held) -> BTreeMap<usize, (f64, f64)> {
        let mut tracks = BTreeMap::new();
        for (item, answers) in &self.by_item {
            for (source, value) in answers {
                let track = tracks.entry(*source).or_insert((4.0, 1.5));
                track.0 += held[item][value];
                track.1 += 1.0 - held[item][value];
            }
        }
        tracks
    }

    fn wrong_values(&self, item: usize) -> f64 {
        (self.values_of(item).len() as f64 - 1.0).max(2.0)
    }

    fn open_sweep(&self, held: &Held, weights: &BTreeMap<(usize, usize), f64>) -> Held {
        let tracks = self.tracks(held);
        let mut next = Held::new();
        for (item, answers) in &self.by_item {
            let values = self.values_of(*item);
            let eta = 1.0 / (1.0 + 0.04 * (answers.len() as f64 - 1.0));
            let score = |value: usize| {
                let told = answers.iter().filter(|(_, said)| **said == value).map(|(source, _)| {
                    let p = held[item][&value];
                    let (right, wrong) = tracks[source];
                    let own = digamma(right - p) - digamma(wrong - (1.0 - p)) + self.wrong_values(*item).ln();
                    weights.get(&(*item, *source)).copied().unwrap_or(1.0) * own
                });
                (0.95 / values.len() as f64).ln() + eta * told.sum::<f64>()
            };
            let mut scores: BTreeMap<usize, f64> = values.iter().map(|value| (*value, score(*value))).collect();
            // None of these.
            scores.insert(usize::MAX, 0.05_f64.ln());
            let mut shares = softmax(&scores);
            shares.remove(&usize::MAX);
            next.insert(*item, shares);
        }
        self.clamp(&mut next);
        next
    }

    /// An answer counts 1 / (1 + Σ γδ) over others with its value.
    fn weights_by_copies(&self, held: &Held) -> BTreeMap<(usize, usize), f64> {
        let tracks = self.tracks(held);
        let counts = self.answers_by_source();
        let sources: Vec<usize> =
            counts.into_iter().filter(|(_, count)| *count >= 6).map(|(source, _)| source).collect();
        let mut repeats: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for a in &sources {
            for b in sources.iter().filter(|b| *b > a) {
                let pair = |item: &usize| {
                    let answers = &self.by_item[item];
                    Some((*item, *answers.get(a)?, *answers.get(b)?))
                };
                let shared: Vec<(usize, usize, usize)> = self.by_item.keys().filter_map(pair).collect();
                if shared.len() < 6 {
                    continue;
                }
                let accuracy = |source: &usize| tracks[source].0 / (tracks[source].0 + tracks[source].1);
                let [of_a, of_b] = [accuracy(a), accuracy(b)];
                let mean = f64::midpoint(of_a, of_b);
                let n = shared.iter().map(|(item, ..)| self.wrong_values(*item)).sum::<f64>() / shared.len() as f64;
                let [both_true, both_false] = [of_a * of_b, (1.0 - of_a) * (1.0 - of_b) / n];
                let mut evidence = (0.05_f64 / 0.95).ln();
                for (item, one, other) in &shared {
                    if one == other {
                        let p = held[item][one];
                        evidence += p * ((mean * 0.8 + both_true * 0.2) / both_true).ln();
                        evidence += (1.0 - p) * (((1.0 - mean) * 0.8 + both_false * 0.2) / both_false).ln();
                    } else {
                        evidence += 0.2_f64.ln();
                    }
                }
                let copied = 0.8 / (1.0 + (-evidence).exp());
                for (item, ..) in shared.iter().filter(|(_, one, other)| one == other) {
                    *repeats.entry((*item, *a)).or_default() += copied;
                    *repeats.entry((*item, *b)).or_default() += copied;
                }
            }
        }
        repeats.into_iter().map(|(answer, sum)| (answer, 1.0 / (1.0 + sum))).collect()
    }

    /// Scale and common error: settings below 15 verdicts, fitted in five folds from then on.
    pub fn shown(&self) -> Shown {
        let start =
            if self.are_labels() { Shown { scale: 0.85, error: 0.07 } } else { Shown { scale: 0.7, error: 0.05 } };
        let settled: Vec<usize> = self.verdicts.keys().copied().collect();
        if settled.len() < 15 {
            return start;
        }
        let mut held = Vec::new();
        for fold in 0..5 {
            let out: Vec<usize> = settled.iter().copied().skip(fold).step_by(5).collect();
            let mut without = self.clone();
            out.iter().for_each(|item| _ = without.verdicts.remove(item));
            let weighed = without.weighed();
            held.extend(out.iter().map(|item| (without.outcomes(&weighed, *item), self.verdicts[item])));
        }
        let loss = |shown: Shown| {
            let miss = held.iter().map(|(outcomes, truth)| -outcomes.shown(shown, *truth).max(1e-12).ln());
            miss.sum::<f64>()
                + 8.0 * (shown.scale / start.scale).ln().powi(2)
                + 2.0 * ((shown.error + 0.01) / (start.error + 0.01)).ln().powi(2)
        };
        let mut best = (f64::INFINITY, start);
        for scale in SCALES {
            for error in ERRORS {
                let own = loss(Shown { scale, error });
                if own < best.0 {
                    best = (own, Shown { scale, error });
                }
            }
        }
        best.1
    }

    /// Every outcome of an item: its values, labels that nobody gave it, and for open values "none of these".
    pub fn outcomes(&self, held: &Held, item: usize) -> Outcomes {
        let given = self.values_of(item);
        let listed: BTreeMap<usize, f64> = held[&item]
            .iter()
            .filter(|(value, p)| given.contains(value) || **p >= 5e-7)
            .map(|(value, p)| (*value, *p))
            .collect();
        let count = if self.are_labels() { self.values().len() } else { given.len() + 1 };
        let others = count - listed.len();
        let rest = (1.0 - listed.values().sum::<f64>()).max(0.0);
        Outcomes { listed, each_other: if others > 0 { rest / others as f64 } else { 0.0 }, others }
    }
}

#[derive(Debug)]
pub struct Outcomes {
    pub listed: BTreeMap<usize, f64>,
    /// All that are not listed are equally likely.
    each_other: f64,
    others: usize,
}

impl Outcomes {
    /// (1 − ε) pᵀ / Σ pᵀ + ε / K.
    pub fn shown(&self, shown: Shown, value: usize) -> f64 {
        let power = |p: f64| p.powf(shown.scale);
        let whole = self.listed.values().map(|p| power(*p)).sum::<f64>() + self.others as f64 * power(self.each_other);
        let p = self.listed.get(&value).copied().unwrap_or(self.each_other);
        let p = if p == 0.0 { 0.0 } else { power(p) };
        (1.0 - shown.error) * p / whole + shown.error / (self.listed.len() + self.others) as f64
    }
}

fn softmax(logs: &BTreeMap<usize, f64>) -> BTreeMap<usize, f64> {
    let most = logs.values().fold(f64::NEG_INFINITY, |most, log| most.max(*log));
    let sum: f64 = logs.values().map(|log| (log - most).exp()).sum();
    logs.iter().map(|(value, log)| (*value, (log - most).exp() / sum)).collect()
}

fn most_moved(old: &Held, new: &Held) -> f64 {
    let moved = |(item, values): (&usize, &BTreeMap<usize, f64>)| {
        values.iter().map(|(value, p)| (p - new[item][value]).abs()).fold(0.0, f64::max)
    };
    old.iter().map(moved).fold(0.0, f64::max)
}
