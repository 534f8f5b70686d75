//! Placements: locations that an analyst gives to places without a position in the evidence.
//!
//! A placement is judgement: it is applied on top of the dataset, and the evidence is unchanged.

use crate::{Key, Position};

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
pub struct Offset {
    pub distance_km: f64,
    /// Clockwise from north.
    pub bearing_deg: f64,
}

/// An analyst's location of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    pub base: PlacementBase,
    /// Without it, the place is at its base.
    pub offset: Option<Offset>,
    /// Radius of the place, or of its uncertainty.
    pub radius_km: f64,
}

/// A placement that applies to a place.
#[derive(Clone, Debug, PartialEq)]
pub struct GeocodedPlace {
    pub author: Key,
    pub placement: Placement,
    /// As in the evidence.
    pub stated_radius_km: Option<f64>,
}

impl Offset {
    /// `15 km northeast`.
    pub fn describe(self) -> String {
        let wind = COMPASS_POINTS[(self.bearing_deg.rem_euclid(360.0) / 22.5).round() as usize % COMPASS_POINTS.len()];
        let is_exact = (self.bearing_deg / 22.5).fract() == 0.0;
        let bearing = if is_exact { String::new() } else { format!(" ({:.0}°)", self.bearing_deg) };
        format!("{} km {wind}{bearing}", format_km(self.distance_km))
    }
}

/// A number of kilometres with at most one digit behind the point.
pub fn format_km(km: f64) -> String {
    let rounded = (km * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

/// The sixteen compass points, clockwise from north.
pub const COMPASS_POINTS: [&str; 16] = [
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
