//! Opens and writes files safely: atomic writes, locks, files in use, streams, paths and portable names.

pub mod atomic;
pub(crate) mod byte_order_mark;
pub mod destination;
pub(crate) mod lock;
pub(crate) mod path_text;
pub mod portable_name;
pub mod role;
pub(crate) mod stream;
