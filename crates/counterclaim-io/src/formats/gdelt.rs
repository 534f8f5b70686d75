//! GDELT 2.0 events and mentions: tab-separated without a header, or saved anew with one.
//!
//! Where an article was found is an outlet; who acted is no speaker. Codes are texts, with their zeros in front.

use super::content::Content;
use super::importer::{Importer, ReadResult};
use crate::assemble::assembler::RowOutcome;
use crate::assemble::generic::{header, read_table};
use crate::assemble::parsed_record::{
    ClaimPart, EventPart, ParsedRecord, PlacePart, ReportPart, SourcePart, StatementPart, time,
};
use crate::cell::date::DateStyle;
use crate::cell::radius_codes::GDELT_RADII_KM;
use crate::cell::value::{self, known};
use crate::records::delimited::Scanner;
use crate::records::table::{Header, Row, Table};
use counterclaim_model::{DatasetHeader, TimeText};

/// The table of events.
pub const EVENTS: Importer = Importer {
    name: "GDELT 2.0 events",
    id: "gdelt-events",
    extensions: &["csv", "zip", "tsv"],
    score: |content| score(content, &["GLOBALEVENTID", "SQLDATE", "EventCode", "SOURCEURL"]),
    reads_text: false,
    read: |content, _| read(content, event),
};

/// The table of mentions.
pub const MENTIONS: Importer = Importer {
    name: "GDELT 2.0 mentions",
    id: "gdelt-mentions",
    extensions: &["csv", "zip", "tsv"],
    score: |content| score(content, &["GLOBALEVENTID", "MentionTimeDate", "MentionIdentifier"]),
    reads_text: false,
    read: |content, _| read(content, mention),
};

const EVENT_COLUMNS: [&str; 61] = [
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Type",
    "Actor1Geo_FullName",
    "Actor1Geo_CountryCode",
    "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor1Geo_FeatureID",
    "Actor2Geo_Type",
    "Actor2Geo_FullName",
    "Actor2Geo_CountryCode",
    "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "Actor2Geo_FeatureID",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "ActionGeo_FeatureID",
    "DATEADDED",
    "SOURCEURL",
];

const MENTION_COLUMNS: [&str; 16] = [
    "GLOBALEVENTID",
    "EventTimeDate",
    "MentionTimeDate",
    "MentionType",
    "MentionSourceName",
    "MentionIdentifier",
    "SentenceID",
    "Actor1CharOffset",
    "Actor2CharOffset",
    "ActionCharOffset",
    "InRawText",
    "Confidence",
    "MentionDocLen",
    "MentionDocTone",
    "MentionDocTranslationInfo",
    "Extras",
];

/// The kinds of action, by the first two figures of their code.
const ACTIONS: [&str; 20] = [
    "make a public statement",
    "appeal",
    "express intent to cooperate",
    "consult",
    "engage in diplomatic cooperation",
    "engage in material cooperation",
    "provide aid",
    "yield",
    "investigate",
    "demand",
    "disapprove",
    "reject",
    "threaten",
    "protest",
    "exhibit force posture",
    "reduce relations",
    "coerce",
    "assault",
    "fight",
    "use mass violence",
];

fn score(content: &Content<'_>, columns: &[&str]) -> u8 {
    if content.table.as_ref().is_some_and(|table| table.has(columns)) { 95 } else { 0 }
}

/// The columns that version 1.0 of the table of events lacks.
const NOT_IN_VERSION_1: [&str; 3] = ["Actor1Geo_ADM2Code", "Actor2Geo_ADM2Code", "ActionGeo_ADM2Code"];

/// The names of the columns of a text that has none itself, where it looks like one of the tables.
pub fn without_header(text: &str, separator: char) -> Option<Vec<&'static str>> {
    let cells = Scanner::new(text, separator).find_map(|record| record.cells.ok())?;
    let figures = |at: usize, length: usize| {
        cells.get(at).is_some_and(|cell| cell.len() == length && cell.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_id = cells.first().is_some_and(|cell| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit()));
    if is_id && cells.len() == EVENT_COLUMNS.len() && figures(1, 8) && figures(59, 14) {
        return Some(EVENT_COLUMNS.to_vec());
    }
    // Its days are followed by their months; the last column came later.
    if is_id && matches!(cells.len(), 57 | 58) && figures(1, 8) && figures(2, 6) && figures(3, 4) {
        return Some(EVENT_COLUMNS.into_iter().filter(|name| !NOT_IN_VERSION_1.contains(name)).collect());
    }
    let has_times = matches!(cells.len(), 15 | 16) && figures(1, 14) && figures(2, 14);
    (is_id && has_times).then(|| MENTION_COLUMNS.get(..cells.len()).map(<[&str]>::to_vec)).flatten()
}

/// The records of a text without a header; in some the last cell is missing.
pub fn table(text: &str, separator: char, names: &[&str]) -> Result<Table, (usize, String)> {
    let padded = |mut cells: Vec<String>| {
        if cells.len() + 1 == names.len() {
            cells.push(String::new());
        }
        cells
    };
    let records = Scanner::new(text, separator).map(|record| (record.line, record.cells.map(padded)));
    Table::of_records(records, Header::Known(names))
}

type Reader = fn(&Table, &Row) -> (String, ParsedRecord);

fn read(content: &Content<'_>, reader: Reader) -> ReadResult {
    let header = DatasetHeader {
        licence: Some("GDELT is free to use; credit it where it is shown".to_owned()),
        ..header(content.path)
    };
    read_table(content, header, |table, draft| {
        let numbers = numbers_of_mentions(table);
        draft.add_rows(table, |at, row| {
            let (key, mut parsed) = reader(table, row);
            if parsed.event.is_shared {
                let number = numbers.get(at).copied().unwrap_or_default();
                parsed.statements.iter_mut().for_each(|said| said.key = format!("{key}/{number}"));
            }
            RowOutcome::of(format!("event {key}"), parsed)
        });
    })
}

/// The how-manieth mention of its event each row is, from 1; nothing for a table of events.
fn numbers_of_mentions(table: &Table) -> Vec<u32> {
    let Some(id) = table.column("MentionIdentifier").and(table.column("GLOBALEVENTID")) else { return Vec::new() };
    let mut mentions = std::collections::BTreeMap::new();
    let number = |row: usize| {
        let count: &mut u32 = mentions.entry(table.cell(row, id)).or_default();
        *count += 1;
        *count
    };
    (0..table.row_count()).map(number).collect()
}

fn cell<'r>(table: &Table, row: &'r Row, name: &str) -> Option<&'r str> {
    known(row.cell(table.column(name)))
}

/// A moment as `YYYYMMDDHHMMSS` in UTC, or a day.
fn moment(table: &Table, row: &Row, name: &str, parsed: &mut ParsedRecord) -> Option<TimeText> {
    let read = DateStyle::default().read(cell(table, row, name)?, None, 0);
    parsed.or_left_out(name, read).map(time)
}

fn event(table: &Table, row: &Row) -> (String, ParsedRecord) {
    let mut parsed = ParsedRecord::of_row(table, row);
    let key = cell(table, row, "GLOBALEVENTID").unwrap_or_default().to_owned();
    let happened = moment(table, row, "SQLDATE", &mut parsed);
    let place = place(table, row, &mut parsed);
    let code = cell(table, row, "EventCode").unwrap_or_default();
    let root = cell(table, row, "EventRootCode").or(code.get(..2)).unwrap_or_default();
    let action =
        root.parse::<usize>().ok().and_then(|root| ACTIONS.get(root.checked_sub(1)?)).copied().unwrap_or("act");
    let [first, second] = ["Actor1Name", "Actor2Name"].map(|name| cell(table, row, name));
    let parties = match (first, second) {
        (Some(first), Some(second)) => format!("{first} – {second}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Unnamed actors".to_owned(),
    };
    let at = place.as_ref().map(|place| format!(", {}", place.name)).unwrap_or_default();
    let title = format!("{parties}: {action} (CAMEO {code}){at}");
    parsed.claims.push(ClaimPart::occurrence(&key, &title));
    if let Some(url) = cell(table, row, "SOURCEURL") {
        let outlet = value::host(url).or_else(|| Some(url.to_owned())).and_then(|name| SourcePart::outlet(&name));
        let report = ReportPart {
            title: url.to_owned(),
            publisher: outlet.clone(),
            url: Some(url.to_owned()),
            ..ReportPart::default()
        };
        let speaker = outlet.unwrap_or_else(SourcePart::unnamed);
        parsed.statements.push(StatementPart { report: Some(report), ..StatementPart::listed(key.clone(), speaker) });
    }
    parsed.event = EventPart { key: key.clone(), title, place, time: happened, note: None, is_shared: false };
    (key, parsed)
}

fn place(table: &Table, row: &Row, parsed: &mut ParsedRecord) -> Option<PlacePart> {
    let own = |name: &str| cell(table, row, name).unwrap_or_default();
    let position = value::position(own("ActionGeo_Lat"), own("ActionGeo_Long"));
    let position = parsed.or_left_out("ActionGeo_Lat, ActionGeo_Long", position).flatten();
    let kind = own("ActionGeo_Type");
    let radius_km = GDELT_RADII_KM.iter().find(|(code, _)| *code == kind).map(|(_, radius)| *radius);
    let name = cell(table, row, "ActionGeo_FullName")?.to_owned();
    Some(PlacePart { name, position, radius_km, origin: Some("GDELT".to_owned()), ..PlacePart::default() })
}

fn mention(table: &Table, row: &Row) -> (String, ParsedRecord) {
    let mut parsed = ParsedRecord::of_row(table, row);
    let key = cell(table, row, "GLOBALEVENTID").unwrap_or_default().to_owned();
    let happened = moment(table, row, "EventTimeDate", &mut parsed);
    let stated_at = moment(table, row, "MentionTimeDate", &mut parsed);
    let title = format!("Event {key}");
    parsed.claims.push(ClaimPart::occurrence(&key, &title));
    let outlet = cell(table, row, "MentionSourceName").and_then(SourcePart::outlet);
    let identifier = cell(table, row, "MentionIdentifier");
    let report = identifier.map(|identifier| ReportPart {
        key: Some(identifier.to_owned()),
        title: identifier.to_owned(),
        publisher: outlet.clone(),
        published: stated_at.clone(),
        url: value::host(identifier).map(|_| identifier.to_owned()),
        ..ReportPart::default()
    });
    let note =
        cell(table, row, "Confidence").map(|confidence| format!("extracted with confidence {confidence} of 100"));
    let listed = StatementPart::listed(String::new(), outlet.unwrap_or_else(SourcePart::unnamed));
    parsed.statements.push(StatementPart { stated_at, report, note, ..listed });
    parsed.event = EventPart { key: key.clone(), title, place: None, time: happened, note: None, is_shared: true };
    (key, parsed)
}
