//! Assessment without a window: `counterclaim assess`, on a dataset or on a folder of tables.
//!
//! This module checks the input, its submodules write the output; the engine does the calculation.

mod answers;
mod propositions;

use std::fs::File;
use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use self::propositions::Reckoned;
use super::in_use;
use super::output::say;
use counterclaim_io::claim_tables;
use counterclaim_io::files::destination::{Destination, FilesInUse, Role};
use counterclaim_model::TableRows;

/// The input, and the form of the output.
#[derive(Args, Debug)]
pub struct AssessArgs {
    /// A dataset, a session, or a folder of tables with a claims.csv.
    input: PathBuf,
    /// Session with judgements on the dataset.
    #[arg(long, value_name = "SESSION")]
    session: Option<PathBuf>,
    /// Whose judgement counts [default: your user name, else the only analyst in the session].
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Use only what was known by the end of this time, such as 2025-01-07.
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Table of verdicts: item,value or proposition,true.
    #[arg(long, value_name = "FILE")]
    verdicts: Option<PathBuf>,
    /// Ignore which side a claim favours.
    #[arg(long)]
    without_roles: bool,
    /// Skip the search for sources that copy each other.
    #[arg(long)]
    without_copies: bool,
    /// Treat being listed as a source as support.
    #[arg(long)]
    listings_support: bool,
    /// Output format; JSON includes the receipts.
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    format: Form,
    /// Write a table with the result for each source to this file.
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Form {
    Json,
    Csv,
}

/// Assesses the input and prints the result; `user` is the preferred analyst of a session.
pub fn assess(args: &AssessArgs, user: &str) -> Result<(), String> {
    if !args.input.is_dir() {
        args.check_sources()?;
        return propositions::write(args, &Reckoned::from_dataset(args, user)?);
    }
    if let Some(session) = &args.session {
        return Err(format!("--session needs a dataset, not a folder of tables: {}", session.display()));
    }
    args.check_sources()?;
    let (tables, issues) = claim_tables::read(&args.input).map_err(|error| error.to_string())?;
    // `info` does not read folders, so they are listed here.
    issues.iter().take(MOST_LISTED).for_each(say);
    if issues.len() > MOST_LISTED {
        say(format!("and {} more issues; --format json lists all", issues.len() - MOST_LISTED));
    }
    match tables.rows {
        TableRows::Answers(_) => answers::answers(args, tables, &issues),
        TableRows::Statements(_) => propositions::write(args, &Reckoned::from_tables(args, tables, issues)?),
    }
}

impl AssessArgs {
    /// The files that are read.
    fn in_use(&self) -> FilesInUse {
        let mut in_use = in_use::of(&[
            (Role::Input, Some(&self.input)),
            (Role::Session, self.session.as_deref()),
            (Role::Verdicts, self.verdicts.as_deref()),
        ]);
        if self.input.is_dir() {
            claim_tables::FILES.iter().for_each(|name| in_use.add(Role::Table, self.input.join(name)));
        }
        in_use
    }

    /// An error if the table of sources would overwrite an input, before anything is computed.
    fn check_sources(&self) -> Result<(), String> {
        self.sources.as_ref().map_or(Ok(()), |path| self.in_use().check(path).map_err(|error| error.to_string()))
    }

    /// Writes the table of sources, if one is asked for; `further` files are in use as well.
    fn write_sources(
        &self,
        further: &FilesInUse,
        fill: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<(), String> {
        let Some(path) = &self.sources else { return Ok(()) };
        let mut in_use = self.in_use();
        in_use.append(further.clone());
        let written = Destination::file_or_stream(path, &in_use).write_with(fill);
        written.map_err(|error| format!("the table of sources could not be written: {error}"))
    }
}

/// How many issues of tables are listed on standard error.
const MOST_LISTED: usize = 20;

fn six_digits(number: f64) -> String {
    format!("{number:.6}")
}

/// A number to six digits, as the tables have it.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
