//! Actions on imports: another format, column mapping, profiles and issues; only `update` calls these.

use std::path::PathBuf;

use super::columns::{Columns, Proposed, TextForm};
use super::document::{DatasetOrigin, Document};
use super::update::{ask_path, guard_unsaved, open_figures, report_issues};
use super::{
    Effect, LoadRequest, LoadedDataset, Notice, Offer, PathPurpose, PendingAction, ProfileEffect, ReadFor, State,
};
use counterclaim_engine::number;
use counterclaim_io::file_name;
use counterclaim_io::import_report::{ImportReport, MappingSource, ReadOptions};
use counterclaim_io::mapping::profiles::{Profile, usable_name};
use counterclaim_io::report_text::{facts, report};
use counterclaim_model::Key;

/// Starts to read a file; the answer is `Loaded`, or `Proposed` if only a guess could read it.
pub fn read(state: &mut State, opening: LoadRequest, effects: &mut Vec<Effect>) {
    state.loading = Some(file_name(&opening.path));
    effects.push(Effect::Load(Box::new(opening)));
}

/// Asks for a file to open in a format that the user chooses.
pub fn open_as(state: &mut State, format: String, effects: &mut Vec<Effect>) {
    state.open_as = Some(format);
    guard_unsaved(state, PendingAction::OpenAsDialog, effects);
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
        Some(opening) => guard_unsaved(state, PendingAction::Read(Box::new(opening)), effects),
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
    state.view = super::View { sort: state.view.sort, ..super::View::default() };
    open_figures(state);
    report_issues(state);
}

/// Removes the notices about how the file was read.
fn forget_reading(state: &mut State) {
    state.notices.retain(|notice| notice.offer != Some(Offer::Columns));
    forget_issues(state);
}

/// Removes the notices that count issues, except those of layers.
pub fn forget_issues(state: &mut State) {
    let is_of_layer = |notice: &Notice| matches!(notice.offer, Some(Offer::LayerColumns(_)));
    let (one, many) = ISSUE_WORDS;
    let is_of_issues = |notice: &Notice| notice.title.ends_with(one) || notice.title.ends_with(many);
    state.notices.retain(|notice| is_of_layer(notice) || !is_of_issues(notice));
}

/// How notices that count issues end: for one, and for several.
const ISSUE_WORDS: (&str, &str) = ("import issue", "import issues");

/// The number of issues, in words.
pub fn issue_label(count: usize) -> String {
    let (one, many) = ISSUE_WORDS;
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", number(count as f64)) }
}

/// How many columns without a use a notice names; the import report names all.
const NAMES_IN_NOTICE: usize = 8;

/// The detected format of a file, and where its column mapping came from.
pub fn as_what(reading: &ImportReport) -> String {
    let columns = match reading.mapping_source {
        _ if !reading.is_table => ".".to_owned(),
        MappingSource::Guess => ". Columns were guessed from their names and values.".to_owned(),
        ref mapping_source => format!("; columns {}.", mapping_source.label()),
    };
    let used = match &reading.columns {
        Some(columns) if reading.mapping_source == MappingSource::Guess => {
            format!(" {}.", columns.label(NAMES_IN_NOTICE))
        }
        _ => String::new(),
    };
    format!("As {}{columns}{used}", reading.format)
}

/// Says how a file in a foreign format was read; without issues the notice fades.
pub fn report_reading(state: &mut State) {
    let Some(document) = state.document.as_ref().filter(|document| document.is_foreign()) else { return };
    let reading = document.reading();
    let issues = document.issues().len();
    let [read, total] = [reading.records.read, reading.records.total()].map(|count| number(count as f64));
    let name = document.dataset_name();
    let title = match issues {
        0 => format!("{read} records of {name} read"),
        _ => format!("{read} of {total} records of {name} read, {}", issue_label(issues)),
    };
    let details = format!("{} See File, Import report for details or to choose another format.", as_what(reading));
    let offer =
        Some(Offer::Columns).filter(|_| reading.mapping_source == MappingSource::Guess && document.has_columns());
    let is_plain = issues == 0 && matches!(reading.mapping_source, MappingSource::Format | MappingSource::Mapping);
    forget_reading(state);
    state.notices.push(if is_plain {
        Notice { details, ..Notice::done(title) }
    } else {
        Notice { offer, ..Notice::warning(title, details) }
    });
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

/// Whether the file has columns whose mapping can be changed.
pub fn has_columns(reading: &ImportReport, origin: &DatasetOrigin) -> bool {
    reading.is_table && matches!(origin, DatasetOrigin::File(_))
}

impl Columns {
    /// The name of a new profile; `None` if nothing is left after cleaning.
    pub fn profile_name(typed: &str) -> Option<String> {
        usable_name(typed)
    }
}

impl Document {
    /// Format and settings of the import: names and values.
    pub fn reading_facts(&self) -> Vec<(&'static str, String)> {
        facts(self.reading())
    }

    /// Whether the dataset's file has columns whose mapping can be changed.
    pub fn has_columns(&self) -> bool {
        has_columns(self.reading(), self.origin())
    }

    /// The name of the dataset's file.
    pub fn dataset_name(&self) -> String {
        match self.origin() {
            DatasetOrigin::Example(name) => (*name).to_owned(),
            DatasetOrigin::File(path) => file_name(path),
        }
    }

    /// Whether the dataset comes from a file in a foreign format.
    pub fn is_foreign(&self) -> bool {
        !self.reading().format.is_empty() && !self.reading().is_native()
    }
}
