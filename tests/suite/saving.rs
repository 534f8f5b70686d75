//! Saves that take their time: work that goes on meanwhile is neither lost nor mixed up with other work.

use std::path::{Path, PathBuf};

use counterclaim::app::{
    Action, ChangedAnswer, Dialog, Effect, Loaded, PathPurpose, RecoveryEffect, SaveFailure, SessionMerged, State,
    update,
};
use counterclaim::shell::examples;
use counterclaim_io::preferences::Preferences;
use counterclaim_io::recovery::Work;
use counterclaim_io::session_file::SessionFile;
use counterclaim_model::{Credibility, Edit, Key, Target};

use crate::support::Stamps;

/// A save that has begun.
struct Save {
    path: PathBuf,
    file: SessionFile,
    revision: u64,
}

struct Desk {
    state: State,
    stamps: Stamps,
}

impl Desk {
    /// With the example open.
    fn new() -> Self {
        let state = State::new(Key::from("analyst-a"), Preferences::default());
        let mut desk = Self { state, stamps: Stamps::default() };
        desk.open_example();
        desk
    }

    fn open_example(&mut self) {
        let loaded = Loaded::Dataset(examples::load("kurakhove-report").expect("the example"));
        self.act(Action::Loaded { what: "the example".to_owned(), result: Ok(Box::new(loaded)) });
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        update(&mut self.state, action, self.stamps.next())
    }

    fn grade(&mut self, grade: Credibility) {
        self.act(Action::GradeSelected(Some(grade)));
    }

    fn save_as(&mut self, path: &str) -> Option<Save> {
        let path = Some(PathBuf::from(path));
        only_save(self.act(Action::PathChosen { purpose: PathPurpose::SaveAs, path, at_once: false }))
    }

    fn answer(&mut self, save: Save) -> Option<Save> {
        let Save { path, file, revision } = save;
        only_save(self.act(Action::Saved { path, revision, line_count: file.lines.len(), result: Ok("0".repeat(64)) }))
    }

    fn session_path(&self) -> Option<&Path> {
        self.state.document().and_then(|document| document.session_path())
    }
}

fn only_save(effects: Vec<Effect>) -> Option<Save> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::Save { path, file, revision, .. } => Some(Save { path, file, revision }),
        _ => None,
    })
}

#[test]
fn a_save_waits_for_the_one_before_and_then_has_everything() {
    let mut desk = Desk::new();
    desk.grade(Credibility::One);
    let first = desk.save_as("a.ccsession").expect("a save");
    desk.grade(Credibility::Two);
    assert!(desk.save_as("a.ccsession").is_none(), "two saves at once could end in the wrong order");
    desk.grade(Credibility::Three);
    let second = desk.answer(first).expect("the save that waited");
    assert_eq!(second.file.lines.len(), 3);
    assert!(desk.state.has_unsaved_changes());
    assert!(desk.answer(second).is_none());
    assert!(!desk.state.has_unsaved_changes());
}

#[test]
fn a_save_that_waits_is_made_though_the_one_before_failed() {
    let mut desk = Desk::new();
    desk.grade(Credibility::One);
    let Save { path, revision, .. } = desk.save_as("a.ccsession").expect("a save");
    desk.save_as("b.ccsession");
    let failed = Action::Saved { path, revision, line_count: 0, result: Err(SaveFailure::Other("no room".to_owned())) };
    let second = only_save(desk.act(failed)).expect("the save that waited");
    desk.answer(second);
    assert_eq!(desk.session_path(), Some(Path::new("b.ccsession")));
}

#[test]
fn a_save_that_ends_after_something_else_was_opened_leaves_that_alone() {
    let mut desk = Desk::new();
    desk.grade(Credibility::One);
    let save = desk.save_as("a.ccsession").expect("a save");
    desk.act(Action::Undo);
    desk.open_example();
    desk.act(Action::CloseAnswered(counterclaim::app::CloseAnswer::Discard));
    desk.grade(Credibility::Two);
    desk.answer(save);
    assert_eq!(desk.session_path(), None, "the next save would overwrite the other session");
    assert!(desk.state.has_unsaved_changes());
}

#[test]
fn a_gesture_that_came_to_nothing_does_not_come_back_from_the_journal() {
    let note = |desk: &Desk, value: Option<&str>| {
        let claim = desk.state.view().claim.expect("a claim");
        let target = Target::Claim(desk.state.dataset().expect("a dataset").claim(claim).key.into());
        Action::Gesture(Edit::Note { target, value: value.map(str::to_owned) })
    };
    let is_drop = |effect: &Effect| matches!(effect, Effect::Recovery(RecoveryEffect::Drop(_)));
    // Closed by an edit of something else.
    let mut desk = Desk::new();
    let typed = note(&desk, Some("x"));
    let emptied = note(&desk, None);
    desk.act(typed);
    desk.act(Action::KeepGesture);
    desk.act(emptied);
    assert!(desk.act(Action::GradeSelected(Some(Credibility::One))).iter().any(is_drop));
    // Carried over by a save that ended while it was open.
    let mut desk = Desk::new();
    desk.grade(Credibility::One);
    let save = desk.save_as("a.ccsession").expect("a save");
    let typed = note(&desk, Some("x"));
    let emptied = note(&desk, None);
    desk.act(typed);
    desk.answer(save);
    desk.act(emptied);
    assert!(desk.act(Action::Settle).iter().any(is_drop));
}

#[test]
fn work_is_held_only_by_lines_that_have_all_of_it() {
    let mut desk = Desk::new();
    desk.grade(Credibility::One);
    desk.grade(Credibility::Two);
    let lines = desk.state.document().expect("a document").journal().lines().to_vec();
    let work = Work { origin: counterclaim_io::recovery::Origin::default(), lines: lines.clone() };
    assert!(work.is_held_by(&lines));
    assert!(!work.is_held_by(&lines[1..]));
    assert!(!work.is_held_by(&[]));
}

/// The answer that a save is refused, as another program has written the file.
fn changed(desk: &mut Desk, save: &Save) -> Vec<Effect> {
    let path = save.path.clone();
    let revision = save.revision;
    let result = Err(SaveFailure::Changed);
    desk.act(Action::Saved { path, revision, line_count: save.file.lines.len(), result })
}

/// What another window has written: its own edits alone.
fn theirs(count: usize) -> SessionFile {
    let mut stamps = Stamps::default();
    let mut line = |at| {
        let mut stamp = stamps.next();
        stamp.id.0 += 1 << 40;
        crate::support::entry(stamp, "analyst-b", crate::support::note("captured", &format!("theirs {at}")))
    };
    crate::support::session((0..count).map(|at| counterclaim_model::Line::Entry(line(at))).collect())
}

fn session_merged(path: &str, file: SessionFile) -> Action {
    let issues = Vec::new();
    let fingerprint = "1".repeat(64);
    Action::SessionMerged { path: PathBuf::from(path), result: Ok(SessionMerged { file, issues, fingerprint }) }
}

#[test]
fn a_save_that_waits_is_made_though_another_program_has_written_the_file_of_the_one_before() {
    let mut desk = Desk::new();
    desk.grade(Credibility::One);
    let first = desk.save_as("a.ccsession").expect("a save");
    desk.grade(Credibility::Two);
    assert!(desk.save_as("b.ccsession").is_none());
    let second = only_save(changed(&mut desk, &first)).expect("the save that waited");
    assert_eq!((second.path.as_path(), second.file.lines.len()), (Path::new("b.ccsession"), 2));
    assert!(matches!(desk.state.dialog(), Some(Dialog::Changed(path)) if path == Path::new("a.ccsession")));
    desk.answer(second);
    assert_eq!(desk.session_path(), Some(Path::new("b.ccsession")));
    assert!(!desk.state.has_unsaved_changes());
}

/// One edit is saved, and a second one is being saved to the same file.
fn with_a_second_save() -> (Desk, Save) {
    let mut desk = Desk::new();
    desk.grade(Credibility::One);
    let first = desk.save_as("a.ccsession").expect("a save");
    assert!(desk.answer(first).is_none());
    desk.grade(Credibility::Two);
    let second = only_save(desk.act(Action::Save)).expect("a save");
    (desk, second)
}

#[test]
fn a_save_of_the_same_file_that_waits_is_part_of_the_one_that_the_answer_leads_to() {
    let (mut desk, second) = with_a_second_save();
    desk.grade(Credibility::Three);
    assert!(only_save(desk.act(Action::Save)).is_none());
    assert!(only_save(changed(&mut desk, &second)).is_none(), "the question comes first");
    let replacing = only_save(desk.act(Action::ChangedAnswered(ChangedAnswer::Replace))).expect("a save");
    assert_eq!(replacing.file.lines.len(), 3);
    assert!(desk.answer(replacing).is_none());
    assert!(!desk.state.has_unsaved_changes() && !desk.state.is_saving());
}

#[test]
fn what_is_edited_and_saved_while_other_edits_are_read_is_saved_with_them() {
    let (mut desk, second) = with_a_second_save();
    changed(&mut desk, &second);
    let effects = desk.act(Action::ChangedAnswered(ChangedAnswer::MergeSession));
    assert!(matches!(&effects[..], [Effect::MergeSession(path)] if path == Path::new("a.ccsession")), "{effects:?}");
    desk.grade(Credibility::Three);
    assert!(only_save(desk.act(Action::Save)).is_none(), "that would be refused again");
    let both = only_save(desk.act(session_merged("a.ccsession", theirs(2)))).expect("a save");
    assert_eq!(both.file.lines.len(), 5, "{:?}", both.file.lines);
    assert!(desk.answer(both).is_none());
    assert!(!desk.state.has_unsaved_changes());
}

#[test]
fn edits_are_taken_in_only_after_a_save_that_is_under_way() {
    let mut desk = Desk::new();
    desk.grade(Credibility::One);
    let first = desk.save_as("a.ccsession").expect("a save");
    desk.grade(Credibility::Two);
    desk.save_as("b.ccsession");
    let second = only_save(changed(&mut desk, &first)).expect("the save that waited");
    let effects = desk.act(Action::ChangedAnswered(ChangedAnswer::MergeSession));
    assert!(effects.is_empty(), "{effects:?}");
    // The lines that are not on disk are counted as those behind the ones that were saved.
    let Save { path, file, revision } = second;
    let result = Ok("0".repeat(64));
    let effects = desk.act(Action::Saved { path, revision, line_count: file.lines.len(), result });
    assert!(effects.iter().any(|effect| matches!(effect, Effect::MergeSession(_))), "{effects:?}");
    let both = only_save(desk.act(session_merged("a.ccsession", theirs(1)))).expect("a save");
    assert_eq!(both.file.lines.len(), 3);
}

#[test]
fn edits_read_for_a_document_that_is_no_longer_open_are_not_taken_into_another() {
    let mut desk = Desk::new();
    desk.grade(Credibility::One);
    let first = desk.save_as("a.ccsession").expect("a save");
    changed(&mut desk, &first);
    desk.act(Action::ChangedAnswered(ChangedAnswer::MergeSession));
    desk.act(Action::Undo);
    desk.open_example();
    desk.act(Action::CloseAnswered(counterclaim::app::CloseAnswer::Discard));
    assert!(desk.act(session_merged("a.ccsession", theirs(2))).is_empty());
    assert!(desk.state.document().expect("a document").journal().lines().is_empty());
}

#[test]
fn a_merged_journal_is_not_taken_for_one_that_was_saved() {
    let mut desk = Desk::new();
    desk.grade(Credibility::One);
    let first = desk.save_as("a.ccsession").expect("a save");
    let before = first.revision;
    changed(&mut desk, &first);
    desk.act(Action::ChangedAnswered(ChangedAnswer::MergeSession));
    let both = only_save(desk.act(session_merged("a.ccsession", theirs(1)))).expect("a save");
    assert!(both.revision > before, "the number of an older state comes again");
}

#[test]
fn issues_of_edits_that_are_taken_in_are_told() {
    let mut desk = Desk::new();
    desk.grade(Credibility::One);
    let first = desk.save_as("a.ccsession").expect("a save");
    changed(&mut desk, &first);
    desk.act(Action::ChangedAnswered(ChangedAnswer::MergeSession));
    let text = counterclaim_io::session_file::to_text(&theirs(2));
    let (file, issues) = crate::support::read_session(text.trim_end().strip_suffix('}').expect("a line"));
    let path = PathBuf::from("a.ccsession");
    let fingerprint = "1".repeat(64);
    desk.act(Action::SessionMerged { path, result: Ok(SessionMerged { file, issues, fingerprint }) });
    let told = desk.state.document().expect("a document").issues();
    assert!(told.iter().any(|issue| issue.reason().contains("is incomplete")), "{told:?}");
}
