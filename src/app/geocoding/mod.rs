//! Places with a name and no position: the list, candidate locations, and the edits that place them.
//!
//! `question.rs` is the look-up by a job, `offset.rs` reads a distance and a direction. Only an edit by the analyst
//! places anything.

mod offset;
mod question;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use self::offset::{OffsetField, read_offset};
pub use self::question::{Asked, Choice, PlacesQuestion};
use super::{DatasetOrigin, Dialog, Effect, Notice, State};
use counterclaim_model::{Dataset, Edit, Id as _, Key, PlaceId, Placement, PlacementBase};

/// A place that the evidence names without a position.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceRow {
    pub place: PlaceId,
    pub key: Key,
    /// As in the file.
    pub name: String,
    /// How many claims are about it.
    pub claims: usize,
    pub asked: Asked,
}

/// Candidate locations of places; belongs to the open document.
#[derive(Debug, Default)]
pub(super) struct Geocoding {
    /// Most claims first; kept for the evidence it was built from.
    rows: Option<(Arc<Dataset>, Arc<[PlaceRow]>)>,
    answers: BTreeMap<Asked, Arc<[Choice]>>,
    /// Rows with one candidate that nobody has placed.
    singles: BTreeMap<Key, Option<Placement>>,
    under_way: BTreeSet<Asked>,
    /// The names typed for a look-up.
    typed: Option<Asked>,
    error: Option<String>,
}

impl State {
    /// Places with a name and no position, most claims first; filled while their dialog is open.
    pub fn place_rows(&self) -> &[PlaceRow] {
        self.geocoding.rows()
    }

    /// The gazetteer's candidates; `None` while they are being looked up.
    pub fn choices(&self, asked: &Asked) -> Option<&[Choice]> {
        self.geocoding.answers.get(asked).map(|choices| &**choices)
    }

    /// Why the look-up failed.
    pub fn placing_error(&self) -> Option<&str> {
        self.geocoding.error.as_deref()
    }

    /// The placement of every place with one candidate that nobody has placed; made into one edit, one step.
    pub fn single_placements(&self) -> &BTreeMap<Key, Option<Placement>> {
        &self.geocoding.singles
    }
}

impl Geocoding {
    fn rows(&self) -> &[PlaceRow] {
        self.rows.as_ref().map_or(&[], |(_, rows)| rows)
    }

    fn find_singles(&mut self) {
        let Some((dataset, rows)) = &self.rows else { return };
        let is_free = |row: &&PlaceRow| dataset.placed(row.place).is_none();
        let single = |row: &PlaceRow| match self.answers.get(&row.asked).map(|choices| &**choices) {
            Some([only]) => Some((row.key.clone(), Some(only.placement()))),
            _ => None,
        };
        self.singles = rows.iter().filter(is_free).filter_map(single).collect();
    }
}

impl Choice {
    /// The place itself.
    pub fn placement(&self) -> Placement {
        let base = PlacementBase::GeoNames(self.candidate.place.clone());
        Placement { base, offset: None, radius_km: self.candidate.radius_km }
    }
}

/// The edit that places one place, or removes its placement.
pub fn place(key: &Key, placement: Option<Placement>) -> Edit {
    Edit::Geocoded { places: [(key.clone(), placement)].into() }
}

/// Reports how many places of an opened file cannot be drawn, if there are any. A place with parts is an area and needs
/// no point.
pub(super) fn report_geocoding(state: &mut State) {
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
            1 => format!("1 place has {NO_POSITION}"),
            count => format!("{count} places have {NO_POSITION}"),
        };
        let details = "Their claims are not on the map. Use Edit, Unlocated places to locate them.";
        state.notices.push(Notice::warning(title, details));
    }
}

/// The dialog opens: its notice is removed, and a failed look-up is tried again.
pub(super) fn begin(state: &mut State) {
    state.notices.retain(|notice| !notice.title.ends_with(NO_POSITION));
    state.geocoding.error = None;
}

/// The end of the notice about places without a position.
const NO_POSITION: &str = "a name but no position";

/// Looks up what has no answer yet, while the dialog is open.
pub(super) fn ask(state: &mut State, effects: &mut Vec<Effect>) {
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
pub(super) fn answered(state: &mut State, question: &PlacesQuestion, answers: Vec<Arc<[Choice]>>) {
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
pub(super) fn failed(state: &mut State, reason: String) {
    state.geocoding.under_way.clear();
    state.geocoding.error = Some(reason);
}

/// Looks up a typed name.
pub(super) fn look_up(state: &mut State, name: &str) {
    let is_empty = name.trim().is_empty();
    state.geocoding.typed = (!is_empty).then(|| Asked::typed(name));
}

/// Places of the evidence with a name and no position of their own, placed by an analyst or not.
fn rows(evidence: &Dataset) -> Vec<PlaceRow> {
    let mut claims = vec![0; evidence.places().len()];
    for place in evidence.claim_ids().filter_map(|id| evidence.claim(id).place) {
        claims[place.index()] += 1;
    }
    let is_unplaced = |id: &PlaceId| {
        let place = evidence.place(*id);
        let is_named = !place.name.trim().is_empty() && place.offset_from.is_none();
        is_named && (place.position.is_none() || place.placed.is_some())
    };
    let row = |id: PlaceId| {
        let place = evidence.place(id);
        let claims = claims[id.index()];
        let key = place.key.into();
        let name = place.name.to_owned();
        PlaceRow { place: id, key, name, claims, asked: Asked::of(evidence, id) }
    };
    let mut rows: Vec<PlaceRow> = evidence.place_ids().filter(is_unplaced).map(row).collect();
    rows.sort_by(|a, b| (b.claims, &a.name).cmp(&(a.claims, &b.name)));
    rows
}
