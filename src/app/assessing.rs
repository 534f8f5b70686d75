//! When figures are reckoned: at once where that is quick, else by a job, with the old ones marked until then.

use std::sync::{Arc, OnceLock};

use super::table::figures;
use super::{Effect, Notice, OpenTable, State};
use counterclaim_engine::{
    Assessment, EventsAssessment, Options, Watch, assess, assess_in_table, assess_on, assess_watched,
};
use counterclaim_model::{Dataset, EventId, EventTable, Judgement, Reliability};

/// Up to how much of [`work_of`] an assessment is made at once: it takes a few milliseconds.
pub const AT_ONCE: usize = 10_000;

/// How much there is to compute of a dataset: statements, the figures in them, and relations, of which each is looked
/// at in every round.
pub fn work_of(dataset: &Dataset) -> usize {
    dataset.statement_count() + dataset.figure_count() + dataset.relations().len()
}

/// What an assessment rests on: with the same basis it comes out the same.
#[derive(Clone, Debug)]
pub struct Basis {
    evidence: Arc<Dataset>,
    /// Only what bears on figures.
    judgement: Judgement,
    options: Options,
    /// The table of which the evidence is one event, and the figures of all its events.
    of_table: Option<(Arc<EventTable>, EventId, Arc<EventsAssessment>)>,
}

/// An assessment with what it rests on.
#[derive(Debug)]
pub(super) struct Figures {
    basis: Basis,
    assessment: Arc<Assessment>,
}

/// An assessment that a job is to make.
#[derive(Clone, Debug)]
pub struct AssessmentRequest {
    /// Counts up; the answer to an older request is not taken.
    pub id: u64,
    basis: Basis,
    /// What the quick, provisional answer goes on from.
    before: Arc<Assessment>,
    /// Stops it once something newer is wanted.
    watch: Arc<Watch>,
}

/// Where the assessment stands to what it should rest on.
#[derive(Debug, Default)]
pub(super) struct Assessing {
    /// Of the assessment that is shown.
    shown: Option<Basis>,
    running: Option<AssessmentRequest>,
    /// What is to be reckoned once the job that runs has ended.
    wanted: Option<Basis>,
    last_id: u64,
    /// The last assessment of all that was known, whatever the as-of time.
    now: Option<(Basis, Arc<Assessment>)>,
    /// What the records of the sources suggest in the assessment that is shown, once it has been asked for.
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
    /// Of evidence that is no event of a table.
    pub fn of(evidence: Arc<Dataset>, judgement: Judgement, options: Options) -> Self {
        Self::on(Basis { evidence, judgement, options, of_table: None })
    }

    fn on(basis: Basis) -> Self {
        let assessment = Arc::new(basis.assess());
        Self { basis, assessment }
    }
}

impl AssessmentRequest {
    /// A quick answer that goes on from the assessment before; `None` where it would be as long as the whole.
    pub fn provisional(&self) -> Option<Assessment> {
        let Basis { evidence, judgement, options, .. } = &self.basis;
        assess_on(evidence, Some(judgement), options, &self.before)
    }

    /// The answer that counts.
    pub fn whole(&self) -> Assessment {
        self.basis.assess()
    }

    /// The answer that counts; `None` where something newer has come to be wanted meanwhile.
    pub fn whole_unless_stopped(&self) -> Option<Assessment> {
        let Basis { evidence, judgement, options, of_table } = &self.basis;
        match of_table {
            // Events of a table are few.
            Some(_) => Some(self.whole()),
            None => assess_watched(evidence, Some(judgement), options, &self.watch),
        }
    }
}

impl Assessing {
    pub fn is_under_way(&self) -> bool {
        self.running.is_some() || self.wanted.is_some()
    }

    /// The assessment of all that is known: `shown` itself, or the one that goes with it.
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

    /// Keeps what goes with a new assessment: that of all that is known, at once only where that is quick.
    fn follow(&mut self, basis: &Basis, assessment: &Arc<Assessment>) {
        let of_now = basis.of_now();
        if of_now == *basis {
            self.now = Some((of_now, assessment.clone()));
        } else if self.now.as_ref().is_none_or(|(of, _)| *of != of_now) {
            let is_quick = work_of(&basis.evidence) <= AT_ONCE;
            let now = || Arc::new(of_now.assess());
            self.now = is_quick.then(now).map(|now| (of_now.clone(), now));
        }
    }
}

impl Basis {
    /// The same with all that is known.
    fn of_now(&self) -> Self {
        Self { options: Options { as_of_s: None, ..self.options.clone() }, ..self.clone() }
    }
}

impl State {
    /// Brings the figures up to what they rest on, now or by a job, and then the lists that the panels show.
    pub(super) fn reassess(&mut self) {
        figures::follow(self);
        if let Some(document) = &self.document {
            let judgement = self.bearing_on_figures();
            let of_table = self.table.as_ref().and_then(OpenTable::with_figures);
            let basis = Basis { evidence: document.evidence().clone(), judgement, options: self.options(), of_table };
            self.reckon(basis);
        }
        self.refresh();
    }

    /// What the analyst at this window holds that bears on figures.
    pub(super) fn bearing_on_figures(&self) -> Judgement {
        self.judgement().map(Judgement::bearing_on_figures).unwrap_or_default()
    }

    /// Forgets the figures of what was open before; those that were reckoned on reading stand until something bears
    /// on them.
    ///
    /// `read` are the figures of the first dataset with nothing over it, with no judgement and the usual options.
    pub(super) fn begin_figures(&mut self, first: &Arc<Dataset>, read: Option<Arc<Assessment>>) {
        if let Some(running) = &self.assessing.running {
            running.watch.stop();
        }
        self.assessing = Assessing { last_id: self.assessing.last_id, ..Assessing::default() };
        if let Some(assessment) = &read {
            let (evidence, judgement, options) = (first.clone(), Judgement::default(), Options::default());
            let basis = Basis { evidence, judgement, options, of_table: None };
            self.assessing.follow(&basis, assessment);
            self.assessing.shown = Some(basis);
        }
        self.assessment = read.unwrap_or_default();
    }

    fn reckon(&mut self, basis: Basis) {
        let latest = self.assessing.wanted.as_ref().or(self.assessing.running.as_ref().map(|request| &request.basis));
        if latest.or(self.assessing.shown.as_ref()) == Some(&basis) {
            return;
        }
        let fits = self.assessment.fits(&basis.evidence);
        if fits && work_of(&basis.evidence) > AT_ONCE {
            if let Some(running) = &self.assessing.running {
                running.watch.stop();
            }
            self.assessing.wanted = Some(basis);
            return;
        }
        self.take_figures(Figures::on(basis));
    }

    /// Shows figures that have been reckoned of the evidence; those that a job reckons are not waited for any more.
    pub(super) fn take_figures(&mut self, figures: Figures) {
        let Figures { basis, assessment } = figures;
        let Assessing { last_id, now, running, .. } = std::mem::take(&mut self.assessing);
        if let Some(running) = running {
            running.watch.stop();
        }
        self.assessing = Assessing { last_id, now, ..Assessing::default() };
        self.assessing.follow(&basis, &assessment);
        (self.assessing.shown, self.assessment) = (Some(basis), assessment);
    }

    /// Takes over a job's answer, unless the figures have been reckoned in another way since.
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

    /// A job has ended without an answer, since something newer is wanted.
    pub(super) fn assessment_stopped(&mut self, id: u64) {
        self.assessing.running.take_if(|request| request.id == id);
    }

    /// Gives up on a job that broke down; the figures stay as they are until something changes.
    pub(super) fn assessment_failed(&mut self, reason: &str) {
        self.assessing.running = None;
        let what = "The estimates could not be updated";
        self.notices
            .push(Notice::failure(what, format!("{reason}. Shown estimates are from before your last change.")));
    }

    /// Asks for the figures that are wanted, once no other job is about them.
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
            watch: Arc::default(),
        };
        self.assessing.running = Some(request.clone());
        effects.push(Effect::Assess(Box::new(request)));
    }
}
