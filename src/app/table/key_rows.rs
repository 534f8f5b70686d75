//! The rows of the edits' keys: looked up once, because that reads the whole column of keys.

use std::collections::BTreeMap;
use std::sync::Arc;

use counterclaim_model::{EventId, EventTable, Key};
use counterclaim_query::Bitmap;

/// The rows of the keys requested so far; `None` for a key without a row.
#[derive(Clone, Debug)]
pub struct KeyRows {
    table: Arc<EventTable>,
    known: BTreeMap<Key, Option<EventId>>,
}

impl KeyRows {
    pub fn new(table: Arc<EventTable>) -> Self {
        Self { table, known: BTreeMap::new() }
    }

    /// No rows yet.
    pub fn none(&self) -> Bitmap {
        Bitmap::none(self.table.len())
    }

    /// Stores the row of a key that is known otherwise.
    pub fn note(&mut self, key: &str, event: EventId) {
        self.known.entry(Key::from(key)).or_insert(Some(event));
    }

    /// The rows of keys; those not requested before are looked up together.
    pub fn of<'k>(&mut self, keys: impl Iterator<Item = &'k Key>) -> Vec<EventId> {
        let keys: Vec<&Key> = keys.collect();
        let unknown: Vec<&Key> = keys.iter().copied().filter(|key| !self.known.contains_key(*key)).collect();
        if !unknown.is_empty() {
            let found = self.table.rows_by_keys(unknown.iter().map(|key| &***key));
            self.known.extend(unknown.into_iter().map(|key| (key.clone(), found.get(&**key).copied())));
        }
        keys.into_iter().filter_map(|key| self.known.get(key).copied().flatten()).collect()
    }
}
