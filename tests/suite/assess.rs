//! `counterclaim assess` on stances and datasets: the figures, their receipts, and the same figures by another program.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::{folder, in_package};

fn assess(input: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    command.arg("assess").arg(input).args(arguments).output().expect("the program runs")
}

fn printed(input: &Path, arguments: &[&str]) -> String {
    let done = assess(input, arguments);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("UTF-8")
}

/// The rows of a printed table, by the text of their first column.
fn rows(table: &str) -> Vec<(String, Vec<String>)> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let row = |row: Result<csv::StringRecord, _>| {
        let fields: Vec<String> = row.expect("a row").iter().map(str::to_owned).collect();
        (fields[0].clone(), fields[1..].to_vec())
    };
    reader.records().map(row).collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("{text} is not a number"))
}

/// A folder of tables, one text for each.
fn tables(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = folder();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a table");
    }
    folder
}

#[test]
fn a_folder_of_stances_comes_to_a_figure_for_each_proposition() {
    let folder = tables(&[
        ("claims.csv", "source,proposition,stance,cites\na,p,asserts,\nb,p,asserts,a\nc,q,denies,\nd,r,nocomment,\n"),
        ("propositions.csv", "proposition,benefits\np,\nq,\ns,\n"),
    ]);
    let table = printed(folder.path(), &["--without-copies"]);
    assert!(table.starts_with("proposition,probability,low,high,n_eff,origins,suggested\n"), "{table}");
    let rows = rows(&table);
    let names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["p", "q", "r", "s"]);
    // One disinterested support: σ(.7 ln(.77/.235)) = .6965; b cites a and counts for nothing. c denies: σ(.7 ln(.11/.515)) = .2534.
    assert!((number(&rows[0].1[0]) - 0.6965).abs() < 0.02 && rows[0].1[4] == "1", "{rows:?}");
    assert!(number(&rows[1].1[0]) < 0.35, "{rows:?}");
    let open = ["", "0.000000", "1.000000", "0.000000", "0", "6"];
    assert_eq!((&rows[2].1[..], &rows[3].1[..]), (&open.map(str::to_owned)[..], &open.map(str::to_owned)[..]));
}

#[test]
fn a_ring_of_citations_is_one_origin() {
    let ring = "source,proposition,stance,cites\nc,p,asserts,a\na,p,asserts,b\nb,p,asserts,c\nd,p,asserts,c\n";
    let alone = "source,proposition,stance,cites\na,p,asserts,\n";
    let figure = |claims: &str| {
        let folder = tables(&[("claims.csv", claims)]);
        rows(&printed(folder.path(), &[]))[0].1.clone()
    };
    assert_eq!(figure(ring), figure(alone));
    assert_eq!(figure(ring)[4], "1");
}

#[test]
fn verdicts_roles_and_the_as_of_day_are_heeded() {
    let folder = tables(&[
        (
            "claims.csv",
            "source,proposition,stance,stated\nx,p,asserts,2025-01-01\ny,p,denies,2025-01-09\nx,q,asserts,2025-01-01\n",
        ),
        ("sources.csv", "source,class,side\nx,official,X\ny,official,Y\n"),
        ("propositions.csv", "proposition,benefits\np,X\nq,X\n"),
        ("verdicts.csv", "proposition,true\nq,0\n"),
    ]);
    let p = |arguments: &[&str]| number(&rows(&printed(folder.path(), arguments))[0].1[0]);
    let verdicts = folder.path().join("verdicts.csv");
    let plain = p(&[]);
    let before = p(&["--as-of", "2025-01-08"]);
    assert!(before > plain + 0.05, "{before} {plain}");
    assert!(p(&["--without-roles"]) != plain);
    assert!(p(&["--verdicts", verdicts.to_str().expect("a path")]) < plain);
}

#[test]
fn the_receipts_of_the_example_sum_to_the_last_digit() {
    let example = in_package("assets/examples/kurakhove-press/dataset.json");
    let text = printed(&example, &["--format", "json", "--as-of", "2025-01-07"]);
    let told: Value = serde_json::from_str(&text).expect("JSON");
    let table = rows(&printed(&example, &["--as-of", "2025-01-07"]));
    let propositions = told["propositions"].as_array().expect("propositions");
    assert_eq!(propositions.len(), table.len());
    let value = |value: &Value| value.as_f64().expect("a number");
    for (proposition, (name, fields)) in propositions.iter().zip(&table) {
        assert_eq!(proposition["proposition"].as_str(), Some(name.as_str()));
        let receipt = &proposition["receipt"];
        let sum = |list: &str| -> f64 {
            receipt[list].as_array().expect("lines").iter().map(|line| value(&line["value"])).sum()
        };
        let rest = value(&receipt["prior"]) + value(&receipt["measured"]);
        let total = value(&receipt["total"]);
        assert!((sum("lines") + sum("messages") + rest - total).abs() < 1e-9, "{proposition}");
        match fields[0].as_str() {
            "" => assert!(proposition["probability"].is_null()),
            probability => assert!((number(probability) - 1.0 / (1.0 + (-total).exp())).abs() < 1e-5, "{proposition}"),
        }
    }
    let taken = propositions.iter().find(|one| one["proposition"] == "captured").expect("a claim");
    assert!(taken["receipt"]["messages"].as_array().is_some_and(|lines| !lines.is_empty()));
}

#[test]
fn a_session_is_laid_over_a_dataset_and_not_over_tables() {
    let folder = tables(&[("claims.csv", "source,proposition,stance\na,p,asserts\n")]);
    let done = assess(folder.path(), &["--session", "some.ccsession"]);
    assert!(!done.status.success());
    assert!(String::from_utf8_lossy(&done.stderr).contains("not a folder of tables"));
}
