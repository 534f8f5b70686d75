//! Where something is to be written, and the files that must not be written over.
//!
//! [`FilesInUse`] lists what the program reads or keeps work in. [`Destination`] is the one way by which the window and
//! the command line write: it asks that list first and again before the file takes its place, and the file is written
//! whole or not at all.

use std::fmt;
use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::atomic;
use crate::SaveError;

/// What a file in use is to the program.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    Input,
    Dataset,
    Layer,
    Session,
    Mapping,
    Verdicts,
    /// One of a folder of tables.
    Table,
    RecoveryJournal,
    Profile,
    Preferences,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Input => "the input file",
            Self::Dataset => "the open dataset",
            Self::Layer => "the file of a layer",
            Self::Session => "the open session",
            Self::Mapping => "the mapping in use",
            Self::Verdicts => "the table of verdicts",
            Self::Table => "one of the input tables",
            Self::RecoveryJournal => "a recovery journal with unsaved work",
            Self::Profile => "a column profile",
            Self::Preferences => "the preferences file",
        })
    }
}

/// The files that the program reads or keeps work in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilesInUse {
    files: Vec<(Role, PathBuf)>,
    /// Of these folders every file with the extension.
    folders: Vec<(Role, PathBuf, &'static str)>,
}

impl FilesInUse {
    pub fn add(&mut self, role: Role, path: impl Into<PathBuf>) {
        self.files.push((role, path.into()));
    }

    /// Adds every file of a folder that has the extension, also those that are made later.
    pub fn add_folder(&mut self, role: Role, folder: impl Into<PathBuf>, extension: &'static str) {
        self.folders.push((role, folder.into(), extension));
    }

    pub fn append(&mut self, other: Self) {
        self.files.extend(other.files);
        self.folders.extend(other.folders);
    }

    /// Without the files of one role, which may be written.
    #[must_use]
    pub fn without(mut self, role: Role) -> Self {
        self.files.retain(|(other, _)| *other != role);
        self.folders.retain(|(other, ..)| *other != role);
        self
    }

    /// What a path is to the program, by what it leads to and not by how it is spelt; `None` for a free one.
    pub fn role_of(&self, path: &Path) -> Option<Role> {
        let file = self.files.iter().find(|(_, used)| is_same(path, used)).map(|(role, _)| *role);
        file.or_else(|| {
            let is_in = |folder: &Path, extension: &str| files_of(folder, extension).any(|used| is_same(path, &used));
            self.folders.iter().find(|(_, folder, extension)| is_in(folder, extension)).map(|(role, ..)| *role)
        })
    }

    /// An error where writing to the path would destroy a file in use.
    pub fn check(&self, path: &Path) -> Result<(), SaveError> {
        self.role_of(path).map_or(Ok(()), |role| Err(SaveError::InUse { role, path: path.to_owned() }))
    }

    /// The path, or one of a name beside it, that is no file in use as far as names tell: no file is looked at.
    pub fn free_name(&self, wanted: &Path) -> PathBuf {
        let folded = |path: &Path| path.to_string_lossy().to_lowercase();
        numbered(wanted, |path| self.files.iter().any(|(_, used)| folded(used) == folded(path)))
    }

    /// As [`FilesInUse::free_name`], by what the names lead to.
    pub fn free_path(&self, wanted: &Path) -> PathBuf {
        numbered(wanted, |path| self.role_of(path).is_some())
    }
}

/// The path, or the first with a number in its name that is not taken.
fn numbered(wanted: &Path, is_taken: impl Fn(&Path) -> bool) -> PathBuf {
    const MOST: usize = 100;
    if !is_taken(wanted) {
        return wanted.to_owned();
    }
    let stem = wanted.file_stem().unwrap_or_default().to_string_lossy();
    let extension = wanted.extension().map(|extension| format!(".{}", extension.to_string_lossy())).unwrap_or_default();
    let name = |number| wanted.with_file_name(format!("{stem} ({number}){extension}"));
    (2..MOST).map(name).find(|path| !is_taken(path)).unwrap_or_else(|| name(MOST))
}

fn files_of(folder: &Path, extension: &str) -> impl Iterator<Item = PathBuf> {
    let paths = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    paths.filter(move |path| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension)))
}

/// Whether two paths lead to one file, or would if one was made there.
fn is_same(one: &Path, other: &Path) -> bool {
    match (identity(one), identity(other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => {
            let [one, other] = [one, other].map(atomic::resolved);
            let folder = |path: &Path| Some(path.parent()?.to_owned()).filter(|folder| !folder.as_os_str().is_empty());
            let [own, others] = [&one, &other].map(|path| folder(path).unwrap_or_else(|| PathBuf::from(".")));
            let is_in_one = identity(&own).is_some_and(|own| identity(&others) == Some(own));
            is_in_one && folded_name(&one) == folded_name(&other)
        }
        _ => false,
    }
}

/// The name of a file that is not there, as the file system compares names.
fn folded_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if cfg!(any(windows, target_os = "macos")) { name.to_lowercase() } else { name }
}

/// What is the same for every name of a file or folder; `None` where there is none.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

#[cfg(windows)]
fn identity(path: &Path) -> Option<same_file::Handle> {
    same_file::Handle::from_path(path).ok()
}

/// Where something is to be written, and what must not be written over.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    path: &'a Path,
    in_use: &'a FilesInUse,
    takes_streams: bool,
}

impl<'a> Destination<'a> {
    /// A regular file, or one that is to be made.
    pub fn file(path: &'a Path, in_use: &'a FilesInUse) -> Self {
        Self { path, in_use, takes_streams: false }
    }

    /// A file, or a pipe, a terminal or a device into which the result is sent once it is whole.
    pub fn file_or_stream(path: &'a Path, in_use: &'a FilesInUse) -> Self {
        Self { path, in_use, takes_streams: true }
    }

    pub fn path(&self) -> &'a Path {
        self.path
    }

    /// An error where writing would destroy something.
    pub fn check(&self) -> Result<(), SaveError> {
        self.in_use.check(self.path)?;
        match std::fs::metadata(self.path) {
            Ok(found) if found.is_dir() || !(found.is_file() || self.takes_streams) => {
                Err(SaveError::NotAFile { path: self.path.to_owned() })
            }
            _ => Ok(()),
        }
    }

    /// Writes bytes, whole or not at all.
    pub fn write(&self, bytes: &[u8]) -> Result<(), SaveError> {
        self.write_with(|file| file.write_all(bytes))
    }

    /// As [`Destination::write`], where the bytes are too many to be held at once: they are written by what is given.
    pub fn write_with(&self, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), SaveError> {
        self.check()?;
        let failed = |source| SaveError::NotWritten { source, path: self.path.to_owned() };
        match self.stream().map_err(failed)? {
            Some(stream) => send(stream, fill).map_err(failed),
            None => {
                let mut refused = None;
                let written = atomic::write_with(self.path, |file| {
                    fill(file)?;
                    // What was free when the work began may be in use now.
                    refused = self.check().err();
                    if refused.is_some() { Err(io::Error::from(io::ErrorKind::ResourceBusy)) } else { Ok(()) }
                });
                refused.map_or(written, Err)
            }
        }
    }

    /// What is to be written into as it is and not replaced; `None` for a regular file.
    fn stream(&self) -> io::Result<Option<File>> {
        let Some(found) = std::fs::metadata(self.path).ok().filter(|_| self.takes_streams) else { return Ok(None) };
        if let Some(own) = own_output(self.path) {
            return Ok(Some(own));
        }
        if found.is_file() { Ok(None) } else { File::options().write(true).open(self.path).map(Some) }
    }
}

/// Writes into an unnamed file first, so that a stream gets the whole result or nothing.
fn send(mut stream: File, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let mut whole = tempfile::tempfile()?;
    fill(&mut whole)?;
    whole.rewind()?;
    match io::copy(&mut whole, &mut stream).and_then(|_| stream.flush()) {
        // Whoever reads the result may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        sent => sent.map(drop),
    }
}

/// The program's own output where the path leads to it: a file beside it would take away what else is printed there.
#[cfg(unix)]
fn own_output(path: &Path) -> Option<File> {
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::MetadataExt as _;
    let wanted = identity(path);
    let own = [io::stdout().as_fd().try_clone_to_owned(), io::stderr().as_fd().try_clone_to_owned()];
    own.into_iter().flatten().map(File::from).find(|own| {
        let found = own.metadata().ok().map(|metadata| (metadata.dev(), metadata.ino()));
        found.is_some() && found == wanted
    })
}

#[cfg(not(unix))]
fn own_output(_path: &Path) -> Option<File> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn role(used: &Path, target: &Path) -> Option<Role> {
        let mut in_use = FilesInUse::default();
        in_use.add(Role::Dataset, used);
        in_use.role_of(target)
    }

    #[test]
    fn a_file_in_use_is_known_by_every_name_it_has() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("sub")).expect("a folder");
        std::fs::write(at("data.csv"), "a").expect("a file");
        symlink("data.csv", at("link.csv")).expect("a link");
        symlink("link.csv", at("link of link.csv")).expect("a link");
        symlink(folder.path(), at("sub/up")).expect("a link");
        std::fs::hard_link(at("data.csv"), at("hard.csv")).expect("a hard link");
        let names = ["data.csv", "./data.csv", "sub/../data.csv", "link.csv", "link of link.csv", "sub/up/data.csv"];
        for name in names.into_iter().chain(["hard.csv"]) {
            assert_eq!(role(&at("data.csv"), &at(name)), Some(Role::Dataset), "{name}");
            assert_eq!(role(&at(name), &at("data.csv")), Some(Role::Dataset), "{name}");
        }
        std::fs::write(at("copy.csv"), "a").expect("a file");
        for name in ["copy.csv", "Data.csv", "new.csv", "sub/data.csv"] {
            assert_eq!(role(&at("data.csv"), &at(name)), None, "{name}");
        }
    }

    #[test]
    fn a_file_that_is_gone_keeps_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("sub")).expect("a folder");
        symlink("gone.csv", at("link.csv")).expect("a link");
        for name in ["gone.csv", "sub/../gone.csv", "link.csv"] {
            assert_eq!(role(&at("gone.csv"), &at(name)), Some(Role::Dataset), "{name}");
        }
        assert_eq!(role(&at("gone.csv"), &at("sub/gone.csv")), None);
    }

    #[test]
    fn every_journal_of_the_folder_counts_by_what_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut in_use = FilesInUse::default();
        in_use.add_folder(Role::RecoveryJournal, folder.path(), "ccrecovery");
        let journal = folder.path().join("one.ccrecovery");
        let link = folder.path().join("link.csv");
        symlink(&journal, &link).expect("a link");
        assert_eq!(in_use.role_of(&journal), None);
        std::fs::write(&journal, "{}").expect("a journal");
        assert_eq!(in_use.role_of(&journal), Some(Role::RecoveryJournal));
        assert_eq!(in_use.role_of(&link), Some(Role::RecoveryJournal));
        assert_eq!(in_use.clone().without(Role::RecoveryJournal).role_of(&link), None);
        assert_eq!(in_use.role_of(&folder.path().join("other.csv")), None);
    }

    #[test]
    fn a_name_in_use_is_not_offered() {
        let mut in_use = FilesInUse::default();
        in_use.add(Role::Dataset, "/press/Claims.csv");
        in_use.add(Role::Layer, "/press/claims (2).csv");
        assert_eq!(in_use.free_name(Path::new("/press/claims.csv")), Path::new("/press/claims (3).csv"));
        assert_eq!(in_use.free_name(Path::new("/press/other.csv")), Path::new("/press/other.csv"));
    }

    #[test]
    fn a_file_that_comes_into_use_while_the_work_goes_on_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("out.csv");
        let journal = folder.path().join("one.ccrecovery");
        std::fs::write(&journal, "kept").expect("a journal");
        let mut in_use = FilesInUse::default();
        in_use.add_folder(Role::RecoveryJournal, folder.path(), "ccrecovery");
        let error = Destination::file(&target, &in_use).write_with(|file| {
            std::fs::hard_link(&journal, &target)?;
            file.write_all(b"new")
        });
        assert!(matches!(error, Err(SaveError::InUse { role: Role::RecoveryJournal, .. })), "{error:?}");
        assert_eq!(std::fs::read(&target).expect("the file"), b"kept");
    }
}
