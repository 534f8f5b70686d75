//! TimeMap's JSON, as Bellingcat and Forensic Architecture publish it: events, and sources named by id or nested.
//!
//! Who published is read from the address: an account where many people publish, else the host.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::content::{Body, Content};
use super::importer::{Importer, ReadResult};
use crate::LoadError;
use crate::assemble::assembler::DatasetAssembler;
use crate::assemble::generic::{check_count, header};
use crate::assemble::parsed_record::{
    ClaimPart, EventPart, ParsedRecord, PlacePart, ReportPart, SourcePart, StatementPart, time,
};
use crate::cell::date::{DateOrder, DateStyle};
use crate::cell::social_account;
use crate::cell::value::{self, known};
use crate::records::json::{Item, Json, Making, list_in, object};

pub const IMPORTER: Importer = Importer {
    name: "TimeMap events (Bellingcat, Forensic Architecture)",
    id: "timemap",
    extensions: &["json"],
    score,
    reads_text: true,
    read: |content, _| read(content),
};

fn score(content: &Content<'_>) -> u8 {
    let Body::Json(json) = &content.body else { return 0 };
    let Some(first) = events(content.text, json).iter().take(20).find_map(|item| object(item).ok()) else { return 0 };
    let has = |name: &str| first.contains_key(name);
    let is_event = has("description") && has("latitude") && has("longitude") && has("sources");
    if is_event { 90 } else { 0 }
}

/// A field of the whole file, whatever the case of its first letter.
fn field<'a>(json: &Json<'a>, name: &str) -> Option<&'a RawValue> {
    json.field(name).or_else(|| json.field(&format!("{}{}", name[..1].to_uppercase(), &name[1..])))
}

/// The events of a file, in either of its forms.
fn events<'a>(text: &'a str, json: &Json<'a>) -> Vec<Item<'a>> {
    match json {
        Json::List { .. } => json.items(),
        Json::Lines(_) => Vec::new(),
        Json::Object(_) => field(json, "events").and_then(|list| list_in(text, list)).unwrap_or_default(),
    }
}

/// One source: what it is called, where it is, what it says of itself.
struct Listed {
    title: String,
    paths: Vec<String>,
    description: Option<String>,
}

fn read(content: &Content<'_>) -> ReadResult {
    let Body::Json(json) = &content.body else {
        let found = "it is not JSON".to_owned();
        return Err(LoadError::UnknownFormat { found, path: content.path.to_owned() });
    };
    let items = events(content.text, json);
    let sources = sources(json);
    // The records are read twice, since all of them take many times the memory of the file.
    let mut dates = BTreeSet::new();
    let mut has_clock = false;
    for record in items.iter().filter_map(|item| object(item).ok()) {
        dates.extend(record.get("date").and_then(Value::as_str).map(str::to_owned));
        let clock = record.get("time").and_then(Value::as_str).unwrap_or_default();
        has_clock |= !clock.is_empty() && !clock.starts_with("00:00");
    }
    let dates = || dates.iter().map(String::as_str);
    let settled = DateStyle::of(dates());
    let is_open = settled.is_open(dates());
    // TimeMap writes the month first.
    let days = DateStyle { order: settled.order.or(Some(DateOrder::MonthFirst)), ..settled };
    check_count(items.len(), content.path)?;
    let mut draft = DatasetAssembler::new(content.path, header(content.path), Arc::default(), content.progress);
    if is_open {
        draft.remark(
            "ambiguous dates (day/month or month/day) were read as month/day, the order of the format".to_owned(),
        );
    }
    for (number, item) in items.iter().enumerate() {
        match &object(item) {
            Ok(record) => {
                let id = text(record, "id").unwrap_or_else(|| (number + 1).to_string());
                draft.add(item.line, format!("event {id}"), parsed_record(record, &id, &sources, days, has_clock));
            }
            Err(reason) => draft.rejected(item.line, format!("event number {}", number + 1), reason.clone()),
        }
    }
    Ok(draft.finish())
}

/// A value as text, where it says something.
fn text(record: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match record.get(name)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    known(&text).map(str::to_owned)
}

/// The sources that the file names by id: an object, or a list of objects with ids.
fn sources(json: &Json<'_>) -> BTreeMap<String, Listed> {
    let Some(raw) = field(json, "sources") else { return BTreeMap::new() };
    match serde_json::from_str::<Value>(raw.get()) {
        Ok(Value::Object(all)) => {
            all.iter().filter_map(|(id, one)| Some((id.clone(), listed(one.as_object()?, id)))).collect()
        }
        Ok(Value::Array(all)) => all
            .iter()
            .filter_map(Value::as_object)
            .filter_map(|one| text(one, "id").map(|id| (id.clone(), listed(one, &id))))
            .collect(),
        _ => BTreeMap::new(),
    }
}

fn listed(source: &Map<String, Value>, id: &str) -> Listed {
    let many = source.get("paths").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let one = ["path", "url"].into_iter().filter_map(|name| source.get(name).and_then(Value::as_str));
    let paths: Vec<String> = many.chain(one).filter_map(known).map(str::to_owned).collect();
    let title = text(source, "title").or_else(|| paths.first().cloned()).unwrap_or_else(|| id.to_owned());
    Listed { title, paths, description: text(source, "description") }
}

fn parsed_record(
    record: &Map<String, Value>,
    id: &str,
    sources: &BTreeMap<String, Listed>,
    days: DateStyle,
    has_clock: bool,
) -> ParsedRecord {
    let mut made = Making::default();
    made.add(0, &Value::Object(record.clone()));
    let of_row = ParsedRecord::of_row(&made.table, &made.table.rows().next().unwrap_or_default());
    let mut parsed = ParsedRecord { may_be_renamed: true, ..of_row };
    let clock = text(record, "time").filter(|_| has_clock);
    let happened = text(record, "date").and_then(|date| {
        let read = days.read(&date, clock.as_deref(), 0);
        parsed.or_left_out("date", read).map(time)
    });
    let [lat, lon] = ["latitude", "longitude"].map(|name| text(record, name).unwrap_or_default());
    let position = parsed.or_left_out("latitude, longitude", value::position(&lat, &lon)).flatten();
    let name = text(record, "location").or_else(|| position.map(|at| format!("{:.3}, {:.3}", at.lat_deg, at.lon_deg)));
    let place = name.map(|name| PlacePart { name: value::squeezed(&name), position, ..PlacePart::default() });
    let description = text(record, "description").unwrap_or_else(|| format!("Event {id}"));
    parsed.claims.push(ClaimPart::occurrence(id, &value::shortened(&description, 400)));
    let mut found = Vec::new();
    for source in record.get("sources").and_then(Value::as_array).into_iter().flatten() {
        match source {
            Value::Object(nested) => found.push(listed(nested, id)),
            other => {
                let source_id = other.as_str().map_or_else(|| other.to_string(), str::to_owned);
                match sources.get(&source_id) {
                    Some(Listed { title, paths, description }) => {
                        let title = title.clone();
                        let paths = paths.clone();
                        let description = description.clone();
                        found.push(Listed { title, paths, description });
                    }
                    // Other exports write the address itself.
                    None if value::host(&source_id).is_some() => {
                        found.push(Listed { title: source_id.clone(), paths: vec![source_id], description: None });
                    }
                    None => parsed.left_out("sources", format!("the file has no source `{source_id}`")),
                }
            }
        }
    }
    let count = found.len();
    for (number, source) in found.into_iter().enumerate() {
        let key = if count > 1 { format!("{id}/{}", number + 1) } else { id.to_owned() };
        parsed.statements.push(statement(source, key));
    }
    let title = value::shortened(&description, 160);
    parsed.event = EventPart { key: id.to_owned(), title, place, time: happened, note: None, is_shared: false };
    parsed
}

fn statement(source: Listed, key: String) -> StatementPart {
    let url = source.paths.iter().find(|path| value::host(path).is_some()).cloned();
    let host = url.as_deref().and_then(value::host).and_then(|host| SourcePart::outlet(&host));
    let person = url.as_deref().and_then(social_account::account).and_then(|name| SourcePart::speaker(&name));
    let speaker = person.or_else(|| host.clone()).unwrap_or_else(SourcePart::unnamed);
    let others: Vec<&str> =
        source.paths.iter().map(String::as_str).filter(|path| Some(*path) != url.as_deref()).collect();
    let report = ReportPart {
        title: value::shortened(&source.title, 160),
        publisher: host.clone(),
        url,
        note: Some(others.join(" ")).filter(|others| !others.is_empty()),
        ..ReportPart::default()
    };
    StatementPart {
        via: host.into_iter().collect(),
        report: Some(report),
        paraphrase: source.description,
        ..StatementPart::listed(key, speaker)
    }
}
