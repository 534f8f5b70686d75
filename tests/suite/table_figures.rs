//! Figures of a whole event table: those of a dataset of all its events, for each event with a receipt that adds up.

use std::sync::Arc;

use counterclaim::app::{Action, Effect, Loaded, LoadedTable, State, update};
use counterclaim_engine::{EventObservations, EventsAssessment, Options, assess, assess_events, assess_in_table};
use counterclaim_io::delimited::ByteSource;
use counterclaim_io::event_table::EventFile;
use counterclaim_io::preferences::Preferences;
use counterclaim_model::Progress;
use counterclaim_model::{
    ClaimId, Dataset, Edit, EntryId, EventId, EventTable, Id as _, Judgement, Key, Listing, Reliability, Session,
    Stamp, Timestamp, Truth, Verdict,
};
use egui::vec2;

use crate::table_window::{table, table_text, written};
use crate::window::Window;

fn event_table() -> EventTable {
    let bytes = ByteSource::of_memory(table_text().into_bytes());
    let file = EventFile::of_bytes(bytes, "/data/events.csv".as_ref()).expect("bytes").expect("an event table");
    let first = file.first(&Progress::default()).expect("read");
    file.rest(first, &Progress::default()).expect("read").table
}

/// All events as one dataset, and some verdicts and grades on it.
fn everything(table: &EventTable, verdicts: usize) -> (Dataset, Judgement) {
    let all: Vec<EventId> = (0..table.len()).map(EventId::from_index).collect();
    let (dataset, defects) = table.excerpt(&all, |_| None);
    assert!(defects.is_empty());
    let author = Key::from("tester");
    let mut session = Session::default();
    session.apply(&author, Edit::Listings { value: Some(Listing::Supports) });
    session.apply(&author, Edit::Reliability { source: "Source 2".into(), value: Some(Reliability::A) });
    session.apply(&author, Edit::Reliability { source: "Nobody Here".into(), value: Some(Reliability::E) });
    for number in 0..verdicts {
        let truth = if number % 3 == 0 { Truth::False } else { Truth::True };
        let value = Some(Verdict { truth, at: None });
        session.apply(&author, Edit::Verdict { claim: format!("EV{}", number * 7 + 1).as_str().into(), value });
    }
    (dataset, session.judgement("tester").expect("work").clone())
}

fn assessed(table: &EventTable, judgement: &Judgement) -> Arc<EventsAssessment> {
    Arc::new(assess_events(table, Some(judgement), &Progress::default()).expect("nobody stopped it"))
}

#[test]
fn a_table_is_assessed_as_a_dataset_of_all_its_events_would_be() {
    let table = event_table();
    for verdicts in [0, 4, 20] {
        let (dataset, judgement) = everything(&table, verdicts);
        let options = Options { counts_listings: true, ..Options::default() };
        let plain = assess(&dataset, Some(&judgement), &options);
        let whole = assessed(&table, &judgement);
        assert_eq!(whole.run().observations.units.len(), plain.run().observations.units.len());
        let mut spoken = 0;
        for id in dataset.claim_ids() {
            let event = table.row_by_key(dataset.claim(id).key).expect("the event");
            let one = plain.claim(id).likelihood.expect("a figure");
            let other = whole.likelihood(event).expect("a figure");
            assert_eq!(one.is_open, other.is_open, "{}", dataset.claim(id).key);
            // Sources are in another order, so the iteration may stop one step apart.
            assert!((one.log_odds - other.log_odds).abs() < 1e-5, "{one:?} {other:?}");
            assert_eq!((one.settled, one.suggested), (other.settled, other.suggested));
            spoken += usize::from(!one.is_open);
        }
        assert_eq!(whole.open_count(), table.len() - spoken);
        for source in dataset.source_ids() {
            let code = table.columns().source_names.code(dataset.source(source).key).expect("a code");
            let one = plain.track_record(source);
            let other = whole.track_record(code);
            assert_eq!((one.suggested, one.resolved.len()), (other.suggested, other.resolved.len()));
            let one = one.overall.expect("a record");
            let other = other.overall.expect("a record");
            assert!((one.mean - other.mean).abs() < 1e-5 && (one.supports - other.supports).abs() < 1e-5);
        }
    }
}

#[test]
fn the_receipt_of_one_event_adds_up_to_its_figure_in_the_whole_table() {
    let table = event_table();
    let (_, judgement) = everything(&table, 20);
    let whole = assessed(&table, &judgement);
    let mut lines = 0;
    for event in (0..table.len()).map(EventId::from_index) {
        let (excerpt, _) = table.excerpt(&[event], |_| None);
        let one = assess_in_table(&excerpt, Some(&judgement), &Options::default(), (&table, &|_| Some(event)), &whole);
        let claim = ClaimId::from_index(0);
        let shown = one.claim(claim).likelihood.expect("a figure");
        let of_table = whole.likelihood(event).expect("one");
        assert_eq!(shown, of_table, "event {event:?}");
        let receipt = one.receipt(claim).expect("a receipt");
        assert!((receipt.sum() - shown.log_odds).abs() < 1e-9, "{receipt:?}");
        lines += receipt.lines.len();
    }
    assert!(lines > 500, "{lines} lines test too little");
}

#[test]
fn what_is_left_out_of_an_event_changes_its_sum_and_the_receipt_still_adds_up() {
    let table = event_table();
    let (_, judgement) = everything(&table, 20);
    let whole = assessed(&table, &judgement);
    let event = table.row_by_key("EV3").expect("an event that Source 2 reports");
    let (excerpt, _) = table.excerpt(&[event], |_| None);
    let source = excerpt.source_ids().find(|id| excerpt.source(*id).key == "Source 2").expect("it is listed");
    let options = Options { dropped_sources: [source].into(), ..Options::default() };
    let one = assess_in_table(&excerpt, Some(&judgement), &options, (&table, &|_| Some(event)), &whole);
    let receipt = one.receipt(ClaimId::from_index(0)).expect("a receipt");
    assert_eq!(receipt.lines.len(), 1);
    assert!((receipt.sum() - receipt.total).abs() < 1e-9);
}

#[test]
fn the_order_of_rows_changes_no_figure_of_a_table() {
    let text = table_text();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let turned = lines.join("\n") + "\n";
    let bytes = ByteSource::of_memory(turned.into_bytes());
    let file = EventFile::of_bytes(bytes, "/data/events.csv".as_ref()).expect("bytes").expect("an event table");
    let first = file.first(&Progress::default()).expect("read");
    let turned = file.rest(first, &Progress::default()).expect("read").table;
    let table = event_table();
    let (_, judgement) = everything(&table, 20);
    let one = assessed(&table, &judgement);
    let other = assessed(&turned, &judgement);
    assert_eq!(one.run().fit, other.run().fit);
    assert_eq!(EventObservations::new(&table, None).observations, EventObservations::new(&turned, None).observations);
}

#[test]
fn an_assessment_that_is_cancelled_gives_nothing() {
    let progress = Progress::default();
    progress.cancel();
    assert!(assess_events(&event_table(), None, &progress).is_none());
    assert!(progress.done() > 0, "it was told of the round after which it stopped");
}

fn opened() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::on_table(&written(folder.path()), vec2(1440.0, 900.0));
    (folder, window)
}

fn wait_for_figures(window: &mut Window) {
    window.wait_for("the figures", |app| {
        app.state().table().is_some_and(|table| !table.figures().is_under_way() && !table.is_counting())
    });
}

#[test]
fn the_window_tells_why_events_are_open_and_shows_the_figures_of_the_whole_table_once_listings_count() {
    let (_folder, mut window) = opened();
    assert!(window.shows("All events are undetermined: sources are listed without a stance."));
    assert!(table(&window).figures().shown().is_none(), "nothing is estimated unasked");
    window.press(egui::Key::L);
    window.press(egui::Key::ArrowDown);
    assert!(window.shows("undetermined"));
    window.click("Treat listing as support");
    wait_for_figures(&mut window);
    assert!(window.shows("Listed sources treated as support;"));
    let state = window.harness.state().state();
    let shown = state.table().expect("a table");
    let event = state.table().and_then(|table| table.event());
    let of_table = shown.figures().shown().expect("figures").likelihood(event.expect("an event"));
    assert_eq!(state.computed(state.view().claim.expect("a claim")).likelihood().copied(), of_table);
    assert!(window.shows("estimate: "), "the list tells the figure of each event");

    // Back to nothing: the estimates are gone, and so are the words.
    window.press_ctrl(egui::Key::Z);
    assert!(table(&window).figures().shown().is_none());
    assert!(window.shows("All events are undetermined: sources are listed without a stance."));
}

#[test]
fn figures_that_are_stopped_stay_away_until_they_are_asked_for_again_or_something_bears_on_them() {
    let bytes = ByteSource::of_memory(table_text().into_bytes());
    let path = std::path::PathBuf::from("/data/events.csv");
    let file = EventFile::of_bytes(bytes, &path).expect("bytes").expect("an event table");
    let first = file.first(&Progress::default()).expect("read");
    let table = file.rest(first, &Progress::default()).expect("read").table;
    let loaded = LoadedTable {
        path,
        index: None,
        table: Arc::new(table),
        file: Arc::new(file),
        issues: Vec::new(),
        session: None,
        rejected: 0,
        sha256: None,
        words: None,
    };
    let mut state = State::new("tester".into(), Preferences { welcomed: true, ..Preferences::default() });
    let mut id = 0;
    let mut apply = |state: &mut State, action: Action| {
        id += 1;
        let effects = update(state, action, Stamp { id: EntryId(id), at: Timestamp::default() });
        effects.into_iter().find_map(|effect| match effect {
            Effect::AssessTable(request) => Some(request),
            _ => None,
        })
    };
    let result = Ok(Box::new(Loaded::Table(loaded)));
    assert!(apply(&mut state, Action::Loaded { what: "events".to_owned(), result }).is_none());
    let listings = Edit::Listings { value: Some(Listing::Supports) };
    let stopped = apply(&mut state, Action::Edit(listings)).expect("a job");
    assert!(apply(&mut state, Action::CancelEstimates).is_none());
    assert!(stopped.whole().is_none(), "the job is told");
    assert!(apply(&mut state, Action::SelectStep(1)).is_none(), "looking on begins nothing");
    assert_eq!(state.computed(ClaimId::from_index(0)).label().as_deref(), Some("not calculated (stopped)"));
    let asked = apply(&mut state, Action::Estimate).expect("a job");
    let late = Action::TableAssessed { id: stopped.id, figures: asked.whole().map(Arc::new), is_whole: true };
    assert!(apply(&mut state, late).is_none());
    assert!(state.table().is_some_and(|table| table.figures().shown().is_none()), "an older answer is passed over");
    let answer = Action::TableAssessed { id: asked.id, figures: asked.whole().map(Arc::new), is_whole: true };
    assert!(apply(&mut state, answer).is_none());
    assert!(state.computed(ClaimId::from_index(0)).likelihood().is_some());

    // A verdict begins a job, and another one begins the next in its place.
    let verdict = |truth| Edit::Verdict { claim: "EV3".into(), value: Some(Verdict { truth, at: None }) };
    let first = apply(&mut state, Action::Edit(verdict(Truth::True))).expect("a job");
    assert!(first.provisional().is_some(), "it goes on from the figures before");
    let second = apply(&mut state, Action::Edit(verdict(Truth::False))).expect("the next job");
    assert!(first.whole().is_none() && second.whole().is_some());
    assert!(state.figures_are_stale());
}
