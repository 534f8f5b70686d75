//! A dataset as the header of a session names it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::import_report::ReadOptions;
use counterclaim_model::{Key, layer_key};

/// The field that says how a dataset is to be read.
pub const READING: &str = "reading";

/// A dataset that a session is about.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(from = "Named")]
pub struct DatasetRef {
    pub name: String,
    /// Where it was: relative to the session file where that is shorter, or `example:` and a name.
    pub path: String,
    /// Of the dataset's file, as 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// The key of the layer that the dataset is; none for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// What is to be said to read it as it was read, so that its records have the same keys again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadOptions>,
    /// Fields that this version does not know; `reading` is among them where it cannot be read.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// As in the file.
#[derive(Deserialize)]
struct Named {
    name: String,
    path: String,
    sha256: String,
    layer: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl From<Named> for DatasetRef {
    /// What a newer version says of the reading costs no session: it is kept as it is.
    fn from(named: Named) -> Self {
        let Named { name, path, sha256, layer, rest: mut unknown } = named;
        let reading = unknown.get(READING).and_then(|value| serde_json::from_value(value.clone()).ok());
        if reading.is_some() {
            unknown.remove(READING);
        }
        Self { name, path, sha256, layer, reading, unknown }
    }
}

impl DatasetRef {
    /// The key of the layer that a dataset beyond the first is.
    pub fn layer_key(&self) -> Key {
        self.layer.as_deref().map_or_else(|| layer_key(&self.sha256), Key::from)
    }

    /// What a session is to say of how it was read; what a newer version said stands until the user says otherwise.
    pub fn reading_by(&self, options: &ReadOptions) -> Option<ReadOptions> {
        (!options.is_empty() && !self.has_unknown_reading()).then(|| options.clone())
    }

    /// What is to be said to read it.
    pub fn read_options(&self) -> ReadOptions {
        self.reading.clone().unwrap_or_default()
    }

    /// Whether it says how it is to be read in a way that this version does not know.
    pub fn has_unknown_reading(&self) -> bool {
        self.unknown.contains_key(READING)
    }
}
