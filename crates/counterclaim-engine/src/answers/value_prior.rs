//! What a source is taken to have answered before, and how many wrong values it may hit upon.

/// Prior counts of right and wrong answers of every source.
pub(super) const START: [f64; 2] = [4.0, 1.5];

/// How many wrong values a source could give, for an item with this many values.
pub(super) fn wrong_values(candidates: usize) -> f64 {
    (candidates.max(1) - 1).max(2) as f64
}
