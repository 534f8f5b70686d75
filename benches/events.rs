//! What a table of many events costs: reading it in two steps, filtering, counting, drawing, searching, memory.
//!
//! `COUNTERCLAIM_BIG_CSV=events.csv cargo bench --bench events` measures a file of yours; without it one of 100,000
//! made-up events is written and read. Prints the median and the least wall time and the mean CPU time of all threads;
//! where other programs share the machine, compare the least times and CPU times. `benches/peers.py` runs other tools on the same file beside it.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints its figures and ends where its data is missing"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use counterclaim::shell::Searched;
use counterclaim_engine::{EventObservations, ItemVerdict, infer, infer_on};
use counterclaim_io::event_table::EventFile;
use counterclaim_io::table_cache::{Kept, TableCache};
use counterclaim_model::Progress;
use counterclaim_model::{EventField, EventTable};
use counterclaim_query::{Bitmap, Filter, Needle, PlaceIndex, Selected, Viewport, density, facets, search, words};

#[path = "common/timing.rs"]
mod timing;

use timing::walls;

const FACETS: [EventField; 8] = [
    EventField::EventType,
    EventField::SubEventType,
    EventField::Disorder,
    EventField::Country,
    EventField::Region,
    EventField::Admin1,
    EventField::Actor1,
    EventField::SourceScale,
];

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = std::env::var_os("COUNTERCLAIM_BIG_CSV").map_or_else(|| made_up(folder.path()), PathBuf::from);
    let open = || EventFile::open(&path).expect("a file").expect("an event table");

    let anonymous_before = anonymous_bytes();
    print("first picture's columns", 5, || {
        black_box(open().first(&Progress::default()).expect("read"));
    });
    print("every column", 5, || {
        let file = open();
        let first = file.first(&Progress::default()).expect("read");
        black_box(file.rest(first, &Progress::default()).expect("read"));
    });
    let file = open();
    let first = file.first(&Progress::default()).expect("read");
    let table = file.rest(first, &Progress::default()).expect("read").table;
    let rows = table.len().max(1);
    let statements = table.statement_count();
    let sources = table.source_count();
    println!(
        "read: {} events, {} fatalities, {statements} statements, {sources} sources",
        table.len(),
        table.fatalities()
    );
    let grown = anonymous_bytes().saturating_sub(anonymous_before);
    println!("{:<44}{:>10} bytes an event in columns", "memory", table.heap_bytes() / rows);
    println!("{:<44}{:>10} bytes an event of the process", "memory, freed pages included", grown as usize / rows);

    reopened(&file, &table);

    let mut index = None;
    print("rows by place", 5, || index = Some(PlaceIndex::new(&table)));
    let index = index.expect("an index");
    println!("{:<44}{:>10} bytes an event", "memory of rows by place", index.heap_bytes() / rows);
    pictures(&table, &index);
    counts(&table);
    figures(&table);
    searches(&file, &table);
    searches_by_words(&Arc::new(file), &Arc::new(table));
}

/// What is looked for, and rows outside which it is not.
type Find<'a> = &'a dyn Fn(&str, Option<&Bitmap>) -> Bitmap;

/// Reads notes for each search.
fn searches(file: &EventFile, table: &EventTable) {
    let find = |words: &str, within: Option<&Bitmap>| {
        let read = |at: u64, buffer: &mut [u8]| file.bytes().read_exact(at, buffer);
        search(table, &Needle::new(words).expect("words"), within, read, || false).expect("not stopped").expect("read")
    };
    for words in ["checkpoint", "Hospital", "qqqq"] {
        print(&format!("search for {words:?}"), 7, || drop(black_box(find(words, None))));
    }
    searches_on(table, &find);
}

/// Searches in what was found before.
fn searches_on(table: &EventTable, find: Find<'_>) {
    for (before, words) in [("check", "checkp"), ("hospi", "hospit"), ("qqq", "qqqq")] {
        let within = find(before, None);
        let share = within.count() as f64 * 100.0 / table.len().max(1) as f64;
        print(&format!("search on from {before:?} ({share:.0} %) to {words:?}"), 7, || {
            black_box(find(words, Some(&within)));
        });
    }
}

/// Makes and keeps an index of words, and searches by it: first in the notes alone, then all that a key press asks for.
fn searches_by_words(file: &Arc<EventFile>, table: &Arc<EventTable>) {
    let folder = tempfile::tempdir().expect("a folder");
    let cache = TableCache::new(folder.path().to_owned());
    let read = |at: u64, buffer: &mut [u8]| file.bytes().read_exact(at, buffer);
    print("make and keep an index of words", 1, || {
        let blocks = (0..).map_while(|number| words::build(table, number, read).transpose());
        cache.keep_words(file, "", table.len(), blocks).expect("kept");
    });
    print("find it whole", 5, || drop(black_box(cache.find_words(file, "", table.len()))));
    let kept = Arc::new(cache.find_words(file, "", table.len()).expect("kept"));
    let bytes = kept.len() as usize / table.len().max(1);
    let longest = kept.blocks().iter().map(|at| at.end - at.start);
    println!("{:<44}{bytes:>10} bytes an event on disk, {:?} bytes at most in a block", "", longest.max().unwrap_or(0));
    let find = |text: &str, within: Option<&Bitmap>| {
        let source = words::Words { blocks: kept.blocks(), read: |at, buffer: &mut [u8]| kept.read(at, buffer) };
        let needle = Needle::new(text).expect("words");
        words::find(table, &needle, within, &source, read, || false).expect("not stopped").expect("read")
    };
    for text in ["checkpoint", "Hospital", "qqqq"] {
        print(&format!("by words: {text:?}"), 15, || drop(black_box(find(text, None))));
    }
    searches_on(table, &find);
    for text in ["checkpoint", "Hospital", "qqqq", "a", "e", "ra", "ho", "May 2022, in", "militia group", "in f"] {
        for (what, words) in [("notes read", None), ("by words", Some(kept.clone()))] {
            let searched = Searched { file: file.clone(), table: table.clone(), words, within: None };
            print(&format!("key press, {what}: {text:?}"), 9, || {
                black_box(searched.rows_with(text, &AtomicBool::new(false)).expect("read"));
            });
        }
    }
}

/// Keeps a table's columns and opens it again.
fn reopened(file: &EventFile, table: &EventTable) {
    let folder = tempfile::tempdir().expect("a folder");
    let cache = TableCache::new(folder.path().to_owned());
    print("keep the columns", 3, || {
        cache.keep(file, &Kept { table, issues: &[], rejected: 0 }, "").expect("kept");
    });
    let bytes: u64 = std::fs::read_dir(folder.path())
        .expect("a folder")
        .flatten()
        .map(|kept| kept.metadata().map_or(0, |kept| kept.len()))
        .sum();
    println!("{:<44}{:>10} bytes an event on disk", "kept columns", bytes as usize / table.len().max(1));
    let world = Viewport { left: -180.0, top: 180.0, scale: 1000.0 / 360.0, width: 1000, height: 1000 };
    print("opened again: first picture", 9, || {
        let file = EventFile::open(file.path()).expect("a file").expect("an event table");
        let cached = cache.find(&file).expect("kept");
        let mut selected = Selected::default();
        selected.update(&cached.first, &Filter::default());
        black_box(density(&cached.first, &selected, None, world));
    });
    print("opened again: every column", 9, || {
        let file = EventFile::open(file.path()).expect("a file").expect("an event table");
        let cached = cache.find(&file).expect("kept");
        black_box(cached.rest(&file).expect("kept"));
    });
}

fn pictures(table: &EventTable, index: &PlaceIndex) {
    let world = Viewport { left: -180.0, top: 180.0, scale: 1000.0 / 360.0, width: 1000, height: 1000 };
    let (first_day, last_day) = table.days().unwrap_or((0, 1));
    let mut selected = Selected::default();
    let mut number = 0;
    print("another event type → picture of the world", 30, || {
        number = number % 3 + 1;
        let fields = BTreeMap::from([(EventField::EventType, BTreeSet::from([number]))]);
        selected.update(table, &Filter { fields, ..Filter::default() });
        black_box(density(table, &selected, Some(index), world));
    });
    print("another half of the time → picture", 30, || {
        number = number % 90 + 1;
        let middle = i32::midpoint(first_day, last_day);
        let days = Some((first_day + number as i32, middle + number as i32));
        selected.update(table, &Filter { days, ..Filter::default() });
        black_box(density(table, &selected, Some(index), world));
    });
    print("another week → picture", 30, || {
        number = number % 90 + 1;
        let days = Some((last_day - 100 + number as i32, last_day - 93 + number as i32));
        selected.update(table, &Filter { days, ..Filter::default() });
        black_box(density(table, &selected, Some(index), world));
    });
    selected.update(table, &Filter::default());
    print("pan, the world", 30, || {
        number += 1;
        let left = world.left + f64::from(number % 20);
        black_box(density(table, &selected, Some(index), Viewport { left, ..world }));
    });
    let columns = table.columns();
    let at = table.len() / 2;
    let lon = f64::from(columns.lon_deg[at]);
    let northing = f64::from(columns.northing[at]);
    for (name, across) in [("a continent", 60.0), ("a country", 10.0), ("a town", 0.5)] {
        print(&format!("pan, {name}"), 30, || {
            number += 1;
            let left = lon - across / 2.0 + across * 0.01 * f64::from(number % 20);
            let viewport = Viewport { left, top: northing + across / 2.0, scale: 1000.0 / across, ..world };
            black_box(density(table, &selected, Some(index), viewport));
        });
    }
    let viewport = Viewport { left: lon - 5.0, top: northing + 5.0, scale: 100.0, ..world };
    print("pick at a point", 200, || {
        black_box(index.pick(table, &selected, viewport, (500.0, 500.0, 8.0), 20));
    });
}

fn counts(table: &EventTable) {
    let mut selected = Selected::default();
    selected.update(table, &Filter::default());
    print("counts of 8 columns, nothing filtered", 30, || {
        black_box(facets(table, &selected, &FACETS));
    });
    let fields = BTreeMap::from([(EventField::EventType, BTreeSet::from([1, 3]))]);
    selected.update(table, &Filter { fields, ..Filter::default() });
    print("counts of 8 columns, two event types", 30, || {
        black_box(facets(table, &selected, &FACETS));
    });
}

/// Cost of estimating the figures of all events, as if every listed source supported its event.
fn figures(table: &EventTable) {
    let mut built = None;
    print("figures: the contest of all events", 3, || built = Some(EventObservations::new(table, None)));
    let built = built.expect("a contest");
    println!("{:<44}{:>10} units", "", built.observations.units.len());
    for (what, copies) in [("… cold, without looking for copies", false), ("… cold, with looking for copies", true)]
    {
        let mut assessed = None;
        print(what, 1, || assessed = Some(infer(built.observations.clone(), copies)));
        let assessed = assessed.expect("figures");
        let open = (0..table.len()).filter(|claim| assessed.fit.is_open(&assessed.observations, *claim)).count();
        let sweeps = assessed.fit.sweeps;
        let pairs = assessed.dependences.len();
        println!("{:<44}{sweeps:>10} sweeps in the end, {pairs} pairs, {open} events open", "");
        let mut settled = built.observations.clone();
        settled.claims[table.len() / 2].verdict = Some(ItemVerdict { is_true: false, day: None });
        print("… one new verdict, warm", 3, || {
            black_box(infer_on(settled.clone(), &assessed));
        });
    }
}

/// Writes a file of made-up events in the shape of a large data set's export.
fn made_up(folder: &Path) -> PathBuf {
    let mut state = 1u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut text = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,\
        assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,\
        admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp\n"
        .to_owned();
    let words = ["shots", "near", "the", "market", "checkpoint", "said", "reported", "a", "hospital", "bridge", "road"];
    for number in 0..100_000 {
        let day = 1 + next(28);
        let month = 1 + next(12);
        let year = 2018 + next(8);
        let kind = next(6);
        let country = next(40);
        let town = next(3000);
        let actor = next(900);
        let notes: Vec<&str> = (0..40).map(|_| words[next(11) as usize]).collect();
        let lat = f64::from(next(1_200_000) as u32) / 1e4 - 60.0;
        let lon = f64::from(next(3_400_000) as u32) / 1e4 - 170.0;
        let source = format!("Paper {}; Radio {}", next(4000), next(90));
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "C{country}X{number},{year}-{month:02}-{day:02},{year},1,Order {kind},Kind {kind},Sort {kind},Actor {actor},,1,\
             Actor {},,2,12,,{country},Region {},Country {country},Part {},,,\"Town {town}, old\",{lat:.4},{lon:.4},1,\
             {source},National,\"On that day, {}.\",{},,1700000000",
            next(900),
            country % 9,
            town % 300,
            notes.join(" "),
            next(5),
        );
    }
    let path = folder.join("events.csv");
    std::fs::write(&path, text).expect("written");
    path
}

/// Runs a job several times and prints the median and least wall time and the mean CPU time.
fn print(what: &str, runs: usize, mut job: impl FnMut()) {
    job();
    let cpu_before = cpu_secs();
    let times = walls(runs, job);
    let cpu = (cpu_secs() - cpu_before) * 1e3 / runs as f64;
    println!("{what:<44}{:>10.3} ms wall{:>10.3} ms least{cpu:>10.3} ms CPU", times[runs / 2], times[0]);
}

/// CPU time of all threads in seconds; 0 where the system does not say.
fn cpu_secs() -> f64 {
    let mut total = 0.0;
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
        return total;
    };
    for task in tasks.flatten() {
        // Nanoseconds on the processor come first.
        let text = std::fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        total += text.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9;
    }
    total
}

/// Memory of the process that no file backs; 0 where the system does not say.
fn anonymous_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) * 1024
}
