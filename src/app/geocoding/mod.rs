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
    pub(super) rows: Option<(Arc<Dataset>, Arc<[PlaceRow]>)>,
    pub(super) answers: BTreeMap<Asked, Arc<[Choice]>>,
    /// Rows with one candidate that nobody has placed.
    pub(super) singles: BTreeMap<Key, Option<Placement>>,
    pub(super) under_way: BTreeSet<Asked>,
    /// The names typed for a look-up.
    pub(super) typed: Option<Asked>,
    pub(super) error: Option<String>,
}

impl Geocoding {
    pub(super) fn rows(&self) -> &[PlaceRow] {
        self.rows.as_ref().map_or(&[], |(_, rows)| rows)
    }

    pub(super) fn find_singles(&mut self) {
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

/// Places of the evidence with a name and no position of their own, placed by an analyst or not.
pub(super) fn rows(evidence: &Dataset) -> Vec<PlaceRow> {
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
