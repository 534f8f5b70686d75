//! Reading datasets: what was read, and every defect met on the way.
//!
//! `content` opens a file, each importer says from what it sees how surely the file is its own, the surest reads it.
//! To add a format, write `<format>.rs` with its `IMPORTER` and add it to [`IMPORTERS`].

use std::borrow::Cow;
use std::path::Path;

use crate::decode::MAX_BYTES;
use crate::decode::opened::Opened;
use crate::digest::sha256_hex;
use crate::files::stream::{MAX_STREAM_BYTES, read_whole};
use crate::formats::content::{Body, Content};
use crate::formats::importer::Importer;
use crate::formats::recognise::content_of;
use crate::formats::{IMPORTERS, native, unknown_format};
use crate::import_report::{ImportReport, MappingSource, ReadOptions};
use crate::{Issue, LoadError, file_name, look_alikes};
use counterclaim_model::Dataset;
use counterclaim_model::Progress;

/// A dataset as it was read, and what was wrong with it.
#[derive(Debug)]
pub struct Import {
    pub dataset: Dataset,
    pub issues: Vec<Issue>,
    /// SHA-256 of the file, as 64 lower-case hexadecimal digits.
    pub sha256: String,
    pub reading: ImportReport,
}

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
pub fn load_held(bytes: &[u8], path: &Path, options: &ReadOptions, progress: &Progress) -> Result<Import, LoadError> {
    with_content(bytes.into(), path, options, progress, |looked| read(looked, options))
}

/// A file that was opened, and who is to read it.
pub(crate) struct Looked<'a> {
    pub content: &'a Content<'a>,
    pub importer: &'static Importer,
    pub reading: ImportReport,
    sha256: String,
}

/// Opens a file, chooses who reads it, and does something with that.
pub(crate) fn with_content<T>(
    bytes: Cow<'_, [u8]>,
    path: &Path,
    options: &ReadOptions,
    progress: &Progress,
    then: impl FnOnce(Looked<'_>) -> Result<T, LoadError>,
) -> Result<T, LoadError> {
    let sha256 = sha256_hex(&bytes);
    let opened = open(bytes, path)?;
    let decoded = opened.text(options.encoding.as_deref())?;
    let content = content_of(&opened, &decoded.text, options, progress)?;
    let importer = chosen(&content, options)?;
    let reading = ImportReport {
        format: importer.name,
        id: importer.id,
        options: options.clone(),
        remarks: opened.remarks.iter().cloned().chain(decoded.remark.clone()).collect(),
        encoding: decoded.encoding,
        separator: if let Body::Delimited(separator) = content.body { Some(separator) } else { None },
        sheets: content.table.as_ref().map(|table| table.sheets.clone()).unwrap_or_default(),
        is_table: content.table.is_some(),
        ..ImportReport::default()
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
pub(crate) fn read(looked: Looked<'_>, options: &ReadOptions) -> Result<Import, LoadError> {
    let Looked { content, importer, mut reading, sha256 } = looked;
    let mut told = (importer.read)(content, options)?;
    if content.progress.is_cancelled() {
        return Err(LoadError::Cancelled { path: content.path.to_owned() });
    }
    let remarks = reading.remarks.iter().map(|reason| Issue::of_file(&file_name(content.path), reason.clone()));
    told.issues.splice(0..0, remarks);
    let sources = told.dataset.source_ids().map(|id| told.dataset.source(id)).map(|source| (source.key, source.name));
    told.issues.extend(look_alikes::issues(&file_name(content.path), "source", sources));
    if importer.is_mapped() {
        reading.mapping_source = if options.mapping.is_some() { MappingSource::Mapping } else { MappingSource::Guess };
        reading.options.mapping = told.mapping.or(reading.options.mapping);
    }
    reading.columns = told.columns;
    reading.records = told.records;
    Ok(Import { dataset: told.dataset, issues: told.issues, sha256, reading })
}

/// Unpacks a file, and rejects one that is too large before it is parsed.
fn open<'a>(bytes: Cow<'a, [u8]>, path: &'a Path) -> Result<Opened<'a>, LoadError> {
    let opened = Opened::of(bytes, path, MAX_BYTES)?;
    let size = opened.bytes.len() as u64;
    if size > MAX_RECORDS_BYTES && !native::names_itself(&opened.bytes) {
        return Err(LoadError::TooLarge { size, limit: MAX_RECORDS_BYTES, path: path.to_owned() });
    }
    Ok(opened)
}

pub(crate) fn bytes_of(path: &Path, progress: &Progress) -> Result<Vec<u8>, LoadError> {
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
        let found = || format!("unknown format `{id}`; known formats: {}", known.join(", "));
        let importer = IMPORTERS.iter().find(|importer| importer.id.eq_ignore_ascii_case(id));
        return importer.ok_or_else(|| LoadError::UnknownFormat { found: found(), path: content.path.to_owned() });
    }
    let is_possible = |importer: &&Importer| options.mapping.is_none() || importer.is_mapped();
    let scored = IMPORTERS.iter().filter(is_possible).map(|importer| ((importer.score)(content), importer));
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best }).filter(|(score, _)| *score > 0);
    let unknown = || LoadError::UnknownFormat {
        found: unknown_format::describe(content.bytes).to_owned(),
        path: content.path.to_owned(),
    };
    best.map(|(_, importer)| importer).ok_or_else(unknown)
}
