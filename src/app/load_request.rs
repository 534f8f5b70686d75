//! A file to be read: how, and for what.

use std::path::PathBuf;

use counterclaim_io::formats::IMPORTERS;
use counterclaim_io::import_report::ReadOptions;

/// A file to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadRequest {
    pub path: PathBuf,
    pub options: ReadOptions,
    pub purpose: ReadFor,
}

/// The purpose of reading a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReadFor {
    /// It replaces what is open.
    Document,
    /// It is what is open, read in another way: the work on it stays.
    Again,
    /// It is added as a layer.
    Layer,
}

impl LoadRequest {
    /// A file that replaces what is open, in a detected format.
    pub fn of(path: PathBuf) -> Self {
        Self { path, options: ReadOptions::default(), purpose: ReadFor::Document }
    }
}

/// Id and name of every importable format, by name.
pub fn formats() -> Vec<(&'static str, &'static str)> {
    let mut formats: Vec<_> = IMPORTERS.iter().map(|importer| (importer.id, importer.name)).collect();
    formats.sort_by_key(|(_, name)| name.to_lowercase());
    formats
}
