//! Numbers that stand for contents: an order that depends on what a record says, not on its name.

/// Where a digest starts.
pub const SEED: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// One step of the hash FNV-1a of 128 bits, over words instead of bytes.
pub fn mix(digest: u128, word: u64) -> u128 {
    let mixed = (digest ^ u128::from(word)).wrapping_mul(PRIME);
    mixed ^ (mixed >> 61)
}

/// Steps over the bytes of a text, and its length.
pub fn mix_text(digest: u128, text: &str) -> u128 {
    let whole = text.bytes().fold(digest, |digest, byte| mix(digest, u64::from(byte)));
    mix(whole, text.len() as u64)
}

/// One digest of several, whatever their order.
pub fn mix_all(digest: u128, mut parts: Vec<u128>) -> u128 {
    parts.sort_unstable();
    parts.into_iter().fold(digest, |digest, part| mix(mix(digest, part as u64), (part >> 64) as u64))
}
