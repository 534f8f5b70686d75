//! A dataset in its native format; reading it again gives the same dataset, unknown fields included.
//!
//! Each record is made when it is written, so that a large dataset needs no second copy in memory.

use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq as _, Serializer};
use serde_json::{Map, Value};

use crate::Converter;
use counterclaim_io::cell::time_text;
use counterclaim_io::formats::native::{FORMAT, VERSION};
use counterclaim_io::unknown_fields;
use counterclaim_io::wire::{self, Record};
use counterclaim_model::{Dataset, RecordKind};

/// The converter to the native format.
pub const CONVERTER: Converter = Converter {
    name: "Counterclaim dataset",
    extension: "json",
    write: |dataset, out| {
        serde_json::to_writer_pretty(&mut *out, &File { dataset })?;
        out.write_all(b"\n")
    },
};

/// The dataset as the text of a native file.
pub fn to_text(dataset: &Dataset) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&File { dataset }).map(|text| text + "\n")
}

struct File<'a> {
    dataset: &'a Dataset,
}

/// The records of one kind.
struct List<'a, I> {
    dataset: &'a Dataset,
    kind: RecordKind,
    records: I,
}

impl Serialize for File<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let dataset = self.dataset;
        let header = self.dataset.header();
        let mut file = serializer.serialize_map(None)?;
        file.serialize_entry("format", FORMAT)?;
        file.serialize_entry("version", &VERSION)?;
        file.serialize_entry("title", &header.title)?;
        if let Some(description) = &header.description {
            file.serialize_entry("description", description)?;
        }
        if let Some(licence) = &header.licence {
            file.serialize_entry("licence", licence)?;
        }
        file.serialize_entry("utc_offset", &time_text::format_offset(header.offset_min))?;
        if !header.notes.is_empty() {
            file.serialize_entry("notes", &header.notes)?;
        }
        let mut put = Lists { dataset, file: &mut file };
        put.list::<wire::Side>("sides", RecordKind::Side, dataset.sides().iter().cloned())?;
        put.list::<wire::Place>("places", RecordKind::Place, dataset.place_ids().map(|id| dataset.place_record(id)))?;
        let sources = dataset.source_ids().map(|id| dataset.source_record(id));
        put.list::<wire::Source>("sources", RecordKind::Source, sources)?;
        let reports = dataset.report_ids().map(|id| dataset.report_record(id));
        put.list::<wire::Report>("reports", RecordKind::Report, reports)?;
        put.list::<wire::Event>("events", RecordKind::Event, dataset.event_ids().map(|id| dataset.event_record(id)))?;
        put.list::<wire::Claim>("claims", RecordKind::Claim, dataset.claim_ids().map(|id| dataset.claim_record(id)))?;
        let statements = dataset.statement_ids().map(|id| dataset.statement_record(id));
        put.list::<wire::Statement>("statements", RecordKind::Statement, statements)?;
        let relations = dataset.relations().iter().map(|relation| dataset.relation_record(relation));
        put.list::<wire::Relation>("relations", RecordKind::Relation, relations)?;
        if let Some(extra) = dataset.extra(RecordKind::Dataset, 0, "") {
            let mut unknown_fields = Value::Object(Map::new());
            unknown_fields::put_back(&mut unknown_fields, &extra).map_err(S::Error::custom)?;
            for (name, value) in unknown_fields.as_object().into_iter().flatten() {
                file.serialize_entry(name, value)?;
            }
        }
        file.end()
    }
}

struct Lists<'a, M> {
    dataset: &'a Dataset,
    file: &'a mut M,
}

impl<M: SerializeMap> Lists<'_, M> {
    /// Adds a list to the file, unless it is empty.
    fn list<R: Record>(
        &mut self,
        name: &str,
        kind: RecordKind,
        records: impl Iterator<Item = R::Model> + Clone,
    ) -> Result<(), M::Error> {
        let records = records.map(|record| R::write(&record, self.dataset.header().offset_min));
        if records.clone().next().is_none() {
            return Ok(());
        }
        self.file.serialize_entry(name, &List { dataset: self.dataset, kind, records })
    }
}

impl<R: Record, I: Iterator<Item = R> + Clone> Serialize for List<'_, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for (number, record) in self.records.clone().enumerate() {
            match self.dataset.extra(self.kind, number, &record.key()) {
                None => list.serialize_element(&record)?,
                Some(extra) => {
                    let mut value = serde_json::to_value(&record).map_err(S::Error::custom)?;
                    unknown_fields::put_back(&mut value, &extra).map_err(S::Error::custom)?;
                    list.serialize_element(&value)?;
                }
            }
        }
        list.end()
    }
}
