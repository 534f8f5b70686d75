//! What is shown: selection, filters, as-of line and focus.

use super::table_query::look_for;
use super::{geocoding, layers};
use crate::app::as_of::{self, AsOfStep};
use crate::app::view::{Focus, Sort, Tab};
use crate::app::{Dialog, Effect, Filter, FilterChange, OpenTable, Selection, State, WhatIfChange};

pub fn select(state: &mut State, selection: Selection) {
    let view = &mut state.view;
    match selection {
        // It does not affect which claims are shown.
        Selection::Claim(claim) => return view.claim = Some(claim),
        Selection::NoClaim => return view.claim = None,
        Selection::Event(_) => return,
        Selection::Source(source) => {
            let source = state.assessment.identities().of(source);
            let again = view.filter.source == Some(source);
            (view.filter.source, view.source) = if again { (None, None) } else { (Some(source), Some(source)) };
        }
        Selection::NoSource => (view.filter.source, view.source) = (None, None),
        Selection::Place(place) => {
            view.filter.place = Some(place).filter(|place| view.filter.place != Some(*place));
        }
        Selection::NoPlace => view.filter.place = None,
    }
    state.refresh();
}

pub fn select_step(state: &mut State, step: isize) {
    let claims = &state.visible.claims;
    let Some(last) = claims.len().checked_sub(1) else {
        return;
    };
    let at = state.view.claim.and_then(|claim| claims.iter().position(|other| *other == claim));
    let next = match at {
        Some(at) => at.saturating_add_signed(step).min(last),
        None if step < 0 => last,
        None => 0,
    };
    state.view.claim = claims.get(next).copied();
}

pub fn change_filter(state: &mut State, change: FilterChange, effects: &mut Vec<Effect>) {
    let filter = &mut state.view.filter;
    match change {
        FilterChange::Toggle(quick) => filter.toggle(quick),
        FilterChange::Kind(kind) => filter.kind = kind,
        FilterChange::Side(side) => filter.side = side,
        FilterChange::Place(place) => filter.place = place,
        FilterChange::Tag(tag) => filter.tag = tag,
        FilterChange::Layer(_) | FilterChange::OnlyLayer(_) => layers::filter(state, &change),
        FilterChange::Text(text) => {
            filter.text.clone_from(&text);
            look_for(state, text, effects);
        }
        FilterChange::Window(window) => {
            filter.window = window;
            state.table.iter_mut().for_each(|table| table.set_window(window));
        }
        FilterChange::Clear => {
            *filter = Filter::default();
            state.view.source = None;
            state.table.iter_mut().for_each(OpenTable::clear);
        }
    }
    state.refresh();
}

pub fn set_as_of(state: &mut State, as_of_s: Option<i64>) {
    if state.view.as_of_s != as_of_s {
        state.view.as_of_s = as_of_s;
        state.view.is_playing &= as_of_s.is_some();
        state.reassess();
    }
}

/// Moves the as-of line; at the end it stops playing.
pub fn step_as_of(state: &mut State, step: AsOfStep) {
    let before = state.view.as_of_s;
    let Some(after) = state.dataset().map(|dataset| as_of::step(dataset, state.reach(), before, step)) else {
        return;
    };
    set_as_of(state, after.or(before));
    if state.view.as_of_s == before {
        state.view.is_playing = false;
    }
}

pub fn focus_on(state: &mut State, focus: Focus) {
    state.view.focus = Some(focus);
    match focus {
        Focus::Cards => state.view.tab = Tab::CLAIMS,
        Focus::Note | Focus::NewTag => state.view.tab = Tab::CLAIM,
        Focus::Map | Focus::OnlyInView => state.view.tab = Tab::MAP,
        Focus::Sources | Focus::SameSource => state.view.tab = Tab::SOURCES,
        Focus::Timeline => state.view.tab = Tab::TIMELINE,
        Focus::Search => {}
    }
}

pub fn sort_by(state: &mut State, sort: Sort) {
    state.view.sort = sort;
    state.refresh();
}

/// Excludes something as a what-if, or includes it again.
pub fn what_if(state: &mut State, change: WhatIfChange) {
    state.view.what_if.change(change);
    state.reassess();
}

pub fn show_dialog(state: &mut State, dialog: Dialog) {
    if dialog == Dialog::Places {
        geocoding::begin(state);
    }
    state.dialog = Some(dialog);
}
