//! What the world is asked to do.

use std::path::PathBuf;
use std::sync::Arc;

use super::geocoding::PlacesQuestion;
use super::{AssessmentRequest, LayRequest, Opening, PathPurpose, State, TableAssessmentRequest, TableQuestion};
use counterclaim_io::event_table::EventFile;
use counterclaim_io::mapping::profiles::Profile;
use counterclaim_io::progress::Progress;
use counterclaim_io::recovery::Origin;
use counterclaim_io::session_file::{DatasetRef, Expected, SessionFile};
use counterclaim_io::table_cache::KeptWords;
use counterclaim_model::{EntryId, EventId, EventTable, Key, Line};
use counterclaim_query::Bitmap;

/// One thing for the shell to do; each answers, if at all, with an `Action`.
#[derive(Debug)]
pub enum Effect {
    AskPath {
        purpose: PathPurpose,
        suggested: PathBuf,
    },
    /// Reads a file; answers with `Loaded`, or with `Proposed` where only a guess could read it.
    Load(Box<Opening>),
    /// Looks at a table so that its columns can be given a meaning; answers with `Proposed`.
    Propose(Box<Opening>),
    /// Changes the profiles; answers with `ProfilesChanged`.
    Profile(ProfileEffect),
    /// Writes a text; answers with `Exported`.
    WriteText {
        /// What the path was asked for.
        purpose: PathPurpose,
        path: PathBuf,
        text: String,
    },
    LoadExample(&'static str),
    /// Reads the datasets of layers that a session names; answers with `LayersRead`.
    ReadLayers {
        /// The session file, in whose folder they may lie.
        near: PathBuf,
        refs: Vec<(Key, DatasetRef)>,
    },
    /// Reads the dataset of a session that is already read.
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
    /// Writes what a state shows, in the format that the path's extension names.
    Export {
        path: PathBuf,
        snapshot: Box<State>,
        /// Counts events where a table is written, and stops it.
        progress: Arc<Progress>,
    },
    /// Reads the edits that another program has written into the session file.
    TakeIn(PathBuf),
    /// Makes evidence that takes too long for a frame; answers with `Laid`.
    Lay(Box<LayRequest>),
    /// Reckons figures that take too long for a frame; answers with `Assessed`, first provisionally.
    Assess(Box<AssessmentRequest>),
    /// Reckons the figures of all events of a table; answers with `TableAssessed`, first provisionally.
    AssessTable(Box<TableAssessmentRequest>),
    /// Counts and orders the events that are asked for; answers with `Counted`.
    Count(Box<TableQuestion>),
    /// Reads the long text of an event; answers with `NotesRead`.
    ReadNotes {
        file: Arc<EventFile>,
        table: Arc<EventTable>,
        event: EventId,
    },
    /// Looks through the long texts of a table, in place of any search before; answers with `Found`.
    Search {
        file: Arc<EventFile>,
        table: Arc<EventTable>,
        /// Without it every note is read.
        words: Option<Arc<KeptWords>>,
        text: String,
        /// Rows outside which it cannot be found.
        within: Option<Arc<Bitmap>>,
        number: u64,
    },
    /// Removes what is kept of large tables between runs; answers with `TableCacheCleared`.
    ClearTableCache,
    /// Looks names up in the gazetteer; answers with `LookedUp`.
    LookUp(Box<PlacesQuestion>),
    /// Stops the reading that is under way.
    StopReading,
    Recovery(RecoveryEffect),
    /// Takes up the work of a crash, by its number in the list that was offered.
    RecoverWork(usize),
    DiscardWork(usize),
    CopyText(String),
    CloseWindow,
}

/// What is to become of a profile.
#[derive(Debug)]
pub enum ProfileEffect {
    /// Writes it, over one of the same name.
    Keep(Profile),
    /// Removes it, by its name.
    Drop(String),
}

/// What the recovery journal is to hold.
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
