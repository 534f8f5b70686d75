//! Properties over damaged files: no reader breaks down, and every record is read or set aside.

use std::path::Path;

use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::{Import, load_bytes, load_bytes_with};
use proptest::prelude::*;
use proptest::sample::Index;

use super::{fixture, fixtures, rejected};

/// Lines of text that every reader has to count for itself.
fn rows(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("{at},2031-03-{:02},Event {at},{},{}", 1 + at % 28, at % 80, at % 170)).collect()
}

/// How many lines were skipped because they are no records, by the remarks that count them.
fn skipped(import: &Import) -> usize {
    let counts = import.issues.iter().filter_map(|issue| {
        let reason = issue.reason();
        reason.split_once(" skipped: ")?.1.split(' ').next()?.parse::<usize>().ok()
    });
    counts.sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_bytes_break_no_reader_and_issues_agree_with_counts(
        which in any::<Index>(),
        changes in proptest::collection::vec((any::<Index>(), any::<u8>(), 0u8..3), 1..6),
    ) {
        let paths = fixtures();
        let path = which.get(&paths);
        let mut bytes = std::fs::read(path).expect("the fixture");
        for (at, byte, kind) in changes {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        if let Ok(import) = load_bytes(&bytes, path) {
            prop_assert_eq!(import.reading.records.rejected, rejected(&import));
            let events = import.dataset.event_count() + import.dataset.statement_count();
            prop_assert!(import.reading.records.read == 0 || events > 0);
        }
    }

    #[test]
    fn every_record_of_a_table_with_altered_lines_is_read_or_set_aside(
        count in 1usize..60,
        changes in proptest::collection::vec((any::<Index>(), "[^\"\r\n\x00]{0,20}"), 0..8),
    ) {
        let mut lines = rows(count);
        for (at, line) in changes {
            let at = at.index(lines.len());
            lines[at] = line;
        }
        let records = lines.iter().filter(|line| !line.trim().is_empty()).count();
        let text = format!("id,date,title,lat,lon\n{}\n", lines.join("\n"));
        let options = ReadOptions { format: Some("table".to_owned()), ..ReadOptions::default() };
        if let Ok(import) = load_bytes_with(text.as_bytes(), Path::new("made-up.csv"), &options) {
            prop_assume!(import.reading.records.read + import.reading.records.rejected > 0);
            let told = import.reading.records.read + import.reading.records.rejected + skipped(&import);
            prop_assert_eq!(told, records, "{:?}", import.issues);
            prop_assert_eq!(import.reading.records.rejected, rejected(&import));
            let lines: std::collections::BTreeSet<_> = import.issues.iter().filter(|issue| issue.severity() == counterclaim_io::Severity::Rejected).map(|issue| issue.line()).collect();
            prop_assert_eq!(lines.len(), import.reading.records.rejected);
        }
    }

    #[test]
    fn every_line_of_json_lines_is_read_or_set_aside(
        changes in proptest::collection::vec((any::<Index>(), "[^\r\n\x00]{0,20}"), 0..6),
    ) {
        let mut lines: Vec<String> = (0..30).map(|at| format!("{{\"id\": {at}, \"title\": \"Event {at}\"}}")).collect();
        for (at, line) in changes {
            // The first two lines say what the file is.
            let at = 2 + at.index(lines.len() - 2);
            lines[at] = line;
        }
        let records = lines.iter().filter(|line| !line.trim().is_empty()).count();
        let import = load_bytes(lines.join("\n").as_bytes(), Path::new("made-up.jsonl"));
        let import = import.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(import.reading.records.read + import.reading.records.rejected, records, "{:?}", import.issues);
    }
}

#[test]
fn a_file_cut_anywhere_is_refused_or_read_up_to_the_cut() {
    for path in fixtures() {
        let bytes = std::fs::read(&path).expect("the fixture");
        let whole = load_bytes(&bytes, &path).map(|import| import.reading.records);
        for at in (0..bytes.len()).step_by(bytes.len().div_ceil(40)) {
            if let (Ok(import), Ok(whole)) = (load_bytes(&bytes[..at], &path), &whole) {
                let cut = import.reading.records;
                let all = whole.read + whole.rejected;
                assert!(cut.read + cut.rejected <= all, "{} cut at {at}: {cut:?}", path.display());
            }
        }
    }
    assert!(fixture("claims.csv").exists());
}
