//! Finds the bytes that mean something in delimited text, 64 at a time.

use super::scan::QUOTE;

/// Where cells and records end, found for a whole buffer at once.
#[derive(Default)]
pub(super) struct Parted {
    /// Where each cell ends, and behind the last of them room.
    ends: Vec<u32>,
    count: usize,
    /// For each end of a line, how many cells have ended up to it.
    lines: Vec<u32>,
}

impl Parted {
    /// Finds the ends in text that starts where a record does; false where quotes do not stand as RFC 4180 has it.
    pub fn find(&mut self, buffer: &[u8], delimiter: u8) -> bool {
        self.count = 0;
        self.lines.clear();
        let (blocks, rest) = buffer.as_chunks::<64>();
        let mut quotes = Quotes::default();
        #[cfg(target_arch = "x86_64")]
        let is_found = fast::find(blocks, delimiter, &mut quotes, self);
        #[cfg(not(target_arch = "x86_64"))]
        let is_found = false;
        let mut add = |at, block: &[u8; 64], valid| {
            let lines = of_block(block, |byte| (byte == b'\n') | (byte == b'\r')) & valid;
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

    /// The ends of the cells from `from` to the next end of a line, the `line`th; at the text's end all that are left.
    #[inline]
    pub fn record(&self, from: usize, line: usize) -> (&[u32], bool) {
        let until = self.lines.get(line).map(|until| *until as usize);
        (self.ends.get(from..until.unwrap_or(self.count)).unwrap_or_default(), until.is_some())
    }

    /// Where each cell ends.
    pub fn ends(&self) -> &[u32] {
        self.ends.get(..self.count).unwrap_or_default()
    }

    /// Ends one more cell, behind all others.
    pub fn close(&mut self, end: usize) {
        self.ends.truncate(self.count);
        self.ends.push(u32::try_from(end).unwrap_or(u32::MAX));
        self.count += 1;
    }

    #[cold]
    fn grow(&mut self) {
        self.ends.resize(self.count * 2 + 1024, 0);
    }

    /// Takes the bits of 64 bytes that part cells, and those of them that may part records.
    #[inline(always)]
    fn add(&mut self, at: usize, mut parting: u64, lines: u64) {
        let mut lines = lines & parting;
        while lines != 0 {
            let up_to = lines ^ (lines - 1);
            self.lines.push((self.count + (parting & up_to).count_ones() as usize) as u32);
            lines &= lines - 1;
        }
        if self.ends.len() < self.count + 64 {
            self.grow();
        }
        let count = parting.count_ones() as usize;
        let Some(slots) = self.ends.get_mut(self.count..).and_then(|slots| slots.first_chunk_mut::<64>()) else {
            return;
        };
        // Four at a time whether there are as many or not: what is too much is overwritten.
        for four in slots.as_chunks_mut::<4>().0 {
            for slot in four {
                *slot = at as u32 + parting.trailing_zeros();
                parting &= parting.wrapping_sub(1);
            }
            if parting == 0 {
                break;
            }
        }
        self.count += count;
    }
}

/// Sets a bit for each byte that is the delimiter, a quote or the end of a line; one number for each 64 bytes.
pub(super) fn find(buffer: &[u8], delimiter: u8, masks: &mut Vec<u64>) {
    masks.clear();
    let (blocks, rest) = buffer.as_chunks::<64>();
    let all = |byte| (byte == delimiter) | (byte == QUOTE) | (byte == b'\n') | (byte == b'\r');
    masks.extend(blocks.iter().map(|block| of_block(block, all)));
    masks.push(of_block(&padded(rest), all) & low_bits(rest.len()));
}

fn padded(rest: &[u8]) -> [u8; 64] {
    let mut block = [0; 64];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// Ones for so many bytes, at most 63.
fn low_bits(count: usize) -> u64 {
    (1u64 << count).wrapping_sub(1)
}

/// For each bit whether up to it, itself included, an odd number of bits is set.
fn parity(bits: u64) -> u64 {
    [1, 2, 4, 8, 16, 32].into_iter().fold(bits, |bits, shift| bits ^ bits << shift)
}

/// What is known of quotes from block to block.
#[derive(Clone, Copy)]
struct Quotes {
    /// All ones within quotes.
    inside: u64,
    /// Whether the byte before may stand before a quote that opens: it parts cells, or has closed a quote.
    may_open: u64,
    was_closed: u64,
    /// Quotes that open within a cell, or have closed before its end.
    odd: u64,
}

impl Default for Quotes {
    fn default() -> Self {
        Self { inside: 0, may_open: 1, was_closed: 0, odd: 0 }
    }
}

impl Quotes {
    /// Goes on by a block; returns the bytes that part cells or records.
    ///
    /// Two quotes within quotes close and open at once, which is the same to what comes behind them.
    #[inline(always)]
    fn pass(&mut self, parting: u64, quoting: u64, parity: u64, valid: u64) -> u64 {
        let inside = parity ^ self.inside;
        let (parting, opening, closing) = (parting & !inside, quoting & inside, quoting & !inside);
        let behind_closing = closing << 1 | self.was_closed;
        self.odd |= opening & !(parting << 1 | self.may_open | behind_closing);
        self.odd |= behind_closing & !(parting | opening) & valid;
        (self.may_open, self.was_closed) = (parting >> 63, closing >> 63);
        self.inside = 0u64.wrapping_sub(inside >> 63);
        parting
    }
}

/// Written so that the compiler compares many bytes in one instruction.
fn of_block(block: &[u8; 64], is_wanted: impl Fn(u8) -> bool) -> u64 {
    let is_special = block.map(|byte| u8::from(is_wanted(byte)));
    // The product brings the lowest bit of each of eight bytes into the highest byte, side by side.
    let (eights, _) = is_special.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |mask, (number, eight)| {
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask | bits << (8 * number)
    })
}

/// The same with instructions that most processors of this kind have; a quarter of the time.
#[cfg(target_arch = "x86_64")]
mod fast {
    use std::arch::x86_64::{
        __m256i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_set_epi64x, _mm256_cmpeq_epi8, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi8,
    };

    use super::{Parted, QUOTE, Quotes};

    /// Whether the processor could do it.
    pub fn find(blocks: &[[u8; 64]], delimiter: u8, quotes: &mut Quotes, parted: &mut Parted) -> bool {
        let has_them = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("pclmulqdq")
            && is_x86_feature_detected!("popcnt")
            && is_x86_feature_detected!("bmi1");
        if has_them {
            // SAFETY: the processor has the instructions, as was just asked; nothing else is asked of the caller.
            #[expect(unsafe_code, reason = "the compiler cannot know what the processor said")]
            unsafe {
                find_avx2(blocks, delimiter, quotes, parted);
            }
        }
        has_them
    }

    #[target_feature(enable = "avx2,pclmulqdq,popcnt,bmi1")]
    fn find_avx2(blocks: &[[u8; 64]], delimiter: u8, all_quotes: &mut Quotes, parted: &mut Parted) {
        // A copy, so that the loop keeps it in registers.
        let mut quotes = *all_quotes;
        for (number, block) in blocks.iter().enumerate() {
            let (low, high) = block.split_at(32);
            let (low, high) = (bytes_of(low), bytes_of(high));
            let both = |low, high| u64::from(bits(low)) | u64::from(bits(high)) << 32;
            let lines = both(line_ends(low), line_ends(high));
            let parting = both(is(low, delimiter), is(high, delimiter)) | lines;
            let quoting = both(is(low, QUOTE), is(high, QUOTE));
            // A product without carries by all ones sums, for each bit, the bits up to it.
            let sums = _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, quoting.cast_signed()), _mm_set_epi64x(0, -1));
            let parting = quotes.pass(parting, quoting, _mm_cvtsi128_si64(sums).cast_unsigned(), u64::MAX);
            parted.add(number * 64, parting, lines);
        }
        *all_quotes = quotes;
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn bytes_of(half: &[u8]) -> __m256i {
        let (eights, _) = half.as_chunks::<8>();
        let [a, b, c, d] = [0, 1, 2, 3].map(|at| eights.get(at).map_or(0, |eight| i64::from_le_bytes(*eight)));
        _mm256_set_epi64x(d, c, b, a)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn line_ends(bytes: __m256i) -> __m256i {
        _mm256_or_si256(is(bytes, b'\n'), is(bytes, b'\r'))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn bits(bytes: __m256i) -> u32 {
        _mm256_movemask_epi8(bytes).cast_unsigned()
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn is(bytes: __m256i, byte: u8) -> __m256i {
        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte.cast_signed()))
    }
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
            assert!(!Parted::default().find(&text[..len], b','));
        }
    }

    #[test]
    fn what_lies_between_quotes_parts_nothing_wherever_blocks_end() {
        let mut parted = Parted::default();
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
