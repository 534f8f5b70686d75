//! The grammar of delimited text: records of cells, after RFC 4180, with quotation marks that never close survived.

/// The separators that are looked for.
pub const SEPARATORS: [char; 4] = [',', '\t', ';', '|'];

/// The most cells that a record may have.
pub const MAX_CELLS: usize = 10_000;

/// The most bytes that a cell may have.
pub const MAX_CELL_BYTES: usize = 256 << 10;

/// One record as it stands, or why it cannot be read.
#[derive(Debug, Eq, PartialEq)]
pub struct Record {
    /// Line on which it starts, from 1.
    pub line: usize,
    pub cells: Result<Vec<String>, String>,
}

/// Walks over the records of a text; lines without anything are no records.
#[derive(Debug)]
pub struct Scanner<'a> {
    text: &'a str,
    separator: char,
    at: usize,
    line: usize,
    /// Set after a quotation mark that never closes: from there on no cell goes beyond its line.
    is_by_line: bool,
    /// Quotation marks are letters like any other.
    is_plain: bool,
    /// A backslash stands before a quotation mark that does not end its cell.
    has_backslashes: bool,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str, separator: char) -> Self {
        let hint = hint(text).map_or(0, |(_, length)| length);
        let line = 1 + usize::from(hint > 0);
        let is_plain = separator == '\t' && is_plain(text);
        let has_backslashes = has_backslash_quotes(text, separator);
        Self { text, separator, at: hint, line, is_by_line: false, is_plain, has_backslashes }
    }

    /// Reads one record from `at`; `None` where a quotation mark is open at the end.
    fn record(&self, text: &str) -> Option<(Result<Vec<String>, String>, usize)> {
        let mut cells = Vec::new();
        let mut cell = String::new();
        let mut failure: Option<String> = None;
        let mut is_quoted = false;
        let mut chars = text.char_indices().peekable();
        let mut end = text.len();
        while let Some((at, character)) = chars.next() {
            if self.has_backslashes
                && character == '\\'
                && let Some((_, next)) = chars.next_if(|(_, next)| matches!(next, '"' | '\\'))
            {
                push(&mut cell, next, &mut failure);
            } else if is_quoted {
                if character != '"' {
                    push(&mut cell, character, &mut failure);
                } else if chars.next_if(|(_, next)| *next == '"').is_some() {
                    push(&mut cell, '"', &mut failure);
                } else {
                    is_quoted = false;
                }
            } else if character == self.separator {
                if cells.len() >= MAX_CELLS {
                    failure = Some(format!("the record has more than {MAX_CELLS} cells"));
                    cell.clear();
                } else {
                    cells.push(std::mem::take(&mut cell));
                }
            } else if character == '"' && cell.is_empty() && !self.is_plain {
                is_quoted = true;
            } else if character == '\n' || character == '\r' {
                let is_pair = character == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some();
                end = at + 1 + usize::from(is_pair);
                break;
            } else {
                push(&mut cell, character, &mut failure);
            }
        }
        if is_quoted {
            return None;
        }
        cells.push(cell);
        Some((failure.map_or(Ok(cells), Err), end))
    }
}

fn push(cell: &mut String, character: char, failure: &mut Option<String>) {
    if cell.len() < MAX_CELL_BYTES {
        cell.push(character);
    } else {
        failure.get_or_insert_with(|| format!("a cell has more than {MAX_CELL_BYTES} bytes"));
    }
}

impl Iterator for Scanner<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let line_end = rest.find(['\n', '\r']).map_or(rest.len(), |at| at + 1);
            let within = if self.is_by_line { rest.get(..line_end).unwrap_or(rest) } else { rest };
            let (cells, length) = self.record(within).unwrap_or_else(|| {
                self.is_by_line = true;
                (Err("a quotation mark is opened and never closed".to_owned()), line_end)
            });
            let line = self.line;
            let read = rest.get(..length).unwrap_or(rest);
            self.line += line_breaks(read, self.text.as_bytes().get(self.at + length).copied());
            self.at += length.max(1);
            if cells.as_ref().is_ok_and(|cells| matches!(cells.as_slice(), [only] if only.trim().is_empty())) {
                continue;
            }
            return Some(Record { line, cells });
        }
    }
}

/// The separator that a first line `sep=;` names, as spreadsheets write it, and the length of that line.
fn hint(text: &str) -> Option<(char, usize)> {
    let line_end = text.find('\n')?;
    let line = text.get(..line_end)?.trim_end_matches('\r');
    let mut named =
        line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and_then(|_| line.get(4..))?.chars();
    let separator = named.next().filter(|_| named.next().is_none())?;
    Some((separator, line_end + 1))
}

/// Whether quotation marks in tab-separated text are letters: every line has the same number of tabs, and some cell
/// begins with a mark that it does not end with.
fn is_plain(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let tabs = |line: &str| line.bytes().filter(|byte| *byte == b'\t').count();
    let Some(width) = lines.next().map(tabs).filter(|width| *width > 0) else { return false };
    let is_open = |cell: &str| cell.starts_with('"') && cell.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    let mut has_open = false;
    for line in lines {
        if tabs(line) != width {
            return false;
        }
        has_open |= line.contains('"') && line.split('\t').any(is_open);
    }
    has_open
}

/// Whether quotation marks within cells have a backslash before them: one that does so cannot end its cell, as text
/// follows.
fn has_backslash_quotes(text: &str, separator: char) -> bool {
    let is_within = |(at, _): (usize, &str)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let next = text.get(at + 2..).and_then(|rest| rest.chars().next());
        let is_escaped = before == Some('\\');
        !is_escaped && next.is_some_and(|next| next != separator && next != '"' && next != '\n' && next != '\r')
    };
    text.match_indices("\\\"").any(is_within)
}

/// Line ends in a text, a pair counted once, also where the pair is cut.
fn line_breaks(text: &str, next: Option<u8>) -> usize {
    let bytes = text.as_bytes();
    let follows = |at: usize| bytes.get(at + 1).copied().or(next);
    let is_break = |(at, byte): (usize, &u8)| *byte == b'\n' || (*byte == b'\r' && follows(at) != Some(b'\n'));
    bytes.iter().enumerate().filter(|pair| is_break(*pair)).count()
}

/// What a separator is worth, of 100, by which every record has as many cells as the header, or a few less.
const RAGGED_SHARE: usize = 95;

/// The separator that the text names, else the one by which most of the first records have equally many cells.
pub fn separator_of(text: &str) -> Option<char> {
    if let Some((separator, _)) = hint(text) {
        return Some(separator);
    }
    let judged = SEPARATORS.iter().filter_map(|separator| {
        let counts: Vec<usize> = Scanner::new(text, *separator)
            .take(25)
            .filter_map(|record| record.cells.ok())
            .map(|cells| cells.len())
            .collect();
        // A text with a table in it, ruled by hand, is no table.
        let is_rule = |line: &str| {
            line.starts_with('|') && line.contains("--") && line.bytes().all(|byte| b"|-: ".contains(&byte))
        };
        if *separator == '|' && text.lines().take(100).any(|line| is_rule(line.trim())) {
            return None;
        }
        // Lines of a title may stand above the records.
        let equal = |width: usize| counts.iter().filter(|count| **count == width).count();
        let width = counts.iter().copied().filter(|width| *width > 1).max_by_key(|width| (equal(*width), *width))?;
        let even = equal(width) * 100 / counts.len();
        // Records may lack cells at their end, but not the header.
        let header = counts.first().copied().unwrap_or(0);
        let most_lacking = header / 4 + 1;
        let is_ragged = |count: &&usize| **count > 1 && **count <= header && **count + most_lacking >= header;
        let ragged = counts.iter().filter(is_ragged).count() * RAGGED_SHARE / counts.len();
        Some((even.max(if header > 2 { ragged } else { 0 }), width, *separator))
    });
    // Of separators that fit equally well, the one with more columns, then the more usual.
    let best = judged.reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best });
    best.filter(|(share, ..)| *share >= 50).map(|(.., separator)| separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, separator: char) -> Vec<(usize, Result<Vec<String>, String>)> {
        Scanner::new(text, separator).map(|record| (record.line, record.cells)).collect()
    }

    fn good(line: usize, cells: &[&str]) -> (usize, Result<Vec<String>, String>) {
        (line, Ok(cells.iter().map(|cell| (*cell).to_owned()).collect()))
    }

    #[test]
    fn quoted_cells_hold_separators_quotes_and_line_ends() {
        let text = "a,b\r\n\"x, \"\"y\"\"\nz\",2\r\n\r\n3,4";
        assert_eq!(cells(text, ','), [good(1, &["a", "b"]), good(2, &["x, \"y\"\nz", "2"]), good(5, &["3", "4"])]);
        assert_eq!(cells("a;b\r1;2\r", ';'), [good(1, &["a", "b"]), good(2, &["1", "2"])]);
    }

    #[test]
    fn a_quotation_mark_that_never_closes_costs_one_record() {
        let told = cells("a,b\n\"0\",1\n1,\"open\n2,3\n4,5\n", ',');
        assert_eq!(told[0], good(1, &["a", "b"]));
        assert_eq!((told[2].0, told[2].1.is_err()), (3, true));
        assert_eq!(told[3..], [good(4, &["2", "3"]), good(5, &["4", "5"])]);
    }

    #[test]
    fn quotation_marks_are_letters_where_tabs_alone_cut_every_line_alike() {
        let told = cells("a\tb\n\"It is so.\t1\nx\t\"y\n", '\t');
        assert_eq!(told, [good(1, &["a", "b"]), good(2, &["\"It is so.", "1"]), good(3, &["x", "\"y"])]);
        let quoted = cells("a\tb\n\"x\ty\"\t1\n", '\t');
        assert_eq!(quoted, [good(1, &["a", "b"]), good(2, &["x\ty", "1"])]);
    }

    #[test]
    fn backslashes_stand_before_quotation_marks_where_text_follows() {
        let told = cells("a,b\n\"said: \\\"We hold it\\\", and left\",1\n\\N,\"c:\\\\\"\n", ',');
        assert_eq!(told[1..], [good(2, &["said: \"We hold it\", and left", "1"]), good(3, &["\\N", "c:\\"])]);
        // A path may end in a backslash.
        let told = cells("a,b\n\"c:\\dir\\\",1\n", ',');
        assert_eq!(told[1..], [good(2, &["c:\\dir\\", "1"])]);
    }

    #[test]
    fn records_that_lack_cells_at_their_end_do_not_hide_the_separator() {
        let text =
            "date;id;place;killed;source;\nApril 15, 2031;1;a;2;c;\nApril 14, 2031;2;b;0;d\nApril 13, 2031;3;b;0;d\n";
        assert_eq!(separator_of(text), Some(';'));
        assert_eq!(separator_of("date|title|x\n1|a, b|\n2|c, d\n3|e, f\n"), Some('|'));
    }

    #[test]
    fn huge_cells_and_endless_lines_are_refused_without_being_held() {
        let text = format!("{}\n1,{}\n2,3\n", ",".repeat(3_000_000), "x".repeat(3_000_000));
        let told = cells(&text, ',');
        assert_eq!(told[0].1, Err("the record has more than 10000 cells".to_owned()));
        assert_eq!(told[1].1, Err("a cell has more than 262144 bytes".to_owned()));
        assert_eq!(told[2], good(3, &["2", "3"]));
    }

    #[test]
    fn the_separator_is_that_which_cuts_evenly() {
        assert_eq!(separator_of("a;b\n1,5;2\n3;4,1\n"), Some(';'));
        assert_eq!(separator_of("a\tb\n1, 2\t3\n"), Some('\t'));
        assert_eq!(separator_of("a,b|c,d\n1,2|3,4\n"), Some(','));
        assert_eq!(separator_of("Losses of the week\na,b\n1,2\n3,4\n"), Some(','));
        assert_eq!(separator_of("sep=;\r\na;b,c,d\n1;2,3,4\n"), Some(';'));
        assert_eq!(cells("sep=;\r\na;b\n1;2\n", ';'), [good(2, &["a", "b"]), good(3, &["1", "2"])]);
        assert_eq!(separator_of("# Lists\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n"), None);
        assert_eq!(separator_of("one line of prose"), None);
        assert_eq!(separator_of(""), None);
    }
}
