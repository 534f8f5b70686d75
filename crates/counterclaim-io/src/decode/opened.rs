//! A file after unpacking.

use std::borrow::Cow;
use std::path::Path;

use super::encoding::{self, Decoded};
use super::unpack;
use crate::LoadError;

/// A file after unpacking, with its text if it has one.
#[derive(Debug)]
pub struct Opened<'a> {
    pub path: &'a Path,
    /// The unpacked bytes.
    pub bytes: Cow<'a, [u8]>,
    pub is_workbook: bool,
    /// Remarks for the user on how it was read.
    pub remarks: Vec<String>,
}

impl<'a> Opened<'a> {
    /// Unpacks a file; `limit` is the most bytes that it may unpack to.
    pub fn of(bytes: Cow<'a, [u8]>, path: &'a Path, limit: u64) -> Result<Self, LoadError> {
        let unpacked = unpack::unpack(bytes, limit);
        let unpacked = unpacked.map_err(|reason| LoadError::Packed { reason, path: path.to_owned() })?;
        Ok(Self { path, bytes: unpacked.bytes, is_workbook: unpacked.is_workbook, remarks: unpacked.remarks })
    }

    /// The text; empty where the file is not text.
    ///
    /// An error if the user names an unknown encoding.
    pub fn text(&self, encoding: Option<&str>) -> Result<Decoded<'_>, LoadError> {
        let unknown = |name: &str| LoadError::UnknownFormat {
            found: format!("unknown encoding `{name}`"),
            path: self.path.to_owned(),
        };
        match encoding.filter(|_| !self.is_workbook) {
            Some(name) => encoding::decode_as(&self.bytes, name).ok_or_else(|| unknown(name)),
            None if self.is_workbook => Ok(Decoded::default()),
            None => Ok(encoding::decode(&self.bytes).unwrap_or_default()),
        }
    }
}
