//! Named threads that read and write files, answer with an `Action`, and wake the window.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use egui::Context;

use super::table_reading::{self, ReadingMeans};
use super::tables::{self, TABLES_FROM};
use super::{examples, export};
use crate::app::placing::PlacesQuestion;
use crate::app::{
    AT_ONCE, Action, AssessmentRequest, DatasetOrigin, EXAMPLE_PREFIX, LayRequest, Loaded, LoadedDataset, PathPurpose,
    SaveFailure, State, TableSession, TakenIn, work_of,
};
use counterclaim_engine as engine;
use counterclaim_engine::Options;
use counterclaim_export::exporter_for;
use counterclaim_io::event_table::EventFile;
use counterclaim_io::files::destination::{Destination, FilesInUse, Role};
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::input::Input;
use counterclaim_io::load::Import;
use counterclaim_io::progress::Progress;
use counterclaim_io::recovery::Work;
use counterclaim_io::session_file::{self, DatasetRef, Expected, SessionFile};
use counterclaim_io::{Issue, LoadError, SaveError};
use counterclaim_model::{Key, Timestamp};

/// Where a job's answer goes.
#[derive(Clone)]
pub struct Reply {
    outbox: Sender<Action>,
    waker: Context,
}

impl Reply {
    pub fn new(outbox: Sender<Action>, waker: Context) -> Self {
        Self { outbox, waker }
    }

    pub fn send(&self, action: Action) {
        if self.outbox.send(action).is_err() {
            log::debug!("a job finished after the window had closed");
        }
        self.waker.request_repaint();
    }
}

/// Runs a job on a thread of its own; one that cannot be started or breaks down is answered for.
pub(super) fn spawn(
    name: &str,
    reply: Reply,
    job: impl FnOnce() -> Action + Send + 'static,
    on_failure: impl FnOnce(String) -> Action + Send + 'static,
) {
    // Either the thread takes it or, where none can be started, this one.
    let on_failure = Arc::new(Mutex::new(Some(on_failure)));
    let (answer, failed) = (reply.clone(), on_failure.clone());
    let run = move || match std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)) {
        Ok(action) => answer.send(action),
        Err(_) => send_failure(&answer, &failed, "internal error (please report)".to_owned()),
    };
    if let Err(error) = std::thread::Builder::new().name(name.to_owned()).spawn(run) {
        send_failure(&reply, &on_failure, format!("no thread could be started: {error}"));
    }
}

fn send_failure(reply: &Reply, on_failure: &Mutex<Option<impl FnOnce(String) -> Action>>, reason: String) {
    if let Some(on_failure) = on_failure.lock().unwrap_or_else(PoisonError::into_inner).take() {
        reply.send(on_failure(reason));
    }
}

/// What is answered where reading something breaks down.
pub(super) fn load_failed(what: String) -> impl FnOnce(String) -> Action {
    move |reason| Action::Loaded { what, result: Err(reason) }
}

/// What a session turned out to be about.
pub(super) enum Opened {
    Whole(Box<Loaded>),
    /// A session whose dataset is an event table that is yet to be read.
    OverTable(Box<EventFile>, Box<TableSession>),
}

impl Opened {
    /// What is answered; an event table is read first.
    pub fn answer(self, what: String, means: &ReadingMeans, reply: &Reply) -> Action {
        match self {
            Self::Whole(loaded) => Action::Loaded { what, result: Ok(loaded) },
            Self::OverTable(file, session) => table_reading::read(&Arc::new(*file), what, Some(session), means, reply),
        }
    }
}

pub fn load_example(name: &'static str, reply: Reply) {
    let job = move || {
        let result = examples::load(name).map(|dataset| Box::new(Loaded::Dataset(dataset)));
        Action::Loaded { what: name.to_owned(), result: result.map_err(|error| error.to_string()) }
    };
    spawn("load", reply, job, load_failed(name.to_owned()));
}

/// Reads the datasets of layers that a session names.
pub fn read_layers(near: PathBuf, refs: Vec<(Key, DatasetRef)>, tables_from: u64, reply: Reply) {
    let job = move || Action::LayersRead(find_layers(&near, refs, tables_from, &Progress::default()));
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
        let result = match (destination.check(), exporter_for(&path)) {
            (Err(error), _) => Err(failure(error)),
            (Ok(()), Some(exporter)) => {
                let written = export::write(&snapshot, destination, exporter, made_at, &progress);
                written.map_err(SaveFailure::Other)
            }
            (Ok(()), None) => {
                Err(SaveFailure::Other(format!("the file name must end in .html or .csv: {}", path.display())))
            }
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

/// Computes estimates: a provisional result first if that is quicker, then the one that counts.
pub fn assess(request: AssessmentRequest, reply: Reply) {
    let (id, quick) = (request.id, reply.clone());
    let job = move || {
        if let Some(provisional) = request.provisional() {
            quick.send(Action::Assessed { id, assessment: Arc::new(provisional), is_whole: false });
        }
        match request.whole_unless_stopped() {
            Some(whole) => Action::Assessed { id, assessment: Arc::new(whole), is_whole: true },
            None => Action::AssessmentStopped { id },
        }
    };
    spawn("assess", reply, job, Action::AssessmentFailed);
}

/// Makes evidence and its figures.
pub fn lay(request: LayRequest, reply: Reply) {
    let job = move || Action::Laid { id: request.id, answer: Box::new(request.answer()) };
    spawn("lay", reply, job, Action::LayingFailed);
}

/// Looks names up in the gazetteer, which the first time has to be unpacked.
pub fn look_up(question: PlacesQuestion, reply: Reply) {
    let job = move || match question.answer() {
        Ok(answers) => Action::LookedUp { question: Box::new(question), answers },
        Err(reason) => Action::LookUpFailed(reason),
    };
    spawn("look up", reply, job, Action::LookUpFailed);
}

/// Reads the edits that another program has written into a session file.
pub fn take_in(path: PathBuf, reply: Reply) {
    let target = path.clone();
    let job = move || {
        let read = session_file::read_marked(&path);
        let result = read.map(|(file, issues, fingerprint)| TakenIn { file, issues, fingerprint });
        Action::TakenIn { path, result: result.map_err(|error| error.to_string()) }
    };
    let failed = move |reason| Action::TakenIn { path: target, result: Err(reason) };
    spawn("take in", reply, job, failed);
}

/// Takes up the work of a crash: the session as it was saved, with the leftover edits added.
pub fn recover(work: Work, means: ReadingMeans, reply: Reply) {
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
        match over_its_dataset(&near, session, means.tables_from, &means.progress) {
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

/// Reads a file or a pipe whole, as a session if it says that it is one, else as a dataset or an event table.
pub fn open_whole(path: &Path) -> Result<Loaded, LoadError> {
    open_input(&Input::file_or_stream(path, &Progress::default())?)
}

/// As [`open_whole`], of what is open already.
pub(super) fn open_input(input: &Input<'_>) -> Result<Loaded, LoadError> {
    if let Some(file) = input.event_table(TABLES_FROM) {
        return tables::read_whole(file, None);
    }
    let progress = Progress::default();
    match open_session(input, TABLES_FROM, &progress)? {
        None => Ok(Loaded::Dataset(read_dataset(input, &ReadOptions::default(), &progress)?)),
        Some(Opened::Whole(loaded)) => Ok(*loaded),
        Some(Opened::OverTable(file, session)) => tables::read_whole(*file, Some(session)),
    }
}

/// Reads a session with its dataset; `None` where the file does not say that it is one.
pub(super) fn open_session(
    input: &Input<'_>,
    tables_from: u64,
    progress: &Progress,
) -> Result<Option<Opened>, LoadError> {
    if !input.is_session()? {
        return Ok(None);
    }
    let (file, issues, fingerprint) = input.session()?;
    let path = Some(input.path().to_owned()).filter(|_| !input.is_stream());
    let session = TableSession { path, file, issues, fingerprint, recovered: false };
    over_its_dataset(&input.near(), session, tables_from, progress).map(Some)
}

/// A session with its dataset, where that can be found; an error where the import was cancelled.
fn over_its_dataset(
    near: &Path,
    session: TableSession,
    tables_from: u64,
    progress: &Progress,
) -> Result<Opened, LoadError> {
    if let Some(table) = find_table(near, &session.file, tables_from) {
        return Ok(Opened::OverTable(Box::new(table), Box::new(session)));
    }
    let found = session.file.datasets.first().map(|dataset| find_dataset(near, dataset, progress));
    let (dataset, not_opened) = match found {
        Some(Ok(dataset)) => (Some(dataset), None),
        Some(Err(reason)) => (None, reason),
        None => (None, None),
    };
    // Without the first dataset the session is not opened, and its layers are read when it is.
    let layers = match &dataset {
        Some(_) => find_layers(near, session.file.layer_refs(), tables_from, progress),
        None => Vec::new(),
    };
    if progress.is_cancelled() {
        return Err(LoadError::Cancelled { path: near.to_owned() });
    }
    let TableSession { path, file, issues, fingerprint, recovered } = session;
    let loaded = Loaded::Session { path, file, issues, dataset, layers, fingerprint, recovered, not_opened };
    Ok(Opened::Whole(Box::new(loaded)))
}

/// The event table that a session is about: the first file that is where it could be.
fn find_table(session: &Path, file: &SessionFile, tables_from: u64) -> Option<EventFile> {
    let dataset: &DatasetRef = file.datasets.first()?;
    if dataset.reading.is_some() {
        return None;
    }
    let path = session_file::candidate_paths(session, dataset).into_iter().find(|path| path.is_file())?;
    tables::large(&path, tables_from)
}

/// The datasets of a session's layers that are where the session says or beside it.
pub(super) fn find_layers(
    near: &Path,
    refs: impl IntoIterator<Item = (Key, DatasetRef)>,
    tables_from: u64,
    progress: &Progress,
) -> Vec<(Key, LoadedDataset)> {
    let is_table = |dataset: &DatasetRef| {
        let paths = session_file::candidate_paths(near, dataset);
        paths.iter().any(|path| tables::large(path, tables_from).is_some())
    };
    let small = refs.into_iter().filter(|(_, dataset)| !is_table(dataset));
    small.filter_map(|(key, dataset)| Some((key, find_dataset(near, &dataset, progress).ok()?))).collect()
}

/// A dataset of a session, where the session says that it is or beside the session.
///
/// Where it is not: why nothing was opened there, if that is more than that there is no file.
fn find_dataset(session: &Path, dataset: &DatasetRef, progress: &Progress) -> Result<LoadedDataset, Option<String>> {
    if let Some(name) = dataset.path.strip_prefix(EXAMPLE_PREFIX) {
        return examples::load(name).map_err(|_| None);
    }
    let options = dataset.read_options();
    let mut reason = session_file::not_opened(&dataset.path);
    for path in session_file::candidate_paths(session, dataset).iter().filter(|path| path.exists()) {
        match Input::file(path).and_then(|input| read_dataset(&input, &options, progress)) {
            Ok(dataset) => return Ok(dataset),
            Err(error) => reason = reason.or(Some(error.to_string())),
        }
    }
    Err(reason)
}

/// A dataset that the user names: a file or a pipe.
pub(super) fn read_given(path: &Path, options: &ReadOptions) -> Result<LoadedDataset, LoadError> {
    let progress = Progress::default();
    read_dataset(&Input::file_or_stream(path, &progress)?, options, &progress)
}

pub(super) fn read_dataset(
    input: &Input<'_>,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<LoadedDataset, LoadError> {
    Ok(loaded(input.import(options, progress)?, input.path()))
}

/// A dataset that was read from a file, with the figures that would hold up a frame.
pub(super) fn loaded(import: Import, path: &Path) -> LoadedDataset {
    let Import { dataset, issues, sha256, reading } = import;
    let origin = DatasetOrigin::File(absolute(path));
    let is_long = work_of(&dataset) > AT_ONCE;
    let assessment = is_long.then(|| Arc::new(engine::assess(&dataset, None, &Options::default())));
    LoadedDataset { dataset: Arc::new(dataset), issues, sha256, origin, assessment, reading }
}

pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_job_that_breaks_down_is_answered_for_with_what_it_was_about() {
        let (outbox, inbox) = channel();
        let reply = Reply::new(outbox, Context::default());
        let (path, broken) = (PathBuf::from("work.ccsession"), || -> Action { panic!("a made-up mistake") });
        let target = path.clone();
        spawn("save", reply, broken, move |reason| {
            let result = Err(SaveFailure::Other(reason));
            Action::Saved { path: target, revision: 5, line_count: 3, result }
        });
        match inbox.recv().expect("an answer") {
            Action::Saved { path: of, revision: 5, line_count: 3, result: Err(SaveFailure::Other(_)) } => {
                assert_eq!(of, path);
            }
            other => panic!("{other:?}"),
        }
        assert!(inbox.recv().is_err(), "it is answered for once");
    }
}
