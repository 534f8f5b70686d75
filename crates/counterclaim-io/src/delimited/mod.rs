//! Delimited files with up to millions of rows: scanned, split and read on all processors.
//!
//! `scan.rs` is the grammar, `split.rs` cuts the file for several threads without changing the result,
//! `intern.rs` numbers texts, `alloc.rs` allocates memory that returns to the system, `value.rs` reads numbers and
//! days, `byte_source.rs` is a file or memory.
//! Only the reader of a format, such as `formats/acled.rs`, knows the meaning of the columns.

mod alloc;
mod byte_source;
mod header;
mod intern;
mod quote;
mod scan;
mod simd;
mod split;
pub(crate) mod value;

pub use alloc::with_room;
pub use byte_source::ByteSource;
pub use header::Header;
pub use intern::{Interner, Merged, TextKey, merge};
pub use scan::{Record, Records, unquote};
pub use split::{Collect, Collected, MAX_RECORD_BYTES, Segment, Shape, Stopped, collect, collect_cut};
