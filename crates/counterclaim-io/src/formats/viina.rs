//! VIINA's tables: one row for each report of an event, or one for each event of a day with its sources listed.
//!
//! The day is that of the report, and a place is as wide as its precision says; no source has a stance.

use super::content::Content;
use super::importer::{Importer, ReadResult};
use crate::assemble::assembler::RowOutcome;
use crate::assemble::generic::{header, read_table};
use crate::assemble::parsed_record::{
    ClaimPart, EventPart, ParsedRecord, PlacePart, ReportPart, SourcePart, StatementPart, time,
};
use crate::cell::date::DateStyle;
use crate::cell::value::{self, known};
use crate::records::table::{Row, Table};
use counterclaim_model::{DatasetHeader, TimeText};

/// The table of reports, `event_info`.
pub const REPORTS: Importer = Importer {
    name: "VIINA reports",
    id: "viina",
    extensions: &["csv"],
    score: |content| score(content, &["event_id", "event_id_1pd", "date", "source", "url", "text"]),
    reads_text: false,
    read: |content, _| read(content, report),
};

/// The table of events of a day, `event_1pd`, and what others derive from it.
pub const DAYS: Importer = Importer {
    name: "VIINA events of a day",
    id: "viina-1pd",
    extensions: &["csv"],
    score: |content| score(content, &["event_id_1pd", "date", "n_reports", "asciiname"]),
    reads_text: false,
    read: |content, _| read(content, day),
};

/// What `GEO_PRECISION` means; the lengths are ours.
const RADII_KM: &[(&str, f64)] =
    &[("STREET", 0.5), ("ADM4", 3.0), ("ADM3", 5.0), ("CITY", 5.0), ("ADM2", 40.0), ("ADM1", 120.0), ("ADM0", 500.0)];

fn score(content: &Content<'_>, columns: &[&str]) -> u8 {
    if content.table.as_ref().is_some_and(|table| table.has(columns)) { 95 } else { 0 }
}

type Reader = fn(&Viina<'_>, &Row) -> ParsedRecord;

fn read(content: &Content<'_>, reader: Reader) -> ReadResult {
    let header = DatasetHeader {
        licence: Some("VIINA is under the Open Database Licence 1.0; credit it where it is shown".to_owned()),
        notes: vec!["Days are those of the reports, and times of day are stated without a zone.".to_owned()],
        ..header(content.path)
    };
    read_table(content, header, |table, draft| {
        let viina = Viina::of(table);
        draft.add_rows(table, |_, row| {
            let id = viina.first(row, &["event_id", "event_id_1pd"]).unwrap_or_default();
            RowOutcome::of(format!("event {id}"), reader(&viina, row))
        });
    })
}

struct Viina<'a> {
    table: &'a Table,
    days: DateStyle,
    has_clock: bool,
}

impl<'a> Viina<'a> {
    fn of(table: &'a Table) -> Self {
        let cells = |name| table.column(name).into_iter().flat_map(|at| table.cells(at));
        Self {
            table,
            days: DateStyle::of(cells("date")),
            has_clock: cells("time").any(|cell| !cell.starts_with("00:00")),
        }
    }

    fn cell<'r>(&self, row: &'r Row, name: &str) -> Option<&'r str> {
        known(row.cell(self.table.column(name)))
    }

    fn first<'r>(&self, row: &'r Row, names: &[&str]) -> Option<&'r str> {
        names.iter().find_map(|name| self.cell(row, name))
    }

    /// The items of a cell; lists are joined with `|` and texts with ` || `.
    fn list(&self, row: &Row, names: &[&str], separator: &str) -> Vec<String> {
        let cell = self.first(row, names).unwrap_or_default();
        cell.split(separator).filter_map(known).map(str::to_owned).collect()
    }

    /// The day, and the time of day where the column has any but 00:00.
    fn stated(&self, row: &Row, parsed: &mut ParsedRecord) -> Option<TimeText> {
        let clock = self.cell(row, "time").filter(|_| self.has_clock);
        let day = self.cell(row, "date")?;
        let read = self.days.read(day, clock, 0).or_else(|reason| self.days.read(day, None, 0).map_err(|_| reason));
        parsed.or_left_out("date", read).map(time)
    }

    fn place(&self, row: &Row, parsed: &mut ParsedRecord) -> Option<PlacePart> {
        let cell = |name| self.cell(row, name).unwrap_or_default();
        let position = value::position(cell("latitude"), cell("longitude"));
        let position = parsed.or_left_out("latitude, longitude", position).flatten();
        let regions: Vec<&str> =
            ["ADM2_NAME", "ADM1_NAME"].into_iter().filter_map(|name| self.cell(row, name)).collect();
        let name = self.first(row, &["asciiname", "location", "address", "ADM2_NAME", "ADM1_NAME"])?;
        let radius_km = self.cell(row, "GEO_PRECISION").and_then(|word| {
            let found = RADII_KM.iter().find(|(code, _)| code.eq_ignore_ascii_case(word)).map(|(_, radius)| *radius);
            if found.is_none() {
                parsed.left_out("GEO_PRECISION", format!("`{word}` is not a known precision"));
            }
            found
        });
        let geonames = self.cell(row, "geonameid").map(|id| format!("GeoNames {id}"));
        if geonames.is_none() {
            parsed.left_out("geonameid", "missing; the place is identified by its name only".to_owned());
        }
        let note = Some(regions.join(", ")).filter(|note| !note.is_empty());
        Some(PlacePart {
            name: value::squeezed(name),
            position,
            radius_km,
            note,
            origin: geonames,
            ..PlacePart::default()
        })
    }

    fn event(&self, row: &Row, key: &str, text: &str, is_shared: bool, parsed: &mut ParsedRecord) -> EventPart {
        let place = self.place(row, parsed);
        let stated = self.stated(row, parsed);
        let day = self.cell(row, "date").and_then(|day| self.days.read(day, None, 0).ok());
        let words = Some("the day of the report".to_owned());
        let happened = stated.and(day).map(|span| TimeText { span, words });
        EventPart {
            key: key.to_owned(),
            title: value::shortened(text, 160),
            place,
            time: happened,
            note: None,
            is_shared,
        }
    }
}

fn report(viina: &Viina<'_>, row: &Row) -> ParsedRecord {
    let mut parsed = ParsedRecord::of_row(viina.table, row);
    let key = viina.first(row, &["event_id", "report_id"]).unwrap_or_default();
    let event_key = viina.first(row, &["event_id_1pd", "event_id"]).unwrap_or_default();
    let text = viina.first(row, &["text", "asciiname", "location"]).unwrap_or("event").to_owned();
    parsed.event = viina.event(row, event_key, &text, true, &mut parsed);
    // The event already has the time of day.
    let stated_at = viina.stated(row, &mut ParsedRecord::default());
    // Reports of one event of a day are about one claim, each in its own words.
    let claim = ClaimPart::occurrence(event_key, &value::shortened(&text, 400));
    parsed.claims.push(ClaimPart { identity: Some(event_key.to_owned()), ..claim });
    let outlet = viina.cell(row, "source").and_then(SourcePart::outlet);
    let url = viina.cell(row, "url").map(str::to_owned);
    let report = ReportPart {
        key: viina.cell(row, "report_id").map(|id| format!("report {id}")),
        title: value::shortened(&text, 160),
        text: Some(text.clone()),
        publisher: outlet.clone(),
        published: stated_at.clone(),
        url,
        language: viina.cell(row, "lang").map(|code| if code == "ua" { "uk" } else { code }.to_owned()),
        note: None,
    };
    let speaker = outlet.unwrap_or_else(SourcePart::unnamed);
    let listed = StatementPart::listed(key.to_owned(), speaker);
    parsed.statements.push(StatementPart { stated_at, report: Some(report), paraphrase: Some(text), ..listed });
    parsed
}

fn day(viina: &Viina<'_>, row: &Row) -> ParsedRecord {
    let mut parsed = ParsedRecord::of_row(viina.table, row);
    let key = viina.cell(row, "event_id_1pd").unwrap_or_default().to_owned();
    let texts = viina.list(row, &["representative_text", "text"], " || ");
    let whole =
        viina.first(row, &["representative_text", "text", "asciiname", "ADM1_NAME"]).unwrap_or("event").to_owned();
    let text = texts.first().cloned().unwrap_or_else(|| whole.clone());
    parsed.event = viina.event(row, &key, &text, false, &mut parsed);
    let stated_at = viina.stated(row, &mut ParsedRecord::default());
    parsed.claims.push(ClaimPart::occurrence(&key, &value::shortened(&text, 400)));
    let sources = viina.list(row, &["sources_matching", "sources", "source"], "|");
    let urls = viina.list(row, &["source_urls", "urls", "url"], "|");
    let pairs: Vec<(Option<&String>, Option<&String>)> = match (sources.as_slice(), urls.as_slice()) {
        ([one], urls @ [_, ..]) => urls.iter().map(|url| (Some(one), Some(url))).collect(),
        (sources, urls) if sources.len() == urls.len() => sources.iter().map(Some).zip(urls.iter().map(Some)).collect(),
        (sources, urls) => {
            if !urls.is_empty() {
                let reason =
                    format!("the record lists {} sources and {} URLs that cannot be paired", sources.len(), urls.len());
                parsed.left_out("source_urls", reason);
            }
            sources.iter().map(|source| (Some(source), None)).collect()
        }
    };
    let count = pairs.len();
    for (number, (source, url)) in pairs.into_iter().enumerate() {
        // Texts belong to reports one by one only where there are as many.
        let own = texts.get(number).filter(|_| texts.len() == count);
        let paraphrase = own.cloned().unwrap_or_else(|| whole.clone());
        let outlet = source.and_then(|source| SourcePart::outlet(source));
        let report = url.map(|url| ReportPart {
            title: value::shortened(&paraphrase, 160),
            text: own.cloned(),
            publisher: outlet.clone(),
            published: stated_at.clone(),
            url: Some(url.clone()),
            ..ReportPart::default()
        });
        let statement = if count > 1 { format!("{key}/{}", number + 1) } else { key.clone() };
        let listed = StatementPart::listed(statement, outlet.unwrap_or_else(SourcePart::unnamed));
        parsed.statements.push(StatementPart {
            stated_at: stated_at.clone(),
            report,
            paraphrase: Some(paraphrase),
            ..listed
        });
    }
    parsed
}
