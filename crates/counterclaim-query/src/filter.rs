//! Filters: a set of rows for each condition, combined by AND.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::{Bitmap, ColumnPair, RowBins};
use counterclaim_model::{Codes, EventField, EventTable};

/// The conditions on an event; an empty filter matches everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Days since 1970-01-01, from and until; rows without a day are outside of any window.
    pub days: Option<(i32, i32)>,
    /// For each field the accepted codes.
    pub fields: BTreeMap<EventField, BTreeSet<u32>>,
    /// For each pair of columns the accepted codes; one of the two columns must match.
    pub either: BTreeMap<ColumnPair, [BTreeSet<u32>; 2]>,
    /// The accepted kinds of rows.
    pub classes: BTreeMap<RowBins, BTreeSet<u32>>,
    /// Codes of sources, one of which must be listed.
    pub sources: BTreeSet<u32>,
    /// Deaths, from and to; rows where they are unknown are outside.
    pub fatalities: Option<(u32, u32)>,
    /// The rows that a search has found, and a new number for each search.
    pub found: Option<(u64, Arc<Bitmap>)>,
}

/// A condition that has its own set.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Part {
    Field(EventField),
    ColumnPair(ColumnPair),
    Class(RowBins),
    Sources,
    Fatalities,
    Found,
}

/// The parameters of a condition, to check whether its set is still valid.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Asked {
    Codes(BTreeSet<u32>),
    EitherCodes([BTreeSet<u32>; 2]),
    Between(u32, u32),
    Search(u64),
}

/// The rows that match a filter; the set of an unchanged condition is kept.
#[derive(Clone, Debug, Default)]
pub struct Selected {
    /// The rows of the time window: days rise, so that they are a range.
    rows: Range<usize>,
    parts: BTreeMap<Part, (Asked, Arc<Bitmap>)>,
    /// All conditions together, without the time window.
    set: Bitmap,
    /// How many rows match at each place, computed on demand.
    pub(super) by_place: OnceLock<Vec<u32>>,
}

impl Selected {
    /// Applies a filter to a table; changed conditions are recomputed, the rest is kept.
    ///
    /// A `Selected` serves one table: start with a new one for another, or once it has all its columns.
    pub fn update(&mut self, table: &EventTable, filter: &Filter) {
        self.by_place = OnceLock::new();
        self.rows =
            filter.days.map_or(0..table.len(), |(from, until)| table.rows_between(from.max(i32::MIN + 1), until));
        let mut asked = BTreeMap::new();
        for (field, codes) in filter.fields.iter().filter(|(_, codes)| !codes.is_empty()) {
            asked.insert(Part::Field(*field), Asked::Codes(codes.clone()));
        }
        for (either, codes) in filter.either.iter().filter(|(_, codes)| codes.iter().any(|codes| !codes.is_empty())) {
            asked.insert(Part::ColumnPair(*either), Asked::EitherCodes(codes.clone()));
        }
        for (class, kinds) in filter.classes.iter().filter(|(_, kinds)| !kinds.is_empty()) {
            asked.insert(Part::Class(*class), Asked::Codes(kinds.clone()));
        }
        if !filter.sources.is_empty() {
            asked.insert(Part::Sources, Asked::Codes(filter.sources.clone()));
        }
        if let Some((from, to)) = filter.fatalities {
            asked.insert(Part::Fatalities, Asked::Between(from, to));
        }
        if let Some((number, _)) = &filter.found {
            asked.insert(Part::Found, Asked::Search(*number));
        }
        let is_same = self.set.len() == table.len()
            && asked.len() == self.parts.len()
            && asked.iter().all(|(part, asked)| self.parts.get(part).is_some_and(|(other, _)| other == asked));
        if is_same {
            return;
        }
        let mut parts = BTreeMap::new();
        for (part, asked) in asked {
            let kept = self.parts.remove(&part).filter(|(other, set)| *other == asked && set.len() == table.len());
            let set = kept.map_or_else(|| set_of(table, part, &asked, filter), |(_, set)| set);
            parts.insert(part, (asked, set));
        }
        self.parts = parts;
        self.set = self.together(table.len(), None);
    }

    /// The rows of the time window.
    pub fn rows(&self) -> &Range<usize> {
        &self.rows
    }

    /// The rows that match all conditions except the window.
    pub fn set(&self) -> &Bitmap {
        &self.set
    }

    /// How many rows match.
    pub fn count(&self) -> usize {
        self.set.words_in(&self.rows).map(|(_, word)| word.count_ones() as usize).sum()
    }

    pub fn contains(&self, row: usize) -> bool {
        self.rows.contains(&row) && self.set.contains(row)
    }

    /// The rows that match all conditions except one field's: the basis of its counts.
    pub(super) fn without(&self, field: EventField) -> Option<Bitmap> {
        self.without_part(Part::Field(field))
    }

    pub(super) fn without_pair(&self, either: ColumnPair) -> Option<Bitmap> {
        self.without_part(Part::ColumnPair(either))
    }

    pub(super) fn without_bins(&self, class: RowBins) -> Option<Bitmap> {
        self.without_part(Part::Class(class))
    }

    fn without_part(&self, part: Part) -> Option<Bitmap> {
        self.parts.contains_key(&part).then(|| self.together(self.set.len(), Some(part)))
    }

    fn together(&self, len: usize, except: Option<Part>) -> Bitmap {
        let mut sets = self.parts.iter().filter(|(part, _)| Some(**part) != except).map(|(_, (_, set))| set);
        let mut all = sets.next().map_or_else(|| Bitmap::all(len), |set| Bitmap::clone(set));
        for set in sets {
            all.and(set);
        }
        all
    }
}

fn set_of(table: &EventTable, part: Part, asked: &Asked, filter: &Filter) -> Arc<Bitmap> {
    let set = match (part, asked) {
        (Part::Field(field), Asked::Codes(codes)) => of_codes(table, field, codes),
        (Part::ColumnPair(either), Asked::EitherCodes(codes)) => either.rows(table, codes),
        (Part::Class(class), Asked::Codes(kinds)) => {
            Bitmap::of_rows(table.len(), |row| kinds.contains(&class.of(table, row)))
        }
        (Part::Sources, Asked::Codes(codes)) => of_sources(table, codes),
        (_, Asked::Between(from, to)) => {
            Bitmap::of_values(&table.columns().fatalities, |count| (*from..=*to).contains(&count) && count != u32::MAX)
        }
        _ => match &filter.found {
            Some((_, found)) if found.len() == table.len() => return found.clone(),
            _ => Bitmap::none(table.len()),
        },
    };
    Arc::new(set)
}

fn of_codes(table: &EventTable, field: EventField, codes: &BTreeSet<u32>) -> Bitmap {
    let column = table.field(field);
    if column.codes.len() != table.len() {
        // The column has not been read yet, so the condition cannot apply.
        return Bitmap::none(table.len());
    }
    let wanted: Vec<bool> = (0..column.names.len()).map(|code| codes.contains(&code)).collect();
    let is_wanted = |code: usize| wanted.get(code).copied().unwrap_or(false);
    match &column.codes {
        Codes::U8(column) => Bitmap::of_values(column, |code| is_wanted(usize::from(code))),
        Codes::U16(column) => Bitmap::of_values(column, |code| is_wanted(usize::from(code))),
        Codes::U32(column) => Bitmap::of_values(column, |code| is_wanted(code as usize)),
    }
}

fn of_sources(table: &EventTable, codes: &BTreeSet<u32>) -> Bitmap {
    let columns = table.columns();
    let wanted: Vec<bool> = (0..columns.source_names.len()).map(|code| codes.contains(&code)).collect();
    let is_wanted = |code: &u32| wanted.get(*code as usize).copied().unwrap_or(false);
    Bitmap::of_rows(table.len(), |row| {
        let range = columns.source_starts.get(row).zip(columns.source_starts.get(row + 1));
        let listed = range.and_then(|(start, end)| columns.sources.get(*start as usize..*end as usize));
        listed.is_some_and(|listed| listed.iter().any(is_wanted))
    })
}
