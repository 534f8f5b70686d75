//! Questions before something is opened or written: about unsaved work, and about a path.

use std::path::{Path, PathBuf};

use super::open::settle;
use crate::app::{DatasetOrigin, Dialog, Effect, PathPurpose, PendingAction, State};
use counterclaim_io::files::destination::Role;
use counterclaim_io::portable_name;
use counterclaim_io::session_file::EXTENSION;

/// Continues if no work would be lost, else asks first: `update` takes the next step once this one has ended.
pub fn guard_unsaved(state: &mut State, then: PendingAction) {
    settle(state);
    state.discard_confirmed_at = None;
    if state.has_unsaved_changes() {
        state.dialog = Some(Dialog::Unsaved(then));
    } else {
        state.continue_with = Some(then);
    }
}

pub fn ask_path(state: &State, purpose: PathPurpose, effects: &mut Vec<Effect>) {
    effects.push(Effect::AskPath { purpose, suggested: suggested_path(state, purpose) });
}

/// The default file to save to, which is none in use, or the folder to start in.
pub fn suggested_path(state: &State, purpose: PathPurpose) -> PathBuf {
    let usual = usual_path(state, purpose);
    match purpose {
        PathPurpose::SaveAs => state.files_in_use().without(Role::Session).free_name(&usual),
        purpose if purpose.is_saving() => state.files_in_use().free_name(&usual),
        _ => usual,
    }
}

fn usual_path(state: &State, purpose: PathPurpose) -> PathBuf {
    let folder = state.preferences.last_folder.clone().unwrap_or_default();
    match (purpose, &state.document) {
        (PathPurpose::Export, Some(document)) => {
            let usual = if state.table.is_some() { "shown-events" } else { "claims" };
            let name = document.session_path().map_or_else(|| PathBuf::from(usual), Path::to_owned);
            in_folder(&folder, &name.with_extension(state.exporter.extension))
        }
        (PathPurpose::Issues, Some(document)) => {
            folder.join(portable_name(&format!("{} issues.txt", document.dataset_name())))
        }
        (PathPurpose::Profile, _) => folder.join("columns.json"),
        (PathPurpose::SaveAs, Some(document)) => match (document.session_path(), document.origin()) {
            (Some(path), _) => path.to_owned(),
            (None, DatasetOrigin::Example(name)) => folder.join(format!("{name}.{EXTENSION}")),
            (None, DatasetOrigin::File(dataset)) => {
                let session = dataset.with_extension(EXTENSION);
                in_folder(session.parent().unwrap_or(Path::new("")), &session)
            }
        },
        _ => folder,
    }
}

/// A file of the same name in a folder, if every system accepts that name, else a similar one.
fn in_folder(folder: &Path, file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default();
    name.to_str().map_or_else(|| folder.join(name), |name| folder.join(portable_name(name)))
}

/// Asks for a dataset to add as a layer; an event table takes none.
pub fn add_layer(state: &State, effects: &mut Vec<Effect>) {
    if state.document.is_some() && state.table.is_none() {
        ask_path(state, PathPurpose::AddLayer, effects);
    }
}

/// The path that is being typed.
pub fn prompt(state: &mut State, typed: String) {
    if let Some(Dialog::Prompt { text, error, .. }) = &mut state.dialog {
        *text = typed;
        *error = None;
    }
}
