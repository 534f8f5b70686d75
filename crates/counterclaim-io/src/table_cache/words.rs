//! The index of the words of a kept table: blocks of bytes that mean nothing here, each with a checksum.
//!
//! ```text
//! block | block | … | tail as JSON | its length | its CRC-32 | magic (8 bytes)
//! ```
//!
//! The tail comes last, because blocks are written one by one as they are made. Every block is compared with its
//! checksum when the file is opened; after that it is read by position, and the file is never written again: a new one
//! takes its place.

use std::io::{self, Write};
use std::ops::Range;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::head::Source;
use super::{TableCache, WORDS_EXTENSION, make_private, mark_used, source_of};
use crate::SaveError;
use crate::delimited::ByteSource;
use crate::event_table::EventFile;
use crate::files::atomic;

/// Changes with what a block is.
const READER: &str = concat!(env!("CARGO_PKG_VERSION"), ", words 1");
const MAGIC: &[u8; 8] = b"CCWORDS\n";
/// Behind the tail: its length, its checksum and the magic.
const SUFFIX_BYTES: usize = 16;
/// The longest tail that is believed.
const MAX_TAIL_BYTES: usize = 1 << 20;
/// The size of a read.
const SOME_BYTES: usize = 256 << 10;

/// What stands behind the blocks.
#[derive(Debug, Deserialize, Serialize)]
struct Tail {
    reader: String,
    source: Source,
    /// Of the whole source.
    sha256: String,
    rows: u64,
    /// Length and CRC-32 of each.
    blocks: Vec<(u64, u32)>,
}

/// The kept index of a table, which has been found whole.
#[derive(Debug)]
pub struct KeptWords {
    bytes: ByteSource,
    blocks: Vec<Range<u64>>,
}

impl KeptWords {
    /// Where each block lies.
    pub fn blocks(&self) -> &[Range<u64>] {
        &self.blocks
    }

    /// Fills a buffer from a position; whether that could be done.
    pub fn read(&self, at: u64, buffer: &mut [u8]) -> bool {
        self.bytes.read_exact(at, buffer).is_ok()
    }

    /// How many bytes it takes.
    pub fn len(&self) -> u64 {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    fn open(bytes: ByteSource, is_wanted: impl FnOnce(&Tail) -> bool) -> Option<Self> {
        let tail_end = bytes.len().checked_sub(SUFFIX_BYTES as u64)?;
        let mut suffix = [0; SUFFIX_BYTES];
        bytes.read_exact(tail_end, &mut suffix).ok()?;
        let [l0, l1, l2, l3, c0, c1, c2, c3, magic @ ..] = suffix;
        let len = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        if magic != *MAGIC || len > MAX_TAIL_BYTES {
            return None;
        }
        let body_end = tail_end.checked_sub(len as u64)?;
        let mut text = vec![0; len];
        bytes.read_exact(body_end, &mut text).ok()?;
        if crc32fast::hash(&text) != u32::from_le_bytes([c0, c1, c2, c3]) {
            return None;
        }
        let tail: Tail = serde_json::from_slice(&text).ok()?;
        if !is_wanted(&tail) {
            return None;
        }
        let mut blocks = Vec::new();
        let mut at = 0u64;
        for (len, crc) in &tail.blocks {
            let end = at.checked_add(*len).filter(|end| *end <= body_end)?;
            blocks.push(at..end);
            (crc_of(&bytes, at..end)? == *crc).then_some(())?;
            at = end;
        }
        (at == body_end).then_some(Self { bytes, blocks })
    }
}

fn crc_of(bytes: &ByteSource, place: Range<u64>) -> Option<u32> {
    let mut crc = crc32fast::Hasher::new();
    let mut buffer = vec![0; SOME_BYTES];
    let mut at = place.start;
    while at < place.end {
        let count = usize::try_from(place.end - at).map_or(SOME_BYTES, |left| left.min(SOME_BYTES));
        let some = buffer.get_mut(..count)?;
        bytes.read_exact(at, some).ok()?;
        crc.update(some);
        at += count as u64;
    }
    Some(crc.finalize())
}

impl TableCache {
    /// The cached index of a file with this SHA-256 and this number of rows, if it exists and is intact.
    pub fn find_words(&self, file: &EventFile, sha256: &str, rows: usize) -> Option<KeptWords> {
        let path = self.words_path_of(file);
        let source = source_of(file)?;
        let is_wanted = |tail: &Tail| {
            tail.reader == READER && tail.source == source && tail.sha256 == sha256 && tail.rows == rows as u64
        };
        let words = KeptWords::open(ByteSource::open_in_place(&path).ok()?, is_wanted)?;
        mark_used(&path);
        Some(words)
    }

    /// Keeps the index of a table with so many rows, one block after the other, then removes what is too much.
    ///
    /// Where a block is an error, nothing is kept.
    pub fn keep_words(
        &self,
        file: &EventFile,
        sha256: &str,
        rows: usize,
        blocks: impl Iterator<Item = io::Result<Vec<u8>>>,
    ) -> Result<(), SaveError> {
        let Some(source) = source_of(file) else {
            return Ok(());
        };
        make_private(&self.folder).map_err(|source| SaveError::NotWritten { source, path: self.folder.clone() })?;
        let tail = Tail {
            reader: READER.to_owned(),
            source,
            sha256: sha256.to_owned(),
            rows: rows as u64,
            blocks: Vec::new(),
        };
        let path = self.words_path_of(file);
        atomic::write_with(&path, |to| write(to, tail, blocks))?;
        self.remove_oldest(&path);
        Ok(())
    }

    pub(crate) fn words_path_of(&self, file: &EventFile) -> PathBuf {
        self.path_of(file.path()).with_extension(WORDS_EXTENSION)
    }
}

fn write(to: &mut impl Write, mut tail: Tail, blocks: impl Iterator<Item = io::Result<Vec<u8>>>) -> io::Result<()> {
    for block in blocks {
        let block = block?;
        to.write_all(&block)?;
        tail.blocks.push((block.len() as u64, crc32fast::hash(&block)));
    }
    let text = serde_json::to_vec(&tail)?;
    to.write_all(&text)?;
    to.write_all(&u32::try_from(text.len()).map_err(io::Error::other)?.to_le_bytes())?;
    to.write_all(&crc32fast::hash(&text).to_le_bytes())?;
    to.write_all(MAGIC)
}
