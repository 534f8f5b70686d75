//! What stands before the columns of a kept table.

use serde::{Deserialize, Serialize};

use crate::Issue;

/// Which file a table was read from, and when.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Source {
    /// SHA-256 of the path.
    pub path: String,
    pub bytes: u64,
    /// Since 1970-01-01T00:00Z.
    pub modified_ns: i128,
    /// SHA-256 of stretches spread over the file, its beginning and its end among them.
    pub sample: String,
}

/// What stands before the columns.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Head {
    pub reader: String,
    pub source: Source,
    /// Of the whole source.
    pub sha256: String,
    pub rows: u64,
    pub issues: Vec<Issue>,
    #[serde(rename = "set_aside")]
    pub rejected: u64,
    pub columns: Vec<Entry>,
}

/// What the head says of one column.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Entry {
    pub name: String,
    pub kind: Kind,
    pub bytes: u64,
    pub crc: u32,
    /// Whether the first picture needs it.
    pub is_first: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub enum Kind {
    U8,
    U16,
    U32,
    I32,
    F32,
    U64,
}
