//! Issues: defects found on import that did not stop it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use counterclaim_model::{Defect, DefectOutcome};

/// The effect of an issue on its record.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Severity {
    /// The record was kept unchanged.
    Remark,
    /// The record was kept without the field, which is unknown.
    #[serde(rename = "FieldLeftOut")]
    FieldSkipped,
    /// The record is not in the dataset or session.
    #[serde(rename = "SetAside")]
    Rejected,
}

impl Severity {
    pub fn label(self) -> &'static str {
        match self {
            Self::Remark => "remark",
            Self::FieldSkipped => "field skipped",
            Self::Rejected => "rejected",
        }
    }
}

/// An issue in full, as it is created and serialised.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct IssueText {
    pub file: String,
    /// Line of the file where the record starts, from 1.
    pub line: Option<usize>,
    /// For example `claim captured`, or `place number 3`.
    pub record: String,
    pub field: String,
    pub reason: String,
    pub severity: Severity,
}

/// An issue: file, record, field and reason.
///
/// Every record of a file may have one, so common parts are shared.
#[derive(Clone, Deserialize, Serialize)]
#[serde(from = "IssueText", into = "IssueText")]
pub struct Issue {
    pattern: Arc<Pattern>,
    line: Option<NonZeroU32>,
    record_bytes: u32,
    /// The record, followed by the variable part of the reason.
    words: Box<str>,
}

/// The common parts of issues.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Pattern {
    file: String,
    field: String,
    before: String,
    after: String,
    severity: Severity,
}

/// The patterns so far, so that further issues can share them.
#[derive(Debug, Default)]
pub struct Patterns(BTreeSet<Arc<Pattern>>);

/// From this many patterns on, reasons are no longer split: they have too little in common.
const MOST_PATTERNS: usize = 1000;

impl Patterns {
    /// An issue that shares its common parts with earlier ones.
    pub fn issue(&mut self, text: IssueText) -> Issue {
        let IssueText { file, line, record, field, reason, severity } = text;
        let (before, between, after) = if self.0.len() < MOST_PATTERNS { parts(&reason) } else { ("", &*reason, "") };
        let words = format!("{record}{between}").into_boxed_str();
        let pattern = Pattern { file, field, before: before.to_owned(), after: after.to_owned(), severity };
        let pattern = self.0.get(&pattern).cloned().unwrap_or_else(|| {
            let pattern = Arc::new(pattern);
            self.0.insert(pattern.clone());
            pattern
        });
        Issue {
            pattern,
            line: line.and_then(|line| NonZeroU32::new(u32::try_from(line).unwrap_or(u32::MAX))),
            record_bytes: u32::try_from(record.len()).unwrap_or(u32::MAX),
            words,
        }
    }
}

/// Splits a reason before the first quotation or number and after the last.
fn parts(reason: &str) -> (&str, &str, &str) {
    let varies = |character: char| character == '`' || character.is_ascii_digit();
    let start = reason.find(varies).unwrap_or(reason.len());
    let end = reason.rfind(varies).map_or(0, |last| last + 1);
    let (rest, after) = reason.split_at(end.max(start));
    let (before, between) = rest.split_at(start);
    (before, between, after)
}

impl From<IssueText> for Issue {
    fn from(text: IssueText) -> Self {
        Patterns::default().issue(text)
    }
}

impl From<Issue> for IssueText {
    fn from(issue: Issue) -> Self {
        issue.text()
    }
}

impl PartialEq for Issue {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Issue {}

impl fmt::Debug for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl Issue {
    /// A remark about a whole file.
    pub fn of_file(file: &str, reason: String) -> Self {
        let record = "the file".to_owned();
        let severity = Severity::Remark;
        IssueText { file: file.to_owned(), line: None, record, field: String::new(), reason, severity }.into()
    }

    /// A defect found on building the dataset, of a record that starts in a line.
    pub fn of_defect(file: &str, line: Option<usize>, defect: Defect) -> Self {
        let text = IssueText {
            file: file.to_owned(),
            line,
            record: format!("{} {}", defect.kind.label(), defect.key),
            field: defect.field,
            reason: defect.reason,
            severity: match defect.kept {
                DefectOutcome::Whole => Severity::Remark,
                DefectOutcome::WithoutField => Severity::FieldSkipped,
                DefectOutcome::Rejected => Severity::Rejected,
            },
        };
        text.into()
    }

    pub fn file(&self) -> &str {
        &self.pattern.file
    }

    /// Line of the file where the record starts, from 1.
    pub fn line(&self) -> Option<usize> {
        self.line.map(|line| line.get() as usize)
    }

    /// For example `claim captured`, or `place number 3`.
    pub fn record(&self) -> &str {
        self.words().0
    }

    pub fn field(&self) -> &str {
        &self.pattern.field
    }

    pub fn reason(&self) -> String {
        format!("{}{}{}", self.pattern.before, self.words().1, self.pattern.after)
    }

    pub fn severity(&self) -> Severity {
        self.pattern.severity
    }

    /// The record, and the variable part of the reason.
    fn words(&self) -> (&str, &str) {
        self.words.split_at_checked(self.record_bytes as usize).unwrap_or((&self.words, ""))
    }

    fn text(&self) -> IssueText {
        IssueText {
            file: self.file().to_owned(),
            line: self.line(),
            record: self.record().to_owned(),
            field: self.field().to_owned(),
            reason: self.reason(),
            severity: self.severity(),
        }
    }
}

/// Issues with the same effect on the same field.
#[derive(Clone, Debug)]
pub struct IssueKind<'a> {
    pub severity: Severity,
    pub field: &'a str,
    pub count: usize,
    /// The first few of them.
    pub first: Vec<&'a Issue>,
}

/// How many examples of a kind are kept.
const FIRST: usize = 3;

impl Issue {
    /// Counts issues by effect and field, the most frequent first.
    pub fn kinds(issues: &[Self]) -> Vec<IssueKind<'_>> {
        let mut kinds: BTreeMap<(&str, &str), IssueKind<'_>> = BTreeMap::new();
        for issue in issues {
            let kind = IssueKind { severity: issue.severity(), field: issue.field(), count: 0, first: Vec::new() };
            let entry = kinds.entry((issue.severity().label(), issue.field())).or_insert(kind);
            entry.count += 1;
            if entry.first.len() < FIRST {
                entry.first.push(issue);
            }
        }
        let mut kinds: Vec<_> = kinds.into_values().collect();
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
        kinds
    }
}

impl IssueKind<'_> {
    /// For example `field skipped, date`.
    pub fn label(&self) -> String {
        self.with_field(self.severity.label())
    }

    /// The key of the kind in JSON output, for example `field left out, date`; it never changes.
    pub fn json_key(&self) -> String {
        self.with_field(match self.severity {
            Severity::Remark => "remark",
            Severity::FieldSkipped => "field left out",
            Severity::Rejected => "set aside",
        })
    }

    fn with_field(&self, words: &str) -> String {
        if self.field.is_empty() { words.to_owned() } else { format!("{words}, {}", self.field) }
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file())?;
        if let Some(line) = self.line() {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.record())?;
        if !self.field().is_empty() {
            write!(f, ", {}", self.field())?;
        }
        write!(f, ": {} ({})", self.reason(), self.severity().label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(record: &str, reason: &str) -> IssueText {
        let record = record.to_owned();
        let reason = reason.to_owned();
        IssueText {
            file: "a.csv".to_owned(),
            line: Some(7),
            record,
            field: "stance".to_owned(),
            reason,
            severity: Severity::Remark,
        }
    }

    #[test]
    fn an_issue_says_what_it_was_told_and_shares_what_others_say_too() {
        let mut patterns = Patterns::default();
        let reasons =
            ["`дім` is no stance", "`b` is no stance", "no record has it", "by line 12", "", "`", "1`x`2 ends"];
        for reason in reasons {
            let told = text("record é1", reason);
            assert_eq!(IssueText::from(patterns.issue(told.clone())), told);
        }
        assert_eq!(patterns.0.len(), reasons.len() - 2);
        assert_eq!(patterns.issue(text("a", "b")), Issue::from(text("a", "b")));
    }

    #[test]
    fn reasons_that_have_nothing_in_common_are_kept_whole() {
        let mut patterns = Patterns::default();
        for number in 0..2 * MOST_PATTERNS {
            let told = text("record", &format!("{} {number} x", "x".repeat(number)));
            assert_eq!(IssueText::from(patterns.issue(told.clone())), told);
        }
        assert_eq!(patterns.0.len(), MOST_PATTERNS + 1);
    }
}
