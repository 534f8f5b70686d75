//! A whole dataset as one flat table: a row for each statement, with its claim, event, place, report and figures.
//!
//! A claim without statements, and an event without claims, have a row of their own.
//! The table importer knows the column names, so the table can be read again.

use std::collections::BTreeSet;
use std::io;

use ::csv::{Terminator, WriterBuilder};

use crate::Converter;
use counterclaim_io::cell::formula_guard::guarded;
use counterclaim_io::cell::time_text;
use counterclaim_io::formats::statements_table::{COLUMNS, VIA_SEPARATOR};
use counterclaim_model::{Claim, Dataset, Event, Figure, Statement, TimeSpan};

/// The converter to the table.
pub const CONVERTER: Converter = Converter { name: "Table of statements (CSV)", extension: "csv", write };

/// An offset that no time has, so that each is written with its own.
const NO_OFFSET: i16 = i16::MIN;

fn write(dataset: &Dataset, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(COLUMNS)?;
    let mut told = BTreeSet::new();
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        let event = dataset.event(claim.event);
        told.insert(event.id);
        let about = about(dataset, &event, Some(&claim));
        let mut is_alone = true;
        for statement in dataset.statements_of_claim(id) {
            is_alone = false;
            let statement = dataset.statement(*statement);
            let said = said(dataset, &statement);
            let key = std::iter::once(statement.key.to_owned());
            writer
                .write_record(key.chain(about.iter().cloned()).chain(said).map(|cell| guarded(&cell).into_owned()))?;
        }
        if is_alone {
            write_alone(&mut writer, &about)?;
        }
    }
    for id in dataset.event_ids().filter(|id| !told.contains(id)) {
        write_alone(&mut writer, &about(dataset, &dataset.event(id), None))?;
    }
    writer.flush()
}

fn write_alone(writer: &mut ::csv::Writer<impl io::Write>, about: &[String]) -> io::Result<()> {
    let mut cells = vec![String::new()];
    cells.extend(about.iter().map(|cell| guarded(cell).into_owned()));
    cells.resize(COLUMNS.len(), String::new());
    writer.write_record(cells).map_err(io::Error::other)
}

/// The cells of an event and one of its claims.
fn about(dataset: &Dataset, event: &Event<'_>, claim: Option<&Claim<'_>>) -> Vec<String> {
    let place = claim.and_then(|claim| claim.place).or(event.place).map(|id| dataset.place(id));
    let position = place.and_then(|place| place.position);
    let (time, words) = match claim {
        Some(claim) => (claim.time, claim.time_words),
        None => (event.time, event.time_words),
    };
    let mut cells = vec![event.key.to_owned(), event.title.to_owned(), owned(event.note)];
    cells.extend([
        owned(claim.map(|claim| claim.key)),
        owned(claim.map(|claim| claim.proposition)),
        owned(claim.map(|claim| claim.kind.label())),
        owned(claim.and_then(|claim| claim.note)),
        span(time),
        owned(words.or(event.time_words)),
        owned(place.map(|place| place.name)),
        number(position.map(|at| at.lat_deg)),
        number(position.map(|at| at.lon_deg)),
        number(place.and_then(|place| place.radius_km)),
        owned(place.and_then(|place| place.note)),
    ]);
    cells
}

/// The cells of a statement, with its report and its figures.
fn said(dataset: &Dataset, statement: &Statement<'_>) -> Vec<String> {
    let report = statement.report.map(|id| dataset.report(id));
    let via: Vec<&str> = statement.via.iter().map(|id| dataset.source(*id).name).collect();
    let publisher = report.as_ref().and_then(|report| report.publisher).map(|id| dataset.source(id).name);
    let published = report.as_ref().and_then(|report| report.published);
    let first = statement.figures.first();
    let all: Vec<String> = statement.figures.iter().map(figure).collect();
    vec![
        dataset.source(statement.speaker).name.to_owned(),
        statement.stance.label().to_owned(),
        via.join(VIA_SEPARATOR),
        span(statement.stated_at),
        owned(statement.stated_words),
        span(statement.as_of),
        owned(statement.quote),
        owned(statement.paraphrase),
        owned(statement.note),
        owned(report.as_ref().map(|report| report.title)),
        owned(publisher),
        span(published),
        owned(report.as_ref().and_then(|report| report.url)),
        owned(report.as_ref().and_then(|report| report.language)),
        number(first.and_then(|figure| figure.low)),
        number(first.and_then(|figure| figure.high)),
        owned(first.map(|figure| figure.unit)),
        owned(first.map(|figure| figure.qualifier.label())),
        all.join("; "),
    ]
}

/// A figure in words: `at least 12000 people (side A), 2024-11/2025-01-06`.
pub fn figure(figure: Figure<'_>) -> String {
    let range = match (figure.low, figure.high) {
        (Some(low), Some(high)) if low < high => format!("{low} to {high}"),
        (Some(value), _) | (None, Some(value)) => value.to_string(),
        (None, None) => "unknown".to_owned(),
    };
    let scope = figure.scope.map(|scope| format!(" ({scope})")).unwrap_or_default();
    let window = figure.window.map(|window| format!(", {}", span(Some(window)))).unwrap_or_default();
    let counted = if figure.cumulative { ", counting on" } else { "" };
    let words = figure.words.map(|words| format!(", {words}")).unwrap_or_default();
    let text = format!("{} {range} {}{scope}{window}{counted}{words}", figure.qualifier.label(), figure.unit);
    text.trim().to_owned()
}

/// A time as text with its own offset.
pub fn span(span: Option<TimeSpan>) -> String {
    span.map(|span| time_text::format(span, NO_OFFSET)).unwrap_or_default()
}

fn owned(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
