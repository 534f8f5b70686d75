//! The index of words in notes: a search by it finds what reading every note finds.

use std::ops::Range;

use counterclaim_model::EventTable;
use counterclaim_query::words::{self, ROWS, Words};
use counterclaim_query::{Bitmap, Needle, search};
use proptest::prelude::*;

use crate::query::noted;

type Read<'a> = dyn Fn(u64, &mut [u8]) -> Result<(), ()> + Sync + 'a;

/// Reads bytes by position; an error behind their end.
fn reads(bytes: &[u8]) -> Box<Read<'_>> {
    Box::new(move |at, buffer| {
        let start = usize::try_from(at).map_err(|_| ())?;
        let there = start.checked_add(buffer.len()).and_then(|end| bytes.get(start..end)).ok_or(())?;
        buffer.copy_from_slice(there);
        Ok(())
    })
}

/// Every block of a table, and where each lies.
fn index(text: &[u8], table: &EventTable) -> (Vec<u8>, Vec<Range<u64>>) {
    let mut bytes = Vec::new();
    let mut blocks = Vec::new();
    while let Some(block) = words::build(table, blocks.len(), reads(text)).expect("read") {
        let start = bytes.len() as u64;
        bytes.extend(block);
        blocks.push(start..bytes.len() as u64);
    }
    (bytes, blocks)
}

fn by_reading(text: &[u8], table: &EventTable, words: &str, within: Option<&Bitmap>) -> Bitmap {
    let needle = Needle::new(words).expect("words");
    search(table, &needle, within, reads(text), || false).expect("not stopped").expect("read")
}

fn by_index(
    text: &[u8],
    table: &EventTable,
    words: &str,
    within: Option<&Bitmap>,
    (bytes, blocks): &(Vec<u8>, Vec<Range<u64>>),
) -> Bitmap {
    let needle = Needle::new(words).expect("words");
    let read = reads(bytes);
    let read_notes = reads(text);
    let words = Words { blocks, read: |at, buffer: &mut [u8]| read(at, buffer).is_ok() };
    words::find(table, &needle, within, &words, read_notes, || false).expect("not stopped").expect("read")
}

const WORDS: [&[u8]; 24] = [
    b"Kill",
    b"kits",
    "\u{212a}ilo".as_bytes(),
    b"SS",
    "ſos".as_bytes(),
    "ß".as_bytes(),
    "ẞtrasse".as_bytes(),
    "İstanbul".as_bytes(),
    "ısı".as_bytes(),
    b"i",
    "Обстріл".as_bytes(),
    "мосту".as_bytes(),
    "قصف".as_bytes(),
    "炮击，村庄".as_bytes(),
    "ΣΑΣ".as_bytes(),
    "σας".as_bytes(),
    "ǅep".as_bytes(),
    "“no”".as_bytes(),
    b"2014",
    b"\xd0",
    b"\xe2\x80",
    b"\xf0\x9f\x92k",
    b"a",
    b"near",
];
const BETWEEN: [&[u8]; 9] = [b" ", b" ", b" ", b", ", b"-", b"\"\"", b"\n", b"'", b""];

/// Notes as they stand in a file: of words that are alike, in quotes or not.
fn notes() -> impl Strategy<Value = Vec<u8>> {
    let parts = proptest::collection::vec((0..WORDS.len(), 0..BETWEEN.len()), 0..7);
    (parts, any::<bool>()).prop_map(|(parts, is_quoted)| {
        let mut note = Vec::new();
        for (word, between) in parts {
            note.extend_from_slice(WORDS[word]);
            note.extend_from_slice(BETWEEN[between]);
        }
        if is_quoted { [b"\"", &note[..], b"\""].concat() } else { note }
    })
}

/// A text cut from a note, in another case.
fn cut(note: &[u8], from: &prop::sample::Index, len: usize, case: u8) -> String {
    let text = String::from_utf8_lossy(note).replace("\"\"", "\"").replace('\u{fffd}', " ");
    let chars: Vec<char> = text.chars().collect();
    let start = if chars.is_empty() { 0 } else { from.index(chars.len()) };
    let cut: String = chars[start..(start + len).min(chars.len())].iter().collect();
    match case {
        0 => cut.to_uppercase(),
        1 => cut.to_lowercase(),
        2 => cut.replace(['k', 'K'], "\u{212a}").replace(['s', 'S'], "ſ"),
        _ => cut,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_search_by_the_index_finds_what_reading_every_note_finds(
        notes in proptest::collection::vec(notes(), 1..40),
        cuts in proptest::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1..9usize, 0..4u8), 12,
        ),
        within in any::<u64>(),
    ) {
        let (text, table) = noted(&notes);
        let index = index(&text, &table);
        let within = Bitmap::of_rows(table.len(), |row| within >> (row % 64) & 1 == 1);
        for (which, from, len, case) in cuts {
            let words = cut(&notes[which.index(notes.len())], &from, len, case);
            if words.trim().is_empty() {
                continue;
            }
            for within in [None, Some(&within)] {
                let expected = by_reading(&text, &table, &words, within);
                prop_assert_eq!(by_index(&text, &table, &words, within, &index), expected, "{:?}", words);
            }
        }
    }

    #[test]
    fn a_damaged_index_neither_breaks_down_nor_finds_what_is_nowhere(
        at in any::<prop::sample::Index>(),
        value: u8,
        is_cut: bool,
    ) {
        let notes: Vec<String> = (0..300).map(|number| format!("note {number} of {}", number % 7)).collect();
        let (text, table) = noted(&notes);
        let (mut bytes, blocks) = index(&text, &table);
        let at = at.index(bytes.len());
        if is_cut {
            bytes.truncate(at);
        } else {
            bytes[at] = value;
        }
        let index = (bytes, blocks);
        for words in ["note", "3", "of 3", "zz", "e"] {
            let found = by_index(&text, &table, words, None, &index);
            // Where it ends early, notes are read in its place; what is changed in it is for its checksum to tell.
            if is_cut {
                prop_assert_eq!(found, by_reading(&text, &table, words, None));
            }
        }
    }
}

#[test]
fn blocks_together_stand_for_all_rows_and_one_with_too_many_words_is_read() {
    let mut notes: Vec<String> = (0..2 * ROWS + 70).map(|row| format!("w{} common", row % 90)).collect();
    // Each word is another one, so that the list of the second block would be as long as its notes.
    for (row, note) in notes.iter_mut().enumerate().skip(ROWS).take(ROWS) {
        *note = format!("{note} {row:0100}");
    }
    let (text, table) = noted(&notes);
    let index = index(&text, &table);
    assert_eq!(index.1.len(), 3);
    assert!(index.0.len() < text.len() / 20, "{} bytes", index.0.len());
    for words in ["w7", "COMMON", "7 common", "common 0", "common 000655", "00070000", "mm", "w7 0", "zz"] {
        let found = by_index(&text, &table, words, None, &index);
        assert_eq!(found, by_reading(&text, &table, words, None), "{words}");
    }
}

#[test]
fn a_search_by_the_index_can_be_stopped_and_tells_when_notes_cannot_be_read() {
    let (text, table) = noted(&["one two", "two one"]);
    let (bytes, blocks) = index(&text, &table);
    let read = reads(&bytes);
    let words = Words { blocks: &blocks, read: |at, buffer: &mut [u8]| read(at, buffer).is_ok() };
    let needle = |words| Needle::new(words).expect("words");
    let unreadable = |_, _: &mut [u8]| Err("gone");
    assert!(words::find(&table, &needle("one"), None, &words, unreadable, || true).is_none());
    let found = words::find(&table, &needle("one"), None, &words, unreadable, || false);
    assert_eq!(found.expect("not stopped").map(|found| found.count()), Ok(2), "no note is read for a word");
    assert_eq!(words::find(&table, &needle("one two"), None, &words, unreadable, || false), Some(Err("gone")));
}
