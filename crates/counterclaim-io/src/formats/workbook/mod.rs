//! Workbooks in XLSX, ODS and XLS: merged cells share their value, links behind cells are read, and of several sheets the one
//! is chosen whose columns say most, with those that have the same columns (`selection`).
//!
//! Memory is bounded by the actual content, not by the declared size of the sheets.
//! The parsing library runs in a separate process (`child`).

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{Data, ExcelDateTime, Ods, Range, Reader as _, Xls, Xlsx};
use quick_xml::events::Event;
use zip::ZipArchive;

pub use self::cells::Wanted;
use self::cells::{CellRows, MAX_SHEET_CELLS, number_in, put, record};
use self::links::Links;
use self::scan::{ListCount, WordSearch};
use self::selection::{Selection, Sheet};
use super::content::{Body, Content};
use super::importer::{Importer, ReadResult};
use crate::assemble::generic;
use crate::decode::unpack::COMPOUND;
use crate::import_report::ReadOptions;
use crate::records::delimited::{MAX_CELL_BYTES, MAX_CELLS};
use crate::records::table::Table;
use counterclaim_model::Progress;

mod cells;
pub mod child;
mod links;
mod scan;
mod selection;

pub const IMPORTER: Importer = Importer {
    name: "Workbook (XLSX, ODS, XLS)",
    id: "workbook",
    extensions: &["xlsx", "ods", "xls"],
    score: |content| if matches!(content.body, Body::Workbook) && content.table.is_some() { 50 } else { 0 },
    reads_text: false,
    read: |content: &Content<'_>, options: &ReadOptions| -> ReadResult { generic::read(content, options) },
};

/// The most bytes that the parts of a workbook may have when unpacked, and the most text that its cells may hold.
const MAX_PARTS_BYTES: u64 = 512 << 20;

/// The most of them that an ODS sheet may span: the library makes room for each.
const MAX_ODS_CELLS: usize = 10_000_000;

/// The records of a workbook; an error is a line and a sentence for the user.
///
/// If [`child::read_with`] was called, the parsing library runs in a separate process, so that
/// a hostile file can only end that process and not this one.
pub fn table(bytes: &[u8], options: &ReadOptions, progress: &Progress) -> Result<Table, (usize, String)> {
    let wanted = Wanted::of(options);
    if let Some(table) = child::table(bytes, wanted, progress) {
        return table;
    }
    let selection = selection(bytes, wanted).map_err(|reason| (1, reason))?;
    let rows = selection.rows.iter().map(|(row, cells)| {
        let filled = cells.iter().map(|(column, cell)| (*column as usize, cell.clone()));
        record(*row, selection.width, filled)
    });
    let mut table = Table::of_records(rows, wanted.header())?;
    selection.about.add_to(&mut table);
    Ok(table)
}

/// The rows that are read of a workbook; an error is a sentence for the user.
pub fn selection(bytes: &[u8], wanted: Wanted<'_>) -> Result<Selection, String> {
    let is_old = bytes.starts_with(COMPOUND);
    let unpacked = checked(bytes)?;
    let is_ods =
        ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| archive.index_for_name("content.xml").is_some());
    // The library breaks down on some numbers that no program writes.
    let sheets = std::panic::catch_unwind(|| match (is_old, is_ods) {
        (true, _) => xls(bytes),
        (_, true) => ods(bytes),
        _ => xlsx(bytes, unpacked.has_link_formulas),
    });
    let sheets = sheets.unwrap_or_else(|_| Err("the workbook cannot be read".to_owned()))?;
    Selection::of(sheets, wanted)
}

/// What was seen of the parts of a workbook before they are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unpacked {
    pub bytes: u64,
    /// Whether some sheet may have formulas that are links.
    pub has_link_formulas: bool,
}

/// What is seen of a workbook before it is read; one of the older kind is in one piece.
pub fn checked(bytes: &[u8]) -> Result<Unpacked, String> {
    if bytes.starts_with(COMPOUND) {
        return Ok(Unpacked { bytes: bytes.len() as u64, has_link_formulas: false });
    }
    check_parts(bytes)
}

/// Refuses a workbook whose parts unpack to more than can be read.
pub fn check_parts(bytes: &[u8]) -> Result<Unpacked, String> {
    let broken = |error: zip::result::ZipError| format!("the workbook cannot be read ({error})");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = MAX_PARTS_BYTES;
    let mut has_link_formulas = false;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(broken)?;
        let name = part.name().map_err(broken)?.to_ascii_lowercase();
        let mut part = part.take(left + 1);
        let length = if name.ends_with("sharedstrings.xml") {
            let mut start = Vec::new();
            (&mut part).take(SST_START_BYTES).read_to_end(&mut start).map_err(damaged)?;
            let mut lists = ListCount::default();
            lists.add(&start);
            let length = start.len() as u64 + std::io::copy(&mut part, &mut lists).map_err(damaged)?;
            if lists.count() > 1 {
                return Err("it has more than one list of texts".to_owned());
            }
            check_texts(&start, length)?;
            length
        } else {
            let mut search = WordSearch::new(b"HYPERLINK");
            let length = std::io::copy(&mut part, &mut search).map_err(damaged)?;
            has_link_formulas |= search.is_found && name.contains("worksheets/");
            length
        };
        left = left
            .checked_sub(length)
            .ok_or_else(|| format!("it unpacks to more than {MAX_PARTS_BYTES} bytes, which is the limit"))?;
    }
    Ok(Unpacked { bytes: MAX_PARTS_BYTES - left, has_link_formulas })
}

fn damaged(error: std::io::Error) -> String {
    format!("the workbook is damaged or incomplete ({error})")
}

/// How much of a list of texts is looked at for the number of texts that it says it has.
const SST_START_BYTES: u64 = 64 << 10;

/// Refuses a list of texts that says it has more texts than its bytes can hold: the library makes room for as many.
fn check_texts(start: &[u8], length: u64) -> Result<(), String> {
    let mut reader = quick_xml::Reader::from_reader(start);
    let mut buffer = Vec::new();
    let root = loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(root) | Event::Empty(root)) if root.local_name().as_ref() == "sst" => break root,
            Ok(Event::Start(_) | Event::Empty(_)) => {
                return Err("its list of texts does not start correctly".to_owned());
            }
            Ok(Event::Eof) if length > start.len() as u64 => {
                return Err("its list of texts does not start correctly".to_owned());
            }
            // The parser will report what is wrong.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    };
    for attribute in root.attributes().with_checks(false).flatten() {
        let says = || attribute.value.trim().trim_start_matches('+').parse::<u64>().ok();
        // No text takes less than `<si/>`; of `count` a text counts as often as it is used, and no room is made.
        if attribute.key.local_name().as_ref() == "uniqueCount" && says().is_some_and(|says| says > length) {
            return Err(format!("its list of texts has {length} bytes but declares {} texts", attribute.value));
        }
    }
    Ok(())
}

fn xlsx(bytes: &[u8], has_link_formulas: bool) -> Result<Vec<Sheet>, String> {
    let broken = |error: calamine::XlsxError| format!("the workbook cannot be read ({error})");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    let mut held = 0usize;
    for name in book.sheet_names() {
        let mut cells = CellRows::new();
        {
            let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
            while let Some(cell) = reader.next_cell().map_err(broken)? {
                let (row, column) = cell.get_position();
                let text = text_of(&Data::from(cell.get_value().clone()));
                hold(&mut held, &text)?;
                put(&mut cells, row, column, text);
            }
        }
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let last_column = cells.values().filter_map(|row| row.keys().next_back()).max().copied().unwrap_or(0);
        if last_column as usize >= MAX_CELLS {
            return Err(format!("sheet `{name}` has more than {MAX_CELLS} columns"));
        }
        for region in merged {
            let Some(text) = cells.get(&region.start.0).and_then(|row| row.get(&region.start.1)).cloned() else {
                continue;
            };
            // Rows and columns without other cells are not part of the table, however large the region.
            let rows: Vec<u32> = if region.start.0 <= region.end.0 {
                cells.range(region.start.0..=region.end.0).map(|(row, _)| *row).collect()
            } else {
                Vec::new()
            };
            for row in rows {
                for column in region.start.1..=region.end.1.min(last_column) {
                    hold(&mut held, &text)?;
                    put(&mut cells, row, column, text.clone());
                }
            }
        }
        let links = xlsx_links(&mut book, &name, &cells, has_link_formulas);
        sheets.push(Sheet { name, cells, links });
    }
    Ok(sheets)
}

/// The addresses behind the filled cells of a sheet, by links and by formulas that are links.
fn xlsx_links(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, cells: &CellRows, has_formulas: bool) -> Links {
    let mut found = Links::new();
    // A sheet whose links cannot be read has its texts all the same.
    for link in book.hyperlinks_by_sheet_name(name).unwrap_or_default() {
        let Some(address) = link.target.filter(|target| links::is_of_web(target)) else { continue };
        let (from, to) = (link.range.start, link.range.end);
        let address = match link.location {
            Some(anchor) => format!("{address}#{anchor}"),
            None => address,
        };
        if from == to {
            found.insert(from, address);
        } else if from.0 <= to.0 && from.1 <= to.1 {
            for (row, cells) in cells.range(from.0..=to.0) {
                let linked = cells.range(from.1..=to.1).map(|(column, _)| ((*row, *column), address.clone()));
                found.extend(linked);
            }
        }
        if found.len() > MAX_SHEET_CELLS {
            break;
        }
    }
    if has_formulas && let Ok(mut reader) = book.worksheet_cells_reader(name) {
        while let Ok(Some(cell)) = reader.next_formula() {
            if let Some((address, _)) = links::of_formula(cell.get_value()) {
                found.insert(cell.get_position(), address);
            }
        }
    }
    found
}

fn xls(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let broken = |error: calamine::XlsError| format!("the workbook cannot be read ({error})");
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    let mut held = 0usize;
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let cells = cells_of(&range, &mut held)?;
        sheets.push(Sheet { name, cells, links: Links::new() });
    }
    Ok(sheets)
}

/// The filled cells of a sheet; `held` counts what they take.
fn cells_of(range: &Range<Data>, held: &mut usize) -> Result<CellRows, String> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let at = |start: u32, by: usize| start.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
    let mut cells = CellRows::new();
    for (row, column, value) in range.used_cells() {
        let text = text_of(value);
        hold(held, &text)?;
        put(&mut cells, at(first_row, row), at(first_column, column), text);
    }
    Ok(cells)
}

fn ods(bytes: &[u8]) -> Result<Vec<Sheet>, String> {
    let broken = |error: calamine::OdsError| format!("the workbook cannot be read ({error})");
    check_repeats(bytes)?;
    let mut links = links::of_ods(bytes)?.into_iter();
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    let mut held = 0usize;
    // The library gives the sheets by name, the names in the order of the workbook.
    let mut ranges: BTreeMap<String, _> = book.worksheets().into_iter().collect();
    for name in book.sheet_names() {
        let links = links.next().unwrap_or_default();
        let Some(range) = ranges.remove(&name) else { continue };
        let cells = cells_of(&range, &mut held)?;
        sheets.push(Sheet { name, cells, links });
    }
    Ok(sheets)
}

/// Counts what is held, against a small file that stands for a huge sheet.
fn hold(held: &mut usize, text: &str) -> Result<(), String> {
    *held += 64 + text.len();
    if *held as u64 > MAX_PARTS_BYTES {
        return Err("its cells contain more text than the limit".to_owned());
    }
    Ok(())
}

/// State of a row of an ODS sheet while its cells are read; a cell may contain a nested table.
#[derive(Default)]
struct RowSpan {
    repeats: usize,
    /// Up to the last cell that is not empty.
    cells: usize,
    /// Empty cells behind it, which cost something only where others follow.
    pending: usize,
    /// What the texts of its cells take, repeats and all.
    bytes: usize,
    /// The cell that is open: how often it repeats, and what it takes.
    cell: Option<(usize, usize)>,
}

/// Refuses a sheet that is cut off, on which the library would read on for ever, and one in which a few cells or spaces
/// say that they stand for millions.
fn check_repeats(bytes: &[u8]) -> Result<(), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let part = archive.by_name("content.xml").map_err(|error| error.to_string())?;
    let mut reader = quick_xml::Reader::from_reader(std::io::BufReader::new(part));
    let mut buffer = Vec::new();
    let mut open = 0usize;
    let mut open_rows = Vec::<RowSpan>::new();
    // Of all sheets, and of the one that is read.
    let mut count = 0usize;
    let mut text_bytes = 0usize;
    let mut rows = 0usize;
    let mut filled_rows = 0usize;
    let mut width = 0usize;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| format!("its XML is invalid ({error})"))?;
        match &event {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            Event::Eof if open > 0 => return Err("its sheets are incomplete".to_owned()),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if open > MAX_DEPTH {
            return Err(format!("its XML is nested more than {MAX_DEPTH} levels deep"));
        }
        let (start, is_empty) = match &event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(end) => {
                match end.local_name().as_ref() {
                    "table-row" => {
                        let row = open_rows.pop().unwrap_or_default();
                        count = count.saturating_add(row.cells.saturating_mul(row.repeats));
                        text_bytes = text_bytes.saturating_add(row.bytes.saturating_mul(row.repeats));
                        rows = rows.saturating_add(row.repeats);
                        if row.cells > 0 {
                            filled_rows = rows;
                            width = width.max(row.cells);
                        }
                    }
                    "table" => (rows, filled_rows, width) = (0, 0, 0),
                    "table-cell" | "covered-table-cell" => {
                        if let Some(row) = open_rows.last_mut()
                            && let Some((repeats, bytes)) = row.cell.take()
                        {
                            row.bytes = row.bytes.saturating_add(bytes.saturating_mul(repeats));
                        }
                    }
                    _ => {}
                }
                let spanned = filled_rows.saturating_mul(width);
                if count > MAX_SHEET_CELLS || spanned > MAX_ODS_CELLS {
                    let most = if count > MAX_SHEET_CELLS { MAX_SHEET_CELLS } else { MAX_ODS_CELLS };
                    return Err(format!("its sheets have more than {most} cells, including repeated and empty ones"));
                }
                if text_bytes as u64 > MAX_PARTS_BYTES / 2 {
                    return Err("its cells contain more text than the limit".to_owned());
                }
                continue;
            }
            Event::Text(text) => {
                add_text(&mut open_rows, text.len());
                continue;
            }
            Event::CData(text) => {
                add_text(&mut open_rows, text.len());
                continue;
            }
            _ => continue,
        };
        match start.local_name().as_ref() {
            "table-row" if !is_empty => {
                let repeats = number_in(start, "number-rows-repeated")?;
                open_rows.push(RowSpan { repeats, ..RowSpan::default() });
            }
            "table-row" => rows = rows.saturating_add(number_in(start, "number-rows-repeated")?),
            "table-cell" | "covered-table-cell" => {
                let repeats = number_in(start, "number-columns-repeated")?;
                let Some(row) = open_rows.last_mut() else { continue };
                // A value may be in an attribute.
                let has_value = start
                    .attributes()
                    .with_checks(false)
                    .flatten()
                    .any(|attribute| attribute.key.local_name().as_ref().ends_with("value"));
                if is_empty && !has_value {
                    row.pending = row.pending.saturating_add(repeats);
                } else {
                    row.cells = row.cells.saturating_add(row.pending).saturating_add(repeats);
                    row.pending = 0;
                    if is_empty {
                        row.bytes = row.bytes.saturating_add(start.len().saturating_mul(repeats));
                    } else {
                        row.cell = Some((repeats, start.len()));
                    }
                }
            }
            "s" => {
                let spaces = number_in(start, "c")?;
                if spaces > MAX_CELL_BYTES {
                    return Err(format!("a cell has {spaces} spaces; the limit is {MAX_CELL_BYTES}"));
                }
                add_text(&mut open_rows, spaces);
            }
            _ => {}
        }
    }
}

/// The most elements that may lie one within the other.
const MAX_DEPTH: usize = 1000;

/// Adds to the cell that is open; in a table within a cell, to the cell of the outermost that is.
fn add_text(open_rows: &mut [RowSpan], bytes: usize) {
    for row in open_rows {
        if let Some((_, own)) = &mut row.cell {
            *own = own.saturating_add(bytes);
        }
    }
}

/// What a cell shows, with dates written out.
fn text_of(value: &Data) -> String {
    match value {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Float(number) => number.to_string(),
        Data::DateTime(time) if time.is_datetime() => date_text(time),
        Data::DateTimeIso(text) => text.trim_end_matches("T00:00:00").to_owned(),
        other => other.to_string(),
    }
}

fn date_text(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let is_clock = time.as_f64() < 1.0;
    let clock =
        if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") };
    match (is_clock, hour, minute, second) {
        (true, ..) => clock,
        (false, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}T{clock}"),
    }
}
