//! The same in the real window: keys at random, and a kill at a random moment.
//!
//! `COUNTERCLAIM_KILLS` adds rounds to the three that are always made.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use counterclaim_io::recovery::leftovers;
use counterclaim_io::session_file::{self, SessionFile};
use counterclaim_model::{Edit, EntryId, Line};

use super::{Dice, rounds, unlocked_leftovers};
use crate::real_window::display::{Display, wait_for};
use crate::real_window::program::{Home, Program};

const JOURNALS: &str = "data/counterclaim/recovery";

#[test]
fn work_outlives_a_window_that_is_killed_while_keys_are_pressed() {
    const TEST: &str = "work_outlives_a_window_that_is_killed_while_keys_are_pressed";
    let Some(display) = Display::start(TEST) else { return };
    let home = Home::new();
    let mut dice = Dice::seeded();
    let session = home.path("work.ccsession");
    let mut before = BTreeMap::new();
    for round in 0..3 + rounds("COUNTERCLAIM_KILLS", 0) {
        let has_leftover = !unlocked_leftovers(&home.path(JOURNALS)).is_empty();
        let mut program = Program::start(&display, &home, Some(session.as_path()).filter(|path| path.exists()));
        if has_leftover {
            program.press(&["Return"]);
            wait_for("the recovered work", || program.has_unsaved_work());
            wait_for("the recovered work on disk", || edits(&home, &session) == before);
        } else if round == 0 {
            program.press(&["Return"]);
        }

        // At rest, every settled edit is on disk.
        for _ in 0..2 {
            let count = edits(&home, &session).len();
            program.press(&["0", ["1", "2", "3", "4", "5", "6"][dice.below(6) as usize], "Down"]);
            wait_for("the grade on disk", || edits(&home, &session).len() > count);
            let now = edits(&home, &session);
            before.iter().for_each(|(id, edit)| assert_eq!(now.get(id), Some(edit), "round {round}"));
        }
        if !session.exists() {
            program.press(&["ctrl+s"]);
            program.answer_path(&session);
            program.wait_for_title("work.ccsession – Counterclaim");
        }
        let must_stay = edits(&home, &session);

        // Then keys come as fast as they can, until the kill.
        let id = program.id().to_string();
        let after = Duration::from_millis(50 + dice.below(1450));
        let killer = std::thread::spawn(move || {
            sleep(after);
            Command::new("sh").args(["-c", "kill -KILL \"$0\"", &id]).status()
        });
        while program.is_running() {
            match dice.below(12) {
                0..6 => press(&display, &format!("{}", dice.below(7))),
                6..9 => press(&display, if dice.below(3) == 0 { "Up" } else { "Down" }),
                9 => press(&display, "ctrl+s"),
                10 => press(&display, "ctrl+z"),
                _ => {
                    press(&display, "n");
                    program.type_at_once(["xyzzy ", "zyx ", "xx yy zz "][dice.below(3) as usize]);
                    press(&display, "Escape");
                }
            }
        }
        killer.join().expect("the killer ends").expect("a shell");
        program.kill();

        before = edits(&home, &session);
        for (id, edit) in &must_stay {
            assert_eq!(before.get(id), Some(edit), "round {round}: a settled edit is lost");
        }
        for edit in before.values() {
            assert!(could_be_typed(edit), "round {round}: nobody made {edit:?}");
        }
        eprintln!("round {round}: killed after {after:?}, {} edits, {} at rest before", before.len(), must_stay.len());
    }
}

fn press(display: &Display, key: &str) {
    display.xdotool(&["key", "--clearmodifiers", key]).expect("xdotool presses keys");
}

/// Grades are the digits, notes the letters that were typed; digits and the n may have come while the field had the keyboard.
fn could_be_typed(edit: &Edit) -> bool {
    match edit {
        Edit::Credibility { .. } => true,
        Edit::Note { value, .. } => {
            value.iter().flat_map(|text| text.chars()).all(|typed| "nxyz 0123456".contains(typed))
        }
        _ => false,
    }
}

/// Every edit on disk: in the session file, which must be whole, or in a recovery journal.
fn edits(home: &Home, session: &Path) -> BTreeMap<EntryId, Edit> {
    let mut file = SessionFile::default();
    if session.exists() {
        let issues;
        (file, issues) = session_file::read(session).expect("a whole session file");
        assert_eq!(issues, [], "the session file is torn");
    }
    // The journal of a running program is locked; its copy is not.
    let copies = tempfile::tempdir().expect("a folder");
    for (at, text) in home.recovery_journals().iter().enumerate() {
        std::fs::write(copies.path().join(format!("{at}.ccrecovery")), text).expect("a copy");
    }
    let copied = leftovers(copies.path());
    let whole = copied.iter().fold(file, |file, leftover| leftover.work.added_to(file));
    let entries = whole.lines.into_iter().filter_map(|line| match line {
        Line::Entry(entry) => Some((entry.id, entry.edit)),
        Line::Kept(_) => None,
    });
    entries.collect()
}
