//! Assessment without a window: `counterclaim assess`, on a dataset or on a folder of tables.
//!
//! This module checks the input, its submodules write the output; the engine does the calculation.

mod answers;
mod args;
mod propositions;

pub use self::args::AssessArgs;
use self::propositions::AssessedPropositions;
use super::output::say;
use counterclaim_io::claim_tables;
use counterclaim_model::TableRows;

/// Weighs what is given and prints the result; `user` is who a session's judgement is looked for first.
pub fn assess(args: &AssessArgs, user: &str) -> Result<(), String> {
    if !args.input.is_dir() {
        args.check_sources()?;
        return propositions::write(args, &AssessedPropositions::from_dataset(args, user)?);
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
        TableRows::Statements(_) => {
            propositions::write(args, &AssessedPropositions::from_tables(args, tables, issues)?)
        }
    }
}

/// How many issues of tables are listed on standard error.
const MOST_LISTED: usize = 20;
