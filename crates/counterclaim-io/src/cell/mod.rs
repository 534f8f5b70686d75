//! Reads one cell: a date, a number, a stance, a URL, a geometry.

pub mod coordinates;
pub mod date;
pub(crate) mod date_forms;
pub(crate) mod date_from_file_name;
pub mod formula_guard;
pub(crate) mod geometry;
pub(crate) mod months;
pub(crate) mod number;
pub(crate) mod projected;
pub(crate) mod radius_codes;
pub(crate) mod social_account;
pub mod stance_words;
pub(crate) mod time_of_day;
pub mod time_text;
pub(crate) mod unknown;
pub(crate) mod value;
