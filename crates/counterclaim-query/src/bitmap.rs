//! Sets of rows as one bit each.

use std::ops::Range;

use rayon::prelude::*;

/// Words that one thread fills at a time.
const WORDS: usize = 4096;

/// A set of rows.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Bitmap {
    words: Vec<u64>,
    len: usize,
}

impl Bitmap {
    /// The empty set over so many rows.
    #[inline]
    pub fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)], len }
    }

    /// The set of all rows.
    #[inline]
    pub fn all(len: usize) -> Self {
        let mut set = Self { words: vec![u64::MAX; len.div_ceil(64)], len };
        set.trim();
        set
    }

    /// The rows whose value is wanted.
    pub fn of_values<T: Copy + Sync>(values: &[T], is_wanted: impl Fn(T) -> bool + Sync) -> Self {
        let mut words = vec![0; values.len().div_ceil(64)];
        words.par_chunks_mut(WORDS).zip(values.par_chunks(WORDS * 64)).for_each(|(words, values)| {
            for (word, values) in words.iter_mut().zip(values.chunks(64)) {
                let bits = values.iter().enumerate();
                *word = bits.fold(0, |bits, (at, value)| bits | u64::from(is_wanted(*value)) << at);
            }
        });
        Self { words, len: values.len() }
    }

    /// The rows for which `is_wanted` says so.
    pub fn of_rows(len: usize, is_wanted: impl Fn(usize) -> bool + Sync) -> Self {
        let mut words = vec![0; len.div_ceil(64)];
        words.par_chunks_mut(WORDS).enumerate().for_each(|(chunk, words)| {
            for (number, word) in words.iter_mut().enumerate() {
                let first = (chunk * WORDS + number) * 64;
                let rows = first..(first + 64).min(len);
                *word = rows.fold(0, |bits, row| bits | u64::from(is_wanted(row)) << (row - first));
            }
        });
        Self { words, len }
    }

    /// How many rows there are, in the set or not.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows at all.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[inline]
    pub fn insert(&mut self, row: usize) {
        if let Some(word) = self.words.get_mut(row / 64).filter(|_| row < self.len) {
            *word |= 1 << (row % 64);
        }
    }

    #[inline]
    pub fn remove(&mut self, row: usize) {
        if let Some(word) = self.words.get_mut(row / 64) {
            *word &= !(1 << (row % 64));
        }
    }

    #[inline]
    pub fn contains(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Keeps the rows that are also in another set.
    #[inline]
    pub fn and(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds the rows of another set.
    #[inline]
    pub fn or(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Keeps the rows of a range.
    pub fn keep(&mut self, rows: &Range<usize>) {
        for number in 0..self.words.len() {
            let mask = mask_of(number, rows);
            if let Some(word) = self.words.get_mut(number) {
                *word &= mask;
            }
        }
    }

    /// How many rows are in the set.
    #[inline]
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// How many rows are in this set and in another.
    #[inline]
    pub fn count_both(&self, other: &Self) -> usize {
        self.words.iter().zip(&other.words).map(|(one, other)| (one & other).count_ones() as usize).sum()
    }

    /// The rows of the set within a range, in 64s: number of the first row, and a bit for each.
    pub fn words_in<'a>(&'a self, rows: &Range<usize>) -> impl Iterator<Item = (usize, u64)> + use<'a> {
        let numbers = rows.start / 64..rows.end.min(self.len).div_ceil(64);
        let rows = rows.clone();
        let words = self.words.get(numbers.clone()).unwrap_or_default();
        numbers.zip(words).map(move |(number, word)| (number * 64, word & mask_of(number, &rows)))
    }

    /// Calls for each row of the set within a range, in order.
    #[inline]
    pub fn for_each_in(&self, rows: &Range<usize>, mut call: impl FnMut(usize)) {
        for (first, word) in self.words_in(rows) {
            bits(word).for_each(|bit| call(first + bit));
        }
    }

    /// The rows of the set, in order.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.words_in(&(0..self.len)).flat_map(|(first, word)| bits(word).map(move |bit| first + bit))
    }

    fn trim(&mut self) {
        let rest = self.len % 64;
        if let Some(last) = self.words.last_mut().filter(|_| rest > 0) {
            *last &= (1 << rest) - 1;
        }
    }
}

/// The numbers of the bits that are set, in order.
#[inline]
pub(super) fn bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros() as usize)?;
        word &= word - 1;
        Some(bit)
    })
}

/// The bits of a word whose rows are in a range.
fn mask_of(number: usize, rows: &Range<usize>) -> u64 {
    let first = number * 64;
    let below = |row: usize| match row.saturating_sub(first) {
        count if count >= 64 => u64::MAX,
        count => (1 << count) - 1,
    };
    below(rows.end) & !below(rows.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_what_lists_of_rows_would_be() {
        let values: Vec<u32> = (0..1000).map(|row| row * 7 % 11).collect();
        let mut set = Bitmap::of_values(&values, |value| value < 4);
        assert_eq!(set, Bitmap::of_rows(1000, |row| values[row] < 4));
        set.and(&Bitmap::of_rows(1000, |row| row % 2 == 0));
        let expected: Vec<usize> = (0..1000).filter(|row| values[*row] < 4 && row % 2 == 0).collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), expected);
        set.keep(&(70..705));
        let kept: Vec<usize> = expected.iter().copied().filter(|row| (70..705).contains(row)).collect();
        assert_eq!((set.iter().collect::<Vec<_>>(), set.count()), (kept.clone(), kept.len()));
        assert!(set.contains(kept[3]) && !set.contains(5000));
        assert_eq!(
            set.count_both(&Bitmap::of_rows(1000, |row| row < 300)),
            kept.iter().filter(|row| **row < 300).count()
        );
        set.remove(kept[3]);
        assert!(!set.contains(kept[3]));
        assert_eq!(Bitmap::all(130).count(), 130);
        let some: usize = Bitmap::all(130).words_in(&(3..129)).map(|(_, word)| word.count_ones() as usize).sum();
        assert_eq!(some, 126);
    }
}
