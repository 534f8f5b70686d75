//! Profiles: named mappings of columns, one JSON file each, of the shape that `--mapping` takes.

use std::path::{Path, PathBuf};

use super::{Mapping, MappingError};
use crate::files::destination::{Destination, FilesInUse};
use crate::{SaveError, portable_name};

/// The extension of a profile's file.
pub const EXTENSION: &str = "json";

/// The longest name of a profile, in characters.
pub const MAX_NAME: usize = 60;

/// How the names of profiles begin that nobody named: the mapping of the last file with such columns.
pub const LAST_USED: &str = "Last used for ";

/// How many of them are kept.
const MAX_LAST_USED: usize = 30;

/// A named mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    pub name: String,
    pub mapping: Mapping,
}

/// All profiles of a folder, the one that was written last first, and what could not be read.
///
/// A folder that is not there has none.
pub fn list(folder: &Path) -> (Vec<Profile>, Vec<MappingError>) {
    let mut found = Vec::new();
    let mut errors = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // What is no file, such as a pipe, could be waited for for ever.
        if path.extension().is_none_or(|extension| extension != EXTENSION) || !path.is_file() {
            continue;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let written = entry.metadata().and_then(|metadata| metadata.modified()).ok();
        match Mapping::load(&path) {
            Ok(mapping) => found.push((std::cmp::Reverse(written), Profile { name, mapping })),
            Err(error) => errors.push(error),
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
    (found.into_iter().map(|(_, profile)| profile).collect(), errors)
}

/// Writes a profile; one of the same name is replaced, unless it is read as something else.
pub fn save(folder: &Path, profile: &Profile, in_use: &FilesInUse) -> Result<(), SaveError> {
    let path = path_of(folder, &profile.name);
    let not_written = |source| SaveError::NotWritten { source, path: path.clone() };
    std::fs::create_dir_all(folder).map_err(not_written)?;
    let text = profile.mapping.to_json().map_err(|error| not_written(error.into()))?;
    Destination::file(&path, in_use).write(text.as_bytes())
}

/// Writes the mapping that a file was opened with, in the place of others that were kept so for the same columns; of
/// those for other columns the latest stay.
pub fn remember(folder: &Path, profile: &Profile, in_use: &FilesInUse) -> Result<(), SaveError> {
    let (known, _) = list(folder);
    let kept = known.iter().filter(|other| other.name.starts_with(LAST_USED) && other.name != profile.name);
    let (same, others): (Vec<_>, Vec<_>) = kept.partition(|other| other.mapping.is_for(&profile.mapping.header));
    for old in same.into_iter().chain(others.into_iter().skip(MAX_LAST_USED - 1)) {
        remove(folder, &old.name, in_use)?;
    }
    save(folder, profile, in_use)
}

/// Removes a profile, unless it is read as something else; one that is gone already is no error.
pub fn remove(folder: &Path, name: &str, in_use: &FilesInUse) -> Result<(), SaveError> {
    let path = path_of(folder, name);
    in_use.check(&path)?;
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(SaveError::NotWritten { source: error, path })
        }
        _ => Ok(()),
    }
}

/// The name under which a profile is kept, which is that of its file; `None` where nothing is left of it.
pub fn usable_name(typed: &str) -> Option<String> {
    let is_usable = |character: char| character.is_alphanumeric() || " -_().,".contains(character);
    let name: String = typed.chars().map(|character| if is_usable(character) { character } else { '-' }).collect();
    let name: String = name.trim().trim_start_matches('.').chars().take(MAX_NAME).collect();
    Some(name).filter(|name| name.chars().any(char::is_alphanumeric)).map(|name| portable_name(&name))
}

fn path_of(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.{EXTENSION}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::{ColumnMapping, Field};

    #[test]
    fn a_profile_is_written_listed_replaced_and_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("profiles");
        assert!(list(&folder).0.is_empty());
        let mapping = Mapping { columns: vec![ColumnMapping::new("who", Field::Speaker)], ..Mapping::default() };
        let mut profile = Profile { name: "Press table".to_owned(), mapping };
        save(&folder, &profile, &FilesInUse::default()).expect("saved");
        assert_eq!(list(&folder).0, [profile.clone()]);
        profile.mapping.header = vec!["who".to_owned()];
        save(&folder, &profile, &FilesInUse::default()).expect("saved");
        std::fs::write(folder.join("broken.json"), "{").expect("written");
        let (listed, errors) = list(&folder);
        assert_eq!((listed, errors.len()), (vec![profile], 1));
        remove(&folder, "Press table", &FilesInUse::default()).expect("removed");
        remove(&folder, "Press table", &FilesInUse::default()).expect("gone already");
        assert!(list(&folder).0.is_empty());
    }

    #[test]
    fn of_mappings_that_were_used_the_last_for_the_same_columns_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let profile = |name: &str, column: &str| {
            let columns = vec![ColumnMapping::new(column, Field::Speaker)];
            let mapping = Mapping { columns, header: vec![column.to_owned()], ..Mapping::default() };
            Profile { name: name.to_owned(), mapping }
        };
        let in_use = FilesInUse::default();
        save(folder, &profile("Own", "who"), &in_use).expect("saved");
        remember(folder, &profile("Last used for a.csv", "who"), &in_use).expect("kept");
        remember(folder, &profile("Last used for b.csv", "who"), &in_use).expect("kept");
        let names = |folder: &Path| {
            let mut names: Vec<String> = list(folder).0.into_iter().map(|profile| profile.name).collect();
            names.sort();
            names
        };
        assert_eq!(names(folder), ["Last used for b.csv", "Own"]);
        for number in 0..40 {
            remember(folder, &profile(&format!("Last used for {number}.csv"), &format!("{number}")), &in_use)
                .expect("kept");
        }
        assert_eq!(names(folder).len(), MAX_LAST_USED + 1);
        assert!(names(folder).contains(&"Own".to_owned()));
    }

    #[test]
    fn a_name_stays_within_its_folder() {
        assert_eq!(usable_name(" ../Press: 2025 ").as_deref(), Some("-Press- 2025"));
        assert_eq!(usable_name("Преса, січень").as_deref(), Some("Преса, січень"));
        assert_eq!(usable_name(" ./ "), None);
        assert_eq!(usable_name("con").as_deref(), Some("_con"), "Windows has a device of this name");
        assert_eq!(usable_name(&"x".repeat(100)).map(|name| name.len()), Some(MAX_NAME));
    }
}
