//! A lock for each open session, in the user's data folder, so that two windows know of each other.
//!
//! It only tells; what keeps work safe is that a save looks at the file before it replaces it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use counterclaim_io::digest::sha256_hex;

/// Held while a session is open.
pub struct SessionLock {
    path: PathBuf,
    file: Option<File>,
    is_shared: bool,
}

impl SessionLock {
    /// Takes the lock of a session, or finds that another window has it; without a folder there is none to take.
    pub fn take(folder: Option<&Path>, session: &Path) -> Self {
        let mut lock = Self { path: session.to_owned(), file: None, is_shared: false };
        let Some(folder) = folder else {
            return lock;
        };
        match open(folder, session) {
            Ok(file) => match file.try_lock() {
                Ok(()) => lock.file = Some(file),
                Err(TryLockError::WouldBlock) => lock.is_shared = true,
                Err(TryLockError::Error(error)) => log::debug!("no lock could be taken: {error}"),
            },
            Err(error) => log::debug!("no lock could be made: {error}: {}", folder.display()),
        }
        lock
    }

    /// The session that the lock is for.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn is_shared(&self) -> bool {
        self.is_shared
    }
}

impl Drop for SessionLock {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.file.as_ref().map(File::unlock) {
            log::debug!("a lock could not be given back: {error}");
        }
    }
}

fn open(folder: &Path, session: &Path) -> std::io::Result<File> {
    std::fs::create_dir_all(folder)?;
    let absolute = std::fs::canonicalize(session).or_else(|_| std::path::absolute(session))?;
    let name = sha256_hex(absolute.as_os_str().as_encoded_bytes());
    OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(name).with_extension("lock"))
}
