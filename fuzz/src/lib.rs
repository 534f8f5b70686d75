//! The layers that read files, by themselves: the window and its dependencies stay out of the fuzzed program.

#[path = "../../src/engine/mod.rs"]
pub mod engine;
pub mod heap;
#[path = "../../src/io/mod.rs"]
pub mod io;
#[path = "../../src/model/mod.rs"]
pub mod model;
pub mod workbook;
