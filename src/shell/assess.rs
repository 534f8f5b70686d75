//! Weighing without a window: `counterclaim assess`, on a folder of tables.
//!
//! What comes in is told apart here, and what comes out is written here; the weighing is the engine's.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::engine::{AnswersAssessment, AnswersMethod, AnswersOptions, SourceTrack, ValueProbability, assess_answers};
use crate::io::tables;
use crate::model::{Name, TableRows, TableVerdicts, Tables};

/// What to weigh, and how to tell it.
#[derive(Args, Debug)]
pub struct AssessArgs {
    /// A folder of tables with a claims.csv, or a dataset.
    input: PathBuf,
    /// The session over the dataset.
    #[arg(long, value_name = "SESSION")]
    session: Option<PathBuf>,
    /// Weigh only what was known by the end of this time, such as 2025-01-07.
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// A table of what is settled: item,value or proposition,true.
    #[arg(long, value_name = "FILE")]
    verdicts: Option<PathBuf>,
    /// Leave out whose side a claim helps.
    #[arg(long)]
    without_roles: bool,
    /// Leave out the search for sources that copy each other.
    #[arg(long)]
    without_copies: bool,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    format: Form,
    /// Write here what each source comes to, as a table.
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Form {
    Json,
    Csv,
}

/// What there is to weigh.
enum Input {
    /// A folder of answers to items.
    Answers(Tables),
    /// A folder of stances on propositions.
    Propositions,
    /// A dataset, or a session with one.
    Dataset,
}

/// Weighs what is given and prints the result.
pub fn assess(args: &AssessArgs) -> Result<(), String> {
    match open(&args.input)? {
        Input::Answers(tables) => answers(args, tables),
        Input::Propositions => Err(not_joined("tables of stances on propositions", &args.input)),
        Input::Dataset => Err(not_joined("datasets and sessions", &args.input)),
    }
}

fn open(path: &Path) -> Result<Input, String> {
    if !path.is_dir() {
        return Ok(Input::Dataset);
    }
    let tables = tables::read(path).map_err(|error| error.to_string())?;
    Ok(match tables.rows {
        TableRows::Answers(_) => Input::Answers(tables),
        TableRows::Statements(_) => Input::Propositions,
    })
}

fn not_joined(what: &str, path: &Path) -> String {
    format!("this version does not weigh {what} yet, only tables of answers (source,item,value): {}", path.display())
}

fn answers(args: &AssessArgs, mut tables: Tables) -> Result<(), String> {
    if let Some(session) = &args.session {
        return Err(format!("a session is laid over a dataset, not over a folder of tables: {}", session.display()));
    }
    if args.as_of.is_some() {
        eprintln!("counterclaim: answers in a table have no times, so --as-of leaves none of them out");
    }
    let verdicts = match &args.verdicts {
        Some(path) => tables::read_verdicts(path, &mut tables).map_err(|error| error.to_string())?,
        None => TableVerdicts::Answers(Vec::new()),
    };
    let verdicts = match verdicts {
        TableVerdicts::Answers(verdicts) => verdicts,
        TableVerdicts::Statements(_) => Vec::new(),
    };
    let options = AnswersOptions { with_copies: !args.without_copies };
    let found = assess_answers(&tables, &verdicts, &options);
    if let Some(path) = &args.sources {
        let written = File::create(path).and_then(|file| write_sources(file, &tables, &found.sources));
        written.map_err(|error| format!("the table of sources could not be written: {error}: {}", path.display()))?;
    }
    let stdout = io::stdout().lock();
    let written = match args.format {
        Form::Csv => write_values(stdout, &tables, &found.values),
        Form::Json => write_json(stdout, &tables, &found),
    };
    match written {
        // Whoever reads the result may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| format!("the result could not be written: {error}")),
    }
}

fn write_values(to: impl Write, tables: &Tables, values: &[ValueProbability]) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(to);
    table.write_record(["item", "value", "probability"])?;
    for row in values {
        let [item, value] = [row.item, row.value].map(|name| tables.names.text(name));
        table.write_record([item, value, &six_digits(row.probability)])?;
    }
    table.flush()
}

fn write_sources(to: impl Write, tables: &Tables, sources: &[SourceTrack]) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(to);
    table.write_record(["source", "answers", "settled", "accuracy", "low", "high"])?;
    for row in sources {
        let [answers, settled] = [row.answers, row.settled].map(|count| count.to_string());
        let [low, high] = row.interval().map(six_digits);
        let source = tables.names.text(row.source);
        table.write_record([source, &answers, &settled, &six_digits(row.accuracy()), &low, &high])?;
    }
    table.flush()
}

fn write_json(to: impl Write, tables: &Tables, found: &AnswersAssessment) -> io::Result<()> {
    let text = |name: Name| tables.names.text(name);
    let method = match found.method {
        AnswersMethod::Labels => "labels",
        AnswersMethod::OpenValues => "open values",
    };
    let value = |row: &ValueProbability| {
        json!({
            "item": text(row.item),
            "value": text(row.value),
            "probability": rounded(row.probability),
            "answers": row.answers,
            "settled": row.settled,
        })
    };
    let source = |row: &SourceTrack| {
        let [low, high] = row.interval().map(rounded);
        json!({
            "source": text(row.source),
            "answers": row.answers,
            "settled": row.settled,
            "accuracy": rounded(row.accuracy()),
            "low": low,
            "high": high,
        })
    };
    let mut to = BufWriter::new(to);
    write!(to, "{{\"method\":{},\"sweeps\":{},\"values\":[", json!(method), found.sweeps)?;
    for (place, row) in found.values.iter().enumerate() {
        write!(to, "{}\n{}", if place == 0 { "" } else { "," }, value(row))?;
    }
    write!(to, "\n],\"sources\":[")?;
    for (place, row) in found.sources.iter().enumerate() {
        write!(to, "{}\n{}", if place == 0 { "" } else { "," }, source(row))?;
    }
    writeln!(to, "\n]}}")?;
    to.flush()
}

fn six_digits(number: f64) -> String {
    format!("{number:.6}")
}

/// A number to six digits, as the tables have it.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
