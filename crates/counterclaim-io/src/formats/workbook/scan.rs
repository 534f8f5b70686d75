//! What is looked for in the parts of a workbook while they are unpacked: nothing of them is kept.

use std::io::{Result, Write};

/// Looks for a word in what is written to it, and keeps nothing.
pub struct WordSearch {
    finder: memchr::memmem::Finder<'static>,
    /// The end of what was written before, shorter than the word.
    tail: Vec<u8>,
    pub is_found: bool,
}

impl WordSearch {
    pub fn new(word: &'static [u8]) -> Self {
        Self { finder: memchr::memmem::Finder::new(word), tail: Vec::new(), is_found: false }
    }
}

impl Write for WordSearch {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if !self.is_found {
            let most = self.finder.needle().len() - 1;
            self.tail.extend(bytes.iter().take(most));
            self.is_found = self.finder.find(&self.tail).is_some() || self.finder.find(bytes).is_some();
            if bytes.len() > most {
                self.tail.clear();
                self.tail.extend(bytes.iter().skip(bytes.len() - most));
            } else {
                self.tail.drain(..self.tail.len().saturating_sub(most));
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Counts the elements `sst`, whatever their prefix: each may say how many texts it has, and the library makes room.
#[derive(Default)]
pub struct ListCount {
    count: usize,
    /// The name of the element that is open at the end of what was written.
    name: Option<Vec<u8>>,
}

impl ListCount {
    /// The longest name of an element that is held.
    const MOST_BYTES: usize = 256;

    pub fn count(&self) -> usize {
        self.count
    }

    pub fn add(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        loop {
            if let Some(name) = &mut self.name {
                let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<');
                let end = rest.iter().position(ends);
                let more = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                name.extend(more.iter().take(Self::MOST_BYTES.saturating_sub(name.len())));
                let Some(end) = end else { return };
                let local = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
                self.count += usize::from(local == b"sst");
                self.name = None;
                rest = rest.get(end..).unwrap_or_default();
            }
            let Some(at) = memchr::memchr(b'<', rest) else { return };
            self.name = Some(Vec::new());
            rest = rest.get(at + 1..).unwrap_or_default();
        }
    }
}

impl Write for ListCount {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.add(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_counted_wherever_the_text_is_cut() {
        let text = b"<?xml?><x:sst a='<'><si><t>a:sst sst</t></si></x:sst><sst/><sst2><sst>";
        for cut in 0..text.len() {
            let mut count = ListCount::default();
            count.add(&text[..cut]);
            count.add(&text[cut..]);
            assert_eq!(count.count(), 3, "cut after {cut} bytes");
        }
    }

    #[test]
    fn a_word_is_found_wherever_the_text_is_cut() {
        let text = b"<f>HYPERLINK(A1)</f>";
        for cut in 0..text.len() {
            let mut search = WordSearch::new(b"HYPERLINK");
            search.write_all(&text[..cut]).expect("written");
            search.write_all(&text[cut..]).expect("written");
            assert!(search.is_found, "cut after {cut} bytes");
        }
        let mut search = WordSearch::new(b"HYPERLINK");
        search.write_all(b"HYPER").and_then(|()| search.write_all(b" LINK")).expect("written");
        assert!(!search.is_found);
    }
}
