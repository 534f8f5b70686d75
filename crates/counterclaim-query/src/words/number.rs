//! Numbers of as many bytes as they need.

/// A number in seven bits a byte, the highest first.
pub fn put_number(bytes: &mut Vec<u8>, number: u32) {
    let len = (u32::BITS - number.leading_zeros()).div_ceil(7).max(1);
    for left in (0..len).rev() {
        bytes.push((number >> (7 * left)) as u8 & 0x7f | u8::from(left > 0) << 7);
    }
}
