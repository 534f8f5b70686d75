//! Event tables: columns for up to millions of events of one shape.
//!
//! An [`EventTable`] exists beside [`Dataset`](crate::Dataset) and never changes either.
//! Each event has one claim, and one statement without a stance for each listed source;
//! these are not stored but derived from the row number (`row.rs`), with their texts composed on demand.
//! Long texts stay in the source file: the table has their byte ranges.
//! [`EventTable::excerpt`] turns a selection of rows into an ordinary dataset.

mod codes;
mod excerpt;
mod row;

use std::mem::size_of;

pub use codes::{CodeColumn, Codes, NameList};
pub use row::{EventRow, EventWords, ListedSource, split_key};

use crate::DatasetHeader;

/// An unknown day in a column of days; it sorts before all others.
pub const UNKNOWN_DAY: i32 = i32::MIN;
/// An unknown number of deaths.
pub const UNKNOWN_COUNT: u32 = u32::MAX;

/// The columns of recurring texts.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum EventField {
    EventType,
    Country,
    Disorder,
    SubEventType,
    Actor1,
    Associates1,
    Inter1,
    Actor2,
    Associates2,
    Inter2,
    Interaction,
    Targeting,
    CountryNumber,
    Region,
    Admin1,
    Admin2,
    Admin3,
    Location,
    SourceScale,
    Tags,
    TimePrecision,
    PlacePrecision,
    /// The letters before the number of an event's key.
    KeyPrefix,
}

impl EventField {
    pub const ALL: [Self; 23] = [
        Self::EventType,
        Self::Country,
        Self::Disorder,
        Self::SubEventType,
        Self::Actor1,
        Self::Associates1,
        Self::Inter1,
        Self::Actor2,
        Self::Associates2,
        Self::Inter2,
        Self::Interaction,
        Self::Targeting,
        Self::CountryNumber,
        Self::Region,
        Self::Admin1,
        Self::Admin2,
        Self::Admin3,
        Self::Location,
        Self::SourceScale,
        Self::Tags,
        Self::TimePrecision,
        Self::PlacePrecision,
        Self::KeyPrefix,
    ];

    #[inline]
    pub fn index(self) -> usize {
        self as usize
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::EventType => "event type",
            Self::Country => "country",
            Self::Disorder => "disorder",
            Self::SubEventType => "sub-event type",
            Self::Actor1 => "first actor",
            Self::Associates1 => "associates of the first actor",
            Self::Inter1 => "kind of the first actor",
            Self::Actor2 => "second actor",
            Self::Associates2 => "associates of the second actor",
            Self::Inter2 => "kind of the second actor",
            Self::Interaction => "interaction",
            Self::Targeting => "civilian targeting",
            Self::CountryNumber => "country number",
            Self::Region => "region",
            Self::Admin1 => "first-level division",
            Self::Admin2 => "second-level division",
            Self::Admin3 => "third-level division",
            Self::Location => "location",
            Self::SourceScale => "scale of the source",
            Self::Tags => "tags",
            Self::TimePrecision => "precision of the time",
            Self::PlacePrecision => "precision of the place",
            Self::KeyPrefix => "prefix of the key",
        }
    }
}

/// The width of the time around an event's day.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum TimeGrain {
    #[default]
    Day,
    /// Three days before to three days after.
    Week,
    /// The month of the day.
    Month,
}

/// The columns of an [`EventTable`], one value for each row; a column that has not been read yet is empty.
#[derive(Clone, Debug, Default)]
pub struct EventColumns {
    /// Degrees east, NaN where unknown.
    pub lon_deg: Vec<f32>,
    /// Degrees north, NaN where unknown.
    pub lat_deg: Vec<f32>,
    /// Mercator northing in degrees of longitude, NaN where unknown.
    pub northing: Vec<f32>,
    /// Days since 1970-01-01, ascending; [`UNKNOWN_DAY`] where unknown.
    pub day: Vec<i32>,
    /// [`UNKNOWN_COUNT`] where unknown.
    pub fatalities: Vec<u32>,
    /// Indexed by [`EventField::index`].
    pub codes: Vec<CodeColumn>,
    /// The number at the end of the key, `u32::MAX` if there is none.
    pub key_number: Vec<u32>,
    /// When the publisher of the dataset last edited the row, in seconds since 1970-01-01T00:00Z; 0 where unknown.
    pub edited_s: Vec<u32>,
    /// Offset in the file at which the row's record starts.
    pub record_at: Vec<u64>,
    /// Bytes from there to the cell of the notes.
    pub notes_at: Vec<u32>,
    /// Length of the cell of the notes in bytes, quotes included.
    pub notes_len: Vec<u32>,
    /// Where each row's sources start in `sources`, plus the end.
    pub source_starts: Vec<u32>,
    /// Codes of `source_names`, row by row, in the order listed.
    pub sources: Vec<u32>,
    pub source_names: NameList,
    /// Rows in the order of their records in the file; empty if that is the order of the rows.
    pub file_order: Vec<u32>,
    /// Radius in kilometres for each code of the place's precision; NaN if it implies none.
    pub radius_km: Vec<f32>,
    /// Grain for each code of the time's precision.
    pub grain: Vec<TimeGrain>,
}

/// Events as columns, sorted by day, then by their order in the file.
#[derive(Clone, Debug)]
pub struct EventTable {
    header: DatasetHeader,
    columns: EventColumns,
}

impl EventTable {
    /// Checks that all columns have a value for each row or none at all, and that days are ascending.
    ///
    /// `None` if they do not match.
    pub fn new(header: DatasetHeader, mut columns: EventColumns) -> Option<Self> {
        let rows = columns.day.len();
        columns.codes.resize_with(EventField::ALL.len(), CodeColumn::default);
        let whole = |len: usize| len == rows;
        let whole_or_none = |len: usize| len == rows || len == 0;
        let starts = &columns.source_starts;
        let last = starts.last().map_or(0, |end| *end as usize);
        let fits = u32::try_from(rows).is_ok_and(|rows| rows < u32::MAX)
            && [columns.lon_deg.len(), columns.lat_deg.len(), columns.northing.len()].into_iter().all(whole)
            && [columns.fatalities.len(), columns.record_at.len()].into_iter().all(whole)
            && [columns.key_number.len(), columns.edited_s.len(), columns.file_order.len()]
                .into_iter()
                .chain([columns.notes_at.len(), columns.notes_len.len()])
                .chain(columns.codes.iter().map(|column| column.codes.len()))
                .all(whole_or_none)
            && (starts.is_empty() || starts.len() == rows + 1 && starts.is_sorted())
            && last == columns.sources.len()
            && columns.day.is_sorted();
        fits.then_some(Self { header, columns })
    }

    #[inline]
    pub fn header(&self) -> &DatasetHeader {
        &self.header
    }

    #[inline]
    pub fn columns(&self) -> &EventColumns {
        &self.columns
    }

    /// The columns, for filling without a copy.
    #[inline]
    pub fn into_columns(self) -> EventColumns {
        self.columns
    }

    /// The number of events, which equals the number of claims.
    #[inline]
    pub fn len(&self) -> usize {
        self.columns.day.len()
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether every column has been read, not only those of the first picture.
    #[inline]
    pub fn is_complete(&self) -> bool {
        self.columns.source_starts.len() == self.len() + 1
    }

    /// The total number of listed sources, which is the number of statements.
    #[inline]
    pub fn statement_count(&self) -> usize {
        self.columns.sources.len()
    }

    /// The number of distinct sources.
    #[inline]
    pub fn source_count(&self) -> usize {
        self.columns.source_names.len() as usize - 1
    }

    /// Total deaths in rows where they are known.
    #[inline]
    pub fn fatalities(&self) -> u64 {
        self.columns.fatalities.iter().filter(|count| **count != UNKNOWN_COUNT).map(|count| u64::from(*count)).sum()
    }

    /// A column of recurring texts; empty until it has been read.
    #[inline]
    pub fn field(&self, field: EventField) -> &CodeColumn {
        &self.columns.codes[field.index()]
    }

    /// The rows of days `from <= day < until`, as a range.
    #[inline]
    pub fn rows_between(&self, from: i32, until: i32) -> std::ops::Range<usize> {
        let start = self.columns.day.partition_point(|day| *day < from);
        start..self.columns.day.partition_point(|day| *day < until).max(start)
    }

    /// The row of the `number`th valid record of the file; the last if there is none.
    #[inline]
    pub fn row_in_file(&self, number: usize) -> usize {
        self.columns.file_order.get(number).map_or(number, |row| *row as usize)
    }

    /// The first and the last known day.
    #[inline]
    pub fn days(&self) -> Option<(i32, i32)> {
        let known = self.columns.day.partition_point(|day| *day == UNKNOWN_DAY);
        Some((*self.columns.day.get(known)?, *self.columns.day.last()?))
    }

    /// Memory of the table in bytes.
    pub fn heap_bytes(&self) -> usize {
        fn of<T>(column: &Vec<T>) -> usize {
            column.capacity() * size_of::<T>()
        }
        let columns = &self.columns;
        of(&columns.lon_deg)
            + of(&columns.lat_deg)
            + of(&columns.northing)
            + of(&columns.day)
            + of(&columns.fatalities)
            + of(&columns.key_number)
            + of(&columns.edited_s)
            + of(&columns.record_at)
            + of(&columns.notes_at)
            + of(&columns.notes_len)
            + of(&columns.source_starts)
            + of(&columns.sources)
            + of(&columns.file_order)
            + columns.codes.iter().map(CodeColumn::heap_bytes).sum::<usize>()
    }
}
