//! Which notes of an event table hold which words, so that a search need not read them all.
//!
//! The rows are divided by their order in the file into blocks of [`ROWS`], each an index of its own in some bytes that
//! the caller keeps: it is made from one block's notes at a time, and read by position.
//!
//! A word is a run of ASCII letters, digits and bytes of longer characters. No character of a word is another case of
//! one that is not, so that a text of such characters alone is found in a note exactly where it is found in one of its
//! words; words stand in the index as they stand in the file, and the search itself looks through them. Any other text
//! is looked for in the notes that hold the words of which it is made.

mod block;
mod build;
mod find;
mod pieces;
mod vocabulary;

pub use build::build;
pub use find::{Words, find};

/// Rows of one block.
pub const ROWS: usize = 64 << 10;
/// The longest list of words that is worth looking through in place of the notes; a block with a longer one has none.
const MAX_TEXT_BYTES: usize = 4 << 20;
/// What stands between two words.
const BETWEEN: u8 = b'\n';

/// The rows of a block, by their order in the file.
fn rows_of(block: usize, rows: usize) -> std::ops::Range<usize> {
    (block * ROWS).min(rows)..((block + 1) * ROWS).min(rows)
}

/// Whether a byte belongs to a word.
fn is_in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// The words of a text.
fn words_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| !is_in_word(*byte)).filter(|word| !word.is_empty())
}
