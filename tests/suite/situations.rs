//! Small situations and attempts to move a figure without evidence, each with the range that an analyst would accept.
//!
//! The ranges were written down before anything was run. A row of `expected.csv` names a claim, the lowest and highest
//! percentage, and the grades that may be suggested; an undetermined claim passes where 6 is among them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use counterclaim_engine::{InferenceRun, Likelihood, Options, TableObservations, assess, infer};
use counterclaim_io::{claim_tables, load};
use counterclaim_model::{Name, TableRows, TableVerdicts, Tables};

use crate::support::in_package;

type Row = BTreeMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let row = |row: Result<csv::StringRecord, _>| {
        header.iter().cloned().zip(row.expect("a row").iter().map(str::to_owned)).collect()
    };
    reader.records().map(row).collect()
}

fn day(text: &str) -> i32 {
    let date: jiff::civil::Date = text.parse().expect("a date");
    (date - jiff::civil::date(1970, 1, 1)).get_days()
}

/// The estimates of a folder of tables, by the text of the claim.
fn of_folder(folder: &Path, as_of: Option<&str>) -> BTreeMap<String, Likelihood> {
    let (mut tables, _) = claim_tables::read(folder).expect("tables");
    let path = folder.join("verdicts.csv");
    let verdicts = if path.exists() {
        claim_tables::read_verdicts(&path, &mut tables).expect("verdicts")
    } else {
        TableVerdicts::Statements(Vec::new())
    };
    let TableVerdicts::Statements(verdicts) = verdicts else { panic!("verdicts on stances") };
    let (run, claims) = run_of(&tables, &verdicts, as_of.map(day));
    let likelihood = |(at, claim): (usize, &Name)| {
        (tables.names.text(*claim).to_owned(), Likelihood::new(&run.observations, &run.fit, at))
    };
    claims.iter().enumerate().map(likelihood).collect()
}

fn run_of(tables: &Tables, verdicts: &[(Name, bool)], as_of: Option<i32>) -> (InferenceRun, Vec<Name>) {
    let TableRows::Statements(statements) = &tables.rows else { panic!("stances") };
    let made = TableObservations::new(tables, statements, verdicts, as_of, true);
    (infer(made.observations, true), made.claims)
}

/// The estimates of a dataset, by the key of the claim.
fn of_dataset(path: &Path) -> BTreeMap<String, Likelihood> {
    let dataset = load::load(path).expect("a dataset").dataset;
    let assessment = assess(&dataset, None, &Options::default());
    let likelihood = |id| Some((dataset.claim(id).key.to_owned(), assessment.claim(id).likelihood?));
    dataset.claim_ids().filter_map(likelihood).collect()
}

/// What is wrong with an estimate, if anything.
fn outside(what: &str, row: &Row, found: &Likelihood) -> Option<String> {
    let number = |column: &str| row[column].parse::<f64>().expect("a percentage");
    let grade = found.suggested.number().to_string();
    let is_inside = if found.is_open {
        row["grades"].contains('6')
    } else {
        (number("low_percent")..=number("high_percent")).contains(&(found.probability * 100.0))
    };
    let is_right = is_inside && row["grades"].contains(&grade);
    (!is_right).then(|| format!("{what}: {:.1} %, suggested {grade}, wanted {row:?}", found.probability * 100.0))
}

#[test]
fn small_situations_come_out_where_an_analyst_would_accept_them() {
    let folder = in_package("tests/fixtures/situations");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for folder in folders {
        for row in rows(&folder.join("expected.csv")) {
            let as_of = Some(row["as_of"].as_str()).filter(|day| !day.is_empty());
            let found = of_folder(&folder, as_of);
            let claim = &row["proposition"];
            wrong.extend(outside(&format!("{} {claim}", folder.display()), &row, &found[claim]));
            checked += 1;
        }
    }
    assert!(checked >= 20, "{checked}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_moves_a_figure_without_evidence() {
    let folder = in_package("tests/fixtures/attack");
    let mut wrong = Vec::new();
    for row in rows(&folder.join("expected.csv")) {
        let path = folder.join(&row["file"]);
        let found = if path.is_dir() { of_folder(&path, None) } else { of_dataset(&path) };
        wrong.extend(outside(&row["file"], &row, &found[&row["claim"]]));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Renaming the sources of a folder changes no bit of any figure.
#[test]
fn names_of_sources_change_no_bit() {
    for name in ["situations/14-echoes-and-a-reporter", "situations/02-ten-geolocations", "attack/relation-rows"] {
        let folder = in_package(&format!("tests/fixtures/{name}"));
        let text = |file: &str| std::fs::read_to_string(folder.join(file)).expect("a table");
        let sources: Vec<String> = rows(&folder.join("sources.csv")).iter().map(|row| row["source"].clone()).collect();
        let renamed = crate::support::folder();
        for file in ["claims.csv", "sources.csv", "propositions.csv", "relations.csv"] {
            if !folder.join(file).exists() {
                continue;
            }
            let mut reader = csv::Reader::from_path(folder.join(file)).expect("a table");
            let header = reader.headers().expect("a header").clone();
            let mut writer = csv::Writer::from_path(renamed.path().join(file)).expect("a table");
            writer.write_record(&header).expect("a row");
            for row in reader.records() {
                let row = row.expect("a row");
                let field = |(column, field): (&str, &str)| match sources.iter().position(|source| source == field) {
                    Some(at) if matches!(column, "source" | "cites" | "speaks_for") => {
                        format!("{:03} renamed", (at * 37 + 11) % 101)
                    }
                    _ => field.to_owned(),
                };
                writer.write_record(header.iter().zip(row.iter()).map(field)).expect("a row");
            }
            writer.flush().expect("a table");
        }
        assert!(!text("claims.csv").is_empty());
        let bits = |found: BTreeMap<String, Likelihood>| -> Vec<(String, [u64; 4])> {
            let bits = |found: Likelihood| [found.probability, found.low, found.high, found.log_odds].map(f64::to_bits);
            found.into_iter().map(|(claim, found)| (claim, bits(found))).collect()
        };
        assert_eq!(bits(of_folder(&folder, None)), bits(of_folder(renamed.path(), None)), "{name}");
    }
}
