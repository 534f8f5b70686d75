//! Everything that is open and shown; only `update` writes it.

use std::path::PathBuf;
use std::sync::Arc;

use super::as_of::Reach;
use super::assessing::Assessing;
use super::claim_index::Facts;
use super::compose::Laying;
use super::filter::Evidence;
use super::geocoding::Placing;
use super::text_search::Mentions;
use super::{Columns, Document, Loaded, Notice, OpenTable, Opening, OwnerQuestion, PathPurpose, View, Visible};
use counterclaim_engine::{Assessment, Options};
use counterclaim_io::preferences::Preferences;
use counterclaim_io::progress::Progress;
use counterclaim_io::session_file::{Expected, SessionFile};
use counterclaim_model::{ClaimId, Dataset, Id as _, Judgement, Key, Reliability, SourceId};

/// What stands over the window and wants an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    Welcome,
    About,
    Shortcuts,
    /// What the stances, grades, counts and figures mean.
    Help,
    /// How well the figures agree with the verdicts.
    Calibration,
    /// Two places between which the map measures.
    Measure,
    /// In which form the events of a table are to be written.
    ExportTable,
    /// A circle on the ground that events must lie in.
    Circle,
    /// Places that the evidence names without a position.
    Places,
    /// From when to when something was said about the claims that are shown.
    TimeWindow,
    /// Every command, and what can be gone to, by name.
    Palette,
    Preferences,
    /// How the file was read, and the defects that were met.
    Issues,
    /// As which format to read a file.
    OpenAs,
    /// What the columns of a table mean.
    Columns,
    /// Closing or opening something else would lose unsaved work.
    Unsaved(Then),
    /// A path typed in, where no native dialog can be had.
    Prompt {
        purpose: PathPurpose,
        text: String,
        error: Option<String>,
    },
    /// The session file to be written is not the one that was read or written last.
    Changed(PathBuf),
    /// What was to be written would have destroyed something, and was not.
    Refused {
        purpose: PathPurpose,
        reason: String,
    },
    /// The session that is to be saved would tell something of its owner for the first time.
    Owner(OwnerQuestion),
    /// A file was dropped on what is open: it could take its place or be laid over it.
    Dropped(PathBuf),
    /// A session is read, but its dataset is not where the session says.
    MissingDataset,
    /// Work that a crash left behind.
    Recovery,
}

/// What goes on once unsaved work is dealt with.
#[derive(Clone, Debug, PartialEq)]
pub enum Then {
    Quit,
    OpenDialog,
    OpenPath(PathBuf),
    /// Asks for a file to be read as the format that was named.
    OpenAsDialog,
    Read(Box<Opening>),
    OpenExample(&'static str),
    RecoverWork(usize),
    /// What was read while work went on takes its place.
    TakeIn,
}

/// Work of a crash, as it is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct RecoveryOffer {
    /// The session or dataset that it belongs to.
    pub name: String,
    pub edits: usize,
    /// When the last edit was made.
    pub last: String,
}

/// A session that waits for its dataset to be found.
#[derive(Clone, Debug)]
pub(super) struct Homeless {
    pub path: Option<PathBuf>,
    pub file: SessionFile,
    pub fingerprint: Option<String>,
    pub recovered: bool,
    /// Why the last place that was shown would not do.
    pub error: Option<String>,
}

/// How far the recovery journal follows the session's.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RecoveryMark {
    /// Settled lines of the journal that it has, or that a session file has.
    pub lines: usize,
    /// The open gesture as it was kept last.
    pub open: Option<counterclaim_model::EntryId>,
}

/// Everything that is open and shown.
#[derive(Debug)]
pub struct State {
    pub(super) author: Key,
    /// Who signs where the preferences name nobody.
    pub(super) system_author: Key,
    /// The name of the system's account, which a session tells only if its owner wants that.
    pub(super) account: Option<String>,
    pub(super) document: Option<Document>,
    /// Where a table is open, the document is of the event that is looked at.
    pub(super) table: Option<OpenTable>,
    pub(super) assessment: Arc<Assessment>,
    pub(super) assessing: Assessing,
    pub(super) laying: Laying,
    pub(super) placing: Placing,
    pub(super) view: View,
    /// What the lists in `visible` are made of.
    pub(super) facts: Facts,
    pub(super) mentions: Mentions,
    pub(super) visible: Visible,
    pub(super) dialog: Option<Dialog>,
    pub(super) notices: Vec<Notice>,
    pub(super) preferences: Preferences,
    /// What is being read, if anything.
    pub(super) loading: Option<String>,
    /// How far the reading has come, where that can be told.
    pub(super) progress: Option<Arc<Progress>>,
    /// How far the writing of a table's events has come.
    pub(super) exporting: Option<Arc<Progress>>,
    /// The extension that an export is to have unless the person says otherwise.
    pub(super) export_extension: &'static str,
    /// Where to save once the SHA-256 of the table is known.
    pub(super) save_when_hashed: Option<(PathBuf, Option<Expected>)>,
    /// What a save that is under way leads to.
    pub(super) after_save: Option<Then>,
    pub(super) saving: bool,
    /// Where to save once the save that is under way has ended.
    pub(super) save_next: Option<(PathBuf, Option<Expected>)>,
    /// The session file of which the other program's edits are being read; no save begins until they are there.
    pub(super) taking_in: Option<PathBuf>,
    /// Whether the save that is under way is of a document that is no longer open.
    pub(super) saving_another: bool,
    pub(super) recovery_offers: Vec<RecoveryOffer>,
    pub(super) homeless: Option<Homeless>,
    /// The table whose columns are being given their meaning.
    pub(super) columns: Option<Columns>,
    /// The id of the format as which the file that is asked for is to be read.
    pub(super) open_as: Option<String>,
    /// What was read while there was unsaved work; it waits for an answer.
    pub(super) arrived: Option<Box<Loaded>>,
    /// Where the journal stood when the person said that its unsaved work may go.
    pub(super) let_go: Option<u64>,
    pub(super) recovery_mark: RecoveryMark,
    /// Changes whenever assessment, view or document change: caches key on it.
    pub(super) revision: u64,
    /// Changes whenever the map, or the timeline, has other claims to show.
    pub(super) places_revision: u64,
    pub(super) times_revision: u64,
    /// Changes whenever there is another dataset, or another layer or addition over it.
    pub(super) evidence_revision: u64,
}

impl State {
    /// Nothing open yet; `author` signs the edits.
    pub fn new(author: Key, preferences: Preferences) -> Self {
        Self {
            system_author: author.clone(),
            account: None,
            author,
            document: None,
            table: None,
            assessment: Arc::default(),
            assessing: Assessing::default(),
            laying: Laying::default(),
            placing: Placing::default(),
            view: View::default(),
            facts: Facts::default(),
            mentions: Mentions::default(),
            visible: Visible::default(),
            dialog: None,
            notices: Vec::new(),
            preferences,
            loading: None,
            progress: None,
            exporting: None,
            export_extension: "html",
            save_when_hashed: None,
            after_save: None,
            saving: false,
            save_next: None,
            taking_in: None,
            saving_another: false,
            recovery_offers: Vec::new(),
            homeless: None,
            columns: None,
            open_as: None,
            arrived: None,
            let_go: None,
            recovery_mark: RecoveryMark::default(),
            revision: 0,
            places_revision: 0,
            times_revision: 0,
            evidence_revision: 0,
        }
    }

    /// The same where the system's account has this name.
    #[must_use]
    pub fn on_account(self, account: Option<String>) -> Self {
        Self { account, ..self }
    }

    /// A copy of what is open and shown, for work on another thread.
    pub fn snapshot(&self) -> Self {
        Self {
            system_author: self.system_author.clone(),
            author: self.author.clone(),
            document: self.document.clone(),
            table: self.table.clone(),
            assessment: self.assessment.clone(),
            view: self.view.clone(),
            visible: self.visible.clone(),
            preferences: self.preferences.clone(),
            revision: self.revision,
            ..Self::new(self.author.clone(), Preferences::default())
        }
    }

    pub fn author(&self) -> &Key {
        &self.author
    }

    /// The open dataset and session.
    pub fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    /// The event table that is open; the document is then of the event that is looked at.
    pub fn table(&self) -> Option<&OpenTable> {
        self.table.as_ref()
    }

    /// The evidence of the open document.
    pub fn dataset(&self) -> Option<&Dataset> {
        self.document.as_ref().map(|document| &**document.evidence())
    }

    /// From when to when what is open reaches.
    pub fn reach(&self) -> Reach {
        self.document.as_ref().map(Document::reach).unwrap_or_default()
    }

    /// What the analyst at this window holds, if anything yet.
    pub fn judgement(&self) -> Option<&Judgement> {
        self.document.as_ref()?.journal().session().judgement(&self.author)
    }

    /// Of the open document's evidence.
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// Of all that is known now, whatever the as-of time; `None` where it has not been reckoned.
    pub fn assessment_now(&self) -> Option<&Assessment> {
        self.assessing.now(&self.assessment)
    }

    /// The letter that a source's record suggests; reckoned for all sources when it is first asked for.
    pub fn suggested_letter(&self, source: SourceId) -> Reliability {
        self.assessing.suggested(&self.assessment).get(source.index()).copied().unwrap_or(Reliability::F)
    }

    /// Whether the computed figure of a claim may be shown yet.
    pub fn shows_figure(&self, claim: ClaimId) -> bool {
        !self.computed(claim).is_hidden()
    }

    /// Whether the figures are of an older state of the work, and new ones are being reckoned.
    pub fn figures_are_stale(&self) -> bool {
        self.assessing.is_under_way() || self.table.as_ref().is_some_and(|table| table.figures().is_under_way())
    }

    /// Whether something had been said about a claim by the as-of time; everything is known without one.
    pub fn is_known(&self, claim: ClaimId) -> bool {
        let Some(dataset) = self.dataset().filter(|_| self.view.as_of_s.is_some()) else {
            return true;
        };
        let by_then = Options::as_of(self.view.as_of_s);
        dataset.statements_of_claim(claim).iter().any(|id| by_then.knows(dataset, *id))
    }

    pub fn view(&self) -> &View {
        &self.view
    }

    pub fn visible(&self) -> &Visible {
        &self.visible
    }

    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// Oldest first.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    pub fn loading(&self) -> Option<&str> {
        self.loading.as_deref()
    }

    /// How far the reading that is under way has come, where that can be told.
    pub fn progress(&self) -> Option<&Progress> {
        self.progress.as_deref()
    }

    /// How far the writing of a table's events has come, if that is under way.
    pub fn exporting(&self) -> Option<&Progress> {
        self.exporting.as_deref()
    }

    pub fn is_saving(&self) -> bool {
        self.saving || self.taking_in.is_some() || self.save_when_hashed.is_some()
    }

    /// Whether anything is left out of cards, map and lists.
    pub fn is_filtered(&self) -> bool {
        match &self.table {
            Some(table) => table.is_filtered(),
            None => !self.view.filter.is_empty(),
        }
    }

    /// What is searched for and marked where it is found, in lower case.
    pub fn searched_words(&self) -> Vec<String> {
        match &self.table {
            // In a table the whole of it is one text to find.
            Some(table) => vec![table.searching().text.trim().to_lowercase()],
            None => self.view.filter.words(),
        }
    }

    /// The name of the dataset that a session waits for, and why the last place shown would not do.
    pub fn missing_dataset(&self) -> Option<(&str, Option<&str>)> {
        let homeless = self.homeless.as_ref()?;
        let name = homeless.file.datasets.first().map_or("", |dataset| dataset.name.as_str());
        Some((name, homeless.error.as_deref()))
    }

    /// The table whose columns are being given their meaning.
    pub fn columns(&self) -> Option<&Columns> {
        self.columns.as_ref()
    }

    pub fn recovery_offers(&self) -> &[RecoveryOffer] {
        &self.recovery_offers
    }

    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Changes whenever there is another dataset, or another layer or addition over it.
    pub fn evidence_revision(&self) -> u64 {
        self.evidence_revision
    }

    /// Changes whenever there are other claims at other places, or another dataset.
    pub fn places_revision(&self) -> u64 {
        self.places_revision
    }

    /// Changes whenever there are other statements and events to put on the timeline, or another dataset.
    pub fn times_revision(&self) -> u64 {
        self.times_revision
    }

    /// Whether closing now would lose work.
    pub fn has_unsaved_changes(&self) -> bool {
        self.document.as_ref().is_some_and(|document| document.journal().has_unsaved_changes())
    }

    /// Takes over what was chosen; the name signs what is opened from now on.
    pub(super) fn set_preferences(&mut self, preferences: Preferences) {
        self.preferences = preferences;
        self.refresh();
    }

    /// The name that signs the edits of a document that is opened now.
    pub(super) fn next_author(&self) -> Key {
        match self.preferences.author.trim() {
            "" => self.system_author.clone(),
            name => Key::from(name),
        }
    }

    /// How the figures are to be reckoned.
    pub(super) fn options(&self) -> Options {
        // Of a table all events are reckoned together, not the one that is looked at alone.
        let counts_listings = self.counts_listings() && self.table.is_none();
        Options { counts_listings, ..self.view.what_if.options(self.view.as_of_s) }
    }

    /// Recomputes the lists that the panels show.
    pub(super) fn refresh(&mut self) {
        self.revision += 1;
        let Some(document) = &self.document else {
            (self.facts, self.mentions) = (Facts::default(), Mentions::default());
            self.evidence_revision += 1;
            (self.places_revision, self.times_revision) = (self.places_revision + 1, self.times_revision + 1);
            self.visible = Visible::default();
            return;
        };
        let evidence = Evidence {
            dataset: document.evidence(),
            assessment: &self.assessment,
            judgement: document.journal().session().judgement(&self.author),
            hides_until_graded: self.preferences.hides_until_graded,
        };
        // What is asked of a table is asked of its rows, not of the one event that is looked at.
        let everything = self.table.is_some().then(View::default);
        let is_other = self.facts.follow(document.evidence(), &self.assessment);
        let view = everything.as_ref().unwrap_or(&self.view);
        let visible = Visible::compute(view, evidence, &self.facts, &mut self.mentions);
        self.evidence_revision += u64::from(is_other);
        self.places_revision += u64::from(is_other || !visible.has_places_of(&self.visible));
        self.times_revision += u64::from(is_other || !visible.has_times_of(&self.visible));
        self.visible = visible;
    }
}
