//! Questions to event tables: answers are those that looking at every row would give.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use counterclaim_model::{
    CodeColumn, Codes, DatasetHeader, EventColumns, EventField, EventTable, Id as _, NameList, UNKNOWN_COUNT,
    UNKNOWN_DAY,
};
use counterclaim_query::{
    Bitmap, Filter, Needle, PlaceIndex, Selected, Viewport, density, facets, search, source_facet,
};

/// Numbers without pattern, always the same.
fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

fn column(rows: usize, names: &[&str], code: impl FnMut() -> u32) -> CodeColumn {
    let list = NameList::from_sorted(names.iter().copied()).expect("few names");
    let codes = Codes::pack(std::iter::repeat_with(code).take(rows), list.len());
    CodeColumn { names: list, codes }
}

fn table(rows: usize) -> EventTable {
    let mut next = numbers(7);
    let mut day: Vec<i32> = (0..rows).map(|_| 18_000 + next(400) as i32).collect();
    day[..rows / 50].fill(UNKNOWN_DAY);
    day.sort_unstable();
    let mut codes = vec![CodeColumn::default(); EventField::ALL.len()];
    codes[EventField::EventType.index()] = column(rows, &["Battles", "Protests", "Riots"], || next(4) as u32);
    codes[EventField::Country.index()] = column(rows, &["A", "B"], || next(3) as u32);
    let place = |next: &mut dyn FnMut(u64) -> u64, span: f64| match next(40) {
        0 => f32::NAN,
        _ => ((next(100_000) as f64 / 100_000.0 - 0.5) * span) as f32,
    };
    let lon_deg: Vec<f32> = (0..rows).map(|_| place(&mut next, 360.0)).collect();
    let northing: Vec<f32> =
        lon_deg.iter().map(|lon| if lon.is_nan() { *lon } else { place(&mut next, 340.0) }).collect();
    let counts: Vec<u32> = (0..rows).map(|_| next(3) as u32).collect();
    let mut source_starts = vec![0u32];
    source_starts.extend(counts.iter().scan(0, |total, count| {
        *total += count;
        Some(*total)
    }));
    let total = *source_starts.last().expect("a start");
    let columns = EventColumns {
        lat_deg: northing.clone(),
        lon_deg,
        northing,
        day,
        fatalities: (0..rows).map(|_| if next(9) == 0 { UNKNOWN_COUNT } else { next(30) as u32 }).collect(),
        codes,
        record_at: vec![0; rows],
        source_starts,
        sources: (0..total).map(|_| 1 + next(5) as u32).collect(),
        source_names: NameList::from_sorted(["p", "q", "r", "s", "t"].into_iter()).expect("few names"),
        ..EventColumns::default()
    };
    EventTable::new(DatasetHeader::default(), columns).expect("columns that fit")
}

fn filters() -> Vec<Filter> {
    let none = Filter::default();
    let battles = BTreeMap::from([(EventField::EventType, BTreeSet::from([1, 3]))]);
    let country =
        BTreeMap::from([(EventField::EventType, BTreeSet::from([2])), (EventField::Country, BTreeSet::from([0]))]);
    vec![
        none.clone(),
        Filter { days: Some((18_100, 18_103)), ..none.clone() },
        Filter { fields: battles.clone(), days: Some((18_050, 18_300)), ..none.clone() },
        Filter { fields: country, fatalities: Some((5, 1000)), ..none.clone() },
        Filter { fields: battles, sources: BTreeSet::from([2, 5]), ..none },
    ]
}

fn lets_through(table: &EventTable, filter: &Filter, row: usize, except: Option<EventField>) -> bool {
    let columns = table.columns();
    let day = columns.day[row];
    let listed = columns.source_starts[row] as usize..columns.source_starts[row + 1] as usize;
    filter.days.is_none_or(|(from, until)| day != UNKNOWN_DAY && (from..until).contains(&day))
        && filter
            .fields
            .iter()
            .all(|(field, codes)| Some(*field) == except || codes.contains(&table.field(*field).codes.get(row)))
        && filter.fatalities.is_none_or(|(from, to)| {
            columns.fatalities[row] != UNKNOWN_COUNT && (from..=to).contains(&columns.fatalities[row])
        })
        && (filter.sources.is_empty() || columns.sources[listed].iter().any(|code| filter.sources.contains(code)))
}

#[test]
fn filters_and_counts_are_those_of_looking_at_every_row() {
    let table = table(5000);
    // One after another into the same selection: what is kept from the one before must still stand.
    let mut selected = Selected::default();
    for filter in filters() {
        selected.update(&table, &filter);
        let rows: Vec<usize> = (0..table.len()).filter(|row| lets_through(&table, &filter, *row, None)).collect();
        assert_eq!((0..table.len()).filter(|row| selected.contains(*row)).collect::<Vec<_>>(), rows, "{filter:?}");
        assert_eq!(selected.count(), rows.len());
        let fields = [EventField::EventType, EventField::Country];
        for (field, counts) in fields.into_iter().zip(facets(&table, &selected, &fields)) {
            let mut expected = vec![0; counts.len()];
            for row in (0..table.len()).filter(|row| lets_through(&table, &filter, *row, Some(field))) {
                expected[table.field(field).codes.get(row) as usize] += 1;
            }
            assert_eq!(counts, expected, "{field:?} {filter:?}");
        }
        let listed: u32 = source_facet(&table, &selected).iter().sum();
        let columns = table.columns();
        let expected: u32 = rows.iter().map(|row| columns.source_starts[row + 1] - columns.source_starts[*row]).sum();
        assert_eq!(listed, expected);
    }
}

#[test]
fn the_grid_holds_every_row_in_sight_with_and_without_an_index() {
    let table = table(20_000);
    let index = PlaceIndex::new(&table);
    let mut selected = Selected::default();
    for filter in filters() {
        selected.update(&table, &filter);
        for (left, top, scale) in [(-180.0, 180.0, 0.5), (-20.0, 30.0, 3.0), (179.0, 170.0, 50.0), (-400.0, 300.0, 0.3)]
        {
            let viewport = Viewport { left, top, scale, width: 90, height: 60 };
            let all = density(&table, &selected, None, viewport);
            assert_eq!(density(&table, &selected, Some(&index), viewport), all);
            let [west, south, east, north] = viewport.bounds().map(|edge| edge as f32);
            let columns = table.columns();
            let is_inside = |row: &usize| {
                let lon = columns.lon_deg[*row];
                let northing = columns.northing[*row];
                lon >= west && lon < east && northing <= north && northing > south
            };
            let inside = (0..table.len()).filter(|row| selected.contains(*row)).filter(is_inside).count();
            assert_eq!((all.total, all.counts.len()), (inside as u64, 90 * 60), "{viewport:?}");
        }
    }
}

#[test]
fn picking_gives_the_nearest_of_the_rows_asked_for() {
    let table = table(20_000);
    let index = PlaceIndex::new(&table);
    let mut selected = Selected::default();
    selected.update(&table, &filters()[2]);
    let viewport = Viewport { left: -30.0, top: 40.0, scale: 4.0, width: 300, height: 200 };
    let (found, count) = index.pick(&table, &selected, viewport, (150.0, 100.0, 40.0), 5);
    let columns = table.columns();
    let distance = |row: usize| {
        let lon = f64::from(columns.lon_deg[row]);
        let northing = f64::from(columns.northing[row]);
        (lon - 7.5).hypot(northing - 15.0)
    };
    let mut near: Vec<usize> =
        (0..table.len()).filter(|row| selected.contains(*row) && distance(*row) <= 10.0).collect();
    near.sort_by(|a, b| distance(*a).total_cmp(&distance(*b)));
    assert_eq!(count, near.len());
    assert_eq!(found.iter().map(|id| id.index()).collect::<Vec<_>>(), near[..5]);
}

/// A file of notes between other cells, and a table over it whose rows run against the order of the file.
pub fn noted(notes: &[impl AsRef<[u8]>]) -> (Vec<u8>, EventTable) {
    let mut text = Vec::new();
    let mut columns = EventColumns::default();
    for note in notes.iter().map(AsRef::as_ref) {
        columns.record_at.push(text.len() as u64);
        text.extend_from_slice(b"before,");
        columns.notes_at.push(7);
        columns.notes_len.push(note.len() as u32);
        text.extend_from_slice(note);
        text.extend_from_slice(b",behind\n");
    }
    for column in [&mut columns.notes_at, &mut columns.notes_len] {
        column.reverse();
    }
    columns.record_at.reverse();
    columns.file_order = (0..notes.len() as u32).rev().collect();
    let rows = notes.len();
    columns.day = vec![1; rows];
    columns.fatalities = vec![0; rows];
    columns.lon_deg = vec![0.0; rows];
    columns.lat_deg = columns.lon_deg.clone();
    columns.northing = columns.lon_deg.clone();
    (text, EventTable::new(DatasetHeader::default(), columns).expect("columns that fit"))
}

#[test]
fn a_search_finds_words_in_any_case_and_only_in_the_notes() {
    let notes =
        ["Shelling near the bridge", "\"He said \"\"no\"\", BEFORE noon\"", "", "обстріл біля МОСТУ", "before, behind"];
    let (text, table) = noted(&notes);
    let find = |words: &str| {
        let read = |at: u64, buffer: &mut [u8]| {
            let start = at as usize;
            buffer.copy_from_slice(&text[start..start + buffer.len()]);
            Ok::<(), ()>(())
        };
        let needle = Needle::new(words).expect("words");
        let set = search(&table, &needle, None, read, || false).expect("not stopped").expect("read");
        // Rows run against the file, so the last row has the first notes.
        let mut found: Vec<usize> = set.iter().map(|row| notes.len() - 1 - row).collect();
        found.sort_unstable();
        found
    };
    assert_eq!(find("SHELLING NEAR"), [0]);
    assert_eq!(find("before"), [1, 4]);
    assert_eq!(find("мосту"), [3]);
    assert_eq!(find("said \"no\""), [1]);
    assert_eq!(find("behind"), [4]);
    assert_eq!(find("bridge,behind"), [0usize; 0]);
    assert_eq!(find("a.b"), [0usize; 0]);
    assert!(Needle::new("  ").is_none());
    let stopped = search(&table, &Needle::new("a").expect("words"), None, |_, _| Ok::<(), ()>(()), || true);
    assert!(stopped.is_none());
}

#[test]
fn a_search_within_rows_finds_those_that_a_search_of_all_finds_there_however_far_apart_they_lie() {
    let mut next = numbers(3);
    let far = "-".repeat(5000);
    let notes: Vec<String> = (0..900)
        .map(|_| {
            let words: Vec<&str> =
                (0..next(5)).map(|_| ["ab", "\"\"", "abc", "BC", far.as_str()][next(5) as usize]).collect();
            format!("\"{}\"", words.join(" "))
        })
        .collect();
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    let (text, table) = noted(&notes);
    let read = |at: u64, buffer: &mut [u8]| {
        buffer.copy_from_slice(&text[at as usize..at as usize + buffer.len()]);
        Ok::<(), ()>(())
    };
    let find = |words: &str, within: Option<&Bitmap>| {
        let needle = Needle::new(words).expect("words");
        search(&table, &needle, within, read, || false).expect("not stopped").expect("read")
    };
    for (part, words) in [("a", "abc"), ("b", "bc a"), ("c", "zz"), ("-", "- bc")] {
        let all = find(words, None);
        let before = find(part, None);
        assert_eq!(find(words, Some(&before)).iter().collect::<Vec<_>>(), all.iter().collect::<Vec<_>>(), "{words}");
        let every_third = Bitmap::of_rows(table.len(), |row| row % 3 == 0);
        let expected: Vec<usize> = all.iter().filter(|row| row % 3 == 0).collect();
        assert_eq!(find(words, Some(&every_third)).iter().collect::<Vec<_>>(), expected, "{words}");
    }
    assert!(find("abc", None).count() > 100);
}

#[test]
fn a_search_is_one_part_of_a_filter() {
    let table = table(1000);
    let mut selected = Selected::default();
    let found = counterclaim_query::Bitmap::of_rows(1000, |row| row % 3 == 0);
    let filter = Filter { found: Some((1, Arc::new(found.clone()))), ..filters()[1].clone() };
    selected.update(&table, &filter);
    let rows = (0..1000).filter(|row| found.contains(*row) && lets_through(&table, &filters()[1], *row, None));
    assert_eq!(selected.count(), rows.count());
}
