//! Makes an observation set from plain tables of stances.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{
    Activity, ItemRelation, ItemVerdict, NO_DAY, Observation, ObservationSet, ObservedItem, ObservedSource,
    stance_index, weigh,
};
use crate::role::Role;
use counterclaim_model::{Name, TableProposition, TableSource, TableStatement, Tables};

/// An observation set, and the names of its origins and claims, which are in the order of their texts.
#[derive(Clone, Debug, Default)]
pub struct TableObservations {
    pub observations: ObservationSet,
    pub origins: Vec<Name>,
    pub claims: Vec<Name>,
}

/// A row with a stance, on its way to a unit.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
struct Row {
    claim: u32,
    origin: u32,
    stance: u8,
    is_echo: bool,
    stated_day: i32,
    day: i32,
}

impl TableObservations {
    /// The observation set of `statements`, the rows of `tables`.
    ///
    /// A row that cites is an echo of the origin at the end of its citations, resolved to the body it speaks for.
    /// `as_of_day` excludes later rows; without `uses_roles`, interests are ignored.
    pub fn new(
        tables: &Tables,
        statements: &[TableStatement],
        verdicts: &[(Name, bool)],
        as_of_day: Option<i32>,
        uses_roles: bool,
    ) -> Self {
        let known = |row: &&TableStatement| as_of_day.is_none_or(|last| row.stated_day.is_none_or(|day| day <= last));
        let statements: Vec<&TableStatement> = statements.iter().filter(known).collect();
        let sources: BTreeMap<Name, &TableSource> = tables.sources.iter().map(|row| (row.source, row)).collect();
        let propositions: BTreeMap<Name, &TableProposition> =
            tables.propositions.iter().map(|row| (row.proposition, row)).collect();
        let ends = origins(tables, &statements, &sources);

        let mut claims: Vec<Name> = statements.iter().map(|row| row.proposition).collect();
        claims.extend(tables.propositions.iter().map(|row| row.proposition));
        let claims = by_text(tables, claims);
        let origins = by_text(tables, ends.clone());
        let claim_at = places(tables, &claims);
        let origin_at = places(tables, &origins);

        let mut rows: Vec<Row> = Vec::with_capacity(statements.len());
        for (row, end) in statements.iter().zip(&ends) {
            let Some(stance) = stance_index(row.stance) else { continue };
            let stated_day = row.stated_day.unwrap_or(NO_DAY);
            rows.push(Row {
                claim: claim_at[row.proposition.index()],
                origin: origin_at[end.index()],
                stance,
                is_echo: row.cites.is_some(),
                stated_day,
                day: row.as_of_day.unwrap_or(stated_day),
            });
        }
        let changes: Vec<bool> =
            claims.iter().map(|claim| propositions.get(claim).is_some_and(|row| row.is_state)).collect();
        let mut units = units(rows, |claim| changes[claim as usize]);
        let favours: Vec<Option<Name>> =
            claims.iter().map(|claim| propositions.get(claim).and_then(|row| row.benefits)).collect();
        let sides: Vec<Option<Name>> =
            origins.iter().map(|origin| sources.get(origin).and_then(|row| row.side)).collect();
        if uses_roles {
            for unit in &mut units {
                unit.role = Role::of(sides[unit.origin as usize], favours[unit.claim as usize]);
            }
        }
        let mut observations = ObservationSet::new(
            contest_origins(tables, &origins, &sources),
            claims.iter().map(|claim| contest_claim(propositions.get(claim).copied())).collect(),
            units,
        );
        for (claim, is_true) in verdicts {
            if let Some(row) = claim_at.get(claim.index()).and_then(|at| observations.claims.get_mut(*at as usize)) {
                row.verdict = Some(ItemVerdict { is_true: *is_true, day: None });
            }
        }
        let place = |name: Name| claim_at.get(name.index()).copied().filter(|at| *at != u32::MAX);
        let relations = tables.relations.iter();
        observations.relations = relations
            .filter_map(|row| Some(ItemRelation { a: place(row.a)?, kind: row.kind, b: place(row.b)? }))
            .collect();
        observations.relations.sort_unstable();
        Self { observations, origins, claims }
    }
}

/// The distinct names in the order of their texts.
fn by_text(tables: &Tables, mut names: Vec<Name>) -> Vec<Name> {
    names.sort_unstable();
    names.dedup();
    names.sort_by(|one, other| tables.names.text(*one).cmp(tables.names.text(*other)));
    names
}

/// The index of each name in a list, by the name's number; `u32::MAX` for names that are not in the list.
fn places(tables: &Tables, list: &[Name]) -> Vec<u32> {
    let mut places = vec![u32::MAX; tables.names.len()];
    for (at, name) in list.iter().enumerate() {
        places[name.index()] = at as u32;
    }
    places
}

/// The origin of each row: the end of its citations, then of `speaks_for`.
fn origins(tables: &Tables, statements: &[&TableStatement], sources: &BTreeMap<Name, &TableSource>) -> Vec<Name> {
    let mut cited: BTreeMap<(Name, Name, u8), Name> = BTreeMap::new();
    let key = |source: Name, row: &TableStatement| (source, row.proposition, row.stance as u8);
    for row in statements {
        if let Some(cites) = row.cites {
            cited.insert(key(row.source, row), cites);
        }
    }
    let mut bodies: Vec<Option<Name>> = vec![None; tables.names.len()];
    let mut end = |row: &&TableStatement| {
        let speaker = if cited.is_empty() {
            row.source
        } else {
            follow(tables, row.source, |at| cited.get(&key(at, row)).copied())
        };
        let speaks_for = |at: Name| sources.get(&at).and_then(|source| source.speaks_for);
        *bodies[speaker.index()].get_or_insert_with(|| follow(tables, speaker, speaks_for))
    };
    statements.iter().map(&mut end).collect()
}

/// Follows links from name to name to the end; a cycle ends at its smallest text.
fn follow(tables: &Tables, start: Name, next: impl Fn(Name) -> Option<Name>) -> Name {
    let mut seen = vec![start];
    let mut at = start;
    while let Some(to) = next(at) {
        if let Some(ring) = seen.iter().position(|name| *name == to) {
            let text = |name: &&Name| tables.names.text(**name);
            return seen[ring..].iter().min_by_key(text).copied().unwrap_or(at);
        }
        seen.push(to);
        at = to;
    }
    at
}

/// Converts rows to units: one for each origin, stance and claim, and for each day if the truth can change.
///
/// An echo takes the day of the origin's latest own row before it, else of its first own row, else of the first echo.
fn units(mut rows: Vec<Row>, is_state: impl Fn(u32) -> bool) -> Vec<Observation> {
    rows.par_sort_unstable();
    let mut units: Vec<Observation> = Vec::new();
    for group in
        rows.chunk_by(|one, other| (one.claim, one.origin, one.stance) == (other.claim, other.origin, other.stance))
    {
        let Some(first) = group.first() else { continue };
        let of_day = |day: i32, stated_day: i32| Observation {
            claim: first.claim,
            origin: first.origin,
            stance: first.stance,
            role: Role::Neutral,
            day,
            stated_day,
            weight: 1.0,
            standing: Activity::Stands,
        };
        if !is_state(first.claim) {
            units.push(of_day(first.day, first.stated_day));
            continue;
        }
        let mut own: Vec<(i32, i32)> = Vec::new();
        for row in group.iter().filter(|row| !row.is_echo || first.is_echo) {
            if first.is_echo && !own.is_empty() {
                break;
            }
            if own.iter().all(|(day, _)| *day != row.day) {
                own.push((row.day, row.stated_day));
            }
        }
        own.sort_unstable();
        units.extend(own.into_iter().map(|(day, stated_day)| of_day(day, stated_day)));
    }
    for claim in units.chunk_by_mut(|one, other| one.claim == other.claim) {
        let changes = claim.first().is_some_and(|unit| is_state(unit.claim));
        weigh(claim, changes);
    }
    units
}

fn contest_origins(tables: &Tables, origins: &[Name], sources: &BTreeMap<Name, &TableSource>) -> Vec<ObservedSource> {
    let class_text = |origin: &Name| {
        sources.get(origin).and_then(|row| row.class).map_or("unknown", |class| tables.names.text(class))
    };
    let mut classes: Vec<&str> = origins.iter().map(class_text).collect();
    classes.sort_unstable();
    classes.dedup();
    let row = |origin: &Name| ObservedSource {
        class: classes.binary_search(&class_text(origin)).unwrap_or(0) as u16,
        grade: sources.get(origin).and_then(|row| row.grade),
    };
    origins.iter().map(row).collect()
}

fn contest_claim(row: Option<&TableProposition>) -> ObservedItem {
    ObservedItem {
        is_state: row.is_some_and(|row| row.is_state),
        prior: row.map_or(0.0, |row| row.prior),
        ..ObservedItem::default()
    }
}
