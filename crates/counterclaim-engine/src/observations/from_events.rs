//! Makes an observation set from an event table: each event is a claim, each listed source supports it.

use rayon::prelude::*;

use super::from_dataset::UNKNOWN_CLASS;
use super::{Activity, ItemVerdict, NO_DAY, Observation, ObservationSet, ObservedItem, ObservedSource, Pool};
use crate::role::Role;
use counterclaim_model::{EventField, EventId, EventTable, Id as _, Judgement, Truth};

/// Events that one task converts to units.
const CHUNK: usize = 8192;

/// An observation set, and the event of each of its claims; its origins are the table's sources in the order of their codes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventObservations {
    pub observations: ObservationSet,
    pub places: EventPlaces,
}

/// The rank of each event by key, which does not depend on row order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventPlaces {
    rows: Vec<u32>,
    place_of_row: Vec<u32>,
}

impl EventPlaces {
    fn new(table: &EventTable) -> Self {
        let prefixes = &table.field(EventField::KeyPrefix).codes;
        let numbers = &table.columns().key_number;
        let key = |row: usize| {
            let number = numbers.get(row).copied().unwrap_or(u32::MAX);
            (u64::from(prefixes.get(row)) << 32 | u64::from(number), row as u32)
        };
        let mut keys: Vec<(u64, u32)> = (0..table.len()).into_par_iter().map(key).collect();
        keys.par_sort_unstable();
        let rows: Vec<u32> = keys.into_iter().map(|(_, row)| row).collect();
        let mut place_of_row = vec![0; rows.len()];
        for (place, row) in rows.iter().enumerate() {
            place_of_row[*row as usize] = place as u32;
        }
        Self { rows, place_of_row }
    }

    /// The event of a claim of the observation set.
    pub fn event(&self, claim: u32) -> Option<EventId> {
        self.rows.get(claim as usize).map(|row| EventId::from_index(*row as usize))
    }

    /// The claim of the observation set for an event.
    pub fn place(&self, event: EventId) -> Option<usize> {
        self.place_of_row.get(event.index()).map(|place| *place as usize)
    }
}

impl EventObservations {
    /// The observation set of all events of a complete table, with every listed source counted as support.
    pub fn new(table: &EventTable, judgement: Option<&Judgement>) -> Self {
        let places = EventPlaces::new(table);
        let claims = vec![ObservedItem::default(); table.len()];
        let origins = vec![ObservedSource { class: UNKNOWN_CLASS, grade: None }; table.source_count()];
        let observations = ObservationSet::new(origins, claims, units(table, &places));
        let mut events = Self { observations, places };
        events.judge(table, judgement);
        events
    }

    /// Replaces the analyst's verdicts, source grades and independence judgements.
    pub fn judge(&mut self, table: &EventTable, judgement: Option<&Judgement>) {
        let names = &table.columns().source_names;
        let origin = |name: &str| names.code(name).filter(|code| *code > 0).map(|code| code - 1);
        let observations = &mut self.observations;
        observations.origins.iter_mut().for_each(|origin| origin.grade = None);
        observations.claims.iter_mut().for_each(|claim| claim.verdict = None);
        observations.independence.clear();
        let Some(judgement) = judgement else {
            return;
        };
        for (source, grade) in judgement.reliabilities() {
            if let Some(row) = origin(source).and_then(|at| observations.origins.get_mut(at as usize)) {
                row.grade = Some(grade);
            }
        }
        let rows = table.rows_by_keys(judgement.verdicts().map(|(claim, _)| &**claim));
        for (claim, verdict) in judgement.verdicts() {
            let is_true = match verdict.truth {
                Truth::True => true,
                Truth::False => false,
                Truth::Undecidable => continue,
            };
            let place = rows.get(&**claim).and_then(|event| self.places.place(*event));
            if let Some(row) = place.and_then(|place| observations.claims.get_mut(place)) {
                row.verdict = Some(ItemVerdict { is_true, day: None });
            }
        }
        for ((a, b), word) in judgement.independences() {
            if let (Some(a), Some(b)) = (origin(a), origin(b)) {
                observations.independence.insert((a.min(b), a.max(b)), word);
            }
        }
    }
}

/// One unit for each source of an event, even if it is listed repeatedly, in the order of their names.
fn units(table: &EventTable, places: &EventPlaces) -> Vec<Observation> {
    let sources = &table.columns().sources;
    let of_chunk = |(chunk, rows): (usize, &[u32])| {
        let mut units = Vec::with_capacity(rows.len() * 2);
        let mut listed = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let own = sources.get(table.statements_of(EventId::from_index(*row as usize))).unwrap_or_default();
            listed.clear();
            listed.extend(own.iter().filter(|code| **code > 0).map(|code| code - 1));
            listed.sort_unstable();
            listed.dedup();
            units.extend(listed.iter().map(|origin| Observation {
                claim: (chunk * CHUNK + at) as u32,
                origin: *origin,
                stance: 0,
                role: Role::Neutral,
                day: NO_DAY,
                stated_day: NO_DAY,
                renewed_day: NO_DAY,
                is_only_reported: false,
                pool: Pool::Alone,
                alike: None,
                weight: 1.0,
                standing: Activity::Stands,
            }));
        }
        units
    };
    let chunks: Vec<Vec<Observation>> = places.rows.par_chunks(CHUNK).enumerate().map(of_chunk).collect();
    chunks.concat()
}
