//! A file that is to be read, whatever it is: a regular file where it lies, a pipe or a device once and whole.
//!
//! What a pipe gives can be had only once, so everything that looks at an input (is it a session, an event table, a
//! dataset?) looks at the same bytes. What a session names is opened by [`Input::file`], which opens nothing but files.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::import::events::{self, EventFile};
use super::import::{self, Import, ReadOptions, sha256_hex};
use super::session_file::{self, SessionFile};
use super::table::{Bytes, Progress};
use super::{Issue, LoadError};

/// The most bytes that are read from a pipe or a device, which may never end.
pub const MAX_STREAM_BYTES: u64 = 512 << 20;

/// How much is read between two looks at whether the reading was stopped.
const BLOCK: u64 = 1 << 20;

/// How much of a file says whether it is a session.
const HEAD: u64 = 1 << 20;

/// A file that is to be read.
#[derive(Debug)]
pub struct Input<'a> {
    path: &'a Path,
    /// What a pipe or a device gave.
    held: Option<Vec<u8>>,
}

impl<'a> Input<'a> {
    /// A regular file or a folder.
    ///
    /// An error for a pipe, a device or a socket, which is not opened: that could wait for ever, or never end.
    pub fn file(path: &'a Path) -> Result<Self, LoadError> {
        refuse_streams(path)?;
        Ok(Self { path, held: None })
    }

    /// A regular file, a folder, or a pipe or device, which is read to its end.
    ///
    /// An error where that is more than [`MAX_STREAM_BYTES`], or the reading was stopped.
    pub fn file_or_stream(path: &'a Path, progress: &Progress) -> Result<Self, LoadError> {
        let metadata = std::fs::metadata(path).map_err(|source| unreadable(source, path))?;
        let held = match stream_kind(&metadata) {
            Some(_) => Some(read_whole(path, MAX_STREAM_BYTES, progress)?),
            None => None,
        };
        Ok(Self { path, held })
    }

    pub fn path(&self) -> &'a Path {
        self.path
    }

    /// Whether it is a pipe or a device, which cannot be read again.
    pub fn is_stream(&self) -> bool {
        self.held.is_some()
    }

    /// The path near which files lie that it names: what comes through a pipe is taken to be in the current folder.
    pub fn near(&self) -> PathBuf {
        let name = || self.path.file_name().map(PathBuf::from).unwrap_or_default();
        if self.is_stream() { name() } else { self.path.to_owned() }
    }

    /// Whether it says that it is a session.
    pub fn is_session(&self) -> Result<bool, LoadError> {
        if let Some(held) = &self.held {
            return Ok(session_file::recognises(held.get(..HEAD as usize).unwrap_or(held)));
        }
        let file = File::open(self.path).map_err(|source| unreadable(source, self.path))?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Ok(false);
        }
        let mut head = Vec::new();
        file.take(HEAD).read_to_end(&mut head).map_err(|source| unreadable(source, self.path))?;
        Ok(session_file::recognises(&head))
    }

    /// The session that it is, and its SHA-256.
    pub fn session(&self) -> Result<(SessionFile, Vec<Issue>, Option<String>), LoadError> {
        let (file, issues, fingerprint) = match &self.held {
            Some(held) => {
                let (file, issues) = session_file::read_bytes(held, self.path)?;
                (file, issues, Some(sha256_hex(held)))
            }
            None => {
                // Of the very bytes that were read: another window may save at the same moment.
                let (file, issues, fingerprint) = session_file::read_marked(self.path)?;
                (file, issues, Some(fingerprint))
            }
        };
        Ok((file, issues, fingerprint))
    }

    /// The dataset that it is.
    pub fn import(&self, options: &ReadOptions, progress: &Progress) -> Result<Import, LoadError> {
        match &self.held {
            Some(held) => import::load_held(held, self.path, options, progress),
            None => import::load_watched(self.path, options, progress),
        }
    }

    /// The event table that it is, if it has as many bytes.
    pub fn event_table(&self, tables_from: u64) -> Option<EventFile> {
        let Some(held) = &self.held else {
            let file = self.path.is_file().then(|| EventFile::open(self.path).ok().flatten()).flatten()?;
            return (file.bytes().len() >= tables_from).then_some(file);
        };
        let is_large = held.len() as u64 >= tables_from;
        let is_table = is_large && events::recognises(held.get(..HEAD as usize).unwrap_or(held));
        let bytes = is_table.then(|| Bytes::of_memory(held.clone()))?;
        EventFile::of_bytes(bytes, self.path).ok().flatten()
    }
}

/// An error for a pipe, a device or a socket; what is not there is left to whoever opens it.
pub fn refuse_streams(path: &Path) -> Result<(), LoadError> {
    let kind = std::fs::metadata(path).ok().as_ref().and_then(stream_kind);
    let advice = "save what it gives as a file, and open that";
    kind.map_or(Ok(()), |kind| Err(LoadError::NotAFile { kind, advice, path: path.to_owned() }))
}

/// What is no regular file and no folder, in words.
fn stream_kind(metadata: &Metadata) -> Option<&'static str> {
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
/// An error where there are more than `limit` bytes, or the reading was stopped.
pub(super) fn read_whole(path: &Path, limit: u64, progress: &Progress) -> Result<Vec<u8>, LoadError> {
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
            return Err(match is_stream {
                true => LoadError::Endless { limit, path },
                false => LoadError::TooLarge { size: bytes.len() as u64, limit, path },
            });
        }
        if read == 0 {
            return Ok(bytes);
        }
    }
}

fn unreadable(source: io::Error, path: &Path) -> LoadError {
    LoadError::Unreadable { source, path: path.to_owned() }
}
