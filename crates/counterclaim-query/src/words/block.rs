//! The bytes of one block.
//!
//! ```text
//! rows | words | bytes of text | bytes of lists | common words | text | end of each word in the text
//! | end of each word's list | for each common word the ends of lists by what follows | lists
//! ```
//!
//! Numbers are `u32`, little-endian. A word's list is either the steps from row to row, seven bits a byte, the highest
//! first, the highest bit of a byte set where more follow; or, where it would be long, a bit for each row. Bits are
//! added up many times as fast, so that those of a word need not be shorter. Words whose lists are bits are common.

use super::vocabulary::Vocabulary;
use super::{FIRSTS, ROWS};

/// Bytes before the text.
pub const HEAD_BYTES: usize = 20;

/// What stands at the beginning of a block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Head {
    pub rows: u32,
    pub words: u32,
    pub text_bytes: u32,
    pub list_bytes: u32,
    pub commons: u32,
}

impl Head {
    pub fn of(bytes: [u8; HEAD_BYTES]) -> Self {
        let (numbers, _) = bytes.as_chunks::<4>();
        let number = |at: usize| numbers.get(at).map_or(0, |number| u32::from_le_bytes(*number));
        Self { rows: number(0), words: number(1), text_bytes: number(2), list_bytes: number(3), commons: number(4) }
    }

    /// Where the lists start.
    pub fn lists_at(&self) -> u64 {
        let ends = 2 * u64::from(self.words) + FIRSTS as u64 * u64::from(self.commons);
        HEAD_BYTES as u64 + u64::from(self.text_bytes) + 4 * ends
    }

    /// How long the whole block is.
    pub fn bytes(&self) -> u64 {
        self.lists_at() + u64::from(self.list_bytes)
    }
}

/// A word's steps that take a larger share of the bits' bytes than one in so many become bits.
const BITS_FROM: usize = 4;

/// A bit for each row of a block.
pub type RowBits = [u64; ROWS / 64];

/// How many bytes a bit for each row takes.
pub fn bits_bytes(rows: u32) -> usize {
    rows.div_ceil(8) as usize
}

/// The bytes of a block whose rows hold these words.
pub fn encode(rows: u32, vocabulary: &Vocabulary) -> Vec<u8> {
    let mut lists = Vec::new();
    let mut ends = Vec::new();
    let mut commons = Vec::new();
    for (number, word) in (0..).zip(&vocabulary.words) {
        if put_list(&mut lists, rows, &word.rows.bytes, BITS_FROM) {
            commons.push(number);
        }
        ends.push(lists.len());
    }
    for following in vocabulary.following(&commons) {
        put_list(&mut lists, rows, &following.bytes, 1);
        ends.push(lists.len());
    }
    let words = &vocabulary.words;
    let head = [rows as usize, words.len(), vocabulary.text.len(), lists.len(), commons.len()];
    let word_ends = words.iter().map(|word| word.end as usize);
    let mut block = Vec::with_capacity(vocabulary.text.len() + (words.len() + ends.len()) * 4 + lists.len() + 32);
    let put = |block: &mut Vec<u8>, number: usize| {
        block.extend_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
    };
    head.into_iter().for_each(|number| put(&mut block, number));
    block.extend_from_slice(&vocabulary.text);
    word_ends.chain(ends).for_each(|number| put(&mut block, number));
    block.extend_from_slice(&lists);
    block
}

/// Adds a list of steps, or its bits where it takes so large a share of their bytes; whether it became bits.
fn put_list(lists: &mut Vec<u8>, rows: u32, steps: &[u8], bits_from: usize) -> bool {
    let is_common = steps.len() >= bits_bytes(rows).div_ceil(bits_from);
    if is_common {
        put_bits(lists, rows, steps);
    } else {
        lists.extend_from_slice(steps);
    }
    is_common
}

fn put_bits(lists: &mut Vec<u8>, rows: u32, steps: &[u8]) {
    let mut bits = [0; ROWS / 64];
    add_steps(&mut bits, steps);
    lists.extend(bits.iter().flat_map(|word| word.to_le_bytes()).take(bits_bytes(rows)));
}

/// Adds the rows of a list to those of a block.
pub fn add_rows(to: &mut RowBits, rows: u32, list: &[u8]) {
    if list.len() != bits_bytes(rows) {
        return add_steps(to, list);
    }
    let (words, rest) = list.as_chunks::<8>();
    to.iter_mut().zip(words).for_each(|(to, word)| *to |= u64::from_le_bytes(*word));
    let rest = rest.iter().rev().fold(0, |bits, byte| bits << 8 | u64::from(*byte));
    if let Some(to) = to.get_mut(words.len()) {
        *to |= rest;
    }
}

/// No byte decides what is done next, because processors guess such decisions badly.
fn add_steps(to: &mut RowBits, steps: &[u8]) {
    let mut after = 0u32;
    let mut step = 0u32;
    for byte in steps {
        step = step << 7 | u32::from(byte & 0x7f);
        let is_last = u32::from(byte >> 7 ^ 1);
        after = after.wrapping_add(step * is_last);
        step *= is_last ^ 1;
        let row = after.wrapping_sub(1) as usize % ROWS;
        to[row / 64] |= u64::from(is_last) << (row % 64);
    }
}
