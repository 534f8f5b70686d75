//! Reading any table through a mapping: that of the user, or a guess, which is told.

use super::content::Content;
use super::draft::Draft;
use super::mapping::{self, Guess, Mapping};
use super::table::Table;
use super::{ReadOptions, ReadResult, Told};
use crate::io::{LoadError, file_name, time_text};
use crate::model::DatasetHeader;

/// How many records a preview shows.
pub const PREVIEW_RECORDS: usize = 20;

/// Reads the records of a file by the mapping of the options, else by a guess.
pub fn read(content: &Content<'_>, options: &ReadOptions) -> ReadResult {
    let Some(table) = &content.table else {
        let found = "it has no records".to_owned();
        return Err(LoadError::UnknownFormat { found, path: content.path.to_owned() });
    };
    match &options.mapping {
        Some(mapping) => by(content, table, mapping, None),
        None => {
            let Guess { mapping, reasons } = mapping::guess(table);
            let guessed: Vec<String> =
                reasons.iter().map(|reason| format!("`{}` {}", reason.column, reason.field.label())).collect();
            let told = match guessed.is_empty() {
                true => "no column says by its name what it means; a mapping can say it".to_owned(),
                false => {
                    format!("what its columns mean was guessed: {}; a mapping can say otherwise", guessed.join(", "))
                }
            };
            by(content, table, &mapping, Some(told))
        }
    }
}

/// The first records of a table as a mapping would make them.
pub fn preview(content: &Content<'_>, table: &Table, mapping: &Mapping) -> ReadResult {
    // The order of day and month is that of the whole column, so it is settled before the rest is cut.
    let settled = mapping::settled(table, mapping);
    let rows = table.rows.iter().take(PREVIEW_RECORDS).cloned().collect();
    let cut = Table { columns: table.columns.clone(), rows, ..Table::default() };
    by(content, &cut, &settled, None)
}

/// Reads a table by a mapping; `guessed` tells how that was come by.
pub fn by(content: &Content<'_>, table: &Table, mapping: &Mapping, guessed: Option<String>) -> ReadResult {
    let compiler = format!("{} (data set)", file_name(content.path));
    let offset_min = mapping.utc_offset.as_deref().and_then(time_text::parse_offset).unwrap_or(0);
    let mut draft = start(content, table, DatasetHeader { offset_min, ..header(content) });
    if let Some(guessed) = guessed {
        draft.remark(guessed);
    }
    let done = mapping::read_rows(table, mapping, &compiler, &mut draft);
    done.map_err(|reason| LoadError::Malformed { line: 1, column: 1, reason, path: content.path.to_owned() })?;
    Ok(draft.finish())
}

/// What a file that says nothing of itself is called.
pub fn header(content: &Content<'_>) -> DatasetHeader {
    let title = content.path.file_stem().unwrap_or(content.path.as_os_str()).to_string_lossy().into_owned();
    DatasetHeader { title, ..DatasetHeader::default() }
}

/// A draft in which the spoilt records of a table are set aside already.
pub fn start<'a>(content: &Content<'a>, table: &Table, header: DatasetHeader) -> Draft<'a> {
    let mut draft = Draft::new(content.path, header);
    for remark in &table.remarks {
        draft.remark(remark.clone());
    }
    for spoilt in &table.spoilt {
        draft.set_aside(spoilt.line, "record".to_owned(), spoilt.reason.clone());
    }
    draft
}

/// What was read, of a table by a reader of its own.
pub fn read_table(
    content: &Content<'_>,
    header: DatasetHeader,
    mut each: impl FnMut(&Table, &mut Draft<'_>),
) -> Result<Told, LoadError> {
    let Some(table) = &content.table else {
        let found = "it has no records".to_owned();
        return Err(LoadError::UnknownFormat { found, path: content.path.to_owned() });
    };
    let mut draft = start(content, table, header);
    each(table, &mut draft);
    Ok(draft.finish())
}
