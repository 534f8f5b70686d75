//! Features of ArcGIS services in JSON: attributes are columns, a geometry becomes a position or an outline.

use serde_json::{Map, Value, json};

use crate::cell::geometry::{Extent, GEOMETRY, LAT, LON, RADIUS, area_in};
use crate::cell::projected;
use crate::records::json::{Json, Making, list_in, object};
use crate::records::table::{RejectedRecord, Table};

/// Web Mercator by its names at ArcGIS, all of which are EPSG 3857.
const WEB_MERCATOR: [u64; 3] = [102_100, 102_113, 900_913];

/// The features of an answer; `None` for other JSON.
pub fn table(text: &str, json: &Json<'_>) -> Option<Table> {
    let items = list_in(text, json.field("features")?)?;
    let is_it = |fields: &Map<String, Value>| fields.get("attributes").is_some_and(Value::is_object);
    let first = items.iter().find_map(|item| object(item).ok())?;
    if !is_it(&first) {
        return None;
    }
    let of_all = json.field("spatialReference").and_then(|raw| serde_json::from_str::<Value>(raw.get()).ok());
    let of_all = of_all.as_ref().and_then(wkid);
    let mut made = Making::default();
    for item in &items {
        let feature = match object(item) {
            Ok(feature) => feature,
            Err(reason) => {
                made.table.rejected.push(RejectedRecord { line: item.line, reason });
                continue;
            }
        };
        let mut cells: Vec<(String, String)> = Vec::new();
        for (name, value) in feature.get("attributes").and_then(Value::as_object).into_iter().flatten() {
            match value {
                Value::Null => {}
                Value::String(text) => cells.push((name.clone(), text.clone())),
                other => cells.push((name.clone(), other.to_string())),
            }
        }
        let geometry = feature.get("geometry").filter(|geometry| !geometry.is_null());
        let mut remark = None;
        if let Some(geometry) = geometry {
            let srid = geometry.get("spatialReference").and_then(wkid).or(of_all).unwrap_or(4326);
            match shape(geometry, srid) {
                Some(shape) => cells.extend(position(&shape)),
                None => remark = Some(format!("the geometry has no position that can be read (system {srid})")),
            }
        }
        made.add_cells(item.line, cells);
        if let Some(remark) = remark {
            made.table.remark(GEOMETRY, &remark);
        }
    }
    Some(made.finish())
}

fn wkid(system: &Value) -> Option<u64> {
    system.get("latestWkid").or_else(|| system.get("wkid"))?.as_u64()
}

/// A geometry as GeoJSON in degrees; `None` if its system is not known or it has no points.
fn shape(geometry: &Value, srid: u64) -> Option<Value> {
    let srid = if WEB_MERCATOR.contains(&srid) { 3857 } else { u32::try_from(srid).ok()? };
    let degrees = |x: f64, y: f64| {
        if srid == 4326 {
            Some(json!([x, y]))
        } else {
            projected::in_degrees(srid, x, y).map(|(lon, lat)| json!([lon, lat]))
        }
    };
    let point = |point: &Value| degrees(point.get(0)?.as_f64()?, point.get(1)?.as_f64()?);
    let line = |points: &Value| points.as_array()?.iter().map(point).collect::<Option<Vec<Value>>>();
    let lines = |name: &str| geometry.get(name)?.as_array()?.iter().map(line).collect::<Option<Vec<Vec<Value>>>>();
    if let (Some(x), Some(y)) = (number(geometry, "x"), number(geometry, "y")) {
        return Some(json!({"type": "Point", "coordinates": degrees(x, y)?}));
    }
    if let Some(points) = geometry.get("points") {
        return Some(json!({"type": "MultiPoint", "coordinates": line(points)?}));
    }
    if let Some(paths) = lines("paths") {
        return Some(json!({"type": "MultiLineString", "coordinates": paths}));
    }
    Some(json!({"type": "Polygon", "coordinates": lines("rings")?}))
}

fn number(geometry: &Value, name: &str) -> Option<f64> {
    geometry.get(name)?.as_f64().filter(|number| number.is_finite())
}

/// The cells of a shape: its middle, and for lines and areas how far they reach.
fn position(shape: &Value) -> Vec<(String, String)> {
    let mut extent = Extent::default();
    extent.take(shape);
    let Some((position, radius_km)) = extent.middle() else { return Vec::new() };
    let mut cells =
        vec![(LON.to_owned(), position.lon_deg.to_string()), (LAT.to_owned(), position.lat_deg.to_string())];
    if shape.get("type").and_then(Value::as_str) != Some("Point") {
        cells.push((RADIUS.to_owned(), format!("{radius_km:.1}")));
        if area_in(shape).is_some() {
            cells.push((GEOMETRY.to_owned(), shape.to_string()));
        }
    }
    cells
}
