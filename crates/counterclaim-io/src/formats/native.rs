//! The native dataset format: one JSON object, version 1, described by `assets/schema/dataset-v1.schema.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::content::{Body, Content};
use super::importer::{Importer, ImporterOutput, ReadResult};
use crate::cell::time_text;
use crate::import_report::{NATIVE_ID, Records};
use crate::records::json::Json;
use crate::wire::{self, Fields, Record};
use crate::{Issue, IssueText, LoadError, Severity, file_name, unknown_fields};
use counterclaim_model::{
    Dataset, DatasetBuilder, DatasetHeader, Defect, RecordKind, UnknownFields, is_direction_control,
};

pub const FORMAT: &str = "counterclaim-dataset";
pub const VERSION: u64 = 1;

/// The longest record that is read; anything longer is a mistake or an attack.
const MAX_RECORD_BYTES: usize = 1 << 20;

pub const IMPORTER: Importer = Importer {
    name: "Counterclaim dataset",
    id: NATIVE_ID,
    extensions: &["json"],
    // Of JSON that no other reader takes, this one can say best what is wrong with it.
    score: |content| match content.body {
        Body::Native => 100,
        Body::Json(Json::Object(_)) | Body::BrokenJson => 1,
        _ => 0,
    },
    reads_text: true,
    read: |content, _| read(content),
};

/// How much of a file is looked at for the name of the format.
const HEAD_BYTES: usize = 4096;

/// Whether the beginning of a file names this format.
pub fn names_itself(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    head.windows(FORMAT.len() + 2).any(|part| part == b"\"counterclaim-dataset\"")
}

/// What a dataset file says of itself, and its records, unread.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    licence: Option<String>,
    #[serde(default)]
    utc_offset: Option<String>,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(borrow, default)]
    sides: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    places: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    sources: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    reports: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    events: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    claims: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    statements: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    relations: Vec<&'a RawValue>,
}

/// The fields of the envelope that this version knows.
const ENVELOPE_FIELDS: &[&str] = &[
    "format",
    "version",
    "title",
    "description",
    "licence",
    "utc_offset",
    "notes",
    "sides",
    "places",
    "sources",
    "reports",
    "events",
    "claims",
    "statements",
    "relations",
];

fn read(content: &Content<'_>) -> ReadResult {
    let path = content.path;
    let text = text_of(content.bytes, path)?;
    if matches!(content.body, Body::BrokenJson) {
        // A broken list is no object either, which would be told instead of where it breaks.
        let whole = serde_json::from_str::<serde::de::IgnoredAny>(text);
        whole.map_err(|error| malformed(&error, path))?;
    }
    // The version is looked at first: a newer one may have changed the shape of everything else.
    check_version(text, path)?;
    let envelope: Envelope<'_> = serde_json::from_str(text).map_err(|error| malformed(&error, path))?;
    let mut reader = Reader { text, path, offset_min: 0, issues: Vec::new(), extras: BTreeMap::new() };
    let header = reader.header(&envelope);
    let sides = reader.records::<wire::Side>(RecordKind::Side, &envelope.sides);
    let places = reader.records::<wire::Place>(RecordKind::Place, &envelope.places);
    let sources = reader.records::<wire::Source>(RecordKind::Source, &envelope.sources);
    let reports = reader.records::<wire::Report>(RecordKind::Report, &envelope.reports);
    let events = reader.records::<wire::Event>(RecordKind::Event, &envelope.events);
    let claims = reader.records::<wire::Claim>(RecordKind::Claim, &envelope.claims);
    let statements = reader.records::<wire::Statement>(RecordKind::Statement, &envelope.statements);
    let relations = reader.records::<wire::Relation>(RecordKind::Relation, &envelope.relations);
    let lines = [&sides.1, &places.1, &sources.1, &reports.1, &events.1, &claims.1, &statements.1, &relations.1]
        .map(Vec::clone);
    let builder = DatasetBuilder {
        header,
        sides: sides.0,
        places: places.0,
        sources: sources.0,
        reports: reports.0,
        events: events.0,
        claims: claims.0,
        statements: statements.0,
        relations: relations.0,
        extras: reader.extras,
    };
    let (dataset, defects) = builder.finish();
    let mut issues = reader.issues;
    issues.extend(defects.into_iter().map(|defect| issue_of(defect, &lines, path)));
    issues.sort_by_key(|issue| issue.line());
    let records = counted(&dataset, &issues);
    Ok(ImporterOutput { dataset, issues, records, mapping: None, columns: None })
}

fn counted(dataset: &Dataset, issues: &[Issue]) -> Records {
    let read = dataset.sides().len()
        + dataset.places().len()
        + dataset.sources().len()
        + dataset.report_count()
        + dataset.event_count()
        + dataset.claim_count()
        + dataset.statement_count()
        + dataset.relations().len();
    let is_set_aside = |issue: &&Issue| issue.severity() == Severity::Rejected;
    let rejected: BTreeSet<_> =
        issues.iter().filter(is_set_aside).map(|issue| (issue.line(), issue.record())).collect();
    Records { read, rejected: rejected.len() }
}

/// The text of a file, without a byte order mark.
fn text_of<'a>(bytes: &'a [u8], path: &Path) -> Result<&'a str, LoadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line_start = good.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + String::from_utf8_lossy(good.get(line_start..).unwrap_or_default()).chars().count();
        LoadError::NotUtf8 { line, column, path: path.to_owned() }
    })
}

/// Where the text is broken, and whether that is its end.
fn malformed(error: &serde_json::Error, path: &Path) -> LoadError {
    let words = without_place(error);
    let reason = if error.is_eof() {
        format!("the file seems to be incomplete from here on ({words}); get a new copy")
    } else {
        words
    };
    LoadError::Malformed { line: error.line(), column: error.column(), reason, path: path.to_owned() }
}

fn check_version(text: &str, path: &Path) -> Result<(), LoadError> {
    #[derive(Deserialize)]
    struct Mark {
        format: Option<String>,
        version: Option<u64>,
    }
    let mark: Mark = serde_json::from_str(text).map_err(|error| malformed(&error, path))?;
    let unknown = |found: String| LoadError::UnknownFormat { found, path: path.to_owned() };
    match (mark.format.as_deref(), mark.version) {
        (Some(FORMAT), Some(VERSION)) => Ok(()),
        (Some(FORMAT), Some(found)) if found > VERSION => {
            Err(LoadError::TooNew { found, known: VERSION, path: path.to_owned() })
        }
        (Some(FORMAT), found) => Err(unknown(match found {
            Some(found) => format!("the format has no version {found}"),
            None => "the file names no version of its format".to_owned(),
        })),
        (Some(other), _) => Err(unknown(format!("its format is `{other}`"))),
        (None, _) => {
            Err(unknown(format!("it is JSON without a list of records and without a line `\"format\": \"{FORMAT}\"`")))
        }
    }
}

/// The message of an error in plain words, without serde's position, which is reported separately.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    let (found, expected) = reason.rsplit_once("expected ").unwrap_or((reason, ""));
    let plain = match expected {
        "f64" => "a number",
        "u8" | "u32" | "u64" => "a whole number of 0 or more",
        "a sequence" => "a list",
        "a map" => "an object",
        other if other.starts_with("struct ") => "an object",
        _ => return reason.to_owned(),
    };
    format!("{found}expected {plain}")
}

struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
    offset_min: i16,
    issues: Vec<Issue>,
    extras: BTreeMap<(RecordKind, String), UnknownFields>,
}

impl Reader<'_> {
    fn header(&mut self, envelope: &Envelope<'_>) -> DatasetHeader {
        if let Some(offset) = &envelope.utc_offset {
            match time_text::parse_offset(offset) {
                Some(offset_min) => self.offset_min = offset_min,
                None => self.tell(
                    RecordKind::Dataset,
                    None,
                    String::new(),
                    ("utc_offset", format!("`{offset}` is not an offset such as +02:00; times were read as UTC")),
                    Severity::FieldSkipped,
                ),
            }
        }
        if let Ok(mut fields) = serde_json::from_str::<BTreeMap<String, &RawValue>>(self.text) {
            fields.retain(|name, _| !ENVELOPE_FIELDS.contains(&name.as_str()));
            if let Ok(Some(extra)) = unknown_fields::of_fields(&fields) {
                self.extras.insert((RecordKind::Dataset, String::new()), UnknownFields::Json(extra));
            }
        }
        DatasetHeader {
            title: envelope.title.clone().unwrap_or_else(|| file_name(self.path)),
            description: envelope.description.clone(),
            licence: envelope.licence.clone(),
            offset_min: self.offset_min,
            notes: envelope.notes.clone(),
        }
    }

    /// The records that can be read, and the line on which each starts.
    fn records<R: Record>(&mut self, kind: RecordKind, raws: &[&RawValue]) -> (Vec<R::Model>, Vec<usize>) {
        let mut records = Vec::with_capacity(raws.len());
        let mut lines = Vec::with_capacity(raws.len());
        let mut counted = (0usize, 1usize);
        let mut keys = BTreeSet::new();
        for (number, raw) in raws.iter().enumerate() {
            let line = self.line_of(raw, &mut counted);
            if let Some(record) = self.record::<R>(kind, raw.get(), (number, line), &mut keys) {
                records.push(record);
                lines.push(line);
            }
        }
        (records, lines)
    }

    fn record<R: Record>(
        &mut self,
        kind: RecordKind,
        raw: &str,
        (number, line): (usize, usize),
        keys: &mut BTreeSet<String>,
    ) -> Option<R::Model> {
        let unnamed = || format!("number {}", number + 1);
        if raw.len() > MAX_RECORD_BYTES {
            let reason = format!("the record has {} bytes; the limit is {MAX_RECORD_BYTES}", raw.len());
            self.tell(kind, Some(line), unnamed(), ("", reason), Severity::Rejected);
            return None;
        }
        let wire: R = match serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(raw)) {
            Ok(wire) => wire,
            Err(error) => {
                let field = error.path().to_string();
                let field = if field == "." { "" } else { &field };
                let key = key_of(raw).unwrap_or_else(unnamed);
                self.tell(kind, Some(line), key, (field, without_place(error.inner())), Severity::Rejected);
                return None;
            }
        };
        let key = wire.key();
        // A later record with the same key is rejected; its fields must not go to the earlier one.
        let is_first = keys.insert(key.clone());
        if raw.chars().chain(escaped_chars(raw)).any(is_direction_control) {
            let reason = "invisible characters change the direction of its text; they are shown as codes";
            self.tell(kind, Some(line), key.clone(), ("", reason.to_owned()), Severity::Remark);
        }
        let mut fields = Fields { offset_min: self.offset_min, defects: Vec::new(), remarks: Vec::new() };
        let record = wire.read(&mut fields);
        for (field, reason) in fields.defects {
            self.tell(kind, Some(line), key.clone(), (&field, reason), Severity::FieldSkipped);
        }
        for (field, reason) in fields.remarks {
            self.tell(kind, Some(line), key.clone(), (&field, reason), Severity::Remark);
        }
        match unknown_fields::of_record(raw, &R::write(&record, self.offset_min)) {
            Ok(extra) if is_first => self.extras.extend(extra.map(|extra| ((kind, key), UnknownFields::Json(extra)))),
            Ok(_) => {}
            Err(error) => {
                let reason = format!("unknown fields could not be kept: {}", without_place(&error));
                self.tell(kind, Some(line), key, ("", reason), Severity::FieldSkipped);
            }
        }
        Some(record)
    }

    /// The line of a record, counted on from the one before.
    fn line_of(&self, raw: &RawValue, counted: &mut (usize, usize)) -> usize {
        let at = (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let between = self.text.as_bytes().get(counted.0..at).unwrap_or_default();
        *counted = (at, counted.1 + between.iter().filter(|byte| **byte == b'\n').count());
        counted.1
    }

    fn tell(
        &mut self,
        kind: RecordKind,
        line: Option<usize>,
        key: String,
        (field, reason): (&str, String),
        severity: Severity,
    ) {
        let record = format!("{} {key}", kind.label()).trim_end().to_owned();
        let field = field.to_owned();
        let text = IssueText { file: file_name(self.path), line, record, field, reason, severity };
        self.issues.push(Issue::from(text));
    }
}

/// The characters that a JSON text writes as `\u` and four hexadecimal digits.
fn escaped_chars(raw: &str) -> impl Iterator<Item = char> {
    let codes = raw.split("\\u").skip(1).filter_map(|rest| rest.get(..4));
    codes.filter_map(|code| u32::from_str_radix(code, 16).ok().and_then(char::from_u32))
}

/// The id of a record that could not be read whole.
fn key_of(raw: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Keyed {
        id: String,
    }
    serde_json::from_str::<Keyed>(raw).ok().map(|keyed| keyed.id)
}

fn issue_of(defect: Defect, lines: &[Vec<usize>; 8], path: &Path) -> Issue {
    const ORDER: [RecordKind; 8] = [
        RecordKind::Side,
        RecordKind::Place,
        RecordKind::Source,
        RecordKind::Report,
        RecordKind::Event,
        RecordKind::Claim,
        RecordKind::Statement,
        RecordKind::Relation,
    ];
    let of_kind = ORDER.iter().position(|kind| *kind == defect.kind).and_then(|at| lines.get(at));
    let line = of_kind.and_then(|lines| lines.get(defect.number)).copied();
    Issue::of_defect(&file_name(path), line, defect)
}
