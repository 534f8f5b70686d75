//! The thread that keeps the recovery journal, and the work that earlier runs left behind.

use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use super::job::absolute;
use crate::app::{Action, RecoveryEffect, RecoveryOffer};
use counterclaim_io::recovery::{Leftover, Work, Writer, leftovers};
use counterclaim_model::Line;

enum Job {
    Keep(RecoveryEffect),
    /// Work of a crash that the lines kept before hold now.
    Retire(Vec<Leftover>),
    /// The program ends in good order; with `true` nothing is left to recover.
    Finish(bool),
}

pub struct Recovery {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    leftovers: Vec<Leftover>,
    /// Taken up, but not yet held by this program's own journal.
    taken: Vec<Leftover>,
}

impl Recovery {
    /// Looks for leftovers, then starts the thread; without a folder nothing is kept.
    pub fn start(folder: Option<PathBuf>, outbox: Sender<Action>, wake: impl Fn() + Send + 'static) -> Self {
        let Some(folder) = folder else {
            return Self { jobs: None, thread: None, leftovers: Vec::new(), taken: Vec::new() };
        };
        let leftovers = leftovers(&folder);
        let (jobs, inbox) = channel::<Job>();
        let without_thread = outbox.clone();
        let run = move || {
            let name = ulid::Ulid::generate().to_string();
            let mut writer = match Writer::create(&folder, &name) {
                Ok(writer) => writer,
                Err(error) => {
                    tell(&outbox, &wake, format!("{error}: {}", folder.display()));
                    return;
                }
            };
            let mut has_told = false;
            let mut is_held = false;
            for job in inbox {
                let result = match job {
                    Job::Keep(RecoveryEffect::Reset { origin, lines }) => {
                        let result = writer.reset(&origin, &lines);
                        is_held = result.is_ok();
                        result
                    }
                    Job::Keep(RecoveryEffect::Append(line)) => writer.append(&line),
                    Job::Keep(RecoveryEffect::Drop(id)) => writer.drop_line(id),
                    // What could not be taken over stays where it is, and is offered again.
                    Job::Retire(leftovers) if is_held => leftovers.into_iter().try_for_each(Leftover::discard),
                    Job::Retire(_) => Ok(()),
                    Job::Finish(true) => {
                        if let Err(error) = writer.remove() {
                            log::warn!("the recovery journal could not be removed: {error}");
                        }
                        return;
                    }
                    Job::Finish(false) => return,
                };
                if let Err(error) = result
                    && !has_told
                {
                    has_told = true;
                    tell(&outbox, &wake, format!("{error}: {}", folder.display()));
                }
            }
        };
        let thread = std::thread::Builder::new().name("recovery".to_owned()).spawn(run);
        if let Err(error) = &thread {
            // The window is being made, and takes this in with its first frame.
            tell(&without_thread, &|| {}, format!("no thread could be started: {error}"));
        }
        Self { jobs: Some(jobs), thread: thread.ok(), leftovers, taken: Vec::new() }
    }

    /// The work that earlier runs left behind, as it is offered.
    pub fn offers(&self) -> Vec<RecoveryOffer> {
        self.leftovers.iter().map(offer).collect()
    }

    /// The work of a leftover, by its number among those that are still offered.
    ///
    /// Its file stays until this program's own journal holds the work.
    pub fn take(&mut self, at: usize) -> Option<Work> {
        let leftover = (at < self.leftovers.len()).then(|| self.leftovers.remove(at))?;
        let work = leftover.work.clone();
        self.taken.push(leftover);
        Some(work)
    }

    pub fn discard(&mut self, at: usize) {
        if at < self.leftovers.len()
            && let Err(error) = self.leftovers.remove(at).discard()
        {
            log::warn!("a recovery journal could not be removed: {error}");
        }
    }

    pub fn send(&mut self, mut effect: RecoveryEffect) {
        if let RecoveryEffect::Reset { origin, .. } = &mut effect {
            // A later run may be started in another folder.
            origin.session = origin.session.take().map(|path| absolute(&path));
        }
        // Work that was taken up but could not be opened is not among the lines, and stays.
        let held: Vec<Leftover> = match &effect {
            RecoveryEffect::Reset { lines, .. } => {
                self.taken.extract_if(.., |leftover| leftover.work.is_held_by(lines)).collect()
            }
            RecoveryEffect::Append(_) | RecoveryEffect::Drop(_) => Vec::new(),
        };
        self.post(Job::Keep(effect));
        if !held.is_empty() {
            self.post(Job::Retire(held));
        }
    }

    fn post(&self, job: Job) {
        if let Some(jobs) = &self.jobs
            && jobs.send(job).is_err()
        {
            log::debug!("the recovery thread has ended");
        }
    }

    /// Waits until everything is written; the file goes if the work was saved or given up.
    pub fn finish(&mut self, is_settled: bool) {
        if let Some(jobs) = self.jobs.take()
            && jobs.send(Job::Finish(is_settled)).is_err()
        {
            log::debug!("the recovery thread had ended");
        }
        if let Some(Err(_)) = self.thread.take().map(JoinHandle::join) {
            log::error!("the recovery thread broke down");
        }
    }
}

impl Drop for Recovery {
    /// A window that goes without closing leaves its journal behind, whole and unlocked.
    fn drop(&mut self) {
        self.finish(false);
    }
}

fn tell(outbox: &Sender<Action>, wake: &impl Fn(), reason: String) {
    if outbox.send(Action::RecoveryFailed(reason)).is_ok() {
        wake();
    }
}

fn offer(leftover: &Leftover) -> RecoveryOffer {
    let session = leftover.work.origin.session.as_ref().and_then(|path| path.file_name());
    let dataset = leftover.work.origin.datasets.first().map(|dataset| dataset.name.clone());
    let name = session.map(|name| name.to_string_lossy().into_owned()).or(dataset);
    let last = leftover.work.lines.iter().rev().find_map(|line| match line {
        Line::Entry(entry) => Some(entry.at.label()),
        Line::Kept(_) => None,
    });
    RecoveryOffer {
        name: name.unwrap_or_else(|| "a session".to_owned()),
        edits: leftover.work.lines.len(),
        last: last.unwrap_or_else(|| "an unknown time".to_owned()),
    }
}
