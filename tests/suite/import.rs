//! Reading datasets, above all those that are damaged, hostile or newer than the program.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};

use counterclaim_export::native;
use counterclaim_io::load::{Import, load, load_bytes};
use counterclaim_io::{Issue, LoadError, Severity};
use counterclaim_model::{Dataset, Id as _, PlaceId, Position, Precision, SourceId};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::support::{
    FILE, claim_id, dataset_text, example_text, folder, in_package, load_records, load_text, only_issue, read_text,
    source_id,
};

/// The dataset files of `good` or `bad`, by name.
pub fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = in_package("tests/fixtures/datasets").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} holds no dataset", folder.display());
    paths
}

/// One record of each kind but relations; `changes` replace or add lists.
fn small(changes: Value) -> Value {
    let mut records = json!({
        "sides": [{"id": "side-a", "name": "Side A"}],
        "places": [{"id": "place-a", "name": "Place A"}],
        "sources": [{"id": "source-a", "name": "Source A", "kind": "media"}],
        "reports": [{"id": "report-a", "title": "Report A"}],
        "events": [{"id": "event-a", "title": "Event A"}],
        "claims": [{"id": "claim-a", "proposition": "It happened", "event": "event-a", "kind": "occurrence"}],
        "statements": [{"id": "statement-a", "claim": "claim-a", "speaker": "source-a", "stance": "supports"}],
    });
    let (Some(lists), Value::Object(changes)) = (records.as_object_mut(), changes) else {
        panic!("lists of records are expected");
    };
    lists.extend(changes);
    records
}

#[track_caller]
fn assert_issue(issue: &Issue, record: &str, field: &str, reason: &str, severity: Severity) {
    assert_eq!(
        (issue.file(), issue.record(), issue.field(), &*issue.reason(), issue.severity()),
        (FILE, record, field, reason, severity)
    );
}

/// The line, from 1, on which a text first stands.
fn line_of(text: &str, part: &str) -> usize {
    let at = text.find(part).expect("the text is in the file");
    1 + text[..at].matches('\n').count()
}

#[track_caller]
fn refused(bytes: &[u8]) -> LoadError {
    load_bytes(bytes, Path::new(FILE)).expect_err("the file was read")
}

#[track_caller]
fn assert_unknown(bytes: &[u8], words: &str) {
    let error = refused(bytes);
    assert!(
        matches!(&error, LoadError::UnknownFormat { found, path } if found.split("; ").next() == Some(words) && path == Path::new(FILE)),
        "{error}"
    );
}

/// Reads and set aside, for each kind of record: each record of the file is one or the other.
#[track_caller]
fn assert_counts(text: &str, import: &Import, lines_tell_records_apart: bool) {
    let Ok(file) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else {
        return;
    };
    let dataset = &import.dataset;
    let kinds = [
        ("sides", "side ", dataset.sides().len()),
        ("places", "place ", dataset.places().len()),
        ("sources", "source ", dataset.sources().len()),
        ("reports", "report ", dataset.report_count()),
        ("events", "event ", dataset.event_count()),
        ("claims", "claim ", dataset.claim_count()),
        ("statements", "statement ", dataset.statement_count()),
        ("relations", "relation ", dataset.relations().len()),
    ];
    for (list, kind, read) in kinds {
        let given = file.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        let is_kind = |issue: &&Issue| format!("{} ", issue.record()).starts_with(kind);
        let rejected = import.issues.iter().filter(is_kind).filter(|issue| issue.severity() == Severity::Rejected);
        let told = rejected.clone().count();
        let records: BTreeSet<_> = rejected.map(|issue| (issue.line(), issue.record())).collect();
        assert!(read <= given, "{list}: {read} of {given} were read");
        let gone = given - read;
        assert!(records.len() <= gone && gone <= told, "{list}: {gone} are gone, {records:?} were told");
        if lines_tell_records_apart {
            let lines: BTreeSet<_> = records.iter().map(|(line, _)| line).collect();
            assert_eq!(lines.len(), gone, "{list}: {records:?}");
        }
    }
}

/// Exports, reads and exports again; the two texts must be the same. Returns the text.
#[track_caller]
fn assert_exports_the_same(dataset: &Dataset) -> String {
    let first = native::to_text(dataset).expect("text");
    let again = load_text(&first).expect("an export is a dataset");
    let second = native::to_text(&again.dataset).expect("text");
    assert_eq!(first, second);
    first
}

#[test]
fn the_example_has_no_issues_and_all_its_records() {
    let text = example_text();
    let import = load(&in_package("assets/examples/kurakhove-report/dataset.json")).expect("the example");
    assert_eq!(import.issues, []);
    assert_eq!((import.reading.format, import.sha256.len()), ("Counterclaim dataset", 64));
    assert_counts(&text, &import, true);
    assert_eq!(import.dataset.claim_count(), text.matches("\"proposition\":").count());
    let exported = assert_exports_the_same(&import.dataset);
    let (given, exported): (Value, Value) =
        (serde_json::from_str(&text).expect("JSON"), serde_json::from_str(&exported).expect("JSON"));
    for list in ["sides", "places", "sources", "reports", "events", "claims", "statements", "relations"] {
        assert_eq!(exported[list].as_array().map(Vec::len), given[list].as_array().map(Vec::len), "{list}");
    }
}

#[test]
fn what_is_unknown_in_a_field_that_cannot_stand_does_not_take_its_record_along() {
    let places = json!([{
        "id": "place-a", "name": "Place A", "offset_from": {"place": "nowhere", "distance_km": 5, "bearing_deg": 0, "by": "road"}
    }]);
    let import = load_records(&small(json!({"places": places})));
    assert_eq!(only_issue(&import.issues).severity(), Severity::FieldSkipped);
    let again = load_text(&assert_exports_the_same(&import.dataset)).expect("a dataset");
    assert!(again.dataset.places().len() == 1, "{:?}", again.issues);
    assert_eq!(again.issues, []);
}

#[test]
fn good_fixtures_have_no_issues_and_export_the_same() {
    for path in fixtures("good") {
        let import = load(&path).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(import.issues, [], "{}", path.display());
        assert_counts(&read_text(&path), &import, true);
        assert_exports_the_same(&import.dataset);
    }
}

#[test]
fn bad_fixtures_give_what_is_expected_of_them() {
    for path in fixtures("bad") {
        let text = read_text(&path);
        let name = path.file_name().expect("a name");
        let told = match load_bytes(text.as_bytes(), Path::new(name)) {
            Ok(import) => {
                assert_counts(&text, &import, true);
                assert_ne!(import.issues, [], "{} is not bad", path.display());
                import.issues.iter().map(|issue| format!("{issue}\n")).collect()
            }
            Err(error) => format!("error: {error}\n"),
        };
        let expected = path.with_extension("expected");
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(&expected, &told).expect("written");
        }
        assert_eq!(
            told,
            read_text(&expected),
            "{}: set UPDATE_SNAPSHOTS to write what is made now",
            expected.display()
        );
    }
}

#[test]
fn text_that_is_not_json_is_refused_with_line_and_column() {
    let error = refused(b"{\n  \"format\": \"counterclaim-dataset\",\n  \"version\": 1,\n  title: 3\n}");
    let LoadError::Malformed { line, column, reason, path } = &error else { panic!("{error}") };
    assert_eq!((*line, *column, path.as_path()), (4, 3, Path::new(FILE)));
    assert!(!reason.contains("at line"), "the place is told once: {reason}");
    assert!(matches!(refused(b"{\"format\": \"counterclaim-dataset\""), LoadError::Malformed { line: 1, .. }));
    assert_unknown(b"title and place\n1 and 2\n", "its text is neither JSON nor a table");
}

#[test]
fn json_that_is_not_a_dataset_is_refused() {
    assert_unknown(
        b"{}",
        "it is JSON without a list of records and without a line `\"format\": \"counterclaim-dataset\"`",
    );
    assert_unknown(b"{\"format\": \"csl\", \"version\": 1}", "its format is `csl`");
    assert_unknown(b"{\"format\": \"counterclaim-dataset\"}", "the file names no version of its format");
    assert_unknown(b"{\"format\": \"counterclaim-dataset\", \"version\": 0}", "the format has no version 0");
    assert_unknown(b"[]", "it looks like JSON but contains no list of records");
    assert!(matches!(refused(b"{\"format\": 7}"), LoadError::Malformed { line: 1, .. }));
}

#[test]
fn an_empty_file_says_so() {
    assert_unknown(b"", "the file is empty");
    let folder = folder();
    let path = folder.path().join("empty.json");
    std::fs::write(&path, "").expect("written");
    assert!(
        matches!(load(&path), Err(LoadError::UnknownFormat { found, .. }) if found.starts_with("the file is empty; "))
    );
}

#[test]
fn a_folder_says_so_and_a_missing_file_is_unreadable() {
    let folder = folder();
    let error = load(folder.path()).expect_err("a folder");
    assert!(matches!(&error, LoadError::UnknownFormat { found, .. } if found == "a folder"), "{error}");
    let missing = folder.path().join("missing.json");
    let error = load(&missing).expect_err("no file");
    assert!(matches!(&error, LoadError::Unreadable { path, .. } if *path == missing), "{error}");
}

#[test]
fn other_kinds_of_file_are_called_by_name() {
    assert!(matches!(refused(b"PK\x03\x04\x14\x00"), LoadError::Packed { .. }));
    assert!(matches!(refused(b"\x1f\x8b\x08"), LoadError::Packed { .. }));
    assert_unknown(b"%PDF-1.7\n", "it is a PDF document");
    assert_unknown(b"\x89PNG\r\n\x1a\n", "it is a picture");
    assert_unknown(b"\xff\xd8\xff\xe0", "it is a picture");
    assert_unknown(b"<!DOCTYPE html><html></html>", "it is a web page, perhaps a sign-in page");
    assert_unknown(b"<rss></rss>", "it is XML, but not a KML map");
    assert_unknown(b"\x7fELF\0\0", "it is a binary file of unknown kind");
}

#[test]
fn a_newer_version_is_refused_whatever_its_shape() {
    let error = refused(b"{\"format\": \"counterclaim-dataset\", \"version\": 7, \"claims\": {\"a\": 1}}");
    assert!(matches!(error, LoadError::TooNew { found: 7, known: 1, .. }), "{error}");
    assert!(error.to_string().contains("open it with a newer one"), "{error}");
}

#[test]
fn a_second_record_with_an_id_is_set_aside_and_leaves_the_first_alone() {
    let records = small(json!({"sources": [
        {"id": "source-a", "name": "First", "kind": "media"},
        {"id": "source-b", "name": "Other", "kind": "media"},
        {"id": "source-a", "name": "Second", "kind": "agency", "new": "of the second"},
    ]}));
    let text = dataset_text(&records);
    let import = load_records(&records);
    let issue = only_issue(&import.issues);
    assert_issue(issue, "source source-a", "id", "id already used by source number 1", Severity::Rejected);
    assert_eq!(issue.line(), Some(line_of(&text, "\"Second\"") - 2));
    assert_eq!(import.dataset.source(source_id(&import.dataset, "source-a")).name, "First");
    assert!(!assert_exports_the_same(&import.dataset).contains("of the second"));
}

#[test]
fn a_record_without_an_id_is_set_aside() {
    let import = load_records(&small(json!({"sides": [{"id": "  ", "name": "Side"}, {"name": "Side"}]})));
    assert_eq!(import.issues.len(), 2);
    let reason = "the id is empty; every record needs one";
    assert_issue(&import.issues[0], "side   ", "id", reason, Severity::Rejected);
    assert_issue(&import.issues[1], "side number 2", "", "missing field `id`", Severity::Rejected);
}

#[test]
fn a_required_reference_to_nothing_sets_the_record_aside() {
    let records = small(json!({"statements": [
        {"id": "statement-a", "claim": "claim-a", "speaker": "nobody", "stance": "supports"},
        {"id": "statement-b", "claim": "claim-a", "speaker": "source-a", "stance": "supports", "via": ["nobody"]},
        {"id": "statement-c", "claim": "claim-a", "speaker": "source-a", "stance": "supports"},
    ]}));
    let text = dataset_text(&records);
    let import = load_records(&records);
    let reason = "`nobody` is not in the dataset, or was rejected";
    assert_eq!(import.issues.len(), 2);
    assert_issue(&import.issues[0], "statement statement-a", "speaker", reason, Severity::Rejected);
    assert_issue(&import.issues[1], "statement statement-b", "via", reason, Severity::Rejected);
    assert_eq!(import.issues[1].line(), Some(line_of(&text, "\"statement-b\"") - 1));
    assert_eq!(import.dataset.statement_count(), 1);
}

#[test]
fn an_optional_reference_to_nothing_leaves_the_field_out() {
    let records = small(json!({
        "sources": [{"id": "source-a", "name": "Source A", "kind": "media", "side": "nobody", "speaks_for": "source-b"}],
        "claims": [{"id": "claim-a", "proposition": "It happened", "event": "event-a", "kind": "measured",
            "favours": "nobody", "place": "nobody",
            "measure": {"from": "place-a", "to": "nobody", "quantity": "distance"}}],
    }));
    let import = load_records(&records);
    let told: Vec<_> = import.issues.iter().map(|issue| (issue.record(), issue.field(), issue.severity())).collect();
    let left_out = Severity::FieldSkipped;
    assert_eq!(
        told,
        [
            ("source source-a", "side", left_out),
            ("source source-a", "speaks_for", left_out),
            ("claim claim-a", "favours", left_out),
            ("claim claim-a", "place", left_out),
            ("claim claim-a", "measure.to", left_out),
        ]
    );
    let source = import.dataset.source(source_id(&import.dataset, "source-a"));
    assert_eq!((source.side, source.speaks_for), (None, None));
    let claim = import.dataset.claim(claim_id(&import.dataset, "claim-a"));
    assert_eq!((claim.favours, claim.place, claim.measure), (None, None, None));
    assert_eq!(import.dataset.statement_count(), 1);
}

#[test]
fn what_hangs_on_a_record_that_was_set_aside_is_set_aside_too() {
    let import = load_records(&small(json!({
        "events": [{"id": "event-a"}],
        "relations": [{"a": "claim-a", "kind": "excludes", "b": "claim-a"}],
    })));
    let told: Vec<_> = import.issues.iter().map(|issue| (issue.record(), issue.field())).collect();
    assert_eq!(
        told,
        [
            ("event event-a", ""),
            ("claim claim-a", "event"),
            ("statement statement-a", "claim"),
            ("relation claim-a – claim-a", "a"),
            ("relation claim-a – claim-a", "b"),
        ]
    );
    assert!(import.issues.iter().all(|issue| issue.severity() == Severity::Rejected));
    assert_eq!((import.dataset.claim_count(), import.dataset.statement_count()), (0, 0));
    assert!(import.dataset.relations().is_empty());
}

#[test]
fn a_latitude_of_91_is_left_out_and_comes_back_on_export() {
    let records = small(json!({"places": [{"id": "place-a", "name": "Place A", "lat": 91, "lon": 12.5}]}));
    let import = load_records(&records);
    let reason = "91 is not between -90 and 90";
    assert_issue(only_issue(&import.issues), "place place-a", "lat", reason, Severity::FieldSkipped);
    assert_eq!(import.dataset.place(PlaceId::from_index(0)).position, None);
    assert!(assert_exports_the_same(&import.dataset).contains("\"lat\": 91"));
}

#[test]
fn half_a_position_is_left_out() {
    let import = load_records(&small(json!({"places": [{"id": "place-a", "name": "Place A", "lon": 12.5}]})));
    let reason = "only one of the two is given";
    assert_issue(only_issue(&import.issues), "place place-a", "lat, lon", reason, Severity::FieldSkipped);
}

#[test]
fn the_30th_of_february_is_left_out() {
    let records = small(json!({"events": [{"id": "event-a", "title": "Event A", "time": "2025-02-30"}]}));
    let import = load_records(&records);
    let reason = "`2025-02-30` is not a time such as 2025-01-06 or 2025-01-07T09:00";
    assert_issue(only_issue(&import.issues), "event event-a", "time", reason, Severity::FieldSkipped);
    assert_eq!(import.dataset.claim(claim_id(&import.dataset, "claim-a")).time, None);
    assert!(assert_exports_the_same(&import.dataset).contains("2025-02-30"));
}

#[test]
fn a_wrong_type_names_the_path_of_the_field() {
    let statement = |figures: Value| {
        small(json!({"statements": [{"id": "statement-a", "claim": "claim-a", "speaker": "source-a",
            "stance": "supports", "figures": figures}]}))
    };
    let import = load_records(&statement(json!([{"unit": "km"}, {"unit": "km", "low": "five"}])));
    let reason = "invalid type: string \"five\", expected a number";
    assert_issue(only_issue(&import.issues), "statement statement-a", "figures[1].low", reason, Severity::Rejected);
    let import = load_records(&small(json!({"places": [[1, 2], {"id": "place-a", "name": "A", "names": ["A"]}]})));
    assert_eq!(import.issues[0].record(), "place number 1");
    assert_issue(
        &import.issues[1],
        "place place-a",
        "names",
        "invalid type: sequence, expected an object",
        Severity::Rejected,
    );
}

#[test]
fn a_list_that_is_no_list_is_an_error_with_its_place() {
    let text = dataset_text(&small(json!({"claims": {"id": "claim-a"}})));
    let error = load_text(&text).expect_err("no list");
    let LoadError::Malformed { line, reason, .. } = &error else { panic!("{error}") };
    assert_eq!(*line, line_of(&text, "\"claims\""));
    assert_eq!(reason, "invalid type: map, expected a list");
}

#[test]
fn an_unknown_word_names_the_allowed_ones() {
    let import = load_records(&small(json!({"statements": [
        {"id": "statement-a", "claim": "claim-a", "speaker": "source-a", "stance": "believes"}]})));
    let issue = only_issue(&import.issues);
    assert_eq!((issue.field(), issue.severity()), ("stance", Severity::Rejected));
    for word in ["`believes`", "supports", "denies", "doubts", "cannot-verify", "no-comment", "comments", "unstated"] {
        assert!(issue.reason().contains(word), "{word} is not in: {}", issue.reason());
    }
}

#[test]
fn a_byte_order_mark_is_read_over() {
    let text = format!("\u{feff}{}", example_text());
    let import = load_text(&text).expect("a dataset");
    assert_eq!(import.issues, []);
    let folder = folder();
    let path = folder.path().join("marked.json");
    std::fs::write(&path, text).expect("written");
    assert_eq!(load(&path).expect("a dataset").issues, []);
}

#[test]
fn line_ends_of_windows_are_read_and_counted_the_same() {
    let records = small(json!({"sides": [{"id": "side-a"}]}));
    let text = dataset_text(&records);
    let windows = load_text(&text.replace('\n', "\r\n")).expect("a dataset");
    let unix = load_text(&text).expect("a dataset");
    assert_eq!(windows.issues, unix.issues);
    assert_eq!(only_issue(&unix.issues).line(), Some(line_of(&text, "\"side-a\"") - 1));
    assert_exports_the_same(&windows.dataset);
}

#[test]
fn bytes_that_are_no_utf_8_are_refused_with_line_and_column() {
    let error = refused(b"{\n  \"format\": \"counterclaim-dataset\",\n\"\xd0\x96x\xff\"}");
    assert!(matches!(error, LoadError::NotUtf8 { line: 3, column: 4, .. }), "{error}");
    let error = refused(b"\xef\xbb\xbf{\"\xff\"}");
    assert!(matches!(error, LoadError::NotUtf8 { line: 1, column: 3, .. }), "{error}");
}

#[test]
fn characters_that_turn_text_around_are_kept_and_remarked() {
    let name = "Source \u{202e}A";
    let source = json!({"id": "source-a", "name": name, "kind": "media"});
    let text = dataset_text(&small(json!({"sources": [source]})));
    let escaped = text.replace('\u{202e}', "\\u202E");
    assert_ne!(text, escaped);
    for text in [text, escaped] {
        let import = load_text(&text).expect("a dataset");
        let reason = "invisible characters change the direction of its text; they are shown as codes";
        assert_issue(only_issue(&import.issues), "source source-a", "", reason, Severity::Remark);
        assert_eq!(import.dataset.source(SourceId::from_index(0)).name, name);
    }
}

#[test]
fn characters_written_as_codes_that_turn_nothing_around_are_not_remarked() {
    let escaped = dataset_text(&small(json!({}))).replace("Source A", "Source A\\u2026 \\u2020 \\u2022 \\u206f");
    let import = load_text(&escaped).expect("a dataset");
    assert_eq!(import.issues, []);
    assert_eq!(import.dataset.source(SourceId::from_index(0)).name, "Source A… † • \u{206f}");
    let marks = dataset_text(&small(json!({}))).replace("Source A", "Source A\\u200f");
    assert_eq!(only_issue(&load_text(&marks).expect("a dataset").issues).severity(), Severity::Remark);
}

#[test]
fn deep_nesting_overflows_no_stack() {
    const DEPTH: usize = 200_000;
    let open = "[".repeat(DEPTH);
    let close = "]".repeat(DEPTH);
    assert_unknown(format!("{open}{close}").as_bytes(), "it looks like JSON but contains no list of records");
    let objects = "{\"x\":".repeat(DEPTH) + "1" + &"}".repeat(DEPTH);
    assert!(matches!(refused(objects.as_bytes()), LoadError::UnknownFormat { .. }));
    let unfinished = "{\"x\":".repeat(DEPTH);
    assert!(matches!(refused(unfinished.as_bytes()), LoadError::Malformed { .. }));

    let file = dataset_text(&small(json!({"deep": "here"}))).replace("\"here\"", &format!("{open}{close}"));
    let import = load_text(&file).expect("a dataset");
    assert_eq!(import.issues, []);
    assert!(native::to_text(&import.dataset).is_err(), "what cannot be written whole is not written");
    let known = dataset_text(&small(json!({"claims": "here"}))).replace("\"here\"", &format!("{open}{close}"));
    assert_eq!(load_text(&known).expect("a dataset").dataset.claim_count(), 0);

    let source = json!({"id": "source-a", "name": "Source A", "kind": "media", "deep": "here"});
    for name in ["deep", "aliases"] {
        let text = dataset_text(&small(json!({"sources": [source]})));
        let text = text.replace("\"deep\": \"here\"", &format!("\"{name}\": {open}{close}"));
        let import = load_text(&text).expect("a dataset");
        let issue = &import.issues[0];
        let severity = if name == "deep" { Severity::FieldSkipped } else { Severity::Rejected };
        assert_eq!((issue.record(), issue.severity()), ("source source-a", severity), "{issue}");
    }
}

#[test]
fn a_file_of_two_gigabytes_is_refused_unread() {
    const SIZE: u64 = 2 << 30;
    let folder = folder();
    let path = folder.path().join("huge.json");
    let mut file = File::create(&path).expect("a file");
    file.write_all(b"{\"format\":\"counterclaim-dataset\",\"version\":1,\"x\":\"").expect("written");
    if file.set_len(SIZE).is_err() {
        eprintln!("skipped: this file system has no room for a file of 2 GB with holes");
        return;
    }
    file.rewind().expect("at the start");
    let start = std::time::Instant::now();
    let error = load(&path).expect_err("too large");
    assert!(start.elapsed().as_secs() < 1, "it was read before it was refused");
    assert!(
        matches!(&error, LoadError::TooLarge { size: SIZE, limit, path: told } if *limit == 1 << 30 && *told == path),
        "{error}"
    );
}

#[test]
fn a_record_longer_than_a_mebibyte_is_set_aside() {
    let note = "x".repeat(1 << 20);
    let source = json!({"id": "source-a", "name": "Source A", "kind": "media", "note": note});
    let import = load_records(&small(json!({"sources": [source]})));
    let issue = &import.issues[0];
    assert_eq!((issue.record(), issue.severity()), ("source number 1", Severity::Rejected));
    assert!(issue.reason().ends_with("the limit is 1048576"), "{}", issue.reason());
    let source = json!({"id": "source-a", "name": "Source A", "kind": "media", "note": &note[..1_000_000]});
    assert_eq!(load_records(&small(json!({"sources": [source]}))).issues, []);
}

#[test]
fn huge_numbers_are_told() {
    let place = |fields: &str| {
        let text = dataset_text(&small(json!({"places": [{"id": "place-a", "name": "Place A", "lat": "here"}]})));
        load_text(&text.replace("\"lat\": \"here\"", fields)).expect("a dataset").issues
    };
    let issues = place("\"lat\": 1e400, \"lon\": 0");
    assert_issue(only_issue(&issues), "place place-a", "lat", "number out of range", Severity::Rejected);
    let issues = place("\"radius_km\": -1e308");
    assert_eq!((only_issue(&issues).field(), issues[0].severity()), ("radius_km", Severity::FieldSkipped));
    assert_eq!(place("\"radius_km\": 1e308"), []);
    let issues = place("\"new\": 1e400");
    assert_eq!(only_issue(&issues).severity(), Severity::FieldSkipped);
    assert!(issues[0].reason().contains("could not be kept"), "{}", issues[0].reason());
    let statement = |paragraph: &str| {
        let text =
            dataset_text(&small(json!({}))).replace("\"statement-a\"", &format!("\"s\", \"paragraph\": {paragraph}"));
        load_text(&text).expect("a dataset").issues
    };
    for paragraph in ["18446744073709551616", "4294967296", "-1", "1.5"] {
        let issues = statement(paragraph);
        let issue = only_issue(&issues);
        assert_eq!((issue.record(), issue.field()), ("statement s", "paragraph"), "{paragraph}");
        assert_eq!(issue.severity(), Severity::Rejected);
    }
    assert_eq!(statement("4294967295"), []);
}

#[test]
fn rings_end() {
    let place = |id: &str, other: &str, offset: bool| {
        let mut place = json!({"id": id, "name": id, "part_of": other});
        if offset {
            place["offset_from"] = json!({"place": other, "distance_km": 5, "bearing_deg": 90});
        }
        place
    };
    let source = |id: &str, other: &str| json!({"id": id, "name": id, "kind": "media", "speaks_for": other});
    let import = load_records(&small(json!({
        "places": [place("place-a", "place-b", true), place("place-b", "place-c", true),
            place("place-c", "place-a", true), place("place-d", "place-d", true), place("place-e", "place-a", true)],
        "sources": [source("source-a", "source-b"), source("source-b", "source-a"), source("source-c", "source-c")],
    })));
    assert_eq!(import.issues, []);
    let places: Vec<_> = import.dataset.place_ids().collect();
    assert!(import.dataset.places().all(|place| place.position.is_none()));
    assert!(import.dataset.is_within(places[0], places[2]));
    assert!(!import.dataset.is_within(places[0], places[3]));
    let assessment = counterclaim_engine::assess(&import.dataset, None, &Default::default());
    assert_eq!(assessment.claim(claim_id(&import.dataset, "claim-a")).origins, 1);
    assert_exports_the_same(&import.dataset);
}

#[test]
fn a_chain_of_places_is_followed_in_any_order() {
    let offset = |id: &str, from: &str| json!({"id": id, "name": id, "offset_from": {"place": from, "distance_km": 111.195, "bearing_deg": 0}});
    let import = load_records(&small(json!({"places": [
        offset("place-c", "place-b"), offset("place-b", "place-a"),
        {"id": "place-a", "name": "place-a", "lat": 10, "lon": 20}]})));
    let position: Position = import.dataset.place(PlaceId::from_index(0)).position.expect("a position");
    assert!((position.lat_deg - 12.0).abs() < 1e-3 && (position.lon_deg - 20.0).abs() < 1e-9, "{position:?}");
}

#[test]
fn unknown_fields_survive_at_every_level() {
    let text = read_text(&in_package("tests/fixtures/datasets/good/unknown-fields.json"));
    let import = load_text(&text).expect("a dataset");
    let exported = assert_exports_the_same(&import.dataset);
    let (given, exported): (Value, Value) =
        (serde_json::from_str(&text).expect("JSON"), serde_json::from_str(&exported).expect("JSON"));
    assert_contains(&exported, &given, "");
}

#[test]
fn two_relations_of_the_same_claims_keep_their_own_unknown_fields() {
    let records = small(json!({"relations": [
        {"a": "claim-a", "kind": "excludes", "b": "claim-a"},
        {"a": "claim-a", "kind": "entails", "b": "claim-a", "strength": 1},
    ]}));
    let exported = assert_exports_the_same(&load_records(&records).dataset);
    let exported: Value = serde_json::from_str(&exported).expect("JSON");
    assert_eq!(exported["relations"], records["relations"]);
}

/// That every field and item of `part` is in `whole`; numbers are compared as numbers.
#[track_caller]
fn assert_contains(whole: &Value, part: &Value, path: &str) {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            for (name, value) in part {
                let found = whole.get(name).unwrap_or_else(|| panic!("{path}.{name} is lost"));
                assert_contains(found, value, &format!("{path}.{name}"));
            }
        }
        (Value::Array(whole), Value::Array(part)) => {
            assert_eq!(whole.len(), part.len(), "{path}");
            for (at, (whole, part)) in whole.iter().zip(part).enumerate() {
                assert_contains(whole, part, &format!("{path}[{at}]"));
            }
        }
        (Value::Number(whole), Value::Number(part)) => assert_eq!(whole.as_f64(), part.as_f64(), "{path}"),
        _ => assert_eq!(whole, part, "{path}"),
    }
}

#[test]
fn every_field_of_a_dataset_survives_an_export() {
    let text = read_text(&in_package("tests/fixtures/datasets/good/every-field.json"));
    let import = load_text(&text).expect("a dataset");
    let exported: Value = serde_json::from_str(&assert_exports_the_same(&import.dataset)).expect("JSON");
    let mut given: Value = serde_json::from_str(&text).expect("JSON");
    // An interval is written by its days.
    for figure in given["statements"][0]["figures"].as_array_mut().expect("figures") {
        figure["window"]["when"] = "2024-06-01/2024-08-31".into();
    }
    assert_contains(&exported, &given, "");
}

#[test]
fn intervals_keep_their_seconds() {
    for when in ["2025-01-04T09:00:30/2025-01-05T10:00:15", "2025-01-04/2025-01-05T00:00", "2025-01-04T00:00/.."] {
        let event = json!({"id": "event-a", "title": "Event A", "time": when});
        let import = load_records(&small(json!({"events": [event]})));
        let span = |import: &Import| import.dataset.claim(claim_id(&import.dataset, "claim-a")).time.expect("a time");
        let given = span(&import);
        assert_eq!(given.precision, Precision::Interval);
        let again = load_text(&assert_exports_the_same(&import.dataset)).expect("a dataset");
        assert_eq!(span(&again), given, "{when}");
    }
}

#[test]
fn numbers_come_back_to_the_last_digit() {
    let place = json!({"id": "place-a", "name": "Place A", "lat": 47.984_712_345_678_91, "lon": -0.300_000_000_000_000_04,
        "radius_km": 1.234_567_890_123_456_7e-5});
    let import = load_records(&small(json!({"places": [place]})));
    assert_contains(
        &serde_json::from_str(&assert_exports_the_same(&import.dataset)).expect("JSON"),
        &json!({"places": [place]}),
        "",
    );
}

/// One change to the bytes of a file.
#[derive(Clone, Debug)]
enum ByteChange {
    Flip(Index, u8),
    Delete(Index, usize),
    Duplicate(Index, usize),
}

fn byte_change() -> impl Strategy<Value = ByteChange> {
    prop_oneof![
        (any::<Index>(), 0..8u8).prop_map(|(at, bit)| ByteChange::Flip(at, bit)),
        (any::<Index>(), 1..40usize).prop_map(|(at, len)| ByteChange::Delete(at, len)),
        (any::<Index>(), 1..400usize).prop_map(|(at, len)| ByteChange::Duplicate(at, len)),
    ]
}

fn change_bytes(bytes: &mut Vec<u8>, change: &ByteChange) {
    let at = |index: &Index| index.index(bytes.len().max(1)).min(bytes.len());
    match change {
        ByteChange::Flip(index, bit) => {
            let at = at(index);
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << bit;
            }
        }
        ByteChange::Delete(index, len) => {
            let start = at(index);
            let end = (at(index) + len).min(bytes.len());
            bytes.drain(start..end);
        }
        ByteChange::Duplicate(index, len) => {
            let start = at(index);
            let end = (at(index) + len).min(bytes.len());
            let part = bytes[start..end].to_vec();
            bytes.splice(start..start, part);
        }
    }
}

/// One change to a value somewhere in a JSON tree.
#[derive(Clone, Debug)]
enum ValueChange {
    Drop,
    Duplicate,
    Set(Value),
}

fn value_change() -> impl Strategy<Value = ValueChange> {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(91),
        json!(1e308),
        json!(u64::MAX),
        json!(""),
        json!("nobody"),
        json!("captured"),
        json!("2025-02-30"),
        json!("\u{202e}"),
        json!([]),
        json!({}),
        json!([[1], {"a": 2}]),
        json!({"when": "2025", "new": 1}),
    ];
    prop_oneof![
        Just(ValueChange::Drop),
        Just(ValueChange::Duplicate),
        proptest::sample::select(values.to_vec()).prop_map(ValueChange::Set),
    ]
}

/// Walks down by the indexes and makes the change where they end.
fn change_value(value: &mut Value, path: &[Index], change: &ValueChange) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            let at = first.index(items.len());
            match (rest.is_empty() || !items[at].is_array() && !items[at].is_object(), change) {
                (false, _) => change_value(&mut items[at], rest, change),
                (true, ValueChange::Drop) => drop(items.remove(at)),
                (true, ValueChange::Duplicate) => items.insert(at, items[at].clone()),
                (true, ValueChange::Set(new)) => items[at] = new.clone(),
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            let name = fields.keys().nth(first.index(fields.len())).expect("a field").clone();
            let is_leaf = rest.is_empty() || !fields[&name].is_array() && !fields[&name].is_object();
            match (is_leaf, change) {
                (false, _) => change_value(&mut fields[&name], rest, change),
                (true, ValueChange::Drop) => drop(fields.shift_remove(&name)),
                (true, ValueChange::Duplicate) => {
                    let copy = fields[&name].clone();
                    fields.insert(format!("{name}_2"), copy);
                }
                (true, ValueChange::Set(new)) => {
                    fields.insert(name, new.clone());
                }
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_file_with_damaged_bytes_is_refused_or_read_with_every_record_accounted_for(
        changes in proptest::collection::vec(byte_change(), 1..4),
    ) {
        let mut bytes = example_text().into_bytes();
        for change in &changes {
            change_bytes(&mut bytes, change);
        }
        if let Ok(import) = load_bytes(&bytes, Path::new(FILE)) {
            let text = String::from_utf8(bytes).expect("what was read is text");
            assert_counts(&text, &import, false);
            if let Ok(exported) = native::to_text(&import.dataset) {
                prop_assert!(load_text(&exported).is_ok());
            }
        }
    }

    #[test]
    fn a_file_with_altered_values_is_refused_or_read_with_every_record_accounted_for(
        changes in proptest::collection::vec((proptest::collection::vec(any::<Index>(), 1..7), value_change()), 1..12),
    ) {
        let mut value: Value = serde_json::from_str(&example_text()).expect("JSON");
        for (path, change) in &changes {
            change_value(&mut value, path, change);
        }
        let text = serde_json::to_string_pretty(&value).expect("JSON");
        if let Ok(import) = load_text(&text) {
            assert_counts(&text, &import, true);
            assert_exports_the_same(&import.dataset);
        }
    }
}
