//! Imports: another format, column mapping, profiles and issues.

use std::path::PathBuf;

use super::notices::{forget_reading, report_issues};
use super::open::open_figures;
use super::paths::{ask_path, guard_unsaved};
use crate::app::columns::{Columns, Proposed, TextForm};
use crate::app::{
    DatasetOrigin, Effect, LoadRequest, LoadedDataset, Notice, Offer, PathPurpose, PendingAction, ProfileEffect,
    ReadFor, State, View,
};
use counterclaim_io::file_name;
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::mapping::profiles::{LAST_USED, Profile, usable_name};
use counterclaim_io::report_text::report;
use counterclaim_model::Key;

/// Starts to read a file; the answer is `Loaded`, or `Proposed` if only a guess could read it.
pub fn read(state: &mut State, opening: LoadRequest, effects: &mut Vec<Effect>) {
    state.loading = Some(file_name(&opening.path));
    effects.push(Effect::Load(Box::new(opening)));
}

/// Asks for a file to open in a format that the user chooses.
pub fn open_as(state: &mut State, format: String, _effects: &mut Vec<Effect>) {
    state.open_as = Some(format);
    guard_unsaved(state, PendingAction::OpenAsDialog);
}

/// The chosen file, to be opened in the format chosen before.
pub fn chosen(state: &mut State, path: PathBuf, effects: &mut Vec<Effect>) {
    let options = ReadOptions { format: state.open_as.take(), ..ReadOptions::default() };
    read(state, LoadRequest { options, ..LoadRequest::of(path) }, effects);
}

/// The open file, to be read in another way.
fn open_file(state: &State, options: ReadOptions) -> Option<LoadRequest> {
    let DatasetOrigin::File(path) = state.document.as_ref()?.origin() else { return None };
    // An open event table is opened anew: its rows are not records that the work could move to.
    let purpose = if state.table.is_some() { ReadFor::Document } else { ReadFor::Again };
    Some(LoadRequest { path: path.clone(), options, purpose })
}

/// Reopens the current file in another format.
pub fn read_again(state: &mut State, format: String, effects: &mut Vec<Effect>) {
    let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
    state.dialog = None;
    match open_file(state, options) {
        Some(opening) if opening.purpose == ReadFor::Again => read(state, opening, effects),
        Some(opening) => guard_unsaved(state, PendingAction::Read(Box::new(opening))),
        None => {}
    }
}

/// Asks for the column mapping of the open file.
pub fn ask_columns(state: &mut State, effects: &mut Vec<Effect>) {
    let options = state.document.as_ref().map(|document| document.reading().options.clone()).unwrap_or_default();
    if let Some(opening) = open_file(state, options) {
        forget_reading(state);
        state.loading = Some(file_name(&opening.path));
        effects.push(Effect::Propose(Box::new(opening)));
    }
}

/// Asks for the column mapping of a layer.
pub fn ask_layer_columns(state: &mut State, layer: &Key, effects: &mut Vec<Effect>) {
    let Some(opening) = state.document.as_ref().and_then(|document| document.layers.opening(layer)) else { return };
    let is_offer = |offer: &Offer| matches!(offer, Offer::LayerColumns(other) if other == layer);
    state.notices.retain(|notice| !notice.offer.as_ref().is_some_and(is_offer));
    state.loading = Some(file_name(&opening.path));
    effects.push(Effect::Propose(Box::new(opening)));
}

/// Reads the sample of the table in the mapping dialog again, with its text settings changed.
pub fn read_text_as(state: &mut State, text: TextForm, effects: &mut Vec<Effect>) {
    let Some(columns) = &state.columns else { return };
    let mut opening = columns.opening().clone();
    // A mapping that was only guessed is guessed again.
    opening.options.mapping = Some(columns.mapping().clone()).filter(|_| !columns.is_guess());
    match text {
        TextForm::Encoding(name) => opening.options.encoding = Some(name),
        TextForm::Separator(separator) => opening.options.separator = Some(separator),
        TextForm::Sheet(sheet) => opening.options.sheet = sheet,
        TextForm::HeaderLine(line) => opening.options.header_line = line,
    }
    state.loading = Some(file_name(&opening.path));
    effects.push(Effect::Propose(Box::new(opening)));
}

pub fn proposed(state: &mut State, what: &str, result: Result<Box<Proposed>, String>) {
    state.loading = None;
    state.progress = None;
    match result {
        Ok(proposed) => state.columns = Some(Columns::new(*proposed)),
        Err(reason) => state.notices.push(Notice::failure(format!("{what} was not opened"), format!("{reason}."))),
    }
}

/// Reads the table with the finished mapping.
pub fn accept_columns(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(columns) = state.columns.take() else { return };
    state.dialog = None;
    // The next file with the same columns is not asked about again.
    if columns.profile().is_none() {
        let file = file_name(&columns.opening().path);
        if let Some(name) = usable_name(&format!("{LAST_USED}{file}")) {
            let profile = Profile { name, mapping: columns.as_profile() };
            effects.push(Effect::Profile(ProfileEffect::Remember(profile)));
        }
    }
    // Lost work was confirmed before the sample was read, and is confirmed again after the import.
    read(state, columns.accepted(), effects);
}

/// Saves the mapping as a profile, under the cleaned name.
pub fn keep_profile(state: &State, typed: &str, effects: &mut Vec<Effect>) {
    if let (Some(columns), Some(name)) = (&state.columns, usable_name(typed)) {
        let profile = Profile { name, mapping: columns.as_profile() };
        effects.push(Effect::Profile(ProfileEffect::Keep(profile)));
    }
}

pub fn profiles_changed(state: &mut State, result: Result<Vec<Profile>, String>) {
    match (result, &mut state.columns) {
        (Ok(profiles), Some(columns)) => columns.set_profiles(profiles),
        (Ok(_), None) => {}
        (Err(reason), _) => state.notices.push(Notice::failure("The profile was not changed", format!("{reason}."))),
    }
}

/// Writes the current mapping, for the command line or another computer.
pub fn export_profile(state: &State, path: PathBuf, effects: &mut Vec<Effect>) {
    let text = state.columns.as_ref().and_then(|columns| columns.as_profile().to_json().ok());
    let purpose = PathPurpose::Profile;
    let path = with_extension(path, "json");
    effects.extend(text.map(|text| Effect::WriteText { purpose, path, text }));
}

/// Writes the import issues of the open file.
pub fn export_issues(state: &State, path: PathBuf, effects: &mut Vec<Effect>) {
    let Some(document) = &state.document else { return };
    let path = with_extension(path, "txt");
    let text = report(&path, &document.dataset_name(), document.reading(), document.issues());
    effects.push(Effect::WriteText { purpose: PathPurpose::Issues, path, text });
}

fn with_extension(path: PathBuf, extension: &str) -> PathBuf {
    if path.extension().is_none() { path.with_extension(extension) } else { path }
}

/// Moves the work to the dataset as it was read again.
pub fn reread(state: &mut State, dataset: LoadedDataset) {
    let Some(document) = state.document.as_mut().filter(|document| *document.origin() == dataset.origin) else {
        return;
    };
    document.reread(dataset);
    state.view = View { sort: state.view.sort, ..View::default() };
    open_figures(state);
    report_issues(state);
}

/// Asks where to write, if there is something to write.
pub fn ask_where(state: &State, purpose: PathPurpose, effects: &mut Vec<Effect>) {
    let has_it = match purpose {
        PathPurpose::Profile => state.columns.is_some(),
        _ => state.document.is_some(),
    };
    if has_it {
        ask_path(state, purpose, effects);
    }
}
