//! Arguments, logging, and the window.

use std::process::ExitCode;

fn main() -> ExitCode {
    counterclaim::shell::cli::run()
}
