//! Which sheets of a workbook are read: the one that the user names, else the one whose columns say most, and with it
//! every sheet that has the same columns.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{CellRows, MAX_SPANNED_CELLS, Wanted, record};
use super::links::{self, Links};
use crate::mapping;
use crate::records::delimited::MAX_CELLS;
use crate::records::table::{Header, SHEET_COLUMN, Table};

/// How many of its first rows tell what a sheet is.
const FIRST_ROWS: usize = 60;

/// A sheet as it stands in the workbook.
#[derive(Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub cells: CellRows,
    pub links: Links,
}

/// The rows that are read.
#[derive(Debug)]
pub struct Selection {
    /// With their numbers from 0; those of a second sheet count on from the first.
    pub rows: Vec<(u32, BTreeMap<u32, String>)>,
    pub width: usize,
    /// The row with the names of the columns.
    names_row: Option<u32>,
    pub about: About,
}

/// What is worth knowing about a selection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The sheets that have more than one row.
    pub sheets: Vec<String>,
    /// What the user is to know of the choice.
    pub remark: Option<String>,
    /// Where several sheets are read: the first line of each, from 1, and its name.
    pub parts: Vec<(u32, String)>,
}

impl About {
    /// Says in a table of the rows what they are.
    pub fn add_to(self, table: &mut Table) {
        table.remarks.extend(self.remark);
        table.sheets = self.sheets;
        if self.parts.len() > 1 && table.column(SHEET_COLUMN).is_none() {
            let parts = self.parts;
            table.add_column(SHEET_COLUMN, |row| {
                let of_row = parts.iter().rfind(|(first, _)| *first as usize <= row.line);
                of_row.map(|(_, name)| name.clone()).unwrap_or_default()
            });
        }
    }
}

/// The head of a sheet.
#[derive(Debug)]
struct Head {
    /// The row with the names of the columns, from 0; none where they are nowhere.
    names_row: Option<u32>,
    /// The row of the first record.
    first_row: u32,
    /// The names of the columns.
    names: BTreeSet<String>,
}

impl Selection {
    /// Chooses among the sheets of a workbook; an error is a sentence for the user.
    pub fn of(mut sheets: Vec<Sheet>, wanted: Wanted<'_>) -> Result<Self, String> {
        let filled: Vec<String> =
            sheets.iter().filter(|sheet| sheet.is_filled()).map(|sheet| sheet.name.clone()).collect();
        let chosen = match wanted.sheet {
            Some(name) => sheets.iter().position(|sheet| sheet.name == name).ok_or_else(|| {
                let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
                format!("the workbook has no sheet `{name}`; its sheets: {}", names.join(", "))
            })?,
            None => best(&sheets).ok_or("the workbook has no sheet")?,
        };
        let header = wanted.header();
        let heads: Vec<Head> = sheets.iter().map(|sheet| sheet.head(header)).collect();
        let first = heads.get(chosen).and_then(|head| head.names_row.is_some().then_some(&head.names));
        let is_read = |(at, head): (usize, &Head)| {
            let is_alike = || first.is_some_and(|first| first.len() > 1 && *first == head.names);
            at == chosen || wanted.sheet.is_none() && head.names_row.is_some() && is_alike()
        };
        let is_read: Vec<bool> = heads.iter().enumerate().map(is_read).collect();
        let mut selection = Self { rows: Vec::new(), width: 0, names_row: None, about: About::default() };
        let mut by_name = BTreeMap::new();
        for ((sheet, head), _) in sheets.iter_mut().zip(&heads).zip(&is_read).filter(|(_, is_read)| **is_read) {
            links::add(&mut sheet.cells, &sheet.links, head.names_row);
            sheet.check()?;
            selection.add(std::mem::take(sheet), head, &mut by_name)?;
        }
        let parts = &selection.about.parts;
        let is_skipped = |name: &&str| parts.iter().all(|(_, part)| part != name);
        let skipped: Vec<&str> = filled.iter().map(String::as_str).filter(is_skipped).collect();
        selection.about.remark = remark_on(parts, &skipped);
        selection.about.sheets = filled;
        Ok(selection)
    }

    /// Adds the rows of a sheet: of a second one only its records, under the columns of the first, by their names.
    fn add(&mut self, sheet: Sheet, head: &Head, by_name: &mut BTreeMap<String, u32>) -> Result<(), String> {
        let begins = self.rows.last().map_or(0, |(row, _)| row.saturating_add(1));
        self.about.parts.push((begins.saturating_add(1), sheet.name.clone()));
        let width = sheet.width();
        let names = head.names_row.and_then(|row| sheet.cells.get(&row)).cloned().unwrap_or_default();
        if self.rows.is_empty() {
            self.width = width;
            self.names_row = head.names_row;
            by_name.extend(names.iter().map(|(at, name)| (folded(name), *at)));
            self.rows.extend(sheet.cells);
            return Ok(());
        }
        let mut moved_to: BTreeMap<u32, u32> = BTreeMap::new();
        for at in 0..u32::try_from(width).unwrap_or(u32::MAX) {
            let name = names.get(&at).map_or("", String::as_str);
            let to = *by_name.entry(folded(name)).or_insert_with(|| {
                let new = u32::try_from(self.width).unwrap_or(u32::MAX);
                self.width += 1;
                // Such as the addresses behind cells, which no other sheet has.
                let names_row = self.rows.iter_mut().find(|(row, _)| Some(*row) == self.names_row);
                if let Some((_, names)) = names_row {
                    names.insert(new, name.to_owned());
                }
                new
            });
            moved_to.insert(at, to);
        }
        if self.width > MAX_CELLS {
            return Err(format!("its sheets have more than {MAX_CELLS} columns"));
        }
        for (row, cells) in sheet.cells.into_iter().filter(|(row, _)| *row >= head.first_row) {
            let cells = cells.into_iter().filter_map(|(at, cell)| Some((*moved_to.get(&at)?, cell))).collect();
            self.rows.push((begins.saturating_add(row), cells));
        }
        Ok(())
    }
}

impl Sheet {
    fn is_filled(&self) -> bool {
        self.cells.len() > 1
    }

    fn width(&self) -> usize {
        self.cells.values().filter_map(|row| row.keys().next_back()).max().map_or(0, |last| *last as usize + 1)
    }

    /// Refuses a sheet that would take too much room as a table.
    fn check(&self) -> Result<(), String> {
        let Self { name, cells, .. } = self;
        let width = self.width();
        if width > MAX_CELLS {
            return Err(format!("sheet `{name}` has more than {MAX_CELLS} columns"));
        }
        if width.saturating_mul(cells.len()) > MAX_SPANNED_CELLS {
            return Err(format!(
                "sheet `{name}` has {} rows and {width} columns, almost all empty: more than \
                 {MAX_SPANNED_CELLS} cells. Delete stray cells far to the right or below, and open it again",
                cells.len()
            ));
        }
        Ok(())
    }

    /// The first rows as a table.
    fn first_rows(&self, header: Header<'_>) -> Option<Table> {
        let width = self.width();
        let rows = self.cells.iter().take(FIRST_ROWS).map(|(row, cells)| {
            record(*row, width, cells.iter().map(|(column, cell)| (*column as usize, cell.clone())))
        });
        (width <= MAX_CELLS).then(|| Table::of_records(rows, header).ok()).flatten()
    }

    /// Where its names and records are, by its first rows.
    fn head(&self, header: Header<'_>) -> Head {
        let table = self.first_rows(header).filter(|table| table.row_count() > 0);
        let first_row = table.as_ref().map_or(0, |table| u32::try_from(table.row(0).line).unwrap_or(1).max(1) - 1);
        // Tags may stand between the names and the records, and the names of groups above the names.
        let known: BTreeSet<String> =
            table.iter().flat_map(|table| &table.columns).map(|column| folded(&column.name)).collect();
        let names_row = self.cells.range(..first_row).rev().find(|(_, cells)| {
            let named = cells.values().filter(|cell| known.iter().any(|known| known.ends_with(&folded(cell))));
            named.count() * 2 > cells.len()
        });
        Head { names_row: names_row.map(|(row, _)| *row), first_row, names: known }
    }

    /// How many columns tell what they mean, by the first rows.
    fn meanings(&self) -> usize {
        let table = self.first_rows(Header::Detect);
        table.map_or(0, |table| mapping::guess(&table).mapping.columns.len())
    }
}

/// The sheet whose columns say most: notes and word lists are usually beside the records. Of equal ones the first.
fn best(sheets: &[Sheet]) -> Option<usize> {
    let told = |sheet: &Sheet| if sheet.is_filled() { 1 + sheet.meanings() } else { 0 };
    let told = sheets.iter().enumerate().map(|(at, sheet)| (told(sheet), at));
    told.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, at)| at)
}

/// A name as it is compared.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

fn remark_on(parts: &[(u32, String)], skipped: &[&str]) -> Option<String> {
    let (_, first) = parts.first()?;
    let mut remark = match parts {
        [_, .., (line, last)] => {
            let names: Vec<&str> = parts.iter().map(|(_, name)| name.as_str()).collect();
            format!(
                "read {} sheets with the same columns: {}; lines are counted on from sheet to sheet: `{last}` begins \
                 at line {line}",
                parts.len(),
                names.join(", ")
            )
        }
        _ if skipped.is_empty() => return None,
        _ => format!("read sheet `{first}`"),
    };
    if !skipped.is_empty() {
        remark += &format!("; skipped sheets: {}", skipped.join(", "));
    }
    Some(remark)
}
