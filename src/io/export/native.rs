//! A dataset in its native format; reading it again gives the same dataset, unknown fields included.

use std::collections::BTreeMap;
use std::io;

use serde_json::{Map, Value};

use super::Converter;
use crate::io::import::native::{FORMAT, VERSION};
use crate::io::wire::{self, Record};
use crate::io::{time_text, unknown};
use crate::model::{Dataset, Extra, RecordKind};

/// The converter to the native format.
pub const CONVERTER: Converter = Converter {
    name: "Counterclaim dataset",
    extension: "json",
    write: |dataset| to_text(dataset).map(String::into_bytes).map_err(io::Error::from),
};

/// The dataset as the text of a native file.
pub fn to_text(dataset: &Dataset) -> serde_json::Result<String> {
    let (header, records) = (dataset.header(), dataset.to_builder());
    let mut file = Map::new();
    let mut put = |name: &str, value: Value| {
        let is_empty = matches!(&value, Value::Null) || value.as_array().is_some_and(Vec::is_empty);
        if !is_empty {
            file.insert(name.to_owned(), value);
        }
    };
    put("format", FORMAT.into());
    put("version", VERSION.into());
    put("title", header.title.clone().into());
    put("description", header.description.clone().into());
    put("licence", header.licence.clone().into());
    put("utc_offset", time_text::format_offset(header.offset_min).into());
    put("notes", header.notes.clone().into());
    let list = Lister { offset_min: header.offset_min, extras: &records.extras };
    put("sides", list.of::<wire::Side>(RecordKind::Side, &records.sides)?);
    put("places", list.of::<wire::Place>(RecordKind::Place, &records.places)?);
    put("sources", list.of::<wire::Source>(RecordKind::Source, &records.sources)?);
    put("reports", list.of::<wire::Report>(RecordKind::Report, &records.reports)?);
    put("events", list.of::<wire::Event>(RecordKind::Event, &records.events)?);
    put("claims", list.of::<wire::Claim>(RecordKind::Claim, &records.claims)?);
    put("statements", list.of::<wire::Statement>(RecordKind::Statement, &records.statements)?);
    put("relations", list.of::<wire::Relation>(RecordKind::Relation, &records.relations)?);
    let mut file = Value::Object(file);
    list.add_unknown(&mut file, RecordKind::Dataset, "")?;
    serde_json::to_string_pretty(&file).map(|text| text + "\n")
}

struct Lister<'a> {
    offset_min: i16,
    extras: &'a BTreeMap<(RecordKind, String), Extra>,
}

impl Lister<'_> {
    fn of<R: Record>(&self, kind: RecordKind, records: &[R::Model]) -> serde_json::Result<Value> {
        let value = |record: &R::Model| {
            let wire = R::write(record, self.offset_min);
            let mut value = serde_json::to_value(&wire)?;
            self.add_unknown(&mut value, kind, &wire.key())?;
            Ok(value)
        };
        records.iter().map(value).collect::<serde_json::Result<Vec<Value>>>().map(Value::Array)
    }

    fn add_unknown(&self, record: &mut Value, kind: RecordKind, key: &str) -> serde_json::Result<()> {
        if let Some(extra) = self.extras.get(&(kind, key.to_owned())) {
            unknown::put_back(record, extra)?;
        }
        Ok(())
    }
}
