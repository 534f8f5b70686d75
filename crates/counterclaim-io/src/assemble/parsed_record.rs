//! One parsed record of a file in terms of the model, before references become keys.

use crate::Severity;
use crate::cell::value;
use crate::records::table::{Row, Table};
use counterclaim_model::{Area, ClaimKind, FigureRecord, FileRecord, Position, SourceKind, Stance, TimeText};

/// The content of one record of a file.
#[derive(Debug, Default)]
pub struct ParsedRecord {
    pub event: EventPart,
    pub claims: Vec<ClaimPart>,
    pub statements: Vec<StatementPart>,
    /// The original record.
    pub original: Option<FileRecord>,
    /// Field, reason, and effect on the record.
    pub issues: Vec<(String, String, Severity)>,
    /// Whether the record gets another id if its own is already used: hand-made ids repeat.
    pub may_be_renamed: bool,
}

/// The event of a record.
#[derive(Debug, Default)]
pub struct EventPart {
    pub key: String,
    pub title: String,
    pub place: Option<PlacePart>,
    pub time: Option<TimeText>,
    pub note: Option<String>,
    /// Whether other records may be about the same event.
    pub is_shared: bool,
}

/// A claim about the event.
#[derive(Debug)]
pub struct ClaimPart {
    pub key: String,
    pub proposition: String,
    /// Its identity within the event; its wording without it.
    pub identity: Option<String>,
    pub kind: ClaimKind,
    /// The name of the side that gains if it is believed.
    pub favours: Option<String>,
    pub note: Option<String>,
}

/// A statement about one of the claims.
#[derive(Debug)]
pub struct StatementPart {
    /// Index of the claim among those of the record.
    pub claim: usize,
    pub key: String,
    pub speaker: SourcePart,
    pub stance: Stance,
    pub stated_at: Option<TimeText>,
    pub as_of: Option<TimeText>,
    pub via: Vec<SourcePart>,
    pub report: Option<ReportPart>,
    pub figures: Vec<FigureRecord>,
    pub quote: Option<String>,
    pub paraphrase: Option<String>,
    pub note: Option<String>,
}

/// A source by its name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SourcePart {
    pub name: String,
    pub kind: SourceKind,
    /// The name of its side.
    pub side: Option<String>,
    /// The name of the source that it speaks for.
    pub speaks_for: Option<String>,
    pub note: Option<String>,
}

/// A publication.
#[derive(Clone, Debug, Default)]
pub struct ReportPart {
    pub key: Option<String>,
    pub title: String,
    /// Its text, by which it is recognised; `None` if the title is generated.
    pub text: Option<String>,
    pub publisher: Option<SourcePart>,
    pub published: Option<TimeText>,
    pub url: Option<String>,
    pub language: Option<String>,
    pub note: Option<String>,
}

/// A place with its radius, of extent or uncertainty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlacePart {
    pub name: String,
    pub position: Option<Position>,
    pub radius_km: Option<f64>,
    pub area: Option<Area>,
    pub note: Option<String>,
    pub origin: Option<String>,
}

impl ParsedRecord {
    /// A record that keeps a row's original cells.
    pub fn of_row(table: &Table, row: &Row) -> Self {
        let original = Some(FileRecord { names: table.names(), cells: row.cells.clone() });
        let remark = |(field, reason): &(String, String)| (field.clone(), reason.clone(), Severity::Remark);
        Self { original, issues: row.remarks.iter().map(remark).collect(), ..Self::default() }
    }

    /// Skips a field; its value is unknown.
    pub fn left_out(&mut self, field: &str, reason: String) {
        self.issues.push((field.to_owned(), reason, Severity::FieldSkipped));
    }

    /// Adds a remark.
    pub fn remark(&mut self, field: &str, reason: String) {
        self.issues.push((field.to_owned(), reason, Severity::Remark));
    }

    /// The value; reports an error.
    pub fn or_left_out<T>(&mut self, field: &str, value: Result<T, String>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(reason) => {
                self.left_out(field, reason);
                None
            }
        }
    }
}

impl ClaimPart {
    pub fn occurrence(key: &str, proposition: &str) -> Self {
        let key = key.to_owned();
        let proposition = proposition.to_owned();
        Self { key, proposition, identity: None, kind: ClaimKind::Occurrence, favours: None, note: None }
    }
}

impl StatementPart {
    /// A statement by a source that is only listed.
    pub fn listed(key: String, speaker: SourcePart) -> Self {
        Self {
            claim: 0,
            key,
            speaker,
            stance: Stance::Unstated,
            stated_at: None,
            as_of: None,
            via: Vec::new(),
            report: None,
            figures: Vec::new(),
            quote: None,
            paraphrase: None,
            note: None,
        }
    }
}

impl SourcePart {
    fn of_kind(name: String, kind: SourceKind) -> Self {
        Self { name, kind, side: None, speaks_for: None, note: None }
    }

    fn named(name: &str, kind: SourceKind) -> Option<Self> {
        let name = value::squeezed(name);
        (!value::is_unknown(&name)).then_some(Self::of_kind(name, kind))
    }

    /// A publisher.
    pub fn outlet(name: &str) -> Option<Self> {
        Self::named(name, SourceKind::Media)
    }

    /// A speaker, whose kind files seldom state.
    pub fn speaker(name: &str) -> Option<Self> {
        Self::named(name, SourceKind::Other)
    }

    /// A source without a name in the file.
    pub fn unnamed() -> Self {
        Self::of_kind("source not named".to_owned(), SourceKind::Unnamed)
    }

    /// The compiler of the dataset.
    pub fn compiler(name: &str) -> Self {
        Self::of_kind(name.to_owned(), SourceKind::Monitor)
    }
}

/// A time without further words.
pub fn time(span: counterclaim_model::TimeSpan) -> TimeText {
    TimeText { span, words: None }
}
