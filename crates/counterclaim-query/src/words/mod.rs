//! Which notes of an event table hold which words, so that a search need not read them all.
//!
//! The rows are divided by their order in the file into blocks of [`ROWS`], each an index of its own in some bytes that
//! the caller keeps: it is made from one block's notes at a time, and read by position.
//!
//! A word is a run of ASCII letters, digits and bytes of longer characters. Case folding never maps a word character
//! to another kind, so a text of such characters only is found in a note exactly if it is found in one of its
//! words; the index has words as spelled in the file, and the search scans them. Any other text is searched in the
//! notes that contain its words.
//!
//! For a word that occurs in many notes, the index also has how the next word starts if one space separates them:
//! otherwise the first letter after such a word would have to be searched in all its notes.

use std::ops::Range;

mod block;
mod build;
mod find;
mod number;
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
fn rows_of(block: usize, rows: usize) -> Range<usize> {
    (block * ROWS).min(rows)..((block + 1) * ROWS).min(rows)
}

/// Whether a byte belongs to a word.
fn is_in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Where the words of a text are.
fn words_of(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.iter().position(|byte| is_in_word(*byte))?;
        let len = text.get(start..)?.iter().position(|byte| !is_in_word(*byte));
        at = len.map_or(text.len(), |len| start + len);
        Some(start..at)
    })
}

/// How many kinds of first bytes there are.
const FIRSTS: usize = 37;
/// The kind of the first byte of a longer character.
const LONGER: u8 = 36;

/// The kind of a word's first byte: a letter in either case, a digit, or none of ASCII.
fn first_of(byte: u8) -> u8 {
    match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => letter - b'a',
        digit @ b'0'..=b'9' => digit - b'0' + 26,
        _ => LONGER,
    }
}
