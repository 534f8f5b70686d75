//! Finds the special bytes of delimited text, 64 at a time.

#[cfg(target_arch = "x86_64")]
mod x86_64;

use super::quote::QUOTE;

/// The ends of cells and records, for a whole buffer.
#[derive(Default)]
pub(crate) struct StructuralIndex {
    /// The end of each cell, followed by spare capacity.
    ends: Vec<u32>,
    count: usize,
    /// For each line end, the number of cell ends up to it.
    lines: Vec<u32>,
}

impl StructuralIndex {
    /// Finds the ends in text that starts at a record; false if quotes are not as in RFC 4180.
    pub fn find(&mut self, buffer: &[u8], delimiter: u8) -> bool {
        #[cfg(target_arch = "x86_64")]
        let fast = x86_64::find;
        #[cfg(not(target_arch = "x86_64"))]
        let fast = |_: &[[u8; 64]], _, _: &mut Quotes, _: &mut Self| false;
        self.find_by(fast, buffer, delimiter)
    }

    /// Like `find`, where `fast` may process all whole blocks; it returns whether it did.
    fn find_by(
        &mut self,
        fast: impl Fn(&[[u8; 64]], u8, &mut Quotes, &mut Self) -> bool,
        buffer: &[u8],
        delimiter: u8,
    ) -> bool {
        self.count = 0;
        self.lines.clear();
        let (blocks, rest) = buffer.as_chunks::<64>();
        let mut quotes = Quotes::default();
        let is_found = fast(blocks, delimiter, &mut quotes, self);
        let mut add = |at, block: &[u8; 64], valid| {
            let lines = of_block(block, |byte| (byte == b'\n') || (byte == b'\r')) & valid;
            let parting = of_block(block, |byte| byte == delimiter) & valid | lines;
            let quoting = of_block(block, |byte| byte == QUOTE) & valid;
            self.add(at, quotes.pass(parting, quoting, parity(quoting), valid), lines);
        };
        if !is_found {
            for (number, block) in blocks.iter().enumerate() {
                add(number * 64, block, u64::MAX);
            }
        }
        add(buffer.len() - rest.len(), &padded(rest), low_bits(rest.len()));
        quotes.odd == 0
    }

    /// The cell ends from `from` to the next line end, the `line`th; at the end of the text all remaining ones.
    #[inline]
    pub fn record(&self, from: usize, line: usize) -> (&[u32], bool) {
        let until = self.lines.get(line).map(|until| *until as usize);
        (self.ends.get(from..until.unwrap_or(self.count)).unwrap_or_default(), until.is_some())
    }

    /// The ends of all cells.
    pub fn ends(&self) -> &[u32] {
        self.ends.get(..self.count).unwrap_or_default()
    }

    /// Appends the end of one more cell.
    pub fn close(&mut self, end: usize) {
        self.ends.truncate(self.count);
        self.ends.push(u32::try_from(end).unwrap_or(u32::MAX));
        self.count += 1;
    }

    /// Consumes the bits of 64 bytes that separate cells, and those that may separate records.
    #[inline(always)]
    fn add(&mut self, at: usize, parting: u64, lines: u64) {
        self.add_lines(parting, lines);
        let mut left = parting;
        let Some(slots) = self.slots() else {
            return;
        };
        // Four at a time even if there are fewer: the excess is overwritten.
        for four in slots.as_chunks_mut::<4>().0 {
            for slot in four {
                *slot = at as u32 + left.trailing_zeros();
                left &= left.wrapping_sub(1);
            }
            if left == 0 {
                break;
            }
        }
        self.count += parting.count_ones() as usize;
    }

    /// Consumes the line ends among the separator bits of 64 bytes, before those are consumed.
    #[inline(always)]
    fn add_lines(&mut self, parting: u64, lines: u64) {
        let mut lines = lines & parting;
        while lines != 0 {
            let up_to = lines ^ (lines - 1);
            self.lines.push((self.count + (parting & up_to).count_ones() as usize) as u32);
            lines &= lines - 1;
        }
    }

    /// Where to write the ends of 64 bytes, after the valid ones.
    #[inline(always)]
    fn slots(&mut self) -> Option<&mut [u32; 64]> {
        if self.ends.len() < self.count + 64 {
            self.grow();
        }
        self.ends.get_mut(self.count..)?.first_chunk_mut()
    }

    #[cold]
    fn grow(&mut self) {
        self.ends.resize(self.count * 2 + 1024, 0);
    }
}

/// Sets a bit for each delimiter, quote or line end; one number for each 64 bytes.
pub(crate) fn find(buffer: &[u8], delimiter: u8, masks: &mut Vec<u64>) {
    masks.clear();
    let (blocks, rest) = buffer.as_chunks::<64>();
    let all = |byte| (byte == delimiter) || (byte == QUOTE) || (byte == b'\n') || (byte == b'\r');
    masks.extend(blocks.iter().map(|block| of_block(block, all)));
    masks.push(of_block(&padded(rest), all) & low_bits(rest.len()));
}

fn padded(rest: &[u8]) -> [u8; 64] {
    let mut block = [0; 64];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// The given number of one bits, at most 63.
fn low_bits(count: usize) -> u64 {
    (1u64 << count).wrapping_sub(1)
}

/// For each bit, whether the number of set bits up to and including it is odd.
fn parity(bits: u64) -> u64 {
    [1, 2, 4, 8, 16, 32].into_iter().fold(bits, |bits, shift| bits ^ bits << shift)
}

/// The quote state between blocks.
#[derive(Clone, Copy)]
struct Quotes {
    /// All ones inside quotes.
    inside: u64,
    /// Whether the previous byte may precede an opening quote: a separator or a closing quote.
    may_open: u64,
    was_closed: u64,
    /// Quotes that open within a cell, or close before its end.
    odd: u64,
}

impl Default for Quotes {
    fn default() -> Self {
        Self { inside: 0, may_open: 1, was_closed: 0, odd: 0 }
    }
}

impl Quotes {
    /// Processes a block; returns the bytes that separate cells or records.
    ///
    /// A doubled quote inside quotes closes and reopens at once, with the same effect on what follows.
    #[inline(always)]
    fn pass(&mut self, parting: u64, quoting: u64, parity: u64, valid: u64) -> u64 {
        let inside = parity ^ self.inside;
        let parting = parting & !inside;
        let opening = quoting & inside;
        let closing = quoting & !inside;
        let behind_closing = closing << 1 | self.was_closed;
        self.odd |= opening & !(parting << 1 | self.may_open | behind_closing);
        self.odd |= behind_closing & !(parting | opening) & valid;
        self.may_open = parting >> 63;
        self.was_closed = closing >> 63;
        self.inside = 0u64.wrapping_sub(inside >> 63);
        parting
    }
}

/// Written so that the compiler compares many bytes in one instruction.
fn of_block(block: &[u8; 64], is_wanted: impl Fn(u8) -> bool) -> u64 {
    let is_special = block.map(|byte| u8::from(is_wanted(byte)));
    // The product moves the lowest bit of each of eight bytes into the highest byte, adjacent to each other.
    let (eights, _) = is_special.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |mask, (number, eight)| {
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask | bits << (8 * number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(masks: &[u64]) -> Vec<usize> {
        (0..masks.len() * 64).filter(|at| masks[at / 64] >> (at % 64) & 1 == 1).collect()
    }

    #[test]
    fn text_with_odd_quotes_has_every_byte_marked_that_means_something() {
        let mut state = 1u32;
        let text: Vec<u8> = (0..1000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                b",\"\n\r;a\0\xff"[(state >> 28) as usize % 8]
            })
            .collect();
        let mut masks = Vec::new();
        for len in [63, 64, 65, 1000] {
            find(&text[..len], b',', &mut masks);
            let expected: Vec<usize> = (0..len).filter(|at| b",\"\n\r".contains(&text[*at])).collect();
            assert_eq!(marked(&masks), expected);
            assert!(!StructuralIndex::default().find(&text[..len], b','));
        }
    }

    #[test]
    fn what_lies_between_quotes_parts_nothing_wherever_blocks_end() {
        let mut parted = StructuralIndex::default();
        for before in 0..130 {
            let text = format!("{}\n\"a,\"\"\nb\"\"\",\"\",c\r\n\"d,", "x".repeat(before));
            assert!(parted.find(text.as_bytes(), b','));
            let expected = [0, 11, 14, 16, 17].map(|at| (before + at) as u32);
            assert_eq!((&parted.ends[..parted.count], parted.lines.as_slice()), (&expected[..], &[1, 4, 5][..]));
            for odd in ["\"a\"b,", "a\"b\",", "\"a\" ,"] {
                assert!(!parted.find(format!("{text}\",{odd}\n").as_bytes(), b','));
            }
        }
    }
}
