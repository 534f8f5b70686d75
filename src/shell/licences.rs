//! `licences`: what the program is built from and under which terms, from files inside the program.

use std::io::Read as _;

use clap::Args;
use flate2::read::GzDecoder;

use super::output::print;

/// The terms of the program itself: either of the two.
const OWN_TERMS: [&str; 2] = [include_str!("../../LICENSE-MIT"), include_str!("../../LICENSE-APACHE")];
/// The data and fonts in it.
const NOTICE: &str = include_str!("../../NOTICE");
/// Name, version, licence and part of each crate, with tabs between them; `assets/licences/build.py` writes it.
const CRATES: &str = include_str!("../../assets/licences/crates.txt");
/// The texts of the crates' licences.
const TEXTS: &[u8] = include_bytes!("../../assets/licences/texts.txt.gz");

/// What to print.
#[derive(Args, Debug)]
pub struct LicencesArgs {
    /// Also print the full licence texts and notices.
    #[arg(long)]
    texts: bool,
}

/// Prints what the program is built from.
pub fn licences(args: &LicencesArgs) -> Result<(), String> {
    let mut text = format!("{NOTICE}\n\n");
    let crates = CRATES.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    for row in crates.filter(|row| row.last() == Some(&"program")) {
        let [name, version, licence] = [0, 1, 2].map(|at| row.get(at).copied().unwrap_or_default());
        text += &format!("{name:<34}{version:<24}{licence}\n");
    }
    if args.texts {
        for terms in OWN_TERMS {
            text += &format!("\n{terms}\n");
        }
        let unpacked = GzDecoder::new(TEXTS).read_to_string(&mut text);
        unpacked.map_err(|error| format!("the licence texts in the program are damaged: {error}"))?;
    }
    print(&text)
}
