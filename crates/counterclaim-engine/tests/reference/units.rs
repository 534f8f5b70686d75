//! From statements to units, and their weights before any table.

use std::collections::{BTreeMap, BTreeSet};

use counterclaim_model::{ClaimKind, Qualifier, Quantity, Reliability, SourceKind, Stance};

use crate::contest::{Contest, Statement, class_of};

/// An origin: a source, and for an unnamed one its first carrier.
pub type Origin = (usize, Option<usize>);

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Role {
    Neutral,
    Serves,
    Hurts,
}

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Pool {
    Alone,
    NotShown,
    Camp(String),
    Alike(usize),
}

#[derive(Clone, Debug)]
pub struct Unit {
    pub claim: usize,
    pub origin: Origin,
    /// Supports, denies, doubts.
    pub stance: usize,
    pub day: Option<i32>,
    pub said: Option<i32>,
    pub renewed: Option<i32>,
    pub is_reported: bool,
    pub role: Role,
    pub pool: Pool,
    pub alike: Option<usize>,
    pub weight: f64,
}

impl Unit {
    pub fn is_self_serving(&self) -> bool {
        (self.role == Role::Serves && self.stance == 0) || (self.role == Role::Hurts && self.stance > 0)
    }

    pub fn is_against_interest(&self) -> bool {
        (self.role == Role::Hurts && self.stance == 0) || (self.role == Role::Serves && self.stance > 0)
    }
}

#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Choices {
    pub as_of_s: Option<i64>,
    pub uses_roles: bool,
    pub counts_listings: bool,
    pub finds_copies: bool,
    pub counts_silence: bool,
    pub half_life_days: Option<u32>,
}

pub fn is_checkable(kind: ClaimKind) -> bool {
    !matches!(kind, ClaimKind::Judgement | ClaimKind::Intention)
}

fn has_kind(kind: SourceKind) -> bool {
    !matches!(kind, SourceKind::Other | SourceKind::Unnamed)
}

fn is_known_carrier(kind: SourceKind) -> bool {
    has_kind(kind) && kind != SourceKind::Milblogger
}

/// The statements of a claim that count, in order: by time, the shorter chain, the quoted, the key.
pub fn statements_of<'a>(contest: &'a Contest, claim: usize, choices: &Choices) -> Vec<&'a Statement> {
    let known = |row: &&Statement| match (choices.as_of_s, row.said.or(row.published)) {
        (Some(as_of_s), Some(since)) => since.end_s <= as_of_s,
        _ => true,
    };
    let mut rows: Vec<&Statement> = contest.statements.iter().filter(|row| row.claim == claim).filter(known).collect();
    rows.sort_by_key(|row| (row.said.map_or(i64::MAX, |said| said.end_s), row.via.len(), !row.is_quoted, &row.key));
    rows
}

pub fn origin_of(contest: &Contest, row: &Statement) -> Origin {
    let body = contest.body(row.speaker);
    let is_unnamed = contest.sources[body].kind == SourceKind::Unnamed;
    (body, row.via.first().copied().filter(|_| is_unnamed))
}

/// Who heard the origin: the first carrier, or a speaker who is unnamed or of unknown kind and speaks for another.
fn first_carrier(contest: &Contest, row: &Statement) -> Option<usize> {
    let only_speaks_for = !has_kind(contest.sources[row.speaker].kind) && contest.body(row.speaker) != row.speaker;
    if only_speaks_for { Some(row.speaker) } else { row.via.first().copied() }
}

fn stance_of(row: &Statement, choices: &Choices) -> Option<usize> {
    match row.stance {
        Stance::Supports => Some(0),
        Stance::Denies => Some(1),
        Stance::Doubts => Some(2),
        Stance::Unstated if choices.counts_listings => Some(0),
        _ => None,
    }
}

/// The day of a state that a statement is about.
fn day_about(contest: &Contest, row: &Statement) -> Option<i32> {
    let day = row.about.or(row.said).or(row.published)?.day;
    match row.said {
        // Nobody knows the day after the one on which it speaks.
        Some(said) if first_carrier(contest, row).is_none() => Some(day.min(said.day)),
        _ => Some(day),
    }
}

/// All units of all claims, weighed.
pub fn units(contest: &Contest, choices: &Choices) -> Vec<Unit> {
    let mut units = Vec::new();
    for (claim, record) in contest.claims.iter().enumerate() {
        if is_checkable(record.kind) {
            units.extend(units_of(contest, claim, choices));
        }
    }
    set_pools(contest, &mut units);
    for claim in 0..contest.claims.len() {
        let mut own: Vec<&mut Unit> = units.iter_mut().filter(|unit| unit.claim == claim).collect();
        weigh(&mut own, contest.claims[claim].kind == ClaimKind::State);
    }
    units
}

fn units_of(contest: &Contest, claim: usize, choices: &Choices) -> Vec<Unit> {
    let is_state = contest.claims[claim].kind == ClaimKind::State;
    let rows = statements_of(contest, claim, choices);
    let mut groups: BTreeMap<(Origin, usize), Vec<&Statement>> = BTreeMap::new();
    let heard_itself: BTreeSet<Origin> =
        rows.iter().filter(|row| first_carrier(contest, row).is_none()).map(|row| origin_of(contest, row)).collect();
    for row in rows {
        if let Some(stance) = stance_of(row, choices) {
            groups.entry((origin_of(contest, row), stance)).or_default().push(row);
        }
    }
    let mut units = Vec::new();
    for ((origin, stance), rows) in groups {
        if !is_state {
            units.push(unit(contest, choices, claim, origin, stance, None, &rows));
            continue;
        }
        let opens = |row: &&Statement| match first_carrier(contest, row) {
            None => true,
            Some(carrier) => {
                let is_known = is_known_carrier(contest.sources[carrier].kind);
                !heard_itself.contains(&origin) && row.about.is_some() && is_known
            }
        };
        let mut days: BTreeMap<Option<i32>, Vec<&Statement>> = BTreeMap::new();
        for row in rows.iter().copied().filter(opens) {
            days.entry(day_about(contest, row)).or_default().push(row);
        }
        for row in rows.iter().copied().filter(|row| !opens(row)) {
            let day = day_about(contest, row);
            let before = days.keys().filter(|other| other.is_some() && **other <= day).max().copied();
            let at = before.or(days.keys().next().copied()).unwrap_or(day);
            days.entry(at).or_default().push(row);
        }
        for (day, rows) in days {
            units.push(unit(contest, choices, claim, origin, stance, day, &rows));
        }
    }
    units
}

fn unit(
    contest: &Contest,
    choices: &Choices,
    claim: usize,
    origin: Origin,
    stance: usize,
    day: Option<i32>,
    rows: &[&Statement],
) -> Unit {
    let said = rows[0].said.map(|said| said.day);
    let own = rows.iter().filter(|row| first_carrier(contest, row).is_none());
    let renewed = own.map(|row| row.said.map(|said| said.day)).max();
    let carriers: BTreeSet<usize> = rows.iter().filter_map(|row| first_carrier(contest, row)).collect();
    let role = if choices.uses_roles { role_of(contest, origin.0, claim) } else { Role::Neutral };
    Unit {
        claim,
        origin,
        stance,
        day,
        said,
        renewed: renewed.unwrap_or(said),
        is_reported: renewed.is_none() && !is_borne_out(contest, claim, stance, &carriers),
        role,
        pool: Pool::Alone,
        alike: None,
        weight: 1.0,
    }
}

fn role_of(contest: &Contest, source: usize, claim: usize) -> Role {
    match (contest.side_on(source, claim), contest.claims[claim].favours.as_deref()) {
        (Some(side), Some(favours)) if side == favours => Role::Serves,
        (Some(_), Some(_)) => Role::Hurts,
        _ => Role::Neutral,
    }
}

/// Whether carriers show that an origin took a stance.
fn is_borne_out(contest: &Contest, claim: usize, stance: usize, carriers: &BTreeSet<usize>) -> bool {
    let is_known = |carrier: &&usize| is_known_carrier(contest.sources[**carrier].kind);
    let gains = |carrier: &usize| match role_of(contest, *carrier, claim) {
        Role::Neutral => false,
        Role::Serves => stance == 0,
        Role::Hurts => stance > 0,
    };
    let is_trusted = |carrier: &usize| contest.sources[*carrier].letter.is_some_and(|letter| letter <= Reliability::C);
    let sides: BTreeSet<Option<&str>> =
        carriers.iter().filter(is_known).map(|carrier| contest.side_on(*carrier, claim)).collect();
    carriers.iter().any(is_trusted)
        || carriers.iter().filter(is_known).any(|carrier| !gains(carrier))
        || sides.len() > 1
}

/// Which units share a voice.
fn set_pools(contest: &Contest, units: &mut [Unit]) {
    let origins: BTreeSet<Origin> = units.iter().map(|unit| unit.origin).collect();
    let kind = |origin: &Origin| contest.sources[origin.0].kind;
    let kinds_are_recorded = origins.iter().any(|origin| has_kind(kind(origin)));
    let mut settled: BTreeMap<Origin, BTreeSet<usize>> = BTreeMap::new();
    for unit in units.iter().filter(|unit| contest.claims[unit.claim].verdict.is_some()) {
        settled.entry(unit.origin).or_default().insert(unit.claim);
    }
    let has_record = |origin: &Origin| {
        contest.sources[origin.0].letter.is_some_and(|letter| letter != Reliability::F)
            || settled.get(origin).is_some_and(|claims| claims.len() >= 5)
    };
    let groups = alike_groups(contest, &origins);
    for unit in units {
        let source = &contest.sources[unit.origin.0];
        let is_bystander = match (&source.side, &contest.claims[unit.claim].favours) {
            (Some(side), Some(favours)) => side != favours && contest.side_on(unit.origin.0, unit.claim).is_none(),
            _ => false,
        };
        let is_unknown = !has_kind(source.kind) && kinds_are_recorded;
        let is_newcomer = (is_unknown || is_bystander) && !has_record(&unit.origin);
        unit.alike = groups.get(&unit.origin).copied();
        unit.pool = if source.kind == SourceKind::Unnamed || unit.is_reported || is_newcomer {
            Pool::NotShown
        } else {
            match (&source.side, unit.alike) {
                (Some(side), _) if unit.role != Role::Neutral => Pool::Camp(side.clone()),
                (_, Some(group)) => Pool::Alike(group),
                _ => Pool::Alone,
            }
        };
        if unit.is_reported && unit.is_against_interest() {
            unit.role = Role::Neutral;
        }
    }
}

/// Groups of two and more origins whose names share a way of looking, also through a third.
fn alike_groups(contest: &Contest, origins: &BTreeSet<Origin>) -> BTreeMap<Origin, usize> {
    let named = origins.iter().filter(|origin| contest.sources[origin.0].kind != SourceKind::Unnamed);
    let named: Vec<&Origin> = named.filter(|origin| !contest.sources[origin.0].name.trim().is_empty()).collect();
    let mut group: Vec<usize> = (0..named.len()).collect();
    for one in 0..named.len() {
        for other in 0..one {
            let name = |at: usize| contest.sources[named[at].0].name.as_str();
            if counterclaim_model::alike::are_alike(name(one), name(other)) {
                let [from, to] = [group[one], group[other]];
                group.iter_mut().filter(|at| **at == from).for_each(|at| *at = to);
            }
        }
    }
    let size = |at: usize| group.iter().filter(|other| **other == at).count();
    named.iter().zip(&group).filter(|(_, at)| size(**at) > 1).map(|(origin, at)| (**origin, *at)).collect()
}

/// The weights of the units of one claim.
fn weigh(units: &mut [&mut Unit], is_state: bool) {
    if is_state {
        let last = units.iter().filter_map(|unit| unit.day).max().unwrap_or(0);
        units.iter_mut().for_each(|unit| unit.day = Some(unit.day.unwrap_or(last)));
    }
    let origins: BTreeSet<Origin> = units.iter().map(|unit| unit.origin).collect();
    for origin in origins {
        let mut own: Vec<&mut Unit> =
            units.iter_mut().filter(|unit| unit.origin == origin).map(|unit| &mut **unit).collect();
        if own.iter().any(|unit| !unit.is_reported) {
            own.iter_mut().filter(|unit| unit.is_reported).for_each(|unit| unit.weight = 0.0);
            own.retain(|unit| !unit.is_reported);
        }
        if is_state { weigh_days(&mut own) } else { weigh_fixed(&mut own) }
    }
    // Names that look alike share a voice first.
    share(units, |unit| unit.alike.map(Pool::Alike));
    share(units, |unit| Some(unit.pool.clone()).filter(|pool| matches!(pool, Pool::NotShown | Pool::Camp(_))));
}

/// The units of one pool with one stance weigh at most as much as the pool.
fn share(units: &mut [&mut Unit], pool_of: impl Fn(&Unit) -> Option<Pool>) {
    let all: Vec<(Option<Pool>, usize, f64)> =
        units.iter().map(|unit| (pool_of(unit), unit.stance, unit.weight)).collect();
    for unit in units.iter_mut() {
        let pool = pool_of(unit);
        let voices = match pool {
            None | Some(Pool::Alone) => continue,
            Some(Pool::NotShown) => 1.5,
            Some(Pool::Camp(_)) => 2.0,
            Some(Pool::Alike(_)) => 1.0,
        };
        let same = all.iter().filter(|(other, stance, _)| *other == pool && *stance == unit.stance);
        let whole: f64 = same.map(|(_, _, weight)| weight).sum();
        if whole > voices {
            unit.weight *= voices / whole;
        }
    }
}

fn weigh_days(own: &mut [&mut Unit]) {
    own.sort_by_key(|unit| (unit.day, unit.stance));
    let stances: Vec<(Option<i32>, usize)> = own.iter().map(|unit| (unit.day, unit.stance)).collect();
    for (at, unit) in own.iter_mut().enumerate() {
        let is_same = |(_, stance): &&(Option<i32>, usize)| *stance == unit.stance;
        let before = stances[..at].iter().rev().take_while(is_same).count();
        let after = stances[at..].iter().take_while(is_same).count();
        let in_all = stances.iter().filter(is_same).count() as f64;
        unit.weight = f64::min(1.0 / ((before + after) as f64).sqrt(), 2.0 / in_all);
        if unit.stance < 2 && stances.contains(&(unit.day, 1 - unit.stance)) {
            unit.weight = 0.0;
        }
    }
}

fn weigh_fixed(own: &mut [&mut Unit]) {
    let last = own.iter().map(|unit| unit.renewed).max().flatten();
    let said: Vec<(usize, Option<i32>)> = own.iter().map(|unit| (unit.stance, unit.renewed)).collect();
    let at_last: BTreeSet<usize> = said.iter().filter(|(_, day)| *day == last).map(|(stance, _)| *stance).collect();
    for unit in own.iter_mut() {
        if unit.renewed != last || at_last.len() > 1 {
            unit.weight = 0.0;
        } else if unit.stance < 2 && !unit.is_self_serving() && !unit.is_reported {
            // Newly taken after the opposite.
            let is_withdrawn = |(stance, day): &(usize, Option<i32>)| *stance == 1 - unit.stance && *day < unit.said;
            if said.iter().any(is_withdrawn) {
                unit.weight = 1.6;
            }
        }
    }
}

/// The log-odds of a measurement; 0 if there is nothing to compare.
pub fn measured(contest: &Contest, claim: usize, choices: &Choices) -> f64 {
    let Some(way) = contest.claims[claim].places else { return 0.0 };
    let rows = statements_of(contest, claim, choices);
    let numbers = || rows.iter().filter(|row| row.stance == Stance::Supports).flat_map(|row| &row.numbers);
    let km = |unit: &str| match unit {
        "m" => Some(0.001),
        "km" => Some(1.0),
        "mi" | "mile" | "miles" => Some(1.609_344),
        "ft" => Some(0.000_304_8),
        _ => None,
    };
    let is_degrees = |unit: &str| unit.starts_with("deg") || unit == "°";
    let (agrees, left) = match way.quantity {
        Quantity::Distance => {
            let Some((number, scale)) = numbers().find_map(|number| Some((number, km(&number.unit)?))) else {
                return 0.0;
            };
            let mut low = number.low.unwrap_or(f64::NEG_INFINITY) * scale;
            let mut high = number.high.unwrap_or(f64::INFINITY) * scale;
            match number.qualifier {
                Qualifier::Exact => {}
                Qualifier::About => (low, high) = (low - 0.1 * low.abs(), high + 0.1 * high.abs()),
                Qualifier::Over | Qualifier::AtLeast => high = f64::INFINITY,
                Qualifier::Under | Qualifier::AtMost => low = f64::NEG_INFINITY,
            }
            let agrees = way.km - way.blur_km <= high && low <= way.km + way.blur_km;
            let middle = f64::max(way.km, way.blur_km);
            let place = |km: f64| (f64::max(km, 1e-9) / middle).log10().clamp(-1.0, 1.0);
            (agrees, (place(high + way.blur_km) - place(low - way.blur_km)) / 2.0)
        }
        Quantity::Bearing => {
            let Some(number) = numbers().find(|number| is_degrees(&number.unit)) else { return 0.0 };
            let Some(low) = number.low else { return 0.0 };
            let high = number.high.unwrap_or(low);
            let blur = (way.blur_km / f64::max(way.km, way.blur_km)).clamp(0.0, 1.0).asin().to_degrees();
            let middle = f64::midpoint(low, high);
            let turn = |degrees: f64| degrees - 360.0 * (degrees / 360.0).floor();
            let bearing = middle + turn(way.degrees - middle + 180.0) - 180.0;
            (bearing - blur <= high && low <= bearing + blur, (high - low + 2.0 * blur) / 360.0)
        }
    };
    let found = if agrees { (-left.clamp(1e-9, 1.0).ln()).min(3.0) } else { -4.0 };
    if found.abs() < 0.01 { 0.0 } else { found }
}

/// The class of an origin.
pub fn class(contest: &Contest, origin: Origin) -> usize {
    class_of(contest.sources[origin.0].kind)
}
