//! Splits text into records under named columns, whatever the file's form.

pub(crate) mod clean_rows;
pub mod delimited;
pub(crate) mod header;
pub(crate) mod json;
pub(crate) mod table;
