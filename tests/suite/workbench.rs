//! The main job in the whole window: weigh claims, annotate, save, reopen.

use std::path::Path;

use counterclaim::app::{Dialog, Quick};
use counterclaim_io::session_file::{self, Expected, SessionFile, to_text};
use counterclaim_model::{Credibility, Key as RecordKey, Reliability, Target, Truth};
use egui::{Key, Modifiers, vec2};

use crate::window::Window;

const CAPTURED: &str = "All of Kurakhove is under Russian control";

fn grade(window: &Window, claim: &str) -> Option<Credibility> {
    window.harness.state().state().judgement()?.claim_credibility(claim)
}

fn note(window: &Window, claim: &str) -> Option<String> {
    let target = Target::Claim(RecordKey::from(claim));
    Some(window.harness.state().state().judgement()?.note(&target)?.to_owned())
}

#[test]
fn the_first_window_says_what_the_example_is_and_shows_who_disputes_what() {
    let mut window = Window::open(None, None, vec2(1440.0, 900.0));
    assert!(window.shows("Who says what about Kurakhove?"));
    window.click("Start");
    assert!(!window.shows("Who says what about Kurakhove?"));
    for words in [CAPTURED, "Russian Ministry of Defence", "Khortytsia", "could not verify", "19 statements"] {
        assert!(window.shows(words), "“{words}” is not to be seen");
    }
}

#[test]
fn a_claim_is_graded_annotated_saved_and_found_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("work.ccsession");
    let mut window = Window::on_example();
    window.click_containing(CAPTURED);
    window.press(Key::Num4);
    window.press(Key::N);
    window.type_text("Ahead of events");
    window.save_to(&path);
    assert_eq!(grade(&window, "captured"), Some(Credibility::Four));

    let again = Window::open(Some(&path), None, vec2(1440.0, 900.0));
    assert_eq!(grade(&again, "captured"), Some(Credibility::Four));
    assert_eq!(note(&again, "captured").as_deref(), Some("Ahead of events"));
    assert!(!again.harness.state().state().has_unsaved_changes());
    assert!(again.shows("Ahead of events") || again.shows("Note on the claim"));
}

#[test]
fn keys_alone_lead_from_card_to_card_and_grade() {
    let mut window = Window::on_example();
    let first = window.harness.state().state().view().claim;
    window.press(Key::ArrowDown);
    window.press(Key::ArrowDown);
    window.press(Key::ArrowUp);
    let claims = &window.harness.state().state().visible().claims;
    assert_eq!(first, claims.first().copied());
    assert_eq!(window.harness.state().state().view().claim, claims.get(1).copied());
    window.press(Key::Num2);
    window.press_ctrl(Key::Z);
    assert!(window.harness.state().state().judgement().is_none_or(|own| own.claim_credibility("captured").is_none()));
    window.harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.settle();
    let id = window.harness.state().state().view().claim.expect("a claim");
    let key = window.harness.state().state().dataset().expect("a dataset").claim(id).key.to_owned();
    assert_eq!(grade(&window, &key), Some(Credibility::Two));
}

#[test]
fn the_menu_names_the_step_that_undo_takes_back() {
    let mut window = Window::on_example();
    window.press(Key::Num3);
    window.click("Edit");
    window.click_containing("Undo: set credibility to 3");
    assert_eq!(grade(&window, "captured"), None);
    window.click("Edit");
    window.click_containing("Redo: set credibility to 3");
    assert_eq!(grade(&window, "captured"), Some(Credibility::Three));
}

#[test]
fn digits_typed_into_a_note_do_not_grade() {
    let mut window = Window::on_example();
    window.press(Key::N);
    window.harness.key_press(Key::Num5);
    window.type_text("5 of 6");
    assert_eq!(grade(&window, "captured"), None);
    assert_eq!(note(&window, "captured").as_deref(), Some("5 of 6"));
}

/// A key with the letter that it types, as the desktop sends them.
fn typed(key: Key, letter: &str) -> Vec<egui::Event> {
    let modifiers = Modifiers::NONE;
    let event = |pressed| egui::Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
    let letters = Some(letter).filter(|letter| !letter.is_empty());
    let letters = letters.map(|letter| egui::Event::Text(letter.to_owned()));
    [event(true)].into_iter().chain(letters).chain([event(false)]).collect()
}

#[test]
fn keys_that_come_within_one_frame_take_effect_in_their_order() {
    // Escape right behind the key that gives the note the keyboard leaves the note.
    let mut window = Window::on_example();
    window.harness.input_mut().events.extend([typed(Key::N, "n"), typed(Key::Escape, "")].concat());
    window.settle();
    assert!(!window.harness.ctx.text_edit_focused(), "Escape was swallowed");
    window.press(Key::Num3);
    assert_eq!((grade(&window, "captured"), note(&window, "captured")), (Some(Credibility::Three), None));

    // What is typed ahead of Escape is typed, and grades nothing; what is typed behind it types nothing.
    let keys = [
        typed(Key::N, "n"),
        typed(Key::Num5, "5"),
        typed(Key::Space, " "),
        typed(Key::L, "l"),
        typed(Key::Escape, ""),
        typed(Key::Num2, "2"),
    ];
    window.harness.input_mut().events.extend(keys.concat());
    window.settle();
    window.settle();
    assert_eq!(note(&window, "captured").as_deref(), Some("5 l"));
    assert_eq!(grade(&window, "captured"), Some(Credibility::Two));

    // A dialog has the keyboard before what is typed into it comes.
    let keys = [typed(Key::W, "w"), typed(Key::Num2, "2025-01-07"), typed(Key::Enter, "")];
    window.harness.input_mut().events.extend(keys.concat());
    window.settle();
    window.settle();
    assert!(window.harness.state().state().view().filter.window.is_some());
    assert_eq!(grade(&window, "captured"), Some(Credibility::Two));
}

#[test]
fn a_note_is_one_step_however_many_keys_it_took() {
    let mut window = Window::on_example();
    window.press(Key::N);
    for letter in ["o", "n", "e"] {
        window.type_text(letter);
    }
    assert_eq!(note(&window, "captured").as_deref(), Some("one"));
    window.press(Key::Escape);
    window.press_ctrl(Key::Z);
    assert_eq!(note(&window, "captured"), None);
}

#[test]
fn a_source_is_graded_from_its_row_and_filters_the_cards() {
    let mut window = Window::on_example();
    window.click_containing("Reliability of Yuriy Butusov");
    window.click_containing("C   Fairly reliable");
    let grade = |window: &Window| window.harness.state().state().judgement().and_then(|own| own.reliability("butusov"));
    assert_eq!(grade(&window), Some(Reliability::C));

    let all = window.harness.state().state().visible().claims.len();
    window.click_containing("Yuriy Butusov, military blogger");
    let shown = window.harness.state().state().visible().claims.len();
    assert!(shown > 0 && shown < all, "{shown} of {all} claims are shown");
    assert!(window.shows("is quoted by"));
    window.click("Show all sources' claims");
    assert_eq!(window.harness.state().state().visible().claims.len(), all);
}

#[test]
fn filters_and_search_narrow_the_cards_and_say_how_many_are_left() {
    let mut window = Window::on_example();
    let contested = window.harness.state().state().visible().facets.quick(Quick::Contested);
    window.click(&format!("Contested {contested}"));
    assert_eq!(window.harness.state().state().visible().claims.len(), contested);
    window.click("All");
    window.press_ctrl(Key::F);
    window.type_text("brigade");
    let state = window.harness.state().state();
    assert_eq!(state.visible().claims.len(), 1);
    let dataset = state.dataset().expect("a dataset");
    assert_eq!(dataset.claim(state.visible().claims[0]).key, "belaya-brigade");
    assert!(window.shows("1 of 60"));
}

#[test]
fn a_mark_on_the_map_shows_the_claims_of_its_place() {
    let mut window = Window::on_example();
    let all = window.harness.state().state().visible().claims.len();
    window.click_containing("Kursk region, 11 claims");
    let state = window.harness.state().state();
    assert!(state.visible().claims.len() >= 11 && state.visible().claims.len() < all);
    let selected = state.view().claim.expect("a claim");
    assert!(state.visible().claims.contains(&selected), "the selection is not among the {all} claims shown");
}

#[test]
fn verdicts_and_tags_are_set_in_the_form() {
    let mut window = Window::on_example();
    window.click("Verdict on the claim");
    window.click("cannot be determined");
    let state = |window: &Window| window.harness.state().state().judgement().cloned().expect("a judgement");
    assert_eq!(state(&window).verdict("captured").map(|verdict| verdict.truth), Some(Truth::Undecidable));
    window.press(Key::T);
    window.type_text("timing");
    window.press(Key::Enter);
    let target = Target::Claim(RecordKey::from("captured"));
    assert_eq!(state(&window).tags(&target).collect::<Vec<_>>(), ["timing"]);
    window.click("Remove tag timing");
    assert_eq!(state(&window).tags(&target).count(), 0);
}

#[test]
fn closing_with_unsaved_work_asks_and_cancelling_keeps_it() {
    let mut window = Window::on_example();
    window.press(Key::Num6);
    window.press_ctrl(Key::Q);
    assert!(matches!(window.harness.state().state().dialog(), Some(Dialog::Unsaved(_))));
    window.click("Cancel");
    assert_eq!(window.harness.state().state().dialog(), None);
    assert_eq!(grade(&window, "captured"), Some(Credibility::Six));
}

#[test]
fn a_save_that_fails_says_why_and_keeps_the_work() {
    let mut window = Window::on_example();
    window.press(Key::Num1);
    window.dialogs_answer(Some(Path::new("/no/such/folder/work.ccsession")));
    window.press_ctrl(Key::S);
    window.save_with_paths();
    window.wait_for("the failure", |app| !app.state().is_saving() && !app.state().notices().is_empty());
    assert!(window.shows("The session was not saved"));
    assert!(window.harness.state().state().has_unsaved_changes());
    assert_eq!(grade(&window, "captured"), Some(Credibility::One));
}

#[test]
fn without_file_dialogs_the_window_asks_for_the_path_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("typed.ccsession");
    let mut window = Window::on_example();
    window.press(Key::Num5);
    window.press_ctrl(Key::S);
    window.wait_for("the prompt", |app| matches!(app.state().dialog(), Some(Dialog::Prompt { .. })));
    window.press_ctrl(Key::A);
    window.type_text(&path.to_string_lossy());
    window.press(Key::Enter);
    window.save_with_paths();
    window.wait_for("the save", |app| !app.state().is_saving() && !app.state().has_unsaved_changes());
    assert!(path.exists());
}

#[test]
fn a_wrong_file_is_refused_and_what_was_open_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.json");
    std::fs::write(&path, "{\n  \"format\": \"counterclaim-dataset\",\n  \"version\": 1,,\n}").expect("a file");
    let mut window = Window::on_example();
    window.dialogs_answer(Some(&path));
    window.press_ctrl(Key::O);
    window.wait_for("the refusal", |app| !app.state().notices().is_empty());
    assert!(window.shows("line 3"));
    assert!(window.harness.state().state().document().is_some());
}

#[test]
fn bad_records_are_set_aside_and_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("half-good.json");
    let text = r#"{"format": "counterclaim-dataset", "version": 1, "title": "Half good",
        "places": [{"id": "far", "name": "Too far north", "lat": 91, "lon": 0}],
        "events": [{"id": "e", "title": "An event"}],
        "claims": [{"id": "c", "proposition": "Something happened", "event": "e", "kind": "occurrence"},
                   {"id": "d", "proposition": "Something else happened", "event": "none", "kind": "occurrence"}]}"#;
    std::fs::write(&path, text).expect("a file");
    let mut window = Window::open(Some(&path), None, vec2(1440.0, 900.0));
    assert!(window.shows("2 import issues"));
    window.click("File");
    window.click("Import report…");
    for words in ["claim d, event", "place far, lat", "91 is not between"] {
        assert!(window.shows(words), "“{words}” is not to be seen");
    }
    assert_eq!(window.harness.state().state().visible().claims.len(), 1);
}

#[test]
fn a_dropped_file_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("dropped.json");
    std::fs::write(&path, r#"{"format": "counterclaim-dataset", "version": 1, "title": "Dropped"}"#).expect("a file");
    let mut window = Window::on_example();
    window.drop_file(&path);
    window.click("Open instead");
    let is_open = |app: &counterclaim::shell::App| {
        app.state().dataset().is_some_and(|dataset| dataset.header().title == "Dropped")
    };
    window.wait_for("the dropped file", is_open);
}

#[test]
fn a_session_whose_dataset_has_moved_asks_for_it_and_keeps_every_edit() {
    let folder = tempfile::tempdir().expect("a folder");
    let dataset = folder.path().join("data.json");
    let text = r#"{"format": "counterclaim-dataset", "version": 1, "title": "Moving",
        "events": [{"id": "e", "title": "An event"}],
        "claims": [{"id": "c", "proposition": "Something happened", "event": "e", "kind": "occurrence"}]}"#;
    std::fs::write(&dataset, text).expect("a file");
    let session = folder.path().join("work.ccsession");
    let mut window = Window::open(Some(&dataset), None, vec2(1440.0, 900.0));
    window.press(Key::Num3);
    window.save_to(&session);

    let moved = folder.path().join("elsewhere.json");
    std::fs::rename(&dataset, &moved).expect("a move");
    // The dataset has changed as well: the claim is gone.
    std::fs::write(&moved, r#"{"format": "counterclaim-dataset", "version": 1, "title": "Moved"}"#).expect("a file");
    let mut window = Window::on_example();
    window.dialogs_answer(Some(&session));
    window.press_ctrl(Key::O);
    window.wait_for("the question", |app| matches!(app.state().dialog(), Some(Dialog::MissingDataset)));
    window.dialogs_answer(Some(Path::new("/no/such/dataset.json")));
    window.click("Locate dataset…");
    window.wait_for("the refusal", |app| app.state().loading().is_none());
    assert!(window.shows("could not be read"), "a wrong place is not refused");
    window.dialogs_answer(Some(&moved));
    window.click("Locate dataset…");
    window.wait_for("the moved dataset", |app| {
        app.state().dataset().is_some_and(|dataset| dataset.header().title == "Moved")
    });
    let document = window.harness.state().state().document().expect("a document");
    assert_eq!(document.journal().lines().len(), 1);
    let issues: Vec<String> = document.issues().iter().map(ToString::to_string).collect();
    assert!(issues.iter().any(|issue| issue.contains("has changed since")), "{issues:?}");
    assert!(issues.iter().any(|issue| issue.contains("claim c")), "{issues:?}");
    assert!(document.session_path().is_some_and(|path| path == session));
}

#[test]
fn work_of_a_crash_is_offered_and_taken_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = Window::open(None, Some(folder.path()), vec2(1440.0, 900.0));
    window.click("Start");
    window.press(Key::Num2);
    window.press(Key::N);
    window.type_text("not saved");
    window.press(Key::Escape);
    window.settle();
    // A window that is dropped without closing leaves its journal behind, as a killed one does.
    drop(window);
    let mut window = Window::open(None, Some(folder.path()), vec2(1440.0, 900.0));
    window.wait_for("the offer", |app| matches!(app.state().dialog(), Some(Dialog::Recovery | Dialog::Welcome)));
    if window.shows("Start") {
        window.click("Start");
    }
    assert!(window.shows("Unsaved work"), "the work is not offered");
    window.click("Recover");
    window.wait_for("the recovery", |app| app.state().loading().is_none());
    assert_eq!(grade(&window, "captured"), Some(Credibility::Two));
    assert_eq!(note(&window, "captured").as_deref(), Some("not saved"));
    assert!(window.harness.state().state().has_unsaved_changes());
}

#[test]
fn nothing_is_lost_in_a_small_window() {
    let mut window = Window::open(None, None, vec2(640.0, 360.0));
    window.click("Start");
    for (tab, words) in
        [("Sources", "CNN"), ("Map", "Map, "), ("Selected claim", "Your assessment"), ("Claims", CAPTURED)]
    {
        window.click(tab);
        assert!(window.shows(words), "“{words}” is not to be seen under {tab}");
    }
}

#[test]
fn a_session_that_another_window_has_written_is_not_overwritten_and_both_works_can_be_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shared.ccsession");
    let mut first = Window::on_example();
    first.press(Key::Num3);
    first.save_to(&path);
    let mut second = Window::open(Some(&path), None, vec2(1440.0, 900.0));
    second.press(Key::ArrowDown);
    second.press(Key::Num5);
    second.save_to(&path);
    let theirs = std::fs::read_to_string(&path).expect("a session");

    first.press(Key::N);
    first.type_text("mine");
    first.press_ctrl(Key::S);
    first.wait_for("the question", |app| matches!(app.state().dialog(), Some(Dialog::Changed(_))));
    assert_eq!(std::fs::read_to_string(&path).expect("a session"), theirs, "it was overwritten without a question");
    first.click("Merge both sets of edits and save");
    first.wait_for("the save", |app| !app.state().is_saving() && !app.state().has_unsaved_changes());
    let both = std::fs::read_to_string(&path).expect("a session");
    assert!(both.starts_with(&theirs), "their edits are not all there");
    assert_eq!(both.lines().count(), theirs.lines().count() + 1);
    assert_eq!(note(&first, "captured").as_deref(), Some("mine"));
    let id = second.harness.state().state().view().claim.expect("a claim");
    let key = second.harness.state().state().dataset().expect("a dataset").claim(id).key.to_owned();
    assert_eq!(grade(&first, &key), Some(Credibility::Five));
}

#[test]
fn a_file_that_was_there_before_is_not_overwritten_by_a_typed_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("there.ccsession");
    let text = to_text(&SessionFile::default());
    std::fs::write(&path, &text).expect("a session");
    let mut window = Window::on_example();
    window.press(Key::Num5);
    window.press_ctrl(Key::S);
    window.wait_for("the prompt", |app| matches!(app.state().dialog(), Some(Dialog::Prompt { .. })));
    window.press_ctrl(Key::A);
    window.type_text(&path.to_string_lossy());
    window.press(Key::Enter);
    window.save_with_paths();
    window.wait_for("the question", |app| matches!(app.state().dialog(), Some(Dialog::Changed(_))));
    window.click("Cancel");
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), text);
    assert!(window.harness.state().state().has_unsaved_changes());
}

#[test]
fn a_second_window_on_a_session_is_told_of_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shared.ccsession");
    let data = folder.path().join("data/recovery");
    let mut first = Window::open(None, Some(&data), vec2(1440.0, 900.0));
    first.click("Start");
    first.press(Key::Num3);
    first.save_to(&path);
    let mut second = Window::open(Some(&path), Some(&data), vec2(1440.0, 900.0));
    second.settle();
    assert!(second.shows("This session is open in another window"));
}

#[test]
fn the_as_of_line_hides_what_was_said_later() {
    let press = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/examples/kurakhove-press/dataset.json");
    let mut window = Window::open(Some(Path::new(press)), None, vec2(1440.0, 900.0));
    let all = window.harness.state().state().visible().claims.len();
    window.press(Key::K);
    assert!(window.shows("as known at the end of"));
    let mut before = usize::MAX;
    for _ in 0..90 {
        window.press(Key::Comma);
        let state = window.harness.state().state();
        let shown = state.visible().claims.len();
        assert!(shown <= before, "going back shows more");
        assert_eq!(shown + state.visible().not_yet, all);
        before = shown;
    }
    assert!(before < all / 4, "{before} of {all} claims were known on the first day");
    let as_of_s = window.harness.state().state().view().as_of_s.expect("a day");
    let state = window.harness.state().state();
    let dataset = state.dataset().expect("a dataset");
    for claim in &state.visible().claims {
        for unit in &state.assessment().claim(*claim).units {
            let said = dataset.statement(unit.first).stated_at.expect("dated");
            assert!(said.end_s <= as_of_s, "{} was said later", dataset.statement(unit.first).key);
        }
    }
    // What was not known yet is not to be found by name either.
    window.press_ctrl(Key::K);
    window.type_text("fighting goes on at the");
    assert!(window.shows("No matches"));
    window.press(Key::Escape);
    if window.harness.state().state().dialog().is_some() {
        window.press(Key::Escape);
    }
    window.press(Key::K);
    assert_eq!(window.harness.state().state().visible().claims.len(), all);
}

#[test]
fn the_palette_finds_commands_claims_and_places_in_any_of_their_names() {
    let mut window = Window::on_example();
    window.press_ctrl(Key::K);
    window.type_text("Курахове");
    window.press(Key::Enter);
    let state = window.harness.state().state();
    let place = state.view().filter.place.expect("a place");
    assert!(state.dataset().expect("a dataset").place(place).all_names().any(|name| name == "Курахове"));
    window.press_ctrl(Key::K);
    window.type_text("clear all filters");
    window.press(Key::Enter);
    assert!(window.harness.state().state().view().filter.is_empty());
}

#[test]
fn two_places_are_measured_by_name() {
    let mut window = Window::on_example();
    window.press_ctrl(Key::M);
    window.click("From Pokrovsk");
    window.click("To Kurakhove");
    assert!(window.shows("33.7 km (21.0 miles), bearing 167°"));
    assert!(window.harness.state().state().view().measure.is_some());
}

#[test]
fn what_is_shown_is_exported_with_its_filters_and_the_as_of_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("page.html");
    let mut window = Window::on_example();
    window.press(Key::Num4);
    window.press_ctrl(Key::F);
    window.type_text("thermal");
    window.press(Key::Escape);
    window.press_ctrl(Key::F);
    window.type_text("brigade");
    window.dialogs_answer(Some(&path));
    window.press_ctrl(Key::E);
    window.wait_for("the export", |app| !app.state().notices().is_empty());
    let page = std::fs::read_to_string(&path).expect("a page");
    assert!(page.contains("810th marine brigade") && page.contains("“brigade”"));
    assert!(!page.contains("All of Kurakhove is under Russian control</h"), "a claim that is not shown is exported");
    assert!(page.contains("data:image/png;base64,"));
}

#[test]
fn the_panel_of_a_claim_says_whom_it_helps_by_the_word_of_the_analyst() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("work.ccsession");
    let dataset = counterclaim::shell::examples::load("kurakhove-report").expect("the example").dataset;
    let claim = dataset.claim(dataset.claim_ids().next().expect("a claim"));
    let own = claim.favours.map(|id| dataset.side(id).key.clone());
    let side = dataset.sides().iter().find(|side| own.as_ref() != Some(&side.key)).expect("another side");
    for (value, words) in
        [(side.key.to_string(), format!("favours: {}", side.name)), (String::new(), "favours no side".to_owned())]
    {
        let edit = counterclaim_model::Edit::Beneficiary { claim: claim.key.into(), value: Some(value) };
        let line = counterclaim_model::Line::Entry(crate::support::entry(
            crate::support::Stamps::default().next(),
            "tester",
            edit,
        ));
        let mut file = crate::support::session(vec![line]);
        file.datasets[0].path = "example:kurakhove-report".to_owned();
        session_file::write(&path, &file, &Expected::Anything).expect("written");
        let mut window = Window::open(Some(&path), None, vec2(1440.0, 900.0));
        for _ in 0..dataset.claim_count() {
            let selected = window.harness.state().state().view().claim;
            if selected.is_some_and(|id| dataset.claim(id).key == claim.key) {
                break;
            }
            window.press(Key::ArrowDown);
        }
        assert!(window.shows(&words), "“{words}” is not to be seen");
    }
}
