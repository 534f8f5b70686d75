//! A record of a file as it stood before it was read: names and cells, kept beside what it became.

use std::sync::Arc;

/// The cells of a record that are not empty, each with the number of its column.
///
/// A million records may be held, so the texts lie one behind the other, and an empty cell costs nothing.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Cells {
    text: Box<str>,
    /// Rising columns, and where the text of each ends.
    ends: Box<[(u16, u32)]>,
}

/// A record of a file: what its columns are called and what stood in them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Original {
    /// Of all columns of the file, in its order.
    pub names: Arc<[String]>,
    pub cells: Arc<Cells>,
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
    /// The cells of columns that rise; empty ones, and what goes beyond 65,535 columns or 4 GiB, are left out.
    pub fn of<'a>(cells: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for (column, cell) in cells.filter(|(_, cell)| !cell.is_empty()) {
            let (Ok(column), Ok(end)) = (u16::try_from(column), u32::try_from(text.len() + cell.len())) else { break };
            debug_assert!(ends.last().is_none_or(|(last, _)| *last < column));
            text.push_str(cell);
            ends.push((column, end));
        }
        Self { text: text.into(), ends: ends.into() }
    }

    /// The cell of a column; empty where there is none.
    pub fn get(&self, column: usize) -> &str {
        let at =
            u16::try_from(column).ok().and_then(|column| self.ends.binary_search_by_key(&column, |end| end.0).ok());
        at.map_or("", |at| self.at(at))
    }

    /// Columns and cells that are not empty.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.ends.iter().enumerate().map(|(at, (column, _))| (usize::from(*column), self.at(at)))
    }

    /// Bytes of text.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn at(&self, at: usize) -> &str {
        let end = |at: usize| self.ends.get(at).map_or(0, |(_, end)| *end as usize);
        let start = at.checked_sub(1).map_or(0, end);
        self.text.get(start..end(at)).unwrap_or_default()
    }
}

impl Original {
    /// The record without a column.
    pub fn without(&self, name: &str) -> Self {
        let is_other = |(column, _): &(usize, &str)| self.names.get(*column).is_none_or(|other| other != name);
        Self { names: self.names.clone(), cells: Arc::new(Cells::of(self.cells.iter().filter(is_other))) }
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
        let cells = Cells::of([(0, "a"), (2, ""), (3, "дім"), (9, "z")].into_iter());
        assert_eq!([0, 1, 2, 3, 9, 10, 70_000].map(|column| cells.get(column)), ["a", "", "", "дім", "z", "", ""]);
        assert_eq!(cells.iter().collect::<Vec<_>>(), [(0, "a"), (3, "дім"), (9, "z")]);
        assert!(Cells::default().is_empty() && Cells::default().get(0).is_empty());
    }
}
