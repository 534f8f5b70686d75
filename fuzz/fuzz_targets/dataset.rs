//! A dataset that could be read is written, and what was written is read and written the same again.

#![no_main]

use std::path::Path;

use counterclaim_fuzz::io::Severity;
use counterclaim_fuzz::io::export::native::to_text;
use counterclaim_fuzz::io::import::load_bytes;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let path = Path::new("fuzzed.json");
    let Ok(first) = load_bytes(bytes, path) else { return };
    let text = to_text(&first.dataset).expect("what was read can be written");
    let second = load_bytes(text.as_bytes(), path).expect("what was written can be read");
    assert_eq!(to_text(&second.dataset).expect("what was read can be written"), text);
    let lost: Vec<_> = second.issues.iter().filter(|issue| issue.severity() == Severity::SetAside).collect();
    assert!(lost.is_empty(), "set aside on reading again: {lost:?}");
});
