//! The estimates of all events of a table, if the analyst treats listed sources as support: calculated by a job.

use std::sync::Arc;

use super::OpenTable;
use crate::app::latest_job::LatestJob;
use counterclaim_engine::{EventsAssessment, assess_events};
use counterclaim_model::{EventId, EventTable, Judgement, Progress};

/// The estimates of a table for a job to calculate.
#[derive(Clone, Debug)]
pub struct TableAssessmentRequest {
    /// Counts up; the answer to an older request is discarded.
    pub id: u64,
    pub(in crate::app) table: Arc<EventTable>,
    /// Only what affects estimates.
    pub(in crate::app) judgement: Judgement,
    /// What the quick, provisional answer continues from.
    pub(in crate::app) before: Option<Arc<EventsAssessment>>,
    pub(in crate::app) progress: Arc<Progress>,
}

/// Compares the shown estimates of a table with the inputs they should have.
#[derive(Clone, Debug, Default)]
pub struct TableFigures {
    pub(in crate::app) shown: Option<Arc<EventsAssessment>>,
    /// The inputs of the shown estimates.
    pub(in crate::app) shown_for: Option<Judgement>,
    pub(in crate::app) job: LatestJob<Judgement>,
    /// The inputs when the analyst stopped the job, or it failed: not restarted by itself.
    pub(in crate::app) stopped_for: Option<Judgement>,
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
        self.job.is_under_way()
    }

    /// Completed rounds of the job's iteration.
    pub fn rounds(&self) -> u64 {
        self.job.running().map_or(0, |running| running.progress.done())
    }

    /// Whether the estimates are missing or out of date because the analyst stopped the job.
    pub fn is_stopped(&self) -> bool {
        self.stopped_for.is_some()
    }

    /// Requests the estimates for a judgement, unless they are there or being calculated.
    pub(in crate::app) fn want(&mut self, judgement: Judgement) {
        let latest = self.job.latest().or(self.stopped_for.as_ref()).or(self.shown_for.as_ref());
        if latest == Some(&judgement) {
            return;
        }
        self.job.stop();
        self.job.want(Some(judgement));
        self.stopped_for = None;
    }
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
