//! Files of every format that users have: what is read of each, and that every record is read or set aside.

mod command_line;
pub mod packed;
mod properties;
mod real_files;
mod rules;
mod twins;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use counterclaim_io::Severity;
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::{Import, load, load_bytes_with};
use counterclaim_model::Dataset;

use crate::support::{in_package, read_text};

/// A fixture of ours, in the shape of a format.
pub fn fixture(name: &str) -> PathBuf {
    in_package("tests/fixtures/formats").join(name)
}

pub fn read(name: &str) -> Import {
    load(&fixture(name)).unwrap_or_else(|error| panic!("{error}"))
}

pub fn read_bytes(bytes: &[u8], name: &str) -> Import {
    load_bytes_with(bytes, Path::new(name), &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// Records that issues say are set aside.
pub fn rejected(import: &Import) -> usize {
    import.issues.iter().filter(|issue| issue.severity() == Severity::Rejected).count()
}

/// Who says what of which event, in lines.
pub fn told(dataset: &Dataset) -> String {
    let mut text = String::new();
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        let event = dataset.event(claim.event);
        let time = claim.time.map_or("no time".to_owned(), |span| span.label());
        let words = event.time_words.map(|words| format!(" ({words})")).unwrap_or_default();
        let place = claim.place.map_or("no place".to_owned(), |id| {
            let place = dataset.place(id);
            let at = place.position.map(|at| format!(" {},{}", at.lat_deg, at.lon_deg)).unwrap_or_default();
            let radius = place.radius_km.map(|radius| format!(" ±{radius}")).unwrap_or_default();
            format!("{}{at}{radius}", place.name)
        });
        let kind = claim.kind.label();
        let _ = writeln!(text, "{} [{}] {} ({kind}); {time}{words}; {place}", claim.key, event.key, claim.proposition);
        for statement in dataset.statements_of_claim(id).iter().map(|id| dataset.statement(*id)) {
            let speaker = &dataset.source(statement.speaker).name;
            let via: String = statement.via.iter().map(|id| format!(" via {}", dataset.source(*id).name)).collect();
            let at = statement.stated_at.map(|span| format!(", {}", span.label())).unwrap_or_default();
            let words = statement.stated_words.map(|words| format!(" ({words})")).unwrap_or_default();
            let report = statement.report.map(|id| format!(" <{}>", dataset.report(id).key)).unwrap_or_default();
            let note = statement.note.map(|note| format!(" // {note}")).unwrap_or_default();
            let stance = statement.stance.label();
            let _ = writeln!(text, "  {} {speaker}{via}: {stance}{at}{words}{report}{note}", statement.key);
            for figure in statement.figures.iter() {
                let low = figure.low;
                let high = figure.high;
                let scope = figure.scope.unwrap_or("all");
                let window = figure.window.map_or("no window".to_owned(), |window| window.label());
                let counted = if figure.cumulative { ", counting on" } else { "" };
                let words = figure.words.unwrap_or_default();
                let label = figure.qualifier.label();
                let _ = writeln!(
                    text,
                    "    {label} {low:?}..{high:?} {} of {scope}, {window}{counted} {words}",
                    figure.unit
                );
            }
        }
    }
    text
}

/// Everything that is told of a file, as its `.expected` file has it.
fn summary(path: &Path) -> String {
    match load(path) {
        Ok(import) => {
            let records = import.reading.records;
            let dataset = &import.dataset;
            let mut text = format!("{}: {} read, {} rejected\n", import.reading.format, records.read, records.rejected);
            for issue in &import.issues {
                let _ = writeln!(text, "{issue}");
            }
            text + &told(dataset)
        }
        Err(error) => format!("{}\n", error.to_string().replace(&path.display().to_string(), "FILE")),
    }
}

/// Every fixture that has something expected of it.
pub fn fixtures() -> Vec<PathBuf> {
    let folder = in_package("tests/fixtures/formats");
    let entries = std::fs::read_dir(&folder).expect("the folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_none_or(|extension| extension != "expected" && extension != "mapping"));
    paths.sort();
    assert!(paths.len() > 15, "the fixtures are not where they were: {}", folder.display());
    paths
}

#[test]
fn fixtures_of_every_format_give_what_is_expected_of_them() {
    for path in fixtures() {
        let told = summary(&path);
        let mut expected = path.clone().into_os_string();
        expected.push(".expected");
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(&expected, &told).expect("written");
        }
        assert_eq!(
            told,
            read_text(Path::new(&expected)),
            "{}: set UPDATE_SNAPSHOTS to write what is made now",
            path.display()
        );
    }
}

#[test]
fn issues_and_counts_agree_on_what_is_set_aside() {
    for path in fixtures() {
        if let Ok(import) = load(&path) {
            assert_eq!(import.reading.records.rejected, rejected(&import), "{}", path.display());
        }
    }
}

#[test]
fn a_file_of_another_kind_under_the_name_of_a_format_is_refused_or_read_as_what_it_is() {
    for (name, bytes) in [
        ("a.xlsx", &b"%PDF-1.7\n"[..]),
        ("a.kmz", b"\x89PNG\r\n\x1a\n"),
        ("a.geojson", b"{\"type\": \"Topology\", \"objects\": {}}"),
        ("a.kml", b"<html><body>not found</body></html>"),
        ("a.csv", b"one line of prose, and nothing more"),
        ("a.json", b"[1, 2, 3]"),
        ("a.json", b"[{\"a\": 1}, {\"a\": 2}"),
        ("a.gz", b"\x1f\x8b\x08\x00"),
    ] {
        let result = load_bytes_with(bytes, Path::new(name), &ReadOptions::default());
        match result {
            Err(error) => assert!(error.to_string().ends_with(name), "{error}"),
            Ok(import) => assert_eq!(import.reading.records.read, 0, "{name}: {}", import.reading.format),
        }
    }
    let text = read_text(&fixture("claims.csv"));
    assert_eq!(read_bytes(text.as_bytes(), "claims.json").reading.format, "Table (CSV, TSV, HXL)");
    let text = read_text(&fixture("events.geojson"));
    assert_eq!(read_bytes(text.as_bytes(), "events.csv").reading.format, "GeoJSON features");
}
