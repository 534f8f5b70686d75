//! Finds rows by what they hold: the numbers of rows, and nothing of the rows themselves.
//!
//! Five to eight bytes a row, where a map that holds keys takes a multiple.

/// A hash table of row numbers; the caller hashes and compares rows.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    /// Row number plus one, 0 where there is none; at most three quarters are taken.
    slots: Vec<u32>,
    len: usize,
}

impl Slots {
    /// The first row of a hash that `is` the one.
    pub fn find(&self, hash: u64, is: impl Fn(usize) -> bool) -> Option<usize> {
        let mut at = self.start(hash)?;
        loop {
            let row = (*self.slots.get(at)? as usize).checked_sub(1)?;
            if is(row) {
                return Some(row);
            }
            at = self.after(at);
        }
    }

    /// Adds a row that is not there yet; rows beyond `u32::MAX - 1` are never found.
    pub fn insert(&mut self, hash: u64, row: usize, hash_of: impl Fn(usize) -> u64) {
        let Some(number) = u32::try_from(row).ok().and_then(|row| row.checked_add(1)) else { return };
        if (self.len + 1) * 4 > self.slots.len() * 3 {
            let more = vec![0; (self.slots.len() + self.slots.len() / 2).max(16)];
            for number in std::mem::replace(&mut self.slots, more).into_iter().filter(|number| *number != 0) {
                self.place(hash_of(number as usize - 1), number);
            }
        }
        self.place(hash, number);
        self.len += 1;
    }

    fn place(&mut self, hash: u64, number: u32) {
        let Some(mut at) = self.start(hash) else { return };
        while self.slots[at] != 0 {
            at = self.after(at);
        }
        self.slots[at] = number;
    }

    /// Where to look first: as far into the slots as the hash is into all numbers.
    fn start(&self, hash: u64) -> Option<usize> {
        let at = (u128::from(mixed(hash)) * self.slots.len() as u128) >> 64;
        usize::try_from(at).ok().filter(|at| *at < self.slots.len())
    }

    fn after(&self, at: usize) -> usize {
        if at + 1 < self.slots.len() { at + 1 } else { 0 }
    }
}

/// Every bit depends on every other, as in SplitMix64.
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
        let mut slots = Slots::default();
        assert_eq!(slots.find(0, |_| true), None);
        for (row, value) in rows.iter().enumerate() {
            if slots.find(value % 10, |row| rows[row] == *value).is_none() {
                slots.insert(value % 10, row, |row| rows[row] % 10);
            }
        }
        for value in &rows {
            let first = rows.iter().position(|other| other == value);
            assert_eq!(slots.find(value % 10, |row| rows[row] == *value), first);
        }
        assert_eq!(slots.find(3, |row| rows[row] == 1_000_003), None);
    }
}
