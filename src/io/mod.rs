//! Bytes to model and back: loading datasets, saving sessions, exporting.
//!
//! Only this layer knows file shapes; the model derives no serde trait.
//! The front doors are [`import::load`], [`session_file::read`] and [`session_file::write`].

pub mod atomic;
pub mod export;
pub mod import;
pub mod preferences;
pub mod recovery;
pub mod session_file;
pub mod table;

mod error;
mod issue;
mod time_text;
mod unknown;
mod wire;

pub use error::{LoadError, SaveError};
pub use issue::{Issue, Severity};
pub use time_text::parse as parse_time;
