//! ACLED's event table: 31 columns, one row for each event, sources listed without what they said.
//!
//! A file is known by its columns, in any order and with any of the usual delimiters.
//! Older exports write days as `16 May 2025` and kinds of actors as numbers; both are taken as they stand.

use super::content::Content;
use super::events::{EventFile, Format, recognises};
use super::{Importer, ReadResult, Records, Told};
use crate::io::LoadError;
use crate::io::table::{Bytes, Progress};
use crate::model::{Defect, EventField, EventId, Id as _, Kept, RecordKind, TimeGrain};

/// Reads a file that is small enough as an ordinary dataset, with everything that one can do.
///
/// A larger one stays an event table, which [`EventFile`] reads.
pub const IMPORTER: Importer = Importer {
    name: FORMAT.name,
    id: "acled",
    extensions: &["csv", "tsv", "txt"],
    score: |content| {
        let bytes = bytes_of(content);
        if recognises(bytes.get(..HEAD_BYTES).unwrap_or(bytes)) { 100 } else { 0 }
    },
    read: |content, _| read(content),
};

/// The most bytes of a file that opens as an ordinary dataset.
pub const MAX_DATASET_BYTES: u64 = 32 << 20;

/// How much of a file is looked at to recognise the format.
const HEAD_BYTES: usize = 4096;

/// The text of a file, decoded from whatever encoding it is in; its bytes where it is none.
fn bytes_of<'a>(content: &Content<'a>) -> &'a [u8] {
    if content.text.is_empty() { content.bytes } else { content.text.as_bytes() }
}

fn read(content: &Content<'_>) -> ReadResult {
    let path = content.path;
    let unreadable = |source| LoadError::Unreadable { source, path: path.to_owned() };
    let file = EventFile::of_bytes(Bytes::of_memory(bytes_of(content).to_vec()), path).map_err(unreadable)?;
    let Some(file) = file else {
        let found = "its first line lacks columns of the format".to_owned();
        return Err(LoadError::UnknownFormat { found, path: path.to_owned() });
    };
    let progress = Progress::default();
    let complete = file.rest(file.first(&progress)?, &progress)?;
    let table = &complete.table;
    let rows: Vec<EventId> = (0..table.len()).map(EventId::from_index).collect();
    let (dataset, defects) = table.excerpt(&rows, |id| file.notes(table, id).ok().filter(|notes| !notes.is_empty()));
    // A record whose key is taken takes its claim and its statements along.
    let is_aside = |defect: &Defect| defect.kept == Kept::SetAside;
    let (records_aside, others): (Vec<_>, Vec<_>) =
        defects.into_iter().filter(|defect| !is_aside(defect) || defect.kind == RecordKind::Event).partition(is_aside);
    let set_aside = usize::try_from(complete.set_aside).unwrap_or(usize::MAX).saturating_add(records_aside.len());
    let records = Records { read: table.len() - records_aside.len(), set_aside };
    let mut issues = complete.issues;
    issues.extend(records_aside.into_iter().chain(others).map(|defect| file.issue_of(defect)));
    Ok(Told { dataset, issues, records, mapping: None })
}

pub const FORMAT: Format = Format {
    name: "ACLED events",
    key: "event_id_cnty",
    day: "event_date",
    lon: "longitude",
    lat: "latitude",
    fatalities: "fatalities",
    notes: "notes",
    edited: "timestamp",
    sources: "source",
    source_separator: b"; ",
    codes: &[
        (EventField::EventType, "event_type"),
        (EventField::Country, "country"),
        (EventField::Disorder, "disorder_type"),
        (EventField::SubEventType, "sub_event_type"),
        (EventField::Actor1, "actor1"),
        (EventField::Associates1, "assoc_actor_1"),
        (EventField::Inter1, "inter1"),
        (EventField::Actor2, "actor2"),
        (EventField::Associates2, "assoc_actor_2"),
        (EventField::Inter2, "inter2"),
        (EventField::Interaction, "interaction"),
        (EventField::Targeting, "civilian_targeting"),
        (EventField::CountryNumber, "iso"),
        (EventField::Region, "region"),
        (EventField::Admin1, "admin1"),
        (EventField::Admin2, "admin2"),
        (EventField::Admin3, "admin3"),
        (EventField::Location, "location"),
        (EventField::SourceScale, "source_scale"),
        (EventField::Tags, "tags"),
        (EventField::TimePrecision, "time_precision"),
        (EventField::PlacePrecision, "geo_precision"),
    ],
    // 1 is a town, 2 a part of a region near a town, 3 a region; the lengths are ours.
    radii_km: &[("1", 3.0), ("2", 25.0), ("3", 100.0)],
    grains: &[("1", TimeGrain::Day), ("2", TimeGrain::Week), ("3", TimeGrain::Month)],
};
