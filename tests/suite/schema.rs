//! The published schemas agree with what is read and written.

use std::sync::LazyLock;

use counterclaim_export::native;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::support::{dataset_text, example_text, in_package, load_text, read_text};

const DATASET: &str = "assets/schema/dataset-v1.schema.json";
const SESSION: &str = "assets/schema/session-v1.schema.json";

static DATASET_SCHEMA: LazyLock<Validator> = LazyLock::new(|| validator(DATASET));
static SESSION_SCHEMA: LazyLock<Validator> = LazyLock::new(|| validator(SESSION));

fn json_of(path: &str) -> Value {
    serde_json::from_str(&read_text(&in_package(path))).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn validator(path: &str) -> Validator {
    let dataset = json_of(DATASET);
    let registry = Registry::new().add("urn:counterclaim:dataset:v1", dataset).expect("a name");
    let registry = registry.prepare().expect("schemas");
    jsonschema::options().with_registry(&registry).build(&json_of(path)).expect("a schema")
}

fn errors(schema: &Validator, instance: &Value) -> Vec<String> {
    schema.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn errors_in_dataset(text: &str) -> Vec<String> {
    errors(&DATASET_SCHEMA, &serde_json::from_str(text).expect("JSON"))
}

/// Checks each line of a session file.
pub fn assert_session_conforms(text: &str) {
    for row in text.lines() {
        let errors = errors(&SESSION_SCHEMA, &serde_json::from_str(row).expect("JSON"));
        assert!(errors.is_empty(), "{row}\n{errors:#?}");
    }
}

#[test]
fn the_schemas_are_schemas() {
    for path in [DATASET, SESSION] {
        let schema = json_of(path);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[test]
fn the_example_and_its_export_conform() {
    let text = example_text();
    assert_eq!(errors_in_dataset(&text), [""; 0]);
    let exported = native::to_text(&load_text(&text).expect("the example").dataset).expect("text");
    assert_eq!(errors_in_dataset(&exported), [""; 0]);
}

#[test]
fn good_fixtures_and_their_exports_conform() {
    for path in crate::import::fixtures("good") {
        let text = read_text(&path);
        assert_eq!(errors_in_dataset(&text), [""; 0], "{}", path.display());
        let exported = native::to_text(&load_text(&text).expect("a dataset").dataset).expect("text");
        assert_eq!(errors_in_dataset(&exported), [""; 0], "{}", path.display());
    }
}

#[test]
fn bad_datasets_do_not_conform() {
    let source = |change: Value| {
        let mut source = json!({"id": "source-a", "name": "Source A", "kind": "media"});
        source.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        dataset_text(&json!({"sources": [source]}))
    };
    assert_eq!(errors_in_dataset(&source(json!({"new": 1}))), [""; 0]);
    let place = |lat: f64| dataset_text(&json!({"places": [{"id": "p", "name": "P", "lat": lat, "lon": 0}]}));
    assert_eq!(errors_in_dataset(&place(90.0)), [""; 0]);
    let time = |time: &str| dataset_text(&json!({"events": [{"id": "e", "title": "E", "time": time}]}));
    assert_eq!(errors_in_dataset(&time("2025-01-04/2025-01-05")), [""; 0]);
    for bad in [
        source(json!({"kind": "rumour"})),
        source(json!({"name": ""})),
        source(json!({"id": 7})),
        source(json!({"aliases": "A"})),
        place(91.0),
        time("Monday"),
        dataset_text(&json!({"version": 2})),
        dataset_text(&json!({"format": "something-else"})),
        "[]".to_owned(),
    ] {
        assert_ne!(errors_in_dataset(&bad), [""; 0], "{bad}");
    }
}

#[test]
fn the_frozen_session_conforms_but_for_the_line_of_an_unknown_kind() {
    let text = read_text(&in_package("tests/fixtures/sessions/v1.ccsession"));
    let wrong: Vec<usize> = (1..)
        .zip(text.lines())
        .filter(|(_, row)| !SESSION_SCHEMA.is_valid(&serde_json::from_str(row).expect("JSON")))
        .map(|(row, _)| row)
        .collect();
    assert_eq!(wrong, [31]);
}

#[test]
fn lines_of_no_edit_do_not_conform() {
    let line = |edit: Value| {
        let id = "01JH1A7Z5R0000000000000001";
        json!({"id": id, "at": "2025-01-07T18:00:00.000Z", "author": "analyst-a", "edit": edit})
    };
    let good = line(json!({"set": "reliability", "source": "source-a", "to": "A"}));
    assert_eq!(errors(&SESSION_SCHEMA, &good), [""; 0]);
    let mut bad = vec![
        line(json!({"set": "mood", "source": "source-a", "to": "A"})),
        line(json!({"set": "reliability", "source": "source-a", "to": "G"})),
        line(json!({"set": "reliability", "to": "A"})),
        line(json!({"set": "reliability", "source": "source-a"})),
        line(json!({"set": "credibility", "claim": "a", "statement": "b", "to": 1})),
        line(json!({"set": "credibility", "claim": "a", "to": 7})),
        line(json!({"set": "note", "to": "no target"})),
        line(json!({"set": "note", "claim": "a", "source": "b", "to": "two targets"})),
        line(json!({"set": "tags", "claim": "a", "to": "no list"})),
        line(json!({"set": "verdict", "claim": "a", "to": {"truth": true}})),
        line(json!({"set": "verdict", "claim": "a", "to": {"truth": "true", "at": "Monday"}})),
        line(json!({"set": "independence", "sources": ["a"], "to": null})),
        line(json!({"set": "added", "place": "p", "to": {"id": "p"}})),
        line(json!({"set": "added", "place": "p", "source": "p", "to": null})),
        json!({"format": "counterclaim-session", "version": 2, "app_version": "9", "datasets": []}),
        json!({"format": "counterclaim-session", "version": 1, "datasets": []}),
        json!({}),
    ];
    for field in ["id", "at", "author", "edit"] {
        let mut cut = good.clone();
        cut.as_object_mut().expect("an object").remove(field);
        bad.push(cut);
    }
    for bad in bad {
        assert!(!SESSION_SCHEMA.is_valid(&bad), "{bad}");
    }
}

#[test]
fn the_examples_of_the_reference_page_are_read_without_an_issue() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/schema/README.md");
    let page = std::fs::read_to_string(path).expect("the page");
    let blocks: Vec<&str> = page.split("```").skip(1).step_by(2).collect();
    let text_of = |format: &str| {
        let block = blocks.iter().find(|block| block.contains(&format!("\"{format}\"")));
        let block = block.unwrap_or_else(|| panic!("there is no example of {format}"));
        block.split_once('\n').expect("a language line").1
    };
    let dataset = counterclaim_io::load::load_bytes(text_of("counterclaim-dataset").as_bytes(), path.as_ref());
    assert_eq!(dataset.expect("a dataset").issues, []);
    let session = counterclaim_io::session_file::read_bytes(text_of("counterclaim-session").as_bytes(), path.as_ref());
    let (session, issues) = session.expect("a session");
    assert!(issues.is_empty() && !session.lines.is_empty(), "{issues:?}");
}
