//! Defects met on reading that did not stop it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{Defect, Kept};

/// What an issue did to the record that it is about.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Severity {
    /// Kept as it was given; worth knowing.
    Remark,
    /// Kept without the field, which is unknown now.
    FieldLeftOut,
    /// Not in the dataset or session.
    SetAside,
}

impl Severity {
    pub fn label(self) -> &'static str {
        match self {
            Self::Remark => "remark",
            Self::FieldLeftOut => "field left out",
            Self::SetAside => "set aside",
        }
    }
}

/// A defect met on reading: which file, which record, which field, why.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Issue {
    pub file: String,
    /// Line of the file where the record starts, from 1.
    pub line: Option<usize>,
    /// For example `claim captured`, or `place number 3`.
    pub record: String,
    pub field: String,
    pub reason: String,
    pub severity: Severity,
}

impl Issue {
    /// Something worth knowing about a whole file.
    pub fn of_file(file: &str, reason: String) -> Self {
        let (record, severity) = ("the file".to_owned(), Severity::Remark);
        Self { file: file.to_owned(), line: None, record, field: String::new(), reason, severity }
    }

    /// A defect that was found when the records were put together, of a record that starts in a line.
    pub fn of_defect(file: &str, line: Option<usize>, defect: Defect) -> Self {
        Self {
            file: file.to_owned(),
            line,
            record: format!("{} {}", defect.kind.label(), defect.key),
            field: defect.field,
            reason: defect.reason,
            severity: match defect.kept {
                Kept::Whole => Severity::Remark,
                Kept::WithoutField => Severity::FieldLeftOut,
                Kept::SetAside => Severity::SetAside,
            },
        }
    }
}

/// Issues that did the same to the same field.
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
    /// Issues counted by what they did and by the field that they are about, the most frequent first.
    pub fn kinds(issues: &[Self]) -> Vec<IssueKind<'_>> {
        let mut kinds: BTreeMap<(&str, &str), IssueKind<'_>> = BTreeMap::new();
        for issue in issues {
            let kind = IssueKind { severity: issue.severity, field: &issue.field, count: 0, first: Vec::new() };
            let entry = kinds.entry((issue.severity.label(), &issue.field)).or_insert(kind);
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
    /// Such as `field left out, date`.
    pub fn label(&self) -> String {
        let field = if self.field.is_empty() { String::new() } else { format!(", {}", self.field) };
        format!("{}{field}", self.severity.label())
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.record)?;
        if !self.field.is_empty() {
            write!(f, ", {}", self.field)?;
        }
        write!(f, ": {} ({})", self.reason, self.severity.label())
    }
}
