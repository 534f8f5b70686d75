//! What the world is asked to do.

use std::path::PathBuf;
use std::sync::Arc;

use super::placing::PlacesQuestion;
use super::{AssessmentRequest, PathPurpose, State, TableQuestion};
use crate::io::import::events::EventFile;
use crate::io::recovery::Origin;
use crate::io::session_file::{Expected, SessionFile};
use crate::model::{EntryId, EventId, EventTable, Line};

/// One thing for the shell to do; each answers, if at all, with an `Action`.
#[derive(Debug)]
pub enum Effect {
    AskPath {
        purpose: PathPurpose,
        suggested: PathBuf,
    },
    Load(PathBuf),
    LoadExample(&'static str),
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
    },
    /// Reads the edits that another program has written into the session file.
    TakeIn(PathBuf),
    /// Reckons figures that take too long for a frame; answers with `Assessed`, first provisionally.
    Assess(Box<AssessmentRequest>),
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
        text: String,
        number: u64,
    },
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
