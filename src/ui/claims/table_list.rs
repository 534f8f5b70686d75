//! The events of a table as a list of any length: only the rows in sight are looked at.
//!
//! A scroll area places its content in points, which run out of digits at a million rows;
//! here the first row in sight is a number, and the bar at the side is drawn by hand.

use egui::{EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::{Action, Focus, OpenTable, Selection, Tab};
use crate::model::{EventField, EventId, EventRow, Id as _};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{BADGE, elided, marked_galley, paint_grade, paint_ground, shown};

/// Height of an event, in points.
const ROW: f32 = 68.0;
const PADDING: f32 = 8.0;
/// Width of the bar at the side, and the least height of its handle.
const BAR: f32 = 10.0;
const HANDLE: f32 = 24.0;

#[derive(Default)]
pub struct TableList {
    /// The row at the top, and how much of it is scrolled away.
    top: f64,
    /// The place of the selection that the list was last scrolled to, with the list's revision.
    scrolled_to: Option<(EventId, u64)>,
    had_focus: bool,
}

impl TableList {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, table: &OpenTable) {
        let rect = ui.available_rect_before_wrap();
        let count = table.answer().order.len();
        let page = f64::from(rect.height() / ROW).max(1.0);
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        let ground = ui.interact(rect, Id::unique("event_list"), Sense::hover());
        if ground.contains_pointer() || ui.rect_contains_pointer(rect) {
            self.top -= f64::from(ui.input(|input| input.smooth_scroll_delta().y) / ROW);
        }
        let gives_focus = self.follow_selection(cx, table, page);
        self.bar_ui(ui, rect, count, page);
        self.top = self.top.clamp(0.0, (count as f64 - page).max(0.0));
        let (first, offset) = (self.top as usize, (self.top.fract() as f32) * ROW);
        let width = rect.width() - BAR;
        for at in 0..=(page as usize + 1) {
            let Some(row) = table.answer().order.get(first + at) else { break };
            let id = EventId::from_index(*row as usize);
            let Some(event) = table.table().event(id) else { continue };
            let top = rect.top() + at as f32 * ROW - offset;
            let row_rect = Rect::from_min_size(pos2(rect.left(), top), vec2(width, ROW));
            let is_selected = table.event() == Some(id);
            let response = event_ui(ui, cx, &event, row_rect, is_selected, (first + at + 1, count));
            if gives_focus && (is_selected || (table.position().is_none() && at == 0)) {
                response.request_focus();
            }
            if response.has_focus() {
                self.had_focus = true;
                // The arrows move the selection, not only the keyboard's place.
                let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
                ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
                page_keys(ui, cx, count, page);
            }
            if response.clicked() {
                cx.push(Action::Select(Selection::Event(id)));
                cx.push(Action::ShowTab(if is_selected { Tab::Claim } else { Tab::Claims }));
            }
        }
        ui.advance_cursor_after_rect(rect);
    }

    /// Scrolls to a selection that is new; whether its row is to have the keyboard.
    fn follow_selection(&mut self, cx: &Cx<'_>, table: &OpenTable, page: f64) -> bool {
        let target = table.event().map(|event| (event, table.revision()));
        let is_new = self.scrolled_to.map(|(event, _)| event) != table.event();
        if self.scrolled_to != target
            && !table.is_counting()
            && let Some(position) = table.position()
        {
            let at = position as f64;
            if at < self.top || at + 1.0 > self.top + page {
                // Steps move the list as little as needed; jumps put the row in the middle.
                let is_near = (at - self.top).abs() < page + 2.0;
                self.top = match is_near {
                    true if at < self.top => at,
                    true => at + 1.0 - page,
                    false => at - page / 2.0,
                };
            }
            self.scrolled_to = target;
        } else if table.event().is_none() {
            self.scrolled_to = None;
        }
        let follows = std::mem::take(&mut self.had_focus) && is_new;
        follows || cx.state.view().focus == Some(Focus::Cards)
    }

    /// The bar at the side: dragging it goes anywhere in the list.
    fn bar_ui(&mut self, ui: &Ui, rect: Rect, count: usize, page: f64) {
        let most = (count as f64 - page).max(0.0);
        if most <= 0.0 {
            return;
        }
        let tokens = theme::tokens(ui);
        let lane = rect.with_min_x(rect.right() - BAR);
        let height = (f64::from(lane.height()) * page / count as f64).max(f64::from(HANDLE)) as f32;
        let room = f64::from((lane.height() - height).max(1.0));
        let response = ui.interact(lane, Id::unique("event_list_bar"), Sense::drag());
        if let Some(pointer) = response.interact_pointer_pos() {
            let at = f64::from(pointer.y - lane.top() - height / 2.0) / room;
            self.top = at.clamp(0.0, 1.0) * most;
        }
        let top = lane.top() + (self.top.clamp(0.0, most) / most * room) as f32;
        let handle = Rect::from_min_size(pos2(lane.left() + 2.0, top), vec2(BAR - 4.0, height));
        let colour = if response.hovered() || response.dragged() { tokens.text_weak } else { tokens.hatch };
        ui.painter().rect_filled(handle, 3.0, colour);
        response.widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, "Place in the list of events"));
    }
}

/// Page keys, and Home and End with Ctrl, move the selection far.
fn page_keys(ui: &Ui, cx: &mut Cx<'_>, count: usize, page: f64) {
    let all = isize::try_from(count).unwrap_or(isize::MAX);
    let page = (page as isize - 1).max(1);
    // Home and End alone are for map and timeline.
    let (none, ctrl) = (Modifiers::NONE, Modifiers::COMMAND);
    let keys =
        [(none, Key::PageUp, -page), (none, Key::PageDown, page), (ctrl, Key::Home, -all), (ctrl, Key::End, all)];
    for (modifiers, key, step) in keys {
        if ui.input_mut(|input| input.consume_key(modifiers, key)) {
            cx.push(Action::SelectStep(step));
        }
    }
}

/// One event: what is claimed, where and when, how many sources, and the analyst's grade.
fn event_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    event: &EventRow<'_>,
    rect: Rect,
    is_selected: bool,
    (number, count): (usize, usize),
) -> Response {
    let tokens = theme::tokens(ui);
    let response = ui.interact(rect, ui.scope_id().with(("event", event.id.index())), Sense::click());
    paint_ground(ui, rect, &response, is_selected);
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, tokens.line));

    let inner = rect.shrink2(vec2(theme::MARGIN, PADDING));
    let key = event.key();
    let grade = cx.state.judgement().and_then(|own| own.claim_credibility(&key)).map(|grade| grade.number());
    let proposition = event.proposition();
    let room = inner.width() - BADGE.x - theme::GAP;
    let words = cx.state.searched_words();
    let title = marked_galley(ui, &proposition, &words, (theme::strong(theme::BODY), tokens.text), room, 2);
    ui.painter().galley(inner.left_top(), title, tokens.text);
    paint_grade(ui.painter(), inner.right_top(), grade.map(|grade| grade.to_string()), tokens);
    let line = facts(event);
    let figure = cx.state.event_figure(event.id, &key).and_then(|computed| computed.words());
    let room = inner.width() - figure_ui(ui, cx, inner, figure.as_deref());
    let facts = elided(ui, &line, theme::plain(theme::SMALL), tokens.text_weak, room);
    ui.painter().galley(pos2(inner.left(), inner.bottom() - facts.size().y), facts, tokens.text_weak);
    response.widget_info(|| {
        let graded = grade.map_or_else(|| "not graded".to_owned(), |grade| format!("your grade {grade}"));
        let place = format!("event {number} of {count}");
        let computed = figure.as_ref().map_or_else(String::new, |words| format!("computed: {words}, "));
        let words = format!("{}, {line}, {computed}{graded}, {place}", shown(&proposition));
        WidgetInfo::selected(Role::Button, true, is_selected, words)
    });
    response
}

/// The computed figure at the lower right, weakly while a new one is on its way; the room that it takes.
fn figure_ui(ui: &Ui, cx: &Cx<'_>, inner: Rect, words: Option<&str>) -> f32 {
    let Some(words) = words else {
        return 0.0;
    };
    let tokens = theme::tokens(ui);
    let is_stale = cx.state.figures_are_stale();
    let (words, color) =
        if is_stale { (format!("{words} …"), tokens.text_weak) } else { (words.to_owned(), tokens.text) };
    let words = elided(ui, &words, theme::plain(theme::SMALL), color, inner.width() * 0.45);
    let size = words.size();
    ui.painter().galley(inner.right_bottom() - size, words, color);
    size.x + theme::GAP
}

/// `24 May 2022 · Korkorshi · 2 sources · 2 deaths`.
fn facts(event: &EventRow<'_>) -> String {
    let mut parts = Vec::new();
    parts.push(event.time().map_or_else(|| "no day".to_owned(), |time| time.label()));
    parts.push(event.text(EventField::Admin1).to_owned());
    let sources = event.sources().count();
    parts.push(match sources {
        0 => String::new(),
        1 => "1 source".to_owned(),
        _ => format!("{sources} sources"),
    });
    parts.push(match event.fatalities {
        None => "deaths unknown".to_owned(),
        Some(0) => "no deaths".to_owned(),
        Some(1) => "1 death".to_owned(),
        Some(count) => format!("{count} deaths"),
    });
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}
