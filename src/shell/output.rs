//! What the command line prints, for a reader that may close the pipe before everything is said.
//!
//! Nothing else in the program writes to standard output or standard error: what is said may come from a file, and a
//! file must not command a terminal, so escape codes and other controls are shown as codes such as `\u{1b}`.

use std::fmt::Display;
use std::io::{self, Write};

use counterclaim_model::{is_command, visible};

/// Prints a text of several lines.
pub fn print(text: &str) -> Result<(), String> {
    let mut stdout = Shown::text(io::stdout().lock());
    told(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Prints JSON.
pub fn print_json(text: &str) -> Result<(), String> {
    let mut stdout = Shown::json(io::stdout().lock());
    told(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Says something on standard error, in one line.
pub fn say(words: impl Display) {
    line(&format!("counterclaim: {words}"));
}

/// Writes a line to standard error. Nobody may be reading, which is no reason to stop.
pub fn line(words: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible(words));
}

/// An outcome of writing as the command line tells it.
pub fn told(written: io::Result<()>) -> Result<(), String> {
    match written {
        // Whoever reads the result may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| format!("could not write the result: {error}")),
    }
}

/// A writer of UTF-8 that shows what would command a terminal as codes, but for line feeds.
#[derive(Debug)]
pub struct Shown<W: Write> {
    to: W,
    is_json: bool,
    /// The first bytes of a character of which the others have not come yet.
    begun: Vec<u8>,
}

impl<W: Write> Shown<W> {
    /// Codes such as `\u{1b}`, in text and in tables.
    pub fn text(to: W) -> Self {
        Self { to, is_json: false, begun: Vec::new() }
    }

    /// Codes such as `\u009b`, which are the same characters to a reader of JSON.
    pub fn json(to: W) -> Self {
        Self { is_json: true, ..Self::text(to) }
    }

    fn write_str(&mut self, text: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, character) in text.char_indices().filter(|(_, character)| is_command(*character) && *character != '\n')
        {
            self.to.write_all(text.get(plain..at).unwrap_or_default().as_bytes())?;
            plain = at + character.len_utf8();
            if self.is_json {
                write!(self.to, "\\u{:04x}", character as u32)?;
            } else {
                write!(self.to, "{}", character.escape_unicode())?;
            }
        }
        self.to.write_all(text.get(plain..).unwrap_or_default().as_bytes())
    }
}

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = std::mem::take(&mut self.begun);
        held.extend_from_slice(bytes);
        let mut rest = held.as_slice();
        while !rest.is_empty() {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.write_str(text)?;
                    rest = &[];
                }
                Err(error) => {
                    let (good, bad) = rest.split_at(error.valid_up_to());
                    self.write_str(std::str::from_utf8(good).unwrap_or_default())?;
                    let Some(length) = error.error_len() else {
                        self.begun = bad.to_vec();
                        break;
                    };
                    self.write_str("\u{fffd}")?;
                    rest = bad.get(length..).unwrap_or_default();
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mut to: Shown<Vec<u8>>, text: &str) -> String {
        // Byte by byte, so that characters come in parts.
        for byte in text.as_bytes() {
            to.write_all(&[*byte]).expect("memory");
        }
        String::from_utf8(to.to).expect("UTF-8")
    }

    #[test]
    fn controls_are_shown_as_codes_however_the_bytes_come() {
        let text = "é\u{1b}[31m,\u{9b}x\n\u{202e}🛰\u{7f}\r\n";
        assert_eq!(written(Shown::text(Vec::new()), text), "é\\u{1b}[31m,\\u{9b}x\n\\u{202e}🛰\\u{7f}\\u{d}\n");
        assert_eq!(written(Shown::json(Vec::new()), "\"é\u{9b}\u{7f}\"\n"), "\"é\\u009b\\u007f\"\n");
    }
}
