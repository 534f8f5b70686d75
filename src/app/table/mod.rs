//! An open event table: too large for cards and a full assessment, shown as a picture, as counts and as a list.
//!
//! `area.rs` is a part of the map, `request.rs` the query, `counts.rs` its counts and order, `hit_test.rs` the events
//! at a point of the map, `figures.rs` the estimates; `app/reduce/table*.rs` change it. The
//! selected event becomes an ordinary dataset of one claim, so that everything else works on it unchanged.

mod area;
mod counts;
pub(super) mod figures;
mod hit_test;
mod key_rows;
mod request;

use std::path::PathBuf;
use std::sync::Arc;

pub use area::{Area, Circle, MAX_RADIUS_KM, km_label, position_label};
pub(super) use counts::SYNC_LIMIT;
pub use counts::{DayCounts, FacetCount, TableAnswer, TableQuestion};
pub use figures::{TableAssessmentRequest, TableFigures};
pub use hit_test::Here;
pub(super) use key_rows::KeyRows;
pub use request::{Facet, TableChange, TableSort};

use counterclaim_io::Issue;
use counterclaim_io::event_table::EventFile;
use counterclaim_io::session_file::SessionFile;
use counterclaim_io::table_cache::KeptWords;
use counterclaim_model::{Dataset, EventId, EventTable, Id as _, Line, Position, SECS_PER_DAY, Target};
use counterclaim_query::{Bitmap, ColumnPair, Density, Filter, PairNames, PlaceIndex, Selected, Viewport, density};

/// An event table that a job has read, with all its columns or those of the first picture.
#[derive(Clone, Debug)]
pub struct LoadedTable {
    pub path: PathBuf,
    pub table: Arc<EventTable>,
    /// The file that jobs read long texts from.
    pub file: Arc<EventFile>,
    /// Built with the last columns.
    pub index: Option<Arc<PlaceIndex>>,
    pub issues: Vec<Issue>,
    /// How many records of the file were rejected, as far as it has been read.
    pub rejected: usize,
    /// The session that was opened with it; only with the first columns.
    pub session: Option<Box<TableSession>>,
    /// The SHA-256 of the file, once it is known, or why it will not be.
    pub sha256: Option<Result<String, String>>,
    /// The word index of its notes, once there is one.
    pub words: Option<Arc<KeptWords>>,
}

/// A session file whose dataset is an event table.
#[derive(Clone, Debug)]
pub struct TableSession {
    pub path: Option<PathBuf>,
    pub file: SessionFile,
    pub issues: Vec<Issue>,
    /// The hash of the session file that was read, if one was.
    pub fingerprint: Option<String>,
    /// Whether some of it exists only in the recovery journal.
    pub recovered: bool,
}

/// The text being searched for, and the state of the search.
#[derive(Clone, Debug, Default)]
pub struct Searching {
    /// As typed; empty means no search.
    pub text: String,
    /// New for each text: an answer to an older one is discarded.
    number: u64,
    pub is_running: bool,
    found: Option<Arc<Bitmap>>,
    /// The text whose hits in every column are complete.
    found_for: Option<String>,
}

/// An event table, and its current filters.
#[derive(Clone, Debug)]
pub struct OpenTable {
    pub(in crate::app) loaded: LoadedTable,
    /// The names in either column of a pair, in the order of [`ColumnPair::ALL`].
    pub(in crate::app) either: Arc<[PairNames; 2]>,
    pub(in crate::app) key_rows: KeyRows,
    pub(in crate::app) filter: Filter,
    pub(in crate::app) sort: TableSort,
    /// The area that events must be in.
    pub(in crate::app) area: Option<(Area, Arc<Bitmap>)>,
    /// The events with the session's work, if only those are shown.
    pub(in crate::app) worked: Option<Arc<Bitmap>>,
    pub(in crate::app) searching: Searching,
    pub(in crate::app) figures: TableFigures,
    pub(in crate::app) selected: Selected,
    pub(in crate::app) answer: Arc<TableAnswer>,
    /// The question that a job works on.
    pub(in crate::app) running: Option<u64>,
    /// The selected event.
    pub(in crate::app) event: Option<EventId>,
    /// Its position in the list.
    pub(in crate::app) position: Option<usize>,
    /// South-western and north-eastern corner of all places.
    pub(in crate::app) corners: Option<[Position; 2]>,
    /// Whether a job is still reading other columns.
    pub(in crate::app) is_reading: bool,
    /// Whether a job is still computing the file's SHA-256.
    pub(in crate::app) is_hashing: bool,
    /// Changes whenever other rows are shown: the key of caches.
    pub(in crate::app) revision: u64,
    pub(in crate::app) found_number: u64,
}

impl OpenTable {
    pub(in crate::app) fn new(loaded: LoadedTable) -> Self {
        let corners = corners(&loaded.table);
        let is_hashing = loaded.sha256.is_none();
        let is_reading = !loaded.table.is_complete() && is_hashing;
        let mut open = Self {
            either: either_names(&loaded.table),
            key_rows: KeyRows::new(loaded.table.clone()),
            loaded,
            filter: Filter::default(),
            sort: TableSort::default(),
            area: None,
            worked: None,
            searching: Searching::default(),
            figures: TableFigures::default(),
            selected: Selected::default(),
            answer: Arc::default(),
            running: None,
            event: None,
            position: None,
            corners,
            is_reading,
            is_hashing,
            revision: 0,
            found_number: 0,
        };
        open.select();
        open
    }

    /// Takes the table with its other columns; returns it if these are not the rows whose columns were missing.
    pub(in crate::app) fn complete(&mut self, loaded: LoadedTable) -> Result<(), Box<LoadedTable>> {
        if self.loaded.table.is_complete() || loaded.table.len() != self.loaded.table.len() {
            return Err(Box::new(loaded));
        }
        self.either = either_names(&loaded.table);
        self.key_rows = KeyRows::new(loaded.table.clone());
        self.loaded = loaded;
        self.is_reading = false;
        self.running = None;
        // There were no notes to search.
        self.searching.found_for = None;
        self.selected = Selected::default();
        self.select();
        Ok(())
    }

    /// No more columns will follow.
    pub(in crate::app) fn stop_reading(&mut self) {
        self.is_reading = false;
        self.is_hashing = false;
    }

    /// Shows the events of a time window, in seconds since 1970-01-01T00:00Z, or of all times.
    pub(in crate::app) fn set_window(&mut self, window: Option<(i64, i64)>) {
        let day = |secs: i64| i32::try_from(secs.div_euclid(SECS_PER_DAY)).unwrap_or(i32::MAX);
        self.filter.days = window.map(|(from, until)| (day(from), day(until.saturating_add(SECS_PER_DAY - 1))));
        self.select();
    }

    /// Sorts the list again if its order depends on estimates that have changed.
    pub(in crate::app) fn follow_figures(&mut self) {
        if self.sort == TableSort::Likelihood {
            self.revision += 1;
        }
    }

    fn select(&mut self) {
        self.selected.update(&self.loaded.table, &self.filter);
        self.revision += 1;
    }

    /// Combines the sets that are computed separately: search hits, the area, and the analyst's own work.
    fn select_found(&mut self) {
        let area = self.area.as_ref().map(|(_, set)| set);
        let mut sets = [self.searching.found.as_ref(), area, self.worked.as_ref()].into_iter().flatten();
        self.found_number += 1;
        self.filter.found = sets.next().map(|first| {
            let mut all = Bitmap::clone(first);
            sets.for_each(|set| all.and(set));
            (self.found_number, Arc::new(all))
        });
        self.select();
    }

    pub fn path(&self) -> &std::path::Path {
        &self.loaded.path
    }

    /// The filtered rows in list order; without estimates if these are hidden.
    pub fn rows_in_order(&self, tells_figures: bool) -> Vec<u32> {
        self.question(tells_figures).order()
    }

    /// The file that long texts are read from.
    pub fn file(&self) -> &EventFile {
        &self.loaded.file
    }

    pub fn table(&self) -> &EventTable {
        &self.loaded.table
    }

    pub fn is_reading(&self) -> bool {
        self.is_reading
    }

    /// Whether the file's SHA-256 is still to come.
    pub(in crate::app) fn is_hashing(&self) -> bool {
        self.is_hashing
    }

    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    pub fn sort(&self) -> TableSort {
        self.sort
    }

    /// The part of the map that events must be in.
    pub fn area(&self) -> Option<&Area> {
        self.area.as_ref().map(|(area, _)| area)
    }

    /// Whether only events with the analyst's work are shown.
    pub fn is_only_worked(&self) -> bool {
        self.worked.is_some()
    }

    /// The names in either column of a pair.
    pub fn either_names(&self, either: ColumnPair) -> &PairNames {
        &self.either[either as usize]
    }

    /// The active filters, in words.
    pub fn filter_label(&self) -> Vec<String> {
        let text = Some(self.searching.text.trim()).filter(|text| !text.is_empty()).map(|text| format!("“{text}”"));
        self.chips().into_iter().map(|(words, _)| words).chain(self.window_label()).chain(text).collect()
    }

    pub fn searching(&self) -> &Searching {
        &self.searching
    }

    /// The word index of the notes, once there is one.
    pub fn words(&self) -> Option<&Arc<KeptWords>> {
        self.loaded.words.as_ref()
    }

    /// Whether any filter is active.
    pub fn is_filtered(&self) -> bool {
        let filter = &self.filter;
        let codes = filter.fields.values().chain(filter.classes.values()).chain(filter.either.values().flatten());
        let has_codes = codes.chain([&filter.sources]).any(|codes| !codes.is_empty());
        has_codes
            || filter.days.is_some()
            || filter.fatalities.is_some()
            || filter.found.is_some()
            || !self.searching.text.is_empty()
    }

    /// The last counts and order: of this question, or of the previous one while a job works on it.
    pub fn answer(&self) -> &TableAnswer {
        &self.answer
    }

    /// Whether list and counts still belong to the previous question.
    pub fn is_counting(&self) -> bool {
        self.answer.revision != self.revision
    }

    /// The selected event.
    pub fn event(&self) -> Option<EventId> {
        self.event
    }

    /// The position of the selected event in the list, if it is there.
    pub fn position(&self) -> Option<usize> {
        self.position
    }

    /// How many events match the filters.
    pub fn shown(&self) -> usize {
        self.selected.count()
    }

    /// South-western and north-eastern corner of all places, if any is known.
    pub fn corners(&self) -> Option<[Position; 2]> {
        self.corners
    }

    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How many of the filtered events are in each cell of a viewport.
    pub fn density(&self, viewport: Viewport) -> Density {
        density(&self.loaded.table, &self.selected, self.loaded.index.as_deref(), viewport)
    }

    /// The selected event as a dataset of one claim; `None` before all columns are there.
    pub(in crate::app) fn excerpt(&self, notes: Option<&str>) -> Option<Dataset> {
        let event = self.event.filter(|_| self.loaded.table.is_complete())?;
        let (dataset, _) = self.loaded.table.excerpt(&[event], |_| notes.map(str::to_owned));
        Some(dataset)
    }

    pub(in crate::app) fn look_at(&mut self, event: Option<EventId>) {
        self.event = event;
        if let Some(row) = event.and_then(|event| self.loaded.table.event(event)).filter(|_| !self.is_reading) {
            self.key_rows.note(&row.key(), row.id);
        }
        self.find_position();
    }

    fn find_position(&mut self) {
        let row = self.event.and_then(|event| u32::try_from(event.index()).ok());
        self.position = row.and_then(|row| self.answer.order.iter().position(|other| *other == row));
    }
}

fn either_names(table: &EventTable) -> Arc<[PairNames; 2]> {
    Arc::new(ColumnPair::ALL.map(|either| PairNames::new(table, either)))
}

fn corners(table: &EventTable) -> Option<[Position; 2]> {
    let range = |column: &[f32]| {
        let known = column.iter().copied().filter(|value| !value.is_nan());
        let (low, high) = known.fold((f32::MAX, f32::MIN), |(low, high), value| (low.min(value), high.max(value)));
        (f64::from(low), f64::from(high))
    };
    let (west, east) = range(&table.columns().lon_deg);
    let (south, north) = range(&table.columns().lat_deg);
    Some([Position::new(west, south)?, Position::new(east, north)?])
}

impl OpenTable {
    /// `tells_figures` is false if estimates are hidden until an event is graded: the order would reveal them.
    pub(in crate::app) fn question(&self, tells_figures: bool) -> TableQuestion {
        let table = self.loaded.table.clone();
        let selected = self.selected.clone();
        let figures = self.figures.shown().filter(|_| tells_figures).cloned();
        TableQuestion {
            table,
            selected,
            either: self.either.clone(),
            sort: self.sort,
            figures,
            revision: self.revision,
        }
    }

    pub(in crate::app) fn take(&mut self, answer: TableAnswer) {
        self.answer = Arc::new(answer);
        self.running = None;
        self.find_position();
    }
}

pub(in crate::app) fn targets(lines: &[Line]) -> impl Iterator<Item = Target> {
    lines.iter().filter_map(|line| match line {
        Line::Entry(entry) => entry.edit.target(),
        Line::Kept(_) => None,
    })
}

/// The claim of a target: keys of statements are that of their claim and a number.
pub(in crate::app) fn claim_key(target: &Target) -> Option<String> {
    match target {
        Target::Claim(key) => Some(key.to_string()),
        Target::Statement(key) => key.rsplit_once('/').map(|(claim, _)| claim.to_owned()),
        Target::Source(_) => None,
    }
}
