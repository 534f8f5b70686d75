//! Tables and log-odds, updated in turn.

use std::collections::BTreeMap;

use counterclaim_model::{ClaimKind, Reliability};

use crate::chain::{Expected, curve};
use crate::contest::Contest;
use crate::messages::{Message, Relations};
use crate::units::{Pool, Role, Unit, class};

pub const MEANS: [[[f64; 3]; 2]; 3] = [
    [[0.235, 0.515, 0.25], [0.77, 0.11, 0.12]],
    [[0.55, 0.20, 0.25], [0.90, 0.03, 0.07]],
    [[0.012, 0.75, 0.238], [0.30, 0.50, 0.20]],
];

pub fn sigmoid(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

pub fn logit(probability: f64) -> f64 {
    let probability = probability.clamp(1e-9, 1.0 - 1e-9);
    (probability / (1.0 - probability)).ln()
}

/// All that stays fixed while tables and log-odds are updated.
pub struct Inputs<'a> {
    pub contest: &'a Contest,
    pub units: &'a [Unit],
    pub measured: &'a [f64],
    /// The kinds of silence about each claim.
    pub unsaid: &'a [[bool; 3]],
    pub relations: &'a Relations,
    /// What is left of each unit in the record of its origin.
    pub left: &'a [f64],
}

#[derive(Clone, Debug)]
pub struct Settings {
    pub weights: Vec<f64>,
    pub temperature: f64,
    pub shared_error: f64,
    /// Of claims that cannot change, and of those that can.
    pub prior_shift: [f64; 2],
    /// Log-odds of each kind of silence.
    pub silence: [f64; 3],
    /// Claims whose verdict is not used.
    pub held_out: Vec<usize>,
}

#[derive(Clone, Debug)]
pub struct Fit {
    pub settings: Settings,
    pub log_odds: Vec<f64>,
    pub truth: Vec<f64>,
    /// By claim; empty for claims that cannot change.
    pub curves: Vec<Vec<(i32, f64)>>,
    /// What the tables are counted from: by unit, and by claim.
    pub counted: Vec<f64>,
    pub of_claim: Vec<f64>,
    /// What the tables behind `ratio` were counted from.
    pub before: Vec<f64>,
    /// By unit: ℓ and its variance.
    pub ratio: Vec<f64>,
    pub variance: Vec<f64>,
    pub messages: Vec<Message>,
    pub converged: bool,
}

type Counts = BTreeMap<(usize, Role, usize), [f64; 3]>;

/// The counts of origins and classes.
pub struct Tables<'a> {
    inputs: &'a Inputs<'a>,
    origins: BTreeMap<(crate::units::Origin, Role, usize), [f64; 3]>,
    classes: Counts,
}

impl<'a> Tables<'a> {
    pub fn count(inputs: &'a Inputs<'a>, weights: &[f64], counted: &[f64]) -> Self {
        let mut tables = Self { inputs, origins: BTreeMap::new(), classes: BTreeMap::new() };
        let weights = weights.iter().zip(inputs.left).map(|(weight, left)| weight * left);
        for ((unit, weight), truth) in inputs.units.iter().zip(weights).zip(counted) {
            for (k, share) in [(0, 1.0 - truth), (1, *truth)] {
                tables.origins.entry((unit.origin, unit.role, k)).or_default()[unit.stance] += weight * share;
                let class = class(inputs.contest, unit.origin);
                tables.classes.entry((class, unit.role, k)).or_default()[unit.stance] += weight * share;
            }
        }
        tables
    }

    /// The probability of a stance in one row, and Σα of that row, without a count of the unit's own.
    pub fn cell(&self, origin: crate::units::Origin, role: Role, k: usize, stance: usize, own: f64) -> (f64, f64) {
        let start = MEANS[role as usize][k];
        let of_class = self.classes.get(&(class(self.inputs.contest, origin), role, k)).copied().unwrap_or_default();
        let of_origin = self.origins.get(&(origin, role, k)).copied().unwrap_or_default();
        let class_mean = (10.0 * start[stance] + of_class[stance] - own) / (10.0 + of_class.iter().sum::<f64>() - own);
        let mut alpha = 5.0 * class_mean + of_origin[stance] - own;
        let mut total = 5.0 + of_origin.iter().sum::<f64>() - own;
        if let Some(row) = letter_row(self.inputs.contest.sources[origin.0].letter, role, k) {
            alpha += 6.0 * row[stance];
            total += 6.0;
        }
        (alpha / total, total)
    }

    /// ℓ of a unit and its variance; `truth` is what the unit itself was counted with.
    pub fn weigh(&self, unit: &Unit, role: Role, weight: f64, truth: f64) -> (f64, f64) {
        let own = if role == unit.role { [weight * (1.0 - truth), weight * truth] } else { [0.0; 2] };
        let empty = Tables { inputs: self.inputs, origins: BTreeMap::new(), classes: BTreeMap::new() };
        // Who is unknown has the default row and that of a letter.
        let tables = if unit.pool == Pool::NotShown { &empty } else { self };
        let cells = [0, 1].map(|k| tables.cell(unit.origin, role, k, unit.stance, own[k]));
        let variance = cells.map(|(p, total)| ((1.0 - p) / (p * (total + 11.0))).min(1.5));
        (cells[1].0.ln() - cells[0].0.ln(), variance[0] + variance[1])
    }
}

/// The row that a letter stands for.
fn letter_row(letter: Option<Reliability>, role: Role, k: usize) -> Option<[f64; 3]> {
    let power = match letter? {
        Reliability::A => 1.6,
        Reliability::B => 1.25,
        Reliability::C => 1.0,
        Reliability::D => 0.6,
        Reliability::E => 0.25,
        Reliability::F => return None,
    };
    let means = MEANS[role as usize];
    let row = [0, 1, 2].map(|v| {
        let middle = (means[0][v] * means[1][v]).sqrt();
        middle * (means[k][v] / middle).powf(power)
    });
    let sum: f64 = row.iter().sum();
    Some(row.map(|cell| cell / sum))
}

impl Inputs<'_> {
    pub fn is_state(&self, claim: usize) -> bool {
        self.contest.claims[claim].kind == ClaimKind::State
    }

    pub fn units_of(&self, claim: usize) -> Vec<usize> {
        (0..self.units.len()).filter(|unit| self.units[*unit].claim == claim).collect()
    }

    /// Who speaks about a claim with weight, those of one pool as one.
    pub fn voices(&self, claim: usize, weights: &[f64]) -> BTreeMap<Voice, f64> {
        let mut voices = BTreeMap::new();
        for unit in self.units_of(claim).into_iter().filter(|unit| weights[*unit] > 0.0) {
            *voices.entry(self.voice(unit)).or_default() += weights[unit];
        }
        voices
    }

    fn voice(&self, unit: usize) -> Voice {
        match &self.units[unit].pool {
            Pool::Alone => Voice::Origin(self.units[unit].origin),
            pool => Voice::Pool(pool.clone()),
        }
    }

    /// What silence adds to a claim, by kind.
    pub fn silence(&self, claim: usize, settings: &Settings) -> Vec<f64> {
        (0..3).filter(|kind| self.unsaid[claim][*kind]).map(|kind| settings.silence[kind]).collect()
    }

    pub fn speaks(&self, claim: usize, weights: &[f64]) -> bool {
        !self.voices(claim, weights).is_empty() || self.measured[claim] != 0.0
    }

    /// The discount for errors that the voices of a claim share.
    pub fn eta(&self, claim: usize, settings: &Settings) -> f64 {
        let voices = self.voices(claim, &settings.weights).len().max(1) as f64;
        1.0 / (1.0 + settings.shared_error * (voices - 1.0))
    }

    pub fn prior(&self, claim: usize, settings: &Settings) -> f64 {
        let record = &self.contest.claims[claim];
        let start = if self.is_state(claim) && record.is_taking { -0.4 } else { 0.0 };
        let shift = settings.prior_shift[usize::from(self.is_state(claim))];
        settings.temperature * (start + shift) + self.relations.share_of_rival(claim)
    }

    pub fn expected(&self, claim: usize, settings: &Settings) -> Expected {
        let days = if self.contest.claims[claim].is_taking { 180.0 } else { 48.0 };
        Expected { prior: self.prior(claim, settings), ends_per_day: 1.0 / days }
    }
}

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Voice {
    Pool(Pool),
    Origin(crate::units::Origin),
}

/// Where the updates begin: everything at one half, or at what an earlier fit counted.
pub enum Start<'a> {
    Half,
    From(&'a Fit),
}

/// Updates until nothing moves by 1e-6, at most 60 times. With `held`, the tables stay those of another fit.
pub fn fit(inputs: &Inputs<'_>, start: &Start<'_>, settings: Settings, held: Option<&Fit>) -> Fit {
    let claims = inputs.contest.claims.len();
    let (counted, of_claim) = match start {
        Start::Half => (vec![0.5; inputs.units.len()], vec![0.5; claims]),
        Start::From(fit) => (fit.counted.clone(), fit.of_claim.clone()),
    };
    let mut fit = Fit {
        log_odds: vec![0.0; claims],
        truth: of_claim.clone(),
        curves: vec![Vec::new(); claims],
        before: counted.clone(),
        counted,
        of_claim,
        ratio: Vec::new(),
        variance: Vec::new(),
        messages: Vec::new(),
        converged: false,
        settings,
    };
    for _ in 0..60 {
        let before = held.map_or(&fit.counted, |held| &held.counted).clone();
        let tables = Tables::count(inputs, &fit.settings.weights, &before);
        let weigh = |unit: usize| {
            tables.weigh(
                &inputs.units[unit],
                inputs.units[unit].role,
                fit.settings.weights[unit] * inputs.left[unit],
                before[unit],
            )
        };
        let weighed: Vec<(f64, f64)> = (0..inputs.units.len()).map(weigh).collect();
        fit.ratio = weighed.iter().map(|(ratio, _)| *ratio).collect();
        fit.variance = weighed.iter().map(|(_, variance)| *variance).collect();
        fit.messages = inputs.relations.next(inputs, &fit);
        let mut moved = 0.0_f64;
        fit.before = before;
        let mut next = fit.clone();
        for claim in 0..claims {
            update(inputs, &fit, &mut next, claim);
            moved = moved.max((next.of_claim[claim] - fit.of_claim[claim]).abs());
            moved = moved.max((next.truth[claim] - fit.truth[claim]).abs());
        }
        for unit in (0..inputs.units.len()).filter(|unit| inputs.is_state(inputs.units[*unit].claim)) {
            moved = moved.max((next.counted[unit] - fit.counted[unit]).abs());
        }
        fit = next;
        if moved < 1e-6 {
            fit.converged = true;
            break;
        }
    }
    if let Some(held) = held {
        (fit.counted, fit.of_claim) = (held.counted.clone(), held.of_claim.clone());
    }
    fit
}

/// What a unit adds to its claim.
pub fn added(inputs: &Inputs<'_>, fit: &Fit, unit: usize) -> f64 {
    let eta = inputs.eta(inputs.units[unit].claim, &fit.settings);
    fit.settings.temperature * eta * fit.settings.weights[unit] * fit.ratio[unit]
}

/// The evidence on a state claim by day: units, then messages.
pub fn evidence(inputs: &Inputs<'_>, fit: &Fit, claim: usize) -> Vec<(i32, f64)> {
    let day = |unit: usize| inputs.units[unit].day.expect("a unit of a state has a day");
    let units = inputs.units_of(claim).into_iter().map(|unit| (day(unit), added(inputs, fit, unit)));
    let messages = fit.messages.iter().filter(|message| message.to == claim);
    units.chain(messages.map(|message| (message.day, message.value))).collect()
}

fn update(inputs: &Inputs<'_>, fit: &Fit, next: &mut Fit, claim: usize) {
    let units = inputs.units_of(claim);
    let prior = inputs.prior(claim, &fit.settings);
    let silence: f64 = inputs.silence(claim, &fit.settings).iter().sum();
    let verdict = inputs.contest.claims[claim].verdict.filter(|_| !fit.settings.held_out.contains(&claim));
    let fixed = verdict.map(|(is_true, _)| if is_true { 1.0 } else { 0.0 });
    if !inputs.is_state(claim) {
        let said: f64 = units.iter().map(|unit| added(inputs, fit, *unit)).sum();
        let told: f64 = fit.messages.iter().filter(|message| message.to == claim).map(|message| message.value).sum();
        next.log_odds[claim] = prior + said + told + inputs.measured[claim] + silence;
        next.truth[claim] = sigmoid(next.log_odds[claim]);
        // What the unknown say enters nobody's record.
        let unknown = units.iter().filter(|unit| inputs.units[**unit].pool == Pool::NotShown);
        let unknown: f64 = unknown.map(|unit| added(inputs, fit, *unit)).sum();
        next.of_claim[claim] = fixed.unwrap_or(sigmoid(next.log_odds[claim] - unknown));
        units.iter().for_each(|unit| next.counted[*unit] = next.of_claim[claim]);
        return;
    }
    let expected = inputs.expected(claim, &fit.settings);
    let mut evidence = evidence(inputs, fit, claim);
    let shown = curve(expected, &evidence);
    next.log_odds[claim] = shown.last().map_or(prior, |(_, log_odds)| *log_odds) + inputs.measured[claim] + silence;
    next.truth[claim] = sigmoid(next.log_odds[claim]);
    for (unit, piece) in units.iter().zip(&mut evidence) {
        if inputs.units[*unit].pool == Pool::NotShown {
            piece.1 = 0.0;
        }
    }
    let counted = curve(expected, &evidence).last().map_or(prior, |(_, log_odds)| *log_odds);
    next.of_claim[claim] = fixed.unwrap_or(sigmoid(counted + inputs.measured[claim] + silence));
    if let Some((is_true, Some(at))) = verdict {
        evidence.push((at.day, if is_true { 20.0 } else { -20.0 }));
    }
    let settled = curve(expected, &evidence);
    for unit in units {
        let day = inputs.units[unit].day;
        let on_day = settled.iter().find(|(other, _)| Some(*other) == day).map(|(_, log_odds)| sigmoid(*log_odds));
        next.counted[unit] = match verdict {
            Some((is_true, None)) => f64::from(u8::from(is_true)),
            _ => on_day.expect("a curve has every day of its units"),
        };
    }
    next.curves[claim] = shown;
}
