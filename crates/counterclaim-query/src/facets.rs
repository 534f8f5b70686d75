//! How many of the rows asked for have each value of a column.

use rayon::prelude::*;

use crate::bitmap::bits;
use crate::{Bitmap, ColumnPair, PairNames, RowBins, Selected};
use counterclaim_model::{Codes, EventField, EventTable};

/// For each code of a field, how many rows have it that every other part of the filter lets through.
///
/// What a field's own part keeps out is counted, so that a person sees what choosing another value would show.
pub fn facet(table: &EventTable, selected: &Selected, field: EventField) -> Vec<u32> {
    let column = table.field(field);
    let others = selected.without(field);
    let set = others.as_ref().unwrap_or(selected.set());
    let mut counts = vec![0; column.names.len() as usize];
    match &column.codes {
        Codes::U8(codes) => count(codes, set, selected, &mut counts, |code| usize::from(*code)),
        Codes::U16(codes) => count(codes, set, selected, &mut counts, |code| usize::from(*code)),
        Codes::U32(codes) => count(codes, set, selected, &mut counts, |code| *code as usize),
    }
    counts
}

/// The counts of several fields, in their order.
pub fn facets(table: &EventTable, selected: &Selected, fields: &[EventField]) -> Vec<Vec<u32>> {
    fields.par_iter().map(|field| facet(table, selected, *field)).collect()
}

/// For each code of a source, how many of the rows asked for list it; a row that lists it twice counts twice.
pub fn source_facet(table: &EventTable, selected: &Selected) -> Vec<u32> {
    let columns = table.columns();
    let mut counts = vec![0; columns.source_names.len() as usize];
    for (first, word) in selected.set().words_in(selected.rows()) {
        for row in bits(word).map(|bit| first + bit) {
            let range = columns.source_starts.get(row).zip(columns.source_starts.get(row + 1));
            let listed = range.and_then(|(start, end)| columns.sources.get(*start as usize..*end as usize));
            for code in listed.unwrap_or_default() {
                add(&mut counts, *code as usize);
            }
        }
    }
    counts
}

fn count<T>(codes: &[T], set: &Bitmap, selected: &Selected, counts: &mut [u32], code_of: impl Fn(&T) -> usize) {
    for (first, word) in set.words_in(selected.rows()) {
        let Some(codes) = codes.get(first..(first + 64).min(codes.len())) else {
            return;
        };
        if word == u64::MAX {
            for code in codes {
                add(counts, code_of(code));
            }
        } else {
            for code in bits(word).filter_map(|bit| codes.get(bit)) {
                add(counts, code_of(code));
            }
        }
    }
}

#[inline]
fn add(counts: &mut [u32], code: usize) {
    if let Some(count) = counts.get_mut(code) {
        *count += 1;
    }
}

/// How many rows are of each kind; the filter's own part about these kinds apart.
pub fn bin_facet(table: &EventTable, selected: &Selected, class: RowBins) -> Vec<u32> {
    let mut counts = vec![0; class.kinds()];
    let others = selected.without_bins(class);
    let set = others.as_ref().unwrap_or(selected.set());
    set.for_each_in(selected.rows(), |row| add(&mut counts, class.of(table, row) as usize));
    counts
}

/// For each name, how many rows have it in either column, once where both have it; its own part of the filter apart.
pub fn pair_facet(table: &EventTable, selected: &Selected, either: ColumnPair, names: &PairNames) -> Vec<u32> {
    let columns = either.fields().map(|field| &table.field(field).codes);
    let mut counts = vec![0; names.len()];
    if columns.iter().any(|column| column.len() != table.len()) {
        return counts;
    }
    let others = selected.without_pair(either);
    let set = others.as_ref().unwrap_or(selected.set());
    let number = |row: usize, at: usize| names.numbers[at].get(columns[at].get(row) as usize).copied().unwrap_or(0);
    set.for_each_in(selected.rows(), |row| {
        let one = number(row, 0);
        let other = number(row, 1);
        add(&mut counts, one as usize);
        if one != other {
            add(&mut counts, other as usize);
        }
    });
    counts
}
