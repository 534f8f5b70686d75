//! Bytes to model and back: loading datasets, saving sessions, exporting.
//!
//! Only this layer knows file shapes; the model derives no serde trait.
//! The front doors are [`import::load`], [`session_file::read`] and [`session_file::write`].

pub mod alike;
pub mod atomic;
pub mod destination;
pub mod export;
pub mod gazetteer;
pub mod guard;
pub mod import;
pub mod input;
pub mod preferences;
pub mod profiles;
pub mod recovery;
pub mod session_file;
pub mod table;
pub mod table_cache;
pub mod tables;

mod byte_order;
mod error;
mod issue;
mod locked;
mod path_text;
mod portable;
mod table_file;
mod time_text;
mod unknown;
mod wire;

pub use error::{LoadError, SaveError, TableError};
pub use issue::{Issue, IssueKind, IssueText, Severity};
pub use portable::portable_name;
pub use time_text::{format_moment_in, parse as parse_time, parse_moment_in};

/// The last part of a path, for messages.
pub fn file_name(path: &std::path::Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
