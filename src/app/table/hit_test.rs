//! The events at a point of the map, and the single visible events if they are few.

use std::collections::BTreeMap;

use super::OpenTable;
use counterclaim_model::{EventField, EventId, Id as _, NameList};
use counterclaim_query::Viewport;

/// The number of nearest events whose kinds and sources are counted at a point.
const MOST: usize = 2000;
/// With more rows than this around a point only nearer ones are used, down to this distance in cells.
const TOO_MANY: usize = 40_000;
const NEAREST: f64 = 1.0;
/// How many kinds and sources are listed.
const NAMED: usize = 4;

/// The events near a point of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Here {
    pub count: usize,
    /// The number of nearest events whose kinds and sources are counted.
    pub named: usize,
    /// The most frequent event types and sources, each with its number.
    pub types: Vec<(String, usize)>,
    pub sources: Vec<(String, usize)>,
    pub nearest: EventId,
    pub latest: EventId,
}

impl OpenTable {
    /// The filtered events within a radius of a point of the viewport, in its cells. If there are very many, only those
    /// nearby are counted, so that a moving pointer is never slowed down.
    pub fn here(&self, viewport: Viewport, (x, y, radius): (f64, f64, f64)) -> Option<Here> {
        let table = &self.loaded.table;
        let index = self.loaded.index.as_ref()?;
        let mut reach = radius;
        while reach > NEAREST && index.near(viewport, (x, y, reach)) > TOO_MANY {
            reach /= 2.0;
        }
        let (events, count) = index.pick(table, &self.selected, viewport, (x, y, reach), MOST);
        let nearest = *events.first()?;
        // Rows are in order of days.
        let latest = events.iter().copied().max_by_key(|event| event.index())?;
        let columns = table.columns();
        let mut types = BTreeMap::new();
        let mut sources = BTreeMap::new();
        let kinds = table.field(EventField::EventType);
        for event in &events {
            *types.entry(kinds.codes.get(event.index())).or_insert(0usize) += 1;
            for source in columns.sources.get(table.statements_of(*event)).unwrap_or_default() {
                *sources.entry(*source).or_insert(0usize) += 1;
            }
        }
        let types = most(types, &kinds.names);
        let sources = most(sources, &columns.source_names);
        Some(Here { count, named: events.len(), types, sources, nearest, latest })
    }

    /// The filtered events in a viewport, one by one.
    pub fn in_sight(&self, viewport: Viewport) -> Vec<EventId> {
        let index = self.loaded.index.as_ref();
        index.map(|index| index.within(&self.loaded.table, &self.selected, viewport.bounds())).unwrap_or_default()
    }
}

fn most(counts: BTreeMap<u32, usize>, names: &NameList) -> Vec<(String, usize)> {
    let named = counts.into_iter().map(|(code, count)| (names.text(code), count));
    let mut list: Vec<(&str, usize)> = named.filter(|(name, _)| !name.is_empty()).collect();
    list.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    list.into_iter().take(NAMED).map(|(name, count)| (name.to_owned(), count)).collect()
}
