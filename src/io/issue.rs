//! Defects met on reading that did not stop it.

use std::fmt;

use serde::{Deserialize, Serialize};

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
