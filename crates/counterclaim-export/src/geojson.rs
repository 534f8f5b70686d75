//! A whole dataset as GeoJSON: one feature for each event, at its place, with its claims and their statements.
//!
//! An event without a position has a feature without a geometry, so that no event is missing.

use std::io;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value, json};

use crate::Converter;
use crate::statements::{figure, span};
use counterclaim_io::wire;
use counterclaim_model::{ClaimId, Dataset, Event};

/// The converter to GeoJSON.
pub const CONVERTER: Converter = Converter { name: "Map of events (GeoJSON)", extension: "geojson", write };

fn write(dataset: &Dataset, out: &mut dyn io::Write) -> io::Result<()> {
    let mut claims: Vec<Vec<ClaimId>> = vec![Vec::new(); dataset.event_count()];
    for id in dataset.claim_ids() {
        let event = dataset.claim(id).event;
        if let Some(list) = claims.get_mut(counterclaim_model::Id::index(event)) {
            list.push(id);
        }
    }
    serde_json::to_writer_pretty(&mut *out, &Collection { dataset, features: Features { dataset, claims } })?;
    out.write_all(b"\n")
}

struct Collection<'a> {
    dataset: &'a Dataset,
    features: Features<'a>,
}

/// The events; each becomes a feature when it is written.
struct Features<'a> {
    dataset: &'a Dataset,
    /// Of each event.
    claims: Vec<Vec<ClaimId>>,
}

impl Serialize for Collection<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let header = self.dataset.header();
        let mut file = serializer.serialize_map(None)?;
        file.serialize_entry("type", "FeatureCollection")?;
        file.serialize_entry("name", &header.title)?;
        if let Some(licence) = &header.licence {
            file.serialize_entry("licence", licence)?;
        }
        file.serialize_entry("features", &self.features)?;
        file.end()
    }
}

impl Serialize for Features<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let dataset = self.dataset;
        let events = dataset.event_ids().zip(&self.claims);
        serializer.collect_seq(events.map(|(id, claims)| feature(dataset, &dataset.event(id), claims)))
    }
}

fn feature(dataset: &Dataset, event: &Event<'_>, claims: &[ClaimId]) -> Value {
    let place = event.place.map(|id| dataset.place(id));
    let position = place.and_then(|place| place.position);
    let area = place.and_then(|place| place.area);
    let area = area.map(|area| json!({"type": "MultiPolygon", "coordinates": wire::coordinates(area)}));
    let mut properties = Map::new();
    put(&mut properties, "event_id", event.key);
    put(&mut properties, "event_title", event.title);
    put(&mut properties, "happened", &span(event.time));
    put(&mut properties, "happened_in_words", event.time_words.unwrap_or_default());
    put(&mut properties, "place", place.map_or("", |place| place.name));
    if let Some(radius) = place.and_then(|place| place.radius_km) {
        properties.insert("radius_km".to_owned(), radius.into());
    }
    put(&mut properties, "note", event.note.unwrap_or_default());
    properties.insert("claims".to_owned(), claims.iter().map(|id| claim(dataset, *id)).collect());
    json!({
        "type": "Feature",
        "geometry": area.or_else(|| position.map(|at| json!({"type": "Point", "coordinates": [at.lon_deg, at.lat_deg]}))),
        "properties": properties,
    })
}

fn claim(dataset: &Dataset, id: ClaimId) -> Value {
    let claim = dataset.claim(id);
    let mut fields = Map::new();
    put(&mut fields, "claim_id", claim.key);
    put(&mut fields, "proposition", claim.proposition);
    put(&mut fields, "kind", claim.kind.label());
    put(&mut fields, "note", claim.note.unwrap_or_default());
    let statements: Vec<Value> = dataset
        .statements_of_claim(id)
        .iter()
        .map(|id| {
            let statement = dataset.statement(*id);
            let report = statement.report.map(|id| dataset.report(id));
            let via: Vec<&str> = statement.via.iter().map(|id| dataset.source(*id).name).collect();
            let figures: Vec<String> = statement.figures.iter().map(figure).collect();
            let mut fields = Map::new();
            put(&mut fields, "statement_id", statement.key);
            put(&mut fields, "speaker", dataset.source(statement.speaker).name);
            put(&mut fields, "stance", statement.stance.label());
            put(&mut fields, "stated_at", &span(statement.stated_at));
            put(&mut fields, "paraphrase", statement.paraphrase.unwrap_or_default());
            put(&mut fields, "quote", statement.quote.unwrap_or_default());
            put(&mut fields, "note", statement.note.unwrap_or_default());
            put(&mut fields, "report", report.as_ref().map_or("", |report| report.title));
            put(&mut fields, "url", report.and_then(|report| report.url).unwrap_or_default());
            for (name, list) in [("via", via.into_iter().map(str::to_owned).collect()), ("figures", figures)] {
                if !list.is_empty() {
                    fields.insert(name.to_owned(), list.into());
                }
            }
            Value::Object(fields)
        })
        .collect();
    fields.insert("statements".to_owned(), statements.into());
    Value::Object(fields)
}

/// A field, if it has a value.
fn put(fields: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.is_empty() {
        fields.insert(name.to_owned(), text.into());
    }
}
