//! A source's track record, by role.
//!
//! The share of its supported claims that proved true, as a Beta distribution: its class as the prior, then its own
//! units, each by the probability of its claim.

use std::collections::BTreeMap;

use statrs::distribution::{Beta, ContinuousCDF as _};

use crate::inference::fit::Fit;
use crate::inference::hyperparameters::SOURCE_PSEUDO_COUNT;
use crate::observations::{NO_DAY, ObservationSet};
use crate::role::Role;
use counterclaim_model::{Reliability, SECS_PER_DAY, year_of};

/// Claims with a verdict that a suggested grade requires.
pub const VERDICTS_FOR_A_LETTER: usize = 5;
/// An interval wider than this gives no suggested grade.
pub const TOO_WIDE_FOR_A_LETTER: f64 = 0.4;
/// The grades, each with the lowest lower end of the interval; below the last it is E.
pub const RELIABILITY_FROM: [(f64, Reliability); 4] =
    [(0.95, Reliability::A), (0.85, Reliability::B), (0.70, Reliability::C), (0.50, Reliability::D)];

/// P(true | the source supports), with its 90 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    pub mean: f64,
    pub low: f64,
    pub high: f64,
    /// Supporting units that it is based on, each by its weight.
    pub supports: f64,
}

/// A claim with a verdict on which the source took a stance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Resolved {
    /// Index of the claim in the observation set.
    pub claim: u32,
    /// Index: supports, denies, doubts.
    pub stance: u8,
    pub is_true: bool,
}

impl Resolved {
    /// Whether the stance agrees with the verdict.
    pub fn was_right(&self) -> bool {
        (self.stance == 0) == self.is_true
    }
}

/// Why no grade from A to E is suggested.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CannotJudge {
    /// The source is the origin of no statement that counts.
    SaysNothing,
    /// Fewer than five of its claims have a verdict.
    FewSettled(usize),
    /// The interval over all roles is too wide.
    TooWide,
}

/// The record of one calendar year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YearRecord {
    pub year: i64,
    pub record: Record,
    /// Units of claims with a verdict, and how many of them agree with it.
    pub settled: usize,
    pub right: usize,
}

/// The track record of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackRecord {
    /// By role, for each role with evidence, and overall.
    pub by_role: Vec<(Role, Record)>,
    pub overall: Option<Record>,
    pub resolved: Vec<Resolved>,
    pub suggested: Reliability,
    /// The reason if `suggested` is F.
    pub cannot_judge: Option<CannotJudge>,
}

impl TrackRecord {
    /// The track record of the origins of merged sources, in the observation set's order.
    pub fn new(observations: &ObservationSet, fit: &Fit, origins: &[usize]) -> Self {
        let mut by_role = Vec::new();
        let mut right = 0.0;
        let mut wrong = 0.0;
        let mut supports = 0.0;
        let mut start_right = 0.0;
        let mut used = 0;
        for role in Role::ALL {
            let units = || {
                let own =
                    origins.iter().flat_map(|origin| observations.units_of_origin(*origin)).map(|unit| *unit as usize);
                own.filter(move |unit| observations.units[*unit].role == role && fit.weights[*unit] > 0.0)
            };
            let count = units().count();
            if count == 0 {
                continue;
            }
            let supporting = || units().filter(|unit| observations.units[*unit].stance == 0);
            let role_right: f64 =
                supporting().map(|unit| fit.weights[unit] * fit.posterior_on_day_of(observations, unit)).sum();
            let weight: f64 = supporting().map(|unit| fit.weights[unit]).sum();
            let start = class_share(observations, fit, origins, role);
            by_role.push((role, record(start, role_right, weight - role_right, weight)));
            right += role_right;
            wrong += weight - role_right;
            supports += weight;
            start_right += start * count as f64;
            used += count;
        }
        let overall = (used > 0).then(|| record(start_right / used as f64, right, wrong, supports));
        let resolved = resolved(observations, fit, origins);
        let (suggested, cannot_judge) = match suggest(overall, &resolved) {
            Ok(letter) => (letter, None),
            Err(reason) => (Reliability::F, Some(reason)),
        };
        Self { by_role, overall, resolved, suggested, cannot_judge }
    }
}

/// How the record of the origins of merged sources changed: each year's own, in ascending order.
///
/// Every year starts from the class of the source, weighted by the roles that the origins took in it. Statements without
/// a day belong to no year.
pub fn by_year(observations: &ObservationSet, fit: &Fit, origins: &[usize]) -> Vec<YearRecord> {
    let mut years: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for unit in origins.iter().flat_map(|origin| observations.units_of_origin(*origin)).map(|unit| *unit as usize) {
        let day = observations.units[unit].stated_day;
        if day != NO_DAY && fit.weights[unit] > 0.0 {
            years.entry(year_of(i64::from(day) * SECS_PER_DAY)).or_default().push(unit);
        }
    }
    let of_year = |(year, units): (i64, Vec<usize>)| {
        let starts = units.iter().map(|unit| class_share(observations, fit, origins, observations.units[*unit].role));
        let start = starts.sum::<f64>() / units.len() as f64;
        let supporting = || units.iter().filter(|unit| observations.units[**unit].stance == 0);
        let weight: f64 = supporting().map(|unit| fit.weights[*unit]).sum();
        let right: f64 =
            supporting().map(|unit| fit.weights[*unit] * fit.posterior_on_day_of(observations, *unit)).sum();
        let resolved = |unit: &usize| {
            let row = &observations.units[*unit];
            let verdict = observations.claims[row.claim as usize].verdict?;
            Some(Resolved { claim: row.claim, stance: row.stance, is_true: verdict.is_true })
        };
        let resolved: Vec<Resolved> = units.iter().filter_map(resolved).collect();
        let right_ones = resolved.iter().filter(|one| one.was_right()).count();
        let record = record(start, right, weight - right, weight);
        YearRecord { year, record, settled: resolved.len(), right: right_ones }
    };
    years.into_iter().map(of_year).collect()
}

/// The grade for the origins of merged sources; skips the rest of their record if it cannot yield one.
pub fn suggested_letter(observations: &ObservationSet, fit: &Fit, origins: &[usize]) -> Reliability {
    if settled_claims(&resolved(observations, fit, origins)) < VERDICTS_FOR_A_LETTER {
        return Reliability::F;
    }
    TrackRecord::new(observations, fit, origins).suggested
}

/// The class's support ratio: P(supports | true) against P(supports | false), at even odds.
fn class_share(observations: &ObservationSet, fit: &Fit, origins: &[usize], role: Role) -> f64 {
    let Some(origin) = origins.first() else { return 0.5 };
    let mean = |truth: usize| fit.tables.class_mean(observations.origins[*origin].class, role, truth, 0);
    let if_false = mean(0);
    let if_true = mean(1);
    if_true / (if_true + if_false)
}

fn record(start: f64, right: f64, wrong: f64, supports: f64) -> Record {
    let alpha = SOURCE_PSEUDO_COUNT * start + right;
    let beta = SOURCE_PSEUDO_COUNT * (1.0 - start) + wrong;
    let bounds = Beta::new(alpha, beta).map_or((0.0, 1.0), |beta| (beta.inverse_cdf(0.05), beta.inverse_cdf(0.95)));
    Record { mean: alpha / (alpha + beta), low: bounds.0, high: bounds.1, supports }
}

fn resolved(observations: &ObservationSet, fit: &Fit, origins: &[usize]) -> Vec<Resolved> {
    let units = origins.iter().flat_map(|origin| observations.units_of_origin(*origin)).map(|unit| *unit as usize);
    let mut resolved: Vec<Resolved> = units
        .filter(|unit| fit.weights[*unit] > 0.0)
        .filter_map(|unit| {
            let row = &observations.units[unit];
            let verdict = observations.claims[row.claim as usize].verdict?;
            Some(Resolved { claim: row.claim, stance: row.stance, is_true: verdict.is_true })
        })
        .collect();
    resolved.sort_by_key(|one| (one.claim, one.stance));
    resolved.dedup();
    resolved
}

/// The claims with a verdict, each once.
fn settled_claims(resolved: &[Resolved]) -> usize {
    let mut claims: Vec<u32> = resolved.iter().map(|one| one.claim).collect();
    claims.dedup();
    claims.len()
}

/// The grade for the lower end of the interval, or why there is none.
fn suggest(overall: Option<Record>, resolved: &[Resolved]) -> Result<Reliability, CannotJudge> {
    let record = overall.ok_or(CannotJudge::SaysNothing)?;
    let settled = settled_claims(resolved);
    if settled < VERDICTS_FOR_A_LETTER {
        return Err(CannotJudge::FewSettled(settled));
    }
    if record.high - record.low > TOO_WIDE_FOR_A_LETTER {
        return Err(CannotJudge::TooWide);
    }
    let reached = RELIABILITY_FROM.into_iter().find(|(from, _)| record.low >= *from);
    Ok(reached.map_or(Reliability::E, |(_, letter)| letter))
}
