//! Updates the estimates of all events of a table, by a job.

use std::sync::Arc;

use crate::app::table::figures::{TableAssessmentRequest, TableFigures};
use crate::app::{Effect, Notice, State};
use counterclaim_engine::EventsAssessment;
use counterclaim_model::Judgement;

/// Updates the estimates of a table, by a job.
pub fn follow(state: &mut State) {
    let judgement = state.judgement().filter(|own| own.listings().is_some()).map(Judgement::bearing_on_figures);
    let Some(table) = state.table.as_mut().filter(|table| table.loaded.table.is_complete()) else {
        return;
    };
    match judgement {
        Some(judgement) => table.figures.want(judgement),
        None => {
            let mut job = std::mem::take(&mut table.figures.job);
            job.stop();
            table.figures = TableFigures { job, ..TableFigures::default() };
        }
    }
}

/// Requests the wanted estimates.
pub fn ask(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(table) = &mut state.table else {
        return;
    };
    let figures = &mut table.figures;
    let Some(running) = figures.job.start() else {
        return;
    };
    let request = TableAssessmentRequest {
        id: running.id,
        table: table.loaded.table.clone(),
        judgement: running.question.clone(),
        before: figures.shown.clone(),
        progress: running.progress.clone(),
    };
    effects.push(Effect::AssessTable(Box::new(request)));
}

/// Applies a job's answer; that to an older request is ignored.
pub fn assessed(state: &mut State, id: u64, answer: Option<Arc<EventsAssessment>>, is_whole: bool) {
    let Some(table) = &mut state.table else {
        return;
    };
    let Some(running) = table.figures.job.finish(id) else {
        return;
    };
    if let Some(answer) = answer.filter(|answer| answer.fits(&table.loaded.table)) {
        table.figures.shown = Some(answer);
        table.figures.shown_for = is_whole.then(|| running.question.clone());
        table.follow_figures();
    }
    if !is_whole {
        table.figures.job.resume(running);
    }
    state.reassess();
}

/// Handles a failed job.
pub fn failed(state: &mut State, id: u64, reason: &str) {
    let Some(table) = &mut state.table else {
        return;
    };
    let Some(running) = table.figures.job.finish(id) else {
        return;
    };
    table.figures.stopped_for = table.figures.job.stop().or(Some(running.question));
    let what = "The estimates of the table could not be calculated";
    state.notices.push(Notice::failure(what, format!("{reason}. Any shown estimates are from before.")));
}

/// Stops the job; earlier estimates stay.
pub fn stop(state: &mut State) {
    if let Some(table) = &mut state.table {
        table.figures.stopped_for = table.figures.job.stop();
    }
    state.revision += 1;
}

/// Restarts the calculation after a stop.
pub fn begin(state: &mut State) {
    if let Some(table) = &mut state.table {
        table.figures.shown_for = None;
        table.figures.stopped_for = None;
    }
    follow(state);
    state.revision += 1;
}
