//! Outlines of areas: what is kept of them, and which of them hold on a day.

use std::path::Path;
use std::sync::Arc;

use counterclaim::app::{Action, DatasetOrigin, FilterChange, Loaded, LoadedDataset, State, update};
use counterclaim::shell::picture::parse_as_of;
use counterclaim_io::load::{load, load_bytes};
use counterclaim_io::preferences::Preferences;
use counterclaim_model::{Dataset, SECS_PER_DAY};
use egui::vec2;
use serde_json::json;

use crate::support::{Stamps, converted, folder, in_package, load_text};
use crate::window::Window;

fn dataset() -> Dataset {
    load(&in_package("tests/fixtures/formats/control.geojson")).expect("the areas").dataset
}

fn state_of(dataset: Dataset) -> (State, Stamps) {
    let mut state = State::new("tester".into(), Preferences { welcomed: true, ..Preferences::default() });
    let loaded = LoadedDataset {
        assessment: None,
        dataset: Arc::new(dataset),
        issues: Vec::new(),
        sha256: "0".repeat(64),
        origin: DatasetOrigin::File("control.geojson".into()),
        reading: Default::default(),
    };
    let mut stamps = Stamps::default();
    let action = Action::Loaded { what: "areas".to_owned(), result: Ok(Box::new(Loaded::Dataset(loaded))) };
    update(&mut state, action, stamps.next());
    (state, stamps)
}

/// Source and day of each area that is shown.
fn shown(state: &State) -> Vec<String> {
    let dataset = state.dataset().expect("a dataset");
    let name = |area: &counterclaim::app::ShownArea| {
        let source = area.source.map_or("", |source| dataset.source(source).name);
        format!("{source} {}", area.time.map_or_else(String::new, |time| time.label()))
    };
    state.visible().areas.iter().map(name).collect()
}

#[test]
fn outlines_are_kept_with_their_places() {
    let dataset = dataset();
    let areas: Vec<_> = dataset.places().filter_map(|place| place.area).collect();
    let shape = |area: &&counterclaim_model::Area| (area.polygons().len(), area.rings().count());
    assert_eq!(areas.iter().map(shape).collect::<Vec<_>>(), [(1, 1), (1, 2), (2, 2)]);
    assert_eq!(dataset.places().len(), 4, "the line has a place without an outline");
}

#[test]
fn two_outlines_of_one_name_in_one_box_are_two_places() {
    let feature = |id: u32, corner: f64| {
        let ring = [[34.0, 12.0], [35.0, 12.0], [35.0, 13.0], [corner, 12.5], [34.0, 12.0]];
        json!({"type": "Feature", "id": id, "properties": {"title": "Held", "date": "2031-03-01"},
               "geometry": {"type": "Polygon", "coordinates": [ring]}})
    };
    let features = [feature(1, 34.1), feature(2, 34.2), feature(3, 34.2)];
    let text = json!({"type": "FeatureCollection", "features": features}).to_string();
    let dataset = load_bytes(text.as_bytes(), Path::new("held.geojson")).expect("areas").dataset;
    assert_eq!((dataset.places().len(), dataset.claim_count()), (2, 3));
}

#[test]
fn a_dataset_with_outlines_is_written_and_read_the_same() {
    let dataset = dataset();
    let text = String::from_utf8(converted(&dataset, "json")).expect("text");
    let again = load_text(&text).expect("a dataset");
    assert_eq!(again.issues, []);
    let areas = |dataset: &Dataset| dataset.places().map(|place| place.area.cloned()).collect::<Vec<_>>();
    assert_eq!(areas(&again.dataset), areas(&dataset));
    let bent = text.replacen("34.0", "340.0", 1);
    let told = load_text(&bent).expect("a dataset");
    assert!(told.issues.iter().any(|issue| issue.field().contains("area")), "{:?}", told.issues);
}

#[test]
fn of_each_source_the_areas_of_its_latest_day_hold_and_none_of_later() {
    let (mut state, mut stamps) = state_of(dataset());
    let north = "Northern map";
    let south = "Southern map";
    assert_eq!(shown(&state), [format!("{north} 5 Mar 2031"), format!("{south} 3 Mar 2031")]);
    let mut on = |day: &str| {
        let as_of_s = parse_as_of(day, 0).expect("a day");
        update(&mut state, Action::SetAsOf(Some(as_of_s)), stamps.next());
        shown(&state)
    };
    assert_eq!(on("2031-03-04"), [format!("{north} 1 Mar 2031"), format!("{south} 3 Mar 2031")]);
    assert_eq!(on("2031-03-02"), [format!("{north} 1 Mar 2031")]);
    assert_eq!(on("2031-02-27"), [""; 0]);
}

#[test]
fn in_a_window_of_time_holds_what_was_drawn_last_before_its_end() {
    let (mut state, mut stamps) = state_of(dataset());
    let until_s = parse_as_of("2031-03-02", 0).expect("a day");
    let window = Some((until_s - SECS_PER_DAY, until_s));
    update(&mut state, Action::Filter(FilterChange::Window(window)), stamps.next());
    assert_eq!(shown(&state), ["Northern map 1 Mar 2031"]);
}

#[test]
fn the_map_draws_areas_until_they_are_switched_off_and_a_click_selects_one() {
    let folder = folder();
    let path = folder.path().join("control.geojson");
    std::fs::copy(in_package("tests/fixtures/formats/control.geojson"), &path).expect("a copy");
    let mut window = Window::open(Some(&path), None, vec2(1440.0, 900.0));
    window.wait_for("the areas", |app| app.state().dataset().is_some_and(|dataset| dataset.place_ids().count() > 1));
    let before = window.harness.state().state().view().claim;
    window.click("Areas on the map");
    assert!(window.harness.state().state().view().without_areas);
    window.click("Areas on the map");
    assert!(!window.harness.state().state().view().without_areas);
    // The second northern area lies around 34.1° E 12.9° N, away from every mark.
    let state = window.harness.state().state();
    let dataset = state.dataset().expect("a dataset");
    let wanted = state.visible().areas.iter().find(|area| dataset.claim(area.claim).key == "n2").map(|area| area.claim);
    assert!(wanted.is_some() && before != wanted);
    let map = window.map_rect();
    let step = |share: f32| map.left() + map.width() * share;
    for share in [0.1, 0.15, 0.2, 0.25, 0.3] {
        window.click_at(egui::pos2(step(share), map.center().y - 60.0));
    }
    assert_eq!(window.harness.state().state().view().claim, wanted);
}
