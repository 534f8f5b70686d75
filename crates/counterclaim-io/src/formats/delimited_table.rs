//! Any table of delimited text (CSV, TSV) or of HXL-tagged text, read through a mapping of its columns.

use super::content::{Body, Content};
use super::importer::{Importer, ReadResult};
use crate::assemble::generic;
use crate::import_report::ReadOptions;

pub const IMPORTER: Importer = Importer {
    name: "Table (CSV, TSV, HXL)",
    id: "table",
    extensions: &["csv", "tsv", "txt"],
    score: |content| if matches!(content.body, Body::Delimited(_)) { 10 } else { 0 },
    reads_text: false,
    read: |content: &Content<'_>, options: &ReadOptions| -> ReadResult { generic::read(content, options) },
};
