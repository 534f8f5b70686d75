//! A table with one row for each event shown, after RFC 4180, in UTF-8, written in parts.
//!
//! Notes are read from the table's file. Cells that a spreadsheet would run as a formula begin with an apostrophe.

use std::io::{self, Write};

use ::csv::{Terminator, WriterBuilder};
use rayon::prelude::*;

use crate::cell::Cell;
use counterclaim_engine::EventsAssessment;
use counterclaim_io::cell::time_text;
use counterclaim_io::event_table::EventFile;
use counterclaim_model::Progress;
use counterclaim_model::{EventField, EventId, EventRow, EventTable, Id as _, Judgement, Target};

/// The column names; those starting with `own_` are the analyst's, the last five are computed.
pub const COLUMNS: [&str; 26] = [
    "event_id",
    "time",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "actor2",
    "region",
    "country",
    "admin1",
    "location",
    "lat",
    "lon",
    "radius_km",
    "sources",
    "fatalities",
    "notes",
    "own_credibility",
    "own_verdict",
    "own_tags",
    "own_note",
    "probability",
    "probability_low",
    "probability_high",
    "likelihood",
    "suggested_credibility",
];

/// Rows that one task writes and holds in memory.
const BATCH: usize = 2048;
/// Tasks between two writes.
const TASKS: usize = 8;

/// The events shown, and what they were made from.
#[derive(Clone, Copy, Debug)]
pub struct ShownEvents<'a> {
    pub table: &'a EventTable,
    /// The file with the notes.
    pub file: &'a EventFile,
    /// In the order shown.
    pub rows: &'a [u32],
    /// Of the analyst, if there is any judgement yet.
    pub judgement: Option<&'a Judgement>,
    /// Set if listed sources count as support.
    pub figures: Option<&'a EventsAssessment>,
    /// Whether the estimate of an event is hidden until the analyst has graded it.
    pub hides_until_graded: bool,
}

/// Writes every event; `progress` counts rows. An error of the kind `Interrupted` if cancelled.
pub fn write(shown: &ShownEvents<'_>, out: &mut dyn Write, progress: &Progress) -> io::Result<()> {
    progress.start(shown.rows.len() as u64);
    let mut header = writer();
    header.write_record(COLUMNS)?;
    out.write_all(&finished(header)?)?;
    for rows in shown.rows.chunks(BATCH * TASKS) {
        if progress.is_cancelled() {
            return Err(io::Error::new(io::ErrorKind::Interrupted, "the export was cancelled"));
        }
        let parts: Vec<io::Result<Vec<u8>>> = rows.par_chunks(BATCH).map(|rows| part(shown, rows)).collect();
        for part in parts {
            out.write_all(&part?)?;
        }
        progress.add(rows.len() as u64);
    }
    Ok(())
}

fn part(shown: &ShownEvents<'_>, rows: &[u32]) -> io::Result<Vec<u8>> {
    let events = rows.iter().filter_map(|row| shown.table.event(EventId::from_index(*row as usize)));
    let mut writer = writer();
    for event in events {
        let notes = shown.file.notes(shown.table, event.id).map_err(|error| io::Error::other(error.to_string()))?;
        writer.write_record(cells(shown, &event, &notes).iter().map(Cell::bytes))?;
    }
    finished(writer)
}

fn finished(writer: ::csv::Writer<Vec<u8>>) -> io::Result<Vec<u8>> {
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn writer() -> ::csv::Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new())
}

fn cells<'a>(shown: &ShownEvents<'a>, event: &EventRow<'a>, notes: &'a str) -> [Cell<'a>; COLUMNS.len()] {
    let text = |field: EventField| Cell::text(event.text(field));
    let key = event.key();
    let target = Target::Claim(key.as_str().into());
    let own = shown.judgement;
    let grade = own.and_then(|own| own.claim_credibility(&key));
    let tags: Vec<&str> = own.map(|own| own.tags(&target).collect()).unwrap_or_default();
    let sources: Vec<&str> = event.sources().map(|listed| listed.name).collect();
    let told = shown.figures.filter(|_| !shown.hides_until_graded || grade.is_some());
    let likelihood = told.and_then(|figures| figures.likelihood(event.id));
    let known = likelihood.filter(|likelihood| !likelihood.is_open);
    let share = |value: f64| format!("{value:.4}");
    [
        Cell::Text(key.clone().into()),
        Cell::own(event.time().map(|span| time_text::format(span, 0))),
        text(EventField::Disorder),
        text(EventField::EventType),
        text(EventField::SubEventType),
        text(EventField::Actor1),
        text(EventField::Actor2),
        text(EventField::Region),
        text(EventField::Country),
        text(EventField::Admin1),
        text(EventField::Location),
        Cell::own(shown.table.columns().lat_deg.get(event.id.index()).filter(|_| event.position.is_some())),
        Cell::own(shown.table.columns().lon_deg.get(event.id.index()).filter(|_| event.position.is_some())),
        Cell::own(event.radius_km),
        Cell::Text(sources.join("; ").into()),
        Cell::own(event.fatalities),
        Cell::Text(notes.into()),
        Cell::own(grade.map(|grade| grade.number())),
        own.and_then(|own| own.verdict(&key)).map(|verdict| verdict.truth.label()).into(),
        Cell::Text(tags.join("; ").into()),
        Cell::Text(own.and_then(|own| own.note(&target)).unwrap_or_default().to_owned().into()),
        Cell::own(known.map(|likelihood| share(likelihood.probability))),
        Cell::own(known.map(|likelihood| share(likelihood.low))),
        Cell::own(known.map(|likelihood| share(likelihood.high))),
        Cell::own(likelihood.map(|likelihood| likelihood.word().unwrap_or("undetermined"))),
        Cell::own(likelihood.map(|likelihood| likelihood.suggested.number())),
    ]
}
