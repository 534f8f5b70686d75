//! Kept columns with values that no reading gives, and checksums that say nothing about it.

use std::io::Write as _;
use std::path::Path;

use proptest::prelude::*;

use super::blocks::{Column, Columns};
use super::*;
use counterclaim_model::Progress;
use counterclaim_model::{EventId, Id as _};

fn file() -> EventFile {
    let text = include_bytes!("../../../../tests/fixtures/events/events.csv");
    EventFile::of_bytes(ByteSource::of_memory(text.to_vec()), Path::new("a.csv"))
        .expect("bytes")
        .expect("an event table")
}

fn read(file: &EventFile) -> Complete {
    file.rest(file.first(&Progress::default()).expect("read"), &Progress::default()).expect("read")
}

fn head(rows: u64) -> Head {
    let source = Source { path: String::new(), bytes: 0, modified_ns: 0, sample: String::new() };
    Head {
        reader: READER.to_owned(),
        source,
        sha256: String::new(),
        rows,
        issues: Vec::new(),
        rejected: 0,
        columns: Vec::new(),
    }
}

/// The columns that caches of this version hold: under another name an older cache would not be found again.
#[test]
fn the_columns_of_a_cache_keep_their_names() {
    let file = file();
    let complete = read(&file);
    let first = columns::first_of(&complete.table);
    let rest = columns::rest_of(&complete.table);
    let mut names: Vec<&str> = first.keys().chain(rest.keys()).map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names.join("\n"), include_str!("column_names.txt").trim_end());
}

/// The same columns with one value changed, added or taken away.
fn changed<'a>(columns: &Columns<'a>, which: usize, at: usize, value: u64, how: u8) -> Columns<'a> {
    fn change<T: Copy>(numbers: &mut Vec<T>, at: usize, value: T, how: u8) {
        match how {
            0 => numbers.push(value),
            1 => drop(numbers.pop()),
            _ if numbers.is_empty() => numbers.push(value),
            _ => {
                let at = at % numbers.len();
                numbers[at] = value;
            }
        }
    }
    let mut columns = columns.clone();
    let count = columns.len();
    match columns.values_mut().nth(which % count).expect("a column") {
        Column::U8(numbers) => change(numbers.to_mut(), at, value as u8, how),
        Column::U16(numbers) => change(numbers.to_mut(), at, value as u16, how),
        Column::U32(numbers) => change(numbers.to_mut(), at, value as u32, how),
        Column::I32(numbers) => change(numbers.to_mut(), at, value as i32, how),
        Column::F32(numbers) => change(numbers.to_mut(), at, f32::from_bits(value as u32), how),
        Column::U64(numbers) => change(numbers.to_mut(), at, value, how),
    }
    columns
}

/// Writes columns with right checksums, opens them, and does all that is done with a table.
fn use_table(file: &EventFile, first: &Columns<'_>, rest: &Columns<'_>) -> bool {
    let kept = tempfile::NamedTempFile::new().expect("a file");
    let rows = read(file).table.len();
    blocks::write(&mut kept.as_file(), head(rows as u64), first, rest).expect("written");
    let Some(blocks) = Blocks::open(kept.path()) else { return false };
    let columns = blocks.read(true).and_then(|kept| columns::first(kept, rows, file.bytes().len()));
    let Some(first) = columns.and_then(|columns| file.table(columns).ok()) else { return false };
    let cached = Cached { blocks, path: kept.path().to_owned(), first };
    let Some(Complete { table, .. }) = cached.rest(file) else { return false };
    let rows: Vec<EventId> = (0..table.len()).map(EventId::from_index).collect();
    for id in &rows {
        let event = table.event(*id).expect("a row");
        assert_eq!(event.sources().count(), table.statements_of(*id).len());
        let _ = (event.key(), event.proposition(), event.time(), file.notes(&table, *id));
    }
    let _ = (table.days(), table.fatalities(), table.rows_between(0, 20_000), table.excerpt(&rows, |_| None));
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_that_no_reading_gives_make_no_table_or_one_that_can_be_used(
        is_first: bool,
        (which, at) in any::<(usize, usize)>(),
        value in prop_oneof![any::<u64>(), 0..300u64, Just(u64::MAX), Just(u64::from(u32::MAX)), Just(1 << 31)],
        how in 0..6u8,
    ) {
        let file = file();
        let complete = read(&file);
        let mut first = columns::first_of(&complete.table);
        let mut rest = columns::rest_of(&complete.table);
        let one = if is_first { &mut first } else { &mut rest };
        *one = changed(one, which, at, value, how);
        use_table(&file, &first, &rest);
    }
}

#[test]
fn a_column_that_is_missing_or_of_another_kind_makes_no_table() {
    let file = file();
    let complete = read(&file);
    let first = columns::first_of(&complete.table);
    let rest = columns::rest_of(&complete.table);
    assert!(use_table(&file, &first, &rest));
    for name in first.keys().chain(rest.keys()) {
        let mut first = first.clone();
        let mut rest = rest.clone();
        let of_first = first.remove(name);
        let of_rest = rest.remove(name);
        assert!(!use_table(&file, &first, &rest), "{name} is missing");
        let other = Column::U64(vec![0; complete.table.len()].into());
        let other = if name == "record_at" { Column::U8(Vec::new().into()) } else { other };
        let to = if of_first.is_some() { &mut first } else { &mut rest };
        to.insert(name.clone(), other);
        assert!(!use_table(&file, &first, &rest), "{name} is of another kind");
        drop(of_rest);
    }
}

#[test]
fn records_that_lie_in_each_other_and_codes_without_a_name_make_no_table() {
    let file = file();
    let complete = read(&file);
    let first = columns::first_of(&complete.table);
    let rest = columns::rest_of(&complete.table);
    let with = |name: &str, change: &dyn Fn(&mut Vec<u32>)| {
        let mut rest = rest.clone();
        let Some(Column::U32(numbers)) = rest.get_mut(name) else { panic!("no column {name}") };
        change(numbers.to_mut());
        use_table(&file, &first, &rest)
    };
    assert!(with("edited_s", &|numbers| numbers[0] = 7));
    assert!(!with("file_order", &|numbers| numbers.swap(0, 1)));
    assert!(!with("file_order", &|numbers| numbers[0] = numbers[1]));
    assert!(!with("notes_len", &|numbers| numbers[0] = 1 << 20));
    assert!(!with("sources", &|numbers| numbers[0] = 1 << 20));
    assert!(!with("source_starts", &|numbers| numbers[0] = 1));
    let mut first = first.clone();
    first.insert("country".to_owned(), Column::U8(vec![99; complete.table.len()].into()));
    assert!(!use_table(&file, &first, &rest));
}

#[test]
fn what_another_version_kept_is_not_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    std::fs::write(&path, include_bytes!("../../../../tests/fixtures/events/events.csv")).expect("written");
    let file = EventFile::open(&path).expect("a file").expect("an event table");
    let complete = read(&file);
    let cache = TableCache::new(folder.path().to_owned());
    let first = columns::first_of(&complete.table);
    let rest = columns::rest_of(&complete.table);
    let source = source_of(&file).expect("a source");
    for (reader, is_taken) in [(READER, true), ("0.0.0, columns 0", false)] {
        let head = Head { reader: reader.to_owned(), source: source.clone(), ..head(complete.table.len() as u64) };
        let mut kept = std::fs::File::create(cache.path_of(&path)).expect("a file");
        blocks::write(&mut kept, head, &first, &rest).expect("written");
        kept.flush().expect("written");
        assert_eq!(cache.find(&file).is_some(), is_taken, "{reader}");
    }
}
