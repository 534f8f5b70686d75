//! The undoable changes of a session, each of the form "set X to this value, or to nothing".
//!
//! Edits name their targets by key, not by id: a session must survive changes of its dataset,
//! and an edit whose target no longer exists must be kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ClaimRecord, Credibility, Independence, Item, Key, Layer, Listing, PlaceRecord, Placement, RelationRecord,
    Reliability, ReportRecord, SourceRecord, StatementRecord, Target, Verdict,
};

/// One undoable change; `None` clears the value.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    Reliability {
        source: Key,
        value: Option<Reliability>,
    },
    Credibility {
        item: Item,
        value: Option<Credibility>,
    },
    Verdict {
        claim: Key,
        value: Option<Verdict>,
    },
    Tags {
        target: Target,
        value: Option<BTreeSet<String>>,
    },
    Note {
        target: Target,
        value: Option<String>,
    },
    /// The side of a source, overriding the dataset's; an empty key means no side.
    Side {
        source: Key,
        value: Option<String>,
    },
    /// Merges a source with another one.
    Alias {
        source: Key,
        value: Option<Key>,
    },
    /// The side that a claim favours, overriding the dataset's; an empty key means none.
    Beneficiary {
        claim: Key,
        value: Option<String>,
    },
    /// Whether two sources are independent, overriding any computed dependence; the lesser key first.
    Independence {
        a: Key,
        b: Key,
        value: Option<Independence>,
    },
    /// How listed sources are treated; they do not count without it.
    Listings {
        value: Option<Listing>,
    },
    /// Name, mark and visibility of a layer.
    Layer {
        layer: Key,
        value: Option<Layer>,
    },
    /// A record that the analyst added to the evidence.
    Added {
        key: AdditionKey,
        value: Option<Box<Addition>>,
    },
    /// Locations of places that have none in the evidence, by key; places located together are one step.
    Geocoded {
        places: BTreeMap<Key, Option<Placement>>,
    },
}

/// A record that an analyst adds to a dataset.
#[derive(Clone, Debug, PartialEq)]
pub enum Addition {
    Source(SourceRecord),
    Place(PlaceRecord),
    Report(ReportRecord),
    Claim(ClaimRecord),
    Statement(StatementRecord),
    Relation(RelationRecord),
}

/// Kind and key of an addition; a relation's key is `a excludes b` or `a entails b`.
///
/// The order of kinds is the order in which additions are applied to a dataset.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum AdditionKey {
    Source(Key),
    Place(Key),
    Report(Key),
    Claim(Key),
    Statement(Key),
    Relation(Key),
}

/// The quantity that an edit sets, without the value: consecutive edits of one quantity fold into one step.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EditTarget<'a> {
    Reliability(&'a Key),
    Credibility(&'a Item),
    Verdict(&'a Key),
    Tags(&'a Target),
    Note(&'a Target),
    Side(&'a Key),
    Alias(&'a Key),
    Beneficiary(&'a Key),
    Independence(&'a Key, &'a Key),
    Listings,
    Layer(&'a Key),
    Added(&'a AdditionKey),
    Geocoded(Vec<&'a Key>),
}

impl Edit {
    /// The canonical form of equivalent edits: no empty note or tags, and pairs in order.
    pub fn normal(self) -> Self {
        match self {
            Self::Tags { target, value } => Self::Tags { target, value: value.filter(|tags| !tags.is_empty()) },
            Self::Note { target, value } => Self::Note { target, value: value.filter(|note| !note.is_empty()) },
            Self::Independence { a, b, value } if b < a => Self::Independence { a: b, b: a, value },
            other => other,
        }
    }

    /// The quantity that the edit sets.
    pub fn quantity(&self) -> EditTarget<'_> {
        match self {
            Self::Reliability { source, .. } => EditTarget::Reliability(source),
            Self::Credibility { item, .. } => EditTarget::Credibility(item),
            Self::Verdict { claim, .. } => EditTarget::Verdict(claim),
            Self::Tags { target, .. } => EditTarget::Tags(target),
            Self::Note { target, .. } => EditTarget::Note(target),
            Self::Side { source, .. } => EditTarget::Side(source),
            Self::Alias { source, .. } => EditTarget::Alias(source),
            Self::Beneficiary { claim, .. } => EditTarget::Beneficiary(claim),
            Self::Independence { a, b, .. } => EditTarget::Independence(a, b),
            Self::Listings { .. } => EditTarget::Listings,
            Self::Layer { layer, .. } => EditTarget::Layer(layer),
            Self::Added { key, .. } => EditTarget::Added(key),
            Self::Geocoded { places } => EditTarget::Geocoded(places.keys().collect()),
        }
    }

    /// The claim, statement or source that the edit is about, if it is about one.
    pub fn target(&self) -> Option<Target> {
        match self {
            Self::Reliability { source, .. } | Self::Side { source, .. } | Self::Alias { source, .. } => {
                Some(Target::Source(source.clone()))
            }
            Self::Verdict { claim, .. } | Self::Beneficiary { claim, .. } => Some(Target::Claim(claim.clone())),
            Self::Credibility { item: Item::Claim(key), .. } => Some(Target::Claim(key.clone())),
            Self::Credibility { item: Item::Statement(key), .. } => Some(Target::Statement(key.clone())),
            Self::Tags { target, .. } | Self::Note { target, .. } => Some(target.clone()),
            Self::Independence { .. }
            | Self::Listings { .. }
            | Self::Layer { .. }
            | Self::Added { .. }
            | Self::Geocoded { .. } => None,
        }
    }

    /// Every claim, statement and source that the edit refers to: its target and any others.
    pub fn named(&self) -> Vec<Target> {
        let others = match self {
            Self::Alias { value: Some(other), .. } => vec![other],
            Self::Independence { a, b, .. } => vec![a, b],
            _ => Vec::new(),
        };
        self.target().into_iter().chain(others.into_iter().cloned().map(Target::Source)).collect()
    }

    /// The label of the step in the menu: `set credibility to 4`, `clear note`.
    pub fn label(&self) -> String {
        let set = |name: &str, value: Option<String>| match value {
            Some(value) => format!("set {name} to {value}"),
            None => format!("clear {name}"),
        };
        match self {
            Self::Reliability { value, .. } => set("reliability", value.map(|grade| grade.letter().to_string())),
            Self::Credibility { value, .. } => set("credibility", value.map(|grade| grade.number().to_string())),
            Self::Verdict { value, .. } => {
                set("verdict", value.as_ref().map(|verdict| verdict.truth.label().to_owned()))
            }
            Self::Tags { value: None, .. } => "clear tags".to_owned(),
            Self::Tags { .. } => "change tags".to_owned(),
            Self::Note { value: None, .. } => "clear note".to_owned(),
            Self::Note { .. } => "edit note".to_owned(),
            Self::Side { value, .. } => set("side", value.clone()),
            Self::Alias { value, .. } => set("alias", value.as_ref().map(|key| key.to_string())),
            Self::Beneficiary { value, .. } => set("beneficiary", value.clone()),
            Self::Independence { .. } => "set independence".to_owned(),
            Self::Listings { value: Some(_) } => "count listed sources as support".to_owned(),
            Self::Listings { value: None } => "ignore listed sources".to_owned(),
            Self::Layer { value: Some(layer), .. } if layer.is_active => format!("layer “{}”", layer.name),
            Self::Layer { value: Some(layer), .. } => format!("remove layer “{}”", layer.name),
            Self::Layer { value: None, .. } => "clear layer settings".to_owned(),
            Self::Added { key, value } => {
                let verb = if value.is_some() { "add" } else { "remove" };
                format!("{verb} {}", key.kind_label())
            }
            Self::Geocoded { places } => {
                let verb = if places.values().any(Option::is_some) { "locate" } else { "clear the location of" };
                match places.len() {
                    1 => format!("{verb} a place"),
                    count => format!("{verb} {count} places"),
                }
            }
        }
    }
}

impl AdditionKey {
    pub fn kind_label(&self) -> &'static str {
        match self {
            Self::Source(_) => "source",
            Self::Place(_) => "place",
            Self::Report(_) => "report",
            Self::Claim(_) => "claim",
            Self::Statement(_) => "statement",
            Self::Relation(_) => "relation",
        }
    }

    pub fn key(&self) -> &Key {
        match self {
            Self::Source(key)
            | Self::Place(key)
            | Self::Report(key)
            | Self::Claim(key)
            | Self::Statement(key)
            | Self::Relation(key) => key,
        }
    }
}
