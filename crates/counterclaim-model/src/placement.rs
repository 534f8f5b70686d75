//! Placements: locations that an analyst gives to places without a position in the evidence.
//!
//! A placement is judgement: it is applied on top of the dataset, and the evidence is unchanged.

use std::collections::BTreeMap;

use crate::resolve::position_by_offset;
use crate::{Dataset, Id as _, Key, PlaceId, Position};

/// A place in GeoNames.
#[derive(Clone, Debug, PartialEq)]
pub struct GeoPlace {
    pub id: u32,
    pub name: String,
    pub position: Position,
}

/// The starting point of a placement.
#[derive(Clone, Debug, PartialEq)]
pub enum PlacementBase {
    GeoNames(GeoPlace),
    /// Another place of the dataset, by key.
    Place(Key),
}

/// Distance and bearing from the base of a placement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Away {
    pub distance_km: f64,
    /// Clockwise from north.
    pub bearing_deg: f64,
}

/// An analyst's location of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    pub base: PlacementBase,
    /// Without it, the place is at its base.
    pub away: Option<Away>,
    /// Radius of the place, or of its uncertainty.
    pub radius_km: f64,
}

/// A placement that applies to a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub author: Key,
    pub placement: Placement,
    /// As in the evidence.
    pub stated_radius_km: Option<f64>,
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
                let away = |base: Position| match placement.away {
                    Some(away) => base.offset(away.distance_km, away.bearing_deg),
                    None => Some(base),
                };
                let Some(position) = base.and_then(away) else { continue };
                let stated_radius_km = places.radius_km.get(id).copied();
                let (author, placement) = (author.clone(), placement.clone());
                places.radius_km.set(id, placement.radius_km);
                places.placed.set(id, Placed { author, placement, stated_radius_km });
                (places.position[id.index()], has_moved) = (Some(position), true);
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
    pub fn placed(&self, id: PlaceId) -> Option<&Placed> {
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
    pub fn placement_words(&self, placement: &Placement) -> String {
        let name_of = |key: &str| {
            let place = self.places().find(|place| place.key == key);
            place.map_or(key, |place| place.name).to_owned()
        };
        match (&placement.base, placement.away) {
            (PlacementBase::GeoNames(place), None) => format!("GeoNames {}", place.id),
            (PlacementBase::GeoNames(place), Some(away)) => {
                format!("{} of {} (GeoNames {})", away.words(), place.name, place.id)
            }
            (PlacementBase::Place(key), None) => format!("the position of {}", name_of(key)),
            (PlacementBase::Place(key), Some(away)) => format!("{} of {}", away.words(), name_of(key)),
        }
    }
}

impl Away {
    /// `15 km northeast`.
    pub fn words(self) -> String {
        let wind = WINDS[(self.bearing_deg.rem_euclid(360.0) / 22.5).round() as usize % WINDS.len()];
        let is_exact = (self.bearing_deg / 22.5).fract() == 0.0;
        let bearing = if is_exact { String::new() } else { format!(" ({:.0}°)", self.bearing_deg) };
        format!("{} km {wind}{bearing}", trimmed(self.distance_km))
    }
}

/// A number of kilometres with at most one digit behind the point.
pub fn trimmed(km: f64) -> String {
    let rounded = (km * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

/// The sixteen compass points, clockwise from north.
pub const WINDS: [&str; 16] = [
    "north",
    "north-northeast",
    "northeast",
    "east-northeast",
    "east",
    "east-southeast",
    "southeast",
    "south-southeast",
    "south",
    "south-southwest",
    "southwest",
    "west-southwest",
    "west",
    "west-northwest",
    "northwest",
    "north-northwest",
];
