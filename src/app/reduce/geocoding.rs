//! Unlocated places: their notice, their dialog, and the look-up by a job.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::app::geocoding::{Asked, Choice, PlaceRow, PlacesQuestion, rows};
use crate::app::{DatasetOrigin, Dialog, Effect, Notice, NoticeTopic, State};
use counterclaim_model::{Id as _, PlaceId};

/// Reports how many places of an opened file cannot be drawn, if there are any. A place with parts is an area and needs
/// no point.
pub fn report_geocoding(state: &mut State) {
    forget_geocoding(state);
    let Some(document) = &state.document else { return };
    if state.table.is_some() || !matches!(document.origin(), DatasetOrigin::File(_)) {
        return;
    }
    let dataset = document.evidence();
    let rows = rows(dataset);
    let areas: BTreeSet<PlaceId> = dataset.places().filter_map(|place| place.part_of).collect();
    // Claims at a place are drawn there, or at a surrounding place.
    let drawn_at = dataset.positioned_places();
    let is_drawn = |place: PlaceId| drawn_at.get(place.index()).is_some_and(Option::is_some);
    let is_missing = |row: &&PlaceRow| row.claims > 0 && !areas.contains(&row.place) && !is_drawn(row.place);
    let count = rows.iter().filter(is_missing).count();
    if count > 0 {
        let title = match count {
            1 => "1 place has a name but no position".to_owned(),
            count => format!("{count} places have a name but no position"),
        };
        let details = "Their claims are not on the map. Use Edit, Unlocated places to locate them.";
        state.notices.push(Notice::warning(title, details).about(NoticeTopic::UnlocatedPlaces));
    }
}

/// Removes the notice about places of an earlier file, or of which the dialog is open.
fn forget_geocoding(state: &mut State) {
    state.notices.retain(|notice| notice.topic != Some(NoticeTopic::UnlocatedPlaces));
}

/// The dialog opens: its notice is removed, and a failed look-up is tried again.
pub fn begin(state: &mut State) {
    forget_geocoding(state);
    state.geocoding.error = None;
}

/// Looks up what has no answer yet, while the dialog is open.
pub fn ask(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(document) = state.document.as_ref().filter(|_| state.dialog == Some(Dialog::Places)) else { return };
    let evidence = document.evidence();
    let geocoding = &mut state.geocoding;
    if geocoding.rows.as_ref().is_none_or(|(of, _)| !Arc::ptr_eq(of, evidence)) {
        geocoding.rows = Some((evidence.clone(), rows(evidence).into()));
        geocoding.find_singles();
    }
    let wanted = geocoding.rows().iter().map(|row| &row.asked).chain(&geocoding.typed);
    let new: Vec<Asked> = wanted
        .filter(|asked| !geocoding.answers.contains_key(*asked) && !geocoding.under_way.contains(*asked))
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    if !new.is_empty() && geocoding.error.is_none() {
        geocoding.under_way.extend(new.iter().cloned());
        effects.push(Effect::LookUp(Box::new(PlacesQuestion::new(document.imported().clone(), new))));
    }
}

/// Applies a job's answer; one about a closed dataset is ignored.
pub fn answered(state: &mut State, question: &PlacesQuestion, answers: Vec<Arc<[Choice]>>) {
    let is_of_this = state.document.as_ref().is_some_and(|document| question.is_about(document.imported()));
    if !is_of_this {
        return;
    }
    for asked in question.asked() {
        state.geocoding.under_way.remove(asked);
    }
    state.geocoding.answers.extend(question.asked().iter().cloned().zip(answers));
    state.geocoding.find_singles();
}

/// Says why the look-up failed; a name can still be placed relative to other places of the dataset.
pub fn failed(state: &mut State, question: &PlacesQuestion, reason: String) {
    let is_of_this = state.document.as_ref().is_some_and(|document| question.is_about(document.imported()));
    if is_of_this {
        state.geocoding.under_way.clear();
        state.geocoding.error = Some(reason);
    }
}

/// Looks up a typed name.
pub fn look_up(state: &mut State, name: &str) {
    let is_empty = name.trim().is_empty();
    state.geocoding.typed = (!is_empty).then(|| Asked::typed(name));
}
