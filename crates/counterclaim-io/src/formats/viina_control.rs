//! VIINA's table of control: who held each populated place on each day, by three sources and by their majority.
//!
//! Each source makes a statement about one claim of the place, which may stop holding; the majority vote is no source
//! of its own, so it carries the words of those with which it agrees.

use super::content::Content;
use super::importer::{Importer, ReadResult};
use crate::assemble::assembler::RowOutcome;
use crate::assemble::generic::{header, read_table};
use crate::assemble::parsed_record::{ClaimPart, EventPart, ParsedRecord, PlacePart, SourcePart, StatementPart, time};
use crate::cell::date::DateStyle;
use crate::cell::value::{self, known};
use crate::records::table::{Row, Table};
use counterclaim_model::{ClaimKind, DatasetHeader, Stance, TimeText};

pub const IMPORTER: Importer = Importer {
    name: "VIINA control of places",
    id: "viina-control",
    extensions: &["csv"],
    score: |content| {
        let columns = ["geonameid", "date", "status_wiki", "status_boost", "status_dsm", "status"];
        if content.table.as_ref().is_some_and(|table| table.has(&columns)) { 95 } else { 0 }
    },
    reads_text: false,
    read: |content, _| read(content),
};

/// Column and name of each source.
const SOURCES: [(&str, &str); 3] = [
    ("status_wiki", "Wikipedia, as read by VIINA"),
    ("status_boost", "VIINA, status_boost"),
    ("status_dsm", "DeepStateMap, as read by VIINA"),
];
const VOTE: &str = "VIINA majority vote";

fn read(content: &Content<'_>) -> ReadResult {
    let header = DatasetHeader {
        licence: Some("VIINA is under the Open Database Licence 1.0; credit it where it is shown".to_owned()),
        notes: vec![
            "The majority vote relays the sources with which it agrees; it is not an original source.".to_owned(),
        ],
        ..header(content.path)
    };
    read_table(content, header, |table, draft| {
        let days = DateStyle::of(table.column("date").into_iter().flat_map(|at| table.cells(at)));
        draft.add_rows(table, |_, row| {
            let cell = |name: &str| known(row.cell(table.column(name))).unwrap_or_default();
            let place = cell("geonameid");
            let day = cell("date");
            let record = format!("place {place} on {day}");
            match parsed_record(table, row, days) {
                Ok(parsed) => RowOutcome::of(record, parsed),
                Err(reason) => RowOutcome::Rejected { record, reason },
            }
        });
    })
}

fn parsed_record(table: &Table, row: &Row, days: DateStyle) -> Result<ParsedRecord, String> {
    let cell = |name: &str| known(row.cell(table.column(name)));
    let id = cell("geonameid").ok_or("no geonameid, so the place is unknown")?;
    let date = cell("date").ok_or("no date, so the day is unknown")?;
    let day = days.read(date, None, 0).map(time)?;
    let mut parsed = ParsedRecord::of_row(table, row);
    let name = cell("asciiname").map_or_else(|| format!("GeoNames {id}"), value::squeezed);
    let position = value::position(cell("latitude").unwrap_or_default(), cell("longitude").unwrap_or_default());
    let position = parsed.or_left_out("latitude, longitude", position).flatten();
    let place =
        PlacePart { name: name.clone(), position, origin: Some(format!("GeoNames {id}")), ..PlacePart::default() };
    let key = format!("control of {id}");
    let title = format!("Control of {name}");
    parsed.event = EventPart { key: key.clone(), title, place: Some(place), is_shared: true, ..EventPart::default() };
    let proposition = format!("{name} is under Russian control");
    parsed.claims.push(ClaimPart { kind: ClaimKind::State, ..ClaimPart::occurrence(&key, &proposition) });
    let vote = cell("status");
    for (column, source) in SOURCES {
        let Some(status) = cell(column) else { continue };
        match stance(status) {
            Some(stance) => {
                let is_carried = vote.is_some_and(|vote| vote.eq_ignore_ascii_case(status));
                parsed.statements.push(said(format!("{id}/{date}/{column}"), source, stance, &day, is_carried));
            }
            None => parsed.left_out(column, format!("`{status}` is not UA, RU or CONTESTED")),
        }
    }
    if let Some(word) = vote.filter(|vote| stance(vote).is_none()) {
        parsed.left_out("status", format!("`{word}` is not UA, RU or CONTESTED"));
    }
    if parsed.statements.is_empty() {
        parsed
            .remark("status", "no source agrees with the majority vote, so it was not read as a statement".to_owned());
    }
    Ok(parsed)
}

fn said(key: String, source: &str, stance: Stance, day: &TimeText, is_carried: bool) -> StatementPart {
    let via = if is_carried { vec![SourcePart::compiler(VOTE)] } else { Vec::new() };
    let stated_at = Some(day.clone());
    let as_of = Some(day.clone());
    StatementPart { stance, stated_at, as_of, via, ..StatementPart::listed(key, SourcePart::compiler(source)) }
}

/// What a status says to Russian control.
fn stance(status: &str) -> Option<Stance> {
    match status.to_uppercase().as_str() {
        "RU" => Some(Stance::Supports),
        "UA" => Some(Stance::Denies),
        "CONTESTED" => Some(Stance::Doubts),
        _ => None,
    }
}
