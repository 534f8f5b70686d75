//! Defects of records in compact form, since a file may have millions of them.

use std::io;
use std::path::Path;

use super::layout::Layout;
use crate::delimited::{ByteSource, MAX_RECORD_BYTES};
use crate::issue::Patterns;
use crate::{Issue, IssueText, Severity, file_name};

/// How many defects of one segment are listed; the others are counted.
const LISTED: usize = 1000;
/// How many defects of a file are listed individually.
const TOLD: usize = 10_000;

/// What is wrong with a record or one of its cells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DefectKind {
    /// The record has so many cells, and not as many as the header.
    Cells(u32),
    TooLong,
    NoKey,
    NoDay,
    NoDegrees,
    NoCount,
}

#[derive(Clone, Copy, Debug)]
struct Defect {
    /// Byte at which the record starts.
    at: u64,
    column: Option<u16>,
    kind: DefectKind,
}

/// The defects of one stretch of a file.
#[derive(Debug, Default)]
pub struct Defects {
    listed: Vec<Defect>,
    unlisted: u64,
    /// Records that are not in the table.
    pub rejected: u64,
}

impl Defects {
    pub fn rejected(&mut self, at: u64, kind: DefectKind) {
        self.rejected += 1;
        self.push(Defect { at, column: None, kind });
    }

    pub fn leave_out(&mut self, at: u64, column: usize, kind: DefectKind) {
        self.push(Defect { at, column: u16::try_from(column).ok(), kind });
    }

    fn push(&mut self, defect: Defect) {
        if self.listed.len() < LISTED {
            self.listed.push(defect);
        } else {
            self.unlisted += 1;
        }
    }

    /// Adds the defects of the stretch behind this one.
    pub fn append(&mut self, mut other: Self) {
        let room = TOLD.saturating_sub(self.listed.len()).min(other.listed.len());
        self.unlisted += other.unlisted + (other.listed.len() - room) as u64;
        self.listed.extend(other.listed.drain(..room));
        self.rejected += other.rejected;
    }

    /// The defects as issues with line numbers, for which the file is read once more up to the last.
    pub fn tell(&self, bytes: &ByteSource, layout: &Layout, path: &Path) -> io::Result<Vec<Issue>> {
        let file = file_name(path);
        let lines = lines_at(bytes, self.listed.iter().map(|defect| defect.at))?;
        let mut issues = Vec::with_capacity(self.listed.len() + 1);
        let mut patterns = Patterns::default();
        for (defect, line) in self.listed.iter().zip(lines) {
            let column = defect.column.and_then(|column| layout.columns.get(usize::from(column)));
            issues.push(patterns.issue(IssueText {
                file: file.clone(),
                line: Some(line),
                record: format!("record at byte {}", defect.at),
                field: column.cloned().unwrap_or_default(),
                reason: reason(defect.kind, layout),
                severity: if defect.column.is_some() { Severity::FieldSkipped } else { Severity::Rejected },
            }));
        }
        if self.unlisted > 0 {
            issues.push(patterns.issue(IssueText {
                file,
                line: None,
                record: format!("{} more records or fields", self.unlisted),
                field: String::new(),
                reason: "the same kinds of issues, not listed one by one".to_owned(),
                severity: Severity::Remark,
            }));
        }
        Ok(issues)
    }
}

fn reason(kind: DefectKind, layout: &Layout) -> String {
    match kind {
        DefectKind::Cells(cells) => format!("the record has {cells} cells, but the header has {}", layout.shape.cells),
        DefectKind::TooLong => {
            format!("the record is longer than {} MiB; a quotation mark may be missing", MAX_RECORD_BYTES >> 20)
        }
        DefectKind::NoKey => "the id is empty; every record needs one".to_owned(),
        DefectKind::NoDay => "not a day such as 2025-05-16 or 16 May 2025".to_owned(),
        DefectKind::NoDegrees => "not a number of degrees on the globe".to_owned(),
        DefectKind::NoCount => "not a whole number from 0".to_owned(),
    }
}

/// The line, from 1, of each of some rising positions.
fn lines_at(bytes: &ByteSource, positions: impl Iterator<Item = u64>) -> io::Result<Vec<usize>> {
    let mut lines = Vec::new();
    let mut at = 0u64;
    let mut line = 1usize;
    let mut block = vec![0; 1 << 16];
    for position in positions {
        while at < position {
            let wanted = usize::try_from(position - at).unwrap_or(usize::MAX).min(block.len());
            let count = bytes.read(at, block.get_mut(..wanted).unwrap_or_default())?;
            if count == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
            }
            line += block.iter().take(count).filter(|byte| **byte == b'\n').count();
            at += count as u64;
        }
        lines.push(line);
    }
    Ok(lines)
}
