//! A dataset that could be read is written, and what was written is read and written the same again.

#![no_main]

use std::path::Path;

use counterclaim_export::native::to_text;
use counterclaim_fuzz::heap;
use counterclaim_io::Severity;
use counterclaim_io::load::load_bytes;

/// What reading may cost besides what is in proportion to the file.
const FIXED_BYTES: usize = 2 << 20;
/// How many bytes each byte may cost: a record takes some hundred bytes, and the shortest has few.
const BYTES_A_BYTE: usize = 300;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let path = Path::new("fuzzed.json");
    let peak = heap::Peak::start();
    let read = load_bytes(bytes, path);
    let (peak, most) = (peak.bytes(), FIXED_BYTES + BYTES_A_BYTE * bytes.len());
    assert!(peak <= most, "{} bytes of dataset took {peak}", bytes.len());
    let Ok(first) = read else { return };
    let text = to_text(&first.dataset).expect("what was read can be written");
    let second = load_bytes(text.as_bytes(), path).expect("what was written can be read");
    assert_eq!(to_text(&second.dataset).expect("what was read can be written"), text);
    let lost: Vec<_> = second.issues.iter().filter(|issue| issue.severity() == Severity::Rejected).collect();
    assert!(lost.is_empty(), "set aside on reading again: {lost:?}");
});
