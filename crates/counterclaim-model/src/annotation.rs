//! What an analyst can say about a piece of evidence.

use crate::{Key, TimeText};

/// A piece of evidence that can carry a note and tags.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Target {
    Claim(Key),
    Statement(Key),
    Source(Key),
}

impl Target {
    /// The key of the claim that it is.
    pub fn claim(&self) -> Option<&Key> {
        match self {
            Self::Claim(key) => Some(key),
            Self::Statement(_) | Self::Source(_) => None,
        }
    }
}

/// A piece of evidence that can carry a credibility grade; sources have a reliability instead.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Item {
    Claim(Key),
    Statement(Key),
}

/// What an analyst holds a claim to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Truth {
    True,
    False,
    Undecidable,
}

impl Truth {
    pub const ALL: [Self; 3] = [Self::True, Self::False, Self::Undecidable];

    pub fn label(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Undecidable => "undecidable",
        }
    }
}

/// An analyst's settled answer on a claim, and the time that it speaks about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Verdict {
    pub truth: Truth,
    pub at: Option<TimeText>,
}

/// What an analyst lets being listed as a source, with no stance stated, count as.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Listing {
    /// As if the source supported the claim.
    Supports,
}

/// An analyst's word on whether two sources depend on each other, over any computed one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Independence {
    Independent,
    Dependent,
}
