//! A file of the format that `FUZZ_FORMAT` names, or of any, is refused, or each of its records is read or set aside.
//!
//! What was read is written as a dataset and read again, and memory stays in proportion to the file.

#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use counterclaim_fuzz::io::Severity;
use counterclaim_fuzz::io::export::native::to_text;
use counterclaim_fuzz::io::import::{ReadOptions, load_bytes, load_bytes_with};
use counterclaim_fuzz::{heap, workbook};

/// What reading may cost besides what is in proportion to the file, in bytes: event tables are read by several threads,
/// each with its buffers.
const FIXED_BYTES: usize = 2 << 20;
/// How many bytes each byte may cost where every record has two or three, and each that is set aside is told.
const BYTES_A_BYTE: usize = 192;

fn options() -> &'static ReadOptions {
    static OPTIONS: OnceLock<ReadOptions> = OnceLock::new();
    OPTIONS.get_or_init(|| ReadOptions { format: std::env::var("FUZZ_FORMAT").ok(), ..ReadOptions::default() })
}

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
    let peak = heap::Peak::start();
    let read = load_bytes_with(bytes, Path::new("fuzzed"), options);
    let peak = peak.bytes();
    assert!(peak <= FIXED_BYTES + BYTES_A_BYTE * bytes.len(), "{} bytes of input took {peak}", bytes.len());
    let Ok(read) = read else { return };
    let set_aside = read.issues.iter().filter(|issue| issue.severity() == Severity::SetAside).count();
    assert_eq!(read.reading.records.set_aside, set_aside, "what is set aside and what is told of it");
    let text = to_text(&read.dataset).expect("what was read can be written");
    let again = load_bytes(text.as_bytes(), Path::new("written.json")).expect("what was written can be read");
    assert_eq!(to_text(&again.dataset).expect("what was read can be written"), text);
});
