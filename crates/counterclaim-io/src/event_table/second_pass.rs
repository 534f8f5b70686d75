//! The second reading: every other column.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

use super::first_pass::{FIRST_FIELDS, standing};
use super::layout::Layout;
use crate::delimited::{Collect, Interner, Record, Records, TextKey, value, with_room};
use counterclaim_model::{EventField, split_key};

/// What is kept of one segment of the file.
#[derive(Debug, Default)]
pub struct RestRows {
    /// Which of the collector's values are theirs.
    pub values: Range<usize>,
}

/// What stands behind a row's runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tail {
    Prefix,
    KeyNumber,
    Edited,
    NotesAt,
    NotesLen,
    /// Where the row's sources start among those of its collector.
    SourcesAt,
    SourceCount,
}

impl Tail {
    pub const ALL: [Self; 7] = [
        Self::Prefix,
        Self::KeyNumber,
        Self::Edited,
        Self::NotesAt,
        Self::NotesLen,
        Self::SourcesAt,
        Self::SourceCount,
    ];
}

pub struct RestCollector<'a> {
    layout: &'a Layout,
    pub runs: Vec<Run>,
    pub prefixes: Interner,
    pub sources: Interner,
    /// For each run and each [`Tail`] the values of all rows.
    pub values: Vec<Vec<u32>>,
    /// Numbers of `sources`, row by row.
    pub listed: Vec<u32>,
}

impl<'a> RestCollector<'a> {
    /// Reads all fields whose texts repeat but those of the first reading; so many rows are expected.
    pub fn new(layout: &'a Layout, expected: usize) -> Self {
        let runs: Vec<Run> =
            runs(&layout.codes).into_iter().map(Run::new).filter(|run| !run.fields.is_empty()).collect();
        let (prefixes, sources) = Default::default();
        let mut values = Vec::new();
        values.resize_with(runs.len() + Tail::ALL.len(), || with_room(expected));
        Self { layout, runs, prefixes, sources, values, listed: with_room(expected * 2) }
    }

    /// Counts rows that were taken last among those of a segment.
    fn extend(&self, rows: &mut RestRows, count: usize) {
        let len = self.values.first().map_or(0, Vec::len);
        if rows.values.is_empty() {
            rows.values = len - count..len - count;
        }
        rows.values.end = len;
    }

    /// Takes the names in the cells of several records' sources; returns where each record's start and how many it has.
    fn sources(&mut self, cells: &[Cow<'_, [u8]>]) -> Vec<(u32, u32)> {
        let mut keys = Vec::with_capacity(cells.len() * 2);
        let mut places = Vec::with_capacity(cells.len());
        for cell in cells {
            let before = keys.len();
            let names = split(cell, self.layout.source_separator).take(usize::from(u16::MAX));
            keys.extend(names.map(TextKey::of));
            places.push((small(self.listed.len() + before), small(keys.len() - before)));
        }
        self.listed.extend(keys.into_iter().map(|key| self.sources.number_of(key)));
        places
    }

    /// Takes what stands behind a record's runs and its sources, of which there are so many from a place on.
    fn tail(&mut self, record: &Record<'_>, (sources_at, source_count): (u32, u32)) {
        let layout = self.layout;
        let key = record.cell(layout.key);
        let (prefix, number) = std::str::from_utf8(&key).map_or((&*key, u32::MAX), |key| {
            let (prefix, number) = split_key(key);
            (prefix.as_bytes(), number)
        });
        let notes = layout.notes.map_or(record.start..record.start, |column| record.range(column));
        let values = self.values.get_mut(self.runs.len()..).unwrap_or_default();
        for (values, tail) in values.iter_mut().zip(Tail::ALL) {
            values.push(match tail {
                Tail::Prefix => self.prefixes.number(prefix),
                Tail::KeyNumber => number,
                Tail::Edited => layout.edited.and_then(|column| value::count(&record.cell(column))).unwrap_or(0),
                Tail::NotesAt => small(notes.start - record.start),
                Tail::NotesLen => small(notes.len()),
                Tail::SourcesAt => sources_at,
                Tail::SourceCount => source_count,
            });
        }
    }
}

impl Collect for RestCollector<'_> {
    type Rows = RestRows;

    /// Run by run, so that the names of one stay near the processor, and look-ups do not wait for each other.
    fn records(&mut self, rows: &mut RestRows, _: u64, records: &Records<'_>) {
        let standing: Vec<Record<'_>> =
            records.iter().filter(|record| standing(self.layout, record).is_none()).collect();
        let mut keys = Vec::with_capacity(standing.len());
        for (values, run) in self.values.iter_mut().zip(&mut self.runs) {
            keys.clear();
            keys.extend(standing.iter().map(|record| run.key(record)));
            values.extend(keys.iter().zip(&standing).map(|(key, record)| run.number(*key, record)));
        }
        let sources = self.layout.sources;
        let cells: Vec<_> =
            standing.iter().map(|record| sources.map(|column| record.cell(column)).unwrap_or_default()).collect();
        let places = self.sources(&cells);
        for (record, place) in standing.iter().zip(places) {
            self.tail(record, place);
        }
        self.extend(rows, standing.len());
    }

    fn too_long(&mut self, _: &mut RestRows, _: u64) {}
}

/// Columns side by side whose texts depend on each other, looked up as one text.
///
/// A location settles its divisions, country and region, so that one look-up does for seven.
pub struct Run {
    /// Those that the first reading left.
    pub fields: Vec<(EventField, usize)>,
    first: usize,
    last: usize,
    pub whole: Interner,
    /// For each number of `whole`, the number of each field.
    numbers: Vec<u32>,
    pub interners: Vec<Interner>,
}

impl Run {
    fn new(mut fields: Vec<(EventField, usize)>) -> Self {
        let column = |field: Option<&(EventField, usize)>| field.map_or(0, |(_, column)| *column);
        let first = column(fields.first());
        let last = column(fields.last());
        fields.retain(|(field, _)| !FIRST_FIELDS.contains(field));
        let mut interners = Vec::new();
        interners.resize_with(fields.len(), Interner::default);
        Self { numbers: vec![0; fields.len()], fields, first, last, whole: Interner::default(), interners }
    }

    /// What a record's run is looked up by.
    #[inline]
    fn key<'r>(&self, record: &Record<'r>) -> TextKey<'r> {
        TextKey::of(record.raw_run(self.first, self.last))
    }

    /// The number of a record's run; its fields are looked up only the first time.
    #[inline]
    fn number(&mut self, key: TextKey<'_>, record: &Record<'_>) -> u32 {
        let known = self.whole.len();
        let number = self.whole.number_of(key);
        if number as usize == known {
            for ((_, column), interner) in self.fields.iter().zip(&mut self.interners) {
                self.numbers.push(interner.number(&record.cell(*column)));
            }
        }
        number
    }

    /// For each number of the run, the number of one of its fields.
    pub fn numbers_of(&self, field: usize) -> impl Iterator<Item = u32> {
        self.numbers.iter().copied().skip(field).step_by(self.fields.len().max(1))
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// The fields that may share a run with others.
const RUNS: [&[EventField]; 3] = [
    &[EventField::TimePrecision, EventField::Disorder, EventField::EventType, EventField::SubEventType],
    &[EventField::Inter2, EventField::Interaction, EventField::Targeting],
    &[
        EventField::CountryNumber,
        EventField::Region,
        EventField::Country,
        EventField::Admin1,
        EventField::Admin2,
        EventField::Admin3,
        EventField::Location,
    ],
];

/// Groups fields that stand side by side in the file and belong to one run; the others stay alone.
fn runs(fields: &[(EventField, usize)]) -> Vec<Vec<(EventField, usize)>> {
    let mut fields = fields.to_vec();
    fields.sort_by_key(|(_, column)| *column);
    let home = |field| RUNS.iter().position(|run| run.contains(&field));
    let mut runs: Vec<Vec<(EventField, usize)>> = Vec::new();
    for (field, column) in fields {
        let last = runs.last_mut().filter(|run| {
            run.last().is_some_and(|(other, before)| {
                *before + 1 == column && home(field).is_some() && home(*other) == home(field)
            })
        });
        match last {
            Some(run) => run.push((field, column)),
            None => runs.push(vec![(field, column)]),
        }
    }
    runs
}

/// The parts of a cell that are not empty, without white space around them.
fn split<'a>(cell: &'a [u8], separator: &'static [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(cell);
    let first = separator.first().unwrap_or(&b';');
    let parts = std::iter::from_fn(move || {
        let all = rest?;
        let mut from = 0;
        let at = loop {
            let found = memchr(*first, all.get(from..)?);
            match found.map(|found| from + found) {
                Some(at) if all.get(at..).is_some_and(|behind| behind.starts_with(separator)) => break Some(at),
                Some(at) => from = at + 1,
                None => break None,
            }
        };
        rest = at.and_then(|at| all.get(at + separator.len()..));
        Some(all.get(..at.unwrap_or(all.len()))?.trim_ascii())
    });
    parts.filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_neighbours_of_one_kind_are_looked_up_together() {
        use EventField::{Admin1, Country, Location, Region, Tags};
        let runs = runs(&[(Location, 4), (Country, 1), (Admin1, 2), (Tags, 5), (Region, 0)]);
        let fields: Vec<Vec<EventField>> =
            runs.iter().map(|run| run.iter().map(|(field, _)| *field).collect()).collect();
        assert_eq!(fields, [vec![Region, Country, Admin1], vec![Location], vec![Tags]]);
    }

    #[test]
    fn sources_are_parted_only_by_the_separator() {
        let parts = |text: &'static str| split(text.as_bytes(), b"; ").collect::<Vec<_>>();
        assert_eq!(parts("Al Jazeera; Reuters;AP; ; X "), [&b"Al Jazeera"[..], b"Reuters;AP", b"X"]);
        assert!(parts("").is_empty());
    }
}
