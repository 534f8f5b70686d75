//! The marks of stances: they differ by shape as well as by colour.

use egui::{Align2, Painter, Pos2, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::ui::theme::{self, Tokens};
use counterclaim_engine::{StanceCounts, number};
use counterclaim_model::Stance;

/// Room that a mark takes, in points.
pub const MARK: f32 = 11.0;

/// Paints the mark of a stance around a point: ▲ supports, ▼ denies, ◆ doubts, ○ could not verify, and so on.
pub fn paint_mark(painter: &Painter, center: Pos2, stance: Stance, tokens: &Tokens) {
    let color = tokens.stance(stance);
    let at = |x: f32, y: f32| center + vec2(x, y);
    let filled = |points: Vec<Pos2>| Shape::convex_polygon(points, color, Stroke::NONE);
    match stance {
        Stance::Supports => painter.add(filled(vec![at(0.0, -4.5), at(4.8, 3.8), at(-4.8, 3.8)])),
        Stance::Denies => painter.add(filled(vec![at(-4.8, -3.8), at(4.8, -3.8), at(0.0, 4.5)])),
        Stance::Doubts => painter.add(filled(vec![at(0.0, -5.0), at(4.4, 0.0), at(0.0, 5.0), at(-4.4, 0.0)])),
        Stance::CannotVerify => painter.circle_stroke(center, 3.9, Stroke::new(1.4, color)),
        Stance::NoComment => painter.line_segment([at(-4.0, 0.0), at(4.0, 0.0)], Stroke::new(1.8, color)),
        Stance::Comments => painter.circle_filled(center, 2.6, color),
        Stance::Unstated => {
            let square = egui::Rect::from_center_size(center, vec2(7.0, 7.0));
            painter.rect_stroke(square, 0.0, Stroke::new(1.3, color), egui::StrokeKind::Middle)
        }
    };
}

/// Paints marks with counts from left to right; returns where the row ends.
pub fn paint_tally(ui: &Ui, left_center: Pos2, counts: StanceCounts, tokens: &Tokens) -> f32 {
    let painter = ui.painter();
    let mut x = left_center.x;
    for (stance, count) in counts.taken() {
        paint_mark(painter, pos2(x + MARK / 2.0, left_center.y), stance, tokens);
        let font = theme::strong(theme::SMALL);
        let text = painter.text(
            pos2(x + MARK + 3.0, left_center.y),
            Align2::LEFT_CENTER,
            number(f64::from(count)),
            font,
            tokens.text,
        );
        x = text.right() + 10.0;
    }
    x
}

/// A tally in words: `2 supports, 1 denies`.
pub fn tally_label(counts: StanceCounts) -> String {
    let words: Vec<String> = counts.taken().map(|(stance, count)| format!("{count} {}", stance.label())).collect();
    words.join(", ")
}

/// A row of marks with counts, as a widget of its own.
pub fn tally_ui(ui: &mut Ui, counts: StanceCounts) {
    let tokens = theme::tokens(ui);
    let width = 30.0 * counts.taken().count() as f32;
    let (rect, response) = ui.allocate_exact_size(vec2(width.max(1.0), 16.0), Sense::hover());
    paint_tally(ui, rect.left_center(), counts, tokens);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, tally_label(counts)));
}

/// The mark of one stance with its word, as a widget.
pub fn stance_counts_ui(ui: &mut Ui, stance: Stance) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(MARK, 16.0), Sense::hover());
    paint_mark(ui.painter(), rect.center(), stance, tokens);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, stance.label()));
    response.on_hover_text(stance.label());
}
