//! A file of the format that `FUZZ_FORMAT` names, or of any, is refused, or each of its records is read or set aside.
//!
//! What was read is written as a dataset and read again, and memory stays in proportion to the file.

#![no_main]

use std::cell::Cell;
use std::path::Path;
use std::sync::{Once, OnceLock};

use counterclaim_export::native::to_text;
use counterclaim_fuzz::{heap, workbook};
use counterclaim_io::Severity;
use counterclaim_io::formats::workbook::{Wanted, child};
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::{load_bytes, load_bytes_with};
use counterclaim_model::Dataset;

/// What reading may cost besides what is in proportion to the file, in bytes: event tables are read by several threads,
/// each with its buffers.
const FIXED_BYTES: usize = 2 << 20;
/// How many bytes each byte may cost.
const BYTES_A_BYTE: usize = 4;
/// How many bytes each thing may cost besides its text: a record of the dataset, or an issue.
const BYTES_A_THING: usize = 512;
/// The fewest bytes that a thing has in a file: where nothing could be read, nobody knows how many there were.
const LEAST_BYTES: usize = 2;

fn options() -> &'static ReadOptions {
    static OPTIONS: OnceLock<ReadOptions> = OnceLock::new();
    OPTIONS.get_or_init(|| ReadOptions { format: std::env::var("FUZZ_FORMAT").ok(), ..ReadOptions::default() })
}

fn things(dataset: &Dataset) -> usize {
    let told = dataset.event_count() + dataset.claim_count() + dataset.statement_count();
    told + dataset.sources().len() + dataset.places().len() + dataset.report_count()
}

/// What the process does that reads workbooks, in this one: it holds no more than it would be allowed, and what it
/// writes ends whole.
///
/// Where `FUZZ_PROGRAM` names the program, workbooks are read by a process of its own besides, which says how much memory
/// it held; one that is ended for taking too much breaks its answer off, which is an error like any other.
fn check_child(bytes: &[u8]) {
    let memory = Cell::new(0);
    let mut answer = Vec::new();
    // What is unpacked once for all files counts for none.
    static ONCE: Once = Once::new();
    ONCE.call_once(|| drop(load_bytes(WARM_UP.as_bytes(), Path::new("warm-up.csv"))));
    let peak = heap::Peak::start();
    child::serve(bytes, &mut answer, Wanted::default(), |limits| memory.set(limits.memory_bytes)).expect("memory takes all");
    let (peak, most) = (peak.bytes() as u64, memory.get());
    assert!(peak <= most, "{} bytes of workbook took {peak}, and {most} are allowed", bytes.len());
    let (most_kib, held_kib) = (most >> 10, child::largest_kib());
    static PROGRAM: Once = Once::new();
    PROGRAM.call_once(|| {
        if let Some(program) = std::env::var_os("FUZZ_PROGRAM") {
            child::read_with(program.into());
        }
    });
    assert!(held_kib <= most_kib.max(LARGEST_KIB), "a process held {held_kib} KiB");
}

/// The most that a process may hold for the largest workbook that is tried.
const LARGEST_KIB: u64 = 512 << 10;

/// A table that needs the lists of countries and of land.
const WARM_UP: &str = "id,title,country,lat,lon\n1,a,Ukraine,48,37\n";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let options = options();
    let packed;
    let bytes = match options.format.as_deref() {
        Some("workbook") => {
            packed = workbook::around(bytes);
            &packed
        }
        _ => bytes,
    };
    if options.format.as_deref() == Some("workbook") {
        check_child(bytes);
    }
    let peak = heap::Peak::start();
    let read = load_bytes_with(bytes, Path::new("fuzzed"), options);
    let peak = peak.bytes();
    let things = read.as_ref().map_or(bytes.len() / LEAST_BYTES, |read| things(&read.dataset) + read.issues.len());
    let most = FIXED_BYTES + BYTES_A_BYTE * bytes.len() + BYTES_A_THING * things;
    assert!(peak <= most, "{} bytes of input took {peak}; {things} things", bytes.len());
    let Ok(read) = read else { return };
    let rejected = read.issues.iter().filter(|issue| issue.severity() == Severity::Rejected).count();
    assert_eq!(read.reading.records.rejected, rejected, "rejected records and their issues");
    let text = to_text(&read.dataset).expect("what was read can be written");
    let again = load_bytes(text.as_bytes(), Path::new("written.json")).expect("what was written can be read");
    assert_eq!(to_text(&again.dataset).expect("what was read can be written"), text);
});
