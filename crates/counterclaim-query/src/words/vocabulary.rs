//! The words of a block as they are met, each with the rows that hold it.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::number::put_number;
use super::{BETWEEN, FIRSTS, first_of, is_in_word, words_of};

/// How many bits the kind of a first byte takes.
const FIRST_BITS: u32 = 6;

/// Words in the order in which they were met.
#[derive(Default)]
pub struct Vocabulary {
    hasher: FixedState,
    numbers: HashTable<u32>,
    /// All words, with [`BETWEEN`] before, between and behind them.
    pub text: Vec<u8>,
    pub words: Vec<Word>,
    /// Row by row the words behind which another stands after one space, each with the kind of that one's first byte.
    followed: Vec<u32>,
    /// For each row, where the next one's start.
    followed_ends: Vec<usize>,
}

/// One word, and the rows that hold it.
pub struct Word {
    /// Where it ends in the text.
    pub end: u32,
    pub rows: Steps,
}

/// The distances from each row of a set to the next, the first from the row before the first.
#[derive(Clone, Default)]
pub struct Steps {
    /// One more than the last row.
    after: u32,
    pub bytes: Vec<u8>,
}

impl Steps {
    fn add(&mut self, row: u32) {
        if self.after <= row {
            put_number(&mut self.bytes, row + 1 - self.after);
            self.after = row + 1;
        }
    }
}

impl Vocabulary {
    pub fn new() -> Self {
        Self { text: vec![BETWEEN], ..Self::default() }
    }

    /// How many rows' notes have been added.
    pub fn rows(&self) -> usize {
        self.followed_ends.len()
    }

    /// Adds the notes of the next row.
    pub fn add(&mut self, note: &[u8]) {
        let row = u32::try_from(self.followed_ends.len()).unwrap_or(u32::MAX);
        for place in words_of(note) {
            let behind = note.get(place.end..).unwrap_or_default();
            let number = self.number_of(note.get(place).unwrap_or_default());
            if let Some(word) = self.words.get_mut(number as usize) {
                word.rows.add(row);
            }
            if let [b' ', first, ..] = behind
                && is_in_word(*first)
            {
                self.followed.push(number << FIRST_BITS | u32::from(first_of(*first)));
            }
        }
        self.followed_ends.push(self.followed.len());
    }

    /// For each of some words, given in order, and each kind of first byte: the rows in which it is followed so.
    pub fn following(&self, words: &[u32]) -> Vec<Steps> {
        let mut places = vec![None; self.words.len()];
        for (place, word) in words.iter().enumerate() {
            if let Some(of_word) = places.get_mut(*word as usize) {
                *of_word = Some(place);
            }
        }
        let mut following = vec![Steps::default(); words.len() * FIRSTS];
        let mut start = 0;
        for (row, end) in (0u32..).zip(&self.followed_ends) {
            for followed in self.followed.get(start..*end).unwrap_or_default() {
                let place = places.get((followed >> FIRST_BITS) as usize).copied().flatten();
                let first = (followed & ((1 << FIRST_BITS) - 1)) as usize;
                if let Some(steps) = place.and_then(|place| following.get_mut(place * FIRSTS + first)) {
                    steps.add(row);
                }
            }
            start = *end;
        }
        following
    }

    fn number_of(&mut self, word: &[u8]) -> u32 {
        let hash = self.hasher.hash_one(word);
        let text = &self.text;
        let words = &self.words;
        let is_it = |number: &u32| text_of(text, words, *number) == word;
        match self.numbers.find(hash, is_it) {
            Some(number) => *number,
            None => self.add_new(hash, word),
        }
    }

    fn add_new(&mut self, hash: u64, word: &[u8]) -> u32 {
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.text.extend_from_slice(word);
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.text.push(BETWEEN);
        self.words.push(Word { end, rows: Steps::default() });
        let text = &self.text;
        let words = &self.words;
        let hasher = &self.hasher;
        self.numbers.insert_unique(hash, number, |number| hasher.hash_one(text_of(text, words, *number)));
        number
    }
}

fn text_of<'a>(text: &'a [u8], words: &[Word], number: u32) -> &'a [u8] {
    let number = number as usize;
    let start = number.checked_sub(1).and_then(|before| words.get(before)).map_or(0, |before| before.end) as usize + 1;
    let end = words.get(number).map_or(0, |word| word.end as usize);
    text.get(start..end).unwrap_or_default()
}
