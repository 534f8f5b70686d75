//! A probability with its interval on a bar from 0 to 100 %.

use egui::{Painter, Rect, Stroke, pos2, vec2};

use crate::ui::theme::Tokens;

/// Height of the interval, and of the tick of the probability, in points.
const INTERVAL: f32 = 4.0;
const TICK: f32 = 11.0;

/// Paints the bar over the width of a rectangle, with a mark at one half.
pub fn paint_interval(painter: &Painter, rect: Rect, (low, mean, high): (f64, f64, f64), tokens: &Tokens) {
    let x = |share: f64| rect.left() + rect.width() * share.clamp(0.0, 1.0) as f32;
    let y = rect.center().y;
    let ground = Rect::from_center_size(rect.center(), vec2(rect.width(), INTERVAL + 4.0));
    painter.rect_filled(ground, 2.0, tokens.field);
    painter.vline(x(0.5), ground.y_range(), Stroke::new(1.0, tokens.line));
    let interval = Rect::from_min_max(pos2(x(low), y - INTERVAL / 2.0), pos2(x(high), y + INTERVAL / 2.0));
    painter.rect_filled(interval, INTERVAL / 2.0, tokens.interval);
    painter.line_segment([pos2(x(mean), y - TICK / 2.0), pos2(x(mean), y + TICK / 2.0)], Stroke::new(2.0, tokens.text));
}
