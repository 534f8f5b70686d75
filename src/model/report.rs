//! One publication by a source.

use super::{Key, SourceId, TimeText};

/// A report as a file gives it; other records are named by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportRecord {
    pub key: String,
    pub title: String,
    pub publisher: Option<String>,
    pub published: Option<TimeText>,
    pub url: Option<String>,
    pub language: Option<String>,
    pub authors: Vec<String>,
    pub note: Option<String>,
}

/// A report as a `Dataset` holds it.
#[derive(Clone, Debug)]
pub struct Report {
    pub key: Key,
    pub title: String,
    pub publisher: Option<SourceId>,
    pub published: Option<TimeText>,
    pub url: Option<String>,
    pub language: Option<String>,
    pub authors: Vec<String>,
    pub note: Option<String>,
}
