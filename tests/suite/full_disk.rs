//! A disk that is really full: a small file system of the tests' own, where the system lets one be mounted.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use counterclaim::app::{Action, Effect, Loaded, SaveFailure, State, update};
use counterclaim::shell::{App, examples};
use counterclaim_io::SaveError;
use counterclaim_io::preferences::Preferences;
use counterclaim_io::recovery::{Origin, Writer, leftovers};
use counterclaim_io::session_file::{self, Expected, SessionFile};
use counterclaim_model::{Credibility, Journal, Key, Line};
use egui::vec2;

use crate::support::{Stamps, dataset_ref, entry, folder, note, read_text, session};
use crate::window::Window;

const AUTHOR: &str = "analyst-a";
/// More than the small disk holds.
const TOO_LONG: usize = 200_000;

/// A file system of 64 KiB; unmounted when dropped.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// `None`, after having said so, where nothing may be mounted.
    fn mount(test: &str) -> Option<Self> {
        let folder = folder();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", "size=64k", "counterclaim-test"]).arg(folder.path());
        if command.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
            return Some(Self { folder });
        }
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "SKIPPED: {test}: no small disk can be mounted here");
        None
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Takes all the room that there is left.
    fn fill(&self) -> PathBuf {
        let path = self.path("filler");
        assert!(std::fs::write(&path, vec![0; TOO_LONG]).is_err(), "the small disk is not small");
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
    }
}

fn line(stamps: &mut Stamps, text: &str) -> Line {
    Line::Entry(entry(stamps.next(), AUTHOR, note("claim-a", text)))
}

/// A state with the example open and one grade given.
fn graded(stamps: &mut Stamps) -> State {
    let mut state = State::new(Key::from(AUTHOR), Preferences::default());
    let loaded = Loaded::Dataset(examples::load("kurakhove-report").expect("the example"));
    let loaded = Action::Loaded { what: "the example".to_owned(), result: Ok(Box::new(loaded)) };
    update(&mut state, loaded, stamps.next());
    update(&mut state, Action::GradeSelected(Some(Credibility::Two)), stamps.next());
    state
}

/// Saves as the shell does, and hands the answer back.
fn save(state: &mut State, path: &Path, stamps: &mut Stamps) -> Result<(), String> {
    let chosen = Action::PathChosen {
        purpose: counterclaim::app::PathPurpose::SaveAs,
        path: Some(path.to_owned()),
        at_once: false,
    };
    let effects = update(state, chosen, stamps.next());
    let saved = effects.into_iter().find_map(|effect| match effect {
        Effect::Save { path, file, revision, expected } => Some((path, file, revision, expected)),
        _ => None,
    });
    let (path, file, revision, expected) = saved.expect("a save");
    let written = session_file::write(&path, &file, &expected).map_err(|error| error.to_string());
    let result = written.clone().map_err(SaveFailure::Other);
    let answer = Action::Saved { path, revision, line_count: file.lines.len(), result };
    update(state, answer, stamps.next());
    written.map(|_| ())
}

#[test]
fn a_save_onto_a_full_disk_fails_in_plain_words_and_leaves_the_old_file() {
    let Some(disk) = SmallDisk::mount("a_save_onto_a_full_disk_fails_in_plain_words_and_leaves_the_old_file") else {
        return;
    };
    let mut stamps = Stamps::default();
    let path = disk.path("work.ccsession");
    let mut state = graded(&mut stamps);
    save(&mut state, &path, &mut stamps).expect("there is room");
    let old = read_text(&path);
    update(&mut state, Action::GradeSelected(Some(Credibility::Five)), stamps.next());
    let filler = disk.fill();
    let told = save(&mut state, &path, &mut stamps).expect_err("the disk is full");
    assert!(told.contains("No space left on device"), "{told}");
    assert_eq!(read_text(&path), old);
    assert!(state.has_unsaved_changes());
    let notice = state.notices().last().expect("a notice");
    assert_eq!(notice.title, "The session was not saved");
    assert!(!names_in(disk.folder.path()).iter().any(|name| name.starts_with(".counterclaim")));

    std::fs::remove_file(filler).expect("room again");
    save(&mut state, &path, &mut stamps).expect("there is room");
    assert!(!state.has_unsaved_changes());
    assert!(read_text(&path).starts_with(&old));
    assert_eq!(read_text(&path).lines().count(), old.lines().count() + 1);
}

#[test]
fn a_long_session_does_not_get_onto_a_small_disk_in_part() {
    let Some(disk) = SmallDisk::mount("a_long_session_does_not_get_onto_a_small_disk_in_part") else { return };
    let mut stamps = Stamps::default();
    let path = disk.path("work.ccsession");
    let error =
        session_file::write(&path, &session(vec![line(&mut stamps, &"x".repeat(TOO_LONG))]), &Expected::Anything);
    assert!(matches!(error, Err(SaveError::NotWritten { .. })), "{error:?}");
    assert!(names_in(disk.folder.path()).is_empty());
}

#[test]
fn a_recovery_journal_on_a_full_disk_is_whole_again_once_there_is_room() {
    let Some(disk) = SmallDisk::mount("a_recovery_journal_on_a_full_disk_is_whole_again_once_there_is_room") else {
        return;
    };
    let mut stamps = Stamps::default();
    let origin = Origin { session: None, datasets: vec![dataset_ref()] };
    let mut writer = Writer::create(disk.folder.path(), "run-1").expect("a new file");
    writer.reset(&origin, &[line(&mut stamps, "before")]).expect("there is room");
    let filler = disk.fill();
    let broken = line(&mut stamps, &"broken ".repeat(2000));
    assert!(writer.append(&broken).is_err());
    assert!(writer.append(&broken).is_err(), "it is still full");
    assert!(writer.reset(&origin, &[]).is_err(), "starting anew needs room too");

    std::fs::remove_file(filler).expect("room again");
    let after = line(&mut stamps, "after");
    writer.append(&after).expect("there is room");
    drop(writer);
    let found = leftovers(disk.folder.path());
    assert_eq!(found.len(), 1);
    let texts: Vec<String> = found[0].work.lines.iter().map(text_of).collect();
    let whole = |text: &&String| text.contains("before") || text.contains("after");
    assert_eq!(texts.iter().filter(whole).count(), 2, "{texts:?}");
    let session = found[0].work.added_to(SessionFile::default());
    let journal = Journal::from_lines(Key::from(AUTHOR), session.lines);
    assert!(matches!(journal.lines().last(), Some(last) if *last == after));
}

#[test]
fn the_window_tells_once_that_the_journal_cannot_be_written() {
    let Some(disk) = SmallDisk::mount("the_window_tells_once_that_the_journal_cannot_be_written") else { return };
    let report = crate::support::in_package("assets/examples/kurakhove-report/dataset.json");
    let mut window = Window::open(Some(&report), Some(disk.folder.path()), vec2(1440.0, 900.0));
    window.press(egui::Key::Num2);
    let journal = || leftover_texts(disk.folder.path());
    window.wait_for("the grade on disk", |_| journal().contains("credibility"));
    let filler = disk.fill();
    let warnings = |app: &App| {
        app.state().notices().iter().filter(|notice| notice.title.contains("not protected against a crash")).count()
    };
    // The last page of the journal has room for some lines yet.
    for at in 0..60 {
        window.press([egui::Key::Num3, egui::Key::Num4][at % 2]);
    }
    window.wait_for("the warning", |app| warnings(app) > 0);
    window.press(egui::Key::Num5);
    window.press(egui::Key::Num6);
    assert_eq!(warnings(window.harness.state()), 1);

    std::fs::remove_file(filler).expect("room again");
    window.press(egui::Key::Num1);
    window.wait_for("the last grade on disk", |_| journal().trim_end().ends_with("\"to\":1}}"));
    drop(window);
    let found = leftovers(disk.folder.path());
    assert_eq!(found.len(), 1);
    let kept = found[0].work.lines.iter().filter(|line| matches!(line, Line::Kept(_))).count();
    assert_eq!(kept, 0, "a broken line took another along");
}

fn leftover_texts(folder: &Path) -> String {
    let names = names_in(folder).into_iter().filter(|name| name.ends_with(".ccrecovery"));
    names.map(|name| std::fs::read_to_string(folder.join(name)).unwrap_or_default()).collect()
}

fn text_of(line: &Line) -> String {
    let mut text = String::new();
    session_file::push_line(&mut text, line);
    text
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder").flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_session_of_a_hundred_thousand_edits_is_saved_loaded_and_saved_the_same() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let lines: Vec<Line> = (0..100_000).map(|at| line(&mut stamps, &format!("note {at}\n«и»"))).collect();
    let first = folder.path().join("first.ccsession");
    let second = folder.path().join("second.ccsession");
    session_file::write(&first, &session(lines), &Expected::Anything).expect("saved");
    let (file, issues) = session_file::read(&first).expect("loaded");
    assert_eq!((file.lines.len(), issues.len()), (100_000, 0));
    let journal = Journal::from_lines(Key::from(AUTHOR), file.lines);
    let again = SessionFile { lines: journal.lines().to_vec(), datasets: file.datasets, unknown: file.unknown };
    session_file::write(&second, &again, &Expected::Anything).expect("saved");
    assert!(std::fs::read(&first).expect("bytes") == std::fs::read(&second).expect("bytes"), "the bytes differ");
}
