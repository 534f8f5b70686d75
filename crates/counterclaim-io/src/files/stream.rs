//! Pipes and devices: what they are called, and how they are read to their end.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

use crate::LoadError;
use counterclaim_model::Progress;

/// The most bytes that are read from a pipe or a device, which may never end.
pub const MAX_STREAM_BYTES: u64 = 512 << 20;

/// How much is read between two looks at whether the import was cancelled.
const BLOCK: u64 = 1 << 20;

/// An error for a pipe, a device or a socket; what is not there is left to whoever opens it.
pub fn refuse_streams(path: &Path) -> Result<(), LoadError> {
    let kind = std::fs::metadata(path).ok().as_ref().and_then(stream_kind);
    let advice = "save its output as a file and open that";
    kind.map_or(Ok(()), |kind| Err(LoadError::NotAFile { kind, advice, path: path.to_owned() }))
}

/// What is no regular file and no folder, in words.
pub fn stream_kind(metadata: &Metadata) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        let kind = metadata.file_type();
        let kinds = [(kind.is_fifo(), "a pipe"), (kind.is_socket(), "a socket")];
        if let Some((_, words)) = kinds.into_iter().find(|(is_it, _)| *is_it) {
            return Some(words);
        }
    }
    (!metadata.is_file() && !metadata.is_dir()).then_some("a device")
}

/// Reads a file, a pipe or a device to its end.
///
/// An error where there are more than `limit` bytes, or the import was cancelled.
pub fn read_whole(path: &Path, limit: u64, progress: &Progress) -> Result<Vec<u8>, LoadError> {
    let mut file = File::open(path).map_err(|source| unreadable(source, path))?;
    let mut bytes = Vec::new();
    loop {
        let room = limit.saturating_add(1).saturating_sub(bytes.len() as u64).min(BLOCK);
        let read = file.by_ref().take(room).read_to_end(&mut bytes).map_err(|source| unreadable(source, path))?;
        if progress.is_cancelled() {
            return Err(LoadError::Cancelled { path: path.to_owned() });
        }
        if bytes.len() as u64 > limit {
            let path = path.to_owned();
            let is_stream = file.metadata().is_ok_and(|metadata| stream_kind(&metadata).is_some());
            return Err(if is_stream {
                LoadError::Endless { limit, path }
            } else {
                LoadError::TooLarge { size: bytes.len() as u64, limit, path }
            });
        }
        if read == 0 {
            return Ok(bytes);
        }
    }
}

/// The error for a file that cannot be opened or read.
pub fn unreadable(source: io::Error, path: &Path) -> LoadError {
    LoadError::Unreadable { source, path: path.to_owned() }
}
