//! A file that is to be read: how, and what for.

use std::path::PathBuf;

use counterclaim_io::formats::IMPORTERS;
use counterclaim_io::import_report::ReadOptions;

/// A file that is to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    pub path: PathBuf,
    pub options: ReadOptions,
    pub purpose: ReadFor,
}

/// What a file is read for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReadFor {
    /// It takes the place of what is open.
    Document,
    /// It is what is open, read in another way: the work over it stays.
    Again,
    /// It is laid over what is open.
    Layer,
}

impl Opening {
    /// A file that takes the place of what is open, and says itself what it is.
    pub fn of(path: PathBuf) -> Self {
        Self { path, options: ReadOptions::default(), purpose: ReadFor::Document }
    }
}

/// Id and name of every format that can be read, by name.
pub fn formats() -> Vec<(&'static str, &'static str)> {
    let mut formats: Vec<_> = IMPORTERS.iter().map(|importer| (importer.id, importer.name)).collect();
    formats.sort_by_key(|(_, name)| name.to_lowercase());
    formats
}
