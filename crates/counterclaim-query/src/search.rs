//! Searches long texts in a file, ignoring case.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use regex::bytes::{Regex, RegexBuilder};

use crate::Bitmap;
use counterclaim_model::EventTable;

/// Rows that are searched at once, in file order: as many as usually fit the processor's cache.
const ROWS: usize = 256;
/// How much of the file is read at once, unless one note is longer.
const BLOCK_BYTES: u64 = 1 << 20;
/// A gap between two notes up to this size is read along with them.
const GAP_BYTES: u64 = 3 << 10;

/// A search text.
#[derive(Clone, Debug)]
pub struct Needle {
    text: String,
    pattern: Regex,
}

impl Needle {
    /// Words as a person types them; `None` where there is nothing to look for.
    pub fn new(words: &str) -> Option<Self> {
        let text = words.trim().to_owned();
        // In a quoted cell, the file contains each quote twice.
        let pattern = regex::escape(&text).replace('"', "\"\"?");
        let pattern = RegexBuilder::new(&pattern).case_insensitive(true).build().ok()?;
        (!text.is_empty()).then_some(Self { text, pattern })
    }

    /// What is looked for, as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a text holds it.
    pub fn is_in(&self, text: &[u8]) -> bool {
        self.pattern.is_match(text)
    }
}

/// The rows whose notes match, of all rows or of those `within` a set.
///
/// `read` fills a buffer with the bytes of the table's file from a position. `None` when `is_cancelled` says so.
pub fn search<E: Send>(
    table: &EventTable,
    needle: &Needle,
    within: Option<&Bitmap>,
    read: impl Fn(u64, &mut [u8]) -> Result<(), E> + Sync,
    is_cancelled: impl Fn() -> bool + Sync,
) -> Option<Result<Bitmap, E>> {
    let is_stopped = AtomicBool::new(false);
    let found: Result<Vec<Vec<u32>>, E> = (0..table.len().div_ceil(ROWS))
        .into_par_iter()
        .map_init(Vec::new, |buffer, number| {
            if is_stopped.load(Ordering::Relaxed) || is_cancelled() {
                is_stopped.store(true, Ordering::Relaxed);
                return Ok(Vec::new());
            }
            let mut block = Block { table, needle, read: &read, buffer, found: Vec::new() };
            let rows = number * ROWS..((number + 1) * ROWS).min(table.len());
            match within {
                Some(within) => block.look_within(rows, within)?,
                None => block.look_at_all(rows)?,
            }
            Ok(block.found)
        })
        .collect();
    if is_stopped.load(Ordering::Relaxed) {
        return None;
    }
    Some(found.map(|found| {
        let mut set = Bitmap::none(table.len());
        for row in found.into_iter().flatten() {
            set.insert(row as usize);
        }
        set
    }))
}

/// A row's notes in the file.
#[derive(Clone, Copy)]
struct Notes {
    row: usize,
    start: u64,
    end: u64,
}

/// The notes of the row that stands at a place in the file.
fn notes_at(table: &EventTable, number: usize) -> Option<Notes> {
    let row = table.row_in_file(number);
    let columns = table.columns();
    let start = columns.record_at.get(row)? + u64::from(*columns.notes_at.get(row)?);
    Some(Notes { row, start, end: start + u64::from(*columns.notes_len.get(row)?) })
}

/// Passes on the notes of rows by their position in the file, as raw bytes.
pub(super) fn each_note<E>(
    table: &EventTable,
    rows: Range<usize>,
    read: &impl Fn(u64, &mut [u8]) -> Result<(), E>,
    buffer: &mut Vec<u8>,
    mut call: impl FnMut(&[u8]),
) -> Result<(), E> {
    let mut waiting = vec![rows];
    while let Some(rows) = waiting.pop() {
        let ends = (notes_at(table, rows.start), notes_at(table, rows.end.saturating_sub(1)));
        let (Some(first), Some(last)) = ends else {
            continue;
        };
        let len = last.end.saturating_sub(first.start);
        if len > BLOCK_BYTES && rows.len() > 1 {
            let middle = usize::midpoint(rows.start, rows.end);
            waiting.extend([middle..rows.end, rows.start..middle]);
            continue;
        }
        buffer.resize(usize::try_from(len).unwrap_or(0), 0);
        read(first.start, buffer)?;
        let within = |at: u64| usize::try_from(at.saturating_sub(first.start)).unwrap_or(usize::MAX);
        for notes in rows.filter_map(|number| notes_at(table, number)) {
            call(buffer.get(within(notes.start)..within(notes.end)).unwrap_or_default());
        }
    }
    Ok(())
}

struct Block<'a, R> {
    table: &'a EventTable,
    needle: &'a Needle,
    read: &'a R,
    buffer: &'a mut Vec<u8>,
    found: Vec<u32>,
}

impl<R> Block<'_, R> {
    fn look_at_all<E>(&mut self, rows: Range<usize>) -> Result<(), E>
    where
        R: Fn(u64, &mut [u8]) -> Result<(), E>,
    {
        let ends = (notes_at(self.table, rows.start), notes_at(self.table, rows.end.saturating_sub(1)));
        let (Some(first), Some(last)) = ends else {
            return Ok(());
        };
        if last.end.saturating_sub(first.start) > BLOCK_BYTES && rows.len() > 1 {
            let middle = usize::midpoint(rows.start, rows.end);
            self.look_at_all(rows.start..middle)?;
            return self.look_at_all(middle..rows.end);
        }
        let table = self.table;
        self.look(first.start..last.end, rows.filter_map(|number| notes_at(table, number)))
    }

    fn look_within<E>(&mut self, rows: Range<usize>, within: &Bitmap) -> Result<(), E>
    where
        R: Fn(u64, &mut [u8]) -> Result<(), E>,
    {
        let wanted = rows.filter(|number| within.contains(self.table.row_in_file(*number)));
        let wanted: Vec<Notes> = wanted.filter_map(|number| notes_at(self.table, number)).collect();
        let is_near = |one: &Notes, next: &Notes| next.start.saturating_sub(one.end) <= GAP_BYTES;
        for near in wanted.chunk_by(is_near) {
            if let [first, .., last] | [first @ last] = near {
                self.look(first.start..last.end, near.iter().copied())?;
            }
        }
        Ok(())
    }

    /// Looks through a stretch of the file in which these notes lie, in their order.
    fn look<E>(&mut self, stretch: Range<u64>, notes: impl Iterator<Item = Notes>) -> Result<(), E>
    where
        R: Fn(u64, &mut [u8]) -> Result<(), E>,
    {
        let from = stretch.start;
        let len = usize::try_from(stretch.end.saturating_sub(from)).unwrap_or(0);
        if self.buffer.len() < len {
            self.buffer.resize(len, 0);
        }
        let Some(text) = self.buffer.get_mut(..len) else {
            return Ok(());
        };
        (self.read)(from, text)?;
        let mut notes = notes.peekable();
        let mut at = 0usize;
        // One search goes on from row to row; what it finds between two notes is passed over.
        while let Some(hit) = text.get(at..).and_then(|rest| self.needle.pattern.find(rest)) {
            let start = from + (at + hit.start()) as u64;
            let end = from + (at + hit.end()) as u64;
            while notes.next_if(|notes| notes.end < end).is_some() {}
            let Some(Notes { row, start: notes_start, end: notes_end }) = notes.peek().copied() else {
                break;
            };
            // The quotes around a cell are not part of its text.
            let is_quoted = usize::try_from(notes_start - from).is_ok_and(|at| text.get(at) == Some(&b'"'));
            let notes_start = notes_start + u64::from(is_quoted);
            let is_last = is_quoted && end == notes_end;
            let next = if is_last && start + 1 == end {
                notes_end
            } else if start >= notes_start {
                self.found.push(u32::try_from(row).unwrap_or(u32::MAX));
                notes_end
            } else {
                notes_start.max(start + 1)
            };
            at = usize::try_from(next - from).unwrap_or(len);
        }
        Ok(())
    }
}
