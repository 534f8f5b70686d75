//! One table of a folder: a CSV file whose first line names its columns, in any order.
//!
//! Fields are read verbatim, from bytes; a byte order mark and either kind of line end are accepted.

use std::io;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Reader, ReaderBuilder};

use crate::cell::formula_guard::unguarded;
use crate::files::byte_order_mark;
use crate::files::stream::{MAX_STREAM_BYTES, read_whole};
use crate::{Issue, IssueText, LoadError, Severity, TableError, file_name};
use counterclaim_model::Progress;

/// An open table.
pub(crate) struct TableFile {
    path: PathBuf,
    columns: Vec<String>,
    reader: Reader<io::Cursor<Vec<u8>>>,
}

/// One line of a table, and its position.
pub(crate) struct Row<'a> {
    path: &'a Path,
    record: &'a ByteRecord,
}

/// The index of a column among the fields of a line.
#[derive(Clone, Copy)]
pub(crate) struct Column(Option<usize>);

impl TableFile {
    /// Opens a table and reads its header.
    pub fn open(path: &Path) -> Result<Self, TableError> {
        Self::from_bytes(read(path)?, path)
    }

    /// Opens an optional table.
    pub fn open_if_there(path: &Path) -> Result<Option<Self>, TableError> {
        match read(path) {
            Ok(bytes) => Self::from_bytes(bytes, path).map(Some),
            Err(TableError::Unreadable { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn from_bytes(bytes: Vec<u8>, path: &Path) -> Result<Self, TableError> {
        let not_text = |()| TableError::Malformed {
            line: 1,
            reason: "the UTF-16 text is damaged; save the file as UTF-8".to_owned(),
            path: path.to_owned(),
        };
        let bytes = byte_order_mark::without_mark(bytes).map_err(not_text)?;
        let mut reader = ReaderBuilder::new().from_reader(io::Cursor::new(bytes));
        let header = reader.byte_headers().map_err(|error| malformed(&error, path))?;
        let column = |field: &[u8]| String::from_utf8_lossy(field).trim_start_matches('\u{feff}').trim().to_owned();
        let columns = header.iter().map(column).collect();
        Ok(Self { path: path.to_owned(), columns, reader })
    }

    /// An optional column.
    pub fn optional(&self, name: &str) -> Column {
        Column(self.columns.iter().position(|column| column == name))
    }

    /// A required column, among those that are `needed`.
    pub fn required(&self, name: &'static str, needed: &'static str) -> Result<Column, TableError> {
        match self.optional(name) {
            Column(None) => Err(TableError::MissingColumn { column: name, needed, path: self.path.clone() }),
            column => Ok(column),
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column == name)
    }

    /// Reads every line after the first.
    pub fn for_each(mut self, mut read: impl FnMut(&Row<'_>) -> Result<(), TableError>) -> Result<(), TableError> {
        let mut record = ByteRecord::new();
        while self.reader.read_byte_record(&mut record).map_err(|error| malformed(&error, &self.path))? {
            read(&Row { path: &self.path, record: &record })?;
        }
        Ok(())
    }
}

/// Reads a whole table, from a file or a pipe.
fn read(path: &Path) -> Result<Vec<u8>, TableError> {
    read_whole(path, MAX_STREAM_BYTES, &Progress::default()).map_err(|error| match error {
        LoadError::Unreadable { source, path } => TableError::Unreadable { source, path },
        other => TableError::TooLarge { reason: other.to_string() },
    })
}

impl Row<'_> {
    /// The text of a field; empty if the table lacks the column.
    pub fn text(&self, column: Column) -> Result<&str, TableError> {
        let bytes = column.0.and_then(|place| self.record.get(place)).unwrap_or_default();
        // Removes the formula guard from names that Counterclaim has written.
        std::str::from_utf8(bytes)
            .map(unguarded)
            .map_err(|_| self.malformed("the text is not valid UTF-8; save the file as UTF-8"))
    }

    /// The text of a required field.
    pub fn filled(&self, column: Column, name: &str) -> Result<&str, TableError> {
        match self.text(column)? {
            "" => Err(self.malformed(&format!("`{name}` is empty; fill it in or delete the line"))),
            text => Ok(text),
        }
    }

    /// From 1.
    pub fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    pub fn malformed(&self, reason: &str) -> TableError {
        TableError::Malformed { line: self.line(), reason: reason.to_owned(), path: self.path.to_owned() }
    }

    /// An issue with a field of the line.
    pub fn issue(&self, field: &str, reason: String, severity: Severity) -> Issue {
        let text = IssueText {
            file: file_name(self.path),
            line: usize::try_from(self.line()).ok(),
            record: "the line".to_owned(),
            field: field.to_owned(),
            reason,
            severity,
        };
        text.into()
    }
}

fn malformed(error: &csv::Error, path: &Path) -> TableError {
    let line = error.position().map_or(1, csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the line has {len} fields, but the header has {expected_len}; check commas and quotation marks")
        }
        _ => error.to_string(),
    };
    TableError::Malformed { line, reason, path: path.to_owned() }
}
