//! What a file seems to be that no reader knows, and what to do about it.

/// How many bytes at the beginning of a file are looked at.
const HEAD: usize = 4096;

/// Beginnings of files of other kinds, what they are, and what to do.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF", "it is a PDF document; copy its table into a spreadsheet and save that as CSV or XLSX"),
    (b"\x89PNG", "it is a picture; type its contents into a table"),
    (b"\xff\xd8", "it is a picture; type its contents into a table"),
    (b"GIF8", "it is a picture; type its contents into a table"),
    (b"II*\0", "it is a picture; type its contents into a table"),
    (b"MM\0*", "it is a picture; type its contents into a table"),
    (b"RIFF", "it is a picture, a video or a sound recording; type what it shows into a table"),
    (b"\x1a\x45\xdf\xa3", "it is a video; type what it shows into a table"),
    (b"ID3", "it is a sound recording; type what it says into a table"),
    (b"OggS", "it is a sound recording; type what it says into a table"),
    (b"fLaC", "it is a sound recording; type what it says into a table"),
    (b"\0\x01\0\0Standard", "it is an Access database; export a table of it as CSV or XLSX"),
    (b"$FL2@(#)", "it is an SPSS file; save it as CSV"),
    (b"<stata_dta", "it is a Stata file; export it as CSV"),
    (b"\0\0\x27\x0a", "it is the shapes of a Shapefile; save it as GeoJSON or CSV in QGIS"),
    (b"fgb\x03", "it is a FlatGeobuf map; save it as GeoJSON in QGIS"),
    (b"\x89HDF", "it is an HDF5 file; write a table of it as CSV"),
    (b"SQLite format 3\0", "it is a SQLite database; export a table of it as CSV"),
    (b"PAR1", "it is a Parquet file; write it as CSV or JSON Lines with the tool that made it"),
    (b"Rar!", "it is an archive of an unsupported kind; unpack it and open the files in it"),
    (b"7z\xbc\xaf\x27\x1c", "it is an archive of an unsupported kind; unpack it and open the files in it"),
    (b"BZh", "it is an archive of an unsupported kind; unpack it and open the files in it"),
    (b"\xfd7zXZ\0", "it is an archive of an unsupported kind; unpack it and open the files in it"),
    (
        b"\xd0\xcf\x11\xe0",
        "it is an older office document or message; copy its table into a spreadsheet and save that as XLSX",
    ),
    (b"{\\rtf", "it is a text document; copy its table into a spreadsheet and save that as CSV or XLSX"),
    (b"PK\x03\x04", "it is an office document without a table; copy its table into a spreadsheet"),
];

/// What an unknown file seems to be, in words for whoever wanted to open it.
pub fn describe(bytes: &[u8]) -> &'static str {
    let known = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic));
    if let Some((_, words)) = known {
        return words;
    }
    // The size of the first part stands before its name.
    if bytes.get(4..8) == Some(b"ftyp") {
        return "it is a video or a picture of a phone; type what it shows into a table";
    }
    let text = bytes.trim_ascii_start();
    let head = String::from_utf8_lossy(text.get(..HEAD).unwrap_or(text)).to_lowercase();
    if bytes.is_empty() {
        "the file is empty; get a new copy"
    } else if text.is_empty() {
        "the file contains only blanks; get a new copy"
    } else if is_wide(bytes) {
        "it seems to be UTF-16 text without a byte order mark; save it as UTF-8"
    } else if is_mail(&head) {
        "it is an e-mail; save its text or its attachment and open that"
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

/// Whether a text in lower case begins with the head of an e-mail.
fn is_mail(head: &str) -> bool {
    const FIELDS: [&str; 7] =
        ["from:", "received:", "return-path:", "delivered-to:", "message-id:", "mime-version:", "subject:"];
    let is_first = FIELDS.iter().any(|field| head.starts_with(field));
    is_first && FIELDS.iter().filter(|field| head.lines().any(|line| line.starts_with(**field))).count() >= 2
}

/// Whether every other byte is nought, as in UTF-16 text of Latin letters.
fn is_wide(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let noughts = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let even = noughts(0);
    let odd = noughts(1);
    head.len() >= 8 && even.max(odd) * 10 >= head.len() / 2 * 7 && even.min(odd) * 10 < head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_named_with_what_to_do() {
        for (bytes, words) in [
            (&b"%PDF-1.7"[..], "PDF document"),
            (b"\x89PNG\r\n", "picture"),
            (b"\0\0\0\x18ftypmp42", "video"),
            (b"ID3\x04", "sound recording"),
            (b"\0\x01\0\0Standard ACE DB\0", "Access database"),
            (b"$FL2@(#) SPSS DATA FILE", "SPSS"),
            (b"<stata_dta><header>", "Stata"),
            (b"From: desk@wire.example\nTo: a@b.example\nSubject: x\n\nHello", "e-mail"),
            (b"<html><body>Sign in</body></html>", "web page"),
            (b"", "empty"),
        ] {
            assert!(describe(bytes).contains(words), "{words}: {}", describe(bytes));
        }
    }
}
