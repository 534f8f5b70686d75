//! Grades: the analyst's own in a filled frame, a computed suggestion as weak text with a question mark.

use egui::{Align2, Painter, Rect, Stroke, StrokeKind, pos2, vec2};

use crate::ui::theme::{self, Tokens};

pub const BADGE: egui::Vec2 = egui::vec2(24.0, 19.0);

/// Paints a grade with its top right corner at a point, a dash where none is given; returns the room taken.
pub fn paint_grade(painter: &Painter, right_top: egui::Pos2, grade: Option<String>, tokens: &Tokens) -> Rect {
    let rect = Rect::from_min_size(pos2(right_top.x - BADGE.x, right_top.y), vec2(BADGE.x, BADGE.y));
    let (fill, edge, color) = match grade {
        Some(_) => (tokens.accent, tokens.accent, tokens.on_accent),
        None => (tokens.surface, tokens.line, tokens.text_weak),
    };
    painter.rect(rect, 4.0, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    let text = grade.unwrap_or_else(|| "–".to_owned());
    painter.text(rect.center(), Align2::CENTER_CENTER, text, theme::strong(theme::BODY), color);
    rect
}

/// Paints what is suggested, without a frame, so that nobody takes it for a grade that was given.
pub fn paint_suggestion(painter: &Painter, right_top: egui::Pos2, suggested: u8, tokens: &Tokens) -> Rect {
    let rect = Rect::from_min_size(pos2(right_top.x - BADGE.x, right_top.y), vec2(BADGE.x, BADGE.y));
    let text = format!("{suggested}?");
    painter.text(rect.center(), Align2::CENTER_CENTER, text, theme::plain(theme::BODY), tokens.text_weak);
    rect
}
