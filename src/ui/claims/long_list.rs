//! A list of any length with rows of equal height: only visible rows are drawn.
//!
//! A scroll area positions its content in points, which lose precision at a million rows; here the first visible row is
//! a number, and the scroll bar is drawn by hand.

use egui::{Id, Key, Modifiers, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::Action;
use crate::ui::panel::Cx;
use crate::ui::theme;

/// Width of the scroll bar, and the least height of its handle, in points.
const BAR: f32 = 10.0;
const HANDLE: f32 = 24.0;

/// The scroll position of a long list.
#[derive(Default)]
pub struct LongList {
    /// The row at the top, and how much of it is scrolled away.
    top: f64,
}

/// The length of the list, the height of its rows in points, and the name of its scroll bar.
#[derive(Clone, Copy)]
pub struct Rows {
    pub count: usize,
    pub height: f32,
    pub bar: &'static str,
}

impl Rows {
    /// How many rows fit into a rectangle.
    pub fn page(self, rect: Rect) -> f64 {
        f64::from(rect.height() / self.height).max(1.0)
    }
}

impl LongList {
    /// Handles the wheel and draws the scroll bar; returns the visible rows with their positions.
    pub fn ui(&mut self, ui: &Ui, rect: Rect, rows: Rows) -> Vec<(usize, Rect)> {
        let ground = ui.interact(rect, Id::unique(("long_list", rows.bar)), Sense::hover());
        if ground.contains_pointer() || ui.rect_contains_pointer(rect) {
            self.top -= f64::from(ui.input(|input| input.smooth_scroll_delta().y) / rows.height);
        }
        let page = rows.page(rect);
        self.bar_ui(ui, rect, rows, page);
        self.top = self.top.clamp(0.0, (rows.count as f64 - page).max(0.0));
        let first = self.top as usize;
        let offset = (self.top.fract() as f32) * rows.height;
        let row = |at: usize| {
            let top = rect.top() + at as f32 * rows.height - offset;
            let size = vec2(rect.width() - BAR, rows.height);
            (first + at, Rect::from_min_size(pos2(rect.left(), top), size))
        };
        (0..=(page as usize + 1)).map(row).filter(|(at, _)| *at < rows.count).collect()
    }

    /// Scrolls to a row: steps move the list as little as needed, jumps put the row in the middle.
    pub fn bring(&mut self, at: usize, page: f64) {
        let at = at as f64;
        if at >= self.top && at + 1.0 <= self.top + page {
            return;
        }
        let is_near = (at - self.top).abs() < page + 2.0;
        self.top = match is_near {
            true if at < self.top => at,
            true => at + 1.0 - page,
            false => at - page / 2.0,
        };
    }

    /// The scroll bar: dragging it goes anywhere in the list.
    fn bar_ui(&mut self, ui: &Ui, rect: Rect, rows: Rows, page: f64) {
        let most = (rows.count as f64 - page).max(0.0);
        if most <= 0.0 {
            return;
        }
        let tokens = theme::tokens(ui);
        let lane = rect.with_min_x(rect.right() - BAR);
        let height = (f64::from(lane.height()) * page / rows.count as f64).max(f64::from(HANDLE)) as f32;
        let room = f64::from((lane.height() - height).max(1.0));
        let response = ui.interact(lane, Id::unique(("long_list_bar", rows.bar)), Sense::drag());
        if let Some(pointer) = response.interact_pointer_pos() {
            let at = f64::from(pointer.y - lane.top() - height / 2.0) / room;
            self.top = at.clamp(0.0, 1.0) * most;
        }
        let top = lane.top() + (self.top.clamp(0.0, most) / most * room) as f32;
        let handle = Rect::from_min_size(pos2(lane.left() + 2.0, top), vec2(BAR - 4.0, height));
        let colour = if response.hovered() || response.dragged() { tokens.text_weak } else { tokens.hatch };
        ui.painter().rect_filled(handle, 3.0, colour);
        response.widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, rows.bar));
    }
}

/// Page up and down, and Home and End with Ctrl, move the selection far.
pub fn page_keys(ui: &Ui, cx: &mut Cx<'_>, count: usize, page: f64) {
    let all = isize::try_from(count).unwrap_or(isize::MAX);
    let page = (page as isize - 1).max(1);
    // Home and End alone belong to map and timeline.
    let none = Modifiers::NONE;
    let ctrl = Modifiers::COMMAND;
    let keys =
        [(none, Key::PageUp, -page), (none, Key::PageDown, page), (ctrl, Key::Home, -all), (ctrl, Key::End, all)];
    for (modifiers, key, step) in keys {
        if ui.input_mut(|input| input.consume_key(modifiers, key)) {
            cx.push(Action::SelectStep(step));
        }
    }
}
