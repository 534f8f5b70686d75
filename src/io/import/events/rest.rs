//! The second reading: every other column.

use memchr::memchr;

use super::first::standing;
use super::layout::Layout;
use crate::io::table::{Collect, Interner, Record, value};
use crate::model::{EventField, split_key};

/// The columns of one segment of the file.
#[derive(Debug, Default)]
pub struct RestRows {
    /// Numbers of the collector's runs, one column for each.
    pub runs: Vec<Vec<u32>>,
    pub prefix: Vec<u32>,
    pub key_number: Vec<u32>,
    pub edited_s: Vec<u32>,
    pub notes_at: Vec<u32>,
    pub notes_len: Vec<u32>,
    /// How many sources each row lists.
    pub source_counts: Vec<u16>,
    /// Numbers of the collector's sources, row by row.
    pub sources: Vec<u32>,
    pub rows: usize,
}

pub struct RestCollector<'a> {
    layout: &'a Layout,
    pub runs: Vec<Run>,
    pub prefixes: Interner,
    pub sources: Interner,
}

impl<'a> RestCollector<'a> {
    /// Reads `fields`, each from its column.
    pub fn new(layout: &'a Layout, fields: &[(EventField, usize)]) -> Self {
        let runs = runs(fields).into_iter().map(Run::new).collect();
        Self { layout, runs, prefixes: Interner::default(), sources: Interner::default() }
    }
}

impl Collect for RestCollector<'_> {
    type Rows = RestRows;

    fn record(&mut self, rows: &mut RestRows, _: u64, record: &Record<'_>) {
        let layout = self.layout;
        if standing(layout, record).is_some() {
            return;
        }
        rows.rows += 1;
        if rows.runs.len() < self.runs.len() {
            rows.runs.resize_with(self.runs.len(), Vec::new);
        }
        for (run, numbers) in self.runs.iter_mut().zip(&mut rows.runs) {
            numbers.push(run.number(record));
        }
        let key = record.cell(layout.key);
        let (prefix, number) = std::str::from_utf8(&key).map_or((&*key, u32::MAX), |key| {
            let (prefix, number) = split_key(key);
            (prefix.as_bytes(), number)
        });
        rows.prefix.push(self.prefixes.number(prefix));
        rows.key_number.push(number);
        let edited = layout.edited.and_then(|column| value::count(&record.cell(column)));
        rows.edited_s.push(edited.unwrap_or(0));
        let notes = layout.notes.map_or(record.start..record.start, |column| record.range(column));
        rows.notes_at.push(u32::try_from(notes.start - record.start).unwrap_or(0));
        rows.notes_len.push(u32::try_from(notes.len()).unwrap_or(0));
        let cell = layout.sources.map(|column| record.cell(column)).unwrap_or_default();
        let before = rows.sources.len();
        let names = split(&cell, layout.source_separator).take(usize::from(u16::MAX));
        rows.sources.extend(names.map(|name| self.sources.number(name)));
        rows.source_counts.push(u16::try_from(rows.sources.len() - before).unwrap_or(u16::MAX));
    }

    fn too_long(&mut self, _: &mut RestRows, _: u64) {}
}

/// Columns side by side whose texts depend on each other, looked up as one text.
///
/// A location settles its divisions, country and region, so that one look-up does for seven.
pub struct Run {
    pub fields: Vec<(EventField, usize)>,
    whole: Interner,
    /// For each number of `whole`, the number of each field.
    numbers: Vec<u32>,
    pub interners: Vec<Interner>,
}

impl Run {
    fn new(fields: Vec<(EventField, usize)>) -> Self {
        let mut interners = Vec::new();
        interners.resize_with(fields.len(), Interner::default);
        Self { numbers: vec![0; fields.len()], fields, whole: Interner::default(), interners }
    }

    /// The number of a record's run; its fields are looked up only the first time.
    #[inline]
    fn number(&mut self, record: &Record<'_>) -> u32 {
        let (Some((_, first)), Some((_, last))) = (self.fields.first(), self.fields.last()) else {
            return 0;
        };
        let known = self.whole.len();
        let number = self.whole.number(record.raw_run(*first, *last));
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

/// The fields that may stand in one run with others.
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
