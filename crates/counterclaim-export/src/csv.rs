//! A table with one row for each statement on the claims shown, after RFC 4180, in UTF-8.
//!
//! Cells that a spreadsheet would run as a formula begin with an apostrophe.
//! Times are ISO 8601 with their offset. A claim without statements has one row of its own.

use std::io;

use ::csv::{Terminator, WriterBuilder};

use crate::cell::Cell;
use crate::{EventsExport, EventsWriter, Exporter, Shown, events, words};
use counterclaim_engine::Unit;
use counterclaim_model::{Claim, ClaimId, StatementId, Target};

/// The exporter of the table.
pub const EXPORTER: Exporter = Exporter {
    name: "Table (CSV)",
    kind: "a table",
    extension: "csv",
    write,
    events: EventsExport {
        name: "Table (CSV)",
        help: "A table (CSV) has one row for each: key, time, place, kind, actors, sources, deaths and note, your grade, \
               verdict, tags and note, and the model estimate if there is one.",
        writer: EventsWriter::Rows(events::write),
    },
};

/// The names of the columns.
pub const COLUMNS: [&str; 31] = [
    "claim_id",
    "proposition",
    "kind",
    "place",
    "lat",
    "lon",
    "event",
    "time",
    "credibility",
    "verdict",
    "tags",
    "note",
    "statement_id",
    "stance",
    "speaker",
    "origin",
    "is_echo",
    "chain",
    "stated_at",
    "as_of",
    "report_title",
    "url",
    "paragraph",
    "quote",
    "paraphrase",
    "origin_reliability",
    "probability",
    "probability_low",
    "probability_high",
    "likelihood",
    "suggested_credibility",
];

/// An additional last column for a what-if with exclusions.
pub const WHAT_IF: &str = "what_if";

/// How many columns describe the claim, the statement, and the estimate.
const CLAIM_COLUMNS: usize = 12;
const FIGURE_COLUMNS: usize = 5;
const STATEMENT_COLUMNS: usize = COLUMNS.len() - CLAIM_COLUMNS - FIGURE_COLUMNS;

fn write(shown: &Shown<'_>) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    // Without this note, a table with exclusions would look like a complete one.
    let what_if = shown.what_if.as_deref().map(Cell::text);
    writer.write_record(COLUMNS.iter().chain(what_if.as_ref().map(|_| &WHAT_IF)))?;
    for id in shown.claims {
        let claim = claim_cells(shown, *id);
        let figure = figure_cells(shown, *id);
        let mut is_alone = true;
        for (unit, statement) in shown.statements(*id) {
            is_alone = false;
            let statement = statement_cells(shown, unit, statement);
            writer.write_record(claim.iter().chain(&statement).chain(&figure).chain(&what_if).map(Cell::bytes))?;
        }
        if is_alone {
            let nothing: [Cell<'_>; STATEMENT_COLUMNS] = std::array::from_fn(|_| Cell::Empty);
            writer.write_record(claim.iter().chain(&nothing).chain(&figure).chain(&what_if).map(Cell::bytes))?;
        }
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn claim_cells<'a>(shown: &Shown<'a>, id: ClaimId) -> [Cell<'a>; CLAIM_COLUMNS] {
    let dataset = shown.dataset;
    let claim: Claim<'a> = dataset.claim(id);
    let target = Target::Claim(claim.key.into());
    let position = shown.position(&claim);
    let tags: Option<Vec<&str>> = shown.judgement.map(|own| own.tags(&target).collect());
    [
        Cell::text(claim.key),
        Cell::text(claim.proposition),
        Cell::text(claim.kind.label()),
        claim.place.map(|place| dataset.place(place).name).into(),
        Cell::own(position.map(|at| at.lat_deg)),
        Cell::own(position.map(|at| at.lon_deg)),
        Cell::text(dataset.event(claim.event).title),
        Cell::time(claim.time),
        Cell::own(shown.credibility(&claim).map(|grade| grade.number())),
        shown.verdict(&claim).map(|verdict| verdict.truth.label()).into(),
        Cell::Text(tags.unwrap_or_default().join("; ").into()),
        shown.judgement.and_then(|own| own.note(&target)).into(),
    ]
}

/// The estimate; an undetermined claim has a word and no numbers.
fn figure_cells<'a>(shown: &Shown<'a>, id: ClaimId) -> [Cell<'a>; FIGURE_COLUMNS] {
    let likelihood = shown.likelihood(&shown.dataset.claim(id));
    let known = likelihood.filter(|likelihood| !likelihood.is_open);
    let share = |value: f64| format!("{value:.4}");
    [
        Cell::own(known.map(|likelihood| share(likelihood.probability))),
        Cell::own(known.map(|likelihood| share(likelihood.low))),
        Cell::own(known.map(|likelihood| share(likelihood.high))),
        Cell::own(likelihood.map(|likelihood| likelihood.word().unwrap_or("undetermined"))),
        Cell::own(likelihood.map(|likelihood| likelihood.suggested.number())),
    ]
}

fn statement_cells<'a>(shown: &Shown<'a>, unit: &Unit, id: StatementId) -> [Cell<'a>; STATEMENT_COLUMNS] {
    let dataset = shown.dataset;
    let statement = dataset.statement(id);
    let report = statement.report.map(|report| dataset.report(report));
    let origin = dataset.source(unit.origin.source);
    [
        Cell::text(statement.key),
        Cell::text(statement.stance.label()),
        Cell::text(dataset.source(statement.speaker).name),
        Cell::Text(words::origin(dataset, unit.origin).into()),
        Cell::own(Some(id != unit.first)),
        Cell::Text(words::chain(dataset, &statement).join(" → ").into()),
        Cell::time(statement.stated_at),
        Cell::time(statement.as_of),
        report.as_ref().map(|report| report.title).into(),
        report.as_ref().and_then(|report| report.url).into(),
        Cell::own(statement.paragraph),
        statement.quote.into(),
        statement.paraphrase.into(),
        Cell::own(shown.judgement.and_then(|own| own.reliability(origin.key)).map(|grade| grade.letter())),
    ]
}
