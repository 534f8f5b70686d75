//! The estimates of all events of a table, if the analyst treats listed sources as support: calculated by a job.

use std::sync::Arc;

use super::OpenTable;
use crate::app::{Computed, Effect, Notice, State};
use counterclaim_engine::{EventsAssessment, assess_events};
use counterclaim_model::{EventId, EventTable, Judgement, Progress};

/// The estimates of a table for a job to calculate.
#[derive(Clone, Debug)]
pub struct TableAssessmentRequest {
    /// Counts up; the answer to an older request is discarded.
    pub id: u64,
    table: Arc<EventTable>,
    /// Only what affects estimates.
    judgement: Judgement,
    /// What the quick, provisional answer continues from.
    before: Option<Arc<EventsAssessment>>,
    progress: Arc<Progress>,
}

/// Compares the shown estimates of a table with the inputs they should have.
#[derive(Clone, Debug, Default)]
pub struct TableFigures {
    shown: Option<Arc<EventsAssessment>>,
    /// The inputs of the shown estimates.
    shown_for: Option<Judgement>,
    running: Option<TableAssessmentRequest>,
    wanted: Option<Judgement>,
    last_id: u64,
    /// The inputs when the analyst stopped the job, or it failed: not restarted by itself.
    stopped_for: Option<Judgement>,
}

impl TableAssessmentRequest {
    /// A quick answer that continues from the previous estimates, if there are any.
    pub fn provisional(&self) -> Option<EventsAssessment> {
        let before = self.before.as_ref().filter(|before| before.fits(&self.table))?;
        Some(before.with_judgement(&self.table, Some(&self.judgement)))
    }

    /// The final answer; `None` once it has been stopped.
    pub fn whole(&self) -> Option<EventsAssessment> {
        assess_events(&self.table, Some(&self.judgement), &self.progress)
    }
}

impl TableFigures {
    /// The last calculated estimates.
    pub fn shown(&self) -> Option<&Arc<EventsAssessment>> {
        self.shown.as_ref()
    }

    pub fn is_under_way(&self) -> bool {
        self.running.is_some() || self.wanted.is_some()
    }

    /// Completed rounds of the job's iteration.
    pub fn rounds(&self) -> u64 {
        self.running.as_ref().map_or(0, |request| request.progress.done())
    }

    /// Whether the estimates are missing or out of date because the analyst stopped the job.
    pub fn is_stopped(&self) -> bool {
        self.stopped_for.is_some()
    }

    /// Requests the estimates for a judgement, unless they are there or being calculated.
    fn want(&mut self, judgement: Judgement) {
        let running = self.running.as_ref().map(|request| &request.judgement);
        let latest = self.wanted.as_ref().or(running).or(self.stopped_for.as_ref()).or(self.shown_for.as_ref());
        if latest == Some(&judgement) {
            return;
        }
        let _: Option<Judgement> = self.stop();
        self.wanted = Some(judgement);
        self.stopped_for = None;
    }

    /// Stops the running job; returns its inputs.
    fn stop(&mut self) -> Option<Judgement> {
        let running = self.running.take();
        running.iter().for_each(|request| request.progress.cancel());
        self.wanted.take().or(running.map(|request| request.judgement))
    }
}

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

impl OpenTable {
    pub fn figures(&self) -> &TableFigures {
        &self.figures
    }

    /// The whole table, the selected event and the estimates of all, if they are there.
    pub(in crate::app) fn with_figures(&self) -> Option<(Arc<EventTable>, EventId, Arc<EventsAssessment>)> {
        Some((self.loaded.table.clone(), self.event?, self.figures.shown.clone()?))
    }
}

impl State {
    /// Whether the analyst treats listed sources as support.
    pub fn counts_listings(&self) -> bool {
        self.judgement().is_some_and(|own| own.listings().is_some())
    }

    /// The estimate of an event of the table, as it may be shown now; `None` while listings are ignored.
    pub fn event_figure(&self, event: EventId, key: &str) -> Option<Computed> {
        let table = self.table.as_ref().filter(|_| self.counts_listings())?;
        let Some(shown) = table.figures.shown() else {
            return Some(Computed::Awaited { is_stopped: table.figures.is_stopped() });
        };
        let is_graded = || self.judgement().is_some_and(|own| own.claim_credibility(key).is_some());
        if self.preferences.hides_until_graded && !is_graded() {
            return Some(Computed::Hidden);
        }
        shown.likelihood(event).map(Computed::Likelihood)
    }
}
