//! Something reported to have happened.

use crate::{EventId, PlaceId, TimeSpan, TimeText};

/// An event as a file gives it; other records are named by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventRecord {
    pub key: String,
    pub title: String,
    pub place: Option<String>,
    pub time: Option<TimeText>,
    pub note: Option<String>,
}

/// A view of one event of a `Dataset`.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    pub id: EventId,
    pub key: &'a str,
    pub title: &'a str,
    pub place: Option<PlaceId>,
    pub time: Option<TimeSpan>,
    pub time_words: Option<&'a str>,
    pub note: Option<&'a str>,
}
