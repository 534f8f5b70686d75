//! Finds the bytes that mean something in delimited text, 64 at a time.

use super::scan::QUOTE;

/// Sets a bit for each byte that is the delimiter, a quote or the end of a line; one number for each 64 bytes.
pub(super) fn find(buffer: &[u8], delimiter: u8, masks: &mut Vec<u64>) {
    masks.clear();
    let (blocks, rest) = buffer.as_chunks::<64>();
    #[cfg(target_arch = "x86_64")]
    let is_found = fast::find(blocks, delimiter, masks);
    #[cfg(not(target_arch = "x86_64"))]
    let is_found = false;
    if !is_found {
        masks.extend(blocks.iter().map(|block| of_block(block, delimiter)));
    }
    let mut block = [0; 64];
    block[..rest.len()].copy_from_slice(rest);
    masks.push(of_block(&block, delimiter) & (1u64 << rest.len()).wrapping_sub(1));
}

/// Written so that the compiler compares many bytes in one instruction.
fn of_block(block: &[u8; 64], delimiter: u8) -> u64 {
    let is_special = block.map(|byte| {
        u8::from(byte == delimiter) | u8::from(byte == QUOTE) | u8::from(byte == b'\n') | u8::from(byte == b'\r')
    });
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
        __m256i, _mm256_cmpeq_epi8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi8,
    };

    use super::QUOTE;

    /// Whether the processor could do it.
    pub fn find(blocks: &[[u8; 64]], delimiter: u8, masks: &mut Vec<u64>) -> bool {
        if !is_x86_feature_detected!("avx2") {
            return false;
        }
        // SAFETY: the processor has the instructions, as was just asked; nothing else is asked of the caller.
        #[expect(unsafe_code, reason = "the compiler cannot know what the processor said")]
        unsafe {
            find_avx2(blocks, delimiter, masks);
        }
        true
    }

    #[target_feature(enable = "avx2")]
    fn find_avx2(blocks: &[[u8; 64]], delimiter: u8, masks: &mut Vec<u64>) {
        masks.extend(blocks.iter().map(|block| {
            let (low, high) = block.split_at(32);
            u64::from(of_half(low, delimiter)) | u64::from(of_half(high, delimiter)) << 32
        }));
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn of_half(half: &[u8], delimiter: u8) -> u32 {
        let (eights, _) = half.as_chunks::<8>();
        let [a, b, c, d] = [0, 1, 2, 3].map(|at| eights.get(at).map_or(0, |eight| i64::from_le_bytes(*eight)));
        let bytes = _mm256_set_epi64x(d, c, b, a);
        let any = _mm256_or_si256(
            _mm256_or_si256(is(bytes, delimiter), is(bytes, QUOTE)),
            _mm256_or_si256(is(bytes, b'\n'), is(bytes, b'\r')),
        );
        _mm256_movemask_epi8(any).cast_unsigned()
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

    #[test]
    fn every_way_finds_what_the_plain_one_finds() {
        let mut state = 1u32;
        let text: Vec<u8> = (0..1000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                b",\"\n\r;a\0\xff"[(state >> 28) as usize % 8]
            })
            .collect();
        let mut masks = Vec::new();
        for len in [0, 1, 63, 64, 65, 1000] {
            find(&text[..len], b',', &mut masks);
            let is_marked = |at: usize| masks[at / 64] >> (at % 64) & 1 == 1;
            for (at, byte) in text[..len].iter().enumerate() {
                assert_eq!(is_marked(at), b",\"\n\r".contains(byte));
                assert_eq!(of_block(&[*byte; 64], b',') == u64::MAX, is_marked(at));
            }
            assert_eq!(
                masks.iter().map(|mask| mask.count_ones() as usize).sum::<usize>(),
                (0..len).filter(|at| is_marked(*at)).count()
            );
        }
    }
}
