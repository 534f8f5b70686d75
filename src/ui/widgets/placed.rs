//! How a place got its position, if an analyst has placed it.

use crate::app::State;
use counterclaim_model::{Dataset, PlaceId, trimmed};

/// `Placed by you from GeoNames 695357, ± 3 km`; `None` for a place whose position comes from the evidence.
pub fn placed_words(state: &State, dataset: &Dataset, place: PlaceId) -> Option<String> {
    let placed = dataset.placed(place)?;
    let who = if placed.author == *state.author() { "you" } else { &*placed.author };
    let whence = dataset.placement_words(&placed.placement);
    Some(format!("Placed by {who} from {whence}, ± {} km", trimmed(placed.placement.radius_km)))
}
