//! Event tables that are too large for a dataset, in the window: read in two steps, drawn as one picture.

use std::path::PathBuf;
use std::sync::Arc;

use counterclaim::app::{Action, CloseAnswer, FilterChange, Loaded, LoadedTable, State, update};
use counterclaim::shell::picture::draw_map;
use counterclaim_io::delimited::ByteSource;
use counterclaim_io::event_table::EventFile;
use counterclaim_io::preferences::Preferences;
use counterclaim_model::Progress;
use counterclaim_model::{Credibility, EntryId, Stamp, Timestamp};
use counterclaim_query::{PlaceIndex, Viewport};

use crate::support::{in_package, read_text};

fn apply(state: &mut State, action: Action) {
    update(state, action, Stamp { id: EntryId(1), at: Timestamp::default() });
}

/// What the two steps of reading answer with.
fn steps() -> (LoadedTable, LoadedTable) {
    let text = read_text(&in_package("tests/fixtures/events/events.csv"));
    let path = PathBuf::from("/data/events.csv");
    let bytes = ByteSource::of_memory(text.into_bytes());
    let file = EventFile::of_bytes(bytes, &path).expect("bytes in memory").expect("an event table");
    let first = file.first(&Progress::default()).expect("read");
    let early = first.table.clone();
    let complete = file.rest(first, &Progress::default()).expect("read");
    let index = Some(Arc::new(PlaceIndex::new(&complete.table)));
    let file = Arc::new(file);
    let loaded = |table, index| LoadedTable {
        path: path.clone(),
        table: Arc::new(table),
        file: file.clone(),
        index,
        issues: Vec::new(),
        rejected: 0,
        session: None,
        sha256: None,
        words: None,
    };
    (loaded(early, None), loaded(complete.table, index))
}

fn opened() -> State {
    let mut state = State::new("tester".into(), Preferences { welcomed: true, ..Preferences::default() });
    let (early, _) = steps();
    let result = Ok(Box::new(Loaded::Table(early)));
    apply(&mut state, Action::Loaded { what: "events.csv".to_owned(), result });
    state
}

#[test]
fn the_first_columns_are_shown_at_once_and_the_others_take_their_place() {
    let mut state = opened();
    let table = state.table().expect("a table");
    assert!(table.is_reading() && state.view().claim.is_none());
    let world = Viewport { left: -180.0, top: 180.0, scale: 1.0, width: 360, height: 360 };
    let early = table.density(world);
    assert_eq!((table.shown(), early.total), (6, 5));

    let (_, whole) = steps();
    apply(
        &mut state,
        Action::TableCompleted {
            path: PathBuf::from("/data/events.csv"),
            what: "events.csv".to_owned(),
            result: Ok(Box::new(whole)),
        },
    );
    let table = state.table().expect("a table");
    assert!(!table.is_reading() && table.table().is_complete());
    assert_eq!(table.density(world), early);
}

#[test]
fn columns_that_cannot_be_read_leave_those_that_are_there() {
    let mut state = opened();
    let result = Err("the file has changed".to_owned());
    apply(
        &mut state,
        Action::TableCompleted { path: PathBuf::from("/data/events.csv"), what: "events.csv".to_owned(), result },
    );
    let table = state.table().expect("a table");
    assert!(!table.is_reading() && table.shown() == 6);
    assert!(state.notices().iter().any(|notice| notice.title.contains("only partly read")));
}

#[test]
fn columns_of_a_table_that_is_no_longer_open_are_passed_over() {
    let mut state = opened();
    let (_, mut whole) = steps();
    whole.path = PathBuf::from("/data/other.csv");
    apply(
        &mut state,
        Action::TableCompleted {
            path: PathBuf::from("/data/other.csv"),
            what: "other.csv".to_owned(),
            result: Ok(Box::new(whole)),
        },
    );
    assert!(state.table().is_some_and(|table| table.is_reading()));
    let example = counterclaim::shell::examples::load("kurakhove-report").expect("the example");
    let result = Ok(Box::new(Loaded::Dataset(example)));
    apply(&mut state, Action::Loaded { what: "example".to_owned(), result });
    assert!(state.table().is_none() && state.document().is_some());
}

#[test]
fn a_table_that_waits_for_an_answer_has_every_column_when_it_is_taken() {
    let mut state = State::new("tester".into(), Preferences { welcomed: true, ..Preferences::default() });
    let example = counterclaim::shell::examples::load("kurakhove-report").expect("the example");
    let result = Ok(Box::new(Loaded::Dataset(example)));
    apply(&mut state, Action::Loaded { what: "example".to_owned(), result });
    apply(&mut state, Action::GradeSelected(Some(Credibility::Two)));
    let (early, whole) = steps();
    let path = early.path.clone();
    let result = Ok(Box::new(Loaded::Table(early)));
    apply(&mut state, Action::Loaded { what: "events.csv".to_owned(), result });
    let what = "events.csv".to_owned();
    let result = Ok(Box::new(whole));
    apply(&mut state, Action::TableCompleted { path: path.clone(), what, result });
    apply(&mut state, Action::TableHashed { path, result: Ok("0".repeat(64)) });
    assert!(state.table().is_none(), "the work is asked about first");
    apply(&mut state, Action::CloseAnswered(CloseAnswer::Discard));
    assert!(state.table().is_some_and(|table| !table.is_reading() && table.table().is_complete()));
    assert_eq!(state.document().map(|document| document.sha256().len()), Some(64));
}

#[test]
fn a_window_of_time_shows_the_events_of_its_days() {
    let mut state = opened();
    // 16 May 2025, on which two events fall, is day 20224.
    let window = Some((20_224 * 86_400, 20_225 * 86_400));
    apply(&mut state, Action::Filter(FilterChange::Window(window)));
    assert_eq!(state.table().expect("a table").shown(), 2);
    apply(&mut state, Action::Filter(FilterChange::Window(None)));
    assert_eq!(state.table().expect("a table").shown(), 6);
}

#[test]
fn the_map_draws_the_events() {
    let mut state = opened();
    let with = draw_map(&state, [700, 500]);
    // A window in which nothing happened leaves the map bare.
    apply(&mut state, Action::Filter(FilterChange::Window(Some((0, 86_400)))));
    let without = draw_map(&state, [700, 500]);
    let changed = with.pixels().zip(without.pixels()).filter(|(a, b)| a != b).count();
    assert!((1..2000).contains(&changed), "{changed} pixels differ");
}
