//! The bytes of a dataset, read by position: in memory if small, else from the file.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// Files up to this size are read into memory.
const KEPT_BYTES: u64 = 16 << 20;

/// Bytes that can be read from any position, by any number of threads.
///
/// A file is read through buffers and never mapped: a truncated file causes an error, not a signal.
#[derive(Debug)]
pub struct ByteSource {
    place: Place,
    len: u64,
    /// The file's modification time, if the system knows it.
    modified: Option<SystemTime>,
}

#[derive(Debug)]
enum Place {
    Memory(Vec<u8>),
    File(File),
}

impl ByteSource {
    pub fn of_memory(bytes: Vec<u8>) -> Self {
        Self { len: bytes.len() as u64, place: Place::Memory(bytes), modified: None }
    }

    /// Opens a file; a small one is read into memory.
    pub fn open(path: &Path) -> io::Result<Self> {
        let bytes = Self::open_in_place(path)?;
        if bytes.len > KEPT_BYTES {
            return Ok(bytes);
        }
        let mut kept = vec![0; usize::try_from(bytes.len).unwrap_or(0)];
        bytes.read_exact(0, &mut kept)?;
        Ok(Self { modified: bytes.modified, ..Self::of_memory(kept) })
    }

    /// Opens a file without reading it into memory, however small.
    pub fn open_in_place(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        Ok(Self { len: metadata.len(), place: Place::File(file), modified: metadata.modified().ok() })
    }

    /// The size when opened.
    pub fn len(&self) -> u64 {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The modification time when opened; `None` for bytes without a file.
    pub fn modified(&self) -> Option<SystemTime> {
        self.modified
    }

    /// Whether size and modification time of the file are unchanged.
    pub fn is_unchanged(&self) -> bool {
        match &self.place {
            Place::Memory(_) => true,
            Place::File(file) => file
                .metadata()
                .is_ok_and(|metadata| metadata.len() == self.len && metadata.modified().ok() == self.modified),
        }
    }

    /// Reads from a position up to the buffer's length or the end; returns the number of bytes.
    ///
    /// A file that is shorter than when opened gives an error of the kind `UnexpectedEof`.
    pub fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(at)).unwrap_or(usize::MAX);
        let wanted = left.min(buffer.len());
        let buffer = &mut buffer[..wanted];
        match &self.place {
            Place::Memory(bytes) => {
                let start = usize::try_from(at).unwrap_or(usize::MAX);
                let there = bytes.get(start..).and_then(|rest| rest.get(..wanted)).unwrap_or_default();
                buffer[..there.len()].copy_from_slice(there);
            }
            Place::File(file) => fill(file, at, buffer)?,
        }
        Ok(wanted)
    }

    /// Fills the buffer from a position; an error if there are too few bytes.
    pub fn read_exact(&self, at: u64, buffer: &mut [u8]) -> io::Result<()> {
        if self.read(at, buffer)? < buffer.len() {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        Ok(())
    }
}

fn fill(file: &File, mut at: u64, mut buffer: &mut [u8]) -> io::Result<()> {
    while !buffer.is_empty() {
        match read_at(file, buffer, at) {
            Ok(0) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            Ok(count) => {
                at += count as u64;
                buffer = &mut buffer[count..];
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_shrinks_is_an_error_and_one_that_changes_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("big.csv");
        std::fs::write(&path, vec![b'a'; KEPT_BYTES as usize + 10]).expect("written");
        let bytes = ByteSource::open(&path).expect("opened");
        assert!(bytes.is_unchanged());
        std::fs::OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(100)).expect("cut");
        assert!(!bytes.is_unchanged());
        let error = bytes.read(50, &mut [0; 200]).expect_err("it ends before");
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
