//! Fields that this version does not know, found on reading and put back on writing.

use serde::Serialize;
use serde_json::{Map, Value};

/// What a record's text holds and its reading does not, as JSON; `None` when nothing is left over.
///
/// An error where the text holds something that cannot be kept, such as a number that is out of range.
///
/// Fields that could not stand and were left unknown are left over too, so that writing loses nothing.
pub fn of_record(text: &str, read: &impl Serialize) -> serde_json::Result<Option<String>> {
    let given: Value = serde_json::from_str(text)?;
    let kept = serde_json::to_value(read)?;
    Ok(left_over(&given, &kept).map(|extra| extra.to_string()))
}

/// Puts left-over fields back into a record, at any depth; fields that are there win.
pub fn put_back(record: &mut Value, extra: &Value) {
    match (record, extra) {
        (Value::Object(fields), Value::Object(extra)) => {
            for (name, value) in extra {
                match fields.get_mut(name) {
                    Some(field) => put_back(field, value),
                    None => {
                        fields.insert(name.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(extra)) => {
            for (item, extra) in items.iter_mut().zip(extra) {
                put_back(item, extra);
            }
        }
        _ => {}
    }
}

fn left_over(given: &Value, kept: &Value) -> Option<Value> {
    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => {
            let mut extra = Map::new();
            for (name, value) in given.iter().filter(|(_, value)| !is_nothing(value)) {
                let left = match kept.get(name) {
                    Some(field) => left_over(value, field),
                    None => Some(value.clone()),
                };
                extra.extend(left.map(|left| (name.clone(), left)));
            }
            (!extra.is_empty()).then_some(Value::Object(extra))
        }
        (Value::Array(given), Value::Array(kept)) if given.len() == kept.len() => {
            let extra: Vec<_> = given.iter().zip(kept).map(|(given, kept)| left_over(given, kept)).collect();
            let some_left = extra.iter().any(Option::is_some);
            some_left.then(|| Value::Array(extra.into_iter().map(Option::unwrap_or_default).collect()))
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
        put_back(&mut back, &serde_json::from_str(&extra).expect("JSON"));
        assert_eq!(back, serde_json::json!({"id": "a", "new": 1, "figures": [{"low": 1}, {"low": 2, "seen": "x"}]}));
        assert_eq!(of_record(&kept.to_string(), &kept).expect("JSON"), None);
    }
}
