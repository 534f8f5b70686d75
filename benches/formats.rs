//! What reading other formats costs: time, and memory at most as a multiple of the file.
//!
//! Files of some 20 MB are made of the fixtures by repeating their records under other ids.
//! `COUNTERCLAIM_FILES="a.csv b.json" cargo bench --bench formats` measures files of yours.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints its figures and ends where its data is missing"
)]

use std::path::Path;
use std::time::Instant;

use counterclaim_io::load::load_bytes;

#[path = "../fuzz/src/heap.rs"]
mod heap;

const BYTES: usize = 20_000_000;

fn main() {
    if let Ok(files) = std::env::var("COUNTERCLAIM_FILES") {
        for file in files.split_whitespace() {
            measure(Path::new(file), &std::fs::read(file).expect("the file"));
        }
        return;
    }
    for name in ["claims.csv", "gdelt.export.CSV", "gdelt.mentions.CSV", "ucdp.csv", "viina.csv", "counts.jsonl"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats").join(name);
        let text = std::fs::read_to_string(&path).expect("the fixture");
        measure(&path, many(&text, !name.contains("gdelt")).as_bytes());
    }
}

/// The records of a file again and again, each with a number in front of its id.
fn many(text: &str, has_header: bool) -> String {
    let head = if has_header && !text.starts_with('{') { text.find('\n').map_or(0, |at| at + 1) } else { 0 };
    let (header, records) = text.split_at(head);
    let mut made = header.to_owned();
    let mut copy = 0;
    while made.len() < BYTES {
        copy += 1;
        let mut is_quoted = false;
        for (number, line) in records.lines().enumerate() {
            // A quoted line end continues a record; JSON lines get an id of their own.
            match line.strip_prefix('{') {
                Some(rest) => made.push_str(&format!("{{\"id\": \"{copy}-{number}\", {rest}")),
                None if is_quoted => made.push_str(line),
                None => made.push_str(&numbered(line, copy)),
            }
            is_quoted ^= line.matches('"').count() % 2 == 1;
            made.push('\n');
        }
    }
    made
}

/// A line whose first cell that is a number or an id, and whose texts, differ from those of other copies.
fn numbered(line: &str, copy: usize) -> String {
    let line = line.replacen("http", &format!("http{copy}"), 1);
    let version_then_id = line.strip_prefix("2,1").map(|rest| format!("2,{copy}1{rest}"));
    version_then_id.unwrap_or_else(|| format!("{copy}{line}"))
}

fn measure(path: &Path, bytes: &[u8]) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let peak = heap::Peak::start();
    let started = Instant::now();
    let read = load_bytes(bytes, path);
    let secs = started.elapsed().as_secs_f64();
    let most = peak.bytes();
    let memory = peak.held();
    match read {
        Ok(import) => {
            let megabytes = bytes.len() as f64 / 1e6;
            let times = |memory: usize| memory as f64 / bytes.len() as f64;
            let read = import.reading.records;
            let dataset = &import.dataset;
            println!(
                "{name:<22}{megabytes:>6.1} MB  {:>8} records, {} set aside, {} claims, {} statements{secs:>8.2} s  {:>5.1} times the file besides it at most, {:.1} then",
                read.read + read.rejected,
                read.rejected,
                dataset.claim_count(),
                dataset.statement_count(),
                times(most),
                times(memory),
            );
        }
        Err(error) => println!("{name:<22}{error}"),
    }
}
