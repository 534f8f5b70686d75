//! A file that is to be read, whatever it is: a regular file where it lies, a pipe or a device once and whole.
//!
//! What a pipe gives can be had only once, so everything that looks at an input (is it a session, an event table, a
//! dataset?) looks at the same bytes. What a session names is opened by [`Input::file`], which opens nothing but files.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::delimited::ByteSource;
use crate::digest::sha256_hex;
use crate::event_table::{self, EventFile};
use crate::files::stream::{MAX_STREAM_BYTES, read_whole, refuse_streams, stream_kind, unreadable};
use crate::import_report::ReadOptions;
use crate::load::{self, Import};
use crate::session_file::{self, SessionFile};
use crate::{Issue, LoadError};
use counterclaim_model::Progress;

/// How much of a file says whether it is a session.
const HEAD: u64 = 1 << 20;

/// A file to be read.
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
    /// An error where that is more than 512 MiB, or the import was cancelled.
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
            Some(held) => load::load_held(held, self.path, options, progress),
            None => load::load_watched(self.path, options, progress),
        }
    }

    /// The event table that it is, if it has as many bytes.
    pub fn event_table(&self, event_table_min_bytes: u64) -> Option<EventFile> {
        let Some(held) = &self.held else {
            let file = self.path.is_file().then(|| EventFile::open(self.path).ok().flatten()).flatten()?;
            return (file.bytes().len() >= event_table_min_bytes).then_some(file);
        };
        let is_large = held.len() as u64 >= event_table_min_bytes;
        let is_table = is_large && event_table::recognises(held.get(..HEAD as usize).unwrap_or(held));
        let bytes = is_table.then(|| ByteSource::of_memory(held.clone()))?;
        EventFile::of_bytes(bytes, self.path).ok().flatten()
    }
}
