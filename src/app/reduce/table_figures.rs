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
            let _: Option<Judgement> = table.figures.stop();
            table.figures = TableFigures { last_id: table.figures.last_id, ..TableFigures::default() };
        }
    }
}

/// Requests the wanted estimates.
pub fn ask(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(table) = &mut state.table else {
        return;
    };
    let figures = &mut table.figures;
    let Some(judgement) = figures.wanted.take_if(|_| figures.running.is_none()) else {
        return;
    };
    figures.last_id += 1;
    let request = TableAssessmentRequest {
        id: figures.last_id,
        table: table.loaded.table.clone(),
        judgement,
        before: figures.shown.clone(),
        progress: Arc::default(),
    };
    figures.running = Some(request.clone());
    effects.push(Effect::AssessTable(Box::new(request)));
}

/// Applies a job's answer; that to an older request is ignored.
pub fn assessed(state: &mut State, id: u64, answer: Option<Arc<EventsAssessment>>, is_whole: bool) {
    let Some(table) = &mut state.table else {
        return;
    };
    let Some(request) = table.figures.running.take_if(|request| request.id == id) else {
        return;
    };
    if let Some(answer) = answer.filter(|answer| answer.fits(&table.loaded.table)) {
        table.figures.shown = Some(answer);
        table.figures.shown_for = is_whole.then(|| request.judgement.clone());
        table.follow_figures();
    }
    if !is_whole {
        table.figures.running = Some(request);
    }
    state.reassess();
}

/// Handles a failed job.
pub fn failed(state: &mut State, reason: &str) {
    if let Some(table) = &mut state.table {
        table.figures.stopped_for = table.figures.stop();
    }
    let what = "The estimates of the table could not be calculated";
    state.notices.push(Notice::failure(what, format!("{reason}. Any shown estimates are from before.")));
}

/// Stops the job; earlier estimates stay.
pub fn stop(state: &mut State) {
    if let Some(table) = &mut state.table {
        table.figures.stopped_for = table.figures.stop();
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
