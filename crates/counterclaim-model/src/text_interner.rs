//! The texts of a dataset, each stored once and numbered: keys, titles and URLs recur throughout a file.
//!
//! There are two stores: the original records of the file, and all other texts.

use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;
use std::sync::Arc;

use crate::column::push;
use crate::{Cells, Id as _, RowIndex, TextId};

/// The range of a text: offsets beyond the end of the first store are in the second.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    start: u32,
    len: u32,
}

/// All texts of a dataset, numbered in order of first appearance; the first is empty.
#[derive(Clone, Debug)]
pub struct TextInterner {
    given: Arc<String>,
    own: Arc<String>,
    spans: Vec<Span>,
}

impl TextInterner {
    /// The text of an id; empty for an id of another dataset.
    #[inline]
    pub fn get(&self, id: TextId) -> &str {
        self.spans.get(id.index()).map_or("", |span| self.at(*span))
    }

    /// The text of the file's records.
    pub(super) fn given(&self) -> Arc<String> {
        self.given.clone()
    }

    fn at(&self, span: Span) -> &str {
        let start = span.start as usize;
        let len = span.len as usize;
        let text = match start.checked_sub(self.given.len()) {
            Some(start) => self.own.get(start..start + len),
            None => self.given.get(start..start + len),
        };
        text.unwrap_or_default()
    }

    /// The cells in a range.
    pub(super) fn cells(&self, span: Span) -> Cells {
        let start = span.start as usize;
        let len = span.len as usize;
        match start.checked_sub(self.given.len()) {
            Some(start) => Cells::within(&self.own, start..start + len),
            None => Cells::within(&self.given, start..start + len),
        }
    }
}

/// A builder of texts.
#[derive(Clone, Debug)]
pub(super) struct TextInternerBuilder {
    texts: TextInterner,
    rows: RowIndex,
    hasher: RandomState,
    /// The original record that is being read: its texts are not stored again.
    record: Range<usize>,
}

impl TextInternerBuilder {
    /// Texts that are not in a file's records.
    pub fn beside(given: Arc<String>) -> Self {
        let texts = TextInterner { given, own: Arc::default(), spans: Vec::new() };
        let mut gathered = Self { texts, rows: RowIndex::default(), hasher: RandomState::new(), record: 0..0 };
        let _: Option<TextId> = gathered.keep("");
        gathered
    }

    /// Sets the original record of the next texts.
    #[inline]
    pub fn of_record(&mut self, cells: &Cells) {
        self.record = cells.range_in(&self.texts.given).unwrap_or_default();
    }

    /// The id of a stored text.
    #[inline]
    pub fn find(&self, text: &str) -> Option<TextId> {
        let is = |at: usize| self.texts.spans.get(at).is_some_and(|span| self.texts.at(*span) == text);
        self.rows.find(self.hasher.hash_one(text), is).map(TextId::from_index)
    }

    /// The id of a text, existing or new; `None` if the 4 GiB are used up.
    pub fn keep(&mut self, text: &str) -> Option<TextId> {
        if let Some(id) = self.find(text) {
            return Some(id);
        }
        let in_record = self.texts.given.get(self.record.clone()).and_then(|record| record.find(text));
        let span = match in_record {
            Some(at) => {
                Span { start: u32::try_from(self.record.start + at).ok()?, len: u32::try_from(text.len()).ok()? }
            }
            None => self.append(text)?,
        };
        let at = self.texts.spans.len();
        u32::try_from(at + 1).ok()?;
        push(&mut self.texts.spans, span);
        let texts = &self.texts;
        let hasher = &self.hasher;
        let hash_of = |at: usize| texts.spans.get(at).map_or(0, |span| hasher.hash_one(texts.at(*span)));
        self.rows.insert(hasher.hash_one(text), at, hash_of);
        Some(TextId::from_index(at))
    }

    /// The range of cells, which are stored if they belong to another file; `None` if the 4 GiB are used up.
    pub fn keep_cells(&mut self, cells: &Cells) -> Option<Span> {
        match cells.range_in(&self.texts.given) {
            Some(range) => {
                Some(Span { start: u32::try_from(range.start).ok()?, len: u32::try_from(range.len()).ok()? })
            }
            None => self.append(cells.packed()),
        }
    }

    fn append(&mut self, text: &str) -> Option<Span> {
        let start = self.texts.given.len() + self.texts.own.len();
        u32::try_from(start + text.len()).ok()?;
        let own = Arc::make_mut(&mut self.texts.own);
        if own.capacity() - own.len() < text.len() {
            own.reserve_exact(text.len() + own.len() / 8);
        }
        own.push_str(text);
        Some(Span { start: u32::try_from(start).ok()?, len: u32::try_from(text.len()).ok()? })
    }

    #[inline]
    pub fn get(&self, id: TextId) -> &str {
        self.texts.get(id)
    }

    /// The cells in a range.
    #[inline]
    pub fn cells(&self, span: Span) -> Cells {
        self.texts.cells(span)
    }

    /// The finished texts.
    #[inline]
    pub fn finish(self) -> TextInterner {
        self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_not_at_all_where_the_record_holds_it() {
        let mut given = String::new();
        let range = Cells::pack([(0, "Millbrook"), (3, "the mill")].into_iter(), &mut given);
        let given = Arc::new(given);
        let cells = Cells::within(&given, range);
        let mut texts = TextInternerBuilder::beside(given);
        texts.of_record(&cells);
        let ids = ["Millbrook", "mill", "elsewhere", "Millbrook", ""].map(|text| texts.keep(text).expect("room"));
        assert_eq!(ids.map(|id| id.index()), [1, 2, 3, 1, 0]);
        assert_eq!(ids.map(|id| texts.get(id).to_owned()), ["Millbrook", "mill", "elsewhere", "Millbrook", ""]);
        assert_eq!(*texts.texts.own, "elsewhere");
        let span = texts.keep_cells(&cells).expect("room");
        assert_eq!(texts.finish().cells(span), cells);
    }
}
