//! Questions to an event table with millions of rows: which rows, how many of each kind, where on the map.
//!
//! Pure arithmetic over [`EventTable`](counterclaim_model::EventTable): no window, no files, no clock.
//! A layer of its own beside `engine`, because it weighs nothing: it must stay quick enough to run between two frames.
//! `bitmap.rs` holds sets of rows, `filter.rs` combines them, `facets.rs`, `either.rs` and `class.rs`
//! count, `density.rs` and `index.rs` serve
//! the map, `search.rs` looks through long texts that the caller reads, `words/` makes an index of them and asks it.

mod bitmap;
mod class;
mod density;
mod either;
mod facets;
mod filter;
mod index;
mod search;
mod viewport;
pub mod words;

pub use bitmap::Bitmap;
pub use class::RowClass;
pub use density::{Density, density};
pub use either::{Either, EitherNames};
pub use facets::{class_facet, either_facet, facet, facets, source_facet};
pub use filter::{Filter, Selected};
pub use index::PlaceIndex;
pub use search::{Needle, search};
pub use viewport::Viewport;
