//! The analyst's work on the selected claim.

use super::open::with_journal;
use crate::app::State;
use counterclaim_model::{Credibility, Edit, Item, Stamp, Target};

pub fn grade_selected(state: &mut State, value: Option<Credibility>, stamp: Stamp) {
    let (Some(claim), Some(dataset)) = (state.view.claim, state.dataset()) else {
        return;
    };
    let item = Item::Claim(dataset.claim(claim).key.into());
    with_journal(state, |journal| {
        journal.record(Edit::Credibility { item, value }, stamp);
    });
}

/// The selected claim, its statements and the analyst's work on it as plain text.
pub fn claim_text(state: &State) -> Option<String> {
    let dataset = state.dataset()?;
    let id = state.view.claim?;
    let claim = dataset.claim(id);
    let mut text = format!("{}\n", claim.proposition);
    if let Some(words) = state.view.what_if.describe(dataset) {
        text += &format!("What if: {words}\n");
    }
    for unit in &state.assessment.claim(id).units {
        let statement = dataset.statement(unit.first);
        let chain = std::iter::once(&statement.speaker).chain(statement.via).map(|id| dataset.source(*id).name);
        let when = statement.stated_at.map_or_else(String::new, |span| format!(", {}", span.label()));
        let chain: Vec<&str> = chain.collect();
        text += &format!("- {}: {}{when}\n", unit.stance.label(), chain.join(" → "));
    }
    if let Some(judgement) = state.judgement() {
        let target = Target::Claim(claim.key.into());
        if let Some(grade) = judgement.claim_credibility(claim.key) {
            text += &format!("Credibility: {} ({})\n", grade.number(), grade.label());
        }
        if let Some(verdict) = judgement.verdict(claim.key) {
            text += &format!("Verdict: {}\n", verdict.truth.label());
        }
        let tags: Vec<&str> = judgement.tags(&target).collect();
        if !tags.is_empty() {
            text += &format!("Tags: {}\n", tags.join(", "));
        }
        if let Some(note) = judgement.note(&target) {
            text += &format!("Note: {note}\n");
        }
    }
    Some(text)
}

pub fn record(state: &mut State, edit: Edit, stamp: Stamp) {
    with_journal(state, |journal| {
        journal.record(edit, stamp);
    });
}

/// An edit in progress, such as typing.
pub fn record_gesture(state: &mut State, edit: Edit, stamp: Stamp) {
    with_journal(state, |journal| journal.record_gesture(edit, stamp));
}

pub fn undo(state: &mut State, stamp: Stamp) {
    with_journal(state, |journal| {
        journal.undo(stamp);
    });
}

pub fn redo(state: &mut State, stamp: Stamp) {
    with_journal(state, |journal| {
        journal.redo(stamp);
    });
}
