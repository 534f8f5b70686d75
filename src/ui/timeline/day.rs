//! Days on the timeline.

use counterclaim_model::SECS_PER_DAY;

/// The day that ends at the as-of line, as a window.
pub fn day_before(as_of_s: i64) -> (i64, i64) {
    (as_of_s - SECS_PER_DAY, as_of_s)
}
