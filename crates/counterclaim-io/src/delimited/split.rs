//! Reads a delimited file on several threads, with exactly the records that a single thread would find.
//!
//! The file is cut into segments at fixed positions. A thread guesses where the first record of its segment starts
//! and reads on to the first record of the next. Afterwards the segments are chained: the end of one must be the start
//! of the next. After a wrong guess the segment is read again, so a wrong guess costs time
//! but never a record. Counting quotes would settle the state at each cut only for RFC 4180 files, and would need
//! a pass of its own.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::byte_source::ByteSource;
use super::scan::{Found, Records, Scanner, Scratch};
use counterclaim_model::Progress;

/// The size of a segment.
const SEGMENT_BYTES: u64 = 8 << 20;
/// The size of a read.
const BLOCK_BYTES: usize = 256 << 10;
/// How much is read past the end of a segment, for the record that crosses it.
const LEAST_BYTES: usize = 8 << 10;
/// The longest supported record; a longer one has an unclosed quote.
pub const MAX_RECORD_BYTES: usize = 16 << 20;
/// How far after a cut a record must start for its start to be guessed.
const GUESS_BYTES: usize = 64 << 10;
/// How much is checked after a line end that may end a record.
const GUESS_NEAR_BYTES: usize = 8 << 10;
/// Records that must have the right number of cells for a guess to be accepted.
const GUESS_RECORDS: usize = 3;

/// The format of the records.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Shape {
    pub delimiter: u8,
    pub cells: usize,
    /// Offset of the first record after the header.
    pub body_at: u64,
}

/// Processes the records.
pub trait Collect: Send {
    /// What is collected from one segment.
    type Rows: Default + Send;
    /// Takes consecutive records of a buffer, which starts at offset `base` of the file.
    fn records(&mut self, rows: &mut Self::Rows, base: u64, records: &Records<'_>);
    /// Called for a record longer than [`MAX_RECORD_BYTES`]; reading continues with the next line.
    fn too_long(&mut self, rows: &mut Self::Rows, at: u64);
}

/// What was collected from the records that start in one range of the file.
#[derive(Debug)]
pub struct Segment<R> {
    /// Where the first record starts.
    pub start: u64,
    /// Where the next record after the last starts.
    pub end: u64,
    /// The collector that processed it.
    pub collector: usize,
    pub rows: R,
}

/// Why a reading stopped early.
#[derive(Debug)]
pub enum Stopped {
    Failed(io::Error),
    Cancelled,
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// Segments with their indices.
type Numbered<C> = Vec<(usize, Segment<<C as Collect>::Rows>)>;

/// The segments in file order, and the collectors that processed them.
pub type Collected<C> = (Vec<Segment<<C as Collect>::Rows>>, Vec<C>);

/// Reads all records after the header; each collector is used by one thread.
pub fn collect<C: Collect>(
    bytes: &ByteSource,
    shape: Shape,
    collectors: Vec<C>,
    progress: &Progress,
) -> Result<Collected<C>, Stopped> {
    collect_cut(bytes, shape, collectors, progress, SEGMENT_BYTES)
}

/// Like [`collect`], with a segment length that tests can make short.
pub fn collect_cut<C: Collect>(
    bytes: &ByteSource,
    shape: Shape,
    mut collectors: Vec<C>,
    progress: &Progress,
    segment_bytes: u64,
) -> Result<Collected<C>, Stopped> {
    progress.start(bytes.len().saturating_sub(shape.body_at));
    let count = bytes.len().saturating_sub(shape.body_at).div_ceil(segment_bytes);
    let cut = |number: u64| (shape.body_at + number * segment_bytes).min(bytes.len());
    let next = AtomicUsize::new(0);
    let work = |(collector, collect): (usize, &mut C)| -> Result<Numbered<C>, Stopped> {
        let mut reader = Reader { bytes, shape, progress, block: Vec::new(), scratch: Scratch::default() };
        let mut taken = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let from = number as u64;
            if from >= count {
                return Ok(taken);
            }
            let start = if from == 0 { Some(shape.body_at) } else { reader.guess(cut(from), cut(from + 1))? };
            if let Some(start) = start {
                let mut rows = C::Rows::default();
                let end = reader.read(start, cut(from + 1), collect, &mut rows)?;
                taken.push((number, Segment { start, end, collector, rows }));
            }
        }
    };
    let mut results = Vec::new();
    results.resize_with(collectors.len(), || Ok(Vec::new()));
    rayon::scope(|scope| {
        for (job, result) in collectors.iter_mut().enumerate().zip(&mut results) {
            let work = &work;
            scope.spawn(move |_| *result = work(job));
        }
    });
    let mut guessed = std::collections::BTreeMap::new();
    for result in results {
        guessed.extend(result?);
    }

    let mut reader =
        Reader { bytes, shape, progress: &Progress::default(), block: Vec::new(), scratch: Scratch::default() };
    let mut segments = Vec::new();
    let mut at = shape.body_at;
    for number in 0..count {
        let until = cut(number + 1);
        let guess = usize::try_from(number).ok().and_then(|number| guessed.remove(&number));
        if at >= until {
            // An earlier record extends beyond this segment.
            continue;
        }
        let segment = match guess {
            Some(segment) if segment.start == at => segment,
            _ => {
                let Some(collect) = collectors.first_mut() else { break };
                if progress.is_cancelled() {
                    return Err(Stopped::Cancelled);
                }
                let mut rows = C::Rows::default();
                let end = reader.read(at, until, collect, &mut rows)?;
                Segment { start: at, end, collector: 0, rows }
            }
        };
        at = segment.end;
        segments.push(segment);
    }
    Ok((segments, collectors))
}

struct Reader<'a> {
    bytes: &'a ByteSource,
    shape: Shape,
    progress: &'a Progress,
    block: Vec<u8>,
    scratch: Scratch,
}

impl Reader<'_> {
    /// Passes on the records that start from `start` until `until`; returns where the next one starts.
    fn read<C: Collect>(
        &mut self,
        start: u64,
        until: u64,
        collect: &mut C,
        rows: &mut C::Rows,
    ) -> Result<u64, Stopped> {
        let mut base = start;
        let mut least = LEAST_BYTES;
        let len = self.bytes.len();
        loop {
            if self.progress.is_cancelled() {
                return Err(Stopped::Cancelled);
            }
            // Near the segment's end, little more than a record is needed.
            let left = usize::try_from(until.saturating_sub(base)).unwrap_or(usize::MAX).saturating_add(LEAST_BYTES);
            let wanted = left.min(BLOCK_BYTES).max(least);
            if self.block.len() < wanted {
                self.block.resize(wanted, 0);
            }
            let count = self.bytes.read(base, self.block.get_mut(..wanted).unwrap_or_default())?;
            let is_last = base + count as u64 >= len;
            let block = self.block.get(..count).unwrap_or_default();
            let mut scanner = Scanner::new(block, self.shape.delimiter, is_last, &mut self.scratch);
            let end = usize::try_from(until.saturating_sub(base)).unwrap_or(usize::MAX);
            let rest = loop {
                let (records, at) = scanner.next_records();
                if records.is_empty() {
                    break at;
                }
                let (records, behind) = records.before(end);
                collect.records(rows, base, &records);
                if let Some(behind) = behind {
                    self.progress.add(behind as u64);
                    return Ok(base + behind as u64);
                }
            };
            self.progress.add(rest as u64);
            base += rest as u64;
            if is_last {
                return Ok(len);
            }
            if base >= until && rest < count {
                // The rest does not start with a line end, so a record starts there.
                return Ok(base);
            }
            if rest > 0 {
                least = LEAST_BYTES;
            } else if count < MAX_RECORD_BYTES {
                // Not a single record fits into the buffer.
                least = (count * 2).min(MAX_RECORD_BYTES);
            } else {
                collect.too_long(rows, base);
                let line = self.block.iter().take(count).position(|byte| *byte == b'\n').unwrap_or(count - 1);
                base += line as u64 + 1;
                least = LEAST_BYTES;
            }
        }
    }

    /// The likely start of a record at or after a cut: where several in a row have the right number of cells.
    fn guess(&mut self, cut: u64, until: u64) -> Result<Option<u64>, Stopped> {
        // A line that ends just before the cut makes the cut itself a start.
        let from = cut.saturating_sub(1);
        if self.block.len() < GUESS_BYTES {
            self.block.resize(GUESS_BYTES, 0);
        }
        let count = self.bytes.read(from, self.block.get_mut(..GUESS_BYTES).unwrap_or_default())?;
        let window = self.block.get(..count).unwrap_or_default();
        let is_last = from + count as u64 >= self.bytes.len();
        let line_ends = window.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        for at in line_ends {
            if from + at as u64 >= until {
                break;
            }
            // A few records are enough; finding more special bytes would take time.
            let behind = window.get(at..).unwrap_or_default();
            let near = behind.get(..GUESS_NEAR_BYTES).unwrap_or(behind);
            let is_last = is_last && near.len() == behind.len();
            let mut scanner = Scanner::new(near, self.shape.delimiter, is_last, &mut self.scratch);
            let mut first = None;
            for _ in 0..GUESS_RECORDS {
                match scanner.next() {
                    Found::Record(record) if record.cells() == self.shape.cells => {
                        first = first.or(Some(record.start));
                    }
                    Found::Record(_) => {
                        first = None;
                        break;
                    }
                    Found::Rest(_) => break,
                }
            }
            if let Some(first) = first {
                return Ok(Some(from + (at + first) as u64));
            }
        }
        Ok(None)
    }
}
