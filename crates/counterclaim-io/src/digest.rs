//! SHA-256 of files and bytes.

use sha2::{Digest as _, Sha256};

use crate::delimited::ByteSource;

/// The block size for hashing a large file.
const HASH_BLOCK: usize = 1 << 20;

/// SHA-256 of bytes, as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of a large file, read block by block.
///
/// An error if it cannot be read or has changed; `None` once `is_cancelled` returns true.
pub fn sha256_of(bytes: &ByteSource, is_cancelled: impl Fn() -> bool) -> std::io::Result<Option<String>> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; HASH_BLOCK];
    let mut at = 0u64;
    while at < bytes.len() {
        if is_cancelled() {
            return Ok(None);
        }
        let read = bytes.read(at, &mut buffer)?;
        hasher.update(buffer.get(..read).unwrap_or_default());
        at += read as u64;
        if read == 0 {
            break;
        }
    }
    if !bytes.is_unchanged() {
        return Err(std::io::Error::other("the file has changed since it was opened"));
    }
    Ok(Some(hex(&hasher.finalize())))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
