//! Writes the result for answers to items.

use std::io::{self, BufWriter, Write};

use serde_json::json;

use super::args::{AssessArgs, Form, rounded, six_digits};
use crate::shell::output::{Shown, say, told};
use counterclaim_engine::{
    AnswersAssessment, AnswersMethod, AnswersOptions, SourceTrack, ValueProbability, assess_answers,
};
use counterclaim_io::cell::formula_guard::guarded;
use counterclaim_io::files::destination::FilesInUse;
use counterclaim_io::{Issue, claim_tables};
use counterclaim_model::{Name, TableVerdicts, Tables};

/// Assesses a table of answers and prints the result.
pub fn answers(args: &AssessArgs, mut tables: Tables, issues: &[Issue]) -> Result<(), String> {
    if args.as_of.is_some() {
        say("answers have no dates, so --as-of has no effect");
    }
    let verdicts = match &args.verdicts {
        Some(path) => claim_tables::read_verdicts(path, &mut tables).map_err(|error| error.to_string())?,
        None => TableVerdicts::Answers(Vec::new()),
    };
    let verdicts = match verdicts {
        TableVerdicts::Answers(verdicts) => verdicts,
        TableVerdicts::Statements(_) => Vec::new(),
    };
    let options = AnswersOptions { with_copies: !args.without_copies };
    let found = assess_answers(&tables, &verdicts, &options);
    args.write_sources(&FilesInUse::default(), |file| write_sources(file, &tables, &found.sources))?;
    let stdout = io::stdout().lock();
    let written = match args.format {
        Form::Csv => write_values(Shown::text(stdout), &tables, &found.values),
        Form::Json => write_json(Shown::json(stdout), &tables, issues, &found),
    };
    told(written)
}

fn write_values(to: impl Write, tables: &Tables, values: &[ValueProbability]) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(to);
    table.write_record(["item", "value", "probability"])?;
    for row in values {
        let [item, value] = [row.item, row.value].map(|name| tables.names.text(name));
        table.write_record([guarded(item).as_ref(), &guarded(value), &six_digits(row.probability)])?;
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
        table.write_record([guarded(source).as_ref(), &answers, &settled, &six_digits(row.accuracy()), &low, &high])?;
    }
    table.flush()
}

fn write_json(to: impl Write, tables: &Tables, issues: &[Issue], found: &AnswersAssessment) -> io::Result<()> {
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
    let issues: Vec<String> = issues.iter().map(ToString::to_string).collect();
    write!(to, "{{\"method\":{},\"sweeps\":{},", json!(method), found.sweeps)?;
    write!(to, "\"issues\":{},\"values\":[", json!(issues))?;
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
