//! Several datasets open together: each is a layer, and all of them are one `Dataset`.
//!
//! The first layer's keys stay as its file has them. Keys of every further layer are led by the key of the layer,
//! always and not only where they would clash: an edit finds its target whatever else is open.
//! A side of a further layer that has key and name of one of the first layer's is that side; nothing else is merged.

use std::collections::BTreeMap;

use super::record::relation_key;
use super::{
    ClaimId, Dataset, DatasetBuilder, DatasetHeader, Defect, EventId, Id, Key, LayerId, PlaceId, RecordKind, Side,
    SourceId,
};

/// The key of the layer that a session begins with.
pub const FIRST_LAYER: &str = "first";

/// What an analyst says of a layer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Layer {
    pub name: String,
    /// Number of its letter and colour, from 0.
    pub mark: u8,
    /// Where the dataset was when it was laid; the first layer's is named by the session itself.
    pub file: Option<LayerFile>,
    /// Whether it is part of the evidence; work on one that is not is kept.
    pub is_laid: bool,
}

/// The file of a layer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LayerFile {
    pub path: String,
    /// As 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// The rows of one layer: up to which row each kind is its own, or an earlier layer's.
#[derive(Clone, Debug)]
pub(super) struct LayerRows {
    key: Key,
    claims: usize,
    events: usize,
    sources: usize,
    places: usize,
}

/// The key of a further layer, from the SHA-256 of its file: the same file has the same key in any session.
pub fn layer_key(sha256: &str) -> Key {
    Key::from(sha256.get(..8).unwrap_or(sha256))
}

/// A key of a further layer as the combined dataset has it.
pub fn qualified(layer: &str, key: &str) -> String {
    format!("{layer}:{key}")
}

/// One dataset of several, with what cannot stand in it; the first layer's ids stay as they are.
///
/// Only keys that clash although they are qualified cannot stand.
pub fn combined(layers: &[(Key, &Dataset)]) -> (Dataset, Vec<Defect>) {
    let Some(((_, first), further)) = layers.split_first() else {
        return DatasetBuilder::default().finish();
    };
    let mut builder = first.to_builder();
    builder.header = header(layers);
    let own_sides = first.sides().to_vec();
    for (key, dataset) in further {
        append(&mut builder, Qualifier { layer: key, sides: sides(key, dataset, &own_sides) }, dataset);
    }
    let (mut dataset, defects) = builder.finish();
    dataset.layers = rows(layers);
    (dataset, defects)
}

/// The titles of all; offset and licence are the first one's, since the others may say another.
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
    let (mut claims, mut events, mut sources, mut places) = (0, 0, 0, 0);
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
    let key = |side: &Side| match own.iter().any(|other| is_same(side, other)) {
        true => side.key.to_string(),
        false => qualified(layer, &side.key),
    };
    dataset.sides().iter().map(|side| (side.key.clone(), key(side))).collect()
}

/// How a layer's keys are called in the combined dataset.
struct Qualifier<'a> {
    layer: &'a str,
    sides: BTreeMap<Key, String>,
}

impl Qualifier<'_> {
    fn key(&self, key: &mut String) {
        *key = qualified(self.layer, key);
    }

    fn optional(&self, key: &mut Option<String>) {
        key.iter_mut().for_each(|key| self.key(key));
    }

    fn side(&self, key: &mut Option<String>) {
        if let Some(named) = key.as_deref().and_then(|key| self.sides.get(key)) {
            *key = Some(named.clone());
        }
    }

    fn side_key(&self, key: &str) -> String {
        self.sides.get(key).cloned().unwrap_or_else(|| qualified(self.layer, key))
    }
}

fn append(builder: &mut DatasetBuilder, names: Qualifier<'_>, dataset: &Dataset) {
    let mut layer = dataset.to_builder();
    append_extras(builder, &names, &layer);
    for mut side in layer.sides {
        let key = names.side_key(&side.key);
        if builder.sides.iter().all(|other| *other.key != *key) {
            side.key = Key::from(key);
            builder.sides.push(side);
        }
    }
    for place in &mut layer.places {
        names.key(&mut place.key);
        names.optional(&mut place.part_of);
        place.offset_from.iter_mut().for_each(|offset| names.key(&mut offset.place));
    }
    for source in &mut layer.sources {
        names.key(&mut source.key);
        names.side(&mut source.side);
        names.optional(&mut source.speaks_for);
    }
    for report in &mut layer.reports {
        names.key(&mut report.key);
        names.optional(&mut report.publisher);
    }
    for event in &mut layer.events {
        names.key(&mut event.key);
        names.optional(&mut event.place);
    }
    for claim in &mut layer.claims {
        names.key(&mut claim.key);
        names.key(&mut claim.event);
        names.side(&mut claim.favours);
        names.optional(&mut claim.place);
        if let Some(measure) = &mut claim.measure {
            names.key(&mut measure.from);
            names.key(&mut measure.to);
        }
    }
    for statement in &mut layer.statements {
        names.key(&mut statement.key);
        names.key(&mut statement.claim);
        names.key(&mut statement.speaker);
        statement.via.iter_mut().for_each(|carrier| names.key(carrier));
        names.optional(&mut statement.report);
    }
    for relation in &mut layer.relations {
        names.key(&mut relation.a);
        names.key(&mut relation.b);
    }
    builder.places.append(&mut layer.places);
    builder.sources.append(&mut layer.sources);
    builder.reports.append(&mut layer.reports);
    builder.events.append(&mut layer.events);
    builder.claims.append(&mut layer.claims);
    builder.statements.append(&mut layer.statements);
    builder.relations.append(&mut layer.relations);
}

/// What this version does not know of the records, under their new keys.
fn append_extras(builder: &mut DatasetBuilder, names: &Qualifier<'_>, layer: &DatasetBuilder) {
    let q = |key: &str| qualified(names.layer, key);
    let relations: BTreeMap<String, String> = layer
        .relations
        .iter()
        .map(|row| (relation_key(&row.a, row.kind, &row.b), relation_key(&q(&row.a), row.kind, &q(&row.b))))
        .collect();
    for ((kind, key), extra) in &layer.extras {
        let key = match kind {
            // The combined dataset says of itself what the first one does.
            RecordKind::Dataset => continue,
            RecordKind::Side => names.side_key(key),
            RecordKind::Relation => relations.get(key).cloned().unwrap_or_else(|| q(key)),
            _ => q(key),
        };
        builder.extras.entry((*kind, key)).or_insert_with(|| extra.clone());
    }
}

impl Dataset {
    /// The keys of the layers that it is made of, by `LayerId`; empty for a dataset that is one file's.
    pub fn layer_keys(&self) -> impl ExactSizeIterator<Item = &Key> {
        self.layers.iter().map(|rows| &rows.key)
    }

    pub fn layer_by_key(&self, key: &str) -> Option<LayerId> {
        self.layers.iter().position(|rows| &*rows.key == key).map(LayerId::from_index)
    }

    /// The layer of a claim; `None` for one that an analyst has added, and where there is one layer only.
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
