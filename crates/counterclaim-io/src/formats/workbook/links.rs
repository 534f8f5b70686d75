//! Addresses behind the cells of a sheet: a cell shows "Daily Courier" or "Link", and a click opens a page.
//!
//! A cell whose text is but a word for a link is read as its address; else the addresses of a column are a column of
//! their own, called after it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Cursor};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::cells::{CellRows, MAX_SHEET_CELLS, number_in, put};
use crate::cell::value;

/// Addresses by row and column, both from 0.
pub type Links = BTreeMap<(u32, u32), String>;

/// What a column of addresses is called, behind the name of the column whose cells have them.
const SUFFIX: &str = " link";

/// Whether an address can be that of a report.
pub fn is_of_web(address: &str) -> bool {
    let start = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    start.starts_with("http://") || start.starts_with("https://")
}

/// The address and the text of a formula such as `HYPERLINK("https://courier.example/1","Daily Courier")`.
pub fn of_formula(formula: &str) -> Option<(String, Option<String>)> {
    let formula = formula.trim().trim_start_matches('=').trim_start();
    let name = formula.get(..9)?;
    let rest = formula.get(9..).filter(|_| name.eq_ignore_ascii_case("hyperlink"))?.trim_start();
    let mut quoted = quoted_arguments(rest.strip_prefix('(')?);
    let address = quoted.next().filter(|address| is_of_web(address))?;
    Some((address, quoted.next()))
}

/// The arguments of a formula that are texts.
fn quoted_arguments(mut rest: &str) -> impl Iterator<Item = String> {
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([',', ';', ' ']).strip_prefix('"')?;
        let mut text = String::new();
        loop {
            let end = rest.find('"')?;
            text.push_str(rest.get(..end)?);
            rest = rest.get(end + 1..)?;
            match rest.strip_prefix('"') {
                Some(more) => {
                    text.push('"');
                    rest = more;
                }
                None => return Some(text),
            }
        }
    })
}

/// Puts the addresses behind cells into the sheet; `names_row` is the row with the names of the columns.
pub fn add(rows: &mut CellRows, links: &Links, names_row: Option<u32>) {
    let mut beside: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for ((row, column), address) in links {
        if names_row.is_some_and(|names_row| *row <= names_row) {
            continue;
        }
        let text = rows.get(row).and_then(|cells| cells.get(column)).map_or("", |text| text.trim());
        if text.is_empty() || value::is_link_word(text) {
            put(rows, *row, *column, address.clone());
        } else if value::addresses(text).is_empty() {
            beside.entry(*column).or_default().insert(*row);
        }
    }
    let width = rows.values().filter_map(|cells| cells.keys().next_back()).max().map_or(0, |last| last + 1);
    for ((column, linked), at) in beside.into_iter().zip(width..) {
        let name = names_row.and_then(|row| rows.get(&row)?.get(&column)).cloned();
        if let (Some(names_row), Some(name)) = (names_row, name) {
            put(rows, names_row, at, format!("{}{SUFFIX}", name.trim()));
        }
        for row in linked {
            if let Some(address) = links.get(&(row, column)) {
                put(rows, row, at, address.clone());
            }
        }
    }
}

/// The addresses in the cells of each sheet of an ODS workbook, in the order of its sheets.
pub fn of_ods(bytes: &[u8]) -> Result<Vec<Links>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let part = archive.by_name("content.xml").map_err(|error| error.to_string())?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    let mut sheets: Vec<Links> = Vec::new();
    let mut walk = Walk::default();
    let mut tables = 0usize;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| format!("its XML is invalid ({error})"))?;
        let (start, is_empty) = match &event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(end) => {
                match end.local_name().as_ref() {
                    "table" => tables = tables.saturating_sub(1),
                    "table-row" if tables == 1 => walk.row = walk.row.saturating_add(walk.row_repeats),
                    "table-cell" | "covered-table-cell" if tables == 1 => walk.next_cell(),
                    _ => {}
                }
                continue;
            }
            Event::Eof => return Ok(sheets),
            _ => continue,
        };
        let repeats = |name| number_in(start, name).map(|number| u32::try_from(number).unwrap_or(u32::MAX));
        match start.local_name().as_ref() {
            "table" if !is_empty => {
                tables += 1;
                if tables == 1 {
                    walk = Walk::default();
                    sheets.push(Links::new());
                }
            }
            // A table within a cell is no part of the sheet.
            _ if tables != 1 => {}
            "table-row" => {
                (walk.column, walk.row_repeats) = (0, repeats("number-rows-repeated")?);
                if is_empty {
                    walk.row = walk.row.saturating_add(walk.row_repeats);
                }
            }
            "table-cell" | "covered-table-cell" => {
                walk.cell_repeats = repeats("number-columns-repeated")?;
                if is_empty {
                    walk.next_cell();
                }
            }
            "a" => {
                let mut attributes = start.attributes();
                let href =
                    attributes.with_checks(false).flatten().find(|found| found.key.local_name().as_ref() == "href");
                let address = href.and_then(|href| Some(quick_xml::escape::unescape(&href.value).ok()?.into_owned()));
                if let (Some(address), Some(links)) = (address.filter(|address| is_of_web(address)), sheets.last_mut())
                    && links.len() < MAX_SHEET_CELLS
                {
                    links.entry((walk.row, walk.column)).or_insert(address);
                }
            }
            _ => {}
        }
    }
}

/// Where in a sheet the reading is.
#[derive(Debug, Default)]
struct Walk {
    row: u32,
    row_repeats: u32,
    column: u32,
    cell_repeats: u32,
}

impl Walk {
    fn next_cell(&mut self) {
        self.column = self.column.saturating_add(self.cell_repeats);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_of_links_give_address_and_text() {
        let found = of_formula("HYPERLINK(\"https://courier.example/1\", \"Daily \"\"Courier\"\"\")");
        assert_eq!(found, Some(("https://courier.example/1".to_owned(), Some("Daily \"Courier\"".to_owned()))));
        assert_eq!(of_formula("=hyperlink(\"http://a.example\")"), Some(("http://a.example".to_owned(), None)));
        for none in ["HYPERLINK(A1,\"x\")", "HYPERLINK(\"#Sheet2!A1\")", "SUM(A1:A2)", "HYPERLINK(\"https://a", ""] {
            assert_eq!(of_formula(none), None, "{none}");
        }
    }

    #[test]
    fn words_for_links_are_read_as_their_addresses_and_names_stay() {
        let row = |cells: &[&str]| -> BTreeMap<u32, String> {
            (0..).zip(cells.iter().map(|cell| (*cell).to_owned())).collect()
        };
        let mut rows: CellRows = [
            (0, row(&["id", "source"])),
            (1, row(&["1", "Daily Courier"])),
            (2, row(&["2", "Link"])),
            (3, row(&["3", "https://wire.example/3"])),
        ]
        .into();
        let links: Links = [(0, "head"), (1, "1"), (2, "2"), (3, "3")]
            .into_iter()
            .map(|(row, path)| ((row, 1), format!("https://wire.example/{path}")))
            .collect();
        add(&mut rows, &links, Some(0));
        assert_eq!(rows[&0], row(&["id", "source", "source link"]));
        assert_eq!(rows[&1], row(&["1", "Daily Courier", "https://wire.example/1"]));
        assert_eq!(rows[&2], row(&["2", "https://wire.example/2"]));
        assert_eq!(rows[&3], row(&["3", "https://wire.example/3"]));
    }
}
