//! The files of the open document, which must not be overwritten.

use std::path::Path;

use super::{DatasetOrigin, Document, Loaded, LoadedDataset, State, TableSession};
use counterclaim_io::files::destination::{FilesInUse, Role};
use counterclaim_io::session_file::{SessionFile, candidate_paths};
use counterclaim_model::Key;

impl State {
    /// Every file that is open, in a dialog, or waiting to be opened.
    pub fn files_in_use(&self) -> FilesInUse {
        let mut in_use = FilesInUse::default();
        if let Some(document) = &self.document {
            add_document(&mut in_use, document);
        }
        if let Some(table) = &self.table {
            in_use.add(Role::Dataset, table.path());
        }
        if let Some(columns) = &self.columns {
            in_use.add(Role::Input, columns.opening().path.clone());
        }
        if let Some(unresolved) = &self.unresolved {
            add_session(&mut in_use, Role::Input, unresolved.path.as_deref(), &unresolved.file);
        }
        if let Some(pending_load) = &self.pending_load {
            in_use.append(pending_load.files_in_use());
        }
        in_use
    }
}

impl Loaded {
    /// The files that it was read from.
    pub fn files_in_use(&self) -> FilesInUse {
        let mut in_use = FilesInUse::default();
        match self {
            Self::Dataset(loaded) | Self::Again(loaded) => add_loaded(&mut in_use, Role::Dataset, loaded),
            Self::Layer(loaded) => add_loaded(&mut in_use, Role::Layer, loaded),
            Self::Table(table) => {
                in_use.add(Role::Dataset, table.path.clone());
                if let Some(TableSession { path, file, .. }) = table.session.as_deref() {
                    add_session(&mut in_use, Role::Session, path.as_deref(), file);
                }
            }
            Self::Session { path, file, dataset, layers, .. } => {
                add_session(&mut in_use, Role::Session, path.as_deref(), file);
                dataset.iter().for_each(|loaded| add_loaded(&mut in_use, Role::Dataset, loaded));
                layers.iter().for_each(|(_, loaded)| add_loaded(&mut in_use, Role::Layer, loaded));
            }
        }
        in_use
    }
}

fn add_loaded(in_use: &mut FilesInUse, role: Role, loaded: &LoadedDataset) {
    add_origin(in_use, role, &loaded.origin);
}

fn add_origin(in_use: &mut FilesInUse, role: Role, origin: &DatasetOrigin) {
    if let DatasetOrigin::File(path) = origin {
        in_use.add(role, path.clone());
    }
}

/// A session and its datasets, also if they were not read.
fn add_session(in_use: &mut FilesInUse, role: Role, path: Option<&Path>, file: &SessionFile) {
    let near = path.unwrap_or(Path::new(""));
    path.iter().for_each(|path| in_use.add(role, *path));
    if let Some(first) = file.datasets.first() {
        candidate_paths(near, first).into_iter().for_each(|path| in_use.add(Role::Dataset, path));
    }
    for layer in file.layer_refs().values() {
        candidate_paths(near, layer).into_iter().for_each(|path| in_use.add(Role::Layer, path));
    }
}

fn add_document(in_use: &mut FilesInUse, document: &Document) {
    add_origin(in_use, Role::Dataset, document.origin());
    document.session_path().iter().for_each(|path| in_use.add(Role::Session, *path));
    document.layers.origins().for_each(|origin| add_origin(in_use, Role::Layer, origin));
    let near = document.session_path().unwrap_or(Path::new(""));
    let missing = document.layers.unread().into_iter().filter(|(_, named): &(Key, _)| !named.path.is_empty());
    for (_, named) in missing {
        candidate_paths(near, &named).into_iter().for_each(|path| in_use.add(Role::Layer, path));
    }
}
