//! Lines of a session file, version 1.
//!
//! `{"id", "at", "author", "edit": {"set", target, "to"}, "undoes"?}`, keys always in this order.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{id_text, parse_id, placed};
use crate::cell::time_text::{self, format_moment, parse_moment};
use crate::wire::{self, Fields, Record};
use counterclaim_model::{
    Addition, AdditionKey, Credibility, Edit, Entry, Independence, Item, Layer, LayerFile, Listing, Reliability,
    Target, TimeText, Truth, Verdict,
};

/// Why a line was not read as an edit.
pub enum Unread {
    NotJson(String),
    /// JSON, but of a kind or shape that this version does not know.
    Unknown(String),
}

#[derive(Deserialize, Serialize)]
struct WireEntry {
    id: String,
    at: String,
    author: String,
    edit: WireEdit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undoes: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Set {
    Reliability,
    Credibility,
    Verdict,
    Tags,
    Note,
    Side,
    Alias,
    Beneficiary,
    Independence,
    Listings,
    Layer,
    Added,
    Placed,
}

/// Which value is set, on what, to what; `to` is null where it is taken away.
#[derive(Deserialize, Serialize)]
struct WireEdit {
    set: Set,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    statement: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sources: Option<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    report: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    relation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    layer: Option<String>,
    to: Value,
}

#[derive(Deserialize, Serialize)]
struct WireVerdict {
    truth: WireTruth,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<wire::Time>,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum WireTruth {
    True,
    False,
    Undecidable,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum WireIndependence {
    Independent,
    Dependent,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum WireListing {
    Supports,
}

#[derive(Deserialize, Serialize)]
struct WireLayer {
    name: String,
    mark: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    removed: bool,
}

/// Reads one line; what it holds beyond this version's fields is kept with the entry.
pub fn read_line(text: &str) -> Result<Entry, Unread> {
    let value: Value = serde_json::from_str(text).map_err(|error| Unread::NotJson(error.to_string()))?;
    let wire: WireEntry =
        serde_json::from_value(value).map_err(|error| Unread::Unknown(format!("unknown kind of edit ({error})")))?;
    let mut entry = read_entry(wire).map_err(Unread::Unknown)?;
    if write_line(&entry) != text {
        entry.verbatim = Some(text.into());
    }
    Ok(entry)
}

/// The text of an entry, without the line feed.
pub fn write_line(entry: &Entry) -> String {
    let wire = WireEntry {
        id: id_text(entry.id),
        at: format_moment(entry.at),
        author: entry.author.to_string(),
        edit: write_edit(&entry.edit),
        undoes: entry.undoes.map(id_text),
    };
    // Strings, numbers and lists of them always have a JSON form.
    serde_json::to_string(&wire).unwrap_or_default()
}

fn read_entry(wire: WireEntry) -> Result<Entry, String> {
    let id = |text: &str| parse_id(text).ok_or_else(|| format!("`{text}` is not the id of an edit"));
    Ok(Entry {
        id: id(&wire.id)?,
        at: parse_moment(&wire.at)?,
        author: wire.author.into(),
        edit: read_edit(wire.edit)?,
        undoes: wire.undoes.as_deref().map(id).transpose()?,
        verbatim: None,
    })
}

fn read_edit(wire: WireEdit) -> Result<Edit, String> {
    let needs = |field: &str| format!("the edit has no `{field}`");
    let key = |text: Option<String>, field: &str| text.map(Into::into).ok_or_else(|| needs(field));
    let target =
        |claim: Option<String>, statement: Option<String>, source: Option<String>| match (claim, statement, source) {
            (Some(claim), None, None) => Ok(Target::Claim(claim.into())),
            (None, Some(statement), None) => Ok(Target::Statement(statement.into())),
            (None, None, Some(source)) => Ok(Target::Source(source.into())),
            _ => Err(needs("claim`, `statement` or `source")),
        };
    let to = wire.to;
    Ok(match wire.set {
        Set::Reliability => Edit::Reliability {
            source: key(wire.source, "source")?,
            value: optional::<String>(to)?
                .map(|letter| Reliability::from_letter(&letter).ok_or_else(|| format!("`{letter}` is not A to F")))
                .transpose()?,
        },
        Set::Credibility => Edit::Credibility {
            item: match (wire.claim, wire.statement) {
                (Some(claim), None) => Item::Claim(claim.into()),
                (None, Some(statement)) => Item::Statement(statement.into()),
                _ => return Err(needs("claim` or `statement")),
            },
            value: optional::<u8>(to)?
                .map(|number| Credibility::from_number(number).ok_or_else(|| format!("{number} is not 1 to 6")))
                .transpose()?,
        },
        Set::Verdict => {
            Edit::Verdict { claim: key(wire.claim, "claim")?, value: optional(to)?.map(read_verdict).transpose()? }
        }
        Set::Tags => Edit::Tags { target: target(wire.claim, wire.statement, wire.source)?, value: optional(to)? },
        Set::Note => Edit::Note { target: target(wire.claim, wire.statement, wire.source)?, value: optional(to)? },
        Set::Side => Edit::Side { source: key(wire.source, "source")?, value: optional(to)? },
        Set::Alias => {
            Edit::Alias { source: key(wire.source, "source")?, value: optional::<String>(to)?.map(Into::into) }
        }
        Set::Beneficiary => Edit::Beneficiary { claim: key(wire.claim, "claim")?, value: optional(to)? },
        Set::Independence => {
            let (a, b) = wire.sources.ok_or_else(|| needs("sources"))?;
            let value = optional(to)?.map(|value| match value {
                WireIndependence::Independent => Independence::Independent,
                WireIndependence::Dependent => Independence::Dependent,
            });
            Edit::Independence { a: a.into(), b: b.into(), value }
        }
        Set::Listings => Edit::Listings { value: optional(to)?.map(|WireListing::Supports| Listing::Supports) },
        Set::Layer => Edit::Layer {
            layer: key(wire.layer, "layer")?,
            value: optional::<WireLayer>(to)?.map(|wire| Layer {
                name: wire.name,
                mark: wire.mark,
                file: wire.path.zip(wire.sha256).map(|(path, sha256)| LayerFile { path, sha256 }),
                is_active: !wire.removed,
            }),
        },
        Set::Added => {
            let keys = [
                wire.source.map(|key| AdditionKey::Source(key.into())),
                wire.place.map(|key| AdditionKey::Place(key.into())),
                wire.report.map(|key| AdditionKey::Report(key.into())),
                wire.claim.map(|key| AdditionKey::Claim(key.into())),
                wire.statement.map(|key| AdditionKey::Statement(key.into())),
                wire.relation.map(|key| AdditionKey::Relation(key.into())),
            ];
            let mut keys = keys.into_iter().flatten();
            let (Some(key), None) = (keys.next(), keys.next()) else {
                return Err(needs("source`, `place`, `report`, `claim`, `statement` or `relation"));
            };
            let value = if to.is_null() { None } else { Some(Box::new(read_addition(&key, to)?)) };
            Edit::Added { key, value }
        }
        Set::Placed => Edit::Geocoded { places: placed::read(to)? },
    })
}

fn write_edit(edit: &Edit) -> WireEdit {
    let mut wire = WireEdit {
        set: Set::Note,
        claim: None,
        statement: None,
        source: None,
        sources: None,
        place: None,
        report: None,
        relation: None,
        layer: None,
        to: Value::Null,
    };
    let text = |value: &Option<String>| value.clone().map_or(Value::Null, Value::String);
    match edit {
        Edit::Reliability { source, value } => {
            wire.set = Set::Reliability;
            wire.source = Some(source.to_string());
            wire.to = value.map_or(Value::Null, |grade| grade.letter().to_string().into());
        }
        Edit::Credibility { item, value } => {
            wire.set = Set::Credibility;
            match item {
                Item::Claim(key) => wire.claim = Some(key.to_string()),
                Item::Statement(key) => wire.statement = Some(key.to_string()),
            }
            wire.to = value.map_or(Value::Null, |grade| grade.number().into());
        }
        Edit::Verdict { claim, value } => {
            wire.set = Set::Verdict;
            wire.claim = Some(claim.to_string());
            wire.to = value.as_ref().map_or(Value::Null, |verdict| value_of(&write_verdict(verdict)));
        }
        Edit::Tags { target, value } => {
            wire.set = Set::Tags;
            wire.to = value_of(value);
            write_target(&mut wire, target);
        }
        Edit::Note { target, value } => {
            wire.to = text(value);
            write_target(&mut wire, target);
        }
        Edit::Side { source, value } => {
            wire.set = Set::Side;
            wire.source = Some(source.to_string());
            wire.to = text(value);
        }
        Edit::Alias { source, value } => {
            wire.set = Set::Alias;
            wire.source = Some(source.to_string());
            wire.to = value.as_ref().map_or(Value::Null, |key| key.to_string().into());
        }
        Edit::Beneficiary { claim, value } => {
            wire.set = Set::Beneficiary;
            wire.claim = Some(claim.to_string());
            wire.to = text(value);
        }
        Edit::Independence { a, b, value } => {
            wire.set = Set::Independence;
            wire.sources = Some((a.to_string(), b.to_string()));
            wire.to = value_of(&value.map(|value| match value {
                Independence::Independent => WireIndependence::Independent,
                Independence::Dependent => WireIndependence::Dependent,
            }));
        }
        Edit::Listings { value } => {
            wire.set = Set::Listings;
            wire.to = value_of(&value.map(|Listing::Supports| WireListing::Supports));
        }
        Edit::Layer { layer, value } => {
            wire.set = Set::Layer;
            wire.layer = Some(layer.to_string());
            wire.to = value_of(&value.as_ref().map(|layer| WireLayer {
                name: layer.name.clone(),
                mark: layer.mark,
                path: layer.file.as_ref().map(|file| file.path.clone()),
                sha256: layer.file.as_ref().map(|file| file.sha256.clone()),
                removed: !layer.is_active,
            }));
        }
        Edit::Added { key, value } => {
            wire.set = Set::Added;
            let field = match key {
                AdditionKey::Source(_) => &mut wire.source,
                AdditionKey::Place(_) => &mut wire.place,
                AdditionKey::Report(_) => &mut wire.report,
                AdditionKey::Claim(_) => &mut wire.claim,
                AdditionKey::Statement(_) => &mut wire.statement,
                AdditionKey::Relation(_) => &mut wire.relation,
            };
            *field = Some(key.key().to_string());
            wire.to = value.as_deref().map_or(Value::Null, write_addition);
        }
        Edit::Geocoded { places } => (wire.set, wire.to) = (Set::Placed, placed::write(places)),
    }
    wire
}

fn write_target(wire: &mut WireEdit, target: &Target) {
    match target {
        Target::Claim(key) => wire.claim = Some(key.to_string()),
        Target::Statement(key) => wire.statement = Some(key.to_string()),
        Target::Source(key) => wire.source = Some(key.to_string()),
    }
}

fn optional<T: serde::de::DeserializeOwned>(to: Value) -> Result<Option<T>, String> {
    serde_json::from_value(to).map_err(|error| format!("`to` cannot be read: {error}"))
}

fn value_of(wire: &impl Serialize) -> Value {
    // Strings, numbers and lists of them always have a JSON form.
    serde_json::to_value(wire).unwrap_or_default()
}

fn read_verdict(wire: WireVerdict) -> Result<Verdict, String> {
    let mut fields = Fields { offset_min: 0, defects: Vec::new(), remarks: Vec::new() };
    let at = fields.time("at", wire.at);
    let truth = match wire.truth {
        WireTruth::True => Truth::True,
        WireTruth::False => Truth::False,
        WireTruth::Undecidable => Truth::Undecidable,
    };
    match fields.defects.pop() {
        Some((field, reason)) => Err(format!("{field}: {reason}")),
        None => Ok(Verdict { truth, at }),
    }
}

fn write_verdict(verdict: &Verdict) -> WireVerdict {
    let time = |time: &TimeText| {
        let when = time_text::format(time.span, 0);
        match &time.words {
            None => wire::Time::Plain(when),
            words => wire::Time::Worded { when, words: words.clone() },
        }
    };
    WireVerdict {
        truth: match verdict.truth {
            Truth::True => WireTruth::True,
            Truth::False => WireTruth::False,
            Truth::Undecidable => WireTruth::Undecidable,
        },
        at: verdict.at.as_ref().map(time),
    }
}

fn read_addition(key: &AdditionKey, to: Value) -> Result<Addition, String> {
    Ok(match key {
        AdditionKey::Source(_) => Addition::Source(read_record::<wire::Source>(to)?),
        AdditionKey::Place(_) => Addition::Place(read_record::<wire::Place>(to)?),
        AdditionKey::Report(_) => Addition::Report(read_record::<wire::Report>(to)?),
        AdditionKey::Claim(_) => Addition::Claim(read_record::<wire::Claim>(to)?),
        AdditionKey::Statement(_) => Addition::Statement(read_record::<wire::Statement>(to)?),
        AdditionKey::Relation(_) => Addition::Relation(read_record::<wire::Relation>(to)?),
    })
}

fn read_record<R: Record>(to: Value) -> Result<R::Model, String> {
    let wire: R = serde_json::from_value(to).map_err(|error| format!("the added record cannot be read: {error}"))?;
    let mut fields = Fields { offset_min: 0, defects: Vec::new(), remarks: Vec::new() };
    let record = wire.read(&mut fields);
    match fields.defects.pop() {
        Some((field, reason)) => Err(format!("the added record cannot be read: {field}: {reason}")),
        None => Ok(record),
    }
}

fn write_addition(addition: &Addition) -> Value {
    match addition {
        Addition::Source(record) => value_of(&wire::Source::write(record, 0)),
        Addition::Place(record) => value_of(&wire::Place::write(record, 0)),
        Addition::Report(record) => value_of(&wire::Report::write(record, 0)),
        Addition::Claim(record) => value_of(&wire::Claim::write(record, 0)),
        Addition::Statement(record) => value_of(&wire::Statement::write(record, 0)),
        Addition::Relation(record) => value_of(&wire::Relation::write(record, 0)),
    }
}
