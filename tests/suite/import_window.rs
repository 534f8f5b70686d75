//! Files of other formats in the whole window: what is asked, shown, kept and read again.

use std::path::{Path, PathBuf};

use counterclaim::app::Dialog;
use counterclaim_io::import_report::{MappingSource, ReadOptions};
use counterclaim_io::load::load_with;
use counterclaim_io::mapping::{Field, Mapping};
use counterclaim_model::{Credibility, Stance};
use egui::{Key, Modifiers, vec2};

use crate::support::{folder, in_package, read_text};
use crate::window::Window;

const CLAIMS: &str = "\
claim_id,event,stated_at,claimant,reported_by,stance,proposition,place,lat,lon
k1,Control of the depot,2031-03-01,Northern command,Daily,asserts,The depot is ours,Lower Ford,48.25,37.5
k2,Control of the depot,2031-03-02,Southern ministry,Daily,denies,The depot is still held,Lower Ford,48.25,37.5
k3,Control of the depot,2031-03-02,Mayor,Courier,neutral,Both are in the depot,Lower Ford,48.25,37.5
k4,Control of the depot,2031-03-03
";

struct Case {
    _folder: tempfile::TempDir,
    table: PathBuf,
    recovery: PathBuf,
    session: PathBuf,
}

impl Case {
    fn new(text: &str) -> Self {
        let folder = folder();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("claims.csv"), text).expect("written");
        Self {
            table: path("claims.csv"),
            recovery: path("data/recovery"),
            session: path("work.ccsession"),
            _folder: folder,
        }
    }

    fn open(&self, file: &Path) -> Window {
        Window::open(Some(file), Some(&self.recovery), vec2(1440.0, 900.0))
    }

    /// Opens the table, and the question what its columns mean.
    fn ask(&self) -> Window {
        let mut window = self.open(&self.table);
        window.click("Columns…");
        window.wait_for("the columns", |app| app.state().columns().is_some());
        window
    }

    fn profiles(&self) -> PathBuf {
        self.recovery.with_file_name("profiles")
    }
}

fn dialog(window: &Window) -> Option<&Dialog> {
    window.harness.state().state().dialog()
}

/// Opens the table by the mapping that is proposed.
fn accept(window: &mut Window) {
    window.click("Open");
    window.wait_for("the table", |app| {
        let state = app.state();
        state.columns().is_none() && state.loading().is_none() && state.document().is_some()
    });
}

/// Gives a column another meaning with the mouse.
fn choose(window: &mut Window, column: &str, mapping_source: &str) {
    window.click_containing(&format!("Meaning of the column {column}:"));
    window.click(mapping_source);
}

/// A command of the File menu.
fn command(window: &mut Window, label: &str) {
    window.click("File");
    window.click(label);
}

fn keys(window: &Window) -> Vec<String> {
    let dataset = window.harness.state().state().dataset().expect("a dataset");
    dataset.claim_ids().map(|id| dataset.claim(id).key.to_owned()).collect()
}

/// Columns that say nothing by their names.
const UNCLEAR: &str = "a;b;c;d\n1;Mayor;rejects;The mill burnt\n2;Clerk;asserts;The mill burnt\n";

#[test]
fn a_clear_table_opens_at_once_says_that_its_columns_were_guessed_and_lets_them_be_corrected() {
    let case = Case::new(CLAIMS);
    let mut window = case.open(&case.table);
    assert_eq!(dialog(&window), None, "nothing is asked");
    let document = window.harness.state().state().document().expect("a document");
    assert_eq!(document.reading().mapping_source, MappingSource::Guess);
    assert!(window.shows("Columns were guessed from their names and values."));
    window.click("Columns…");
    window.wait_for("the columns", |app| app.state().columns().is_some());
    assert!(!window.shows("Columns were guessed"), "the note is gone");
    for words in [
        "What do the columns of claims.csv mean?",
        "Table (CSV, TSV, HXL) · 4 records · UTF-8 · separated by comma",
        "Meaning of the column claimant: source (who said it)",
        "no date of the event · Lower Ford · Northern command → Daily · supports · reported 1 Mar 2031",
        "`neutral` is not a stance",
    ] {
        assert!(window.shows(words), "“{words}” is not to be seen");
    }
    window.click_at(egui::pos2(4.0, 4.0));
    assert_eq!(dialog(&window), Some(&Dialog::Columns), "a click beside it");
    accept(&mut window);
    let state = window.harness.state().state();
    let document = state.document().expect("a document");
    let records = document.reading().records;
    assert_eq!((records.read, records.rejected, records.total()), (3, 1, 4));
    assert_eq!(document.reading().mapping_source, MappingSource::Mapping);
    assert!(window.shows("3 of 4 records of claims.csv read"), "no summary");
    assert!(window.shows("Read as Table (CSV, TSV, HXL)"));
}

/// Opens the list of a column's meanings, and says whether the list lies above the dialog.
fn list_is_on_top(window: &mut Window, column: &str) -> bool {
    window.click_containing(&format!("Meaning of the column {column}:"));
    assert!(window.shows("source (who said it)"), "the list is not open");
    let top = window.harness.ctx.memory(|memory| memory.areas().top_layer_id(egui::Order::Foreground));
    top.is_some_and(|top| top.id != egui::Id::unique("dialog"))
}

#[test]
fn a_list_of_meanings_lies_above_the_dialog_each_time_it_opens() {
    let case = Case::new(CLAIMS);
    let mut window = case.ask();
    for column in ["event", "place", "event", "lat", "place", "event"] {
        assert!(list_is_on_top(&mut window, column), "the list of {column} lies behind the dialog");
        window.press(Key::Escape);
        assert_eq!(dialog(&window), Some(&Dialog::Columns), "Esc closes the list alone");
    }
}

#[test]
fn an_unclear_table_asks_first_and_a_table_that_is_named_one_asks_always() {
    let case = Case::new(UNCLEAR);
    let window = case.open(&case.table);
    assert_eq!(dialog(&window), Some(&Dialog::Columns));

    let case = Case::new(CLAIMS);
    let mut window = Window::on_example();
    command(&mut window, "Open as…");
    window.click("Table (CSV, TSV, HXL)");
    window.dialogs_answer(Some(&case.table));
    window.click("Choose a file…");
    window.wait_for("the question", |app| app.state().columns().is_some());
}

#[test]
fn the_separator_and_the_encoding_of_a_table_are_said_where_the_guess_is_wrong() {
    let folder = folder();
    let path = folder.path().join("table.csv");
    let text = "a;b;c,d\n1;Мэр;отрицает,x\n2;Клерк;утверждает,y\n";
    std::fs::write(&path, encoding_rs::KOI8_U.encode(text).0).expect("written");
    let mut window = Window::open(Some(&path), None, vec2(1440.0, 900.0));
    window.wait_for("the question", |app| app.state().columns().is_some());
    let count = |window: &Window| window.harness.state().state().columns().map(|columns| columns.samples().len());
    assert_eq!(count(&window), Some(3));
    window.click_containing("Separator: semicolon");
    window.click("comma");
    window.wait_for("two columns", |app| app.state().columns().is_some_and(|columns| columns.samples().len() == 2));
    window.click_containing("Separator: comma");
    window.click("semicolon");
    window.wait_for("three columns", |app| app.state().columns().is_some_and(|columns| columns.samples().len() == 3));
    window.click_containing("Encoding: ");
    window.click("windows-1252");
    window.wait_for("the encoding", |app| app.state().columns().is_some_and(|it| it.reading().encoding != "KOI8-U"));
    assert!(!window.shows("Мэр"));
    window.click_containing("Encoding: windows-1252");
    window.click("KOI8-U");
    window.wait_for("the encoding", |app| app.state().columns().is_some_and(|it| it.reading().encoding == "KOI8-U"));
    assert!(window.shows("Мэр"));
    choose(&mut window, "b", Field::Speaker.label());
    accept(&mut window);
    let document = window.harness.state().state().document().expect("a document");
    let options = &document.reading().options;
    assert_eq!((options.encoding.as_deref(), options.separator), (Some("KOI8-U"), Some(';')));
    assert!(document.evidence().sources().any(|source| source.name == "Мэр"));
}

#[test]
fn work_that_may_go_is_asked_about_once() {
    let case = Case::new(UNCLEAR);
    let mut window = Window::on_example();
    window.press(Key::Num3);
    window.dialogs_answer(Some(&case.table));
    window.press_ctrl(Key::O);
    window.click("Discard changes");
    window.wait_for("the question", |app| app.state().columns().is_some());
    choose(&mut window, "d", Field::Proposition.label());
    accept(&mut window);
    assert_eq!((dialog(&window), keys(&window)), (None, vec!["1".to_owned(), "2".to_owned()]));
}

#[test]
fn a_meaning_is_changed_by_keys_alone_and_the_records_follow() {
    let case = Case::new(CLAIMS);
    let mut window = case.ask();
    // From the button that has the keyboard backwards over the stance and the offset to the last column.
    let columns = |window: &Window| window.harness.state().state().columns().expect("columns").mapping().clone();
    assert_eq!(columns(&window).columns.last().map(|column| column.field), Some(Field::Longitude));
    for _ in 0..4 {
        window.harness.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
        window.settle();
    }
    window.press(Key::ArrowUp);
    // The arrows pass over what another column means already: it loses nothing on the way.
    assert_eq!(columns(&window).columns.last().map(|column| column.field), Some(Field::Region));
    assert!(columns(&window).of(Field::Latitude).is_some());
    window.press(Key::ArrowDown);
    assert_eq!(columns(&window).columns.last().map(|column| column.field), Some(Field::Longitude));
    for _ in 0..4 {
        window.press(Key::Tab);
    }
    window.press(Key::Enter);
    window.wait_for("the table", |app| app.state().columns().is_none() && app.state().loading().is_none());
}

#[test]
fn a_kept_profile_reads_the_next_file_with_the_same_columns_and_says_so() {
    let case = Case::new(CLAIMS);
    let mut window = case.ask();
    window.click("Save as profile…");
    window.type_text("Press table");
    window.press(Key::Enter);
    let file = case.profiles().join("Press table.json");
    window.wait_for("the profile", |app| app.state().columns().is_some_and(|columns| columns.profile().is_some()));
    let mapping = Mapping::load(&file).expect("a mapping");
    assert_eq!(mapping.header.len(), 10, "{}", read_text(&file));
    window.click("Cancel");
    assert_eq!(dialog(&window), None);

    // The same columns in another order are the same columns.
    let again = case.table.with_file_name("other.csv");
    std::fs::write(&again, CLAIMS).expect("written");
    let window = case.open(&again);
    let document = window.harness.state().state().document().expect("it is read without a question");
    assert_eq!(document.reading().mapping_source, MappingSource::Profile("Press table".to_owned()));
    assert!(window.shows("from the profile “Press table”"));

    // The command line takes the file of a profile as it takes any mapping.
    let options = ReadOptions { mapping: Some(mapping), ..ReadOptions::default() };
    assert_eq!(load_with(&again, &options).expect("read").reading.records, document.reading().records);

    let mut window = case.open(&again);
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.settle();
    window.type_text("columns");
    window.press(Key::Enter);
    window.wait_for("the columns", |app| app.state().columns().is_some());
    assert!(window.shows("Profile: Press table"));
    window.click("Delete…");
    assert!(file.exists(), "it is asked once more");
    window.click_containing("permanently");
    window.wait_for("the profile to go", |app| app.state().columns().is_some_and(|it| it.profiles().is_empty()));
    assert!(!file.exists());
}

#[test]
fn the_same_columns_are_asked_about_once() {
    let case = Case::new(UNCLEAR);
    let mut window = case.open(&case.table);
    assert_eq!(dialog(&window), Some(&Dialog::Columns));
    for (column, field) in [("b", Field::Speaker), ("c", Field::Stance), ("d", Field::Proposition)] {
        choose(&mut window, column, field.label());
    }
    accept(&mut window);
    let kept = case.profiles().join("Last used for claims.csv.json");
    let start = std::time::Instant::now();
    while !kept.exists() && start.elapsed().as_secs() < 20 {
        window.settle();
    }
    assert!(kept.exists(), "the mapping is kept");
    let next = case.table.with_file_name("next.csv");
    std::fs::write(&next, UNCLEAR.replace("burnt", "stands")).expect("written");
    let window = case.open(&next);
    assert_eq!(dialog(&window), None, "it is not asked about again");
    let document = window.harness.state().state().document().expect("a document");
    assert_eq!(document.reading().mapping_source, MappingSource::Profile("Last used for claims.csv".to_owned()));
    assert!(window.shows("from the profile “Last used for claims.csv”"));
}

#[test]
fn a_session_remembers_what_the_columns_meant_and_reopens_with_the_same_keys() {
    let case = Case::new(UNCLEAR);
    let mut window = case.open(&case.table);
    let set = [("a", Field::ClaimId), ("b", Field::Speaker), ("c", Field::Stance), ("d", Field::Proposition)];
    for (column, field) in set {
        choose(&mut window, column, field.label());
    }
    accept(&mut window);
    let before = keys(&window);
    assert_eq!(before, ["1", "2"]);
    window.press(Key::Num4);
    window.save_to(&case.session);
    let header = read_text(&case.session).lines().next().unwrap_or_default().to_owned();
    assert!(header.contains("\"reading\":{\"mapping\":{\"columns\":["), "{header}");

    let window = case.open(&case.session);
    assert_eq!(dialog(&window), None, "nothing is asked again");
    assert_eq!(keys(&window), before);
    let own = window.harness.state().state().judgement().expect("a judgement");
    assert_eq!(own.claim_credibility("1"), Some(Credibility::Four));
    assert!(window.harness.state().state().document().expect("a document").issues().is_empty());
}

#[test]
fn the_columns_of_the_open_table_are_changed_and_the_work_stays() {
    let case = Case::new(CLAIMS);
    let mut window = case.open(&case.table);
    window.press(Key::Num3);
    let graded = keys(&window).first().cloned().expect("a claim");
    window.click("Dismiss");
    command(&mut window, "Columns…");
    window.wait_for("the columns", |app| app.state().columns().is_some());
    choose(&mut window, "stance", "Ignore (keep as extra field)");
    window.click("Open");
    window.wait_for("the table", |app| app.state().loading().is_none() && app.state().columns().is_none());
    let state = window.harness.state().state();
    let dataset = state.dataset().expect("a dataset");
    assert!(dataset.statement_ids().all(|id| dataset.statement(id).stance == Stance::Unstated), "no stance is read");
    assert_eq!(state.judgement().and_then(|own| own.claim_credibility(&graded)), Some(Credibility::Three));
    window.press_ctrl(Key::Z);
    assert!(window.harness.state().state().judgement().is_none(), "the work is still undoable");
}

#[test]
fn the_order_of_day_and_month_is_asked_where_both_fit() {
    let case = Case::new("id,date,title\n1,03/04/2031,Depot burnt\n2,05/06/2031,Mill burnt\n");
    let mut window = case.open(&case.table);
    assert!(window.shows("Ambiguous dates: choose day/month or month/day"));
    assert!(window.shows("choose day/month or month/day for date"));
    window.click("date: day/month");
    assert!(!window.shows("Ambiguous dates"));
    assert!(window.shows("3 Apr 2031"));
    window.click("date: month/day");
    assert!(window.shows("4 Mar 2031"));
}

#[test]
fn a_file_is_read_again_as_the_format_that_is_named() {
    let ucdp = in_package("tests/fixtures/formats/ucdp.csv");
    let case = Case::new("");
    let mut window = case.open(&ucdp);
    assert!(window.shows("Read as UCDP GED events"));
    window.click("Read as UCDP GED events");
    assert!(window.shows("separated by") || window.shows("comma"));
    window.click("Open as…");
    assert!(window.shows("ucdp.csv was opened as: UCDP GED events"));
    // A dialog of another size has to find its place first.
    window.settle();
    window.click("Table (CSV, TSV, HXL)");
    window.click("Reopen ucdp.csv");
    window.wait_for("the question", |app| app.state().columns().is_some());
    accept(&mut window);
    let document = window.harness.state().state().document().expect("a document");
    assert_eq!(document.reading().id, "table");

    command(&mut window, "Open as…");
    window.click("GDELT 2.0 events");
    window.dialogs_answer(Some(&in_package("tests/fixtures/formats/gdelt.export.CSV")));
    window.click("Choose a file…");
    window.wait_for("the file", |app| {
        app.state().document().is_some_and(|document| document.reading().id == "gdelt-events")
    });
}

#[test]
fn the_summary_of_a_reading_adds_up_and_is_written_as_text_and_as_a_table() {
    let case = Case::new(CLAIMS);
    let mut window = case.open(&case.table);
    command(&mut window, "Import report…");
    for words in ["4 = 3 read + 1 rejected", "1 × field skipped, stance (line 4)", "1 × rejected (line 5)", "UTF-8"] {
        assert!(window.shows(words), "“{words}” is not to be seen");
    }
    let text = case.session.with_extension("txt");
    let table = case.session.with_extension("csv");
    for path in [&text, &table] {
        window.dialogs_answer(Some(path));
        window.click("Save as text or table…");
        window.wait_for("the file", |_| path.exists());
    }
    let written = read_text(&text);
    assert!(written.contains("Records    4 = 3 read + 1 rejected"), "{written}");
    assert!(written.contains("1 field skipped, stance\n  claims.csv:4: record k3, stance: `neutral`"), "{written}");
    let written = read_text(&table);
    assert!(
        written.starts_with("file,line,record,field,what happened,why\r\nclaims.csv,,the file,,remark,"),
        "{written}"
    );
    assert!(written.contains("\r\nclaims.csv,4,record k3,stance,"), "{written}");
    assert_eq!(written.lines().count(), 4);
}

#[test]
fn a_clean_dataset_of_the_programs_own_says_nothing() {
    let window = Window::on_example();
    assert!(!window.shows("Read as") && !window.shows("records of"));
    assert_eq!(window.harness.state().state().notices(), []);
}

#[test]
fn a_question_about_columns_that_is_cancelled_leaves_what_was_open() {
    let case = Case::new(UNCLEAR);
    let mut window = Window::on_example();
    let before = keys(&window);
    window.dialogs_answer(Some(&case.table));
    window.press_ctrl(Key::O);
    window.wait_for("the question", |app| app.state().columns().is_some());
    window.press(Key::Escape);
    assert_eq!(dialog(&window), None);
    assert_eq!(keys(&window), before);
}
