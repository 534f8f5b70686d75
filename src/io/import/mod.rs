//! Reading datasets: what was read, and every defect met on the way.
//!
//! `content` opens a file, each importer says from what it sees how surely the file is its own, the surest reads it.
//! To add a format, write `<format>.rs` with its `IMPORTER` and add it to [`IMPORTERS`].

pub mod acled;
pub mod events;
pub mod mapping;
pub mod native;

mod account;
mod accounts;
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
mod header;
mod json_records;
mod kml;
mod map_name;
mod mapped;
mod proposal;
mod reading;
mod records;
mod recurring;
mod report;
mod statements_table;
mod stranger;
mod table;
mod timemap;
mod ucdp;
mod values;
mod viina;
mod viina_control;
mod workbook;

use std::borrow::Cow;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use self::content::{Body, Content, Opened};
use self::mapping::Mapping;
use super::input::{MAX_STREAM_BYTES, read_whole, refuse_streams};
use super::table::{Bytes, Progress};
use super::{Issue, LoadError, alike, file_name};
use crate::model::Dataset;

pub use self::content::ENCODINGS;
pub use self::dates::DateOrder;
pub use self::delimited::SEPARATORS;
pub use self::proposal::{ColumnSample, Met, PREVIEW_RECORDS, Proposal, load_or_ask};
pub use self::reading::{Meaning, ReadOptions, Reading, Records, separator_label};
pub use self::report::{facts, report};
pub(super) use self::values::stance as stance_word;
pub use self::workbook::child as workbook_child;

/// A dataset as it was read, and what was wrong with it.
#[derive(Debug)]
pub struct Import {
    pub dataset: Dataset,
    pub issues: Vec<Issue>,
    /// SHA-256 of the file, as 64 lower-case hexadecimal digits.
    pub sha256: String,
    pub reading: Reading,
}

/// What an importer makes of a file.
#[derive(Debug)]
pub struct Told {
    pub dataset: Dataset,
    pub issues: Vec<Issue>,
    pub records: Records,
    /// The mapping that was guessed, where it was read by a guess.
    pub mapping: Option<Mapping>,
}

/// The records that could be read and what was wrong with the others, or why nothing could be read.
pub type ReadResult = Result<Told, LoadError>;

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
    /// Whether it reads the text or the bytes of the file, and not only its records.
    pub reads_text: bool,
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
const MAX_RECORDS_BYTES: u64 = 512 << 20;

/// Reads a dataset file of any known format.
pub fn load(path: &Path) -> Result<Import, LoadError> {
    load_with(path, &ReadOptions::default())
}

/// Reads a dataset file as the user says.
pub fn load_with(path: &Path, options: &ReadOptions) -> Result<Import, LoadError> {
    load_watched(path, options, &Progress::default())
}

/// Reads a dataset file as the user says; how far that has come is seen, and may be stopped, from another thread.
pub fn load_watched(path: &Path, options: &ReadOptions, progress: &Progress) -> Result<Import, LoadError> {
    with_content(bytes_of(path, progress)?.into(), path, options, progress, |looked| read(looked, options))
}

/// Reads a dataset from bytes that are at hand; `path` is for messages.
pub fn load_bytes(bytes: &[u8], path: &Path) -> Result<Import, LoadError> {
    load_bytes_with(bytes, path, &ReadOptions::default())
}

/// Reads a dataset from bytes as the user says; `path` is for messages.
pub fn load_bytes_with(bytes: &[u8], path: &Path, options: &ReadOptions) -> Result<Import, LoadError> {
    with_content(bytes.into(), path, options, &Progress::default(), |looked| read(looked, options))
}

/// As [`load_watched`], of bytes that are at hand; `path` is for messages.
pub(super) fn load_held(
    bytes: &[u8],
    path: &Path,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Import, LoadError> {
    with_content(bytes.into(), path, options, progress, |looked| read(looked, options))
}

/// As [`propose`], of a regular file.
pub fn propose_file(path: &Path, options: &ReadOptions) -> Result<Option<Proposal>, LoadError> {
    refuse_streams(path)?;
    propose(&bytes_of(path, &Progress::default())?, path, options)
}

/// Proposes what the columns of a file mean; `None` for a file that is no table.
pub fn propose(bytes: &[u8], path: &Path, options: &ReadOptions) -> Result<Option<Proposal>, LoadError> {
    let proposed = |looked: Looked<'_>| Ok(Proposal::of(looked.content, looked.reading));
    match with_content(bytes.into(), path, options, &Progress::default(), proposed) {
        Err(LoadError::UnknownFormat { .. }) => Ok(None),
        proposed => proposed,
    }
}

/// A file that was opened, and who is to read it.
struct Looked<'a> {
    content: &'a Content<'a>,
    importer: &'static Importer,
    reading: Reading,
    sha256: String,
}

/// Opens a file, chooses who reads it, and does something with that.
fn with_content<T>(
    bytes: Cow<'_, [u8]>,
    path: &Path,
    options: &ReadOptions,
    progress: &Progress,
    then: impl FnOnce(Looked<'_>) -> Result<T, LoadError>,
) -> Result<T, LoadError> {
    let sha256 = sha256_hex(&bytes);
    let opened = open(bytes, path)?;
    let decoded = opened.text(options.encoding.as_deref())?;
    let content = opened.content(&decoded.text, options.separator, progress)?;
    let importer = chosen(&content, options)?;
    let reading = Reading {
        format: importer.name,
        id: importer.id,
        options: options.clone(),
        remarks: opened.remarks.iter().cloned().chain(decoded.remark.clone()).collect(),
        encoding: decoded.encoding,
        separator: if let Body::Delimited(separator) = content.body { Some(separator) } else { None },
        is_table: content.table.is_some(),
        ..Reading::default()
    };
    if importer.reads_text {
        return then(Looked { content: &content, importer, reading, sha256 });
    }
    // The records hold all that is read from now on; bytes and text would take as much memory again.
    let table = content.table;
    drop(decoded);
    drop(opened);
    let content = Content { path, bytes: &[], text: "", body: Body::Other, table, progress };
    then(Looked { content: &content, importer, reading, sha256 })
}

/// Reads what was opened.
fn read(looked: Looked<'_>, options: &ReadOptions) -> Result<Import, LoadError> {
    let Looked { content, importer, mut reading, sha256 } = looked;
    let mut told = (importer.read)(content, options)?;
    if content.progress.is_cancelled() {
        return Err(LoadError::Cancelled { path: content.path.to_owned() });
    }
    let remarks = reading.remarks.iter().map(|reason| Issue::of_file(&file_name(content.path), reason.clone()));
    told.issues.splice(0..0, remarks);
    let sources = told.dataset.source_ids().map(|id| told.dataset.source(id)).map(|source| (source.key, source.name));
    told.issues.extend(alike::issues(&file_name(content.path), "source", sources));
    if importer.is_mapped() {
        reading.meaning = if options.mapping.is_some() { Meaning::Mapping } else { Meaning::Guess };
        reading.options.mapping = told.mapping.or(reading.options.mapping);
    }
    reading.records = told.records;
    Ok(Import { dataset: told.dataset, issues: told.issues, sha256, reading })
}

/// Takes a file out of its packing, and refuses what is too large before it is taken apart.
fn open<'a>(bytes: Cow<'a, [u8]>, path: &'a Path) -> Result<Opened<'a>, LoadError> {
    let opened = Opened::of(bytes, path, MAX_BYTES)?;
    let size = opened.bytes.len() as u64;
    if size > MAX_RECORDS_BYTES && !native::names_itself(&opened.bytes) {
        return Err(LoadError::TooLarge { size, limit: MAX_RECORDS_BYTES, path: path.to_owned() });
    }
    Ok(opened)
}

fn bytes_of(path: &Path, progress: &Progress) -> Result<Vec<u8>, LoadError> {
    let unreadable = |source| LoadError::Unreadable { source, path: path.to_owned() };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        let found = "a folder".to_owned();
        return Err(LoadError::UnknownFormat { found, path: path.to_owned() });
    }
    if metadata.len() > MAX_BYTES {
        return Err(LoadError::TooLarge { size: metadata.len(), limit: MAX_BYTES, path: path.to_owned() });
    }
    // A file can grow while it is read, and what is no file may never end.
    let limit = if metadata.is_file() { MAX_BYTES } else { MAX_STREAM_BYTES };
    read_whole(path, limit, progress)
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
    let unknown = || LoadError::UnknownFormat {
        found: stranger::describe(content.bytes).to_owned(),
        path: content.path.to_owned(),
    };
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
    hex(&Sha256::digest(bytes))
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
    Ok(Some(hex(&hasher.finalize())))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
