//! Several windows on one session that save at the same moment: nobody's edits are lost, whatever way led to the file.
//!
//! The helper processes are this test program itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use counterclaim::app::{
    Action, ChangedAnswer, Dialog, Effect, Loaded, PathPurpose, SaveFailure, SessionMerged, State, update,
};
use counterclaim::shell::examples;
use counterclaim_io::SaveError;
use counterclaim_io::preferences::Preferences;
use counterclaim_io::session_file::{self, Expected};
use counterclaim_model::{Edit, EntryId, Key, Line, Stamp, Target, Timestamp};

use crate::support::{folder, session};

/// The session file, the name of the writer, and how often it saves.
const HELPER: &str = "COUNTERCLAIM_TEST_SAVE_HELPER";
const EXAMPLE: &str = "kurakhove-report";

/// A program without its window, which does what it is asked at once.
struct Desk {
    state: State,
    ids: ulid::Generator,
    /// The way by which this one reaches the session.
    path: PathBuf,
}

impl Desk {
    /// Without a session file yet, or with the one that is there.
    fn new(path: &Path) -> Self {
        let state = State::new(Key::from("analyst-a"), Preferences::default());
        let mut desk = Self { state, ids: ulid::Generator::new(), path: path.to_owned() };
        let dataset = examples::load(EXAMPLE).expect("the example");
        let loaded = match session_file::read_marked(path) {
            Ok((file, issues, fingerprint)) => Loaded::Session {
                path: Some(path.to_owned()),
                file,
                issues,
                dataset: Some(dataset),
                layers: Vec::new(),
                fingerprint: Some(fingerprint),
                recovered: false,
                not_opened: None,
            },
            Err(_) => Loaded::Dataset(dataset),
        };
        desk.act(Action::Loaded { what: EXAMPLE.to_owned(), result: Ok(Box::new(loaded)) });
        desk
    }

    fn act(&mut self, action: Action) {
        let id = EntryId(self.ids.generate().expect("an id").0);
        let stamp = Stamp { id, at: Timestamp { millis: 1_736_272_800_000 } };
        for effect in update(&mut self.state, action, stamp) {
            match effect {
                Effect::Save { path, file, revision, expected } => {
                    let result = session_file::write(&path, &file, &expected).map_err(|error| match error {
                        SaveError::Changed { .. } => SaveFailure::Changed,
                        other => SaveFailure::Other(other.to_string()),
                    });
                    self.act(Action::Saved { path, revision, line_count: file.lines.len(), result });
                }
                Effect::MergeSession(path) => {
                    let (file, issues, fingerprint) = session_file::read_marked(&path).expect("a whole session");
                    self.act(Action::SessionMerged { path, result: Ok(SessionMerged { file, issues, fingerprint }) });
                }
                _ => {}
            }
        }
    }

    /// Saves, and takes in what others have written until that has worked.
    fn save(&mut self) {
        match self.state.document().and_then(|document| document.session_path()) {
            Some(_) => self.act(Action::Save),
            // A typed path: what is there already is not replaced without a question.
            None => {
                let text = self.path.to_str().expect("a path in UTF-8").to_owned();
                self.act(Action::PathChosen { purpose: PathPurpose::SaveAs, path: None, at_once: true });
                self.act(Action::PromptPath(text));
                self.act(Action::PromptAccepted);
            }
        }
        while matches!(self.state.dialog(), Some(Dialog::Changed(_))) {
            self.act(Action::ChangedAnswered(ChangedAnswer::MergeSession));
        }
        assert!(!self.state.has_unsaved_changes(), "{:?}", self.state.notices());
    }

    /// Adds edits and saves, so many times.
    fn work(&mut self, writer: &str, saves: usize) {
        let claims = self.state.visible().claims.clone();
        for at in 0..saves {
            let claim = self.state.dataset().expect("a dataset").claim(claims[at % claims.len()]).key;
            let target = Target::Claim(claim.into());
            let value = Some(note(writer, at));
            self.act(Action::Edit(Edit::Note { target, value }));
            self.save();
        }
    }
}

fn note(writer: &str, at: usize) -> String {
    format!("{writer}, edit {at}")
}

/// Every edit of every writer is in the file once, the file is whole, and nothing is left beside it.
fn check(path: &Path, writers: &[String], saves: usize) {
    let (file, issues) = session_file::read(path).expect("a whole session");
    assert_eq!(issues, []);
    let notes = |wanted: &str| {
        let is_it = |line: &&Line| matches!(line, Line::Entry(entry) if matches!(&entry.edit, Edit::Note { value: Some(text), .. } if text == wanted));
        file.lines.iter().filter(is_it).count()
    };
    for (writer, at) in writers.iter().flat_map(|writer| (0..saves).map(move |at| (writer, at))) {
        assert_eq!(notes(&note(writer, at)), 1, "{}", note(writer, at));
    }
    assert_eq!(file.lines.len(), writers.len() * saves);
    let names = std::fs::read_dir(path.parent().expect("a folder")).expect("a folder").flatten();
    let names: Vec<_> = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(!names.iter().any(|name| name.starts_with('.')), "{names:?}");
}

/// Several ways to one file: as it is, by a detour and, where there are links, through them.
fn ways(folder: &Path) -> Vec<PathBuf> {
    std::fs::create_dir(folder.join("sub")).expect("a folder");
    let ways = vec![folder.join("work.ccsession"), folder.join("sub/../work.ccsession")];
    #[cfg(unix)]
    let ways = {
        let link = folder.join("sub/link");
        let file_link = folder.join("sub/linked.ccsession");
        std::os::unix::fs::symlink(folder, &link).expect("a link");
        std::os::unix::fs::symlink("../work.ccsession", &file_link).expect("a link");
        [ways, vec![link.join("work.ccsession"), file_link]].concat()
    };
    ways
}

#[test]
fn windows_that_save_at_the_same_moment_keep_the_edits_of_all() {
    const SAVES: usize = 12;
    let folder = folder();
    let ways = ways(folder.path());
    // The links lead to something from the start.
    let mut first = Desk::new(&ways[0]);
    first.work("first", SAVES);
    let writers: Vec<String> = (0..6).map(|number| format!("window {number}")).collect();
    std::thread::scope(|scope| {
        for (number, writer) in writers.iter().enumerate() {
            let path = &ways[number % ways.len()];
            scope.spawn(move || Desk::new(path).work(writer, SAVES));
        }
    });
    let all: Vec<String> = writers.into_iter().chain(["first".to_owned()]).collect();
    check(&ways[0], &all, SAVES);
}

#[test]
fn programs_that_save_a_new_session_at_the_same_moment_keep_the_edits_of_all() {
    const SAVES: usize = 8;
    if let Ok(told) = std::env::var(HELPER) {
        let (writer, path) = told.split_once('|').expect("a writer and a path");
        Desk::new(Path::new(path)).work(writer, SAVES);
        return;
    }
    let folder = folder();
    let path = folder.path().join("work.ccsession");
    let writers: Vec<String> = (0..4).map(|number| format!("program {number}")).collect();
    let helper = |writer: &String| {
        let name = "concurrent_saves::programs_that_save_a_new_session_at_the_same_moment_keep_the_edits_of_all";
        let mut command = Command::new(std::env::current_exe().expect("the test program"));
        command.args(["--exact", name, "--nocapture"]).env(HELPER, format!("{writer}|{}", path.display()));
        command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("the helper starts")
    };
    let helpers: Vec<_> = writers.iter().map(helper).collect();
    for mut helper in helpers {
        assert!(helper.wait().expect("an end").success(), "a helper failed");
    }
    check(&path, &writers, SAVES);
}

#[test]
fn of_saves_that_expect_the_same_file_one_alone_replaces_it() {
    for round in 0..20 {
        let folder = folder();
        let path = folder.path().join("work.ccsession");
        // Every other time there is no file yet.
        let expected = match round % 2 {
            0 => Expected::Nothing,
            _ => Expected::Fingerprint(
                session_file::write(&path, &session(Vec::new()), &Expected::Nothing).expect("written"),
            ),
        };
        let results: Vec<_> = std::thread::scope(|scope| {
            let write = |number: usize| {
                let path = &path;
                let expected = &expected;
                let file = session(vec![Line::Kept(format!("{{\"new\":{number}}}").into())]);
                scope.spawn(move || (session_file::write(path, &file, expected), file))
            };
            let threads: Vec<_> = (0..6).map(write).collect();
            threads.into_iter().map(|thread| thread.join().expect("an end")).collect()
        });
        let (written, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(|(result, _)| result.is_ok());
        assert_eq!(written.len(), 1, "round {round}");
        assert!(refused.iter().all(|(result, _)| matches!(result, Err(SaveError::Changed { .. }))), "{refused:?}");
        let (file, _, fingerprint) = session_file::read_marked(&path).expect("a session");
        assert_eq!((&file, Ok(&fingerprint)), (&written[0].1, written[0].0.as_ref().map_err(|_| ())));
    }
}

#[cfg(unix)]
#[test]
fn a_session_is_written_over_no_pipe_and_no_socket() {
    let folder = folder();
    let path = folder.path().join("pipe.ccsession");
    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo runs").success());
    let socket = folder.path().join("socket.ccsession");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    for path in [&path, &socket] {
        for expected in [Expected::Anything, Expected::Nothing] {
            let refused = session_file::write(path, &session(Vec::new()), &expected);
            assert!(matches!(refused, Err(SaveError::NotAFile { .. })), "{refused:?}");
            assert!(!std::fs::metadata(path).expect("it is still there").is_file());
        }
    }
}
