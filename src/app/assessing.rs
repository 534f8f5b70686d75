//! Calculates the assessment: at once if it is quick, else by a job, with the old estimates marked until then.

use std::sync::{Arc, OnceLock};

use super::latest_job::LatestJob;
use counterclaim_engine::{
    Assessment, EventsAssessment, Options, assess, assess_in_table, assess_on, assess_with_progress,
};
use counterclaim_model::{Dataset, EventId, EventTable, Judgement, Progress, Reliability};

/// Up to this much [`work_of`], an assessment is made at once: it takes a few milliseconds.
pub const SYNC_LIMIT: usize = 10_000;

/// The amount of computation for a dataset: statements, their figures, and relations, each visited in every round.
pub fn work_of(dataset: &Dataset) -> usize {
    dataset.statement_count() + dataset.figure_count() + dataset.relations().len()
}

/// The inputs of an assessment: the same basis gives the same result.
#[derive(Clone, Debug)]
pub struct Basis {
    pub(super) evidence: Arc<Dataset>,
    /// Only what affects estimates.
    pub(super) judgement: Judgement,
    pub(super) options: Options,
    /// The table of which the evidence is one event, and the estimates of all its events.
    pub(super) of_table: Option<(Arc<EventTable>, EventId, Arc<EventsAssessment>)>,
}

/// An assessment with its inputs.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) basis: Basis,
    pub(super) assessment: Arc<Assessment>,
}

/// An assessment for a job to make.
#[derive(Clone, Debug)]
pub struct AssessmentRequest {
    /// Counts up; the answer to an older request is discarded.
    pub id: u64,
    pub(super) basis: Basis,
    /// What the quick, provisional answer continues from.
    pub(super) before: Arc<Assessment>,
    /// Stops the job once something newer is wanted.
    pub(super) progress: Arc<Progress>,
}

/// Compares the shown assessment with the inputs it should have.
#[derive(Debug, Default)]
pub(super) struct Assessing {
    /// The inputs of the shown assessment.
    pub(super) shown: Option<Basis>,
    pub(super) job: LatestJob<Basis>,
    /// The last assessment of everything known, whatever the as-of time.
    pub(super) now: Option<(Basis, Arc<Assessment>)>,
    /// The grades suggested by the sources' track records in the shown assessment, once requested.
    pub(super) suggested: OnceLock<Vec<Reliability>>,
}

impl PartialEq for Basis {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.evidence, &other.evidence)
            && self.options == other.options
            && self.judgement == other.judgement
            && self.figures().map(Arc::as_ptr) == other.figures().map(Arc::as_ptr)
    }
}

impl Basis {
    fn figures(&self) -> Option<&Arc<EventsAssessment>> {
        self.of_table.as_ref().map(|(_, _, figures)| figures)
    }

    fn assess(&self) -> Assessment {
        let Self { evidence, judgement, options, of_table } = self;
        match of_table {
            Some((table, event, figures)) => {
                let key = table.event(*event).map(|row| row.key());
                let event_of = |claim: &str| Some(*event).filter(|_| key.as_deref() == Some(claim));
                assess_in_table(evidence, Some(judgement), options, (table, &event_of), figures)
            }
            None => assess(evidence, Some(judgement), options),
        }
    }
}

impl Figures {
    /// The basis of evidence that is no event of a table.
    pub fn of(evidence: Arc<Dataset>, judgement: Judgement, options: Options) -> Self {
        Self::on(Basis { evidence, judgement, options, of_table: None })
    }

    pub(in crate::app) fn on(basis: Basis) -> Self {
        let assessment = Arc::new(basis.assess());
        Self { basis, assessment }
    }
}

impl AssessmentRequest {
    /// A quick answer that continues from the previous assessment; `None` if it would take as long as the whole.
    pub fn provisional(&self) -> Option<Assessment> {
        let Basis { evidence, judgement, options, .. } = &self.basis;
        assess_on(evidence, Some(judgement), options, &self.before)
    }

    /// The final answer.
    pub fn whole(&self) -> Assessment {
        self.basis.assess()
    }

    /// The final answer; `None` if something newer is wanted meanwhile.
    pub fn whole_unless_stopped(&self) -> Option<Assessment> {
        let Basis { evidence, judgement, options, of_table } = &self.basis;
        match of_table {
            // A table has few events to compute at once.
            Some(_) => Some(self.whole()),
            None => assess_with_progress(evidence, Some(judgement), options, &self.progress),
        }
    }
}

impl Assessing {
    pub fn is_under_way(&self) -> bool {
        self.job.is_under_way()
    }

    /// The assessment of everything known: `shown` itself, or its counterpart.
    pub fn now<'a>(&'a self, shown: &'a Assessment) -> Option<&'a Assessment> {
        if shown.options().as_of_s.is_none() {
            return Some(shown);
        }
        let basis = self.shown.as_ref()?.of_now();
        self.now.as_ref().filter(|(of, _)| *of == basis).map(|(_, now)| &**now)
    }

    /// By source id.
    pub fn suggested(&self, shown: &Assessment) -> &[Reliability] {
        self.suggested.get_or_init(|| shown.suggested_letters())
    }

    /// Keeps the counterpart of a new assessment: that of everything known, at once only if that is quick.
    pub(in crate::app) fn follow(&mut self, basis: &Basis, assessment: &Arc<Assessment>) {
        let of_now = basis.of_now();
        if of_now == *basis {
            self.now = Some((of_now, assessment.clone()));
        } else if self.now.as_ref().is_none_or(|(of, _)| *of != of_now) {
            let is_quick = work_of(&basis.evidence) <= SYNC_LIMIT;
            let now = || Arc::new(of_now.assess());
            self.now = is_quick.then(now).map(|now| (of_now.clone(), now));
        }
    }
}

impl Basis {
    /// The same with everything known.
    fn of_now(&self) -> Self {
        Self { options: Options { as_of_s: None, ..self.options.clone() }, ..self.clone() }
    }
}
