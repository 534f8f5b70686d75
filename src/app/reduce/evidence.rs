//! Builds the evidence, now or by a job.

use std::sync::Arc;

use super::notices::report_issues;
use crate::app::compose::{ComposedAnswer, EvidenceJob};
use crate::app::{Effect, Notice, State};
use counterclaim_model::Dataset;

impl State {
    /// Merges the session's layers and additions with the first dataset, and keeps the view on the same records. If
    /// that takes long, a job does it.
    pub(in crate::app) fn lay(&mut self) {
        let Some(document) = &mut self.document else { return };
        let before = document.evidence().clone();
        let wanted = document.lay().map(Arc::new);
        let is_running = self.composing.running().is_some_and(|running| Some(&running.question) == wanted.as_ref());
        self.composing.want(wanted.filter(|_| !is_running));
        self.follow_evidence(&before);
    }

    /// Whether evidence is being built that is not visible yet.
    pub fn is_laying(&self) -> bool {
        self.composing.is_under_way()
    }

    /// Keeps the view on the same records, and updates the assessment to the evidence.
    fn follow_evidence(&mut self, before: &Arc<Dataset>) {
        let Some(document) = &self.document else { return };
        let after = document.evidence();
        if !Arc::ptr_eq(before, after) {
            self.view.follow(before, after);
        }
        self.reassess();
        let identities = self.assessment.identities();
        let shown = self.view.source.map(|source| identities.of(source));
        if shown != self.view.source {
            // Merged sources share one row.
            self.view.filter.source = self.view.filter.source.map(|source| identities.of(source));
            self.view.source = shown;
            self.refresh();
        }
    }

    /// Applies the result of a job, unless the session has changed since.
    pub(in crate::app) fn composed(&mut self, id: u64, answer: ComposedAnswer) {
        if self.composing.finish(id).is_none() {
            return;
        }
        let ComposedAnswer { composed, figures } = answer;
        let Some(document) = self.document.as_mut() else { return };
        let before = document.evidence().clone();
        let told = document.issues().len();
        if !document.take_laid(composed) {
            return;
        }
        let has_more = document.issues().len() != told;
        self.take_figures(figures);
        self.follow_evidence(&before);
        if has_more {
            report_issues(self);
        }
    }

    /// Handles a failed job; the evidence stays unchanged until something changes.
    pub(in crate::app) fn laying_failed(&mut self, id: u64, reason: &str) {
        if self.composing.finish(id).is_none() {
            return;
        }
        let what = "Layers and added records could not be merged";
        let details = format!("{reason}. The window shows the state before; every edit is kept.");
        self.notices.push(Notice::failure(what, details));
    }

    /// The pending evidence belonged to what was open before.
    pub(in crate::app) fn forget_laying(&mut self) {
        self.composing.stop();
    }

    /// Requests the wanted evidence, once no other job builds any.
    pub(in crate::app) fn ask_to_lay(&mut self, effects: &mut Vec<Effect>) {
        let Some(running) = self.composing.start() else { return };
        let id = running.id;
        let evidence_spec = running.question.clone();
        let judgement = self.bearing_on_figures();
        let options = self.options();
        effects.push(Effect::Compose(Box::new(EvidenceJob { id, evidence_spec, judgement, options })));
    }
}
