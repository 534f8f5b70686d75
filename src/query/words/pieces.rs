//! The words of which a text that is looked for is made.

use regex::bytes::{Regex, RegexBuilder};

use super::{BETWEEN, LONGER, first_of, is_in_word};

/// One run of what belongs to words.
pub struct Piece {
    /// Found in the list of words where a word holds it.
    pattern: Regex,
    /// Whether what is found starts with what stands before the word.
    starts_before: bool,
    /// The kinds of first bytes that the word behind it may have, where one space and a word follow.
    pub firsts: Option<[u8; 2]>,
}

impl Piece {
    /// The pieces of a text, and whether a note that holds a word for one of them holds the text.
    pub fn all_of(text: &str) -> Option<(Vec<Self>, bool)> {
        let is_whole = text.bytes().all(is_in_word);
        let between = char::from(BETWEEN);
        let (mut pieces, mut at) = (Vec::new(), 0);
        for run in text.split(|char: char| char.is_ascii() && !char.is_ascii_alphanumeric()) {
            let end = at + run.len();
            let (starts_before, ends_behind) = (at > 0, end < text.len());
            at = end + 1;
            if run.is_empty() {
                continue;
            }
            let mut pattern = regex::escape(run);
            if starts_before {
                pattern.insert(0, between);
            }
            if ends_behind {
                pattern.push(between);
            }
            let pattern = RegexBuilder::new(&pattern).case_insensitive(true).build().ok()?;
            pieces.push(Self {
                pattern,
                starts_before,
                firsts: firsts_of(text.as_bytes().get(end..).unwrap_or_default()),
            });
        }
        (!pieces.is_empty()).then_some((pieces, is_whole))
    }

    /// Where in a list of words it is found first from a position on: a place within a word.
    pub fn find_at(&self, text: &[u8], at: usize) -> Option<usize> {
        let hit = self.pattern.find_at(text, at.min(text.len()))?;
        Some(hit.start() + usize::from(self.starts_before))
    }
}

/// What the word behind a piece may begin with, told by what stands behind it.
fn firsts_of(behind: &[u8]) -> Option<[u8; 2]> {
    match behind {
        // Longer characters may be another case of a letter: the long s and the sign for Kelvin are.
        [b' ', first, ..] if first.is_ascii_alphanumeric() => Some([first_of(*first), LONGER]),
        _ => None,
    }
}
