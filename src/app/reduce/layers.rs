//! Adds, reads and filters layers.

use std::collections::BTreeSet;
use std::path::Path;

use crate::app::import_text::{as_what, issue_label};
use crate::app::layers::free_mark;
use crate::app::loaded::dataset_hint;
use crate::app::{Effect, FilterChange, LoadedDataset, Notice, Offer, State};
use counterclaim_engine::number;
use counterclaim_io::file_name;
use counterclaim_io::import_report::MappingSource;
use counterclaim_model::{Edit, Id as _, Key, Layer, LayerFile, LayerId, Stamp, layer_key};

/// Adds a dataset as a layer; undo removes it. An existing layer that was read in another way replaces itself, with the
/// work on it.
pub fn add(state: &mut State, what: &str, loaded: LoadedDataset, stamp: Stamp) {
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
pub fn read(state: &mut State, layers: Vec<(Key, LoadedDataset)>) {
    let Some(document) = &mut state.document else { return };
    for (key, loaded) in layers {
        document.add_issues(loaded.issues.clone());
        document.layers.take(key, loaded);
    }
    state.lay();
}

/// Requests the files of layers that another program's edits have added.
pub fn ask_for_unread(state: &State, effects: &mut Vec<Effect>) {
    let Some(document) = &state.document else { return };
    let refs = document.layers.unread();
    if !refs.is_empty() {
        let near = document.session_path().map(std::path::Path::to_owned).unwrap_or_default();
        effects.push(Effect::ReadLayers { near, refs });
    }
}

/// Shows or hides layers; this affects only the view.
pub fn filter(state: &mut State, change: &FilterChange) {
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
