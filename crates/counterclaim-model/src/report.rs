//! One publication by a source.

use crate::{SourceId, TimeSpan, TimeText};

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

/// A view of one report of a `Dataset`.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    pub key: &'a str,
    pub title: &'a str,
    pub publisher: Option<SourceId>,
    pub published: Option<TimeSpan>,
    pub published_words: Option<&'a str>,
    pub url: Option<&'a str>,
    pub language: Option<&'a str>,
    pub authors: Vec<&'a str>,
    pub note: Option<&'a str>,
}
