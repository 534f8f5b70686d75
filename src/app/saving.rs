//! What actions do about saving and exporting; `update` alone calls these.

use std::path::{Path, PathBuf};

use super::recovering::reset_recovery;
use super::update::{ask_path, remember, settle, unless_unsaved};
use super::{ChangedAnswer, Dialog, Effect, Notice, OpenTable, PathPurpose, SaveFailure, State};
use super::{layers, owner};
use crate::io::file_name;
use crate::io::session_file::{Expected, SessionFile};

pub fn save(state: &mut State, effects: &mut Vec<Effect>) {
    let path = state.document.as_ref().and_then(|document| document.session_path().map(Path::to_owned));
    match path {
        Some(path) => save_to(state, path, None, effects),
        None => ask_path(state, PathPurpose::SaveAs, effects),
    }
}

/// Saves; where nothing else is said, only over the file that was read or written last.
///
/// One save at a time: of two, the older could reach the disk last.
pub fn save_to(state: &mut State, path: PathBuf, expected: Option<Expected>, effects: &mut Vec<Effect>) {
    settle(state);
    if state.saving {
        state.save_next = Some((path, expected));
        return;
    }
    if state.table.as_ref().is_some_and(OpenTable::is_hashing) {
        // A session names its dataset by its SHA-256: the save follows as soon as that is known.
        state.save_when_hashed = Some((path, expected));
        return;
    }
    if owner::asks(state, &path, expected.as_ref()) {
        return;
    }
    if let Some(document) = &state.document {
        let file = document.session_file(Some(&path));
        state.saving = true;
        let expected = expected.unwrap_or_else(|| document.expected(&path));
        effects.push(Effect::Save { path, file, revision: document.journal().revision(), expected });
    }
}

pub fn saved(
    state: &mut State,
    path: &Path,
    revision: u64,
    line_count: usize,
    result: Result<String, SaveFailure>,
    effects: &mut Vec<Effect>,
) {
    state.saving = false;
    let next = state.save_next.take();
    let is_of_another = std::mem::take(&mut state.saving_another);
    let is_saved = result.is_ok();
    match result {
        Ok(fingerprint) => {
            if !is_of_another {
                mark_saved(state, (path, fingerprint), revision, line_count, effects);
            }
            remember(state, path);
            state.notices.push(Notice::done(format!("Saved {}", file_name(path))));
        }
        // What was to follow waits for the answer.
        Err(SaveFailure::Changed) if !is_of_another => {
            state.dialog = Some(Dialog::Changed(path.to_owned()));
            return;
        }
        Err(SaveFailure::Refused(reason)) if !is_of_another => {
            state.dialog = Some(Dialog::Refused { purpose: PathPurpose::SaveAs, reason });
            return;
        }
        Err(failure) => {
            let reason = match failure {
                SaveFailure::Changed => "another program has written the file in the meantime".to_owned(),
                SaveFailure::Refused(reason) | SaveFailure::Other(reason) => reason,
            };
            let still_here = match is_of_another {
                true => "The session that it was of is no longer open.",
                false => "Your work is still here, unsaved: choose another place with Save as.",
            };
            state.notices.push(Notice::failure("The session was not saved", format!("{reason}. {still_here}")));
        }
    }
    if let Some((path, expected)) = next {
        // What was to follow follows that save.
        save_to(state, path, expected, effects);
    } else if !is_of_another
        && let Some(then) = state.after_save.take()
        && is_saved
    {
        unless_unsaved(state, then, effects);
    }
}

fn mark_saved(
    state: &mut State,
    (path, fingerprint): (&Path, String),
    revision: u64,
    line_count: usize,
    effects: &mut Vec<Effect>,
) {
    let Some(document) = &mut state.document else {
        return;
    };
    document.set_session_path(path.to_owned(), Some(fingerprint));
    document.journal_mut().mark_saved(revision);
    let lines = document.journal().lines().get(line_count..).unwrap_or_default().to_vec();
    reset_recovery(state, lines, effects);
}

pub fn exported(state: &mut State, purpose: PathPurpose, path: &Path, result: Result<(), SaveFailure>) {
    state.exporting = None;
    state.notices.push(match result {
        Ok(()) => Notice::done(format!("Exported {}", file_name(path))),
        Err(SaveFailure::Refused(reason)) => {
            state.dialog = Some(Dialog::Refused { purpose, reason });
            return;
        }
        Err(SaveFailure::Changed) => Notice::failure("The export was not written", "The file has changed meanwhile."),
        Err(SaveFailure::Other(reason)) => Notice::failure("The export was not written", format!("{reason}.")),
    });
}

/// Asks for another path for what was refused.
pub fn choose_another(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(Dialog::Refused { purpose, .. }) = state.dialog.take() {
        ask_path(state, purpose, effects);
    }
}

pub fn changed_answered(state: &mut State, answer: ChangedAnswer, effects: &mut Vec<Effect>) {
    let Some(Dialog::Changed(path)) = state.dialog.take() else {
        return;
    };
    match answer {
        ChangedAnswer::TakeIn => effects.push(Effect::TakeIn(path)),
        ChangedAnswer::Replace => save_to(state, path, Some(Expected::Anything), effects),
        ChangedAnswer::SaveAs => ask_path(state, PathPurpose::SaveAs, effects),
    }
}

/// Both programs' edits go into one journal, which is then saved over what was read.
pub fn taken_in(
    state: &mut State,
    path: PathBuf,
    result: Result<(SessionFile, String), String>,
    effects: &mut Vec<Effect>,
) {
    match (result, &mut state.document) {
        (Ok((file, fingerprint)), Some(document)) => {
            document.take_in(file, fingerprint.clone());
            let lines = document.journal().lines().to_vec();
            state.lay();
            layers::ask_for_unread(state, effects);
            reset_recovery(state, lines, effects);
            save_to(state, path, Some(Expected::Fingerprint(fingerprint)), effects);
        }
        (Err(reason), _) => {
            state.after_save = None;
            state.notices.push(Notice::failure("The other edits could not be read", format!("{reason}.")));
        }
        (Ok(_), None) => {}
    }
}
