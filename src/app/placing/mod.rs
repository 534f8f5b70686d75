//! Places of the dataset that have a name and no position: which they are, where they may be, and the edits that place
//! them.
//!
//! `question.rs` is what a job looks up, `offset.rs` reads a distance and a direction. Nothing is placed but by an
//! edit that the analyst asks for.

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
    /// As the file has it.
    pub name: String,
    /// How many claims are said of it.
    pub claims: usize,
    pub asked: Asked,
}

/// What is known of where places may be; of the open document.
#[derive(Debug, Default)]
pub(super) struct Placing {
    /// Most claims first; kept for the evidence that it was made of.
    rows: Option<(Arc<Dataset>, Arc<[PlaceRow]>)>,
    answers: BTreeMap<Asked, Arc<[Choice]>>,
    /// Of rows with one candidate that nobody has placed.
    singles: BTreeMap<Key, Option<Placement>>,
    under_way: BTreeSet<Asked>,
    /// What was typed to be looked up.
    typed: Option<Asked>,
    error: Option<String>,
}

impl State {
    /// Places with a name that the evidence does not place, those with most claims first; while their dialog is open.
    pub fn place_rows(&self) -> &[PlaceRow] {
        self.placing.rows()
    }

    /// What the gazetteer has for it; `None` while it is being looked up.
    pub fn choices(&self, asked: &Asked) -> Option<&[Choice]> {
        self.placing.answers.get(asked).map(|choices| &**choices)
    }

    /// Why nothing could be looked up.
    pub fn placing_error(&self) -> Option<&str> {
        self.placing.error.as_deref()
    }

    /// Where every place lies of which there is one candidate and which nobody has placed; made into one edit, one step.
    pub fn single_placements(&self) -> &BTreeMap<Key, Option<Placement>> {
        &self.placing.singles
    }
}

impl Placing {
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
        Placement { base, away: None, radius_km: self.candidate.radius_km }
    }
}

/// The edit that puts one place somewhere, or takes it back.
pub fn place(key: &Key, placement: Option<Placement>) -> Edit {
    Edit::Placed { places: [(key.clone(), placement)].into() }
}

/// Says how many places of a file that was opened cannot be drawn, if there are any.
///
/// A place of which others are parts is an area, and no point is missing.
pub(super) fn tell(state: &mut State) {
    let Some(document) = &state.document else { return };
    if state.table.is_some() || !matches!(document.origin(), DatasetOrigin::File(_)) {
        return;
    }
    let dataset = document.evidence();
    let rows = rows(dataset);
    let areas: BTreeSet<PlaceId> = dataset.places().filter_map(|place| place.part_of).collect();
    // Claims at a place are drawn there, or at a place around it.
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

/// The dialog opens: what was told of it has been heard, and what failed is tried again.
pub(super) fn begin(state: &mut State) {
    state.notices.retain(|notice| !notice.title.ends_with(NO_POSITION));
    state.placing.error = None;
}

/// How the notice of places without a position ends.
const NO_POSITION: &str = "a name but no position";

/// Looks up, while the dialog is open, what has no answer yet.
pub(super) fn ask(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(document) = state.document.as_ref().filter(|_| state.dialog == Some(Dialog::Places)) else { return };
    let evidence = document.evidence();
    let placing = &mut state.placing;
    if placing.rows.as_ref().is_none_or(|(of, _)| !Arc::ptr_eq(of, evidence)) {
        placing.rows = Some((evidence.clone(), rows(evidence).into()));
        placing.find_singles();
    }
    let wanted = placing.rows().iter().map(|row| &row.asked).chain(&placing.typed);
    let new: Vec<Asked> = wanted
        .filter(|asked| !placing.answers.contains_key(*asked) && !placing.under_way.contains(*asked))
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    if !new.is_empty() && placing.error.is_none() {
        placing.under_way.extend(new.iter().cloned());
        effects.push(Effect::LookUp(Box::new(PlacesQuestion::new(document.imported().clone(), new))));
    }
}

/// Takes a job's answer; one about a dataset that is no longer open says nothing.
pub(super) fn answered(state: &mut State, question: &PlacesQuestion, answers: Vec<Arc<[Choice]>>) {
    let is_of_this = state.document.as_ref().is_some_and(|document| question.is_about(document.imported()));
    if !is_of_this {
        return;
    }
    for asked in question.asked() {
        state.placing.under_way.remove(asked);
    }
    state.placing.answers.extend(question.asked().iter().cloned().zip(answers));
    state.placing.find_singles();
}

/// Says why nothing can be looked up; a name can still be placed from other places of the dataset.
pub(super) fn failed(state: &mut State, reason: String) {
    state.placing.under_way.clear();
    state.placing.error = Some(reason);
}

/// Has a name that was typed looked up.
pub(super) fn look_up(state: &mut State, name: &str) {
    let is_empty = name.trim().is_empty();
    state.placing.typed = (!is_empty).then(|| Asked::typed(name));
}

/// Places of the evidence that have a name and no position of their own, placed by an analyst or not.
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
        let (key, name) = (place.key.into(), place.name.to_owned());
        PlaceRow { place: id, key, name, claims, asked: Asked::of(evidence, id) }
    };
    let mut rows: Vec<PlaceRow> = evidence.place_ids().filter(is_unplaced).map(row).collect();
    rows.sort_by(|a, b| (b.claims, &a.name).cmp(&(a.claims, &b.name)));
    rows
}
