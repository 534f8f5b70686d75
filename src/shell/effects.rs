//! Effects that only compute: one table of jobs with two back ends, a thread each or at once where there is no window.

use std::sync::Arc;

use super::job::{Reply, spawn};
use crate::app::{Action, Effect};

/// Where provisional answers go; without it none are made.
type Early<'a> = Option<&'a dyn Fn(Action)>;

/// A job that answers an effect.
pub struct Job {
    name: &'static str,
    run: Box<dyn FnOnce(Early<'_>) -> Action + Send>,
    /// The answer if it breaks down, given the reason: it says what was asked.
    failed: Box<dyn FnOnce(String) -> Action + Send>,
}

impl Job {
    fn new(
        name: &'static str,
        run: impl FnOnce(Early<'_>) -> Action + Send + 'static,
        failed: impl FnOnce(String) -> Action + Send + 'static,
    ) -> Self {
        Self { name, run: Box::new(run), failed: Box::new(failed) }
    }

    /// The job of an effect, or the effect again if it does more than compute.
    pub fn of(effect: Effect) -> Result<Self, Box<Effect>> {
        Ok(match effect {
            Effect::Compose(request) => {
                let id = request.id;
                let run = move |_: Early<'_>| Action::ComposedEvidence { id, answer: Box::new(request.answer()) };
                Self::new("lay", run, move |reason| Action::LayingFailed { id, reason })
            }
            Effect::Assess(request) => {
                let id = request.id;
                let run = move |early: Early<'_>| {
                    if let Some(send) = early
                        && let Some(provisional) = request.provisional()
                    {
                        send(Action::Assessed { id, assessment: Arc::new(provisional), is_whole: false });
                    }
                    match request.whole_unless_stopped() {
                        Some(whole) => Action::Assessed { id, assessment: Arc::new(whole), is_whole: true },
                        None => Action::AssessmentStopped { id },
                    }
                };
                Self::new("assess", run, move |reason| Action::AssessmentFailed { id, reason })
            }
            Effect::AssessTable(request) => {
                let id = request.id;
                let run = move |early: Early<'_>| {
                    if let Some(send) = early
                        && let Some(provisional) = request.provisional()
                    {
                        send(Action::TableAssessed { id, figures: Some(Arc::new(provisional)), is_whole: false });
                    }
                    Action::TableAssessed { id, figures: request.whole().map(Arc::new), is_whole: true }
                };
                Self::new("assess table", run, move |reason| Action::TableAssessmentFailed { id, reason })
            }
            Effect::Count(question) => {
                let question = Arc::new(*question);
                let asked = question.clone();
                let run = move |_: Early<'_>| Action::Counted(Box::new(question.answer()));
                // Without an answer nothing else would be asked of the table.
                Self::new("count", run, move |reason| Action::CountFailed { question: asked, reason })
            }
            Effect::ReadNotes { file, table, event } => {
                let run = move |_: Early<'_>| {
                    let result = file.notes(&table, event).map_err(|error| error.to_string());
                    Action::NotesRead { event, result }
                };
                Self::new("notes", run, move |reason| Action::NotesRead { event, result: Err(reason) })
            }
            Effect::LookUp(question) => {
                let asked = question.clone();
                // The first look-up has to unpack the gazetteer.
                let run = move |_: Early<'_>| match question.answer() {
                    Ok(answers) => Action::LookedUp { question, answers },
                    Err(reason) => Action::LookUpFailed { question, reason },
                };
                Self::new("look up", run, move |reason| Action::LookUpFailed { question: asked, reason })
            }
            other => return Err(Box::new(other)),
        })
    }

    /// Runs on a thread of its own; provisional answers come first.
    pub fn on_thread(self, reply: Reply) {
        let early = reply.clone();
        let run = self.run;
        spawn(self.name, reply, move || run(Some(&|action| early.send(action))), self.failed);
    }

    /// Runs here and now; nobody would see provisional answers.
    pub fn at_once(self) -> Action {
        (self.run)(None)
    }
}
