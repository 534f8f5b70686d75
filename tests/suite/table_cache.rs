//! Kept columns of event tables: what comes out of them is what reading gives, or nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use counterclaim::app::{Action, Effect, Loaded, LoadedTable, State, TableChange, update};
use counterclaim_io::digest::sha256_of;
use counterclaim_io::event_table::{Complete, EventFile};
use counterclaim_io::preferences::Preferences;
use counterclaim_io::table_cache::{Kept, KeptWords, SAMPLES, TableCache};
use counterclaim_model::Progress;
use counterclaim_model::{EventField, Id as _};
use proptest::prelude::*;

use crate::support::{Stamps, in_package, read_text};
use crate::window::Window;

fn header() -> String {
    read_text(&in_package("tests/fixtures/events/events.csv")).lines().next().expect("a header").to_owned() + "\n"
}

fn row(number: usize, picks: [u8; 8], notes: &str) -> String {
    let [day, kind, actor, country, town, source, deaths, precision] = picks;
    let day = day % 28 + 1;
    let kind = kind % 3;
    let country = country % 4;
    let date = if picks == [0; 8] { "never".to_owned() } else { format!("2024-03-{day:02}") };
    format!(
        "{},{date},2024,{},Order,Kind {kind},Sort,Actor {actor},,1,,,2,12,,900,Far,\"Country {country}\",North,,,Town \
         {town},{}.25,-{}.5,{},Paper {source}; Radio é,National,\"{notes}\",{},,1700000000\n",
        if actor % 50 == 7 { String::new() } else { format!("C{country}X{number}") },
        precision % 3 + 1,
        town % 100,
        source % 200,
        precision % 4,
        i16::from(deaths) - 1,
    )
}

fn text(rows: &[([u8; 8], String)]) -> String {
    let rows = rows.iter().enumerate().map(|(number, (picks, notes))| row(number, *picks, notes));
    header() + &rows.collect::<String>()
}

fn written(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("events.csv");
    std::fs::write(&path, text).expect("a table");
    path
}

fn opened(path: &Path) -> EventFile {
    EventFile::open(path).expect("a file").expect("an event table")
}

fn read(file: &EventFile) -> Complete {
    let first = file.first(&Progress::default()).expect("read");
    file.rest(first, &Progress::default()).expect("read")
}

fn hash(file: &EventFile) -> String {
    sha256_of(file.bytes(), || false).expect("read").expect("not stopped")
}

/// Reads a file and keeps it.
fn keep(cache: &TableCache, file: &EventFile) -> Complete {
    let complete = read(file);
    let kept = Kept { table: &complete.table, issues: &complete.issues, rejected: complete.rejected };
    cache.keep(file, &kept, &hash(file)).expect("kept");
    complete
}

fn some_rows() -> Vec<([u8; 8], String)> {
    (0..40u8).map(|at| ([at, at / 3, at % 11, at, at / 2, at % 9, at % 5, at], format!("note {at}, quoted"))).collect()
}

fn kept_files(folder: &Path) -> Vec<PathBuf> {
    kept_with(folder, "cctable")
}

fn kept_with(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ext| ext == extension)).collect()
}

fn taken(cache: &TableCache, file: &EventFile) -> Option<Complete> {
    cache.find(file)?.rest(file)
}

/// Cuts a file off at a place, or turns one bit there.
fn damage(path: &Path, at: prop::sample::Index, bit: i32, is_cut: bool) {
    let mut bytes = std::fs::read(path).expect("kept");
    let at = at.index(bytes.len());
    if is_cut {
        bytes.truncate(at);
    } else {
        bytes[at] ^= 1u8 << bit;
    }
    std::fs::write(path, bytes).expect("written");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_is_what_reading_gives(
        rows in proptest::collection::vec((any::<[u8; 8]>(), "[a-zé ,\n]{0,30}"), 0..80),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = opened(&written(folder.path(), &text(&rows)));
        let cache = TableCache::new(folder.path().join("kept"));
        prop_assert!(cache.find(&file).is_none());
        let read = keep(&cache, &file);
        let cached = cache.find(&file).expect("kept");
        prop_assert!(cached.is_of(&hash(&file)) && !cached.is_of(""));
        let first = file.first(&Progress::default()).expect("read").table;
        prop_assert_eq!(format!("{:?}", cached.first), format!("{first:?}"));
        let again = cached.rest(&file).expect("every column");
        // Not by `==`: places that are not known are no numbers.
        prop_assert_eq!(format!("{again:?}"), format!("{read:?}"));
    }

    #[test]
    fn one_bit_or_the_end_of_a_kept_file_is_not_missed(at in any::<prop::sample::Index>(), bit in 0..8, is_cut: bool) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = opened(&written(folder.path(), &text(&some_rows())));
        let cache = TableCache::new(folder.path().join("kept"));
        keep(&cache, &file);
        let kept = kept_files(&folder.path().join("kept")).remove(0);
        damage(&kept, at, bit, is_cut);
        prop_assert!(taken(&cache, &file).is_none());
    }
}

#[test]
fn a_source_that_has_changed_is_told_before_or_after_the_first_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = "x".repeat(40_000);
    let rows: Vec<([u8; 8], String)> = (0..40u8).map(|at| ([at; 8], format!("note {at}: {long}"))).collect();
    let path = written(folder.path(), &text(&rows));
    let cache = TableCache::new(folder.path().join("kept"));
    keep(&cache, &opened(&path));
    let modified = std::fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("a time");
    let before = std::fs::read(&path).expect("a table");
    let changed_at = |at: usize| {
        let mut bytes = before.clone();
        bytes[at] ^= 1;
        std::fs::write(&path, bytes).expect("written");
        std::fs::File::options().append(true).open(&path).and_then(|file| file.set_modified(modified)).expect("a time");
        opened(&path)
    };
    // Between the first two samples nothing is looked at before; the SHA-256 of the whole tells it.
    let step = before.len() / (usize::try_from(SAMPLES).expect("few") - 1);
    let unseen = changed_at(step - 100);
    let cached = cache.find(&unseen).expect("size, time and samples are the same");
    assert!(!cached.is_of(&hash(&unseen)));
    for sampled in [30, step + 100, before.len() - 2] {
        assert!(cache.find(&changed_at(sampled)).is_none(), "byte {sampled}");
    }
    std::fs::write(&path, &before).expect("written");
    assert!(cache.find(&opened(&path)).is_none(), "it has another time now");
    let file = std::fs::File::options().append(true).open(&path).expect("a file");
    file.set_modified(modified).expect("a time");
    assert!(cache.find(&opened(&path)).is_some());
    std::fs::write(&path, [&before[..], b"\n"].concat()).expect("written");
    file.set_modified(modified).expect("a time");
    assert!(cache.find(&opened(&path)).is_none(), "it is longer now");
    let copy = folder.path().join("copy.csv");
    std::fs::copy(&path, &copy).expect("a copy");
    assert!(cache.find(&opened(&copy)).is_none(), "it is another file");
}

#[test]
fn tables_that_were_used_longest_ago_go_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let file_of = |name: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text(&some_rows())).expect("a table");
        opened(&path)
    };
    let a = file_of("a.csv");
    let b = file_of("b.csv");
    let c = file_of("c.csv");
    let kept = folder.path().join("kept");
    let cache = TableCache::new(kept.clone());
    keep(&cache, &a);
    let len = std::fs::metadata(&kept_files(&kept)[0]).expect("kept").len();
    keep(&cache, &b);
    for path in kept_files(&kept) {
        let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1000);
        std::fs::File::options().append(true).open(path).and_then(|file| file.set_modified(long_ago)).expect("a time");
    }
    assert!(taken(&cache, &a).is_some());
    keep(&TableCache::with_limit(kept.clone(), len * 5 / 2), &c);
    let are_there = [&a, &b, &c].map(|file| taken(&cache, file).is_some());
    assert_eq!(are_there, [true, false, true], "the one that nobody has looked at since");
    cache.forget(&a);
    assert!(taken(&cache, &a).is_none() && taken(&cache, &c).is_some());
    assert!(cache.clear() > 0);
    assert!(kept_files(&kept).is_empty() && cache.clear() == 0);
}

#[test]
fn a_folder_that_cannot_be_written_keeps_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = opened(&written(folder.path(), &text(&some_rows())));
    let in_the_way = folder.path().join("kept");
    std::fs::write(&in_the_way, "a file where the folder should be").expect("written");
    let cache = TableCache::new(in_the_way);
    let complete = read(&file);
    let kept = Kept { table: &complete.table, issues: &complete.issues, rejected: 0 };
    assert!(cache.keep(&file, &kept, "").is_err());
    assert!(cache.find(&file).is_none());
    cache.clear();
}

/// Keeps blocks of bytes as the index of words.
fn keep_words(cache: &TableCache, file: &EventFile, blocks: &[Vec<u8>]) {
    cache.keep_words(file, "abc", 40, blocks.iter().cloned().map(Ok)).expect("kept");
}

fn words_of(words: &KeptWords) -> Vec<Vec<u8>> {
    let read = |place: &std::ops::Range<u64>| {
        let mut block = vec![0; (place.end - place.start) as usize];
        assert!(words.read(place.start, &mut block));
        block
    };
    words.blocks().iter().map(read).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn kept_words_are_as_they_were_or_none(
        blocks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 0..5),
        at in any::<prop::sample::Index>(),
        bit in 0..8,
        is_cut: bool,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = opened(&written(folder.path(), &text(&some_rows())));
        let cache = TableCache::new(folder.path().join("kept"));
        keep_words(&cache, &file, &blocks);
        prop_assert_eq!(words_of(&cache.find_words(&file, "abc", 40).expect("kept")), blocks);
        prop_assert!(cache.find_words(&file, "abd", 40).is_none(), "of another file");
        prop_assert!(cache.find_words(&file, "abc", 41).is_none(), "of another table");
        let kept = kept_with(&folder.path().join("kept"), "ccwords").remove(0);
        damage(&kept, at, bit, is_cut);
        prop_assert!(cache.find_words(&file, "abc", 40).is_none());
    }
}

#[test]
fn words_go_with_their_table_or_before_it_and_half_an_index_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(folder.path(), &text(&some_rows()));
    let file = opened(&path);
    let kept = folder.path().join("kept");
    let cache = TableCache::new(kept.clone());
    let stopped = || Err(std::io::Error::other("stopped"));
    assert!(cache.keep_words(&file, "abc", 40, [Ok(vec![1]), stopped()].into_iter()).is_err());
    assert!(cache.find_words(&file, "abc", 40).is_none());

    keep(&cache, &file);
    let columns = std::fs::metadata(&kept_files(&kept)[0]).expect("kept").len();
    keep_words(&TableCache::with_limit(kept.clone(), columns + 100), &file, &[vec![0; 90]]);
    assert!(cache.find_words(&file, "abc", 40).is_none() && taken(&cache, &file).is_some(), "too much for both");

    keep_words(&cache, &file, &[vec![0; 90]]);
    let other = folder.path().join("other.csv");
    std::fs::copy(&path, &other).expect("a copy");
    keep(&TableCache::with_limit(kept.clone(), columns + 100), &opened(&other));
    assert!(cache.find_words(&file, "abc", 40).is_none() && taken(&cache, &file).is_none());
    assert!(taken(&cache, &opened(&other)).is_some());

    keep_words(&cache, &file, &[vec![0; 90]]);
    cache.forget(&file);
    assert!(cache.find_words(&file, "abc", 40).is_none());
    keep_words(&cache, &file, &[vec![0; 90]]);
    assert!(cache.clear() > columns);
    assert!(std::fs::read_dir(&kept).expect("a folder").next().is_none());
}

const SIZE: egui::Vec2 = egui::vec2(1200.0, 800.0);

fn wait_until_kept(window: &mut Window, kept: &Path) {
    let kept = kept.to_owned();
    window.wait_for("the columns to be kept", move |_| kept.is_dir() && kept_files(&kept).len() == 1);
}

#[test]
fn a_table_that_is_opened_again_is_the_same_and_one_that_has_changed_is_read_again_and_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = "x".repeat(40_000);
    let rows: Vec<([u8; 8], String)> = (0..40u8).map(|at| ([at; 8], format!("note {at}: {long}"))).collect();
    let path = written(folder.path(), &text(&rows));
    let kept = folder.path().join("kept");
    let mut window = Window::on_kept_table(&path, Some(&kept), SIZE);
    wait_until_kept(&mut window, &kept);
    let table = format!("{:?}", window.harness.state().state().table().expect("a table").table());
    drop(window);

    let mut window = Window::on_kept_table(&path, Some(&kept), SIZE);
    window.wait_for("the SHA-256", |app| app.state().document().is_some_and(|document| !document.sha256().is_empty()));
    assert_eq!(format!("{:?}", window.harness.state().state().table().expect("a table").table()), table);
    let is_told = |notice: &counterclaim::app::Notice| notice.title.contains("was read again");
    assert!(!window.harness.state().state().notices().iter().any(is_told));
    drop(window);

    // Where no sample lies: the last letter of an actor's name, in a record that starts behind the first sample.
    let before = std::fs::read_to_string(&path).expect("a table");
    let changed = before.replace("Actor 17,", "Actor 71,");
    assert_eq!(before.matches("Actor 17,").count(), 1);
    let modified = std::fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("a time");
    std::fs::write(&path, changed).expect("written");
    std::fs::File::options().append(true).open(&path).and_then(|file| file.set_modified(modified)).expect("a time");
    assert!(TableCache::new(kept.clone()).find(&opened(&path)).is_some(), "the samples do not tell");
    let mut window = Window::on_kept_table(&path, Some(&kept), SIZE);
    window.wait_for("the notice", |app| {
        app.state().notices().iter().any(|notice| notice.title.contains("was read again"))
    });
    let now = window.harness.state().state().table().expect("a table").table().clone();
    let actors = now.field(EventField::Actor1);
    let row = now.row_by_key("C1X17").expect("a row");
    assert_eq!(actors.text(row.index()), "Actor 71");
    window.wait_for("the new columns to be kept", |_| {
        TableCache::new(kept.clone()).find(&opened(&path)).is_some_and(|cached| cached.is_of(&hash(&opened(&path))))
    });
}

#[test]
fn nothing_is_kept_where_the_preferences_say_so_and_what_was_kept_can_be_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(folder.path(), &text(&some_rows()));
    let kept = folder.path().join("kept");
    let mut window = Window::on_kept_table(&path, Some(&kept), SIZE);
    wait_until_kept(&mut window, &kept);
    window.press_ctrl(egui::Key::Comma);
    window.click_containing("Cache their columns");
    assert!(window.harness.state().state().preferences().reads_tables_anew);
    window.click("Clear cache");
    window.wait_for("the notice", |app| {
        app.state().notices().iter().any(|notice| notice.title.starts_with("Cache of large tables cleared"))
    });
    assert!(kept_files(&kept).is_empty());
    window.click("Close");
    window.dialogs_answer(Some(&path));
    window.press_ctrl(egui::Key::O);
    window.wait_for("the SHA-256", |app| app.state().document().is_some_and(|document| !document.sha256().is_empty()));
    std::thread::sleep(std::time::Duration::from_millis(100));
    assert!(kept_files(&kept).is_empty());
}

#[test]
fn a_search_by_the_words_that_are_kept_finds_what_reading_notes_finds() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: Vec<([u8; 8], String)> =
        (0..60u8).map(|at| ([at; 8], format!("shelling {at} near \"\"post {}\"\"", at % 7))).collect();
    let path = written(folder.path(), &text(&rows));
    let kept = folder.path().join("kept");
    let found = |window: &mut Window| {
        ["SHELL", "near \"post 3", "7", "town 1", "nothing"].map(|words| {
            window.press_ctrl(egui::Key::F);
            window.press_ctrl(egui::Key::A);
            window.type_text(words);
            window.wait_for("the search", |app| {
                app.state().table().is_some_and(|table| !table.searching().is_running && !table.is_counting())
            });
            window.harness.state().state().table().expect("a table").shown()
        })
    };
    let without = found(&mut Window::on_kept_table(&path, None, SIZE));
    assert_eq!(without[..2], [58, 9]);
    let has_words = |window: &mut Window| {
        window.wait_for("the words", |app| app.state().table().is_some_and(|table| table.words().is_some()));
    };
    for _ in ["made", "kept"] {
        let mut window = Window::on_kept_table(&path, Some(&kept), SIZE);
        has_words(&mut window);
        assert_eq!(found(&mut window), without);
    }
    // One that is damaged is made again.
    let file = kept_with(&kept, "ccwords").remove(0);
    let whole = std::fs::read(&file).expect("kept");
    std::fs::write(&file, &whole[..whole.len() / 2]).expect("written");
    has_words(&mut Window::on_kept_table(&path, Some(&kept), SIZE));
    assert_eq!(std::fs::read(&file).expect("kept"), whole);
}

#[test]
fn a_count_that_broke_down_keeps_nothing_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    // More than are counted at once.
    let rows: Vec<([u8; 8], String)> = (0..20_100_u32).map(|at| ([(at % 6) as u8 + 1; 8], String::new())).collect();
    let path = written(folder.path(), &text(&rows));
    let file = Arc::new(opened(&path));
    let loaded = LoadedTable {
        path,
        table: Arc::new(read(&file).table),
        file,
        index: None,
        issues: Vec::new(),
        rejected: 0,
        session: None,
        sha256: None,
        words: None,
    };
    let mut state = State::new("tester".into(), Preferences::default());
    let mut stamps = Stamps::default();
    let shown = Action::Loaded { what: "events".to_owned(), result: Ok(Box::new(Loaded::Table(loaded))) };
    let question = |effects: Vec<Effect>| {
        effects.into_iter().find_map(|effect| match effect {
            Effect::Count(question) => Some(*question),
            _ => None,
        })
    };
    let first = question(update(&mut state, shown, stamps.next())).expect("a question");
    let is_counting = |state: &State| state.table().expect("a table").is_counting();
    assert!(is_counting(&state));
    let failed = Action::CountFailed { question: Arc::new(first), reason: "broken".to_owned() };
    let effects = update(&mut state, failed, stamps.next());
    assert!(question(effects).is_none(), "what broke down once is not tried without end");
    assert!(!is_counting(&state));
    assert!(state.notices().iter().any(|notice| notice.title == "The events could not be counted"));
    let other = Action::Table(TableChange::Deadly(true));
    assert!(question(update(&mut state, other, stamps.next())).is_some(), "something else is counted again");
}
