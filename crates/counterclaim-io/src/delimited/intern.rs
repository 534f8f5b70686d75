//! Numbers distinct texts per thread, and merges the threads' numbers.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher as _;

use counterclaim_model::NameList;

/// The distinct texts of one thread in one column, numbered from 1 in the order of first occurrence.
///
/// Number 0 is the empty text.
#[derive(Debug)]
pub struct Interner {
    table: HashTable<Slot>,
    text: Vec<u8>,
    ends: Vec<u32>,
}

/// The number of a text, and enough of it to distinguish it from most others without a lookup.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Its first and its last eight bytes: the whole text if it has no more than sixteen.
    brief: (u64, u64),
    len: u32,
    number: u32,
    /// Its start in the bytes of all texts.
    start: u32,
}

impl Default for Interner {
    fn default() -> Self {
        Self { table: HashTable::new(), text: Vec::new(), ends: vec![0] }
    }
}

/// A text with its lookup key.
///
/// Making many keys before the first lookup is faster than one by one: the branches that depend on lengths come first,
/// and the processor then waits for several memory reads at once.
#[derive(Clone, Copy, Debug)]
pub struct TextKey<'a> {
    text: &'a [u8],
    brief: (u64, u64),
    hash: u64,
}

impl<'a> TextKey<'a> {
    #[inline]
    pub fn of(text: &'a [u8]) -> Self {
        Self { text, brief: brief(text), hash: hash_of(text) }
    }
}

impl Interner {
    /// The number of a text; texts beyond 4 GiB in total share number 0.
    #[inline]
    pub fn number(&mut self, text: &[u8]) -> u32 {
        self.number_of(TextKey::of(text))
    }

    /// Like `number`, with a key made before.
    #[inline]
    pub fn number_of(&mut self, key: TextKey<'_>) -> u32 {
        let TextKey { text, brief, hash } = key;
        if text.is_empty() {
            return 0;
        }
        let is_it = |slot: &Slot| {
            slot.brief == brief && slot.len as usize == text.len() && {
                let start = slot.start as usize;
                text.len() <= 16 || self.text.get(start..).is_some_and(|all| is_middle_same(all, text))
            }
        };
        match self.table.find(hash, is_it) {
            Some(slot) => slot.number,
            None => self.add(hash, brief, text),
        }
    }

    /// The number of numbers, including that of the empty text.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether only the empty text occurred.
    pub fn is_empty(&self) -> bool {
        self.ends.len() <= 1
    }

    #[cold]
    fn add(&mut self, hash: u64, brief: (u64, u64), text: &[u8]) -> u32 {
        let start = u32::try_from(self.text.len());
        let end = u32::try_from(self.text.len() + text.len());
        let (Ok(number), Ok(start), Ok(end)) = (u32::try_from(self.ends.len()), start, end) else {
            return 0;
        };
        self.text.extend_from_slice(text);
        self.ends.push(end);
        let rehash = |slot: &Slot| hash_of(text_of(&self.text, &self.ends, slot.number));
        let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.table.insert_unique(hash, Slot { brief, len, number, start }, rehash);
        number
    }

    fn texts(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).map(|number| text_of(&self.text, &self.ends, u32::try_from(number).unwrap_or(0)))
    }
}

#[inline]
fn hash_of(text: &[u8]) -> u64 {
    if text.len() > 16 {
        return FixedState::with_seed(0).hash_one(text);
    }
    let (first, last) = brief(text);
    // Two arbitrary numbers (from pi); the high half depends on every bit and is folded in.
    let mixed = u128::from(first ^ 0x243f_6a88_85a3_08d3)
        * u128::from(last.rotate_left(32) ^ 0x1319_8a2e_0370_7345 ^ text.len() as u64);
    (mixed as u64) ^ ((mixed >> 64) as u64)
}

/// Whether a text starts with a longer one that has the same first and last eight bytes.
#[inline]
fn is_middle_same(all: &[u8], text: &[u8]) -> bool {
    let word = |from: &[u8], at: usize| from.get(at..).and_then(|rest| rest.first_chunk::<8>()).copied();
    if text.len() > 32 {
        return all.starts_with(text);
    }
    // Two overlapping words cover everything between.
    let last = text.len() - 16;
    word(all, 8) == word(text, 8) && word(all, last) == word(text, last)
}

/// The first and the last eight bytes of a text; they overlap or are padded with zeros if it is short.
#[inline]
fn brief(text: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        return (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)));
    }
    (text.iter().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)), 0)
}

#[inline]
fn text_of<'a>(text: &'a [u8], ends: &[u32], number: u32) -> &'a [u8] {
    let at = number as usize;
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |end| *end as usize);
    let end = ends.get(at).map_or(start, |end| *end as usize);
    text.get(start..end).unwrap_or_default()
}

/// The merged names of several threads, and for each thread the code of each of its numbers.
#[derive(Debug, Default)]
pub struct Merged {
    pub names: NameList,
    pub codes: Vec<Vec<u32>>,
    /// Whether a text was not UTF-8; invalid bytes are shown as `�`.
    pub is_lossy: bool,
}

/// Merges and sorts the names of several threads; `None` if they exceed 4 GiB.
///
/// The result does not depend on which thread saw which text.
pub fn merge(interners: &[&Interner]) -> Option<Merged> {
    let mut is_lossy = false;
    let mut names: Vec<(std::borrow::Cow<'_, str>, usize, usize)> = Vec::new();
    for (thread, interner) in interners.iter().enumerate() {
        for (number, text) in interner.texts().enumerate().skip(1) {
            let text = String::from_utf8_lossy(text);
            is_lossy |= matches!(text, std::borrow::Cow::Owned(_));
            names.push((text, thread, number));
        }
    }
    names.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut codes: Vec<Vec<u32>> = interners.iter().map(|interner| vec![0; interner.ends.len()]).collect();
    let (mut distinct, mut last): (Vec<&str>, Option<&str>) = (Vec::new(), None);
    for (text, thread, number) in &names {
        if last != Some(text) {
            distinct.push(text);
            last = Some(text);
        }
        let code = u32::try_from(distinct.len()).ok()?;
        if let Some(slot) = codes.get_mut(*thread).and_then(|codes| codes.get_mut(*number)) {
            *slot = code;
        }
    }
    Some(Merged { names: NameList::from_sorted(distinct.into_iter())?, codes, is_lossy })
}

impl Merged {
    /// The code of a thread's number.
    #[inline]
    pub fn code(&self, thread: usize, number: u32) -> u32 {
        self.codes.get(thread).and_then(|codes| codes.get(number as usize)).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_do_not_depend_on_who_met_a_text_first() {
        let met = |texts: &[&str]| {
            let mut interner = Interner::default();
            let numbers: Vec<u32> = texts.iter().map(|text| interner.number(text.as_bytes())).collect();
            (interner, numbers)
        };
        let (a, first) = met(&["Riots", "", "Battles", "Riots"]);
        let (b, second) = met(&["Protests", "Battles"]);
        assert_eq!((first, second), (vec![1, 0, 2, 1], vec![1, 2]));
        let one = merge(&[&a, &b]).expect("few names");
        let other = merge(&[&b, &a]).expect("few names");
        let names = |merged: &Merged| {
            (0..merged.names.len()).map(|code| merged.names.text(code).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(&one), ["", "Battles", "Protests", "Riots"]);
        assert_eq!(names(&one), names(&other));
        assert_eq!((one.code(0, 1), other.code(1, 1), one.code(1, 2)), (3, 3, 1));
    }
}
