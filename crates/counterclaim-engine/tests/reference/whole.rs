//! The whole calculation: verdicts, copies, ranges and receipts.

use std::collections::BTreeMap;

use counterclaim_model::{Credibility, Independence};

use crate::chain::{curve, shares};
use crate::contest::Contest;
use crate::messages::{Message, Relations};
use crate::model::{Fit, Inputs, Settings, Start, Tables, added, evidence, fit, logit, sigmoid};
use crate::silence::{SETTINGS, unsaid};
use crate::units::{Choices, Origin, Pool, Unit, is_checkable, measured, units};

/// What a claim comes to.
#[derive(Clone, Debug)]
pub struct Figure {
    pub log_odds: f64,
    pub probability: f64,
    pub low: f64,
    pub high: f64,
    pub is_open: bool,
    pub suggested: Credibility,
    pub baseline: f64,
    /// By unit of the claim.
    pub lines: Vec<(Unit, f64)>,
    pub messages: Vec<(Message, f64)>,
    pub measured: f64,
    pub silence: Vec<f64>,
}

pub struct Whole {
    /// By claim, in the order of the contest; `None` for what cannot be true or false.
    pub figures: Vec<Option<Figure>>,
    pub temperature: f64,
    pub shared_error: f64,
    pub prior_shift: [f64; 2],
    pub silence: [f64; 3],
    /// The held-out probability of each claim with a verdict.
    pub held_out: BTreeMap<usize, f64>,
    /// Pairs of origins, and the probability that they depend on each other.
    pub pairs: BTreeMap<(Origin, Origin), f64>,
    pub converged: bool,
}

pub fn whole(contest: &Contest, choices: &Choices) -> Whole {
    let units = units(contest, choices);
    let relations = Relations::of(contest);
    let is_fixed =
        |claim: usize| if is_checkable(contest.claims[claim].kind) { measured(contest, claim, choices) } else { 0.0 };
    let measured: Vec<f64> = (0..contest.claims.len()).map(is_fixed).collect();
    let unsaid: Vec<[bool; 3]> = (0..contest.claims.len()).map(|claim| unsaid(contest, claim, choices)).collect();
    let until = choices.as_of_s.map(|as_of_s| ((as_of_s - 1).div_euclid(86_400)) as i32);
    let until = until.or(units.iter().filter_map(|unit| unit.said).max());
    let left = |unit: &Unit| match (choices.half_life_days, unit.said, until) {
        (Some(days), Some(said), Some(until)) => 0.5_f64.powf(f64::from((until - said).max(0)) / f64::from(days)),
        _ => 1.0,
    };
    // Who is unknown on a claim earns no record there.
    let left = |unit: &Unit| if unit.pool == Pool::NotShown { 0.0 } else { left(unit) };
    let left: Vec<f64> = units.iter().map(left).collect();
    let inputs =
        Inputs { contest, units: &units, measured: &measured, unsaid: &unsaid, relations: &relations, left: &left };
    let base = Settings {
        weights: units.iter().map(|unit| unit.weight).collect(),
        temperature: 0.7,
        shared_error: 0.04,
        prior_shift: [0.0; 2],
        silence: SETTINGS,
        held_out: Vec::new(),
    };
    let mut now = fit(&inputs, &Start::Half, base.clone(), None);
    let fitted = fitted_to_verdicts(&inputs, &base);
    let shown = |start: &Start<'_>, weights: &[f64]| {
        let first = fit(&inputs, start, Settings { weights: weights.to_vec(), ..base.clone() }, None);
        let Some((found, _)) = &fitted else { return first };
        let settings = Settings { weights: weights.to_vec(), ..found.clone() };
        fit(&inputs, &Start::From(&first), settings, Some(&first))
    };
    if fitted.is_some() {
        now = shown(&Start::From(&now), &base.weights);
    }
    let mut pairs = BTreeMap::new();
    for _ in 0..if choices.finds_copies { 2 } else { 0 } {
        pairs = copying(&inputs, &now);
        let weights = discounted(&inputs, &pairs);
        if weights == now.settings.weights {
            break;
        }
        now = shown(&Start::From(&now), &weights);
    }
    let figure = |claim: usize| is_checkable(contest.claims[claim].kind).then(|| figure(&inputs, &now, claim));
    Whole {
        figures: (0..contest.claims.len()).map(figure).collect(),
        temperature: now.settings.temperature,
        shared_error: now.settings.shared_error,
        prior_shift: now.settings.prior_shift,
        silence: now.settings.silence,
        held_out: fitted.map(|(_, held)| held).unwrap_or_default(),
        pairs,
        converged: now.converged,
    }
}

/// A claim with a verdict, estimated without it: log-odds = T (prior + shift + η said) + rest.
struct Held {
    claim: usize,
    is_state: bool,
    is_true: bool,
    prior: f64,
    said: f64,
    rest: f64,
    voices: f64,
    unsaid: [bool; 3],
}

impl Held {
    fn log_odds(&self, temperature: f64, shared_error: f64, shift: [f64; 2], silence: [f64; 3]) -> f64 {
        let unsaid: f64 = (0..3).filter(|kind| self.unsaid[*kind]).map(|kind| silence[kind]).sum();
        let eta = 1.0 / (1.0 + shared_error * (self.voices - 1.0).max(0.0));
        temperature * (self.prior + shift[usize::from(self.is_state)] + eta * self.said) + self.rest + unsaid
    }

    fn loss(&self, temperature: f64, shared_error: f64, shift: [f64; 2], silence: [f64; 3]) -> f64 {
        let log_odds = self.log_odds(temperature, shared_error, shift, silence);
        let against = if self.is_true { -log_odds } else { log_odds };
        if against > 30.0 { against } else { against.exp().ln_1p() }
    }
}

/// Scale, common error and shifts from 15 verdicts on, with the held-out probabilities.
fn fitted_to_verdicts(inputs: &Inputs<'_>, base: &Settings) -> Option<(Settings, BTreeMap<usize, f64>)> {
    let claims = &inputs.contest.claims;
    let has_verdict = |claim: &usize| claims[*claim].verdict.is_some() && is_checkable(claims[*claim].kind);
    let mut settled: Vec<usize> = (0..claims.len()).filter(has_verdict).collect();
    settled.sort_by_key(|claim| &claims[*claim].key);
    if settled.len() < 15 {
        return None;
    }
    let mut held = Vec::new();
    for fold in 0..10 {
        let out: Vec<usize> = settled.iter().copied().skip(fold).step_by(10).collect();
        let without = fit(inputs, &Start::Half, Settings { held_out: out.clone(), ..base.clone() }, None);
        held.extend(out.into_iter().map(|claim| held_of(inputs, &without, claim)));
    }
    let counts = [false, true].map(|state| held.iter().filter(|one| one.is_state == state).count());
    let mut best = (f64::INFINITY, base.clone());
    for shared_error in [0.0, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1.0] {
        for step in 5..=60 {
            let temperature = f64::from(step) * 0.02;
            let mut loss = 5.0 * (temperature / 0.7).ln().powi(2);
            loss += 0.5 * ((shared_error + 0.02_f64) / 0.17).ln().powi(2);
            let mut prior_shift = [0.0; 2];
            for state in [0, 1] {
                let most = if counts[state] >= 15 { 20 } else { 0 };
                let tried = (-most..=most).map(|step| {
                    let mut shift = [0.0; 2];
                    shift[state] = f64::from(step) * 0.1;
                    let own = held.iter().filter(|one| usize::from(one.is_state) == state);
                    let own: f64 = own.map(|one| one.loss(temperature, shared_error, shift, SETTINGS)).sum();
                    (own + 2.5 * shift[state] * shift[state], shift[state])
                });
                let least = tried.min_by(|one, other| one.0.total_cmp(&other.0)).expect("a shift");
                loss += least.0;
                prior_shift[state] = least.1;
            }
            if loss < best.0 {
                best = (loss, Settings { temperature, shared_error, prior_shift, ..base.clone() });
            }
        }
    }
    let mut found = best.1;
    for kind in (0..3).cycle().take(9).filter(|kind| held.iter().any(|one| one.unsaid[*kind])) {
        let mut least = (f64::INFINITY, 0.0);
        for step in -20..=20 {
            let mut silence = found.silence;
            silence[kind] = f64::from(step) * 0.1;
            let own = held.iter().filter(|one| one.unsaid[kind]);
            let own = own.map(|one| one.loss(found.temperature, found.shared_error, found.prior_shift, silence));
            let loss = own.sum::<f64>() + 2.0 * (silence[kind] - SETTINGS[kind]).powi(2);
            if loss < least.0 {
                least = (loss, silence[kind]);
            }
        }
        found.silence[kind] = least.1;
    }
    let probability =
        |one: &Held| sigmoid(one.log_odds(found.temperature, found.shared_error, found.prior_shift, found.silence));
    let probabilities = held.iter().map(|one| (one.claim, probability(one))).collect();
    Some((found, probabilities))
}

fn held_of(inputs: &Inputs<'_>, fit: &Fit, claim: usize) -> Held {
    let (is_true, at) = inputs.contest.claims[claim].verdict.expect("a verdict");
    let is_state = inputs.is_state(claim);
    // What silence adds is learned last.
    let silence: f64 = inputs.silence(claim, &fit.settings).iter().sum();
    let mut rest = inputs.measured[claim] + inputs.relations.share_of_rival(claim) + silence;
    let mut log_odds = fit.log_odds[claim];
    if is_state {
        // The messages of a state are within its chain.
        if let Some(at) = at {
            let mut days = evidence(inputs, fit, claim);
            days.push((at.day, 0.0));
            let curve = curve(inputs.expected(claim, &fit.settings), &days);
            let point = curve.iter().find(|(day, _)| *day == at.day).expect("the day");
            log_odds = point.1 + inputs.measured[claim] + silence;
        }
    } else {
        rest += fit.messages.iter().filter(|message| message.to == claim).map(|message| message.value).sum::<f64>();
    }
    let prior = (inputs.prior(claim, &fit.settings) - inputs.relations.share_of_rival(claim)) / 0.7;
    let eta = inputs.eta(claim, &fit.settings);
    let said = ((log_odds - rest) / 0.7 - prior) / eta;
    let voices = inputs.voices(claim, &fit.settings.weights).len() as f64;
    let rest = rest - silence;
    Held { claim, is_state, is_true, prior, said, rest, voices, unsaid: inputs.unsaid[claim] }
}

/// The probability of copying for each pair of origins that share six claims, or on which the analyst has a word.
fn copying(inputs: &Inputs<'_>, fit: &Fit) -> BTreeMap<(Origin, Origin), f64> {
    let tables = Tables::count(inputs, &fit.settings.weights, &fit.before);
    // One unit for each origin and claim: the latest.
    let mut latest: BTreeMap<Origin, BTreeMap<usize, usize>> = BTreeMap::new();
    for (at, unit) in inputs.units.iter().enumerate().filter(|(_, unit)| unit.weight > 0.0 && !unit.is_reported) {
        let key = |unit: &Unit| (unit.day, unit.said, unit.stance);
        let slot = latest.entry(unit.origin).or_default().entry(unit.claim).or_insert(at);
        if key(&inputs.units[*slot]) < key(unit) {
            *slot = at;
        }
    }
    let mut found = BTreeMap::new();
    for (a, of_a) in &latest {
        for (b, of_b) in latest.range((std::ops::Bound::Excluded(a), std::ops::Bound::Unbounded)) {
            let shared: Vec<(usize, usize)> =
                of_a.iter().filter_map(|(claim, unit)| Some((*unit, *of_b.get(claim)?))).collect();
            if shared.len() >= 6 {
                let evidence: f64 =
                    shared.iter().map(|(one, other)| evidence_of_copying(inputs, fit, &tables, *one, *other)).sum();
                found.insert((*a, *b), sigmoid(evidence + (0.02_f64 / 0.98).ln()));
            }
        }
    }
    found.retain(|_, probability| *probability >= 0.001);
    let origins: Vec<Origin> = inputs.units.iter().map(|unit| unit.origin).collect();
    for (a, b, word) in &inputs.contest.words {
        for one in origins.iter().filter(|origin| origin.0 == *a) {
            for other in origins.iter().filter(|origin| origin.0 == *b && *origin != one) {
                let probability = if *word == Independence::Dependent { 1.0 } else { 0.0 };
                found.insert((*one.min(other), *one.max(other)), probability);
            }
        }
    }
    found
}

fn evidence_of_copying(inputs: &Inputs<'_>, fit: &Fit, tables: &Tables<'_>, one: usize, other: usize) -> f64 {
    let means = |unit: usize| {
        let row = &inputs.units[unit];
        [0, 1].map(|k| tables.cell(row.origin, row.role, k, row.stance, 0.0).0)
    };
    let [said, said_other] = [inputs.units[one].said, inputs.units[other].said];
    let [mut first, mut later] = [one, other];
    if said > said_other {
        [first, later] = [later, first];
    }
    let mut original = means(first);
    let mut truth = fit.counted[later];
    if said == said_other {
        // Nothing tells which is the copy.
        original = [0, 1].map(|k| f64::midpoint(means(first)[k], means(later)[k]));
        truth = f64::midpoint(fit.counted[first], fit.counted[later]);
    }
    let agree = inputs.units[one].stance == inputs.units[other].stance;
    let (mut independent, mut dependent) = (0.0, 0.0);
    for (k, share) in [1.0 - truth, truth].into_iter().enumerate() {
        let alone = share * means(one)[k] * means(other)[k];
        independent += alone;
        dependent += 0.2 * alone + if agree { 0.8 * share * original[k] } else { 0.0 };
    }
    f64::ln(dependent / independent)
}

fn discounted(inputs: &Inputs<'_>, pairs: &BTreeMap<(Origin, Origin), f64>) -> Vec<f64> {
    let weight = |unit: &Unit| {
        if unit.is_reported {
            return unit.weight;
        }
        let (mut left, mut alongside) = (1.0, 0.0);
        for other in inputs.units.iter().filter(|other| other.claim == unit.claim && other.stance == unit.stance) {
            let pair = (unit.origin.min(other.origin), unit.origin.max(other.origin));
            let Some(copied) = pairs.get(&pair).filter(|_| other.weight > 0.0 && !other.is_reported) else { continue };
            match other.said.cmp(&unit.said) {
                std::cmp::Ordering::Less => left *= 1.0 - 0.8 * copied,
                std::cmp::Ordering::Equal => alongside += 0.8 * copied,
                std::cmp::Ordering::Greater => {}
            }
        }
        let left = left / (1.0 + alongside);
        if left < 1.0 { f64::min(unit.weight, left) } else { unit.weight }
    };
    inputs.units.iter().map(weight).collect()
}

fn own_variance(inputs: &Inputs<'_>, fit: &Fit, claim: usize) -> f64 {
    let scale = fit.settings.temperature * inputs.eta(claim, &fit.settings);
    let of = |unit: usize| (scale * fit.settings.weights[unit]).powi(2) * fit.variance[unit];
    inputs.units_of(claim).into_iter().map(of).sum()
}

fn figure(inputs: &Inputs<'_>, fit: &Fit, claim: usize) -> Figure {
    let is_state = inputs.is_state(claim);
    let units = inputs.units_of(claim);
    let weights = &fit.settings.weights;
    let messages: Vec<Message> = fit.messages.iter().filter(|message| message.to == claim).cloned().collect();
    let measured = inputs.measured[claim];
    let mut values: Vec<f64> = units.iter().map(|unit| added(inputs, fit, *unit)).collect();
    values.extend(messages.iter().map(|message| message.value));
    let silence = inputs.silence(claim, &fit.settings);
    let pro: f64 = values.iter().chain(&silence).chain([&measured]).filter(|value| **value > 0.0).sum();
    let contra: f64 = -values.iter().chain(&silence).chain([&measured]).filter(|value| **value < 0.0).sum::<f64>();
    let eta = inputs.eta(claim, &fit.settings);
    let support: f64 = units.iter().map(|unit| weights[*unit]).sum();
    let agreement = if pro + contra > 0.0 { (pro - contra).abs() / (pro + contra) } else { 0.0 };
    let of_sender = |message: &Message| message.slope.powi(2) * (own_variance(inputs, fit, message.from) + 0.4);
    let conflict = if is_state { 0.0 } else { 0.25 * pro.min(contra).powi(2) };
    let variance = 0.4 / (1.0 + eta * support * agreement)
        + own_variance(inputs, fit, claim)
        + messages.iter().map(of_sender).sum::<f64>()
        + 0.25 * silence.len() as f64
        + conflict;
    let probability = fit.truth[claim];
    let is_open = pro.max(contra) < 0.1;
    let spread = 1.64 * variance.sqrt();
    let low = if is_open { 0.0 } else { sigmoid(logit(probability) - spread).min(probability) };
    let high = if is_open { 1.0 } else { sigmoid(logit(probability) + spread).max(probability) };
    let mut baseline = inputs.prior(claim, &fit.settings);
    if is_state {
        (baseline, values) = shares(inputs.expected(claim, &fit.settings), &evidence(inputs, fit, claim));
    }
    let standing: Vec<usize> = units.iter().copied().filter(|unit| weights[*unit] > 0.0).collect();
    let self_serving = standing.iter().all(|unit| inputs.units[*unit].is_self_serving()) && measured == 0.0;
    let suggested = if is_open || high - low > 0.6 || self_serving {
        Credibility::Six
    } else {
        let two = confirmations(inputs, weights, &standing) >= 2.0;
        match probability {
            p if p >= 0.95 && two => Credibility::One,
            p if p >= 0.80 => Credibility::Two,
            p if p >= 0.45 => Credibility::Three,
            p if p >= 0.20 => Credibility::Four,
            _ => Credibility::Five,
        }
    };
    let told = values.split_off(units.len());
    Figure {
        log_odds: fit.log_odds[claim],
        probability: if is_open { 0.5 } else { probability },
        low,
        high,
        is_open,
        suggested,
        baseline,
        lines: units.iter().map(|unit| inputs.units[*unit].clone()).zip(values).collect(),
        messages: messages.into_iter().zip(told).collect(),
        measured,
        silence,
    }
}

/// How many independent origins support a claim.
fn confirmations(inputs: &Inputs<'_>, weights: &[f64], standing: &[usize]) -> f64 {
    let mut voices: BTreeMap<(Pool, Option<Origin>), f64> = BTreeMap::new();
    for unit in standing.iter().filter(|unit| inputs.units[**unit].stance == 0) {
        let row = &inputs.units[*unit];
        let alone = (row.pool == Pool::Alone).then_some(row.origin);
        *voices.entry((row.pool.clone(), alone)).or_default() += weights[*unit];
    }
    let most = |pool: &Pool| if *pool == Pool::NotShown { 0.0 } else { 1.0 };
    voices.iter().map(|((pool, _), weight)| f64::min(*weight, most(pool))).sum()
}
