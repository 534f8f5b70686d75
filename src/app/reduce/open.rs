//! What opening a document and ending a gesture mean; every reducer may call these.

use std::path::Path;

use super::geocoding::report_geocoding;
use super::notices::report_issues;
use super::recovery::reset_recovery;
use crate::app::geocoding::Geocoding;
use crate::app::{DatasetOrigin, Dialog, Document, Effect, State, View};
use counterclaim_io::preferences::MAX_RECENT;
use counterclaim_model::Journal;

pub fn with_journal(state: &mut State, change: impl FnOnce(&mut Journal)) {
    if let Some(document) = &mut state.document {
        change(document.journal_mut());
    }
}

pub fn open_document(state: &mut State, document: Document, effects: &mut Vec<Effect>) {
    if let DatasetOrigin::File(path) = document.origin() {
        let path = path.clone();
        if document.session_path().is_none() {
            remember(state, &path);
        }
    }
    // Users with work in progress need no welcome, and it must not replace a question, such as that of recovery.
    let has_begun = !document.journal().lines().is_empty() || state.dialog.is_some();
    let is_example = matches!(document.origin(), DatasetOrigin::Example(_));
    state.geocoding = Geocoding::default();
    state.document = Some(document);
    state.table = None;
    state.unresolved = None;
    state.save_when_hashed = None;
    // The answer to a running save is about the previous document.
    state.saving_another = state.saving;
    state.save_next = None;
    state.after_save = None;
    state.taking_in = None;

    state.view = View { sort: state.view.sort, ..View::default() };
    open_figures(state);
    reset_recovery(state, Vec::new(), effects);
    report_issues(state);
    report_geocoding(state);
    if is_example && !has_begun && !state.preferences.welcomed {
        state.preferences.welcomed = true;
        state.dialog = Some(Dialog::Welcome);
    }
}

/// Assesses what was read, and selects its first claim.
pub fn open_figures(state: &mut State) {
    if let Some(document) = &mut state.document {
        let read = document.take_assessment();
        let first = document.first().clone();
        state.begin_figures(&first, read);
    }
    state.forget_laying();
    state.lay();
    state.view.claim = state.visible.claims.first().copied();
}

/// Puts a file first in the list of recent ones.
pub fn remember(state: &mut State, path: &Path) {
    let recent = &mut state.preferences.recent;
    recent.retain(|other| other != path);
    recent.insert(0, path.to_owned());
    recent.truncate(MAX_RECENT);
    state.preferences.last_folder = path.parent().map(Path::to_owned);
}

pub fn settle(state: &mut State) {
    with_journal(state, |journal| {
        journal.settle();
    });
}
