//! What a file holds, behind its packing and its encoding: the form in which importers look at it.
//!
//! `unpack` opens archives, `decode` finds the encoding; what the text is, is found here from the text itself.

mod decode;
mod unpack;

use std::borrow::Cow;
use std::path::Path;

pub use self::decode::{Decoded, ENCODINGS};

use super::delimited::separator_of;
use super::json_records::{self, Json};
use super::table::Table;
use super::{gdelt, geojson, kml, map_name, native, ucdp, workbook};
use crate::io::LoadError;
use crate::io::table::Progress;

/// A file behind its packing, with its text if it has one.
#[derive(Debug)]
pub struct Opened<'a> {
    pub path: &'a Path,
    /// As they are behind the packing.
    pub bytes: Cow<'a, [u8]>,
    is_workbook: bool,
    /// What was done or assumed to read it, for the user.
    pub remarks: Vec<String>,
}

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

impl<'a> Opened<'a> {
    /// Takes a file out of its packing; `limit` is the most bytes that may come out.
    pub fn of(bytes: Cow<'a, [u8]>, path: &'a Path, limit: u64) -> Result<Self, LoadError> {
        let unpacked = unpack::unpack(bytes, limit);
        let unpacked = unpacked.map_err(|reason| LoadError::Packed { reason, path: path.to_owned() })?;
        Ok(Self { path, bytes: unpacked.bytes, is_workbook: unpacked.is_workbook, remarks: unpacked.remarks })
    }

    /// The text; empty where the file is not text.
    ///
    /// An error where there is no encoding of the name that the user gives.
    pub fn text(&self, encoding: Option<&str>) -> Result<Decoded<'_>, LoadError> {
        let unknown = |name: &str| LoadError::UnknownFormat {
            found: format!("there is no encoding `{name}`"),
            path: self.path.to_owned(),
        };
        match encoding.filter(|_| !self.is_workbook) {
            Some(name) => decode::decode_as(&self.bytes, name).ok_or_else(|| unknown(name)),
            None if self.is_workbook => Ok(Decoded::default()),
            None => Ok(decode::decode(&self.bytes).unwrap_or_default()),
        }
    }

    /// Finds out what the file is; `text` is its own, `separator` what the user says that stands between its cells.
    pub fn content<'b>(
        &'b self,
        text: &'b str,
        separator: Option<char>,
        progress: &'b Progress,
    ) -> Result<Content<'b>, LoadError> {
        let body = match separator.filter(|_| !text.is_empty()) {
            _ if self.is_workbook => Body::Workbook,
            Some(separator) => Body::Delimited(separator),
            None => body_of(&self.bytes, text),
        };
        let mut content = Content { path: self.path, bytes: &self.bytes, text, body, table: None, progress };
        content.table = content.records()?;
        if let Some(mut table) = content.table.take() {
            map_name::add(&mut table, &content.names());
            content.table = Some(table);
        }
        content.tell_cut();
        Ok(content)
    }
}

fn body_of<'a>(bytes: &[u8], text: &'a str) -> Body<'a> {
    let start = text.trim_start();
    match start.as_bytes().first() {
        Some(b'{') if native::names_itself(bytes) => Body::Native,
        Some(b'{' | b'[') => Json::of(text).map_or(Body::BrokenJson, Body::Json),
        Some(b'<') => Body::Xml,
        _ => separator_of(start).map_or(Body::Other, Body::Delimited),
    }
}

impl Content<'_> {
    /// Says of a last record that is spoilt and that no line end closes, that the file may end too early.
    fn tell_cut(&mut self) {
        let is_open = matches!(self.body, Body::Delimited(_)) && !self.text.ends_with(['\n', '\r']);
        let Some(table) = self.table.as_mut().filter(|_| is_open) else { return };
        let last_row = table.rows().next_back().map_or(0, |row| row.line);
        if let Some(spoilt) = table.spoilt.last_mut().filter(|spoilt| spoilt.line > last_row) {
            spoilt.reason += "; the file seems to be cut off in it";
        }
    }

    /// What the file is called, by its path and by its own words.
    fn names(&self) -> Vec<String> {
        let stem = self.path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let own = if let Body::Json(json) = &self.body { geojson::own_words(json) } else { Vec::new() };
        stem.into_iter().chain(own).collect()
    }

    fn records(&self) -> Result<Option<Table>, LoadError> {
        let malformed = |(line, reason)| LoadError::Malformed { line, column: 1, reason, path: self.path.to_owned() };
        match &self.body {
            Body::Delimited(separator) => {
                let names = gdelt::without_header(self.text, *separator);
                let names = names.or_else(|| ucdp::without_header(self.text, *separator));
                let table = match names {
                    Some(names) => gdelt::table(self.text, *separator, &names),
                    None => Table::of_text(self.text, *separator),
                };
                table.map(Some).map_err(malformed)
            }
            Body::Json(json) => match (geojson::table(self.text, json), json) {
                (Some(table), _) => Ok(Some(table)),
                (None, Json::List { .. }) if json.first().is_none() => json_records::rows_of(&json.items())
                    .map(|rows| Table::of_records(rows, None))
                    .transpose()
                    .map_err(malformed),
                (None, Json::List { .. }) => Ok(Some(json_records::table_of(json.items().into_iter()))),
                (None, Json::Lines(text)) => {
                    Ok(json.first().is_some().then(|| json_records::table_of(json_records::lines(text))))
                }
                (None, Json::Object(_)) => Ok(only_list(json)
                    .map(|list| json_records::list_in(self.text, list).unwrap_or_default())
                    .map(|items| json_records::table_of(items.into_iter()))),
            },
            Body::Xml => kml::table(self.text).map_err(malformed),
            Body::Workbook => workbook::table(self.bytes, self.progress).map(Some).map_err(|error| {
                if self.progress.is_cancelled() {
                    return LoadError::Cancelled { path: self.path.to_owned() };
                }
                malformed(error)
            }),
            Body::Native | Body::BrokenJson | Body::Other => Ok(None),
        }
    }
}

/// The one field of an object that is a list of objects.
///
/// An object that names a format is left to its reader, and linked data are no plain list.
fn only_list<'a>(json: &Json<'a>) -> Option<&'a serde_json::value::RawValue> {
    let Json::Object(fields) = json else { return None };
    if fields.contains_key("format") || fields.contains_key("@context") {
        return None;
    }
    let is_list = |raw: &serde_json::value::RawValue| {
        let inner = raw.get().strip_prefix('[').unwrap_or_default();
        inner.trim_start().starts_with('{')
    };
    let mut lists = fields.values().filter(|raw| is_list(raw));
    lists.next().filter(|_| lists.next().is_none()).copied()
}
