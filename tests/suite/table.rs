//! Delimited files: split among threads exactly as one reader would, and event tables out of them.

use std::path::Path;

use counterclaim_io::Severity;
use counterclaim_io::delimited::{ByteSource, Collect, Header, Record, Records, collect_cut};
use counterclaim_io::event_table::{Complete, EventFile};
use counterclaim_model::Progress;
use counterclaim_model::{EventField, EventId, EventTable, Id as _};
use proptest::prelude::*;

/// Keeps every record as it was read.
struct Everything;

type Rows = Vec<Vec<Vec<u8>>>;

impl Collect for Everything {
    type Rows = Rows;

    fn records(&mut self, rows: &mut Rows, _: u64, records: &Records<'_>) {
        let cells = |record: Record<'_>| (0..record.cells()).map(|cell| record.cell(cell).into_owned()).collect();
        rows.extend(records.iter().map(cells));
    }

    fn too_long(&mut self, _: &mut Rows, _: u64) {
        panic!("no record is that long");
    }
}

fn split_rows(text: &[u8], segment_bytes: u64) -> Option<Rows> {
    let bytes = ByteSource::of_memory(text.to_vec());
    let shape = Header::of_bytes(&bytes).expect("bytes in memory")?.shape;
    let collectors = vec![Everything, Everything, Everything];
    let (segments, _) = collect_cut(&bytes, shape, collectors, &Progress::default(), segment_bytes).expect("read");
    Some(segments.into_iter().flat_map(|segment| segment.rows).collect())
}

fn sequential_rows(text: &[u8], delimiter: u8) -> Rows {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(true).from_reader(text);
    let records = reader.byte_records().map(|record| record.expect("bytes in memory"));
    records.map(|record| record.iter().map(<[u8]>::to_vec).collect()).collect()
}

/// A cell: plain, quoted with what needs quotes, or with a quote where none belongs.
fn cell(delimiter: char) -> impl Strategy<Value = String> {
    let special = prop_oneof![Just('"'), Just('\n'), Just('\r'), Just(delimiter), Just('a'), Just('é'), Just(' ')];
    let text = proptest::collection::vec(special, 0..12).prop_map(String::from_iter);
    let quoted = text.clone().prop_map(|text| format!("\"{}\"", text.replace('"', "\"\"")));
    prop_oneof![8 => "[a-z0-9]{0,6}", 4 => quoted, 1 => text, 1 => "[a-z]{1,3}\"[a-z]{0,3}", 1 => Just("\"\"x".to_owned())]
}

fn table(delimiter: char) -> impl Strategy<Value = (char, String)> {
    let end = prop_oneof![6 => Just("\n"), 3 => Just("\r\n"), 1 => Just("\r"), 1 => Just("\n\n")];
    let short_or_long = prop_oneof![9 => Just(4usize), 1 => 1usize..7];
    let row = short_or_long.prop_flat_map(move |cells| proptest::collection::vec(cell(delimiter), cells));
    let rows = proptest::collection::vec((row, end), 0..60);
    (any::<bool>(), rows, any::<bool>()).prop_map(move |(has_bom, rows, is_closed)| {
        let separator = delimiter.to_string();
        let mut text = if has_bom { "\u{feff}".to_owned() } else { String::new() };
        text += &["one", "two", "three", "four"].join(&separator);
        text += "\n";
        for (row, end) in rows {
            text += &row.join(&separator);
            text += end;
        }
        if !is_closed && text.ends_with('\n') {
            text.pop();
        }
        (delimiter, text)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_threads_find_the_records_that_one_reader_finds(
        (delimiter, text) in prop_oneof![table(','), table(';'), table('\t'), table('|')],
        segment_bytes in 1u64..200,
    ) {
        let expected = sequential_rows(text.as_bytes(), delimiter as u8);
        prop_assert_eq!(split_rows(text.as_bytes(), segment_bytes).expect("a header"), expected);
    }

    #[test]
    fn several_threads_agree_with_one_reader_about_any_bytes(
        body in proptest::collection::vec(prop_oneof![Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..600),
        segment_bytes in 1u64..100,
    ) {
        let text = [b"a,b,c\n".as_slice(), &body].concat();
        prop_assert_eq!(split_rows(&text, segment_bytes).expect("a header"), sequential_rows(&text, b','));
    }
}

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(bytes: Vec<u8>) -> (EventFile, Complete) {
    let file = EventFile::of_bytes(ByteSource::of_memory(bytes), Path::new("events.csv")).expect("bytes in memory");
    let file = file.expect("an event table");
    let first = file.first(&Progress::default()).expect("read");
    assert!(!first.table.is_complete());
    let complete = file.rest(first, &Progress::default()).expect("read");
    assert!(complete.table.is_complete());
    (file, complete)
}

fn row(table: &EventTable, key: &str) -> EventId {
    table.row_by_key(key).unwrap_or_else(|| panic!("no event {key}"))
}

#[test]
fn an_event_table_is_known_by_its_columns_and_read_whole() {
    let (file, complete) = read(fixture("events.csv"));
    let table = &complete.table;
    assert_eq!((file.format(), table.len(), complete.rejected), ("ACLED events", 6, 0));
    assert_eq!((table.statement_count(), table.source_count(), table.fatalities()), (9, 6, 14));
    assert_eq!(complete.issues, []);

    let id = row(table, "XAA102");
    let event = table.event(id).expect("a row");
    let position = event.position.expect("a place");
    assert!((position.lon_deg - 12.3456).abs() < 1e-5 && (position.lat_deg + 7.5).abs() < 1e-5);
    assert_eq!((event.radius_km, event.fatalities), (Some(25.0), Some(3)));
    assert_eq!(event.time().map(|span| span.label()).as_deref(), Some("13–19 May 2025"));
    assert_eq!(event.text(EventField::Location), "Дальнє, \"Old\" Port");
    assert_eq!(event.proposition(), "Armed clash at Дальнє, \"Old\" Port, Aland: Red Guard and Blue Front, 3 killed");
    let sources: Vec<_> = event.sources().map(|listed| (listed.name, listed.number)).collect();
    assert_eq!(sources, [("Morning Post", 1), ("Radio Far", 2)]);
    assert_eq!(file.notes(table, id).expect("read"), "Shots, it is said, \"near\" the port.\nNothing more.");

    // Unknown stays unknown, and days rise with the unknown one first.
    let unknown = table.event(row(table, "XAA104")).expect("a row");
    assert!(unknown.position.is_none() && unknown.day.is_none() && unknown.fatalities.is_none());
    assert_eq!(unknown.id.index(), 0);
    assert!(table.columns().day.is_sorted());
}

#[test]
fn another_delimiter_line_ends_and_a_byte_order_mark_change_nothing() {
    let text = String::from_utf8(fixture("events.csv")).expect("UTF-8");
    let (_, plain) = read(text.clone().into_bytes());
    for (delimiter, end) in
        [(b';', csv::Terminator::CRLF), (b'\t', csv::Terminator::Any(b'\n')), (b'|', csv::Terminator::CRLF)]
    {
        let mut writer =
            csv::WriterBuilder::new().delimiter(delimiter).terminator(end).from_writer(b"\xef\xbb\xbf".to_vec());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        for record in reader.records() {
            writer.write_record(&record.expect("a record")).expect("written");
        }
        let (_, other) = read(writer.into_inner().expect("written"));
        let keys = |table: &EventTable| {
            let ids = (0..table.len()).map(EventId::from_index);
            ids.filter_map(|id| table.event(id))
                .map(|event| (event.key(), event.proposition(), event.day))
                .collect::<Vec<_>>()
        };
        assert_eq!(keys(&other.table), keys(&plain.table));
    }
}

#[test]
fn records_that_cannot_stand_are_set_aside_with_their_line_and_the_rest_is_kept() {
    let (_, complete) = read(fixture("events-bad.csv"));
    let told: Vec<String> = complete.issues.iter().map(ToString::to_string).collect();
    let expected = String::from_utf8(fixture("events-bad.expected")).expect("UTF-8");
    assert_eq!(told.join("\n"), expected.trim_end());
    let aside = complete.issues.iter().filter(|issue| issue.severity() == Severity::Rejected).count();
    assert_eq!((complete.table.len(), complete.rejected, aside), (4, 3, 3));
}

#[test]
fn an_excerpt_is_a_dataset_with_the_keys_of_the_whole_table() {
    let (file, complete) = read(fixture("events.csv"));
    let ids = [row(&complete.table, "XAA102"), row(&complete.table, "XBB7")];
    let (dataset, defects) = complete.table.excerpt(&ids, |id| file.notes(&complete.table, id).ok());
    assert_eq!(defects, []);
    assert_eq!((dataset.event_count(), dataset.claim_count(), dataset.statement_count()), (2, 2, 3));
    let claim = dataset.claim(dataset.claim_by_key("XAA102").expect("the claim"));
    assert!(claim.proposition.starts_with("Armed clash at"));
    let statement = dataset.statement(dataset.statement_by_key("XAA102/2").expect("the statement"));
    assert_eq!(dataset.source(statement.speaker).name, "Radio Far");
    assert!(dataset.event(claim.event).note.is_some_and(|note| note.starts_with("Shots")));
}

#[test]
fn a_reading_stops_when_it_is_asked_to() {
    let bytes = ByteSource::of_memory(fixture("events.csv"));
    let file = EventFile::of_bytes(bytes, Path::new("events.csv")).expect("bytes").expect("an event table");
    let progress = Progress::default();
    progress.cancel();
    let error = file.first(&progress).expect_err("stopped");
    assert!(error.to_string().contains("was cancelled"), "{error}");
}

#[test]
fn a_file_that_changed_since_it_was_opened_is_not_read_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("events.csv");
    let text = String::from_utf8(fixture("events.csv")).expect("UTF-8");
    let (header, body) = text.split_once('\n').expect("a header");
    let many = format!("{header}\n{}", body.repeat((17 << 20) / body.len()));
    std::fs::write(&path, &many).expect("written");
    let file = EventFile::open(&path).expect("opened").expect("an event table");
    let first = file.first(&Progress::default()).expect("read");
    std::fs::write(&path, &many[..many.len() / 2]).expect("cut");
    let error = file.rest(first, &Progress::default()).expect_err("it has changed");
    assert!(error.to_string().contains("has changed since"), "{error}");
}

#[test]
fn a_small_event_table_opens_as_a_dataset_with_the_keys_and_words_of_a_large_one() {
    let bytes = fixture("events.csv");
    let import = counterclaim_io::load::load_bytes(&bytes, Path::new("events.csv")).expect("read");
    assert_eq!((import.reading.format, import.issues.len()), ("ACLED events", 0));
    let dataset = import.dataset;
    // Of three events deaths are stated, by those who coded them.
    assert_eq!((dataset.event_count(), dataset.claim_count(), dataset.statement_count()), (6, 9, 12));
    let claim = dataset.claim(dataset.claim_by_key("XBB7").expect("the claim"));
    assert_eq!(claim.time.map(|span| span.label()).as_deref(), Some("16 May 2025"));
    assert!(claim.place.is_some_and(|place| dataset.place(place).position.is_some()));

    let file = EventFile::of_bytes(ByteSource::of_memory(bytes), Path::new("events.csv")).expect("read");
    let file = file.expect("an event table");
    let first = file.first(&Progress::default()).expect("read");
    let table = file.rest(first, &Progress::default()).expect("read").table;
    for row in (0..table.len()).filter_map(|row| table.event(EventId::from_index(row))) {
        let id = dataset.claim_by_key(&row.key()).expect("the same key");
        let claim = dataset.claim(id);
        assert_eq!(claim.proposition, row.proposition());
        assert_eq!(claim.time, row.time());
        let place = dataset.place(claim.place.expect("a place"));
        assert_eq!(place.radius_km, row.radius_km.map(f64::from));
        let listed: Vec<(String, &str)> =
            row.sources().map(|source| (format!("{}/{}", row.key(), source.number), source.name)).collect();
        let said = dataset.statements_of_claim(id).iter().map(|id| dataset.statement(*id));
        let said: Vec<(String, &str)> =
            said.map(|said| (said.key.to_owned(), dataset.source(said.speaker).name)).collect();
        assert_eq!(said, listed);
    }
    let deaths = dataset.claim_by_key("XAA101/deaths").expect("the deaths");
    let own = dataset.statement(dataset.statements_of_claim(deaths)[0]);
    assert_eq!(own.figures.iter().map(|figure| figure.low).collect::<Vec<_>>(), [Some(4.0)]);
}
