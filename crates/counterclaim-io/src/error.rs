//! What can go wrong between bytes and model, in words for the person who has to mend it.

use std::io;
use std::path::PathBuf;

use crate::files::role::Role;

/// Why a file could not be read at all; defects of single records are issues, not errors.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The operating system did not give the file.
    #[error("the file could not be read: {source}: {path}")]
    Unreadable { source: io::Error, path: PathBuf },
    /// Reading it would take more memory than a file of this format may.
    #[error("the file has {size} bytes; files of this format are read whole, up to {limit} bytes: {path}")]
    TooLarge { size: u64, limit: u64, path: PathBuf },
    /// The bytes are not text.
    #[error("line {line}, column {column}: the text is not valid UTF-8; save the file as UTF-8 and try again: {path}")]
    NotUtf8 { line: usize, column: usize, path: PathBuf },
    /// What it is packed in cannot be opened, or holds too much.
    #[error("the file could not be unpacked: {reason}: {path}")]
    Packed { reason: String, path: PathBuf },
    /// The text does not have the shape of the format.
    #[error("line {line}, column {column}: {reason}: {path}")]
    Malformed { line: usize, column: usize, reason: String, path: PathBuf },
    /// No reader knows what this is.
    #[error("this is neither a dataset nor a session that the program can read ({found}): {path}")]
    UnknownFormat { found: String, path: PathBuf },
    /// A newer version of the program wrote it.
    #[error(
        "the file has version {found} of its format, and this program reads up to {known}; a newer version of Counterclaim can open it: {path}"
    )]
    TooNew { found: u64, known: u64, path: PathBuf },
    /// It is a pipe, a device or a socket where only a file will do.
    #[error("this is no regular file but {kind}; {advice}: {path}")]
    NotAFile { kind: &'static str, advice: &'static str, path: PathBuf },
    /// A pipe or a device gives more than is taken from one.
    #[error("more than {limit} bytes came out of it, which is the most that is read from a pipe or a device: {path}")]
    Endless { limit: u64, path: PathBuf },
    /// Somebody has written the file since it was opened.
    #[error("the file has changed since it was opened; open it again: {path}")]
    Changed { path: PathBuf },
    /// Holding all of its records would take more memory than a file of this format may.
    #[error(
        "the file has more than {limit} records; files of this format are read whole, so split it into several: {path}"
    )]
    TooManyToHold { limit: usize, path: PathBuf },
    /// It has more records, or longer lists of names, than ids can number.
    #[error("the file has more records or names than the program can number: {path}")]
    TooManyRecords { path: PathBuf },
    /// Whoever asked for the reading has stopped it.
    #[error("the reading was stopped: {path}")]
    Cancelled { path: PathBuf },
}

/// Why a folder of tables could not be read; a table with a defect is refused whole, since it is there to be counted.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The folder has no table of claims.
    #[error("there is no claims.csv in this folder; a folder of tables has one: {folder}")]
    NoClaims { folder: PathBuf },
    /// The operating system did not give the file.
    #[error("the table could not be read: {source}: {path}")]
    Unreadable { source: io::Error, path: PathBuf },
    /// It has more bytes than are read.
    #[error("{reason}")]
    TooLarge { reason: String },
    /// The first line does not name the columns that are needed.
    #[error("line 1: the table has no column `{column}`; its first line is to name {needed}: {path}")]
    MissingColumn { column: &'static str, needed: &'static str, path: PathBuf },
    /// A line does not have the shape of the table.
    #[error("line {line}: {reason}: {path}")]
    Malformed { line: u64, reason: String, path: PathBuf },
}

/// Why something could not be written; what was to be written is still in memory.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The operating system did not take the bytes; an earlier file of that name is as it was.
    #[error("the file could not be written: {source}: {path}")]
    NotWritten { source: io::Error, path: PathBuf },
    /// There is no folder to write into.
    #[error("there is no such folder to save into: {path}")]
    NoFolder { path: PathBuf },
    /// Another program has written the file since, or a file of that name was there already.
    #[error("another program has written this file in the meantime: {path}")]
    Changed { path: PathBuf },
    /// It is a folder, a pipe, a device or a socket: a file in its place would destroy it.
    #[error("this is no regular file, so it is not replaced; choose another name: {path}")]
    NotAFile { path: PathBuf },
    /// The program reads it, or keeps work in it.
    #[error("this is {role}, and would be written over; choose another name: {path}")]
    InUse { role: Role, path: PathBuf },
}
