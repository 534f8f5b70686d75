//! Workbooks in XLSX and ODS: the sheet whose columns tell most; merged cells share their value, dates are written out.
//!
//! Memory is bounded by what is really in the file, not by how large it says that its sheets are.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{Data, ExcelDateTime, Ods, Reader as _, Xlsx};
use quick_xml::events::Event;
use zip::ZipArchive;

use super::content::{Body, Content};
use super::delimited::{MAX_CELL_BYTES, MAX_CELLS};
use super::table::Table;
use super::{Importer, ReadOptions, ReadResult, mapped, mapping};

pub const IMPORTER: Importer = Importer {
    name: "Workbook (XLSX, ODS)",
    id: "workbook",
    extensions: &["xlsx", "ods"],
    score: |content| if matches!(content.body, Body::Workbook) && content.table.is_some() { 50 } else { 0 },
    reads_text: false,
    read: |content: &Content<'_>, options: &ReadOptions| -> ReadResult { mapped::read(content, options) },
};

/// The most bytes that the parts of a workbook may have when unpacked, and the most text that its cells may hold.
const MAX_PARTS_BYTES: u64 = 512 << 20;

/// The most cells that a sheet may have.
const MAX_SHEET_CELLS: usize = 5_000_000;

type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

/// The records of a workbook; an error is a line and a sentence for the user.
pub fn table(bytes: &[u8]) -> Result<Table, (usize, String)> {
    let failed = |reason| (1, reason);
    check_parts(bytes).map_err(failed)?;
    let is_ods =
        ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| archive.index_for_name("content.xml").is_some());
    // The library breaks down on some numbers that no program writes.
    let sheets = std::panic::catch_unwind(|| if is_ods { ods(bytes) } else { xlsx(bytes) });
    let sheets = sheets.unwrap_or_else(|_| Err("it is a workbook that cannot be read".to_owned())).map_err(failed)?;
    let is_filled = |cells: &Cells| cells.len() > 1;
    // Notes and lists of words stand beside the records; of sheets that tell as much the first is taken.
    let told = |cells: &Cells| if is_filled(cells) { 1 + meanings(cells) } else { 0 };
    let best = sheets.iter().enumerate().map(|(at, (_, cells))| (told(cells), at));
    let (_, at) = best.reduce(|best, next| if next.0 > best.0 { next } else { best }).unwrap_or((0, 0));
    let others: Vec<&str> = sheets
        .iter()
        .enumerate()
        .filter(|(other, (_, cells))| *other != at && is_filled(cells))
        .map(|(_, (name, _))| name.as_str())
        .collect();
    let Some((name, cells)) = sheets.get(at) else {
        return Err(failed("it has no sheet".to_owned()));
    };
    let width = width(cells);
    if width > MAX_CELLS {
        return Err(failed(format!("its sheet `{name}` has more than {MAX_CELLS} columns")));
    }
    let mut table = Table::of_records(records(cells, width), None)?;
    if !others.is_empty() {
        table.remarks.push(format!("the sheet `{name}` was read; these were not: {}", others.join(", ")));
    }
    Ok(table)
}

fn width(cells: &Cells) -> usize {
    cells.values().filter_map(|row| row.keys().next_back()).max().map_or(0, |last| *last as usize + 1)
}

/// The rows of a sheet as records of so many cells.
fn records(cells: &Cells, width: usize) -> impl Iterator<Item = (usize, Result<Vec<String>, String>)> + '_ {
    cells.iter().map(move |(row, cells)| {
        let mut record = vec![String::new(); width];
        for (column, cell) in cells {
            if let Some(place) = record.get_mut(*column as usize) {
                place.clone_from(cell);
            }
        }
        let too_long = record.iter().any(|cell| cell.len() > MAX_CELL_BYTES);
        let reason = || format!("it has a cell of more than {MAX_CELL_BYTES} bytes");
        (*row as usize + 1, if too_long { Err(reason()) } else { Ok(record) })
    })
}

/// How many columns of a sheet tell what they mean, by its first rows.
fn meanings(cells: &Cells) -> usize {
    const ROWS: usize = 60;
    let width = width(cells);
    let table = (width <= MAX_CELLS).then(|| Table::of_records(records(cells, width).take(ROWS), None).ok()).flatten();
    table.map_or(0, |table| mapping::guess(&table).mapping.columns.len())
}

/// Refuses a workbook whose parts unpack to more than can be read.
fn check_parts(bytes: &[u8]) -> Result<(), String> {
    let broken = |error: zip::result::ZipError| format!("it is a workbook that cannot be read ({error})");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = MAX_PARTS_BYTES;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(broken)?;
        let length = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|error| format!("it is a workbook that is damaged or cut off ({error})"))?;
        left = left.checked_sub(length).ok_or_else(|| {
            format!("more than {MAX_PARTS_BYTES} bytes come out of it, which is the most that is unpacked")
        })?;
    }
    Ok(())
}

fn xlsx(bytes: &[u8]) -> Result<Vec<(String, Cells)>, String> {
    let broken = |error: calamine::XlsxError| format!("it is a workbook that cannot be read ({error})");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let (mut sheets, mut held) = (Vec::new(), 0usize);
    for name in book.sheet_names() {
        let mut cells = Cells::new();
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
            return Err(format!("its sheet `{name}` has more than {MAX_CELLS} columns"));
        }
        for region in merged {
            let Some(text) = cells.get(&region.start.0).and_then(|row| row.get(&region.start.1)).cloned() else {
                continue;
            };
            // Rows and columns in which nothing else stands are no part of the table, however far a region says it goes.
            let rows: Vec<u32> =
                cells.keys().copied().filter(|row| (region.start.0..=region.end.0).contains(row)).collect();
            for row in rows {
                for column in region.start.1..=region.end.1.min(last_column) {
                    hold(&mut held, &text)?;
                    put(&mut cells, row, column, text.clone());
                }
            }
        }
        sheets.push((name, cells));
    }
    Ok(sheets)
}

fn ods(bytes: &[u8]) -> Result<Vec<(String, Cells)>, String> {
    let broken = |error: calamine::OdsError| format!("it is a workbook that cannot be read ({error})");
    check_repeats(bytes)?;
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(broken)?;
    let (mut sheets, mut held) = (Vec::new(), 0usize);
    for (name, range) in book.worksheets() {
        let (row_0, column_0) = range.start().unwrap_or_default();
        let mut cells = Cells::new();
        for (row, column, value) in range.used_cells() {
            let text = text_of(value);
            hold(&mut held, &text)?;
            let at = |start: u32, by: usize| start.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
            put(&mut cells, at(row_0, row), at(column_0, column), text);
        }
        sheets.push((name, cells));
    }
    Ok(sheets)
}

/// Counts what is held, against a small file that stands for a huge sheet.
fn hold(held: &mut usize, text: &str) -> Result<(), String> {
    *held += 64 + text.len();
    if *held as u64 > MAX_PARTS_BYTES {
        return Err("its cells hold more text than is read".to_owned());
    }
    Ok(())
}

fn put(cells: &mut Cells, row: u32, column: u32, text: String) {
    if !text.is_empty() {
        cells.entry(row).or_default().insert(column, text);
    }
}

/// Refuses a sheet that is cut off, on which the library would read on for ever, and one in which a few cells say that
/// they stand for millions.
fn check_repeats(bytes: &[u8]) -> Result<(), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let part = archive.by_name("content.xml").map_err(|error| error.to_string())?;
    let mut reader = quick_xml::Reader::from_reader(std::io::BufReader::new(part));
    let (mut buffer, mut rows, mut in_row, mut pending, mut count) = (Vec::new(), 1usize, 0usize, 0usize, 0usize);
    let mut open = 0usize;
    loop {
        let event = reader.read_event_into(&mut buffer).map_err(|error| format!("its XML is broken ({error})"))?;
        match &event {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            _ => {}
        }
        let (start, is_empty) = match &event {
            Event::Eof if open > 0 => return Err("its sheets are cut off".to_owned()),
            Event::Eof => return Ok(()),
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(end) if end.local_name().as_ref() == "table-row" => {
                count = count.saturating_add(in_row.saturating_mul(rows));
                if count > MAX_SHEET_CELLS {
                    return Err(format!("its sheets have more than {MAX_SHEET_CELLS} cells"));
                }
                buffer.clear();
                continue;
            }
            _ => {
                buffer.clear();
                continue;
            }
        };
        let repeats = |name: &str| {
            let of_name = start.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name);
            of_name.and_then(|attribute| attribute.value.parse::<usize>().ok()).unwrap_or(1)
        };
        match start.local_name().as_ref() {
            "table-row" => (rows, in_row, pending) = (repeats("number-rows-repeated"), 0, 0),
            "table-cell" | "covered-table-cell" => {
                let repeats = repeats("number-columns-repeated");
                if is_empty {
                    // Empty cells cost something only where others follow.
                    pending = pending.saturating_add(repeats);
                } else {
                    in_row = in_row.saturating_add(pending).saturating_add(repeats);
                    pending = 0;
                }
            }
            _ => {}
        }
        buffer.clear();
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
