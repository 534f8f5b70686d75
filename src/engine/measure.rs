//! Distance and direction between two places.

use geographiclib_rs::{Geodesic, InverseGeodesic as _};

use crate::model::{Claim, Dataset, Position};

/// The shortest way from one place to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    pub distance_km: f64,
    /// At the start, clockwise from north, 0..360.
    pub bearing_deg: f64,
}

/// Measures on the WGS84 ellipsoid (Karney 2013, "Algorithms for geodesics").
pub fn measure(from: Position, to: Position) -> Measured {
    let (distance_m, azimuth_deg, _, _): (f64, f64, f64, f64) =
        Geodesic::wgs84().inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
    Measured { distance_km: distance_m / 1000.0, bearing_deg: azimuth_deg.rem_euclid(360.0) }
}

/// What the map says to a claim that can be measured; `None` where a place has no coordinates.
pub fn measure_claim(dataset: &Dataset, claim: &Claim<'_>) -> Option<Measured> {
    let measured = claim.measure?;
    Some(measure(dataset.place(measured.from).position?, dataset.place(measured.to).position?))
}

impl Measured {
    /// The nearest of the sixteen winds: `south-southeast`.
    pub fn wind(self) -> &'static str {
        const WINDS: [&str; 16] = [
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
        let at = (self.bearing_deg / 22.5).round() as usize % WINDS.len();
        WINDS[at]
    }

    /// `33.7 km (21.0 miles), bearing 167°, south-southeast`.
    pub fn words(self) -> String {
        let miles = self.distance_km / 1.609_344;
        let (km, bearing) = (self.distance_km, self.bearing_deg);
        format!("{km:.1} km ({miles:.1} miles), bearing {bearing:.0}°, {}", self.wind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat_deg: f64, lon_deg: f64) -> Position {
        Position { lon_deg, lat_deg }
    }

    #[test]
    fn pokrovsk_to_kurakhove_is_33_7_km_and_not_40() {
        let measured = measure(at(48.28014, 37.17706), at(47.9847, 37.28069));
        assert!((measured.distance_km - 33.7).abs() < 0.05, "{measured:?}");
        assert!((measured.bearing_deg - 167.0).abs() < 0.5, "{measured:?}");
        assert_eq!(measured.wind(), "south-southeast");
    }

    #[test]
    fn a_degree_of_latitude_at_the_equator_is_110_6_km() {
        // The meridian radius of WGS84 at the equator is 6335.439 km; times one degree: 110.574 km.
        let measured = measure(at(-0.5, 10.0), at(0.5, 10.0));
        assert!((measured.distance_km - 110.574).abs() < 0.002, "{measured:?}");
        assert!(measured.bearing_deg < 1e-9);
    }

    #[test]
    fn a_place_is_no_distance_from_itself() {
        assert!(measure(at(48.0, 37.0), at(48.0, 37.0)).distance_km < 1e-9);
    }
}
