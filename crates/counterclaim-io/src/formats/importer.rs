//! The contract between the reading of files and the reader of one format.

use super::content::Content;
use crate::import_report::{ColumnUse, ReadOptions, Records};
use crate::mapping::Mapping;
use crate::{Issue, LoadError};
use counterclaim_model::Dataset;

/// What an importer makes of a file.
#[derive(Debug)]
pub struct ImporterOutput {
    pub dataset: Dataset,
    pub issues: Vec<Issue>,
    pub records: Records,
    /// The mapping that was guessed, where it was read by a guess.
    pub mapping: Option<Mapping>,
    /// Which columns the mapping uses, where it was read by one.
    pub columns: Option<ColumnUse>,
}

/// The records that could be read and what was wrong with the others, or why nothing could be read.
pub type ReadResult = Result<ImporterOutput, LoadError>;

/// A reader of one format.
#[derive(Debug)]
pub struct Importer {
    /// What the format is called in dialogs.
    pub name: &'static str,
    /// What it is called on the command line.
    pub id: &'static str,
    /// File extensions, without the dot.
    pub extensions: &'static [&'static str],
    /// How surely a file is of the format, from 0 for not at all to 100.
    pub score: fn(&Content<'_>) -> u8,
    /// Whether it reads the text or the bytes of the file, and not only its records.
    pub reads_text: bool,
    /// Reads a file.
    pub read: fn(&Content<'_>, &ReadOptions) -> ReadResult,
}

impl Importer {
    /// Whether it reads any table through a mapping of its columns.
    pub fn is_mapped(&self) -> bool {
        ["table", "bibliography", "geojson", "gpx", "kml", "records", "workbook"].contains(&self.id)
    }
}
