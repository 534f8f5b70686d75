//! Writing datasets out.
//!
//! To add a format, write `<format>.rs` and give it a line here.

pub mod native;
