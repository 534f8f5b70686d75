//! Byte order marks before files that the program writes itself: editors and spreadsheets put them there.

/// The bytes of a text as UTF-8 without a byte order mark; of UTF-16 only where it begins with its mark.
///
/// An error where UTF-16 is damaged: nothing of it may be lost or made up.
pub fn without_mark(bytes: Vec<u8>) -> Result<Vec<u8>, ()> {
    let utf_16 = |to_unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().skip(1).map(|pair| to_unit(*pair)).collect();
        let text = String::from_utf16(&units).ok().filter(|_| rest.is_empty());
        text.map(String::into_bytes).ok_or(())
    };
    match bytes.as_slice() {
        [0xef, 0xbb, 0xbf, ..] => Ok(bytes.get(3..).unwrap_or_default().to_vec()),
        [0xff, 0xfe, ..] => utf_16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf_16(u16::from_be_bytes),
        _ => Ok(bytes),
    }
}

/// What is said of a file in which a mark was found; `None` for one without.
pub fn remark(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some("the file begins with a byte order mark, which will be removed on saving"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("the file is UTF-16; it will be saved as UTF-8"),
        _ => None,
    }
}

/// The beginning of a text, of which the last character may be cut.
pub fn head_without_mark(head: &[u8]) -> Vec<u8> {
    let even = match head {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => head.get(..head.len() & !1).unwrap_or(head),
        _ => head,
    };
    // Half a surrogate pair may stand at the end.
    let shorter = even.get(..even.len().saturating_sub(2)).unwrap_or_default();
    without_mark(even.to_vec()).or_else(|()| without_mark(shorter.to_vec())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_from_every_encoding_with_a_mark() {
        let text = "{\"a\":\"Курахове 🛰\"}\n";
        let units = |to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
        let little = [b"\xff\xfe".to_vec(), units(u16::to_le_bytes)].concat();
        let big = [b"\xfe\xff".to_vec(), units(u16::to_be_bytes)].concat();
        let marked = [b"\xef\xbb\xbf".to_vec(), text.as_bytes().to_vec()].concat();
        for bytes in [little.clone(), big, marked, text.as_bytes().to_vec()] {
            assert_eq!(without_mark(bytes.clone()).as_deref(), Ok(text.as_bytes()));
            assert!(head_without_mark(&bytes[..bytes.len() - 1]).starts_with(b"{\"a\""));
        }
        assert!(without_mark(little[..little.len() - 1].to_vec()).is_err());
    }
}
