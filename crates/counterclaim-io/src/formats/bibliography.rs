//! Bibliographies in RIS, BibTeX and CSL-JSON, as Zotero and others export them: each entry is a report.
//!
//! Of each entry its title, publisher, day of publication, address, abstract, language and authors are read. It says
//! nothing of when or where something happened.

use serde_json::Value;

use super::content::{Body, Content};
use super::importer::{Importer, ReadResult};
use crate::assemble::generic;
use crate::import_report::ReadOptions;
use crate::records::json::{Json, Making, object};
use crate::records::table::{RejectedRecord, Table};

pub const IMPORTER: Importer = Importer {
    name: "Bibliography (RIS, BibTeX, CSL-JSON)",
    id: "bibliography",
    extensions: &["ris", "bib", "json"],
    score: |content| if matches!(content.body, Body::Bibliography) && content.table.is_some() { 80 } else { 0 },
    reads_text: false,
    read: |content: &Content<'_>, options: &ReadOptions| -> ReadResult { generic::read(content, options) },
};

type Cells = Vec<(String, String)>;

/// The most bytes that a field may have.
const MAX_FIELD_BYTES: usize = 256 << 10;

fn put(cells: &mut Cells, name: &str, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        let end = text.floor_char_boundary(MAX_FIELD_BYTES);
        cells.push((name.to_owned(), text.get(..end).unwrap_or(text).to_owned()));
    }
}

/// Whether a text is a bibliography, by its beginning.
pub fn recognises(text: &str) -> bool {
    let head = text.trim_start_matches('\u{feff}').trim_start();
    is_ris(head) || is_bibtex(head)
}

fn is_ris(head: &str) -> bool {
    head.starts_with("TY  -")
}

/// Whether a text begins with an entry of BibTeX, perhaps behind comments.
fn is_bibtex(head: &str) -> bool {
    let first = head.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('%'));
    let Some(rest) = first.and_then(|line| line.strip_prefix('@')) else { return false };
    let kind: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
    !kind.is_empty() && rest.get(kind.len()..).is_some_and(|rest| rest.trim_start().starts_with(['{', '(']))
}

/// The entries of a text in RIS or BibTeX.
pub fn table(text: &str) -> Table {
    let text = text.trim_start_matches('\u{feff}');
    if is_ris(text.trim_start()) { ris(text) } else { bibtex(text) }
}

/// The column for a tag of RIS.
fn column_of_tag(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "ID" => "id",
        "TY" => "kind of entry",
        "TI" | "T1" => "headline",
        "T2" | "JO" | "JF" | "PB" => "outlet",
        "DA" => "published",
        "PY" | "Y1" => "year of publication",
        "UR" => "url",
        "AB" | "N2" => "text",
        "LA" => "language",
        "N1" => "note",
        "KW" => "tags",
        "AU" | "A1" => "authors",
        _ => return None,
    })
}

fn ris(text: &str) -> Table {
    let mut made = Making::default();
    let mut entry: Option<(usize, Cells)> = None;
    let mut others = 0usize;
    for (at, line) in text.lines().enumerate() {
        let tag = line.get(..2).filter(|_| line.get(2..5) == Some("  -"));
        let value = line.get(5..).unwrap_or_default();
        match tag {
            Some("TY") => {
                if let Some((start, cells)) = entry.take() {
                    made.add_cells(start, settled(cells));
                }
                let mut cells = Cells::new();
                put(&mut cells, "kind of entry", value);
                entry = Some((at + 1, cells));
            }
            Some("ER") => {
                if let Some((start, cells)) = entry.take() {
                    made.add_cells(start, settled(cells));
                }
            }
            Some(tag) => match (column_of_tag(tag), &mut entry) {
                (Some(name), Some((_, cells))) => put(cells, name, value),
                _ => others += 1,
            },
            // A long field goes on in the next line.
            None => {
                if let Some((_, cells)) = &mut entry
                    && let Some((_, last)) = cells.last_mut().filter(|(_, last)| last.len() < MAX_FIELD_BYTES)
                    && !line.trim().is_empty()
                {
                    last.push(' ');
                    last.push_str(line.trim());
                }
            }
        }
    }
    if let Some((start, _)) = entry {
        let reason = "the entry does not end with `ER`; the file seems to end within this record".to_owned();
        made.table.rejected.push(RejectedRecord { line: start, reason });
    }
    let mut table = made.finish();
    if others > 0 {
        table.remarks.push(format!("fields of other kinds skipped: {others}"));
    }
    table
}

/// An entry with one publisher, the journal before the publishing house, and a day of publication.
fn settled(cells: Cells) -> Cells {
    let mut kept = Cells::new();
    let has_day = cells.iter().any(|(name, _)| name == "published");
    for (name, text) in cells {
        match name.as_str() {
            "outlet" | "headline" | "text" | "published" if kept.iter().any(|(other, _)| *other == name) => {}
            "year of publication" if has_day || kept.iter().any(|(other, _)| other == "published") => {}
            // RIS writes `2031/05/01/` and leaves parts empty that are not known.
            "published" | "year of publication" => {
                let parts: Vec<&str> = text.split(['/', '-']).map(str::trim).filter(|part| !part.is_empty()).collect();
                let is_parts = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
                let day = if is_parts { parts.join("-") } else { text };
                put(&mut kept, "published", &day);
            }
            _ => kept.push((name, text)),
        }
    }
    kept
}

/// The entries of BibTeX; what is not closed is rejected.
fn bibtex(text: &str) -> Table {
    let mut made = Making::default();
    let mut rest = text;
    let mut offset = 0usize;
    let mut line = 1usize;
    while let Some(at) = rest.find('@') {
        let start = offset + at;
        line += text.get(offset..start).unwrap_or_default().bytes().filter(|byte| *byte == b'\n').count();
        let body = text.get(start + 1..).unwrap_or_default();
        let kind: String = body.chars().take_while(char::is_ascii_alphabetic).collect();
        let inner = body.get(kind.len()..).unwrap_or_default().trim_start();
        let is_entry = !kind.is_empty() && inner.starts_with(['{', '(']);
        if !is_entry || matches!(kind.to_ascii_lowercase().as_str(), "comment" | "preamble" | "string") {
            offset = start + 1;
            rest = text.get(offset..).unwrap_or_default();
            continue;
        }
        let before = body.len() - inner.len();
        match closed(inner) {
            Some(length) => {
                let fields = inner.get(1..length - 1).unwrap_or_default();
                made.add_cells(line, entry_cells(&kind, fields));
                line += body.get(..before + length).unwrap_or_default().bytes().filter(|byte| *byte == b'\n').count();
                offset = start + 1 + before + length;
            }
            None => {
                let reason = "the entry is never closed; the file seems to end within this record".to_owned();
                made.table.rejected.push(RejectedRecord { line, reason });
                break;
            }
        }
        rest = text.get(offset..).unwrap_or_default();
    }
    made.finish()
}

/// How many bytes an expression in braces or brackets has, both included.
fn closed(text: &str) -> Option<usize> {
    let open = text.as_bytes().first()?;
    let close = if *open == b'(' { b')' } else { b'}' };
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if close == b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'}' => depth = depth.saturating_sub(1),
            b')' if close == b')' && depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn entry_cells(kind: &str, fields: &str) -> Cells {
    let mut cells = Cells::new();
    put(&mut cells, "kind of entry", kind);
    let (key, mut rest) = fields.split_once(',').unwrap_or((fields, ""));
    put(&mut cells, "id", key);
    let mut day: [Option<String>; 3] = [None, None, None];
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim().trim_start_matches(',').trim().to_ascii_lowercase();
        let after = after.trim_start();
        let (value, length) = match after.bytes().next() {
            Some(b'{') => {
                let Some(length) = closed(after) else { break };
                (after.get(1..length - 1).unwrap_or_default(), length)
            }
            Some(b'"') => {
                let Some(end) = after.get(1..).and_then(|inner| inner.find('"')) else { break };
                (after.get(1..=end).unwrap_or_default(), end + 2)
            }
            _ => {
                let end = after.find([',', '\n']).unwrap_or(after.len());
                (after.get(..end).unwrap_or_default(), end)
            }
        };
        let value = plain(value);
        match name.as_str() {
            "title" => put(&mut cells, "headline", &value),
            "journal" | "journaltitle" | "newspaper" | "howpublished" | "publisher" | "organization" => {
                put(&mut cells, "outlet", &value);
            }
            "url" => put(&mut cells, "url", &value),
            "abstract" => put(&mut cells, "text", &value),
            "note" => put(&mut cells, "note", &value),
            "language" | "langid" => put(&mut cells, "language", &value),
            "author" => put(&mut cells, "authors", &value.replace(" and ", "; ")),
            "keywords" => put(&mut cells, "tags", &value),
            "date" => put(&mut cells, "published", &value),
            "year" => day[0] = Some(value),
            "month" => day[1] = Some(value),
            "day" => day[2] = Some(value),
            _ => {}
        }
        rest = after.get(length..).unwrap_or_default();
    }
    if !cells.iter().any(|(name, _)| name == "published") {
        let parts: Vec<String> = match day {
            [year, None, _] => year.into_iter().collect(),
            [year, month, day] => [day, month, year].into_iter().flatten().collect(),
        };
        put(&mut cells, "published", &parts.join(" "));
    }
    settled(cells)
}

/// A value of BibTeX without the braces that keep capitals.
fn plain(value: &str) -> String {
    let without: String = value.chars().filter(|sign| !matches!(sign, '{' | '}')).collect();
    without.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The items of CSL-JSON; `None` for other lists.
pub fn csl_table(json: &Json<'_>) -> Option<Table> {
    let first = json.first()?;
    let is_item = first.contains_key("type") && (first.contains_key("issued") || first.contains_key("container-title"));
    if !is_item || !matches!(json, Json::List { .. }) {
        return None;
    }
    let mut made = Making::default();
    for item in json.items() {
        match object(&item) {
            Ok(fields) => made.add_cells(item.line, csl_cells(&Value::Object(fields))),
            Err(reason) => made.table.rejected.push(RejectedRecord { line: item.line, reason }),
        }
    }
    Some(made.finish())
}

fn csl_cells(item: &Value) -> Cells {
    const NAMES: [(&str, &str); 9] = [
        ("id", "id"),
        ("type", "kind of entry"),
        ("title", "headline"),
        ("container-title", "outlet"),
        ("publisher", "outlet"),
        ("URL", "url"),
        ("abstract", "text"),
        ("language", "language"),
        ("note", "note"),
    ];
    let mut cells = Cells::new();
    for (field, column) in NAMES {
        match item.get(field) {
            Some(Value::String(text)) => put(&mut cells, column, text),
            Some(Value::Number(number)) => put(&mut cells, column, &number.to_string()),
            _ => {}
        }
    }
    if let Some(issued) = item.get("issued") {
        let parts = issued.get("date-parts").and_then(|parts| parts.get(0)).and_then(Value::as_array);
        let number = |part: &Value| part.as_u64().or_else(|| part.as_str()?.parse().ok());
        let parts: Vec<String> =
            parts.into_iter().flatten().filter_map(number).map(|part| format!("{part:02}")).collect();
        let day = if parts.is_empty() {
            let words = issued.get("raw").or_else(|| issued.get("literal")).or(Some(issued));
            words.and_then(Value::as_str).unwrap_or_default().to_owned()
        } else {
            parts.join("-")
        };
        put(&mut cells, "published", &day);
    }
    let name = |author: &Value| {
        let part = |field: &str| author.get(field).and_then(Value::as_str).unwrap_or_default();
        let name = format!("{} {}{}", part("given"), part("family"), part("literal"));
        name.trim().to_owned()
    };
    let authors = item.get("author").and_then(Value::as_array).into_iter().flatten().map(name);
    put(&mut cells, "authors", &authors.collect::<Vec<_>>().join("; "));
    settled(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &Table) -> Vec<Vec<&str>> {
        let columns = ["headline", "outlet", "published", "url"].map(|name| table.column(name));
        (0..table.row_count())
            .map(|row| columns.iter().map(|column| column.map_or("", |column| table.cell(row, column))).collect())
            .collect()
    }

    #[test]
    fn entries_of_ris_are_reports() {
        let text = "TY  - NEWS\nTI  - Bridge shelled\n at dawn\nT2  - Daily Courier\nPB  - Courier House\n\
                    DA  - 2031/05/01/\nUR  - https://courier.example/1\nXX  - other\nER  - \n\n\
                    TY  - ELEC\nT1  - Mill burnt\nPY  - 2031//\nER  - \nTY  - NEWS\nTI  - cut\n";
        assert!(recognises(text));
        let table = table(text);
        assert_eq!(
            rows(&table),
            [
                ["Bridge shelled at dawn", "Daily Courier", "2031-05-01", "https://courier.example/1"],
                ["Mill burnt", "", "2031", ""]
            ]
        );
        assert_eq!(table.rejected.iter().map(|rejected| rejected.line).collect::<Vec<_>>(), [15]);
        assert_eq!(table.remarks, ["fields of other kinds skipped: 1"]);
    }

    #[test]
    fn entries_of_bibtex_are_reports() {
        let text = "% exported\n@string{x = {y}}\n@article{a1,\n  title = {The {Bridge} Fell},\n  journal = \"Daily Courier\",\n\
                    year = 2031, month = may, day = {1},\n  url={https://courier.example/1}\n}\n@online{b, title={Mill}, date={2031-05-02}}\n@misc{open, title={";
        assert!(recognises(text));
        let table = table(text);
        assert_eq!(
            rows(&table),
            [
                ["The Bridge Fell", "Daily Courier", "1 may 2031", "https://courier.example/1"],
                ["Mill", "", "2031-05-02", ""]
            ]
        );
        assert_eq!(table.rejected.len(), 1);
        assert!(!recognises("@handle said this\n") && !recognises("a,b\n1,2\n"));
    }

    #[test]
    fn items_of_csl_are_reports() {
        let text = r#"[{"id":"a","type":"article-newspaper","title":"Bridge shelled","container-title":"Daily Courier",
            "issued":{"date-parts":[[2031,5,1]]},"URL":"https://courier.example/1"},
            {"type":"webpage","title":"Mill burnt","issued":{"date-parts":[["2031","5"]]}}, 7]"#;
        let json = Json::of(text).expect("JSON");
        let table = csl_table(&json).expect("a bibliography");
        assert_eq!(
            rows(&table),
            [
                ["Bridge shelled", "Daily Courier", "2031-05-01", "https://courier.example/1"],
                ["Mill burnt", "", "2031-05", ""]
            ]
        );
        assert_eq!(table.rejected.len(), 1);
        assert!(csl_table(&Json::of(r#"[{"type":"a","title":"b"}]"#).expect("JSON")).is_none());
    }
}
