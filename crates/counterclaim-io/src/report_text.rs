//! The import report as text and as a table.

use std::fmt::Write as _;
use std::path::Path;

use crate::Issue;
use crate::cell::formula_guard::guarded;
use crate::import_report::ImportReport;

/// How many examples of each kind of issue the text shows before the full list.
const EXAMPLES: usize = 3;

/// The summary and all issues, as a table if the file name ends in `.csv`, else as text.
pub fn report(path: &Path, file: &str, reading: &ImportReport, issues: &[Issue]) -> String {
    let is_table = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    if is_table { table(issues) } else { text(file, reading, issues) }
}

/// The summary of an import: names and values, in order.
pub fn facts(reading: &ImportReport) -> Vec<(&'static str, String)> {
    let records = reading.records;
    let mut facts = vec![("Format", reading.format.to_owned())];
    if reading.is_table {
        facts.push(("Columns", reading.mapping_source.label()));
        facts.extend(reading.columns.as_ref().map(|columns| ("Used", columns.label(usize::MAX))));
    }
    if !reading.encoding.is_empty() {
        facts.push(("Encoding", reading.encoding.to_owned()));
    }
    facts.extend(reading.separator_label().map(|label| ("Separator", label)));
    facts.extend(reading.remarks.iter().map(|remark| ("File", remark.clone())));
    let total = records.total();
    let read = records.read;
    let aside = records.rejected;
    facts.push(("Records", format!("{total} = {read} read + {aside} rejected")));
    facts
}

fn text(file: &str, reading: &ImportReport, issues: &[Issue]) -> String {
    let mut text = format!("{file}\n\n");
    // Writing to a string cannot fail.
    for (name, value) in facts(reading) {
        let _ = writeln!(text, "{name:<10} {value}");
    }
    let _ = writeln!(text, "{:<10} {}", "Issues", issues.len());
    for kind in Issue::kinds(issues) {
        let _ = writeln!(text, "\n{} {}", kind.count, kind.label());
        for issue in kind.first.iter().take(EXAMPLES) {
            let _ = writeln!(text, "  {issue}");
        }
    }
    if !issues.is_empty() {
        text += "\nAll issues\n";
    }
    for issue in issues {
        let _ = writeln!(text, "{issue}");
    }
    text
}

fn table(issues: &[Issue]) -> String {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let rows = issues.iter().map(|issue| {
        let line = issue.line().map(|line| line.to_string()).unwrap_or_default();
        [issue.file(), &line, issue.record(), issue.field(), issue.severity().label(), &issue.reason()]
            .map(|cell| guarded(cell).into_owned())
    });
    let header = ["file", "line", "record", "field", "what happened", "why"].map(str::to_owned);
    for row in std::iter::once(header).chain(rows) {
        // Writing to memory cannot fail.
        let _ = writer.write_record(&row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
