//! The layers of the open document: their names, which of them were read, and the evidence they form.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::compose::ComposedEvidence;
use super::document::dataset_hint;
use super::reading::{as_what, has_columns, issue_label};
use super::{DatasetOrigin, Document, Effect, FilterChange, LoadRequest, LoadedDataset, Notice, Offer, ReadFor, State};
use counterclaim_engine::number;
use counterclaim_io::import_report::{ImportReport, MappingSource};
use counterclaim_io::session_file::{self, DatasetRef, SessionFile};
use counterclaim_io::{Issue, IssueText, Severity, file_name};
use counterclaim_model::{
    Dataset, Edit, FIRST_LAYER, Id as _, Key, Layer, LayerFile, LayerId, Line, Session, Stamp, layer_key,
};

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
    refs: BTreeMap<Key, DatasetRef>,
    /// Layers of a header without any edit: they are shown.
    unsaid: BTreeSet<Key>,
    /// Includes those that are not shown now: an undo may restore them.
    read: BTreeMap<Key, ReadLayer>,
    open: Vec<OpenLayer>,
    /// The keys of the layers in the evidence, the first one's among them.
    composed: Vec<Key>,
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
    fn is_read_otherwise(&self, key: &Key, reading: &ImportReport) -> bool {
        self.read.get(key).is_some_and(|read| read.reading.options != reading.options)
    }

    /// Records that the file of a layer is read otherwise than a session file says.
    fn forget_reading(&mut self, key: &Key) {
        if let Some(named) = self.refs.get_mut(key) {
            named.unknown.remove(session_file::READING);
        }
    }

    /// The entries of all layers, the first one first; those of the session file without an edit are shown.
    fn entries(&self, first: &Dataset, session: &Session, author: &str) -> Vec<(Key, Layer)> {
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

fn free_mark(wanted: u8, taken: &BTreeSet<u8>) -> u8 {
    let is_free = |mark: &u8| !taken.contains(mark);
    Some(wanted)
        .filter(|mark| *mark < u8::MAX && is_free(mark))
        .or_else(|| (0..u8::MAX).find(is_free))
        .unwrap_or(wanted)
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

/// Adds a dataset as a layer; undo removes it. An existing layer that was read in another way replaces itself, with the
/// work on it.
pub(super) fn add(state: &mut State, what: &str, loaded: LoadedDataset, stamp: Stamp) {
    let Some(document) = state.document.as_mut().filter(|_| state.table.is_none()) else {
        let why = "A layer needs an open dataset; an event table cannot have layers.";
        state.notices.push(Notice::failure(format!("{what} was not added"), why));
        return;
    };
    let key = layer_key(&loaded.sha256);
    let open = document.layers().iter().find(|layer| layer.key == key && layer.is_read);
    let twin = match open {
        None if loaded.sha256 == document.sha256() => document.layers().first(),
        open => open,
    };
    let is_reread = twin.is_some() && document.layers.is_read_otherwise(&key, &loaded.reading);
    if let Some(twin) = twin.filter(|_| !is_reread) {
        let why = format!("It is already open as layer {} “{}”.", twin.letter(), twin.name);
        state.notices.push(Notice::warning(format!("{what} was not added"), why));
        return;
    }
    let file = LayerFile { path: dataset_hint(&loaded.origin, None), sha256: loaded.sha256.clone() };
    let title = loaded.dataset.header().title.clone();
    let claims = loaded.dataset.claim_count();
    if is_reread {
        document.forget_layer_issues(&file_name(Path::new(&file.path)));
        document.layers.forget_reading(&key);
    }
    document.add_issues(loaded.issues.clone());
    let reading = loaded.reading.clone();
    let issues = loaded.issues.len();
    document.layers.take(key.clone(), loaded);
    let others = document.layers().iter().filter(|layer| layer.key != key);
    let used: BTreeSet<u8> = others.map(|layer| layer.mark).collect();
    let said = document.journal().session().layers(document.journal().author());
    let said = said.into_iter().find(|(other, _)| **other == key).map(|(_, layer)| layer.clone());
    let is_active = document.layers().iter().any(|layer| layer.key == key);
    let name = said.as_ref().map_or(title, |layer| layer.name.clone());
    let mark = free_mark(said.map_or(u8::MAX, |layer| layer.mark), &used);
    let value = Some(Layer { name: name.clone(), mark, file: Some(file), is_active: true });
    if is_active {
        document.found_layer(&name);
    } else {
        document.journal_mut().record(Edit::Layer { layer: key.clone(), value }, stamp);
    }
    state.lay();
    let words = if claims == 1 { "1 claim".to_owned() } else { format!("{} claims", number(claims as f64)) };
    let issues = match issues {
        0 => String::new(),
        _ => format!(", {}", issue_label(issues)),
    };
    let title = format!("{} layer “{name}”: {words}{issues}", if is_reread { "Reloaded" } else { "Added" });
    state.notices.retain(|notice| !matches!(&notice.offer, Some(Offer::LayerColumns(other)) if *other == key));
    state.notices.push(match reading.mapping_source {
        MappingSource::Guess if reading.is_table => {
            Notice { offer: Some(Offer::LayerColumns(key)), ..Notice::warning(title, as_what(&reading)) }
        }
        _ if reading.is_native() || reading.format.is_empty() => Notice::done(title),
        _ => Notice { details: as_what(&reading), ..Notice::done(title) },
    });
}

/// Stores what was read for the session's layers.
pub(super) fn read(state: &mut State, layers: Vec<(Key, LoadedDataset)>) {
    let Some(document) = &mut state.document else { return };
    for (key, loaded) in layers {
        document.add_issues(loaded.issues.clone());
        document.layers.take(key, loaded);
    }
    state.lay();
}

/// Requests the files of layers that another program's edits have added.
pub(super) fn ask_for_unread(state: &State, effects: &mut Vec<Effect>) {
    let Some(document) = &state.document else { return };
    let refs = document.layers.unread();
    if !refs.is_empty() {
        let near = document.session_path().map(std::path::Path::to_owned).unwrap_or_default();
        effects.push(Effect::ReadLayers { near, refs });
    }
}

/// Shows or hides layers; this affects only the view.
pub(super) fn filter(state: &mut State, change: &FilterChange) {
    let ids = state.dataset().map_or(0, |dataset| dataset.layer_keys().len());
    let hidden = &mut state.view.filter.hidden_layers;
    match change {
        FilterChange::Layer(id) if hidden.contains(id) => drop(hidden.remove(id)),
        FilterChange::Layer(id) => drop(hidden.insert(*id)),
        FilterChange::OnlyLayer(id) => {
            let others: BTreeSet<LayerId> = (0..ids).map(LayerId::from_index).filter(|other| other != id).collect();
            *hidden = if *hidden == others { BTreeSet::new() } else { others };
        }
        _ => {}
    }
}
