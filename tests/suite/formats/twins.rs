//! Wrong twins of every format: another content under its name, cut in the middle, in another encoding.

use std::path::Path;

use counterclaim_io::LoadError;
use counterclaim_io::formats::IMPORTERS;
use counterclaim_io::load::{Import, load_bytes};

use super::packed::xlsx;
use super::{fixture, read};
use crate::support::{converted, example_text, in_package};

/// A small file of a format, by the id of its importer.
fn small(id: &str) -> (Vec<u8>, &'static str) {
    let name = match id {
        "counterclaim" => return (example_text().into_bytes(), "dataset.json"),
        "acled" => {
            let path = in_package("tests/fixtures/events/events.csv");
            return (std::fs::read(path).expect("the fixture"), "acled.csv");
        }
        "statements" => {
            return (converted(&read("claims.csv").dataset, "csv"), "statements.csv");
        }
        "workbook" => return (xlsx(""), "events.xlsx"),
        "averitec" => "averitec.json",
        "bibliography" => "bibliography.ris",
        "gpx" => "waypoints.gpx",
        "claim-review" => "review.json",
        "claim-review-table" => "review.csv",
        "table" => "claims.csv",
        "gdelt-events" => "gdelt.export.CSV",
        "gdelt-mentions" => "gdelt.mentions.CSV",
        "geojson" => "events.geojson",
        "kml" => "map.kml",
        "records" => "records.json",
        "timemap" => "timemap.json",
        "ucdp-ged" => "ucdp.csv",
        "viina-control" => "viina-control.csv",
        "viina-1pd" => "viina-1pd.csv",
        "viina" => "viina.csv",
        other => panic!("there is no small file of the format `{other}`: add one"),
    };
    (std::fs::read(fixture(name)).expect("the fixture"), name)
}

fn load_as(bytes: &[u8], name: &str) -> Result<Import, LoadError> {
    load_bytes(bytes, Path::new(name))
}

#[test]
fn the_small_file_of_each_format_is_taken_for_it() {
    for importer in IMPORTERS {
        let (bytes, name) = small(importer.id);
        let import = load_as(&bytes, name).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(import.reading.id, importer.id);
        assert!(import.reading.records.read > 0, "{}", importer.id);
    }
}

/// Contents that are no format of ours, and what is to be said of each: what it is, and what to do.
fn others() -> Vec<(Vec<u8>, &'static str, &'static str)> {
    let docx = super::packed::zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]);
    vec![
        (Vec::new(), "the file is empty", "get a new copy"),
        (b"  \n\n".to_vec(), "only blanks", "get a new copy"),
        (b"%PDF-1.7\n1 0 obj".to_vec(), "a PDF document", "save that as CSV"),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "a picture", "into a table"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "a picture", "into a table"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>".to_vec(), "a web page", "download the file itself"),
        (b"\x7fELF\x02\x01\x01\0".to_vec(), "a binary file", "export it"),
        (b"SQLite format 3\0\x10\0".to_vec(), "a SQLite database", "export a table of it as CSV"),
        (b"PAR1\x15\x04\0\0".to_vec(), "a Parquet file", "as CSV"),
        (b"Rar!\x1a\x07\x01\0".to_vec(), "an archive", "unpack it"),
        (b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), "an archive", "unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".to_vec(), "an older office document", "save that as XLSX"),
        (docx, "an office document without a spreadsheet", "copy its table"),
    ]
}

#[test]
fn another_content_under_the_name_of_a_format_is_refused_with_what_it_is_and_what_to_do() {
    for importer in IMPORTERS {
        for extension in importer.extensions {
            for (bytes, what, advice) in others() {
                let name = format!("file.{extension}");
                let error = load_as(&bytes, &name).expect_err("a stranger").to_string();
                assert!(error.contains(what) && error.contains(advice) && error.ends_with(&name), "{error}");
            }
        }
    }
}

#[test]
fn a_file_that_is_cut_off_is_refused_or_read_with_the_cut_told() {
    for importer in IMPORTERS {
        let (bytes, name) = small(importer.id);
        let whole = load_as(&bytes, name).expect("read").reading.records;
        for cut in [bytes.len() / 2, bytes.len() * 9 / 10] {
            // Behind the last separator of a record nothing is missing but perhaps the end of a cell.
            let cut = if bytes[cut - 1] == b',' { cut - 1 } else { cut };
            match load_as(&bytes[..cut], name) {
                Err(error) => {
                    let words = error.to_string();
                    assert!(words.contains("incomplete") && words.ends_with(name), "{}: {words}", importer.id);
                }
                Ok(import) => {
                    let records = import.reading.records;
                    let told = import.issues.last().map(ToString::to_string);
                    assert!(records.read < whole.read || records.rejected > 0, "{}: {records:?}", importer.id);
                    assert!(records.total() <= whole.total() && told.is_some(), "{}: {records:?}", importer.id);
                    let told = told.unwrap_or_default();
                    let is_told = ["incomplete", "to end within this record", "cells, but the", "invalid characters"]
                        .iter()
                        .any(|it| told.contains(it));
                    assert!(is_told, "{}: {told}", importer.id);
                }
            }
        }
    }
}

/// The text of a format's small file, in UTF-8; `None` for a workbook.
fn small_text(id: &str) -> Option<(String, &'static str)> {
    let (bytes, name) = small(id);
    let text = String::from_utf8(bytes).ok()?;
    Some((text.trim_start_matches('\u{feff}').to_owned(), name))
}

#[test]
fn another_encoding_gives_the_same_records_and_is_told_or_is_refused_with_what_to_do() {
    for importer in IMPORTERS {
        let Some((text, name)) = small_text(importer.id) else { continue };
        let expected = load_as(text.as_bytes(), name).expect("read").reading.records;
        let marked: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        match load_as(&marked, name) {
            Ok(import) => {
                assert_eq!(import.reading.records, expected, "{}", importer.id);
                assert_eq!(import.reading.encoding, "UTF-16LE");
                assert!(
                    import.issues.iter().any(|issue| issue.reason() == "encoding detected: UTF-16LE"),
                    "{}",
                    importer.id
                );
            }
            Err(error) => assert!(error.to_string().contains("save the file as UTF-8"), "{error}"),
        }
        let error = load_as(&marked[2..], name).expect_err("nothing says that it is UTF-16").to_string();
        assert!(
            error.contains("UTF-16 text without a byte order mark") && error.contains("save it as UTF-8"),
            "{error}"
        );
    }
}

#[test]
fn an_encoding_of_eight_bits_is_guessed_and_told() {
    let words = "Російські військові заявили про взяття міста";
    for (id, from) in
        [("table", "Fighting goes on"), ("records", "Depot"), ("geojson", "A depot burnt"), ("kml", "Strikes")]
    {
        let Some((text, name)) = small_text(id) else { continue };
        let expected = load_as(text.as_bytes(), name).expect("read").reading.records;
        assert!(text.contains(from), "{id}: {text}");
        let cyrillic = encoding_rs::WINDOWS_1251.encode(&text.replace(from, words)).0.into_owned();
        let import = load_as(&cyrillic, name).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(import.reading.records, expected, "{id}");
        assert_eq!(import.reading.encoding, "windows-1251", "{id}");
        assert!(import.issues.iter().any(|issue| issue.reason().contains("uncertain")), "{id}");
    }
}
