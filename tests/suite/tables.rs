//! Folders of tables: what is read from them, how defects are told, and what `counterclaim assess` prints.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use counterclaim_io::claim_tables::{read, read_verdicts};
use counterclaim_model::{Name, RelationKind, Reliability, Stance, TableRows, TableStatement, TableVerdicts, Tables};

use crate::support::{folder, in_package, read_text};

fn fixture(name: &str) -> PathBuf {
    in_package("tests/fixtures/tables").join(name)
}

fn texts(tables: &Tables, names: &[Name]) -> Vec<String> {
    names.iter().map(|name| tables.names.text(*name).to_owned()).collect()
}

fn statements(tables: &Tables) -> &[TableStatement] {
    match &tables.rows {
        TableRows::Statements(rows) => rows,
        TableRows::Answers(_) => panic!("answers"),
    }
}

/// What a folder with this table of claims is refused for.
fn refusal(claims: &[u8]) -> String {
    let folder = folder();
    std::fs::write(folder.path().join("claims.csv"), claims).expect("a table");
    read(folder.path()).expect_err("a defect").to_string()
}

fn assess(arguments: &[&str], input: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    command.arg("assess").arg(input).args(arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn answers_are_read_whatever_the_order_of_columns_and_the_line_ends() {
    let tables = read(&fixture("labels")).expect("tables").0;
    let TableRows::Answers(rows) = &tables.rows else { panic!("statements") };
    // The second answer of ann on the apple does not count, and bob gave none on the pear.
    assert_eq!(rows.len(), 7);
    let last = rows.last().expect("a row");
    assert_eq!(texts(&tables, &[last.source, last.item, last.value]), ["ann", "pear, ripe", "green"]);
}

#[test]
fn statements_are_read_with_all_that_the_tables_say() {
    let mut tables = read(&fixture("statements")).expect("tables").0;
    let rows = statements(&tables);
    let stances: Vec<Stance> = rows.iter().map(|row| row.stance).collect();
    use Stance::{CannotVerify, Comments, Denies, Doubts, NoComment, Supports, Unstated};
    assert_eq!(stances, [Supports, Supports, Denies, Doubts, CannotVerify, NoComment, Comments, Unstated]);
    assert_eq!(rows[1].cites.map(|name| tables.names.text(name)), Some("mayor"));
    // 2024-05-01 is 19 844 days after 1970-01-01.
    assert_eq!((rows[0].stated_day, rows[0].as_of_day), (Some(19_845), Some(19_844)));
    assert_eq!((rows[2].stated_day, rows[3].stated_day), (Some(-1), None));
    let grades: Vec<Option<Reliability>> = tables.sources.iter().map(|source| source.grade).collect();
    assert_eq!(grades, [Some(Reliability::B), None, Some(Reliability::F)]);
    assert_eq!(tables.sources[2].speaks_for.map(|name| tables.names.text(name)), Some("town hall"));
    assert!(tables.propositions[0].is_state && !tables.propositions[1].is_state);
    assert_eq!((tables.propositions[0].prior, tables.propositions[1].prior), (-0.4, 0.0));
    let kinds: Vec<RelationKind> = tables.relations.iter().map(|relation| relation.kind).collect();
    assert_eq!(kinds, [RelationKind::Excludes, RelationKind::Entails]);
    let verdicts = read_verdicts(&fixture("statements/verdicts.csv"), &mut tables).expect("verdicts");
    let names = ["bridge open", "road closed"].map(|text| tables.names.find(text).expect("a name"));
    assert_eq!(verdicts, TableVerdicts::Statements(vec![(names[0], true), (names[1], false)]));
}

#[test]
fn a_defect_is_told_with_its_line_and_what_to_do() {
    let cases: [(&[u8], &str); 7] = [
        (b"", "line 1: the table has no column `source`; its header must name `source,item,value`"),
        (b"source,item\na,b\n", "line 1: the table has no column `value`"),
        (b"source,item,value\na,b,c\na,b\n", "line 3: the line has 2 fields, but the header has 3"),
        (b"source,item,value\n,b,c\n", "line 2: `source` is empty; fill it in"),
        (b"source,item,value\na,b,\xff\n", "line 2: the text is not valid UTF-8; save the file as UTF-8"),
        (b"source,proposition,stance,stated\na,b,denies,2024-02-30\n", "line 2: `2024-02-30` is not a day such as"),
        (b"source,proposition,stance,stated\na,b,denies,soon\n", "line 2: `soon` is not a day such as"),
    ];
    for (claims, expected) in cases {
        let told = refusal(claims);
        assert!(told.starts_with(expected) && told.ends_with("claims.csv"), "{told}");
    }
    let empty = folder();
    let told = read(empty.path()).expect_err("no table").to_string();
    assert!(told.starts_with("this folder has no claims.csv"), "{told}");
}

#[test]
fn a_verdict_is_true_or_false_and_given_once() {
    let folder = folder();
    let path = folder.path().join("verdicts.csv");
    let mut tables = read(&fixture("statements")).expect("tables").0;
    let cases = [
        ("proposition,true\na,perhaps\n", "line 2: `perhaps` is neither true nor false; use 1 or 0"),
        ("proposition,true\na,0.5\n", "line 2: `0.5` is neither true nor false"),
        ("proposition,true\na,1\nb,0.0\na,1\n", "line 4: `a` already has a verdict; keep only one"),
        ("item,value\na,1\n", "line 1: the table has no column `proposition`; its header must name"),
    ];
    for (verdicts, expected) in cases {
        std::fs::write(&path, verdicts).expect("a table");
        let told = read_verdicts(&path, &mut tables).expect_err("a defect").to_string();
        assert!(told.starts_with(expected), "{told}");
    }
}

#[test]
fn assess_prints_each_value_of_each_item_in_the_order_of_their_texts() {
    let done = assess(&[], &fixture("open-values"));
    assert!(done.status.success(), "{}", text(&done.stderr));
    let printed = text(&done.stdout);
    let starts: Vec<&str> = printed.lines().filter_map(|line| line.rsplit_once(',').map(|(start, _)| start)).collect();
    let expected = [
        "item,value",
        "height of the hill,301 m",
        "height of the hill,310 m",
        "length of the bridge,\"1,204 m\"",
        "length of the bridge,1.2 km",
    ];
    assert_eq!(starts, expected);
}

#[test]
fn assess_keeps_to_a_verdict_and_writes_the_table_of_sources() {
    let folder = folder();
    let sources = folder.path().join("sources.csv");
    let verdicts = fixture("open-values/verdicts.csv");
    let arguments = ["--verdicts", verdicts.to_str().expect("a path"), "--sources", sources.to_str().expect("a path")];
    let done = assess(&arguments, &fixture("open-values"));
    assert!(done.status.success(), "{}", text(&done.stderr));
    let printed = text(&done.stdout);
    assert!(printed.contains("\nheight of the hill,301 m,1.000000\nheight of the hill,310 m,0.000000\n"), "{printed}");
    let written = read_text(&sources);
    let starts: Vec<String> =
        written.lines().map(|line| line.splitn(4, ',').take(3).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(starts, ["source,answers,settled", "atlas,2,1", "guide,2,1", "leaflet,1,0"]);
}

#[test]
fn assess_prints_json_with_the_same_figures() {
    let table = text(&assess(&[], &fixture("labels")).stdout);
    let object: serde_json::Value =
        serde_json::from_slice(&assess(&["--format", "json"], &fixture("labels")).stdout).expect("JSON");
    assert_eq!(object["method"], "labels");
    let values = object["values"].as_array().expect("values");
    assert_eq!(values.len() + 1, table.lines().count());
    let apple = format!(
        "apple,{},{:.6}",
        values[0]["value"].as_str().expect("text"),
        values[0]["probability"].as_f64().expect("a number")
    );
    assert_eq!(table.lines().nth(1), Some(apple.as_str()));
}

#[test]
fn assess_of_a_table_without_rows_prints_the_heading_alone() {
    let folder = folder();
    std::fs::write(folder.path().join("claims.csv"), "source,item,value\n").expect("a table");
    let done = assess(&[], folder.path());
    assert_eq!((text(&done.stdout).as_str(), done.status.success()), ("item,value,probability\n", true));
}
