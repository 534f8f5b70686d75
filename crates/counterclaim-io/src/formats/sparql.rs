//! Answers of SPARQL services in JSON: one record for each binding, a column for each variable.

use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

use crate::records::json::{Json, Making, list_in, object};
use crate::records::table::{RejectedRecord, Table};

/// The bindings of an answer; `None` for other JSON.
pub fn table(text: &str, json: &Json<'_>) -> Option<Table> {
    let head: Value = serde_json::from_str(json.field("head")?.get()).ok()?;
    let variables: Vec<&str> = head.get("vars")?.as_array()?.iter().filter_map(Value::as_str).collect();
    let results: BTreeMap<&str, &RawValue> = serde_json::from_str(json.field("results")?.get()).ok()?;
    let items = list_in(text, results.get("bindings")?)?;
    let mut made = Making::default();
    for item in &items {
        let binding = match object(item) {
            Ok(binding) => binding,
            Err(reason) => {
                made.table.rejected.push(RejectedRecord { line: item.line, reason });
                continue;
            }
        };
        let cell = |variable: &&str| {
            let value = binding.get(*variable)?.get("value")?.as_str()?;
            Some(((*variable).to_owned(), value.to_owned()))
        };
        made.add_cells(item.line, variables.iter().filter_map(cell).collect());
    }
    Some(made.finish())
}
