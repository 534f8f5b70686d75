//! A part of the map to filter events by: a rectangle of the plane, or a circle on the ground.

use std::collections::BTreeMap;

use counterclaim_engine::{measure, number};
use counterclaim_model::{EventTable, Position};
use counterclaim_query::Bitmap;

/// Mean radius of the earth in kilometres.
const EARTH_KM: f64 = 6371.0088;
/// The largest relative error of a length on that sphere, compared with the ellipsoid.
const OFF: f64 = 0.006;
/// The largest radius of a circle, in kilometres: beyond it is the other half of the world.
pub const MAX_RADIUS_KM: f64 = 10_000.0;
/// Number of latitude belts with a known width of the circle.
const BELTS: usize = 2048;

/// A part of the map to filter events by.
#[derive(Clone, Debug, PartialEq)]
pub enum Area {
    /// Left, lower, right and upper edge on the Mercator plane.
    Rect([f64; 4]),
    Circle(Circle),
}

/// Everything within a distance of a point, measured on the WGS84 ellipsoid.
#[derive(Clone, Debug, PartialEq)]
pub struct Circle {
    pub center: Position,
    /// Above 0, at most [`MAX_RADIUS_KM`].
    pub radius_km: f64,
    /// The name of the centre, if it is a place.
    pub place: Option<String>,
}

impl Area {
    /// `within 25 km of Kurakhove`, `in a part of the map`.
    pub fn describe(&self) -> String {
        match self {
            Self::Rect(_) => "in an area of the map".to_owned(),
            Self::Circle(circle) => {
                let of = circle.place.clone().unwrap_or_else(|| position_label(circle.center));
                format!("within {} of {of}", km_label(circle.radius_km))
            }
        }
    }

    /// The rows in the area.
    pub(super) fn rows(&self, table: &EventTable) -> Bitmap {
        match self {
            Self::Rect(edges) => within(table, *edges),
            Self::Circle(circle) => circle.rows(table),
        }
    }
}

/// `47.985° N, 37.281° E`.
pub fn position_label(at: Position) -> String {
    let north = if at.lat_deg < 0.0 { 'S' } else { 'N' };
    let east = if at.lon_deg < 0.0 { 'W' } else { 'E' };
    format!("{:.3}°\u{a0}{north}, {:.3}°\u{a0}{east}", at.lat_deg.abs(), at.lon_deg.abs())
}

/// A length as a person reads it: three digits at least.
pub fn km_label(km: f64) -> String {
    match km {
        km if km < 10.0 => format!("{km:.2}\u{a0}km"),
        km if km < 100.0 => format!("{km:.1}\u{a0}km"),
        km => format!("{}\u{a0}km", number(km.round())),
    }
}

fn within(table: &EventTable, [left, low, right, high]: [f64; 4]) -> Bitmap {
    let columns = table.columns();
    Bitmap::of_rows(table.len(), |row| {
        let place = columns.lon_deg.get(row).zip(columns.northing.get(row));
        place.is_some_and(|(lon, northing)| {
            (left..=right).contains(&f64::from(*lon)) && (low..=high).contains(&f64::from(*northing))
        })
    })
}

impl Circle {
    /// Rows near the edge are measured one by one; for all others a sphere is accurate enough.
    fn rows(&self, table: &EventTable) -> Bitmap {
        let columns = table.columns();
        let belts = Belts::new(self);
        let widths = |row: usize| {
            let lat = f64::from(*columns.lat_deg.get(row)?);
            let lon = f64::from(*columns.lon_deg.get(row)?);
            let (inner, outer) = belts.widths(lat)?;
            Some(((lon - self.center.lon_deg + 540.0).rem_euclid(360.0) - 180.0, inner, outer))
        };
        let is_in = |row| widths(row).is_some_and(|(off, inner, _)| off.abs() <= inner);
        let is_near = |row| widths(row).is_some_and(|(off, inner, outer)| off.abs() > inner && off.abs() <= outer);
        let mut set = Bitmap::of_rows(table.len(), is_in);
        let mut known: BTreeMap<(u32, u32), bool> = BTreeMap::new();
        for row in Bitmap::of_rows(table.len(), is_near).iter() {
            let (Some(lon), Some(lat)) = (columns.lon_deg.get(row), columns.lat_deg.get(row)) else { continue };
            let holds = known.entry((lon.to_bits(), lat.to_bits())).or_insert_with(|| {
                let at = Position { lon_deg: f64::from(*lon), lat_deg: f64::from(*lat) };
                measure(self.center, at).distance_km <= self.radius_km
            });
            if *holds {
                set.insert(row);
            }
        }
        set
    }
}

/// The certain and the possible half-width of a circle around the centre's meridian, belt by belt.
struct Belts {
    south_deg: f64,
    belts_per_deg: f64,
    /// Degrees of longitude: certainly inside up to the first, possibly up to the second.
    widths: Vec<(f64, f64)>,
}

impl Belts {
    fn new(circle: &Circle) -> Self {
        let surely = circle.radius_km * (1.0 - OFF) / EARTH_KM;
        let perhaps = circle.radius_km * (1.0 + OFF) / EARTH_KM;
        let center = circle.center.lat_deg.to_radians();
        let south = center - perhaps;
        let north = center + perhaps;
        let at = |edge: usize| south + (north - south) * edge as f64 / BELTS as f64;
        // The circle is widest where a meridian touches it, unless it contains a pole.
        let widest = (center.sin() / perhaps.cos()).clamp(-1.0, 1.0).asin();
        let widths = (0..BELTS).map(|belt| {
            let low = at(belt);
            let high = at(belt + 1);
            let inner = half_width(center, low, surely).min(half_width(center, high, surely));
            let outer = half_width(center, low, perhaps).max(half_width(center, high, perhaps));
            let bulge = if (low..=high).contains(&widest) { half_width(center, widest, perhaps) } else { -1.0 };
            (inner, outer.max(bulge))
        });
        let belts_per_deg = BELTS as f64 / (north - south).to_degrees();
        Self { south_deg: south.to_degrees(), belts_per_deg, widths: widths.collect() }
    }

    fn widths(&self, lat_deg: f64) -> Option<(f64, f64)> {
        let belt = (lat_deg - self.south_deg) * self.belts_per_deg;
        // Unknown positions and those south of all belts are not in the first one.
        (belt >= 0.0).then(|| self.widths.get(belt as usize).copied()).flatten()
    }
}

/// Half the width in degrees of longitude, at a latitude, of a circle on a sphere; below 0 if it does not reach.
fn half_width(center: f64, lat: f64, radius: f64) -> f64 {
    let cos = (radius.cos() - center.sin() * lat.sin()) / (center.cos() * lat.cos());
    match cos {
        cos if cos >= 1.0 => -1.0,
        cos if cos <= -1.0 => 180.0,
        cos if cos.is_nan() => -1.0,
        cos => cos.acos().to_degrees(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterclaim_model::{DatasetHeader, EventColumns};

    fn table() -> EventTable {
        let mut columns = EventColumns::default();
        for at in 0..60_000_u32 {
            // Points that lie evenly enough over the globe, and closely around one town.
            let spread = if at % 2 == 0 { 1.0 } else { 0.02 };
            let lon = (f64::from(at) * 137.508).rem_euclid(360.0) - 180.0;
            let lat = f64::from(at % 17_999) / 100.0 - 89.99;
            columns.lon_deg.push(if spread < 1.0 { 37.28 + lon * spread } else { lon } as f32);
            columns.lat_deg.push(if spread < 1.0 { 47.98 + lat * spread } else { lat } as f32);
            columns.northing.push(0.0);
            columns.day.push(1);
            columns.fatalities.push(0);
            columns.record_at.push(0);
        }
        columns.lon_deg[3] = f32::NAN;
        columns.lat_deg[3] = f32::NAN;
        EventTable::new(DatasetHeader::default(), columns).expect("columns that fit")
    }

    #[test]
    fn a_circle_holds_what_measuring_every_row_finds() {
        let table = table();
        let columns = table.columns();
        let circles = [
            (37.28, 47.98, 25.0),
            (37.28, 47.98, 150.5),
            (179.9, -10.0, 900.0),
            (10.0, 88.0, 700.0),
            (-60.0, -89.9, 300.0),
            (0.0, 0.0, MAX_RADIUS_KM),
        ];
        for (lon_deg, lat_deg, radius_km) in circles {
            let circle = Circle { center: Position { lon_deg, lat_deg }, radius_km, place: None };
            let found = circle.rows(&table);
            let expected = Bitmap::of_rows(table.len(), |row| {
                let at = Position::new(f64::from(columns.lon_deg[row]), f64::from(columns.lat_deg[row]));
                at.is_some_and(|at| measure(circle.center, at).distance_km <= radius_km)
            });
            assert!(expected.count() > 20, "{circle:?} tests nothing");
            assert_eq!(found, expected, "{circle:?}");
        }
    }

    #[test]
    fn a_circle_is_told_by_radius_and_centre() {
        let center = Position { lon_deg: 37.281, lat_deg: -47.985 };
        let circle = Circle { center, radius_km: 25.0, place: None };
        assert_eq!(Area::Circle(circle.clone()).describe(), "within 25.0\u{a0}km of 47.985°\u{a0}S, 37.281°\u{a0}E");
        let named = Circle { place: Some("Port 4".to_owned()), radius_km: 1250.4, ..circle };
        assert_eq!(Area::Circle(named).describe(), "within 1,250\u{a0}km of Port 4");
    }
}
