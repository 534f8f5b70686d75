//! STIX 2.1 bundles: reports are claims at their locations, by whoever created them, and opinions are stances on them.
//!
//! Identities, locations and relationships are no claims: they name who speaks and where. Other objects, such as
//! malware, are counted in a remark.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::records::json::{Json, Making, list_in, object};
use crate::records::table::{RejectedRecord, Table};

/// The reports and opinions of a bundle; `None` for other JSON.
pub fn table(text: &str, json: &Json<'_>) -> Option<Table> {
    let kind: String = serde_json::from_str(json.field("type")?.get()).ok()?;
    if kind != "bundle" {
        return None;
    }
    let items = list_in(text, json.field("objects")?)?;
    let mut made = Making::default();
    let mut objects: Vec<(usize, Value)> = Vec::new();
    for item in &items {
        match object(item) {
            Ok(fields) => objects.push((item.line, Value::Object(fields))),
            Err(reason) => made.table.rejected.push(RejectedRecord { line: item.line, reason }),
        }
    }
    let by_id: BTreeMap<&str, &Value> = objects.iter().filter_map(|(_, object)| Some((id(object)?, object))).collect();
    let mut other_count = 0usize;
    for (line, object) in &objects {
        match string(object, "type") {
            Some("report" | "note" | "incident") => made.add_cells(*line, report(object, &by_id)),
            Some("opinion") => {
                for claim in references(object) {
                    made.add_cells(*line, opinion(object, claim, &by_id));
                }
            }
            Some("identity" | "location" | "relationship" | "marking-definition" | "extension-definition") => {}
            _ => other_count += 1,
        }
    }
    let mut table = made.finish();
    if other_count > 0 {
        table.remarks.push(format!("{other_count} objects of the bundle are neither reports nor opinions"));
    }
    Some(table)
}

type Cells = Vec<(String, String)>;

fn string<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str().filter(|text| !text.is_empty())
}

fn id(object: &Value) -> Option<&str> {
    string(object, "id")
}

fn references(object: &Value) -> impl Iterator<Item = &str> {
    object.get("object_refs").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// The name of whoever created an object.
fn creator(object: &Value, by_id: &BTreeMap<&str, &Value>) -> Option<String> {
    let name = string(by_id.get(string(object, "created_by_ref")?)?, "name")?;
    Some(name.to_owned())
}

fn report(object: &Value, by_id: &BTreeMap<&str, &Value>) -> Cells {
    let mut cells = Cells::new();
    let mut add = |name: &str, cell: Option<String>| cells.extend(cell.map(|cell| (name.to_owned(), cell)));
    let text = |name: &str| string(object, name).map(str::to_owned);
    add("statement id", text("id"));
    add("claim id", text("id"));
    add("event title", text("name").or_else(|| text("abstract")));
    add("proposition", text("description").or_else(|| text("content")).or_else(|| text("name")));
    add("speaker", creator(object, by_id));
    add("stance", creator(object, by_id).map(|_| "supports".to_owned()));
    add("stated at", text("published").or_else(|| text("created")));
    let place =
        references(object).find_map(|id| by_id.get(id).filter(|other| string(other, "type") == Some("location")));
    if let Some(place) = place {
        let named = ["name", "city", "administrative_area", "region", "country"];
        add("place", named.iter().find_map(|name| string(place, name)).map(str::to_owned));
        let number = |name: &str| place.get(name).and_then(Value::as_f64).map(|number| number.to_string());
        add("latitude", number("latitude"));
        add("longitude", number("longitude"));
    }
    add("confidence", object.get("confidence").map(Value::to_string));
    cells
}

/// An opinion on a report; on anything else its words stay, and it is about that object.
fn opinion(object: &Value, claim: &str, by_id: &BTreeMap<&str, &Value>) -> Cells {
    let about = by_id.get(claim);
    let mut cells: Cells = about
        .map(|about| report(about, by_id))
        .unwrap_or_default()
        .into_iter()
        .filter(|(name, _)| ["event title", "proposition", "place", "latitude", "longitude"].contains(&name.as_str()))
        .collect();
    let mut add = |name: &str, cell: Option<String>| cells.extend(cell.map(|cell| (name.to_owned(), cell)));
    let word = string(object, "opinion").unwrap_or_default();
    let stance = match word {
        "strongly-disagree" | "disagree" => "denies",
        "agree" | "strongly-agree" => "supports",
        _ => "not stated",
    };
    add("statement id", id(object).map(str::to_owned));
    add("claim id", Some(claim.to_owned()));
    add("speaker", Some(creator(object, by_id).unwrap_or_else(|| "source not named".to_owned())));
    add("stance", Some(stance.to_owned()));
    add("stated at", string(object, "created").map(str::to_owned));
    let explanation = string(object, "explanation").map_or_else(String::new, |words| format!(": {words}"));
    add("note", Some(format!("opinion in the file: {word}{explanation}")));
    cells
}
