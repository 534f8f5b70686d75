//! Original records of a file: column names and cells, kept beside the records made from them.

use std::ops::Range;
use std::sync::Arc;

/// The cells of a record that are not empty, each with its column index.
///
/// There may be a million records, so cells are packed into one text: for each cell the number of skipped columns,
/// its length, and its text. Numbers are digits of six bits, so that the result is valid UTF-8.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    store: Arc<String>,
    range: Range<usize>,
}

/// An original record: its column names and cells.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FileRecord {
    /// Of all columns of the file, in its order.
    pub names: Arc<[String]>,
    pub cells: Cells,
}

/// Unknown fields of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum UnknownFields {
    /// In the form of the layer that read it.
    Json(String),
    /// The original record of a file.
    FileRecord(FileRecord),
}

/// Separates the items of a cell that was a list in the file; never occurs in a text.
pub const LIST: &str = "\u{1f}";

impl Cells {
    /// Cells in a text of their own, in ascending order of columns; empty ones are skipped.
    pub fn of<'a>(cells: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut store = String::new();
        let range = Self::pack(cells, &mut store);
        Self { store: Arc::new(store), range }
    }

    /// Appends cells to a text, in ascending order of columns; empty ones are skipped. Returns their range.
    pub fn pack<'a>(cells: impl Iterator<Item = (usize, &'a str)>, store: &mut String) -> Range<usize> {
        let start = store.len();
        let mut next = 0;
        for (column, cell) in cells.filter(|(_, cell)| !cell.is_empty()) {
            debug_assert!(column >= next);
            // Two digits encode a column index, five a length.
            if store.capacity() - store.len() < cell.len() + 8 {
                store.reserve_exact(cell.len() + 8 + store.len() / 8);
            }
            push_number(store, column - next);
            push_number(store, cell.len());
            store.push_str(cell);
            next = column + 1;
        }
        start..store.len()
    }

    /// Cells that were packed into a text.
    pub fn within(store: &Arc<String>, range: Range<usize>) -> Self {
        Self { store: store.clone(), range }
    }

    /// Their range, if it is in this text.
    pub fn range_in(&self, store: &Arc<String>) -> Option<Range<usize>> {
        Arc::ptr_eq(&self.store, store).then(|| self.range.clone())
    }

    /// In packed form.
    pub fn packed(&self) -> &str {
        self.store.get(self.range.clone()).unwrap_or_default()
    }

    /// The cell of a column; empty if there is none.
    pub fn get(&self, column: usize) -> &str {
        cell_of(self.packed(), column)
    }

    /// Columns and cells that are not empty.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        unpacked(self.packed())
    }

    /// Size of the text in bytes.
    pub fn len(&self) -> usize {
        self.iter().map(|(_, cell)| cell.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.range.is_empty()
    }
}

impl PartialEq for Cells {
    fn eq(&self, other: &Self) -> bool {
        self.packed() == other.packed()
    }
}

impl Eq for Cells {}

/// The cell of a column in packed cells; empty if there is none.
pub fn cell_of(packed: &str, column: usize) -> &str {
    unpacked(packed).take_while(|(at, _)| *at <= column).find(|(at, _)| *at == column).map_or("", |(_, cell)| cell)
}

/// The packed cells of a record, each with its column.
pub fn unpacked(packed: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = packed;
    let mut next = 0;
    std::iter::from_fn(move || {
        let column = next + take_number(&mut rest)?;
        let length = take_number(&mut rest)?;
        let (cell, after) = rest.split_at_checked(length)?;
        rest = after;
        next = column + 1;
        Some((column, cell))
    })
}

/// The bit that marks a digit as followed by a higher one.
const MORE: u8 = 0x40;

fn push_number(store: &mut String, mut number: usize) {
    while number >= usize::from(MORE) {
        store.push(char::from(MORE | (number as u8 & (MORE - 1))));
        number >>= 6;
    }
    store.push(char::from(number as u8));
}

fn take_number(rest: &mut &str) -> Option<usize> {
    let mut number = 0;
    let mut shift = 0;
    loop {
        let digit = *rest.as_bytes().first()?;
        let after = rest.get(1..)?;
        *rest = after;
        number |= usize::from(digit & (MORE - 1)).checked_shl(shift)?;
        if digit & MORE == 0 {
            return Some(number);
        }
        shift += 6;
    }
}

impl FileRecord {
    /// The record without a column.
    pub fn without(&self, name: &str) -> Self {
        let is_other = |(column, _): &(usize, &str)| self.names.get(*column).is_none_or(|other| other != name);
        Self { names: self.names.clone(), cells: Cells::of(self.cells.iter().filter(is_other)) }
    }

    /// Names and cells that are not empty.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.cells.iter().filter_map(|(column, cell)| Some((self.names.get(column)?.as_str(), cell)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_their_columns_and_empty_ones_cost_nothing() {
        let long = "x".repeat(5000);
        let cells = Cells::of([(0, "a"), (2, ""), (3, "дім"), (9, "z"), (70_000, &*long)].into_iter());
        assert_eq!([0, 1, 2, 3, 9, 10, 70_000].map(|column| cells.get(column)), ["a", "", "", "дім", "z", "", &*long]);
        assert_eq!(cells.iter().collect::<Vec<_>>(), [(0, "a"), (3, "дім"), (9, "z"), (70_000, &*long)]);
        assert!(Cells::default().is_empty() && Cells::default().get(0).is_empty());
    }
}
