//! A workbook read in a process of its own, which may take so much memory and time and no more.
//!
//! The program starts itself with [`COMMAND`], writes the workbook to its standard input, and reads from its standard
//! output: the limit of memory, what is worth knowing, the width of the sheet, then row by row the cells that are filled.
//! Whatever ends that process is a sentence for the user, and a reading that is cancelled ends it too.

use std::collections::BTreeMap;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::cells::{Wanted, record};
use super::selection::About;
use super::{MAX_PARTS_BYTES, checked, selection};
use crate::records::delimited::{MAX_CELL_BYTES, MAX_CELLS};
use crate::records::table::{Header, Table};
use counterclaim_model::Progress;

/// The command of the program that reads a workbook from its standard input.
pub const COMMAND: &str = "read-workbook";

/// Which program that is.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// The most memory that any reading process has said that it held.
static LARGEST_KIB: AtomicU64 = AtomicU64::new(0);

/// The most memory that any process that read a workbook to its end has held, in KiB; 0 where the system does not tell.
pub fn largest_kib() -> u64 {
    LARGEST_KIB.load(Ordering::Relaxed)
}

/// How often it is looked whether the reading was cancelled.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What the reading process may take.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Of its address space.
    pub memory_bytes: u64,
    /// Of the processor.
    pub cpu_secs: u64,
}

/// Before it is known what comes out of the workbook.
const FIRST: Limits = Limits { memory_bytes: 3 << 30, cpu_secs: 600 };

impl Limits {
    /// For a workbook of so many bytes, of which so many come out: what such a workbook takes if it is one.
    pub fn of(packed_bytes: u64, unpacked_bytes: u64) -> Self {
        let memory_bytes = (384 << 20) + 2 * packed_bytes + 24 * unpacked_bytes;
        Self { memory_bytes: memory_bytes.min(FIRST.memory_bytes), cpu_secs: 60 + unpacked_bytes / (1 << 20) }
    }
}

/// Has workbooks read by `program`, which must know [`COMMAND`]; without this they are read in this process.
pub fn read_with(program: PathBuf) {
    // Whoever said it first stays right: it is the same program.
    let _ = PROGRAM.set(program);
}

/// What is written before what follows.
mod mark {
    pub const LIMITS: u8 = b'L';
    pub const ERROR: u8 = b'E';
    pub const REMARK: u8 = b'N';
    pub const SHEET: u8 = b'S';
    pub const PART: u8 = b'P';
    pub const WIDTH: u8 = b'W';
    pub const ROW: u8 = b'R';
    pub const END: u8 = b'Z';
}

/// What the reading process does: `limit` is to keep it within the limits from then on.
///
/// # Errors
/// Where input or output break off.
pub fn serve(input: impl Read, output: impl Write, wanted: Wanted<'_>, limit: impl Fn(Limits)) -> io::Result<()> {
    let mut output = BufWriter::with_capacity(1 << 16, output);
    limit(FIRST);
    let mut bytes = Vec::new();
    input.take(crate::decode::MAX_BYTES + 1).read_to_end(&mut bytes)?;
    let selection = checked(&bytes).and_then(|unpacked| {
        let limits = Limits::of(bytes.len() as u64, unpacked.bytes);
        limit(limits);
        let told = output.write_all(&[mark::LIMITS]).and_then(|()| put(&mut output, limits.memory_bytes >> 20));
        told.and_then(|()| output.flush()).map_err(|error| error.to_string())?;
        selection(&bytes, wanted)
    });
    drop(bytes);
    let selection = match selection {
        Ok(selection) => selection,
        Err(reason) => {
            output.write_all(&[mark::ERROR])?;
            put_text(&mut output, &reason)?;
            return output.flush();
        }
    };
    if let Some(remark) = &selection.about.remark {
        output.write_all(&[mark::REMARK])?;
        put_text(&mut output, remark)?;
    }
    for name in &selection.about.sheets {
        output.write_all(&[mark::SHEET])?;
        put_text(&mut output, name)?;
    }
    for (line, name) in &selection.about.parts {
        output.write_all(&[mark::PART])?;
        put(&mut output, u64::from(*line))?;
        put_text(&mut output, name)?;
    }
    output.write_all(&[mark::WIDTH])?;
    put(&mut output, selection.width as u64)?;
    for (row, cells) in &selection.rows {
        put_row(&mut output, *row, cells)?;
    }
    output.write_all(&[mark::END])?;
    put(&mut output, peak_kib().unwrap_or(0))?;
    output.flush()
}

fn put(output: &mut impl Write, number: u64) -> io::Result<()> {
    let number = u32::try_from(number.min(u64::from(u32::MAX))).unwrap_or(u32::MAX);
    output.write_all(&number.to_le_bytes())
}

fn put_text(output: &mut impl Write, text: &str) -> io::Result<()> {
    put(output, text.len() as u64)?;
    output.write_all(text.as_bytes())
}

fn put_row(output: &mut impl Write, row: u32, cells: &BTreeMap<u32, String>) -> io::Result<()> {
    output.write_all(&[mark::ROW])?;
    put(output, u64::from(row))?;
    put(output, cells.len() as u64)?;
    for (column, cell) in cells {
        put(output, u64::from(*column))?;
        // A cell that is too long is only told as such, and needs no more than this to be found so.
        put_text(output, &cell[..cell.floor_char_boundary(MAX_CELL_BYTES + 4)])?;
    }
    Ok(())
}

/// The most memory that this process has held, in KiB, where the system tells it.
fn peak_kib() -> Option<u64> {
    // Wine shows this file too, but of the process that runs the program.
    if !cfg!(target_os = "linux") {
        return None;
    }
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// The records of a workbook read by the other process; `None` where none can be started.
pub fn table(bytes: &[u8], wanted: Wanted<'_>, progress: &Progress) -> Option<Result<Table, (usize, String)>> {
    let program = PROGRAM.get()?;
    let mut command = Command::new(program);
    command.arg(COMMAND);
    command.args(wanted.sheet.map(|name| format!("--sheet={name}")));
    command.args(wanted.header_line.map(|line| format!("--header-line={line}")));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    without_console(&mut command);
    let started = command.spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            log::warn!("a workbook is read without a separate process: {error}: {}", program.display());
            return None;
        }
    };
    let input = child.stdin.take()?;
    let output = child.stdout.take()?;
    let child = Mutex::new(child);
    let is_done = AtomicBool::new(false);
    let (read, ended) = std::thread::scope(|scope| {
        // What it does not want to hear, it says why it does not.
        scope.spawn(move || feed(input, bytes));
        let watch = scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                if progress.is_cancelled() {
                    end(&child);
                }
                std::thread::park_timeout(LOOK_EVERY);
            }
        });
        let input = BufReader::with_capacity(1 << 16, output);
        let mut answer = Answer { input, memory_mib: None, width: 0, is_whole: false };
        let read = answer.table(wanted.header());
        // Where reading ended early it may still be writing.
        end(&child);
        let ended = child.lock().unwrap_or_else(PoisonError::into_inner).wait();
        is_done.store(true, Ordering::Relaxed);
        watch.thread().unpark();
        (read.map_err(|failure| (failure, answer.memory_mib)), ended)
    });
    Some(read.map_err(|(failure, memory_mib)| match failure {
        Failure::StatementPart(line, reason) => (line, reason),
        Failure::BrokeOff => (1, broke_off(memory_mib, ended.ok())),
    }))
}

fn feed(mut input: ChildStdin, bytes: &[u8]) {
    if let Err(error) = input.write_all(bytes) {
        log::debug!("the reader of workbooks did not take all of it: {error}");
    }
}

fn end(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    // One that has ended cannot be ended, which is as well.
    if let Ok(None) = child.try_wait() {
        let _ = child.kill();
    }
}

/// Without a window for what it might print.
#[cfg(windows)]
fn without_console(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn without_console(_: &mut Command) {}

/// Why it broke off, as far as that can be seen.
fn broke_off(memory_mib: Option<u32>, ended: Option<ExitStatus>) -> String {
    const SAVE_AS_CSV: &str = "Save the sheet as CSV and open that";
    if ended.is_some_and(took_too_long) {
        return format!("this workbook takes too long to read. {SAVE_AS_CSV}");
    }
    let most = u64::from(memory_mib.unwrap_or(u32::MAX)).min(FIRST.memory_bytes >> 20);
    format!("this workbook needs more than {most} MB of memory. {SAVE_AS_CSV}")
}

#[cfg(unix)]
fn took_too_long(ended: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    const SIGXCPU: i32 = 24;
    ended.signal() == Some(SIGXCPU)
}

#[cfg(not(unix))]
fn took_too_long(_: ExitStatus) -> bool {
    false
}

/// Why there is no table.
enum Failure {
    /// Line and sentence.
    StatementPart(usize, String),
    BrokeOff,
}

/// What the other process writes.
struct Answer<R> {
    input: R,
    memory_mib: Option<u32>,
    width: usize,
    is_whole: bool,
}

impl<R: Read> Answer<R> {
    fn table(&mut self, header: Header<'_>) -> Result<Table, Failure> {
        let mut about = About::default();
        loop {
            match self.mark()? {
                mark::LIMITS => self.memory_mib = Some(self.number()?),
                mark::ERROR => return Err(Failure::StatementPart(1, self.text(MAX_CELL_BYTES)?)),
                mark::REMARK => about.remark = Some(self.text(MAX_PARTS_BYTES as usize)?),
                mark::SHEET => about.sheets.push(self.text(MAX_PARTS_BYTES as usize)?),
                mark::PART => about.parts.push((self.number()?, self.text(MAX_PARTS_BYTES as usize)?)),
                mark::WIDTH => break self.width = self.number()? as usize,
                _ => return Err(Failure::BrokeOff),
            }
        }
        if self.width > MAX_CELLS {
            return Err(Failure::BrokeOff);
        }
        let table = Table::of_records(std::iter::from_fn(|| self.row()), header);
        if !self.is_whole {
            return Err(Failure::BrokeOff);
        }
        let mut table = table.map_err(|(line, reason)| Failure::StatementPart(line, reason))?;
        about.add_to(&mut table);
        Ok(table)
    }

    /// The next row as a record; none at the end, which is whole only if it was said.
    fn row(&mut self) -> Option<(usize, Result<Vec<String>, String>)> {
        match self.mark().ok()? {
            mark::ROW => {
                let row = self.number().ok()?;
                let count = self.number().ok()?;
                let mut cells = Vec::new();
                for _ in 0..count {
                    let column = self.number().ok()? as usize;
                    cells.push((column, self.text(MAX_CELL_BYTES + 4).ok()?));
                }
                Some(record(row, self.width, cells.into_iter()))
            }
            mark::END => {
                let peak_kib = self.number().ok()?;
                LARGEST_KIB.fetch_max(u64::from(peak_kib), Ordering::Relaxed);
                if peak_kib > 0 {
                    log::debug!("the reader of workbooks held {peak_kib} KiB at most");
                }
                self.is_whole = true;
                None
            }
            _ => None,
        }
    }

    fn mark(&mut self) -> Result<u8, Failure> {
        let mut byte = [0];
        self.input.read_exact(&mut byte).map_err(|_| Failure::BrokeOff)?;
        Ok(byte[0])
    }

    fn number(&mut self) -> Result<u32, Failure> {
        let mut bytes = [0; 4];
        self.input.read_exact(&mut bytes).map_err(|_| Failure::BrokeOff)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn text(&mut self, limit: usize) -> Result<String, Failure> {
        let length = self.number()? as usize;
        if length > limit {
            return Err(Failure::BrokeOff);
        }
        let mut bytes = vec![0; length];
        self.input.read_exact(&mut bytes).map_err(|_| Failure::BrokeOff)?;
        String::from_utf8(bytes).map_err(|_| Failure::BrokeOff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(bytes: &[u8]) -> Result<Table, Failure> {
        Answer { input: bytes, memory_mib: None, width: 0, is_whole: false }.table(Header::Detect)
    }

    #[test]
    fn an_answer_that_breaks_off_anywhere_is_no_table() {
        let mut whole = vec![mark::LIMITS, 1, 0, 0, 0, mark::WIDTH, 2, 0, 0, 0];
        for (row, cells) in [(0, ["id", "place"]), (1, ["1", "A"]), (3, ["2", "B"])] {
            let cells = cells.iter().zip(0..).map(|(cell, column)| (column, (*cell).to_owned())).collect();
            put_row(&mut whole, row, &cells).expect("written");
        }
        whole.extend([mark::END, 0, 0, 0, 0]);
        let Ok(table) = answer(&whole) else { panic!("it is whole") };
        assert_eq!(table.rows().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        for end in 0..whole.len() {
            assert!(matches!(answer(&whole[..end]), Err(Failure::BrokeOff)), "cut after {end} bytes");
        }
    }

    #[test]
    fn what_no_workbook_is_is_said_in_the_answer() {
        let mut written = Vec::new();
        serve(&b"PK no workbook"[..], &mut written, Wanted::default(), |_| {}).expect("written");
        let Err(Failure::StatementPart(1, reason)) = answer(&written) else { panic!("a reason") };
        assert!(reason.starts_with("the workbook cannot be read"), "{reason}");
    }
}
