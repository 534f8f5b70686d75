//! The words of a block as they are met, each with the rows that hold it.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::BETWEEN;
use super::block::put_number;

/// Words in the order in which they were met.
#[derive(Default)]
pub struct Vocabulary {
    hasher: FixedState,
    numbers: HashTable<u32>,
    /// All words, with [`BETWEEN`] before, between and behind them.
    pub text: Vec<u8>,
    pub words: Vec<Word>,
}

/// One word, and the rows that hold it.
pub struct Word {
    /// Where it ends in the text.
    pub end: u32,
    /// One more than the last row that holds it.
    after: u32,
    /// The distances from each row that holds it to the next, the first from the row before the first.
    pub steps: Vec<u8>,
}

impl Vocabulary {
    pub fn new() -> Self {
        Self { text: vec![BETWEEN], ..Self::default() }
    }

    /// Notes that a row of the block holds a word; rows come in their order.
    pub fn add(&mut self, row: u32, word: &[u8]) {
        let hash = self.hasher.hash_one(word);
        let (text, words) = (&self.text, &self.words);
        let is_it = |number: &u32| text_of(text, words, *number) == word;
        let number = match self.numbers.find(hash, is_it) {
            Some(number) => *number,
            None => self.add_new(hash, word),
        };
        if let Some(word) = self.words.get_mut(number as usize)
            && word.after <= row
        {
            put_number(&mut word.steps, row + 1 - word.after);
            word.after = row + 1;
        }
    }

    fn add_new(&mut self, hash: u64, word: &[u8]) -> u32 {
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.text.extend_from_slice(word);
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.text.push(BETWEEN);
        self.words.push(Word { end, after: 0, steps: Vec::new() });
        let (text, words, hasher) = (&self.text, &self.words, &self.hasher);
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
