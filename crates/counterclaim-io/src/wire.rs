//! The shape of records in native files, version 1: frozen once released.
//!
//! Separate from the model, so that either can be renamed without the other.
//! Dataset files and the additions of session files share these shapes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cell::time_text;
use counterclaim_model as model;
use counterclaim_model::Position;

macro_rules! wire_enum {
    ($name:ident { $($variant:ident),* $(,)? }) => {
        #[derive(Clone, Copy, Debug, Deserialize, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($variant,)* }

        impl From<$name> for model::$name {
            fn from(wire: $name) -> Self {
                match wire { $($name::$variant => Self::$variant,)* }
            }
        }

        impl From<model::$name> for $name {
            fn from(value: model::$name) -> Self {
                match value { $(model::$name::$variant => Self::$variant,)* }
            }
        }
    };
}

wire_enum!(Stance { Supports, Denies, Doubts, CannotVerify, NoComment, Comments, Unstated });
wire_enum!(SourceKind {
    Government,
    Military,
    Spokesperson,
    Official,
    StateMedia,
    Agency,
    Media,
    Milblogger,
    Monitor,
    Unnamed,
    Other,
});
wire_enum!(ClaimKind { Occurrence, State, Figure, Measured, Judgement, Intention });
wire_enum!(RelationKind { Excludes, Entails });
wire_enum!(Quantity { Distance, Bearing });
wire_enum!(Qualifier { Exact, About, Over, Under, AtLeast, AtMost });

/// Context for one record: the offset for its times, and its defects.
pub struct Fields {
    pub offset_min: i16,
    /// Field and reason.
    pub defects: Vec<(String, String)>,
    /// What was read differently from the file: field and words.
    pub remarks: Vec<(String, String)>,
}

/// A wire shape and its way to and from the model.
pub trait Record: Sized + serde::de::DeserializeOwned + Serialize {
    type Model;
    /// The record in the model; invalid fields are reported and left unknown.
    fn read(self, fields: &mut Fields) -> Self::Model;
    fn write(record: &Self::Model, offset_min: i16) -> Self;
    fn key(&self) -> String;
}

/// A time: its text alone, or with the words that it was stated in.
#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged, expecting = "expected a time such as \"2025-01-06\", or an object with `when` and `words`")]
pub enum Time {
    Plain(String),
    Worded {
        when: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
}

/// Polygons of rings of longitude and latitude, as in GeoJSON.
pub type Coordinates = Vec<Vec<Vec<[f64; 2]>>>;

/// The area of coordinates; `None` where they are none on the globe.
pub fn area_of(coordinates: &Coordinates) -> Option<model::Area> {
    let position = |at: &[f64; 2]| Position::new(at[0], at[1]);
    let ring = |ring: &Vec<[f64; 2]>| ring.iter().map(position).collect::<Option<Vec<_>>>();
    let polygon = |rings: &Vec<Vec<[f64; 2]>>| rings.iter().map(ring).collect::<Option<Vec<_>>>();
    model::Area::new(coordinates.iter().map(polygon).collect::<Option<_>>()?)
}

/// Closes the rings of which the last position is not the first, and counts them.
pub fn close_rings(coordinates: &mut Coordinates) -> usize {
    let mut unclosed = 0;
    for ring in coordinates.iter_mut().flatten() {
        if let ([first, .., last], true) = (ring.as_slice(), ring.len() >= 3)
            && first != last
        {
            let first = *first;
            ring.push(first);
            unclosed += 1;
        }
    }
    unclosed
}

/// The remark on rings that were not closed.
pub fn unclosed_label(count: usize) -> String {
    match count {
        1 => "an outline was not closed; it was closed by repeating its first position".to_owned(),
        count => {
            format!("{count} outlines were not closed; they were closed by repeating their first positions")
        }
    }
}

/// The coordinates of an area.
pub fn coordinates(area: &model::Area) -> Coordinates {
    let ring = |ring: &Vec<Position>| ring.iter().map(|at| [at.lon_deg, at.lat_deg]).collect();
    area.polygons().iter().map(|rings| rings.iter().map(ring).collect()).collect()
}

type Names = BTreeMap<String, String>;

#[derive(Debug, Deserialize, Serialize)]
pub struct Side {
    pub id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Offset {
    pub place: String,
    pub distance_km: f64,
    pub bearing_deg: f64,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Place {
    pub id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: Names,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_km: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Coordinates>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_from: Option<Offset>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Source {
    pub id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: Names,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    pub kind: SourceKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks_for: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Report {
    pub id: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Event {
    pub id: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Measure {
    pub from: String,
    pub to: String,
    pub quantity: Quantity,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Claim {
    pub id: String,
    pub proposition: String,
    pub event: String,
    pub kind: ClaimKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub favours: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub taking: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Figure {
    #[serde(default)]
    pub low: Option<f64>,
    #[serde(default)]
    pub high: Option<f64>,
    #[serde(default = "exact")]
    pub qualifier: Qualifier,
    pub unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Time>,
    #[serde(default)]
    pub cumulative: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Statement {
    pub id: String,
    pub claim: String,
    pub speaker: String,
    pub stance: Stance,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Time>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paraphrase: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
pub struct Relation {
    pub a: String,
    pub kind: RelationKind,
    pub b: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn exact() -> Qualifier {
    Qualifier::Exact
}

impl Fields {
    fn tell(&mut self, field: &str, reason: String) {
        self.defects.push((field.to_owned(), reason));
    }

    pub fn time(&mut self, field: &str, time: Option<Time>) -> Option<model::TimeText> {
        let (when, words) = match time? {
            Time::Plain(when) => (when, None),
            Time::Worded { when, words } => (when, words),
        };
        match time_text::parse_told(&when, self.offset_min) {
            Ok((span, remark)) => {
                self.remarks.extend(remark.map(|remark| (field.to_owned(), remark)));
                Some(model::TimeText { span, words })
            }
            Err(reason) => {
                self.tell(field, reason);
                None
            }
        }
    }

    fn position(&mut self, lat: Option<f64>, lon: Option<f64>) -> Option<Position> {
        let (lat, lon) = match (lat, lon) {
            (None, None) => return None,
            (Some(lat), Some(lon)) => (lat, lon),
            _ => {
                self.tell("lat, lon", "only one of the two is given".to_owned());
                return None;
            }
        };
        let position = Position::new(lon, lat);
        if position.is_none() {
            let lat_is_wrong = !(-90.0..=90.0).contains(&lat);
            let (field, value, limit) = if lat_is_wrong { ("lat", lat, 90) } else { ("lon", lon, 180) };
            self.tell(field, format!("{value} is not between -{limit} and {limit}"));
        }
        position
    }

    fn not_negative(&mut self, field: &str, value: Option<f64>) -> Option<f64> {
        let value = value?;
        if value >= 0.0 {
            return Some(value);
        }
        self.tell(field, format!("{value} is negative"));
        None
    }

    fn area(&mut self, coordinates: Option<Coordinates>) -> Option<model::Area> {
        let coordinates = coordinates?;
        let area = area_of(&coordinates);
        if area.is_none() {
            let reason = "not a list of polygons with rings of three or more points on the globe";
            self.tell("area", reason.to_owned());
        }
        area
    }

    fn figures(&mut self, figures: Vec<Figure>) -> Vec<model::FigureRecord> {
        let mut read = Vec::with_capacity(figures.len());
        for (at, figure) in figures.into_iter().enumerate() {
            if figure.low.zip(figure.high).is_some_and(|(low, high)| low > high) {
                self.tell(&format!("figures[{at}]"), "low is greater than high".to_owned());
                continue;
            }
            read.push(model::FigureRecord {
                low: figure.low,
                high: figure.high,
                qualifier: figure.qualifier.into(),
                unit: figure.unit,
                scope: figure.scope,
                window: self.time(&format!("figures[{at}].window"), figure.window),
                cumulative: figure.cumulative,
                words: figure.words,
            });
        }
        read
    }
}

fn write_time(time: Option<&model::TimeText>, offset_min: i16) -> Option<Time> {
    let time = time?;
    let when = time_text::format(time.span, offset_min);
    Some(match &time.words {
        None => Time::Plain(when),
        words => Time::Worded { when, words: words.clone() },
    })
}

impl Record for Side {
    type Model = model::Side;

    fn read(self, _fields: &mut Fields) -> model::Side {
        model::Side { key: self.id.into(), name: self.name, note: self.note }
    }

    fn write(side: &model::Side, _offset_min: i16) -> Self {
        Self { id: side.key.to_string(), name: side.name.clone(), note: side.note.clone() }
    }

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Record for Place {
    type Model = model::PlaceRecord;

    fn read(self, fields: &mut Fields) -> model::PlaceRecord {
        model::PlaceRecord {
            position: fields.position(self.lat, self.lon),
            radius_km: fields.not_negative("radius_km", self.radius_km),
            area: fields.area(self.area),
            key: self.id,
            name: self.name,
            names: self.names.into_iter().collect(),
            aliases: self.aliases,
            part_of: self.part_of,
            offset_from: self.offset_from.map(|offset| model::OffsetFrom {
                place: offset.place,
                distance_km: offset.distance_km,
                bearing_deg: offset.bearing_deg,
            }),
            origin: self.origin,
            note: self.note,
        }
    }

    fn write(place: &model::PlaceRecord, _offset_min: i16) -> Self {
        Self {
            id: place.key.clone(),
            name: place.name.clone(),
            names: place.names.iter().cloned().collect(),
            aliases: place.aliases.clone(),
            lat: place.position.map(|position| position.lat_deg),
            lon: place.position.map(|position| position.lon_deg),
            radius_km: place.radius_km,
            area: place.area.as_ref().map(coordinates),
            part_of: place.part_of.clone(),
            offset_from: place.offset_from.as_ref().map(|offset| Offset {
                place: offset.place.clone(),
                distance_km: offset.distance_km,
                bearing_deg: offset.bearing_deg,
            }),
            origin: place.origin.clone(),
            note: place.note.clone(),
        }
    }

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Record for Source {
    type Model = model::SourceRecord;

    fn read(self, _fields: &mut Fields) -> model::SourceRecord {
        model::SourceRecord {
            key: self.id,
            name: self.name,
            names: self.names.into_iter().collect(),
            aliases: self.aliases,
            kind: self.kind.into(),
            side: self.side,
            speaks_for: self.speaks_for,
            note: self.note,
        }
    }

    fn write(source: &model::SourceRecord, _offset_min: i16) -> Self {
        Self {
            id: source.key.clone(),
            name: source.name.clone(),
            names: source.names.iter().cloned().collect(),
            aliases: source.aliases.clone(),
            kind: source.kind.into(),
            side: source.side.clone(),
            speaks_for: source.speaks_for.clone(),
            note: source.note.clone(),
        }
    }

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Record for Report {
    type Model = model::ReportRecord;

    fn read(self, fields: &mut Fields) -> model::ReportRecord {
        model::ReportRecord {
            key: self.id,
            title: self.title,
            publisher: self.publisher,
            published: fields.time("published", self.published),
            url: self.url,
            language: self.language,
            authors: self.authors,
            note: self.note,
        }
    }

    fn write(report: &model::ReportRecord, offset_min: i16) -> Self {
        Self {
            id: report.key.clone(),
            title: report.title.clone(),
            publisher: report.publisher.clone(),
            published: write_time(report.published.as_ref(), offset_min),
            url: report.url.clone(),
            language: report.language.clone(),
            authors: report.authors.clone(),
            note: report.note.clone(),
        }
    }

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Record for Event {
    type Model = model::EventRecord;

    fn read(self, fields: &mut Fields) -> model::EventRecord {
        let time = fields.time("time", self.time);
        model::EventRecord { key: self.id, title: self.title, place: self.place, time, note: self.note }
    }

    fn write(event: &model::EventRecord, offset_min: i16) -> Self {
        Self {
            id: event.key.clone(),
            title: event.title.clone(),
            place: event.place.clone(),
            time: write_time(event.time.as_ref(), offset_min),
            note: event.note.clone(),
        }
    }

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Record for Claim {
    type Model = model::ClaimRecord;

    fn read(self, fields: &mut Fields) -> model::ClaimRecord {
        model::ClaimRecord {
            key: self.id,
            proposition: self.proposition,
            event: self.event,
            kind: self.kind.into(),
            favours: self.favours,
            is_taking: self.taking,
            place: self.place,
            time: fields.time("time", self.time),
            measure: self.measure.map(|measure| model::Measure {
                from: measure.from,
                to: measure.to,
                quantity: measure.quantity.into(),
            }),
            note: self.note,
        }
    }

    fn write(claim: &model::ClaimRecord, offset_min: i16) -> Self {
        Self {
            id: claim.key.clone(),
            proposition: claim.proposition.clone(),
            event: claim.event.clone(),
            kind: claim.kind.into(),
            favours: claim.favours.clone(),
            taking: claim.is_taking,
            place: claim.place.clone(),
            time: write_time(claim.time.as_ref(), offset_min),
            measure: claim.measure.as_ref().map(|measure| Measure {
                from: measure.from.clone(),
                to: measure.to.clone(),
                quantity: measure.quantity.into(),
            }),
            note: claim.note.clone(),
        }
    }

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Record for Statement {
    type Model = model::StatementRecord;

    fn read(self, fields: &mut Fields) -> model::StatementRecord {
        model::StatementRecord {
            key: self.id,
            claim: self.claim,
            speaker: self.speaker,
            stance: self.stance.into(),
            stated_at: fields.time("stated_at", self.stated_at),
            as_of: fields.time("as_of", self.as_of),
            via: self.via,
            report: self.report,
            paragraph: self.paragraph,
            quote: self.quote,
            figures: fields.figures(self.figures),
            paraphrase: self.paraphrase,
            note: self.note,
        }
    }

    fn write(statement: &model::StatementRecord, offset_min: i16) -> Self {
        let figure = |figure: &model::FigureRecord| Figure {
            low: figure.low,
            high: figure.high,
            qualifier: figure.qualifier.into(),
            unit: figure.unit.clone(),
            scope: figure.scope.clone(),
            window: write_time(figure.window.as_ref(), offset_min),
            cumulative: figure.cumulative,
            words: figure.words.clone(),
        };
        Self {
            id: statement.key.clone(),
            claim: statement.claim.clone(),
            speaker: statement.speaker.clone(),
            stance: statement.stance.into(),
            stated_at: write_time(statement.stated_at.as_ref(), offset_min),
            as_of: write_time(statement.as_of.as_ref(), offset_min),
            via: statement.via.clone(),
            report: statement.report.clone(),
            paragraph: statement.paragraph,
            quote: statement.quote.clone(),
            figures: statement.figures.iter().map(figure).collect(),
            paraphrase: statement.paraphrase.clone(),
            note: statement.note.clone(),
        }
    }

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Record for Relation {
    type Model = model::RelationRecord;

    fn read(self, _fields: &mut Fields) -> model::RelationRecord {
        model::RelationRecord { a: self.a, kind: self.kind.into(), b: self.b, note: self.note }
    }

    fn write(relation: &model::RelationRecord, _offset_min: i16) -> Self {
        Self { a: relation.a.clone(), kind: relation.kind.into(), b: relation.b.clone(), note: relation.note.clone() }
    }

    fn key(&self) -> String {
        let word = match self.kind {
            RelationKind::Excludes => "excludes",
            RelationKind::Entails => "entails",
        };
        format!("{} {word} {}", self.a, self.b)
    }
}
