//! Makes an observation set from plain tables of stances.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::independence::{Carrier, Standing, alike_groups, is_borne_out, set_pools};
use super::order::by_content;
use super::{
    Activity, ItemRelation, ItemVerdict, NO_DAY, Observation, ObservationSet, ObservedItem, ObservedSource, Pool,
    stance_index, weigh,
};
use crate::digest::{SEED, mix, mix_all, mix_text};
use crate::inference::hyperparameters::END_PER_DAY;
use crate::role::{Role, Stakes};
use counterclaim_model::{Name, Reliability, TableProposition, TableSource, TableStatement, Tables};

/// An observation set, and the names of its origins, in the order of what they say, and of its claims, in the order of
/// their texts.
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
    /// The source that the row is of, for an echo that cites the origin directly; else [`NOBODY`].
    carrier: u32,
}

/// Stands for a missing source, side or body.
const NOBODY: u32 = u32::MAX;

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
        let named = by_text(tables, ends.iter().map(|(_, end)| *end).collect());
        let claim_at = places(tables, &claims);
        let origin_at = places(tables, &named);

        let class_text =
            |name: &Name| sources.get(name).and_then(|row| row.class).map(|class| tables.names.text(class));
        let mut rows: Vec<Row> = Vec::with_capacity(statements.len());
        for (row, (cited, end)) in statements.iter().zip(&ends) {
            let Some(stance) = stance_index(row.stance) else { continue };
            let stated_day = row.stated_day.unwrap_or(NO_DAY);
            // Somebody unnamed or of unknown kind who speaks for a body only reports what it says.
            let only_speaks_for = cited != end && !class_text(cited).is_some_and(has_kind);
            let is_own = row.cites.is_none() && !only_speaks_for;
            rows.push(Row {
                claim: claim_at[row.proposition.index()],
                origin: origin_at[end.index()],
                stance,
                is_echo: !is_own,
                stated_day,
                // Nobody knows the day after the one on which it speaks.
                day: match row.as_of_day {
                    Some(day) if is_own && stated_day != NO_DAY => day.min(stated_day),
                    Some(day) => day,
                    None => stated_day,
                },
                carrier: match row.cites {
                    _ if only_speaks_for => cited.index() as u32,
                    Some(cites) if cites == *cited => row.source.index() as u32,
                    _ => NOBODY,
                },
            });
        }
        let changes: Vec<bool> =
            claims.iter().map(|claim| propositions.get(claim).is_some_and(|row| row.is_state)).collect();
        let favours: Vec<Option<Name>> =
            claims.iter().map(|claim| propositions.get(claim).and_then(|row| row.benefits)).collect();
        let side_of = |name: &Name| sources.get(name).and_then(|row| row.side);
        let class_of = |name: &Name| sources.get(name).and_then(|row| row.class).map(|class| tables.names.text(class));
        let is_official = |row: &&&TableSource| -> bool {
            row.class.is_some_and(|class| matches!(tables.names.text(class), "official" | "state_media"))
        };
        // Sides are numbered by their texts, not in the order of the rows.
        let sides = by_text(
            tables,
            sources.values().filter_map(|row| row.side).chain(favours.iter().copied().flatten()).collect(),
        );
        let side_at = places(tables, &sides);
        let side_number = |side: Name| side_at[side.index()];
        let number = |name: Name| name.index() as u32;
        let favoured: Vec<Option<u32>> = favours.iter().map(|side| side.map(side_number)).collect();
        let all_sides =
            sources.values().filter_map(|row| row.side).map(side_number).chain(favoured.iter().copied().flatten());
        let official = sources.values().filter(is_official).filter_map(|row| row.side).map(side_number);
        let stakes = Stakes::new(all_sides, official);
        let by_number: BTreeMap<u32, &TableSource> = sources.values().map(|row| (number(row.source), *row)).collect();
        let reports = |claim: u32, stance: u8, carriers: &[u32]| {
            let favours = favoured[claim as usize];
            let carrier = |at: &u32| {
                let row = by_number.get(at);
                Carrier {
                    is_known: row.and_then(|row| row.class).is_some_and(|class| bears_out(tables.names.text(class))),
                    side: stakes.side(row.and_then(|row| row.side).map(side_number), favours),
                    is_trusted: row.and_then(|row| row.grade).is_some_and(|grade| grade <= Reliability::C),
                }
            };
            let carriers: Vec<Carrier> = carriers.iter().map(carrier).collect();
            is_borne_out(&carriers, favours, stance == 0)
        };
        let mut units = units(rows, |claim| changes[claim as usize], reports);
        let sides: Vec<Option<u32>> = named.iter().map(|name| side_of(name).map(side_number)).collect();
        if uses_roles {
            for unit in &mut units {
                let favours = favoured[unit.claim as usize];
                unit.role = Role::of(stakes.side(sides[unit.origin as usize], favours), favours);
            }
        }
        let named_origins = contest_origins(tables, &named, &sources);
        let alike = alike_groups(named.iter().map(|name| tables.names.text(*name)));
        let standing = |(at, name): (usize, &Name)| Standing {
            is_unnamed: class_of(name) == Some("unnamed"),
            has_kind: class_of(name).is_some_and(has_kind),
            has_grade: named_origins[at].grade.is_some_and(|grade| grade != Reliability::F),
            side: sides[at],
            alike: alike[at].filter(|_| class_of(name) != Some("unnamed")),
        };
        let mut is_settled = vec![false; claims.len()];
        for (claim, _) in verdicts {
            let at = claim_at.get(claim.index()).and_then(|at| is_settled.get_mut(*at as usize));
            at.into_iter().for_each(|is_settled| *is_settled = true);
        }
        let standings: Vec<Standing> = named.iter().enumerate().map(standing).collect();
        set_pools(
            &mut units,
            &standings,
            |claim| favoured[claim as usize],
            |side| stakes.has(side),
            |claim| is_settled[claim as usize],
        );
        for claim in units.chunk_by_mut(|one, other| one.claim == other.claim) {
            let is_state = claim.first().is_some_and(|unit| changes[unit.claim as usize]);
            weigh(claim, is_state);
        }
        let order = by_content(&named_origins, &units);
        let mut place = vec![0; named.len()];
        for (at, origin) in order.origins.iter().enumerate() {
            place[*origin as usize] = at as u32;
        }
        let row = |unit: &u32| {
            let row = units[*unit as usize];
            Observation { origin: place[row.origin as usize], ..row }
        };
        let origins: Vec<Name> = order.origins.iter().map(|at| named[*at as usize]).collect();
        let mut observations = ObservationSet::new(
            order.origins.iter().map(|at| named_origins[*at as usize]).collect(),
            claims.iter().map(|claim| contest_claim(propositions.get(claim).copied())).collect(),
            order.units.iter().map(row).collect(),
        );
        for (claim, is_true) in verdicts {
            if let Some(row) = claim_at.get(claim.index()).and_then(|at| observations.claims.get_mut(*at as usize)) {
                row.verdict = Some(ItemVerdict { is_true: *is_true, day: None });
            }
        }
        let place = |name: Name| claim_at.get(name.index()).copied().filter(|at| *at != u32::MAX);
        let relations = tables.relations.iter();
        observations.relations =
            relations.filter_map(|row| ItemRelation::between(place(row.a)?, row.kind, place(row.b)?)).collect();
        observations.set_relations();
        Self { observations, origins, claims }
    }
}

impl TableObservations {
    /// Lets experience fade: after so many days, counted back from `until_day` or from the latest statement, a statement
    /// counts half in the record of its source.
    pub fn fade(&mut self, half_life_days: u32, until_day: Option<i32>) {
        self.observations.fade(half_life_days, until_day);
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

/// For each row the end of its citations, and the origin: the body that the end speaks for.
fn origins(
    tables: &Tables,
    statements: &[&TableStatement],
    sources: &BTreeMap<Name, &TableSource>,
) -> Vec<(Name, Name)> {
    let ranks = Ranks { tables, statements, sources, by_name: OnceCell::new() };
    let mut cited: BTreeMap<(Name, Name, u8), Name> = BTreeMap::new();
    let key = |source: Name, row: &TableStatement| (source, row.proposition, row.stance as u8);
    for row in statements {
        let Some(cites) = row.cites else { continue };
        // Of several that one source cites, the one that stands first by what it says.
        cited.entry(key(row.source, row)).and_modify(|old| *old = ranks.first(*old, [cites])).or_insert(cites);
    }
    let mut bodies: Vec<Option<Name>> = vec![None; tables.names.len()];
    let mut end = |row: &&TableStatement| {
        let speaker = match row.cites {
            None if cited.is_empty() => row.source,
            None => follow(&ranks, row.source, |at| cited.get(&key(at, row)).copied()),
            Some(cites) => follow(&ranks, cites, |at| cited.get(&key(at, row)).copied()),
        };
        let speaks_for = |at: Name| sources.get(&at).and_then(|source| source.speaks_for);
        (speaker, *bodies[speaker.index()].get_or_insert_with(|| follow(&ranks, speaker, speaks_for)))
    };
    statements.iter().map(&mut end).collect()
}

/// Follows links from name to name to the end; a cycle ends at the member that stands first by what it says.
fn follow(ranks: &Ranks<'_>, start: Name, next: impl Fn(Name) -> Option<Name>) -> Name {
    let mut seen = vec![start];
    let mut at = start;
    while let Some(to) = next(at) {
        if let Some(ring) = seen.iter().position(|name| *name == to) {
            return ranks.first(to, seen[ring..].iter().copied());
        }
        seen.push(to);
        at = to;
    }
    at
}

/// An order of sources that depends on what they say; it is needed only for citations that are circular or differ.
struct Ranks<'a> {
    tables: &'a Tables,
    statements: &'a [&'a TableStatement],
    sources: &'a BTreeMap<Name, &'a TableSource>,
    by_name: OnceCell<BTreeMap<Name, u128>>,
}

impl Ranks<'_> {
    /// The first of some sources; their texts decide between exact twins.
    fn first(&self, one: Name, others: impl IntoIterator<Item = Name>) -> Name {
        let ranks = self.by_name.get_or_init(|| self.ranks());
        let key = |name: Name| (ranks.get(&name).copied(), self.tables.names.text(name));
        others.into_iter().fold(one, |first, other| if key(other) < key(first) { other } else { first })
    }

    fn ranks(&self) -> BTreeMap<Name, u128> {
        let text = |name: Option<Name>| name.map_or("", |name| self.tables.names.text(name));
        let day = |day: Option<i32>| day.map_or(u64::MAX, |day| u64::from(day as u32));
        // The first day of each stance on each proposition: who only repeats a source changes nothing of it.
        let mut first_days: BTreeMap<Name, BTreeMap<u128, u64>> = BTreeMap::new();
        for row in self.statements {
            let digest = mix(mix_text(SEED, text(Some(row.proposition))), row.stance as u64);
            let digest = mix(digest, day(row.as_of_day));
            for name in std::iter::once(row.source).chain(row.cites) {
                let first = first_days.entry(name).or_default().entry(digest).or_insert(u64::MAX);
                *first = (*first).min(day(row.stated_day));
            }
        }
        let digests = |days: BTreeMap<u128, u64>| days.into_iter().map(|(digest, day)| mix(digest, day)).collect();
        let said: BTreeMap<Name, Vec<u128>> =
            first_days.into_iter().map(|(name, days)| (name, digests(days))).collect();
        let of = |(name, said): (Name, Vec<u128>)| {
            let row = self.sources.get(&name);
            let class = mix_text(SEED, text(row.and_then(|row| row.class)));
            let side = mix_text(class, text(row.and_then(|row| row.side)));
            let grade = row.and_then(|row| row.grade).map_or(u64::MAX, |grade| grade as u64);
            (name, mix_all(mix(side, grade), said))
        };
        said.into_iter().map(of).collect()
    }
}

/// Converts rows to units: one for each origin, stance and claim, and for each day if the truth can change.
///
/// An echo takes the day of the origin's latest own row before it, else of its first own row, else of the first echo.
/// `reports` is whether carriers bear out a stance on a claim that the origin itself nowhere takes.
fn units(
    mut rows: Vec<Row>,
    is_state: impl Fn(u32) -> bool,
    reports: impl Fn(u32, u8, &[u32]) -> bool,
) -> Vec<Observation> {
    rows.par_sort_unstable();
    let mut units: Vec<Observation> = Vec::new();
    for group in
        rows.chunk_by(|one, other| (one.claim, one.origin, one.stance) == (other.claim, other.origin, other.stance))
    {
        let Some(first) = group.first() else { continue };
        // The origin's own rows come first.
        let own_rows = group.partition_point(|row| !row.is_echo);
        let is_only_reported = own_rows == 0 && {
            let mut carriers: Vec<u32> = group.iter().map(|row| row.carrier).filter(|at| *at != NOBODY).collect();
            carriers.sort_unstable();
            carriers.dedup();
            !reports(first.claim, first.stance, &carriers)
        };
        let renewed_day = own_rows.checked_sub(1).map_or(first.stated_day, |last| group[last].stated_day);
        let of_day = |day: i32, stated_day: i32| Observation {
            claim: first.claim,
            origin: first.origin,
            stance: first.stance,
            role: Role::Neutral,
            day,
            stated_day,
            renewed_day,
            is_only_reported,
            pool: Pool::Alone,
            alike: None,
            weight: 1.0,
            standing: Activity::Stands,
        };
        if !is_state(first.claim) {
            units.push(of_day(NO_DAY, first_dated(&group[..own_rows.max(1)])));
            continue;
        }
        let mut own: Vec<Row> = group[..own_rows.max(1)].to_vec();
        own.sort_by_key(|row| row.day);
        let by_day = own.chunk_by(|one, other| one.day == other.day);
        units.extend(by_day.filter_map(|rows| Some(of_day(rows.first()?.day, first_dated(rows)))));
    }
    units
}

/// The first day on which some rows were said; rows without a day come last.
fn first_dated(rows: &[Row]) -> i32 {
    let dated = rows.iter().map(|row| row.stated_day).filter(|day| *day != NO_DAY);
    dated.min().unwrap_or(NO_DAY)
}

/// Whether a class of a table says what a source is.
fn has_kind(class: &str) -> bool {
    !matches!(class, "" | "unknown" | "other" | "unnamed")
}

/// Whether the report of a carrier of a class shows that somebody said something.
fn bears_out(class: &str) -> bool {
    has_kind(class) && !matches!(class, "partisan" | "milblogger")
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
        ends_per_day: END_PER_DAY,
        ..ObservedItem::default()
    }
}
