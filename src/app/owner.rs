//! What a session reveals about its owner, and the owner's choice before the first save.

use std::collections::BTreeSet;
use std::path::PathBuf;

use counterclaim_io::session_file::{self, Expected, SessionFile};
use counterclaim_model::{Key, Line};

/// What a session about to be saved would reveal about its owner for the first time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnerQuestion {
    /// Absolute paths of datasets and layers.
    pub paths: Vec<String>,
    /// The name of the owner's account, if it signs edits.
    pub account: Option<String>,
    /// The name that will sign them.
    pub sign_as: String,
    pub(super) save: (PathBuf, Option<Expected>),
}

/// The choice about absolute paths.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OwnerAnswer {
    WithPaths,
    /// For files outside the session's folder, only the name is stored.
    WithoutPaths,
    Cancel,
}

/// What a session reveals already, and its owner's answers.
#[derive(Clone, Debug, Default)]
pub(super) struct Disclosed {
    pub(super) paths: BTreeSet<String>,
    pub(super) authors: BTreeSet<Key>,
    pub(super) answer: Option<OwnerAnswer>,
}

impl Disclosed {
    /// What a session file that was read reveals.
    pub fn by(file: &SessionFile) -> Self {
        let paths = session_file::absolute_paths(&file.datasets, &file.lines);
        let authors = file.lines.iter().filter_map(author_of).cloned().collect();
        Self { paths, authors, answer: None }
    }

    /// What needs no further question.
    pub fn learn(&mut self, file: &SessionFile) {
        let Self { paths, authors, .. } = Self::by(file);
        self.paths.extend(paths);
        self.authors.extend(authors);
    }
}

pub(super) fn author_of(line: &Line) -> Option<&Key> {
    match line {
        Line::Entry(entry) => Some(&entry.author),
        Line::Kept(_) => None,
    }
}
