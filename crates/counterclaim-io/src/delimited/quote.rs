//! The sign around cells that hold separators.

pub(crate) const QUOTE: u8 = b'"';
