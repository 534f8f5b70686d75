//! ACLED's event table: 31 columns, one row for each event, sources listed without what they said.
//!
//! A file is known by its columns, in any order, with any of the usual delimiters, and in whatever form it came.
//! Older exports write days as `16 May 2025` and kinds of actors as numbers; those that a spreadsheet saved have dates
//! and numbers of its own. Who said what is only in the notes, so sources are listed; the deaths are the coders'.

use super::content::Content;
use super::importer::{Importer, ReadResult};
use crate::assemble::assembler::RowOutcome;
use crate::assemble::generic::{header, read_table};
use crate::assemble::parsed_record::{ClaimPart, EventPart, ParsedRecord, PlacePart, SourcePart, StatementPart};
use crate::cell::date::DateStyle;
use crate::cell::value::{self, known};
use crate::event_table::Format;
use crate::mapping::{Grain, widened};
use crate::records::table::{Row, Table};
use counterclaim_model::{
    ClaimKind, DatasetHeader, EventField, EventWords, FigureRecord, Qualifier, TimeGrain, TimeText,
};

/// Reads a file that is small enough as an ordinary dataset, with everything that one can do.
///
/// A larger one stays an event table, which [`EventFile`](crate::event_table::EventFile) reads.
pub const IMPORTER: Importer = Importer {
    name: FORMAT.name,
    id: "acled",
    extensions: &["csv", "tsv", "txt"],
    score: |content| {
        let is_it = |table: &Table| table.has(&COLUMNS) && KEYS.iter().any(|name| table.column(name).is_some());
        if content.table.as_ref().is_some_and(is_it) { 100 } else { 0 }
    },
    reads_text: false,
    read: |content, _| read(content),
};

/// The most bytes of a file that opens as an ordinary dataset.
pub const MAX_DATASET_BYTES: u64 = 32 << 20;

/// The columns that a file cannot do without, and those of which one gives each event its id.
const COLUMNS: [&str; 4] = ["event_date", "event_type", "latitude", "longitude"];
const KEYS: [&str; 2] = ["event_id_cnty", "data_id"];

/// Who coded the events, and whose word the number of deaths is.
const COMPILER: &str = "ACLED";

fn read(content: &Content<'_>) -> ReadResult {
    let header = DatasetHeader {
        licence: Some("ACLED's terms forbid redistribution of its rows; credit ACLED where they are shown".to_owned()),
        ..header(content.path)
    };
    read_table(content, header, |table, draft| {
        let days = DateStyle::of(table.column("event_date").into_iter().flat_map(|at| table.cells(at)));
        let acled = Acled { table, days };
        draft.add_rows(table, |_, row| {
            let key = KEYS.iter().find_map(|name| acled.known(row, name)).unwrap_or_default().to_owned();
            RowOutcome::of(format!("event {key}"), acled.parsed_record(row, key))
        });
    })
}

struct Acled<'a> {
    table: &'a Table,
    days: DateStyle,
}

impl Acled<'_> {
    fn known<'r>(&self, row: &'r Row<'_>, name: &str) -> Option<&'r str> {
        known(row.cell(self.table.column(name)))
    }

    fn parsed_record(&self, row: &Row<'_>, key: String) -> ParsedRecord {
        let mut parsed = ParsedRecord::of_row(self.table, row);
        let time = self.time(row, &mut parsed);
        let place = self.place(row, &mut parsed);
        let deaths = self.deaths(row, &mut parsed);
        let text = |name: &str| self.known(row, name).unwrap_or_default();
        let words = EventWords {
            event_type: text("event_type"),
            sub_event_type: text("sub_event_type"),
            location: text("location"),
            country: text("country"),
            actors: [text("actor1"), text("actor2")],
            deaths: deaths.map(|deaths| deaths as u32),
        };
        let title = words.proposition();
        parsed.claims.push(ClaimPart::occurrence(&key, &title));
        let sources = self.known(row, "source").unwrap_or_default().split("; ");
        for (number, source) in sources.filter_map(SourcePart::speaker).enumerate() {
            parsed.statements.push(StatementPart::listed(format!("{key}/{}", number + 1), source));
        }
        // That nobody died is no figure that anybody stated.
        if let Some(deaths) = deaths.filter(|deaths| *deaths > 0.0) {
            let words = EventWords { deaths: None, ..words };
            let id = format!("{key}/deaths");
            let claim = format!("Deaths: {}", words.proposition());
            parsed.claims.push(ClaimPart { kind: ClaimKind::Figure, ..ClaimPart::occurrence(&id, &claim) });
            let figure = FigureRecord {
                low: Some(deaths),
                high: Some(deaths),
                qualifier: Qualifier::Exact,
                unit: "deaths".to_owned(),
                scope: None,
                window: time.clone(),
                cumulative: false,
                words: None,
            };
            let own = StatementPart::listed(id, SourcePart::compiler(COMPILER));
            parsed.statements.push(StatementPart { claim: 1, figures: vec![figure], as_of: time.clone(), ..own });
        }
        let note = self.known(row, "notes").map(str::to_owned);
        parsed.event = EventPart { key, title, place, time, note, is_shared: false };
        parsed
    }

    fn time(&self, row: &Row<'_>, parsed: &mut ParsedRecord) -> Option<TimeText> {
        let span = parsed.or_left_out("event_date", self.days.read(self.known(row, "event_date")?, None, 0))?;
        let grain = match self.known(row, "time_precision") {
            None | Some("1") => Grain::Day,
            Some("2") => Grain::Week,
            Some("3") => Grain::Month,
            Some(other) => {
                parsed.left_out("time_precision", format!("`{other}` is not a known precision"));
                Grain::Day
            }
        };
        Some(TimeText { span: widened(span, grain), words: None })
    }

    fn place(&self, row: &Row<'_>, parsed: &mut ParsedRecord) -> Option<PlacePart> {
        let cell = |name: &str| self.known(row, name).unwrap_or_default();
        let position = value::position(cell("latitude"), cell("longitude"));
        let position = parsed.or_left_out("latitude, longitude", position).flatten();
        let precision = cell("geo_precision");
        let radius_km = FORMAT.radii_km.iter().find(|(code, _)| *code == precision).map(|(_, km)| f64::from(*km));
        if radius_km.is_none() && !precision.is_empty() {
            parsed.left_out("geo_precision", format!("`{precision}` is not a known precision"));
        }
        let regions: Vec<&str> =
            ["admin3", "admin2", "admin1", "country"].into_iter().filter_map(|name| self.known(row, name)).collect();
        let name = self.known(row, "location").or(regions.first().copied())?;
        let note = Some(regions.join(", ")).filter(|note| !note.is_empty());
        Some(PlacePart { name: value::squeezed(name), position, radius_km, note, ..PlacePart::default() })
    }

    /// The number of deaths; a negative one is unknown.
    fn deaths(&self, row: &Row<'_>, parsed: &mut ParsedRecord) -> Option<f64> {
        let cell = self.known(row, "fatalities").filter(|cell| *cell != "-1")?;
        let number = value::number(cell).filter(|deaths| *deaths >= 0.0 && deaths.fract() == 0.0);
        parsed.or_left_out("fatalities", number.ok_or_else(|| format!("`{cell}` is not a number of deaths")))
    }
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
