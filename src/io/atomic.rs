//! Writing a whole file so that it is either the old one or the new one, never half of each.

use std::io::Write as _;
use std::path::Path;

use super::SaveError;

/// Writes beside the file, syncs, and renames over it.
///
/// On an error the file is as it was before. A link is followed, so that it stays a link.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => return Err(SaveError::NoFolder { path: path.to_owned() }),
    };
    if !folder.is_dir() {
        return Err(SaveError::NoFolder { path: folder.to_owned() });
    }
    let failed = |source| SaveError::NotWritten { source, path: path.to_owned() };
    let mut beside = tempfile::Builder::new().prefix(".counterclaim-").tempfile_in(folder).map_err(failed)?;
    beside.write_all(bytes).map_err(failed)?;
    keep_permissions(&target, beside.as_file()).map_err(failed)?;
    beside.as_file().sync_all().map_err(failed)?;
    beside.persist(&target).map_err(|error| failed(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// Gives the new file the permissions of the old one, or those that any new file would get.
#[cfg(unix)]
fn keep_permissions(old: &Path, new: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = match std::fs::metadata(old) {
        Ok(metadata) => metadata.permissions().mode(),
        Err(_) => 0o644,
    };
    new.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn keep_permissions(_old: &Path, _new: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

/// Makes the rename itself durable, where the system lets a folder be synced; the bytes are safe either way.
fn sync_folder(folder: &Path) {
    if let Err(error) = std::fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        log::debug!("the folder could not be synced: {error}: {}", folder.display());
    }
}
