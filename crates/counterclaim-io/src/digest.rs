//! SHA-256 of files and bytes.

use sha2::{Digest as _, Sha256};

use crate::delimited::Bytes;

/// How much of a large file is hashed at once.
const HASH_BLOCK: usize = 1 << 20;

/// SHA-256 of some bytes, as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of a file that is too large for memory, read block by block.
///
/// An error where it can no longer be read or is not as it was; `None` once `is_cancelled` says so.
pub fn sha256_of(bytes: &Bytes, is_cancelled: impl Fn() -> bool) -> std::io::Result<Option<String>> {
    let (mut hasher, mut buffer, mut at) = (Sha256::new(), vec![0; HASH_BLOCK], 0u64);
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
        return Err(std::io::Error::other("it has changed since it was opened"));
    }
    Ok(Some(hex(&hasher.finalize())))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
