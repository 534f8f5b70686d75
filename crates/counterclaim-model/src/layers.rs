//! Layers: several datasets open together as one `Dataset`.
//!
//! The first layer's keys stay as in its file. Keys of every further layer are prefixed with the layer's key, even
//! without a clash: an edit finds its target whatever else is open.
//! A side of a further layer with the key and name of a side of the first layer is that side; nothing else is merged.

use std::collections::BTreeMap;

use crate::claim::relation_key;
use crate::layer::{LayerRows, qualified};
use crate::{
    ClaimId, ColumnarBuilder, Dataset, DatasetBuilder, DatasetHeader, Defect, EventId, Id, Key, LayerId, PlaceId,
    RecordKind, Side, SourceId,
};

/// One dataset of several, with what cannot stand in it; the first layer's ids stay as they are.
///
/// Only keys that clash despite their prefix are rejected.
pub fn combined(layers: &[(Key, &Dataset)]) -> (Dataset, Vec<Defect>) {
    let Some(((_, first), further)) = layers.split_first() else {
        return DatasetBuilder::default().finish();
    };
    let mut builder = first.to_columnar_builder(header(layers));
    for (key, dataset) in further {
        let names = Qualifier { layer: Some(key), sides: sides(key, dataset, first.sides()) };
        append(&mut builder, &names, dataset);
    }
    let (mut dataset, defects) = builder.finish();
    dataset.layers = rows(layers);
    (dataset, defects)
}

/// The combined title; offset and licence are the first layer's, since others may differ.
fn header(layers: &[(Key, &Dataset)]) -> DatasetHeader {
    let headers = || layers.iter().map(|(_, dataset)| dataset.header());
    let first = headers().next().cloned().unwrap_or_default();
    let titles: Vec<&str> = headers().map(|header| header.title.as_str()).collect();
    DatasetHeader {
        title: titles.join(" + "),
        notes: headers().flat_map(|header| header.notes.clone()).collect(),
        ..first
    }
}

fn rows(layers: &[(Key, &Dataset)]) -> Vec<LayerRows> {
    let mut claims = 0;
    let mut events = 0;
    let mut sources = 0;
    let mut places = 0;
    let mut rows = Vec::with_capacity(layers.len());
    for (key, dataset) in layers {
        claims += dataset.claim_count();
        events += dataset.event_count();
        sources += dataset.sources().len();
        places += dataset.places().len();
        rows.push(LayerRows { key: key.clone(), claims, events, sources, places });
    }
    rows
}

/// The key in the combined dataset of each side of a layer.
fn sides(layer: &str, dataset: &Dataset, own: &[Side]) -> BTreeMap<Key, String> {
    let is_same = |one: &Side, other: &Side| {
        one.key == other.key && one.name.trim().to_lowercase() == other.name.trim().to_lowercase()
    };
    let key = |side: &Side| {
        if own.iter().any(|other| is_same(side, other)) { side.key.to_string() } else { qualified(layer, &side.key) }
    };
    dataset.sides().iter().map(|side| (side.key.clone(), key(side))).collect()
}

/// Maps a layer's keys to those in the combined dataset.
#[derive(Default)]
struct Qualifier<'a> {
    /// `None` for the first layer, whose keys are unchanged.
    layer: Option<&'a str>,
    sides: BTreeMap<Key, String>,
}

impl Qualifier<'_> {
    fn key(&self, key: &mut String) {
        if let Some(layer) = self.layer {
            *key = qualified(layer, key);
        }
    }

    fn optional(&self, key: &mut Option<String>) {
        key.iter_mut().for_each(|key| self.key(key));
    }

    fn side(&self, key: &mut Option<String>) {
        key.iter_mut().for_each(|key| self.side_key(key));
    }

    fn side_key(&self, key: &mut String) {
        match self.sides.get(&**key) {
            Some(named) => key.clone_from(named),
            None => self.key(key),
        }
    }
}

impl Dataset {
    /// All records as an intake again, in id order, so that others can follow; `header` is the new one.
    pub(super) fn to_columnar_builder(&self, header: DatasetHeader) -> ColumnarBuilder {
        let mut builder = ColumnarBuilder::of_file(header, self.given_texts());
        append(&mut builder, &Qualifier::default(), self);
        builder
    }
}

/// Takes the records of a dataset, one by one, with their unknown fields.
fn append(builder: &mut ColumnarBuilder, names: &Qualifier<'_>, dataset: &Dataset) {
    // The combined dataset has the unknown fields of the first.
    if names.layer.is_none()
        && let Some(extra) = dataset.extra(RecordKind::Dataset, 0, "")
    {
        builder.extra(RecordKind::Dataset, 0, String::new(), extra.into_owned());
    }
    let put =
        |builder: &mut ColumnarBuilder, kind, (number, old): (usize, &str), (new_number, new): (usize, String)| {
            if let Some(extra) = dataset.extra(kind, number, old) {
                builder.extra(kind, new_number, new, extra.into_owned());
            }
        };
    for (number, side) in dataset.sides().iter().enumerate() {
        let mut key = side.key.to_string();
        names.side_key(&mut key);
        put(builder, RecordKind::Side, (number, &side.key), (builder.sides.len(), key.clone()));
        if builder.sides.iter().all(|other| *other.key != *key) {
            builder.side(Side { key: Key::from(key), ..side.clone() });
        }
    }
    for id in dataset.place_ids() {
        let old = dataset.place(id).key;
        let mut place = dataset.place_record(id);
        names.key(&mut place.key);
        names.optional(&mut place.part_of);
        place.offset_from.iter_mut().for_each(|offset| names.key(&mut offset.place));
        put(builder, RecordKind::Place, (id.index(), old), (builder.places.key.len(), place.key.clone()));
        builder.place(place);
    }
    for id in dataset.source_ids() {
        let old = dataset.source(id).key;
        let mut source = dataset.source_record(id);
        names.key(&mut source.key);
        names.side(&mut source.side);
        names.optional(&mut source.speaks_for);
        put(builder, RecordKind::Source, (id.index(), old), (builder.sources.key.len(), source.key.clone()));
        builder.source(source);
    }
    for id in dataset.report_ids() {
        let old = dataset.report(id).key;
        let mut report = dataset.report_record(id);
        names.key(&mut report.key);
        names.optional(&mut report.publisher);
        put(builder, RecordKind::Report, (id.index(), old), (builder.reports.key.len(), report.key.clone()));
        builder.report(report);
    }
    for id in dataset.event_ids() {
        let old = dataset.event(id).key;
        let mut event = dataset.event_record(id);
        names.key(&mut event.key);
        names.optional(&mut event.place);
        put(builder, RecordKind::Event, (id.index(), old), (builder.events.key.len(), event.key.clone()));
        builder.event(event);
    }
    for id in dataset.claim_ids() {
        let old = dataset.stated_claim(id).key;
        let mut claim = dataset.claim_record(id);
        names.key(&mut claim.key);
        names.key(&mut claim.event);
        names.side(&mut claim.favours);
        names.optional(&mut claim.place);
        if let Some(measure) = &mut claim.measure {
            names.key(&mut measure.from);
            names.key(&mut measure.to);
        }
        put(builder, RecordKind::Claim, (id.index(), old), (builder.claims.key.len(), claim.key.clone()));
        builder.claim(claim);
    }
    for id in dataset.statement_ids() {
        let old = dataset.statement(id).key;
        let mut statement = dataset.statement_record(id);
        names.key(&mut statement.key);
        names.key(&mut statement.claim);
        names.key(&mut statement.speaker);
        statement.via.iter_mut().for_each(|carrier| names.key(carrier));
        names.optional(&mut statement.report);
        put(builder, RecordKind::Statement, (id.index(), old), (builder.statements.key.len(), statement.key.clone()));
        builder.statement(statement);
    }
    for (number, relation) in dataset.relations().iter().enumerate() {
        let mut record = dataset.relation_record(relation);
        let old = relation_key(&record.a, record.kind, &record.b);
        names.key(&mut record.a);
        names.key(&mut record.b);
        let new = relation_key(&record.a, record.kind, &record.b);
        put(builder, RecordKind::Relation, (number, &old), (builder.relations.len(), new));
        builder.relation(record);
    }
}

impl Dataset {
    /// The keys of its layers, by `LayerId`; empty for a dataset from a single file.
    pub fn layer_keys(&self) -> impl ExactSizeIterator<Item = &Key> {
        self.layers.iter().map(|rows| &rows.key)
    }

    pub fn layer_by_key(&self, key: &str) -> Option<LayerId> {
        self.layers.iter().position(|rows| &*rows.key == key).map(LayerId::from_index)
    }

    /// The layer of a claim; `None` if an analyst added the claim or there is only one layer.
    pub fn layer_of_claim(&self, claim: ClaimId) -> Option<LayerId> {
        self.layer_of(claim, |rows| rows.claims)
    }

    pub fn layer_of_event(&self, event: EventId) -> Option<LayerId> {
        self.layer_of(event, |rows| rows.events)
    }

    pub fn layer_of_source(&self, source: SourceId) -> Option<LayerId> {
        self.layer_of(source, |rows| rows.sources)
    }

    pub fn layer_of_place(&self, place: PlaceId) -> Option<LayerId> {
        self.layer_of(place, |rows| rows.places)
    }

    fn layer_of(&self, row: impl Id, end: impl Fn(&LayerRows) -> usize) -> Option<LayerId> {
        self.layers.iter().position(|rows| row.index() < end(rows)).map(LayerId::from_index)
    }
}
