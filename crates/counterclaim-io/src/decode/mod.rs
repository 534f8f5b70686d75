//! Unpacks a file and decodes its text.

pub mod encoding;
pub(crate) mod opened;
pub(crate) mod unpack;

/// File extensions of what any format can be packed in, without the dot.
pub const PACKINGS: &[&str] = &["gz", "zip", "zst"];

/// The most bytes that any file may have, packed or unpacked.
pub const MAX_BYTES: u64 = 1 << 30;
