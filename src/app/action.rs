//! Everything that may happen, as values.

use std::path::PathBuf;
use std::sync::{Arc, Weak};

use super::as_of::AsOfStep;
use super::geocoding::{Choice, PlacesQuestion};
use super::view::{Camera, Focus, Sort, Tab};
use super::{
    ColumnsChange, ComposedAnswer, Dialog, Loaded, LoadedDataset, LoadedTable, OwnerAnswer, PathPurpose, Proposed,
    Quick, RecoveryOffer, SaveFailure, SessionMerged, TableAnswer, TableChange, TableQuestion, TextForm, WhatIfChange,
};
use counterclaim_engine::{Assessment, EventsAssessment};
use counterclaim_export::Exporter;
use counterclaim_io::mapping::profiles::Profile;
use counterclaim_io::preferences::{Preferences, Theme};
use counterclaim_io::table_cache::KeptWords;
use counterclaim_model::Progress;
use counterclaim_model::{
    ClaimId, ClaimKind, Credibility, Edit, EventId, EventTable, Key, LayerId, PlaceId, SideId, SourceId,
};
use counterclaim_query::Bitmap;

/// One thing that happened: a user did it, or a job finished.
#[derive(Debug)]
pub enum Action {
    // Files.
    Open,
    OpenPath(PathBuf),
    OpenExample(&'static str),
    /// Asks for a file to be opened in the format of that id.
    OpenAs(String),
    /// Reopens the current file in the format of that id; the work on it stays.
    ReadAgainAs(String),
    /// Asks for the column mapping of the open file.
    AskColumns,
    /// Asks for the column mapping of a layer, by the key of the layer.
    AskLayerColumns(Key),
    /// A table needs a column mapping, or its mapping was requested.
    Proposed {
        what: String,
        result: Result<Box<Proposed>, String>,
    },
    ChangeColumns(ColumnsChange),
    /// Changes how the text of the table in the mapping dialog is read.
    ReadTextAs(TextForm),
    /// The mapping is complete: the file is read.
    AcceptColumns,
    /// Saves the mapping as a profile of that name.
    KeepProfile(String),
    /// Removes a profile, by its name.
    DropProfile(String),
    /// Asks where to write the mapping.
    ExportProfile,
    ProfilesChanged(Result<Vec<Profile>, String>),
    /// Asks where to write the import issues of the open file.
    ExportIssues,
    /// Asks for a dataset to add as a layer.
    AddLayer,
    AddLayerPath(PathBuf),
    /// A file was dropped on the window.
    Dropped(PathBuf),
    /// Datasets that were read for the session's layers.
    LayersRead(Vec<(Key, LoadedDataset)>),
    Save,
    SaveAs,
    /// A dialog closed; no path means that it was dismissed, `at_once` that no dialog was available.
    PathChosen {
        purpose: PathPurpose,
        path: Option<PathBuf>,
        at_once: bool,
    },
    Loaded {
        what: String,
        result: Result<Box<Loaded>, String>,
    },
    /// The other columns of the open event table, or all of it anew, or why they could not be read.
    TableCompleted {
        path: PathBuf,
        what: String,
        result: Result<Box<LoadedTable>, String>,
    },
    /// A job reads a large file.
    ReadingBegan(Arc<Progress>),
    StopReading,
    /// The SHA-256 of the open event table's file, or why it is unknown.
    TableHashed {
        path: PathBuf,
        result: Result<String, String>,
    },
    /// The index that makes reading the notes for a search unnecessary.
    WordsIndexed {
        table: Weak<EventTable>,
        words: Arc<KeptWords>,
    },
    Counted(Box<TableAnswer>),
    /// A question to a table failed.
    CountFailed {
        question: Arc<TableQuestion>,
        reason: String,
    },
    NotesRead {
        event: EventId,
        result: Result<String, String>,
    },
    Found {
        number: u64,
        result: Result<Arc<Bitmap>, String>,
    },
    Saved {
        path: PathBuf,
        revision: u64,
        line_count: usize,
        result: Result<String, SaveFailure>,
    },
    /// What to do about a session file changed by another program.
    ChangedAnswered(ChangedAnswer),
    /// The other program's edits were read.
    SessionMerged {
        path: PathBuf,
        result: Result<SessionMerged, String>,
    },
    /// Asks where to export what is shown; for a table, asks for the format first.
    Export,
    /// Asks where to export the shown events of a table, in this format.
    ExportAs(&'static Exporter),
    StopExport,
    Exported {
        purpose: PathPurpose,
        path: PathBuf,
        result: Result<(), SaveFailure>,
    },
    /// Asks for another path after a refusal.
    ChooseAnother,
    /// The name that will sign the edits of the session whose owner is asked.
    SignAs(String),
    /// What a session may reveal about its owner.
    OwnerAnswered(OwnerAnswer),
    /// Another window has the session open.
    SessionShared,
    /// The last path prompt was answered.
    PromptPath(String),
    PromptAccepted,
    /// Sets the location of a session's dataset.
    LocateDataset,
    CloseRequested,
    CloseAnswered(CloseAnswer),

    // The analyst's work.
    Edit(Edit),
    /// An edit in progress, such as typing.
    Gesture(Edit),
    /// The gesture is complete.
    Settle,
    /// Estimates calculated by a job; provisional ones are followed by final ones.
    Assessed {
        id: u64,
        assessment: Arc<Assessment>,
        is_whole: bool,
    },
    AssessmentFailed {
        id: u64,
        reason: String,
    },
    /// A job stopped without a result, because a newer one is wanted.
    AssessmentStopped {
        id: u64,
    },
    /// Evidence built by a job.
    ComposedEvidence {
        id: u64,
        answer: Box<ComposedAnswer>,
    },
    LayingFailed {
        id: u64,
        reason: String,
    },
    /// Estimates of all events of the table; `None` if the job was stopped.
    TableAssessed {
        id: u64,
        figures: Option<Arc<EventsAssessment>>,
        is_whole: bool,
    },
    TableAssessmentFailed {
        id: u64,
        reason: String,
    },
    /// Stops the calculation of the table's estimates.
    CancelEstimates,
    /// Restarts it after a stop.
    Estimate,
    GradeSelected(Option<Credibility>),
    Undo,
    Redo,
    CopyClaim,

    /// Looks a name up in the gazetteer, for the dialog of unlocated places.
    LookUp(String),
    /// The gazetteer's answer about the open dataset.
    LookedUp {
        question: Box<PlacesQuestion>,
        answers: Vec<Arc<[Choice]>>,
    },
    LookUpFailed {
        question: Box<PlacesQuestion>,
        reason: String,
    },

    // What is shown.
    Select(Selection),
    /// Moves the selection down the card list, or up if negative.
    SelectStep(isize),
    Filter(FilterChange),
    SortBy(Sort),
    /// Changes the query of the event table.
    Table(TableChange),
    ShowTab(Tab),
    MoveMap(Camera),
    FitMap,
    /// Shows only what was known by a time, or everything.
    SetAsOf(Option<i64>),
    StepAsOf(AsOfStep),
    /// Starts or stops playing the as-of line.
    Play(bool),
    /// The visible range of the timeline; `None` fits it.
    MoveTimeline(Option<(i64, i64)>),
    Measure(Option<(PlaceId, PlaceId)>),
    /// Shows or hides the outlines of areas on the map.
    ShowAreas(bool),
    /// Excludes something as a what-if, or includes it again.
    WhatIf(WhatIfChange),
    FocusOn(Focus),
    /// The requested focus has been set.
    FocusGiven,
    SetTheme(Theme),
    SetPreferences(Box<Preferences>),
    /// Clears the cache of large tables.
    ClearTableCache,
    /// So many bytes were removed, or why nothing was.
    TableCacheCleared(Result<u64, String>),
    ShowDialog(Dialog),
    CloseDialog,
    DismissNotice(usize),
    /// Characters that no font has.
    TellMissingSigns(Vec<char>),
    /// A typed or pasted text was cut to so many characters.
    TellCutText {
        kept_chars: usize,
    },

    // Recovery.
    RecoveryFound(Vec<RecoveryOffer>),
    RecoverWork(usize),
    DiscardWork(usize),
    /// A second has passed with an open gesture: its current state goes into the recovery journal.
    KeepGesture,
    RecoveryFailed(String),
}

/// What is selected.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Selection {
    Claim(ClaimId),
    NoClaim,
    /// An event of the open table.
    Event(EventId),
    /// The source whose statements map and cards show; selecting it again removes the filter.
    Source(SourceId),
    NoSource,
    /// The place whose claims are shown; selecting it again removes the filter.
    Place(PlaceId),
    NoPlace,
}

/// One change of the filter.
#[derive(Clone, Debug, PartialEq)]
pub enum FilterChange {
    Toggle(Quick),
    Kind(Option<ClaimKind>),
    Side(Option<SideId>),
    Place(Option<PlaceId>),
    Tag(Option<String>),
    /// Shows or hides a layer.
    Layer(LayerId),
    /// Shows only one layer, or all again.
    OnlyLayer(LayerId),
    Text(String),
    /// Claims with a statement between two times.
    Window(Option<(i64, i64)>),
    Clear,
}

/// What to do about a session file changed by another program.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ChangedAnswer {
    /// Merges both programs' edits into the file.
    MergeSession,
    Replace,
    SaveAs,
}

/// What to do with unsaved work.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CloseAnswer {
    Save,
    Discard,
    Cancel,
}
