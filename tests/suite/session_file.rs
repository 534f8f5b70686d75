//! Session files: what is written comes back, and what cannot be read is kept or told.

use std::path::{Path, PathBuf};

use counterclaim_io::session_file::{self, Expected, SessionFile};
use counterclaim_io::{LoadError, SaveError, Severity};
use counterclaim_model::{
    Addition, AdditionKey, Credibility, Edit, Entry, Independence, Item, Journal, Key, Line, Listing, Reliability,
    Target, Truth, Verdict,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary;
use crate::schema::assert_session_conforms;
use crate::support::{
    Stamps, day, entry, folder, in_package, note, only_issue, read_session, read_text, session, source_record,
};

const AUTHOR: &str = "analyst-a";
const FIXTURE: &str = "tests/fixtures/sessions/v1.ccsession";

/// What a person does to a session, one after another.
#[derive(Clone, Debug)]
enum Step {
    Record(Edit),
    Gesture(Edit),
    Settle,
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => arbitrary::edit().prop_map(Step::Record),
        3 => arbitrary::edit().prop_map(Step::Gesture),
        1 => Just(Step::Settle),
        3 => Just(Step::Undo),
        2 => Just(Step::Redo),
    ]
}

fn take(journal: &mut Journal, step: Step, stamps: &mut Stamps) {
    match step {
        Step::Record(edit) => {
            journal.record(edit, stamps.next());
        }
        Step::Gesture(edit) => journal.record_gesture(edit, stamps.next()),
        Step::Settle => {
            journal.settle();
        }
        Step::Undo => {
            journal.undo(stamps.next());
        }
        Step::Redo => {
            journal.redo(stamps.next());
        }
    }
}

fn journal_of(steps: Vec<Step>, stamps: &mut Stamps) -> Journal {
    let mut journal = Journal::new(Key::from(AUTHOR));
    for step in steps {
        take(&mut journal, step, stamps);
    }
    journal.settle();
    journal
}

fn reread(journal: &Journal) -> Journal {
    let (file, issues) = read_session(&session_file::to_text(&session(journal.lines().to_vec())));
    assert_eq!(issues, []);
    Journal::from_lines(journal.author().clone(), file.lines)
}

fn line(number: u128, edit: Edit) -> Line {
    let mut stamps = Stamps::default();
    let mut stamp = stamps.next();
    stamp.id.0 += number;
    Line::Entry(entry(stamp, AUTHOR, edit))
}

/// The text of a session with a header and three notes.
fn three_notes() -> String {
    session_file::to_text(&session((0..3).map(|at| line(at, note(&format!("claim-{at}"), "a note"))).collect()))
}

fn keys_of(file: &SessionFile) -> Vec<String> {
    let entries = file.lines.iter().filter_map(entry_of);
    entries.map(|entry| entry.edit.target().map_or(String::new(), |target| format!("{target:?}"))).collect()
}

fn entry_of(line: &Line) -> Option<&Entry> {
    match line {
        Line::Entry(entry) => Some(entry),
        Line::Kept(_) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_session_that_was_saved_and_loaded_is_saved_the_same_again(steps in vec(step(), 0..40)) {
        let journal = journal_of(steps, &mut Stamps::default());
        let written = session(journal.lines().to_vec());
        let text = session_file::to_text(&written);
        prop_assert_eq!(text.lines().count(), journal.lines().len() + 1);
        let (read, issues) = read_session(&text);
        prop_assert_eq!(issues, []);
        prop_assert_eq!(&read, &written);
        prop_assert_eq!(session_file::to_text(&read), text.clone());
        assert_session_conforms(&text);
    }

    #[test]
    fn undo_and_redo_work_after_loading_as_they_did_before(
        steps in vec(step(), 0..40),
        later in vec(step(), 0..20),
    ) {
        let mut stamps = Stamps::default();
        let mut journal = journal_of(steps, &mut stamps);
        let mut loaded = reread(&journal);
        prop_assert_eq!(loaded.lines(), journal.lines());
        prop_assert_eq!(loaded.session(), journal.session());
        for step in later {
            prop_assert_eq!(loaded.undo_label(), journal.undo_label());
            prop_assert_eq!(loaded.redo_label(), journal.redo_label());
            let stamp = stamps.next();
            match step {
                Step::Undo => prop_assert_eq!(loaded.undo(stamp), journal.undo(stamp)),
                Step::Redo => prop_assert_eq!(loaded.redo(stamp), journal.redo(stamp)),
                Step::Record(edit) => prop_assert_eq!(loaded.record(edit.clone(), stamp), journal.record(edit, stamp)),
                Step::Gesture(_) | Step::Settle => {}
            }
            prop_assert_eq!(loaded.session(), journal.session());
        }
        prop_assert_eq!(loaded.lines(), journal.lines());
    }

    #[test]
    fn one_edit_adds_one_line_and_changes_no_other(steps in vec(step(), 0..20), edit in arbitrary::edit()) {
        let mut stamps = Stamps::default();
        let mut journal = journal_of(steps, &mut stamps);
        let before = session_file::to_text(&session(journal.lines().to_vec()));
        let mut loaded = reread(&journal);
        for journal in [&mut journal, &mut loaded] {
            let recorded = journal.record(edit.clone(), stamps.next());
            let after = session_file::to_text(&session(journal.lines().to_vec()));
            let added = after.strip_prefix(&before);
            prop_assert!(added.is_some(), "a line has changed");
            let added_lines = added.unwrap_or_default().matches('\n').count();
            prop_assert_eq!(added_lines, usize::from(recorded));
        }
    }

    #[test]
    fn any_bytes_after_the_header_are_read_without_a_panic_and_lines_are_kept_or_told(
        cut in any::<proptest::sample::Index>(),
        bytes in vec(any::<u8>(), 0..40),
        keep_rest in any::<bool>(),
    ) {
        let text = three_notes();
        let header = text.find('\n').expect("a header") + 1;
        let at = header + cut.index(text.len() - header);
        let mut mutated = text.as_bytes()[..at].to_vec();
        mutated.extend(&bytes);
        if keep_rest {
            mutated.extend(&text.as_bytes()[at..]);
        }
        let (file, issues) = session_file::read_bytes(&mutated, Path::new("made-up.ccsession")).expect("a session");
        let rows = mutated[header..].split(|byte| *byte == b'\n').filter(|row| !row.trim_ascii().is_empty()).count();
        let lost = issues.iter().filter(|issue| issue.severity() == Severity::Rejected).count();
        prop_assert_eq!(file.lines.len() + lost, rows);
    }
}

#[test]
fn every_line_that_is_written_conforms_to_the_schema() {
    let edits = arbitrary::one_of_each().into_iter().enumerate();
    let lines: Vec<Line> = edits.map(|(at, edit)| line(at as u128, edit)).collect();
    assert_session_conforms(&session_file::to_text(&session(lines)));
    assert_session_conforms(&session_file::to_text(&session(with_every_value())));
}

/// An edit of every variant with a value.
fn with_every_value() -> Vec<Line> {
    let key = || Key::from("key-a");
    let edits = [
        Edit::Reliability { source: key(), value: Some(Reliability::B) },
        Edit::Credibility { item: Item::Statement(key()), value: Some(Credibility::Four) },
        Edit::Verdict { claim: key(), value: Some(Verdict { truth: Truth::Undecidable, at: Some(day(20_000)) }) },
        Edit::Tags { target: Target::Source(key()), value: Some(["b".to_owned(), "a".to_owned()].into()) },
        note("claim-a", "two\nlines, \"quotes\" and ж"),
        Edit::Side { source: key(), value: Some(String::new()) },
        Edit::Alias { source: key(), value: Some(Key::from("key-b")) },
        Edit::Beneficiary { claim: key(), value: Some("side-a".to_owned()) },
        Edit::Independence { a: key(), b: Key::from("key-b"), value: Some(Independence::Dependent) },
        Edit::Listings { value: Some(Listing::Supports) },
        Edit::Geocoded { places: arbitrary::placements() },
        Edit::Added {
            key: AdditionKey::Source(key()),
            value: Some(Box::new(Addition::Source(source_record("key-a")))),
        },
    ];
    edits.into_iter().enumerate().map(|(at, edit)| line(at as u128, edit)).collect()
}

#[test]
fn keys_of_a_line_stand_in_their_order_and_an_undo_says_what_it_undoes() {
    let mut journal = Journal::new(Key::from(AUTHOR));
    let mut stamps = Stamps::default();
    journal.record(note("claim-a", "a\n\"b\""), stamps.next());
    journal.undo(stamps.next());
    let text = session_file::to_text(&session(journal.lines().to_vec()));
    let rows: Vec<&str> = text.lines().collect();
    let id = |row: &str| row.strip_prefix("{\"id\":\"").and_then(|rest| rest.get(..26)).expect("an id").to_owned();
    let first = id(rows[1]);
    let second = id(rows[2]);
    assert!(first < second, "lines sort by time");
    assert_eq!(
        rows[1],
        format!(
            "{{\"id\":\"{first}\",\"at\":\"2025-01-07T18:00:01.001Z\",\"author\":\"analyst-a\",\
             \"edit\":{{\"set\":\"note\",\"claim\":\"claim-a\",\"to\":\"a\\n\\\"b\\\"\"}}}}"
        )
    );
    assert_eq!(
        rows[2],
        format!(
            "{{\"id\":\"{second}\",\"at\":\"2025-01-07T18:00:02.002Z\",\"author\":\"analyst-a\",\
             \"edit\":{{\"set\":\"note\",\"claim\":\"claim-a\",\"to\":null}},\"undoes\":\"{first}\"}}"
        )
    );
}

#[test]
fn what_this_version_does_not_know_survives_and_unknown_kinds_are_told() {
    let text = three_notes();
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    rows[0] = rows[0].replacen("\"datasets\"", "\"window\":{\"left\":1.50,\"right\":[null]},\"datasets\"", 1);
    rows[1] = rows[1].replacen("\"edit\":{", "\"device\":\"x\",\"edit\":{\"why\":[1, 2.0],", 1);
    let rating = rows[2].replacen("\"set\":\"note\"", "\"set\":\"mood\"", 1);
    rows.insert(2, rating.clone());
    rows.insert(3, "{\"checkpoint\": 7}".to_owned());
    let (file, issues) = read_session(&(rows.join("\n") + "\n"));
    assert_eq!(issues.len(), 2, "{issues:?}");
    for (issue, (row, reason)) in issues.iter().zip([(3, "unknown variant `mood`"), (4, "missing field `id`")]) {
        assert_eq!((issue.line(), issue.severity()), (Some(row), Severity::Remark));
        assert_eq!(issue.record(), format!("edit number {}", row - 1));
        assert!(issue.reason().contains(reason), "{}", issue.reason());
        assert!(issue.reason().contains("the line is kept unchanged"), "{}", issue.reason());
    }
    assert_eq!(keys_of(&file).len(), 3);
    assert_eq!(file.unknown.keys().collect::<Vec<_>>(), ["window"]);
    let written = session_file::to_text(&file);
    let written: Vec<&str> = written.lines().collect();
    assert_eq!(written[1..], rows[1..], "lines are written back as they were");
    assert!(written[0].contains("\"window\":{\"left\":1.5,\"right\":[null]}"), "{}", written[0]);
}

#[test]
fn how_a_dataset_was_read_survives_also_where_a_newer_version_says_it() {
    let text = three_notes();
    let known = r#""reading":{"mapping":{"columns":[{"column":"a","field":"claim-id"}],"stance_about":"event"}}"#;
    let newer = r#""reading":{"mapping":{"columns":[{"column":"a","field":"mood"}]},"sheet":2}"#;
    for (reading, is_known) in [(known, true), (newer, false)] {
        let with_it = text.replacen("\"sha256\"", &format!("{reading},\"mark\":[1],\"sha256\""), 1);
        let (file, issues) = read_session(&with_it);
        assert_eq!(file.datasets[0].reading.is_some(), is_known);
        assert_eq!(issues.len(), usize::from(!is_known), "{issues:?}");
        let written = session_file::to_text(&file);
        let header = written.lines().next().expect("a header");
        assert!(header.contains(reading) && header.contains(r#""mark":[1]"#), "{header}");
        crate::schema::assert_session_conforms(&session_file::to_text(&read_session(&text).0));
    }
    let (file, _) = read_session(&text.replacen("\"sha256\"", &format!("{known},\"sha256\""), 1));
    crate::schema::assert_session_conforms(&session_file::to_text(&file));
}

#[test]
fn a_torn_last_line_is_reported_and_costs_one_edit() {
    let text = three_notes();
    let last = text.trim_end().rfind('\n').expect("lines") + 1;
    for cut in last + 1..text.len() - 2 {
        let (file, issues) = read_session(&text[..cut]);
        assert_eq!(file.lines.len(), 2, "cut after {cut} bytes");
        let issue = only_issue(&issues);
        assert_eq!((issue.line(), issue.severity()), (Some(4), Severity::Rejected));
        assert_eq!((issue.file(), issue.record()), ("made-up.ccsession", "edit number 3"));
        assert!(issue.reason().starts_with("the last line is incomplete"), "{}", issue.reason());
    }
    let (file, issues) = read_session(text.trim_end());
    assert_eq!((file.lines.len(), issues.len()), (3, 0), "only the line feed is missing");
}

#[test]
fn a_broken_line_in_the_middle_is_kept_as_it_is() {
    let text = three_notes();
    let rows: Vec<&str> = text.lines().collect();
    let broken = &rows[2][..rows[2].len() / 2];
    let mutated = [rows[0], rows[1], broken, rows[3]].join("\n") + "\n";
    let (file, issues) = read_session(&mutated);
    let issue = only_issue(&issues);
    assert_eq!((issue.line(), issue.severity()), (Some(3), Severity::Remark));
    assert_eq!(file.lines[1], Line::Kept(broken.into()));
    assert_eq!(session_file::to_text(&file), mutated);
}

#[test]
fn a_line_that_is_not_text_is_told_as_lost() {
    let mut bytes = three_notes().into_bytes();
    let at = bytes.len() - 10;
    bytes[at] = 0xff;
    let (file, issues) = session_file::read_bytes(&bytes, Path::new("made-up.ccsession")).expect("a session");
    assert_eq!(file.lines.len(), 2);
    let issue = only_issue(&issues);
    assert_eq!((issue.line(), issue.severity()), (Some(4), Severity::Rejected));
    assert!(issue.reason().contains("not valid UTF-8"), "{}", issue.reason());
}

#[test]
fn lines_that_end_as_on_windows_are_read() {
    let (file, issues) = read_session(&three_notes().replace('\n', "\r\n"));
    assert_eq!((file.lines.len(), issues), (3, Vec::new()));
    assert_eq!(session_file::to_text(&file), three_notes());
}

#[test]
fn newer_session_version_is_refused() {
    let text = three_notes().replacen("\"version\":1", "\"version\":2", 1);
    let error = session_file::read_bytes(text.as_bytes(), Path::new("new.ccsession")).expect_err("a newer version");
    assert!(matches!(&error, LoadError::TooNew { found: 2, known: 1, path } if path == Path::new("new.ccsession")));
    assert!(error.to_string().contains("open it with a newer one"), "{error}");
    assert!(session_file::recognises(text.as_bytes()), "it is a session all the same");
}

#[test]
fn files_that_are_no_sessions_are_refused() {
    let read = |text: &str| session_file::read_bytes(text.as_bytes(), Path::new("x")).expect_err("no session");
    assert!(matches!(read(""), LoadError::Malformed { line: 1, .. }));
    assert!(matches!(read("hello\n"), LoadError::Malformed { line: 1, column: 1, .. }));
    assert!(matches!(read("{\"format\":\"counterclaim-dataset\",\"version\":1}"), LoadError::UnknownFormat { .. }));
    assert!(matches!(read("{\"format\":\"counterclaim-session\",\"version\":0}"), LoadError::UnknownFormat { .. }));
    assert!(matches!(read("{\"format\":\"counterclaim-session\",\"version\":1}"), LoadError::Malformed { .. }));
    assert!(!session_file::recognises(b"{\"format\":\"counterclaim-dataset\"}"));
    let missing = session_file::read(&folder().path().join("missing.ccsession")).expect_err("no file");
    assert!(matches!(missing, LoadError::Unreadable { .. }));
}

#[test]
fn a_grade_or_time_that_is_none_is_kept_and_told() {
    let text = three_notes();
    let header = text.lines().next().expect("a header");
    let row = text.lines().nth(1).expect("a line");
    let note = "{\"set\":\"note\",\"claim\":\"claim-0\",\"to\":\"a note\"}";
    for edit in [
        "{\"set\":\"reliability\",\"source\":\"source-a\",\"to\":\"G\"}",
        "{\"set\":\"reliability\",\"to\":\"A\"}",
        "{\"set\":\"credibility\",\"claim\":\"claim-a\",\"to\":7}",
        "{\"set\":\"credibility\",\"claim\":\"claim-a\",\"statement\":\"statement-a\",\"to\":1}",
        "{\"set\":\"verdict\",\"claim\":\"claim-a\",\"to\":{\"truth\":\"perhaps\"}}",
        "{\"set\":\"verdict\",\"claim\":\"claim-a\",\"to\":{\"truth\":\"true\",\"at\":\"2025-02-30\"}}",
        "{\"set\":\"note\",\"to\":\"no target\"}",
        "{\"set\":\"note\",\"claim\":\"claim-a\"}",
        "{\"set\":\"independence\",\"sources\":[\"source-a\"],\"to\":\"dependent\"}",
        "{\"set\":\"added\",\"place\":\"place-a\",\"to\":{\"id\":\"place-a\",\"name\":\"A\",\"lat\":91,\"lon\":0}}",
        "{\"set\":\"added\",\"place\":\"place-a\",\"source\":\"source-a\",\"to\":null}",
    ] {
        let mutated = format!("{header}\n{}\n", row.replace(note, edit));
        assert!(mutated.contains(edit));
        let (file, issues) = read_session(&mutated);
        assert!(matches!(file.lines[..], [Line::Kept(_)]), "{edit} was read");
        assert_eq!(only_issue(&issues).severity(), Severity::Remark, "{edit}");
        assert_eq!(session_file::to_text(&file), mutated);
    }
}

#[test]
fn judgements_of_two_authors_stand_side_by_side_and_undo_touches_only_ones_own() {
    let grade = |value| Edit::Reliability { source: Key::from("source-a"), value: Some(value) };
    let mut stamps = Stamps::default();
    let lines = vec![
        Line::Entry(entry(stamps.next(), "analyst-a", grade(Reliability::A))),
        Line::Entry(entry(stamps.next(), "analyst-b", grade(Reliability::E))),
    ];
    let (file, _) = read_session(&session_file::to_text(&session(lines)));
    let mut journal = Journal::from_lines(Key::from("analyst-a"), file.lines);
    let held = |journal: &Journal, author: &str| {
        journal.session().judgement(author).and_then(|judgement| judgement.reliability("source-a"))
    };
    assert_eq!(held(&journal, "analyst-a"), Some(Reliability::A));
    assert_eq!(held(&journal, "analyst-b"), Some(Reliability::E));
    let others: Vec<_> = journal.session().others("analyst-a").map(|(name, _)| name.to_string()).collect();
    assert_eq!(others, ["analyst-b"]);
    assert_eq!(journal.undo(stamps.next()).as_deref(), Some("set reliability to A"));
    assert_eq!(journal.undo(stamps.next()), None, "the other analyst's step is not there to be undone");
    assert_eq!(held(&journal, "analyst-a"), None);
    assert_eq!(held(&journal, "analyst-b"), Some(Reliability::E));
    let Some(Line::Entry(last)) = journal.lines().last() else { panic!("an entry") };
    assert_eq!(&*last.author, "analyst-a");
}

#[test]
fn the_frozen_file_of_version_1_is_read_and_written_back_the_same() {
    let text = read_text(&in_package(FIXTURE));
    let (file, issues) = session_file::read(&in_package(FIXTURE)).expect("a session");
    let kept: Vec<_> = issues.iter().map(|issue| (issue.line(), issue.severity())).collect();
    assert_eq!(kept, [(Some(31), Severity::Remark)], "{issues:#?}");
    let written = session_file::to_text(&file);
    let (header, rest) = text.split_once('\n').expect("a header");
    let (written_header, written_rest) = written.split_once('\n').expect("a header");
    assert_eq!(written_rest, rest);
    let own = format!("\"app_version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    assert_eq!(written_header, header.replace("\"app_version\":\"0.1.0\"", &own));
}

#[test]
fn the_frozen_file_of_version_1_has_every_kind_of_edit() {
    let (file, _) = session_file::read(&in_package(FIXTURE)).expect("a session");
    let edits: Vec<&Edit> = file.lines.iter().filter_map(entry_of).map(|entry| &entry.edit).collect();
    // A kind that came after the file was frozen is a line that an older program keeps without knowing it.
    let is_later = |edit: &Edit| matches!(edit, Edit::Listings { .. } | Edit::Layer { .. } | Edit::Geocoded { .. });
    for like in arbitrary::one_of_each().into_iter().filter(|edit| !is_later(edit)) {
        let variant = std::mem::discriminant(&like);
        assert!(edits.iter().any(|edit| std::mem::discriminant(*edit) == variant), "{like:?} is missing");
    }
    let kinds: std::collections::BTreeSet<&str> = edits
        .iter()
        .filter_map(|edit| match edit {
            Edit::Added { key, value: Some(_) } => Some(key.kind_label()),
            _ => None,
        })
        .collect();
    assert_eq!(kinds.len(), arbitrary::addition_keys().len(), "only {kinds:?} are added");
    // Every line is read as what it says, not only carried along.
    let verbatim = file.lines.iter().filter_map(entry_of).filter(|entry| entry.verbatim.is_some()).count();
    assert_eq!(verbatim, 1, "only the line with an unknown field needs its own text");
    let journal = Journal::from_lines(Key::from("analyst-a"), file.lines.clone());
    let own = journal.session().judgement("analyst-a").expect("a judgement");
    let claim = Target::Claim(Key::from("claim-a"));
    assert_eq!(own.reliability("source-a"), Some(Reliability::B));
    assert_eq!(own.claim_credibility("claim-a"), Some(Credibility::Four));
    assert_eq!(own.note(&claim), Some("Two lines,\nand “quotes”, \"quotes\" and жё."));
    assert_eq!(own.tags(&claim).collect::<Vec<_>>(), ["check", "к проверке"]);
    assert_eq!(own.side("source-a"), Some(""));
    assert_eq!(own.verdict("claim-a").map(|verdict| verdict.truth), Some(Truth::Undecidable));
    assert_eq!(own.alias("source-a"), Some("source-b"));
    assert_eq!(own.beneficiary("claim-a"), Some("side-a"));
    let pair = (Key::from("source-a"), Key::from("source-b"));
    assert_eq!(own.independence(&pair.0, &pair.1), Some(Independence::Dependent));
    assert_eq!(journal.session().additions().count(), 6);
    assert_eq!(journal.undo_label(), Some("set reliability to B"), "the redone step is the last");
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_saved_session_is_the_file_and_nothing_beside_it() {
    let folder = folder();
    let path = folder.path().join("a.ccsession");
    for lines in [with_every_value(), Vec::new()] {
        let file = session(lines);
        session_file::write(&path, &file, &Expected::Anything).expect("saved");
        assert_eq!(read_text(&path), session_file::to_text(&file));
        assert_eq!(session_file::read(&path).expect("a session").0, file);
        assert_eq!(names_in(folder.path()), ["a.ccsession"]);
    }
}

#[test]
fn a_save_into_no_folder_says_so() {
    let folder = folder();
    let file = folder.path().join("file");
    std::fs::write(&file, "old").expect("written");
    for path in [file.join("a.ccsession"), folder.path().join("missing/a.ccsession")] {
        let error = session_file::write(&path, &session(Vec::new()), &Expected::Anything).expect_err("no folder");
        assert!(matches!(&error, SaveError::NoFolder { .. }), "{error}");
    }
    assert_eq!(read_text(&file), "old");
    assert_eq!(names_in(folder.path()), ["file"]);
}

#[test]
fn a_save_over_a_folder_fails_and_leaves_nothing_behind() {
    let folder = folder();
    let path = folder.path().join("a.ccsession");
    std::fs::create_dir(&path).expect("a folder");
    let error =
        session_file::write(&path, &session(Vec::new()), &Expected::Anything).expect_err("a folder is in the way");
    assert!(matches!(&error, SaveError::NotAFile { path: told } if *told == path), "{error}");
    assert_eq!(names_in(folder.path()), ["a.ccsession"]);
    assert!(path.is_dir());
}

#[cfg(unix)]
#[test]
fn a_save_into_a_read_only_folder_leaves_the_old_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let path = folder.path().join("a.ccsession");
    std::fs::write(&path, "old").expect("written");
    let set_mode = |mode| {
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(mode)).expect("permissions");
    };
    set_mode(0o555);
    if std::fs::write(folder.path().join("probe"), "").is_ok() {
        set_mode(0o755);
        eprintln!("skipped: this user may write into read-only folders");
        return;
    }
    let saved = session_file::write(&path, &session(Vec::new()), &Expected::Anything);
    set_mode(0o755);
    assert!(matches!(saved, Err(SaveError::NotWritten { .. })), "{saved:?}");
    assert_eq!(read_text(&path), "old");
    assert_eq!(names_in(folder.path()), ["a.ccsession"]);
}

/// The path that the test below hands to the process that it starts, in which files may have 4 KiB only.
#[cfg(unix)]
const FULL_DISK: &str = "COUNTERCLAIM_TEST_FULL_DISK";

#[cfg(unix)]
#[test]
fn a_save_that_runs_out_of_room_leaves_the_old_file() {
    let long = || session(vec![line(0, note("claim-a", &"x".repeat(100_000)))]);
    if let Some(path) = std::env::var_os(FULL_DISK) {
        let path = PathBuf::from(path);
        let saved = session_file::write(&path, &long(), &Expected::Anything);
        assert!(matches!(saved, Err(SaveError::NotWritten { .. })), "{saved:?}");
        assert_eq!(read_text(&path), "old");
        return;
    }
    let folder = folder();
    let path = folder.path().join("a.ccsession");
    std::fs::write(&path, "old").expect("written");
    let program = std::env::current_exe().expect("the test program");
    let name = "session_file::a_save_that_runs_out_of_room_leaves_the_old_file";
    let child = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ && ulimit -f 8 && exec \"$0\" --exact \"$1\""])
        .arg(program)
        .arg(name)
        .env(FULL_DISK, &path)
        .output();
    let output = match child {
        Ok(output) => output,
        Err(error) => {
            eprintln!("skipped: there is no shell that limits the size of files: {error}");
            return;
        }
    };
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && told.contains("1 passed"), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(read_text(&path), "old");
    assert_eq!(names_in(folder.path()), ["a.ccsession"]);
    session_file::write(&path, &long(), &Expected::Anything).expect("there is room here");
}

#[cfg(unix)]
#[test]
fn a_save_keeps_the_permissions_of_the_file_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let path = folder.path().join("a.ccsession");
    let link = folder.path().join("link.ccsession");
    std::fs::write(&path, "old").expect("written");
    std::os::unix::fs::symlink(&path, &link).expect("a link");
    for mode in [0o600, 0o640, 0o664] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("permissions");
        session_file::write(&link, &session(Vec::new()), &Expected::Anything).expect("saved");
        let metadata = std::fs::metadata(&path).expect("the file");
        assert_eq!(metadata.permissions().mode() & 0o777, mode);
    }
    assert!(std::fs::symlink_metadata(&link).expect("the link").is_symlink());
    assert_eq!(read_text(&path), session_file::to_text(&session(Vec::new())));
}

#[test]
fn a_dataset_is_looked_for_where_it_was_and_then_beside_the_session() {
    let session = Path::new("work/a.ccsession");
    assert_eq!(session_file::path_hint(session, Path::new("work/data/b.json")), "data/b.json");
    assert_eq!(session_file::path_hint(session, Path::new("other/b.json")), "../other/b.json");
    let mut dataset = crate::support::dataset_ref();
    dataset.path = "data/b.json".to_owned();
    let paths = session_file::candidate_paths(session, &dataset);
    assert_eq!(paths, [PathBuf::from("work/data/b.json"), PathBuf::from("work/b.json")]);
    dataset.path = "b.json".to_owned();
    assert_eq!(session_file::candidate_paths(session, &dataset), [PathBuf::from("work/b.json")]);
}
