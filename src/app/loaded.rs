//! What jobs have read or written: datasets, sessions, and why a save failed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::LoadedTable;
use counterclaim_engine::Assessment;
use counterclaim_io::Issue;
use counterclaim_io::import_report::ImportReport;
use counterclaim_io::session_file::{self, SessionFile};
use counterclaim_model::{Dataset, Key};

/// Where a dataset was read from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DatasetOrigin {
    /// A bundled example, by name.
    Example(&'static str),
    File(PathBuf),
}

/// How a session file at `session` names the location of a dataset.
pub(super) fn dataset_hint(origin: &DatasetOrigin, session: Option<&Path>) -> String {
    match (origin, session) {
        (DatasetOrigin::Example(name), _) => format!("{EXAMPLE_PREFIX}{name}"),
        (DatasetOrigin::File(dataset), Some(session)) => session_file::path_hint(session, dataset),
        (DatasetOrigin::File(dataset), None) => dataset.to_string_lossy().into_owned(),
    }
}

/// The prefix by which a session file names a bundled example.
pub const EXAMPLE_PREFIX: &str = "example:";

/// Why a save failed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SaveFailure {
    /// The file is not the one that was last read or written.
    Changed,
    /// Something would have been destroyed: another target is needed.
    Refused(String),
    Other(String),
}

/// A session file changed by another program.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionMerged {
    pub file: SessionFile,
    pub issues: Vec<Issue>,
    /// The hash of the bytes that were read.
    pub fingerprint: String,
}

/// A dataset read by a job.
#[derive(Clone, Debug)]
pub struct LoadedDataset {
    /// Set for a dataset so large that the calculation would delay a frame.
    pub assessment: Option<Arc<Assessment>>,
    pub dataset: Arc<Dataset>,
    pub issues: Vec<Issue>,
    pub sha256: String,
    pub origin: DatasetOrigin,
    pub reading: ImportReport,
}

/// The result of a reading job.
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is passed on in a box")]
#[derive(Debug)]
pub enum Loaded {
    Dataset(LoadedDataset),
    /// The open dataset, read in another way.
    Again(LoadedDataset),
    /// A dataset to add as a layer.
    Layer(LoadedDataset),
    /// An event table that is too large to be a dataset.
    Table(LoadedTable),
    /// A session, and its dataset if it was found.
    Session {
        path: Option<PathBuf>,
        file: SessionFile,
        issues: Vec<Issue>,
        dataset: Option<LoadedDataset>,
        /// Those of its further layers that were found.
        layers: Vec<(Key, LoadedDataset)>,
        /// The hash of the session file that was read, if one was.
        fingerprint: Option<String>,
        /// Whether some of it exists only in the recovery journal.
        recovered: bool,
        /// Why the session's dataset could not be read, unless it is simply missing.
        not_opened: Option<String>,
    },
}
