//! Decodes bytes to text: byte order marks, UTF-8, and detection of older encodings.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// How many bytes the detection looks at.
const GUESS_BYTES: usize = 1 << 20;

/// A text, its encoding, and a remark if the encoding was not certain.
#[derive(Debug, Default)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: &'static str,
    pub remark: Option<String>,
}

/// Encodings offered for choice; all others that browsers know work too.
pub const ENCODINGS: [&str; 11] = [
    "UTF-8",
    "windows-1251",
    "KOI8-U",
    "windows-1252",
    "windows-1250",
    "ISO-8859-2",
    "windows-1256",
    "UTF-16LE",
    "UTF-16BE",
    "GBK",
    "Shift_JIS",
];

/// Decodes bytes in an encoding that the user names; `None` if it is unknown.
pub fn decode_as<'a>(bytes: &'a [u8], name: &str) -> Option<Decoded<'a>> {
    let encoding = Encoding::for_label(name.as_bytes())?;
    let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
    let damaged = if had_errors { "; invalid characters are shown as \u{fffd}" } else { "" };
    let remark = Some(format!("the text was read as {}, as requested{damaged}", encoding.name()));
    Some(Decoded { text, encoding: encoding.name(), remark })
}

/// Decodes bytes; `None` if they are not text.
pub fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Some(in_encoding(UTF_16LE, rest));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Some(in_encoding(UTF_16BE, rest));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(first) = bytes.iter().position(|byte| *byte == 0) {
        return without_nul(bytes, first);
    }
    Some(decode_text(bytes))
}

/// Text with a few NUL bytes, which are shown as U+FFFD; those at its end are padding. `None` for binary bytes.
fn without_nul(bytes: &[u8], first: usize) -> Option<Decoded<'_>> {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let padding = bytes.len() - end;
    let text = bytes.get(..end)?;
    let nuls = text.iter().filter(|byte| **byte == 0).count();
    let is_control = |byte: &&u8| matches!(byte, 1..=8 | 14..=25 | 28..=29 | 127);
    let is_binary = nuls * MIN_TEXT_BYTES_FOR_NUL > text.len() || text.iter().any(|byte| is_control(&byte));
    if is_binary || text.is_empty() {
        return None;
    }
    let marked: Vec<u8> = text.split(|byte| *byte == 0).collect::<Vec<_>>().join("\u{fffd}".as_bytes());
    let decoded = decode_text(&marked);
    let line = 1 + text.iter().take(first).filter(|byte| **byte == b'\n').count();
    let mut remark = decoded.remark.map(|remark| remark + "; ").unwrap_or_default();
    if nuls > 0 {
        remark += &format!("the text has NUL bytes: {nuls}, the first in line {line}; they are shown as \u{fffd}");
    } else {
        remark += &format!("NUL bytes at the end of the file were skipped: {padding}");
    }
    Some(Decoded { text: Cow::Owned(decoded.text.into_owned()), encoding: decoded.encoding, remark: Some(remark) })
}

/// So many bytes of text stand for each NUL byte at least; binary files have more of them.
const MIN_TEXT_BYTES_FOR_NUL: usize = 20;

/// Decodes bytes without NUL and byte order mark.
fn decode_text(bytes: &[u8]) -> Decoded<'_> {
    let Err(error) = std::str::from_utf8(bytes) else {
        return Decoded { text: String::from_utf8_lossy(bytes), encoding: "UTF-8", remark: None };
    };
    if is_damaged_utf8(bytes) {
        let line = 1 + bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count();
        let remark =
            format!("the text is UTF-8 with invalid characters, the first in line {line}; they are shown as \u{fffd}");
        return Decoded { text: String::from_utf8_lossy(bytes), encoding: "UTF-8", remark: Some(remark) };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..GUESS_BYTES).unwrap_or(bytes), true);
    in_encoding(detector.guess(None, Utf8Detection::Deny), bytes)
}

fn in_encoding<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let name = encoding.name();
    let remark = match (encoding == UTF_16LE || encoding == UTF_16BE, had_errors) {
        (true, false) => format!("encoding detected: {name}"),
        (false, false) => format!("encoding detected: {name} (uncertain; not UTF-8)"),
        (_, true) => format!("encoding detected: {name}; invalid characters are shown as \u{fffd}"),
    };
    Decoded { text, encoding: name, remark: Some(remark) }
}

/// Whether text beyond ASCII is UTF-8 except in a few places.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let mut good = 0usize;
    let mut bad = 0usize;
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 20 * bad
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "Российские военные заявили о взятии города; украинская сторона это опровергла.";

    #[test]
    fn marks_and_older_encodings_give_the_same_text() {
        let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| WORDS.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
        let little = [b"\xff\xfe".to_vec(), utf_16(u16::to_le_bytes)].concat();
        let big = [b"\xfe\xff".to_vec(), utf_16(u16::to_be_bytes)].concat();
        let cyrillic = encoding_rs::WINDOWS_1251.encode(WORDS).0.into_owned();
        let marked = format!("\u{feff}{WORDS}").into_bytes();
        for (bytes, remark) in [(little, "UTF-16LE"), (big, "UTF-16BE"), (cyrillic, "windows-1251"), (marked, "")] {
            let decoded = decode(&bytes).expect("text");
            assert_eq!(decoded.text, WORDS);
            assert!(decoded.remark.unwrap_or_default().contains(remark));
        }
        assert!(decode(b"\x7fELF\0\0").is_none());
    }

    #[test]
    fn a_few_nul_bytes_in_text_are_shown_and_reported() {
        let decoded = decode(b"id,place\n1,High\0Ford and the old mill\n").expect("text");
        assert_eq!(decoded.text, "id,place\n1,High\u{fffd}Ford and the old mill\n");
        assert!(decoded.remark.is_some_and(|remark| remark.contains("NUL bytes: 1, the first in line 2")));
        let decoded = decode(b"id,place\n1,Lower Ford\n\0\0\0\0\0\0\0\0").expect("text");
        assert_eq!(decoded.text, "id,place\n1,Lower Ford\n");
        assert!(decoded.remark.is_some_and(|remark| remark.contains("at the end of the file were skipped: 8")));
        assert!(decode(b"SQLite format 3\0\x10\0\x01\x01 and more text of the same file").is_none());
        assert!(decode(b"i\0d\0,\0p\0").is_none() && decode(b"\0\0").is_none());
    }

    #[test]
    fn an_encoding_that_is_named_is_taken() {
        let cyrillic = encoding_rs::KOI8_U.encode(WORDS).0.into_owned();
        assert_eq!(decode_as(&cyrillic, "koi8-u").expect("text").text, WORDS);
        assert!(decode_as(&cyrillic, "no such").is_none());
        assert!(ENCODINGS.iter().all(|name| Encoding::for_label(name.as_bytes()).map(Encoding::name) == Some(*name)));
    }

    #[test]
    fn a_cut_character_does_not_make_utf_8_another_encoding() {
        let bytes = WORDS.repeat(3).into_bytes();
        let decoded = decode(&bytes[..bytes.len() - 2]).expect("text");
        assert!(decoded.text.starts_with(WORDS) && decoded.text.ends_with('\u{fffd}'));
        assert!(decoded.remark.is_some_and(|told| told.contains("invalid")));
    }
}
