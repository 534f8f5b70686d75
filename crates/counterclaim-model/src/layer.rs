//! One of several datasets that are open together, as a session names it.

use crate::Key;

/// The key of the first layer of a session.
pub const FIRST_LAYER: &str = "first";

/// An analyst's settings for a layer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Layer {
    pub name: String,
    /// Index of its letter and colour, from 0.
    pub mark: u8,
    /// The dataset's path when it was added; the session itself names the first layer's.
    pub file: Option<LayerFile>,
    /// Whether it is part of the evidence; work on a removed layer is kept.
    pub is_active: bool,
}

/// The file of a layer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LayerFile {
    pub path: String,
    /// As 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// The rows of one layer: for each kind, the end of its rows.
#[derive(Clone, Debug)]
pub(crate) struct LayerRows {
    pub key: Key,
    pub claims: usize,
    pub events: usize,
    pub sources: usize,
    pub places: usize,
}

/// The key of a further layer, from the SHA-256 of its file: the same file has the same key in any session.
pub fn layer_key(sha256: &str) -> Key {
    Key::from(sha256.get(..8).unwrap_or(sha256))
}

/// A key of a further layer in the combined dataset.
pub fn qualified(layer: &str, key: &str) -> String {
    format!("{layer}:{key}")
}
