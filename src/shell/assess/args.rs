//! The arguments of `counterclaim assess`, and how figures are written.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::shell::in_use;
use counterclaim_io::claim_tables;
use counterclaim_io::files::destination::{Destination, FilesInUse, Role};

/// The input, and the form of the output.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct AssessArgs {
    /// A dataset, a session, or a folder of tables with a claims.csv.
    pub input: PathBuf,
    /// Session with judgements on the dataset.
    #[arg(long, value_name = "SESSION")]
    pub session: Option<PathBuf>,
    /// Whose judgement counts [default: your user name, else the only analyst in the session].
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,
    /// Use only what was known by the end of this time, such as 2025-01-07.
    #[arg(long, value_name = "TIME")]
    pub as_of: Option<String>,
    /// Table of verdicts: item,value or proposition,true.
    #[arg(long, value_name = "FILE")]
    pub verdicts: Option<PathBuf>,
    /// Ignore which side a claim favours.
    #[arg(long)]
    pub without_roles: bool,
    /// Skip the search for sources that copy each other.
    #[arg(long)]
    pub without_copies: bool,
    /// Treat being listed as a source as support.
    #[arg(long)]
    pub listings_support: bool,
    /// Count it if the side that would deny a claim is silent or has no comment; for datasets.
    #[arg(long)]
    pub silence: bool,
    /// After so many days a statement counts half in the record of its source.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..))]
    pub half_life: Option<u32>,
    /// Output format; JSON includes the receipts.
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    pub format: Form,
    /// Write a table with the result for each source to this file.
    #[arg(long, value_name = "FILE")]
    pub sources: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Form {
    Json,
    Csv,
}

impl AssessArgs {
    /// The files that are read.
    pub fn in_use(&self) -> FilesInUse {
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
    pub fn check_sources(&self) -> Result<(), String> {
        self.sources.as_ref().map_or(Ok(()), |path| self.in_use().check(path).map_err(|error| error.to_string()))
    }

    /// Writes the table of sources, if one is asked for; `further` files are in use as well.
    pub fn write_sources(
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

pub fn six_digits(number: f64) -> String {
    format!("{number:.6}")
}

/// A number to six digits, as the tables have it.
pub fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
