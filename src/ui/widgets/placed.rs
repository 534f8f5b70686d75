//! How a place got its position, if an analyst has placed it.

use crate::app::State;
use counterclaim_model::{Dataset, PlaceId, format_km};

/// `GeocodedPlace by you from GeoNames 695357, ± 3 km`; `None` for a place whose position comes from the evidence.
pub fn placed_label(state: &State, dataset: &Dataset, place: PlaceId) -> Option<String> {
    let placed = dataset.placed(place)?;
    let who = if placed.author == *state.author() { "you" } else { &*placed.author };
    let base = dataset.placement_label(&placed.placement);
    Some(format!("Placed by {who} from {base}, ± {} km", format_km(placed.placement.radius_km)))
}
