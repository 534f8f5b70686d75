//! The events of a table as a long list.

use egui::{EventFilter, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::long_list::{LongList, Rows, page_keys};
use crate::app::{Action, Focus, OpenTable, Selection, Tab};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{BADGE, elided, marked_galley, paint_grade, paint_ground, sanitize};
use counterclaim_model::{EventField, EventId, EventRow, Id as _};

/// Height of an event, in points.
const ROW: f32 = 68.0;
const PADDING: f32 = 8.0;

#[derive(Default)]
pub struct TableList {
    list: LongList,
    /// The position of the selection that the list last scrolled to, with the list's revision.
    scrolled_to: Option<(EventId, u64)>,
    had_focus: bool,
}

impl TableList {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, table: &OpenTable) {
        let rect = ui.available_rect_before_wrap();
        let count = table.answer().order.len();
        let rows = Rows { count, height: ROW, bar: "Place in the list of events" };
        let page = rows.page(rect);
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        let gives_focus = self.follow_selection(cx, table, page);
        for (at, row_rect) in self.list.ui(ui, rect, rows) {
            let Some(row) = table.answer().order.get(at) else { break };
            let id = EventId::from_index(*row as usize);
            let Some(event) = table.table().event(id) else { continue };
            let is_selected = table.event() == Some(id);
            let response = event_ui(ui, cx, &event, row_rect, is_selected, (at + 1, count));
            if gives_focus && (is_selected || (table.position().is_none() && at == 0)) {
                response.request_focus();
            }
            if response.has_focus() {
                self.had_focus = true;
                // The arrows move the selection, not only the focus.
                let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
                ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
                page_keys(ui, cx, count, page);
            }
            if response.clicked() {
                cx.push(Action::Select(Selection::Event(id)));
                cx.push(Action::ShowTab(if is_selected { Tab::CLAIM } else { Tab::CLAIMS }));
            }
        }
        ui.advance_cursor_after_rect(rect);
    }

    /// Scrolls to a new selection; returns whether its row gets the focus.
    fn follow_selection(&mut self, cx: &Cx<'_>, table: &OpenTable, page: f64) -> bool {
        let target = table.event().map(|event| (event, table.revision()));
        let is_new = self.scrolled_to.map(|(event, _)| event) != table.event();
        if self.scrolled_to != target
            && !table.is_counting()
            && let Some(position) = table.position()
        {
            self.list.bring(position, page);
            self.scrolled_to = target;
        } else if table.event().is_none() {
            self.scrolled_to = None;
        }
        let follows = std::mem::take(&mut self.had_focus) && is_new;
        follows || cx.state.view().focus == Some(Focus::Cards)
    }
}

/// One event: proposition, place and time, number of sources, and the analyst's grade.
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
    let words = cx.state.searched_label();
    let title = marked_galley(ui, &proposition, &words, (theme::strong(theme::BODY), tokens.text), room, 2);
    ui.painter().galley(inner.left_top(), title, tokens.text);
    paint_grade(ui.painter(), inner.right_top(), grade.map(|grade| grade.to_string()), tokens);
    let line = facts(event);
    let figure = cx.state.event_figure(event.id, &key).and_then(|computed| computed.label());
    let room = inner.width() - figure_ui(ui, cx, inner, figure.as_deref());
    let facts = elided(ui, &line, theme::plain(theme::SMALL), tokens.text_weak, room);
    ui.painter().galley(pos2(inner.left(), inner.bottom() - facts.size().y), facts, tokens.text_weak);
    response.widget_info(|| {
        let graded = grade.map_or_else(|| "ungraded".to_owned(), |grade| format!("your grade {grade}"));
        let place = format!("event {number} of {count}");
        let computed = figure.as_ref().map_or_else(String::new, |words| format!("estimate: {words}, "));
        let words = format!("{}, {line}, {computed}{graded}, {place}", sanitize(&proposition));
        WidgetInfo::selected(Role::Button, true, is_selected, words)
    });
    response
}

/// The estimate at the lower right, drawn weakly while it is being recalculated; returns the room taken.
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
    parts.push(event.time().map_or_else(|| "no date".to_owned(), |time| time.label()));
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
