//! Questions to an event table with millions of rows: which rows, how many of each kind, where on the map.
//!
//! Pure arithmetic over [`EventTable`](counterclaim_model::EventTable): no window, no files, no clock.
//! A layer of its own beside `engine`, because it weighs nothing: it must stay quick enough to run between two frames.
//! `bitmap.rs` holds sets of rows, `filter.rs` combines them, `facets.rs`, `paired_columns.rs` and `bins.rs`
//! count, `density.rs` and `index.rs` serve
//! the map, `search.rs` looks through long texts that the caller reads, `words/` makes an index of them and asks it.

mod bins;
mod bitmap;
mod density;
mod facets;
mod filter;
mod index;
mod paired_columns;
mod search;
mod viewport;
pub mod words;

pub use bins::RowBins;
pub use bitmap::Bitmap;
pub use density::{Density, density};
pub use facets::{bin_facet, facet, facets, pair_facet, source_facet};
pub use filter::{Filter, Selected};
pub use index::PlaceIndex;
pub use paired_columns::{ColumnPair, PairNames};
pub use search::{Needle, search};
pub use viewport::Viewport;
