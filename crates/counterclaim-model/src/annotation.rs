//! What an analyst can record about a piece of evidence.

use crate::{Key, TimeText};

/// A piece of evidence that can carry a note and tags.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Target {
    Claim(Key),
    Statement(Key),
    Source(Key),
}

impl Target {
    /// The key of the claim, if it is one.
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

/// An analyst's answer on a claim.
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

/// An analyst's verdict on a claim, and the time it is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Verdict {
    pub truth: Truth,
    pub at: Option<TimeText>,
}

/// How the analyst treats being listed as a source without a stance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Listing {
    /// Treated as support.
    Supports,
}

/// An analyst's judgement of whether two sources depend on each other; it overrides any computed one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Independence {
    Independent,
    Dependent,
}
