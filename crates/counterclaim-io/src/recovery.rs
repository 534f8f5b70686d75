//! The recovery journal: edits that are not yet in a session file, in the user's data folder.
//!
//! Its lines are those of a session file. A later line with an id replaces an earlier one (an open gesture that
//! continued), and `{"dropped": id}` removes one. `{"begins": origin, "lines": n}` means that the next n lines
//! replace all before, once they are complete: the file is never replaced, since Windows refuses that while
//! it is open. The program that writes a file holds a lock on it, so that another one can distinguish the leftovers of
//! a crash from work in progress.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::files::lock::{Locked, PATIENCE, is_at, lock_until, sync_folder_of};
use crate::files::path_text;
use crate::session_file::{self, DatasetRef, SessionFile};
use counterclaim_model::{EntryId, Line};

/// The extension of a recovery journal.
pub const EXTENSION: &str = "ccrecovery";

/// What the work belongs to.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Origin {
    /// The session file, if there is one yet; written whole whatever its name is made of.
    #[serde(default, with = "path_text::optional")]
    pub session: Option<PathBuf>,
    pub datasets: Vec<DatasetRef>,
}

/// Work that no session file has.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    pub origin: Origin,
    pub lines: Vec<Line>,
}

/// Work that a crash left behind, and its file.
#[derive(Debug)]
pub struct Leftover {
    pub work: Work,
    path: PathBuf,
    /// Held until the file goes, so that no other program offers it too.
    file: Locked,
}

/// The recovery journal of a running program.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    file: Locked,
    has_origin: bool,
    /// Whether the last line may have broken off.
    is_torn: bool,
    /// How long the file was before a new beginning that broke off, in bytes.
    cut_to: Option<u64>,
}

impl Writer {
    /// Makes and locks a new file in the folder; `name` must be new.
    pub fn create(folder: &Path, name: &str) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(name).with_extension(EXTENSION);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let file = OpenOptions::new().create_new(true).read(true).write(true).open(&path)?;
            lock_until(&file, deadline)?;
            let file = Locked(file);
            // Before it was locked, a program that was being started may have cleared it away as one without any edit.
            if is_at(&file.0, &path).unwrap_or(false) {
                sync_folder_of(&path);
                return Ok(Self { path, file, has_origin: false, is_torn: false, cut_to: None });
            }
        }
    }

    /// Starts anew, with the lines that are not in a session file.
    pub fn reset(&mut self, origin: &Origin, lines: &[Line]) -> io::Result<()> {
        let head = serde_json::to_string(origin)? + "\n";
        let mut text = if self.has_origin {
            serde_json::to_string(&Begins { begins: origin.clone(), lines: lines.len() })? + "\n"
        } else {
            head.clone()
        };
        for line in lines {
            session_file::push_line(&mut text, line);
        }
        // The old lines count until the new ones are whole on disk.
        self.write(&text, true)?;
        if lines.is_empty() && self.has_origin {
            // From here on there is nothing to lose, and the old lines can go.
            self.file.0.set_len(0)?;
            self.write(&head, false)?;
        }
        self.has_origin = true;
        Ok(())
    }

    /// Adds a line; one with the id of an earlier line replaces it on reading.
    pub fn append(&mut self, line: &Line) -> io::Result<()> {
        self.begin()?;
        let mut text = String::new();
        session_file::push_line(&mut text, line);
        self.write(&text, false)
    }

    /// Takes an earlier line back.
    pub fn drop_line(&mut self, id: EntryId) -> io::Result<()> {
        self.begin()?;
        let dropped = Dropped { dropped: session_file::id_text(id) };
        self.write(&(serde_json::to_string(&dropped)? + "\n"), false)
    }

    /// Without an origin so far, lines follow an empty one.
    fn begin(&mut self) -> io::Result<()> {
        if self.has_origin { Ok(()) } else { self.reset(&Origin::default(), &[]) }
    }

    /// Writes at the end. A line that broke off is closed first, so that it takes no other along, and a beginning that
    /// did is taken away, so that no line is counted to it.
    fn write(&mut self, text: &str, is_beginning: bool) -> io::Result<()> {
        let file = &mut self.file.0;
        if let Some(length) = self.cut_to {
            file.set_len(length)?;
        }
        let length = file.seek(SeekFrom::End(0))?;
        let close = if self.is_torn { "\n" } else { "" };
        self.is_torn = true;
        self.cut_to = is_beginning.then_some(length);
        file.write_all(format!("{close}{text}").as_bytes())?;
        file.sync_data()?;
        self.is_torn = false;
        self.cut_to = None;
        Ok(())
    }

    /// Removes the file: nothing is left to recover.
    pub fn remove(self) -> io::Result<()> {
        self.file.remove(&self.path)
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Dropped {
    dropped: String,
}

/// The following lines replace all before.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Begins {
    begins: Origin,
    lines: usize,
}

impl Leftover {
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the file: the work is thrown away, or held elsewhere.
    pub fn discard(self) -> io::Result<()> {
        self.file.remove(&self.path)
    }
}

impl Work {
    /// The session with the leftover edits added that it does not have.
    pub fn added_to(&self, mut session: SessionFile) -> SessionFile {
        let known: BTreeSet<EntryId> = session.lines.iter().filter_map(line_id).collect();
        let kept: BTreeSet<&str> = session.lines.iter().map(line_text).collect();
        let is_new = |line: &&Line| match line_id(line) {
            Some(id) => !known.contains(&id),
            None => !kept.contains(line_text(line)),
        };
        let new: Vec<Line> = self.lines.iter().filter(is_new).cloned().collect();
        session.lines.extend(new);
        if session.datasets.is_empty() {
            session.datasets.clone_from(&self.origin.datasets);
        }
        session
    }

    /// Whether all of it is among the lines.
    pub fn is_held_by(&self, lines: &[Line]) -> bool {
        let known: BTreeSet<EntryId> = lines.iter().filter_map(line_id).collect();
        let kept: BTreeSet<&str> = lines.iter().map(line_text).collect();
        let is_held =
            |line: &Line| line_id(line).map_or_else(|| kept.contains(line_text(line)), |id| known.contains(&id));
        self.lines.iter().all(is_held)
    }
}

/// Work that crashes left in the folder, oldest first; files without any edit are cleared away.
pub fn leftovers(folder: &Path) -> Vec<Leftover> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    // What is no file, such as a pipe, could be waited for for ever.
    paths.retain(|path| path.extension().is_some_and(|extension| extension == EXTENSION) && path.is_file());
    paths.sort();
    paths.into_iter().filter_map(|path| leftover(&path)).collect()
}

fn leftover(path: &Path) -> Option<Leftover> {
    let file = OpenOptions::new().read(true).write(true).open(path).ok()?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return None,
        Err(TryLockError::Error(error)) => {
            log::warn!("the recovery journal could not be locked: {error}: {}", path.display());
            return None;
        }
    }
    let mut file = Locked(file);
    let mut bytes = Vec::new();
    file.0.read_to_end(&mut bytes).ok()?;
    let (origin, lines) = read(&bytes);
    if lines.is_empty() {
        // A file that is not understood at all is left alone.
        if (origin.is_some() || bytes.trim_ascii().is_empty())
            && let Err(error) = file.remove(path)
        {
            log::warn!("an empty recovery journal could not be removed: {error}: {}", path.display());
        }
        return None;
    }
    // Work whose origin cannot be read is still work.
    let origin = origin.unwrap_or_default();
    Some(Leftover { work: Work { origin, lines }, path: path.to_owned(), file })
}

/// Lines with the origin that stands before them.
#[derive(Default)]
struct Block {
    origin: Option<Origin>,
    lines: Vec<Option<Line>>,
    row_of_id: BTreeMap<EntryId, usize>,
}

impl Block {
    /// Takes a row; false where it is torn.
    fn take(&mut self, text: &str) -> bool {
        if let Ok(dropped) = serde_json::from_str::<Dropped>(text) {
            let row = session_file::parse_id(&dropped.dropped).and_then(|id| self.row_of_id.remove(&id));
            if let Some(line) = row.and_then(|row| self.lines.get_mut(row)) {
                *line = None;
            }
            return true;
        }
        let Some(line) = session_file::read_line(text) else {
            return false;
        };
        let id = line_id(&line);
        let earlier = id.and_then(|id| self.row_of_id.get(&id)).and_then(|row| self.lines.get_mut(*row));
        if let Some(earlier) = earlier {
            *earlier = Some(line);
            return true;
        }
        self.row_of_id.extend(id.map(|id| (id, self.lines.len())));
        self.lines.push(Some(line));
        true
    }
}

/// The origin of a recovery journal, if it can be read, and its lines; an incomplete last line is dropped, as is a new
/// beginning of which a part is missing.
fn read(bytes: &[u8]) -> (Option<Origin>, Vec<Line>) {
    let mut rows = bytes.split(|byte| *byte == b'\n');
    let origin = rows.next().and_then(|row| serde_json::from_slice(row).ok());
    let mut block = Block { origin, ..Block::default() };
    // What begins, and how many of its lines are still to come.
    let mut begun: Option<(Block, usize)> = None;
    for text in rows.filter_map(|row| std::str::from_utf8(row).ok()) {
        if let Ok(Begins { begins, lines }) = serde_json::from_str::<Begins>(text) {
            begun = Some((Block { origin: Some(begins), ..Block::default() }, lines));
        } else if let Some((new, missing)) = &mut begun {
            *missing -= usize::from(new.take(text));
        } else {
            block.take(text);
        }
        if let Some((new, _)) = begun.take_if(|(_, missing)| *missing == 0) {
            block = new;
        }
    }
    (block.origin, block.lines.into_iter().flatten().collect())
}

/// The text of a line that is kept as it is; empty for an edit.
fn line_text(line: &Line) -> &str {
    match line {
        Line::Entry(_) => "",
        Line::Kept(text) => text,
    }
}

fn line_id(line: &Line) -> Option<EntryId> {
    match line {
        Line::Entry(entry) => Some(entry.id),
        Line::Kept(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_ends_with_the_writer_though_a_copy_of_its_file_lives() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = Writer::create(folder.path(), "run").expect("a new file");
        let copies = [writer.file.0.try_clone().expect("a copy")];
        writer.reset(&Origin::default(), &[Line::Kept("{\"new\":1}".into())]).expect("written");
        let copies = [copies, [writer.file.0.try_clone().expect("a copy")]];
        assert!(leftovers(folder.path()).is_empty(), "its program still writes it");
        drop(writer);
        assert_eq!(leftovers(folder.path()).len(), 1);
        drop(copies);
    }
}
