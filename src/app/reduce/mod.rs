//! The reducers: each changes the state for one kind of action; only `update` calls them.
//!
//! `notices.rs`, `open.rs`, `paths.rs` and `recovery.rs` hold what several need.

pub mod document;
pub mod edit;
pub mod geocoding;
pub mod layers;
pub mod notices;
pub mod open;
pub mod paths;
pub mod reading;
pub mod recovery;
pub mod save;
pub mod table;
pub mod table_figures;
pub mod table_query;
pub mod view;

mod assess;
mod evidence;
mod owner;
