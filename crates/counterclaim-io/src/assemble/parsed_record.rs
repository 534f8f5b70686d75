//! One record of a file in the words of the model, before references are keys.

use crate::Severity;
use crate::cell::value;
use crate::records::table::{Row, Table};
use counterclaim_model::{Area, ClaimKind, FigureRecord, Original, Position, SourceKind, Stance, TimeText};

/// What one record of a file says.
#[derive(Debug, Default)]
pub struct Account {
    pub event: EventPart,
    pub claims: Vec<ClaimPart>,
    pub said: Vec<Said>,
    /// The record as it stood.
    pub original: Option<Original>,
    /// Field, reason, and what it did to the record.
    pub issues: Vec<(String, String, Severity)>,
    /// Whether it stays under another id where another record has its own: ids that people give out by hand repeat.
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
    /// What makes it the same claim as another of its event; its wording without it.
    pub identity: Option<String>,
    pub kind: ClaimKind,
    pub note: Option<String>,
}

/// A statement about one of the claims.
#[derive(Debug)]
pub struct Said {
    /// Number of the claim among those of the record.
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
    pub note: Option<String>,
}

/// A publication.
#[derive(Clone, Debug, Default)]
pub struct ReportPart {
    pub key: Option<String>,
    pub title: String,
    /// What it says, by which it is known again; `None` where the title is only made up.
    pub text: Option<String>,
    pub publisher: Option<SourcePart>,
    pub published: Option<TimeText>,
    pub url: Option<String>,
    pub language: Option<String>,
    pub note: Option<String>,
}

/// A place, and how far it reaches or how uncertain it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlacePart {
    pub name: String,
    pub position: Option<Position>,
    pub radius_km: Option<f64>,
    pub area: Option<Area>,
    pub note: Option<String>,
    pub origin: Option<String>,
}

impl Account {
    /// An account that keeps a row as it stood.
    pub fn of_row(table: &Table, row: &Row) -> Self {
        let original = Some(Original { names: table.names(), cells: row.cells.clone() });
        let remark = |(field, reason): &(String, String)| (field.clone(), reason.clone(), Severity::Remark);
        Self { original, issues: row.remarks.iter().map(remark).collect(), ..Self::default() }
    }

    /// A field that is unknown now.
    pub fn left_out(&mut self, field: &str, reason: String) {
        self.issues.push((field.to_owned(), reason, Severity::FieldLeftOut));
    }

    /// Something worth knowing.
    pub fn remark(&mut self, field: &str, reason: String) {
        self.issues.push((field.to_owned(), reason, Severity::Remark));
    }

    /// The value, or its absence told.
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
        let (key, proposition) = (key.to_owned(), proposition.to_owned());
        Self { key, proposition, identity: None, kind: ClaimKind::Occurrence, note: None }
    }
}

impl Said {
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
    fn named(name: &str, kind: SourceKind) -> Option<Self> {
        let name = value::squeezed(name);
        (!value::is_unknown(&name)).then_some(Self { name, kind, note: None })
    }

    /// Who publishes.
    pub fn outlet(name: &str) -> Option<Self> {
        Self::named(name, SourceKind::Media)
    }

    /// Who speaks; what sort of body that is, files seldom say.
    pub fn speaker(name: &str) -> Option<Self> {
        Self::named(name, SourceKind::Other)
    }

    /// A source that a file does not name.
    pub fn unnamed() -> Self {
        Self { name: "source not named".to_owned(), kind: SourceKind::Unnamed, note: None }
    }

    /// Who compiled the data set.
    pub fn compiler(name: &str) -> Self {
        Self { name: name.to_owned(), kind: SourceKind::Monitor, note: None }
    }
}

/// A time whose words say no more than its span.
pub fn time(span: counterclaim_model::TimeSpan) -> TimeText {
    TimeText { span, words: None }
}
