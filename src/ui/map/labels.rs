//! Names on the map that do not overlap: the one placed first stays.

use egui::{Align2, Pos2, Rect, Stroke, Ui, vec2};

use super::marks::{Mark, RING_RADIUS};
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::bidi_visual;

/// The rectangles without room.
pub struct Labels {
    taken: Vec<Rect>,
    bounds: Rect,
}

impl Labels {
    /// No names yet, and rectangles that none may cover.
    pub fn beside(taken: Vec<Rect>, bounds: Rect) -> Self {
        Self { taken, bounds }
    }

    fn is_free(&self, rect: Rect) -> bool {
        self.bounds.contains_rect(rect) && !self.taken.iter().any(|taken| taken.intersects(rect))
    }

    /// The name of a mark, on the side where there is room.
    pub fn place_bold(&mut self, ui: &Ui, mark: &Mark<'_>, name: &str, tokens: &Tokens) {
        let font = theme::strong(theme::BODY);
        let galley = ui.painter().layout_no_wrap(bidi_visual(ui, name).into_owned(), font, tokens.text);
        let size = galley.size();
        let off = RING_RADIUS + 9.0;
        let corners = [
            mark.at + vec2(off, -size.y / 2.0),
            mark.at + vec2(-off - size.x, -size.y / 2.0),
            mark.at + vec2(-size.x / 2.0, off),
            mark.at + vec2(-size.x / 2.0, -off - size.y),
        ];
        let free = corners.into_iter().find(|corner| self.is_free(Rect::from_min_size(*corner, size).expand(2.0)));
        if let Some(corner) = free {
            let rect = Rect::from_min_size(corner, size).expand(2.0);
            self.taken.push(rect);
            ui.painter().rect_filled(rect, 3.0, tokens.halo.gamma_multiply(0.75));
            ui.painter().galley(corner, galley, tokens.text);
        }
    }

    /// The name of an area over its highest point or under its lowest, where there is room.
    pub fn place_area(&mut self, ui: &Ui, [top, bottom]: [Pos2; 2], words: &str, tokens: &Tokens) {
        let galley =
            ui.painter().layout_no_wrap(bidi_visual(ui, words).into_owned(), theme::plain(theme::SMALL), tokens.area);
        let over = Align2::CENTER_BOTTOM.anchor_size(top - vec2(0.0, 4.0), galley.size());
        let under = Align2::CENTER_TOP.anchor_size(bottom + vec2(0.0, 4.0), galley.size());
        if let Some(rect) = [over, under].into_iter().find(|rect| self.is_free(rect.expand(2.0))) {
            self.taken.push(rect.expand(2.0));
            ui.painter().rect_filled(rect.expand(2.0), 3.0, tokens.halo.gamma_multiply(0.8));
            ui.painter().galley(rect.min, galley, tokens.area);
        }
    }

    /// A dot with a quiet name; hollow if an analyst has placed it.
    pub fn place_dot(&mut self, ui: &Ui, at: Pos2, name: &str, is_hollow: bool, tokens: &Tokens) {
        if !self.bounds.contains(at) {
            return;
        }
        let font = theme::plain(theme::SMALL);
        let galley = ui.painter().layout_no_wrap(bidi_visual(ui, name).into_owned(), font, tokens.text_weak);
        let corner = at + vec2(6.0, -galley.size().y / 2.0);
        let rect = Rect::from_min_max(at - vec2(3.0, 3.0), corner + galley.size())
            .union(Rect::from_min_size(corner, galley.size()));
        if self.is_free(rect.expand(1.0)) {
            self.taken.push(rect.expand(3.0));
            if is_hollow {
                ui.painter().circle_stroke(at, 2.5, Stroke::new(1.0, tokens.text_weak))
            } else {
                ui.painter().circle_filled(at, 2.0, tokens.text_weak)
            };
            ui.painter().galley(corner, galley, tokens.text_weak);
        }
    }
}
