//! The table of statements that the program itself writes: its columns are known, nothing is guessed.

use super::content::Content;
use super::importer::{Importer, ReadResult};
use crate::LoadError;
use crate::assemble::generic;
use crate::cell::formula_guard::unguarded;
use crate::mapping::{ColumnMapping, Field, Mapping};

/// The names of the columns.
pub const COLUMNS: [&str; 34] = [
    "statement_id",
    "event_id",
    "event_title",
    "event_note",
    "claim_id",
    "proposition",
    "claim_kind",
    "claim_note",
    "happened",
    "happened_in_words",
    "place",
    "lat",
    "lon",
    "radius_km",
    "place_note",
    "speaker",
    "stance",
    "via",
    "stated_at",
    "stated_when",
    "as_of",
    "quote",
    "paraphrase",
    "note",
    "report_title",
    "publisher",
    "published",
    "url",
    "language",
    "low",
    "high",
    "unit",
    "qualifier",
    "all_figures",
];

/// What stands between carriers.
pub const VIA_SEPARATOR: &str = " | ";

pub const IMPORTER: Importer = Importer {
    name: "Table of statements",
    id: "statements",
    extensions: &["csv"],
    score: |content| match &content.table {
        Some(table) if table.has(&COLUMNS) => 95,
        _ => 0,
    },
    reads_text: false,
    read: |content, _| read(content),
};

const FIELDS: &[(&str, Field)] = &[
    ("statement_id", Field::Id),
    ("event_id", Field::EventId),
    ("event_title", Field::Title),
    ("claim_id", Field::ClaimId),
    ("proposition", Field::Proposition),
    ("happened", Field::From),
    ("place", Field::Place),
    ("lat", Field::Latitude),
    ("lon", Field::Longitude),
    ("radius_km", Field::Radius),
    ("place_note", Field::Region),
    ("speaker", Field::Speaker),
    ("stance", Field::Stance),
    ("via", Field::Via),
    ("stated_at", Field::StatedAt),
    ("stated_when", Field::StatedWords),
    ("quote", Field::Quote),
    ("paraphrase", Field::Text),
    ("note", Field::Note),
    ("report_title", Field::Headline),
    ("publisher", Field::Outlet),
    ("published", Field::Published),
    ("url", Field::Url),
    ("language", Field::Language),
    ("low", Field::Low),
    ("high", Field::High),
    ("unit", Field::Unit),
    ("qualifier", Field::Qualifier),
];

fn read(content: &Content<'_>) -> ReadResult {
    let Some(given) = &content.table else {
        let found = "it contains no records".to_owned();
        return Err(LoadError::UnknownFormat { found, path: content.path.to_owned() });
    };
    let table = given.with_cells(unguarded);
    let column = |(name, field): &(&str, Field)| {
        let list_separator = (*field == Field::Via).then(|| VIA_SEPARATOR.to_owned());
        ColumnMapping { list_separator, ..ColumnMapping::new(name, *field) }
    };
    let mapping = Mapping { columns: FIELDS.iter().map(column).collect(), ..Mapping::default() };
    generic::by(content.path, &table, &mapping, None, content.progress)
}
