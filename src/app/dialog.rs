//! Dialogs that wait for an answer, and the steps that wait with them.

use std::path::PathBuf;

use super::{LoadRequest, OwnerQuestion};

/// A dialog over the window that waits for an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    Welcome,
    About,
    Shortcuts,
    /// Explains stances, grades, counts and estimates.
    Help,
    /// How well the estimates agree with the verdicts.
    Calibration,
    /// Two places to measure between.
    Measure,
    /// The format in which to write the events of a table.
    ExportTable,
    /// A circle on the ground to filter events by.
    Circle,
    /// Places that the evidence names without a position.
    Places,
    /// The time window by which claims or events are filtered.
    TimeWindow,
    /// Every command, and everything to go to, by name.
    Palette,
    Preferences,
    /// The import report: format, counts and issues.
    Issues,
    /// The format in which to open a file.
    OpenAs,
    /// The column mapping of a table.
    Columns,
    /// Closing or opening something else would lose unsaved work.
    Unsaved(PendingAction),
    /// A path to type, if no native dialog is available.
    Prompt {
        purpose: PathPurpose,
        text: String,
        error: Option<String>,
    },
    /// The session file to be written is not the one that was last read or written.
    Changed(PathBuf),
    /// The write would have destroyed something, and was refused.
    Refused {
        purpose: PathPurpose,
        reason: String,
    },
    /// The save would reveal something about the session's owner for the first time.
    Owner(OwnerQuestion),
    /// A file was dropped on the window: it can replace what is open or become a layer.
    Dropped(PathBuf),
    /// A session was read, but its dataset was not found.
    MissingDataset,
    /// Unsaved work left by a crash.
    Recovery,
}

/// The next step after the question about unsaved work.
#[derive(Clone, Debug, PartialEq)]
pub enum PendingAction {
    Quit,
    OpenDialog,
    OpenPath(PathBuf),
    /// Asks for a file to open in the chosen format.
    OpenAsDialog,
    Read(Box<LoadRequest>),
    OpenExample(&'static str),
    RecoverWork(usize),
    /// The file that was read in the meantime replaces it.
    MergeSession,
}

/// Unsaved work of a crash, as it is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct RecoveryOffer {
    /// The name of its session or dataset.
    pub name: String,
    pub edits: usize,
    /// When the last edit was made.
    pub last: String,
}

/// The purpose of a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PathPurpose {
    Open,
    AddLayer,
    SaveAs,
    /// Where to export what is shown.
    Export,
    /// The dataset of a session, which was not found.
    LocateDataset,
    /// A file to be opened in the format chosen before.
    OpenAs,
    /// Where to write the column mapping of a table.
    Profile,
    /// Where to write the import issues.
    Issues,
}

impl PathPurpose {
    /// Whether something is written there.
    pub fn is_saving(self) -> bool {
        matches!(self, Self::SaveAs | Self::Export | Self::Profile | Self::Issues)
    }
}
