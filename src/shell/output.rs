//! What the command line prints, for a reader that may close the pipe before everything is said.

use std::io::{self, Write as _};

/// Prints a text.
pub fn print(text: &str) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    told(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// An outcome of writing as the command line tells it.
pub fn told(written: io::Result<()>) -> Result<(), String> {
    match written {
        // Whoever reads the result may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| format!("the result could not be written: {error}")),
    }
}
