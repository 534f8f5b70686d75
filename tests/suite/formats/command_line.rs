//! `info`, `convert` and `formats` on the command line.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::fixture;
use crate::support::{folder, read_text};

fn run(args: &[&str], paths: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    command.args(args).args(paths).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn info_tells_the_format_the_records_and_the_kinds_of_issue() {
    let done = run(&["info", "--json"], &[&fixture("ucdp-bad.csv")]);
    let told: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!(told["format"], "UCDP GED events");
    assert_eq!((&told["records_read"], &told["set_aside"]), (&Value::from(1), &Value::from(3)));
    assert_eq!(told["issue_kinds"]["set aside"], 3);
    let plain = text(&run(&["info"], &[&fixture("ucdp-bad.csv")]).stdout);
    assert!(plain.starts_with("format           UCDP GED events\n"), "{plain}");
    assert!(plain.contains("records read             1\n") && plain.contains(" 3 rejected\n"), "{plain}");
}

#[test]
fn everything_that_can_be_read_can_be_converted() {
    let folder = folder();
    for (input, output, part) in [
        ("ucdp.csv", "a.json", "\"counterclaim-dataset\""),
        ("timemap.json", "b.csv", "statement_id,event_id"),
        ("gdelt.mentions.CSV", "c.geojson", "\"FeatureCollection\""),
    ] {
        let output = folder.path().join(output);
        let done = run(&["convert"], &[&fixture(input), &output]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        assert!(read_text(&output).contains(part), "{}", output.display());
        assert!(run(&["info"], &[&output]).status.success());
    }
    let done = run(&["convert"], &[&fixture("ucdp.csv"), &folder.path().join("a.pdf")]);
    assert!(!done.status.success() && text(&done.stderr).contains(".json or .csv or .geojson"));
    let own = folder.path().join("a.json");
    let done = run(&["convert"], &[&own, &own]);
    assert!(!done.status.success() && text(&done.stderr).contains("choose another name"), "{}", text(&done.stderr));
}

#[test]
fn the_command_line_takes_a_format_and_a_mapping() {
    let folder = folder();
    let table = folder.path().join("a.csv");
    let mapping = folder.path().join("mapping.json");
    std::fs::write(&table, "x;y\n1;Depot burnt\n").expect("written");
    std::fs::write(&mapping, r#"{"columns": [{"column": "y", "field": "title"}]}"#).expect("written");
    let done = run(&["info", "--mapping"], &[&mapping, &table]);
    assert!(text(&done.stdout).contains("issues                   0\n"), "{}", text(&done.stdout));
    let done = run(&["info", "--format", "records"], &[&table]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    std::fs::write(&mapping, "{\"columns\": 1}").expect("written");
    let done = run(&["info", "--mapping"], &[&mapping, &table]);
    assert!(!done.status.success() && text(&done.stderr).contains("not a mapping of columns"));
    let formats = text(&run(&["formats"], &[]).stdout);
    assert!(formats.contains("ucdp-ged") && formats.contains("workbook"), "{formats}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = folder();
    let file = folder.path().join("many.csv");
    // Far more issues than a pipe holds.
    let rows: String = (0..5000).map(|row| format!("{row},no day at all\n")).collect();
    std::fs::write(&file, format!("id,date,title\n{}", rows.replace('\n', ",x\n"))).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    let mapping = folder.path().join("mapping.json");
    std::fs::write(&mapping, r#"{"columns": [{"column": "date", "field": "from"}]}"#).expect("a file");
    command.args(["info"]).arg(&file).arg("--mapping").arg(&mapping);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    drop(process.stdout.take());
    let done = process.wait_with_output().expect("it ends");
    assert!(done.status.success() && done.stderr.is_empty(), "{}", text(&done.stderr));
}
