//! Event tables: one row for each event, up to millions, read in two steps.
//!
//! [`EventFile::first`] reads what a first picture needs, [`EventFile::rest`] every other column of the same rows.
//! Both read the whole file on all threads; long texts stay in it and are read by [`EventFile::notes`].
//! What a format calls its columns is in its own file, such as `acled.rs`.

mod assemble;
mod defect;
mod first;
mod layout;
mod rest;

use std::path::{Path, PathBuf};

pub use self::layout::{Format, Layout};

use self::assemble::{NumberColumn, code_columns, gather, inverse, joined, order_by_day};
use self::defect::Defects;
use self::first::{FIRST_FIELDS, FirstCollector};
use self::rest::{RestCollector, RestRows, Run};
use super::acled;
use crate::io::table::{
    Bytes, Collect, Collected, Header, Interner, Progress, Segment, Stopped, collect, merge, unquote,
};
use crate::io::{Issue, LoadError, Severity};
use crate::model::{
    CodeColumn, DatasetHeader, Defect, EventColumns, EventField, EventId, EventTable, Id as _, Kept, NameList,
    TimeGrain,
};

/// Every format of event tables, in the order in which they are tried.
pub const EVENT_FORMATS: &[&Format] = &[&acled::FORMAT];

/// An event table's file, and how it is read.
#[derive(Debug)]
pub struct EventFile {
    bytes: Bytes,
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
    pub set_aside: u64,
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
        let bytes = Bytes::open(path).map_err(unreadable)?;
        Self::of_bytes(bytes, path).map_err(unreadable)
    }

    /// As [`EventFile::open`], of bytes that are at hand; `path` is for messages.
    pub fn of_bytes(bytes: Bytes, path: &Path) -> std::io::Result<Option<Self>> {
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
        let collectors = (0..threads()).map(|_| FirstCollector::new(&self.layout)).collect();
        let (mut segments, collectors) = self.collected(collectors, progress)?;
        let mut defects = Defects::default();
        for segment in &mut segments {
            defects.append(std::mem::take(&mut segment.rows.defects));
        }
        let day = joined(&mut segments, |rows| &mut rows.day);
        let order = order_by_day(&day);
        let taken: Vec<_> =
            (0..FIRST_FIELDS.len()).map(|at| parts(&mut segments, |rows| &mut rows.codes[at])).collect();
        let number_columns = taken.iter().enumerate().map(|(at, parts)| NumberColumn {
            interners: collectors.iter().map(|collector| &collector.interners[at]).collect(),
            stands_for: Vec::new(),
            parts,
        });
        let (read, _) = code_columns(number_columns.collect(), &order).ok_or_else(|| self.too_large())?;
        let mut codes: Vec<CodeColumn> = EventField::ALL.iter().map(|_| CodeColumn::default()).collect();
        for (field, column) in FIRST_FIELDS.into_iter().zip(read) {
            codes[field.index()] = column;
        }
        let lon = joined(&mut segments, |rows| &mut rows.lon_deg);
        let lat = joined(&mut segments, |rows| &mut rows.lat_deg);
        let northing = joined(&mut segments, |rows| &mut rows.northing);
        let fatalities = joined(&mut segments, |rows| &mut rows.fatalities);
        let record_at = joined(&mut segments, |rows| &mut rows.record_at);
        let ((lon_deg, lat_deg), ((northing, fatalities), (day, record_at))) = rayon::join(
            || (gather(lon, &order), gather(lat, &order)),
            || {
                let floats = (gather(northing, &order), gather(fatalities, &order));
                (floats, (gather(day, &order), gather(record_at, &order)))
            },
        );
        let columns =
            EventColumns { lon_deg, lat_deg, northing, day, fatalities, codes, record_at, ..EventColumns::default() };
        Ok(First { table: self.table(columns)?, order, defects })
    }

    /// Reads every other column of the rows of a first reading; the rows keep their ids.
    ///
    /// An error where the file cannot be read, has changed since, or the reading was cancelled.
    pub fn rest(&self, first: First, progress: &Progress) -> Result<Complete, LoadError> {
        let First { table, order, defects } = first;
        let fields: Vec<(EventField, usize)> =
            self.layout.codes.iter().copied().filter(|(field, _)| !FIRST_FIELDS.contains(field)).collect();
        let collectors = (0..threads()).map(|_| RestCollector::new(&self.layout, &fields)).collect();
        let (mut segments, collectors) = self.collected(collectors, progress)?;
        if segments.iter().map(|segment| segment.rows.rows).sum::<usize>() != table.len() {
            return Err(self.changed());
        }
        let mut columns = table.columns().clone();
        drop(table);
        let listed = parts(&mut segments, |rows| &mut rows.sources);
        let source_counts = joined(&mut segments, |rows| &mut rows.source_counts);
        let numbers = [
            joined(&mut segments, |rows| &mut rows.key_number),
            joined(&mut segments, |rows| &mut rows.edited_s),
            joined(&mut segments, |rows| &mut rows.notes_at),
            joined(&mut segments, |rows| &mut rows.notes_len),
        ];
        let (listed, numbers) = rayon::join(
            || listed_sources(&collectors, &listed, &source_counts, &order),
            || numbers.map(|column| gather(column, &order)),
        );
        let (read, is_lossy) = code_fields(&collectors, &mut segments, &order).ok_or_else(|| self.too_large())?;
        let (starts, codes, names) = listed.ok_or_else(|| self.too_large())?;
        for (field, column) in read {
            columns.codes[field.index()] = column;
        }
        (columns.source_starts, columns.sources, columns.source_names) = (starts, codes, names);
        [columns.key_number, columns.edited_s, columns.notes_at, columns.notes_len] = numbers;
        columns.file_order = inverse(&order);
        columns.radius_km = meanings(&columns, EventField::PlacePrecision, self.layout.radii_km, f32::NAN);
        columns.grain = meanings(&columns, EventField::TimePrecision, self.layout.grains, TimeGrain::Day);
        let unreadable = |source| LoadError::Unreadable { source, path: self.path.clone() };
        let mut issues = defects.tell(&self.bytes, &self.layout, &self.path).map_err(unreadable)?;
        issues.extend(is_lossy.then(|| self.lossy()));
        Ok(Complete { table: self.table(columns)?, issues, set_aside: defects.set_aside })
    }

    /// The long text of a row of this file's table, read from the file; empty where it has none.
    ///
    /// An error where the file can no longer be read or is not as it was.
    pub fn notes(&self, table: &EventTable, event: EventId) -> Result<String, LoadError> {
        let (row, columns) = (event.index(), table.columns());
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
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// What was wrong with a record that the table has and a dataset cannot have.
    pub fn issue_of(&self, defect: Defect) -> Issue {
        Issue {
            file: self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned(),
            line: None,
            record: format!("{} {}", defect.kind.label(), defect.key),
            field: defect.field,
            reason: defect.reason,
            severity: match defect.kept {
                Kept::Whole => Severity::Remark,
                Kept::WithoutField => Severity::FieldLeftOut,
                Kept::SetAside => Severity::SetAside,
            },
        }
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

    fn table(&self, columns: EventColumns) -> Result<EventTable, LoadError> {
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
        Issue {
            file: self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned(),
            line: None,
            record: "file".to_owned(),
            field: String::new(),
            reason: "some of its text is not UTF-8; what could not be read stands as �".to_owned(),
            severity: Severity::Remark,
        }
    }
}

/// How many threads read at once.
fn threads() -> usize {
    rayon::current_num_threads().max(1)
}

/// One column of numbers, segment by segment, with the collector that gave them.
fn parts<R>(segments: &mut [Segment<R>], column: impl Fn(&mut R) -> &mut Vec<u32>) -> Vec<(usize, Vec<u32>)> {
    segments.iter_mut().map(|segment| (segment.collector, std::mem::take(column(&mut segment.rows)))).collect()
}

/// The columns of all fields whose texts repeat, and whether a text was not UTF-8.
fn code_fields(
    collectors: &[RestCollector<'_>],
    segments: &mut [Segment<RestRows>],
    order: &[u32],
) -> Option<(Vec<(EventField, CodeColumn)>, bool)> {
    let runs = collectors.first().map_or(0, |collector| collector.runs.len());
    let mut taken = Vec::with_capacity(runs);
    for at in 0..runs {
        taken.push(parts(segments, |rows| {
            rows.runs.resize_with(runs, Vec::new);
            &mut rows.runs[at]
        }));
    }
    let prefixes = parts(segments, |rows| &mut rows.prefix);
    let (mut fields, mut columns) = (vec![EventField::KeyPrefix], Vec::new());
    columns.push(NumberColumn {
        interners: collectors.iter().map(|collector| &collector.prefixes).collect(),
        stands_for: Vec::new(),
        parts: &prefixes,
    });
    for (run, parts) in taken.iter().enumerate() {
        let run_of: Vec<&Run> = collectors.iter().filter_map(|collector| collector.runs.get(run)).collect();
        let run_fields = run_of.first().map(|run| run.fields.as_slice()).unwrap_or_default();
        for (at, (field, _)) in run_fields.iter().enumerate() {
            fields.push(*field);
            columns.push(NumberColumn {
                interners: run_of.iter().filter_map(|run| run.interners.get(at)).collect(),
                stands_for: run_of.iter().map(|run| run.numbers_of(at).collect()).collect(),
                parts,
            });
        }
    }
    let (columns, is_lossy) = code_columns(columns, order)?;
    Some((fields.into_iter().zip(columns).collect(), is_lossy))
}

/// Where each row's sources start, their codes, and the names of the codes.
fn listed_sources(
    collectors: &[RestCollector<'_>],
    listed: &[(usize, Vec<u32>)],
    counts: &[u16],
    order: &[u32],
) -> Option<(Vec<u32>, Vec<u32>, NameList)> {
    let interners: Vec<&Interner> = collectors.iter().map(|collector| &collector.sources).collect();
    let merged = merge(&interners)?;
    let mut in_file: Vec<u32> = Vec::with_capacity(listed.iter().map(|(_, part)| part.len()).sum());
    for (collector, part) in listed {
        in_file.extend(part.iter().map(|number| merged.code(*collector, *number)));
    }
    let mut starts_in_file = Vec::with_capacity(counts.len());
    let mut total = 0u32;
    for count in counts {
        starts_in_file.push(total);
        total = total.checked_add(u32::from(*count))?;
    }
    let mut starts = Vec::with_capacity(counts.len() + 1);
    let mut codes: Vec<u32> = Vec::with_capacity(in_file.len());
    for row in 0..counts.len() {
        starts.push(u32::try_from(codes.len()).ok()?);
        let from = order.get(row).map_or(row, |from| *from as usize);
        let first = *starts_in_file.get(from)? as usize;
        codes.extend_from_slice(in_file.get(first..first + usize::from(*counts.get(from)?))?);
    }
    starts.push(total);
    Some((starts, codes, merged.names))
}

/// What each code of a field stands for.
fn meanings<T: Copy>(columns: &EventColumns, field: EventField, known: &[(&str, T)], otherwise: T) -> Vec<T> {
    let Some(column) = columns.codes.get(field.index()) else {
        return Vec::new();
    };
    let meaning = |code| known.iter().find(|(name, _)| *name == column.names.text(code)).map(|(_, meaning)| *meaning);
    (0..column.names.len()).map(|code| meaning(code).unwrap_or(otherwise)).collect()
}
