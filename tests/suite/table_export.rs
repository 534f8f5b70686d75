//! The events of a table that are shown, written as a table of any length or as a page.

use std::path::{Path, PathBuf};

use counterclaim_export::events::{COLUMNS, ShownEvents, write};
use counterclaim_io::delimited::ByteSource;
use counterclaim_io::event_table::EventFile;
use counterclaim_io::files::atomic;
use counterclaim_model::Progress;
use egui::Key;

use crate::table_window::{opened, table, table_text};
use crate::window::Window;

fn exported(window: &mut Window, button: &str, path: &Path) {
    window.dialogs_answer(Some(path));
    window.press_ctrl(Key::E);
    window.click(button);
    window.wait_for("the export", |app| app.state().exporting().is_none());
    assert!(window.shows("Exported"), "{:?}", window.harness.state().state().notices());
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    assert_eq!(reader.headers().expect("a header"), COLUMNS.as_slice());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn cell<'a>(row: &'a [String], name: &str) -> &'a str {
    &row[COLUMNS.iter().position(|column| *column == name).expect("a column")]
}

#[test]
fn what_the_filters_let_through_is_written_with_notes_and_ones_own_work() {
    let (folder, mut window) = opened();
    let path = folder.path().join("shown.csv");
    window.press(Key::L);
    window.press(Key::ArrowDown);
    window.press(Key::Num2);
    window.press(Key::N);
    window.type_text("=seen on film");
    window.press(Key::Escape);
    window.click_containing("Country: Aland");
    exported(&mut window, "Table (CSV)…", &path);
    let rows = rows(&path);
    assert_eq!(rows.len(), 225);
    // The latest is the first, as in the list.
    let first = rows[0].as_slice();
    assert_eq!((cell(first, "event_id"), cell(first, "time")), ("EV300", "2024-10-26"));
    assert_eq!(cell(first, "notes"), "Note 299, of a windmill");
    assert_eq!(cell(first, "sources"), "Source 4; Radio Far");
    assert_eq!((cell(first, "own_credibility"), cell(first, "own_note")), ("2", "'=seen on film"));
    assert_eq!((cell(first, "likelihood"), cell(first, "probability")), ("", ""), "nothing was estimated");
    assert!(rows.iter().all(|row| cell(row, "country") == "Aland"));
}

#[test]
fn figures_are_written_where_listed_sources_count() {
    let (folder, mut window) = opened();
    let path = folder.path().join("shown.csv");
    window.click("Treat listing as support");
    window.wait_for("the figures", |app| app.state().table().is_some_and(|table| !table.figures().is_under_way()));
    exported(&mut window, "Table (CSV)…", &path);
    let figures = table(&window).figures().shown().expect("figures").clone();
    let open = rows(&path).iter().filter(|row| cell(row, "likelihood") == "undetermined").count();
    assert_eq!(open, figures.open_count());
}

#[test]
fn few_events_are_written_as_a_page() {
    let (folder, mut window) = opened();
    let path = folder.path().join("shown.html");
    window.press_ctrl(Key::F);
    window.type_text("note 12,");
    window.wait_for("the search", |app| app.state().table().is_some_and(|table| !table.searching().is_running));
    exported(&mut window, "Page (HTML)…", &path);
    let page = std::fs::read_to_string(&path).expect("a page");
    assert!(page.contains("Port 12"));
    assert!(!page.contains("Port 13"));
    assert!(page.contains("“note 12,”"), "the page says what was asked for");
}

#[test]
fn the_table_is_never_written_over_itself() {
    let (folder, mut window) = opened();
    let path = folder.path().join("events.csv");
    window.dialogs_answer(Some(&path));
    window.press_ctrl(Key::E);
    window.click("Table (CSV)…");
    window.wait_for("the export", |app| app.state().exporting().is_none());
    assert!(window.shows("This file cannot be overwritten"));
    assert_eq!(std::fs::read_to_string(&path).expect("the table"), table_text());
}

#[test]
fn an_export_that_is_stopped_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("shown.csv");
    let bytes = ByteSource::of_memory(table_text().into_bytes());
    let file = EventFile::of_bytes(bytes, "/data/events.csv".as_ref()).expect("bytes").expect("an event table");
    let first = file.first(&Progress::default()).expect("read");
    let table = file.rest(first, &Progress::default()).expect("read").table;
    let shown = ShownEvents {
        table: &table,
        file: &file,
        rows: &[0, 1, 2],
        judgement: None,
        figures: None,
        hides_until_graded: false,
    };
    let progress = Progress::default();
    progress.cancel();
    assert!(atomic::write_with(&path, |out| write(&shown, out, &progress)).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    atomic::write_with(&path, |out| write(&shown, out, &Progress::default())).expect("written");
    assert_eq!(rows(&path).len(), 3);
}
