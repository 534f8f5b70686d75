//! A job of which only the answer to the latest question counts.

use std::sync::Arc;

use counterclaim_model::Progress;

/// One running job, and the question to ask once it has ended.
#[derive(Clone, Debug)]
pub struct LatestJob<Q> {
    running: Option<Running<Q>>,
    wanted: Option<Q>,
    last_id: u64,
}

/// A question that a job works on.
#[derive(Clone, Debug)]
pub struct Running<Q> {
    /// Counts up; an answer with another id is outdated.
    pub id: u64,
    pub question: Q,
    /// Stops the job, and says how far it is.
    pub progress: Arc<Progress>,
}

impl<Q> Default for LatestJob<Q> {
    fn default() -> Self {
        Self { running: None, wanted: None, last_id: 0 }
    }
}

impl<Q> LatestJob<Q> {
    /// Whether an answer is still to come.
    pub fn is_under_way(&self) -> bool {
        self.running.is_some() || self.wanted.is_some()
    }

    /// The question that a job works on.
    pub fn running(&self) -> Option<&Running<Q>> {
        self.running.as_ref()
    }

    /// The question that was asked last, if its answer is still to come.
    pub fn latest(&self) -> Option<&Q> {
        self.wanted.as_ref().or(self.running.as_ref().map(|running| &running.question))
    }

    /// Sets the question to ask next, in place of any earlier one; `None` asks nothing more.
    pub fn want(&mut self, question: Option<Q>) {
        self.wanted = question;
    }

    /// Tells the running job to stop; it still answers.
    pub fn cancel(&self) {
        if let Some(running) = &self.running {
            running.progress.cancel();
        }
    }

    /// Stops the running job and waits for no answer; returns the latest question.
    pub fn stop(&mut self) -> Option<Q> {
        self.cancel();
        let running = self.running.take();
        self.wanted.take().or(running.map(|running| running.question))
    }

    /// Starts the wanted question, once no other job works on one.
    pub fn start(&mut self) -> Option<&Running<Q>> {
        if self.running.is_some() {
            return None;
        }
        let question = self.wanted.take()?;
        self.last_id += 1;
        self.running = Some(Running { id: self.last_id, question, progress: Arc::default() });
        self.running.as_ref()
    }

    /// Ends the job of an id; `None` if that is not the running one: its answer is outdated.
    pub fn finish(&mut self, id: u64) -> Option<Running<Q>> {
        self.running.take_if(|running| running.id == id)
    }

    /// Keeps waiting for a job whose provisional answer has come.
    pub fn resume(&mut self, running: Running<Q>) {
        self.running = Some(running);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_the_running_question_counts() {
        let mut job = LatestJob::default();
        job.want(Some('a'));
        let first = job.start().expect("a job").id;
        job.want(Some('b'));
        assert!(job.start().is_none(), "one job at a time");
        assert_eq!(job.latest(), Some(&'b'));
        assert_eq!(job.finish(first).map(|running| running.question), Some('a'));
        let second = job.start().expect("the next job").id;
        assert!(job.finish(first).is_none() && job.is_under_way());
        assert_eq!(job.finish(second).map(|running| running.question), Some('b'));
        assert!(!job.is_under_way());
    }

    #[test]
    fn an_answer_after_a_stop_is_outdated() {
        let mut job = LatestJob::default();
        job.want(Some('a'));
        let running = job.start().expect("a job");
        let id = running.id;
        let progress = running.progress.clone();
        assert_eq!(job.stop(), Some('a'));
        assert!(progress.is_cancelled() && job.finish(id).is_none());
        job.want(Some('a'));
        assert_ne!(job.start().expect("a job").id, id, "no id is given twice");
    }
}
