//! The job that reads an event table: its columns of an earlier run where they are kept, else its file in two steps.

use std::path::PathBuf;
use std::sync::Arc;

use super::job::{Reply, absolute};
use super::tables::whole;
use super::word_index_job::WordIndexJob;
use crate::app::{Action, Loaded, LoadedTable, TableSession};
use counterclaim_io::digest::sha256_of;
use counterclaim_io::event_table::{Complete, EventFile, First};
use counterclaim_io::table_cache::{Cached, Kept, TableCache};
use counterclaim_io::{Issue, LoadError};
use counterclaim_model::EventTable;
use counterclaim_model::Progress;

/// How files are read.
#[derive(Clone)]
pub struct LoadContext {
    /// From how many bytes on a file of events is a table.
    pub event_table_min_bytes: u64,
    /// Where columns of tables are kept between runs, unless nothing is to be kept.
    pub cache: Option<TableCache>,
    /// How far the reading of a table has come.
    pub progress: Arc<Progress>,
}

/// What the first picture is made of.
enum Begun {
    Kept(Box<Cached>),
    Read(Box<First>),
}

/// A table with every column, as it was sent.
struct Sent {
    table: Arc<EventTable>,
    issues: Vec<Issue>,
    rejected: u64,
}

struct Job<'a> {
    file: &'a Arc<EventFile>,
    path: PathBuf,
    what: String,
    means: &'a LoadContext,
    reply: &'a Reply,
}

/// Sends what a first picture needs, then every column, and answers with the file's SHA-256.
///
/// Where that says that kept columns were of another version of the file, all are read and sent again.
pub fn read(
    file: &Arc<EventFile>,
    what: String,
    session: Option<Box<TableSession>>,
    means: &LoadContext,
    reply: &Reply,
) -> Action {
    let job = Job { file, path: absolute(file.path()), what, means, reply };
    job.run(session).unwrap_or_else(|answer| *answer)
}

impl Job<'_> {
    /// Either way an action is the answer; an error only comes earlier.
    fn run(&self, session: Option<Box<TableSession>>) -> Result<Action, Box<Action>> {
        self.tell_progress();
        let begun = self.begin().map_err(|error| {
            let result = Err(error.to_string());
            Box::new(Action::Loaded { what: self.what.clone(), result })
        })?;
        self.send_first(&begun, session);
        self.tell_progress();
        let (kept, complete) = match begun {
            Begun::Read(first) => (None, self.file.rest(*first, &self.means.progress)),
            Begun::Kept(cached) => match cached.rest(self.file) {
                Some(complete) => (Some(cached), Ok(complete)),
                None => (None, self.read_all()),
            },
        };
        let mut sent = self.send(complete)?;
        let has_words = kept.as_ref().is_some_and(|cached| self.send_label(&sent, cached.sha256()));
        let sha256 = self.hash()?;
        let is_stale = kept.as_ref().is_some_and(|cached| !cached.is_of(&sha256));
        if is_stale {
            self.forget();
            self.tell_progress();
            sent = self.send(self.read_all())?;
        }
        let are_columns_kept = kept.is_some() && !is_stale;
        if !are_columns_kept || !has_words {
            self.keep(sent, sha256.clone(), are_columns_kept);
        }
        Ok(Action::TableHashed { path: self.path.clone(), result: Ok(sha256) })
    }

    fn tell_progress(&self) {
        self.reply.send(Action::ReadingBegan(self.means.progress.clone()));
    }

    fn begin(&self) -> Result<Begun, LoadError> {
        match self.means.cache.as_ref().and_then(|cache| cache.find(self.file)) {
            Some(cached) => Ok(Begun::Kept(Box::new(cached))),
            None => Ok(Begun::Read(Box::new(self.file.first(&self.means.progress)?))),
        }
    }

    fn read_all(&self) -> Result<Complete, LoadError> {
        let progress = &self.means.progress;
        self.file.rest(self.file.first(progress)?, progress)
    }

    fn send_first(&self, begun: &Begun, session: Option<Box<TableSession>>) {
        let table = match begun {
            Begun::Kept(cached) => cached.first.clone(),
            Begun::Read(first) => first.table.clone(),
        };
        let loaded = LoadedTable {
            path: self.path.clone(),
            table: Arc::new(table),
            file: self.file.clone(),
            index: None,
            issues: Vec::new(),
            rejected: 0,
            session,
            sha256: None,
            words: None,
        };
        let result = Ok(Box::new(Loaded::Table(loaded)));
        self.reply.send(Action::Loaded { what: self.what.clone(), result });
    }

    /// Sends every column; the answer to the whole job where they could not be read.
    fn send(&self, complete: Result<Complete, LoadError>) -> Result<Sent, Box<Action>> {
        let completed = |result| Action::TableCompleted { path: self.path.clone(), what: self.what.clone(), result };
        let complete = complete.map_err(|error| Box::new(completed(Err(error.to_string()))))?;
        let rejected = complete.rejected;
        let loaded = whole(self.file, complete, None);
        let sent = Sent { table: loaded.table.clone(), issues: loaded.issues.clone(), rejected };
        self.reply.send(completed(Ok(Box::new(loaded))));
        Ok(sent)
    }

    fn hash(&self) -> Result<String, Box<Action>> {
        let failed = |reason| Box::new(Action::TableHashed { path: self.path.clone(), result: Err(reason) });
        match sha256_of(self.file.bytes(), || self.means.progress.is_cancelled()) {
            Ok(Some(sha256)) => Ok(sha256),
            Ok(None) => Err(failed("the import was cancelled".to_owned())),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    fn forget(&self) {
        if let Some(cache) = &self.means.cache {
            cache.forget(self.file);
        }
    }

    /// Sends the kept index of words, if there is one.
    fn send_label(&self, sent: &Sent, sha256: &str) -> bool {
        self.words_of(sent, sha256).is_some_and(|words| words.send_kept(self.reply))
    }

    fn words_of(&self, sent: &Sent, sha256: &str) -> Option<WordIndexJob> {
        let file = self.file.clone();
        let sha256 = sha256.to_owned();
        Some(WordIndexJob { cache: self.means.cache.clone()?, file, table: Arc::downgrade(&sent.table), sha256 })
    }

    /// Keeps the columns for the next time, and makes the index of words, while the window goes on; that this failed
    /// harms nobody.
    fn keep(&self, sent: Sent, sha256: String, are_columns_kept: bool) {
        let Some(words) = self.words_of(&sent, &sha256) else {
            return;
        };
        let path = self.path.clone();
        let reply = self.reply.clone();
        let keep = move || {
            if !are_columns_kept {
                let kept = Kept { table: &sent.table, issues: &sent.issues, rejected: sent.rejected };
                if let Err(error) = words.cache.keep(&words.file, &kept, &sha256) {
                    log::warn!("the columns of {} could not be cached: {error}", path.display());
                }
            }
            drop(sent);
            if words.send_kept(&reply) {
                return;
            }
            match words.make() {
                Ok(()) => drop(words.send_kept(&reply)),
                Err(error) => log::warn!("the word index of {} could not be made: {error}", path.display()),
            }
        };
        if let Err(error) = std::thread::Builder::new().name("keep".to_owned()).spawn(keep) {
            log::warn!("no thread could be started: {error}");
        }
    }
}
