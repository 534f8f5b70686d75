//! What one source said about one claim at one time, possibly relayed by others.

use crate::text_interner::TextInterner;
use crate::time_interner::TimeInterner;
use crate::{ClaimId, ReportId, SourceId, StatementId, TextId, TimeId, TimeSpan, TimeText};

/// The stance of a statement on its claim.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Stance {
    Supports,
    Denies,
    Doubts,
    CannotVerify,
    NoComment,
    Comments,
    /// Listed as a source without a stance.
    Unstated,
}

impl Stance {
    pub const ALL: [Self; 7] = [
        Self::Supports,
        Self::Denies,
        Self::Doubts,
        Self::CannotVerify,
        Self::NoComment,
        Self::Comments,
        Self::Unstated,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Denies => "denies",
            Self::Doubts => "doubts",
            Self::CannotVerify => "could not verify",
            Self::NoComment => "no comment",
            Self::Comments => "comments",
            Self::Unstated => "stance not stated",
        }
    }

    /// Whether the stance is for or against the claim.
    #[inline]
    pub fn is_carrying(self) -> bool {
        matches!(self, Self::Supports | Self::Denies | Self::Doubts)
    }
}

/// The qualifier of a number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Qualifier {
    Exact,
    About,
    Over,
    Under,
    AtLeast,
    AtMost,
}

impl Qualifier {
    pub fn label(self) -> &'static str {
        match self {
            Self::Exact => "",
            Self::About => "about",
            Self::Over => "over",
            Self::Under => "under",
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
        }
    }
}

/// A number with unit, scope and window, as a file gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureRecord {
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub qualifier: Qualifier,
    pub unit: String,
    /// Who or what is counted.
    pub scope: Option<String>,
    /// The period of the count.
    pub window: Option<TimeText>,
    /// Whether the count is a running total from the window's start.
    pub cumulative: bool,
    /// The words of the statement.
    pub words: Option<String>,
}

/// A view of one figure of a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure<'a> {
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub qualifier: Qualifier,
    pub unit: &'a str,
    /// Who or what is counted.
    pub scope: Option<&'a str>,
    /// The period of the count.
    pub window: Option<TimeSpan>,
    pub window_words: Option<&'a str>,
    /// Whether the count is a running total from the window's start.
    pub cumulative: bool,
    /// The words of the statement.
    pub words: Option<&'a str>,
}

/// The figures of a statement.
#[derive(Clone, Copy, Debug)]
pub struct Figures<'a> {
    pub(super) texts: &'a TextInterner,
    pub(super) times: &'a TimeInterner,
    pub(super) rows: &'a [FigureRow],
}

/// A figure in a `Dataset`.
#[derive(Clone, Copy, Debug)]
pub(super) struct FigureRow {
    pub low: f64,
    pub high: f64,
    pub unit: TextId,
    pub scope: Option<TextId>,
    pub window: Option<TimeId>,
    pub words: Option<TextId>,
    pub qualifier: Qualifier,
    pub has_low: bool,
    pub has_high: bool,
    pub cumulative: bool,
}

impl FigureRow {
    fn figure<'a>(&self, texts: &'a TextInterner, times: &'a TimeInterner) -> Figure<'a> {
        let words = |text: Option<TextId>| text.map(|text| texts.get(text));
        let window = self.window.and_then(|window| times.get(window));
        Figure {
            low: self.has_low.then_some(self.low),
            high: self.has_high.then_some(self.high),
            qualifier: self.qualifier,
            unit: texts.get(self.unit),
            scope: words(self.scope),
            window: window.map(|(span, _)| span),
            window_words: window.and_then(|(_, text)| words(text)),
            cumulative: self.cumulative,
            words: words(self.words),
        }
    }
}

impl<'a> Figures<'a> {
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    #[inline]
    pub fn first(&self) -> Option<Figure<'a>> {
        self.iter().next()
    }

    /// The figures in the order in which they were stated.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = Figure<'a>> + use<'a> {
        let Self { texts, times, rows } = *self;
        rows.iter().map(|row| row.figure(texts, times))
    }
}

/// A statement as a file gives it; other records are named by key.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementRecord {
    pub key: String,
    pub claim: String,
    pub speaker: String,
    pub stance: Stance,
    /// When it was said.
    pub stated_at: Option<TimeText>,
    /// The time that it is about.
    pub as_of: Option<TimeText>,
    /// The carriers, in order.
    pub via: Vec<String>,
    pub report: Option<String>,
    /// Paragraph of the report, from 1.
    pub paragraph: Option<u32>,
    /// A fragment of at most a few words.
    pub quote: Option<String>,
    pub figures: Vec<FigureRecord>,
    pub paraphrase: Option<String>,
    pub note: Option<String>,
}

/// A view of one statement of a `Dataset`.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    pub id: StatementId,
    pub key: &'a str,
    pub claim: ClaimId,
    pub speaker: SourceId,
    pub stance: Stance,
    pub stated_at: Option<TimeSpan>,
    pub stated_words: Option<&'a str>,
    pub as_of: Option<TimeSpan>,
    pub as_of_words: Option<&'a str>,
    pub via: &'a [SourceId],
    pub report: Option<ReportId>,
    pub paragraph: Option<u32>,
    pub quote: Option<&'a str>,
    pub figures: Figures<'a>,
    pub paraphrase: Option<&'a str>,
    pub note: Option<&'a str>,
}
