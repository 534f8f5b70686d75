//! Reads the datasets that ship inside the program.

use std::path::Path;
use std::sync::Arc;

use crate::app::examples::{EXAMPLES, Example};
use crate::app::{DatasetOrigin, LoadedDataset};
use counterclaim_io::LoadError;
use counterclaim_io::load::{self, Import};

/// Reads an example by name.
pub fn load(name: &str) -> Result<LoadedDataset, LoadError> {
    let Some(Example { name, bytes, .. }) = EXAMPLES.iter().find(|example| example.name == name) else {
        let found = format!("this version has no example `{name}`");
        return Err(LoadError::UnknownFormat { found, path: Path::new(name).to_owned() });
    };
    let Import { dataset, issues, sha256, reading } = load::load_bytes(bytes, Path::new(name))?;
    Ok(LoadedDataset {
        dataset: Arc::new(dataset),
        issues,
        sha256,
        origin: DatasetOrigin::Example(name),
        assessment: None,
        reading,
    })
}
