//! `convert` and the options of reading: any file that can be read, written as a dataset, a table or a map.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{print, say};
use super::{in_use, open_file, opened};
use crate::app::Loaded;
use counterclaim_export::{CONVERTERS, converter_for};
use counterclaim_io::files::destination::{Destination, FilesInUse, Role};
use counterclaim_io::formats::IMPORTERS;
use counterclaim_io::formats::importer::Importer;
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::input::Input;
use counterclaim_io::load::Import;
use counterclaim_io::mapping::Mapping;
use counterclaim_model::Dataset;
use counterclaim_model::{Progress, visible};

/// What the user says about a file that is read.
#[derive(Args, Debug, Default)]
pub struct ReadArgs {
    /// Import format to use instead of the detected one: `counterclaim formats` lists them.
    #[arg(long, value_name = "NAME")]
    format: Option<String>,
    /// Column mapping (JSON file) for a table.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Sheet of a workbook to read [default: the one whose columns say most, and those with the same columns].
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Line with the names of the columns; 0 if there is none [default: detected].
    #[arg(long, value_name = "LINE")]
    header_line: Option<u32>,
}

impl ReadArgs {
    /// Whether the user says anything.
    pub fn is_given(&self) -> bool {
        self.format.is_some() || self.mapping.is_some() || self.sheet.is_some() || self.header_line.is_some()
    }

    /// The file that says what the columns mean.
    pub fn mapping(&self) -> Option<&Path> {
        self.mapping.as_deref()
    }

    fn options(&self) -> Result<ReadOptions, String> {
        let mapping = self.mapping.as_deref().map(Mapping::load).transpose().map_err(|error| error.to_string())?;
        let Self { sheet, header_line, .. } = self;
        Ok(ReadOptions {
            format: self.format.clone(),
            mapping,
            sheet: sheet.clone(),
            header_line: *header_line,
            ..ReadOptions::default()
        })
    }

    /// Reads a dataset as the user says.
    pub fn load(&self, input: &Input<'_>) -> Result<Import, String> {
        input.import(&self.options()?, &Progress::default()).map_err(|error| error.to_string())
    }
}

/// What to read, and where to write it.
#[derive(Args, Debug)]
pub struct ConvertArgs {
    /// File to read, in any known format.
    input: PathBuf,
    /// File or pipe to write; the extension selects a dataset (.json), a table (.csv) or a map (.geojson).
    #[arg(value_name = "OUT")]
    output: PathBuf,
    #[command(flatten)]
    reading: ReadArgs,
}

/// Reads a file and writes all that was read.
pub fn convert(args: &ConvertArgs, user: &str) -> Result<(), String> {
    let converter = converter_for(&args.output).ok_or_else(|| {
        let known: Vec<&str> = CONVERTERS.iter().map(|converter| converter.extension).collect();
        format!("the file name must end in .{}: {}", known.join(" or ."), args.output.display())
    })?;
    let mut in_use = in_use::of(&[(Role::Input, Some(&args.input)), (Role::Mapping, args.reading.mapping())]);
    in_use.check(&args.output).map_err(|error| error.to_string())?;
    let write = |dataset: &Dataset, in_use: &FilesInUse| {
        let fill = |file: &mut File| {
            let mut out = BufWriter::with_capacity(1 << 20, file);
            (converter.write)(dataset, &mut out)?;
            out.flush()
        };
        Destination::file_or_stream(&args.output, in_use).write_with(fill).map_err(|error| error.to_string())
    };
    let input = Input::file_or_stream(&args.input, &Progress::default()).map_err(|error| error.to_string())?;
    let is_session = !args.reading.is_given() && input.is_session().map_err(|error| error.to_string())?;
    if is_session {
        let loaded = open_file::open_input(&input).map_err(|error| error.to_string())?;
        in_use.append(loaded.files_in_use());
        if let Loaded::Session { dataset, not_opened, .. } = &loaded {
            let dataset = dataset.as_ref().ok_or_else(|| in_use::not_found(not_opened.as_deref()))?;
            write(&dataset.dataset, &in_use)?;
            say("only the first dataset of the session was written, without the analysts' work");
            let state = opened::open(loaded, user.into());
            opened::say_issues(opened::issues(&state).len());
            return Ok(());
        }
    }
    let import = args.reading.load(&input)?;
    write(&import.dataset, &in_use)?;
    let records = import.reading.records;
    let of_issues = match import.issues.len() {
        0 => "no issues".to_owned(),
        1 => "1 issue; `counterclaim info` lists it".to_owned(),
        count => format!("{count} issues; `counterclaim info` lists them"),
    };
    let records_read = if records.read == 1 { "record" } else { "records" };
    say(format!(
        "{}: {} {records_read} read, {} rejected, {of_issues}",
        import.reading.format, records.read, records.rejected
    ));
    if let Some(columns) = import.reading.columns.filter(|columns| !columns.unused.is_empty()) {
        say(visible(&columns.label(usize::MAX)));
    }
    Ok(())
}

/// Prints every format that can be read.
pub fn formats() -> Result<(), String> {
    let line =
        |importer: &Importer| format!("{:<20}{} ({})\n", importer.id, importer.name, importer.extensions.join(", "));
    print(&IMPORTERS.iter().map(line).collect::<String>())
}
