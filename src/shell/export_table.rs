//! Writing the events of a table that are shown: as a table of any length, or as a page where they are few.

use std::collections::BTreeMap;

use super::picture;
use crate::app::{OpenTable, State};
use counterclaim_engine::{Options, assess, assess_in_table};
use counterclaim_export::events::ShownEvents;
use counterclaim_export::{EXPORTERS, EventsWriter, Exporter, Shown};
use counterclaim_io::files::destination::Destination;
use counterclaim_model::Progress;
use counterclaim_model::{EventId, Id as _, Timestamp};

/// Writes the events of the open table that pass its filters, in the order of the list.
pub fn write(
    state: &State,
    table: &OpenTable,
    (destination, exporter): (Destination<'_>, &Exporter),
    made_at: Timestamp,
    progress: &Progress,
) -> Result<(), String> {
    destination.check().map_err(|error| error.to_string())?;
    if !table.table().is_complete() {
        return Err("the table is not completely loaded yet".to_owned());
    }
    let rows = table.rows_in_order(!state.preferences().hides_until_graded);
    let write_rows = match exporter.events.writer {
        EventsWriter::Rows(write_rows) => write_rows,
        EventsWriter::Dataset { most } => {
            check_count(rows.len(), most, exporter)?;
            return page(state, table, &rows, (destination, exporter), made_at);
        }
    };
    let shown = ShownEvents {
        table: table.table(),
        file: table.file(),
        rows: &rows,
        judgement: state.judgement(),
        figures: table.figures().shown().map(|figures| &**figures),
        hides_until_graded: state.preferences().hides_until_graded,
    };
    let written = destination.write_with(|out| write_rows(&shown, out, progress));
    match written {
        Err(_) if progress.is_cancelled() => Err("the export was cancelled and nothing was written".to_owned()),
        written => written.map_err(|error| error.to_string()),
    }
}

/// Refuses more events than a file of the format can hold, and names formats without a limit.
fn check_count(count: usize, most: usize, exporter: &Exporter) -> Result<(), String> {
    if count <= most {
        return Ok(());
    }
    let others = EXPORTERS.iter().filter(|other| other.events.most().is_none());
    let others: Vec<String> = others.map(|other| format!("{} (.{})", other.kind, other.extension)).collect();
    Err(format!("{} can contain at most {most} events: set a filter or export {}", exporter.kind, others.join(" or ")))
}

/// A page of the events as if they were a dataset of their own, with the figures of the whole table.
fn page(
    state: &State,
    table: &OpenTable,
    rows: &[u32],
    (destination, exporter): (Destination<'_>, &Exporter),
    made_at: Timestamp,
) -> Result<(), String> {
    let Some(document) = state.document() else {
        return Err("no dataset is open".to_owned());
    };
    let ids: Vec<EventId> = rows.iter().map(|row| EventId::from_index(*row as usize)).collect();
    let (dataset, _) = table.table().excerpt(&ids, |_| None);
    let assessment = match table.figures().shown().filter(|_| state.counts_listings()) {
        Some(whole) => {
            let keys: BTreeMap<String, EventId> =
                ids.iter().filter_map(|id| Some((table.table().event(*id)?.key(), *id))).collect();
            let event_of = |key: &str| keys.get(key).copied();
            assess_in_table(&dataset, state.judgement(), &Options::default(), (table.table(), &event_of), whole)
        }
        None => assess(&dataset, state.judgement(), &Options::default()),
    };
    let claims: Vec<_> = dataset.claim_ids().collect();
    let session = document.fingerprint().map(|fingerprint| (document.session_name(), fingerprint.to_owned()));
    let shown = Shown {
        dataset: &dataset,
        assessment: &assessment,
        judgement: state.judgement(),
        author: state.author(),
        claims: &claims,
        filters: &table.filter_label(),
        as_of: None,
        hides_until_graded: state.preferences().hides_until_graded,
        what_if: None,
        datasets: &document.dataset_refs(None),
        session: session.as_ref().map(|(name, digest)| (name.as_str(), digest.as_str())),
        made_at,
        map_png: Some(&picture::png_of_map(state)?),
    };
    let bytes = (exporter.write)(&shown).map_err(|error| error.to_string())?;
    destination.write(&bytes).map_err(|error| error.to_string())
}
