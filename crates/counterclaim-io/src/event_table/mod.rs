//! Event tables: one row for each event, up to millions, read in two steps.
//!
//! [`EventFile::first`] reads what a first picture needs, [`EventFile::rest`] every other column of the same rows.
//! Both read the whole file on all threads; long texts stay in it and are read by [`EventFile::notes`].
//! What a format calls its columns is in its own file, such as `formats/acled.rs`.

mod assemble;
mod columns;
mod defect;
mod first_pass;
mod keys;
mod layout;
mod second_pass;

use std::path::{Path, PathBuf};

pub use self::first_pass::{FIRST_FIELDS, northing};
pub use self::layout::{Format, Layout};

use self::assemble::{first_columns, inverse};
use self::columns::Rest;
use self::defect::Defects;
use self::first_pass::FirstCollector;
use self::keys::repeated_keys;
use self::second_pass::RestCollector;
use crate::delimited::{ByteSource, Collect, Collected, Header, Stopped, collect, unquote};
use crate::formats::acled;
use crate::{Issue, IssueText, LoadError, Severity, file_name};
use counterclaim_model::Progress;
use counterclaim_model::{DatasetHeader, Defect, EventColumns, EventField, EventId, EventTable, Id as _, TimeGrain};

/// Every format of event tables, in the order in which they are tried.
pub const EVENT_FORMATS: &[&Format] = &[&acled::FORMAT];

/// An event table's file, and how it is read.
#[derive(Debug)]
pub struct EventFile {
    bytes: ByteSource,
    layout: Layout,
    format: &'static Format,
    path: PathBuf,
}

/// What a first reading gives: the columns of the picture, and what the second goes on from.
#[derive(Debug)]
pub struct First {
    pub table: EventTable,
    /// Row of the file of each row; empty where they are the same.
    order: Vec<u32>,
    defects: Defects,
}

/// An event table with every column.
#[derive(Debug)]
pub struct Complete {
    pub table: EventTable,
    pub issues: Vec<Issue>,
    /// Records of the file that are not in the table.
    pub rejected: u64,
}

/// Whether the beginning of a file looks like an event table.
pub fn recognises(head: &[u8]) -> bool {
    Header::of_head(head, false).is_some_and(|header| format_of(&header).is_some())
}

fn format_of(header: &Header) -> Option<(&'static Format, Layout)> {
    EVENT_FORMATS.iter().find_map(|format| Some((*format, Layout::find(header, format)?)))
}

impl EventFile {
    /// Opens a file by its header; `None` where it is no event table of a known format.
    pub fn open(path: &Path) -> Result<Option<Self>, LoadError> {
        let unreadable = |source| LoadError::Unreadable { source, path: path.to_owned() };
        let bytes = ByteSource::open(path).map_err(unreadable)?;
        Self::of_bytes(bytes, path).map_err(unreadable)
    }

    /// As [`EventFile::open`], of bytes that are at hand; `path` is for messages.
    pub fn of_bytes(bytes: ByteSource, path: &Path) -> std::io::Result<Option<Self>> {
        let header = Header::of_bytes(&bytes)?;
        let found = header.as_ref().and_then(format_of);
        Ok(found.map(|(format, layout)| Self { bytes, layout, format, path: path.to_owned() }))
    }

    /// What the file's format is called.
    pub fn format(&self) -> &'static str {
        self.format.name
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads place, day, event type, country and deaths of every record.
    ///
    /// An error where the file cannot be read, has changed meanwhile, or the reading was cancelled.
    pub fn first(&self, progress: &Progress) -> Result<First, LoadError> {
        let collectors = (0..threads()).map(|_| FirstCollector::new(&self.layout, self.expected())).collect();
        let (mut segments, collectors) = self.collected(collectors, progress)?;
        let mut defects = Defects::default();
        for segment in &mut segments {
            defects.append(std::mem::take(&mut segment.rows.defects));
        }
        let (columns, order) = first_columns(&segments, &collectors).ok_or_else(|| self.too_large())?;
        Ok(First { table: self.table(columns)?, order, defects })
    }

    /// Reads every other column of the rows of a first reading; the rows keep their ids.
    ///
    /// An error where the file cannot be read, has changed since, or the reading was cancelled.
    pub fn rest(&self, first: First, progress: &Progress) -> Result<Complete, LoadError> {
        let First { table, order, defects } = first;
        let collectors = (0..threads()).map(|_| RestCollector::new(&self.layout, table.len() / threads())).collect();
        let (segments, mut collectors) = self.collected(collectors, progress)?;
        let rest = Rest::new(&segments, &mut collectors);
        if rest.rows() != table.len() {
            return Err(self.changed());
        }
        let mut columns = table.into_columns();
        let is_lossy = rest.fill(&mut columns, &order).ok_or_else(|| self.too_large())?;
        drop((segments, collectors));
        columns.file_order = inverse(&order);
        drop(order);
        let table = self.table_with_meanings(columns)?;
        let unreadable = |source| LoadError::Unreadable { source, path: self.path.clone() };
        let mut issues = defects.tell(&self.bytes, &self.layout, &self.path).map_err(unreadable)?;
        issues.extend(is_lossy.then(|| self.lossy()));
        issues.extend(repeated_keys(&table, &self.layout, &self.path));
        Ok(Complete { table, issues, rejected: defects.rejected })
    }

    /// The long text of a row of this file's table, read from the file; empty where it has none.
    ///
    /// An error where the file can no longer be read or is not as it was.
    pub fn notes(&self, table: &EventTable, event: EventId) -> Result<String, LoadError> {
        let row = event.index();
        let columns = table.columns();
        let range = columns.record_at.get(row).zip(columns.notes_at.get(row)).zip(columns.notes_len.get(row));
        let Some(((record_at, notes_at), len)) = range else {
            return Ok(String::new());
        };
        if !self.bytes.is_unchanged() {
            return Err(self.changed());
        }
        let mut raw = vec![0; *len as usize];
        let read = self.bytes.read_exact(record_at + u64::from(*notes_at), &mut raw);
        read.map_err(|source| LoadError::Unreadable { source, path: self.path.clone() })?;
        Ok(String::from_utf8_lossy(&unquote(&raw)).into_owned())
    }

    /// Where the file's bytes are, for readings of one's own.
    pub fn bytes(&self) -> &ByteSource {
        &self.bytes
    }

    /// What was wrong with a record that the table has and a dataset cannot have.
    pub fn issue_of(&self, defect: Defect) -> Issue {
        Issue::of_defect(&file_name(&self.path), None, defect)
    }

    fn collected<C: Collect>(&self, collectors: Vec<C>, progress: &Progress) -> Result<Collected<C>, LoadError> {
        let collected = collect(&self.bytes, self.layout.shape, collectors, progress);
        if !self.bytes.is_unchanged() {
            return Err(self.changed());
        }
        collected.map_err(|stopped| match stopped {
            Stopped::Failed(source) => LoadError::Unreadable { source, path: self.path.clone() },
            Stopped::Cancelled => LoadError::Cancelled { path: self.path.clone() },
        })
    }

    /// Rows that one thread is likely to meet: records have a byte or more for each cell and often far more.
    fn expected(&self) -> usize {
        usize::try_from(self.bytes.len()).unwrap_or(0) / (8 * self.layout.shape.cells.max(1)) / threads()
    }

    /// A table with every column, whose precisions mean what the format says.
    pub(crate) fn table_with_meanings(&self, mut columns: EventColumns) -> Result<EventTable, LoadError> {
        columns.radius_km = meanings(&columns, EventField::PlacePrecision, self.layout.radii_km, f32::NAN);
        columns.grain = meanings(&columns, EventField::TimePrecision, self.layout.grains, TimeGrain::Day);
        self.table(columns)
    }

    /// A table of columns that fit each other.
    pub(crate) fn table(&self, columns: EventColumns) -> Result<EventTable, LoadError> {
        let title = self.path.file_stem().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned();
        let header = DatasetHeader { title, ..DatasetHeader::default() };
        EventTable::new(header, columns).ok_or_else(|| self.too_large())
    }

    fn changed(&self) -> LoadError {
        LoadError::Changed { path: self.path.clone() }
    }

    fn too_large(&self) -> LoadError {
        LoadError::TooManyRecords { path: self.path.clone() }
    }

    fn lossy(&self) -> Issue {
        let text = IssueText {
            file: file_name(&self.path),
            line: None,
            record: "file".to_owned(),
            field: String::new(),
            reason: "some of its text is not UTF-8; invalid characters are shown as �".to_owned(),
            severity: Severity::Remark,
        };
        text.into()
    }
}

/// How many threads read at once.
fn threads() -> usize {
    rayon::current_num_threads().max(1)
}

/// What each code of a field stands for.
fn meanings<T: Copy>(columns: &EventColumns, field: EventField, known: &[(&str, T)], otherwise: T) -> Vec<T> {
    let Some(column) = columns.codes.get(field.index()) else {
        return Vec::new();
    };
    let mapping_source = |code| {
        known.iter().find(|(name, _)| *name == column.names.text(code)).map(|(_, mapping_source)| *mapping_source)
    };
    (0..column.names.len()).map(|code| mapping_source(code).unwrap_or(otherwise)).collect()
}
