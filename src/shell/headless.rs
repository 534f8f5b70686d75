//! Actions where there is no window: what a job would do is done before the next step.

use super::effects::Job;
use crate::app::{Action, State, update};
use counterclaim_model::Stamp;

/// Applies an action, and at once what jobs would compute for what is to be seen.
pub fn apply(state: &mut State, action: Action, stamp: Stamp) {
    let mut actions = vec![action];
    while let Some(action) = actions.pop() {
        let jobs = update(state, action, stamp).into_iter().filter_map(|effect| Job::of(effect).ok());
        actions.extend(jobs.map(Job::at_once));
    }
}
