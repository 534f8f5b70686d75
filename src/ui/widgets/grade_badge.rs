//! Grades in small frames: filled if the analyst set it, outlined or with a question mark if it is suggested.

use egui::{Align2, Color32, Painter, Pos2, Rect, Stroke, StrokeKind, pos2};

use crate::ui::theme::{self, Tokens};

pub const BADGE: egui::Vec2 = egui::vec2(24.0, 19.0);

/// Paints a given grade with its top right corner at a point, or a dash; returns the room taken.
pub fn paint_grade(painter: &Painter, right_top: Pos2, grade: Option<String>, tokens: &Tokens) -> Rect {
    match grade {
        Some(grade) => paint(painter, right_top, &grade, (tokens.accent, tokens.accent, tokens.on_accent)),
        None => paint(painter, right_top, "–", (tokens.surface, tokens.line, tokens.text_weak)),
    }
}

/// Paints a grade that is only suggested, with its top right corner at a point; returns the room taken.
///
/// A suggestion other than F or 6 is drawn stronger.
pub fn paint_suggested(painter: &Painter, right_top: Pos2, (grade, judges): (String, bool), tokens: &Tokens) -> Rect {
    let (edge, text) = if judges { (tokens.accent, tokens.text) } else { (tokens.line, tokens.text_weak) };
    paint(painter, right_top, &grade, (tokens.surface, edge, text))
}

fn paint(painter: &Painter, right_top: Pos2, grade: &str, (fill, edge, text): (Color32, Color32, Color32)) -> Rect {
    let rect = Rect::from_min_size(pos2(right_top.x - BADGE.x, right_top.y), BADGE);
    painter.rect(rect, 4.0, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    painter.text(rect.center(), Align2::CENTER_CENTER, grade, theme::strong(theme::BODY), text);
    rect
}

/// Paints a suggestion without a frame, so that it cannot be taken for a given grade.
pub fn paint_suggestion(painter: &Painter, right_top: egui::Pos2, suggested: u8, tokens: &Tokens) -> Rect {
    let rect = Rect::from_min_size(pos2(right_top.x - BADGE.x, right_top.y), BADGE);
    let text = format!("{suggested}?");
    painter.text(rect.center(), Align2::CENTER_CENTER, text, theme::plain(theme::BODY), tokens.text_weak);
    rect
}
