//! Marks places that an analyst has placed: dashes and hollow dots.

use egui::{Painter, Pos2, Shape, Stroke, pos2};

use super::marks::{Mark, RING_RADIUS};
use crate::ui::theme::Tokens;
use counterclaim_model::Dataset;

/// Radius of the dashes around a mark: outside its ring and its selection mark, in points.
pub const AROUND: f32 = RING_RADIUS + 8.0;
/// The least number of dashes of a circle.
const PIECES: usize = 48;

/// Whether any place of a mark was placed by an analyst.
pub fn is_placed(mark: &Mark<'_>, dataset: &Dataset) -> bool {
    dataset.has_placements() && mark.places().any(|place| dataset.placed(place).is_some())
}

/// Dashes around the ring of a mark.
pub fn paint_around(painter: &Painter, mark: &Mark<'_>, tokens: &Tokens) {
    paint_circle(painter, mark.at, AROUND, tokens);
}

/// A dashed circle, for a mark or for the extent of its place.
pub fn paint_circle(painter: &Painter, at: Pos2, radius: f32, tokens: &Tokens) {
    let pieces = PIECES.max((radius / 2.0) as usize);
    let point = |piece: usize| {
        let angle = std::f32::consts::TAU * piece as f32 / pieces as f32;
        pos2(at.x + radius * angle.cos(), at.y + radius * angle.sin())
    };
    let points: Vec<Pos2> = (0..=pieces).map(point).collect();
    painter.extend(Shape::dashed_line(&points, Stroke::new(1.5, tokens.text_weak), 4.0, 4.0));
}
