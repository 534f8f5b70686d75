//! One cell of a table: cells that a spreadsheet would run as a formula begin with an apostrophe.

use std::borrow::Cow;

use counterclaim_io::cell::formula_guard::guarded;
use counterclaim_io::cell::time_text;
use counterclaim_model::TimeSpan;

/// An offset that no time has, so that each is written with its own.
const NO_OFFSET: i16 = i16::MIN;

/// One cell of the table.
pub(super) enum Cell<'a> {
    Empty,
    /// Written by Counterclaim, unguarded.
    Own(String),
    /// From a dataset or an analyst, guarded.
    Text(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    pub(super) fn text(text: &'a str) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn own(value: Option<impl ToString>) -> Self {
        value.map_or(Self::Empty, |value| Self::Own(value.to_string()))
    }

    pub(super) fn time(span: Option<TimeSpan>) -> Self {
        Self::own(span.map(|span| time_text::format(span, NO_OFFSET)))
    }

    pub(super) fn bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Empty => Cow::default(),
            Self::Own(text) => text.as_bytes().into(),
            Self::Text(text) => match guarded(text) {
                Cow::Borrowed(text) => text.as_bytes().into(),
                Cow::Owned(text) => text.into_bytes().into(),
            },
        }
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_the_program_writes_are_not_guarded() {
        assert_eq!(&*Cell::own(Some(-33.9)).bytes(), b"-33.9");
    }
}
