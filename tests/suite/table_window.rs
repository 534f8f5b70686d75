//! Working on an event table in the whole window: filters, days, area, search, one event graded, saved and reopened.

use std::path::{Path, PathBuf};

use counterclaim::app::{Action, Loaded, LoadedTable, OpenTable, State, update};
use counterclaim::ui::commands::Command;
use counterclaim_io::delimited::ByteSource;
use counterclaim_io::event_table::EventFile;
use counterclaim_io::preferences::Preferences;
use counterclaim_io::session_file;
use counterclaim_model::Progress;
use counterclaim_model::{Credibility, EntryId, Key as RecordKey, Stamp, Target, Timestamp};
use egui::{Key, vec2};

use crate::support::{in_package, read_text};
use crate::window::Window;

pub const COUNT: usize = 300;

/// A table of made-up events: one a day from 1 January 2024 on, in two countries, every third with deaths; a few list no source.
pub fn table_text() -> String {
    let fixture = read_text(&in_package("tests/fixtures/events/events.csv"));
    let mut text = fixture.lines().next().expect("a header").to_owned() + "\n";
    for number in 0..COUNT {
        let day = 19_723 + i32::try_from(number).expect("few");
        let date = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(day);
        let (country, lon) = if number % 4 == 0 { ("Bland", 20.5) } else { ("Aland", -30.25) };
        let kind = if number % 2 == 0 { ("Battles", "Armed clash") } else { ("Protests", "Peaceful protest") };
        let deaths = if number % 3 == 0 { number % 7 + 1 } else { 0 };
        let lat = number % 40;
        let source = if number % 20 == 7 { String::new() } else { format!("Source {}; Radio Far", number % 5) };
        text += &format!(
            "EV{},{date},2024,1,Political violence,{},{},Red Guard,,1,Blue Column {},,2,12,,900,Far Region,{country},North,Upper \
             North,,Port {number},{lat}.5,{lon},1,{source},National,\"Note {number}, of a windmill\",{deaths}\
             ,,1747500000\n",
            number + 1,
            kind.0,
            kind.1,
            number % 5,
        );
    }
    text
}

pub fn written(folder: &Path) -> PathBuf {
    let path = folder.join("events.csv");
    std::fs::write(&path, table_text()).expect("a table");
    path
}

pub fn opened() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::on_table(&written(folder.path()), vec2(1440.0, 900.0));
    (folder, window)
}

pub fn table(window: &Window) -> &OpenTable {
    window.harness.state().state().table().expect("a table")
}

#[test]
fn every_event_is_in_the_list_and_facets_count_them() {
    let (_folder, window) = opened();
    assert_eq!(table(&window).shown(), COUNT);
    for words in ["300 of 300", "Event type: Battles, 150 events", "Country: Aland, 225 events", "With deaths 100"] {
        assert!(window.shows(words), "“{words}” is not to be seen");
    }
    // The latest is the first.
    assert!(window.shows("Peaceful protest at Port 299, Aland: Red Guard"));
}

#[test]
fn a_facet_filters_and_the_other_counts_follow_until_its_chip_is_clicked() {
    let (_folder, mut window) = opened();
    window.click_containing("Country: Bland");
    assert_eq!(table(&window).shown(), 75);
    assert!(window.shows("Event type: Battles, 75 events"));
    assert!(window.shows("Country: Aland, 225 events"), "what choosing another would show");
    window.press(Key::X);
    assert_eq!(table(&window).shown(), 25);
    window.click_containing("Remove filter: Bland");
    assert_eq!(table(&window).shown(), 100);
    window.click_containing("Remove filter: with deaths");
    assert_eq!(table(&window).shown(), COUNT);
}

#[test]
fn keys_alone_lead_to_any_event_which_is_graded_noted_saved_and_found_again() {
    let (folder, mut window) = opened();
    let session = folder.path().join("work.ccsession");
    window.press(Key::L);
    for _ in 0..3 {
        window.press(Key::ArrowDown);
    }
    window.wait_for("the note", |app| {
        let dataset = app.state().dataset().expect("an excerpt");
        dataset.event_ids().next().is_some_and(|id| dataset.event(id).note.is_some())
    });
    assert!(window.shows("Note 297, of a windmill") || window.shows("Note 298, of a windmill"));
    let key = window.harness.state().state().dataset().map(|dataset| {
        let claim = window.harness.state().state().view().claim.expect("a claim");
        dataset.claim(claim).key.to_owned()
    });
    let key = key.expect("a key");
    window.press(Key::Num2);
    window.press(Key::N);
    window.type_text("Seen on film");
    window.save_to(&session);
    let (file, issues) = session_file::read(&session).expect("a session");
    assert!(issues.is_empty());
    assert_eq!((file.datasets[0].path.as_str(), file.datasets[0].sha256.len()), ("events.csv", 64));

    let mut again = Window::on_table(&session, vec2(1440.0, 900.0));
    assert_eq!(table(&again).shown(), COUNT);
    let own = again.harness.state().state().judgement().expect("work");
    assert_eq!(own.claim_credibility(&key), Some(Credibility::Two));
    assert_eq!(own.note(&Target::Claim(RecordKey::from(key.as_str()))), Some("Seen on film"));
    again.press(Key::G);
    assert_eq!(table(&again).shown(), 1);
    assert!(again.shows("your grade 2"));
    again.wait_for("the SHA-256", |app| app.state().document().is_some_and(|document| !document.sha256().is_empty()));
    assert!(again.harness.state().state().document().is_some_and(|document| document.issues().is_empty()));
}

#[test]
fn pages_and_ends_of_the_list_are_reached_by_key() {
    let (_folder, mut window) = opened();
    window.press(Key::L);
    window.press(Key::ArrowDown);
    window.press_ctrl(Key::End);
    assert_eq!(table(&window).position(), Some(COUNT - 1));
    assert!(window.shows("Armed clash at Port 0, Bland"));
    window.press(Key::PageUp);
    assert!(table(&window).position().is_some_and(|at| at < COUNT - 2));
}

#[test]
fn typing_searches_notes_and_names_and_what_is_found_filters() {
    let (_folder, mut window) = opened();
    window.press_ctrl(Key::F);
    window.type_text("note 12,");
    window.wait_for("the search", |app| app.state().table().is_some_and(|table| !table.searching().is_running));
    assert_eq!(table(&window).shown(), 1);
    assert!(window.shows("Remove filter: “note 12,”"));
    window.click_containing("Remove filter: “note 12,”");
    assert_eq!(table(&window).shown(), COUNT);
}

#[test]
fn what_the_map_shows_can_be_asked_for_by_key() {
    let (_folder, mut window) = opened();
    window.press(Key::M);
    window.press(Key::ArrowRight);
    for _ in 0..4 {
        window.press(Key::Plus);
    }
    window.press(Key::V);
    let few = table(&window).shown();
    assert!(few < COUNT, "{few}");
    assert!(window.shows("Remove filter: in an area of the map"));
    window.press(Key::V);
    assert_eq!(table(&window).shown(), COUNT);
}

/// Drags over the map with Shift held, from one point to another in shares of its width and height.
pub fn drag_on_map(window: &mut Window, from: (f64, f64), to: (f64, f64)) {
    let canvas = egui_kittest::kittest::NodeT::accesskit_node(
        &egui_kittest::kittest::Queryable::get_by_label_contains(&window.harness, "Map, 300 events"),
    )
    .raw_bounds()
    .expect("bounds");
    let at = |(x, y): (f64, f64)| {
        egui::pos2((canvas.x0 + x * (canvas.x1 - canvas.x0)) as f32, (canvas.y0 + y * (canvas.y1 - canvas.y0)) as f32)
    };
    let modifiers = egui::Modifiers::SHIFT;
    let button =
        |pos, pressed| egui::Event::PointerButton { pos, button: egui::PointerButton::Primary, pressed, modifiers };
    let between = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    let steps = [
        vec![egui::Event::PointerMoved(at(from))],
        vec![button(at(from), true)],
        vec![egui::Event::PointerMoved(at(between))],
        vec![egui::Event::PointerMoved(at(to))],
        vec![button(at(to), false)],
    ];
    window.harness.event(egui::Event::ModifiersChanged(modifiers));
    for events in steps {
        window.harness.input_mut().events.extend(events);
        window.harness.step();
    }
    window.harness.event(egui::Event::ModifiersChanged(egui::Modifiers::NONE));
    window.settle();
}

#[test]
fn shift_and_drag_asks_for_a_part_of_the_map() {
    let (_folder, mut window) = opened();
    // The left half of the map has the events of one country.
    drag_on_map(&mut window, (0.02, 0.05), (0.5, 0.97));
    assert_eq!(table(&window).shown(), 225);
}

#[test]
fn the_days_of_a_table_are_asked_for_in_the_dialog_and_by_arrows() {
    let (_folder, mut window) = opened();
    window.press(Key::I);
    window.press(Key::ArrowLeft);
    assert_eq!(table(&window).shown(), 30);
    window.press(Key::ArrowLeft);
    assert_eq!(table(&window).shown(), 30);
    assert!(window.shows("Country: Aland"), "facets stay");
    window.press(Key::W);
    window.click("Show all times");
    assert_eq!(table(&window).shown(), COUNT);
    window.press(Key::W);
    window.type_text("2024-01-01");
    window.press(Key::Tab);
    window.type_text("2024-01-10");
    window.click("Show");
    assert_eq!(table(&window).shown(), 10);
}

#[test]
fn a_window_on_a_table_that_nothing_happens_to_draws_nothing() {
    let (_folder, mut window) = opened();
    window.wait_for("the SHA-256", |app| app.state().document().is_some_and(|document| !document.sha256().is_empty()));
    window.harness.run();
    assert!(!window.harness.ctx.has_requested_repaint());
}

fn apply(state: &mut State, action: Action) -> Vec<counterclaim::app::Effect> {
    update(state, action, Stamp { id: EntryId(1), at: Timestamp::default() })
}

#[test]
fn a_file_that_changed_is_told_once_and_the_work_stays() {
    let mut state = State::new("tester".into(), Preferences { welcomed: true, ..Preferences::default() });
    let path = PathBuf::from("/data/events.csv");
    let bytes = ByteSource::of_memory(table_text().into_bytes());
    let file = EventFile::of_bytes(bytes, &path).expect("bytes in memory").expect("an event table");
    let complete = file.rest(file.first(&Progress::default()).expect("read"), &Progress::default()).expect("read");
    let loaded = LoadedTable {
        path: path.clone(),
        index: None,
        table: complete.table.into(),
        file: file.into(),
        issues: Vec::new(),
        rejected: 0,
        session: None,
        sha256: None,
        words: None,
    };
    apply(&mut state, Action::Loaded { what: "events".to_owned(), result: Ok(Box::new(Loaded::Table(loaded))) });
    apply(&mut state, Action::SelectStep(1));
    let event = state.table().and_then(OpenTable::event).expect("an event");
    for _ in 0..2 {
        let result = Err("the file has changed since it was opened".to_owned());
        apply(&mut state, Action::NotesRead { event, result });
    }
    let told = state.notices().iter().filter(|notice| notice.title.contains("events file has changed")).count();
    assert_eq!((told, state.view().claim.is_some()), (1, true));

    // A save waits for the file's SHA-256, and is made once it is known, or known to stay unknown.
    apply(&mut state, Action::GradeSelected(Some(Credibility::One)));
    let target = PathBuf::from("/data/work.ccsession");
    let purpose = counterclaim::app::PathPurpose::SaveAs;
    let effects = apply(&mut state, Action::PathChosen { purpose, path: Some(target), at_once: false });
    let is_save = |effect: &counterclaim::app::Effect| matches!(effect, counterclaim::app::Effect::Save { .. });
    assert!(!effects.iter().any(is_save) && state.is_saving());
    let effects = apply(&mut state, Action::TableHashed { path, result: Ok("0".repeat(64)) });
    assert!(effects.iter().any(is_save));
}

#[test]
fn a_reading_that_is_under_way_can_be_stopped_by_key() {
    let mut state = State::new("tester".into(), Preferences { welcomed: true, ..Preferences::default() });
    assert!(!Command::StopReading.is_enabled(&state));
    let progress = std::sync::Arc::new(Progress::default());
    apply(&mut state, Action::ReadingBegan(progress));
    assert!(Command::StopReading.is_enabled(&state));
    let stop = Command::StopReading.action(&state);
    let effects = apply(&mut state, stop);
    assert!(matches!(effects.as_slice(), [counterclaim::app::Effect::StopReading]));
    let result = Err("the import was cancelled".to_owned());
    apply(&mut state, Action::Loaded { what: "events.csv".to_owned(), result });
    assert!(!Command::StopReading.is_enabled(&state) && state.notices().len() == 1);
}

#[test]
fn filters_of_a_table_are_taken_away_together() {
    let (_folder, mut window) = opened();
    window.press(Key::X);
    window.click_containing("Country: Bland");
    window.harness.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::F);
    window.settle();
    assert!(!table(&window).is_filtered());
    assert!(table(&window).chips().is_empty());
}
