//! Fields that this version does not know, found on reading and put back on writing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use counterclaim_model::{FileRecord, LIST, UnknownFields};

/// What is left over of a value, kept apart from what its neighbours hold: a part without its whole says nothing.
#[derive(Deserialize, Serialize)]
enum LeftOver {
    /// All of a field that was not read.
    Whole(Value),
    /// Parts of an object that was read.
    Fields(Vec<(String, Self)>),
    /// Parts of the items of a list that was read, item by item.
    Items(Vec<Option<Self>>),
}

/// What a record's text holds and its reading does not, as JSON; `None` when nothing is left over.
///
/// An error where the text holds something that cannot be kept, such as a number that is out of range.
///
/// Fields that could not stand and were left unknown are left over too, so that writing loses nothing.
pub fn of_record(text: &str, read: &impl Serialize) -> serde_json::Result<Option<String>> {
    let given: Value = serde_json::from_str(text)?;
    let kept = serde_json::to_value(read)?;
    left_over(&given, &kept).map(|extra| serde_json::to_string(&extra)).transpose()
}

/// Fields that nothing was read from, as they stand, as JSON; `None` when there are none.
pub fn of_fields(fields: &BTreeMap<String, &RawValue>) -> serde_json::Result<Option<String>> {
    /// As [`LeftOver`], unread: whether it can be read shows when it is put back.
    #[derive(Serialize)]
    enum Unread<'a> {
        Whole(&'a RawValue),
        Fields(Vec<(&'a str, Self)>),
    }
    let extra: Vec<_> = fields.iter().map(|(name, raw)| (name.as_str(), Unread::Whole(raw))).collect();
    (!extra.is_empty()).then(|| serde_json::to_string(&Unread::Fields(extra))).transpose()
}

/// Puts what was left over back into a record, at any depth; fields that are there win.
///
/// What belonged into a field that the record no longer has goes with that field.
/// The record of another file stands as a whole in the field `original`.
pub fn put_back(record: &mut Value, extra: &UnknownFields) -> serde_json::Result<()> {
    let left = match extra {
        UnknownFields::Json(text) => serde_json::from_str(text)?,
        UnknownFields::FileRecord(original) => {
            LeftOver::Fields(vec![("original".to_owned(), LeftOver::Whole(original_value(original)))])
        }
    };
    put_into(record, left);
    Ok(())
}

fn original_value(original: &FileRecord) -> Value {
    let value = |cell: &str| {
        if cell.contains(LIST) { cell.split(LIST).map(str::to_owned).collect() } else { Value::from(cell) }
    };
    Value::Object(original.fields().map(|(name, cell)| (name.to_owned(), value(cell))).collect())
}

fn put_into(value: &mut Value, extra: LeftOver) {
    match (value, extra) {
        (Value::Object(fields), LeftOver::Fields(extra)) => {
            for (name, extra) in extra {
                match (fields.get_mut(&name), extra) {
                    (None, LeftOver::Whole(whole)) => {
                        fields.insert(name, whole);
                    }
                    (Some(field), extra) => put_into(field, extra),
                    (None, _) => {}
                }
            }
        }
        (Value::Array(items), LeftOver::Items(extra)) if items.len() == extra.len() => {
            for (item, extra) in items.iter_mut().zip(extra) {
                if let Some(extra) = extra {
                    put_into(item, extra);
                }
            }
        }
        _ => {}
    }
}

fn left_over(given: &Value, kept: &Value) -> Option<LeftOver> {
    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => {
            let mut extra = Vec::new();
            for (name, value) in given.iter().filter(|(_, value)| !is_nothing(value)) {
                let left = match kept.get(name) {
                    Some(field) => left_over(value, field),
                    None => Some(LeftOver::Whole(value.clone())),
                };
                extra.extend(left.map(|left| (name.clone(), left)));
            }
            (!extra.is_empty()).then_some(LeftOver::Fields(extra))
        }
        (Value::Array(given), Value::Array(kept)) if given.len() == kept.len() => {
            let extra: Vec<_> = given.iter().zip(kept).map(|(given, kept)| left_over(given, kept)).collect();
            extra.iter().any(Option::is_some).then_some(LeftOver::Items(extra))
        }
        _ => None,
    }
}

/// Whether a value says no more than a missing field.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_left_over_at_any_depth_come_back() {
        let given =
            serde_json::json!({"id": "a", "new": 1, "figures": [{"low": 1}, {"low": 2, "seen": "x"}], "note": null});
        let kept = serde_json::json!({"id": "a", "figures": [{"low": 1}, {"low": 2}]});
        let extra = of_record(&given.to_string(), &kept).expect("JSON").expect("something is left over");
        let mut back = kept.clone();
        put_back(&mut back, &UnknownFields::Json(extra)).expect("JSON");
        assert_eq!(back, serde_json::json!({"id": "a", "new": 1, "figures": [{"low": 1}, {"low": 2, "seen": "x"}]}));
        assert_eq!(of_record(&kept.to_string(), &kept).expect("JSON"), None);
    }

    #[test]
    fn what_is_left_over_of_a_field_goes_with_the_field() {
        let given = serde_json::json!({"id": "a", "offset_from": {"place": "gone", "by": "road"}, "new": 1});
        let kept = serde_json::json!({"id": "a", "offset_from": {"place": "gone"}});
        let extra = of_record(&given.to_string(), &kept).expect("JSON").expect("something is left over");
        let mut without = serde_json::json!({"id": "a"});
        put_back(&mut without, &UnknownFields::Json(extra)).expect("JSON");
        assert_eq!(without, serde_json::json!({"id": "a", "new": 1}));
    }
}
