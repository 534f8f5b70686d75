//! Files of real data sets, where the optional folder with them lies beside the package.

use std::path::{Path, PathBuf};

use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::{load, load_bytes_with};
use proptest::prelude::*;
use proptest::sample::Index;

use super::rejected;
use crate::support::in_package;

/// Folder and file, records that it has, and the format that it is known as.
const FILES: &[(&str, usize, &str)] = &[
    ("geojson-control/deepstate_point_timeline.csv", 1350, "table"),
    ("hxl/input-date.csv", 8, "table"),
    ("hxl/input-status.csv", 8, "table"),
    ("hxl/input-valid.xlsx", 4, "workbook"),
    ("hxl/wide-tagging-test.csv", 1, "table"),
    ("kurakhove-2025-01/claims.csv", 28, "table"),
    ("kurakhove-2025-01/claims.jsonl", 28, "records"),
    ("schemas/acled_export_header.csv", 0, "acled"),
    ("schemas/claimreview_datafeed_sample.json", 1, "claim-review"),
    ("schemas/geoconfirmed_keys_sample.json", 1, "records"),
    ("schemas/ucdp_ged_header.csv", 0, "ucdp-ged"),
    ("schemas/viina2_control_header.csv", 0, "viina-control"),
    ("schemas/viina2_event_1pd_header.csv", 0, "viina-1pd"),
    ("schemas/viina2_event_info_header.csv", 0, "viina"),
    ("ua-general-staff/russia_losses_equipment_2024-12_2025-01.json", 62, "records"),
    ("ua-general-staff/russia_losses_personnel_2024-12_2025-01.json", 62, "records"),
    ("ucdp-ged/CAR_GEDEvent_v23_1_part.geojson", 400, "ucdp-ged"),
    ("ucdp-ged/ucdp_ged_23_1_sample.csv", 95, "ucdp-ged"),
    ("viina-derived/VIINA_2024_REBUILD.csv", 543, "viina-1pd"),
];

/// Lists of column names and notes, which are no data sets.
const NO_DATA: &[&str] = &[
    "README.md",
    "schemas/gdelt2_events_columns.txt",
    "schemas/gdelt2_mentions_columns.txt",
    "schemas/web_annotation_sample.json",
];

fn real_folder() -> Option<PathBuf> {
    let named = std::env::var_os("COUNTERCLAIM_EVENTS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| in_package("../shared/data/events"));
    if !folder.is_dir() {
        println!("SKIPPED: there are no real data sets at {}", folder.display());
        return None;
    }
    Some(folder)
}

/// Tables under a header of one line, in which records can be counted by another reader.
const TABLES: &[(&str, &str)] = &[
    ("geojson-control/deepstate_point_timeline.csv", "table"),
    ("kurakhove-2025-01/claims.csv", "table"),
    ("ucdp-ged/ucdp_ged_23_1_sample.csv", "ucdp-ged"),
    ("viina-derived/VIINA_2024_REBUILD.csv", "viina-1pd"),
];

/// The records of a table below its header, by the reader of the `csv` crate.
fn counted(bytes: &[u8]) -> usize {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let is_blank =
        |record: &csv::ByteRecord| record.len() == 1 && record.iter().all(|cell| cell.trim_ascii().is_empty());
    reader.byte_records().filter_map(Result::ok).filter(|record| !is_blank(record)).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_record_of_an_altered_real_file_is_read_or_set_aside(
        which in 0..TABLES.len(),
        changes in proptest::collection::vec((any::<Index>(), 0u8..4, "[a-zа-я0-9 .:/-]"), 1..12),
    ) {
        let Some(folder) = real_folder() else { return Ok(()) };
        let (name, format) = TABLES[which];
        let mut bytes = std::fs::read(folder.join(name)).expect("the file");
        for (at, kind, put) in changes {
            let body = bytes.iter().position(|byte| *byte == b'\n').expect("a header") + 1;
            let at = body + at.index(bytes.len() - body);
            // What closes a cell in quotes, or a line, stays: else the two readers need not agree on what a record is.
            let is_plain = |byte: u8| !matches!(byte, b'"' | b'\n' | b'\r' | b',');
            match kind {
                0 if is_plain(bytes[at]) => bytes[at] = put.as_bytes()[0],
                1 if is_plain(bytes[at]) => drop(bytes.remove(at)),
                2 if bytes[at] == b',' => drop(bytes.remove(at)),
                3 if bytes[at] == b',' && bytes.get(at + 1) != Some(&b'"') && is_plain(bytes[at - 1]) => bytes.insert(at, b','),
                _ => {}
            }
        }
        let options = ReadOptions { format: Some(format.to_owned()), ..ReadOptions::default() };
        let import = load_bytes_with(&bytes, Path::new(name), &options);
        let import = import.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let records = import.reading.records;
        prop_assert_eq!(records.read + records.rejected, counted(&bytes), "{}: {:?}", name, records);
        prop_assert_eq!(records.rejected, rejected(&import));
    }
}

#[test]
fn real_files_are_read_without_a_mapping_and_every_record_is_accounted_for() {
    let Some(folder) = real_folder() else { return };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    for path in paths {
        let name = path.strip_prefix(&folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if NO_DATA.contains(&name.as_str()) {
            assert!(load(&path).is_err(), "{name}");
            continue;
        }
        let import = load(&path).unwrap_or_else(|error| panic!("{error}"));
        let Some((_, records, format)) = FILES.iter().find(|(file, ..)| *file == name) else {
            println!("{name}: {} records, not counted beforehand", import.reading.records.read);
            continue;
        };
        let name_of = |id: &str| {
            counterclaim_io::formats::IMPORTERS.iter().find(|importer| importer.id == id).map(|importer| importer.name)
        };
        assert_eq!(import.reading.records.read + import.reading.records.rejected, *records, "{name}");
        assert_eq!(Some(import.reading.format), name_of(format), "{name}");
        assert_eq!(import.reading.records.rejected, 0, "{name}: {:?}", import.issues);
    }
}

fn files(folder: &Path, paths: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() { files(&entry, paths) } else { paths.push(entry) }
    }
}
