//! The open dataset with the session on it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::as_of::Reach;
use super::compose::ComposedEvidence;
use super::layers::Layers;
use super::loaded::{DatasetOrigin, dataset_hint};
use super::owner::Disclosed;
use super::{LoadedDataset, TableSession};
use counterclaim_engine::Assessment;
use counterclaim_io::import_report::ImportReport;
use counterclaim_io::recovery::{Origin, Work};
use counterclaim_io::session_file::{self, DatasetRef, Expected, MAX_ISSUES, SessionFile};
use counterclaim_io::{Issue, IssueText, Severity};
use counterclaim_model::alike::{self, Alike};
use counterclaim_model::{
    Dataset, DatasetBuilder, DatasetHeader, Edit, Entry, Id as _, Journal, Key, Line, SourceId, Target,
};

/// The reason in issues about edits whose record is not in the evidence.
const LOST_TARGET: &str = "its target is not in the dataset; the edit is kept";
const LOST_PLACE: &str = "the place is not in the dataset; the edit is kept";

/// An open dataset and the analyst's work on it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The first layer, as it was imported.
    pub(super) first: Arc<Dataset>,
    pub(super) layers: Layers,
    /// The evidence: the first dataset with its layers, additions and placements.
    pub(super) composed: ComposedEvidence,
    /// Whether edits are to be checked against the evidence once a job has built it.
    is_unchecked: bool,
    origin: DatasetOrigin,
    sha256: String,
    issues: Vec<Issue>,
    reading: ImportReport,
    pub(super) journal: Journal,
    session_path: Option<PathBuf>,
    /// The hashes of each session file that was read or written, at that time.
    fingerprints: BTreeMap<PathBuf, String>,
    /// Fields of the session's header that this version does not know.
    unknown: Map<String, Value>,
    /// The first dataset as the session file names it, with the fields that this version does not know.
    first_ref: DatasetRef,
    /// The assessment made during import, until it is taken.
    assessment: Option<Arc<Assessment>>,
    /// The SHA-256 of the dataset according to the session, until the actual one is known.
    expected_sha256: Option<String>,
    /// What its file already reveals about its owner.
    pub(super) disclosed: Disclosed,
}

impl Document {
    pub(super) fn new(loaded: LoadedDataset, journal: Journal) -> Self {
        let mut document = Self {
            composed: ComposedEvidence::alone(&loaded.dataset),
            first: loaded.dataset,
            layers: Layers::default(),
            is_unchecked: false,
            origin: loaded.origin,
            sha256: loaded.sha256,
            issues: loaded.issues,
            reading: loaded.reading,
            journal,
            session_path: None,
            fingerprints: BTreeMap::new(),
            unknown: Map::new(),
            first_ref: DatasetRef::default(),
            assessment: loaded.assessment,
            expected_sha256: None,
            disclosed: Disclosed::default(),
        };
        // Large evidence is built after opening.
        document.lay();
        document
    }

    /// A session on its dataset; edits without a target and a changed dataset become issues.
    pub(super) fn with_session(
        loaded: LoadedDataset,
        layers: Vec<(Key, LoadedDataset)>,
        path: Option<PathBuf>,
        (file, recovered): (SessionFile, bool),
        author: Key,
    ) -> Self {
        let expected = file.datasets.first().map(|dataset| dataset.sha256.clone());
        let named = Layers::of(&file);
        let first_ref = file.datasets.first().cloned();
        // What was only recovered is not in a file yet.
        let disclosed = path.as_ref().filter(|_| !recovered).map(|_| Disclosed::by(&file)).unwrap_or_default();
        let mut document = Self::new(loaded, Journal::from_lines(author, file.lines));
        document.session_path = path;
        document.disclosed = disclosed;
        document.unknown = file.unknown;
        document.layers = named;
        document.first_ref = first_ref.unwrap_or_default();
        for (key, layer) in layers {
            document.add_issues(layer.issues.clone());
            document.layers.take(key, layer);
        }
        document.check_sha256(expected.as_deref());
        document.lay_and_check();
        document
    }

    /// The work on an event table: no event is selected yet, and the file's SHA-256 is unknown.
    pub(super) fn of_table(path: PathBuf, header: &DatasetHeader, session: Option<TableSession>, author: Key) -> Self {
        let loaded = LoadedDataset {
            assessment: None,
            dataset: Arc::new(Self::without_rows(header)),
            issues: Vec::new(),
            sha256: String::new(),
            origin: DatasetOrigin::File(path),
            reading: ImportReport::default(),
        };
        let Some(session) = session else {
            return Self::new(loaded, Journal::new(author));
        };
        let expected = session.file.datasets.first().map(|dataset| dataset.sha256.clone());
        let named = Layers::of(&session.file);
        let first_ref = session.file.datasets.first().cloned();
        let in_file = session.path.as_ref().filter(|_| !session.recovered);
        let disclosed = in_file.map(|_| Disclosed::by(&session.file)).unwrap_or_default();
        let mut document = Self::new(loaded, Journal::from_lines(author, session.file.lines));
        document.layers = named;
        document.first_ref = first_ref.unwrap_or_default();
        if let Some(path) = session.path {
            document.set_session_path(path, session.fingerprint);
        }
        document.disclosed = disclosed;
        document.unknown = session.file.unknown;
        document.issues = session.issues;
        document.expected_sha256 = expected.filter(|expected| !expected.is_empty());
        document
    }

    /// The empty evidence under the session while no event of a table is selected.
    pub(super) fn without_rows(header: &DatasetHeader) -> Dataset {
        DatasetBuilder { header: header.clone(), ..DatasetBuilder::default() }.finish().0
    }

    /// Applies the session to another part of its table.
    pub(super) fn set_excerpt(&mut self, dataset: Dataset) {
        self.begin_with(Arc::new(dataset));
        // An excerpt is small.
        self.lay();
    }

    /// Sets another first dataset, without layers and additions yet.
    fn begin_with(&mut self, first: Arc<Dataset>) {
        self.composed = ComposedEvidence::alone(&first);
        self.first = first;
    }

    /// Sets the SHA-256 that a job has computed; if it differs from the session's, an issue says so.
    pub(super) fn set_sha256(&mut self, sha256: String) {
        self.sha256 = sha256;
        if let Some(expected) = self.expected_sha256.take() {
            self.check_sha256(Some(&expected));
        }
    }

    /// The dataset as it was imported.
    pub(super) fn imported(&self) -> &Arc<Dataset> {
        &self.composed.imported
    }

    /// Takes the assessment made during import, once.
    pub(super) fn take_assessment(&mut self) -> Option<Arc<Assessment>> {
        self.assessment.take()
    }

    /// The first layer as it was imported.
    pub(super) fn first(&self) -> &Arc<Dataset> {
        &self.first
    }

    /// The range of the evidence in time.
    pub fn reach(&self) -> Reach {
        self.composed.reach
    }

    /// The evidence: the dataset with the session's additions.
    pub fn evidence(&self) -> &Arc<Dataset> {
        &self.composed.evidence
    }

    pub fn origin(&self) -> &DatasetOrigin {
        &self.origin
    }

    /// The SHA-256 of the dataset's file; empty while it is unknown.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// How the dataset was read.
    pub fn reading(&self) -> &ImportReport {
        &self.reading
    }

    pub(super) fn set_reading(&mut self, reading: ImportReport) {
        self.reading = reading;
    }

    /// Moves the work to the same file read in another way; the session's file will record that.
    pub(super) fn reread(&mut self, loaded: LoadedDataset) {
        self.begin_with(loaded.dataset);
        self.sha256 = loaded.sha256;
        self.issues = loaded.issues;
        self.reading = loaded.reading;
        self.first_ref.unknown.remove(session_file::READING);
        self.assessment = loaded.assessment;
        self.lay_and_check();
        if self.session_path.is_some() {
            self.journal.mark_unsaved();
        }
    }

    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    pub(super) fn journal_mut(&mut self) -> &mut Journal {
        &mut self.journal
    }

    pub(super) fn add_issues(&mut self, issues: Vec<Issue>) {
        self.issues.extend(issues);
    }

    /// Removes the issue that the file of a layer was not found.
    pub(super) fn found_layer(&mut self, name: &str) {
        let record = format!("layer {name}");
        self.issues.retain(|issue| issue.record() != record);
    }

    /// Removes the issues of a layer that is read again in another way; its edits will be checked anew.
    pub(super) fn forget_layer_issues(&mut self, file: &str) {
        let is_of_first = self.dataset_name() == file;
        let lost = [LOST_TARGET, LOST_PLACE];
        let session = self.session_name();
        let is_alike = |issue: &Issue| issue.file() == session && issue.reason().contains("` looks like `");
        let is_of_check = |issue: &Issue| lost.contains(&&*issue.reason()) || is_alike(issue);
        self.issues.retain(|issue| !is_of_check(issue) && (is_of_first || issue.file() != file));
        self.is_unchecked = true;
        if self.session_path.is_some() {
            self.journal.mark_unsaved();
        }
    }

    /// The file that the session was read from or saved to.
    pub fn session_path(&self) -> Option<&Path> {
        self.session_path.as_deref()
    }

    pub(super) fn set_session_path(&mut self, path: PathBuf, fingerprint: Option<String>) {
        if let Some(fingerprint) = fingerprint {
            self.fingerprints.insert(path.clone(), fingerprint);
        }
        self.session_path = Some(path);
    }

    /// SHA-256 of the session file as it was last read or written, if there is one.
    pub fn fingerprint(&self) -> Option<&str> {
        self.fingerprints.get(self.session_path.as_ref()?).map(String::as_str)
    }

    /// The state that the session file must have for a save to replace it.
    pub(super) fn expected(&self, path: &Path) -> Expected {
        let known = self.fingerprints.get(path).cloned();
        known.map_or(Expected::Nothing, Expected::Fingerprint)
    }

    /// Adds the edits of another program's session file before those that it lacks.
    pub(super) fn take_in(&mut self, path: PathBuf, file: SessionFile, fingerprint: String) {
        let lines = self.journal.lines().to_vec();
        self.layers.add_refs(&file);
        self.disclosed.learn(&file);
        let own = Work { origin: Origin::default(), lines };
        let merged = own.added_to(file);
        self.journal.replace_lines(merged.lines);
        for (field, value) in merged.unknown {
            self.unknown.entry(field).or_insert(value);
        }
        self.fingerprints.insert(path, fingerprint);
    }

    /// The session's name in the title: that of its file, or “new session”.
    pub fn session_name(&self) -> String {
        let name = self.session_path.as_ref().and_then(|path| path.file_name());
        name.map_or_else(|| "new session".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// The session as it will be written to `path`.
    pub(super) fn session_file(&self, path: Option<&Path>) -> SessionFile {
        let (datasets, lines) = self.told(path, self.dataset_refs(path));
        SessionFile { datasets, unknown: self.unknown.clone(), lines }
    }

    /// The datasets as a session file at `path` names them.
    pub fn dataset_refs(&self, path: Option<&Path>) -> Vec<DatasetRef> {
        let name = self.first.header().title.clone();
        let hint = dataset_hint(&self.origin, path);
        let reading = self.first_ref.reading_by(&self.reading.options);
        let first = DatasetRef { name, path: hint, sha256: self.sha256.clone(), reading, ..self.first_ref.clone() };
        std::iter::once(first).chain(self.layers.refs(path)).collect()
    }

    /// Builds the session's evidence and checks its edits against it, now or once a job has built it.
    fn lay_and_check(&mut self) {
        self.is_unchecked = true;
        self.lay();
    }

    pub(super) fn check_if_wanted(&mut self) {
        if std::mem::take(&mut self.is_unchecked) {
            self.check();
        }
    }

    /// Adds issues for edits that have lost their target, and for added records that are invalid.
    fn check(&mut self) {
        let evidence = self.composed.evidence.clone();
        let layers = self.layers.clone();
        // For a missing layer there is one issue, not one for every edit.
        self.check_targets(|target| match target {
            Target::Claim(key) => evidence.claim_by_key(key).is_some() || layers.is_of_absent(key),
            Target::Statement(key) => evidence.statement_by_key(key).is_some() || layers.is_of_absent(key),
            Target::Source(key) => evidence.source_by_key(key).is_some() || layers.is_of_absent(key),
        });
        let mut issues = self.layers.issues(&self.session_name());
        issues.extend(self.lost_placements());
        issues.extend(self.alike_across_layers());
        // Defects of the dataset itself were reported on import.
        let known: BTreeSet<String> = if self.composed.defects.is_empty() {
            BTreeSet::new()
        } else {
            self.issues.iter().map(|issue| issue.reason()).collect()
        };
        for defect in self.composed.defects.iter().filter(|defect| !known.contains(&defect.reason)) {
            let record = format!("added {} {}, {}", defect.kind.label(), defect.key, defect.field);
            issues.push(self.remark(None, record, defect.reason.clone()));
        }
        self.issues.extend(issues);
    }

    /// Adds issues for sources that look like one of another layer but are spelled differently; those within one layer
    /// were reported on import, and those with the same name are suggested in the source panel.
    fn alike_across_layers(&self) -> Vec<Issue> {
        let evidence = &self.composed.evidence;
        if self.layers().len() < 2 {
            return Vec::new();
        }
        let sources: Vec<_> = evidence.source_ids().map(|id| evidence.source(id)).collect();
        let layer = |at: usize| evidence.layer_of_source(SourceId::from_index(at));
        let across = alike::found(sources.iter().map(|source| source.name)).into_iter().filter_map(|(at, alike)| {
            let Alike::LooksLike(first) = alike else { return None };
            let source = sources.get(at).filter(|_| layer(at) != layer(first))?;
            let record = |at: usize| sources.get(at).map_or(("", ""), |source| (source.key, source.name));
            let reason = counterclaim_io::look_alikes::reason("source", source.name, alike, record);
            Some(self.remark(None, format!("source {}", source.key), reason))
        });
        across.collect()
    }

    /// Adds issues for placed places that are no longer in the dataset.
    fn lost_placements(&self) -> Vec<Issue> {
        let keys: BTreeSet<&str> = self.composed.evidence.places().map(|place| place.key).collect();
        // The places of a missing layer are not listed one by one.
        let is_there = |key: &Key| keys.contains(&**key) || self.layers.is_of_absent(key);
        let mut issues = Vec::new();
        let mut more = 0usize;
        for (row, entry) in self.numbered_entries() {
            let Edit::Geocoded { places } = &entry.edit else { continue };
            for key in places.keys().filter(|key| !is_there(key)) {
                if issues.len() < MAX_ISSUES {
                    issues.push(self.remark(Some(row), format!("place {key}"), LOST_PLACE.to_owned()));
                } else {
                    more += 1;
                }
            }
        }
        issues.extend(self.more_lost(more));
        issues
    }

    /// Adds an issue if the dataset is not the one the session was made for.
    fn check_sha256(&mut self, expected: Option<&str>) {
        if expected.is_some_and(|expected| expected != self.sha256) {
            let reason = "the dataset has changed since the session was saved; every edit is kept";
            self.issues.push(self.remark(None, "dataset".to_owned(), reason.to_owned()));
        }
    }

    /// Adds issues for edits without a target.
    pub(super) fn check_targets(&mut self, is_there: impl Fn(&Target) -> bool) {
        let mut issues = Vec::new();
        let mut more = 0usize;
        for (row, entry) in self.numbered_entries() {
            for target in entry.edit.named().iter().filter(|target| !is_there(target)) {
                if issues.len() == MAX_ISSUES {
                    more += 1;
                    continue;
                }
                let (kind, key) = match target {
                    Target::Claim(key) => ("claim", key),
                    Target::Statement(key) => ("statement", key),
                    Target::Source(key) => ("source", key),
                };
                let record = format!("{kind} {key}, {}", entry.edit.label());
                issues.push(self.remark(Some(row), record, LOST_TARGET.to_owned()));
            }
        }
        issues.extend(self.more_lost(more));
        self.issues.extend(issues);
    }

    /// The edits, with their lines in the session file.
    fn numbered_entries(&self) -> impl Iterator<Item = (usize, &Entry)> {
        let rows = self.journal.lines().iter().scan(2usize, |next, line| {
            let row = *next;
            *next += line.row_count();
            Some((row, line))
        });
        rows.filter_map(|(row, line)| match line {
            Line::Entry(entry) => Some((row, entry)),
            Line::Kept(_) => None,
        })
    }

    /// The issue that replaces so many more issues.
    fn more_lost(&self, more: usize) -> Option<Issue> {
        let reason = || format!("{more} more edits have lost their target; they are kept, and not listed");
        (more > 0).then(|| self.remark(None, "edits".to_owned(), reason()))
    }

    fn remark(&self, line: Option<usize>, record: String, reason: String) -> Issue {
        let file = self.session_name();
        let severity = Severity::Remark;
        IssueText { file, line, record, field: String::new(), reason, severity }.into()
    }
}
