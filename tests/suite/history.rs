//! Undo, redo, gestures and the saved mark of a journal.

use counterclaim_model::{Edit, EntryId, Journal, Judgement, Key, Line, Reliability, Session, Target};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary;
use crate::support::{Stamps, note};

const AUTHOR: &str = "analyst-a";

fn journal() -> (Journal, Stamps) {
    (Journal::new(Key::from(AUTHOR)), Stamps::default())
}

fn judgement(journal: &Journal) -> Judgement {
    journal.session().judgement(AUTHOR).cloned().unwrap_or_default()
}

fn note_of<'a>(journal: &'a Journal, claim: &str) -> Option<&'a str> {
    journal.session().judgement(AUTHOR)?.note(&Target::Claim(Key::from(claim)))
}

fn reliability(value: Option<Reliability>) -> Edit {
    Edit::Reliability { source: Key::from("source-a"), value }
}

proptest! {
    #[test]
    fn an_edit_and_its_inverse_leave_the_session_as_it_was(
        before in vec(arbitrary::edit(), 0..20),
        edit in arbitrary::edit(),
    ) {
        let author = Key::from(AUTHOR);
        let mut session = Session::default();
        for earlier in before {
            session.apply(&author, earlier);
        }
        let start = session.clone();
        let inverse = session.apply(&author, edit.clone());
        let end = session.clone();
        let normal = edit.normal();
        prop_assert_eq!(inverse.quantity(), normal.quantity());
        let again = session.apply(&author, inverse);
        prop_assert_eq!(&session, &start);
        prop_assert_eq!(&again, &normal);
        session.apply(&author, again);
        prop_assert_eq!(session, end);
    }

    #[test]
    fn undoing_all_leaves_nothing_and_redoing_all_brings_everything_back(
        edits in vec((arbitrary::edit(), any::<bool>()), 0..40),
    ) {
        let (mut journal, mut stamps) = journal();
        for (edit, is_gesture) in edits {
            if is_gesture {
                journal.record_gesture(edit, stamps.next());
            } else {
                journal.record(edit, stamps.next());
            }
        }
        journal.settle();
        let end = judgement(&journal);
        let lines = journal.lines().len();
        let mut steps = 0;
        while journal.undo(stamps.next()).is_some() {
            steps += 1;
        }
        prop_assert_eq!(steps, lines);
        prop_assert_eq!(journal.session(), &Session::default());
        while journal.redo(stamps.next()).is_some() {}
        prop_assert_eq!(judgement(&journal), end);
        prop_assert_eq!(journal.lines().len(), 3 * lines, "an undo or a redo is one more line, and none goes");
    }
}

#[test]
fn an_undo_names_the_entry_that_it_takes_back() {
    let (mut journal, mut stamps) = journal();
    journal.record(note("claim-a", "first"), stamps.next());
    journal.undo(stamps.next());
    journal.redo(stamps.next());
    let entries: Vec<(EntryId, Option<EntryId>)> = journal
        .lines()
        .iter()
        .map(|line| match line {
            Line::Entry(entry) => (entry.id, entry.undoes),
            Line::Kept(kept) => panic!("{kept}"),
        })
        .collect();
    assert_eq!(entries[0].1, None);
    assert_eq!(entries[1].1, Some(entries[0].0));
    assert_eq!(entries[2].1, Some(entries[1].0));
}

#[test]
fn many_keystrokes_are_one_step() {
    let (mut journal, mut stamps) = journal();
    for text in ["h", "he", "hel", "hell", "hello"] {
        journal.record_gesture(note("claim-a", text), stamps.next());
        assert_eq!(note_of(&journal, "claim-a"), Some(text), "the session holds what is on the screen");
    }
    assert!(journal.settle().is_some());
    assert_eq!(journal.lines().len(), 1);
    journal.undo(stamps.next());
    assert_eq!(note_of(&journal, "claim-a"), None);
    assert_eq!(journal.undo_label(), None);
    journal.redo(stamps.next());
    assert_eq!(note_of(&journal, "claim-a"), Some("hello"));
}

#[test]
fn a_gesture_that_returns_to_its_start_leaves_no_step_and_restores_redo() {
    let (mut journal, mut stamps) = journal();
    journal.record(note("claim-a", "start"), stamps.next());
    journal.record(reliability(Some(Reliability::B)), stamps.next());
    journal.undo(stamps.next());
    let lines = journal.lines().to_vec();
    let revision = journal.revision();
    for text in ["started", "starte", "start"] {
        journal.record_gesture(note("claim-a", text), stamps.next());
    }
    assert_eq!(journal.redo_label(), None, "while the gesture is open there is nothing to redo");
    journal.settle();
    assert_eq!(journal.lines(), lines);
    assert_eq!(journal.revision(), revision);
    assert_eq!(journal.redo_label(), Some("set reliability to B"));
    journal.redo(stamps.next());
    assert_eq!(judgement(&journal).reliability("source-a"), Some(Reliability::B));
}

#[test]
fn a_gesture_that_clears_what_was_empty_leaves_no_step() {
    let (mut journal, mut stamps) = journal();
    journal.record_gesture(note("claim-a", "x"), stamps.next());
    journal.record_gesture(note("claim-a", ""), stamps.next());
    journal.settle();
    assert_eq!(journal.lines(), []);
    assert_eq!(journal.undo_label(), None);
}

#[test]
fn another_target_closes_a_gesture() {
    let (mut journal, mut stamps) = journal();
    journal.record_gesture(note("claim-a", "a"), stamps.next());
    journal.record_gesture(note("claim-b", "b"), stamps.next());
    journal.record_gesture(note("claim-b", "bb"), stamps.next());
    journal.record_gesture(note("claim-a", "aa"), stamps.next());
    journal.settle();
    assert_eq!(journal.lines().len(), 3);
    journal.undo(stamps.next());
    assert_eq!(note_of(&journal, "claim-a"), Some("a"));
    assert_eq!(note_of(&journal, "claim-b"), Some("bb"));
}

#[test]
fn a_step_an_undo_and_a_redo_close_a_gesture() {
    let (mut journal, mut stamps) = journal();
    journal.record_gesture(note("claim-a", "a"), stamps.next());
    journal.record(reliability(Some(Reliability::C)), stamps.next());
    assert!(journal.open_entry().is_none());
    journal.record_gesture(note("claim-a", "ab"), stamps.next());
    journal.undo(stamps.next());
    assert_eq!(note_of(&journal, "claim-a"), Some("a"));
    journal.record_gesture(note("claim-b", "b"), stamps.next());
    assert_eq!(journal.redo(stamps.next()), None, "a new edit leaves nothing to redo");
    assert!(journal.open_entry().is_none());
}

#[test]
fn settling_says_which_entry_was_closed_or_dropped() {
    let (mut journal, mut stamps) = journal();
    let stamp = stamps.next();
    journal.record_gesture(note("claim-a", "a"), stamp);
    journal.record_gesture(note("claim-a", "ab"), stamps.next());
    assert_eq!(journal.open_entry().map(|entry| entry.id), Some(stamp.id), "a gesture keeps its first id");
    assert_eq!(journal.settle(), Some(stamp.id));
    assert_eq!(journal.settle(), None);
}

#[test]
fn an_edit_that_changes_nothing_is_not_recorded_and_keeps_redo() {
    let (mut journal, mut stamps) = journal();
    assert!(!journal.record(reliability(None), stamps.next()));
    assert!(!journal.record(note("claim-a", ""), stamps.next()));
    assert!(journal.record(reliability(Some(Reliability::A)), stamps.next()));
    assert!(journal.record(note("claim-a", "a"), stamps.next()));
    journal.undo(stamps.next());
    let lines = journal.lines().len();
    assert!(!journal.record(reliability(Some(Reliability::A)), stamps.next()));
    journal.record_gesture(reliability(Some(Reliability::A)), stamps.next());
    assert!(journal.open_entry().is_none());
    assert_eq!(journal.lines().len(), lines);
    assert_eq!(journal.redo_label(), Some("edit note"));
}

#[test]
fn changes_are_unsaved_until_their_own_revision_is_on_disk() {
    let (mut journal, mut stamps) = journal();
    assert!(!journal.has_unsaved_changes());
    journal.record(note("claim-a", "a"), stamps.next());
    assert!(journal.has_unsaved_changes());
    let while_saving = journal.revision();
    journal.record(note("claim-a", "b"), stamps.next());
    journal.mark_saved(while_saving);
    assert!(journal.has_unsaved_changes(), "what was done while saving is not on disk");
    journal.mark_saved(journal.revision());
    assert!(!journal.has_unsaved_changes());
    journal.undo(stamps.next());
    assert!(journal.has_unsaved_changes(), "an undo is one more line of the file");
    journal.redo(stamps.next());
    assert!(journal.has_unsaved_changes());
}

#[test]
fn a_gesture_that_came_to_nothing_leaves_nothing_to_save() {
    let (mut journal, mut stamps) = journal();
    journal.record(note("claim-a", "a"), stamps.next());
    journal.mark_saved(journal.revision());
    journal.record_gesture(note("claim-a", "ab"), stamps.next());
    assert!(journal.has_unsaved_changes());
    let in_between = journal.revision();
    journal.record_gesture(note("claim-a", "a"), stamps.next());
    journal.settle();
    assert!(!journal.has_unsaved_changes());
    journal.record(note("claim-a", "c"), stamps.next());
    assert_ne!(journal.revision(), in_between, "a revision never names two states");
    journal.mark_saved(in_between);
    assert!(journal.has_unsaved_changes());
}

#[test]
fn what_was_read_can_be_marked_as_not_on_disk() {
    let (mut journal, _) = journal();
    journal.mark_unsaved();
    assert!(journal.has_unsaved_changes());
}
