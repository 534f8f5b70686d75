//! The session file: a journal in JSON Lines, extension `.ccsession`.
//!
//! The first line is the header; then one line per edit, so that one edit is one added line in a diff,
//! two analysts' files merge by union, and the audit trail is the file itself.
//! A released version never changes its shape; a newer version is refused in plain words.

mod dataset_ref;
mod paths;
mod placed;
mod replace;
mod v1;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::digest::sha256_hex;
use crate::files::byte_order_mark;
use crate::import_report::ReadOptions;
use crate::issue::Patterns;
use crate::{Issue, IssueText, LoadError, SaveError, Severity, file_name};
use counterclaim_model::{Edit, EntryId, Key, Layer, Line};

pub use dataset_ref::{DatasetRef, READING};
pub use paths::{candidate_paths, is_absolute, last_part, not_opened, path_hint, relative};

pub const FORMAT: &str = "counterclaim-session";
pub const VERSION: u64 = 1;
pub const EXTENSION: &str = "ccsession";

/// The most bytes that a session file may have; it is read whole.
const MAX_BYTES: u64 = 1 << 30;

/// The most issues that are listed of a session file; how many more there are is said.
pub const MAX_ISSUES: usize = 1000;

/// How long a text of lines that are kept together becomes before the next one begins.
const KEPT_TOGETHER_BYTES: usize = 1 << 20;

/// What a session file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionFile {
    pub datasets: Vec<DatasetRef>,
    /// Fields of the header that this version does not know.
    pub unknown: Map<String, Value>,
    pub lines: Vec<Line>,
}

#[derive(Deserialize, Serialize)]
struct Header {
    format: String,
    version: u64,
    app_version: String,
    datasets: Vec<DatasetRef>,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

/// What is to be said to read the dataset that a session opens.
pub fn reading(file: &SessionFile) -> ReadOptions {
    file.datasets.first().map(DatasetRef::read_options).unwrap_or_default()
}

/// Whether the beginning of a file says that it is a session, of whatever version.
pub fn recognises(head: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Mark {
        format: String,
    }
    let head = byte_order_mark::head_without_mark(head);
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<Mark>(first).is_ok_and(|mark| mark.format == FORMAT)
}

impl SessionFile {
    /// The datasets of the layers beyond the first, by layer: as the header has them, else as they were laid.
    pub fn layer_refs(&self) -> BTreeMap<Key, DatasetRef> {
        let mut refs = BTreeMap::new();
        for line in &self.lines {
            let Line::Entry(entry) = line else { continue };
            let Edit::Layer { layer, value: Some(Layer { name, file: Some(file), .. }) } = &entry.edit else {
                continue;
            };
            let path = file.path.clone();
            let sha256 = file.sha256.clone();
            let key = layer.to_string();
            let named = DatasetRef { name: name.clone(), path, sha256, layer: Some(key), ..DatasetRef::default() };
            refs.insert(layer.clone(), named);
        }
        refs.extend(self.datasets.iter().skip(1).map(|dataset| (dataset.layer_key(), dataset.clone())));
        refs
    }
}

/// Reads a session file; lines that this version does not know are kept and told.
pub fn read(path: &Path) -> Result<(SessionFile, Vec<Issue>), LoadError> {
    read_marked(path).map(|(file, issues, _)| (file, issues))
}

/// As [`read`], with the fingerprint of the very bytes that were read.
pub fn read_marked(path: &Path) -> Result<(SessionFile, Vec<Issue>, String), LoadError> {
    let unreadable = |source| LoadError::Unreadable { source, path: path.to_owned() };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(LoadError::TooLarge { size: bytes.len() as u64, limit: MAX_BYTES, path: path.to_owned() });
    }
    let (file, issues) = read_bytes(&bytes, path)?;
    Ok((file, issues, sha256_hex(&bytes)))
}

/// Reads a session from bytes; `path` is for messages.
///
/// Also in UTF-16 or after a byte order mark, which is reported: a save writes UTF-8 without one.
pub fn read_bytes(bytes: &[u8], path: &Path) -> Result<(SessionFile, Vec<Issue>), LoadError> {
    let Some(remark) = byte_order_mark::remark(bytes) else {
        return read_text(bytes, path);
    };
    let damaged = |()| LoadError::Malformed {
        line: 1,
        column: 1,
        reason: "the UTF-16 text is damaged, so edits could be lost; get a new copy".to_owned(),
        path: path.to_owned(),
    };
    let plain = byte_order_mark::without_mark(bytes.to_vec()).map_err(damaged)?;
    let (file, mut issues) = read_text(&plain, path)?;
    issues.insert(0, Issue::of_file(&file_name(path), remark.to_owned()));
    Ok((file, issues))
}

fn read_text(bytes: &[u8], path: &Path) -> Result<(SessionFile, Vec<Issue>), LoadError> {
    let mut rows = bytes.split(|byte| *byte == b'\n').enumerate();
    let (_, first) = rows.next().unwrap_or_default();
    let header = read_header(first, path)?;
    let ends_whole = bytes.last() == Some(&b'\n');
    let row_count = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    let mut lines = Vec::new();
    let mut issues = Vec::new();
    if header.datasets.iter().any(DatasetRef::has_unknown_reading) {
        let reason = "the session has unknown import settings for its dataset; they are kept, but the dataset is read with \
                      the default settings, so edits may miss their targets";
        let text = IssueText::from(Issue::of_file(&file_name(path), reason.to_owned()));
        issues.push(Issue::from(IssueText { line: Some(1), ..text }));
    }
    let mut patterns = Patterns::default();
    let mut untold = 0usize;
    let mut kept = KeptTogether::default();
    let mut tell = |row: usize, reason: String, severity| {
        if issues.len() >= MAX_ISSUES {
            untold += 1;
            return;
        }
        let file = file_name(path);
        let record = format!("edit number {row}");
        let text = IssueText { file, line: Some(row + 1), record, field: String::new(), reason, severity };
        issues.push(patterns.issue(text));
    };
    for (row, bytes) in rows.filter(|(_, bytes)| !bytes.trim_ascii().is_empty()) {
        let is_torn = row + 1 == row_count && !ends_whole;
        let Ok(text) = std::str::from_utf8(bytes) else {
            let reason = "the line is not valid UTF-8 and was dropped; the other edits are intact";
            tell(row, reason.to_owned(), Severity::Rejected);
            continue;
        };
        // Files that were joined have a byte order mark before the first line of each.
        match v1::read_line(text.trim_start_matches('\u{feff}').trim_end_matches('\r')) {
            Ok(entry) => {
                kept.close(&mut lines);
                lines.push(Line::Entry(entry));
            }
            Err(v1::Unread::NotJson(reason)) if is_torn => {
                let reason =
                    format!("the last line is incomplete ({reason}): this edit is lost, the others are intact");
                tell(row, reason, Severity::Rejected);
            }
            Err(v1::Unread::NotJson(reason) | v1::Unread::Unknown(reason)) => {
                tell(row, format!("{reason}; the line is kept unchanged"), Severity::Remark);
                kept.keep(&mut lines, text);
            }
        }
    }
    kept.close(&mut lines);
    if untold > 0 {
        let reason = format!(
            "{untold} more lines are unknown kinds of edits; those that are text are kept unchanged, and only \
             the first {MAX_ISSUES} are listed"
        );
        issues.push(Issue::of_file(&file_name(path), reason));
    }
    Ok((SessionFile { datasets: header.datasets, unknown: header.unknown, lines }, issues))
}

/// Lines that are no edit, where there are very many of them: those that follow each other share one text.
#[derive(Default)]
struct KeptTogether {
    count: usize,
    text: String,
}

impl KeptTogether {
    /// Keeps a line; `lines` has all that came before it.
    fn keep(&mut self, lines: &mut Vec<Line>, text: &str) {
        self.count += 1;
        if self.count <= MAX_ISSUES {
            lines.push(Line::Kept(text.into()));
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
        if self.text.len() >= KEPT_TOGETHER_BYTES {
            self.close(lines);
        }
    }

    /// Puts what was kept together behind the lines, before an edit comes or the file ends.
    fn close(&mut self, lines: &mut Vec<Line>) {
        if !self.text.is_empty() {
            lines.push(Line::Kept(std::mem::take(&mut self.text).into()));
        }
    }
}

fn read_header(first: &[u8], path: &Path) -> Result<Header, LoadError> {
    #[derive(Deserialize)]
    struct Mark {
        format: Option<String>,
        version: Option<u64>,
    }
    let malformed = |error: serde_json::Error| LoadError::Malformed {
        line: 1,
        column: error.column(),
        reason: format!("the first line is not the header of a session: {error}"),
        path: path.to_owned(),
    };
    let mark: Mark = serde_json::from_slice(first).map_err(malformed)?;
    match (mark.format.as_deref(), mark.version) {
        (Some(FORMAT), Some(VERSION)) => serde_json::from_slice(first).map_err(malformed),
        (Some(FORMAT), Some(found)) if found > VERSION => {
            Err(LoadError::TooNew { found, known: VERSION, path: path.to_owned() })
        }
        _ => Err(LoadError::UnknownFormat {
            found: "the first line is not the header of a session".to_owned(),
            path: path.to_owned(),
        }),
    }
}

/// What a session file must look like on disk for a save to replace it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Expected {
    /// Whatever is there may be replaced: the person was asked.
    Anything,
    /// There must be no file yet.
    Nothing,
    /// It must be as it was when it was read or written last, or be gone.
    Fingerprint(String),
}

/// The SHA-256 of a session file, by which a later save sees whether another program has written it.
pub fn fingerprint(path: &Path) -> Option<String> {
    // What is no file, such as a pipe, could be waited for for ever, and is not written either.
    let bytes = path.is_file().then(|| std::fs::read(path).ok()).flatten()?;
    Some(sha256_hex(&bytes))
}

/// Writes a session file whole: beside, synced, renamed. Returns its fingerprint.
///
/// A file that is not as expected is left alone and told as `SaveError::Changed`. No other save of the same file comes
/// between the look at it and the rename.
pub fn write(path: &Path, file: &SessionFile, expected: &Expected) -> Result<String, SaveError> {
    let text = to_text(file);
    replace::write(path, text.as_bytes(), expected)?;
    Ok(sha256_hex(text.as_bytes()))
}

/// The text of a session file; the same session gives the same bytes.
pub fn to_text(file: &SessionFile) -> String {
    let header = Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        datasets: file.datasets.clone(),
        unknown: file.unknown.clone(),
    };
    // Strings, numbers and lists of them always have a JSON form.
    let mut text = serde_json::to_string(&header).unwrap_or_default();
    text.push('\n');
    for line in &file.lines {
        push_line(&mut text, line);
    }
    text
}

/// Appends the text of one line, with its line feed.
pub fn push_line(text: &mut String, line: &Line) {
    match line {
        Line::Kept(kept) => text.push_str(kept),
        Line::Entry(entry) => match &entry.verbatim {
            Some(verbatim) => text.push_str(verbatim),
            None => text.push_str(&v1::write_line(entry)),
        },
    }
    text.push('\n');
}

/// Reads one line by itself; `None` for a torn or empty one.
pub fn read_line(text: &str) -> Option<Line> {
    match v1::read_line(text) {
        Ok(entry) => Some(Line::Entry(entry)),
        Err(v1::Unread::Unknown(_)) => Some(Line::Kept(text.into())),
        Err(v1::Unread::NotJson(_)) => None,
    }
}

/// The text form of an entry's id.
pub fn id_text(id: EntryId) -> String {
    ulid::Ulid(id.0).to_string()
}

/// Reads the text of an entry's id.
pub fn parse_id(text: &str) -> Option<EntryId> {
    ulid::Ulid::from_string(text).ok().map(|ulid| EntryId(ulid.0))
}

/// The lines with other paths of layers in them: what is given says what a path becomes, if anything.
pub fn with_layer_paths<'a>(
    lines: impl IntoIterator<Item = &'a Line>,
    becomes: impl Fn(&str) -> Option<String>,
) -> Vec<Line> {
    let changed = |line: &Line| {
        let mut line = line.clone();
        if let Line::Entry(entry) = &mut line
            && let Edit::Layer { value: Some(Layer { file: Some(file), .. }), .. } = &mut entry.edit
            && let Some(path) = becomes(&file.path).filter(|path| *path != file.path)
        {
            file.path.clone_from(&path);
            patch(&mut entry.verbatim, &["edit", "to", "path"], &path);
        }
        line
    };
    lines.into_iter().map(changed).collect()
}

/// The lines with the edits of one author under another name.
pub fn with_author<'a>(lines: impl IntoIterator<Item = &'a Line>, from: &str, to: &str) -> Vec<Line> {
    let changed = |line: &Line| {
        let mut line = line.clone();
        if let Line::Entry(entry) = &mut line
            && *entry.author == *from
        {
            entry.author = to.into();
            patch(&mut entry.verbatim, &["author"], to);
        }
        line
    };
    lines.into_iter().map(changed).collect()
}

/// Sets one text in a line that is kept as it stood; whatever else is in it stays.
fn patch(verbatim: &mut Option<Box<str>>, at: &[&str], text: &str) {
    let Some(line) = verbatim.as_deref() else { return };
    let Ok(mut value) = serde_json::from_str::<Value>(line) else { return };
    let found = at.iter().try_fold(&mut value, |value, name| value.get_mut(*name));
    if let Some(found) = found {
        *found = text.into();
        *verbatim = Some(value.to_string().into());
    }
}

/// What a session file reveals of its owner's computer: absolute paths of datasets and layers, each once.
pub fn absolute_paths<'a>(
    datasets: impl IntoIterator<Item = &'a DatasetRef>,
    lines: impl IntoIterator<Item = &'a Line>,
) -> BTreeSet<String> {
    let of_lines = lines.into_iter().filter_map(|line| match line {
        Line::Entry(entry) => match &entry.edit {
            Edit::Layer { value: Some(Layer { file: Some(file), .. }), .. } => Some(file.path.clone()),
            _ => None,
        },
        Line::Kept(_) => None,
    });
    let of_datasets = datasets.into_iter().map(|dataset| dataset.path.clone());
    of_datasets.chain(of_lines).filter(|path| paths::is_absolute(path)).collect()
}
