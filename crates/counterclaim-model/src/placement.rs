//! Where an analyst puts a place that the evidence names without a position.
//!
//! A placement is judgement: it is laid over the dataset, and the evidence stays as it was.

use crate::{Key, Position};

/// A place as GeoNames has it.
#[derive(Clone, Debug, PartialEq)]
pub struct GeoPlace {
    pub id: u32,
    pub name: String,
    pub position: Position,
}

/// What a placement starts from.
#[derive(Clone, Debug, PartialEq)]
pub enum PlacementBase {
    GeoNames(GeoPlace),
    /// Another place of the dataset, by key.
    Place(Key),
}

/// A way from the base of a placement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Away {
    pub distance_km: f64,
    /// Clockwise from north.
    pub bearing_deg: f64,
}

/// Where an analyst says that a place is.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    pub base: PlacementBase,
    /// Without it, the place is its base.
    pub away: Option<Away>,
    /// How far the place reaches, or how uncertain it is.
    pub radius_km: f64,
}

/// A placement that lies over a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub author: Key,
    pub placement: Placement,
    /// As the evidence gives it.
    pub stated_radius_km: Option<f64>,
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

/// The sixteen winds, clockwise from north.
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
