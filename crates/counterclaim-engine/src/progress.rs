//! How far a long reckoning has come, seen and stopped from another thread.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Shared by a reckoning and whoever watches it.
#[derive(Debug, Default)]
pub struct Watch {
    rounds: AtomicUsize,
    is_stopped: AtomicBool,
}

impl Watch {
    /// One more round of the iteration is done; whether to go on.
    pub(crate) fn round(&self) -> bool {
        self.rounds.fetch_add(1, Ordering::Relaxed);
        !self.is_stopped()
    }

    /// Rounds of the iteration that are done, over all its runs.
    pub fn rounds(&self) -> usize {
        self.rounds.load(Ordering::Relaxed)
    }

    /// Asks the reckoning to stop after the round that is under way.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}
