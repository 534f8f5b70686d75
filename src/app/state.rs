//! Everything that is open and shown; only `update` writes it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::as_of::Reach;
use super::assessing::Assessing;
use super::claim_index::ClaimIndex;
use super::compose::EvidenceSpec;
use super::filter::Evidence;
use super::geocoding::Geocoding;
use super::geocoding::{Asked, Choice, PlaceRow};
use super::latest_job::LatestJob;
use super::text_search::TextSearch;
use super::{
    Columns, Computed, Dialog, Document, Loaded, Notice, OpenTable, PendingAction, RecoveryOffer, View, Visible,
};
use counterclaim_engine::{Assessment, Options};
use counterclaim_export::{EXPORTERS, Exporter};
use counterclaim_io::preferences::Preferences;
use counterclaim_io::session_file::{Expected, SessionFile};
use counterclaim_model::Progress;
use counterclaim_model::{ClaimId, Dataset, EventId, Id as _, Judgement, Key, Placement, Reliability, SourceId};

/// A session whose dataset has to be located.
#[derive(Clone, Debug)]
pub(super) struct UnresolvedSession {
    pub path: Option<PathBuf>,
    pub file: SessionFile,
    pub fingerprint: Option<String>,
    pub recovered: bool,
    /// Why the last chosen file was refused.
    pub error: Option<String>,
}

/// How far the recovery journal has followed the session's.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RecoveryMark {
    /// Settled lines that it has, or that a session file has.
    pub lines: usize,
    /// The open gesture as it was last stored.
    pub open: Option<counterclaim_model::EntryId>,
}

/// Everything that is open and shown.
#[derive(Debug)]
pub struct State {
    pub(super) author: Key,
    /// The author if the preferences give no name.
    pub(super) system_author: Key,
    /// The name of the system's account, which a session reveals only with its owner's consent.
    pub(super) account: Option<String>,
    pub(super) document: Option<Document>,
    /// With an open table, the document contains the selected event.
    pub(super) table: Option<OpenTable>,
    pub(super) assessment: Arc<Assessment>,
    pub(super) assessing: Assessing,
    pub(super) composing: LatestJob<Arc<EvidenceSpec>>,
    pub(super) geocoding: Geocoding,
    pub(super) view: View,
    /// The inputs of the lists in `visible`.
    pub(super) facts: ClaimIndex,
    pub(super) text_search: TextSearch,
    pub(super) visible: Visible,
    pub(super) dialog: Option<Dialog>,
    pub(super) notices: Vec<Notice>,
    pub(super) preferences: Preferences,
    /// The name of the file that is being read, if any.
    pub(super) loading: Option<String>,
    /// The progress of reading, if it is known.
    pub(super) progress: Option<Arc<Progress>>,
    /// The progress of a table's export.
    pub(super) exporting: Option<Arc<Progress>>,
    /// The default format of an export.
    pub(super) exporter: &'static Exporter,
    /// Where to save once the SHA-256 of the table is known.
    pub(super) save_when_hashed: Option<(PathBuf, Option<Expected>)>,
    /// The next step after this action, which may be one that had to wait for an answer.
    pub(super) continue_with: Option<PendingAction>,
    /// The next step after the running save.
    pub(super) after_save: Option<PendingAction>,
    pub(super) saving: bool,
    /// Where to save once the running save has ended.
    pub(super) save_next: Option<(PathBuf, Option<Expected>)>,
    /// The session file whose foreign edits are being read; no save starts until they are there.
    pub(super) taking_in: Option<PathBuf>,
    /// Whether the running save belongs to a document that is no longer open.
    pub(super) saving_another: bool,
    pub(super) recovery_offers: Vec<RecoveryOffer>,
    pub(super) unresolved: Option<UnresolvedSession>,
    /// The table in the mapping dialog.
    pub(super) columns: Option<Columns>,
    /// The id of the format for the file being chosen.
    pub(super) open_as: Option<String>,
    /// What was read while there was unsaved work; it waits for an answer.
    pub(super) pending_load: Option<Box<Loaded>>,
    /// The position of the journal when the user agreed to discard its unsaved work.
    pub(super) discard_confirmed_at: Option<u64>,
    pub(super) recovery_mark: RecoveryMark,
    /// Changes whenever assessment, view or document change: the key of caches.
    pub(super) revision: u64,
    /// Changes whenever the map, or the timeline, has other claims to show.
    pub(super) places_revision: u64,
    pub(super) times_revision: u64,
    /// Changes whenever the dataset, a layer or an addition changes.
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
            composing: LatestJob::default(),
            geocoding: Geocoding::default(),
            view: View::default(),
            facts: ClaimIndex::default(),
            text_search: TextSearch::default(),
            visible: Visible::default(),
            dialog: None,
            notices: Vec::new(),
            preferences,
            loading: None,
            progress: None,
            exporting: None,
            exporter: &EXPORTERS[0],
            save_when_hashed: None,
            continue_with: None,
            after_save: None,
            saving: false,
            save_next: None,
            taking_in: None,
            saving_another: false,
            recovery_offers: Vec::new(),
            unresolved: None,
            columns: None,
            open_as: None,
            pending_load: None,
            discard_confirmed_at: None,
            recovery_mark: RecoveryMark::default(),
            revision: 0,
            places_revision: 0,
            times_revision: 0,
            evidence_revision: 0,
        }
    }

    /// The same with the name of the system's account.
    #[must_use]
    pub fn on_account(self, account: Option<String>) -> Self {
        Self { account, ..self }
    }

    /// A copy of what is open and shown, for another thread.
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

    /// The open event table; the document then contains the selected event.
    pub fn table(&self) -> Option<&OpenTable> {
        self.table.as_ref()
    }

    /// The evidence of the open document.
    pub fn dataset(&self) -> Option<&Dataset> {
        self.document.as_ref().map(|document| &**document.evidence())
    }

    /// The range of the open data in time.
    pub fn reach(&self) -> Reach {
        self.document.as_ref().map(Document::reach).unwrap_or_default()
    }

    /// The judgements of the local analyst, if there are any.
    pub fn judgement(&self) -> Option<&Judgement> {
        self.document.as_ref()?.journal().session().judgement(&self.author)
    }

    /// The assessment of the open document's evidence.
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// The assessment of everything known now, whatever the as-of time; `None` until it is calculated.
    pub fn assessment_now(&self) -> Option<&Assessment> {
        self.assessing.now(&self.assessment)
    }

    /// The letter that a source's track record suggests; calculated for all sources at the first request.
    pub fn suggested_letter(&self, source: SourceId) -> Reliability {
        self.assessing.suggested(&self.assessment).get(source.index()).copied().unwrap_or(Reliability::F)
    }

    /// Whether the estimate of a claim may be shown yet.
    pub fn shows_figure(&self, claim: ClaimId) -> bool {
        !self.computed(claim).is_hidden()
    }

    /// Whether the estimates are out of date, and new ones are being calculated.
    pub fn figures_are_stale(&self) -> bool {
        self.assessing.is_under_way() || self.table.as_ref().is_some_and(|table| table.figures().is_under_way())
    }

    /// Whether a claim had a statement by the as-of time; without one, every claim is known.
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

    /// The progress of the running import, if it is known.
    pub fn progress(&self) -> Option<&Progress> {
        self.progress.as_deref()
    }

    /// The progress of a table's export, if one is running.
    pub fn exporting(&self) -> Option<&Progress> {
        self.exporting.as_deref()
    }

    pub fn is_saving(&self) -> bool {
        self.saving || self.taking_in.is_some() || self.save_when_hashed.is_some()
    }

    /// Whether filters hide anything from cards, map and lists.
    pub fn is_filtered(&self) -> bool {
        match &self.table {
            Some(table) => table.is_filtered(),
            None => !self.view.filter.is_empty(),
        }
    }

    /// The search words, in lower case, for highlighting.
    pub fn searched_label(&self) -> Vec<String> {
        match &self.table {
            // A table searches for the whole text, not for its words.
            Some(table) => vec![table.searching().text.trim().to_lowercase()],
            None => self.view.filter.words(),
        }
    }

    /// The name of the dataset to locate, and why the last chosen file was refused.
    pub fn missing_dataset(&self) -> Option<(&str, Option<&str>)> {
        let unresolved = self.unresolved.as_ref()?;
        let name = unresolved.file.datasets.first().map_or("", |dataset| dataset.name.as_str());
        Some((name, unresolved.error.as_deref()))
    }

    /// The table in the mapping dialog.
    pub fn columns(&self) -> Option<&Columns> {
        self.columns.as_ref()
    }

    pub fn recovery_offers(&self) -> &[RecoveryOffer] {
        &self.recovery_offers
    }

    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Changes whenever the dataset, a layer or an addition changes.
    pub fn evidence_revision(&self) -> u64 {
        self.evidence_revision
    }

    /// Changes whenever the map's claims or places, or the dataset, change.
    pub fn places_revision(&self) -> u64 {
        self.places_revision
    }

    /// Changes whenever the timeline's statements and events, or the dataset, change.
    pub fn times_revision(&self) -> u64 {
        self.times_revision
    }

    /// The position of the journal, if there is one.
    pub(super) fn journal_revision(&self) -> Option<u64> {
        self.document.as_ref().map(|document| document.journal().revision())
    }

    /// Whether closing now would lose work.
    pub fn has_unsaved_changes(&self) -> bool {
        self.document.as_ref().is_some_and(|document| document.journal().has_unsaved_changes())
    }

    /// Applies new preferences; the name signs documents opened from now on.
    pub(super) fn set_preferences(&mut self, preferences: Preferences) {
        self.preferences = preferences;
        self.refresh();
    }

    /// The name that signs the edits of a document opened now.
    pub(super) fn next_author(&self) -> Key {
        match self.preferences.author.trim() {
            "" => self.system_author.clone(),
            name => Key::from(name),
        }
    }

    /// The options of the assessment.
    pub(super) fn options(&self) -> Options {
        // All events of a table are assessed together, not the selected one alone.
        let counts_listings = self.counts_listings() && self.table.is_none();
        Options { counts_listings, ..self.view.what_if.options(self.view.as_of_s) }
    }

    /// Recomputes the lists that the panels show.
    pub(super) fn refresh(&mut self) {
        self.revision += 1;
        let Some(document) = &self.document else {
            self.facts = ClaimIndex::default();
            self.text_search = TextSearch::default();
            self.evidence_revision += 1;
            self.places_revision += 1;
            self.times_revision += 1;
            self.visible = Visible::default();
            return;
        };
        let evidence = Evidence {
            dataset: document.evidence(),
            assessment: &self.assessment,
            judgement: document.journal().session().judgement(&self.author),
            hides_until_graded: self.preferences.hides_until_graded,
        };
        // A query of a table applies to its rows, not to the selected event.
        let everything = self.table.is_some().then(View::default);
        let is_other = self.facts.follow(document.evidence(), &self.assessment);
        let view = everything.as_ref().unwrap_or(&self.view);
        let visible = Visible::compute(view, evidence, &self.facts, &mut self.text_search);
        self.evidence_revision += u64::from(is_other);
        self.places_revision += u64::from(is_other || !visible.has_places_of(&self.visible));
        self.times_revision += u64::from(is_other || !visible.has_times_of(&self.visible));
        self.visible = visible;
    }
}

impl State {
    /// The estimate of a claim, as it may be shown now.
    pub fn computed(&self, claim: ClaimId) -> Computed {
        let Some(dataset) = self.dataset() else {
            return Computed::Nothing;
        };
        let awaited = self.table().filter(|table| self.counts_listings() && table.figures().shown().is_none());
        if let Some(table) = awaited {
            return Computed::Awaited { is_stopped: table.figures().is_stopped() };
        }
        Computed::new(dataset, &self.assessment, self.judgement(), self.preferences.hides_until_graded, claim)
    }
}

impl State {
    /// Places with a name and no position, most claims first; filled while their dialog is open.
    pub fn place_rows(&self) -> &[PlaceRow] {
        self.geocoding.rows()
    }

    /// The gazetteer's candidates; `None` while they are being looked up.
    pub fn choices(&self, asked: &Asked) -> Option<&[Choice]> {
        self.geocoding.answers.get(asked).map(|choices| &**choices)
    }

    /// Why the look-up failed.
    pub fn placing_error(&self) -> Option<&str> {
        self.geocoding.error.as_deref()
    }

    /// The placement of every place with one candidate that nobody has placed; made into one edit, one step.
    pub fn single_placements(&self) -> &BTreeMap<Key, Option<Placement>> {
        &self.geocoding.singles
    }
}

impl State {
    /// Whether the analyst treats listed sources as support.
    pub fn counts_listings(&self) -> bool {
        self.judgement().is_some_and(|own| own.listings().is_some())
    }

    /// The estimate of an event of the table, as it may be shown now; `None` while listings are ignored.
    pub fn event_figure(&self, event: EventId, key: &str) -> Option<Computed> {
        let table = self.table.as_ref().filter(|_| self.counts_listings())?;
        let Some(shown) = table.figures.shown() else {
            return Some(Computed::Awaited { is_stopped: table.figures.is_stopped() });
        };
        let is_graded = || self.judgement().is_some_and(|own| own.claim_credibility(key).is_some());
        if self.preferences.hides_until_graded && !is_graded() {
            return Some(Computed::Hidden);
        }
        shown.likelihood(event).map(Computed::Likelihood)
    }
}
