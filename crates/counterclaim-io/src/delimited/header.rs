//! The header of a delimited file: the delimiter and the columns.

use super::byte_source::ByteSource;
use super::scan::{Found, Scanner, Scratch};
use super::split::Shape;

/// Known delimiters, the likelier first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// The longest supported header.
const MAX_HEADER_BYTES: usize = 1 << 20;

/// The column names and the format of the records.
#[derive(Clone, Debug)]
pub struct Header {
    /// In lower case, trimmed.
    pub columns: Vec<String>,
    pub shape: Shape,
}

impl Header {
    /// Reads the header from the start of a file.
    ///
    /// The delimiter is the one that gives the most columns. `None` if no line ends in the input.
    pub fn of_head(head: &[u8], is_whole: bool) -> Option<Self> {
        let bom = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let text = head.get(bom..)?;
        let headers = DELIMITERS.into_iter().filter_map(|delimiter| {
            let mut scratch = Scratch::default();
            let mut scanner = Scanner::new(text, delimiter, is_whole, &mut scratch);
            let Found::Record(record) = scanner.next() else {
                return None;
            };
            let name = |cell| String::from_utf8_lossy(&record.cell(cell)).trim().to_lowercase();
            let columns: Vec<String> = (0..record.cells()).map(name).collect();
            let body_at = record.range(record.cells() - 1).end;
            // Line ends before the first record are skipped on reading, but segments need its true start.
            let ends = text.iter().skip(body_at).take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            let shape = Shape { delimiter, cells: columns.len(), body_at: (bom + body_at + ends) as u64 };
            Some(Self { columns, shape })
        });
        headers.reduce(|best, other| if other.columns.len() > best.columns.len() { other } else { best })
    }

    /// Reads the header of a file.
    pub fn of_bytes(bytes: &ByteSource) -> std::io::Result<Option<Self>> {
        let mut head = vec![0; 4096];
        loop {
            let count = bytes.read(0, &mut head)?;
            let is_whole = count as u64 == bytes.len();
            let header = Self::of_head(head.get(..count).unwrap_or_default(), is_whole);
            if header.is_some() || is_whole || head.len() >= MAX_HEADER_BYTES {
                return Ok(header);
            }
            head.resize(head.len() * 4, 0);
        }
    }

    /// The index of a column, by any of its names in lower case.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.columns.iter().position(|column| column == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_found_behind_a_byte_order_mark_and_within_quotes_it_does_not_count() {
        for (text, delimiter, body_at) in [
            ("\u{feff}Event_ID ,\"a;b;c\",x\r\n\n1,2,3\n", b',', 25),
            ("event_id;a,b;x\n", b';', 15),
            ("event_id\ta\tx\r1", b'\t', 13),
            ("event_id|a|x\n", b'|', 13),
        ] {
            let header = Header::of_head(text.as_bytes(), true).expect("a header");
            assert_eq!(header.columns.len(), 3, "{text:?}");
            assert_eq!(header.shape, Shape { delimiter, cells: 3, body_at }, "{text:?}");
            assert_eq!(header.column(&["id", "x"]), Some(2));
        }
        assert!(Header::of_head(b"a,b,c", false).is_none());
    }
}
