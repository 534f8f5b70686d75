//! Checkable propositions about events, and relations between them.

use crate::{ClaimId, EventId, PlaceId, SideId, TimeSpan, TimeText};

/// The kind of a proposition.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum ClaimKind {
    /// Something happened.
    Occurrence,
    /// Something is the case at a time and may cease to be.
    State,
    /// A number.
    Figure,
    /// A distance or direction that the map can check.
    Measured,
    /// An opinion; neither true nor false.
    Judgement,
    /// A promise or plan; neither true nor false yet.
    Intention,
}

impl ClaimKind {
    pub const ALL: [Self; 6] =
        [Self::Occurrence, Self::State, Self::Figure, Self::Measured, Self::Judgement, Self::Intention];

    pub fn label(self) -> &'static str {
        match self {
            Self::Occurrence => "occurrence",
            Self::State => "state (time-dependent)",
            Self::Figure => "figure",
            Self::Measured => "measurable",
            Self::Judgement => "judgement",
            Self::Intention => "intention",
        }
    }

    /// Whether a claim of this kind can be true or false.
    pub fn is_checkable(self) -> bool {
        !matches!(self, Self::Judgement | Self::Intention)
    }
}

/// What can be measured between two places.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Quantity {
    Distance,
    Bearing,
}

/// How a measured claim can be checked on the map.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Measure<P> {
    pub from: P,
    pub to: P,
    pub quantity: Quantity,
}

/// A claim as a file gives it; other records are named by key.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRecord {
    pub key: String,
    pub proposition: String,
    pub event: String,
    pub kind: ClaimKind,
    /// The side that the claim favours, if believed.
    pub favours: Option<String>,
    /// Whether it claims that a place was taken, so that the earlier state is evidence against it.
    pub is_taking: bool,
    pub place: Option<String>,
    pub time: Option<TimeText>,
    pub measure: Option<Measure<String>>,
    pub note: Option<String>,
}

/// A view of one claim of a `Dataset`.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    pub id: ClaimId,
    pub key: &'a str,
    pub proposition: &'a str,
    pub event: EventId,
    pub kind: ClaimKind,
    pub favours: Option<SideId>,
    pub is_taking: bool,
    /// The claim's own place, else that of its event.
    pub place: Option<PlaceId>,
    /// The claim's own time, else that of its event.
    pub time: Option<TimeSpan>,
    pub time_words: Option<&'a str>,
    pub measure: Option<Measure<PlaceId>>,
    pub note: Option<&'a str>,
}

/// How the truth of one claim affects another.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum RelationKind {
    /// Both cannot be true.
    Excludes,
    /// If the first is true, so is the second.
    Entails,
}

/// A relation as a file gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct RelationRecord {
    pub a: String,
    pub kind: RelationKind,
    pub b: String,
    pub note: Option<String>,
}

/// A relation between two claims of a `Dataset`.
#[derive(Clone, Debug)]
pub struct Relation {
    pub a: ClaimId,
    pub kind: RelationKind,
    pub b: ClaimId,
    pub note: Option<String>,
}

/// The key of a relation: `a excludes b` or `a entails b`.
pub(super) fn relation_key(a: &str, kind: RelationKind, b: &str) -> String {
    let word = match kind {
        RelationKind::Excludes => "excludes",
        RelationKind::Entails => "entails",
    };
    format!("{a} {word} {b}")
}
