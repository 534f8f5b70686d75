//! GeoJSON: features with a place each, as records; their properties are columns.
//!
//! An area is kept with its place, whose point is its middle with a radius that covers it; of a line only those are left.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::content::{Body, Content};
use super::importer::{Importer, ReadResult};
use crate::assemble::generic;
use crate::cell::geometry::{Extent, GEOMETRY, LAT, LON, RADIUS, area_in};
use crate::import_report::ReadOptions;
use crate::records::json::{Item, Json, MAX_RECORD_BYTES, Making, list_in, object};
use crate::records::table::{RejectedRecord, Table};

pub const IMPORTER: Importer = Importer {
    name: "GeoJSON features",
    id: "geojson",
    extensions: &["geojson", "json"],
    score: |content| match &content.body {
        Body::Json(json) if features(content.text, json).is_some() => 60,
        _ => 0,
    },
    reads_text: false,
    read: |content: &Content<'_>, options: &ReadOptions| -> ReadResult { generic::read(content, options) },
};

/// Whether JSON names itself an object of GeoJSON of one of some kinds.
fn is_kind(kind: Option<&RawValue>, kinds: &[&str]) -> bool {
    kind.is_some_and(|kind| kinds.contains(&kind.get().trim_matches('"')))
}

/// The features of a collection, of a list, of one feature or of one geometry; services put a collection into a field
/// of an object of their own. `None` for JSON that holds none.
fn features<'a>(text: &'a str, json: &Json<'a>) -> Option<Vec<Item<'a>>> {
    let whole = || vec![Item { line: 1, raw: text.trim() }];
    match json {
        Json::List { .. } | Json::Lines(_) => {
            let first = json.first()?;
            (first.get("type").and_then(Value::as_str) == Some("Feature")).then(|| json.items())
        }
        Json::Object(fields) if is_kind(json.field("type"), &["FeatureCollection"]) => {
            Some(fields.get("features").and_then(|list| list_in(text, list)).unwrap_or_default())
        }
        Json::Object(_) if is_kind(json.field("type"), &["Feature"]) => Some(whole()),
        Json::Object(fields) if is_kind(json.field("type"), AREAS) && fields.len() <= 4 => Some(whole()),
        Json::Object(fields) => fields.values().find_map(|inner| {
            let inner: BTreeMap<&str, &'a RawValue> = serde_json::from_str(inner.get()).ok()?;
            let is_it = is_kind(inner.get("type").copied(), &["FeatureCollection"]);
            list_in(text, inner.get("features").filter(|_| is_it)?)
        }),
    }
}

/// The kinds of geometries that have areas.
const AREAS: &[&str] = &["Polygon", "MultiPolygon", "GeometryCollection"];

/// What JSON says of itself beside its features: its name, and when it was made.
pub fn own_words(json: &Json<'_>) -> Vec<String> {
    const NAMES: [&str; 6] = ["name", "title", "date", "datetime", "updated", "updatedAt"];
    let text = |name: &str| serde_json::from_str::<String>(json.field(name)?.get()).ok();
    NAMES.into_iter().filter_map(text).collect()
}

/// The features of JSON as records; `None` for JSON that has none.
pub fn table(text: &str, json: &Json<'_>) -> Option<Table> {
    let items = features(text, json)?;
    let mut made = Making::default();
    for item in &items {
        match feature(item) {
            Ok((cells, remark)) => {
                made.add_cells(item.line, cells);
                if let Some(remark) = remark {
                    made.table.remark(GEOMETRY, &remark);
                }
            }
            Err(reason) => made.table.rejected.push(RejectedRecord { line: item.line, reason }),
        }
    }
    Some(made.finish())
}

type Cells = Vec<(String, String)>;

fn feature(item: &Item<'_>) -> Result<(Cells, Option<String>), String> {
    if item.raw.len() > 64 * MAX_RECORD_BYTES {
        return Err(format!("the outline has {} bytes, which is too large", item.raw.len()));
    }
    let mut fields = match object(item) {
        Err(_) if item.raw.len() > MAX_RECORD_BYTES => match serde_json::from_str(item.raw) {
            Ok(Value::Object(fields)) => fields,
            _ => return Err("the record is not a JSON object".to_owned()),
        },
        other => other?,
    };
    let is_bare = fields.get("type").and_then(Value::as_str).is_some_and(|kind| AREAS.contains(&kind));
    let geometry = if is_bare {
        Some(Value::Object(std::mem::take(&mut fields)))
    } else {
        fields.remove("geometry").filter(|geometry| !geometry.is_null())
    };
    let properties = fields.remove("properties").unwrap_or_default();
    let mut made = Making::default();
    made.add(item.line, &properties);
    let row = made.table.rows().next().unwrap_or_default();
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
        return Ok((cells, Some(format!("the {kind} has no position on the globe"))));
    };
    cells.push((LON.to_owned(), position.lon_deg.to_string()));
    cells.push((LAT.to_owned(), position.lat_deg.to_string()));
    if kind == "Point" {
        return Ok((cells, None));
    }
    cells.push((RADIUS.to_owned(), format!("{radius_km:.1}")));
    if area_in(&geometry).is_none() {
        let remark = "not drawn; its place is the centre, with a radius that covers it";
        return Ok((cells, Some(format!("{kind}: {remark}"))));
    }
    cells.push((GEOMETRY.to_owned(), geometry.to_string()));
    Ok((cells, None))
}
