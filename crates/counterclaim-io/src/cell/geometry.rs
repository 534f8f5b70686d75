//! Geometry in a cell: outlines of areas, and the centre of any geometry with a radius that covers it.

use serde_json::Value;

use crate::wire;
use counterclaim_model::{Area, Position};

/// Names of the columns derived from geometries.
pub const LON: &str = "geometry longitude";
pub const LAT: &str = "geometry latitude";
pub const RADIUS: &str = "geometry radius (km)";
/// The geometry as text, input of [`area`].
pub const GEOMETRY: &str = "geometry";

/// Mean length of a degree of latitude.
const KM_PER_DEGREE: f64 = 111.2;

/// The polygons of a geometry's text.
pub fn area(text: &str) -> Option<Area> {
    area_told(text).map(|(area, _)| area)
}

/// Like [`area`], with the number of rings that were closed.
pub fn area_told(text: &str) -> Option<(Area, usize)> {
    if !text.starts_with('{') {
        return None;
    }
    let mut polygons = Vec::new();
    take_polygons(&serde_json::from_str(text).ok()?, &mut polygons);
    let unclosed = wire::close_rings(&mut polygons);
    Some((wire::area_of(&polygons)?, unclosed))
}

/// The centre of an area, and its radius in kilometres.
pub fn middle(area: &Area) -> Option<(Position, f64)> {
    let mut extent = Extent::default();
    area.rings().flatten().for_each(|at| extent.add(at.lon_deg, at.lat_deg));
    extent.middle()
}

/// The polygons of a geometry.
pub fn area_in(geometry: &Value) -> Option<Area> {
    let mut polygons = Vec::new();
    take_polygons(geometry, &mut polygons);
    wire::area_of(&polygons)
}

fn take_polygons(geometry: &Value, polygons: &mut wire::Coordinates) {
    let list = |name: &str| geometry.get(name).and_then(Value::as_array).into_iter().flatten();
    match geometry.get("type").and_then(Value::as_str) {
        Some("Polygon") => polygons.push(list("coordinates").map(ring).collect()),
        Some("MultiPolygon") => {
            let rings = |polygon: &Value| polygon.as_array().into_iter().flatten().map(ring).collect();
            polygons.extend(list("coordinates").map(rings));
        }
        Some("GeometryCollection") => list("geometries").for_each(|inner| take_polygons(inner, polygons)),
        _ => {}
    }
}

/// A ring without heights; invalid positions are not on the globe either.
fn ring(ring: &Value) -> Vec<[f64; 2]> {
    let number = |at: &Value, axis: usize| at.get(axis).and_then(Value::as_f64).unwrap_or(f64::NAN);
    ring.as_array().into_iter().flatten().map(|at| [number(at, 0), number(at, 1)]).collect()
}

/// The bounding box of positions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extent {
    bounds: Option<[f64; 4]>,
}

impl Extent {
    pub fn add(&mut self, lon_deg: f64, lat_deg: f64) {
        if Position::new(lon_deg, lat_deg).is_none() {
            return;
        }
        let [west, south, east, north] = self.bounds.unwrap_or([lon_deg, lat_deg, lon_deg, lat_deg]);
        self.bounds = Some([west.min(lon_deg), south.min(lat_deg), east.max(lon_deg), north.max(lat_deg)]);
    }

    /// Adds every position of a geometry, or of several.
    pub fn take(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                for name in ["coordinates", "geometries", "geometry"] {
                    fields.get(name).into_iter().for_each(|inner| self.take(inner));
                }
            }
            Value::Array(items) => match items.as_slice() {
                [Value::Number(lon), Value::Number(lat), ..] => {
                    if let (Some(lon), Some(lat)) = (lon.as_f64(), lat.as_f64()) {
                        self.add(lon, lat);
                    }
                }
                items => items.iter().for_each(|item| self.take(item)),
            },
            _ => {}
        }
    }

    /// The centre of the bounding box, and the distance to its corners in kilometres.
    pub fn middle(&self) -> Option<(Position, f64)> {
        let [west, south, east, north] = self.bounds?;
        let middle = Position::new(f64::midpoint(west, east), f64::midpoint(south, north))?;
        let up = (north - south) / 2.0 * KM_PER_DEGREE;
        // A degree of longitude is longest at the edge nearest to the equator.
        let nearest = if south <= 0.0 && north >= 0.0 { 0.0 } else { south.abs().min(north.abs()) };
        let across = (east - west) / 2.0 * KM_PER_DEGREE * nearest.to_radians().cos();
        Some((middle, up.hypot(across)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polygons_of_any_geometry_are_an_area_and_heights_are_passed_over() {
        let square = "[[[1,2,300],[3,2,300],[3,4,300],[1,2,300]]]";
        let one = area(&format!(r#"{{"type":"Polygon","coordinates":{square}}}"#)).expect("an area");
        assert_eq!(one.rings().count(), 1);
        let two = format!(r#"{{"type":"MultiPolygon","coordinates":[{square},{square}]}}"#);
        assert_eq!(area(&two).map(|area| area.polygons().len()), Some(2));
        let collection =
            format!(r#"{{"type":"GeometryCollection","geometries":[{two},{{"type":"Point","coordinates":[1,2]}}]}}"#);
        assert_eq!(area(&collection).map(|area| area.polygons().len()), Some(2));
        assert_eq!(area(r#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#), None);
        assert_eq!(area(r#"{"type":"Polygon","coordinates":[[[1,2],[3,"x"],[3,4]]]}"#), None);
    }

    #[test]
    fn an_area_becomes_its_middle_with_a_radius_that_covers_it() {
        let mut extent = Extent::default();
        let ring = serde_json::json!({"type": "Polygon", "coordinates": [[[37.0, 47.0], [38.0, 47.0], [38.0, 48.0], [37.0, 47.0]]]});
        extent.take(&ring);
        let (middle, radius_km) = extent.middle().expect("a place");
        assert_eq!((middle.lon_deg, middle.lat_deg), (37.5, 47.5));
        // Half a degree north is 55.6 km, half a degree east at 47 degrees is 37.9 km; together 67.3 km.
        assert!((radius_km - 67.3).abs() < 0.1, "{radius_km}");
        assert_eq!(Extent::default().middle().map(|(_, radius)| radius), None);
    }
}
