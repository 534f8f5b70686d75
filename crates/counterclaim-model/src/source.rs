//! Who speaks or publishes.

use crate::{SideId, SourceId};

/// The kind of a source.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum SourceKind {
    Government,
    Military,
    Spokesperson,
    Official,
    StateMedia,
    Agency,
    Media,
    Milblogger,
    Monitor,
    Unnamed,
    Other,
}

impl SourceKind {
    pub const ALL: [Self; 11] = [
        Self::Government,
        Self::Military,
        Self::Spokesperson,
        Self::Official,
        Self::StateMedia,
        Self::Agency,
        Self::Media,
        Self::Milblogger,
        Self::Monitor,
        Self::Unnamed,
        Self::Other,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Government => "government",
            Self::Military => "military",
            Self::Spokesperson => "spokesperson",
            Self::Official => "official",
            Self::StateMedia => "state media",
            Self::Agency => "agency",
            Self::Media => "media",
            Self::Milblogger => "military blogger",
            Self::Monitor => "monitor",
            Self::Unnamed => "unnamed",
            Self::Other => "other",
        }
    }
}

/// A source as a file gives it; other records are named by key.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRecord {
    pub key: String,
    pub name: String,
    /// Language code and name.
    pub names: Vec<(String, String)>,
    pub aliases: Vec<String>,
    pub kind: SourceKind,
    pub side: Option<String>,
    pub speaks_for: Option<String>,
    pub note: Option<String>,
}

/// A view of one source of a `Dataset`.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub key: &'a str,
    pub name: &'a str,
    /// Language code and name.
    pub names: &'a [(String, String)],
    pub aliases: &'a [String],
    pub kind: SourceKind,
    pub side: Option<SideId>,
    /// The body that this source speaks for.
    pub speaks_for: Option<SourceId>,
    pub note: Option<&'a str>,
}

impl<'a> Source<'a> {
    /// All names by which the source can be searched.
    pub fn all_names(self) -> impl Iterator<Item = &'a str> {
        let named = self.names.iter().map(|(_, name)| name.as_str());
        std::iter::once(self.name).chain(named).chain(self.aliases.iter().map(String::as_str))
    }
}
