//! Asks before a session reveals something about its owner for the first time.

use std::path::Path;

use crate::app::{Dialog, OwnerQuestion, State};
use counterclaim_io::session_file::Expected;

/// Asks before a session reveals something about its owner for the first time; returns whether the save has to wait.
pub fn asks(state: &mut State, path: &Path, expected: Option<&Expected>) -> bool {
    let Some(document) = &state.document else { return false };
    let (paths, account) = document.discloses(path, state.account.as_deref());
    if paths.is_empty() && account.is_none() {
        return false;
    }
    let sign_as = account.clone().unwrap_or_default();
    let save = (path.to_owned(), expected.cloned());
    state.dialog = Some(Dialog::Owner(OwnerQuestion { paths, account, sign_as, save }));
    true
}
