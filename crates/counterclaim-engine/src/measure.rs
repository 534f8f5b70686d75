//! Distance and direction between two places.

use geographiclib_rs::{DirectGeodesic as _, Geodesic, InverseGeodesic as _};

use crate::compare::{interval, unit_scale};
use crate::inference::hyperparameters::{MEASURED_AGREES, MEASURED_DISAGREES};
use crate::origin::{Unit, in_time};
use counterclaim_model::{COMPASS_POINTS, Claim, Dataset, Position, Quantity, Stance, StatementId};

/// Uncertainty of a town's centre: sources mean the centre, not the extent.
const CENTRE_KM: f64 = 1.0;
/// Largest radius of a town; a larger place is an area whose centre is as uncertain as its radius.
const TOWN_KM: f64 = 10.0;

/// The shortest way from one place to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    pub distance_km: f64,
    /// Initial bearing, clockwise from north, 0..360.
    pub bearing_deg: f64,
}

/// Measures on the WGS84 ellipsoid (Karney 2013, "Algorithms for geodesics").
pub fn measure(from: Position, to: Position) -> Measured {
    let (distance_m, azimuth_deg, _, _): (f64, f64, f64, f64) =
        Geodesic::wgs84().inverse(from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg);
    Measured { distance_km: distance_m / 1000.0, bearing_deg: azimuth_deg.rem_euclid(360.0) }
}

/// The point at a distance and a bearing clockwise from north, on the same ellipsoid.
pub fn point_at(from: Position, distance_km: f64, bearing_deg: f64) -> Position {
    let (lat_deg, lon_deg): (f64, f64) =
        Geodesic::wgs84().direct(from.lat_deg, from.lon_deg, bearing_deg, distance_km * 1000.0);
    Position { lon_deg, lat_deg }
}

/// What the map says about a claim with a measurement; `None` if a place has no coordinates.
pub fn measure_claim(dataset: &Dataset, claim: &Claim<'_>) -> Option<Measured> {
    let measured = claim.measure?;
    Some(measure(dataset.place(measured.from).position?, dataset.place(measured.to).position?))
}

/// How a measurement compares with the stated numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasuredCheck {
    /// Kilometres or degrees, as low and high.
    pub measured: (f64, f64),
    pub said: (f64, f64),
    pub agrees: bool,
    /// Added to the claim's log-odds.
    pub log_odds: f64,
}

/// Compares the measurement with the figure of the claim's first supporting statement that has one; `None` if there is
/// nothing to compare.
pub fn check_measured(dataset: &Dataset, claim: &Claim<'_>, units: &[Unit]) -> Option<MeasuredCheck> {
    let places = claim.measure?;
    let way = measure_claim(dataset, claim)?;
    let blur = |place| centre_blur_km(dataset.place(place).radius_km);
    let blur_km = blur(places.from).hypot(blur(places.to));
    let supporting = units.iter().filter(|unit| unit.stance == Stance::Supports);
    let statements = supporting.flat_map(|unit| std::iter::once(unit.first).chain(unit.echoes.iter().copied()));
    let is_support = |id: &StatementId| dataset.statement(*id).stance == Stance::Supports;
    let mut statements: Vec<StatementId> = statements.filter(is_support).collect();
    statements.sort_by_key(|id| in_time(dataset, *id));
    let mut figures = statements.iter().flat_map(|id| dataset.statement(*id).figures.iter());
    let (measured, said) = match places.quantity {
        Quantity::Distance => {
            let (figure, scale) = figures.find_map(|figure| Some((figure, km(figure.unit)?)))?;
            let (low, high) = interval(figure);
            ((way.distance_km - blur_km, way.distance_km + blur_km), (low * scale, high * scale))
        }
        Quantity::Bearing => {
            let figure = figures.find(|figure| is_degrees(figure.unit))?;
            let low = figure.low?;
            let high = figure.high.or(figure.low)?;
            let blur_deg = (blur_km / way.distance_km.max(blur_km)).clamp(0.0, 1.0).asin().to_degrees();
            // Shift the interval by full turns so that the measured bearing is within 180° of its middle.
            let middle = f64::midpoint(low, high);
            let turned = middle + (way.bearing_deg - middle + 180.0).rem_euclid(360.0) - 180.0;
            ((turned - blur_deg, turned + blur_deg), (low, high))
        }
    };
    let agrees = measured.0 <= said.1 && said.0 <= measured.1;
    let excluded = match places.quantity {
        Quantity::Distance => excluded_by_distance(said, way.distance_km, blur_km),
        Quantity::Bearing => excluded_by_bearing(said, measured),
    };
    let log_odds = if agrees { excluded.min(MEASURED_AGREES) } else { MEASURED_DISAGREES };
    // What excludes nothing says nothing.
    if log_odds.abs() < NOTHING_EXCLUDED {
        return None;
    }
    Some(MeasuredCheck { measured, said, agrees, log_odds })
}

/// An agreement of less than this, in log-odds, is none.
const NOTHING_EXCLUDED: f64 = 0.01;
/// Distances that a claim could have named lie within this factor of the measured one, evenly by their logarithm.
const CONCEIVABLE: f64 = 10.0;

/// −ln of the share of conceivable distances that a claim leaves: how much less often a false claim would have met the
/// measurement.
fn excluded_by_distance(said: (f64, f64), distance_km: f64, blur_km: f64) -> f64 {
    let distance_km = distance_km.max(blur_km);
    let place = |km: f64| (km.max(1e-9) / distance_km).ln().clamp(-CONCEIVABLE.ln(), CONCEIVABLE.ln());
    let left = place(said.1 + blur_km) - place(said.0 - blur_km);
    -(left / (2.0 * CONCEIVABLE.ln())).clamp(1e-9, 1.0).ln()
}

/// −ln of the share of the circle that a claim leaves.
fn excluded_by_bearing(said: (f64, f64), measured: (f64, f64)) -> f64 {
    let left = (said.1 - said.0) + (measured.1 - measured.0);
    -(left / 360.0).clamp(1e-9, 1.0).ln()
}

/// Uncertainty of the centre of a place, from its radius.
fn centre_blur_km(radius_km: Option<f64>) -> f64 {
    match radius_km {
        Some(radius_km) if radius_km > TOWN_KM => radius_km,
        Some(radius_km) => radius_km.clamp(0.0, CENTRE_KM),
        None => CENTRE_KM,
    }
}

/// Kilometres in a unit of length.
fn km(unit: &str) -> Option<f64> {
    unit_scale(unit, "km")
}

/// Whether a unit is one of direction.
pub fn is_degrees(unit: &str) -> bool {
    unit.starts_with("deg") || unit == "°"
}

impl Measured {
    /// The nearest of the sixteen compass points: `south-southeast`.
    pub fn wind(self) -> &'static str {
        let at = (self.bearing_deg / 22.5).round() as usize % COMPASS_POINTS.len();
        COMPASS_POINTS[at]
    }

    /// `33.7 km (21.0 miles), bearing 167°, south-southeast`.
    pub fn describe(self) -> String {
        let miles = self.distance_km / 1.609_344;
        let km = self.distance_km;
        let bearing = self.bearing_deg;
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
    fn a_point_at_a_distance_is_measured_at_it() {
        let from = at(47.98, 37.28);
        let measured = measure(from, point_at(from, 25.0, 130.0));
        assert!((measured.distance_km - 25.0).abs() < 1e-6 && (measured.bearing_deg - 130.0).abs() < 1e-6);
    }

    #[test]
    fn a_place_is_no_distance_from_itself() {
        assert!(measure(at(48.0, 37.0), at(48.0, 37.0)).distance_km < 1e-9);
    }
}
