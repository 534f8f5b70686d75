//! Calculates the assessment: at once if it is quick, else by a job, with the old estimates marked until then.

use std::sync::{Arc, OnceLock};

use super::table::figures;
use super::{Effect, Notice, OpenTable, State};
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
    evidence: Arc<Dataset>,
    /// Only what affects estimates.
    judgement: Judgement,
    options: Options,
    /// The table of which the evidence is one event, and the estimates of all its events.
    of_table: Option<(Arc<EventTable>, EventId, Arc<EventsAssessment>)>,
}

/// An assessment with its inputs.
#[derive(Debug)]
pub(super) struct Figures {
    basis: Basis,
    assessment: Arc<Assessment>,
}

/// An assessment for a job to make.
#[derive(Clone, Debug)]
pub struct AssessmentRequest {
    /// Counts up; the answer to an older request is discarded.
    pub id: u64,
    basis: Basis,
    /// What the quick, provisional answer continues from.
    before: Arc<Assessment>,
    /// Stops the job once something newer is wanted.
    progress: Arc<Progress>,
}

/// Compares the shown assessment with the inputs it should have.
#[derive(Debug, Default)]
pub(super) struct Assessing {
    /// The inputs of the shown assessment.
    shown: Option<Basis>,
    running: Option<AssessmentRequest>,
    /// What to calculate once the running job has ended.
    wanted: Option<Basis>,
    last_id: u64,
    /// The last assessment of everything known, whatever the as-of time.
    now: Option<(Basis, Arc<Assessment>)>,
    /// The grades suggested by the sources' track records in the shown assessment, once requested.
    suggested: OnceLock<Vec<Reliability>>,
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

    fn on(basis: Basis) -> Self {
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
        self.running.is_some() || self.wanted.is_some()
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
    fn follow(&mut self, basis: &Basis, assessment: &Arc<Assessment>) {
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

impl State {
    /// Updates the estimates, now or by a job, and then the lists that the panels show.
    pub(super) fn reassess(&mut self) {
        figures::follow(self);
        if let Some(document) = &self.document {
            let judgement = self.bearing_on_figures();
            let of_table = self.table.as_ref().and_then(OpenTable::with_figures);
            let basis = Basis { evidence: document.evidence().clone(), judgement, options: self.options(), of_table };
            self.infer(basis);
        }
        self.refresh();
    }

    /// The judgements of the local analyst that affect estimates.
    pub(super) fn bearing_on_figures(&self) -> Judgement {
        self.judgement().map(Judgement::bearing_on_figures).unwrap_or_default()
    }

    /// Discards the estimates of what was open before; those calculated on import stay until something affects them.
    /// `read` is the assessment of the first dataset without layers, with no judgement and default options.
    pub(super) fn begin_figures(&mut self, first: &Arc<Dataset>, read: Option<Arc<Assessment>>) {
        if let Some(running) = &self.assessing.running {
            running.progress.cancel();
        }
        self.assessing = Assessing { last_id: self.assessing.last_id, ..Assessing::default() };
        if let Some(assessment) = &read {
            let evidence = first.clone();
            let judgement = Judgement::default();
            let options = Options::default();
            let basis = Basis { evidence, judgement, options, of_table: None };
            self.assessing.follow(&basis, assessment);
            self.assessing.shown = Some(basis);
        }
        self.assessment = read.unwrap_or_default();
    }

    fn infer(&mut self, basis: Basis) {
        let latest = self.assessing.wanted.as_ref().or(self.assessing.running.as_ref().map(|request| &request.basis));
        if latest.or(self.assessing.shown.as_ref()) == Some(&basis) {
            return;
        }
        let fits = self.assessment.fits(&basis.evidence);
        if fits && work_of(&basis.evidence) > SYNC_LIMIT {
            if let Some(running) = &self.assessing.running {
                running.progress.cancel();
            }
            self.assessing.wanted = Some(basis);
            return;
        }
        self.take_figures(Figures::on(basis));
    }

    /// Shows an assessment of the evidence; a running job is no longer waited for.
    pub(super) fn take_figures(&mut self, figures: Figures) {
        let Figures { basis, assessment } = figures;
        let Assessing { last_id, now, running, .. } = std::mem::take(&mut self.assessing);
        if let Some(running) = running {
            running.progress.cancel();
        }
        self.assessing = Assessing { last_id, now, ..Assessing::default() };
        self.assessing.follow(&basis, &assessment);
        self.assessing.shown = Some(basis);
        self.assessment = assessment;
    }

    /// Applies a job's answer, unless the estimates have been calculated otherwise since.
    pub(super) fn assessed(&mut self, id: u64, assessment: Arc<Assessment>, is_whole: bool) {
        let Some(request) = self.assessing.running.take_if(|request| request.id == id) else { return };
        let is_of_this = self.dataset().is_some_and(|dataset| assessment.fits(dataset));
        if is_of_this {
            self.assessment = assessment;
            self.assessing.suggested = OnceLock::new();
            self.assessing.shown = is_whole.then(|| request.basis.clone());
            if is_whole {
                self.assessing.follow(&request.basis, &self.assessment);
            }
            self.refresh();
        }
        if !is_whole {
            self.assessing.running = Some(request);
        }
    }

    /// A job has ended without an answer, because something newer is wanted.
    pub(super) fn assessment_stopped(&mut self, id: u64) {
        self.assessing.running.take_if(|request| request.id == id);
    }

    /// Handles a failed job; the estimates stay unchanged until something changes.
    pub(super) fn assessment_failed(&mut self, reason: &str) {
        self.assessing.running = None;
        let what = "The estimates could not be updated";
        self.notices
            .push(Notice::failure(what, format!("{reason}. Shown estimates are from before your last change.")));
    }

    /// Requests the wanted estimates, once no other job works on them.
    pub(super) fn ask_for_assessment(&mut self, effects: &mut Vec<Effect>) {
        if self.assessing.running.is_some() {
            return;
        }
        let Some(basis) = self.assessing.wanted.take() else { return };
        self.assessing.last_id += 1;
        let request = AssessmentRequest {
            id: self.assessing.last_id,
            basis,
            before: self.assessment.clone(),
            progress: Arc::default(),
        };
        self.assessing.running = Some(request.clone());
        effects.push(Effect::Assess(Box::new(request)));
    }
}
