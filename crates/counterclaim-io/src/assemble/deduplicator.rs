//! Merges recurring sources, places and reports of a file into one record each.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};

use sha2::{Digest as _, Sha256};

use super::parsed_record::{PlacePart, ReportPart, SourcePart};
use crate::cell::value;
use crate::digest::sha256_hex;
use counterclaim_model::{
    Area, ColumnarBuilder, Id as _, PlaceRecord, ReportId, ReportRecord, RowIndex, Side, SourceRecord, Sparse, TextId,
};

/// The shortest text by which a report is recognised.
const SAME_TEXT_CHARS: usize = 30;

/// Lookup tables of everything so far.
#[derive(Debug, Default)]
pub struct Deduplicator {
    /// By folded name.
    sources: RowIndex,
    /// Keys of sides by folded name.
    sides: BTreeMap<String, String>,
    hasher: RandomState,
    places: ByKey,
    report_keys: Keys,
    /// Reports by their own URLs, and by other URLs where their text was found.
    reports_by_url: RowIndex,
    also_at: BTreeMap<TextId, usize>,
    reports_by_text: RowIndex,
    /// The text of each report, if given.
    report_texts: Sparse<ReportId, Known>,
}

/// The fingerprint of a text, since storing the texts of a large file twice takes too much memory.
type Known = [u8; 16];

/// The first half of the SHA-256 of a text.
fn known(text: &str) -> Known {
    let mut known = Known::default();
    known.iter_mut().zip(Sha256::digest(text)).for_each(|(to, from)| *to = from);
    known
}

fn hash_of_known(known: &Known) -> u64 {
    known.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

/// Finds records by their keys.
#[derive(Debug, Default)]
pub struct ByKey(RowIndex);

impl ByKey {
    /// The index of the first record with a key; `keys` are those of all records.
    pub fn find(&self, key: TextId, keys: &[TextId]) -> Option<usize> {
        self.0.find(key.index() as u64, |row| keys.get(row) == Some(&key))
    }

    /// Adds the record with an index, which has that key.
    pub fn insert(&mut self, key: TextId, row: usize, keys: &[TextId]) {
        self.0.insert(key.index() as u64, row, |row| keys.get(row).map_or(0, |key| key.index() as u64));
    }
}

impl Deduplicator {
    /// The key of a side, which is its name as first spelled.
    pub fn side(&mut self, name: &str, builder: &mut ColumnarBuilder) -> String {
        let name = value::squeezed(name);
        let folded = name.to_lowercase();
        if let Some(key) = self.sides.get(&folded) {
            return key.clone();
        }
        builder.side(Side { key: name.as_str().into(), name: name.clone(), note: None });
        self.sides.insert(folded, name.clone());
        name
    }

    /// The key of a source, which is its name as first spelled; later spellings match regardless of case.
    pub fn source(&mut self, source: SourcePart, builder: &mut ColumnarBuilder) -> String {
        let key_at = |row: usize| builder.source_keys().get(row).map_or("", |key| builder.text(*key));
        let folded = source.name.to_lowercase();
        let hash = self.hasher.hash_one(&folded);
        if let Some(met) = self.sources.find(hash, |row| key_at(row).to_lowercase() == folded) {
            return key_at(met).to_owned();
        }
        // Whom it speaks for comes first, since that may be a source that nothing else names.
        let speaks_for = source.speaks_for.filter(|name| name.to_lowercase() != folded);
        let speaks_for =
            speaks_for.and_then(|name| SourcePart::speaker(&name)).map(|principal| self.source(principal, builder));
        let side = source.side.map(|side| self.side(&side, builder));
        let key_at = |row: usize| builder.source_keys().get(row).map_or("", |key| builder.text(*key));
        let hash_of = |row| self.hasher.hash_one(key_at(row).to_lowercase());
        self.sources.insert(hash, builder.source_keys().len(), hash_of);
        let key = source.name.clone();
        let name = source.name;
        let kind = source.kind;
        let names = Vec::new();
        let aliases = Vec::new();
        builder.source(SourceRecord {
            key: key.clone(),
            name,
            names,
            aliases,
            kind,
            side,
            speaks_for,
            note: source.note,
        });
        key
    }

    /// The key of a place, identified by name, point, or else region, radius and outline.
    pub fn place(&mut self, place: PlacePart, builder: &mut ColumnarBuilder) -> String {
        let at = place.position.map(|at| format!(" {},{}", at.lat_deg, at.lon_deg)).unwrap_or_default();
        let radius = place.radius_km.map(|radius| format!(" ±{radius} km")).unwrap_or_default();
        let area = place.area.as_ref().map(area_mark).unwrap_or_default();
        // Without a point, the region distinguishes towns with the same name.
        let region = place.note.as_ref().filter(|_| place.position.is_none() && place.area.is_none());
        let region = region.map(|region| format!(", {region}")).unwrap_or_default();
        let key = format!("{}{region}{at}{radius}{area}", place.name);
        let id = builder.keep_text(&key);
        let number = builder.place_keys().len();
        if self.places.find(id, builder.place_keys()).is_none() {
            let position = place.position;
            let radius_km = place.radius_km;
            let area = place.area;
            let key = key.clone();
            let name = place.name;
            let note = place.note;
            let origin = place.origin;
            let own = PlaceRecord { key, name, position, radius_km, area, note, origin, ..PlaceRecord::default() };
            builder.place(own);
            self.places.insert(id, number, builder.place_keys());
        }
        key
    }

    /// The report with a URL or text; both identify it wherever they recur.
    ///
    /// A URL that is dropped is kept in `note`; the second value is a remark.
    pub fn report(
        &mut self,
        report: ReportPart,
        record: &str,
        note: &mut Option<String>,
        builder: &mut ColumnarBuilder,
    ) -> (String, Option<String>) {
        let folded = report.text.map(|text| value::squeezed(&text).to_lowercase());
        let is_long = folded.as_ref().is_some_and(|text| text.chars().count() >= SAME_TEXT_CHARS);
        let whole = folded.map_or_else(Known::default, |text| known(&text));
        let url = report.url.as_ref().map(|url| builder.keep_text(url));
        let met = url.and_then(|url| self.at_url(url, builder));
        if let Some(met) = met {
            let text = self.report_texts.get(ReportId::from_index(met)).copied().unwrap_or_default();
            // A page that lists many reports has one URL for all: a different id and text make a different report.
            let are_told = text != Known::default() && whole != Known::default();
            let is_another = report.key.is_some() && are_told && text != whole;
            if !is_another {
                return (key_of(builder, met), None);
            }
        }
        let publisher = report.publisher.map(|publisher| self.source(publisher, builder));
        let text_at = |row| self.report_texts.get(ReportId::from_index(row));
        let same = self.reports_by_text.find(hash_of_known(&whole), |row| text_at(row) == Some(&whole));
        if let Some(first) = same.filter(|_| is_long) {
            if let Some(url) = &report.url {
                let also = format!("also at {url}");
                *note = Some(note.take().map_or(also.clone(), |note| format!("{note}; {also}")));
            }
            self.also_at.extend(url.filter(|_| met.is_none()).map(|url| (url, first)));
            let remark = match (builder.publisher(first).map(|first| builder.text(first)), &publisher) {
                (Some(first), Some(second)) if first != second => {
                    Some(format!("`{second}` has the same text as `{first}`; both were read as one report"))
                }
                _ => None,
            };
            return (key_of(builder, first), remark);
        }
        let wish = report.key.or_else(|| report.url.clone()).unwrap_or_else(|| format!("report of {record}"));
        let key = self.report_keys.take(wish, builder, ColumnarBuilder::report_keys);
        let row = builder.report_keys().len();
        builder.report(ReportRecord {
            key: key.clone(),
            title: report.title,
            publisher,
            published: report.published,
            url: report.url,
            language: report.language,
            authors: Vec::new(),
            note: report.note,
        });
        if whole != Known::default() {
            self.report_texts.set(ReportId::from_index(row), whole);
        }
        if let Some(url) = url.filter(|_| met.is_none()) {
            let hash_of = |row| builder.url(row).map_or(0, |url| url.index() as u64);
            self.reports_by_url.insert(url.index() as u64, row, hash_of);
        }
        if is_long {
            let text_at = |row| self.report_texts.get(ReportId::from_index(row));
            self.reports_by_text.insert(hash_of_known(&whole), row, |row| text_at(row).map_or(0, hash_of_known));
        }
        (key, None)
    }

    /// The report with a URL.
    fn at_url(&self, url: TextId, builder: &ColumnarBuilder) -> Option<usize> {
        let own = self.reports_by_url.find(url.index() as u64, |row| builder.url(row) == Some(url));
        own.or_else(|| self.also_at.get(&url).copied())
    }
}

fn key_of(builder: &ColumnarBuilder, report: usize) -> String {
    builder.report_keys().get(report).map_or("", |key| builder.text(*key)).to_owned()
}

/// Used keys, and for some the next suffix that may be free.
#[derive(Debug, Default)]
pub struct Keys {
    taken: ByKey,
    next: BTreeMap<TextId, u32>,
}

impl Keys {
    /// Reserves a key for the next record, with a suffix if it is already used.
    pub fn take(
        &mut self,
        wish: String,
        builder: &mut ColumnarBuilder,
        keys: fn(&ColumnarBuilder) -> &[TextId],
    ) -> String {
        let wished = builder.keep_text(&wish);
        let row = keys(builder).len();
        if self.taken.find(wished, keys(builder)).is_none() {
            self.taken.insert(wished, row, keys(builder));
            return wish;
        }
        let mut number = self.next.get(&wished).copied().unwrap_or(2);
        let free = loop {
            let key = format!("{wish} ({number})");
            number += 1;
            if builder.text_id(&key).and_then(|key| self.taken.find(key, keys(builder))).is_none() {
                break key;
            }
        };
        self.next.insert(wished, number);
        let id = builder.keep_text(&free);
        self.taken.insert(id, row, keys(builder));
        free
    }
}

/// Distinguishes outlines with the same centre: the first digits of the SHA-256 of their positions.
fn area_mark(area: &Area) -> String {
    let mut bytes = Vec::new();
    for ring in area.rings() {
        bytes.extend((ring.len() as u64).to_le_bytes());
        bytes.extend(ring.iter().flat_map(|at| [at.lon_deg, at.lat_deg]).flat_map(f64::to_le_bytes));
    }
    format!(" outline {}", &sha256_hex(&bytes)[..8])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use counterclaim_model::DatasetHeader;

    #[test]
    fn a_key_that_is_taken_gets_the_next_number_that_is_free() {
        let mut builder = ColumnarBuilder::of_file(DatasetHeader::default(), Arc::default());
        let mut keys = Keys::default();
        let taken = ["a", "a (2)", "a", "a", "a (3)", ""].map(|wish| {
            let key = keys.take(wish.to_owned(), &mut builder, ColumnarBuilder::report_keys);
            builder.report(ReportRecord { key: key.clone(), ..ReportRecord::default() });
            key
        });
        assert_eq!(taken, ["a", "a (2)", "a (3)", "a (4)", "a (3) (2)", ""]);
    }
}
