//! Unpacks a file and decodes its text.

pub mod encoding;
pub(crate) mod opened;
pub(crate) mod unpack;

/// File extensions of compressed and archived files, without the dot.
pub const PACKINGS: &[&str] = &["gz", "zip", "zst"];

/// The size limit of any file, packed or unpacked.
pub const MAX_BYTES: u64 = 1 << 30;
