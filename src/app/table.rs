//! An open event table: too large for cards and assessment, shown as a picture and as counts.

use std::path::PathBuf;
use std::sync::Arc;

use crate::io::Issue;
use crate::model::{EventTable, Position, SECS_PER_DAY};
use crate::query::{Density, Filter, PlaceIndex, Selected, Viewport, density};

/// An event table that a job has read, with all its columns or those of the first picture.
#[derive(Clone, Debug)]
pub struct LoadedTable {
    pub path: PathBuf,
    pub table: Arc<EventTable>,
    /// Made with the last columns.
    pub index: Option<Arc<PlaceIndex>>,
    pub issues: Vec<Issue>,
}

/// An event table, and which of its rows are asked for.
#[derive(Clone, Debug)]
pub struct OpenTable {
    loaded: LoadedTable,
    filter: Filter,
    selected: Selected,
    /// South-western and north-eastern corner of all places.
    corners: Option<[Position; 2]>,
    /// Whether a job still reads other columns.
    is_reading: bool,
    /// Changes whenever another set of rows is shown: caches key on it.
    revision: u64,
}

impl OpenTable {
    pub(super) fn new(loaded: LoadedTable) -> Self {
        let (corners, is_reading) = (corners(&loaded.table), !loaded.table.is_complete());
        let (filter, selected) = (Filter::default(), Selected::default());
        let mut open = Self { loaded, filter, selected, corners, is_reading, revision: 0 };
        open.select();
        open
    }

    /// Takes the table with its other columns, if it is of the same file; the rows are the same.
    pub(super) fn complete(&mut self, loaded: LoadedTable) {
        if loaded.path == self.loaded.path && loaded.table.len() == self.loaded.table.len() {
            (self.loaded, self.is_reading) = (loaded, false);
            self.selected = Selected::default();
            self.select();
        }
    }

    /// What the job read so far is all that there will be.
    pub(super) fn stop_reading(&mut self) {
        self.is_reading = false;
    }

    /// Shows the events of a window of time, in seconds since 1970-01-01T00:00Z, or of all times.
    pub(super) fn set_window(&mut self, window: Option<(i64, i64)>) {
        let day = |secs: i64| i32::try_from(secs.div_euclid(SECS_PER_DAY)).unwrap_or(i32::MAX);
        self.filter.days = window.map(|(from, until)| (day(from), day(until.saturating_add(SECS_PER_DAY - 1))));
        self.select();
    }

    fn select(&mut self) {
        self.selected.update(&self.loaded.table, &self.filter);
        self.revision += 1;
    }

    pub fn path(&self) -> &std::path::Path {
        &self.loaded.path
    }

    pub fn table(&self) -> &EventTable {
        &self.loaded.table
    }

    pub fn issues(&self) -> &[Issue] {
        &self.loaded.issues
    }

    pub fn is_reading(&self) -> bool {
        self.is_reading
    }

    /// How many events are asked for.
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

    /// How many of the events asked for fall on each cell of a viewport.
    pub fn density(&self, viewport: Viewport) -> Density {
        density(&self.loaded.table, &self.selected, self.loaded.index.as_deref(), viewport)
    }
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
