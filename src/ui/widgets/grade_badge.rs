//! A grade in a small frame; a dash where none is given.

use egui::{Align2, Painter, Rect, Stroke, StrokeKind, pos2, vec2};

use crate::ui::theme::{self, Tokens};

pub const BADGE: egui::Vec2 = egui::vec2(24.0, 19.0);

/// Paints a grade with its top right corner at a point; returns the room taken.
pub fn paint_grade(painter: &Painter, right_top: egui::Pos2, grade: Option<String>, tokens: &Tokens) -> Rect {
    let rect = Rect::from_min_size(pos2(right_top.x - BADGE.x, right_top.y), vec2(BADGE.x, BADGE.y));
    let (fill, edge) = if grade.is_some() { (tokens.surface, tokens.accent) } else { (tokens.surface, tokens.line) };
    painter.rect(rect, 4.0, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    let color = if grade.is_some() { tokens.text } else { tokens.text_weak };
    let text = grade.unwrap_or_else(|| "–".to_owned());
    painter.text(rect.center(), Align2::CENTER_CENTER, text, theme::strong(theme::BODY), color);
    rect
}
