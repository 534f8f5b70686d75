//! The cells of a sheet, its limits, and what the user says of a workbook.

use std::collections::BTreeMap;

use crate::cell::value;
use crate::import_report::ReadOptions;
use crate::records::delimited::MAX_CELL_BYTES;
use crate::records::table::Header;

/// The most cells that a sheet may have.
pub const MAX_SHEET_CELLS: usize = 5_000_000;

/// The filled cells of a sheet, by row and column from 0.
pub type CellRows = BTreeMap<u32, BTreeMap<u32, String>>;

/// The most cells that the rows and columns of a sheet may span, filled or not.
pub const MAX_SPANNED_CELLS: usize = 200_000_000;

/// What the user says of a workbook.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// The sheet to read; without it, the one whose columns say most, and those with the same columns.
    pub sheet: Option<&'a str>,
    /// The line with the names of the columns, as in [`ReadOptions`].
    pub header_line: Option<u32>,
}

impl<'a> Wanted<'a> {
    pub fn of(options: &'a ReadOptions) -> Self {
        Self { sheet: options.sheet.as_deref(), header_line: options.header_line }
    }

    pub fn header(&self) -> Header<'static> {
        Header::of_line(self.header_line)
    }
}

/// A row as a record of so many cells, of its filled cells by column.
pub fn record(
    row: u32,
    width: usize,
    filled: impl Iterator<Item = (usize, String)>,
) -> (usize, Result<Vec<String>, String>) {
    let mut record = vec![String::new(); width];
    let mut is_too_long = false;
    for (column, cell) in filled {
        is_too_long |= cell.len() > MAX_CELL_BYTES;
        if let Some(place) = record.get_mut(column) {
            *place = cell;
        }
    }
    let reason = || format!("a cell has more than {MAX_CELL_BYTES} bytes");
    (row as usize + 1, if is_too_long { Err(reason()) } else { Ok(record) })
}

pub fn put(cells: &mut CellRows, row: u32, column: u32, text: String) {
    if !text.is_empty() {
        cells.entry(row).or_default().insert(column, text);
    }
}

/// The number in an attribute, whatever its prefix; 1 where it is not there.
pub fn number_in(start: &quick_xml::events::BytesStart<'_>, name: &str) -> Result<usize, String> {
    let mut attributes = start.attributes();
    let of_name = attributes.with_checks(false).flatten().filter(|found| found.key.local_name().as_ref() == name);
    let mut largest = None;
    for attribute in of_name {
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|error| error.to_string())?;
        let number = value.trim().trim_start_matches('+').parse::<usize>();
        let number = number.map_err(|_| {
            format!("the attribute `{name}` is `{}`, which is not a number", value::shortened(&value, 40))
        })?;
        largest = largest.max(Some(number));
    }
    Ok(largest.unwrap_or(1))
}
