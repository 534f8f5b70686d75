//! A hash index of rows by content: stores row numbers only.
//!
//! Five to ten bytes a row, where a map with keys takes a multiple.

use hashbrown::HashTable;

/// A hash table of row numbers; the caller hashes and compares rows.
#[derive(Clone, Debug, Default)]
pub struct RowIndex {
    rows: HashTable<u32>,
}

impl RowIndex {
    /// The first row with this hash for which `is` returns true.
    pub fn find(&self, hash: u64, is: impl Fn(usize) -> bool) -> Option<usize> {
        self.rows.find(mixed(hash), |row| is(*row as usize)).map(|row| *row as usize)
    }

    /// Adds a new row; rows beyond `u32::MAX` are never found.
    pub fn insert(&mut self, hash: u64, row: usize, hash_of: impl Fn(usize) -> u64) {
        if let Ok(row) = u32::try_from(row) {
            self.rows.insert_unique(mixed(hash), row, |row| mixed(hash_of(*row as usize)));
        }
    }
}

/// Spreads hashes that are plain numbers over all bits, as SplitMix64 does.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_what_they_hold() {
        let rows: Vec<u64> = (0..1000).map(|row| row * row % 7919).collect();
        let mut index = RowIndex::default();
        assert_eq!(index.find(0, |_| true), None);
        for (row, value) in rows.iter().enumerate() {
            if index.find(value % 10, |row| rows[row] == *value).is_none() {
                index.insert(value % 10, row, |row| rows[row] % 10);
            }
        }
        for value in &rows {
            let first = rows.iter().position(|other| other == value);
            assert_eq!(index.find(value % 10, |row| rows[row] == *value), first);
        }
        assert_eq!(index.find(3, |row| rows[row] == 1_000_003), None);
    }
}
