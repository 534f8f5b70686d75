//! How a file was read: what it was taken for, what its columns were held to mean, how it was packed and encoded.

use serde::{Deserialize, Serialize};

use crate::mapping::Mapping;

/// What the user says about a file, or a session remembers of it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct ReadOptions {
    /// The importer to take, by its id, whatever the file looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// What the columns of a table mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Mapping>,
    /// The encoding of its text, by its usual name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What stands between the cells of delimited text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
}

/// How a file was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Name of the importer that read it.
    pub format: &'static str,
    /// Its id.
    pub id: &'static str,
    /// What reads the same file the same again, whatever a later version would guess.
    pub options: ReadOptions,
    pub meaning: Meaning,
    /// What it was taken out of, and what was assumed to read its text, as sentences.
    pub remarks: Vec<String>,
    /// Empty for a file that is no text.
    pub encoding: &'static str,
    /// What stands between the cells of delimited text.
    pub separator: Option<char>,
    /// Whether it is records under columns, so that a mapping could read it.
    pub is_table: bool,
    /// How many records of the file are in the dataset, and how many are not.
    pub records: Records,
}

/// Whence it is known what the columns of a file mean.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Meaning {
    /// The format has fields of its own.
    #[default]
    Format,
    /// From the names and values of the columns.
    Guess,
    /// The user says it, or the session.
    Mapping,
    /// The profile of that name, which was made for the same columns.
    Profile(String),
}

/// The records of a file: each is in the dataset, or among the issues as set aside.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Records {
    pub read: usize,
    pub set_aside: usize,
}

impl ReadOptions {
    /// Whether nothing is said about the file.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Reading {
    /// Whether the file is of the program's own format.
    pub fn is_native(&self) -> bool {
        self.id == crate::formats::native::IMPORTER.id
    }

    /// What stands between its cells, in words.
    pub fn separator_label(&self) -> Option<String> {
        Some(separator_label(self.separator?))
    }
}

/// What stands between cells, in words.
pub fn separator_label(separator: char) -> String {
    match separator {
        '\t' => "tab".to_owned(),
        ',' => "comma".to_owned(),
        ';' => "semicolon".to_owned(),
        '|' => "vertical bar".to_owned(),
        other => format!("`{other}`"),
    }
}

impl Meaning {
    /// Whence the meaning of the columns is known, in words.
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
        self.read + self.set_aside
    }
}
