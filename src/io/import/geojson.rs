//! GeoJSON: features with a place each, as records; their properties are columns.
//!
//! A line or an area becomes its middle with a radius that covers it: outlines are not drawn yet, and the issue says so.

use serde_json::Value;

use super::content::{Body, Content};
use super::json_records::{Item, Json, MAX_RECORD_BYTES, Making, list_in, object};
use super::table::{Spoilt, Table};
use super::{Importer, ReadOptions, ReadResult, mapped};
use crate::model::Position;

pub const IMPORTER: Importer = Importer {
    name: "GeoJSON features",
    id: "geojson",
    extensions: &["geojson", "json"],
    score: |content| match &content.body {
        Body::Json(json) if is_geojson(json) => 60,
        _ => 0,
    },
    read: |content: &Content<'_>, options: &ReadOptions| -> ReadResult { mapped::read(content, options) },
};

/// Names of the columns that are made of geometries.
pub const LON: &str = "geometry longitude";
pub const LAT: &str = "geometry latitude";
pub const RADIUS: &str = "geometry radius (km)";
const GEOMETRY: &str = "geometry";

/// The longest outline that is kept with its record, in bytes of text.
const KEPT_OUTLINE: usize = 64 << 10;

/// Mean length of a degree of latitude.
const KM_PER_DEGREE: f64 = 111.2;

fn is_geojson(json: &Json<'_>) -> bool {
    json.field("type").is_some_and(|kind| kind.get() == "\"FeatureCollection\"")
}

/// The features of a collection; `None` for JSON that is none.
pub fn table(text: &str, json: &Json<'_>) -> Option<Table> {
    if !is_geojson(json) {
        return None;
    }
    let items = json.field("features").and_then(|list| list_in(text, list)).unwrap_or_default();
    let mut made = Making::default();
    for item in &items {
        match feature(item) {
            Ok((cells, remark)) => {
                made.add_cells(item.line, cells);
                if let (Some(remark), Some(row)) = (remark, made.table.rows.last_mut()) {
                    row.remarks.push((GEOMETRY.to_owned(), remark));
                }
            }
            Err(reason) => made.table.spoilt.push(Spoilt { line: item.line, reason }),
        }
    }
    Some(made.finish())
}

type Cells = Vec<(String, String)>;

fn feature(item: &Item<'_>) -> Result<(Cells, Option<String>), String> {
    if item.raw.len() > 64 * MAX_RECORD_BYTES {
        return Err(format!("it has {} bytes; that is too much for one outline", item.raw.len()));
    }
    let mut fields = match object(item) {
        Err(_) if item.raw.len() > MAX_RECORD_BYTES => match serde_json::from_str(item.raw) {
            Ok(Value::Object(fields)) => fields,
            _ => return Err("it is not an object".to_owned()),
        },
        other => other?,
    };
    let geometry = fields.remove("geometry").filter(|geometry| !geometry.is_null());
    let properties = fields.remove("properties").unwrap_or_default();
    let mut made = Making::default();
    made.add(item.line, &properties);
    let row = made.table.rows.pop().unwrap_or_default();
    let named = |(at, cell): (usize, &str)| Some((made.table.columns.get(at)?.name.clone(), cell.to_owned()));
    let mut cells: Cells = row.cells.iter().filter_map(named).collect();
    if let Some(id) = fields.get("id") {
        let is_named = cells.iter().any(|(name, _)| name == "id");
        let text = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        cells.push((if is_named { "feature id" } else { "id" }.to_owned(), text));
    }
    let Some(geometry) = geometry else { return Ok((cells, None)) };
    let mut extent = Extent::default();
    extent.take(&geometry);
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or_default();
    let Some((position, radius_km)) = extent.middle() else {
        return Ok((cells, Some(format!("its {kind} has no position on the globe"))));
    };
    cells.push((LON.to_owned(), position.lon_deg.to_string()));
    cells.push((LAT.to_owned(), position.lat_deg.to_string()));
    if kind == "Point" {
        return Ok((cells, None));
    }
    cells.push((RADIUS.to_owned(), format!("{radius_km:.1}")));
    let mut remark = "the outline is not drawn yet; the place is its middle, with a radius that covers it".to_owned();
    let text = geometry.to_string();
    if text.len() <= KEPT_OUTLINE {
        cells.push((GEOMETRY.to_owned(), text));
    } else {
        remark += &format!("; the outline itself has {} bytes and is not kept", text.len());
    }
    Ok((cells, Some(remark)))
}

/// The box around positions.
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
    fn take(&mut self, value: &Value) {
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

    /// The middle of the box, and how far its corners are from there, in kilometres.
    pub fn middle(&self) -> Option<(Position, f64)> {
        let [west, south, east, north] = self.bounds?;
        let middle = Position::new((west + east) / 2.0, (south + north) / 2.0)?;
        let up = (north - south) / 2.0 * KM_PER_DEGREE;
        // A degree of longitude is longest at the edge that is nearest to the equator.
        let nearest = if south <= 0.0 && north >= 0.0 { 0.0 } else { south.abs().min(north.abs()) };
        let across = (east - west) / 2.0 * KM_PER_DEGREE * nearest.to_radians().cos();
        Some((middle, up.hypot(across)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
