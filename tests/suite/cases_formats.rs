//! Files of other programs as they are exported: each case reads right, and so do others of its kind.

use std::path::Path;

use counterclaim_io::cell::time_text;
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::{Import, load, load_bytes_with};
use counterclaim_model::Stance;

use crate::support::in_package;

fn case(name: &str) -> Import {
    load(&in_package("tests/fixtures/cases").join(name)).unwrap_or_else(|error| panic!("{error}"))
}

fn read(name: &str, text: &str) -> Import {
    load_bytes_with(text.as_bytes(), Path::new(name), &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// Latitude and longitude.
type Point = Option<(f64, f64)>;

/// Title, time and position of each event; empty and none where unknown.
fn events(import: &Import) -> Vec<(&str, String, Point)> {
    let dataset = &import.dataset;
    let of = |id| {
        let event = dataset.event(id);
        let time = event.time.map_or_else(String::new, |span| time_text::format(span, 0));
        let rounded = |deg: f64| (deg * 1e5).round() / 1e5;
        let position = event.place.and_then(|place| dataset.place(place).position);
        (event.title, time, position.map(|at| (rounded(at.lat_deg), rounded(at.lon_deg))))
    };
    dataset.event_ids().map(of).collect()
}

/// Proposition, speaker, carriers, stance and time of each statement.
fn statements(import: &Import) -> Vec<(&str, &str, Vec<&str>, Stance, String)> {
    let dataset = &import.dataset;
    let of = |id| {
        let said = dataset.statement(id);
        let via = said.via.iter().map(|carrier| dataset.source(*carrier).name).collect();
        let time = said.stated_at.map_or_else(String::new, |span| time_text::format(span, 0));
        (dataset.claim(said.claim).proposition, dataset.source(said.speaker).name, via, said.stance, time)
    };
    dataset.statement_ids().map(of).collect()
}

#[test]
fn messages_of_a_telegram_channel_are_whole_and_forwarded_ones_have_their_origin() {
    let import = case("telegram-channel-export.json");
    assert_eq!(
        statements(&import),
        [
            (
                "The bridge at Lower Ford is still under northern control.",
                "Ford Watch",
                vec![],
                Stance::Unstated,
                "2031-05-01T22:30:00".to_owned()
            ),
            (
                "Southern forces say that they took the bridge, see https://example.org/a for the video.",
                "Southern Command",
                vec!["Ford Watch"],
                Stance::Unstated,
                "2031-05-02T06:15:00".to_owned()
            ),
            ("We do not confirm this.", "Ford Watch", vec![], Stance::Unstated, "2031-05-02T07:00:00".to_owned()),
        ]
    );
    assert!(import.issues.iter().any(|issue| issue.reason().starts_with("1 service messages")));
    let account = read(
        "result.json",
        r#"{"about": "export", "chats": {"about": "chats", "list": [{"name": "Ford group", "type": "private_supergroup",
            "id": 7, "messages": [
            {"id": 1, "type": "message", "date": "2031-05-02T01:30:00", "date_unixtime": "1935441000", "from": "Clerk",
             "from_id": "user1", "reply_to_message_id": 9, "text": ["It is ", {"type": "italic", "text": "shut"}, "."]},
            {"id": 2, "type": "service", "date": "2031-05-02T01:31:00", "date_unixtime": "1935441060", "text": ""}]}]}}"#,
    );
    assert_eq!(
        statements(&account),
        [("It is shut.", "Clerk", vec![], Stance::Unstated, "2031-05-01T22:30:00".to_owned())]
    );
}

#[test]
fn the_list_behind_an_assignment_is_read() {
    let import = case("tweets.js");
    let titles: Vec<&str> = events(&import).into_iter().map(|(title, ..)| title).collect();
    assert_eq!(
        titles,
        ["RT @southcommand: The bridge at Lower Ford is ours", "No confirmation of that yet, https://t.co/abc"]
    );
    let said: Vec<String> = statements(&import).into_iter().map(|(.., time)| time).collect();
    assert_eq!(said, ["2031-05-01T20:19:24", "2031-05-02T06:00:01"]);
    let other = read(
        "data.js",
        "var incidents = [{\"id\": 1, \"title\": \"Mill burnt\", \"date\": \"2031-05-01\"}, \
         {\"id\": 2, \"title\": \"Ford shut\", \"date\": \"2031-05-02\"}];\n",
    );
    assert_eq!(
        events(&other),
        [("Mill burnt", "2031-05-01".to_owned(), None), ("Ford shut", "2031-05-02".to_owned(), None)]
    );
}

#[test]
fn answers_of_sparql_services_are_records() {
    assert_eq!(
        events(&case("sparql-results.json")),
        [
            ("Battle of Lower Ford", "2031-05-01".to_owned(), Some((48.0083, 37.25))),
            ("Raid on High Ford", "2031-05-14".to_owned(), Some((48.1083, -37.35))),
        ]
    );
    let literals = read(
        "answer.json",
        r#"{"head": {"vars": ["event", "eventLabel", "when"]}, "results": {"bindings": [
            {"event": {"type": "uri", "value": "http://data.example/1"},
             "eventLabel": {"type": "literal", "value": "Mill burnt"}, "when": {"type": "literal", "value": "2031-05-01"}},
            {"event": {"type": "uri", "value": "http://data.example/2"},
             "eventLabel": {"type": "literal", "value": "Ford shut"}}]}}"#,
    );
    assert_eq!(events(&literals), [("Mill burnt", "2031-05-01".to_owned(), None), ("Ford shut", String::new(), None)]);
}

#[test]
fn features_of_map_services_have_positions_and_days() {
    assert_eq!(
        events(&case("esri-features.json")),
        [
            ("Bridge shelled", "2031-05-01".to_owned(), Some((48.0083, 37.25))),
            ("Convoy stopped", "2031-05-02".to_owned(), Some((48.1083, 37.35))),
        ]
    );
    // Web Mercator, as most services answer; and an outline.
    let mercator = read(
        "layer.json",
        r#"{"geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 102100, "latestWkid": 3857},
            "features": [{"attributes": {"OBJECTID": 1, "Name": "Lower Ford"},
            "geometry": {"x": 4146651.0, "y": 6108084.0}}]}"#,
    );
    let (_, _, position) = events(&mercator)[0];
    let (lat_deg, lon_deg) = position.expect("a position");
    assert!((lat_deg - 48.0).abs() < 0.1 && (lon_deg - 37.25).abs() < 0.01, "{lat_deg}, {lon_deg}");
    let area = read(
        "layer.json",
        r#"{"geometryType": "esriGeometryPolygon", "spatialReference": {"wkid": 4326}, "features": [
            {"attributes": {"OBJECTID": 1, "Name": "East"},
             "geometry": {"rings": [[[37, 48], [38, 48], [38, 49], [37, 49], [37, 48]]]}}]}"#,
    );
    assert_eq!(events(&area)[0].2, Some((48.5, 37.5)));
    assert!(area.dataset.places().any(|place| place.area.is_some()), "the outline is kept");
}

#[test]
fn reports_of_a_bundle_are_claims_and_opinions_are_stances_on_them() {
    let import = case("stix-bundle.json");
    assert_eq!(import.dataset.claim_count(), 1, "identities and relationships are no claims");
    let claim = "Northern command says that it holds the bridge.";
    assert_eq!(
        statements(&import),
        [
            (claim, "Desk", vec![], Stance::Supports, "2031-05-02T10:00:00".to_owned()),
            (claim, "source not named", vec![], Stance::Denies, "2031-05-03T00:00:00".to_owned()),
        ]
    );
    assert_eq!(events(&import)[0].2, Some((48.0083, 37.25)));
    let note = import.dataset.statement_ids().filter_map(|id| import.dataset.statement(id).note).last();
    assert_eq!(note, Some("opinion in the file: disagree: Video shows the south there."));
}

#[test]
fn maps_with_blanks_and_tracks_have_positions_and_a_map_that_links_to_another_says_so() {
    assert_eq!(events(&case("spaces-in-coordinates.kml"))[0].2, Some((48.0083, 37.25)));
    let track = case("track.kml");
    let (_, time, position) = events(&track)[0].clone();
    assert_eq!((time.as_str(), position), ("2031-05-01T10:00/2031-05-01T10:04", Some((48.0083, 37.25))));
    let link = load(&in_package("tests/fixtures/cases").join("network-link.kml")).expect_err("it holds no places");
    assert!(link.to_string().contains("download"), "{link}");
}
