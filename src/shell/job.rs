//! A job: runs on a named thread, answers with an `Action`, and wakes the window.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use egui::Context;

use crate::app::Action;

/// Where a job's answer goes.
#[derive(Clone)]
pub struct Reply {
    outbox: Sender<Action>,
    waker: Context,
}

impl Reply {
    pub fn new(outbox: Sender<Action>, waker: Context) -> Self {
        Self { outbox, waker }
    }

    pub fn send(&self, action: Action) {
        if self.outbox.send(action).is_err() {
            log::debug!("a job finished after the window had closed");
        }
        self.waker.request_repaint();
    }
}

/// Runs a job on a thread of its own; one that cannot be started or breaks down is answered for.
pub(super) fn spawn(
    name: &str,
    reply: Reply,
    job: impl FnOnce() -> Action + Send + 'static,
    on_failure: impl FnOnce(String) -> Action + Send + 'static,
) {
    // Either the thread takes it or, where none can be started, this one.
    let on_failure = Arc::new(Mutex::new(Some(on_failure)));
    let answer = reply.clone();
    let failed = on_failure.clone();
    let run = move || match std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)) {
        Ok(action) => answer.send(action),
        Err(_) => send_failure(&answer, &failed, "internal error (please report)".to_owned()),
    };
    if let Err(error) = std::thread::Builder::new().name(name.to_owned()).spawn(run) {
        send_failure(&reply, &on_failure, format!("no thread could be started: {error}"));
    }
}

fn send_failure(reply: &Reply, on_failure: &Mutex<Option<impl FnOnce(String) -> Action>>, reason: String) {
    if let Some(on_failure) = on_failure.lock().unwrap_or_else(PoisonError::into_inner).take() {
        reply.send(on_failure(reason));
    }
}

pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::app::SaveFailure;

    #[test]
    fn a_job_that_breaks_down_is_answered_for_with_what_it_was_about() {
        let (outbox, inbox) = channel();
        let reply = Reply::new(outbox, Context::default());
        let path = PathBuf::from("work.ccsession");
        let broken = || -> Action { panic!("a made-up mistake") };
        let target = path.clone();
        spawn("save", reply, broken, move |reason| {
            let result = Err(SaveFailure::Other(reason));
            Action::Saved { path: target, revision: 5, line_count: 3, result }
        });
        match inbox.recv().expect("an answer") {
            Action::Saved { path: of, revision: 5, line_count: 3, result: Err(SaveFailure::Other(_)) } => {
                assert_eq!(of, path);
            }
            other => panic!("{other:?}"),
        }
        assert!(inbox.recv().is_err(), "it is answered for once");
    }
}
