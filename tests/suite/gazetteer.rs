//! Places that the evidence only names: found in the gazetteer, placed by the analyst alone, and taken back.

use std::path::{Path, PathBuf};

use counterclaim_export::native;
use counterclaim_io::Issue;
use counterclaim_io::gazetteer::{Candidate, embedded};
use counterclaim_model::{
    Dataset, Edit, GeoPlace, Journal, Key as RecordKey, Offset, Placement, PlacementBase, Position, Session,
};
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use serde_json::{Value, json};

use crate::support::{Stamps, dataset_text, folder, load_text};
use crate::window::Window;

fn lookup(name: &str) -> Vec<Candidate> {
    embedded().expect("the gazetteer").lookup(name)
}

fn ids(name: &str) -> Vec<u32> {
    lookup(name).into_iter().map(|candidate| candidate.place.id).collect()
}

#[test]
fn four_spellings_of_kurakhove_are_one_place() {
    for name in [
        "Курахово",
        "Курахове",
        "Kurakhovo",
        "Kurakhove",
        "м. Курахове",
        "г.Курахово",
        "KURAKHOVE",
        "town of Kurakhove",
    ] {
        assert_eq!(ids(name), [695_357], "{name}");
    }
    let kurakhove = &lookup("Курахово")[0];
    assert_eq!((kurakhove.place.name.as_str(), kurakhove.met.as_str()), ("Kurakhove", "Курахово"));
    assert_eq!((kurakhove.country.as_str(), kurakhove.region.as_str()), ("Ukraine", "Donetsk"));
    assert_eq!((kurakhove.population, kurakhove.is_main_name), (18_220, false));
    assert_eq!(kurakhove.place.position, Position { lon_deg: 37.2807, lat_deg: 47.9847 });
    assert!((1.0..10.0).contains(&kurakhove.radius_km));
}

#[test]
fn a_name_that_several_places_have_or_had_gives_all_of_them() {
    let red_army = ids("Красноармейск");
    assert_eq!(red_army.len(), 3, "{red_army:?}");
    assert!(red_army.contains(&704_422), "Pokrovsk is missing");
    let artemovsk = ids("Артемовск");
    assert_eq!(artemovsk.len(), 3, "{artemovsk:?}");
    assert!(artemovsk.contains(&713_174), "Bakhmut is missing");
    assert_eq!(ids("Артёмовск"), artemovsk);
    assert!(ids("Oleksandrivka").len() > 10);
    assert_eq!(ids("Donets'k").first(), Some(&709_717));
    assert_eq!(ids("Donets’k"), ids("Donetsk"));
    assert_eq!(ids("Ivano Frankivsk"), ids("Ivano-Frankivs'k"));
    for nothing in ["", " ", "-", "No Such Place At All", "м."] {
        assert_eq!(ids(nothing), [0; 0], "{nothing}");
    }
}

#[test]
fn main_names_come_first_and_then_the_larger_places() {
    for name in ["Oleksandrivka", "Donetsk", "Pokrovsk", "Moscow", "Springfield"] {
        let found = lookup(name);
        assert!(!found.is_empty(), "{name}");
        let order = |one: &Candidate| (!one.is_main_name, std::cmp::Reverse(one.population));
        assert!(found.is_sorted_by_key(order), "{name}: {found:#?}");
    }
}

/// Claims at three named places, and at one that the file places.
fn records() -> Value {
    let claim = |key: &str, place: &str| {
        json!({"id": key, "proposition": format!("Something happened at {place}"), "event": "event-a",
            "kind": "occurrence", "place": place})
    };
    json!({
        "sources": [{"id": "source-a", "name": "Source A", "kind": "media"}],
        "places": [
            {"id": "home", "name": "Kostiantynivka crossing", "lat": 48.5, "lon": 37.7},
            {"id": "kurakhovo", "name": "Курахово"},
            {"id": "red-army", "name": "Красноармейск", "note": "Донецкая область, Украина"},
            {"id": "berdin", "name": "Berdin farm", "radius_km": 40}],
        "events": [{"id": "event-a", "title": "Event A"}],
        "claims": [claim("a", "home"), claim("b", "kurakhovo"), claim("c", "red-army"), claim("d", "berdin"),
            claim("e", "berdin")],
        "statements": [{"id": "s1", "claim": "b", "speaker": "source-a", "stance": "supports",
            "stated_at": "2025-01-07"}],
    })
}

fn dataset() -> Dataset {
    load_text(&dataset_text(&records())).expect("a dataset").dataset
}

fn geonames(id: u32, name: &str, lat_deg: f64, lon_deg: f64) -> PlacementBase {
    PlacementBase::GeoNames(GeoPlace { id, name: name.to_owned(), position: Position { lon_deg, lat_deg } })
}

fn sudzha() -> Placement {
    let offset = Some(Offset { distance_km: 15.0, bearing_deg: 45.0 });
    Placement { base: geonames(486_816, "Sudzha", 51.191, 35.271), offset, radius_km: 5.0 }
}

fn kurakhove() -> Placement {
    Placement { base: geonames(695_357, "Kurakhove", 47.9847, 37.2807), offset: None, radius_km: 3.0 }
}

fn placed(places: &[(&str, Option<Placement>)]) -> Edit {
    Edit::Geocoded { places: places.iter().map(|(key, value)| (RecordKey::from(*key), value.clone())).collect() }
}

fn position(dataset: &Dataset, key: &str) -> Option<Position> {
    dataset.places().find(|place| place.key == key).and_then(|place| place.position)
}

#[test]
fn a_placement_lies_over_the_evidence_and_leaves_it_as_it_was() {
    let imported = dataset();
    let mut session = Session::default();
    let me = RecordKey::from("me");
    let back = session.apply(&me, placed(&[("kurakhovo", Some(kurakhove())), ("berdin", Some(sudzha()))]));
    assert_eq!(back, placed(&[("kurakhovo", None), ("berdin", None)]));
    let evidence = imported.with_placements(&session.placements("me")).expect("placed");
    assert_eq!(position(&evidence, "kurakhovo"), Some(Position { lon_deg: 37.2807, lat_deg: 47.9847 }));
    // About 51.286 N, 35.423 E by the geodesic; the sphere differs by metres.
    let berdin = position(&evidence, "berdin").expect("a position");
    assert!((berdin.lat_deg - 51.286).abs() < 0.002 && (berdin.lon_deg - 35.423).abs() < 0.002, "{berdin:?}");
    assert_eq!(position(&imported, "kurakhovo"), None);
    assert_eq!(native::to_text(&evidence).expect("text"), native::to_text(&imported).expect("text"));
    let id = evidence.place_ids().nth(3).expect("a place");
    let of = evidence.placed(id).expect("placed");
    assert_eq!((&*of.author, of.stated_radius_km, evidence.place(id).radius_km), ("me", Some(40.0), Some(5.0)));
    assert_eq!(evidence.placement_label(&of.placement), "15 km northeast of Sudzha (GeoNames 486816)");
    assert_eq!(session.apply(&me, back), placed(&[("kurakhovo", Some(kurakhove())), ("berdin", Some(sudzha()))]));
    assert_eq!(session, Session::default());
    assert!(imported.with_placements(&session.placements("me")).is_none());
}

#[test]
fn what_the_evidence_places_stays_there_and_a_ring_of_bases_places_nothing() {
    let imported = dataset();
    let from = |key: &str| Placement { base: PlacementBase::Place(key.into()), offset: None, radius_km: 1.0 };
    let me = RecordKey::from("me");
    let mut session = Session::default();
    session.apply(&me, placed(&[("home", Some(kurakhove())), ("gone", Some(kurakhove()))]));
    session.apply(&me, placed(&[("kurakhovo", Some(from("red-army"))), ("red-army", Some(from("kurakhovo")))]));
    session.apply(&me, placed(&[("berdin", Some(from("berdin")))]));
    assert!(imported.with_placements(&session.placements("me")).is_none());
    // A chain is followed, in whatever order of keys.
    session.apply(&me, placed(&[("berdin", Some(sudzha())), ("red-army", Some(from("berdin")))]));
    let evidence = imported.with_placements(&session.placements("me")).expect("placed");
    assert_eq!(position(&evidence, "kurakhovo"), position(&evidence, "berdin"));
    assert_eq!(position(&evidence, "home"), position(&imported, "home"));
    // Of two analysts' words, one's own counts.
    let other = RecordKey::from("another");
    session.apply(&other, placed(&[("berdin", Some(kurakhove()))]));
    assert_eq!(session.placements("me")["berdin"], (me, sudzha()));
    assert_eq!(session.placements("third")["berdin"], (other, kurakhove()));
}

#[test]
fn several_places_are_one_step_of_undo() {
    let mut journal = Journal::new("me".into());
    let mut stamps = Stamps::default();
    let places = [("kurakhovo", Some(kurakhove())), ("berdin", Some(sudzha()))];
    assert!(journal.record(placed(&places), stamps.next()));
    assert!(!journal.record(placed(&places), stamps.next()), "nothing changed");
    assert_eq!(journal.undo_label(), Some("locate 2 places"));
    journal.undo(stamps.next());
    assert_eq!(journal.session(), &Session::default());
    journal.redo(stamps.next());
    assert_eq!(journal.session().placements("me").len(), 2);
}

// In the window.

#[test]
fn areas_lack_no_point() {
    let window = Window::on_example();
    assert!(!window.shows("a name but no position"));
}

fn window(folder: &Path) -> (Window, PathBuf) {
    let path = folder.join("named.json");
    std::fs::write(&path, dataset_text(&records())).expect("a dataset");
    (Window::open(Some(&path), None, vec2(1440.0, 1000.0)), path)
}

fn open_dialog(window: &mut Window) {
    window.harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    window.settle();
    window.wait_for("the gazetteer", |app| {
        let state = app.state();
        !state.place_rows().is_empty() && state.place_rows().iter().all(|row| state.choices(&row.asked).is_some())
    });
}

fn placed_now(window: &Window) -> Vec<String> {
    let dataset = window.harness.state().state().dataset().expect("a dataset");
    let is_placed = |place: &counterclaim_model::Place<'_>| place.placed.is_some();
    dataset.places().filter(is_placed).map(|place| place.key.to_string()).collect()
}

#[test]
fn a_file_with_names_alone_says_so_and_nothing_is_placed_until_it_is_chosen() {
    let folder = folder();
    let (mut window, path) = window(folder.path());
    assert!(window.shows("3 places have a name but no position"));
    open_dialog(&mut window);
    assert!(placed_now(&window).is_empty(), "something was placed in silence");
    assert!(!window.shows("3 places have a name but no position"), "what has been heard still stands there");
    assert!(window.shows("Accept all unique matches (1)"));
    // The choice that fits the record comes first, and none is hidden.
    window.click_containing("Красноармейск, 1 claim, 3 candidates");
    let offers: Vec<_> = window.harness.query_all_by_label_contains("Place it at ").collect();
    assert_eq!(offers.len(), 3);
    drop(offers);
    assert!(placed_now(&window).is_empty());
    window.click_containing("Place it at Pokrovsk, Donetsk, Ukraine");
    assert_eq!(placed_now(&window), ["red-army"]);
    assert!(window.shows("Placed by you from GeoNames 704422, ± 5 km"));
    window.click("Remove from the map");
    assert!(placed_now(&window).is_empty());
    window.click_containing("Accept all unique matches (1)");
    assert_eq!(placed_now(&window), ["kurakhovo"]);
    assert_eq!(std::fs::read_to_string(path).expect("the file"), dataset_text(&records()));
    // Each choice is a step.
    window.press(Key::Escape);
    window.press_ctrl(Key::Z);
    assert!(placed_now(&window).is_empty());
    window.press_ctrl(Key::Z);
    assert_eq!(placed_now(&window), ["red-army"]);
}

#[test]
fn a_distance_and_a_direction_place_a_name_by_keys_alone_and_survive_a_save() {
    let folder = folder();
    let (mut window, dataset) = window(folder.path());
    open_dialog(&mut window);
    // The name with most claims has the keyboard: the check box stands behind the list and its candidates.
    window.harness.get_by_label("Locate by distance and direction from another place").focus();
    window.press(Key::Space);
    for text in ["15", "north-east", "5"] {
        window.press(Key::Tab);
        window.type_text(text);
    }
    window.press(Key::Tab);
    window.type_text("Суджа");
    window.wait_for("the other place", |app| {
        app.state().choices(&counterclaim::app::geocoding::Asked::typed("Суджа")).is_some()
    });
    window.press(Key::Tab);
    window.press(Key::Enter);
    assert_eq!(placed_now(&window), ["berdin"]);
    assert!(window.shows("Placed by you from 15 km northeast of Sudzha (GeoNames 486816), ± 5 km"));
    window.press(Key::Escape);
    window.click_containing("Something happened at berdin");
    let on_map = "Berdin farm, 2 claims";
    assert!(window.shows(on_map) && window.shows("± 5 km"));
    let session = folder.path().join("work.ccsession");
    window.save_to(&session);
    let again = Window::open(Some(&session), None, vec2(1440.0, 1000.0));
    assert_eq!(placed_now(&again), ["berdin"]);
    assert!(again.shows(on_map) && again.shows("2 places have a name but no position"));
    // A place that the file no longer has is told, and its placement kept.
    let mut gone = records();
    for place in gone["places"].as_array_mut().into_iter().flatten().filter(|place| place["id"] == "berdin") {
        place["id"] = json!("elsewhere");
    }
    std::fs::write(dataset, dataset_text(&gone)).expect("a dataset");
    let changed = Window::open(Some(&session), None, vec2(1440.0, 1000.0));
    let document = changed.harness.state().state().document().expect("a document");
    let told = |issue: &Issue| issue.record() == "place berdin" && issue.reason().contains("the edit is kept");
    assert!(document.issues().iter().any(told), "{:#?}", document.issues());
    assert_eq!(document.journal().session().placements("tester").len(), 1);
}

#[test]
fn exports_tell_what_an_analyst_placed_from_what_the_file_places() {
    let folder = folder();
    let (mut window, _) = window(folder.path());
    open_dialog(&mut window);
    window.click_containing("Accept all unique matches (1)");
    window.press(Key::Escape);
    let export = |window: &mut Window, name: &str| {
        let path = folder.path().join(name);
        window.dialogs_answer(Some(&path));
        window.press_ctrl(Key::E);
        let told = format!("Exported {name}");
        window.wait_for("the export", |app| app.state().notices().iter().any(|notice| notice.title == told));
        std::fs::read_to_string(path).expect("an export")
    };
    let page = export(&mut window, "page.html");
    assert!(page.contains("placed by tester from GeoNames 695357, ± 3 km"), "the page does not tell who placed it");
    let table = export(&mut window, "table.csv");
    assert!(table.contains("48.5") && !table.contains("47.9847"), "a position that the file does not have: {table}");
}
