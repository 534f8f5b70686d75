//! Looks for words in long texts that lie in a file, whatever their case.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use regex::bytes::{Regex, RegexBuilder};

use super::Bitmap;
use crate::model::EventTable;

/// How much of the file is looked through at once: as much as stays near the processor.
const BLOCK_BYTES: u64 = 192 << 10;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Needle {
    pattern: Regex,
}

impl Needle {
    /// Words as a person types them; `None` where there is nothing to look for.
    pub fn new(words: &str) -> Option<Self> {
        let words = words.trim();
        // A quote stands in the file as two where its cell is quoted.
        let pattern = regex::escape(words).replace('"', "\"\"?");
        let pattern = RegexBuilder::new(&pattern).case_insensitive(true).build().ok()?;
        (!words.is_empty()).then_some(Self { pattern })
    }

    /// Whether a text holds it.
    pub fn is_in(&self, text: &[u8]) -> bool {
        self.pattern.is_match(text)
    }
}

/// The rows whose notes hold what is looked for.
///
/// `read` fills a buffer with the bytes of the table's file from a position. `None` when `is_cancelled` says so.
pub fn search<E: Send>(
    table: &EventTable,
    needle: &Needle,
    read: impl Fn(u64, &mut [u8]) -> Result<(), E> + Sync,
    is_cancelled: impl Fn() -> bool + Sync,
) -> Option<Result<Bitmap, E>> {
    let blocks = blocks(table);
    let is_stopped = AtomicBool::new(false);
    let found: Result<Vec<Vec<u32>>, E> = blocks
        .into_par_iter()
        .map_init(Vec::new, |buffer, rows| {
            if is_stopped.load(Ordering::Relaxed) || is_cancelled() {
                is_stopped.store(true, Ordering::Relaxed);
                return Ok(Vec::new());
            }
            in_block(table, needle, &read, rows, buffer)
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

/// Stretches of rows, by their order in the file, that lie close enough to be read at once.
fn blocks(table: &EventTable) -> Vec<std::ops::Range<usize>> {
    let mut blocks = Vec::new();
    let (mut first, mut first_at) = (0, None);
    for number in 0..table.len() {
        let at = table.columns().record_at.get(table.row_in_file(number)).copied().unwrap_or(0);
        let start = *first_at.get_or_insert(at);
        if at.saturating_sub(start) > BLOCK_BYTES {
            blocks.push(first..number);
            (first, first_at) = (number, Some(at));
        }
    }
    blocks.push(first..table.len());
    blocks
}

fn in_block<E>(
    table: &EventTable,
    needle: &Needle,
    read: &(impl Fn(u64, &mut [u8]) -> Result<(), E> + Sync),
    rows: std::ops::Range<usize>,
    buffer: &mut Vec<u8>,
) -> Result<Vec<u32>, E> {
    let columns = table.columns();
    let notes = |number: usize| {
        let row = table.row_in_file(number);
        let start = columns.record_at.get(row)? + u64::from(*columns.notes_at.get(row)?);
        Some((row, start, start + u64::from(*columns.notes_len.get(row)?)))
    };
    let (Some((_, from, _)), Some((.., until))) = (notes(rows.start), notes(rows.end.saturating_sub(1))) else {
        return Ok(Vec::new());
    };
    let len = usize::try_from(until.saturating_sub(from)).unwrap_or(0);
    if buffer.len() < len {
        buffer.resize(len, 0);
    }
    let Some(text) = buffer.get_mut(..len) else {
        return Ok(Vec::new());
    };
    read(from, text)?;
    let (mut found, mut at) = (Vec::new(), 0usize);
    let mut numbers = rows.filter_map(notes).peekable();
    // One search goes on from row to row; what it finds between two notes is passed over.
    while let Some(hit) = text.get(at..).and_then(|rest| needle.pattern.find(rest)) {
        let (start, end) = (from + (at + hit.start()) as u64, from + (at + hit.end()) as u64);
        while numbers.next_if(|(.., notes_end)| *notes_end < end).is_some() {}
        let Some((row, notes_start, notes_end)) = numbers.peek().copied() else {
            break;
        };
        // The quotes around a cell are not part of its text.
        let is_quoted = usize::try_from(notes_start - from).is_ok_and(|at| text.get(at) == Some(&b'"'));
        let (notes_start, is_last) = (notes_start + u64::from(is_quoted), is_quoted && end == notes_end);
        let next = if is_last && start + 1 == end {
            notes_end
        } else if start >= notes_start {
            found.push(u32::try_from(row).unwrap_or(u32::MAX));
            notes_end
        } else {
            notes_start.max(start + 1)
        };
        at = usize::try_from(next - from).unwrap_or(len);
    }
    Ok(found)
}
