//! Files that are open and locked, and what may be done with them on every system.
//!
//! A lock on Windows keeps others from reading the file, and a file that is open there cannot be renamed over.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long to wait for another program that holds a file, which is a matter of milliseconds unless it hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How long to wait between two tries.
const BETWEEN_TRIES: Duration = Duration::from_millis(4);

/// A file and the lock on it.
///
/// The lock is given back, not left to end with the file: a program that is being started has a copy of that for a
/// moment.
#[derive(Debug)]
pub(crate) struct Locked(pub File);

impl Drop for Locked {
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            log::debug!("the lock of a file could not be given back: {error}");
        }
    }
}

impl Locked {
    /// Removes the file at the path, which is this one.
    ///
    /// While it is locked nobody else can take it up; where an open file cannot be removed, the lock goes first.
    pub fn remove(self, path: &Path) -> io::Result<()> {
        let removed = std::fs::remove_file(path);
        let is_open = removed.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::NotFound);
        drop(self);
        let removed = if is_open { std::fs::remove_file(path) } else { removed };
        sync_folder_of(path);
        removed
    }
}

/// Locks a file, and waits for another program that holds it; one that still does at the deadline is an error.
pub(crate) fn lock_until(file: &File, deadline: Instant) -> Result<(), TryLockError> {
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => std::thread::sleep(BETWEEN_TRIES),
            result => return result,
        }
    }
}

/// Tries again for as long as `is_passing` says of the error that it will pass, until the deadline.
pub(crate) fn try_until<T, E>(
    deadline: Instant,
    is_passing: impl Fn(&E) -> bool,
    mut attempt: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    loop {
        match attempt() {
            Err(error) if is_passing(&error) && Instant::now() < deadline => std::thread::sleep(BETWEEN_TRIES),
            result => return result,
        }
    }
}

/// Whether Windows refuses something for as long as another program has the file open.
pub(crate) fn is_held_open(error: &io::Error) -> bool {
    const ACCESS_DENIED: i32 = 5;
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    cfg!(windows) && matches!(error.raw_os_error(), Some(ACCESS_DENIED | SHARING_VIOLATION | LOCK_VIOLATION))
}

/// Whether the file is the one that now has the path.
#[cfg(unix)]
pub(crate) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let open = file.metadata()?;
    let named = std::fs::metadata(path)?;
    Ok((open.dev(), open.ino()) == (named.dev(), named.ino()))
}

/// Whether the path has a file: it is this one, as an open file is not replaced here.
#[cfg(not(unix))]
pub(crate) fn is_at(_file: &File, path: &Path) -> io::Result<bool> {
    Ok(std::fs::metadata(path)?.is_file())
}

/// Makes new and removed names in a folder durable; the bytes of the files are safe either way.
///
/// Windows opens no folder as a file, so that nothing can be synced there; it writes names down by itself.
pub(crate) fn sync_folder(folder: &Path) {
    if cfg!(windows) {
        return;
    }
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        log::debug!("the folder could not be synced: {error}: {}", folder.display());
    }
}

/// As [`sync_folder`], of the folder in which a file lies.
pub(crate) fn sync_folder_of(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    sync_folder(folder.unwrap_or(Path::new(".")));
}
