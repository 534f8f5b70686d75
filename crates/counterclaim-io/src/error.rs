//! Errors between bytes and model, in words for the person who must fix them.

use std::io;
use std::path::PathBuf;

use crate::files::role::Role;

/// Why a file could not be read at all; defects of single records are issues, not errors.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The operating system refused access.
    #[error("the file could not be read: {source}: {path}")]
    Unreadable { source: io::Error, path: PathBuf },
    /// The file exceeds the size limit of its format.
    #[error("the file has {size} bytes; the limit for this format is {limit} bytes: {path}")]
    TooLarge { size: u64, limit: u64, path: PathBuf },
    /// The bytes are not text.
    #[error("line {line}, column {column}: the text is not valid UTF-8; save the file as UTF-8 and try again: {path}")]
    NotUtf8 { line: usize, column: usize, path: PathBuf },
    /// The archive cannot be opened, or unpacks to too much.
    #[error("the file could not be unpacked: {reason}: {path}")]
    Packed { reason: String, path: PathBuf },
    /// The text is not valid in the format.
    #[error("line {line}, column {column}: {reason}: {path}")]
    Malformed { line: usize, column: usize, reason: String, path: PathBuf },
    /// No importer recognises the file.
    #[error("unsupported file ({found}); Counterclaim opens datasets, sessions, tables and maps: {path}")]
    UnknownFormat { found: String, path: PathBuf },
    /// A newer version of the program wrote it.
    #[error(
        "the file has format version {found}, and this version of Counterclaim reads versions up to {known}; open it with a newer one: {path}"
    )]
    TooNew { found: u64, known: u64, path: PathBuf },
    /// A pipe, a device or a socket where a regular file is required.
    #[error("this is {kind}, not a regular file; {advice}: {path}")]
    NotAFile { kind: &'static str, advice: &'static str, path: PathBuf },
    /// A pipe or a device delivers too much.
    #[error("it delivers more than {limit} bytes, which is the limit for a pipe or a device: {path}")]
    Endless { limit: u64, path: PathBuf },
    /// The file has changed since it was opened.
    #[error("the file has changed since it was opened; open it again: {path}")]
    Changed { path: PathBuf },
    /// The file exceeds the record limit of its format.
    #[error(
        "the file has more than {limit} records, which is the limit for this format; split it into several files: {path}"
    )]
    TooManyToHold { limit: usize, path: PathBuf },
    /// It has more records, or longer lists of names, than ids can number.
    #[error("the file has more records or names than Counterclaim can number: {path}")]
    TooManyRecords { path: PathBuf },
    /// The import was cancelled.
    #[error("the import was cancelled: {path}")]
    Cancelled { path: PathBuf },
}

/// Why a folder of tables could not be read; a table with a defect is rejected whole, since its rows are counted.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The folder has no table of claims.
    #[error("this folder has no claims.csv, which every folder of tables needs: {folder}")]
    NoClaims { folder: PathBuf },
    /// The operating system refused access.
    #[error("the table could not be read: {source}: {path}")]
    Unreadable { source: io::Error, path: PathBuf },
    /// The table exceeds the size limit.
    #[error("{reason}")]
    TooLarge { reason: String },
    /// The header lacks required columns.
    #[error("line 1: the table has no column `{column}`; its header must name {needed}: {path}")]
    MissingColumn { column: &'static str, needed: &'static str, path: PathBuf },
    /// A line is not valid in the table.
    #[error("line {line}: {reason}: {path}")]
    Malformed { line: u64, reason: String, path: PathBuf },
}

/// Why something could not be written; the content is still in memory.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The operating system refused the write; an existing file is unchanged.
    #[error("the file could not be written: {source}: {path}")]
    NotWritten { source: io::Error, path: PathBuf },
    /// The target folder does not exist.
    #[error("the folder does not exist: {path}")]
    NoFolder { path: PathBuf },
    /// Another program has changed the file, or a file of that name existed already.
    #[error("another program has changed this file in the meantime: {path}")]
    Changed { path: PathBuf },
    /// A folder, a pipe, a device or a socket: replacing it with a file would destroy it.
    #[error("this is not a regular file and will not be replaced; choose another name: {path}")]
    NotAFile { path: PathBuf },
    /// Counterclaim reads the file, or stores work in it.
    #[error("this is {role} and would be overwritten; choose another name: {path}")]
    InUse { role: Role, path: PathBuf },
}
