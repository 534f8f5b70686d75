//! Progress and cancellation of a long calculation, from another thread.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Shared by a calculation and its observer.
#[derive(Debug, Default)]
pub struct InferenceProgress {
    rounds: AtomicUsize,
    is_stopped: AtomicBool,
}

impl InferenceProgress {
    /// Counts one finished iteration; returns whether to continue.
    pub(crate) fn round(&self) -> bool {
        self.rounds.fetch_add(1, Ordering::Relaxed);
        !self.is_stopped()
    }

    /// Finished iterations, over all runs.
    pub fn rounds(&self) -> usize {
        self.rounds.load(Ordering::Relaxed)
    }

    /// Asks the calculation to stop after the current iteration.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    pub fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}
