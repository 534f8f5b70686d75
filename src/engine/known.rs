//! What could be known at a time: statements count from the end of the span in which they were made.

use crate::model::{Dataset, Statement, StatementId};

/// How an assessment is made.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// Only what was known by then, in seconds since 1970-01-01T00:00Z; everything without it.
    pub as_of_s: Option<i64>,
}

impl Options {
    /// Whether a statement was known by the time of the assessment.
    pub fn knows(&self, dataset: &Dataset, statement: StatementId) -> bool {
        let Some(as_of_s) = self.as_of_s else {
            return true;
        };
        known_from(dataset, &dataset.statement(statement)).is_none_or(|from_s| from_s <= as_of_s)
    }
}

/// When a statement became known: the end of the span in which it was made, else of its report's publication.
///
/// `None` where neither is dated: such a statement cannot be told to be later than anything.
pub fn known_from(dataset: &Dataset, statement: &Statement<'_>) -> Option<i64> {
    let published = || dataset.report(statement.report?).published.as_ref().map(|time| time.span.end_s);
    statement.stated_at.map(|span| span.end_s).or_else(published)
}
