//! The files that a command reads, or the program keeps work in, and that nothing is written over.

use std::path::Path;

use super::APP_ID;
use crate::app::State;
use counterclaim_io::files::destination::{FilesInUse, Role};
use counterclaim_io::mapping::profiles;
use counterclaim_io::recovery;

/// The files that the program keeps for itself, and those that a command names.
pub fn of(named: &[(Role, Option<&Path>)]) -> FilesInUse {
    let mut in_use = eframe::storage_dir(APP_ID).map(|folder| own(&folder.join("recovery"))).unwrap_or_default();
    for (role, path) in named {
        path.iter().for_each(|path| in_use.add(*role, *path));
    }
    in_use
}

/// The files that the program keeps for itself, beside its folder of recovery journals.
pub fn own(recovery_folder: &Path) -> FilesInUse {
    let mut in_use = FilesInUse::default();
    in_use.add_folder(Role::RecoveryJournal, recovery_folder, recovery::EXTENSION);
    in_use.add_folder(Role::Profile, recovery_folder.with_file_name("profiles"), profiles::EXTENSION);
    in_use.add(Role::Preferences, recovery_folder.with_file_name("app.ron"));
    in_use
}

/// Why there is nothing to work on: the session's dataset was not opened.
pub fn not_found(reason: Option<&str>) -> String {
    let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("the session's dataset was not found at its path{reason}")
}

/// As [`not_found`], of a state that has no document for that.
pub fn no_dataset(state: &State) -> String {
    not_found(state.missing_dataset().and_then(|(_, reason)| reason))
}
