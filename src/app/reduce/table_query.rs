//! Changes the query of an event table, and applies the answers of jobs.

use std::sync::Arc;

use crate::app::table::{KeyRows, SYNC_LIMIT};
use crate::app::{Effect, Notice, State, TableAnswer, TableChange, TableQuestion};
use counterclaim_model::{Id as _, Judgement};
use counterclaim_query::Bitmap;

pub fn change(state: &mut State, change: TableChange) {
    let Some(table) = &mut state.table else {
        return;
    };
    let document = state.document.as_ref();
    let judgement = document.and_then(|document| document.journal().session().judgement(&state.author));
    table.change(change, |rows| worked_rows(rows, judgement));
    state.revision += 1;
}

/// Updates the events with the analyst's work, if only those are shown.
pub fn follow_work(state: &mut State) {
    let (Some(table), Some(document)) = (&mut state.table, &state.document) else {
        return;
    };
    let judgement = document.journal().session().judgement(&state.author);
    if table.follow_work(|rows| worked_rows(rows, judgement)) {
        state.revision += 1;
    }
}

/// The rows that the analyst has graded, judged, tagged or noted.
fn worked_rows(rows: &mut KeyRows, judgement: Option<&Judgement>) -> Bitmap {
    let mut set = rows.none();
    if let Some(judgement) = judgement {
        for event in rows.of(judgement.worked_claims()) {
            set.insert(event.index());
        }
    }
    set
}

/// Searches for a text; any earlier search is cancelled.
pub fn look_for(state: &mut State, text: String, effects: &mut Vec<Effect>) {
    let Some(table) = &mut state.table else {
        return;
    };
    if let Some(number) = table.look_for(text) {
        let file = table.loaded.file.clone();
        let text = table.searching.text.clone();
        let within = table.found_before();
        let words = table.words().cloned();
        effects.push(Effect::Search { file, table: table.loaded.table.clone(), words, text, within, number });
    }
}

pub fn found(state: &mut State, number: u64, result: Result<Arc<Bitmap>, String>) {
    let Some(table) = &mut state.table else {
        return;
    };
    let (rows, failure) = match result {
        Ok(rows) => (Some(rows), None),
        Err(reason) => (None, Some(reason)),
    };
    let is_wanted = table.found(number, rows);
    state.revision += 1;
    if let Some(reason) = failure.filter(|_| is_wanted) {
        state.notices.push(Notice::failure("The notes could not be searched", format!("{reason}.")));
    }
}

/// Applies counts and order; those of another table are ignored.
pub fn counted(state: &mut State, answer: TableAnswer) {
    let Some(table) = &mut state.table else {
        return;
    };
    let is_of_this = answer.table.as_ref().is_some_and(|of| Arc::ptr_eq(of, &table.loaded.table));
    if is_of_this && table.running == Some(answer.revision) {
        table.take(answer);
        state.revision += 1;
    }
}

/// Keeps the earlier counts after a failure, and asks again only for another query.
pub fn count_failed(state: &mut State, question: &TableQuestion, reason: &str) {
    let Some(table) = &mut state.table else {
        return;
    };
    if Arc::ptr_eq(&question.table, &table.loaded.table) && table.running == Some(question.revision) {
        let mut answer = TableAnswer::clone(&table.answer);
        answer.revision = question.revision;
        table.take(answer);
        state.revision += 1;
        let what = "The events could not be counted";
        state.notices.push(Notice::failure(what, format!("{reason}. The window shows the earlier counts.")));
    }
}

/// Requests new counts and order, once no other job works on them.
pub fn ask(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(table) = &mut state.table else {
        return;
    };
    if table.running.is_some() || table.answer.revision == table.revision {
        return;
    }
    let question = table.question(!state.preferences.hides_until_graded);
    if table.loaded.table.len() <= SYNC_LIMIT {
        table.take(question.answer());
        state.revision += 1;
    } else {
        table.running = Some(table.revision);
        effects.push(Effect::Count(Box::new(question)));
    }
}
