//! JSON as a list of records, each unread until its turn, and a record as cells of a table.
//!
//! One broken record costs itself alone; how deep it is nested costs no stack.

use std::collections::BTreeMap;
use std::fmt::Formatter;

use serde::de::{Deserialize, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::clean_rows::{self, Extra};
use super::delimited::MAX_CELLS;
use super::table::{Column, LIST, MAX_RECORDS, RejectedRecord, Table, tag_of};
use counterclaim_model::push;

/// The longest record that is read; anything longer is a mistake or an attack.
pub const MAX_RECORD_BYTES: usize = 512 << 10;

/// Among how many records the first object is looked for.
const FIRST: usize = 20;

/// A record as it stands in the text.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// Line on which it starts, from 1.
    pub line: usize,
    pub raw: &'a str,
}

/// What JSON text is, at its top.
#[derive(Debug)]
pub enum Json<'a> {
    /// One object, its fields unread.
    Object(BTreeMap<String, &'a RawValue>),
    /// Its text and its first items: all of them may take as much memory as the text.
    List { text: &'a str, first: Vec<Item<'a>> },
    /// One record in each line of a text.
    Lines(&'a str),
}

impl<'a> Json<'a> {
    /// The top of a JSON text; `None` where it is none, or broken.
    pub fn of(text: &'a str) -> Option<Self> {
        match text.trim_start().as_bytes().first()? {
            b'[' => {
                let mut first = list(text)?;
                first.truncate(FIRST);
                first.shrink_to_fit();
                Some(Self::List { text, first })
            }
            b'{' => match serde_json::from_str(text) {
                Ok(fields) => Some(Self::Object(fields)),
                Err(_) => are_lines(text).then_some(Self::Lines(text)),
            },
            _ => None,
        }
    }

    /// The fields of an object.
    pub fn field(&self, name: &str) -> Option<&'a RawValue> {
        match self {
            Self::Object(fields) => fields.get(name).copied(),
            Self::List { .. } | Self::Lines(_) => None,
        }
    }

    /// The first record of a list, as an object.
    pub fn first(&self) -> Option<serde_json::Map<String, Value>> {
        match self {
            Self::Object(_) => None,
            Self::List { first, .. } => first.iter().find_map(|item| object(item).ok()),
            Self::Lines(text) => lines(text).take(FIRST).find_map(|item| object(&item).ok()),
        }
    }

    /// The records of a list or of lines.
    pub fn items(&self) -> Vec<Item<'a>> {
        match self {
            Self::Object(_) => Vec::new(),
            Self::List { text, .. } => list(text).unwrap_or_default(),
            Self::Lines(text) => lines(text).take(MAX_RECORDS + 1).collect(),
        }
    }
}

/// The records of a list that is a part of a text.
pub fn list_in<'a>(text: &'a str, list: &'a RawValue) -> Option<Vec<Item<'a>>> {
    serde_json::from_str::<Raws<'a>>(list.get()).ok().map(|raws| items(text, &raws.0))
}

/// The records of a list that is a whole text.
fn list(text: &str) -> Option<Vec<Item<'_>>> {
    serde_json::from_str::<Raws<'_>>(text).ok().map(|raws| items(text, &raws.0))
}

/// The items of a list, unread: one more at most than a file may have records, which shows that there are too many.
struct Raws<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Raws<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Vec<&'de RawValue>;

            fn expecting(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut raws = Vec::new();
                while raws.len() <= MAX_RECORDS {
                    match list.next_element()? {
                        Some(raw) => push(&mut raws, raw),
                        None => return Ok(raws),
                    }
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(raws)
            }
        }

        deserializer.deserialize_seq(List).map(Self)
    }
}

/// A record as an object; an error is a sentence for the user.
pub fn object(item: &Item<'_>) -> Result<serde_json::Map<String, Value>, String> {
    if item.raw.len() > MAX_RECORD_BYTES {
        let length = item.raw.len();
        return Err(format!("the record has {length} bytes; the limit is {MAX_RECORD_BYTES}"));
    }
    match serde_json::from_str(item.raw) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err("the record is not a JSON object".to_owned()),
        Err(error) => Err(match error.to_string().rsplit_once(" at line ") {
            Some((reason, _)) if reason.contains("recursion limit") => "the JSON is nested too deeply".to_owned(),
            Some((reason, _)) => reason.to_owned(),
            None => error.to_string(),
        }),
    }
}

/// Records as a table: nested fields have names with dots, lists become cells with [`LIST`] between their items.
pub fn table_of<'a>(items: impl Iterator<Item = Item<'a>>) -> Table {
    let mut made = Making::default();
    let mut wrapper = None;
    for item in items {
        match object(&item) {
            Ok(fields) => {
                let wrapper = wrapper.get_or_insert_with(|| wrapper_of(&fields));
                made.add(item.line, &unwrapped(fields, wrapper.as_deref()));
            }
            Err(reason) => made.table.rejected.push(RejectedRecord { line: item.line, reason }),
        }
        if made.table.is_full() {
            break;
        }
    }
    made.finish()
}

/// The only field of a record, if that is an object: `{"tweet": {…}}` is a record in a wrapper.
fn wrapper_of(fields: &serde_json::Map<String, Value>) -> Option<String> {
    let (name, value) = fields.iter().next().filter(|_| fields.len() == 1)?;
    value.is_object().then(|| name.clone())
}

fn unwrapped(mut fields: serde_json::Map<String, Value>, wrapper: Option<&str>) -> Value {
    let inner = wrapper.filter(|_| fields.len() == 1).and_then(|wrapper| fields.get_mut(wrapper));
    match inner {
        Some(inner) if inner.is_object() => inner.take(),
        _ => Value::Object(fields),
    }
}

/// A row of cells, or why there is none, with the line on which it starts.
type Cut = (usize, Result<Vec<String>, String>);

/// Rows of a list of lists, as HXL writes them: names and tags first. `None` for a list of anything else.
pub fn rows_of<'a>(items: &'a [Item<'a>]) -> Option<impl Iterator<Item = Cut> + 'a> {
    let row = |item: &Item<'_>| match serde_json::from_str(item.raw) {
        Ok(Value::Array(cells)) => Ok(cells.iter().map(cell).collect()),
        Ok(_) => Err("the row is not a JSON list".to_owned()),
        Err(_) => Err("the JSON is nested too deeply".to_owned()),
    };
    let is_rows = items.len() > 1 && items.iter().take(2).all(|item| row(item).is_ok());
    is_rows.then(|| items.iter().map(move |item| (item.line, row(item))))
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A table that gets its columns from its records.
#[derive(Debug, Default)]
pub struct Making {
    pub table: Table,
    places: BTreeMap<String, usize>,
}

impl Making {
    /// Adds a record, with a column for each field that is new.
    pub fn add(&mut self, line: usize, record: &Value) {
        let mut cells = Vec::new();
        flatten(String::new(), record, &mut cells);
        self.add_cells(line, cells);
    }

    /// Adds a record of names and cells; cells of one name become a list.
    pub fn add_cells(&mut self, line: usize, cells: Vec<(String, String)>) {
        if self.table.is_full() {
            return;
        }
        let mut of_columns: BTreeMap<usize, String> = BTreeMap::new();
        for (name, cell) in cells {
            let at = match self.places.get(&name) {
                Some(at) => *at,
                None if self.table.columns.len() >= MAX_CELLS => {
                    let reason = format!("the record has fields beyond the limit of {MAX_CELLS} per file");
                    self.table.rejected.push(RejectedRecord { line, reason });
                    return;
                }
                None => {
                    let tag = if name.starts_with('#') { tag_of(&name) } else { String::new() };
                    self.table.columns.push(Column { name: name.clone(), tag });
                    self.places.insert(name, self.table.columns.len() - 1);
                    self.table.columns.len() - 1
                }
            };
            let held = of_columns.entry(at).or_default();
            if !held.is_empty() {
                held.push_str(LIST);
            }
            held.push_str(&cell);
        }
        let is_narrower = of_columns.len() < self.table.columns.len();
        if is_narrower && clean_rows::is_total(of_columns.values().map(String::as_str), self.table.columns.len()) {
            let reason = Extra::Total.reason().to_owned();
            self.table.rejected.push(RejectedRecord { line, reason });
            return;
        }
        self.table.push(line, of_columns.iter().map(|(at, cell)| (*at, cell.as_str())));
    }

    pub fn finish(mut self) -> Table {
        self.table.rejected.sort_by_key(|rejected| rejected.line);
        self.table
    }
}

fn flatten(name: String, value: &Value, cells: &mut Vec<(String, String)>) {
    let below = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
    match value {
        Value::Null => {}
        Value::Object(fields) => fields.iter().for_each(|(part, value)| flatten(below(part), value, cells)),
        Value::Array(items) => match aligned(&name, items) {
            Some(columns) => cells.extend(columns),
            None => items.iter().for_each(|item| flatten(name.clone(), item, cells)),
        },
        Value::String(text) => cells.push((name, text.clone())),
        other => cells.push((name, other.to_string())),
    }
}

/// The fields of a list of objects, each as one cell with an item for every object, so that what stood in one object
/// stays together: a missing field is an empty item.
///
/// `None` for other lists, and where a field of an object is a list itself.
fn aligned(name: &str, items: &[Value]) -> Option<Vec<(String, String)>> {
    if items.len() < 2 || !items.iter().all(Value::is_object) {
        return None;
    }
    let mut columns: Vec<(String, Vec<String>)> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let mut own = Vec::new();
        flatten(name.to_owned(), item, &mut own);
        for (field, cell) in own {
            let column = match columns.iter().position(|(other, _)| *other == field) {
                Some(column) => column,
                None => {
                    columns.push((field, Vec::new()));
                    columns.len() - 1
                }
            };
            let (_, held) = columns.get_mut(column)?;
            if held.len() > at {
                return None;
            }
            held.resize(at, String::new());
            held.push(cell);
        }
    }
    let cell = |(field, mut held): (String, Vec<String>)| {
        held.resize(items.len(), String::new());
        (field, held.join(LIST))
    };
    Some(columns.into_iter().map(cell).collect())
}

/// The lines of a text that are not blank.
pub fn lines(text: &str) -> impl Iterator<Item = Item<'_>> {
    let items = text.lines().enumerate().map(|(at, line)| Item { line: at + 1, raw: line.trim() });
    items.filter(|item| !item.raw.is_empty())
}

/// Whether the first line of a text is an object and the next begins like one.
fn are_lines(text: &str) -> bool {
    let mut items = lines(text);
    let (Some(first), Some(second)) = (items.next(), items.next()) else { return false };
    let is_object = serde_json::from_str::<BTreeMap<String, &RawValue>>(first.raw).is_ok();
    second.raw.starts_with('{') && is_object
}

/// Parts of a text with the lines on which they start; they are in the order of the text.
fn items<'a>(text: &'a str, raws: &[&'a RawValue]) -> Vec<Item<'a>> {
    let mut counted = 0usize;
    let mut line = 1usize;
    let item = |raw: &&'a RawValue| {
        let at = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let between = text.as_bytes().get(counted..at).unwrap_or_default();
        line += between.iter().filter(|byte| **byte == b'\n').count();
        counted = at.max(counted);
        Item { line, raw: raw.get() }
    };
    raws.iter().map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_become_rows_and_broken_ones_cost_themselves() {
        let deep = "[".repeat(500) + &"]".repeat(500);
        let text = format!("[{{\"a\": 1, \"b\": {{\"c\": \"x\"}}}},\n 7,\n{{\"a\": {deep}}},\n{{\"a\": [1, 2]}}]");
        let json = Json::of(&text).expect("a list");
        let table = table_of(json.items().into_iter());
        let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["a", "b.c"]);
        let rows: Vec<_> = table.rows().collect();
        assert_eq!(rows[0].cells.iter().collect::<Vec<_>>(), [(0, "1"), (1, "x")]);
        assert_eq!((rows[1].line, rows[1].cells.get(0)), (4, "1\u{1f}2"));
        let told: Vec<_> = table.rejected.iter().map(|rejected| (rejected.line, rejected.reason.as_str())).collect();
        assert_eq!(told, [(2, "the record is not a JSON object"), (3, "the JSON is nested too deeply")]);
    }

    #[test]
    fn lines_of_objects_are_records_each() {
        let text = "{\"a\": 1}\n\n{\"a\": 2\n{\"a\": 3}\n";
        let Some(Json::Lines(text)) = Json::of(text) else { panic!("lines") };
        let table = table_of(lines(text));
        assert_eq!((table.row_count(), table.rejected.len(), table.rejected[0].line), (2, 1, 3));
        assert!(Json::of("{\"a\": 1").is_none());
    }
}
