//! Requests to the outside world.

use std::path::PathBuf;
use std::sync::Arc;

use super::geocoding::PlacesQuestion;
use super::{AssessmentRequest, EvidenceJob, LoadRequest, PathPurpose, State, TableAssessmentRequest, TableQuestion};
use counterclaim_io::event_table::EventFile;
use counterclaim_io::mapping::profiles::Profile;
use counterclaim_io::recovery::Origin;
use counterclaim_io::session_file::{DatasetRef, Expected, SessionFile};
use counterclaim_io::table_cache::KeptWords;
use counterclaim_model::Progress;
use counterclaim_model::{EntryId, EventId, EventTable, Key, Line};
use counterclaim_query::Bitmap;

/// One request to the shell; if it is answered, then with an `Action`.
#[derive(Debug)]
pub enum Effect {
    AskPath {
        purpose: PathPurpose,
        suggested: PathBuf,
    },
    /// Reads a file; answers with `Loaded`, or with `Proposed` if only a guess could read it.
    Load(Box<LoadRequest>),
    /// Reads the head of a table for the mapping dialog; answers with `Proposed`.
    Propose(Box<LoadRequest>),
    /// Changes the profiles; answers with `ProfilesChanged`.
    Profile(ProfileEffect),
    /// Writes a text; answers with `Exported`.
    WriteText {
        /// The purpose of the path.
        purpose: PathPurpose,
        path: PathBuf,
        text: String,
    },
    LoadExample(&'static str),
    /// Reads the datasets of the session's layers; answers with `LayersRead`.
    ReadLayers {
        /// The session file, whose folder may contain them.
        near: PathBuf,
        refs: Vec<(Key, DatasetRef)>,
    },
    /// Reads the dataset of a session that was already read.
    LoadDatasetFor {
        dataset: PathBuf,
        session: Option<PathBuf>,
        file: SessionFile,
        fingerprint: Option<String>,
        recovered: bool,
    },
    Save {
        path: PathBuf,
        file: SessionFile,
        revision: u64,
        expected: Expected,
    },
    /// Exports what a state shows, in the format of the path's extension.
    Export {
        path: PathBuf,
        snapshot: Box<State>,
        /// Counts the written events of a table, and stops the export.
        progress: Arc<Progress>,
    },
    /// Reads the edits that another program has written to the session file.
    MergeSession(PathBuf),
    /// Builds evidence that takes too long for a frame; answers with `ComposedEvidence`.
    Compose(Box<EvidenceJob>),
    /// Calculates estimates that take too long for a frame; answers with `Assessed`, first provisionally.
    Assess(Box<AssessmentRequest>),
    /// Calculates the estimates of all events of a table; answers with `TableAssessed`, first provisionally.
    AssessTable(Box<TableAssessmentRequest>),
    /// Counts and sorts the filtered events; answers with `Counted`.
    Count(Box<TableQuestion>),
    /// Reads the long text of an event; answers with `NotesRead`.
    ReadNotes {
        file: Arc<EventFile>,
        table: Arc<EventTable>,
        event: EventId,
    },
    /// Searches the long texts of a table, replacing any earlier search; answers with `Found`.
    Search {
        file: Arc<EventFile>,
        table: Arc<EventTable>,
        /// Without it every note is read.
        words: Option<Arc<KeptWords>>,
        text: String,
        /// Only these rows can contain it.
        within: Option<Arc<Bitmap>>,
        number: u64,
    },
    /// Clears the cache of large tables; answers with `TableCacheCleared`.
    ClearTableCache,
    /// Looks names up in the gazetteer; answers with `LookedUp`.
    LookUp(Box<PlacesQuestion>),
    /// Stops the running import.
    StopReading,
    Recovery(RecoveryEffect),
    /// Recovers the work of a crash, by its number in the offered list.
    RecoverWork(usize),
    DiscardWork(usize),
    CopyText(String),
    CloseWindow,
}

/// A change of a profile.
#[derive(Debug)]
pub enum ProfileEffect {
    /// Writes it, replacing one of the same name.
    Keep(Profile),
    /// Keeps the mapping that a file was last opened with, for files with the same columns.
    Remember(Profile),
    /// Removes it, by its name.
    Drop(String),
}

/// A change of the recovery journal.
#[derive(Debug)]
pub enum RecoveryEffect {
    /// Starts anew with the lines that no session file has.
    Reset {
        origin: Origin,
        lines: Vec<Line>,
    },
    /// Adds a line, or replaces the one with its id.
    Append(Line),
    Drop(EntryId),
}
