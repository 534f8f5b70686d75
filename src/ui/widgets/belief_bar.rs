//! The estimate of a claim as a bar: for on the left, against on the right, and hatched between them what the
//! statements leave undetermined.

use egui::{CornerRadius, Painter, Rect, Stroke, pos2};

use crate::ui::theme::Tokens;
use counterclaim_engine::Likelihood;

/// Room between two lines of the hatching, in points.
const HATCH: f32 = 4.0;

/// Paints the bar; without an estimate all of it is hatched.
///
/// The order of the parts carries the same information as their colours.
pub fn paint_belief(painter: &Painter, rect: Rect, likelihood: Option<&Likelihood>, tokens: &Tokens) {
    let (low, high) = likelihood.map_or((0.0, 1.0), |likelihood| (likelihood.low as f32, likelihood.high as f32));
    let radius = (rect.height() / 2.0) as u8;
    painter.rect_filled(rect, radius, tokens.field);
    let at = |share: f32| rect.left() + rect.width() * share;
    let left = at(low);
    let right = at(high);
    let open = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
    paint_hatching(&painter.with_clip_rect(open.intersect(painter.clip_rect())), open, tokens);
    let round = |left, right| CornerRadius { nw: left, sw: left, ne: right, se: right };
    if low > 0.0 {
        let part = Rect::from_min_max(rect.left_top(), pos2(left, rect.bottom()));
        painter.rect_filled(part, round(radius, if high >= 1.0 && low >= 1.0 { radius } else { 0 }), tokens.supports);
    }
    if high < 1.0 {
        let part = Rect::from_min_max(pos2(right, rect.top()), rect.right_bottom());
        painter.rect_filled(part, round(if high <= 0.0 { radius } else { 0 }, radius), tokens.denies);
    }
}

fn paint_hatching(painter: &Painter, rect: Rect, tokens: &Tokens) {
    let stroke = Stroke::new(1.0, tokens.hatch);
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        painter.line_segment([pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())], stroke);
        x += HATCH;
    }
}
