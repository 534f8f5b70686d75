//! The open dataset with the session over it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{LoadedDataset, TableSession};
use crate::engine::Assessment;
use crate::io::recovery::{Origin, Work};
use crate::io::session_file::{self, DatasetRef, Expected, SessionFile};
use crate::io::{Issue, Severity};
use crate::model::{
    Addition, Dataset, DatasetBuilder, DatasetHeader, Defect, Edit, Entry, Journal, Key, Line, Placement, Target,
};

/// Where a dataset was read from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DatasetOrigin {
    /// One that ships with the program, by name.
    Example(&'static str),
    File(PathBuf),
}

/// What lies over a dataset.
#[derive(Clone, Debug)]
struct Laid {
    additions: Vec<Addition>,
    /// With their authors, by key of the place.
    placements: BTreeMap<Key, (Key, Placement)>,
    defects: Vec<Defect>,
}

/// An open dataset and the analyst's work over it.
#[derive(Clone, Debug)]
pub struct Document {
    /// As it was imported.
    imported: Arc<Dataset>,
    /// The imported dataset with the session's additions laid over it.
    evidence: Arc<Dataset>,
    origin: DatasetOrigin,
    sha256: String,
    issues: Vec<Issue>,
    journal: Journal,
    session_path: Option<PathBuf>,
    /// Of the session file as it was read or written last.
    fingerprint: Option<String>,
    /// Fields of the session's header that this version does not know.
    unknown: Map<String, Value>,
    /// Datasets of the session beyond the first; this version opens one.
    other_datasets: Vec<DatasetRef>,
    /// The additions and placements that lie over the dataset, and what is wrong with the additions.
    laid: Option<Laid>,
    /// The figures that were reckoned while the dataset was read, until they are taken.
    assessment: Option<Arc<Assessment>>,
    /// What the session says that the SHA-256 of its dataset is, until that is known.
    expected_sha256: Option<String>,
}

impl Document {
    pub(super) fn new(loaded: LoadedDataset, journal: Journal) -> Self {
        let mut document = Self {
            evidence: loaded.dataset.clone(),
            imported: loaded.dataset,
            origin: loaded.origin,
            sha256: loaded.sha256,
            issues: loaded.issues,
            journal,
            session_path: None,
            fingerprint: None,
            unknown: Map::new(),
            other_datasets: Vec::new(),
            laid: None,
            assessment: loaded.assessment,
            expected_sha256: None,
        };
        document.lay_additions();
        document
    }

    /// A session over its dataset; edits without a target and a changed dataset are told as issues.
    pub(super) fn with_session(
        loaded: LoadedDataset,
        path: Option<PathBuf>,
        file: SessionFile,
        author: crate::model::Key,
    ) -> Self {
        let expected = file.datasets.first().map(|dataset| dataset.sha256.clone());
        let mut document = Self::new(loaded, Journal::from_lines(author, file.lines));
        document.session_path = path;
        document.unknown = file.unknown;
        document.other_datasets = file.datasets.into_iter().skip(1).collect();
        let defects = document.lay_additions();
        document.check(expected.as_deref(), defects);
        document
    }

    /// The work over an event table: no event is looked at yet, and the file's SHA-256 is not known.
    pub(super) fn of_table(path: PathBuf, header: &DatasetHeader, session: Option<TableSession>, author: Key) -> Self {
        let (dataset, _) = DatasetBuilder { header: header.clone(), ..DatasetBuilder::default() }.finish();
        let loaded = LoadedDataset {
            assessment: None,
            dataset: Arc::new(dataset),
            issues: Vec::new(),
            sha256: String::new(),
            origin: DatasetOrigin::File(path),
        };
        let Some(session) = session else {
            return Self::new(loaded, Journal::new(author));
        };
        let expected = session.file.datasets.first().map(|dataset| dataset.sha256.clone());
        let mut document = Self::new(loaded, Journal::from_lines(author, session.file.lines));
        (document.session_path, document.fingerprint) = (session.path, session.fingerprint);
        document.unknown = session.file.unknown;
        document.other_datasets = session.file.datasets.into_iter().skip(1).collect();
        document.issues = session.issues;
        document.expected_sha256 = expected.filter(|expected| !expected.is_empty());
        document
    }

    /// Lays the session over another part of the table that it is about.
    pub(super) fn set_excerpt(&mut self, dataset: Dataset) {
        self.imported = Arc::new(dataset);
        self.evidence = self.imported.clone();
        self.laid = None;
        self.lay_additions();
    }

    /// Takes what a job has reckoned; a file that is not the one of the session is told as an issue.
    pub(super) fn set_sha256(&mut self, sha256: String) {
        self.sha256 = sha256;
        if let Some(expected) = self.expected_sha256.take() {
            self.check_sha256(&expected);
        }
    }

    /// The dataset as it was imported.
    pub(super) fn imported(&self) -> &Arc<Dataset> {
        &self.imported
    }

    /// The figures that were reckoned while the dataset was read, once.
    pub(super) fn take_assessment(&mut self) -> Option<Arc<Assessment>> {
        self.assessment.take()
    }

    /// The evidence: the dataset with the session's additions laid over it.
    pub fn evidence(&self) -> &Arc<Dataset> {
        &self.evidence
    }

    pub fn origin(&self) -> &DatasetOrigin {
        &self.origin
    }

    /// Of the dataset's file; empty while it is not known yet.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    pub fn issues(&self) -> &[Issue] {
        &self.issues
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

    /// The file that the session was read from or saved to.
    pub fn session_path(&self) -> Option<&Path> {
        self.session_path.as_deref()
    }

    pub(super) fn set_session_path(&mut self, path: PathBuf, fingerprint: Option<String>) {
        self.session_path = Some(path);
        self.fingerprint = fingerprint;
    }

    /// SHA-256 of the session file as it was read or written last, if there is one.
    pub fn fingerprint(&self) -> Option<&str> {
        self.fingerprint.as_deref()
    }

    /// What the session file must look like for a save to replace it.
    pub(super) fn expected(&self, path: &Path) -> Expected {
        match &self.fingerprint {
            Some(fingerprint) if self.session_path() == Some(path) => Expected::Fingerprint(fingerprint.clone()),
            _ => Expected::Nothing,
        }
    }

    /// Adds the edits of another program's session file before those that it does not have.
    pub(super) fn take_in(&mut self, file: SessionFile, fingerprint: String) {
        let author = self.journal.author().clone();
        let lines = self.journal.lines().to_vec();
        let own = Work { origin: Origin::default(), lines };
        let merged = own.added_to(file);
        self.journal = Journal::from_lines(author, merged.lines);
        self.journal.mark_unsaved();
        self.fingerprint = Some(fingerprint);
        self.lay_additions();
    }

    /// What the session is called in the title: its file's name, or that it has none yet.
    pub fn session_name(&self) -> String {
        let name = self.session_path.as_ref().and_then(|path| path.file_name());
        name.map_or_else(|| "new session".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// The session as it is to be written to `path`.
    pub(super) fn session_file(&self, path: Option<&Path>) -> SessionFile {
        SessionFile {
            datasets: self.dataset_refs(path),
            unknown: self.unknown.clone(),
            lines: self.journal.lines().to_vec(),
        }
    }

    /// The datasets as a session file at `path` names them.
    pub fn dataset_refs(&self, path: Option<&Path>) -> Vec<DatasetRef> {
        let hint = match &self.origin {
            DatasetOrigin::Example(name) => format!("{EXAMPLE_PREFIX}{name}"),
            DatasetOrigin::File(dataset) => match path {
                Some(session) => session_file::path_hint(session, dataset),
                None => dataset.to_string_lossy().into_owned(),
            },
        };
        let first = DatasetRef { name: self.imported.header().title.clone(), path: hint, sha256: self.sha256.clone() };
        std::iter::once(first).chain(self.other_datasets.iter().cloned()).collect()
    }

    /// Lays the session's additions and placements over the dataset anew; what is wrong with them is returned.
    ///
    /// Nothing is done where they are those that lie over it already.
    pub(super) fn lay_additions(&mut self) -> Vec<Defect> {
        let placements = self.journal.session().placements(self.journal.author());
        if let Some(laid) = &self.laid
            && self.journal.session().additions().eq(&laid.additions)
            && laid.placements == placements
        {
            return laid.defects.clone();
        }
        let additions = self.journal.session().additions().cloned().collect();
        let defects = self.lay();
        if let Some(placed) = self.evidence.with_placements(&placements) {
            self.evidence = Arc::new(placed);
        }
        self.laid = Some(Laid { additions, placements, defects: defects.clone() });
        defects
    }

    fn lay(&mut self) -> Vec<Defect> {
        match self.imported.with_additions(self.journal.session()) {
            Some((evidence, defects)) => {
                self.evidence = Arc::new(evidence);
                defects
            }
            None => {
                self.evidence = self.imported.clone();
                Vec::new()
            }
        }
    }

    /// Tells of a dataset that is not the one that the session was made over, of edits that have lost their target,
    /// and of added records that cannot stand.
    fn check(&mut self, expected_sha256: Option<&str>, defects: Vec<Defect>) {
        if let Some(expected) = expected_sha256 {
            self.check_sha256(expected);
        }
        let evidence = self.evidence.clone();
        self.check_targets(|target| match target {
            Target::Claim(key) => evidence.claim_by_key(key).is_some(),
            Target::Statement(key) => evidence.statement_by_key(key).is_some(),
            Target::Source(key) => evidence.source_by_key(key).is_some(),
        });
        let mut issues = self.lost_placements();
        // Defects of the dataset itself were told when it was read.
        let is_added = |defect: &Defect| self.issues.iter().all(|known| known.reason != defect.reason);
        for defect in defects.iter().filter(|defect| is_added(defect)) {
            let record = format!("added {} {}, {}", defect.kind.label(), defect.key, defect.field);
            issues.push(self.remark(None, record, defect.reason.clone()));
        }
        self.issues.extend(issues);
    }

    /// Tells of places that were placed and are no longer in the dataset.
    fn lost_placements(&self) -> Vec<Issue> {
        let is_there = |key: &Key| self.evidence.places().iter().any(|place| place.key == *key);
        let mut issues = Vec::new();
        for (row, line) in self.journal.lines().iter().enumerate() {
            let Line::Entry(Entry { edit: Edit::Placed { places }, .. }) = line else { continue };
            for key in places.keys().filter(|key| !is_there(key)) {
                let reason = "the place is not in the dataset; the edit is kept";
                issues.push(self.remark(Some(row + 2), format!("place {key}"), reason.to_owned()));
            }
        }
        issues
    }

    fn check_sha256(&mut self, expected: &str) {
        if expected != self.sha256 {
            let reason = "the dataset has changed since the session was saved; every edit is kept";
            self.issues.push(self.remark(None, "dataset".to_owned(), reason.to_owned()));
        }
    }

    /// Tells of edits whose target is not there.
    pub(super) fn check_targets(&mut self, is_there: impl Fn(&Target) -> bool) {
        let mut issues = Vec::new();
        for (row, line) in self.journal.lines().iter().enumerate() {
            let Line::Entry(entry) = line else { continue };
            let Some(target) = entry.edit.target().filter(|target| !is_there(target)) else { continue };
            let (kind, key) = match &target {
                Target::Claim(key) => ("claim", key),
                Target::Statement(key) => ("statement", key),
                Target::Source(key) => ("source", key),
            };
            let reason = "its target is not in the dataset; the edit is kept";
            let record = format!("{kind} {key}, {}", entry.edit.label());
            issues.push(self.remark(Some(row + 2), record, reason.to_owned()));
        }
        self.issues.extend(issues);
    }

    fn remark(&self, line: Option<usize>, record: String, reason: String) -> Issue {
        let (file, severity) = (self.session_name(), Severity::Remark);
        Issue { file, line, record, field: String::new(), reason, severity }
    }
}

/// How a session file names a dataset that ships with the program.
pub const EXAMPLE_PREFIX: &str = "example:";
