//! The same with x86-64 instructions: AVX2 on most processors, AVX-512 on many.

use std::arch::x86_64::{
    __m256i, __m512i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_set_epi64x, _mm256_cmpeq_epi8, _mm256_movemask_epi8,
    _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi8, _mm512_add_epi32, _mm512_castsi512_si128,
    _mm512_cmpeq_epi8_mask, _mm512_cvtepu8_epi32, _mm512_extracti32x4_epi32, _mm512_loadu_si512,
    _mm512_maskz_compress_epi8, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_storeu_si512,
};

use super::{Quotes, StructuralIndex};
use crate::delimited::quote::QUOTE;

/// Runs it if the processor supports it.
pub fn find(blocks: &[[u8; 64]], delimiter: u8, quotes: &mut Quotes, parted: &mut StructuralIndex) -> bool {
    if has_avx2() && has_avx512() {
        // SAFETY: the processor supports the instructions, as just checked; there are no other requirements.
        #[expect(unsafe_code, reason = "the compiler cannot know what the processor said")]
        unsafe {
            find_avx512(blocks, delimiter, quotes, parted);
        }
        return true;
    }
    if has_avx2() {
        // SAFETY: as above.
        #[expect(unsafe_code, reason = "the compiler cannot know what the processor said")]
        unsafe {
            find_avx2(blocks, delimiter, quotes, parted);
        }
        return true;
    }
    false
}

fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("pclmulqdq")
        && is_x86_feature_detected!("popcnt")
        && is_x86_feature_detected!("bmi1")
}

fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vbmi2")
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,pclmulqdq,popcnt,bmi1")]
fn find_avx512(blocks: &[[u8; 64]], delimiter: u8, all_quotes: &mut Quotes, parted: &mut StructuralIndex) {
    // A copy, so that the loop keeps it in registers.
    let mut quotes = *all_quotes;
    let numbers = load(&std::array::from_fn(|at| at as u8));
    for (number, block) in blocks.iter().enumerate() {
        let bytes = load(block);
        let is = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte.cast_signed()));
        let lines = is(b'\n') | is(b'\r');
        let quoting = is(QUOTE);
        let parting = quotes.pass(is(delimiter) | lines, quoting, sums(quoting), u64::MAX);
        parted.add_lines(parting, lines);
        // The positions of the separator bytes, packed.
        let ends = _mm512_maskz_compress_epi8(parting, numbers);
        let base = _mm512_set1_epi32((number * 64) as i32);
        let Some(slots) = parted.slots() else {
            return;
        };
        if let [first, second, third, last] = slots.as_chunks_mut::<16>().0 {
            store(first, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(ends))));
            if parting.count_ones() > 16 {
                store(second, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32::<1>(ends))));
                store(third, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32::<2>(ends))));
                store(last, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32::<3>(ends))));
            }
        }
        parted.count += parting.count_ones() as usize;
    }
    *all_quotes = quotes;
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: there are 64 bytes, and they need not be aligned.
    #[expect(unsafe_code, reason = "there is no other way to load them at once")]
    unsafe {
        _mm512_loadu_si512(bytes.as_ptr().cast())
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(slots: &mut [u32; 16], numbers: __m512i) {
    // SAFETY: there is space for 64 bytes, and they need not be aligned.
    #[expect(unsafe_code, reason = "there is no other way to store them at once")]
    unsafe {
        _mm512_storeu_si512(slots.as_mut_ptr().cast(), numbers);
    }
}

#[target_feature(enable = "avx2,pclmulqdq,popcnt,bmi1")]
fn find_avx2(blocks: &[[u8; 64]], delimiter: u8, all_quotes: &mut Quotes, parted: &mut StructuralIndex) {
    // A copy, so that the loop keeps it in registers.
    let mut quotes = *all_quotes;
    for (number, block) in blocks.iter().enumerate() {
        let (low, high) = block.split_at(32);
        let low = bytes_of(low);
        let high = bytes_of(high);
        let both = |low, high| u64::from(bits(low)) | u64::from(bits(high)) << 32;
        let lines = both(line_ends(low), line_ends(high));
        let parting = both(is(low, delimiter), is(high, delimiter)) | lines;
        let quoting = both(is(low, QUOTE), is(high, QUOTE));
        let parting = quotes.pass(parting, quoting, sums(quoting), u64::MAX);
        parted.add(number * 64, parting, lines);
    }
    *all_quotes = quotes;
}

/// For each bit, whether the number of set bits up to and including it is odd.
#[inline]
#[target_feature(enable = "pclmulqdq")]
fn sums(bits: u64) -> u64 {
    // A carry-less product with all ones computes the prefix sums of the bits.
    let sums = _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, bits.cast_signed()), _mm_set_epi64x(0, -1));
    _mm_cvtsi128_si64(sums).cast_unsigned()
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

#[cfg(test)]
mod tests {
    use super::*;

    type Fast = unsafe fn(&[[u8; 64]], u8, &mut Quotes, &mut StructuralIndex);

    fn found(text: &[u8], fast: Option<Fast>) -> (bool, Vec<u32>, Vec<u32>) {
        let mut parted = StructuralIndex::default();
        let fast = |blocks: &[[u8; 64]], delimiter, quotes: &mut Quotes, parted: &mut StructuralIndex| {
            // SAFETY: called only if the processor supports the instructions.
            #[expect(unsafe_code, reason = "the compiler cannot know what the processor said")]
            let found = fast.map(|fast| unsafe { fast(blocks, delimiter, quotes, parted) });
            found.is_some()
        };
        let is_plain = parted.find_by(fast, text, b',');
        (is_plain, parted.ends().to_vec(), parted.lines)
    }

    #[test]
    fn every_kind_of_processor_finds_the_same() {
        let mut state = 7u64;
        let mut text = Vec::new();
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Runs of commas make blocks with more than sixteen ends.
            let parts = [&b"ab"[..], b",", b"\"a\"\"b,\n\",", b"\n", b"\r\n", b",,,,,,,,,,,,,,,,,,,,"];
            text.extend_from_slice(parts[(state >> 33) as usize % parts.len()]);
        }
        let plain = found(&text, None);
        assert!(plain.1.len() > 50_000 && plain.2.len() > 5_000);
        if has_avx2() {
            assert!(found(&text, Some(find_avx2)) == plain);
        }
        if has_avx2() && has_avx512() {
            assert!(found(&text, Some(find_avx512)) == plain);
        }
    }
}
