//! Saving and exporting, and the answers to their questions.

use std::path::{Path, PathBuf};

use super::notices::report_issues;
use super::open::{remember, settle};
use super::paths::{ask_path, guard_unsaved};
use super::recovery::reset_recovery;
use super::{layers, owner};
use crate::app::{
    ChangedAnswer, Dialog, Effect, Notice, OpenTable, OwnerAnswer, OwnerQuestion, PathPurpose, SaveFailure,
    SessionMerged, State,
};
use counterclaim_export::{EXPORTERS, Exporter};
use counterclaim_io::file_name;
use counterclaim_io::session_file::{self, Expected};
use counterclaim_model::{Journal, Key};

pub fn save(state: &mut State, effects: &mut Vec<Effect>) {
    let path = state.document.as_ref().and_then(|document| document.session_path().map(Path::to_owned));
    match path {
        Some(path) => save_to(state, path, None, effects),
        None => ask_path(state, PathPurpose::SaveAs, effects),
    }
}

/// Saves; by default only over the file that was last read or written. One save at a time: of two, the older could
/// reach the disk last.
pub fn save_to(state: &mut State, path: PathBuf, expected: Option<Expected>, effects: &mut Vec<Effect>) {
    settle(state);
    if state.saving || state.taking_in.is_some() {
        state.save_next = Some((path, expected));
        return;
    }
    if state.table.as_ref().is_some_and(OpenTable::is_hashing) {
        // A session names its dataset by SHA-256: the save follows as soon as that is known.
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
    if let Some(path) = &state.taking_in {
        effects.push(Effect::MergeSession(path.clone()));
    }
    let is_saved = result.is_ok();
    match result {
        Ok(fingerprint) => {
            if !is_of_another {
                mark_saved(state, (path, fingerprint), revision, line_count, effects);
            }
            remember(state, path);
            state.notices.push(Notice::done(format!("Saved {}", file_name(path))));
        }
        Err(SaveFailure::Changed) if !is_of_another => {
            // The pending next step waits for the answer, and so does another save of the same file: the save after the
            // answer includes it. A save to another file, or one that may replace the file, does not wait.
            match next {
                Some((next, expected)) if next != path || expected == Some(Expected::Anything) => {
                    if next != path {
                        state.dialog = Some(Dialog::Changed(path.to_owned()));
                    }
                    save_to(state, next, expected, effects);
                }
                _ => state.dialog = Some(Dialog::Changed(path.to_owned())),
            }
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
            let still_here = if is_of_another {
                "That session is no longer open."
            } else {
                "Your work is still open and unsaved: choose another location with Save as."
            };
            state.notices.push(Notice::failure("The session was not saved", format!("{reason}. {still_here}")));
        }
    }
    if let Some((path, expected)) = next {
        // The pending next step follows that save.
        save_to(state, path, expected, effects);
    } else if !is_of_another
        && let Some(then) = state.after_save.take()
        && is_saved
    {
        guard_unsaved(state, then);
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
        Err(SaveFailure::Changed) => Notice::failure("The export was not written", "The file changed in the meantime."),
        Err(SaveFailure::Other(reason)) => Notice::failure("The export was not written", format!("{reason}.")),
    });
}

/// Asks for another path after a refusal.
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
        ChangedAnswer::MergeSession => {
            // The lines of a running save are those of the current journal: the file is read after it.
            if !state.saving {
                effects.push(Effect::MergeSession(path.clone()));
            }
            state.taking_in = Some(path);
        }
        ChangedAnswer::Replace => save_to(state, path, Some(Expected::Anything), effects),
        ChangedAnswer::SaveAs => ask_path(state, PathPurpose::SaveAs, effects),
    }
}

/// Merges both programs' edits into one journal, which is then saved over what was read.
pub fn session_merged(
    state: &mut State,
    path: PathBuf,
    result: Result<SessionMerged, String>,
    effects: &mut Vec<Effect>,
) {
    // Edits read for a document that is no longer open do not belong to this one.
    if state.taking_in.as_ref() != Some(&path) {
        return;
    }
    state.taking_in = None;
    // A save requested meanwhile goes to the same file, or follows this one.
    let next = state.save_next.take().filter(|(next, _)| *next != path);
    match (result, &mut state.document) {
        (Ok(SessionMerged { file, issues, fingerprint }), Some(document)) => {
            document.take_in(path.clone(), file, fingerprint);
            let has_issues = !issues.is_empty();
            document.add_issues(issues);
            let lines = document.journal().lines().to_vec();
            state.lay();
            layers::ask_for_unread(state, effects);
            reset_recovery(state, lines, effects);
            if has_issues {
                report_issues(state);
            }
            save_to(state, path, None, effects);
            state.save_next = next;
        }
        (Err(reason), _) => {
            state.notices.push(Notice::failure("The other edits could not be read", format!("{reason}.")));
            match next {
                Some((path, expected)) => save_to(state, path, expected, effects),
                None => state.after_save = None,
            }
        }
        (Ok(_), None) => {}
    }
}

/// Saves as the owner decided.
pub fn owner_answered(state: &mut State, answer: OwnerAnswer, effects: &mut Vec<Effect>) {
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

/// Asks where to export what is shown; for a table, asks for the format first.
pub fn export(state: &mut State, effects: &mut Vec<Effect>) {
    state.exporter = &EXPORTERS[0];
    if state.table.is_some() {
        state.dialog = Some(Dialog::ExportTable);
    } else if state.document.is_some() {
        ask_path(state, PathPurpose::Export, effects);
    }
}

/// Asks where to export the shown events of a table.
pub fn export_as(state: &mut State, exporter: &'static Exporter, effects: &mut Vec<Effect>) {
    state.exporter = exporter;
    state.dialog = None;
    ask_path(state, PathPurpose::Export, effects);
}

/// The name that will sign the edits of the session whose owner is asked.
pub fn sign_as(state: &mut State, name: String) {
    if let Some(Dialog::Owner(question)) = &mut state.dialog {
        question.sign_as = name;
    }
}
