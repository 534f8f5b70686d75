//! Reading datasets: what was read, and every defect met on the way.
//!
//! `content` opens a file, each importer says from what it sees how surely the file is its own, the surest reads it.
//! To add a format, write `<format>.rs` with its `IMPORTER` and add it to [`IMPORTERS`].

pub mod acled;
pub mod events;
pub mod mapping;
pub mod native;

mod account;
mod averitec;
mod claim_review;
mod claim_review_table;
mod clock;
mod content;
mod dates;
mod delimited;
mod delimited_table;
mod draft;
mod gdelt;
mod geojson;
mod json_records;
mod kml;
mod mapped;
mod records;
mod recurring;
mod statements_table;
mod table;
mod timemap;
mod ucdp;
mod values;
mod viina;
mod viina_control;
mod workbook;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use self::content::{Content, Opened};
use self::mapping::{Guess, Mapping};
use super::table::Bytes;
use super::{Issue, LoadError, Severity};
use crate::model::Dataset;

pub use self::dates::DateOrder;
pub use self::mapped::PREVIEW_RECORDS;

/// A dataset as it was read, and what was wrong with it.
#[derive(Debug)]
pub struct Import {
    pub dataset: Dataset,
    pub issues: Vec<Issue>,
    /// How many records of the file are in the dataset, and how many are not.
    pub records: Records,
    /// SHA-256 of the file, as 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Name of the importer that read it.
    pub format: &'static str,
}

/// The records of a file: each is in the dataset, or among the issues as set aside.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Records {
    pub read: usize,
    pub set_aside: usize,
}

/// What an importer makes of a file.
#[derive(Debug)]
pub struct Told {
    pub dataset: Dataset,
    pub issues: Vec<Issue>,
    pub records: Records,
}

/// The records that could be read and what was wrong with the others, or why nothing could be read.
pub type ReadResult = Result<Told, LoadError>;

/// What the user says about a file.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The importer to take, by its id, whatever the file looks like.
    pub format: Option<String>,
    /// What the columns of a table mean.
    pub mapping: Option<Mapping>,
}

/// A reader of one format.
#[derive(Debug)]
pub struct Importer {
    /// What the format is called in dialogs.
    pub name: &'static str,
    /// What it is called on the command line.
    pub id: &'static str,
    /// File extensions, without the dot.
    pub extensions: &'static [&'static str],
    /// How surely a file is of the format, from 0 for not at all to 100.
    pub score: fn(&Content<'_>) -> u8,
    /// Reads a file.
    pub read: fn(&Content<'_>, &ReadOptions) -> ReadResult,
}

/// Every format that can be read; of those that are equally sure the first is taken.
pub const IMPORTERS: &[Importer] = &[
    native::IMPORTER,
    acled::IMPORTER,
    averitec::IMPORTER,
    claim_review::IMPORTER,
    claim_review_table::IMPORTER,
    delimited_table::IMPORTER,
    gdelt::EVENTS,
    gdelt::MENTIONS,
    geojson::IMPORTER,
    kml::IMPORTER,
    records::IMPORTER,
    statements_table::IMPORTER,
    timemap::IMPORTER,
    ucdp::IMPORTER,
    viina::DAYS,
    viina::REPORTS,
    viina_control::IMPORTER,
    workbook::IMPORTER,
];

/// File extensions of what any format can be packed in, without the dot.
pub const PACKINGS: &[&str] = &["gz", "zip", "zst"];

/// The most bytes that any file may have, packed or unpacked.
const MAX_BYTES: u64 = 1 << 30;

/// The most bytes that a file may have that is read as records: each cell costs some memory besides its text.
const MAX_RECORDS_BYTES: u64 = 256 << 20;

/// What a table's columns seem to mean, and what its first records would become.
#[derive(Debug)]
pub struct Proposal {
    /// Names of the columns, in the order of the file.
    pub columns: Vec<String>,
    pub guess: Guess,
    /// The first [`PREVIEW_RECORDS`] records by the mapping that was given, else by the guess.
    pub preview: Told,
}

/// Reads a dataset file of any known format.
pub fn load(path: &Path) -> Result<Import, LoadError> {
    load_with(path, &ReadOptions::default())
}

/// Reads a dataset file as the user says.
pub fn load_with(path: &Path, options: &ReadOptions) -> Result<Import, LoadError> {
    load_bytes_with(&bytes_of(path)?, path, options)
}

/// Reads a dataset from bytes that are at hand; `path` is for messages.
pub fn load_bytes(bytes: &[u8], path: &Path) -> Result<Import, LoadError> {
    load_bytes_with(bytes, path, &ReadOptions::default())
}

/// Reads a dataset from bytes as the user says; `path` is for messages.
pub fn load_bytes_with(bytes: &[u8], path: &Path, options: &ReadOptions) -> Result<Import, LoadError> {
    let opened = open(bytes, path)?;
    let (text, decoded) = opened.text();
    let content = opened.content(&text)?;
    let importer = chosen(&content, options)?;
    let mut told = (importer.read)(&content, options)?;
    let remarks = opened.remarks.iter().cloned().chain(decoded);
    let issues = remarks.map(|reason| Issue {
        file: draft::file_name(path),
        line: None,
        record: "the file".to_owned(),
        field: String::new(),
        reason,
        severity: Severity::Remark,
    });
    told.issues.splice(0..0, issues);
    let Told { dataset, issues, records } = told;
    Ok(Import { dataset, issues, records, sha256: sha256_hex(bytes), format: importer.name })
}

/// Proposes what the columns of a file mean, and shows what its first records would become.
///
/// With a `mapping`, the preview is by that; the guess is told all the same. `None` for a file that is no table.
pub fn propose(bytes: &[u8], path: &Path, mapping: Option<&Mapping>) -> Result<Option<Proposal>, LoadError> {
    let opened = open(bytes, path)?;
    let (text, _) = opened.text();
    let content = opened.content(&text)?;
    let Some(table) = &content.table else { return Ok(None) };
    let guess = mapping::guess(table);
    let preview = mapped::preview(&content, table, mapping.unwrap_or(&guess.mapping))?;
    let columns = table.columns.iter().map(|column| column.name.clone()).collect();
    Ok(Some(Proposal { columns, guess, preview }))
}

/// Takes a file out of its packing, and refuses what is too large before it is taken apart.
fn open<'a>(bytes: &'a [u8], path: &'a Path) -> Result<Opened<'a>, LoadError> {
    let opened = Opened::of(bytes, path, MAX_BYTES)?;
    let size = opened.bytes.len() as u64;
    if size > MAX_RECORDS_BYTES && !native::names_itself(&opened.bytes) {
        return Err(LoadError::TooLarge { size, limit: MAX_RECORDS_BYTES, path: path.to_owned() });
    }
    Ok(opened)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, LoadError> {
    let unreadable = |source| LoadError::Unreadable { source, path: path.to_owned() };
    let too_large = |size| LoadError::TooLarge { size, limit: MAX_BYTES, path: path.to_owned() };
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        let found = "a folder".to_owned();
        return Err(LoadError::UnknownFormat { found, path: path.to_owned() });
    }
    if metadata.len() > MAX_BYTES {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::new();
    // A file can grow while it is read, and some have no length to ask for.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// The importer that the user names, else the surest; a mapping is for a table read by its columns.
fn chosen(content: &Content<'_>, options: &ReadOptions) -> Result<&'static Importer, LoadError> {
    if let Some(id) = &options.format {
        let known: Vec<&str> = IMPORTERS.iter().map(|importer| importer.id).collect();
        let found = || format!("there is no format `{id}`; there are {}", known.join(", "));
        let importer = IMPORTERS.iter().find(|importer| importer.id.eq_ignore_ascii_case(id));
        return importer.ok_or_else(|| LoadError::UnknownFormat { found: found(), path: content.path.to_owned() });
    }
    let is_possible = |importer: &&Importer| options.mapping.is_none() || importer.is_mapped();
    let scored = IMPORTERS.iter().filter(is_possible).map(|importer| ((importer.score)(content), importer));
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best }).filter(|(score, _)| *score > 0);
    let unknown = || LoadError::UnknownFormat { found: describe(content.bytes), path: content.path.to_owned() };
    best.map(|(_, importer)| importer).ok_or_else(unknown)
}

impl Importer {
    /// Whether it reads any table through a mapping of its columns.
    pub fn is_mapped(&self) -> bool {
        ["table", "geojson", "kml", "records", "workbook"].contains(&self.id)
    }
}

/// How much of a large file is hashed at once.
const HASH_BLOCK: usize = 1 << 20;

/// SHA-256 of some bytes, as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 of a file that is too large for memory, read block by block.
///
/// An error where it can no longer be read or is not as it was; `None` once `is_cancelled` says so.
pub fn sha256_of(bytes: &Bytes, is_cancelled: impl Fn() -> bool) -> std::io::Result<Option<String>> {
    let (mut hasher, mut buffer, mut at) = (Sha256::new(), vec![0; HASH_BLOCK], 0u64);
    while at < bytes.len() {
        if is_cancelled() {
            return Ok(None);
        }
        let read = bytes.read(at, &mut buffer)?;
        hasher.update(buffer.get(..read).unwrap_or_default());
        at += read as u64;
        if read == 0 {
            break;
        }
    }
    if !bytes.is_unchanged() {
        return Err(std::io::Error::other("it has changed since it was opened"));
    }
    Ok(Some(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// What an unknown file seems to be, so that the message can say more than "unknown".
fn describe(bytes: &[u8]) -> String {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let kind = if bytes.is_empty() {
        "the file is empty"
    } else if starts(b"PK\x03\x04") {
        "it is an office document without a table"
    } else if starts(b"%PDF") {
        "it is a PDF document"
    } else if starts(b"\x89PNG") || starts(b"\xff\xd8") {
        "it is a picture"
    } else if bytes.trim_ascii_start().starts_with(b"<") {
        "it is XML or HTML, but not a KML map"
    } else if bytes.trim_ascii_start().starts_with(b"[") {
        "it begins like JSON, but is no list of records"
    } else if bytes.contains(&0) {
        "it is not text"
    } else {
        "its text is neither JSON nor a table"
    };
    kind.to_owned()
}
