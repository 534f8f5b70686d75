//! Opening: what was asked for, chosen, dropped or read, and what becomes of what was open.

use std::path::PathBuf;
use std::sync::Arc;

use super::notices::report_issues;
use super::open::{open_document, remember};
use super::paths::{ask_path, guard_unsaved, suggested_path};
use super::recovery::reset_recovery;
use super::save::{save, save_to};
use super::{layers, reading, table};
use crate::app::state::UnresolvedSession;
use crate::app::{
    CloseAnswer, Dialog, Document, Effect, LoadRequest, Loaded, LoadedDataset, Notice, OpenTable, PathPurpose,
    PendingAction, ReadFor, State,
};
use counterclaim_io::file_name;
use counterclaim_io::session_file::{EXTENSION, Expected, SessionFile};
use counterclaim_model::{Journal, Key, Stamp};

pub fn continue_with(state: &mut State, then: PendingAction, effects: &mut Vec<Effect>) {
    state.dialog = None;
    match then {
        PendingAction::Quit => effects.push(Effect::CloseWindow),
        PendingAction::OpenDialog => ask_path(state, PathPurpose::Open, effects),
        PendingAction::OpenPath(path) => reading::read(state, LoadRequest::of(path), effects),
        PendingAction::OpenAsDialog => ask_path(state, PathPurpose::OpenAs, effects),
        PendingAction::Read(opening) => reading::read(state, *opening, effects),
        PendingAction::OpenExample(name) => {
            state.loading = Some(name.to_owned());
            effects.push(Effect::LoadExample(name));
        }
        PendingAction::MergeSession => {
            if let Some(loaded) = state.pending_load.take() {
                take_in(state, *loaded, effects);
            }
        }
        PendingAction::RecoverWork(at) => {
            if at < state.recovery_offers.len() {
                let offer = state.recovery_offers.remove(at);
                state.loading = Some(offer.name);
                effects.push(Effect::RecoverWork(at));
            }
        }
    }
}

pub fn close_answered(state: &mut State, answer: CloseAnswer, effects: &mut Vec<Effect>) {
    let Some(Dialog::Unsaved(then)) = state.dialog.take() else {
        return;
    };
    match answer {
        CloseAnswer::Cancel => state.pending_load = None,
        CloseAnswer::Discard => {
            state.discard_confirmed_at = state.journal_revision();
            continue_with(state, then, effects);
        }
        CloseAnswer::Save => {
            state.after_save = Some(then);
            save(state, effects);
        }
    }
}

pub fn path_chosen(
    state: &mut State,
    purpose: PathPurpose,
    path: Option<PathBuf>,
    at_once: bool,
    effects: &mut Vec<Effect>,
) {
    match path {
        // The dialog asked before it returned the name of an existing file.
        Some(path) => use_path(state, purpose, path, Some(Expected::Anything), effects),
        // No dialog was available: the window asks for the path instead.
        None if at_once => {
            let text = suggested_path(state, purpose).to_string_lossy().into_owned();
            state.dialog = Some(Dialog::Prompt { purpose, text, error: None });
        }
        None => (state.after_save, state.discard_confirmed_at) = (None, None),
    }
}

pub fn prompt_accepted(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(Dialog::Prompt { purpose, text, error }) = &mut state.dialog else {
        return;
    };
    if text.trim().is_empty() {
        *error = Some("Type the path of a file".to_owned());
        return;
    }
    let purpose = *purpose;
    let typed = text.trim().to_owned();
    // A path that is not valid text is shown with replacement characters: left unchanged, it means the original.
    let suggested = suggested_path(state, purpose);
    let path = if suggested.to_string_lossy() == typed { suggested } else { PathBuf::from(typed) };
    state.dialog = None;
    use_path(state, purpose, path, None, effects);
}

pub fn use_path(
    state: &mut State,
    purpose: PathPurpose,
    path: PathBuf,
    expected: Option<Expected>,
    effects: &mut Vec<Effect>,
) {
    match purpose {
        PathPurpose::Open => reading::read(state, LoadRequest::of(path), effects),
        PathPurpose::AddLayer => {
            reading::read(state, LoadRequest { purpose: ReadFor::Layer, ..LoadRequest::of(path) }, effects);
        }
        PathPurpose::OpenAs => reading::chosen(state, path, effects),
        PathPurpose::Profile => reading::export_profile(state, path, effects),
        PathPurpose::Issues => reading::export_issues(state, path, effects),
        PathPurpose::SaveAs => {
            let path = if path.extension().is_none() { path.with_extension(EXTENSION) } else { path };
            save_to(state, path, expected, effects);
        }
        PathPurpose::Export => {
            let path = if path.extension().is_none() { path.with_extension(state.exporter.extension) } else { path };
            let progress = Arc::default();
            state.exporting = state.table.as_ref().map(|_| Arc::clone(&progress));
            effects.push(Effect::Export { path, snapshot: Box::new(state.snapshot()), progress });
        }
        PathPurpose::LocateDataset => {
            // The session still waits until its dataset has been read.
            if let Some(UnresolvedSession { path: session, file, fingerprint, recovered, .. }) =
                state.unresolved.clone()
            {
                state.loading = Some(file_name(&path));
                effects.push(Effect::LoadDatasetFor { dataset: path, session, file, fingerprint, recovered });
            }
        }
    }
}

/// A dropped file replaces what is open, or becomes a layer: the user decides.
pub fn dropped(state: &mut State, path: PathBuf, _effects: &mut Vec<Effect>) {
    let is_session = path.extension().is_some_and(|extension| extension == EXTENSION);
    if state.document.is_none() || state.table.is_some() || is_session {
        guard_unsaved(state, PendingAction::OpenPath(path));
    } else {
        state.dialog = Some(Dialog::Dropped(path));
    }
}

pub fn loaded(
    state: &mut State,
    what: &str,
    result: Result<Box<Loaded>, String>,
    stamp: Stamp,
    effects: &mut Vec<Effect>,
) {
    state.loading = None;
    state.progress = None;
    let loaded = match result {
        Ok(loaded) => loaded,
        Err(reason) => {
            state.discard_confirmed_at = None;
            // If the open table's job failed, nothing may wait for it.
            state.table.iter_mut().filter(|table| !table.is_reading()).for_each(OpenTable::stop_reading);
            match &mut state.unresolved {
                Some(unresolved) => unresolved.error = Some(format!("{what}: {reason}")),
                None => state.notices.push(Notice::failure(format!("{what} was not opened"), format!("{reason}."))),
            }
            return;
        }
    };
    let loaded = match *loaded {
        Loaded::Again(dataset) => return reading::reread(state, dataset),
        Loaded::Layer(dataset) => return layers::add(state, what, dataset, stamp),
        other => Box::new(other),
    };
    if state.has_unsaved_changes() && state.discard_confirmed_at != state.journal_revision() {
        // There are edits since the import began: they must not be replaced without a question.
        state.pending_load = Some(loaded);
        state.dialog = Some(Dialog::Unsaved(PendingAction::MergeSession));
        return;
    }
    take_in(state, *loaded, effects);
}

/// Opens what was read.
fn take_in(state: &mut State, loaded: Loaded, effects: &mut Vec<Effect>) {
    state.discard_confirmed_at = None;
    match loaded {
        Loaded::Dataset(dataset) | Loaded::Again(dataset) | Loaded::Layer(dataset) => {
            state.author = state.next_author();
            let journal = Journal::new(state.author.clone());
            open_document(state, Document::new(dataset, journal), effects);
        }
        Loaded::Table(table) => table::open(state, table, effects),
        Loaded::Session { path, file, issues, dataset: Some(dataset), layers, fingerprint, recovered, .. } => {
            open_session(state, (dataset, layers), (path, fingerprint), file, recovered, effects);
            if let Some(document) = &mut state.document {
                document.add_issues(issues);
            }
            report_issues(state);
        }
        Loaded::Session { path, file, dataset: None, fingerprint, recovered, not_opened, .. } => {
            state.unresolved = Some(UnresolvedSession { path, file, fingerprint, recovered, error: not_opened });
        }
    }
}

fn open_session(
    state: &mut State,
    (dataset, layers): (LoadedDataset, Vec<(Key, LoadedDataset)>),
    (path, fingerprint): (Option<PathBuf>, Option<String>),
    file: SessionFile,
    recovered: bool,
    effects: &mut Vec<Effect>,
) {
    state.author = state.next_author();
    let mut document = Document::with_session(dataset, layers, path.clone(), (file, recovered), state.author.clone());
    if let Some(path) = &path {
        document.set_session_path(path.clone(), fingerprint);
    }
    if recovered {
        document.journal_mut().mark_unsaved();
    }
    open_document(state, document, effects);
    if recovered {
        // Until it is saved, the recovery journal keeps all of it.
        let lines = state.document.as_ref().map(|document| document.journal().lines().to_vec());
        reset_recovery(state, lines.unwrap_or_default(), effects);
    }
    if let Some(path) = path {
        remember(state, &path);
    }
}

pub fn close_dialog(state: &mut State) {
    match state.dialog.take() {
        Some(
            Dialog::Prompt { purpose: PathPurpose::SaveAs, .. }
            | Dialog::Refused { purpose: PathPurpose::SaveAs, .. }
            | Dialog::Changed(_)
            | Dialog::Owner(_),
        ) => state.after_save = None,
        Some(Dialog::Unsaved(_)) => (state.after_save, state.pending_load) = (None, None),
        Some(Dialog::MissingDataset) => state.unresolved = None,
        Some(Dialog::Columns) => (state.columns, state.discard_confirmed_at) = (None, None),
        _ => {}
    }
}

pub fn add_layer_path(state: &mut State, path: PathBuf, effects: &mut Vec<Effect>) {
    state.dialog = None;
    use_path(state, PathPurpose::AddLayer, path, None, effects);
}

/// Shows the dialog as long as a session waits for its dataset, whatever was answered in between.
pub fn ask_for_missing_dataset(state: &mut State) {
    let is_asking = state.dialog == Some(Dialog::MissingDataset);
    if state.unresolved.is_none() || state.loading.is_some() {
        if is_asking {
            state.dialog = None;
        }
    } else if state.dialog.is_none() {
        state.dialog = Some(Dialog::MissingDataset);
    }
}

/// Shows the dialog as long as a table waits for its column mapping.
pub fn ask_for_columns(state: &mut State) {
    if state.columns.is_some() && state.dialog.is_none() {
        state.dialog = Some(Dialog::Columns);
    }
}
