//! `read-workbook`: what the program starts itself with to read a workbook, within limits of memory and time.

use std::io::{stdin, stdout};
use std::path::PathBuf;

use counterclaim_io::formats::workbook::Wanted;
use counterclaim_io::formats::workbook::child::{Limits, read_with, serve};

/// Reads a workbook from standard input and writes its rows to standard output.
pub fn read_workbook(sheet: Option<&str>, header_line: Option<u32>) -> Result<(), String> {
    serve(stdin().lock(), stdout().lock(), Wanted { sheet, header_line }, keep_within)
        .map_err(|error| error.to_string())
}

/// Has this program read workbooks in a process of its own.
pub fn read_in_own_process() {
    // On Linux the program as it was started, also where its file has been replaced since.
    let itself = PathBuf::from("/proc/self/exe");
    match if cfg!(target_os = "linux") && itself.exists() { Ok(itself) } else { std::env::current_exe() } {
        Ok(program) => read_with(program),
        Err(error) => log::warn!("workbooks are read without a separate process: {error}"),
    }
}

/// Keeps this process within limits; the system ends it where it wants more.
#[cfg(unix)]
fn keep_within(limits: Limits) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    for (resource, most) in [(Resource::As, limits.memory_bytes), (Resource::Cpu, limits.cpu_secs)] {
        let Rlimit { current, maximum } = getrlimit(resource);
        // A limit that the user has set stays where it is lower.
        let most = [current, maximum].into_iter().flatten().fold(most, u64::min);
        if let Err(error) = setrlimit(resource, Rlimit { current: Some(most), maximum }) {
            log::warn!("the limit could not be set: {error}");
        }
    }
}

#[cfg(windows)]
fn keep_within(limits: Limits) {
    if let Err(error) = super::windows::limit_process(limits.memory_bytes, limits.cpu_secs) {
        log::warn!("the limit could not be set: {error}");
    }
}

/// The system ends a process that asks for more than there is; declared sizes are checked before.
#[cfg(not(any(unix, windows)))]
fn keep_within(_: Limits) {}
