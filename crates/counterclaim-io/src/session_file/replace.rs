//! A save that replaces only what it may: the look at the old file and the rename are one step for other programs.
//!
//! What is written beside the session is whole and synced before anything is locked, so that the lock lasts for a read
//! and a rename. On Unix the session itself is locked, so that nothing lies beside it and every way to it, through
//! whatever folder or link, leads to the same lock; a file that was replaced while its lock was waited for is locked
//! anew. Windows does not rename over an open file; there a file beside the session is the lock, which nobody else can
//! open and which the system removes with the program that made it. Where a file system has no locks, the look comes
//! right before the rename, which is as near as it can be.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;
use std::time::Instant;

use tempfile::NamedTempFile;

use super::Expected;
use crate::SaveError;
use crate::digest::sha256_hex;
use crate::files::atomic;
use crate::files::lock::PATIENCE;

/// Writes the whole session, if the existing file is as expected.
pub(crate) fn write(path: &Path, bytes: &[u8], expected: &Expected) -> Result<(), SaveError> {
    let changed = || SaveError::Changed { path: path.to_owned() };
    let failed = |source| SaveError::NotWritten { source, path: path.to_owned() };
    let put = |beside: NamedTempFile, target: &Path| match put(beside, target, expected) {
        Ok(Some(written)) => Ok(written),
        Ok(None) => Err(changed()),
        Err(error) => Err(failed(error)),
    };
    atomic::write_by(path, |file| file.write_all(bytes), put)
}

/// Gives the file its name; `None` where what has the name already is not as expected.
fn put(mut beside: NamedTempFile, target: &Path, expected: &Expected) -> io::Result<Option<File>> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let held = Held::take(target, *expected != Expected::Anything, deadline)?;
        if !held.is_file && !target.is_symlink() {
            // A file that comes into being just now must not be replaced unseen.
            match beside.persist_noclobber(target) {
                Ok(written) => return Ok(Some(written)),
                Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists && Instant::now() < deadline => {
                    beside = refused.file;
                    continue;
                }
                // Some file systems know only renames that replace.
                Err(refused) => beside = refused.file,
            }
        }
        let is_expected = match (expected, &held.fingerprint) {
            (Expected::Anything, _) | (_, None) => true,
            (Expected::Nothing, Some(_)) => false,
            (Expected::Fingerprint(expected), Some(found)) => expected == found,
        };
        return if is_expected { atomic::replace(beside, target).map(Some) } else { Ok(None) };
    }
}

/// What has the name of the session, held so that no other save replaces it until this is dropped.
struct Held {
    is_file: bool,
    /// Of its bytes, where they were asked for.
    fingerprint: Option<String>,
    _lock: lock::Lock,
}

impl Held {
    /// Waits for another save of the same session.
    fn take(target: &Path, reads: bool, deadline: Instant) -> io::Result<Self> {
        let (lock, there) = lock::take(target, reads, deadline)?;
        let is_file = !matches!(there, There::Nothing);
        let mut fingerprint = None;
        if let There::File(mut file) = there
            && reads
        {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            fingerprint = Some(sha256_hex(&bytes));
        }
        Ok(Self { is_file, fingerprint, _lock: lock })
    }
}

/// What has the name of the session.
enum There {
    Nothing,
    File(File),
    /// A file that cannot be read. It can be replaced all the same, if that is wanted.
    Unread,
}

/// Anything but a file is not replaced, and not opened: a pipe would wait for its other end.
fn check_is_file(target: &Path) -> io::Result<bool> {
    match std::fs::metadata(target) {
        Ok(metadata) if metadata.is_file() => Ok(true),
        Ok(metadata) if metadata.is_dir() => Err(ErrorKind::IsADirectory.into()),
        Ok(_) => Err(io::Error::new(ErrorKind::InvalidInput, "this is a device or a pipe, not a file")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn is_being_saved() -> io::Error {
    io::Error::new(ErrorKind::TimedOut, "another program is still saving this file; try again")
}

#[cfg(not(windows))]
mod lock {
    use std::fs::{File, OpenOptions, TryLockError};
    use std::io::{self, ErrorKind};
    use std::path::Path;
    use std::time::Instant;

    use super::{There, check_is_file, is_being_saved};
    use crate::files::lock::{Locked, is_at, lock_until};

    /// The session itself, if there is one.
    pub type Lock = Option<Locked>;

    /// The lock, and the session as it is under it.
    pub fn take(target: &Path, must_read: bool, deadline: Instant) -> io::Result<(Lock, There)> {
        while check_is_file(target)? {
            // Network folders lock only what is open for writing.
            let open = OpenOptions::new().read(true).write(true).open(target).or_else(|_| File::open(target));
            let file = match open {
                Ok(file) => file,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) if must_read => return Err(error),
                Err(_) => return Ok((None, There::Unread)),
            };
            match lock_until(&file, deadline) {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(is_being_saved()),
                Err(TryLockError::Error(error)) => {
                    log::debug!("there are no locks here: {error}: {}", target.display());
                    return Ok((None, There::File(file)));
                }
            }
            let locked = Locked(file);
            // The one before may have replaced what was waited for.
            if is_at(&locked.0, target).unwrap_or(false) {
                let file = locked.0.try_clone()?;
                return Ok((Some(locked), There::File(file)));
            }
        }
        Ok((None, There::Nothing))
    }
}

#[cfg(windows)]
mod lock {
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::os::windows::fs::OpenOptionsExt as _;
    use std::path::Path;
    use std::time::Instant;

    use super::{There, check_is_file, is_being_saved};
    use crate::digest::sha256_hex;
    use crate::files::lock::{is_held_open, try_until};

    const GENERIC_WRITE: u32 = 0x4000_0000;
    const DELETE: u32 = 0x0001_0000;
    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;

    /// A file beside the session.
    pub type Lock = Option<File>;

    /// The lock, and the session as it is under it.
    pub fn take(target: &Path, must_read: bool, deadline: Instant) -> io::Result<(Lock, There)> {
        // Names of files differ by more than case there.
        let name = target.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let beside = target.with_file_name(format!(".counterclaim-{}.lock", &sha256_hex(name.as_bytes())[..16]));
        let mut options = OpenOptions::new();
        options.create(true).write(true).access_mode(GENERIC_WRITE | DELETE);
        options.share_mode(0).custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
        let lock = match try_until(deadline, is_held_open, || options.open(&beside)) {
            Ok(file) => Some(file),
            Err(error) if is_held_open(&error) && beside.exists() => return Err(is_being_saved()),
            Err(error) => {
                log::debug!("there are no locks here: {error}: {}", target.display());
                None
            }
        };
        if !check_is_file(target)? {
            return Ok((lock, There::Nothing));
        }
        match try_until(deadline, is_held_open, || File::open(target)) {
            Ok(file) => Ok((lock, There::File(file))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((lock, There::Nothing)),
            Err(error) if must_read => Err(error),
            Err(_) => Ok((lock, There::Unread)),
        }
    }
}
