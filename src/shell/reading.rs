//! Jobs about how files are read: as what the user says, by profiles, or with a question about their columns.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::job::{Reply, spawn};
use super::table_reading::{self, LoadContext};
use super::{jobs, open_file, tables};
use crate::app::{
    Action, LoadRequest, Loaded, PathPurpose, ProfileEffect, Proposed, ReadFor, SaveFailure, TableSession,
};
use counterclaim_io::files::destination::{Destination, FilesInUse, Role};
use counterclaim_io::input::Input;
use counterclaim_io::mapping::profiles::{self, Profile};
use counterclaim_io::mapping_proposal::{self, LoadOutcome, load_or_ask};
use counterclaim_io::{LoadError, file_name, session_file};

/// Reads a dataset or a session, whichever it is.
///
/// A table that only a guess could read is answered with a proposal instead.
pub fn load(opening: LoadRequest, profiles: Option<PathBuf>, means: LoadContext, reply: Reply) {
    let first_reply = reply.clone();
    let failed = jobs::load_failed(file_name(&opening.path));
    let job = move || {
        let what = file_name(&opening.path);
        // A pipe would be waited for without an end, and could not be read again for its columns or by a session.
        let input = match Input::file(&opening.path) {
            Ok(input) => input,
            Err(error) => return Action::Loaded { what, result: Err(error.to_string()) },
        };
        if opening.purpose == ReadFor::Layer
            && let Some(reason) = no_layer(&input, means.event_table_min_bytes)
        {
            return Action::Loaded { what, result: Err(reason) };
        }
        if opening.options.is_empty() && opening.purpose != ReadFor::Layer {
            if let Some(file) = tables::large(&opening.path, means.event_table_min_bytes) {
                return table_reading::read(&Arc::new(file), what, None, &means, &first_reply);
            }
            first_reply.send(Action::ReadingBegan(means.progress.clone()));
            match open_file::open_session(&input, means.event_table_min_bytes, &means.progress) {
                Ok(None) => {}
                Ok(Some(opened)) => return opened.answer(what, &means, &first_reply),
                Err(error) => return Action::Loaded { what, result: Err(error.to_string()) },
            }
        }
        let known = listed(profiles.as_deref());
        first_reply.send(Action::ReadingBegan(means.progress.clone()));
        match load_or_ask(&opening.path, &opening.options, &known, &means.progress) {
            Ok(LoadOutcome::Read(import)) => {
                let dataset = open_file::loaded(*import, &opening.path);
                let loaded = match opening.purpose {
                    ReadFor::Document => Loaded::Dataset(dataset),
                    ReadFor::Again => Loaded::Again(dataset),
                    ReadFor::Layer => Loaded::Layer(dataset),
                };
                Action::Loaded { what, result: Ok(Box::new(loaded)) }
            }
            Ok(LoadOutcome::Asks(proposal)) => {
                let proposed = Proposed { opening, proposal: *proposal, profiles: known };
                Action::Proposed { what, result: Ok(Box::new(proposed)) }
            }
            Err(error) => Action::Loaded { what, result: Err(error.to_string()) },
        }
    };
    spawn("load", reply, job, failed);
}

/// Why a file cannot be a layer, if it cannot.
fn no_layer(input: &Input<'_>, event_table_min_bytes: u64) -> Option<String> {
    match input.is_session() {
        Ok(true) => Some("this is a session, and only a dataset can be a layer; open the session instead".to_owned()),
        Ok(false) if input.event_table(event_table_min_bytes).is_some() => {
            Some("this is an event table, which cannot be a layer; open it on its own".to_owned())
        }
        Ok(false) => None,
        Err(error) => Some(error.to_string()),
    }
}

/// Looks at a table for the question what its columns mean.
pub fn propose(opening: LoadRequest, profiles: Option<PathBuf>, reply: Reply) {
    let name = file_name(&opening.path);
    let job = move || {
        let what = file_name(&opening.path);
        let result = proposal(&opening).map(|proposal| {
            let profiles = listed(profiles.as_deref());
            Box::new(Proposed { opening, proposal, profiles })
        });
        Action::Proposed { what, result: result.map_err(|error| error.to_string()) }
    };
    let failed = move |reason| Action::Proposed { what: name, result: Err(reason) };
    spawn("propose", reply, job, failed);
}

fn proposal(opening: &LoadRequest) -> Result<mapping_proposal::MappingProposal, LoadError> {
    let proposal = mapping_proposal::propose_file(&opening.path, &opening.options)?;
    let found = "it contains no table".to_owned();
    proposal.ok_or_else(|| LoadError::UnknownFormat { found, path: opening.path.clone() })
}

/// All profiles; what is wrong with one is said in the log and costs that one.
fn listed(folder: Option<&Path>) -> Vec<Profile> {
    let Some(folder) = folder else { return Vec::new() };
    let (profiles, errors) = profiles::list(folder);
    for error in errors {
        log::warn!("a profile was skipped: {error}");
    }
    profiles
}

/// Writes or removes a profile, and answers with all that there are then.
pub fn change_profile(folder: Option<PathBuf>, effect: ProfileEffect, in_use: FilesInUse, reply: Reply) {
    // One profile may take the place of another.
    let in_use = in_use.without(Role::Profile);
    let job = move || {
        let Some(folder) = folder else {
            return Action::ProfilesChanged(Err("no folder for profiles was found".to_owned()));
        };
        let done = match &effect {
            ProfileEffect::Keep(profile) => profiles::save(&folder, profile, &in_use),
            ProfileEffect::Remember(profile) => profiles::remember(&folder, profile, &in_use),
            ProfileEffect::Drop(name) => profiles::remove(&folder, name, &in_use),
        };
        Action::ProfilesChanged(done.map(|()| listed(Some(&folder))).map_err(|error| error.to_string()))
    };
    spawn("profile", reply, job, |reason| Action::ProfilesChanged(Err(reason)));
}

/// Writes a text, whole or not at all.
pub fn write_text(purpose: PathPurpose, path: PathBuf, text: String, in_use: FilesInUse, reply: Reply) {
    let target = path.clone();
    let job = move || {
        let result = Destination::file(&path, &in_use).write(text.as_bytes()).map_err(jobs::failure);
        Action::Exported { purpose, path, result }
    };
    let failed = move |reason| Action::Exported { purpose, path: target, result: Err(SaveFailure::Other(reason)) };
    spawn("write", reply, job, failed);
}

/// Reads the dataset of a session that is already read, as the session says.
pub fn load_dataset_for(dataset: PathBuf, session: TableSession, means: LoadContext, reply: Reply) {
    let first_reply = reply.clone();
    let failed = jobs::load_failed(file_name(&dataset));
    let job = move || {
        let what = file_name(&dataset);
        let reading = session_file::reading(&session.file);
        if reading.is_empty()
            && let Some(table) = tables::large(&dataset, means.event_table_min_bytes)
        {
            return table_reading::read(&Arc::new(table), what, Some(Box::new(session)), &means, &first_reply);
        }
        first_reply.send(Action::ReadingBegan(means.progress.clone()));
        let read = Input::file(&dataset).and_then(|input| open_file::read_dataset(&input, &reading, &means.progress));
        let result = read.map(|dataset| {
            let TableSession { path, file, issues, fingerprint, recovered } = session;
            let near = path.clone().unwrap_or_default();
            let dataset = Some(dataset);
            let layers = open_file::find_layers(&near, file.layer_refs(), means.event_table_min_bytes, &means.progress);
            let not_opened = None;
            Box::new(Loaded::Session { path, file, issues, dataset, layers, fingerprint, recovered, not_opened })
        });
        Action::Loaded { what, result: result.map_err(|error| error.to_string()) }
    };
    spawn("load", reply, job, failed);
}
