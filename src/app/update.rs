//! The only function that changes `State`.
//!
//! Each arm is short or calls a function; requests to the outside world are returned, never carried out here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::as_of::{self, AsOfStep};
use super::document::Document;
use super::recovering::{discard_work, follow_recovery, keep_gesture, reset_recovery};
use super::saving::{changed_answered, choose_another, exported, save, save_to, saved, session_merged};
use super::state::UnresolvedSession;
use super::table::{figures, query_job, reducer};
use super::view::{Focus, Tab};
use super::{
    Action, CloseAnswer, DatasetOrigin, Dialog, Effect, FilterChange, LoadRequest, Loaded, LoadedDataset, Notice,
    PathPurpose, PendingAction, ProfileEffect, ReadFor, Selection, State, View, geocoding, layers, owner, reading,
};
use counterclaim_export::EXPORTERS;
use counterclaim_io::files::destination::Role;
use counterclaim_io::preferences::MAX_RECENT;
use counterclaim_io::session_file::{EXTENSION, Expected, SessionFile};
use counterclaim_io::{file_name, portable_name};
use counterclaim_model::{Credibility, Edit, Item, Journal, Key, Stamp, Target};

/// Applies an action; `stamp` is the time and id of the entry that it may create.
pub fn update(state: &mut State, action: Action, stamp: Stamp) -> Vec<Effect> {
    let mut effects = Vec::new();
    let revision_before = journal_revision(state);
    apply(state, action, stamp, &mut effects);
    if journal_revision(state) != revision_before {
        query_job::follow_work(state);
        state.lay();
    }
    ask_for_missing_dataset(state);
    ask_for_columns(state);
    follow_recovery(state, &mut effects);
    state.ask_to_lay(&mut effects);
    state.ask_for_assessment(&mut effects);
    figures::ask(state, &mut effects);
    query_job::ask(state, &mut effects);
    geocoding::ask(state, &mut effects);
    effects
}

fn missing_glyphs(signs: &[char]) -> Notice {
    let codes: Vec<String> = signs.iter().take(3).map(|sign| format!("U+{:04X}", u32::from(*sign))).collect();
    let such = format!("{} such as {}", if signs.len() == 1 { "One" } else { "Some" }, codes.join(", "));
    Notice::warning(
        "No installed font has some characters of the text",
        format!(
            "{such}. The window shows how many are missing in their place; the text itself is unchanged. Install a \
             font that has them, such as one of the Noto fonts: Counterclaim then finds it by itself."
        ),
    )
}

fn cut_text(kept_chars: usize) -> Notice {
    let kept = thousands(kept_chars);
    Notice::warning(
        "The text was too long for the field",
        format!(
            "Only the first {kept} characters were kept. Put long texts into a file, and name the file in the note."
        ),
    )
}

fn thousands(count: usize) -> String {
    counterclaim_engine::number(count as f64)
}

/// Shows the dialog as long as a session waits for its dataset, whatever was answered in between.
fn ask_for_missing_dataset(state: &mut State) {
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
fn ask_for_columns(state: &mut State) {
    if state.columns.is_some() && state.dialog.is_none() {
        state.dialog = Some(Dialog::Columns);
    }
}

fn apply(state: &mut State, action: Action, stamp: Stamp, effects: &mut Vec<Effect>) {
    match action {
        Action::Open => guard_unsaved(state, PendingAction::OpenDialog, effects),
        Action::OpenPath(path) => guard_unsaved(state, PendingAction::OpenPath(path), effects),
        Action::OpenExample(name) => guard_unsaved(state, PendingAction::OpenExample(name), effects),
        Action::OpenAs(format) => reading::open_as(state, format, effects),
        Action::ReadAgainAs(format) => reading::read_again(state, format, effects),
        Action::AskColumns => reading::ask_columns(state, effects),
        Action::AskLayerColumns(layer) => reading::ask_layer_columns(state, &layer, effects),
        Action::Proposed { what, result } => reading::proposed(state, &what, result),
        Action::ChangeColumns(change) => state.columns.iter_mut().for_each(|columns| columns.change(change.clone())),
        Action::ReadTextAs(text) => reading::read_text_as(state, text, effects),
        Action::AcceptColumns => reading::accept_columns(state, effects),
        Action::KeepProfile(name) => reading::keep_profile(state, &name, effects),
        Action::DropProfile(name) => effects.push(Effect::Profile(ProfileEffect::Drop(name))),
        Action::ExportProfile => reading::ask_where(state, PathPurpose::Profile, effects),
        Action::ProfilesChanged(result) => reading::profiles_changed(state, result),
        Action::ExportIssues => reading::ask_where(state, PathPurpose::Issues, effects),
        Action::AddLayer => {
            if state.document.is_some() && state.table.is_none() {
                ask_path(state, PathPurpose::AddLayer, effects);
            }
        }
        Action::AddLayerPath(path) => {
            state.dialog = None;
            use_path(state, PathPurpose::AddLayer, path, None, effects);
        }
        Action::Dropped(path) => dropped(state, path, effects),
        Action::LayersRead(read) => layers::read(state, read),
        Action::Save => save(state, effects),
        Action::SaveAs => ask_path(state, PathPurpose::SaveAs, effects),
        Action::PathChosen { purpose, path, at_once } => path_chosen(state, purpose, path, at_once, effects),
        Action::Loaded { what, result } => loaded(state, &what, result, stamp, effects),
        Action::TableCompleted { path, what, result } => reducer::completed(state, (&path, &what), result, effects),
        Action::ReadingBegan(progress) => state.progress = Some(progress),
        Action::StopReading => effects.push(Effect::StopReading),
        Action::WordsIndexed { table, words } => reducer::indexed(state, &table, words),
        Action::TableHashed { path, result } => reducer::hashed(state, &path, result, effects),
        Action::Counted(answer) => query_job::counted(state, *answer),
        Action::CountFailed { question, reason } => query_job::count_failed(state, &question, &reason),
        Action::NotesRead { event, result } => reducer::notes_read(state, event, result),
        Action::Found { number, result } => query_job::found(state, number, result),
        Action::Saved { path, revision, line_count, result } => {
            saved(state, &path, revision, line_count, result, effects);
        }
        Action::Export => {
            state.exporter = &EXPORTERS[0];
            if state.table.is_some() {
                state.dialog = Some(Dialog::ExportTable);
            } else if state.document.is_some() {
                ask_path(state, PathPurpose::Export, effects);
            }
        }
        Action::ExportAs(exporter) => {
            state.exporter = exporter;
            state.dialog = None;
            ask_path(state, PathPurpose::Export, effects);
        }
        Action::StopExport => state.exporting.iter().for_each(|progress| progress.cancel()),
        Action::Exported { purpose, path, result } => exported(state, purpose, &path, result),
        Action::ChooseAnother => choose_another(state, effects),
        Action::SignAs(name) => {
            if let Some(Dialog::Owner(question)) = &mut state.dialog {
                question.sign_as = name;
            }
        }
        Action::OwnerAnswered(answer) => owner::answered(state, answer, effects),
        Action::ChangedAnswered(answer) => changed_answered(state, answer, effects),
        Action::SessionMerged { path, result } => session_merged(state, path, result, effects),
        Action::SessionShared => state.notices.push(Notice::warning(
            "This session is open in another window",
            "You can work in both. When you save the second one, you are asked and can merge the other's edits.",
        )),
        Action::PromptPath(typed) => {
            if let Some(Dialog::Prompt { text, error, .. }) = &mut state.dialog {
                *text = typed;
                *error = None;
            }
        }
        Action::PromptAccepted => prompt_accepted(state, effects),
        Action::LocateDataset => ask_path(state, PathPurpose::LocateDataset, effects),
        Action::CloseRequested => guard_unsaved(state, PendingAction::Quit, effects),
        Action::CloseAnswered(answer) => close_answered(state, answer, effects),

        Action::Edit(edit) => with_journal(state, |journal| {
            journal.record(edit, stamp);
        }),
        Action::Gesture(edit) => with_journal(state, |journal| journal.record_gesture(edit, stamp)),
        Action::Settle => settle(state),
        Action::Assessed { id, assessment, is_whole } => state.assessed(id, assessment, is_whole),
        Action::ComposedEvidence { id, answer } => state.composed(id, *answer),
        Action::LayingFailed(reason) => state.laying_failed(&reason),
        Action::AssessmentStopped { id } => state.assessment_stopped(id),
        Action::AssessmentFailed(reason) => state.assessment_failed(&reason),
        Action::TableAssessed { id, figures: answer, is_whole } => figures::assessed(state, id, answer, is_whole),
        Action::TableAssessmentFailed(reason) => figures::failed(state, &reason),
        Action::CancelEstimates => figures::stop(state),
        Action::Estimate => figures::begin(state),
        Action::GradeSelected(grade) => grade_selected(state, grade, stamp),
        Action::LookUp(name) => geocoding::look_up(state, &name),
        Action::LookedUp { question, answers } => geocoding::answered(state, &question, answers),
        Action::LookUpFailed(reason) => geocoding::failed(state, reason),
        Action::Undo => with_journal(state, |journal| {
            journal.undo(stamp);
        }),
        Action::Redo => with_journal(state, |journal| {
            journal.redo(stamp);
        }),
        Action::CopyClaim => effects.extend(claim_text(state).map(Effect::CopyText)),

        Action::Select(Selection::Event(event)) => reducer::look_at(state, event, effects),
        Action::Select(selection) => select(state, selection),
        Action::SelectStep(step) if state.table.is_some() => reducer::step(state, step, effects),
        Action::SelectStep(step) => select_step(state, step),
        Action::Filter(change) => change_filter(state, change, effects),
        Action::Table(change) => query_job::change(state, change),
        Action::SortBy(sort) => {
            state.view.sort = sort;
            state.refresh();
        }
        Action::ShowTab(tab) => state.view.tab = tab,
        Action::MoveMap(camera) => state.view.camera = Some(camera),
        Action::FitMap => state.view.camera = None,
        Action::SetAsOf(as_of_s) => set_as_of(state, as_of_s),
        Action::StepAsOf(step) => step_as_of(state, step),
        Action::Play(is_playing) => state.view.is_playing = is_playing,
        Action::MoveTimeline(range) => state.view.timeline = range,
        Action::ShowAreas(is_shown) => state.view.without_areas = !is_shown,
        Action::Measure(places) => state.view.measure = places,
        Action::WhatIf(change) => {
            state.view.what_if.change(change);
            state.reassess();
        }
        Action::FocusOn(focus) => focus_on(state, focus),
        Action::FocusGiven => state.view.focus = None,
        Action::SetTheme(theme) => state.preferences.theme = theme,
        Action::SetPreferences(preferences) => state.set_preferences(*preferences),
        Action::ClearTableCache => effects.push(Effect::ClearTableCache),
        Action::TableCacheCleared(result) => state.notices.push(reducer::cleared_notice(result)),
        Action::ShowDialog(dialog) => {
            if dialog == Dialog::Places {
                geocoding::begin(state);
            }
            state.dialog = Some(dialog);
        }
        Action::CloseDialog => close_dialog(state),
        Action::TellMissingSigns(signs) => state.notices.push(missing_glyphs(&signs)),
        Action::TellCutText { kept_chars } => state.notices.push(cut_text(kept_chars)),
        Action::DismissNotice(at) => {
            if at < state.notices.len() {
                state.notices.remove(at);
            }
        }

        Action::RecoveryFound(offers) => {
            if !offers.is_empty() {
                state.recovery_offers = offers;
                state.dialog = Some(Dialog::Recovery);
            }
        }
        Action::RecoverWork(at) => guard_unsaved(state, PendingAction::RecoverWork(at), effects),
        Action::DiscardWork(at) => discard_work(state, at, effects),
        Action::KeepGesture => keep_gesture(state, effects),
        Action::RecoveryFailed(reason) => state.notices.push(Notice::warning(
            "Unsaved work is not protected against a crash",
            format!("The recovery journal could not be written: {reason}. Save often until this is fixed."),
        )),
    }
}

pub(super) fn with_journal(state: &mut State, change: impl FnOnce(&mut Journal)) {
    if let Some(document) = &mut state.document {
        change(document.journal_mut());
    }
}

fn journal_revision(state: &State) -> Option<u64> {
    state.document.as_ref().map(|document| document.journal().revision())
}

// Files.

/// Continues at once if no work would be lost, else asks first.
pub(super) fn guard_unsaved(state: &mut State, then: PendingAction, effects: &mut Vec<Effect>) {
    settle(state);
    state.discard_confirmed_at = None;
    if state.has_unsaved_changes() {
        state.dialog = Some(Dialog::Unsaved(then));
    } else {
        continue_with(state, then, effects);
    }
}

fn continue_with(state: &mut State, then: PendingAction, effects: &mut Vec<Effect>) {
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

fn close_answered(state: &mut State, answer: CloseAnswer, effects: &mut Vec<Effect>) {
    let Some(Dialog::Unsaved(then)) = state.dialog.take() else {
        return;
    };
    match answer {
        CloseAnswer::Cancel => state.pending_load = None,
        CloseAnswer::Discard => {
            state.discard_confirmed_at = journal_revision(state);
            continue_with(state, then, effects);
        }
        CloseAnswer::Save => {
            state.after_save = Some(then);
            save(state, effects);
        }
    }
}

pub(super) fn ask_path(state: &State, purpose: PathPurpose, effects: &mut Vec<Effect>) {
    effects.push(Effect::AskPath { purpose, suggested: suggested_path(state, purpose) });
}

/// The default file to save to, which is none in use, or the folder to start in.
fn suggested_path(state: &State, purpose: PathPurpose) -> PathBuf {
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

fn path_chosen(
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

fn prompt_accepted(state: &mut State, effects: &mut Vec<Effect>) {
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

fn use_path(
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
fn dropped(state: &mut State, path: PathBuf, effects: &mut Vec<Effect>) {
    let is_session = path.extension().is_some_and(|extension| extension == EXTENSION);
    if state.document.is_none() || state.table.is_some() || is_session {
        guard_unsaved(state, PendingAction::OpenPath(path), effects);
    } else {
        state.dialog = Some(Dialog::Dropped(path));
    }
}

fn loaded(state: &mut State, what: &str, result: Result<Box<Loaded>, String>, stamp: Stamp, effects: &mut Vec<Effect>) {
    state.loading = None;
    state.progress = None;
    let loaded = match result {
        Ok(loaded) => loaded,
        Err(reason) => {
            state.discard_confirmed_at = None;
            // If the open table's job failed, nothing may wait for it.
            state.table.iter_mut().filter(|table| !table.is_reading()).for_each(super::OpenTable::stop_reading);
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
    if state.has_unsaved_changes() && state.discard_confirmed_at != journal_revision(state) {
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
        Loaded::Table(table) => reducer::open(state, table, effects),
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

pub(super) fn open_document(state: &mut State, document: Document, effects: &mut Vec<Effect>) {
    if let DatasetOrigin::File(path) = document.origin() {
        let path = path.clone();
        if document.session_path().is_none() {
            remember(state, &path);
        }
    }
    // Users with work in progress need no welcome, and it must not replace a question, such as that of recovery.
    let has_begun = !document.journal().lines().is_empty() || state.dialog.is_some();
    let is_example = matches!(document.origin(), DatasetOrigin::Example(_));
    state.geocoding = geocoding::Geocoding::default();
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
    geocoding::report_geocoding(state);
    if is_example && !has_begun && !state.preferences.welcomed {
        state.preferences.welcomed = true;
        state.dialog = Some(Dialog::Welcome);
    }
}

/// Assesses what was read, and selects its first claim.
pub(super) fn open_figures(state: &mut State) {
    if let Some(document) = &mut state.document {
        let read = document.take_assessment();
        let first = document.first().clone();
        state.begin_figures(&first, read);
    }
    state.forget_laying();
    state.lay();
    state.view.claim = state.visible.claims.first().copied();
}

pub(super) fn report_issues(state: &mut State) {
    if state.document.as_ref().is_some_and(Document::is_foreign) {
        return reading::report_reading(state);
    }
    let count = state.document.as_ref().map_or(0, |document| document.issues().len());
    if count > 0 {
        reading::forget_issues(state);
        state.notices.push(Notice::warning(
            reading::issue_label(count),
            "See File, Import report: what was skipped or rejected, where and why.",
        ));
    }
}

/// Puts a file first in the list of recent ones.
pub(super) fn remember(state: &mut State, path: &Path) {
    let recent = &mut state.preferences.recent;
    recent.retain(|other| other != path);
    recent.insert(0, path.to_owned());
    recent.truncate(MAX_RECENT);
    state.preferences.last_folder = path.parent().map(Path::to_owned);
}

// The analyst's work.

fn grade_selected(state: &mut State, value: Option<Credibility>, stamp: Stamp) {
    let (Some(claim), Some(dataset)) = (state.view.claim, state.dataset()) else {
        return;
    };
    let item = Item::Claim(dataset.claim(claim).key.into());
    with_journal(state, |journal| {
        journal.record(Edit::Credibility { item, value }, stamp);
    });
}

pub(super) fn settle(state: &mut State) {
    with_journal(state, |journal| {
        journal.settle();
    });
}

/// The selected claim, its statements and the analyst's work on it as plain text.
fn claim_text(state: &State) -> Option<String> {
    let dataset = state.dataset()?;
    let id = state.view.claim?;
    let claim = dataset.claim(id);
    let mut text = format!("{}\n", claim.proposition);
    if let Some(words) = state.view.what_if.describe(dataset) {
        text += &format!("What if: {words}\n");
    }
    for unit in &state.assessment.claim(id).units {
        let statement = dataset.statement(unit.first);
        let chain = std::iter::once(&statement.speaker).chain(statement.via).map(|id| dataset.source(*id).name);
        let when = statement.stated_at.map_or_else(String::new, |span| format!(", {}", span.label()));
        let chain: Vec<&str> = chain.collect();
        text += &format!("- {}: {}{when}\n", unit.stance.label(), chain.join(" → "));
    }
    if let Some(judgement) = state.judgement() {
        let target = Target::Claim(claim.key.into());
        if let Some(grade) = judgement.claim_credibility(claim.key) {
            text += &format!("Credibility: {} ({})\n", grade.number(), grade.label());
        }
        if let Some(verdict) = judgement.verdict(claim.key) {
            text += &format!("Verdict: {}\n", verdict.truth.label());
        }
        let tags: Vec<&str> = judgement.tags(&target).collect();
        if !tags.is_empty() {
            text += &format!("Tags: {}\n", tags.join(", "));
        }
        if let Some(note) = judgement.note(&target) {
            text += &format!("Note: {note}\n");
        }
    }
    Some(text)
}

// What is shown.

fn select(state: &mut State, selection: Selection) {
    let view = &mut state.view;
    match selection {
        // It does not affect which claims are shown.
        Selection::Claim(claim) => return view.claim = Some(claim),
        Selection::NoClaim => return view.claim = None,
        Selection::Event(_) => return,
        Selection::Source(source) => {
            let source = state.assessment.identities().of(source);
            let again = view.filter.source == Some(source);
            (view.filter.source, view.source) = if again { (None, None) } else { (Some(source), Some(source)) };
        }
        Selection::NoSource => (view.filter.source, view.source) = (None, None),
        Selection::Place(place) => {
            view.filter.place = Some(place).filter(|place| view.filter.place != Some(*place));
        }
        Selection::NoPlace => view.filter.place = None,
    }
    state.refresh();
}

fn select_step(state: &mut State, step: isize) {
    let claims = &state.visible.claims;
    let Some(last) = claims.len().checked_sub(1) else {
        return;
    };
    let at = state.view.claim.and_then(|claim| claims.iter().position(|other| *other == claim));
    let next = match at {
        Some(at) => at.saturating_add_signed(step).min(last),
        None if step < 0 => last,
        None => 0,
    };
    state.view.claim = claims.get(next).copied();
}

fn change_filter(state: &mut State, change: FilterChange, effects: &mut Vec<Effect>) {
    let filter = &mut state.view.filter;
    match change {
        FilterChange::Toggle(quick) => filter.toggle(quick),
        FilterChange::Kind(kind) => filter.kind = kind,
        FilterChange::Side(side) => filter.side = side,
        FilterChange::Place(place) => filter.place = place,
        FilterChange::Tag(tag) => filter.tag = tag,
        FilterChange::Layer(_) | FilterChange::OnlyLayer(_) => layers::filter(state, &change),
        FilterChange::Text(text) => {
            filter.text.clone_from(&text);
            query_job::look_for(state, text, effects);
        }
        FilterChange::Window(window) => {
            filter.window = window;
            state.table.iter_mut().for_each(|table| table.set_window(window));
        }
        FilterChange::Clear => {
            *filter = super::Filter::default();
            state.view.source = None;
            state.table.iter_mut().for_each(super::OpenTable::clear);
        }
    }
    state.refresh();
}

fn set_as_of(state: &mut State, as_of_s: Option<i64>) {
    if state.view.as_of_s != as_of_s {
        state.view.as_of_s = as_of_s;
        state.view.is_playing &= as_of_s.is_some();
        state.reassess();
    }
}

/// Moves the as-of line; at the end it stops playing.
fn step_as_of(state: &mut State, step: AsOfStep) {
    let before = state.view.as_of_s;
    let Some(after) = state.dataset().map(|dataset| as_of::step(dataset, state.reach(), before, step)) else {
        return;
    };
    set_as_of(state, after.or(before));
    if state.view.as_of_s == before {
        state.view.is_playing = false;
    }
}

fn focus_on(state: &mut State, focus: Focus) {
    state.view.focus = Some(focus);
    match focus {
        Focus::Cards => state.view.tab = Tab::CLAIMS,
        Focus::Note | Focus::NewTag => state.view.tab = Tab::CLAIM,
        Focus::Map | Focus::OnlyInView => state.view.tab = Tab::MAP,
        Focus::Sources | Focus::SameSource => state.view.tab = Tab::SOURCES,
        Focus::Timeline => state.view.tab = Tab::TIMELINE,
        Focus::Search => {}
    }
}

fn close_dialog(state: &mut State) {
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
