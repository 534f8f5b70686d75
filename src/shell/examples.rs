//! The datasets that ship inside the program.

use std::path::Path;
use std::sync::Arc;

use crate::app::{DatasetOrigin, LoadedDataset};
use counterclaim_io::LoadError;
use counterclaim_io::load::{self, Import};

/// Name and bytes of every example.
pub const EXAMPLES: &[(&str, &[u8])] = &[
    ("kurakhove-press", include_bytes!("../../assets/examples/kurakhove-press/dataset.json")),
    ("kurakhove-report", include_bytes!("../../assets/examples/kurakhove-report/dataset.json")),
];

/// Reads an example by name.
pub fn load(name: &str) -> Result<LoadedDataset, LoadError> {
    let Some((name, bytes)) = EXAMPLES.iter().find(|(other, _)| *other == name) else {
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
