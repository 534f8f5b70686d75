//! `info`: what a file is and holds, how many of its records were read, and every issue met on reading.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::cli::load;
use super::convert::ReadArgs;
use super::jobs;
use super::output::print;
use super::picture::parse_as_of;
use super::tables::{self, TABLES_FROM};
use crate::app::Loaded;
use crate::engine::Options;
use crate::io::Issue;
use crate::io::import::events::EventFile;
use crate::io::table::Progress;
use crate::model::Line;

/// Prints what a file holds, and every issue met on reading.
pub fn info(path: &Path, json: bool, as_of: Option<&str>, reading: &ReadArgs) -> Result<(), String> {
    if let Some(file) = tables::large(path, TABLES_FROM).filter(|_| !reading.is_given()) {
        return table_info(&file, json, as_of);
    }
    let is_session = !reading.is_given() && jobs::is_session(path).map_err(|error| error.to_string())?;
    let (dataset, issue_list, edits, import) = match is_session {
        true => match load(Some(path))? {
            Loaded::Session { file, issues, dataset, .. } => {
                let of_dataset = dataset.iter().flat_map(|loaded| loaded.issues.clone());
                let all: Vec<Issue> = of_dataset.chain(issues).collect();
                (dataset.map(|loaded| loaded.dataset), all, Some(file.lines.iter().map(Line::row_count).sum()), None)
            }
            Loaded::Dataset(loaded) | Loaded::Again(loaded) | Loaded::Layer(loaded) => {
                (Some(loaded.dataset), loaded.issues, None, None)
            }
            Loaded::Table(_) => return Err("an event table that is no file cannot be counted".to_owned()),
        },
        false => {
            let import = reading.load(path)?;
            let told = Some((import.reading.format, import.reading.records));
            (Some(Arc::new(import.dataset)), import.issues, None, told)
        }
    };
    let issues: Vec<String> = issue_list.iter().map(ToString::to_string).collect();
    let mut counts: Vec<(&str, usize)> = Vec::new();
    if let Some((_, records)) = import {
        counts.extend([("records read", records.read), ("set aside", records.set_aside)]);
    }
    if let Some(dataset) = &dataset {
        counts.extend([
            ("sources", dataset.sources().len()),
            ("places", dataset.places().len()),
            ("reports", dataset.report_count()),
            ("events", dataset.event_count()),
            ("claims", dataset.claim_count()),
            ("statements", dataset.statement_count()),
            ("relations", dataset.relations().len()),
        ]);
    }
    if let (Some(text), Some(dataset)) = (as_of, &dataset) {
        let options = Options::as_of(Some(parse_as_of(text, dataset.header().offset_min)?));
        let known = dataset.statement_ids().filter(|id| options.knows(dataset, *id));
        let mut claims: Vec<_> = known.clone().map(|id| dataset.statement(id).claim).collect();
        claims.sort_unstable();
        claims.dedup();
        counts.extend([("known statements", known.count()), ("known claims", claims.len())]);
    }
    counts.extend(edits.map(|edits| ("edits", edits)));
    counts.push(("issues", issues.len()));
    let format = import.map(|(format, _)| format);
    let kinds = by_kind(&issue_list);
    let text = match json {
        true => info_json(format, &counts, &kinds, &issues, dataset.is_some()),
        false => info_text(format, &counts, &kinds, &issues),
    };
    print(&text)?;
    if dataset.is_none() {
        eprintln!("counterclaim: the dataset of the session is not where the session says");
    }
    Ok(())
}

/// The sums of an event table, however many rows it has.
fn table_info(file: &EventFile, json: bool, as_of: Option<&str>) -> Result<(), String> {
    if as_of.is_some() {
        return Err("the sources that this format lists have no time, so --as-of says nothing about it".to_owned());
    }
    let progress = Progress::default();
    let first = file.first(&progress).map_err(|error| error.to_string())?;
    let complete = file.rest(first, &progress).map_err(|error| error.to_string())?;
    let table = &complete.table;
    let counts = [
        ("sources", table.source_count()),
        ("events", table.len()),
        ("claims", table.len()),
        ("statements", table.statement_count()),
        ("fatalities", usize::try_from(table.fatalities()).unwrap_or(usize::MAX)),
        ("set aside", usize::try_from(complete.set_aside).unwrap_or(usize::MAX)),
        ("issues", complete.issues.len()),
    ];
    let issues: Vec<String> = complete.issues.iter().map(ToString::to_string).collect();
    let (format, kinds) = (Some(file.format()), by_kind(&complete.issues));
    let text = match json {
        true => info_json(format, &counts, &kinds, &issues, true),
        false => info_text(format, &counts, &kinds, &issues),
    };
    print(&text)
}

fn info_json(
    format: Option<&str>,
    counts: &[(&str, usize)],
    kinds: &[(String, usize)],
    issues: &[String],
    has_dataset: bool,
) -> String {
    let mut object = serde_json::Map::new();
    if let Some(format) = format {
        object.insert("format".to_owned(), format.into());
    }
    for (name, count) in counts {
        object.insert(name.replace(' ', "_"), (*count).into());
    }
    object.insert("dataset_found".to_owned(), has_dataset.into());
    object.insert("issue_kinds".to_owned(), kinds.iter().map(|(kind, count)| (kind.clone(), *count)).collect());
    object.insert("issue_list".to_owned(), issues.into());
    format!("{}\n", serde_json::Value::Object(object))
}

fn info_text(format: Option<&str>, counts: &[(&str, usize)], kinds: &[(String, usize)], issues: &[String]) -> String {
    let mut text = format.map_or_else(String::new, |format| format!("{:<17}{format}\n", "format"));
    for (name, count) in counts {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:<17}{count:>9}");
    }
    for (kind, count) in kinds {
        let _ = writeln!(text, "{count:>26} {kind}");
    }
    for issue in issues {
        let _ = writeln!(text, "{issue}");
    }
    text
}

fn by_kind(issues: &[Issue]) -> Vec<(String, usize)> {
    Issue::kinds(issues).iter().map(|kind| (kind.label(), kind.count)).collect()
}
