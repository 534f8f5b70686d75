//! The only function that changes `State`.
//!
//! Each kind of action has its reducer in `reduce/`; requests to the outside world are returned, never carried out
//! here.

use super::reduce::paths::{ask_path, guard_unsaved};
use super::reduce::{
    document, edit, geocoding, layers, notices, open, paths, reading, recovery, save, table, table_figures,
    table_query, view,
};
use super::{Action, Effect, PathPurpose, PendingAction, ProfileEffect, Selection, State};
use counterclaim_model::Stamp;

/// Applies an action; `stamp` is the time and id of the entry that it may create.
pub fn update(state: &mut State, action: Action, stamp: Stamp) -> Vec<Effect> {
    let mut effects = Vec::new();
    let revision_before = state.journal_revision();
    apply(state, action, stamp, &mut effects);
    if let Some(then) = state.continue_with.take() {
        document::continue_with(state, then, &mut effects);
    }
    if state.journal_revision() != revision_before {
        table_query::follow_work(state);
        state.lay();
    }
    document::ask_for_missing_dataset(state);
    document::ask_for_columns(state);
    recovery::follow_recovery(state, &mut effects);
    state.ask_to_lay(&mut effects);
    state.ask_for_assessment(&mut effects);
    table_figures::ask(state, &mut effects);
    table_query::ask(state, &mut effects);
    geocoding::ask(state, &mut effects);
    effects
}

fn apply(state: &mut State, action: Action, stamp: Stamp, effects: &mut Vec<Effect>) {
    match action {
        Action::Open => guard_unsaved(state, PendingAction::OpenDialog),
        Action::OpenPath(path) => guard_unsaved(state, PendingAction::OpenPath(path)),
        Action::OpenExample(name) => guard_unsaved(state, PendingAction::OpenExample(name)),
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
        Action::AddLayer => paths::add_layer(state, effects),
        Action::AddLayerPath(path) => document::add_layer_path(state, path, effects),
        Action::Dropped(path) => document::dropped(state, path, effects),
        Action::LayersRead(read) => layers::read(state, read),
        Action::Save => save::save(state, effects),
        Action::SaveAs => ask_path(state, PathPurpose::SaveAs, effects),
        Action::PathChosen { purpose, path, at_once } => document::path_chosen(state, purpose, path, at_once, effects),
        Action::Loaded { what, result } => document::loaded(state, &what, result, stamp, effects),
        Action::TableCompleted { path, what, result } => table::completed(state, (&path, &what), result, effects),
        Action::ReadingBegan(progress) => state.progress = Some(progress),
        Action::StopReading => effects.push(Effect::StopReading),
        Action::WordsIndexed { table, words } => table::indexed(state, &table, words),
        Action::TableHashed { path, result } => table::hashed(state, &path, result, effects),
        Action::Counted(answer) => table_query::counted(state, *answer),
        Action::CountFailed { question, reason } => table_query::count_failed(state, &question, &reason),
        Action::NotesRead { event, result } => table::notes_read(state, event, result),
        Action::Found { number, result } => table_query::found(state, number, result),
        Action::Saved { path, revision, line_count, result } => {
            save::saved(state, &path, revision, line_count, result, effects);
        }
        Action::Export => save::export(state, effects),
        Action::ExportAs(exporter) => save::export_as(state, exporter, effects),
        Action::StopExport => state.exporting.iter().for_each(|progress| progress.cancel()),
        Action::Exported { purpose, path, result } => save::exported(state, purpose, &path, result),
        Action::ChooseAnother => save::choose_another(state, effects),
        Action::SignAs(name) => save::sign_as(state, name),
        Action::OwnerAnswered(answer) => save::owner_answered(state, answer, effects),
        Action::ChangedAnswered(answer) => save::changed_answered(state, answer, effects),
        Action::SessionMerged { path, result } => save::session_merged(state, path, result, effects),
        Action::SessionShared => state.notices.push(notices::shared_session()),
        Action::PromptPath(typed) => paths::prompt(state, typed),
        Action::PromptAccepted => document::prompt_accepted(state, effects),
        Action::LocateDataset => ask_path(state, PathPurpose::LocateDataset, effects),
        Action::CloseRequested => guard_unsaved(state, PendingAction::Quit),
        Action::CloseAnswered(answer) => document::close_answered(state, answer, effects),
        Action::Edit(edit) => edit::record(state, edit, stamp),
        Action::Gesture(edit) => edit::record_gesture(state, edit, stamp),
        Action::Settle => open::settle(state),
        Action::Assessed { id, assessment, is_whole } => state.assessed(id, assessment, is_whole),
        Action::ComposedEvidence { id, answer } => state.composed(id, *answer),
        Action::LayingFailed { id, reason } => state.laying_failed(id, &reason),
        Action::AssessmentStopped { id } => state.assessment_stopped(id),
        Action::AssessmentFailed { id, reason } => state.assessment_failed(id, &reason),
        Action::TableAssessed { id, figures: answer, is_whole } => table_figures::assessed(state, id, answer, is_whole),
        Action::TableAssessmentFailed { id, reason } => table_figures::failed(state, id, &reason),
        Action::CancelEstimates => table_figures::stop(state),
        Action::Estimate => table_figures::begin(state),
        Action::GradeSelected(grade) => edit::grade_selected(state, grade, stamp),
        Action::LookUp(name) => geocoding::look_up(state, &name),
        Action::LookedUp { question, answers } => geocoding::answered(state, &question, answers),
        Action::LookUpFailed { question, reason } => geocoding::failed(state, &question, reason),
        Action::Undo => edit::undo(state, stamp),
        Action::Redo => edit::redo(state, stamp),
        Action::CopyClaim => effects.extend(edit::claim_text(state).map(Effect::CopyText)),
        Action::Select(Selection::Event(event)) => table::look_at(state, event, effects),
        Action::Select(selection) => view::select(state, selection),
        Action::SelectStep(step) if state.table.is_some() => table::step(state, step, effects),
        Action::SelectStep(step) => view::select_step(state, step),
        Action::Filter(change) => view::change_filter(state, change, effects),
        Action::Table(change) => table_query::change(state, change),
        Action::SortBy(sort) => view::sort_by(state, sort),
        Action::ShowTab(tab) => state.view.tab = tab,
        Action::MoveMap(camera) => state.view.camera = Some(camera),
        Action::FitMap => state.view.camera = None,
        Action::SetAsOf(as_of_s) => view::set_as_of(state, as_of_s),
        Action::StepAsOf(step) => view::step_as_of(state, step),
        Action::Play(is_playing) => state.view.is_playing = is_playing,
        Action::MoveTimeline(range) => state.view.timeline = range,
        Action::ShowAreas(is_shown) => state.view.without_areas = !is_shown,
        Action::Measure(places) => state.view.measure = places,
        Action::WhatIf(change) => view::what_if(state, change),
        Action::FocusOn(focus) => view::focus_on(state, focus),
        Action::FocusGiven => state.view.focus = None,
        Action::SetTheme(theme) => state.preferences.theme = theme,
        Action::SetPreferences(preferences) => state.set_preferences(*preferences),
        Action::ClearTableCache => effects.push(Effect::ClearTableCache),
        Action::TableCacheCleared(result) => state.notices.push(table::cleared_notice(result)),
        Action::ShowDialog(dialog) => view::show_dialog(state, dialog),
        Action::CloseDialog => document::close_dialog(state),
        Action::TellMissingSigns(signs) => state.notices.push(notices::missing_glyphs(&signs)),
        Action::TellCutText { kept_chars } => state.notices.push(notices::cut_text(kept_chars)),
        Action::DismissNotice(at) => notices::dismiss(state, at),
        Action::RecoveryFound(offers) => recovery::found(state, offers),
        Action::RecoverWork(at) => guard_unsaved(state, PendingAction::RecoverWork(at)),
        Action::DiscardWork(at) => recovery::discard_work(state, at, effects),
        Action::KeepGesture => recovery::keep_gesture(state, effects),
        Action::RecoveryFailed(reason) => state.notices.push(notices::unprotected(&reason)),
    }
}
