//! Options of an assessment, and what was known by a given time.

use std::collections::BTreeSet;

use counterclaim_model::{Dataset, SourceId, Stance, Statement, StatementId};

/// The options of an assessment.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Options {
    /// Count only what was known by then, in seconds since 1970-01-01T00:00Z; everything if `None`.
    pub as_of_s: Option<i64>,
    /// Whether the speakers' interests count.
    pub uses_roles: bool,
    /// Whether to search for hidden copying.
    pub finds_copies: bool,
    /// Whether being listed as a source counts as support.
    pub counts_listings: bool,
    /// Whether the silence of the side that would deny a claim counts, "no comment" and "could not verify".
    pub counts_silence: bool,
    /// After so many days a statement counts half in the record of its source; `None` if experience does not fade.
    pub half_life_days: Option<u32>,
    /// Statements excluded for a what-if.
    pub dropped_statements: BTreeSet<StatementId>,
    /// Sources excluded for a what-if, with everything they are the origin of.
    pub dropped_sources: BTreeSet<SourceId>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            as_of_s: None,
            uses_roles: true,
            finds_copies: true,
            counts_listings: false,
            counts_silence: false,
            half_life_days: None,
            dropped_statements: BTreeSet::new(),
            dropped_sources: BTreeSet::new(),
        }
    }
}

impl Options {
    /// Everything that was known by a time, or everything.
    pub fn as_of(as_of_s: Option<i64>) -> Self {
        Self { as_of_s, ..Self::default() }
    }

    /// The stance that a statement counts as.
    pub fn counts_as(&self, stance: Stance) -> Stance {
        if self.counts_listings && stance == Stance::Unstated { Stance::Supports } else { stance }
    }

    /// Whether a statement was known by the time of the assessment and is not excluded.
    pub fn knows(&self, dataset: &Dataset, statement: StatementId) -> bool {
        if self.dropped_statements.contains(&statement) {
            return false;
        }
        let Some(as_of_s) = self.as_of_s else {
            return true;
        };
        options_from(dataset, &dataset.statement(statement)).is_none_or(|from_s| from_s <= as_of_s)
    }
}

/// When a statement became known: the end of the span in which it was made, else of its report's publication date.
///
/// `None` if neither is dated: such a statement is never later than the as-of time.
pub fn options_from(dataset: &Dataset, statement: &Statement<'_>) -> Option<i64> {
    let published = || dataset.report(statement.report?).published.map(|span| span.end_s);
    statement.stated_at.map(|span| span.end_s).or_else(published)
}
