//! Writing a whole file so that it is either the old one or the new one, never half of each.
//!
//! What is written beside the file bears a name made from the file's own, and is locked for as long as it lives.
//! So the next write of the same file can clear what a killed program left behind, and nothing else.

use std::fs::{File, Metadata};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use super::lock::{is_held_open, sync_folder, try_until};
use crate::SaveError;
use crate::digest::sha256_hex;

/// Between being made and being locked a file is younger than this.
const LEFT_BEHIND_AFTER: Duration = Duration::from_mins(1);
/// How long another program may have the old file open on Windows, where that keeps it from being replaced.
const FOR_READERS: Duration = Duration::from_secs(2);

/// How many links are followed, one to the other, to a file that is not there yet.
const MOST_LINKS: usize = 32;

/// Writes beside the file, syncs, and renames over it; then clears what a killed program left of the same file.
///
/// On an error the file is as it was before. A link is followed, so that it stays a link.
/// What is no regular file, such as a folder, a pipe or a device, is never replaced: that is an error.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    write_with(path, |file| file.write_all(bytes))
}

/// As [`write()`], where the bytes are too many to be held at once: they are written by what is given.
pub fn write_with(path: &Path, fill: impl FnOnce(&mut File) -> std::io::Result<()>) -> Result<(), SaveError> {
    let failed = |source| SaveError::NotWritten { source, path: path.to_owned() };
    write_by(path, fill, |beside, target| replace(beside, target).map_err(failed))
}

/// As [`write_with()`], where `put` gives the finished file its name.
pub(crate) fn write_by(
    path: &Path,
    fill: impl FnOnce(&mut File) -> std::io::Result<()>,
    put: impl FnOnce(NamedTempFile, &Path) -> Result<File, SaveError>,
) -> Result<(), SaveError> {
    let target = resolved(path);
    let folder = match target.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => return Err(SaveError::NoFolder { path: path.to_owned() }),
    };
    if !folder.is_dir() {
        return Err(SaveError::NoFolder { path: folder.to_owned() });
    }
    let old = std::fs::metadata(&target).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return Err(SaveError::NotAFile { path: path.to_owned() });
    }
    let failed = |source| SaveError::NotWritten { source, path: path.to_owned() };
    let prefix = prefix_beside(&target);
    let mut beside = make_beside(folder, &prefix, old.as_ref()).map_err(failed)?;
    fill(beside.as_file_mut()).map_err(failed)?;
    if let Some(old) = &old {
        // Also for a file that others may write, though the umask would not let a new one be so.
        beside.as_file().set_permissions(old.permissions()).map_err(failed)?;
    }
    beside.as_file().sync_all().map_err(failed)?;
    let written = put(beside, &target)?;
    if let Err(error) = clear_left_behind(folder, &prefix, &written) {
        log::debug!("what was left behind could not be cleared: {error}: {}", folder.display());
    }
    // With the file its lock ends.
    drop(written);
    sync_folder(folder);
    Ok(())
}

/// Renames a finished file over the target; on Windows it waits a moment for whoever has that open.
pub(crate) fn replace(beside: NamedTempFile, target: &Path) -> std::io::Result<File> {
    let mut beside = Some(beside);
    let put = || {
        let error = match beside.take().map(|file| file.persist(target)) {
            Some(Ok(file)) => return Ok(file),
            Some(Err(refused)) => {
                beside = Some(refused.file);
                refused.error
            }
            None => std::io::ErrorKind::NotFound.into(),
        };
        Err(error)
    };
    try_until(Instant::now() + FOR_READERS, is_held_open, put)
}

/// Where a path leads: through every link, also through one to a file that is yet to be made.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    let mut at = path.to_owned();
    for _ in 0..MOST_LINKS {
        if let Ok(target) = std::fs::canonicalize(&at) {
            return target;
        }
        let Ok(next) = std::fs::read_link(&at) else { break };
        at = at.parent().unwrap_or(Path::new("")).join(next);
    }
    at
}

/// How the names begin of what is written beside a file: short whatever the file's own name is.
fn prefix_beside(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default().as_encoded_bytes();
    format!(".counterclaim-{}-", &sha256_hex(name)[..16])
}

/// A new file, locked where the file system has locks; until it is whole no one else reads more than they may at the end.
fn make_beside(folder: &Path, prefix: &str, old: Option<&Metadata>) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).rand_bytes(12);
    #[cfg(unix)]
    if old.is_none() {
        use std::os::unix::fs::PermissionsExt as _;
        // What any new file gets: the system takes away what the umask says.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = old;
    let beside = builder.tempfile_in(folder)?;
    if let Err(error) = beside.as_file().try_lock() {
        log::debug!("a file that is being written could not be locked: {error}: {}", beside.path().display());
    }
    Ok(beside)
}

/// Removes files with the prefix that nobody writes any more: old beside the one just written, and without a lock.
fn clear_left_behind(folder: &Path, prefix: &str, written: &File) -> std::io::Result<()> {
    // The file system's own clock, which need not be this machine's.
    let now = written.metadata()?.modified()?;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = match entry.metadata() {
            Ok(metadata) if entry.file_name().as_encoded_bytes().starts_with(prefix.as_bytes()) => metadata,
            _ => continue,
        };
        let age = metadata.modified().ok().and_then(|modified| now.duration_since(modified).ok());
        if !metadata.is_file() || age.is_none_or(|age| age < LEFT_BEHIND_AFTER) {
            continue;
        }
        // Where there are no locks, nobody can tell whether it is still being written: it stays.
        match File::open(entry.path()).map(|file| (file.try_lock().is_ok(), file)) {
            Ok((true, _lock)) => std::fs::remove_file(entry.path())?,
            _ => log::debug!("a file beside the one written is left alone: {}", entry.path().display()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// Makes a file as a program that was killed while it wrote the target would leave it, some seconds ago.
    fn leave_behind(target: &Path, secs_ago: u64) -> PathBuf {
        let folder = target.parent().expect("a folder");
        let beside = make_beside(folder, &prefix_beside(target), None).expect("a file beside");
        let (file, path) = beside.keep().expect("a file that stays");
        file.set_modified(std::time::SystemTime::now() - Duration::from_secs(secs_ago)).expect("an old file");
        path
    }

    #[test]
    fn what_a_killed_save_left_behind_is_cleared_by_the_next_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("work.ccsession");
        let other = folder.path().join("work");
        let stale = leave_behind(&target, 600);
        let young = leave_behind(&target, 1);
        let of_another = leave_behind(&other, 600);
        let (living_file, living) =
            make_beside(folder.path(), &prefix_beside(&target), None).expect("a file").keep().expect("kept");
        living_file.set_modified(std::time::SystemTime::now() - Duration::from_mins(10)).expect("an old file");
        let others = [".counterclaim-AbCdEf", ".counterclaim-notes", "work.ccsession~"];
        for name in others {
            let file = File::create(folder.path().join(name)).expect("a file of another program");
            file.set_modified(std::time::SystemTime::now() - Duration::from_mins(10)).expect("an old file");
        }
        let subfolder = PathBuf::from(format!("{}folder", folder.path().join(prefix_beside(&target)).display()));
        std::fs::create_dir(&subfolder).expect("a folder");

        write(&target, b"new").expect("written");
        assert!(!stale.exists(), "what a killed save left is still there");
        for path in [&young, &of_another, &living, &subfolder] {
            assert!(path.exists(), "{} was removed", path.display());
        }
        assert!(others.iter().all(|name| folder.path().join(name).exists()), "a file of another program was removed");
        assert_eq!(std::fs::read(&target).expect("the file"), b"new");

        // Once nobody holds it any more, it is left behind, too.
        drop(living_file);
        write(&target, b"newer").expect("written");
        assert!(!living.exists(), "a file without a lock is still there");
    }

    #[test]
    fn a_save_that_failed_clears_nothing_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("work.ccsession");
        std::fs::create_dir(&target).expect("a folder in the way");
        let stale = leave_behind(&target, 600);
        assert!(write(&target, b"new").is_err());
        assert!(stale.exists());
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2);
    }

    #[test]
    fn many_programs_that_save_at_once_leave_one_whole_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("work.ccsession");
        std::thread::scope(|scope| {
            for writer in 0..8_u8 {
                let target = &target;
                scope.spawn(move || {
                    for _ in 0..20 {
                        write(target, &[writer; 5000]).expect("written");
                    }
                });
            }
        });
        let bytes = std::fs::read(&target).expect("the file");
        assert_eq!(bytes.len(), 5000);
        assert!(bytes.iter().all(|byte| *byte == bytes[0]), "the file is of two writers");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn a_file_whose_name_is_as_long_as_it_may_be_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("x".repeat(255));
        write(&target, b"whole").expect("written");
        assert_eq!(std::fs::read(&target).expect("the file"), b"whole");
    }

    /// The mode of a file that the system makes with the umask of this process.
    #[cfg(unix)]
    fn usual_mode(folder: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        let path = folder.join("usual");
        drop(File::create(&path).expect("a file"));
        std::fs::metadata(&path).expect("the file").permissions().mode()
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_regular_file_is_never_replaced() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().expect("a folder");
        let socket = folder.path().join("socket");
        let link = folder.path().join("link");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
        symlink(&socket, &link).expect("a link");
        for path in [&socket, &link, &folder.path().to_owned(), &PathBuf::from("/dev/null")] {
            let error = write(path, b"new").expect_err("nothing is written there");
            assert!(matches!(error, SaveError::NotAFile { .. }), "{error}");
        }
        assert!(!std::fs::metadata(&socket).expect("the socket").is_file());
        assert!(std::fs::symlink_metadata(&link).expect("the link").is_symlink());
        assert!(!std::fs::metadata("/dev/null").expect("the device").is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_file_that_is_yet_to_be_made_stays_a_link() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("to be made");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("to be made", &link).expect("a link");
        write(&link, b"new").expect("written");
        assert!(std::fs::symlink_metadata(&link).expect("the link").is_symlink());
        assert_eq!(std::fs::read(&target).expect("the file"), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_the_mode_that_the_umask_leaves() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("new");
        write(&target, b"new").expect("written");
        let mode = std::fs::metadata(&target).expect("the file").permissions().mode();
        assert_eq!(mode, usual_mode(folder.path()));
    }
}
