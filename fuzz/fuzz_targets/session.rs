//! A session that could be read is written, and what was written is read as the same lines without a complaint lost.

#![no_main]

use std::path::Path;

use counterclaim_fuzz::heap;
use counterclaim_io::session_file::{read_bytes, to_text};

/// What reading may cost besides what is in proportion to the file: the first lines that are no edits are held and told
/// one by one.
const FIXED_BYTES: usize = 2 << 20;
/// How many bytes each byte may cost.
const BYTES_A_BYTE: usize = 32;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let path = Path::new("fuzzed.ccsession");
    let peak = heap::Peak::start();
    let read = read_bytes(bytes, path);
    let (peak, most) = (peak.bytes(), FIXED_BYTES + BYTES_A_BYTE * bytes.len());
    assert!(peak <= most, "{} bytes of session took {peak}", bytes.len());
    let Ok((first, _)) = read else { return };
    let text = to_text(&first);
    let (second, _) = read_bytes(text.as_bytes(), path).expect("what was written can be read");
    assert_eq!(second, first);
    assert_eq!(to_text(&second), text);
});
