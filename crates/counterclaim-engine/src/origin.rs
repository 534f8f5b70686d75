//! Resolves the origin of a chain of republication: origins are counted, not articles.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};

use crate::day::last_day;
use crate::identity::{Identities, bears_out};
use crate::options::Options;
use counterclaim_model::{ClaimId, ClaimKind, Dataset, SourceId, SourceKind, Stance, StatementId};

/// The source at the start of a statement's chain of carriers, resolved up `speaks_for`.
///
/// Unnamed sources are distinguished by their first carrier, the only information about them.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Origin {
    pub source: SourceId,
    /// Set only for an unnamed source, whose independence from others is unknown.
    pub first_carrier: Option<SourceId>,
}

/// The statements of one origin with one stance on one claim (and, for state claims, one day).
///
/// The first statement represents the unit; the others are its echoes and add no count.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unit {
    pub claim: ClaimId,
    pub origin: Origin,
    pub stance: Stance,
    /// The day it is about, in the statement's offset, in days since 1970-01-01; only for state claims.
    pub day: Option<i32>,
    pub first: StatementId,
    pub echoes: Vec<StatementId>,
}

impl Unit {
    /// Adds a statement. Who is listed and also takes the stance has taken it once.
    fn repeat(&mut self, statement: StatementId, stance: Stance) {
        self.echoes.push(statement);
        if self.stance == Stance::Unstated {
            self.stance = stance;
        }
    }
}

/// The origin of a statement.
///
/// A cycle of `speaks_for` is one origin: the member that comes first by kind and says most.
pub fn origin_of(dataset: &Dataset, identities: &Identities, statement: StatementId) -> Origin {
    let statement = dataset.statement(statement);
    let source = identities.body_of(statement.speaker);
    let is_unnamed = identities.kind(dataset, source) == SourceKind::Unnamed;
    let first_carrier = statement.via.first().map(|carrier| identities.of(*carrier)).filter(|_| is_unnamed);
    Origin { source, first_carrier }
}

/// The units of a claim, by origin in order of first statement, then by time, then by key.
pub fn units_of_claim(dataset: &Dataset, identities: &Identities, claim: ClaimId, options: &Options) -> Vec<Unit> {
    let can_change = dataset.claim(claim).kind == ClaimKind::State;
    let mut statements = dataset.statements_of_claim(claim).to_vec();
    statements.retain(|id| options.knows(dataset, *id));
    statements.sort_by_key(|id| in_time(dataset, *id));
    let mut units: Vec<Unit> = Vec::new();
    // By origin and stance: the unit of each day.
    let mut places: BTreeMap<(Origin, usize), BTreeMap<Option<i32>, usize>> = BTreeMap::new();
    let statements = statements.into_iter().map(|id| (id, origin_of(dataset, identities, id)));
    let dropped: BTreeSet<SourceId> = options.dropped_sources.iter().map(|source| identities.of(*source)).collect();
    let statements = statements.filter(|(_, origin)| !dropped.contains(&origin.source));
    let statements: Vec<(StatementId, Origin)> = statements.collect();
    let own = statements.iter().filter(|(id, _)| can_change && is_own(dataset, identities, *id));
    let speak: BTreeSet<Origin> = own.map(|(_, origin)| *origin).collect();
    let (opening, following): (Vec<_>, Vec<_>) = statements
        .into_iter()
        .partition(|(id, origin)| !can_change || opens_a_day(dataset, identities, *id, speak.contains(origin)));
    for (id, origin) in opening {
        let day = if can_change { spoken_day(dataset, id, is_own(dataset, identities, id)) } else { None };
        let stance = dataset.statement(id).stance;
        match places.entry((origin, options.counts_as(stance) as usize)).or_default().entry(day) {
            Slot::Occupied(at) => units[*at.get()].repeat(id, stance),
            Slot::Vacant(slot) => {
                slot.insert(units.len());
                units.push(Unit { claim, origin, stance, day, first: id, echoes: Vec::new() });
            }
        }
    }
    // An echo takes the day of the origin's latest statement before it, else of the first.
    for (id, origin) in following {
        let day = spoken_day(dataset, id, false);
        let stance = dataset.statement(id).stance;
        let own = places.entry((origin, options.counts_as(stance) as usize)).or_default();
        let before = day.and_then(|day| own.range(Some(i32::MIN)..=Some(day)).next_back());
        match before.or_else(|| own.first_key_value()).map(|(_, at)| *at) {
            Some(at) => units[at].repeat(id, stance),
            None => {
                own.insert(day, units.len());
                units.push(Unit { claim, origin, stance, day, first: id, echoes: Vec::new() });
            }
        }
    }
    let mut first_seen: BTreeMap<Origin, usize> = BTreeMap::new();
    for unit in &units {
        let next = first_seen.len();
        first_seen.entry(unit.origin).or_insert(next);
    }
    units.sort_by_key(|unit| first_seen.get(&unit.origin).copied());
    units
}

/// Whether a statement has a day of its own: it is the speaker's own.
///
/// A relayed statement repeats what the speaker has said, however late. Only where the speaker is not heard itself does
/// the as-of date that a known carrier gives open a day.
fn opens_a_day(dataset: &Dataset, identities: &Identities, statement: StatementId, speaks_itself: bool) -> bool {
    let Some(carrier) = first_carrier(dataset, identities, statement) else { return true };
    let gives_a_day = dataset.statement(statement).as_of.is_some();
    !speaks_itself && gives_a_day && bears_out(identities.kind(dataset, carrier))
}

/// Whether a statement is the origin's own word.
pub fn is_own(dataset: &Dataset, identities: &Identities, statement: StatementId) -> bool {
    first_carrier(dataset, identities, statement).is_none()
}

/// Who heard the origin say a statement; `None` for its own word.
///
/// Somebody unnamed or of unknown kind who speaks for a body only reports what it says.
pub fn first_carrier(dataset: &Dataset, identities: &Identities, statement: StatementId) -> Option<SourceId> {
    let statement = dataset.statement(statement);
    let speaker = identities.of(statement.speaker);
    let is_known = !matches!(identities.kind(dataset, speaker), SourceKind::Unnamed | SourceKind::Other);
    if !is_known && identities.body_of(speaker) != speaker {
        return Some(speaker);
    }
    statement.via.first().map(|carrier| identities.of(*carrier))
}

/// The order of statements: by time, then the shorter chain, then the one with a quote, then by key.
///
/// Ties are broken by key, not id: the order of the file must not decide who came first.
pub fn in_time(dataset: &Dataset, statement: StatementId) -> (i64, usize, bool, &str) {
    let statement = dataset.statement(statement);
    let end_s = statement.stated_at.map_or(i64::MAX, |span| span.end_s);
    (end_s, statement.via.len(), statement.quote.is_none(), statement.key)
}

/// The day that a statement is about: the last day of `as_of`, else of `stated_at`, else of its publication.
///
/// Nobody knows what will be: a speaker's own word about a later day counts for the day on which it speaks.
fn spoken_day(dataset: &Dataset, statement: StatementId, is_own: bool) -> Option<i32> {
    let statement = dataset.statement(statement);
    let published = || dataset.report(statement.report?).published;
    let span = statement.as_of.or(statement.stated_at).or_else(published)?;
    let day = last_day(span.end_s, span.offset_min);
    let said = statement.stated_at.map(|span| last_day(span.end_s, span.offset_min));
    Some(said.filter(|_| is_own).map_or(day, |said| day.min(said)))
}

/// Counts distinct origins among units.
pub fn distinct_origins<'a>(units: impl Iterator<Item = &'a Unit>) -> usize {
    let mut origins: Vec<Origin> = units.map(|unit| unit.origin).collect();
    origins.sort_unstable();
    origins.dedup();
    origins.len()
}
