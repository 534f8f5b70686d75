//! An open event table and its selected event.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Weak};

use super::notices::report_issues;
use super::open::{open_document, remember, settle};
use super::recovery::reset_recovery;
use super::save::save_to;
use super::table_figures;
use super::table_query::look_for;
use crate::app::table::{claim_key, targets};
use crate::app::view::Tab;
use crate::app::{Document, Effect, Loaded, LoadedTable, Notice, NoticeTopic, OpenTable, State};
use counterclaim_io::Issue;
use counterclaim_io::import_report::{ImportReport, Records};
use counterclaim_io::table_cache::KeptWords;
use counterclaim_model::{EventId, EventTable, Id as _, Target};

/// Opens an event table with its session.
pub fn open(state: &mut State, mut loaded: LoadedTable, effects: &mut Vec<Effect>) {
    let path = loaded.path.clone();
    state.author = state.next_author();
    let session = loaded.session.take().map(|session| *session);
    let is_recovered = session.as_ref().is_some_and(|session| session.recovered);
    let mut document = Document::of_table(path, loaded.table.header(), session, state.author.clone());
    if is_recovered {
        document.journal_mut().mark_unsaved();
    }
    let session_path = document.session_path().map(Path::to_owned);
    let lines = document.journal().lines().to_vec();
    open_document(state, document, effects);
    if is_recovered {
        // Until it is saved, the recovery journal keeps all of it.
        reset_recovery(state, lines, effects);
    }
    if let Some(path) = session_path {
        remember(state, &path);
    }
    let is_complete = loaded.table.is_complete();
    let sha256 = loaded.sha256.clone();
    if let Some(document) = &mut state.document {
        document.add_issues(std::mem::take(&mut loaded.issues));
        document.set_reading(reading(&loaded));
    }
    state.table = Some(OpenTable::new(loaded));
    state.view.tab = Tab::MAP;
    if is_complete {
        all_is_there(state);
    }
    if let Some(sha256) = sha256 {
        take_sha256(state, sha256);
    }
    state.refresh();
}

/// How an event table was read.
fn reading(loaded: &LoadedTable) -> ImportReport {
    let records = Records { read: loaded.table.len(), rejected: loaded.rejected };
    ImportReport { format: loaded.file.format(), id: "events", encoding: "UTF-8", records, ..ImportReport::default() }
}

/// The table that was read while there was unsaved work, and that waits for an answer.
fn waiting<'a>(state: &'a mut State, path: &Path) -> Option<&'a mut LoadedTable> {
    match state.pending_load.as_deref_mut() {
        Some(Loaded::Table(table)) if table.path == path => Some(table),
        _ => None,
    }
}

/// Takes the other columns of the open table; those of a closed one are ignored.
pub fn completed(
    state: &mut State,
    (path, what): (&Path, &str),
    result: Result<Box<LoadedTable>, String>,
    effects: &mut Vec<Effect>,
) {
    state.progress = None;
    if let Some(waiting) = waiting(state, path) {
        match result {
            Ok(loaded) => *waiting = LoadedTable { session: waiting.session.take(), ..*loaded },
            Err(reason) => waiting.sha256 = Some(Err(reason)),
        }
        return;
    }
    let Some(table) = state.table.as_mut().filter(|table| table.path() == path) else {
        return;
    };
    match result {
        Ok(mut loaded) => {
            let issues = std::mem::take(&mut loaded.issues);
            let reading = reading(&loaded);
            let event = table.event;
            let text = table.searching.text.clone();
            if let Some(document) = &mut state.document {
                let is_new = |issue: &Issue| !document.issues().contains(issue);
                let issues = issues.into_iter().filter(is_new).collect();
                document.add_issues(issues);
                document.set_reading(reading);
            }
            if let Err(loaded) = table.complete(*loaded) {
                return replace(state, *loaded, effects);
            }
            all_is_there(state);
            if let Some(event) = event {
                look_at(state, event, effects);
            }
            if !text.is_empty() {
                // There were no notes to search before.
                look_for(state, text, effects);
            }
        }
        Err(reason) => {
            table.stop_reading();
            let title = format!("{what} was only partly read");
            let details = format!("{reason}. Places, days and deaths are there; events cannot be graded.");
            state.notices.push(Notice::failure(title, details));
        }
    }
    state.refresh();
}

/// Shows a table that was read anew because the cache was of an earlier version of the file. Rows and codes differ, so
/// filters are dropped; the selected event is kept if it is still there.
fn replace(state: &mut State, loaded: LoadedTable, effects: &mut Vec<Effect>) {
    let key = state.table.as_ref().and_then(|open| Some(open.table().event(open.event?)?.key()));
    if let Some(document) = &mut state.document {
        document.set_excerpt(Document::without_rows(loaded.table.header()));
    }
    state.view.claim = None;
    state.view.source = None;
    (state.view.filter, state.view.measure) = Default::default();
    let event = key.and_then(|key| loaded.table.row_by_key(&key));
    state.table = Some(OpenTable::new(loaded));
    all_is_there(state);
    state.reassess();
    match event {
        Some(event) => look_at(state, event, effects),
        None => state.refresh(),
    }
    state.notices.push(Notice::warning(
        "The events file was read again",
        "Its text has changed, although its size and modification time have not, so cached columns from an earlier run \
         were shown at first. They have been replaced; your work is kept, and filters are cleared.",
    ));
}

/// Reports the result of clearing the cache.
pub fn cleared_notice(result: Result<u64, String>) -> Notice {
    match result {
        Ok(bytes) => Notice::done(format!("Cache of large tables cleared: {} MB", bytes.div_ceil(1_000_000))),
        Err(reason) => Notice::warning("The cache was not cleared", reason),
    }
}

/// With every column, the session's edits can be looked up in the table.
fn all_is_there(state: &mut State) {
    let (Some(table), Some(document)) = (&state.table, &mut state.document) else {
        return;
    };
    let table = table.loaded.table.clone();
    let keys: BTreeSet<String> = targets(document.journal().lines()).filter_map(|target| claim_key(&target)).collect();
    let rows = table.rows_by_keys(keys.iter().map(String::as_str));
    document.check_targets(|target| match (target, claim_key(target)) {
        (Target::Source(name), _) => table.columns().source_names.code(name).is_some(),
        (_, key) => key.is_some_and(|key| rows.contains_key(key.as_str())),
    });
    report_issues(state);
    table_figures::follow(state);
}

/// Takes the word index of a table, if it is the open one or the waiting one.
pub fn indexed(state: &mut State, table: &Weak<EventTable>, words: Arc<KeptWords>) {
    let waiting = match state.pending_load.as_deref_mut() {
        Some(Loaded::Table(waiting)) => Some(waiting),
        _ => None,
    };
    let open = state.table.as_mut().map(|open| &mut open.loaded);
    let is_it = |loaded: &&mut LoadedTable| std::ptr::eq(Arc::as_ptr(&loaded.table), table.as_ptr());
    if let Some(loaded) = waiting.into_iter().chain(open).find(is_it) {
        loaded.words = Some(words);
    }
}

/// Takes the SHA-256 of the table's file, and starts the save that waited for it.
pub fn hashed(state: &mut State, path: &Path, result: Result<String, String>, effects: &mut Vec<Effect>) {
    if let Some(waiting) = waiting(state, path) {
        waiting.sha256 = Some(result);
    } else if state.table.as_ref().is_some_and(|table| table.path() == path) {
        take_sha256(state, result);
    }
    if !state.table.as_ref().is_some_and(OpenTable::is_hashing)
        && let Some((path, expected)) = state.save_when_hashed.take()
    {
        save_to(state, path, expected, effects);
    }
}

fn take_sha256(state: &mut State, result: Result<String, String>) {
    let (Some(table), Some(document)) = (&mut state.table, &mut state.document) else {
        return;
    };
    table.is_hashing = false;
    let known = document.issues().len();
    match result {
        Ok(sha256) => document.set_sha256(sha256),
        Err(reason) => state.notices.push(changed_notice(&reason)),
    }
    if document.issues().len() > known {
        report_issues(state);
    }
}

fn changed_notice(reason: &str) -> Notice {
    Notice::warning(
        "The events file has changed",
        format!("{reason}. Your work is kept; open the file again to continue with its current content."),
    )
    .about(NoticeTopic::ChangedTable)
}

/// Selects an event: all panels show it, and its long text is read.
pub fn look_at(state: &mut State, event: EventId, effects: &mut Vec<Effect>) {
    settle(state);
    let Some(table) = &mut state.table else {
        return;
    };
    if table.loaded.table.event(event).is_none() {
        return;
    }
    table.look_at(Some(event));
    if table.loaded.table.is_complete() {
        let file = table.loaded.file.clone();
        let table = table.loaded.table.clone();
        effects.push(Effect::ReadNotes { file, table, event });
    }
    show_excerpt(state, None);
}

/// Applies the session to the selected event.
fn show_excerpt(state: &mut State, notes: Option<&str>) {
    let (Some(table), Some(document)) = (&state.table, &mut state.document) else {
        return;
    };
    if let Some(excerpt) = table.excerpt(notes) {
        document.set_excerpt(excerpt);
        let has_claim = document.evidence().claim_count() > 0;
        state.view.claim = has_claim.then(|| counterclaim_model::ClaimId::from_index(0));
        // Another excerpt has other ids of sources and places.
        state.view.source = None;
        state.view.filter.source = None;
        state.view.filter.place = None;
        state.view.measure = None;
    }
    state.reassess();
}

pub fn notes_read(state: &mut State, event: EventId, result: Result<String, String>) {
    if state.table.as_ref().is_none_or(|table| table.event != Some(event)) {
        return;
    }
    match result {
        Ok(notes) => {
            let source = state.view.source;
            show_excerpt(state, Some(&notes).filter(|notes| !notes.is_empty()).map(String::as_str));
            (state.view.source, state.view.filter.source) = (source, source);
        }
        Err(reason) => {
            let notice = changed_notice(&reason);
            if state.notices.iter().all(|other| other.topic != notice.topic) {
                state.notices.push(notice);
            }
        }
    }
}

/// Moves the selection down the list, or up if negative.
pub fn step(state: &mut State, step: isize, effects: &mut Vec<Effect>) {
    let Some(table) = &state.table else {
        return;
    };
    let Some(last) = table.answer.order.len().checked_sub(1) else {
        return;
    };
    let next = match table.position {
        Some(at) => at.saturating_add_signed(step).min(last),
        None if step < 0 => last,
        None => 0,
    };
    if let Some(row) = table.answer.order.get(next) {
        look_at(state, EventId::from_index(*row as usize), effects);
    }
}
