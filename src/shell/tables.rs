//! Jobs about event tables: searching, and what is kept of them; `table_reading.rs` reads them.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::job::{Reply, absolute, spawn};
use super::word_index_job;
use crate::app::{Action, Loaded, LoadedTable, TableSession};
use counterclaim_io::LoadError;
use counterclaim_io::event_table::{Complete, EventFile};
use counterclaim_io::formats::acled;
use counterclaim_io::input::Input;
use counterclaim_io::table_cache::{KeptWords, TableCache};
use counterclaim_model::Progress;
use counterclaim_model::{EventField, EventTable};
use counterclaim_query as query;
use counterclaim_query::{Bitmap, Needle, PlaceIndex, words};

/// From how many bytes on a file of events is a table.
pub const EVENT_TABLE_MIN_BYTES: u64 = acled::MAX_DATASET_BYTES + 1;

/// The columns whose names are searched beside the notes.
const SEARCHED: [EventField; 6] = [
    EventField::Location,
    EventField::Admin1,
    EventField::Country,
    EventField::Actor1,
    EventField::Actor2,
    EventField::SubEventType,
];

/// An event table that is too large to be read as a dataset.
pub fn large(path: &Path, event_table_min_bytes: u64) -> Option<EventFile> {
    Input::file(path).ok()?.event_table(event_table_min_bytes)
}

/// Reads every column at once.
pub fn read_whole(file: EventFile, session: Option<Box<TableSession>>) -> Result<Loaded, LoadError> {
    let progress = Progress::default();
    let complete = file.rest(file.first(&progress)?, &progress)?;
    Ok(Loaded::Table(whole(&Arc::new(file), complete, session)))
}

pub(super) fn whole(file: &Arc<EventFile>, complete: Complete, session: Option<Box<TableSession>>) -> LoadedTable {
    LoadedTable {
        path: absolute(file.path()),
        index: Some(Arc::new(PlaceIndex::new(&complete.table))),
        table: Arc::new(complete.table),
        file: file.clone(),
        issues: complete.issues,
        rejected: usize::try_from(complete.rejected).unwrap_or(usize::MAX),
        session,
        sha256: None,
        words: None,
    }
}

/// Removes what is kept of tables between runs.
pub fn clear_cache(cache: Option<TableCache>, reply: Reply) {
    let none =
        || "There is no cache: Counterclaim was started with --no-cache, or the system has no cache folder.".to_owned();
    let job = move || Action::TableCacheCleared(cache.map(|cache| cache.clear()).ok_or_else(none));
    spawn("clear", reply, job, |reason| Action::TableCacheCleared(Err(reason)));
}

/// What is searched.
pub struct Searched {
    pub file: Arc<EventFile>,
    pub table: Arc<EventTable>,
    /// Without it every note is read.
    pub words: Option<Arc<KeptWords>>,
    /// Rows outside which nothing is looked for.
    pub within: Option<Arc<Bitmap>>,
}

/// Looks for a text in notes and names, until another search takes its place.
pub fn search(searched: Searched, text: String, number: u64, is_cancelled: Arc<AtomicBool>, reply: Reply) {
    let job = move || {
        let result = searched.rows_with(&text, &is_cancelled).map(Arc::new).map_err(|error| error.to_string());
        Action::Found { number, result }
    };
    spawn("search", reply, job, search_failed(number));
}

/// The number says which search it is that has ended.
fn search_failed(number: u64) -> impl FnOnce(String) -> Action {
    move |reason| Action::Found { number, result: Err(reason) }
}

impl Searched {
    /// The rows whose notes or names hold a text; any rows where that was cancelled, as nobody takes the answer.
    pub fn rows_with(&self, text: &str, is_cancelled: &AtomicBool) -> std::io::Result<Bitmap> {
        let Some(needle) = Needle::new(text) else {
            return Ok(Bitmap::none(self.table.len()));
        };
        let read = |at, buffer: &mut [u8]| self.file.bytes().read_exact(at, buffer);
        let is_cancelled = || is_cancelled.load(Ordering::Relaxed);
        let table = &self.table;
        let within = self.within.as_deref();
        let in_notes = match &self.words {
            Some(kept) => words::find(table, &needle, within, &word_index_job::source(kept), read, is_cancelled),
            None => query::search(table, &needle, within, read, is_cancelled),
        };
        let in_notes = in_notes.unwrap_or_else(|| Ok(Bitmap::none(table.len())))?;
        Ok(with_names(table, &needle, in_notes))
    }
}

/// The rows that were found, and those whose place, actors or kind are called so.
fn with_names(table: &EventTable, needle: &Needle, notes: Bitmap) -> Bitmap {
    let named = SEARCHED.map(|field| {
        let column = table.field(field);
        let is_named: Vec<bool> =
            (0..column.names.len()).map(|code| code > 0 && needle.is_in(column.names.text(code).as_bytes())).collect();
        (column, is_named)
    });
    let named: Vec<_> = named.into_iter().filter(|(_, is_named)| is_named.contains(&true)).collect();
    if named.is_empty() {
        return notes;
    }
    Bitmap::of_rows(table.len(), |row| {
        let is_named = |codes: &[bool], code: u32| codes.get(code as usize).copied().unwrap_or(false);
        notes.contains(row) || named.iter().any(|(column, codes)| is_named(codes, column.codes.get(row)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_breaks_down_says_what_it_was_about() {
        let found = search_failed(7)("broken".to_owned());
        assert!(matches!(found, Action::Found { number: 7, result: Err(_) }), "{found:?}");
    }
}
