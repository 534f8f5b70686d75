//! Bytes to model and back: reads datasets, saves sessions, recovers work.
//!
//! Only this crate knows file shapes; the model derives no serde trait. The front doors are [`load::load`],
//! [`session_file::read`] and [`session_file::write`].
//!
//! A dataset is read in stages: [`files`] opens, [`decode`] unpacks and finds the encoding, [`records`] splits text
//! into records, [`formats`] recognises the format and reads each record with [`cell`], by known columns or by a
//! [`mapping`], and `assemble` builds the dataset and reports issues. [`delimited`] and [`event_table`] are the fast
//! path for tables with millions of rows.

pub(crate) mod assemble;
pub mod cell;
pub mod claim_tables;
pub mod decode;
pub mod delimited;
pub mod digest;
pub mod event_table;
pub mod files;
pub mod formats;
pub mod gazetteer;
pub mod import_report;
pub mod input;
pub mod load;
pub mod look_alikes;
pub mod mapping;
pub mod mapping_proposal;
pub mod preferences;
pub mod records;
pub mod recovery;
pub mod report_text;
pub mod session_file;
pub mod table_cache;
pub mod wire;

mod error;
mod issue;
pub mod unknown_fields;

pub use cell::time_text::{format_moment_in, parse as parse_time, parse_moment_in};
pub use error::{LoadError, SaveError, TableError};
pub use files::portable_name::portable_name;
pub use issue::{Issue, IssueKind, IssueText, Severity};

/// The last part of a path, for messages.
pub fn file_name(path: &std::path::Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
