//! `convert` and the options of reading: any file that can be read, written as a dataset, a table or a map.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{print, say};
use super::{jobs, opened};
use crate::app::Loaded;
use crate::io::atomic;
use crate::io::export::{CONVERTERS, converter_for};
use crate::io::import::mapping::Mapping;
use crate::io::import::{self, IMPORTERS, Import, Importer, ReadOptions};
use crate::model::Dataset;

/// What the user says about a file that is read.
#[derive(Args, Debug, Default)]
pub struct ReadArgs {
    /// The format of the file, whatever it looks like: `counterclaim formats` lists them.
    #[arg(long, value_name = "NAME")]
    format: Option<String>,
    /// A JSON file that says what the columns of a table mean.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
}

impl ReadArgs {
    /// Whether the user says anything.
    pub fn is_given(&self) -> bool {
        self.format.is_some() || self.mapping.is_some()
    }

    fn options(&self) -> Result<ReadOptions, String> {
        let mapping = self.mapping.as_deref().map(Mapping::load).transpose().map_err(|error| error.to_string())?;
        Ok(ReadOptions { format: self.format.clone(), mapping, ..ReadOptions::default() })
    }

    /// Reads a dataset file as the user says.
    pub fn load(&self, path: &Path) -> Result<Import, String> {
        import::load_with(path, &self.options()?).map_err(|error| error.to_string())
    }
}

/// What to read, and where to write it.
#[derive(Args, Debug)]
pub struct ConvertArgs {
    /// The file to read, in any format that the program knows.
    input: PathBuf,
    /// The file to write: its extension chooses a dataset (.json), a table (.csv) or a map (.geojson).
    #[arg(value_name = "OUT")]
    output: PathBuf,
    #[command(flatten)]
    reading: ReadArgs,
}

/// Reads a file and writes all that was read.
pub fn convert(args: &ConvertArgs, user: &str) -> Result<(), String> {
    let converter = converter_for(&args.output).ok_or_else(|| {
        let known: Vec<&str> = CONVERTERS.iter().map(|converter| converter.extension).collect();
        format!("the name of the file must end in .{}: {}", known.join(" or ."), args.output.display())
    })?;
    let is_same = || std::fs::canonicalize(&args.input).ok() == std::fs::canonicalize(&args.output).ok();
    if args.output.exists() && is_same() {
        return Err(format!("the file would be written over itself: {}", args.output.display()));
    }
    let write = |dataset: &Dataset| {
        let fill = |file: &mut File| {
            let mut out = BufWriter::with_capacity(1 << 20, file);
            (converter.write)(dataset, &mut out)?;
            out.flush()
        };
        atomic::write_with(&args.output, fill).map_err(|error| error.to_string())
    };
    let is_session = !args.reading.is_given() && jobs::is_session(&args.input).map_err(|error| error.to_string())?;
    if is_session {
        let loaded = open(&args.input)?;
        let Loaded::Session { dataset: Some(dataset), .. } = &loaded else {
            return Err("the dataset of the session is not where the session says".to_owned());
        };
        write(&dataset.dataset)?;
        say("the first dataset of the session was written, without the work over it");
        let state = opened::open(loaded, user.into());
        opened::say_issues(opened::issues(&state).len());
        return Ok(());
    }
    let import = args.reading.load(&args.input)?;
    write(&import.dataset)?;
    let (records, told) = (import.reading.records, import.issues.len());
    say(format!(
        "{}: {} records read, {} set aside, {told} issues{}",
        import.reading.format,
        records.read,
        records.set_aside,
        if told == 0 { "" } else { "; `counterclaim info` lists them" }
    ));
    Ok(())
}

fn open(path: &Path) -> Result<Loaded, String> {
    jobs::open_whole(path).map_err(|error| error.to_string())
}

/// Prints every format that can be read.
pub fn formats() -> Result<(), String> {
    let line =
        |importer: &Importer| format!("{:<20}{} ({})\n", importer.id, importer.name, importer.extensions.join(", "));
    print(&IMPORTERS.iter().map(line).collect::<String>())
}
