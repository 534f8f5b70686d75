//! Keeps the recovery journal up to date with the session's.

use std::path::Path;

use crate::app::state::RecoveryMark;
use crate::app::{Dialog, Effect, RecoveryEffect, RecoveryOffer, State};
use counterclaim_io::recovery::Origin;
use counterclaim_model::{Journal, Line};

pub fn discard_work(state: &mut State, at: usize, effects: &mut Vec<Effect>) {
    if at < state.recovery_offers.len() {
        state.recovery_offers.remove(at);
        effects.push(Effect::DiscardWork(at));
    }
    if state.recovery_offers.is_empty() {
        state.dialog = None;
    }
}

pub fn reset_recovery(state: &mut State, lines: Vec<Line>, effects: &mut Vec<Effect>) {
    let Some(document) = &state.document else {
        return;
    };
    let session = document.session_path().map(Path::to_owned);
    let origin = Origin { datasets: document.dataset_refs(session.as_deref()), session };
    state.recovery_mark = RecoveryMark {
        lines: settled_count(document.journal()),
        open: document.journal().open_entry().map(|entry| entry.id),
    };
    effects.push(Effect::Recovery(RecoveryEffect::Reset { origin, lines }));
}

/// Sends settled entries that the recovery journal lacks, and withdraws a gesture without a result.
pub fn follow_recovery(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(document) = &state.document else {
        return;
    };
    let journal = document.journal();
    let settled = settled_count(journal);
    let mark = &mut state.recovery_mark;
    let new = journal.lines().get(mark.lines..settled).unwrap_or_default();
    if let Some(kept) = mark.open.filter(|kept| journal.open_entry().is_none_or(|entry| entry.id != *kept)) {
        let is_settled = new.iter().any(|line| matches!(line, Line::Entry(entry) if entry.id == kept));
        if !is_settled {
            effects.push(Effect::Recovery(RecoveryEffect::Drop(kept)));
        }
        mark.open = None;
    }
    effects.extend(new.iter().map(|line| Effect::Recovery(RecoveryEffect::Append(line.clone()))));
    mark.lines = settled;
}

/// Lines that no gesture can change any more.
fn settled_count(journal: &Journal) -> usize {
    journal.lines().len() - usize::from(journal.open_entry().is_some())
}

pub fn keep_gesture(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(entry) = state.document.as_ref().and_then(|document| document.journal().open_entry()) else {
        return;
    };
    state.recovery_mark.open = Some(entry.id);
    effects.push(Effect::Recovery(RecoveryEffect::Append(Line::Entry(entry.clone()))));
}

/// Offers the work that crashes have left.
pub fn found(state: &mut State, offers: Vec<RecoveryOffer>) {
    if !offers.is_empty() {
        state.recovery_offers = offers;
        state.dialog = Some(Dialog::Recovery);
    }
}
