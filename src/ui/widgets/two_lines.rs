//! A list row of two lines that can be pressed and takes the focus in turn.

use egui::{Id, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::elided;
use crate::ui::theme;

/// Height of a row, in points.
pub const TWO_LINES: f32 = 40.0;

/// The text of a row; `id` does not depend on the rows before it.
pub struct TwoLines<'a> {
    pub id: Id,
    pub is_selected: bool,
    pub first: &'a str,
    pub second: &'a str,
    /// The accessible name.
    pub name: &'a str,
}

impl TwoLines<'_> {
    pub fn ui(self, ui: &mut Ui) -> Response {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), TWO_LINES), Sense::hover());
        let response = ui.interact(rect, self.id, Sense::click());
        let tokens = theme::tokens(ui);
        let ground = match (self.is_selected, response.hovered()) {
            (true, _) => Some(tokens.selected),
            (false, true) => Some(tokens.hovered),
            (false, false) => None,
        };
        if let Some(ground) = ground {
            ui.painter().rect_filled(rect, 4.0, ground);
        }
        if self.is_selected {
            let bar = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
            ui.painter().rect_filled(bar, 1.0, tokens.accent);
        }
        if response.has_focus() {
            let stroke = Stroke::new(2.0, tokens.accent);
            ui.painter().rect_stroke(rect, 4.0, stroke, egui::StrokeKind::Inside);
        }
        if response.gained_focus() {
            ui.scroll_to_rect(rect, None);
        }
        let left = rect.left() + 10.0;
        let width = rect.width() - 18.0;
        let first = elided(ui, self.first, theme::plain(theme::BODY), tokens.text, width);
        ui.painter().galley(pos2(left, rect.top() + 4.0), first, tokens.text);
        let second = elided(ui, self.second, theme::plain(theme::SMALL), tokens.text_weak, width);
        ui.painter().galley(pos2(left, rect.top() + 21.0), second, tokens.text_weak);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, self.is_selected, self.name));
        response
    }
}
