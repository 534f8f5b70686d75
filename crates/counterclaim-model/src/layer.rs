//! One of several datasets that are open together, as a session names it.

use crate::Key;

/// The key of the layer that a session begins with.
pub const FIRST_LAYER: &str = "first";

/// What an analyst says of a layer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Layer {
    pub name: String,
    /// Number of its letter and colour, from 0.
    pub mark: u8,
    /// Where the dataset was when it was laid; the first layer's is named by the session itself.
    pub file: Option<LayerFile>,
    /// Whether it is part of the evidence; work on one that is not is kept.
    pub is_laid: bool,
}

/// The file of a layer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LayerFile {
    pub path: String,
    /// As 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// The rows of one layer: up to which row each kind is its own, or an earlier layer's.
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

/// A key of a further layer as the combined dataset has it.
pub fn qualified(layer: &str, key: &str) -> String {
    format!("{layer}:{key}")
}
