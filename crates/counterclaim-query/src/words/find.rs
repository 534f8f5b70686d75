//! Looking a text up in the index.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::block::{HEAD_BYTES, Head, RowBits, add_rows, bits_bytes};
use super::pieces::{Piece, Sure};
use super::{FIRSTS, ROWS, rows_of};
use crate::bitmap::bits;
use crate::search::search;
use crate::{Bitmap, Needle};
use counterclaim_model::EventTable;

/// Lists are read together if no more than this lies between them.
const GAP_BYTES: u64 = 4 << 10;
/// How much of the lists is read at once.
const SOME_BYTES: u64 = 128 << 10;

/// The index of a table: where each of its blocks lies in what `read` reads, which says whether it could.
pub struct Words<'a, R> {
    pub blocks: &'a [Range<u64>],
    pub read: R,
}

/// What a block says: the rows that hold the text, and others that may hold it.
struct Rows {
    sure: Box<RowBits>,
    perhaps: Box<RowBits>,
}

/// As [`search`], by an index of words; where that cannot tell, notes are read.
pub fn find<E: Send>(
    table: &EventTable,
    needle: &Needle,
    within: Option<&Bitmap>,
    words: &Words<'_, impl Fn(u64, &mut [u8]) -> bool + Sync>,
    read: impl Fn(u64, &mut [u8]) -> Result<(), E> + Sync,
    is_cancelled: impl Fn() -> bool + Sync,
) -> Option<Result<Bitmap, E>> {
    let Some((pieces, sure)) = Piece::all_of(needle.text()) else {
        return search(table, needle, within, read, is_cancelled);
    };
    let is_stopped = AtomicBool::new(false);
    let look = |number: usize| {
        if is_stopped.load(Ordering::Relaxed) || is_cancelled() {
            is_stopped.store(true, Ordering::Relaxed);
            return None;
        }
        let rows = rows_of(number, table.len());
        let block = words.blocks.get(number).and_then(|place| Block::open(place, rows.len(), &words.read));
        let found = block.and_then(|block| block.rows_with(&pieces, sure));
        Some(found.unwrap_or_else(|| Rows { sure: none(), perhaps: Box::new([u64::MAX; ROWS / 64]) }))
    };
    let blocks = 0..table.len().div_ceil(ROWS);
    let found: Option<Vec<Rows>> = blocks.into_par_iter().with_max_len(1).map(look).collect();
    let (mut sure, mut perhaps) = in_table(table, &found?);
    if let Some(within) = within {
        sure.and(within);
        perhaps.and(within);
    }
    if perhaps.count() == 0 {
        return Some(Ok(sure));
    }
    let verified = search(table, needle, Some(&perhaps), read, is_cancelled)?;
    Some(verified.map(|verified| {
        sure.or(&verified);
        sure
    }))
}

/// The rows of a table that stand at these places of its file: those that are sure, and the others.
fn in_table(table: &EventTable, found: &[Rows]) -> (Bitmap, Bitmap) {
    let mut sure = Bitmap::none(table.len());
    let mut perhaps = Bitmap::none(table.len());
    for (number, rows) in found.iter().enumerate() {
        let places = rows_of(number, table.len());
        add(&mut sure, table, &places, &rows.sure);
        add(&mut perhaps, table, &places, &rows.perhaps);
    }
    (sure, perhaps)
}

fn add(to: &mut Bitmap, table: &EventTable, places: &Range<usize>, rows: &RowBits) {
    for (word, row_bits) in rows.iter().enumerate() {
        let wanted = bits(*row_bits).map(|bit| places.start + word * 64 + bit).filter(|place| *place < places.end);
        wanted.for_each(|place| to.insert(table.row_in_file(place)));
    }
}

fn none() -> Box<RowBits> {
    Box::new([0; ROWS / 64])
}

/// Where lists of rows lie among those of a block.
struct Lists {
    /// Those of rows in which a common word is followed as is asked.
    followed: Vec<Range<u64>>,
    /// Those of other words.
    others: Vec<Range<u64>>,
}

/// The words of a block, read; its lists are read when they are asked for.
struct Block<'a, R> {
    head: Head,
    /// The words, then the end of each, then the end of each list.
    bytes: Vec<u8>,
    lists_at: u64,
    read: &'a R,
}

impl<'a, R: Fn(u64, &mut [u8]) -> bool> Block<'a, R> {
    /// `None` where the block cannot be read, is not of so many rows, or has no words because they are too many.
    fn open(place: &Range<u64>, rows: usize, read: &'a R) -> Option<Self> {
        let mut head = [0; HEAD_BYTES];
        read(place.start, &mut head).then_some(())?;
        let head = Head::of(head);
        let is_right = head.rows as usize == rows && place.start.checked_add(head.bytes()) == Some(place.end);
        if !is_right || head.text_bytes == 0 {
            return None;
        }
        let lists_at = place.start + head.lists_at();
        let mut bytes = vec![0; usize::try_from(head.lists_at()).ok()? - HEAD_BYTES];
        read(place.start + HEAD_BYTES as u64, &mut bytes).then_some(())?;
        Some(Self { head, bytes, lists_at, read })
    }

    /// The rows that have a word for every piece; `None` where the block is damaged.
    fn rows_with(&self, pieces: &[Piece], sure: Sure) -> Option<Rows> {
        let mut known = none();
        let mut all = Box::new([u64::MAX; ROWS / 64]);
        for (number, piece) in pieces.iter().enumerate() {
            let words = self.words_with(piece)?;
            let Lists { followed, others } = self.lists_of(&words, &piece.firsts)?;
            if number == 0 && sure == Sure::Followed {
                // The first kind of byte is the letter itself; the rest may be another one.
                let of_letter = followed.iter().step_by(piece.firsts.len().max(1)).cloned().collect();
                known = self.rows_of(of_letter)?;
            }
            let rows = self.rows_of([followed, others].concat())?;
            all.iter_mut().zip(*rows).for_each(|(all, rows)| *all &= rows);
        }
        if sure == Sure::All {
            return Some(Rows { sure: all, perhaps: known });
        }
        all.iter_mut().zip(*known).for_each(|(all, known)| *all &= !known);
        Some(Rows { sure: known, perhaps: all })
    }

    /// The numbers of the words that hold a piece.
    fn words_with(&self, piece: &Piece) -> Option<Vec<u32>> {
        let (text, ends) = self.bytes.split_at_checked(self.head.text_bytes as usize)?;
        let (ends, _) = ends.as_chunks::<4>();
        let ends = ends.get(..self.head.words as usize)?;
        let mut found = Vec::new();
        let mut at = 0;
        let mut number = 0;
        while let Some(hit) = piece.find_at(text, at) {
            let end_of = |number: usize| ends.get(number).map(|end| u32::from_le_bytes(*end) as usize);
            while end_of(number)? <= hit {
                number += 1;
            }
            found.push(u32::try_from(number).ok()?);
            at = end_of(number)?;
            number += 1;
        }
        Some(found)
    }

    /// The lists of words, of which common ones are to be followed by such first bytes if any are given.
    fn lists_of(&self, words: &[u32], firsts: &[u8]) -> Option<Lists> {
        let all = self.head.words as usize;
        let commons: Vec<usize> = match firsts {
            [] => Vec::new(),
            _ => (0..all).filter(|word| self.is_common(*word)).collect(),
        };
        let mut followed = Vec::new();
        let mut others = Vec::new();
        for word in words.iter().map(|word| *word as usize) {
            match commons.binary_search(&word) {
                Ok(place) => {
                    for first in firsts {
                        followed.push(self.list_of(all + place * FIRSTS + usize::from(*first))?);
                    }
                }
                Err(_) => others.push(self.list_of(word)?),
            }
        }
        Some(Lists { followed, others })
    }

    fn is_common(&self, word: usize) -> bool {
        let bits = bits_bytes(self.head.rows) as u64;
        self.list_of(word).is_some_and(|list| list.end - list.start == bits)
    }

    /// The rows that any of these lists has.
    fn rows_of(&self, mut lists: Vec<Range<u64>>) -> Option<Box<RowBits>> {
        let mut rows = none();
        let mut buffer = Vec::new();
        lists.sort_unstable_by_key(|list| list.start);
        let mut lists = lists.as_slice();
        while let Some(first) = lists.first()
            && !self.has_all(&rows)
        {
            let mut end = first.end;
            let mut count = 1;
            while let Some(next) = lists.get(count)
                && next.start.checked_sub(end).is_some_and(|gap| gap <= GAP_BYTES)
                && next.end - first.start <= SOME_BYTES
            {
                end = next.end;
                count += 1;
            }
            buffer.resize(usize::try_from(end - first.start).ok()?, 0);
            (self.read)(self.lists_at + first.start, &mut buffer).then_some(())?;
            let (some, rest) = lists.split_at(count);
            for list in some {
                let place =
                    usize::try_from(list.start - first.start).ok()?..usize::try_from(list.end - first.start).ok()?;
                add_rows(&mut rows, self.head.rows, buffer.get(place)?);
            }
            lists = rest;
        }
        Some(rows)
    }

    /// Whether no row is missing, so that other words can add none.
    fn has_all(&self, rows: &RowBits) -> bool {
        rows.iter().map(|word| word.count_ones()).sum::<u32>() >= self.head.rows
    }

    /// Where among the lists one lies: that of a word, or behind those one by what follows.
    fn list_of(&self, word: usize) -> Option<Range<u64>> {
        let ends = self.bytes.get(self.head.text_bytes as usize + 4 * self.head.words as usize..)?;
        let (ends, _) = ends.as_chunks::<4>();
        let end_of = |word: usize| ends.get(word).map(|end| u64::from(u32::from_le_bytes(*end)));
        let start = if word == 0 { 0 } else { end_of(word - 1)? };
        let end = end_of(word)?;
        (start <= end && end <= u64::from(self.head.list_bytes)).then_some(start..end)
    }
}
