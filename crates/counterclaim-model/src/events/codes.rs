//! Columns of recurring texts: a list of distinct names, and a small code for each row.
//!
//! Code 0 is the empty text and means "unknown"; the other codes follow the byte order of the names,
//! so the same texts always get the same codes.

use std::mem::size_of;

/// Distinct texts, sorted by their bytes; the first is empty.
#[derive(Clone, Debug)]
pub struct NameList {
    text: String,
    /// Where each name ends in `text`.
    ends: Vec<u32>,
}

impl Default for NameList {
    fn default() -> Self {
        Self { text: String::new(), ends: vec![0] }
    }
}

impl NameList {
    /// Stores names that are sorted, distinct and not empty; `None` if they exceed 4 GiB.
    pub fn from_sorted<'a>(names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut list = Self::default();
        for name in names {
            list.text.push_str(name);
            list.ends.push(u32::try_from(list.text.len()).ok()?);
        }
        list.text.shrink_to_fit();
        list.ends.shrink_to_fit();
        Some(list)
    }

    /// Takes all names in one text with their ends; `None` if they are not sorted, distinct and not empty.
    ///
    /// The first end is that of the empty name.
    pub fn from_parts(text: String, ends: Vec<u32>) -> Option<Self> {
        let list = Self { text, ends };
        let are_whole = list.ends.first() == Some(&0)
            && list.ends.last().map(|end| *end as usize) == Some(list.text.len())
            && list.ends.iter().all(|end| list.text.is_char_boundary(*end as usize));
        let rise = |code: u32| list.text(code - 1) < list.text(code);
        (are_whole && list.ends.is_sorted() && (1..list.len()).all(rise)).then_some(list)
    }

    /// All names in one text, and where each ends in it.
    #[inline]
    pub fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }

    /// The name of a code; empty for an unknown code.
    pub fn text(&self, code: u32) -> &str {
        let at = code as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let end = self.ends.get(at).map_or(start, |end| *end as usize);
        self.text.get(start..end).unwrap_or("")
    }

    /// The code of a name, if it is in the list.
    pub fn code(&self, name: &str) -> Option<u32> {
        let mut low = 0;
        let mut high = self.len();
        while low < high {
            let middle = u32::midpoint(low, high);
            match self.text(middle).as_bytes().cmp(name.as_bytes()) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The number of codes, including that of the empty name.
    #[inline]
    pub fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// Whether only the empty name exists.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.ends.len() <= 1
    }

    /// All names that are not empty, with their codes, in byte order.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (1..self.len()).map(|code| (code, self.text(code)))
    }
}

/// One code for each row, in as few bytes as the number of names allows.
#[derive(Clone, Debug)]
pub enum Codes {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Self::U8(Vec::new())
    }
}

impl Codes {
    /// Packs codes below `names`; others become 0.
    #[inline]
    pub fn pack(codes: impl Iterator<Item = u32>, names: u32) -> Self {
        let mut packed = Self::with_room(codes.size_hint().0, names);
        packed.extend(codes);
        packed
    }

    /// An empty list with the given capacity, for codes below `names`.
    pub fn with_room(len: usize, names: u32) -> Self {
        if names <= 1 << 8 {
            Self::U8(Vec::with_capacity(len))
        } else if names <= 1 << 16 {
            Self::U16(Vec::with_capacity(len))
        } else {
            Self::U32(Vec::with_capacity(len))
        }
    }

    /// Appends the codes of further rows; codes out of range become 0.
    pub fn extend(&mut self, added: impl Iterator<Item = u32>) {
        match self {
            Self::U8(codes) => codes.extend(added.map(|code| u8::try_from(code).unwrap_or(0))),
            Self::U16(codes) => codes.extend(added.map(|code| u16::try_from(code).unwrap_or(0))),
            Self::U32(codes) => codes.extend(added),
        }
    }

    /// The code of a row, 0 for a row that does not exist.
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Self::U8(codes) => codes.get(row).copied().map_or(0, u32::from),
            Self::U16(codes) => codes.get(row).copied().map_or(0, u32::from),
            Self::U32(codes) => codes.get(row).copied().unwrap_or(0),
        }
    }

    /// The highest code, 0 if there is none.
    pub fn max(&self) -> u32 {
        match self {
            Self::U8(codes) => codes.iter().max().copied().map_or(0, u32::from),
            Self::U16(codes) => codes.iter().max().copied().map_or(0, u32::from),
            Self::U32(codes) => codes.iter().max().copied().unwrap_or(0),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::U8(codes) => codes.len(),
            Self::U16(codes) => codes.len(),
            Self::U32(codes) => codes.len(),
        }
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A column of recurring texts.
#[derive(Clone, Debug, Default)]
pub struct CodeColumn {
    pub names: NameList,
    /// Empty until the column has been read.
    pub codes: Codes,
}

impl CodeColumn {
    /// The text of a row, empty where it is unknown.
    #[inline]
    pub fn text(&self, row: usize) -> &str {
        self.names.text(self.codes.get(row))
    }

    /// Memory of the column in bytes.
    pub fn heap_bytes(&self) -> usize {
        let codes = match &self.codes {
            Codes::U8(codes) => codes.capacity(),
            Codes::U16(codes) => codes.capacity() * size_of::<u16>(),
            Codes::U32(codes) => codes.capacity() * size_of::<u32>(),
        };
        codes + self.names.text.capacity() + self.names.ends.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_find_each_other_and_nothing_is_the_empty_name() {
        let names = NameList::from_sorted(["Battles", "Protests", "Riots"].into_iter()).expect("they fit");
        assert_eq!((names.len(), names.text(0), names.text(2), names.text(9)), (4, "", "Protests", ""));
        assert_eq!((names.code("Riots"), names.code(""), names.code("Peace")), (Some(3), Some(0), None));
        assert_eq!(NameList::default().code("x"), None);
    }

    #[test]
    fn codes_take_as_few_bytes_as_their_number_allows() {
        assert!(matches!(Codes::pack([255].into_iter(), 256), Codes::U8(_)));
        assert!(matches!(Codes::pack([256].into_iter(), 257), Codes::U16(_)));
        let wide = Codes::pack([70_000].into_iter(), 70_001);
        assert_eq!((wide.get(0), wide.get(1)), (70_000, 0));
    }
}
