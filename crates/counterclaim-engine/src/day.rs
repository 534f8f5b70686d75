//! Days of time spans.

use counterclaim_model::SECS_PER_DAY;

/// The last day of a span in its own offset, in days since 1970-01-01, within four billion days.
pub(crate) fn last_day(end_s: i64, offset_min: i16) -> i32 {
    let last_s = end_s.saturating_sub(1).saturating_add(i64::from(offset_min) * 60);
    let bound = i64::from(i32::MAX / 2);
    last_s.div_euclid(SECS_PER_DAY).clamp(-bound, bound) as i32
}
