//! The file of a kept table: a head that lists columns by name, then their numbers, each with a checksum.
//!
//! ```text
//! magic (8 bytes) | length of the head | its CRC-32 | head as JSON | column | column | …
//! ```
//!
//! All numbers are little-endian. CRC-32 finds every change of a single bit; what it lets pass is caught where the
//! values are checked against each other (`columns.rs`).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use rayon::prelude::*;

use super::head::{Entry, Head, Kind};
use crate::delimited::ByteSource;

const MAGIC: &[u8; 8] = b"CCTABLE\n";
/// Before the head: the magic, the head's length and its checksum.
const PREFIX_BYTES: usize = 16;
/// The longest head that is believed: that of a table with some ten thousand issues.
const MAX_HEAD_BYTES: usize = 16 << 20;
/// How much is read and written at once: as much as stays near the processor.
const BLOCK_BYTES: usize = 128 << 10;

/// A column's numbers.
#[derive(Clone, Debug)]
pub enum Column<'a> {
    U8(Cow<'a, [u8]>),
    U16(Cow<'a, [u16]>),
    U32(Cow<'a, [u32]>),
    I32(Cow<'a, [i32]>),
    F32(Cow<'a, [f32]>),
    U64(Cow<'a, [u64]>),
}

/// Columns by name.
pub type Columns<'a> = BTreeMap<String, Column<'a>>;

impl Column<'_> {
    fn kind(&self) -> Kind {
        match self {
            Self::U8(_) => Kind::U8,
            Self::U16(_) => Kind::U16,
            Self::U32(_) => Kind::U32,
            Self::I32(_) => Kind::I32,
            Self::F32(_) => Kind::F32,
            Self::U64(_) => Kind::U64,
        }
    }

    /// Hands on all bytes, some at a time.
    fn each(&self, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        fn hand_on<T: Copy, const N: usize>(
            numbers: &[T],
            bytes_of: fn(T) -> [u8; N],
            mut take: impl FnMut(&[u8]) -> io::Result<()>,
        ) -> io::Result<()> {
            let mut bytes = Vec::with_capacity(BLOCK_BYTES);
            for some in numbers.chunks(BLOCK_BYTES / N) {
                bytes.clear();
                bytes.extend(some.iter().flat_map(|number| bytes_of(*number)));
                take(&bytes)?;
            }
            Ok(())
        }
        match self {
            Self::U8(numbers) => numbers.chunks(BLOCK_BYTES).try_for_each(take),
            Self::U16(numbers) => hand_on(numbers, u16::to_le_bytes, take),
            Self::U32(numbers) => hand_on(numbers, u32::to_le_bytes, &mut take),
            Self::I32(numbers) => hand_on(numbers, i32::to_le_bytes, &mut take),
            Self::F32(numbers) => hand_on(numbers, f32::to_le_bytes, &mut take),
            Self::U64(numbers) => hand_on(numbers, u64::to_le_bytes, &mut take),
        }
    }
}

/// Writes a head and its columns, those of the first picture before the others.
pub fn write(file: &mut impl Write, mut head: Head, first: &Columns<'_>, rest: &Columns<'_>) -> io::Result<()> {
    head.columns.clear();
    for (columns, is_first) in [(first, true), (rest, false)] {
        for (name, column) in columns {
            let mut crc = crc32fast::Hasher::new();
            let mut bytes = 0;
            column.each(|some| {
                crc.update(some);
                bytes += some.len() as u64;
                Ok(())
            })?;
            let entry = Entry { name: name.clone(), kind: column.kind(), bytes, crc: crc.finalize(), is_first };
            head.columns.push(entry);
        }
    }
    let text = serde_json::to_vec(&head)?;
    let len = u32::try_from(text.len()).map_err(io::Error::other)?;
    file.write_all(MAGIC)?;
    file.write_all(&len.to_le_bytes())?;
    file.write_all(&crc32fast::hash(&text).to_le_bytes())?;
    file.write_all(&text)?;
    first.values().chain(rest.values()).try_for_each(|column| column.each(|some| file.write_all(some)))
}

/// A kept file that has been opened, and whose head is whole.
pub struct Blocks {
    bytes: ByteSource,
    pub head: Head,
    /// Where the first column starts.
    body_at: u64,
}

impl Blocks {
    /// `None` where there is no such file or it is not whole.
    pub fn open(path: &Path) -> Option<Self> {
        let bytes = ByteSource::open(path).ok()?;
        let mut prefix = [0; PREFIX_BYTES];
        bytes.read_exact(0, &mut prefix).ok()?;
        let [magic @ .., l0, l1, l2, l3, c0, c1, c2, c3] = prefix;
        let len = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        if magic != *MAGIC || len > MAX_HEAD_BYTES {
            return None;
        }
        let mut text = vec![0; len];
        bytes.read_exact(PREFIX_BYTES as u64, &mut text).ok()?;
        if crc32fast::hash(&text) != u32::from_le_bytes([c0, c1, c2, c3]) {
            return None;
        }
        let head: Head = serde_json::from_slice(&text).ok()?;
        let body_at = (PREFIX_BYTES + len) as u64;
        let end = head.columns.iter().try_fold(body_at, |at, entry| at.checked_add(entry.bytes))?;
        (end == bytes.len()).then_some(Self { bytes, head, body_at })
    }

    /// The columns of the first picture, or the others; `None` where one is damaged.
    pub fn read(&self, is_first: bool) -> Option<Columns<'static>> {
        let mut at = self.body_at;
        let mut wanted: Vec<(u64, &Entry)> = Vec::new();
        for entry in &self.head.columns {
            wanted.extend((entry.is_first == is_first).then_some((at, entry)));
            at += entry.bytes;
        }
        // The longest first, so that no thread is left with one of them at the end.
        wanted.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.bytes));
        let column = |(at, entry): (u64, &Entry)| Some((entry.name.clone(), self.column(at, entry)?));
        wanted.into_par_iter().with_max_len(1).map(column).collect()
    }

    fn column(&self, at: u64, entry: &Entry) -> Option<Column<'static>> {
        Some(match entry.kind {
            Kind::U8 => Column::U8(self.numbers(at, entry, u8::from_le_bytes)?.into()),
            Kind::U16 => Column::U16(self.numbers(at, entry, u16::from_le_bytes)?.into()),
            Kind::U32 => Column::U32(self.numbers(at, entry, u32::from_le_bytes)?.into()),
            Kind::I32 => Column::I32(self.numbers(at, entry, i32::from_le_bytes)?.into()),
            Kind::F32 => Column::F32(self.numbers(at, entry, f32::from_le_bytes)?.into()),
            Kind::U64 => Column::U64(self.numbers(at, entry, u64::from_le_bytes)?.into()),
        })
    }

    fn numbers<T, const N: usize>(&self, mut at: u64, entry: &Entry, number_of: fn([u8; N]) -> T) -> Option<Vec<T>> {
        let end = at + entry.bytes;
        let len = usize::try_from(entry.bytes).ok()?;
        if len % N != 0 {
            return None;
        }
        let mut numbers = Vec::with_capacity(len / N);
        let mut crc = crc32fast::Hasher::new();
        let mut buffer = vec![0; BLOCK_BYTES.min(len)];
        while at < end {
            let count = usize::try_from(end - at).ok()?.min(BLOCK_BYTES);
            let some = buffer.get_mut(..count)?;
            self.bytes.read_exact(at, some).ok()?;
            crc.update(some);
            numbers.extend(some.as_chunks::<N>().0.iter().map(|bytes| number_of(*bytes)));
            at += count as u64;
        }
        (crc.finalize() == entry.crc).then_some(numbers)
    }
}
