//! Which column of a table means what: plain data, which a file can hold and a dialog can edit.
//!
//! `guess` proposes one from names and values, `apply` turns rows into accounts by it.

pub mod fields;
pub(crate) mod file_name_columns;
pub mod names;
pub mod profiles;
pub(crate) mod projected_columns;
pub(crate) mod statements;

mod apply;
mod axes;
mod cited;
mod country_check;
mod counts;
mod date_role;
mod figures;
mod guess;
mod number_style;
mod numbered;
mod of_objects;
mod place_columns;
mod position;
mod source_traits;
mod zone;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cell::coordinates::CoordinateOrder;
use crate::cell::date::DateOrder;
use crate::files::byte_order_mark;

pub use apply::{midnight_remarks, read_rows};
pub use fields::widened;
pub use guess::{Guess, Reason, guess, with_usual};
pub use position::{kind_column, open_remark, order_of};

/// The most bytes that a mapping file may have.
const MAX_BYTES: u64 = 16 << 20;

/// What a table's columns mean. A column that is not named is kept with its record, and means nothing.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub columns: Vec<ColumnMapping>,
    /// The offset of times that state none, such as `+02:00`; UTC without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_offset: Option<String>,
    #[serde(default)]
    pub stance_about: StanceAbout,
    /// Every column of the table that it was made for: by them a profile is known to fit another file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub header: Vec<String>,
}

/// What the stances of a table are about.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StanceAbout {
    /// The proposition beside them.
    #[default]
    Proposition,
    /// The event, of which the proposition beside them tells in the speaker's words.
    Event,
}

/// What one column means.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    pub column: String,
    pub field: Field,
    /// What stands between the items of a cell that is a list; a cell is one item without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_separator: Option<String>,
    /// For dates in figures; without it, what the whole column settles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// For two plain numbers in one cell; without it, what the column's name or values settle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coordinate_order: Option<CoordinateOrder>,
    /// For amounts and their bounds: what is counted; the column's name without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// For amounts: whether each counts on from the one before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cumulative: bool,
    /// For a precision of places: what each word or number means, in kilometres.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub radii_km: BTreeMap<String, f64>,
    /// For a precision of times: what each word or number means.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub grains: BTreeMap<String, Grain>,
}

/// How wide a time is that is given as one day.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grain {
    Day,
    /// Three days before to three days after.
    Week,
    Month,
    Year,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $label:literal,)*) => {
        /// What a column can mean.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Field { $($(#[$doc])* $variant,)* }

        impl Field {
            /// Every field, in the order of a dialog.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// What it is called in a dialog.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }
        }
    };
}

fields! {
    /// Unique for each record.
    Id = "id of the record",
    /// Shared by the records of one event.
    EventId = "id of the event",
    /// Shared by the records of one event.
    Event = "event",
    ClaimId = "id of the claim",
    Title = "title of the event",
    /// Who did something to the target.
    Actor = "actor (who did it)",
    Target = "target (to whom)",
    Proposition = "proposition",
    /// What of the event a claim is about.
    Attribute = "subject of the claim",
    Text = "text of the report",
    Note = "note",
    Speaker = "source (who said it)",
    /// Whose side the speaker is on; without a speaker, the publisher.
    Side = "side of the source",
    SourceKind = "kind of source",
    SpeaksFor = "source speaks for",
    /// A letter from A to F by whoever made the table, kept as a note.
    Reliability = "reliability of the source",
    /// The carriers, in order.
    Via = "relayed by",
    Outlet = "publisher",
    /// A reference as it is cited, with title, outlet and day; each such column is a source.
    Citation = "source as cited",
    Stance = "stance",
    /// Of a state that holds at one time and not at another.
    Holds = "whether it was true then",
    /// What somebody who checked the claim found.
    Verdict = "verdict on the claim",
    /// The side that gains if the claim is believed.
    Favours = "side that the claim favours",
    /// A grade from 1 to 6 by whoever made the table, kept as a note.
    Credibility = "credibility of the claim",
    Tags = "tags",
    /// Who gave the verdict.
    Reviewer = "fact-checker",
    /// When the verdict was given.
    ReviewedAt = "verdict given on",
    StatedAt = "reported on",
    StatedClock = "reported at (time of day)",
    /// Such as "evening" or "before".
    StatedWords = "reported when (in words)",
    From = "occurred on, or from",
    Until = "occurred until",
    Clock = "occurred at (time of day)",
    /// Of the times of a record that state none: an offset, or the name of a zone.
    Zone = "time zone",
    /// A date in parts, where there is no whole one.
    Year = "occurred in the year",
    Month = "occurred in the month",
    Day = "occurred on the day of the month",
    TimePrecision = "precision of the time",
    Place = "place",
    Region = "region",
    Latitude = "latitude",
    Longitude = "longitude",
    /// Two numbers in one cell.
    Position = "latitude and longitude",
    Radius = "radius in km",
    PlacePrecision = "precision of the place",
    Url = "URL of the report",
    Headline = "headline of the report",
    Published = "report published on",
    Language = "language of the report",
    Quote = "quote",
    /// A number of its own; each such column is a figure.
    Amount = "amount",
    Low = "amount at least",
    High = "amount at most",
    Unit = "unit of the amount",
    Qualifier = "qualifier of the amount",
    Scope = "who or what is counted",
}

/// The fields of a dialog's list, under what they are about.
pub const GROUPS: &[(&str, &[Field])] = &[
    ("record", &[Field::Id, Field::Note]),
    ("event", &[Field::EventId, Field::Event, Field::Title, Field::Actor, Field::Target]),
    (
        "claim",
        &[
            Field::ClaimId,
            Field::Proposition,
            Field::Attribute,
            Field::Stance,
            Field::Holds,
            Field::Verdict,
            Field::ReviewedAt,
            Field::Favours,
            Field::Credibility,
            Field::Tags,
        ],
    ),
    (
        "source",
        &[
            Field::Speaker,
            Field::Side,
            Field::SourceKind,
            Field::SpeaksFor,
            Field::Reliability,
            Field::Via,
            Field::Outlet,
            Field::Citation,
            Field::Reviewer,
        ],
    ),
    ("when reported", &[Field::StatedAt, Field::StatedClock, Field::StatedWords]),
    (
        "when it occurred",
        &[
            Field::From,
            Field::Until,
            Field::Clock,
            Field::Zone,
            Field::Year,
            Field::Month,
            Field::Day,
            Field::TimePrecision,
        ],
    ),
    (
        "place",
        &[
            Field::Place,
            Field::Region,
            Field::Latitude,
            Field::Longitude,
            Field::Position,
            Field::Radius,
            Field::PlacePrecision,
        ],
    ),
    ("report", &[Field::Text, Field::Headline, Field::Quote, Field::Url, Field::Published, Field::Language]),
    ("figure", &[Field::Amount, Field::Low, Field::High, Field::Unit, Field::Qualifier, Field::Scope]),
];

impl Field {
    /// Whether its cells are dates.
    pub fn is_date(self) -> bool {
        matches!(self, Self::StatedAt | Self::From | Self::Until | Self::Published | Self::ReviewedAt)
    }

    /// Whether its cells may be lists.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Speaker | Self::Via | Self::Outlet | Self::Url)
    }

    /// Whether several columns of a table can have it.
    pub fn is_many(self) -> bool {
        matches!(
            self,
            Self::Amount
                | Self::Low
                | Self::High
                | Self::Region
                | Self::Url
                | Self::Citation
                | Self::Outlet
                | Self::Speaker
                | Self::Tags
        )
    }
}

impl ColumnMapping {
    pub fn new(column: &str, field: Field) -> Self {
        Self {
            column: column.to_owned(),
            field,
            list_separator: None,
            date_order: None,
            coordinate_order: None,
            unit: None,
            cumulative: false,
            radii_km: BTreeMap::new(),
            grains: BTreeMap::new(),
        }
    }
}

impl Mapping {
    /// The column of a field, the first where there are several.
    pub fn of(&self, field: Field) -> Option<&ColumnMapping> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// Whether it was made for a table of the same columns, in whatever order.
    pub fn is_for(&self, columns: &[String]) -> bool {
        let folded = |names: &[String]| names.iter().map(|name| name.trim().to_lowercase()).collect::<BTreeSet<_>>();
        !self.header.is_empty() && folded(&self.header) == folded(columns)
    }

    /// Whether it could read a table: every column that it names is there.
    pub fn fits(&self, columns: &[String]) -> bool {
        let there: BTreeSet<String> = columns.iter().map(|name| name.trim().to_ascii_lowercase()).collect();
        self.columns.iter().all(|column| there.contains(&column.column.trim().to_ascii_lowercase()))
    }

    /// Reads a mapping from JSON text.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Writes the mapping as JSON text, which [`from_json`](Self::from_json) reads.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// Reads a mapping file.
    pub fn load(path: &Path) -> Result<Self, MappingError> {
        let unreadable = |source| MappingError::Unreadable { source, path: path.to_owned() };
        let mut bytes = Vec::new();
        // What is no file, such as a pipe, may never end.
        let read = std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
        read.map_err(unreadable)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(unreadable(std::io::Error::other(format!("the file has more than {MAX_BYTES} bytes"))));
        }
        let damaged = || std::io::Error::new(std::io::ErrorKind::InvalidData, "the file is not UTF-8 or UTF-16 text");
        let plain = byte_order_mark::without_mark(bytes).map_err(|()| unreadable(damaged()))?;
        let text = String::from_utf8(plain).map_err(|_| unreadable(damaged()))?;
        Self::from_json(&text).map_err(|source| MappingError::Malformed { source, path: path.to_owned() })
    }
}

/// Why a mapping file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The operating system did not give the file, or it is not UTF-8.
    #[error("the mapping could not be read: {source}: {path}")]
    Unreadable { source: std::io::Error, path: PathBuf },
    /// The text is not a mapping.
    #[error("this is not a mapping of columns ({source}): {path}")]
    Malformed { source: serde_json::Error, path: PathBuf },
}
