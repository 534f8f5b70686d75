//! What a source is taken to have answered before, and how many wrong values it may hit upon.

/// Right and wrong answers that every source is held to have given before.
pub(super) const START: [f64; 2] = [4.0, 1.5];

/// How many wrong values a source may hit upon, for an item with so many values.
pub(super) fn wrong_values(candidates: usize) -> f64 {
    (candidates.max(1) - 1).max(2) as f64
}
