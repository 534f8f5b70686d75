//! What a session reveals about its owner, and the owner's choice before the first save.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::recovering::reset_recovery;
use super::saving::save_to;
use super::{Dialog, Document, Effect, State};
use counterclaim_io::session_file::{self, DatasetRef, Expected, SessionFile, last_part};
use counterclaim_model::{Journal, Key, Line};

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
    paths: BTreeSet<String>,
    authors: BTreeSet<Key>,
    answer: Option<OwnerAnswer>,
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

fn author_of(line: &Line) -> Option<&Key> {
    match line {
        Line::Entry(entry) => Some(&entry.author),
        Line::Kept(_) => None,
    }
}

impl Document {
    /// The datasets and the lines of a session file at `path`, as far as its owner allows.
    pub(super) fn told(&self, path: Option<&Path>, mut datasets: Vec<DatasetRef>) -> (Vec<DatasetRef>, Vec<Line>) {
        let leaves_out = self.disclosed.answer == Some(OwnerAnswer::WithoutPaths);
        let becomes = |named: &str| {
            let named = path.filter(|_| session_file::is_absolute(named)).map(|path| hint(path, named));
            let named = named.filter(|named| leaves_out || !session_file::is_absolute(named))?;
            let is_left_out = leaves_out && session_file::is_absolute(&named);
            Some(if is_left_out { last_part(&named).to_owned() } else { named })
        };
        for dataset in &mut datasets {
            if let Some(path) = becomes(&dataset.path) {
                dataset.path = path;
            }
        }
        (datasets, session_file::with_layer_paths(self.journal.lines(), becomes))
    }

    /// What a save to `path` would reveal for the first time.
    fn discloses(&self, path: &Path, account: Option<&str>) -> (Vec<String>, Option<String>) {
        if self.disclosed.answer.is_some() {
            return (Vec::new(), None);
        }
        let file = self.session_file(Some(path));
        let paths = session_file::absolute_paths(&file.datasets, &file.lines);
        let paths = paths.into_iter().filter(|path| !self.disclosed.paths.contains(path)).collect();
        let signs = |account: &&str| file.lines.iter().filter_map(author_of).any(|author| **author == **account);
        let account = account.filter(|account| !self.disclosed.authors.contains(*account)).filter(signs);
        (paths, account.map(str::to_owned))
    }
}

/// An absolute path as a session at `path` would name it.
fn hint(path: &Path, named: &str) -> String {
    let session = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    session_file::relative(&session.to_string_lossy(), named).unwrap_or_else(|| named.to_owned())
}

/// Asks before a session reveals something about its owner for the first time; returns whether the save has to wait.
pub(super) fn asks(state: &mut State, path: &Path, expected: Option<&Expected>) -> bool {
    let Some(document) = &state.document else { return false };
    let (paths, account) = document.discloses(path, state.account.as_deref());
    if paths.is_empty() && account.is_none() {
        return false;
    }
    let sign_as = account.clone().unwrap_or_default();
    let save = (path.to_owned(), expected.cloned());
    state.dialog = Some(Dialog::Owner(OwnerQuestion { paths, account, sign_as, save }));
    true
}

/// Saves as the owner decided.
pub(super) fn answered(state: &mut State, answer: OwnerAnswer, effects: &mut Vec<Effect>) {
    let Some(Dialog::Owner(question)) = state.dialog.take() else { return };
    if answer == OwnerAnswer::Cancel {
        state.after_save = None;
        return;
    }
    let OwnerQuestion { account, sign_as, save: (path, expected), .. } = question;
    if let Some(document) = &mut state.document {
        document.disclosed.answer = Some(answer);
    }
    let name = sign_as.trim();
    if let Some(account) = account.filter(|account| account != name && !name.is_empty()) {
        sign(state, &account, name, effects);
    }
    save_to(state, path, expected, effects);
}

/// Changes the name on edits that are in no session file yet, and on future ones.
fn sign(state: &mut State, from: &str, to: &str, effects: &mut Vec<Effect>) {
    let Some(document) = &mut state.document else { return };
    let author = if *state.author == *from { Key::from(to) } else { state.author.clone() };
    let lines = session_file::with_author(document.journal.lines(), from, to);
    document.journal = Journal::from_lines(author.clone(), lines.clone());
    document.journal.mark_unsaved();
    state.author = author;
    state.lay();
    reset_recovery(state, lines, effects);
}
