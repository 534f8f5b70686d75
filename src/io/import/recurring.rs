//! Sources, places and reports that recur in a file: each is one record of the dataset.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::account::{PlacePart, ReportPart, SourcePart};
use super::{sha256_hex, values};
use crate::model::{Area, DatasetBuilder, PlaceRecord, ReportRecord, SourceRecord};

/// How short a text may be and still be known again.
const SAME_TEXT_CHARS: usize = 30;

/// What has been met so far.
#[derive(Debug, Default)]
pub struct Recurring {
    /// Keys by folded name.
    sources: BTreeMap<String, String>,
    places: BTreeSet<String>,
    report_keys: Keys,
    /// Key and folded text.
    reports_by_url: BTreeMap<Known, (String, Option<Known>)>,
    /// Key and publisher.
    reports_by_text: BTreeMap<Known, (String, Option<String>)>,
}

/// What a text is known again by, since the texts of a large file take too much memory to be held twice.
pub type Known = [u8; 16];

/// The first half of the SHA-256 of some texts, each ended by a byte that no text has.
pub fn known(texts: &[&str]) -> Known {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text);
        hasher.update([0xff]);
    }
    let mut known = Known::default();
    known.iter_mut().zip(hasher.finalize()).for_each(|(to, from)| *to = from);
    known
}

impl Recurring {
    /// The key of a source, known by its name whatever the case.
    pub fn source(&mut self, source: SourcePart, builder: &mut DatasetBuilder) -> String {
        let folded = source.name.to_lowercase();
        if let Some(key) = self.sources.get(&folded) {
            return key.clone();
        }
        let key = source.name.clone();
        self.sources.insert(folded, key.clone());
        let (name, kind) = (source.name, source.kind);
        let (names, aliases, side, speaks_for) = (Vec::new(), Vec::new(), None, None);
        builder.sources.push(SourceRecord {
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

    /// The key of a place, known by its name, its point, its radius and its outline.
    pub fn place(&mut self, place: PlacePart, builder: &mut DatasetBuilder) -> String {
        let at = place.position.map(|at| format!(" {},{}", at.lat_deg, at.lon_deg)).unwrap_or_default();
        let radius = place.radius_km.map(|radius| format!(" ±{radius} km")).unwrap_or_default();
        let area = place.area.as_ref().map(area_mark).unwrap_or_default();
        let key = format!("{}{at}{radius}{area}", place.name);
        if self.places.insert(key.clone()) {
            let (position, radius_km, area) = (place.position, place.radius_km, place.area);
            let (key, name, note, origin) = (key.clone(), place.name, place.note, place.origin);
            let own = PlaceRecord { key, name, position, radius_km, area, note, origin, ..PlaceRecord::default() };
            builder.places.push(own);
        }
        key
    }

    /// The report of an address or a text, which is the same wherever either recurs.
    ///
    /// An address that goes lost is kept in `note`; the second value is worth knowing.
    pub fn report(
        &mut self,
        report: ReportPart,
        record: &str,
        note: &mut Option<String>,
        builder: &mut DatasetBuilder,
    ) -> (String, Option<String>) {
        let folded = report.text.map(|text| values::squeezed(&text).to_lowercase());
        let is_long = folded.as_ref().is_some_and(|text| text.chars().count() >= SAME_TEXT_CHARS);
        let whole = folded.map(|text| known(&[&text]));
        let text = whole.filter(|_| is_long);
        let at = report.url.as_ref().map(|url| known(&[url]));
        if let Some((key, met)) = at.and_then(|at| self.reports_by_url.get(&at)) {
            // A page that lists many reports has one address for all: an id and a text of its own make another report.
            let is_another = report.key.is_some() && met.is_some() && whole.is_some() && *met != whole;
            if !is_another {
                return (key.clone(), None);
            }
        }
        let publisher = report.publisher.map(|publisher| self.source(publisher, builder));
        if let Some((key, first)) = text.as_ref().and_then(|text| self.reports_by_text.get(text)).cloned() {
            if let Some(url) = &report.url {
                let also = format!("also at {url}");
                *note = Some(note.take().map_or(also.clone(), |note| format!("{note}; {also}")));
                self.reports_by_url.entry(known(&[url])).or_insert((key.clone(), whole));
            }
            let remark = match (&first, &publisher) {
                (Some(first), Some(second)) if first != second => {
                    Some(format!("`{second}` has the text of `{first}`; it was read as one report"))
                }
                _ => None,
            };
            return (key, remark);
        }
        let wish = report.key.or_else(|| report.url.clone()).unwrap_or_else(|| format!("report of {record}"));
        let key = self.report_keys.take(wish);
        if let Some(at) = at {
            self.reports_by_url.entry(at).or_insert((key.clone(), whole));
        }
        if let Some(text) = text {
            self.reports_by_text.insert(text, (key.clone(), publisher.clone()));
        }
        builder.reports.push(ReportRecord {
            key: key.clone(),
            title: report.title,
            publisher,
            published: report.published,
            url: report.url,
            language: report.language,
            authors: Vec::new(),
            note: report.note,
        });
        (key, None)
    }
}

/// Keys that are taken, each with the number behind it that may be free next.
#[derive(Debug, Default)]
pub struct Keys(BTreeMap<Known, u32>);

impl Keys {
    /// Takes a key, with a number behind it where it is taken.
    pub fn take(&mut self, wish: String) -> String {
        let wished = known(&[&wish]);
        let Some(next) = self.0.get(&wished) else {
            self.0.insert(wished, 2);
            return wish;
        };
        let mut number = *next;
        let free = loop {
            let key = format!("{wish} ({number})");
            number += 1;
            if !self.0.contains_key(&known(&[&key])) {
                break key;
            }
        };
        self.0.insert(wished, number);
        self.0.insert(known(&[&free]), 2);
        free
    }
}

/// What tells outlines apart that have one middle: the first digits of the SHA-256 of their positions.
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
    use super::*;

    #[test]
    fn a_key_that_is_taken_gets_the_next_number_that_is_free() {
        let mut keys = Keys::default();
        let taken = ["a", "a (2)", "a", "a", "a (3)", ""].map(|wish| keys.take(wish.to_owned()));
        assert_eq!(taken, ["a", "a (2)", "a (3)", "a (4)", "a (3) (2)", ""]);
    }
}
