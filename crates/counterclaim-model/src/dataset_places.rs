//! Where the places of a dataset are: parts of places, offsets from places, and the placements of an analyst.

use std::collections::BTreeMap;

use crate::dataset::PlaceColumns;
use crate::{Dataset, GeocodedPlace, Id as _, Key, OffsetFrom, PlaceId, Placement, PlacementBase, Position};

impl Dataset {
    /// The place itself if it has a position, else the nearest enclosing place that has one.
    pub fn positioned(&self, place: PlaceId) -> Option<PlaceId> {
        let mut at = place;
        for _ in self.place_ids() {
            if self.position_of(at).is_some() {
                return Some(at);
            }
            at = self.places.part_of.get(at).copied()?;
        }
        None
    }

    /// The result of [`positioned`](Self::positioned) for each place, by its id: every link is followed once.
    pub fn positioned_places(&self) -> Vec<Option<PlaceId>> {
        let mut found: Vec<Option<Option<PlaceId>>> = vec![None; self.places().len()];
        let mut path = Vec::new();
        for first in self.place_ids() {
            let mut at = Some(first);
            let answer = loop {
                let Some(here) = at else { break None };
                match found.get(here.index()).copied().flatten() {
                    Some(known) => break known,
                    None if self.position_of(here).is_some() => {
                        path.push(here);
                        break Some(here);
                    }
                    None => {}
                }
                path.push(here);
                // A cycle that returns here finds nothing.
                found[here.index()] = Some(None);
                at = self.places.part_of.get(here).copied();
            };
            path.drain(..).for_each(|at: PlaceId| found[at.index()] = Some(answer));
        }
        found.into_iter().map(Option::flatten).collect()
    }

    /// Whether `inner` is `outer` or a part of it; a cycle of parts ends the search.
    pub fn is_within(&self, inner: PlaceId, outer: PlaceId) -> bool {
        let mut at = Some(inner);
        for _ in self.place_ids() {
            match at {
                Some(place) if place == outer => return true,
                Some(place) => at = self.places.part_of.get(place).copied(),
                None => return false,
            }
        }
        false
    }
}

impl Dataset {
    /// The dataset with placements applied: author and placement by key of the place.
    ///
    /// A place that has a position keeps it. `None` if no place is affected.
    pub fn with_placements(&self, placements: &BTreeMap<Key, (Key, Placement)>) -> Option<Self> {
        if placements.is_empty() {
            return None;
        }
        let ids: BTreeMap<&str, PlaceId> = self.places().map(|place| place.key).zip(self.place_ids()).collect();
        let mut places = self.places.clone();
        let mut has_placed = false;
        // A base may be located itself: once resolved, it can be the base of others.
        loop {
            let mut has_moved = false;
            for (key, (author, placement)) in placements {
                let is_unplaced = |id: &PlaceId| places.position[id.index()].is_none();
                let Some(id) = ids.get(&**key).copied().filter(is_unplaced) else { continue };
                let base = match &placement.base {
                    PlacementBase::GeoNames(place) => Some(place.position),
                    PlacementBase::Place(base) => ids.get(&**base).and_then(|base| places.position[base.index()]),
                };
                let offset = |base: Position| match placement.offset {
                    Some(offset) => base.offset(offset.distance_km, offset.bearing_deg),
                    None => Some(base),
                };
                let Some(position) = base.and_then(offset) else { continue };
                let stated_radius_km = places.radius_km.get(id).copied();
                let author = author.clone();
                let placement = placement.clone();
                places.radius_km.set(id, placement.radius_km);
                places.placed.set(id, GeocodedPlace { author, placement, stated_radius_km });
                places.position[id.index()] = Some(position);
                has_moved = true;
            }
            if !has_moved {
                break;
            }
            has_placed = true;
            position_by_offset(&mut places);
        }
        has_placed.then(|| Self { places, ..self.clone() })
    }

    /// The placement that gives a place its position, also indirectly through a place that an analyst has located.
    pub fn placed(&self, id: PlaceId) -> Option<&GeocodedPlace> {
        let mut at = id;
        for _ in self.place_ids() {
            let place = self.place(at);
            if let Some(placed) = place.placed {
                return Some(placed);
            }
            at = place.offset_from?.place;
        }
        None
    }

    /// The origin of a placement: `15 km northeast of Sudzha (GeoNames 486816)`.
    pub fn placement_label(&self, placement: &Placement) -> String {
        let name_of = |key: &str| {
            let place = self.places().find(|place| place.key == key);
            place.map_or(key, |place| place.name).to_owned()
        };
        match (&placement.base, placement.offset) {
            (PlacementBase::GeoNames(place), None) => format!("GeoNames {}", place.id),
            (PlacementBase::GeoNames(place), Some(offset)) => {
                format!("{} of {} (GeoNames {})", offset.describe(), place.name, place.id)
            }
            (PlacementBase::Place(key), None) => format!("the position of {}", name_of(key)),
            (PlacementBase::Place(key), Some(offset)) => format!("{} of {}", offset.describe(), name_of(key)),
        }
    }
}

/// Computes the positions of places that are given relative to another; chains are followed, cycles stay unknown.
pub(super) fn position_by_offset(places: &mut PlaceColumns<PlaceId>) {
    let mut offsets: Vec<(PlaceId, OffsetFrom<PlaceId>)> =
        places.offset_from.iter().map(|(id, offset)| (id, *offset)).collect();
    offsets.sort_by_key(|(_, offset)| offset.place);
    // Places with a known position that others may refer to; each is visited once.
    let mut known: Vec<PlaceId> = offsets.iter().map(|(_, offset)| offset.place).collect();
    known.dedup();
    known.retain(|place| places.position.get(place.index()).is_some_and(Option::is_some));
    while let Some(from) = known.pop() {
        let Some(position) = places.position.get(from.index()).copied().flatten() else { continue };
        let first = offsets.partition_point(|(_, offset)| offset.place < from);
        for (id, offset) in offsets[first..].iter().take_while(|(_, offset)| offset.place == from) {
            if let Some(own) = places.position.get_mut(id.index()).filter(|own| own.is_none()) {
                *own = position.offset(offset.distance_km, offset.bearing_deg);
                if own.is_some() {
                    known.push(*id);
                }
            }
        }
    }
}
