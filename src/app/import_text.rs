//! How an import went, in words.

use super::DatasetOrigin;
use counterclaim_engine::number;
use counterclaim_io::import_report::{ImportReport, MappingSource};

/// The number of issues, in words.
pub fn issue_label(count: usize) -> String {
    if count == 1 { "1 import issue".to_owned() } else { format!("{} import issues", number(count as f64)) }
}

/// How many columns without a use a notice names; the import report names all.
const NAMES_IN_NOTICE: usize = 8;

/// The detected format of a file, and where its column mapping came from.
pub fn as_what(reading: &ImportReport) -> String {
    let columns = match reading.mapping_source {
        _ if !reading.is_table => ".".to_owned(),
        MappingSource::Guess => ". Columns were guessed from their names and values.".to_owned(),
        ref mapping_source => format!("; columns {}.", mapping_source.label()),
    };
    let used = match &reading.columns {
        Some(columns) if reading.mapping_source == MappingSource::Guess => {
            format!(" {}.", columns.label(NAMES_IN_NOTICE))
        }
        _ => String::new(),
    };
    format!("As {}{columns}{used}", reading.format)
}

/// Whether the file has columns whose mapping can be changed.
pub fn has_columns(reading: &ImportReport, origin: &DatasetOrigin) -> bool {
    reading.is_table && matches!(origin, DatasetOrigin::File(_))
}
