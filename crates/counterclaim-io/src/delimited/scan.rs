//! Splits delimited text into records and cells: RFC 4180, and deviations as the `csv` crate reads them.
//!
//! A quote counts only at the start of a cell; `\n`, `\r\n` and `\r` each end a record; empty lines are skipped.
//! Special bytes are found 64 at a time (`special`); nothing is copied.

use std::borrow::Cow;

use super::quote::QUOTE;
use super::simd::{self, StructuralIndex};

/// One record of a buffer.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    buffer: &'a [u8],
    /// Where the record starts in the buffer.
    pub start: usize,
    /// Where each cell ends in the buffer.
    ends: &'a [u32],
}

impl<'a> Record<'a> {
    /// How many cells it has, at least one.
    pub fn cells(&self) -> usize {
        self.ends.len()
    }

    /// A raw cell, quotes included; empty beyond the last.
    pub fn raw(&self, cell: usize) -> &'a [u8] {
        let range = self.range(cell);
        self.buffer.get(range).unwrap_or_default()
    }

    /// Several adjacent raw cells, with the bytes between them.
    pub fn raw_run(&self, first: usize, last: usize) -> &'a [u8] {
        self.buffer.get(self.range(first).start..self.range(last).end).unwrap_or_default()
    }

    /// The range of a cell in the buffer.
    pub fn range(&self, cell: usize) -> std::ops::Range<usize> {
        let Some(end) = self.ends.get(cell) else {
            return 0..0;
        };
        let start =
            cell.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(self.start, |end| *end as usize + 1);
        start..*end as usize
    }

    /// A cell without its quotes; empty beyond the last.
    #[inline]
    pub fn cell(&self, cell: usize) -> Cow<'a, [u8]> {
        let raw = self.raw(cell);
        if raw.first() == Some(&QUOTE) { unquote(raw) } else { Cow::Borrowed(raw) }
    }
}

/// Some records of a buffer, in order.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a> {
    buffer: &'a [u8],
    ends: &'a [u32],
    rows: &'a [Row],
}

/// The start of a record in its buffer, and the range of its cell ends.
#[derive(Clone, Copy, Debug)]
struct Row {
    start: u32,
    first: u32,
    last: u32,
}

impl<'a> Records<'a> {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A record by its index among them.
    #[inline]
    pub fn get(&self, number: usize) -> Option<Record<'a>> {
        let row = self.rows.get(number)?;
        let ends = self.ends.get(row.first as usize..row.last as usize)?;
        Some(Record { buffer: self.buffer, start: row.start as usize, ends })
    }

    pub fn iter(&self) -> impl Iterator<Item = Record<'a>> + use<'a> {
        let records = *self;
        (0..records.len()).filter_map(move |number| records.get(number))
    }

    /// Those that start before a position in the buffer, and where the next one starts.
    pub(crate) fn before(&self, place: usize) -> (Self, Option<usize>) {
        let count = self.rows.partition_point(|row| (row.start as usize) < place);
        let behind = self.rows.get(count).map(|row| row.start as usize);
        (Self { rows: self.rows.get(..count).unwrap_or_default(), ..*self }, behind)
    }
}

/// The result of a scan.
pub(crate) enum Found<'a> {
    Record(Record<'a>),
    /// The buffer ends within the record that starts there, or only line ends follow.
    Rest(usize),
}

/// Buffers that scanners reuse.
#[derive(Default)]
pub(crate) struct Scratch {
    parted: StructuralIndex,
    /// A bit for each special byte, if quotes are in unexpected places.
    masks: Vec<u64>,
    ends: Vec<u32>,
    rows: Vec<Row>,
}

/// Reads records from a buffer that starts at a record.
pub(crate) struct Scanner<'a> {
    buffer: &'a [u8],
    delimiter: u8,
    /// Whether the end of the buffer is the end of the file.
    is_last: bool,
    at: usize,
    way: Way,
    scratch: &'a mut Scratch,
}

enum Way {
    /// All ends were found at once: the numbers of cells and lines consumed.
    StructuralIndex { cell: usize, line: usize },
    /// Quotes decide the meaning of the bytes after them.
    Marked(StructuralMarks),
}

impl<'a> Scanner<'a> {
    pub fn new(buffer: &'a [u8], delimiter: u8, is_last: bool, scratch: &'a mut Scratch) -> Self {
        let way = if scratch.parted.find(buffer, delimiter) {
            Way::StructuralIndex { cell: 0, line: 0 }
        } else {
            simd::find(buffer, delimiter, &mut scratch.masks);
            Way::Marked(StructuralMarks { block: 0, mask: scratch.masks.first().copied().unwrap_or(0) })
        };
        Self { buffer, delimiter, is_last, at: 0, way, scratch }
    }

    /// Continues to the end of the buffer, or by one record if quotes are in unexpected places.
    ///
    /// If no records are returned, none are left: then the position is that of [`Found::Rest`].
    pub fn next_records(&mut self) -> (Records<'_>, usize) {
        self.scratch.rows.clear();
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        if let Way::StructuralIndex { mut cell, mut line } = self.way {
            loop {
                let (ends, is_whole) = self.scratch.parted.record(cell, line);
                if !is_whole {
                    break;
                }
                let start = self.at;
                let first = cell;
                cell += ends.len();
                line += 1;
                self.at = ends.last().map_or(start, |end| *end as usize + 1);
                if cell > first + 1 || self.at > start + 1 {
                    self.scratch.rows.push(Row { start: number(start), first: number(first), last: number(cell) });
                }
            }
            self.way = Way::StructuralIndex { cell, line };
            if !self.scratch.rows.is_empty() {
                let Scratch { parted, rows, .. } = &*self.scratch;
                return (Records { buffer: self.buffer, ends: parted.ends(), rows }, self.at);
            }
        }
        let buffer = self.buffer;
        let (start, count) = match self.next() {
            Found::Record(record) => (record.start, record.cells()),
            Found::Rest(start) => return (Records { buffer, ends: &[], rows: &[] }, start),
        };
        let Scratch { parted, ends, rows, .. } = &mut *self.scratch;
        // The last record of a file without a final line end.
        let ends = if matches!(self.way, Way::StructuralIndex { .. }) { parted.ends() } else { &*ends };
        rows.push(Row { start: number(start), first: number(ends.len() - count), last: number(ends.len()) });
        (Records { buffer, ends, rows }, self.at)
    }

    #[inline]
    pub fn next(&mut self) -> Found<'_> {
        match self.way {
            Way::StructuralIndex { cell, line } => self.next_parted(cell, line),
            Way::Marked(marks) => self.next_marked(marks),
        }
    }

    #[inline]
    fn next_parted(&mut self, mut cell: usize, mut line: usize) -> Found<'_> {
        let (start, end) = loop {
            let (ends, is_whole) = self.scratch.parted.record(cell, line);
            if !is_whole {
                break (self.at, self.buffer.len());
            }
            let from = cell;
            let start = self.at;
            cell += ends.len();
            line += 1;
            self.at = ends.last().map_or(start, |end| *end as usize + 1);
            if ends.len() > 1 || self.at > start + 1 {
                self.way = Way::StructuralIndex { cell, line };
                return Found::Record(Record {
                    buffer: self.buffer,
                    start,
                    ends: self.scratch.parted.record(from, line - 1).0,
                });
            }
        };
        self.at = end;
        if !self.is_last || start >= end {
            self.way = Way::StructuralIndex { cell: usize::MAX, line: usize::MAX };
            return Found::Rest(start);
        }
        self.scratch.parted.close(end);
        self.way = Way::StructuralIndex { cell: usize::MAX, line: usize::MAX };
        Found::Record(Record { buffer: self.buffer, start, ends: self.scratch.parted.record(cell, usize::MAX).0 })
    }

    #[cold]
    fn next_marked(&mut self, mut marks: StructuralMarks) -> Found<'_> {
        let Scratch { masks, ends, .. } = &mut *self.scratch;
        ends.clear();
        let mut start = self.at;
        let mut cell = self.at;
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        while let Some((at, byte)) = marks.next(self.buffer, masks) {
            if byte == self.delimiter {
                ends.push(number(at));
                cell = at + 1;
            } else if byte == QUOTE {
                if at == cell && !marks.pass_quoted(self.buffer, masks) {
                    break;
                }
            } else if ends.is_empty() && at == start {
                start = at + 1;
                cell = at + 1;
            } else {
                ends.push(number(at));
                self.at = at + 1;
                self.way = Way::Marked(marks);
                return Found::Record(Record { buffer: self.buffer, start, ends });
            }
        }
        let end = self.buffer.len();
        self.at = end;
        self.way = Way::Marked(StructuralMarks { block: masks.len(), mask: 0 });
        if !self.is_last || start >= end {
            return Found::Rest(start);
        }
        ends.push(number(end));
        Found::Record(Record { buffer: self.buffer, start, ends })
    }
}

/// Iterates over the special bytes.
#[derive(Clone, Copy)]
struct StructuralMarks {
    /// Index of the block of 64 bytes.
    block: usize,
    /// The bits not consumed yet.
    mask: u64,
}

impl StructuralMarks {
    #[inline(always)]
    fn next(&mut self, buffer: &[u8], masks: &[u64]) -> Option<(usize, u8)> {
        while self.mask == 0 {
            self.block += 1;
            self.mask = *masks.get(self.block)?;
        }
        let at = self.block * 64 + self.mask.trailing_zeros() as usize;
        self.mask &= self.mask - 1;
        Some((at, *buffer.get(at)?))
    }

    /// Continues to the quote that ends a cell; false if the buffer ends before it is certain.
    #[inline]
    fn pass_quoted(&mut self, buffer: &[u8], masks: &[u64]) -> bool {
        while let Some((at, byte)) = self.next(buffer, masks) {
            if byte != QUOTE {
                continue;
            }
            match buffer.get(at + 1) {
                Some(&QUOTE) => {
                    self.next(buffer, masks);
                }
                Some(_) => return true,
                None => return false,
            }
        }
        false
    }
}

/// A cell without its surrounding quotes and with doubled quotes unescaped, as the `csv` crate reads it.
pub fn unquote(raw: &[u8]) -> Cow<'_, [u8]> {
    let Some(inner) = raw.strip_prefix(&[QUOTE]) else {
        return Cow::Borrowed(raw);
    };
    if let Some(inner) = inner.strip_suffix(&[QUOTE])
        && !inner.contains(&QUOTE)
    {
        return Cow::Borrowed(inner);
    }
    let mut text = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != QUOTE {
            text.push(byte);
            continue;
        }
        match bytes.next() {
            Some(QUOTE) => text.push(QUOTE),
            // After the closing quote the rest of the cell is literal.
            Some(other) => {
                text.push(other);
                text.extend(bytes);
                break;
            }
            None => break,
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, is_last: bool) -> (Vec<Vec<String>>, Option<usize>) {
        let mut scratch = Scratch::default();
        let mut scanner = Scanner::new(text.as_bytes(), b',', is_last, &mut scratch);
        let mut records = Vec::new();
        loop {
            match scanner.next() {
                Found::Record(record) => {
                    let cell = |at| String::from_utf8_lossy(&record.cell(at)).into_owned();
                    records.push((0..record.cells()).map(cell).collect());
                }
                Found::Rest(start) => return (records, (start < text.len()).then_some(start)),
            }
        }
    }

    #[test]
    fn quotes_count_only_at_the_start_of_a_cell() {
        let (records, rest) = read("a,\"b \"\"c\"\", d\ne\"\n\r\n\nf\"g,\"h\"i\"\n,", true);
        assert_eq!(records, [vec!["a", "b \"c\", d\ne"], vec!["f\"g", "hi\""], vec!["", ""]]);
        assert_eq!(rest, None);
    }

    #[test]
    fn a_record_that_the_buffer_cuts_is_left_for_the_next() {
        assert_eq!(read("a,b\nc,\"d\n", false), (vec![vec!["a".into(), "b".into()]], Some(4)));
        // Whether the last quote ends the cell depends on the next byte.
        assert_eq!(read("\"a\"", false).1, Some(0));
        assert_eq!(read("\"a\"", true), (vec![vec!["a".into()]], None));
    }
}
