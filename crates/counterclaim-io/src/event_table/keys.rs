//! Keys that several records have.

use std::path::Path;

use super::layout::Layout;
use crate::{Issue, IssueText, Severity, file_name};
use counterclaim_model::{EventField, EventId, EventTable, Id as _};

/// How many keys are named.
const NAMED: usize = 5;

/// Reports rows whose key repeats an earlier one: an edit would apply only to the first of them.
pub fn repeated_keys(table: &EventTable, layout: &Layout, path: &Path) -> Option<Issue> {
    let (count, first) = repeated(table);
    let keys: Vec<String> = first.iter().filter_map(|row| Some(table.event(*row)?.key())).collect();
    (count > 0).then(|| {
        let text = IssueText {
            file: file_name(path),
            line: None,
            record: if count == 1 { "1 record".to_owned() } else { format!("{count} records") },
            field: layout.columns.get(layout.key).cloned().unwrap_or_default(),
            reason: format!(
                "the key is already used by an earlier record, and only that one can be assessed: {}",
                keys.join(", ")
            ),
            severity: Severity::Remark,
        };
        Issue::from(text)
    })
}

/// How many rows have a key that an earlier row has, and the first of them.
fn repeated(table: &EventTable) -> (usize, Vec<EventId>) {
    let prefixes = table.field(EventField::KeyPrefix);
    // A key without a number counts as number 0, the others from 1.
    let key_of = |row: usize, number: &u32| (prefixes.codes.get(row) as usize, number.wrapping_add(1) as usize);
    let keys = || table.columns().key_number.iter().enumerate().map(|(row, number)| key_of(row, number));
    let mut starts = vec![0usize; prefixes.names.len() as usize + 1];
    for (prefix, number) in keys() {
        if let Some(len) = starts.get_mut(prefix + 1) {
            *len = (*len).max(number + 1);
        }
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut count = 0;
    let mut first = Vec::new();
    let mut tell = |row: usize| {
        count += 1;
        if first.len() < NAMED {
            first.push(EventId::from_index(row));
        }
    };
    let bits = starts.last().copied().unwrap_or(0);
    // Numbers usually run on without large gaps, so that a bit for each takes little.
    if bits / 64 <= table.len() * 2 + 1024 {
        let mut met = vec![0u64; bits.div_ceil(64)];
        for (row, (prefix, number)) in keys().enumerate() {
            let at = starts.get(prefix).copied().unwrap_or(0) + number;
            if met[at / 64] >> (at % 64) & 1 == 1 {
                tell(row);
            }
            met[at / 64] |= 1 << (at % 64);
        }
    } else {
        let mut rows: Vec<((usize, usize), usize)> = keys().enumerate().map(|(row, key)| (key, row)).collect();
        rows.sort_unstable();
        let mut again: Vec<usize> = rows.windows(2).filter(|two| two[0].0 == two[1].0).map(|two| two[1].1).collect();
        again.sort_unstable();
        again.into_iter().for_each(&mut tell);
    }
    (count, first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delimited::ByteSource;
    use crate::event_table::EventFile;
    use counterclaim_model::Progress;

    #[test]
    fn keys_that_several_records_have_are_told_once_however_far_apart_their_numbers_are() {
        for far in ["12", "999999999"] {
            let mut text = "event_id_cnty,event_date,longitude,latitude\n".to_owned();
            for key in ["A1", "B1", "A1", "A", "A2", "B1", "A", "A1", far] {
                text += &format!("{key},2024-01-01,1,2\n");
            }
            let file =
                EventFile::of_bytes(ByteSource::of_memory(text.into_bytes()), Path::new("a.csv")).expect("bytes");
            let file = file.expect("an event table");
            let first = file.first(&Progress::default()).expect("read");
            let complete = file.rest(first, &Progress::default()).expect("read");
            assert_eq!(complete.table.len(), 9);
            let told: Vec<String> = complete.issues.iter().map(ToString::to_string).collect();
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].contains("4 records") && told[0].contains("A1, B1, A, A1"), "{told:?}");
        }
    }
}
