//! Reads any table through a column mapping: the user's, or a detected one, which is reported.

use std::collections::BTreeSet;
use std::path::Path;

use super::assembler::DatasetAssembler;
use crate::cell::{date_from_file_name, geometry, time_text};
use crate::formats::content::Content;
use crate::formats::importer::{ImporterOutput, ReadResult};
use crate::import_report::{ColumnUse, ReadOptions};
use crate::mapping::{self, ColumnMapping, Field, Guess, Mapping, projected_columns};
use crate::records::table::{MAX_RECORDS, SHEET_COLUMN, Table};
use crate::{LoadError, file_name};
use counterclaim_model::DatasetHeader;
use counterclaim_model::Progress;

/// Reads the records of a file by the mapping in the options, else by a detected one.
pub fn read(content: &Content<'_>, options: &ReadOptions) -> ReadResult {
    let table = content.table.as_ref().ok_or_else(|| no_records(content.path))?;
    match &options.mapping {
        Some(mapping) => by(content.path, table, mapping, None, content.progress),
        None => {
            let Guess { mapping, reasons, open_dates } = mapping::guess(table);
            let guessed: Vec<String> =
                reasons.iter().map(|reason| format!("`{}` {}", reason.column, reason.field.label())).collect();
            let told = if guessed.is_empty() {
                "no column was recognised by its name; a mapping can define the columns".to_owned()
            } else {
                format!("column mapping detected: {}; another mapping can replace it", guessed.join(", "))
            };
            let open = open_dates.into_iter().map(|column| {
                format!("`{column}` does not say what its dates mean; they were read as the days of the events")
            });
            let told = std::iter::once(told).chain(open).collect::<Vec<_>>().join("; ");
            let told = by(content.path, table, &mapping, Some(told), content.progress)?;
            Ok(ImporterOutput { mapping: Some(mapping), ..told })
        }
    }
}

/// The error for a file without a list of records.
pub fn no_records(path: &Path) -> LoadError {
    LoadError::UnknownFormat { found: "it contains no records".to_owned(), path: path.to_owned() }
}

/// Reads a table by a mapping; `guessed` is the remark on a detected one.
pub fn by(path: &Path, table: &Table, mapping: &Mapping, guessed: Option<String>, progress: &Progress) -> ReadResult {
    let compiler = format!("{} (data set)", name_of(path, table));
    let offset_min = mapping.utc_offset.as_deref().and_then(time_text::parse_offset).unwrap_or(0);
    let mut draft = start(path, table, DatasetHeader { offset_min, ..header(path) }, progress)?;
    if let Some(guessed) = guessed {
        draft.remark(guessed);
    }
    for remark in mapping.columns.iter().filter_map(|column| mapping::open_remark(table, column)) {
        draft.remark(remark);
    }
    for remark in mapping::midnight_remarks(table, mapping) {
        draft.remark(remark);
    }
    let done = mapping::read_rows(table, mapping, &compiler, &mut draft);
    done.map_err(|reason| LoadError::Malformed { line: 1, column: 1, reason, path: path.to_owned() })?;
    Ok(ImporterOutput { columns: Some(columns_used(table, mapping)), ..draft.finish() })
}

/// Which columns of a table a mapping uses. What is made of geometries is no column of the file.
fn columns_used(table: &Table, mapping: &Mapping) -> ColumnUse {
    const MADE: [&str; 4] = [geometry::LAT, geometry::LON, geometry::RADIUS, geometry::GEOMETRY];
    let own = table.columns.iter().enumerate().map(|(at, column)| (at, column.name.as_str()));
    let of_sheets = table.sheets.len() > 1;
    let own = own.filter(|(_, name)| !(MADE.contains(name) || of_sheets && *name == SHEET_COLUMN));
    // The kind of a geometry says how its numbers are read.
    let kind = |column: &ColumnMapping| mapping::kind_column(table, table.column(&column.column)?);
    let kinds: Vec<usize> =
        mapping.columns.iter().filter(|column| column.field == Field::Position).filter_map(kind).collect();
    let named: BTreeSet<String> = mapping.columns.iter().map(|column| column.column.to_ascii_lowercase()).collect();
    // What the made columns were made of.
    let is_projected =
        |name: &str| table.column(geometry::GEOMETRY).is_none() && projected_columns::is_part(table, name);
    let is_used = |(at, name): &(usize, &str)| {
        is_projected(name) || named.contains(&name.to_ascii_lowercase()) || kinds.contains(at)
    };
    let (used, unused): (Vec<_>, Vec<_>) = own.partition(is_used);
    ColumnUse { used: used.len(), unused: unused.into_iter().map(|(_, name)| name.to_owned()).collect() }
}

/// The name of its compiler: for a map of areas without the date in its name, so that maps of several days match.
fn name_of(path: &Path, table: &Table) -> String {
    match path.file_stem().filter(|_| table.column(geometry::GEOMETRY).is_some()) {
        Some(stem) => date_from_file_name::without_day(&stem.to_string_lossy()),
        None => file_name(path),
    }
}

/// The title of a file without one.
pub fn header(path: &Path) -> DatasetHeader {
    let title = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    DatasetHeader { title, ..DatasetHeader::default() }
}

/// Rejects a file with too many records.
pub fn check_count(records: usize, path: &Path) -> Result<(), LoadError> {
    if records > MAX_RECORDS {
        Err(LoadError::TooManyToHold { limit: MAX_RECORDS, path: path.to_owned() })
    } else {
        Ok(())
    }
}

/// An assembler with the unreadable records of a table already rejected.
fn start<'a>(
    path: &'a Path,
    table: &Table,
    header: DatasetHeader,
    progress: &'a Progress,
) -> Result<DatasetAssembler<'a>, LoadError> {
    check_count(table.row_count() + table.rejected.len(), path)?;
    let mut draft = DatasetAssembler::new(path, header, table.store(), progress);
    for remark in &table.remarks {
        draft.remark(remark.clone());
    }
    for rejected in &table.rejected {
        draft.rejected(rejected.line, "record".to_owned(), rejected.reason.clone());
    }
    Ok(draft)
}

/// The result of a format's own reader for a table.
pub fn read_table(
    content: &Content<'_>,
    header: DatasetHeader,
    mut each: impl FnMut(&Table, &mut DatasetAssembler<'_>),
) -> Result<ImporterOutput, LoadError> {
    let table = content.table.as_ref().ok_or_else(|| no_records(content.path))?;
    let mut draft = start(content.path, table, header, content.progress)?;
    each(table, &mut draft);
    Ok(draft.finish())
}
