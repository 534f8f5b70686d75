//! A session that could be read is written, and what was written is read as the same lines without a complaint lost.

#![no_main]

use std::path::Path;

use counterclaim_fuzz::io::session_file::{read_bytes, to_text};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let path = Path::new("fuzzed.ccsession");
    let Ok((first, _)) = read_bytes(bytes, path) else { return };
    let text = to_text(&first);
    let (second, _) = read_bytes(text.as_bytes(), path).expect("what was written can be read");
    assert_eq!(second, first);
    assert_eq!(to_text(&second), text);
});
