//! What the commands say is so: the same issues everywhere, spellings that are read or told, marks and controls that
//! do no harm, names that look alike, and dates that stand for none.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use counterclaim_io::cell::formula_guard::{guarded, unguarded};
use counterclaim_io::load::{self, load_bytes};
use counterclaim_io::{Issue, claim_tables, look_alikes, session_file};
use counterclaim_model::{Line, Stance, TableRows};
use egui::{Key, vec2};
use egui_kittest::kittest::Queryable as _;
use serde_json::{Value, json};

use crate::support::{dataset_text, files_below, folder, in_package, load_records, read_text};
use crate::window::Window;

fn attack(name: &str) -> PathBuf {
    in_package("tests/fixtures/attack").join(name)
}

/// Runs a command as somebody who has worked in no session.
fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    command.env("USER", "nobody-here").args(arguments).output().expect("the program runs")
}

fn run_on(command: &str, path: &Path, more: &[&str]) -> Output {
    let path = path.to_str().expect("a path");
    run(&[&[command, path], more].concat())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn info_json(path: &Path) -> Value {
    let done = run_on("info", path, &["--json"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    serde_json::from_slice(&done.stdout).expect("JSON")
}

fn issue_list(told: &Value) -> Vec<String> {
    told["issue_list"].as_array().expect("a list").iter().map(|issue| issue.as_str().unwrap_or("").to_owned()).collect()
}

/// The number of issues that a command says on standard error.
fn said_issues(done: &Output) -> usize {
    assert!(done.status.success(), "{}", text(&done.stderr));
    let said = text(&done.stderr);
    let line = said.lines().find(|line| line.contains("import issue")).unwrap_or("counterclaim: 0 ");
    line.split_whitespace().nth(1).and_then(|count| count.parse().ok()).expect("a count")
}

#[test]
fn every_command_counts_the_issues_that_info_lists() {
    let session = attack("lost-target.ccsession");
    let told = info_json(&session);
    let listed = issue_list(&told);
    assert_eq!(told["issues"], listed.len());
    let lost = "claim gone, set verdict to true: its target is not in the dataset; the edit is kept";
    assert!(listed.iter().any(|issue| issue.contains(lost)), "{listed:?}");
    let folder = folder();
    let out = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let page = out("a.html");
    let table = out("a.csv");
    let dataset = out("a.json");
    let picture = out("a.png");
    let commands: [(&str, &[&str]); 5] = [
        ("export", &["-o", &page]),
        ("export", &["-o", &table]),
        ("convert", &[&dataset]),
        ("assess", &[]),
        ("picture", &["-o", &picture]),
    ];
    for (command, arguments) in commands {
        assert_eq!(said_issues(&run_on(command, &session, arguments)), listed.len(), "{command}");
    }
}

#[test]
fn a_lost_source_is_told_also_where_it_is_only_named() {
    let folder = folder();
    let path = folder.path().join("a.ccsession");
    let header = read_text(&attack("lost-target.ccsession")).lines().next().expect("a header").to_owned();
    let entry = |number: u8, edit: Value| json!({"id": format!("01RAPSS200GP1XF3A7QYFR6F0{number}"), "at": "2031-05-04T08:00:00.000Z", "author": "a", "edit": edit});
    let edits = [
        entry(1, json!({"set": "alias", "source": "m1", "to": "gone-too"})),
        entry(2, json!({"set": "independence", "sources": ["left", "m1"], "to": "dependent"})),
    ];
    let lines: Vec<String> = std::iter::once(header).chain(edits.iter().map(Value::to_string)).collect();
    std::fs::write(&path, lines.join("\n") + "\n").expect("written");
    std::fs::copy(attack("base.json"), folder.path().join("base.json")).expect("copied");
    let listed = issue_list(&info_json(&path));
    for key in ["gone-too", "left"] {
        assert!(listed.iter().any(|issue| issue.contains(&format!("source {key}, "))), "{key}: {listed:?}");
    }
}

#[test]
fn the_work_of_others_that_does_not_count_is_said() {
    let folder = folder();
    let path = folder.path().join("two.ccsession");
    let header = read_text(&attack("lost-target.ccsession")).lines().next().expect("a header").to_owned();
    let verdict = |number: u8, author: &str, truth: &str| {
        let id = format!("01RAPSS200GP1XF3A7QYFR6F0{number}");
        let edit = json!({"set": "verdict", "claim": "T", "to": {"truth": truth}});
        json!({"id": id, "at": "2031-05-04T08:00:00.000Z", "author": author, "edit": edit}).to_string()
    };
    let lines = [header, verdict(1, "ann", "true"), verdict(2, "bob", "false")];
    std::fs::write(&path, lines.join("\n") + "\n").expect("written");
    std::fs::copy(attack("base.json"), folder.path().join("base.json")).expect("copied");

    let told = info_json(&path);
    assert_eq!(told["judgement_of"], Value::Null);
    let other = |author: &str| json!({"author": author, "verdicts": 1, "grades": 0, "edits": 1});
    assert_eq!(told["not_counted"], json!([other("ann"), other("bob")]));
    let done = run_on("info", &path, &["--author", "ann"]);
    let words = "the judgement of `ann` counts; not counted: 1 verdict and 0 grades of `bob` (1 edit)";
    assert!(text(&done.stdout).contains(words), "{}", text(&done.stdout));

    let out = folder.path().join("a.csv");
    for (command, arguments) in [("assess", vec![]), ("export", vec!["-o", out.to_str().expect("a path")])] {
        let done = run_on(command, &path, &[&arguments[..], &["--author", "ann"]].concat());
        assert!(text(&done.stderr).contains(words), "{command}: {}", text(&done.stderr));
        let done = run_on(command, &path, &arguments);
        assert!(text(&done.stderr).contains("no judgement counts"), "{command}: {}", text(&done.stderr));
    }
    let done = run_on("assess", &path, &["--author", "ann", "--format", "json"]);
    let told: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!((&told["judgement_of"], &told["not_counted"]), (&json!("ann"), &json!([other("bob")])));
    assert_eq!(told["propositions"][0]["settled"], true);
}

#[test]
fn no_control_reaches_the_terminal() {
    let folder = folder();
    let nasty = "e\u{1b}[31m\u{9b}2J\u{7f}\u{202e}x\u{2066}\u{7}";
    let records = json!({
        "sources": [{"id": nasty, "name": nasty, "kind": "media"}],
        "events": [{"id": "e", "title": "E"}],
        "claims": [{"id": nasty, "proposition": nasty, "event": "e", "kind": "occurrence"}],
        "statements": [
            {"id": "s", "claim": nasty, "speaker": nasty, "stance": "supports"},
            {"id": nasty, "claim": "nope", "speaker": nasty, "stance": "supports"},
            {"id": nasty, "claim": nasty, "speaker": nasty, "stance": nasty},
        ],
    });
    let dataset = folder.path().join("a.json");
    let picture = folder.path().join("a.png");
    std::fs::write(&dataset, dataset_text(&records)).expect("written");
    let table = folder.path().join("claims.csv");
    std::fs::write(&table, format!("source,proposition,stance\n{nasty},{nasty},{nasty}\n")).expect("written");
    let missing = folder.path().join(nasty);
    let folder_path = folder.path();
    let runs = [
        run_on("info", &attack("escape-codes-in-ids.json"), &[]),
        run_on("info", &dataset, &[]),
        run_on("info", &dataset, &["--json"]),
        run_on("assess", &dataset, &[]),
        run_on("assess", &dataset, &["--format", "json"]),
        run_on("assess", folder_path, &[]),
        run_on("assess", folder_path, &["--format", "json"]),
        run_on("info", &missing, &[]),
        run_on("convert", &missing, &["a.json"]),
        run_on("convert", &dataset, &[nasty]),
        run_on("picture", &dataset, &["-o", picture.to_str().expect("a path"), "--select", nasty]),
        run_on("info", &dataset, &["--format", nasty]),
        run_on(nasty, &missing, &[nasty]),
        run(&["picture", "--size", nasty, "-o", nasty]),
    ];
    for (number, done) in runs.iter().enumerate() {
        for stream in [&done.stdout, &done.stderr] {
            let said = text(stream);
            let is_bad = |character: char| {
                character.is_control() && character != '\n' || matches!(character, '\u{202e}' | '\u{2066}')
            };
            assert!(!said.contains(is_bad), "{number}: {said:?}");
        }
    }
    assert!(text(&runs[1].stdout).contains("\\u{1b}[31m\\u{9b}2J\\u{7f}\\u{202e}"), "{}", text(&runs[1].stdout));
    for number in [4, 6] {
        let told: Value = serde_json::from_slice(&runs[number].stdout).expect("JSON");
        assert_eq!(told["propositions"][0]["proposition"], nasty);
    }
}

#[test]
fn only_one_file_writes_to_the_terminal() {
    for path in ["src", "crates"].into_iter().flat_map(|folder| files_below(folder, "rs")) {
        if !path.ends_with("shell/output.rs") {
            let text = read_text(&path);
            // To ask where it leads is not to write there.
            let text = text.replace("io::stderr().is_terminal()", "").replace("io::stderr().as_fd()", "");
            for word in ["println!(", "print!(", "dbg!(", "io::stderr()"] {
                assert!(!text.contains(word), "{word} in {}", path.display());
            }
        }
    }
}

#[test]
fn statuses_are_as_the_help_says() {
    let folder = folder();
    let dataset = attack("base.json");
    let session = attack("lost-target.ccsession");
    let out = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let at = |path: &Path| path.to_str().expect("a path").to_owned();
    let dataset = at(&dataset);
    let session = at(&session);
    let gone = out("gone");
    let nowhere = out("no/such/folder.json");
    let page = out("a.html");
    let picture = out("a.png");
    let json = out("a.json");
    let name = out("a.xyz");
    let cases: Vec<(i32, Vec<&str>)> = vec![
        (0, vec!["--help"]),
        (0, vec!["--version"]),
        (0, vec!["formats"]),
        (0, vec!["licences"]),
        (0, vec!["info", &dataset]),
        (0, vec!["info", &session]),
        (0, vec!["export", &session, "-o", &page]),
        (0, vec!["convert", &dataset, &json]),
        (0, vec!["assess", &dataset]),
        (0, vec!["picture", &dataset, "-o", &picture]),
        (1, vec!["info", &gone]),
        (1, vec!["info", &dataset, "--format", "no-such"]),
        (1, vec!["info", &dataset, "--as-of", "soon"]),
        (1, vec!["export", &gone, "-o", &page]),
        (1, vec!["export", &dataset, "-o", &name]),
        (1, vec!["convert", &dataset, &nowhere]),
        (1, vec!["assess", &gone]),
        (1, vec!["assess", &dataset, "--verdicts", &gone]),
        (1, vec!["picture", &dataset, "-o", &picture, "--select", "no-such-claim"]),
        (2, vec!["info"]),
        (2, vec!["export", &dataset]),
        (2, vec!["convert", &dataset]),
        (2, vec!["assess"]),
        (2, vec!["picture", "--size", "huge", "-o", &picture]),
        (2, vec!["formats", "more"]),
        (2, vec!["--no-such-option"]),
    ];
    for (status, arguments) in cases {
        let done = run(&arguments);
        assert_eq!(done.status.code(), Some(status), "{arguments:?}: {}", text(&done.stderr));
        assert!(status == 0 || done.stdout.is_empty() && !done.stderr.is_empty(), "{arguments:?}");
    }
    for command in ["picture", "info", "convert", "formats", "export", "assess", "licences"] {
        assert!(text(&run(&[command, "--help"]).stdout).contains("Exit status:\n  0  done"), "{command}");
    }
}

#[test]
fn a_session_behind_a_byte_order_mark_is_read_with_all_its_work() {
    let told = info_json(&attack("byte-order-mark.ccsession"));
    assert_eq!((&told["edits"], &told["claims"]), (&json!(1), &json!(1)));
    assert!(issue_list(&told).iter().any(|issue| issue.contains("byte order mark")));

    let marked = read_text(&attack("byte-order-mark.ccsession"));
    let plain = marked.trim_start_matches('\u{feff}');
    let path = Path::new("a.ccsession");
    let (expected, _) = session_file::read_bytes(plain.as_bytes(), path).expect("a session");
    let units = |to_bytes: fn(u16) -> [u8; 2]| plain.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
    let little = [b"\xff\xfe".to_vec(), units(u16::to_le_bytes)].concat();
    let big = [b"\xfe\xff".to_vec(), units(u16::to_be_bytes)].concat();
    // Of two sessions that were joined the second begins with a mark.
    let joined = plain.replacen("\n{", "\n\u{feff}{", 1).into_bytes();
    for bytes in [marked.clone().into_bytes(), little.clone(), big, joined] {
        assert!(session_file::recognises(&bytes) && session_file::recognises(&bytes[..bytes.len() - 3]));
        let (file, _) = session_file::read_bytes(&bytes, path).expect("a session");
        assert_eq!(file, expected);
        assert!(file.lines.iter().all(|line| matches!(line, Line::Entry(_))));
        assert_eq!(session_file::to_text(&file), session_file::to_text(&expected));
    }
    assert!(
        session_file::read_bytes(&little[..little.len() - 1], path).is_err(),
        "damaged UTF-16 loses nothing quietly"
    );
}

#[test]
fn a_mapping_and_tables_are_read_behind_a_byte_order_mark() {
    let folder = folder();
    let path = folder.path().join("mapping.json");
    let mapping = r#"{"columns": [{"column": "who", "field": "speaker"}]}"#;
    let units: Vec<u8> = mapping.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [format!("\u{feff}{mapping}").into_bytes(), [b"\xff\xfe".to_vec(), units].concat()] {
        std::fs::write(&path, bytes).expect("written");
        assert_eq!(counterclaim_io::mapping::Mapping::load(&path).expect("a mapping").columns.len(), 1);
    }
    let table = "source,proposition,stance\na,T,supports\n";
    let units: Vec<u8> = table.encode_utf16().flat_map(u16::to_be_bytes).collect();
    std::fs::write(folder.path().join("claims.csv"), [b"\xfe\xff".to_vec(), units].concat()).expect("written");
    let (read, issues) = claim_tables::read(folder.path()).expect("tables");
    let TableRows::Statements(rows) = read.rows else { panic!("answers") };
    assert_eq!((rows.len(), issues.len()), (1, 0));
}

#[test]
fn stances_in_tables_are_read_however_they_are_spelt() {
    let (read, issues) = claim_tables::read(&attack("stance-spelt-otherwise")).expect("tables");
    let TableRows::Statements(rows) = read.rows else { panic!("answers") };
    let stances: Vec<Stance> = rows.iter().map(|row| row.stance).collect();
    assert_eq!(stances, [Stance::Supports, Stance::Denies, Stance::Denies, Stance::Denies]);
    assert!(issues.is_empty(), "{issues:?}");

    let folder = folder();
    let words = [
        ("cannot-verify", Stance::CannotVerify),
        ("Cannot Verify", Stance::CannotVerify),
        ("CANNOTVERIFY", Stance::CannotVerify),
        ("no_comment", Stance::NoComment),
        ("Sup\u{200b}ports", Stance::Supports),
        ("\u{a0}DOUBTS", Stance::Doubts),
        ("", Stance::Unstated),
        ("dennies", Stance::Unstated),
    ];
    let rows: String = words.iter().map(|(word, _)| format!("a,T,{word}\n")).collect();
    std::fs::write(folder.path().join("claims.csv"), format!("source,proposition,stance\n{rows}")).expect("written");
    let others = [
        ("propositions.csv", "proposition,benefits,kind\nT,n,State\nU,n,sate\nV,n,\n"),
        ("sources.csv", "source,class,side,grade\na,Media,n,b \nb, media,n,\n"),
        ("relations.csv", "a,relation,b\nT,Excludes,U\nU,excludes ,T\nT,entails,T\n"),
    ];
    others.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).expect("written"));
    let (read, issues) = claim_tables::read(folder.path()).expect("tables");
    let TableRows::Statements(rows) = &read.rows else { panic!("answers") };
    let stances: Vec<Stance> = rows.iter().map(|row| row.stance).collect();
    assert_eq!(stances, words.map(|(_, stance)| stance));
    assert_eq!(read.propositions.iter().map(|row| row.is_state).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(read.sources[0].class, read.sources[1].class);
    assert!(read.sources[0].grade.is_some());
    assert_eq!(read.relations.len(), 1);
    let told: Vec<String> = issues.iter().map(ToString::to_string).collect();
    let expected = [
        "claims.csv:9: the line, stance: `dennies` is not a stance",
        "propositions.csv:3: the line, kind: `sate` is not a kind of claim",
        "relations.csv:3: the line, relation: duplicate of line 2",
        "relations.csv:4: the line, relation: `T` cannot exclude or entail itself",
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}");
    }
    let done = run_on("assess", folder.path(), &[]);
    assert!(text(&done.stderr).contains(expected[0]), "{}", text(&done.stderr));
}

#[test]
fn the_same_relation_counts_once() {
    let (read, issues) = claim_tables::read(&attack("relation-rows")).expect("tables");
    assert_eq!((read.relations.len(), issues.len()), (1, 4));
    let file = load_bytes(&std::fs::read(attack("excludes-itself.json")).expect("a file"), Path::new("a.json"));
    let import = file.expect("a dataset");
    // It is kept as it stands, and has no effect.
    assert_eq!(import.dataset.relations().len(), 1);
    let figures = |name: &str| text(&run_on("assess", &attack(name), &[]).stdout);
    assert_eq!(figures("excludes-itself.json"), figures("base.json"));
    let told: Vec<String> = import.issues.iter().map(ToString::to_string).collect();
    assert!(matches!(told.as_slice(), [one] if one.contains("relation T – T") && one.contains("itself")), "{told:?}");

    let claim = |id: &str| json!({"id": id, "proposition": id, "event": "e", "kind": "occurrence"});
    let relation = |a: &str, kind: &str, b: &str| json!({"a": a, "kind": kind, "b": b});
    let import = load_records(&json!({
        "events": [{"id": "e", "title": "E"}],
        "claims": [claim("a"), claim("b"), claim("c")],
        "relations": [
            relation("a", "excludes", "b"),
            relation("b", "excludes", "a"),
            relation("a", "entails", "c"),
            relation("c", "entails", "a"),
            relation("a", "entails", "c"),
            relation("b", "entails", "a"),
        ],
    }));
    assert_eq!(import.dataset.relations().len(), 6);
    let told: Vec<String> = import.issues.iter().map(|issue| issue.reason()).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("duplicate of relation number 1") && told[1].contains("relation number 3"), "{told:?}");
    assert!(told[2].contains("contradicts relation number"), "{told:?}");
}

#[test]
fn names_that_look_alike_are_told() {
    let told = issue_list(&info_json(&attack("twins-unseen.json")));
    let alike: Vec<&String> = told.iter().filter(|issue| issue.contains("looks like `Reuters`")).collect();
    assert_eq!(alike.len(), 4, "{told:?}");
    for (key, sign) in [("t1", "U+200B"), ("t2", "е U+0435"), ("t3", "U+00AD"), ("t4", "е U+0435")] {
        assert!(
            alike.iter().any(|issue| issue.contains(&format!("source {key}, ")) && issue.contains(sign)),
            "{alike:?}"
        );
    }
    let source = |id: &str, name: &str| json!({"id": id, "name": name, "kind": "media"});
    let import = load_records(&json!({"sources": [
        source("a", "Dаily"), source("b", "Газета"), source("c", "ГАЗЕТА"), source("d", "Газета"), source("e", "Paper"),
    ]}));
    let told: Vec<String> = import.issues.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("source a, name: `Dаily` mixes letters") && told[0].contains("а U+0430"), "{told:?}");
    assert!(told[1].contains("source c, name: `ГАЗЕТА` looks like") && told[2].contains("source d"), "{told:?}");
}

#[test]
fn a_look_alike_is_offered_as_the_same_source_and_nothing_is_merged_before() {
    let mut window = Window::open(Some(&attack("twins-unseen.json")), None, vec2(1440.0, 900.0));
    window.click_containing("Reuters, agency");
    assert!(window.shows("Looks like another source"));
    let aliases = |window: &Window| {
        let judgement = window.harness.state().state().judgement();
        judgement.map_or(0, |judgement| judgement.aliases().count())
    };
    assert_eq!(aliases(&window), 0);
    for count in 1..=4 {
        // By keys alone, as a button that has the keyboard is pressed.
        window.harness.get_all_by_label_contains("Merge with R").next().expect("an offer").focus();
        window.press(Key::Space);
        assert_eq!(aliases(&window), count);
    }
    assert!(!window.shows("Looks like another source"));
    window.press_ctrl(Key::Z);
    assert_eq!(aliases(&window), 3);
    assert!(window.shows("Looks like another source"));
}

#[test]
fn many_names_are_compared_in_one_pass() {
    let names: Vec<String> = (0..20_000).map(|number| format!("Газета {number}x")).collect();
    let twins = names.iter().map(|name| name.replace('а', "a"));
    let all: Vec<String> = names.iter().cloned().chain(twins).collect();
    let issues: Vec<Issue> = look_alikes::issues("a", "source", all.iter().map(|name| (name.as_str(), name.as_str())));
    assert_eq!(issues.len(), names.len());
}

#[test]
fn dates_that_stand_for_no_end_leave_it_open() {
    let import = load_records(&json!({
        "events": [
            {"id": "e", "title": "E", "time": "2024-06-01/9999-12-31"},
            {"id": "f", "title": "F", "time": "9999-12-31"},
            {"id": "g", "title": "G", "time": "0001-01-01/2024-06-01"},
        ],
    }));
    let time = |at: usize| {
        let id = import.dataset.event_ids().nth(at).expect("an event");
        import.dataset.event(id).time.map(|span| span.label())
    };
    assert_eq!(time(0).as_deref(), Some("from 1 Jun 2024"));
    assert_eq!((time(1), time(2).as_deref()), (None, Some("until 1 Jun 2024")));
    let told: Vec<String> = import.issues.iter().map(|issue| issue.reason()).collect();
    assert!(told[0].contains("until further notice") && told.len() == 3, "{told:?}");

    let table = "id,who,from,until,place,lat,lon\n\
        1,A,2024-06-01,9999-12-31,P,47,37\n2,A,2024-06-02,31.12.9999,P,47,37\n3,A,2024-06-03,2099-12-31T23:59:59,P,47,37\n\
        4,A,2024-06-04,2024-06-05,P,47,37\n5,A,0001-01-01,2024-06-05,P,47,37\n";
    let mapping = json!({"columns": [
        {"column": "id", "field": "id"}, {"column": "who", "field": "speaker"}, {"column": "from", "field": "from"},
        {"column": "until", "field": "until"}, {"column": "place", "field": "place"},
        {"column": "lat", "field": "latitude"}, {"column": "lon", "field": "longitude"},
    ]});
    let mapping = counterclaim_io::mapping::Mapping::from_json(&mapping.to_string()).expect("a mapping");
    let options = counterclaim_io::import_report::ReadOptions { mapping: Some(mapping), ..Default::default() };
    let import = load::load_bytes_with(table.as_bytes(), Path::new("a.csv"), &options).expect("a table");
    let spans: Vec<String> = import
        .dataset
        .event_ids()
        .map(|id| import.dataset.event(id).time.map_or_else(String::new, |span| span.label()))
        .collect();
    let expected = ["from 1 Jun 2024", "from 2 Jun 2024", "from 3 Jun 2024", "4–5 Jun 2024", "until 5 Jun 2024"];
    assert_eq!(spans, expected, "{:?}", import.issues);
    let open = import.issues.iter().filter(|issue| issue.reason().contains("is open")).count();
    assert_eq!(open, 4, "{:?}", import.issues);
}

#[test]
fn rings_that_are_not_closed_are_closed_and_told() {
    let ring = json!([[37.0, 47.0], [38.0, 47.0], [38.0, 48.0]]);
    let geojson = json!({"type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": {"name": "Zone", "date": "2025-01-06"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }]});
    let geojson = load_bytes(geojson.to_string().as_bytes(), Path::new("a.geojson")).expect("a map");
    let kml = "<kml><Document><Placemark><name>Zone</name><TimeStamp><when>2025-01-06</when></TimeStamp><Polygon>\
        <outerBoundaryIs><LinearRing><coordinates>37,47 38,47 38,48</coordinates></LinearRing></outerBoundaryIs>\
        </Polygon></Placemark></Document></kml>";
    let kml = load_bytes(kml.as_bytes(), Path::new("a.kml")).expect("a map");
    for import in [&geojson, &kml] {
        let area = import.dataset.places().find_map(|place| place.area).expect("an area");
        let ring = area.rings().next().expect("a ring");
        assert_eq!((ring.len(), ring.first()), (4, ring.last()));
        let told = import.issues.iter().filter(|issue| issue.reason().contains("not closed")).count();
        assert_eq!(told, 1, "{:?}", import.issues);
    }
}

#[test]
fn formulas_are_guarded_in_every_table() {
    let folder = folder();
    let nasty = ["=1+1", "+cmd", "-cmd|' /C calc'!A0", "@SUM(A1)", "\u{ff1d}1", " =1", "\u{ad}=1"];
    let rows: String = nasty.iter().map(|name| format!("\"{name}\",\"{name}\",supports\n")).collect();
    std::fs::write(folder.path().join("claims.csv"), format!("source,proposition,stance\n{rows}")).expect("written");
    let sources = folder.path().join("out.csv");
    let done = run_on("assess", folder.path(), &["--sources", sources.to_str().expect("a path")]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let answers = self::folder();
    let items: String = nasty.iter().map(|name| format!("\"{name}\",\"{name}\",\"{name}\"\n")).collect();
    std::fs::write(answers.path().join("claims.csv"), format!("source,item,value\n{items}")).expect("written");
    let of_answers = answers.path().join("out.csv");
    let done_answers = run_on("assess", answers.path(), &["--sources", of_answers.to_str().expect("a path")]);
    let tables = [text(&done.stdout), read_text(&sources), text(&done_answers.stdout), read_text(&of_answers)];
    for table in &tables {
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), nasty.len(), "{table}");
        for row in &rows {
            let first = row.get(0).expect("a cell");
            assert!(first.starts_with('\'') && nasty.contains(&unguarded(first)), "{first}");
            assert_eq!(guarded(unguarded(first)), first);
        }
    }
    // A table that was written is taken back: the guarded name means the same proposition.
    let verdicts = folder.path().join("verdicts.csv");
    std::fs::write(&verdicts, "proposition,true\n'=1+1,1\n").expect("written");
    let done = run_on("assess", folder.path(), &["--verdicts", verdicts.to_str().expect("a path"), "--format", "json"]);
    let told: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let settled: Vec<&Value> =
        told["propositions"].as_array().expect("a list").iter().filter(|row| row["settled"] == true).collect();
    assert!(matches!(settled.as_slice(), [one] if one["proposition"] == "=1+1"), "{settled:?}");
}

/// Whether a licence expression can be met with the allowed licences.
fn is_met(expression: &str, allowed: &[String]) -> bool {
    // The operands of an operator outside of brackets.
    let parts = |operator: &str| {
        let mut parts = vec![String::new()];
        let mut depth = 0;
        for word in expression.replace('/', " OR ").split_whitespace() {
            depth += word.matches('(').count();
            if word == operator && depth == 0 {
                parts.push(String::new());
            } else if let Some(part) = parts.last_mut() {
                *part = format!("{part} {word}").trim().to_owned();
            }
            depth -= word.matches(')').count();
        }
        parts
    };
    let (all, any) = (parts("AND"), parts("OR"));
    if all.len() > 1 {
        return all.iter().all(|part| is_met(part, allowed));
    }
    if any.len() > 1 {
        return any.iter().any(|part| is_met(part, allowed));
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => is_met(inner, allowed),
        None => allowed.iter().any(|licence| licence == expression),
    }
}

#[test]
fn every_licence_is_one_that_is_allowed() {
    let list = read_text(&in_package("deny.toml"));
    let (_, list) = list.split_once("allow = [").expect("the allowed licences");
    let (list, _) = list.split_once("\n]").expect("their end");
    let quoted = list.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","));
    let allowed: Vec<String> = quoted.map(str::to_owned).collect();
    assert!(is_met("(MIT OR X) AND ISC", &allowed) && !is_met("MIT AND X", &allowed) && !is_met("GPL-3.0", &allowed));
    let crates = read_text(&in_package("assets/licences/crates.txt"));
    let refused: Vec<&str> = crates
        .lines()
        .skip(1)
        .filter(|line| line.split('\t').nth(2).is_none_or(|licence| !is_met(licence, &allowed)))
        .collect();
    assert!(refused.is_empty(), "not in deny.toml: {refused:?}");
}

#[test]
fn every_crate_is_named_with_its_licence() {
    let lock = read_text(&in_package("Cargo.lock"));
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(&format!("{name} = \"")));
        line.map(|value| value.trim_end_matches('"').to_owned())
    };
    let locked: Vec<(String, String)> = lock
        .split("[[package]]")
        .filter_map(|block| Some((field(block, "name")?, field(block, "version")?)))
        .filter(|(name, _)| !name.starts_with("counterclaim"))
        .collect();
    let list = read_text(&in_package("assets/licences/crates.txt"));
    let mut listed = Vec::new();
    for line in list.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, version, licence, part] = cells[..] else { panic!("{line}") };
        assert!(!licence.is_empty() && matches!(part, "program" | "tests"), "{line}");
        listed.push((name.to_owned(), version.to_owned()));
    }
    let sorted = |mut crates: Vec<(String, String)>| {
        crates.sort();
        crates
    };
    assert_eq!(sorted(listed), sorted(locked), "run assets/licences/build.py");
}

#[test]
fn the_program_tells_all_its_terms() {
    let done = run(&["licences", "--texts"]);
    let told = text(&done.stdout);
    let fonts = ["Inter Project", "Noto Naskh Arabic", "Hack", "Noto Emoji", "Ubuntu Light", "emoji-icon-font"];
    let texts = ["SIL OPEN FONT LICENSE", "UBUNTU FONT LICENCE", "Bitstream Vera", "Apache License"];
    for words in fonts.iter().chain(&texts) {
        assert!(told.to_lowercase().contains(&words.to_lowercase()), "{words}");
    }
    for crate_name in ["egui ", "serde_json ", "calamine "] {
        assert!(text(&run(&["licences"]).stdout).contains(crate_name), "{crate_name}");
    }
    for path in std::fs::read_dir(in_package("assets/fonts")).expect("a folder") {
        let name = path.expect("an entry").file_name().to_string_lossy().into_owned();
        let family = name.split(['-', '.']).next().unwrap_or_default().to_lowercase();
        let plain = read_text(&in_package("NOTICE")).to_lowercase().replace(' ', "");
        assert!(family == "ofl" || plain.contains(&family), "{name} is not in NOTICE");
    }
}
