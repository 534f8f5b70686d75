//! A hash index of rows by content: stores row numbers only.
//!
//! Five to eight bytes a row, where a map with keys takes a multiple.

/// A hash table of row numbers; the caller hashes and compares rows.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    /// Row number plus one, 0 if empty; at most three quarters are used.
    slots: Vec<u32>,
    len: usize,
}

impl Slots {
    /// The first row with this hash for which `is` returns true.
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

    /// Adds a new row; rows beyond `u32::MAX - 1` are never found.
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

    /// The first slot to probe: proportional to the hash.
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
