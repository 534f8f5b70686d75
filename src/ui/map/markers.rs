//! A painted mark: a ring with the shares of the stances, and the badges of its layers.

use std::collections::BTreeSet;

use egui::{Align2, Pos2, Shape, Stroke, Ui, vec2};

use super::marks::{Mark, RING_RADIUS};
use crate::app::OpenLayer;
use crate::ui::panel::Cx;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{LAYER_BADGE, paint_layer};
use counterclaim_model::{Dataset, Stance};

/// The layers of a mark's claims, if more than one is open.
pub fn layers_of<'a>(cx: &Cx<'a>, dataset: &Dataset, mark: &Mark<'_>) -> Vec<&'a OpenLayer> {
    if dataset.layer_keys().len() == 0 {
        return Vec::new();
    }
    // All claims of a place belong to the layer that it comes from.
    let first = mark.groups().filter_map(|group| group.claims.first());
    let ids: BTreeSet<_> = first.filter_map(|claim| dataset.layer_of_claim(*claim)).collect();
    ids.into_iter().filter_map(|id| cx.state.document()?.layer(Some(id))).collect()
}

pub fn paint_layers(ui: &Ui, cx: &Cx<'_>, dataset: &Dataset, mark: &Mark<'_>, tokens: &Tokens) {
    let mut at = mark.at + vec2(RING_RADIUS - 2.0, -RING_RADIUS - 1.0);
    for layer in layers_of(cx, dataset, mark) {
        paint_layer(ui.painter(), at, layer, tokens);
        at.x += LAYER_BADGE.x + 1.0;
    }
}

/// A ring whose arcs are the shares of the stances, with the number of claims inside.
pub fn paint_ring(ui: &Ui, mark: &Mark<'_>, is_selected: bool, tokens: &Tokens) {
    let painter = ui.painter();
    painter.circle_filled(mark.at, RING_RADIUS + 2.0, tokens.surface);
    if is_selected {
        painter.circle_stroke(mark.at, RING_RADIUS + 4.5, Stroke::new(2.0, tokens.accent));
    }
    let total = mark.stances.total().max(1) as f32;
    let mut from = -std::f32::consts::FRAC_PI_2;
    for (stance, count) in mark.stances.taken() {
        let to = from + std::f32::consts::TAU * count as f32 / total;
        paint_arc(ui, mark.at, (from, to), stance, tokens);
        from = to;
    }
    let count = short(mark.claim_count);
    painter.text(mark.at, Align2::CENTER_CENTER, count, theme::strong(theme::SMALL), tokens.text);
}

fn paint_arc(ui: &Ui, center: Pos2, (from, to): (f32, f32), stance: Stance, tokens: &Tokens) {
    let steps = (((to - from) * 8.0).ceil() as usize).max(2);
    let point = |step: usize| {
        let angle = from + (to - from) * step as f32 / steps as f32;
        center + (RING_RADIUS - 2.5) * vec2(angle.cos(), angle.sin())
    };
    let points: Vec<Pos2> = (0..=steps).map(point).collect();
    ui.painter().add(Shape::line(points, Stroke::new(5.0, tokens.stance(stance))));
}

/// A count that fits into a ring: `987`, `1.2k`, `35k`, `4.6M`.
fn short(count: usize) -> String {
    let (value, unit) = match count {
        0..1000 => return count.to_string(),
        1000..999_500 => (count as f64 / 1e3, "k"),
        _ => (count as f64 / 1e6, "M"),
    };
    if value < 9.95 { format!("{value:.1}{unit}") } else { format!("{value:.0}{unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_would_not_fit_into_a_ring_are_shortened() {
        let told = [7, 999, 1000, 1249, 9949, 9950, 35_400, 999_499, 999_500, 12_345_678].map(short);
        assert_eq!(told, ["7", "999", "1.0k", "1.2k", "9.9k", "10k", "35k", "999k", "1.0M", "12M"]);
    }
}
