//! `info`: what a file is and holds, how many of its records were read, and every import issue.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::convert::ReadArgs;
use super::opened::{self, Whose};
use super::output::{print, print_json, say};
use super::picture::parse_as_of;
use super::tables::EVENT_TABLE_MIN_BYTES;
use super::{export, in_use, open_file};
use crate::app::Loaded;
use counterclaim_engine::Options;
use counterclaim_io::Issue;
use counterclaim_io::event_table::EventFile;
use counterclaim_io::import_report::ColumnUse;
use counterclaim_io::input::Input;
use counterclaim_model::Progress;
use counterclaim_model::{Dataset, EventTable, Journal, Line, visible};

/// Prints a summary of a file, and every import issue.
///
/// `author` and `user` say whose judgement counts: whoever is named, else as [`export::author_of_loaded`] finds.
pub fn info(
    path: &Path,
    json: bool,
    as_of: Option<&str>,
    (author, user): (Option<&str>, &str),
    reading: &ReadArgs,
) -> Result<(), String> {
    let input = Input::file_or_stream(path, &Progress::default()).map_err(|error| error.to_string())?;
    if let Some(file) = input.event_table(EVENT_TABLE_MIN_BYTES).filter(|_| !reading.is_given()) {
        return table_info(&file, json, as_of);
    }
    let is_session = !reading.is_given() && input.is_session().map_err(|error| error.to_string())?;
    let mut told = if is_session {
        session_info(&input, (author, user))?
    } else {
        let import = reading.load(&input)?;
        let format = import.reading.format;
        let records = import.reading.records;
        FileSummary {
            format: Some(format),
            columns: import.reading.columns,
            counts: vec![("records read", records.read), (SET_ASIDE, records.rejected)],
            dataset: Some(Arc::new(import.dataset)),
            issues: import.issues,
            ..FileSummary::default()
        }
    };
    if let Some(dataset) = &told.dataset {
        told.counts.extend([
            ("sources", dataset.sources().len()),
            ("places", dataset.places().len()),
            ("reports", dataset.report_count()),
            ("events", dataset.event_count()),
            ("claims", dataset.claim_count()),
            ("statements", dataset.statement_count()),
            ("relations", dataset.relations().len()),
        ]);
    }
    if let (Some(text), Some(dataset)) = (as_of, &told.dataset) {
        let options = Options::as_of(Some(parse_as_of(text, dataset.header().offset_min)?));
        let known = dataset.statement_ids().filter(|id| options.knows(dataset, *id));
        let mut claims: Vec<_> = known.clone().map(|id| dataset.statement(id).claim).collect();
        claims.sort_unstable();
        claims.dedup();
        told.counts.extend([("known statements", known.count()), ("known claims", claims.len())]);
    }
    told.print(json)?;
    if !told.has_dataset() {
        say(in_use::not_found(told.not_opened.as_deref()));
    }
    Ok(())
}

/// The count of rejected records, under the name that its JSON key is made of.
const SET_ASIDE: &str = "set aside";

/// The summary of a file.
#[derive(Default)]
struct FileSummary {
    format: Option<&'static str>,
    /// Which columns of a table were used, where a mapping says what they mean.
    columns: Option<ColumnUse>,
    counts: Vec<(&'static str, usize)>,
    dataset: Option<Arc<Dataset>>,
    /// Whether the file is a table of events, of which no dataset is made.
    is_table: bool,
    edits: Option<usize>,
    whose: Option<Whose>,
    issues: Vec<Issue>,
    /// Why the session's dataset was not opened, if more than that it is not there.
    not_opened: Option<String>,
}

/// A session over its dataset, as the window opens it.
fn session_info(input: &Input<'_>, (author, user): (Option<&str>, &str)) -> Result<FileSummary, String> {
    let loaded = open_file::open_input(input).map_err(|error| error.to_string())?;
    let author = export::author_of_loaded(&loaded, author, user);
    let lines = |loaded: &Loaded| match loaded {
        Loaded::Session { file, .. } => file.lines.clone(),
        Loaded::Table(table) => table.session.as_ref().map(|session| session.file.lines.clone()).unwrap_or_default(),
        Loaded::Dataset(_) | Loaded::Again(_) | Loaded::Layer(_) => Vec::new(),
    };
    let lines = lines(&loaded);
    let rows = lines.iter().map(Line::row_count).sum();
    let edits = Some(rows);
    let whose = Some(Whose::of(&Journal::from_lines(author.clone(), lines)));
    let (own_issues, not_opened) = match &loaded {
        Loaded::Session { issues, not_opened, .. } => (issues.clone(), not_opened.clone()),
        _ => (Vec::new(), None),
    };
    let state = opened::open(loaded, author);
    let Some(document) = state.document() else {
        return Ok(FileSummary { edits, whose, issues: own_issues, not_opened, ..FileSummary::default() });
    };
    let mut told = FileSummary { edits, whose, issues: opened::issues(&state).to_vec(), ..FileSummary::default() };
    match state.table() {
        Some(table) => {
            told.is_table = true;
            told.counts = table_counts(table.table(), document.reading().records.rejected).to_vec();
        }
        None => told.dataset = Some(document.evidence().clone()),
    }
    Ok(told)
}

/// The sums of an event table, however many rows it has.
fn table_info(file: &EventFile, json: bool, as_of: Option<&str>) -> Result<(), String> {
    if as_of.is_some() {
        return Err("the sources listed in this format have no dates, so --as-of cannot be used".to_owned());
    }
    let progress = Progress::default();
    let first = file.first(&progress).map_err(|error| error.to_string())?;
    let complete = file.rest(first, &progress).map_err(|error| error.to_string())?;
    let rejected = usize::try_from(complete.rejected).unwrap_or(usize::MAX);
    let told = FileSummary {
        format: Some(file.format()),
        counts: table_counts(&complete.table, rejected).to_vec(),
        is_table: true,
        issues: complete.issues,
        ..FileSummary::default()
    };
    told.print(json)
}

fn table_counts(table: &EventTable, rejected: usize) -> [(&'static str, usize); 6] {
    [
        ("sources", table.source_count()),
        ("events", table.len()),
        ("claims", table.len()),
        ("statements", table.statement_count()),
        ("fatalities", usize::try_from(table.fatalities()).unwrap_or(usize::MAX)),
        (SET_ASIDE, rejected),
    ]
}

impl FileSummary {
    fn has_dataset(&self) -> bool {
        self.dataset.is_some() || self.is_table
    }

    fn print(&self, json: bool) -> Result<(), String> {
        let counts = self.counts.iter().copied().chain(self.edits.map(|edits| ("edits", edits)));
        let counts: Vec<_> = counts.chain([("issues", self.issues.len())]).collect();
        if json { print_json(&self.as_json(&counts)) } else { print(&self.as_text(&counts)) }
    }

    fn as_json(&self, counts: &[(&str, usize)]) -> String {
        let mut object = serde_json::Map::new();
        if let Some(format) = self.format {
            object.insert("format".to_owned(), format.into());
        }
        if let Some(columns) = &self.columns {
            object.insert("columns_used".to_owned(), columns.used.into());
            object.insert("columns_not_used".to_owned(), columns.unused.clone().into());
        }
        for (name, count) in counts {
            object.insert(name.replace(' ', "_"), (*count).into());
        }
        if let Some(whose) = &self.whose {
            object.extend(whose.as_json());
        }
        object.insert("dataset_found".to_owned(), self.has_dataset().into());
        let kinds = Issue::kinds(&self.issues).iter().map(|kind| (kind.json_key(), kind.count)).collect();
        object.insert("issue_kinds".to_owned(), kinds);
        let issues: Vec<String> = self.issues.iter().map(ToString::to_string).collect();
        object.insert("issue_list".to_owned(), issues.into());
        format!("{}\n", serde_json::Value::Object(object))
    }

    fn as_text(&self, counts: &[(&str, usize)]) -> String {
        let mut text = self.format.map_or_else(String::new, |format| format!("{:<17}{format}\n", "format"));
        if let Some(columns) = &self.columns {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{:<17}{}", "columns", visible(&columns.label(usize::MAX)));
        }
        for (name, count) in counts {
            let name = if *name == SET_ASIDE { "rejected" } else { name };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name:<17}{count:>9}");
        }
        if let Some(whose) = &self.whose {
            let _ = writeln!(text, "{:<17}{}", "judgement", visible(&whose.describe()));
        }
        for kind in Issue::kinds(&self.issues) {
            let _ = writeln!(text, "{:>26} {}", kind.count, visible(&kind.label()));
        }
        for issue in &self.issues {
            let _ = writeln!(text, "{issue}");
        }
        text
    }
}
