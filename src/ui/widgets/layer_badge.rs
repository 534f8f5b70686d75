//! The badge of a layer: its letter on its colour, for rows, cards and marks of one of several layers.

use egui::{Align2, Painter, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use crate::app::OpenLayer;
use crate::ui::theme::{self, Tokens};

/// The room of a badge, in points.
pub const LAYER_BADGE: Vec2 = vec2(15.0, 15.0);

/// Paints a badge with its middle at a point.
pub fn paint_layer(painter: &Painter, middle: Pos2, layer: &OpenLayer, tokens: &Tokens) -> Rect {
    let rect = Rect::from_center_size(middle, LAYER_BADGE);
    painter.rect_filled(rect.expand(1.0), 4.0, tokens.surface);
    painter.rect_filled(rect, 3.0, tokens.layer(layer.mark));
    painter.text(middle, Align2::CENTER_CENTER, layer.letter(), theme::strong(theme::SMALL), tokens.on_layer);
    rect
}

/// A badge in a line of text, with the layer's name as its tooltip.
pub fn layer_ui(ui: &mut Ui, layer: &OpenLayer) -> Response {
    let (rect, response) = ui.allocate_exact_size(LAYER_BADGE + vec2(2.0, 2.0), Sense::hover());
    paint_layer(ui.painter(), rect.center(), layer, theme::tokens(ui));
    let words = layer_label(layer);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    response.on_hover_text(words)
}

/// `layer B, claims`.
pub fn layer_label(layer: &OpenLayer) -> String {
    format!("layer {}, {}", layer.letter(), super::sanitize(&layer.name))
}
