//! A record of a file as it stood before it was read: names and cells, kept beside what it became.

use std::ops::Range;
use std::sync::Arc;

/// The cells of a record that are not empty, each with the number of its column.
///
/// A million records may be held, so they lie packed in one text: for each cell the columns passed over,
/// its length, and itself. Numbers are digits of six bits, so that the whole stays UTF-8.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    store: Arc<String>,
    range: Range<usize>,
}

/// A record of a file: what its columns are called and what stood in them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Original {
    /// Of all columns of the file, in its order.
    pub names: Arc<[String]>,
    pub cells: Cells,
}

/// What this version does not know of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Extra {
    /// In the form of the layer that read it.
    Json(String),
    /// The record of a file from which the record was made.
    Original(Original),
}

/// What stands between the items of a cell that was a list in the file; no text has it.
pub const LIST: &str = "\u{1f}";

impl Cells {
    /// Cells in a text of their own, of columns that rise; empty ones are left out.
    pub fn of<'a>(cells: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let mut store = String::new();
        let range = Self::pack(cells, &mut store);
        Self { store: Arc::new(store), range }
    }

    /// Adds cells to a text, of columns that rise; empty ones are left out. Says where they lie.
    pub fn pack<'a>(cells: impl Iterator<Item = (usize, &'a str)>, store: &mut String) -> Range<usize> {
        let (start, mut next) = (store.len(), 0);
        for (column, cell) in cells.filter(|(_, cell)| !cell.is_empty()) {
            debug_assert!(column >= next);
            // Two digits hold a column's number, five a length.
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

    /// Where they lie, if that is in this text.
    pub fn range_in(&self, store: &Arc<String>) -> Option<Range<usize>> {
        Arc::ptr_eq(&self.store, store).then(|| self.range.clone())
    }

    /// As they are packed.
    pub fn packed(&self) -> &str {
        self.store.get(self.range.clone()).unwrap_or_default()
    }

    /// The cell of a column; empty where there is none.
    pub fn get(&self, column: usize) -> &str {
        cell_of(self.packed(), column)
    }

    /// Columns and cells that are not empty.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        unpacked(self.packed())
    }

    /// Bytes of text.
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

/// The cell of a column in packed cells; empty where there is none.
pub fn cell_of(packed: &str, column: usize) -> &str {
    unpacked(packed).take_while(|(at, _)| *at <= column).find(|(at, _)| *at == column).map_or("", |(_, cell)| cell)
}

/// The cells of a record as they are packed, each with its column.
pub fn unpacked(packed: &str) -> impl Iterator<Item = (usize, &str)> {
    let (mut rest, mut next) = (packed, 0);
    std::iter::from_fn(move || {
        let column = next + take_number(&mut rest)?;
        let length = take_number(&mut rest)?;
        let (cell, after) = rest.split_at_checked(length)?;
        (rest, next) = (after, column + 1);
        Some((column, cell))
    })
}

/// The bit that says that a digit is followed by a higher one.
const MORE: u8 = 0x40;

fn push_number(store: &mut String, mut number: usize) {
    while number >= usize::from(MORE) {
        store.push(char::from(MORE | (number as u8 & (MORE - 1))));
        number >>= 6;
    }
    store.push(char::from(number as u8));
}

fn take_number(rest: &mut &str) -> Option<usize> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (digit, after) = (*rest.as_bytes().first()?, rest.get(1..)?);
        *rest = after;
        number |= usize::from(digit & (MORE - 1)).checked_shl(shift)?;
        if digit & MORE == 0 {
            return Some(number);
        }
        shift += 6;
    }
}

impl Original {
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
