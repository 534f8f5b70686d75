//! Named threads that read and write files, answer with an `Action`, and wake the window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::job::{Reply, spawn};
use super::open_file::{find_layers, over_its_dataset};
use super::table_reading::LoadContext;
use super::{examples, export};
use crate::app::{Action, Loaded, PathPurpose, SaveFailure, SessionMerged, State, TableSession};
use counterclaim_export::chosen_exporter;
use counterclaim_io::files::destination::{Destination, FilesInUse, Role};
use counterclaim_io::input::Input;
use counterclaim_io::recovery::Work;
use counterclaim_io::session_file::{self, DatasetRef, Expected, SessionFile};
use counterclaim_io::{Issue, LoadError, SaveError};
use counterclaim_model::Progress;
use counterclaim_model::{Key, Timestamp};

/// What is answered where reading something breaks down.
pub(super) fn load_failed(what: String) -> impl FnOnce(String) -> Action {
    move |reason| Action::Loaded { what, result: Err(reason) }
}

pub fn load_example(name: &'static str, reply: Reply) {
    let job = move || {
        let result = examples::load(name).map(|dataset| Box::new(Loaded::Dataset(dataset)));
        Action::Loaded { what: name.to_owned(), result: result.map_err(|error| error.to_string()) }
    };
    spawn("load", reply, job, load_failed(name.to_owned()));
}

/// Reads the datasets of layers that a session names.
pub fn read_layers(near: PathBuf, refs: Vec<(Key, DatasetRef)>, event_table_min_bytes: u64, reply: Reply) {
    let job = move || Action::LayersRead(find_layers(&near, refs, event_table_min_bytes, &Progress::default()));
    spawn("load", reply, job, load_failed("A layer of the session".to_owned()));
}

/// Writes a session; the mark that says so moves only with the answer.
pub fn save(path: PathBuf, file: SessionFile, (revision, expected): (u64, Expected), in_use: FilesInUse, reply: Reply) {
    let line_count = file.lines.len();
    let target = path.clone();
    let job = move || {
        let free = may_be_session(&path, &in_use).map_err(SaveFailure::Refused);
        let result = free.and_then(|()| session_file::write(&path, &file, &expected).map_err(failure));
        Action::Saved { path, revision, line_count, result }
    };
    let failed = move |reason| {
        let result = Err(SaveFailure::Other(reason));
        Action::Saved { path: target, revision, line_count, result }
    };
    spawn("save", reply, job, failed);
}

/// Why a save did not happen, as the window takes it.
pub(super) fn failure(error: SaveError) -> SaveFailure {
    match error {
        SaveError::Changed { .. } => SaveFailure::Changed,
        SaveError::InUse { .. } | SaveError::NotAFile { .. } => SaveFailure::Refused(error.to_string()),
        other => SaveFailure::Other(other.to_string()),
    }
}

/// An error in words where a session must not be written: over a file in use, or over one that is no session.
fn may_be_session(path: &Path, in_use: &FilesInUse) -> Result<(), String> {
    let others = in_use.clone().without(Role::Session);
    Destination::file(path, &others).check().map_err(|error| error.to_string())?;
    // Whatever became of the open session's own file, the person is asked about that.
    if in_use.role_of(path) == Some(Role::Session) || !path.is_file() {
        return Ok(());
    }
    let is_empty = std::fs::metadata(path).is_ok_and(|metadata| metadata.len() == 0);
    match Input::file(path).and_then(|input| input.is_session()) {
        Ok(true) => Ok(()),
        Ok(false) if is_empty => Ok(()),
        Ok(false) => {
            Err(format!("a file of this name exists and is not a session; choose another name: {}", path.display()))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Writes what a state shows, in the format that the path's extension names.
pub fn export_shown(
    (path, in_use): (PathBuf, FilesInUse),
    snapshot: Box<State>,
    made_at: Timestamp,
    progress: Arc<Progress>,
    reply: Reply,
) {
    let purpose = PathPurpose::Export;
    let target = path.clone();
    let job = move || {
        let destination = Destination::file(&path, &in_use);
        let result = match (destination.check(), chosen_exporter(&path)) {
            (Err(error), _) => Err(failure(error)),
            (Ok(()), Ok(exporter)) => {
                let written = export::write(&snapshot, destination, exporter, made_at, &progress);
                written.map_err(SaveFailure::Other)
            }
            (Ok(()), Err(reason)) => Err(SaveFailure::Other(reason)),
        };
        Action::Exported { purpose, path, result }
    };
    let failed = move |reason| Action::Exported {
        purpose: PathPurpose::Export,
        path: target,
        result: Err(SaveFailure::Other(reason)),
    };
    spawn("export", reply, job, failed);
}

/// Reads the edits that another program has written into a session file.
pub fn take_in(path: PathBuf, reply: Reply) {
    let target = path.clone();
    let job = move || {
        let read = session_file::read_marked(&path);
        let result = read.map(|(file, issues, fingerprint)| SessionMerged { file, issues, fingerprint });
        Action::SessionMerged { path, result: result.map_err(|error| error.to_string()) }
    };
    let failed = move |reason| Action::SessionMerged { path: target, result: Err(reason) };
    spawn("take in", reply, job, failed);
}

/// Takes up the work of a crash: the session as it was saved, with the leftover edits added.
pub fn recover(work: Work, means: LoadContext, reply: Reply) {
    let first_reply = reply.clone();
    let job = move || {
        let what = "The recovered work".to_owned();
        let path = work.origin.session.clone();
        let (file, issues, fingerprint) = match recovered_session(&work, path.as_deref()) {
            Ok(session) => session,
            Err(error) => return Action::Loaded { what, result: Err(error.to_string()) },
        };
        let near = path.clone().unwrap_or_default();
        let session = TableSession { path, file, issues, fingerprint, recovered: true };
        first_reply.send(Action::ReadingBegan(means.progress.clone()));
        match over_its_dataset(&near, session, means.event_table_min_bytes, &means.progress) {
            Ok(opened) => opened.answer(what, &means, &first_reply),
            Err(error) => Action::Loaded { what, result: Err(error.to_string()) },
        }
    };
    spawn("recover", reply, job, load_failed("The recovered work".to_owned()));
}

/// The session as it is on disk with the leftover edits added, its issues, and the fingerprint of what was read.
fn recovered_session(work: &Work, path: Option<&Path>) -> Result<(SessionFile, Vec<Issue>, Option<String>), LoadError> {
    let Some(path) = path.filter(|path| path.exists()) else {
        return Ok((work.added_to(SessionFile::default()), Vec::new(), None));
    };
    let (saved, issues, fingerprint) = Input::file(path)?.session()?;
    Ok((work.added_to(saved), issues, fingerprint))
}
