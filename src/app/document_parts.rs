//! What a document says beyond its parts: its import, its layers, its owner, and its evidence.

use std::path::Path;

use super::compose::{ComposedEvidence, EvidenceSpec};
use super::import_text::has_columns;
use super::owner::author_of;
use super::{DatasetOrigin, Document, OpenLayer, OwnerAnswer};
use counterclaim_io::file_name;
use counterclaim_io::report_text::facts;
use counterclaim_io::session_file::{self, DatasetRef, last_part};
use counterclaim_model::{Edit, Key, Layer, LayerFile, LayerId, Line};

impl Document {
    /// Format and settings of the import: names and values.
    pub fn reading_facts(&self) -> Vec<(&'static str, String)> {
        facts(self.reading())
    }

    /// Whether the dataset's file has columns whose mapping can be changed.
    pub fn has_columns(&self) -> bool {
        has_columns(self.reading(), self.origin())
    }

    /// The name of the dataset's file.
    pub fn dataset_name(&self) -> String {
        match self.origin() {
            DatasetOrigin::Example(name) => (*name).to_owned(),
            DatasetOrigin::File(path) => file_name(path),
        }
    }

    /// Whether the dataset comes from a file in a foreign format.
    pub fn is_foreign(&self) -> bool {
        !self.reading().format.is_empty() && !self.reading().is_native()
    }
}

impl Document {
    /// The open layers, the first one first; most documents have one.
    pub fn layers(&self) -> &[OpenLayer] {
        self.layers.open()
    }

    /// The layer of an id of the evidence, if more than one is open.
    pub fn layer(&self, id: Option<LayerId>) -> Option<&OpenLayer> {
        id.and_then(|id| self.layers().iter().find(|layer| layer.id == Some(id)))
    }

    /// The edit that records `change` of a layer in the session.
    pub fn layer_edit(&self, key: &Key, change: impl FnOnce(&mut Layer)) -> Edit {
        let words = self.layers.entries(self.first(), self.journal().session(), self.journal().author());
        let mut value = words.into_iter().find(|(other, _)| other == key).map(|(_, layer)| layer);
        if let Some(layer) = &mut value {
            let file = self.layers.refs.get(key);
            layer.file = layer
                .file
                .take()
                .or_else(|| file.map(|named| LayerFile { path: named.path.clone(), sha256: named.sha256.clone() }));
            change(layer);
        }
        Edit::Layer { layer: key.clone(), value }
    }
}

impl Document {
    /// The datasets and the lines of a session file at `path`, as far as its owner allows.
    pub(super) fn told(&self, path: Option<&Path>, mut datasets: Vec<DatasetRef>) -> (Vec<DatasetRef>, Vec<Line>) {
        let leaves_out = self.disclosed.answer == Some(OwnerAnswer::WithoutPaths);
        let becomes = |named: &str| {
            let named = path.filter(|_| session_file::is_absolute(named)).map(|path| hint(path, named));
            let named = named.filter(|named| leaves_out || !session_file::is_absolute(named))?;
            let is_left_out = leaves_out && session_file::is_absolute(&named);
            Some(if is_left_out { last_part(&named).to_owned() } else { named })
        };
        for dataset in &mut datasets {
            if let Some(path) = becomes(&dataset.path) {
                dataset.path = path;
            }
        }
        (datasets, session_file::with_layer_paths(self.journal.lines(), becomes))
    }

    /// What a save to `path` would reveal for the first time.
    pub(super) fn discloses(&self, path: &Path, account: Option<&str>) -> (Vec<String>, Option<String>) {
        if self.disclosed.answer.is_some() {
            return (Vec::new(), None);
        }
        let file = self.session_file(Some(path));
        let paths = session_file::absolute_paths(&file.datasets, &file.lines);
        let paths = paths.into_iter().filter(|path| !self.disclosed.paths.contains(path)).collect();
        let signs = |account: &&str| file.lines.iter().filter_map(author_of).any(|author| **author == **account);
        let account = account.filter(|account| !self.disclosed.authors.contains(*account)).filter(signs);
        (paths, account.map(str::to_owned))
    }
}

/// An absolute path as a session at `path` would name it.
fn hint(path: &Path, named: &str) -> String {
    let session = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    session_file::relative(&session.to_string_lossy(), named).unwrap_or_else(|| named.to_owned())
}

impl Document {
    /// Rebuilds the evidence from the session's layers, additions and placements; returns what a job has to build if
    /// that would delay a frame. Does nothing if they are unchanged.
    pub(super) fn lay(&mut self) -> Option<EvidenceSpec> {
        let evidence_spec = self.evidence_spec();
        if !self.composed.is_of(&evidence_spec) {
            if !self.composed.is_quick_to(&evidence_spec) {
                return Some(evidence_spec);
            }
            let composed = ComposedEvidence::of(evidence_spec, Some(&self.composed));
            self.set_laid(composed);
        }
        self.check_if_wanted();
        None
    }

    /// The inputs of the evidence according to the session; updates the list of layers.
    fn evidence_spec(&mut self) -> EvidenceSpec {
        let author = self.journal.author().clone();
        let session = self.journal.session();
        EvidenceSpec {
            layers: self.layers.follow(&self.first, session, &author, &self.composed),
            additions: session.additions().cloned().collect(),
            placements: session.placements(&author),
        }
    }

    /// Applies the result of a job; `false` if the session has changed.
    pub(super) fn take_laid(&mut self, composed: ComposedEvidence) -> bool {
        let is_wanted = composed.is_of(&self.evidence_spec());
        if is_wanted {
            self.set_laid(composed);
            self.check_if_wanted();
        }
        is_wanted
    }

    fn set_laid(&mut self, composed: ComposedEvidence) {
        self.composed = composed;
        let session = self.journal.session();
        let author = self.journal.author();
        self.layers.follow(&self.first, session, author, &self.composed);
    }
}
