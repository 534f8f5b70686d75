//! Delimited files with up to millions of rows: found, split and read on all processors.
//!
//! `scan.rs` is the grammar, `split.rs` cuts the file for several threads without losing exactness,
//! `intern.rs` gives texts numbers, `room.rs` makes room that goes back to the system, `value.rs` reads numbers and
//! days, `bytes.rs` is where the bytes are.
//! What the columns mean is known only to the reader of a format, such as `acled/`.

mod bytes;
mod header;
mod intern;
mod progress;
mod room;
mod scan;
mod special;
mod split;
pub(super) mod value;

pub use bytes::Bytes;
pub use header::Header;
pub use intern::{Interner, Merged, TextKey, merge};
pub use progress::Progress;
pub use room::with_room;
pub use scan::{Record, Records, unquote};
pub use split::{Collect, Collected, MAX_RECORD_BYTES, Segment, Shape, Stopped, collect, collect_cut};
