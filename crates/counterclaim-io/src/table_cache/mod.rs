//! The cache of event tables in the user's cache folder: one file of columns for each table, and one with the index
//! of its words (`words.rs`).
//!
//! A cached table is used only if the program's version, and the path, size and modification time of its source, are
//! unchanged and SHA-256 over [`SAMPLES`] blocks of the source matches. That can be checked before
//! the first picture. A source changed elsewhere with size and time unchanged is detected by the
//! SHA-256 of the whole file, which is computed after each opening: see [`Cached::is_of`].
//! A damaged, foreign or stale cache is ignored silently: the table is read again, and cached again.

mod blocks;
mod columns;
mod head;
#[cfg(test)]
mod tests;
mod words;

pub use words::KeptWords;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use self::blocks::Blocks;
use self::head::{Head, Source};
use crate::delimited::ByteSource;
use crate::digest::sha256_hex;
use crate::event_table::{Complete, EventFile};
use crate::files::atomic;
use crate::{Issue, SaveError};
use counterclaim_model::EventTable;

/// Changes with what the reader of tables makes of a file, or how it is kept.
const READER: &str = concat!(env!("CARGO_PKG_VERSION"), ", columns 1");
/// How much all kept tables may take together; the one that was used longest ago goes first.
const MAX_BYTES: u64 = 4 << 30;
/// How many stretches of the source are compared before its columns are taken, and how long each is.
pub const SAMPLES: u64 = 64;
const SAMPLE_BYTES: usize = 4096;
const EXTENSION: &str = "cctable";
const WORDS_EXTENSION: &str = "ccwords";

/// The folder in which tables are kept.
#[derive(Clone, Debug)]
pub struct TableCache {
    folder: PathBuf,
    max_bytes: u64,
}

/// A kept table, of which the columns of the first picture have been read.
pub struct Cached {
    blocks: Blocks,
    path: PathBuf,
    pub first: EventTable,
}

impl TableCache {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, max_bytes: MAX_BYTES }
    }

    /// As [`TableCache::new`], with another limit to what all files may take together.
    pub fn with_limit(folder: PathBuf, max_bytes: u64) -> Self {
        Self { folder, max_bytes }
    }

    /// The folder that the system has for what can be made again; `None` where it has none.
    pub fn user_folder() -> Option<PathBuf> {
        let variable = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let folder = if cfg!(windows) {
            variable("LOCALAPPDATA")?.join("counterclaim").join("cache")
        } else if cfg!(target_os = "macos") {
            variable("HOME")?.join("Library/Caches/counterclaim")
        } else {
            variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")))?.join("counterclaim")
        };
        Some(folder.join("tables"))
    }

    /// The kept table of a file, if it is there, whole, and of the file as it is.
    pub fn find(&self, file: &EventFile) -> Option<Cached> {
        let path = self.path_of(file.path());
        let blocks = Blocks::open(&path)?;
        let head = &blocks.head;
        if head.reader != READER || Some(&head.source) != source_of(file).as_ref() {
            return None;
        }
        let rows = usize::try_from(head.rows).ok()?;
        let columns = columns::first(blocks.read(true)?, rows, file.bytes().len())?;
        let first = file.table(columns).ok()?;
        Some(Cached { blocks, path, first })
    }

    /// Keeps a table with every column and the SHA-256 of its file, then removes what is too much.
    pub fn keep(&self, file: &EventFile, complete: &Kept<'_>, sha256: &str) -> Result<(), SaveError> {
        let Some(source) = source_of(file).filter(|_| complete.table.is_complete()) else {
            return Ok(());
        };
        let path = self.path_of(file.path());
        make_private(&self.folder).map_err(|source| SaveError::NotWritten { source, path: self.folder.clone() })?;
        let head = Head {
            reader: READER.to_owned(),
            source,
            sha256: sha256.to_owned(),
            rows: complete.table.len() as u64,
            issues: complete.issues.to_vec(),
            rejected: complete.rejected,
            columns: Vec::new(),
        };
        let first = columns::first_of(complete.table);
        let rest = columns::rest_of(complete.table);
        atomic::write_with(&path, |to| blocks::write(to, head, &first, &rest))?;
        self.remove_oldest(&path);
        Ok(())
    }

    /// Forgets what is kept of a file.
    pub fn forget(&self, file: &EventFile) {
        remove(&self.path_of(file.path()));
        remove(&self.words_path_of(file));
    }

    /// Removes all that is kept; returns how many bytes that were.
    pub fn clear(&self) -> u64 {
        let kept = self.kept();
        kept.iter().for_each(|file| remove(&file.path));
        kept.iter().map(|file| file.bytes).sum()
    }

    fn path_of(&self, source: &Path) -> PathBuf {
        let mut name = path_hash(source);
        name.truncate(32);
        self.folder.join(name).with_extension(EXTENSION)
    }

    fn kept(&self) -> Vec<KeptFile> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let kept = entries.filter_map(|entry| {
            let path = entry.path();
            let is_kept = path.extension().is_some_and(|ext| ext == EXTENSION || ext == WORDS_EXTENSION);
            let metadata = entry.metadata().ok().filter(|metadata| is_kept && metadata.is_file())?;
            Some(KeptFile { used: metadata.modified().unwrap_or(UNIX_EPOCH), bytes: metadata.len(), path })
        });
        kept.collect()
    }

    /// Removes those that were used longest ago until all others fit: the one just written goes last, and the words of
    /// a table before its columns.
    fn remove_oldest(&self, written: &Path) {
        let mut kept = self.kept();
        let mut used: BTreeMap<PathBuf, SystemTime> = BTreeMap::new();
        for file in &kept {
            let of_table = used.entry(file.table()).or_insert(UNIX_EPOCH);
            *of_table = file.used.max(*of_table);
        }
        kept.sort_by_key(|file| {
            let table = file.table();
            let is_written = table == written.with_extension(EXTENSION);
            (is_written, used.get(&table).copied(), file.path == table, table)
        });
        let mut bytes: u64 = kept.iter().map(|file| file.bytes).sum();
        for file in kept {
            if bytes <= self.max_bytes {
                break;
            }
            remove(&file.path);
            bytes -= file.bytes;
        }
    }
}

/// A file of a table's columns or words.
struct KeptFile {
    used: SystemTime,
    bytes: u64,
    path: PathBuf,
}

impl KeptFile {
    /// The file of the columns of the same table.
    fn table(&self) -> PathBuf {
        self.path.with_extension(EXTENSION)
    }
}

/// What is kept of a table beside its file.
pub struct Kept<'a> {
    pub table: &'a EventTable,
    pub issues: &'a [Issue],
    pub rejected: u64,
}

impl Cached {
    /// Every column, with the issues that were met when the file was read; `None` where one is damaged.
    pub fn rest(&self, file: &EventFile) -> Option<Complete> {
        let columns = columns::rest(self.blocks.read(false)?, self.first.columns().clone(), file.bytes().len())?;
        let table = file.table_with_meanings(columns).ok()?;
        mark_used(&self.path);
        let head = &self.blocks.head;
        Some(Complete { table, issues: head.issues.clone(), rejected: head.rejected })
    }

    /// Whether the table is that of a file with this SHA-256.
    pub fn is_of(&self, sha256: &str) -> bool {
        self.sha256() == sha256
    }

    /// Of the file that it was read from.
    pub fn sha256(&self) -> &str {
        &self.blocks.head.sha256
    }
}

/// So that the tables in use are the last to go.
fn mark_used(path: &Path) {
    let used = std::fs::File::options().append(true).open(path);
    if let Err(error) = used.and_then(|used| used.set_modified(SystemTime::now())) {
        log::debug!("a kept table could not be marked as used: {error}: {}", path.display());
    }
}

fn path_hash(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    sha256_hex(path.as_os_str().as_encoded_bytes())
}

/// What a source is known by; `None` where it is no file or cannot be read.
fn source_of(file: &EventFile) -> Option<Source> {
    let bytes = file.bytes();
    let modified = bytes.modified()?;
    let modified_ns = match modified.duration_since(UNIX_EPOCH) {
        Ok(since) => i128::try_from(since.as_nanos()).ok()?,
        Err(before) => -i128::try_from(before.duration().as_nanos()).ok()?,
    };
    Some(Source { path: path_hash(file.path()), bytes: bytes.len(), modified_ns, sample: sample_of(bytes).ok()? })
}

fn sample_of(bytes: &ByteSource) -> std::io::Result<String> {
    let last = bytes.len().saturating_sub(SAMPLE_BYTES as u64);
    let mut all = Vec::new();
    let mut some = [0; SAMPLE_BYTES];
    for number in 0..SAMPLES {
        let at = u128::from(last) * u128::from(number) / u128::from(SAMPLES - 1);
        let count = bytes.read(u64::try_from(at).unwrap_or(last), &mut some)?;
        all.extend_from_slice(some.get(..count).unwrap_or_default());
    }
    Ok(sha256_hex(&all))
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_file(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        log::warn!("a kept table could not be removed: {error}: {}", path.display());
    }
}

/// Makes the folder, which nobody but the user may look into where the system has such rights.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
