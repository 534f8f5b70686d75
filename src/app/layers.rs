//! The layers of the open document: their names, which of them were read, and the evidence they form.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compose::ComposedEvidence;
use super::import_text::has_columns;
use super::loaded::dataset_hint;
use super::{DatasetOrigin, LoadRequest, LoadedDataset, ReadFor};
use counterclaim_io::import_report::ImportReport;
use counterclaim_io::session_file::{self, DatasetRef, SessionFile};
use counterclaim_io::{Issue, IssueText, Severity};
use counterclaim_model::{Dataset, Edit, FIRST_LAYER, Id as _, Key, Layer, LayerId, Line, Session};

/// A layer of the open document.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenLayer {
    pub key: Key,
    pub name: String,
    /// Number of its letter and colour, from 0; open layers have different ones.
    pub mark: u8,
    /// Its id in the evidence; `None` if its file was not found (the work on it is kept), or while it is being merged.
    pub id: Option<LayerId>,
    pub claims: usize,
    /// The current or last known path of its file.
    pub path: String,
    /// Whether its file was read, even if it is not part of the evidence yet.
    pub is_read: bool,
    /// Whether its file has columns whose mapping can be changed.
    pub has_columns: bool,
}

impl OpenLayer {
    /// The letter of the layer, for where its name has no room.
    pub fn letter(&self) -> char {
        char::from(b'A' + self.mark % 26)
    }

    pub fn is_first(&self) -> bool {
        *self.key == *FIRST_LAYER
    }
}

/// A dataset read for a layer.
#[derive(Clone, Debug)]
pub(super) struct ReadLayer {
    dataset: Arc<Dataset>,
    origin: DatasetOrigin,
    sha256: String,
    reading: ImportReport,
}

impl ReadLayer {
    fn has_columns(&self) -> bool {
        has_columns(&self.reading, &self.origin)
    }
}

/// The layers beyond the first, and the list of all open ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    /// The layers as the session file names them, by key.
    pub(super) refs: BTreeMap<Key, DatasetRef>,
    /// Layers of a header without any edit: they are shown.
    pub(super) unsaid: BTreeSet<Key>,
    /// Includes those that are not shown now: an undo may restore them.
    pub(super) read: BTreeMap<Key, ReadLayer>,
    pub(super) open: Vec<OpenLayer>,
    /// The keys of the layers in the evidence, the first one's among them.
    pub(super) composed: Vec<Key>,
}

impl Layers {
    pub fn of(file: &SessionFile) -> Self {
        let refs = file.layer_refs();
        let said = |line: &Line| match line {
            Line::Entry(entry) => match &entry.edit {
                Edit::Layer { layer, .. } => Some(layer.clone()),
                _ => None,
            },
            Line::Kept(_) => None,
        };
        let said: BTreeSet<Key> = file.lines.iter().filter_map(said).collect();
        let unsaid = refs.keys().filter(|key| !said.contains(*key)).cloned().collect();
        Self { refs, unsaid, ..Self::default() }
    }

    pub fn open(&self) -> &[OpenLayer] {
        &self.open
    }

    /// Stores what was read for a layer; its issues are left to the caller.
    pub fn take(&mut self, key: Key, loaded: LoadedDataset) {
        let LoadedDataset { dataset, origin, sha256, reading, .. } = loaded;
        let name = dataset.header().title.clone();
        let named = self.refs.entry(key.clone()).or_insert_with(|| {
            let path = dataset_hint(&origin, None);
            let sha256 = sha256.clone();
            DatasetRef { name, path, sha256, layer: Some(key.to_string()), ..DatasetRef::default() }
        });
        named.layer = Some(key.to_string());
        self.read.insert(key, ReadLayer { dataset, origin, sha256, reading });
    }

    /// The file of a layer with columns, to be read again.
    pub fn opening(&self, key: &Key) -> Option<LoadRequest> {
        let read = self.read.get(key).filter(|read| read.has_columns())?;
        let DatasetOrigin::File(path) = &read.origin else { return None };
        Some(LoadRequest { path: path.clone(), options: read.reading.options.clone(), purpose: ReadFor::Layer })
    }

    /// Whether the file of a layer was read with another mapping or format.
    pub(super) fn is_read_otherwise(&self, key: &Key, reading: &ImportReport) -> bool {
        self.read.get(key).is_some_and(|read| read.reading.options != reading.options)
    }

    /// Records that the file of a layer is read otherwise than a session file says.
    pub(super) fn forget_reading(&mut self, key: &Key) {
        if let Some(named) = self.refs.get_mut(key) {
            named.unknown.remove(session_file::READING);
        }
    }

    /// The entries of all layers, the first one first; those of the session file without an edit are shown.
    pub(super) fn entries(&self, first: &Dataset, session: &Session, author: &str) -> Vec<(Key, Layer)> {
        let plain = |name: &str, mark: u8| Layer { name: name.to_owned(), mark, file: None, is_active: true };
        let said: BTreeMap<&Key, &Layer> = session.layers(author).into_iter().collect();
        let mut own =
            said.get(&Key::from(FIRST_LAYER)).map_or_else(|| plain(&first.header().title, 0), |own| (*own).clone());
        own.mark = 0;
        own.is_active = true;
        let unsaid = self.refs.iter().filter(|(key, _)| self.unsaid.contains(*key) && !said.contains_key(key));
        let mut further: Vec<(Key, Layer)> =
            unsaid.map(|(key, dataset)| (key.clone(), plain(&dataset.name, u8::MAX))).collect();
        let others = said.iter().filter(|(key, _)| &****key != FIRST_LAYER);
        further.extend(others.map(|(key, layer)| ((*key).clone(), (*layer).clone())));
        further.sort_by(|(one_key, one), (other_key, other)| (one.mark, one_key).cmp(&(other.mark, other_key)));
        let mut taken = BTreeSet::from([0]);
        for (_, layer) in further.iter_mut().filter(|(_, layer)| layer.is_active) {
            layer.mark = free_mark(layer.mark, &taken);
            taken.insert(layer.mark);
        }
        std::iter::once((Key::from(FIRST_LAYER), own)).chain(further).collect()
    }

    /// Updates the list to the session and the evidence; returns the layers to merge.
    pub fn follow(
        &mut self,
        first: &Arc<Dataset>,
        session: &Session,
        author: &str,
        composed: &ComposedEvidence,
    ) -> Vec<(Key, Arc<Dataset>)> {
        let words = self.entries(first, session, author);
        self.composed = composed.layer_keys().cloned().collect();
        let are_laid = words.iter().filter(|(_, layer)| layer.is_active);
        self.open = are_laid.clone().map(|row| self.opened(first, row)).collect();
        let further = are_laid.filter_map(|(key, _)| Some((key.clone(), self.read.get(key)?.dataset.clone())));
        std::iter::once((Key::from(FIRST_LAYER), first.clone())).chain(further).collect()
    }

    fn opened(&self, first: &Dataset, (key, layer): &(Key, Layer)) -> OpenLayer {
        let read = self.read.get(key);
        let dataset = if **key == *FIRST_LAYER { Some(first) } else { read.map(|read| &*read.dataset) };
        let path = match (read, self.refs.get(key), &layer.file) {
            (Some(read), ..) => dataset_hint(&read.origin, None),
            (_, Some(named), _) => named.path.clone(),
            (.., file) => file.as_ref().map(|file| file.path.clone()).unwrap_or_default(),
        };
        OpenLayer {
            key: key.clone(),
            name: layer.name.clone(),
            mark: layer.mark,
            id: self.composed.iter().position(|other| other == key).map(LayerId::from_index),
            claims: dataset.map_or(0, Dataset::claim_count),
            path,
            is_read: dataset.is_some(),
            has_columns: read.is_some_and(ReadLayer::has_columns),
        }
    }

    /// The datasets beyond the first, as a session file at `path` names them.
    pub fn refs(&self, path: Option<&std::path::Path>) -> impl Iterator<Item = DatasetRef> {
        self.refs.iter().map(move |(key, named)| match self.read.get(key) {
            Some(read) => {
                let path = dataset_hint(&read.origin, path);
                let sha256 = read.sha256.clone();
                let reading = named.reading_by(&read.reading.options);
                DatasetRef { path, sha256, layer: Some(key.to_string()), reading, ..named.clone() }
            }
            None => named.clone(),
        })
    }

    /// Whether a key belongs to a layer that is known but not part of the evidence now.
    pub fn is_of_absent(&self, key: &str) -> bool {
        let Some((layer, _)) = key.split_once(':') else { return false };
        self.refs.contains_key(layer) && self.composed.iter().all(|composed| **composed != *layer)
    }

    /// Issues about layers whose file is missing or has changed.
    pub fn issues(&self, session: &str) -> Vec<Issue> {
        let remark = |layer: &OpenLayer, reason: String| {
            let text = IssueText {
                file: session.to_owned(),
                line: None,
                record: format!("layer {}", layer.name),
                field: String::new(),
                reason,
                severity: Severity::Remark,
            };
            Issue::from(text)
        };
        let tell = |layer: &OpenLayer| {
            let read = self.read.get(&layer.key);
            let named = self.refs.get(&layer.key)?;
            match read {
                None => {
                    let reason = session_file::not_opened(&layer.path)
                        .unwrap_or_else(|| format!("its file was not found or not read ({})", layer.path));
                    Some(remark(layer, format!("{reason}; all work on it is kept")))
                }
                Some(read) if read.sha256 != named.sha256 => Some(remark(
                    layer,
                    "its file has changed since the session was saved; every edit is kept".to_owned(),
                )),
                Some(_) => None,
            }
        };
        self.open.iter().filter_map(tell).collect()
    }

    /// Where each layer beyond the first was read from.
    pub fn origins(&self) -> impl Iterator<Item = &DatasetOrigin> {
        self.read.values().map(|read| &read.origin)
    }

    /// Layers that should be shown and were not read.
    pub fn unread(&self) -> Vec<(Key, DatasetRef)> {
        let unread = self.open.iter().filter(|layer| !layer.is_read);
        unread.filter_map(|layer| Some((layer.key.clone(), self.refs.get(&layer.key)?.clone()))).collect()
    }

    /// Adds the references of another program's session.
    pub fn add_refs(&mut self, file: &SessionFile) {
        for (key, named) in file.layer_refs() {
            self.refs.entry(key).or_insert(named);
        }
    }
}

pub(super) fn free_mark(wanted: u8, taken: &BTreeSet<u8>) -> u8 {
    let is_free = |mark: &u8| !taken.contains(mark);
    Some(wanted)
        .filter(|mark| *mark < u8::MAX && is_free(mark))
        .or_else(|| (0..u8::MAX).find(is_free))
        .unwrap_or(wanted)
}
