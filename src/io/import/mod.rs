//! Reading datasets: what was read, and every defect met on the way.
//!
//! To add a format, write `<format>.rs` with its `IMPORTER` and add it to [`IMPORTERS`].

pub mod acled;
pub mod events;
pub mod native;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::table::Bytes;
use super::{Issue, LoadError};
use crate::model::Dataset;

/// A dataset as it was read, and what was wrong with it.
#[derive(Debug)]
pub struct Import {
    pub dataset: Dataset,
    pub issues: Vec<Issue>,
    /// SHA-256 of the file, as 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Name of the importer that read it.
    pub format: &'static str,
}

/// The records that could be read and what was wrong with the others, or why nothing could be read.
pub type ReadResult = Result<(Dataset, Vec<Issue>), LoadError>;

/// A reader of one format.
#[derive(Debug)]
pub struct Importer {
    /// What the format is called in dialogs.
    pub name: &'static str,
    /// File extensions, without the dot.
    pub extensions: &'static [&'static str],
    /// The most bytes that a file of the format may have.
    pub max_bytes: u64,
    /// Whether the beginning of a file looks like the format.
    pub recognises: fn(&[u8]) -> bool,
    /// Reads a file's bytes; `path` is for messages.
    pub read: fn(&[u8], &Path) -> ReadResult,
}

/// Every format that can be read, in the order in which they are tried.
pub const IMPORTERS: &[Importer] = &[native::IMPORTER, acled::IMPORTER];

/// How much of a file is looked at to recognise its format.
const HEAD_BYTES: usize = 4096;

/// Reads a dataset file of any known format.
pub fn load(path: &Path) -> Result<Import, LoadError> {
    let unreadable = |source| LoadError::Unreadable { source, path: path.to_owned() };
    let mut file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        let found = "a folder".to_owned();
        return Err(LoadError::UnknownFormat { found, path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    let importer = recognise(&bytes, path)?;
    let too_large = |size| LoadError::TooLarge { size, limit: importer.max_bytes, path: path.to_owned() };
    if metadata.len() > importer.max_bytes {
        return Err(too_large(metadata.len()));
    }
    // A file can grow while it is read, and some have no length to ask for.
    file.take(importer.max_bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > importer.max_bytes {
        return Err(too_large(bytes.len() as u64));
    }
    read(importer, &bytes, path)
}

/// Reads a dataset from bytes that are at hand; `path` is for messages.
pub fn load_bytes(bytes: &[u8], path: &Path) -> Result<Import, LoadError> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    read(recognise(head, path)?, bytes, path)
}

fn recognise(head: &[u8], path: &Path) -> Result<&'static Importer, LoadError> {
    let importer = IMPORTERS.iter().find(|importer| (importer.recognises)(head));
    importer.ok_or_else(|| LoadError::UnknownFormat { found: describe(head), path: path.to_owned() })
}

fn read(importer: &Importer, bytes: &[u8], path: &Path) -> Result<Import, LoadError> {
    let (dataset, issues) = (importer.read)(bytes, path)?;
    Ok(Import { dataset, issues, sha256: sha256_hex(bytes), format: importer.name })
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
fn describe(head: &[u8]) -> String {
    let starts = |magic: &[u8]| head.starts_with(magic);
    let kind = if head.is_empty() {
        "the file is empty"
    } else if starts(b"PK\x03\x04") {
        "it is a zip archive, or an office document, which is one"
    } else if starts(b"\x1f\x8b") {
        "it is gzip-compressed; unpack it first"
    } else if starts(b"%PDF") {
        "it is a PDF document"
    } else if starts(b"\x89PNG") || starts(b"\xff\xd8") {
        "it is a picture"
    } else if starts(b"\xff\xfe") || starts(b"\xfe\xff") {
        "its text is UTF-16; save it as UTF-8"
    } else if head.contains(&0) {
        "it is not text"
    } else {
        "its text does not start with `{`"
    };
    kind.to_owned()
}
