//! The import report: detected format, meaning of the columns, packing and encoding.

use serde::{Deserialize, Serialize};

use crate::mapping::Mapping;

/// Import settings, given by the user or stored in a session.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct ReadOptions {
    /// The id of the importer to use instead of the detected one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The column mapping of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Mapping>,
    /// The encoding of its text, by its usual name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The delimiter of the cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
    /// The sheet of a workbook; without it, the sheet whose columns say most, and those with the same columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The line with the names of the columns, from 1; 0 where no line has them. Without it, it is looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_line: Option<u32>,
}

/// The id of the importer of the program's own format.
pub(crate) const NATIVE_ID: &str = "counterclaim";

/// How a file was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Name of the importer that read it.
    pub format: &'static str,
    /// Its id.
    pub id: &'static str,
    /// Settings that read the same file identically in later versions.
    pub options: ReadOptions,
    pub mapping_source: MappingSource,
    /// Unpacking and decoding, as sentences.
    pub remarks: Vec<String>,
    /// Empty for a binary file.
    pub encoding: &'static str,
    /// The delimiter of the cells.
    pub separator: Option<char>,
    /// The sheets of a workbook that have more than one row.
    pub sheets: Vec<String>,
    /// Whether it has records with columns, so that a mapping can be applied.
    pub is_table: bool,
    /// Which columns were used, where a mapping says what they mean.
    pub columns: Option<ColumnUse>,
    /// How many records of the file were read, and how many were rejected.
    pub records: Records,
}

/// Which columns of a table were used.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ColumnUse {
    pub used: usize,
    /// The names of the others, in the order of the file; they are kept with each record.
    pub unused: Vec<String>,
}

/// Where the column mapping came from.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum MappingSource {
    /// The format has fields of its own.
    #[default]
    Format,
    /// From the names and values of the columns.
    Guess,
    /// The user or the session gave it.
    Mapping,
    /// The profile of that name, which was made for the same columns.
    Profile(String),
}

/// The records of a file: each is in the dataset, or among the issues as rejected.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Records {
    pub read: usize,
    pub rejected: usize,
}

impl ReadOptions {
    /// Whether there are no settings.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl ImportReport {
    /// Whether the file is of the program's own format.
    pub fn is_native(&self) -> bool {
        self.id == NATIVE_ID
    }

    /// Whether a line of it has the names of the columns: it is delimited text or a workbook.
    pub fn has_header_line(&self) -> bool {
        self.separator.is_some() || !self.sheets.is_empty()
    }

    /// The name of its delimiter.
    pub fn separator_label(&self) -> Option<String> {
        Some(separator_label(self.separator?))
    }
}

/// The name of a delimiter.
pub fn separator_label(separator: char) -> String {
    match separator {
        '\t' => "tab".to_owned(),
        ',' => "comma".to_owned(),
        ';' => "semicolon".to_owned(),
        '|' => "vertical bar".to_owned(),
        other => format!("`{other}`"),
    }
}

impl ColumnUse {
    /// For example `6 of 8 columns used; not used: colour, weight`, with at most so many names.
    pub fn label(&self, most_names: usize) -> String {
        let total = self.used + self.unused.len();
        let mut label = format!("{} of {total} columns used", self.used);
        let names: Vec<&str> = self.unused.iter().take(most_names).map(String::as_str).collect();
        let more = self.unused.len() - names.len();
        if !names.is_empty() {
            label += &format!("; not used: {}", names.join(", "));
        }
        if more > 0 && !names.is_empty() {
            label += &format!(" and {more} more");
        }
        label
    }
}

impl MappingSource {
    /// Where the column mapping came from, in words.
    pub fn label(&self) -> String {
        match self {
            Self::Format => "defined by the format".to_owned(),
            Self::Guess => "detected from column names and values".to_owned(),
            Self::Mapping => "from the mapping you gave".to_owned(),
            Self::Profile(name) => format!("from the profile “{name}”"),
        }
    }
}

impl Records {
    /// All records of the file.
    pub fn total(self) -> usize {
        self.read + self.rejected
    }
}
