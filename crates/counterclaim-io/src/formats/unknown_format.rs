//! What a file seems to be that no reader knows, and what to do about it.

/// How many bytes at the beginning of a file are looked at.
const HEAD: usize = 4096;

/// Beginnings of files of other kinds, what they are, and what to do.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF", "it is a PDF document; copy its table into a spreadsheet and save that as CSV or XLSX"),
    (b"\x89PNG", "it is a picture; type its contents into a table"),
    (b"\xff\xd8", "it is a picture; type its contents into a table"),
    (b"GIF8", "it is a picture; type its contents into a table"),
    (b"SQLite format 3\0", "it is a SQLite database; export a table of it as CSV"),
    (b"PAR1", "it is a Parquet file; write it as CSV or JSON Lines with the tool that made it"),
    (b"Rar!", "it is an archive of an unsupported kind; unpack it and open the files in it"),
    (b"7z\xbc\xaf\x27\x1c", "it is an archive of an unsupported kind; unpack it and open the files in it"),
    (b"BZh", "it is an archive of an unsupported kind; unpack it and open the files in it"),
    (b"\xfd7zXZ\0", "it is an archive of an unsupported kind; unpack it and open the files in it"),
    (b"\xd0\xcf\x11\xe0", "it is an older office document, such as XLS; save it as XLSX, ODS or CSV"),
    (b"{\\rtf", "it is a text document; copy its table into a spreadsheet and save that as CSV or XLSX"),
    (b"PK\x03\x04", "it is an office document without a table; copy its table into a spreadsheet"),
];

/// What an unknown file seems to be, in words for whoever wanted to open it.
pub fn describe(bytes: &[u8]) -> &'static str {
    let known = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic));
    if let Some((_, words)) = known {
        return words;
    }
    let text = bytes.trim_ascii_start();
    let head = String::from_utf8_lossy(text.get(..HEAD).unwrap_or(text)).to_lowercase();
    if bytes.is_empty() {
        "the file is empty; get a new copy"
    } else if text.is_empty() {
        "the file contains only blanks; get a new copy"
    } else if is_wide(bytes) {
        "it seems to be UTF-16 text without a byte order mark; save it as UTF-8"
    } else if head.starts_with('<') && head.contains("<html") {
        "it is a web page, perhaps a sign-in page; download the file itself"
    } else if head.starts_with('<') {
        "it is XML, but not a KML map; save it as KML, GeoJSON or CSV"
    } else if head.starts_with(['[', '{']) {
        "it looks like JSON but contains no list of records"
    } else if bytes.contains(&0) {
        "it is a binary file of unknown kind; export it as CSV, JSON or XLSX from the program that made it"
    } else {
        "its text is neither JSON nor a table; a table has a header and cells separated by commas, tabs or semicolons"
    }
}

/// Whether every other byte is nought, as in UTF-16 text of Latin letters.
fn is_wide(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let noughts = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let even = noughts(0);
    let odd = noughts(1);
    head.len() >= 8 && even.max(odd) * 10 >= head.len() / 2 * 7 && even.min(odd) * 10 < head.len()
}
