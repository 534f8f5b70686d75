//! Everything that may happen, as values.

use std::path::PathBuf;
use std::sync::{Arc, Weak};

use super::as_of::AsOfStep;
use super::geocoding::{Choice, PlacesQuestion};
use super::view::{Camera, Focus, Sort, Tab};
use super::{
    ColumnsChange, DatasetOrigin, Dialog, LaidAnswer, LoadedTable, OwnerAnswer, Proposed, Quick, RecoveryOffer,
    TableAnswer, TableChange, TableQuestion, TextForm, WhatIfChange,
};
use counterclaim_engine::{Assessment, EventsAssessment};
use counterclaim_io::Issue;
use counterclaim_io::import_report::Reading;
use counterclaim_io::mapping::profiles::Profile;
use counterclaim_io::preferences::{Preferences, Theme};
use counterclaim_io::progress::Progress;
use counterclaim_io::session_file::SessionFile;
use counterclaim_io::table_cache::KeptWords;
use counterclaim_model::{
    ClaimId, ClaimKind, Credibility, Dataset, Edit, EventId, EventTable, Key, LayerId, PlaceId, SideId, SourceId,
};
use counterclaim_query::Bitmap;

/// One thing that happened: a person did it, or a job finished.
#[derive(Debug)]
pub enum Action {
    // Files.
    Open,
    OpenPath(PathBuf),
    OpenExample(&'static str),
    /// Asks for a file to be read as the format of that id.
    OpenAs(String),
    /// Reads the open file again as the format of that id; the work over it stays.
    ReadAgainAs(String),
    /// Asks what the columns of the open file mean.
    AskColumns,
    /// Asks what the columns of a layer mean, by the key of the layer.
    AskLayerColumns(Key),
    /// A table was met whose columns nobody has given a meaning yet, or that was asked about.
    Proposed {
        what: String,
        result: Result<Box<Proposed>, String>,
    },
    ChangeColumns(ColumnsChange),
    /// The text of the table whose columns are asked about is read in another way.
    ReadTextAs(TextForm),
    /// The columns mean what they are said to mean now: the file is read.
    AcceptColumns,
    /// Keeps what the columns mean as a profile of that name.
    KeepProfile(String),
    /// Removes a profile, by its name.
    DropProfile(String),
    /// Asks where to write what the columns mean.
    ExportProfile,
    ProfilesChanged(Result<Vec<Profile>, String>),
    /// Asks where to write what was told of the open file.
    ExportIssues,
    /// Asks for a dataset to lay over the one that is open.
    AddLayer,
    AddLayerPath(PathBuf),
    /// A file was dropped on the window.
    Dropped(PathBuf),
    /// What was read for layers that the session names.
    LayersRead(Vec<(Key, LoadedDataset)>),
    Save,
    SaveAs,
    /// A dialog closed; no path means that it was dismissed, `at_once` that there was no dialog to be had.
    PathChosen {
        purpose: PathPurpose,
        path: Option<PathBuf>,
        at_once: bool,
    },
    Loaded {
        what: String,
        result: Result<Box<Loaded>, String>,
    },
    /// The other columns of the event table that is open, or all of it anew, or why they could not be read.
    TableCompleted {
        path: PathBuf,
        what: String,
        result: Result<Box<LoadedTable>, String>,
    },
    /// A job reads a file that takes a while.
    ReadingBegan(Arc<Progress>),
    StopReading,
    /// The SHA-256 of the file of the event table that is open, or why it is not known.
    TableHashed {
        path: PathBuf,
        result: Result<String, String>,
    },
    /// Searches in the notes of a table need not read them any more.
    WordsIndexed {
        table: Weak<EventTable>,
        words: Arc<KeptWords>,
    },
    Counted(Box<TableAnswer>),
    /// A question to a table has no answer.
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
    /// What to do about a session file that another program has written.
    ChangedAnswered(ChangedAnswer),
    /// The other program's edits were read.
    TakenIn {
        path: PathBuf,
        result: Result<TakenIn, String>,
    },
    /// Asks where to write what is shown; of a table first in which form.
    Export,
    /// Asks where to write the events of a table that are shown, as a file with this extension.
    ExportAs(&'static str),
    StopExport,
    Exported {
        purpose: PathPurpose,
        path: PathBuf,
        result: Result<(), SaveFailure>,
    },
    /// Asks for another path for what was refused.
    ChooseAnother,
    /// The name that is to sign the edits of the session about which its owner is asked.
    SignAs(String),
    /// What of its owner a session may tell.
    OwnerAnswered(OwnerAnswer),
    /// Another window has the session open.
    SessionShared,
    /// The last path prompt was filled in.
    PromptPath(String),
    PromptAccepted,
    /// Shows where the dataset of a session is now.
    LocateDataset,
    CloseRequested,
    CloseAnswered(CloseAnswer),

    // The analyst's work.
    Edit(Edit),
    /// An edit that is still being made, such as typing.
    Gesture(Edit),
    /// The gesture is over.
    Settle,
    /// Figures that a job has reckoned; provisional ones are followed by the ones that count.
    Assessed {
        id: u64,
        assessment: Arc<Assessment>,
        is_whole: bool,
    },
    AssessmentFailed(String),
    /// A job has stopped without figures, since newer ones are wanted.
    AssessmentStopped {
        id: u64,
    },
    /// Evidence that a job has made.
    Laid {
        id: u64,
        answer: Box<LaidAnswer>,
    },
    LayingFailed(String),
    /// Figures of all events of the table; `None` where the job was stopped.
    TableAssessed {
        id: u64,
        figures: Option<Arc<EventsAssessment>>,
        is_whole: bool,
    },
    TableAssessmentFailed(String),
    /// Stops reckoning the figures of the table.
    StopReckoning,
    /// Reckons them again after that.
    Reckon,
    GradeSelected(Option<Credibility>),
    Undo,
    Redo,
    CopyClaim,

    /// Has a name looked up in the gazetteer for the dialog of places.
    LookUp(String),
    /// The gazetteer's answer to a question about the open dataset.
    LookedUp {
        question: Box<PlacesQuestion>,
        answers: Vec<Arc<[Choice]>>,
    },
    LookUpFailed(String),

    // What is shown.
    Select(Selection),
    /// Moves the selection down the card list, or up if negative.
    SelectStep(isize),
    Filter(FilterChange),
    SortBy(Sort),
    /// Changes what is asked of the event table.
    Table(TableChange),
    ShowTab(Tab),
    MoveMap(Camera),
    FitMap,
    /// Shows only what was known by a time, or everything.
    SetAsOf(Option<i64>),
    StepAsOf(AsOfStep),
    /// Starts or stops the as-of line moving by itself.
    Play(bool),
    /// What the timeline shows; `None` fits it.
    MoveTimeline(Option<(i64, i64)>),
    Measure(Option<(PlaceId, PlaceId)>),
    /// Shows the outlines of areas on the map, or leaves them off.
    ShowAreas(bool),
    /// Leaves something out to see what the others say, or counts it again.
    WhatIf(WhatIfChange),
    FocusOn(Focus),
    /// The focus that was asked for has been given.
    FocusGiven,
    SetTheme(Theme),
    SetPreferences(Box<Preferences>),
    /// Removes what is kept of large tables between runs.
    ClearTableCache,
    /// So many bytes were removed, or why nothing could be.
    TableCacheCleared(Result<u64, String>),
    ShowDialog(Dialog),
    CloseDialog,
    DismissNotice(usize),
    /// Signs of the text for which there is no font.
    TellMissingSigns(Vec<char>),
    /// A text that was typed or pasted was cut to so many characters.
    TellCutText {
        kept_chars: usize,
    },

    // Recovery.
    RecoveryFound(Vec<RecoveryOffer>),
    RecoverWork(usize),
    DiscardWork(usize),
    /// A second has passed with a gesture open: it goes into the recovery journal as it is.
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
    /// The source whose words map and cards show; selecting it again takes the filter away.
    Source(SourceId),
    NoSource,
    /// The place whose claims are shown; selecting it again takes the filter away.
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
    /// Shows a layer, or hides it.
    Layer(LayerId),
    /// Shows one layer alone, or all again.
    OnlyLayer(LayerId),
    Text(String),
    /// Claims about which something was said between two times.
    Window(Option<(i64, i64)>),
    Clear,
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PathPurpose {
    Open,
    AddLayer,
    SaveAs,
    /// Where to write what is shown.
    Export,
    /// The dataset of a session, which was not where it used to be.
    LocateDataset,
    /// A file to be read as the format that was named before.
    OpenAs,
    /// Where to write what the columns of a table mean.
    Profile,
    /// Where to write the issues on reading.
    Issues,
}

impl PathPurpose {
    /// Whether something is written there.
    pub fn is_saving(self) -> bool {
        matches!(self, Self::SaveAs | Self::Export | Self::Profile | Self::Issues)
    }
}

/// Why a save did not happen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SaveFailure {
    /// The file is not the one that was read or written last.
    Changed,
    /// Something would have been destroyed: another place has to be chosen.
    Refused(String),
    Other(String),
}

/// A session file that another program has written.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenIn {
    pub file: SessionFile,
    pub issues: Vec<Issue>,
    /// Of the very bytes that were read.
    pub fingerprint: String,
}

/// What to do about a session file that another program has written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ChangedAnswer {
    /// Both programs' edits go into the file.
    TakeIn,
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

/// A dataset that a job has read.
#[derive(Clone, Debug)]
pub struct LoadedDataset {
    /// Of a dataset so large that reckoning would hold up a frame.
    pub assessment: Option<Arc<Assessment>>,
    pub dataset: Arc<Dataset>,
    pub issues: Vec<Issue>,
    pub sha256: String,
    pub origin: DatasetOrigin,
    pub reading: Reading,
}

/// What a job has read.
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is passed on in a box")]
#[derive(Debug)]
pub enum Loaded {
    Dataset(LoadedDataset),
    /// The dataset that is open, read in another way.
    Again(LoadedDataset),
    /// A dataset to lay over the one that is open.
    Layer(LoadedDataset),
    /// An event table that is too large to be a dataset.
    Table(LoadedTable),
    /// A session, and its dataset if that was where the session says.
    Session {
        path: Option<PathBuf>,
        file: SessionFile,
        issues: Vec<Issue>,
        dataset: Option<LoadedDataset>,
        /// Those of its further layers that were found.
        layers: Vec<(Key, LoadedDataset)>,
        /// Of the session file as it was read, if it was.
        fingerprint: Option<String>,
        /// Whether some of it is only in the recovery journal.
        recovered: bool,
        /// Why nothing was opened where the session says that its dataset is, if more than that it is not there.
        not_opened: Option<String>,
    },
}
