//! Chips: short words in a rounded field.

use egui::{Pos2, Rect, Response, Sense, Ui, WidgetInfo, vec2};

use super::text::{elided, sanitize};
use crate::ui::theme::{self, Tokens};

pub const CHIP_HEIGHT: f32 = 18.0;
const PADDING: f32 = 7.0;

/// The width of a chip with the given words, in points.
pub fn chip_width(ui: &Ui, words: &str) -> f32 {
    let galley = elided(ui, words, theme::plain(theme::SMALL), theme::LIGHT.text, f32::INFINITY);
    galley.size().x + 2.0 * PADDING
}

/// Paints a chip with its left top at a point; returns the room taken.
pub fn paint_chip(ui: &Ui, left_top: Pos2, words: &str, tokens: &Tokens) -> Rect {
    let galley = elided(ui, words, theme::plain(theme::SMALL), tokens.text_weak, f32::INFINITY);
    let rect = Rect::from_min_size(left_top, vec2(galley.size().x + 2.0 * PADDING, CHIP_HEIGHT));
    ui.painter().rect_filled(rect, CHIP_HEIGHT / 2.0, tokens.field);
    let at = rect.left_center() + vec2(PADDING, -galley.size().y / 2.0);
    ui.painter().galley(at, galley, tokens.text_weak);
    rect
}

/// A chip that can be clicked, for example to take a filter or a tag away.
pub fn chip_ui(ui: &mut Ui, words: &str, name: &str) -> Response {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(chip_width(ui, words), CHIP_HEIGHT + 2.0), Sense::click());
    let fill = if response.hovered() || response.has_focus() { tokens.selected } else { tokens.field };
    ui.painter().rect_filled(rect, rect.height() / 2.0, fill);
    let galley = elided(ui, words, theme::plain(theme::SMALL), tokens.text, f32::INFINITY);
    let at = rect.left_center() + vec2(PADDING, -galley.size().y / 2.0);
    ui.painter().galley(at, galley, tokens.text);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, sanitize(name)));
    response
}
