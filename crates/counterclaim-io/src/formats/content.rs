//! A file as importers see it.

use std::path::Path;

use crate::records::json::Json;
use crate::records::table::Table;
use counterclaim_model::Progress;

/// What a file is, as far as its text tells.
#[derive(Debug)]
pub enum Body<'a> {
    /// It names the program's own format.
    Native,
    Json(Json<'a>),
    /// It begins like JSON.
    BrokenJson,
    Xml,
    Workbook,
    /// Entries in RIS, BibTeX or CSL-JSON.
    Bibliography,
    /// Text that is cut by a separator.
    Delimited(char),
    Other,
}

/// A file as importers see it.
#[derive(Debug)]
pub struct Content<'a> {
    pub path: &'a Path,
    /// Behind the packing.
    pub bytes: &'a [u8],
    /// Decoded; empty where the file is not text.
    pub text: &'a str,
    pub body: Body<'a>,
    /// Its records, where it is a list of records of whatever form.
    ///
    /// Readers of records get nothing but these: a text as long as the file would be held beside them.
    pub table: Option<Table>,
    /// How far the reading has come.
    pub progress: &'a Progress,
}
