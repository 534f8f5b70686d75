//! The words of which a text that is looked for is made.

use regex::bytes::{Regex, RegexBuilder};

use super::{BETWEEN, LONGER, first_of, is_in_word};

/// One run of what belongs to words.
pub struct Piece {
    /// Found in the list of words where a word holds it.
    pattern: Regex,
    /// Whether what is found starts with what stands before the word.
    starts_before: bool,
    /// The kinds of first bytes that the word behind it may have, where one space and a word follow; none tells nothing.
    pub firsts: Vec<u8>,
}

/// Which notes hold a text for sure, before they are read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sure {
    /// All that hold a word for its one piece.
    All,
    /// Those in which a word for its first piece is known to be followed by its second, which is one letter or digit.
    Followed,
    None,
}

impl Sure {
    fn of(text: &[u8]) -> Self {
        let is_word = |text: &[u8]| text.iter().copied().all(is_in_word);
        match text {
            text if is_word(text) => Self::All,
            [word @ .., b' ', last] if last.is_ascii_alphanumeric() && is_word(word) => Self::Followed,
            _ => Self::None,
        }
    }
}

impl Piece {
    /// The pieces of a text, if it has any, and which notes hold it for sure.
    pub fn all_of(text: &str) -> Option<(Vec<Self>, Sure)> {
        let between = char::from(BETWEEN);
        let mut pieces = Vec::new();
        let mut at = 0;
        for run in text.split(|char: char| char.is_ascii() && !char.is_ascii_alphanumeric()) {
            let end = at + run.len();
            let starts_before = at > 0;
            let ends_behind = end < text.len();
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
        (!pieces.is_empty()).then_some((pieces, Sure::of(text.as_bytes())))
    }

    /// Where in a list of words it is found first from a position on: a place within a word.
    pub fn find_at(&self, text: &[u8], at: usize) -> Option<usize> {
        let hit = self.pattern.find_at(text, at.min(text.len()))?;
        Some(hit.start() + usize::from(self.starts_before))
    }
}

/// What the word behind a piece may begin with, told by what stands behind it.
fn firsts_of(behind: &[u8]) -> Vec<u8> {
    match behind {
        // The sign for Kelvin and the long s are other cases of letters.
        [b' ', first @ (b'k' | b'K' | b's' | b'S'), ..] => vec![first_of(*first), LONGER],
        [b' ', first, ..] if first.is_ascii_alphanumeric() => vec![first_of(*first)],
        _ => Vec::new(),
    }
}
