//! Updates the estimates, now or by a job.

use std::sync::{Arc, OnceLock};

use super::table_figures;
use crate::app::assessing::{Assessing, AssessmentRequest, Basis, Figures, SYNC_LIMIT, work_of};
use crate::app::{Effect, Notice, OpenTable, State};
use counterclaim_engine::{Assessment, Options};
use counterclaim_model::{Dataset, Judgement};

impl State {
    /// Updates the estimates, now or by a job, and then the lists that the panels show.
    pub(in crate::app) fn reassess(&mut self) {
        table_figures::follow(self);
        if let Some(document) = &self.document {
            let judgement = self.bearing_on_figures();
            let of_table = self.table.as_ref().and_then(OpenTable::with_figures);
            let basis = Basis { evidence: document.evidence().clone(), judgement, options: self.options(), of_table };
            self.infer(basis);
        }
        self.refresh();
    }

    /// The judgements of the local analyst that affect estimates.
    pub(in crate::app) fn bearing_on_figures(&self) -> Judgement {
        self.judgement().map(Judgement::bearing_on_figures).unwrap_or_default()
    }

    /// Discards the estimates of what was open before; those calculated on import stay until something affects them.
    /// `read` is the assessment of the first dataset without layers, with no judgement and default options.
    pub(in crate::app) fn begin_figures(&mut self, first: &Arc<Dataset>, read: Option<Arc<Assessment>>) {
        let mut job = std::mem::take(&mut self.assessing.job);
        job.stop();
        self.assessing = Assessing { job, ..Assessing::default() };
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
        if self.assessing.job.latest().or(self.assessing.shown.as_ref()) == Some(&basis) {
            return;
        }
        let fits = self.assessment.fits(&basis.evidence);
        if fits && work_of(&basis.evidence) > SYNC_LIMIT {
            self.assessing.job.cancel();
            self.assessing.job.want(Some(basis));
            return;
        }
        self.take_figures(Figures::on(basis));
    }

    /// Shows an assessment of the evidence; a running job is no longer waited for.
    pub(in crate::app) fn take_figures(&mut self, figures: Figures) {
        let Figures { basis, assessment } = figures;
        let Assessing { mut job, now, .. } = std::mem::take(&mut self.assessing);
        job.stop();
        self.assessing = Assessing { job, now, ..Assessing::default() };
        self.assessing.follow(&basis, &assessment);
        self.assessing.shown = Some(basis);
        self.assessment = assessment;
    }

    /// Applies a job's answer, unless the estimates have been calculated otherwise since.
    pub(in crate::app) fn assessed(&mut self, id: u64, assessment: Arc<Assessment>, is_whole: bool) {
        let Some(running) = self.assessing.job.finish(id) else { return };
        let is_of_this = self.dataset().is_some_and(|dataset| assessment.fits(dataset));
        if is_of_this {
            self.assessment = assessment;
            self.assessing.suggested = OnceLock::new();
            self.assessing.shown = is_whole.then(|| running.question.clone());
            if is_whole {
                self.assessing.follow(&running.question, &self.assessment);
            }
            self.refresh();
        }
        if !is_whole {
            self.assessing.job.resume(running);
        }
    }

    /// A job has ended without an answer, because something newer is wanted.
    pub(in crate::app) fn assessment_stopped(&mut self, id: u64) {
        self.assessing.job.finish(id);
    }

    /// Handles a failed job; the estimates stay unchanged until something changes.
    pub(in crate::app) fn assessment_failed(&mut self, id: u64, reason: &str) {
        if self.assessing.job.finish(id).is_none() {
            return;
        }
        let what = "The estimates could not be updated";
        self.notices
            .push(Notice::failure(what, format!("{reason}. Shown estimates are from before your last change.")));
    }

    /// Requests the wanted estimates, once no other job works on them.
    pub(in crate::app) fn ask_for_assessment(&mut self, effects: &mut Vec<Effect>) {
        let Some(running) = self.assessing.job.start() else { return };
        let request = AssessmentRequest {
            id: running.id,
            basis: running.question.clone(),
            before: self.assessment.clone(),
            progress: running.progress.clone(),
        };
        effects.push(Effect::Assess(Box::new(request)));
    }
}
