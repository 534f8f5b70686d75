//! Finds out what a file is from its text, and splits it into records.

use super::content::{Body, Content};
use super::{bibliography, esri, gdelt, geojson, gpx, kml, native, sparql, stix, telegram, ucdp, workbook};
use crate::LoadError;
use crate::decode::opened::Opened;
use crate::import_report::ReadOptions;
use crate::mapping::{file_name_columns, projected_columns};
use crate::records::delimited::separator_of;
use crate::records::json::{self, Json};
use crate::records::table::{Header, RejectedRecord, Table};
use counterclaim_model::Progress;

/// Finds out what a file is; `text` is its own, `options` what the user says of it.
pub fn content_of<'a>(
    opened: &'a Opened<'_>,
    text: &'a str,
    options: &ReadOptions,
    progress: &'a Progress,
) -> Result<Content<'a>, LoadError> {
    let body = match options.separator.filter(|_| !text.is_empty()) {
        _ if opened.is_workbook => Body::Workbook,
        Some(separator) => Body::Delimited(separator),
        None => body_of(&opened.bytes, text),
    };
    let mut content = Content { path: opened.path, bytes: &opened.bytes, text, body, table: None, progress };
    content.table = records(&content, options)?;
    if let Some(mut table) = content.table.take() {
        projected_columns::add(&mut table);
        file_name_columns::add(&mut table, &names(&content));
        content.table = Some(table);
    }
    report_cut(&mut content);
    Ok(content)
}

fn body_of<'a>(bytes: &[u8], text: &'a str) -> Body<'a> {
    let start = text.trim_start();
    match start.as_bytes().first() {
        Some(b'{') if native::names_itself(bytes) => Body::Native,
        Some(b'{' | b'[') => match Json::of(text) {
            Some(json) if bibliography::csl_table(&json).is_some() => Body::Bibliography,
            json => json.map_or(Body::BrokenJson, Body::Json),
        },
        _ if let Some(json) = behind_assignment(start).or_else(|| behind_call(start)).and_then(Json::of) => {
            Body::Json(json)
        }
        Some(b'<') => Body::Xml,
        _ if bibliography::recognises(start) => Body::Bibliography,
        _ => separator_of(start).map_or(Body::Other, Body::Delimited),
    }
}

/// The JSON behind `window.name = ` or `var name = `, as archives of posts have it.
fn behind_assignment(text: &str) -> Option<&str> {
    /// No name is longer.
    const MOST: usize = 200;
    let at = text.find('=').filter(|at| *at <= MOST)?;
    let (name, rest) = text.split_at(at);
    let is_name = |sign: char| sign.is_ascii_alphanumeric() || "._$[]\"' ".contains(sign);
    let starts = name.starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '_');
    let json = rest.trim_start_matches('=').trim_start();
    let is_json = json.starts_with(['{', '[']);
    (starts && is_json && name.chars().all(is_name)).then(|| json.trim_end().trim_end_matches(';'))
}

/// The JSON within `name(` and `)`, as services write it for scripts of other pages.
fn behind_call(text: &str) -> Option<&str> {
    /// No name is longer.
    const MOST: usize = 200;
    // A comment before it keeps browsers from running it as something else.
    let text = text.strip_prefix("/**/").unwrap_or(text).trim_start();
    let at = text.find('(').filter(|at| (1..=MOST).contains(at))?;
    let (name, rest) = text.split_at(at);
    let is_name = |sign: char| sign.is_ascii_alphanumeric() || "._$[]\"'".contains(sign);
    let json = rest.strip_prefix('(')?.trim_end().trim_end_matches(';').trim_end().strip_suffix(')')?.trim();
    (name.trim_end().chars().all(is_name) && json.starts_with(['{', '['])).then_some(json)
}

/// The records of an object of a known shape that is no plain list.
fn table_of_object(text: &str, json: &Json<'_>) -> Option<Table> {
    telegram::table(text, json)
        .or_else(|| sparql::table(text, json))
        .or_else(|| esri::table(text, json))
        .or_else(|| stix::table(text, json))
}

/// Says of a last record that is spoilt and that no line end closes, that the file may end too early.
fn report_cut(content: &mut Content<'_>) {
    let is_open = matches!(content.body, Body::Delimited(_)) && !content.text.ends_with(['\n', '\r']);
    let Some(table) = content.table.as_mut().filter(|_| is_open) else { return };
    table.reject_last_if_short("the file seems to end within this record");
    let last_row = table.rows().next_back().map_or(0, |row| row.line);
    let of_cut = |rejected: &&mut RejectedRecord| rejected.line > last_row && !rejected.reason.contains("seems to end");
    if let Some(rejected) = table.rejected.last_mut().filter(of_cut) {
        rejected.reason += "; the file seems to end within this record";
    }
}

/// What the file is called, by its path and by its own words.
fn names(content: &Content<'_>) -> Vec<String> {
    let stem = content.path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let own = if let Body::Json(json) = &content.body { geojson::own_words(json) } else { Vec::new() };
    stem.into_iter().chain(own).collect()
}

fn records(content: &Content<'_>, options: &ReadOptions) -> Result<Option<Table>, LoadError> {
    let header = Header::of_line(options.header_line);
    let malformed = |(line, reason)| LoadError::Malformed { line, column: 1, reason, path: content.path.to_owned() };
    match &content.body {
        Body::Delimited(separator) => {
            let names = gdelt::without_header(content.text, *separator);
            let names = names.or_else(|| ucdp::without_header(content.text, *separator));
            let names = names.filter(|_| header == Header::Detect);
            let table = match names {
                Some(names) => gdelt::table(content.text, *separator, &names),
                None => Table::of_text(content.text, *separator, header),
            };
            table.map(Some).map_err(malformed)
        }
        Body::Json(json) => match (geojson::table(content.text, json), json) {
            (Some(table), _) => Ok(Some(table)),
            (None, Json::List { .. }) if json.first().is_none() => {
                json::rows_of(&json.items()).map(|rows| Table::of_records(rows, header)).transpose().map_err(malformed)
            }
            (None, Json::List { .. }) => Ok(Some(json::table_of(json.items().into_iter()))),
            (None, Json::Lines(text)) => Ok(json.first().is_some().then(|| json::table_of(json::lines(text)))),
            (None, Json::Object(_)) if let Some(table) = table_of_object(content.text, json) => Ok(Some(table)),
            (None, Json::Object(_)) => Ok(only_list(json)
                .map(|list| json::list_in(content.text, list).unwrap_or_default())
                .map(|items| json::table_of(items.into_iter()))),
        },
        Body::Xml if gpx::recognises(content.text) => gpx::table(content.text).map(Some).map_err(malformed),
        Body::Xml => kml::table(content.text).map_err(malformed),
        Body::Bibliography => {
            let of_json = Json::of(content.text).and_then(|json| bibliography::csl_table(&json));
            Ok(Some(of_json.unwrap_or_else(|| bibliography::table(content.text))))
        }
        Body::Workbook => workbook::table(content.bytes, options, content.progress).map(Some).map_err(|error| {
            if content.progress.is_cancelled() {
                return LoadError::Cancelled { path: content.path.to_owned() };
            }
            malformed(error)
        }),
        Body::Native | Body::BrokenJson | Body::Other => Ok(None),
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
