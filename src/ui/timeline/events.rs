//! The timeline of an event table: the number of events per day, and a time window.

use egui::{EventFilter, Id, Key, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::scale::Scale;
use super::{AXIS_HEIGHT, GUTTER, TimelinePanel, axis_id, zoom};
use crate::app::{Action, DayCounts, FilterChange, Focus, OpenTable};
use crate::ui::commands::Command;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{elided, heading_ui, weak_ui};
use counterclaim_engine::number;
use counterclaim_model::{SECS_PER_DAY, moment_label};

/// Why the as-of line is not available.
const NO_AS_OF: &str = "The as-of line shows what had been reported by a day. The rows of a table do not give \
     reporting dates, only the day of the event and when the row was last edited.";

/// Draws the days; dragging sets the window, a click removes it.
pub fn ui(panel: &mut TimelinePanel, ui: &mut Ui, cx: &mut Cx<'_>, table: &OpenTable) {
    let margin = egui::Margin { left: theme::MARGIN as i8, right: theme::MARGIN as i8, top: 6, bottom: 2 };
    egui::Frame::new().inner_margin(margin).show(ui, |ui| header_ui(ui, cx, table));
    let rect = ui.available_rect_before_wrap().shrink2(vec2(theme::MARGIN, 2.0));
    let rect = rect.with_min_x(rect.left() + GUTTER);
    let Some(days) = table.table().days() else {
        weak_ui(ui, "This table has no dates.");
        return;
    };
    let scale = Scale::of_days(cx.state.view().timeline, days, rect);
    ui.set_clip_rect(ui.available_rect_before_wrap().intersect(ui.clip_rect()));
    let bars = Rect::from_min_max(pos2(rect.left(), rect.top() + AXIS_HEIGHT), rect.max);
    let ground = ui.interact(bars, Id::unique("timeline_lanes"), Sense::click_and_drag());
    ground.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Timeline: drag to show only events of some days"));
    scale.paint_grid(ui, bars);
    let window = cx.state.view().filter.window;
    let tokens = theme::tokens(ui);
    // A window of one day within years is visible only by its edges.
    let edges = window.map(|(from_s, until_s)| {
        let from = scale.x(from_s);
        Rect::from_x_y_ranges(from..=scale.x(until_s).max(from + 2.0), bars.y_range())
    });
    if let Some(edges) = edges {
        ui.painter().rect_filled(edges, 0.0, tokens.selected);
    }
    panel.brush(ui, cx, &scale, &ground);
    zoom(ui, cx, &scale, &ground);
    paint_days(ui, &table.answer().days, &scale, bars, window);
    if let Some(edges) = edges {
        ui.painter().rect_stroke(edges, 0.0, Stroke::new(1.0, tokens.accent), egui::StrokeKind::Outside);
    }
    axis_ui(ui, cx, &scale);
    tip_ui(&table.answer().days, &scale, ground);
    ui.advance_cursor_after_rect(rect);
}

fn header_ui(ui: &mut Ui, cx: &mut Cx<'_>, table: &OpenTable) {
    ui.horizontal_wrapped(|ui| {
        heading_ui(ui, "Timeline");
        weak_ui(ui, "events by day");
        ui.add_space(theme::MARGIN);
        let button = ui.button("Time window…");
        if button.on_hover_text("Show only events between two days that you type").clicked() {
            cx.push(Command::TimeWindow.action(cx.state));
        }
        // The as-of control of other datasets is shown here too, disabled, so that users find it.
        let as_of = ui.add_enabled(false, egui::Button::selectable(false, "As of"));
        as_of.on_disabled_hover_text(NO_AS_OF);
        weak_ui(ui, "Not available: this file has no reporting dates");
        if let Some(words) = table.window_label() {
            ui.label(egui::RichText::new(words).font(theme::strong(theme::SMALL)));
            if ui.button("All days").clicked() {
                cx.push(Action::Filter(FilterChange::Window(None)));
            }
        }
    });
}

/// One bar for each point of the width: the largest count of a day under it, so that a single day is not lost.
fn paint_days(ui: &Ui, days: &DayCounts, scale: &Scale, rect: Rect, window: Option<(i64, i64)>) {
    let tokens = theme::tokens(ui);
    let columns = rect.width().max(1.0) as usize;
    let day_at = |x: f32| scale.secs(x).div_euclid(SECS_PER_DAY) - i64::from(days.first);
    let most_in = |from: i64, until: i64| {
        let index = |day: i64| usize::try_from(day.max(0)).unwrap_or(0).min(days.counts.len());
        let days = days.counts.get(index(from)..index(until.max(from + 1)));
        days.unwrap_or_default().iter().copied().max().unwrap_or(0)
    };
    let heights: Vec<u32> = (0..columns)
        .map(|column| {
            let x = rect.left() + column as f32;
            most_in(day_at(x), day_at(x + 1.0))
        })
        .collect();
    let most = heights.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return;
    }
    let room = rect.height() - 14.0;
    // Adjacent bars of the same height are drawn as one.
    let mut from = 0;
    let mut mesh = egui::Mesh::default();
    for column in 1..=columns {
        if heights.get(column) == heights.get(from) {
            continue;
        }
        let count = heights.get(from).copied().unwrap_or(0);
        let left = rect.left() + from as f32;
        let right = rect.left() + column as f32;
        if count > 0 {
            let top = rect.bottom() - (room * count as f32 / most as f32).max(1.0);
            let middle_s = scale.secs(f32::midpoint(left, right));
            let is_in = window.is_none_or(|(from_s, until_s)| (from_s..until_s).contains(&middle_s));
            let colour = if is_in { tokens.accent } else { tokens.silent };
            mesh.add_colored_rect(Rect::from_x_y_ranges(left..=right, top..=rect.bottom()), colour);
        }
        from = column;
    }
    ui.painter().add(mesh);
    let words = format!("{}/day", number(f64::from(most)));
    let label = elided(ui, &words, theme::plain(theme::SMALL), tokens.text_weak, GUTTER);
    ui.painter().galley(pos2(rect.left() - GUTTER, rect.top() + 4.0), label, tokens.text_weak);
}

/// The count of the day under the pointer.
fn tip_ui(days: &DayCounts, scale: &Scale, ground: egui::Response) {
    ground.on_hover_ui_at_pointer(|ui| {
        let Some(pointer) = ui.pointer_latest_pos() else { return };
        let day = scale.secs(pointer.x).div_euclid(SECS_PER_DAY);
        let at = usize::try_from(day - i64::from(days.first)).ok();
        let count = at.and_then(|at| days.counts.get(at)).copied().unwrap_or(0);
        let label = moment_label(day * SECS_PER_DAY, 0);
        let label = label.split(',').next().unwrap_or_default();
        ui.add(egui::Label::new(format!("{label}: {} events", number(f64::from(count)))).extend());
    });
}

/// The row with the days takes the focus: left and right move the window, or start one.
fn axis_ui(ui: &mut Ui, cx: &mut Cx<'_>, scale: &Scale) {
    let tokens = theme::tokens(ui);
    let rect = Rect::from_min_size(scale.rect.min, vec2(scale.rect.width(), AXIS_HEIGHT));
    let axis = ui.interact(rect, axis_id(), Sense::click());
    let words = cx.state.table().and_then(OpenTable::window_label).unwrap_or_else(|| "all days".to_owned());
    axis.widget_info(|| WidgetInfo::labeled(Role::Slider, true, format!("Days shown, {words}")));
    scale.paint_axis(ui, rect);
    if cx.state.view().focus == Some(Focus::Timeline) || axis.clicked() {
        axis.request_focus();
    }
    if !axis.has_focus() {
        return;
    }
    ui.painter().rect_stroke(rect, 2.0, Stroke::new(1.5, tokens.accent), egui::StrokeKind::Inside);
    let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(axis.id, arrows));
    for (key, sign) in [(Key::ArrowLeft, -1), (Key::ArrowRight, 1)] {
        if ui.input(|input| input.key_pressed(key)) {
            cx.push(Action::Filter(FilterChange::Window(moved(cx, scale, sign))));
        }
    }
}

/// The window moved by its own length; without one, a month at the end or the beginning of the visible range.
fn moved(cx: &Cx<'_>, scale: &Scale, sign: i64) -> Option<(i64, i64)> {
    if let Some((from_s, until_s)) = cx.state.view().filter.window {
        let by = sign * (until_s - from_s);
        return Some((from_s + by, until_s + by));
    }
    let (first, last) = cx.state.table()?.table().days()?;
    let first_s = i64::from(first) * SECS_PER_DAY;
    let end_s = (i64::from(last) + 1) * SECS_PER_DAY;
    let from_s = scale.secs(scale.rect.left()).max(first_s);
    let until_s = scale.secs(scale.rect.right()).min(end_s).div_euclid(SECS_PER_DAY) * SECS_PER_DAY;
    let month = 30 * SECS_PER_DAY;
    Some(if sign < 0 { (until_s - month, until_s) } else { (from_s, from_s + month) })
}
