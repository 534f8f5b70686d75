//! What lies at a point of the map, and the single events in sight where they are few.

use std::collections::BTreeMap;

use super::OpenTable;
use crate::model::{EventField, EventId, Id as _};
use crate::query::Viewport;

/// Events that are looked at one by one to say what lies at a point.
const MOST: usize = 20_000;
/// How many kinds and sources are named.
const NAMED: usize = 4;

/// The events near a point of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Here {
    pub count: usize,
    /// The most frequent event types and sources, each with its number.
    pub types: Vec<(String, usize)>,
    pub sources: Vec<(String, usize)>,
    pub nearest: EventId,
    pub latest: EventId,
}

impl OpenTable {
    /// The events asked for within a radius of a point of the viewport, in its cells.
    pub fn here(&self, viewport: Viewport, (x, y, radius): (f64, f64, f64)) -> Option<Here> {
        let table = &self.loaded.table;
        let index = self.loaded.index.as_ref()?;
        let (events, count) = index.pick(table, &self.selected, viewport, (x, y, radius), MOST);
        let nearest = *events.first()?;
        // Days rise with the rows.
        let latest = events.iter().copied().max_by_key(|event| event.index())?;
        let (mut types, mut sources) = (BTreeMap::new(), BTreeMap::new());
        for event in events.iter().filter_map(|event| table.event(*event)) {
            *types.entry(event.text(EventField::EventType)).or_insert(0usize) += 1;
            for source in event.sources() {
                *sources.entry(source.name).or_insert(0usize) += 1;
            }
        }
        Some(Here { count, types: most(types), sources: most(sources), nearest, latest })
    }

    /// The events asked for in a viewport, one by one.
    pub fn in_sight(&self, viewport: Viewport) -> Vec<EventId> {
        let table = &self.loaded.table;
        let Some(index) = &self.loaded.index else {
            return Vec::new();
        };
        let (width, height) = (viewport.width as f64, viewport.height as f64);
        let (x, y) = (width / 2.0, height / 2.0);
        let (events, _) = index.pick(table, &self.selected, viewport, (x, y, x.hypot(y)), usize::MAX);
        let [left, low, right, high] = viewport.bounds();
        let columns = table.columns();
        let is_in_sight = |event: &EventId| {
            let place = columns.lon_deg.get(event.index()).zip(columns.northing.get(event.index()));
            place.is_some_and(|(lon, northing)| {
                (left..right).contains(&f64::from(*lon)) && (low..high).contains(&f64::from(*northing))
            })
        };
        events.into_iter().filter(is_in_sight).collect()
    }
}

fn most(counts: BTreeMap<&str, usize>) -> Vec<(String, usize)> {
    let mut list: Vec<(&str, usize)> = counts.into_iter().filter(|(name, _)| !name.is_empty()).collect();
    list.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    list.into_iter().take(NAMED).map(|(name, count)| (name.to_owned(), count)).collect()
}
