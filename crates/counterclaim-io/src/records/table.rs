//! Records of cells under named columns: what delimited text, workbooks, JSON records, GeoJSON and KML have in common.
//!
//! Every record of the file is a row, or in `rejected` with the reason.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::clean_rows::{self, Extra};
use super::delimited::{MAX_CELLS, Scanner};
use super::header::{self, Names};
use crate::cell::value;
use counterclaim_model::{Cells, cell_of, push, unpacked};

pub use counterclaim_model::LIST;

/// The most records that a file may have that is read whole: each takes some hundred bytes besides its text.
pub const MAX_RECORDS: usize = 5_000_000;

/// The column that says in which sheet of a workbook a record stands, where several are read.
pub const SHEET_COLUMN: &str = "sheet";

/// How far down a row of HXL tags may stand.
const TAG_ROWS: usize = 25;

/// What becomes of cells that a record lacks.
const LACKING: &str = "those missing at its end are taken as unknown";

/// A column: its name, and its HXL tag where it has one.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Column {
    pub name: String,
    /// Such as `#geo+lat`; empty without one.
    pub tag: String,
}

/// A record with at most as many cells as there are columns.
#[derive(Clone, Debug, Default)]
pub struct Row<'a> {
    /// Line of the file on which it starts, from 1.
    pub line: usize,
    pub cells: Cells,
    /// By column, up to the last that is not empty.
    by_column: Vec<&'a str>,
    /// What is worth knowing about how it was read, by field.
    pub remarks: &'a [(String, String)],
}

/// Where a record begins.
#[derive(Clone, Copy, Debug, PartialEq)]
struct At {
    line: u32,
    start: u32,
}

/// Where the names of the columns stand.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Header<'a> {
    /// Wherever the first records show it.
    #[default]
    Detect,
    /// In the line of this number, from 1.
    Line(usize),
    /// Nowhere: the columns are numbered.
    Missing,
    /// Not in the file: these are the names.
    Known(&'a [&'a str]),
}

impl Header<'_> {
    /// Of the line that the user names; 0 for none.
    pub fn of_line(line: Option<u32>) -> Self {
        match line {
            None => Self::Detect,
            Some(0) => Self::Missing,
            Some(line) => Self::Line(line as usize),
        }
    }
}

/// A record that could not be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RejectedRecord {
    pub line: usize,
    pub reason: String,
}

/// The records of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rejected: Vec<RejectedRecord>,
    /// What is worth knowing about how the whole was read.
    pub remarks: Vec<String>,
    /// The sheets of a workbook that have more than one row.
    pub sheets: Vec<String>,
    /// The cells of all records, packed one behind the other.
    store: Arc<String>,
    rows: Vec<At>,
    row_remarks: BTreeMap<usize, Vec<(String, String)>>,
    /// See [`names`](Self::names).
    names: OnceLock<Arc<[String]>>,
}

impl Row<'_> {
    /// The cell of a column without the blanks around it; empty where there is none.
    pub fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|at| self.by_column.get(at)).map_or("", |cell| cell.trim())
    }
}

impl Table {
    /// The first rows under the same columns.
    pub fn first(&self, count: usize) -> Self {
        let mut part = Self { columns: self.columns.clone(), ..Self::default() };
        for (at, row) in self.rows().take(count).enumerate() {
            part.push(row.line, row.cells.iter());
            part.row_remarks.extend(self.row_remarks.get(&at).map(|remarks| (at, remarks.clone())));
        }
        part
    }

    /// The same records with other cells.
    pub fn with_cells(&self, changed: impl Fn(&str) -> &str) -> Self {
        if self.rows().all(|row| row.cells.iter().all(|(_, cell)| changed(cell) == cell)) {
            return self.clone();
        }
        let mut table = Self { store: Arc::default(), rows: Vec::new(), ..self.clone() };
        self.rows().for_each(|row| table.push(row.line, row.cells.iter().map(|(at, cell)| (at, changed(cell)))));
        table
    }

    /// Adds a column, whose cells are made of the records.
    pub fn add_column(&mut self, name: &str, cell: impl Fn(&Row<'_>) -> String) {
        let at = self.columns.len();
        let mut table = Self { store: Arc::default(), rows: Vec::new(), names: OnceLock::new(), ..self.clone() };
        table.columns.push(Column { name: name.to_owned(), tag: String::new() });
        for row in self.rows() {
            table.push(row.line, row.cells.iter().chain([(at, cell(&row).as_str())]));
        }
        *self = table;
    }

    /// Whether it has more records than a file may have: none is added then, and it is not read.
    pub fn is_full(&self) -> bool {
        self.rows.len() + self.rejected.len() > MAX_RECORDS
    }

    /// Adds a record; its cells are those of rising columns.
    pub fn push<'a>(&mut self, line: usize, cells: impl Iterator<Item = (usize, &'a str)>) {
        let store = Arc::make_mut(&mut self.store);
        let packed = Cells::pack(cells, store);
        match (u32::try_from(line), u32::try_from(packed.start), u32::try_from(packed.end)) {
            (Ok(line), Ok(start), Ok(_)) => push(&mut self.rows, At { line, start }),
            _ => {
                store.truncate(packed.start);
                self.rejected.push(RejectedRecord {
                    line,
                    reason: "the records before this one contain 4 GiB of text, which is the limit".to_owned(),
                });
            }
        }
    }

    /// Says something of the last record; of a field, what is worth knowing.
    pub fn remark(&mut self, field: &str, reason: &str) {
        if let Some(last) = self.rows.len().checked_sub(1) {
            self.row_remarks.entry(last).or_default().push((field.to_owned(), reason.to_owned()));
        }
    }

    /// Rejects a last record that has nothing but the sums of the records above.
    fn reject_sums(&mut self) {
        const LEAST_ABOVE: usize = 2;
        let Some(last) = self.rows.len().checked_sub(1).filter(|last| *last >= LEAST_ABOVE) else { return };
        let row = self.row(last);
        let filled: Vec<(usize, &str)> = row.cells.iter().filter(|(_, cell)| !cell.trim().is_empty()).collect();
        if filled.is_empty() || filled.len() * 2 > self.columns.len() {
            return;
        }
        let is_sum = |(at, cell): &(usize, &str)| {
            let above = (0..last).map(|row| value::number(self.cell(row, *at)).unwrap_or(0.0));
            let count = (0..last).filter(|row| !self.cell(*row, *at).is_empty()).count();
            count >= LEAST_ABOVE && value::number(cell).is_some_and(|sum| sum > 0.0 && sum == above.sum::<f64>())
        };
        if !filled.iter().all(is_sum) {
            return;
        }
        self.reject_last(Extra::Total.reason().to_owned());
    }

    /// Rejects records of which one cell says that they are the total of others, and all else are numbers: `North Total`
    /// where other records have `North`, `Subtotal North`.
    fn reject_subtotals(&mut self) {
        // Nearly no table has any.
        if !clean_rows::has_total_word(&self.store) {
            return;
        }
        let candidates: Vec<(usize, usize)> = (0..self.row_count()).filter_map(|row| self.total_cell(row)).collect();
        let is_total = |(row, column): &&(usize, usize)| {
            let cell = self.cell(*row, *column).to_lowercase();
            clean_rows::is_subtotal(&cell)
                || clean_rows::totalled(&cell).is_some_and(|name| {
                    (0..self.row_count()).any(|other| other != *row && self.cell(other, *column).to_lowercase() == name)
                })
        };
        let totals: Vec<usize> = candidates.iter().filter(is_total).map(|(row, _)| *row).collect();
        if totals.is_empty() {
            return;
        }
        let mut kept = Self { store: Arc::default(), rows: Vec::new(), row_remarks: BTreeMap::new(), ..self.clone() };
        for (at, row) in self.rows().enumerate() {
            if totals.binary_search(&at).is_ok() {
                let reason = Extra::Total.reason().to_owned();
                kept.rejected.push(RejectedRecord { line: row.line, reason });
                continue;
            }
            kept.push(row.line, row.cells.iter());
            if let Some(remarks) = self.row_remarks.get(&at) {
                kept.row_remarks.insert(kept.rows.len().saturating_sub(1), remarks.clone());
            }
        }
        *self = kept;
    }

    /// A record and its only cell with words, if that names a total and the record has fewer cells than others.
    fn total_cell(&self, at: usize) -> Option<(usize, usize)> {
        let bytes = self.store.get(self.range(at)).unwrap_or_default();
        // Nearly every record is none: its text is looked at before its cells.
        if !clean_rows::has_total_word(bytes) {
            return None;
        }
        let row = self.row(at);
        let filled: Vec<(usize, &str)> = row.cells.iter().filter(|(_, cell)| !cell.trim().is_empty()).collect();
        let mut words = filled.iter().filter(|(_, cell)| value::number(cell.trim_end_matches('%')).is_none());
        let (column, cell) = words.next().filter(|_| words.next().is_none())?;
        let is_narrow = filled.len() > 1 && filled.len() < self.columns.len();
        let cell = cell.trim().to_lowercase();
        let is_named = clean_rows::is_subtotal(&cell) || clean_rows::totalled(&cell).is_some();
        (is_narrow && is_named).then_some((at, *column))
    }

    /// Rejects the last record where it lacks cells at its end; `why` says more.
    pub fn reject_last_if_short(&mut self, why: &str) {
        let last = self.rows.len().checked_sub(1);
        let is_short = last
            .and_then(|last| self.row_remarks.get(&last))
            .is_some_and(|remarks| remarks.iter().any(|(_, reason)| reason.ends_with(LACKING)));
        if is_short {
            self.reject_last(format!("the record lacks cells at its end; {why}"));
        }
    }

    fn reject_last(&mut self, reason: String) {
        let Some(last) = self.rows.len().checked_sub(1) else { return };
        let line = self.row(last).line;
        let start = self.range(last).start;
        self.rows.pop();
        self.row_remarks.remove(&last);
        Arc::make_mut(&mut self.store).truncate(start);
        self.rejected.push(RejectedRecord { line, reason });
    }

    /// The cell of a column without the blanks around it; empty where there is none.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        cell_of(self.store.get(self.range(row)).unwrap_or_default(), column).trim()
    }

    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The records, in the order of the file.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> + ExactSizeIterator {
        (0..self.rows.len()).map(|at| self.row(at))
    }

    /// A record by its number; an empty one where there is none.
    pub fn row(&self, at: usize) -> Row<'_> {
        let range = self.range(at);
        let mut by_column = Vec::with_capacity(self.columns.len());
        for (column, cell) in unpacked(self.store.get(range.clone()).unwrap_or_default()) {
            by_column.resize(column, "");
            by_column.push(cell);
        }
        Row {
            line: self.rows.get(at).map_or(0, |at| at.line as usize),
            cells: Cells::within(&self.store, range),
            by_column,
            remarks: self.row_remarks.get(&at).map_or(&[], Vec::as_slice),
        }
    }

    /// How many bytes the cells of a record take.
    pub fn row_bytes(&self, at: usize) -> usize {
        self.range(at).len()
    }

    fn range(&self, at: usize) -> Range<usize> {
        let start = |at: usize| self.rows.get(at).map_or(self.store.len(), |row| row.start as usize);
        start(at)..start(at + 1)
    }

    /// The text in which the cells of all records lie.
    pub fn store(&self) -> Arc<String> {
        self.store.clone()
    }

    /// The names of the columns, as they are kept with each record; asked for when all columns are there.
    pub fn names(&self) -> Arc<[String]> {
        self.names.get_or_init(|| self.columns.iter().map(|column| column.name.clone()).collect()).clone()
    }

    /// The column of a name, whatever its case.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name.trim().eq_ignore_ascii_case(name))
    }

    /// Whether there is a column of each name.
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.column(name).is_some())
    }

    /// All cells of a column that are not empty.
    pub fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        (0..self.rows.len()).map(move |row| self.cell(row, column)).filter(|cell| !cell.is_empty())
    }

    /// Reads delimited text: the header is the first record, or what stands above the HXL tags.
    ///
    /// An error is a message for the user.
    pub fn of_text(text: &str, separator: char, header: Header<'_>) -> Result<Self, (usize, String)> {
        let records = Scanner::new(text, separator).map(|record| (record.line, record.cells));
        Self::of_records(records, header)
    }

    /// Makes a table of records. An error is a line and a message for the user.
    pub fn of_records(
        records: impl Iterator<Item = (usize, Result<Vec<String>, String>)>,
        header: Header<'_>,
    ) -> Result<Self, (usize, String)> {
        let mut records = records.peekable();
        let mut head: Vec<(usize, Vec<String>)> = Vec::new();
        let mut table = Self::default();
        let mut own_names: Vec<String> = Vec::new();
        if let Header::Known(names) = header {
            table.columns = named(names.iter().map(|name| (*name).to_owned()).collect());
        } else {
            if let Header::Line(names_line) = header {
                let above = std::iter::from_fn(|| records.next_if(|(line, _)| *line < names_line));
                let above: Vec<_> = above.filter_map(|(line, cells)| Some((line, cells.ok()?))).collect();
                table.report_above(&above);
            }
            while head.len() < TAG_ROWS {
                match records.next() {
                    Some((line, Ok(cells))) => head.push((line, cells)),
                    Some((line, Err(reason))) if head.is_empty() => return Err((line, reason)),
                    Some((line, Err(reason))) => table.rejected.push(RejectedRecord { line, reason }),
                    None => break,
                }
            }
            let tags_at = head.iter().position(|(_, cells)| is_tags(cells));
            // The line that the user names has the names, whatever stands below it.
            let tags_at = match header {
                Header::Line(_) => tags_at.filter(|at| *at == 1),
                Header::Missing => None,
                Header::Detect | Header::Known(_) => tags_at,
            };
            let (names, tags) = match tags_at.map(|at| head.drain(..=at).map(|(_, cells)| cells).collect::<Vec<_>>()) {
                Some(mut above) => {
                    let tags = above.pop().unwrap_or_default();
                    // Blank rows may stand between.
                    above.retain(|cells| cells.iter().any(|cell| !cell.trim().is_empty()));
                    let mut names = above.pop().unwrap_or_else(|| tags.clone());
                    names.resize(names.len().max(tags.len()), String::new());
                    (names, tags)
                }
                None if head.is_empty() => return Err((1, "the table has no header".to_owned())),
                None => (table.take_names(&mut head, header), Vec::new()),
            };
            own_names.clone_from(&names);
            table.columns = named(names);
            for (at, tag) in tags.into_iter().enumerate().filter(|(_, tag)| tag.trim().starts_with('#')) {
                if let Some(column) = table.columns.get_mut(at) {
                    column.tag = tag_of(&tag);
                }
            }
        }
        let last_named = own_names.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |last| last + 1);
        if table.columns.len() > MAX_CELLS {
            return Err((1, format!("the table has more than {MAX_CELLS} columns")));
        }
        let mut has_tags = table.columns.iter().any(|column| !column.tag.is_empty());
        let mut blank_rows = 0usize;
        let mut comments: Vec<String> = Vec::new();
        for (line, cells) in head.into_iter().map(|(line, cells)| (line, Ok(cells))).chain(records) {
            // Some write the tags below the records.
            if !has_tags && cells.as_ref().is_ok_and(|cells| is_tags(cells)) {
                cells
                    .unwrap_or_default()
                    .iter()
                    .zip(&mut table.columns)
                    .filter(|(tag, _)| tag.trim().starts_with('#'))
                    .for_each(|(tag, column)| column.tag = tag_of(tag));
                has_tags = true;
                continue;
            }
            if table.is_full() {
                break;
            }
            match cells.as_ref().ok().and_then(|cells| clean_rows::extra(cells, &own_names)) {
                None => {}
                Some(Extra::Blank) => {
                    blank_rows += 1;
                    continue;
                }
                Some(Extra::Comment) => {
                    comments.push(cells.unwrap_or_default().concat());
                    continue;
                }
                Some(extra) => {
                    table.rejected.push(RejectedRecord { line, reason: extra.reason().to_owned() });
                    continue;
                }
            }
            match cells.and_then(|cells| fitted(cells, table.columns.len(), last_named)) {
                Ok((cells, lacking)) => {
                    table.push(line, cells.iter().map(String::as_str).enumerate());
                    if lacking > 0 {
                        let width = table.columns.len();
                        let given = cells.len();
                        let reason = format!("the record has {given} of {width} cells; {LACKING}");
                        table.remark("", &reason);
                    }
                }
                Err(reason) => table.rejected.push(RejectedRecord { line, reason }),
            }
        }
        if blank_rows > 0 {
            table.remarks.push(format!("blank rows skipped: {blank_rows}"));
        }
        if let Some(first) = comments.first() {
            let count = comments.len();
            table.remarks.push(format!("lines of comments skipped: {count} (`{}`)", value::shortened(first, 80)));
        }
        table.reject_sums();
        table.reject_subtotals();
        table.rejected.sort_by_key(|rejected| rejected.line);
        Ok(table)
    }
}

impl Table {
    /// Says which lines stand above the names of the columns.
    fn report_above(&mut self, above: &[(usize, Vec<String>)]) {
        if let Some((_, title)) = above.first() {
            let title = value::shortened(&title.concat(), 80);
            self.remarks.push(format!("lines skipped above the header: {} (`{title}`)", above.len()));
        }
    }

    /// The names of the columns, taken from the first records with what stands above them; numbers where there are none.
    fn take_names(&mut self, head: &mut Vec<(usize, Vec<String>)>, header: Header<'_>) -> Vec<String> {
        let rows: Vec<&[String]> = head.iter().map(|(_, cells)| cells.as_slice()).collect();
        let found = match header {
            Header::Line(_) => return head.remove(0).1,
            Header::Missing => Names::Nowhere,
            Header::Detect | Header::Known(_) => header::names_of(&rows),
        };
        match found {
            Names::At(at) => {
                let mut above: Vec<(usize, Vec<String>)> = head.drain(..at).collect();
                // The groups of the columns may be too few to be names themselves.
                let groups = above.last().and_then(|(line, groups)| {
                    let (_, names) = head.first()?;
                    let below: Vec<&[String]> = head.iter().skip(1).map(|(_, cells)| cells.as_slice()).collect();
                    Some((*line, clean_rows::of_two_rows(groups, names, &below)?))
                });
                if let Some((line, names)) = groups {
                    above.pop();
                    self.report_above(&above);
                    let second_line = head.remove(0).0;
                    self.remarks.push(below_groups(second_line, line));
                    return names;
                }
                self.report_above(&above);
                let (line, names) = head.remove(0);
                let below: Vec<&[String]> = head.iter().skip(1).map(|(_, cells)| cells.as_slice()).collect();
                let second = head.first().and_then(|(_, second)| clean_rows::of_two_rows(&names, second, &below));
                if let Some(second) = second {
                    let second_line = head.remove(0).0;
                    self.remarks.push(below_groups(second_line, line));
                    return second;
                }
                names
            }
            Names::Nowhere => {
                if header == Header::Detect {
                    self.remarks.push(
                        "no header found: the first line was read as a record, and the columns are numbered".to_owned(),
                    );
                }
                vec![String::new(); rows.first().map_or(0, |first| first.len())]
            }
        }
    }
}

/// What the user should know of names that stand in two rows.
fn below_groups(names_line: usize, groups_line: usize) -> String {
    format!("the names of the columns are in line {names_line}, below their groups in line {groups_line}")
}

/// An HXL tag as it is compared.
pub fn tag_of(text: &str) -> String {
    text.trim().to_lowercase().replace(' ', "")
}

/// As many cells as there are columns, and how many are lacking at the end; blank ones there do not count, nor do
/// those under no name.
fn fitted(mut cells: Vec<String>, width: usize, last_named: usize) -> Result<(Vec<String>, usize), String> {
    let given = cells.len();
    while cells.len() > width && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    let is_nearly_whole = cells.len() > 1 && cells.len() + (width / 4).max(1) >= width;
    if cells.len() == width || (last_named > 1 && cells.len() >= last_named && cells.len() <= width) {
        Ok((cells, 0))
    } else if width > 2 && cells.len() < width && is_nearly_whole {
        let lacking = width - cells.len();
        Ok((cells, lacking))
    } else {
        Err(format!("the record has {given} cells, but the table has {width} columns"))
    }
}

/// Whether a row is one of HXL tags.
fn is_tags(cells: &[String]) -> bool {
    let is_tag = |cell: &&str| {
        let rest = cell.strip_prefix('#').unwrap_or_default();
        rest.starts_with(|first: char| first.is_ascii_alphabetic())
            && rest.chars().all(|character| character.is_ascii_alphanumeric() || "+_ ".contains(character))
    };
    let filled: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let tags = filled.iter().filter(|cell| is_tag(cell)).count();
    // Somebody may have written a word beside them.
    tags > 0 && (tags == filled.len() || tags >= 2 && tags * 2 > filled.len())
}

/// Columns with names that differ and are not empty.
fn named(names: Vec<String>) -> Vec<Column> {
    let mut seen = BTreeMap::new();
    let name = |(at, name): (usize, String)| {
        let name = if name.trim().is_empty() { format!("column {}", at + 1) } else { name.trim().to_owned() };
        let count: &mut usize = seen.entry(name.to_lowercase()).or_default();
        *count += 1;
        let name = if *count > 1 { format!("{name} ({count})") } else { name };
        Column { name, tag: String::new() }
    };
    names.into_iter().enumerate().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_do_not_fit_are_spoilt_and_blank_cells_at_the_end_do_not_count() {
        let table = Table::of_text("id,place,\n1,a,\n2,b,,,\n3\n4,c,d,e\n", ',', Header::Detect).expect("a table");
        let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["id", "place", "column 3"]);
        assert_eq!(table.rows().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
        let reasons: Vec<_> = table.rejected.iter().map(|rejected| (rejected.line, rejected.reason.as_str())).collect();
        assert_eq!(
            reasons,
            [
                (4, "the record has 1 cells, but the table has 3 columns"),
                (5, "the record has 4 cells, but the table has 3 columns")
            ]
        );
    }

    #[test]
    fn tags_below_the_header_belong_to_the_columns() {
        let text = "Who,,When,\nName,Place,Day,Day\n#org, #adm1 +name,#date+reported,\nA,B,1 March 2015,x\n";
        let table = Table::of_text(text, ',', Header::Detect).expect("a table");
        let columns: Vec<_> = table.columns.iter().map(|column| (column.name.as_str(), column.tag.as_str())).collect();
        assert_eq!(columns, [("Name", "#org"), ("Place", "#adm1+name"), ("Day", "#date+reported"), ("Day (2)", "")]);
        assert_eq!((table.row_count(), table.rows().next().map(|row| row.line)), (1, Some(4)));
    }
}
