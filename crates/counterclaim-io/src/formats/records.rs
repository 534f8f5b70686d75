//! JSON that is a list of records, or JSON Lines, read through a mapping of the records' fields.

use super::content::{Body, Content};
use super::importer::{Importer, ReadResult};
use crate::assemble::generic;
use crate::import_report::ReadOptions;

pub const IMPORTER: Importer = Importer {
    name: "JSON records",
    id: "records",
    extensions: &["json", "jsonl", "ndjson"],
    score: |content| if matches!(content.body, Body::Json(_)) && content.table.is_some() { 10 } else { 0 },
    reads_text: false,
    read: |content: &Content<'_>, options: &ReadOptions| -> ReadResult { generic::read(content, options) },
};
