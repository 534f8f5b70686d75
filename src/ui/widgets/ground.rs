//! The background of a list row: selected, hovered, or focused.

use egui::{Rect, Response, Stroke, StrokeKind, Ui, vec2};

use crate::ui::theme;

/// Paints the background of a row, below its text.
pub fn paint_ground(ui: &Ui, rect: Rect, response: &Response, is_selected: bool) {
    let tokens = theme::tokens(ui);
    if is_selected {
        ui.painter().rect_filled(rect, 0.0, tokens.selected);
        let bar = Rect::from_min_size(rect.left_top(), vec2(3.0, rect.height()));
        ui.painter().rect_filled(bar, 0.0, tokens.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hovered);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect.shrink(1.0), 2.0, Stroke::new(1.5, tokens.accent), StrokeKind::Inside);
    }
}
