//! The times of a dataset, each stored once and numbered: a record states one day several times.

use std::hash::{BuildHasher as _, RandomState};

use crate::column::push;
use crate::{Id as _, Precision, RowIndex, TextId, TimeId, TimeSpan};

/// A span and the words that it was stated in.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Time {
    start_s: i64,
    end_s: i64,
    words: Option<TextId>,
    offset_min: i16,
    precision: Precision,
}

/// All times of a dataset, numbered in order of first appearance.
#[derive(Clone, Debug, Default)]
pub(super) struct TimeInterner {
    times: Vec<Time>,
}

/// A builder of times.
#[derive(Clone, Debug, Default)]
pub(super) struct GatheredTimes {
    times: TimeInterner,
    rows: RowIndex,
    hasher: RandomState,
}

impl TimeInterner {
    /// The span of an id, and its words.
    #[inline]
    pub fn get(&self, id: TimeId) -> Option<(TimeSpan, Option<TextId>)> {
        let Time { start_s, end_s, words, offset_min, precision } = *self.times.get(id.index())?;
        Some((TimeSpan { start_s, end_s, precision, offset_min }, words))
    }
}

impl GatheredTimes {
    /// The id of a time, existing or new.
    pub fn keep(&mut self, span: TimeSpan, words: Option<TextId>) -> TimeId {
        let TimeSpan { start_s, end_s, precision, offset_min } = span;
        let time = Time { start_s, end_s, words, offset_min, precision };
        let times = &mut self.times.times;
        let hasher = &self.hasher;
        let hash = hasher.hash_one(time);
        if let Some(at) = self.rows.find(hash, |at| times.get(at) == Some(&time)) {
            return TimeId::from_index(at);
        }
        push(times, time);
        self.rows.insert(hash, times.len() - 1, |at| hasher.hash_one(times[at]));
        TimeId::from_index(times.len() - 1)
    }

    #[inline]
    pub fn get(&self, id: TimeId) -> Option<(TimeSpan, Option<TextId>)> {
        self.times.get(id)
    }

    /// The finished times.
    #[inline]
    pub fn finish(self) -> TimeInterner {
        self.times
    }
}
