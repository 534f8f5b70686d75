//! Actions where there is no window: what a job would do is done before the next step.

use std::sync::Arc;

use crate::app::{Action, Effect, State, update};
use counterclaim_model::Stamp;

/// Applies an action, and at once what jobs would do for what is to be seen.
pub fn apply(state: &mut State, action: Action, stamp: Stamp) {
    let mut actions = vec![action];
    while let Some(action) = actions.pop() {
        let answers = update(state, action, stamp).into_iter().filter_map(answer);
        actions.extend(answers);
    }
}

/// What counts alone: nobody would see provisional figures.
fn answer(effect: Effect) -> Option<Action> {
    match effect {
        Effect::Compose(request) => {
            Some(Action::ComposedEvidence { id: request.id, answer: Box::new(request.answer()) })
        }
        Effect::Assess(request) => {
            Some(Action::Assessed { id: request.id, assessment: Arc::new(request.whole()), is_whole: true })
        }
        Effect::AssessTable(request) => {
            let figures = request.whole().map(Arc::new);
            Some(Action::TableAssessed { id: request.id, figures, is_whole: true })
        }
        Effect::Count(question) => Some(Action::Counted(Box::new(question.answer()))),
        Effect::ReadNotes { file, table, event } => {
            let result = file.notes(&table, event).map_err(|error| error.to_string());
            Some(Action::NotesRead { event, result })
        }
        _ => None,
    }
}
