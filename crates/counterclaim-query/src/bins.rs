//! Kinds of rows that no column holds: how many sources a row lists, and how many deaths.

use counterclaim_model::{EventTable, UNKNOWN_COUNT};

/// A way to sort rows into a few kinds, numbered from 1.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum RowBins {
    /// 1 none, 2 one source, 3 several.
    Sources,
    /// 1 unknown, 2 none, 3 one to nine, 4 ten to ninety-nine, 5 more.
    Deaths,
}

impl RowBins {
    /// How many kinds there are, and one for rows that are of none yet.
    pub fn kinds(self) -> usize {
        match self {
            Self::Sources => 4,
            Self::Deaths => 6,
        }
    }

    /// The kind of a row; 0 while its column has not been read.
    pub fn of(self, table: &EventTable, row: usize) -> u32 {
        let columns = table.columns();
        match self {
            Self::Sources => match (columns.source_starts.get(row), columns.source_starts.get(row + 1)) {
                (Some(start), Some(end)) => 1 + (end - start).min(2),
                _ => 0,
            },
            Self::Deaths => match columns.fatalities.get(row).copied() {
                None => 0,
                Some(UNKNOWN_COUNT) => 1,
                Some(0) => 2,
                Some(1..10) => 3,
                Some(10..100) => 4,
                Some(_) => 5,
            },
        }
    }
}
