//! Native file dialogs. Where there are none, the answer comes at once and the window asks for a path itself.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use rfd::AsyncFileDialog;

use super::job::Reply;
use crate::app::{Action, PathPurpose};
use counterclaim_export::EXPORTERS;
use counterclaim_io::decode::PACKINGS;
use counterclaim_io::formats::IMPORTERS;
use counterclaim_io::session_file::EXTENSION;

/// Asks for a path and answers with `Action::PathChosen`; the path is what to suggest.
pub type Ask = Box<dyn Fn(PathPurpose, &Path, Reply)>;

/// Nobody dismisses a dialog this fast: an empty answer then means that there was none.
const SYNC_LIMIT: Duration = Duration::from_millis(200);

/// How many dialogs could not be had at all; on a busy machine that takes longer than a person needs to dismiss one.
static FAILED: AtomicU32 = AtomicU32::new(0);

/// Looks at a record of the log: only there does the maker of dialogs say that it could make none.
pub(super) fn follow_log(record: &log::Record<'_>) {
    // Its other parts tell of a portal that is not there; then zenity is tried, and here it says that this failed too.
    if record.level() == log::Level::Error && record.target() == "rfd::backend::xdg_desktop_portal" {
        FAILED.fetch_add(1, Ordering::Relaxed);
    }
}

/// The dialogs of the desktop.
pub fn native_dialogs() -> Ask {
    Box::new(|purpose, suggested, reply| {
        let started = Instant::now();
        let failed_before = FAILED.load(Ordering::Relaxed);
        // The dialog is made here and waited for elsewhere: some systems insist on the main thread for the first.
        let dialog = open_dialog(purpose, suggested);
        let answer = reply.clone();
        let wait = move || {
            let path = block_on(dialog);
            let has_failed = FAILED.load(Ordering::Relaxed) != failed_before;
            let at_once = path.is_none() && (has_failed || started.elapsed() < SYNC_LIMIT);
            answer.send(Action::PathChosen { purpose, path, at_once });
        };
        if let Err(error) = std::thread::Builder::new().name("file dialog".to_owned()).spawn(wait) {
            log::error!("no thread could be started for a file dialog: {error}");
            reply.send(Action::PathChosen { purpose, path: None, at_once: true });
        }
    })
}

fn open_dialog(purpose: PathPurpose, suggested: &Path) -> impl Future<Output = Option<PathBuf>> + Send + use<> {
    let mut dialog = AsyncFileDialog::new();
    let mut datasets: Vec<&str> = IMPORTERS.iter().flat_map(|importer| importer.extensions).copied().collect();
    datasets.extend(PACKINGS);
    datasets.sort_unstable();
    datasets.dedup();
    let all: Vec<&str> = datasets.iter().copied().chain([EXTENSION]).collect();
    dialog = match purpose {
        PathPurpose::Open => dialog.set_title("Open a dataset or a session").add_filter("Datasets and sessions", &all),
        // Whoever names the format may have a file whose name says something else.
        PathPurpose::OpenAs => dialog.set_title("Open a file in the chosen format"),
        PathPurpose::Profile => dialog.set_title("Save the column mapping").add_filter("Mappings", &["json"]),
        PathPurpose::Issues => {
            dialog.set_title("Save the import report").add_filter("Text", &["txt"]).add_filter("Table (CSV)", &["csv"])
        }
        PathPurpose::AddLayer => dialog.set_title("Add a dataset as a layer").add_filter("Datasets", &datasets),
        PathPurpose::SaveAs => dialog.set_title("Save the session").add_filter("Sessions", &[EXTENSION]),
        PathPurpose::Export => {
            EXPORTERS.iter().fold(dialog.set_title("Export the current view"), |dialog, exporter| {
                dialog.add_filter(exporter.name, &[exporter.extension])
            })
        }
        PathPurpose::LocateDataset => dialog.set_title("Locate the dataset").add_filter("Datasets", &datasets),
    };
    let saves = purpose.is_saving();
    let folder = if saves { suggested.parent() } else { Some(suggested) };
    if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = suggested.file_name().filter(|_| saves) {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    async move {
        let handle = if saves { dialog.save_file().await } else { dialog.pick_file().await };
        handle.map(|handle| handle.path().to_owned())
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits on this thread until a future is ready.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_that_could_not_be_made_is_known_from_the_log() {
        let before = FAILED.load(Ordering::Relaxed);
        let tell = |target, level| {
            let words = format_args!("Failed to save file with zenity: not found");
            follow_log(&log::Record::builder().level(level).target(target).args(words).build());
        };
        tell("rfd::backend::xdg_desktop_portal", log::Level::Warn);
        tell("rfd::backend::xdg_desktop_portal::portal", log::Level::Error);
        assert_eq!(FAILED.load(Ordering::Relaxed), before);
        tell("rfd::backend::xdg_desktop_portal", log::Level::Error);
        assert_eq!(FAILED.load(Ordering::Relaxed), before + 1);
    }
}
