//! Opens files: datasets, and sessions with their datasets, layers or event tables.

use std::path::Path;
use std::sync::Arc;

use super::examples;
use super::job::{Reply, absolute};
use super::table_reading::{self, LoadContext};
use super::tables::{self, EVENT_TABLE_MIN_BYTES};
use crate::app::{Action, DatasetOrigin, EXAMPLE_PREFIX, Loaded, LoadedDataset, SYNC_LIMIT, TableSession, work_of};
use counterclaim_engine::{self as engine, Options};
use counterclaim_io::LoadError;
use counterclaim_io::event_table::EventFile;
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::input::Input;
use counterclaim_io::load::Import;
use counterclaim_io::session_file::{self, DatasetRef, SessionFile};
use counterclaim_model::Key;
use counterclaim_model::Progress;

/// What a session turned out to be about.
pub(super) enum Opened {
    Whole(Box<Loaded>),
    /// A session whose dataset is an event table that is yet to be read.
    OverTable(Box<EventFile>, Box<TableSession>),
}

impl Opened {
    /// What is answered; an event table is read first.
    pub fn answer(self, what: String, means: &LoadContext, reply: &Reply) -> Action {
        match self {
            Self::Whole(loaded) => Action::Loaded { what, result: Ok(loaded) },
            Self::OverTable(file, session) => table_reading::read(&Arc::new(*file), what, Some(session), means, reply),
        }
    }
}

/// Reads a file or a pipe whole, as a session if it says that it is one, else as a dataset or an event table.
pub fn open_whole(path: &Path) -> Result<Loaded, LoadError> {
    open_input(&Input::file_or_stream(path, &Progress::default())?)
}

/// As [`open_whole`], of what is open already.
pub(super) fn open_input(input: &Input<'_>) -> Result<Loaded, LoadError> {
    if let Some(file) = input.event_table(EVENT_TABLE_MIN_BYTES) {
        return tables::read_whole(file, None);
    }
    let progress = Progress::default();
    match open_session(input, EVENT_TABLE_MIN_BYTES, &progress)? {
        None => Ok(Loaded::Dataset(read_dataset(input, &ReadOptions::default(), &progress)?)),
        Some(Opened::Whole(loaded)) => Ok(*loaded),
        Some(Opened::OverTable(file, session)) => tables::read_whole(*file, Some(session)),
    }
}

/// Reads a session with its dataset; `None` where the file does not say that it is one.
pub(super) fn open_session(
    input: &Input<'_>,
    event_table_min_bytes: u64,
    progress: &Progress,
) -> Result<Option<Opened>, LoadError> {
    if !input.is_session()? {
        return Ok(None);
    }
    let (file, issues, fingerprint) = input.session()?;
    let path = Some(input.path().to_owned()).filter(|_| !input.is_stream());
    let session = TableSession { path, file, issues, fingerprint, recovered: false };
    over_its_dataset(&input.near(), session, event_table_min_bytes, progress).map(Some)
}

/// A session with its dataset, where that can be found; an error where the import was cancelled.
pub(super) fn over_its_dataset(
    near: &Path,
    session: TableSession,
    event_table_min_bytes: u64,
    progress: &Progress,
) -> Result<Opened, LoadError> {
    if let Some(table) = find_table(near, &session.file, event_table_min_bytes) {
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
        Some(_) => find_layers(near, session.file.layer_refs(), event_table_min_bytes, progress),
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
fn find_table(session: &Path, file: &SessionFile, event_table_min_bytes: u64) -> Option<EventFile> {
    let dataset: &DatasetRef = file.datasets.first()?;
    if dataset.reading.is_some() {
        return None;
    }
    let path = session_file::candidate_paths(session, dataset).into_iter().find(|path| path.is_file())?;
    tables::large(&path, event_table_min_bytes)
}

/// The datasets of a session's layers that are where the session says or beside it.
pub(super) fn find_layers(
    near: &Path,
    refs: impl IntoIterator<Item = (Key, DatasetRef)>,
    event_table_min_bytes: u64,
    progress: &Progress,
) -> Vec<(Key, LoadedDataset)> {
    let is_table = |dataset: &DatasetRef| {
        let paths = session_file::candidate_paths(near, dataset);
        paths.iter().any(|path| tables::large(path, event_table_min_bytes).is_some())
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
    let is_long = work_of(&dataset) > SYNC_LIMIT;
    let assessment = is_long.then(|| Arc::new(engine::assess(&dataset, None, &Options::default())));
    LoadedDataset { dataset: Arc::new(dataset), issues, sha256, origin, assessment, reading }
}
