//! Issues of names that look like one another, or that mix alphabets to look like something else.

use crate::{Issue, IssueText, Severity};
use counterclaim_model::alike::{self, Alike};
use counterclaim_model::all_visible;

/// What there is to say of the keys and names of records of one kind, such as `source`.
pub fn issues<'a>(file: &str, kind: &str, records: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Issue> {
    let records: Vec<(&str, &str)> = records.collect();
    let issue = |(at, alike): (usize, Alike)| {
        let (key, name) = records.get(at).copied().unwrap_or_default();
        let text = IssueText {
            file: file.to_owned(),
            line: None,
            record: format!("{kind} {key}"),
            field: "name".to_owned(),
            reason: reason(kind, name, alike, |first| records.get(first).copied().unwrap_or_default()),
            severity: Severity::Remark,
        };
        Issue::from(text)
    };
    alike::found(records.iter().map(|(_, name)| *name)).into_iter().map(issue).collect()
}

/// The words for one name.
pub fn reason<'a>(kind: &str, name: &str, alike: Alike, record: impl Fn(usize) -> (&'a str, &'a str)) -> String {
    let written = all_visible(name);
    match alike {
        Alike::LooksLike(first) => {
            let (key, other) = record(first);
            let signs = alike::strange_signs(name, other);
            let signs = if signs.is_empty() { String::new() } else { format!(" (with {signs})") };
            format!(
                "`{written}` looks like `{}`, the name of {kind} {key}, but is spelled differently{signs}; they count as two",
                all_visible(other)
            )
        }
        Alike::SameName(first) => {
            format!("`{written}` is also the name of {kind} {}; they count as two", record(first).0)
        }
        Alike::MixesAlphabets => {
            format!("`{written}` mixes letters of different alphabets in one word ({})", alike::odd_letters(name))
        }
    }
}
