//! The timeline: when statements were reported and events occurred, the time window, and the as-of line.
//!
//! `scale.rs` is the geometry and the ticks, `lanes.rs` draws statements and events, `bars.rs` draws them if there are
//! very many, `curve.rs` draws the probability of the selected claim.

mod bars;
mod curve;
pub mod day;
mod events;
mod lanes;
mod points;
mod scale;

use egui::{EventFilter, Id, Key, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use self::curve::CurveLane;
use self::lanes::Lanes;
use self::scale::Scale;
use super::commands::Command;
use super::panel::{Cx, Panel};
use super::theme;
use super::widgets::{heading_ui, paint_mark, weak_ui};
use crate::app::{Action, AsOfStep, FilterChange, Focus, as_of};
use counterclaim_model::{Dataset, Stance};

/// Height of the row with the days, in points.
const AXIS_HEIGHT: f32 = 22.0;
/// Room for the names of the lanes, in points.
const GUTTER: f32 = 58.0;
/// From this height of the lanes on there is room for the curve; the share of the height that it takes, in points.
const WITH_CURVE: f32 = 110.0;
const CURVE_SHARE: f32 = 0.38;
const MIN_CURVE: f32 = 70.0;
/// How long the as-of line stays on a day while it plays, in seconds.
const PLAY_SECS: f64 = 0.7;

#[derive(Default)]
pub struct TimelinePanel {
    /// Where the window being dragged began.
    brush_from_s: Option<i64>,
    /// When the as-of line last moved while playing.
    last_step: Option<f64>,
    lanes: Lanes,
    curve: CurveLane,
}

/// The widget with the timeline's keys.
pub fn axis_id() -> Id {
    Id::unique("timeline_axis")
}

impl Panel for TimelinePanel {
    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(table) = cx.state.table() {
            return events::ui(self, ui, cx, table);
        }
        let Some(dataset) = cx.state.dataset() else {
            return;
        };
        let margin = egui::Margin { left: theme::MARGIN as i8, right: theme::MARGIN as i8, top: 6, bottom: 2 };
        egui::Frame::new().inner_margin(margin).show(ui, |ui| header_ui(ui, cx, dataset));
        let rect = ui.available_rect_before_wrap().shrink2(vec2(theme::MARGIN, 2.0));
        let rect = rect.with_min_x(rect.left() + GUTTER);
        let Some(scale) = Scale::new(cx.state.view().timeline, cx.state.reach(), dataset.header().offset_min, rect)
        else {
            egui::Frame::new().inner_margin(margin).show(ui, |ui| weak_ui(ui, "This dataset has no dates."));
            return;
        };
        ui.set_clip_rect(ui.available_rect_before_wrap().intersect(ui.clip_rect()));
        let lanes_height = rect.height() - AXIS_HEIGHT;
        let curve = CurveLane::claim(cx, dataset).filter(|_| lanes_height >= WITH_CURVE);
        let curve_top = rect.bottom() - curve.map_or(0.0, |_| (lanes_height * CURVE_SHARE).max(MIN_CURVE));
        self.lanes_ui(ui, cx, dataset, &scale, curve_top);
        axis_ui(ui, cx, dataset, &scale);
        // What is known now is not drawn behind the veil over what was not known then.
        if let Some(claim) = curve {
            self.curve.ui(ui, cx, dataset, claim, &scale, rect.with_min_y(curve_top));
        }
        self.play(ui, cx);
        ui.advance_cursor_after_rect(rect);
    }
}

impl TimelinePanel {
    fn lanes_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, scale: &Scale, lanes_end: f32) {
        let rect = Rect::from_min_max(pos2(scale.rect.left(), scale.rect.top() + AXIS_HEIGHT), scale.rect.max);
        let ground = ui.interact(rect, Id::unique("timeline_lanes"), Sense::click_and_drag());
        ground.widget_info(|| {
            WidgetInfo::labeled(Role::Canvas, true, "Timeline: drag to show only claims reported then")
        });
        scale.paint_grid(ui, rect);
        if let Some((from_s, until_s)) = cx.state.view().filter.window {
            let tokens = theme::tokens(ui);
            let window = Rect::from_x_y_ranges(scale.x(from_s)..=scale.x(until_s), rect.y_range());
            ui.painter().rect_filled(window, 0.0, tokens.selected);
            ui.painter().rect_stroke(window, 0.0, Stroke::new(1.0, tokens.accent), egui::StrokeKind::Inside);
        }
        self.brush(ui, cx, scale, &ground);
        zoom(ui, cx, scale, &ground);
        let rect = rect.with_max_y(lanes_end);
        self.lanes.ui(ui, cx, dataset, scale, rect);
        self.lanes.tip_ui(ui, ground, dataset, scale, rect);
    }

    /// Dragging over the lanes sets the window; a click on empty space removes it.
    fn brush(&mut self, ui: &Ui, cx: &mut Cx<'_>, scale: &Scale, ground: &Response) {
        let pointer = ui.pointer_latest_pos().map(|at| scale.secs(at.x));
        if ground.drag_started() {
            self.brush_from_s = ui.input(|input| input.pointer.press_origin()).map(|at| scale.secs(at.x));
        }
        if let (Some(from_s), Some(to_s), true) = (self.brush_from_s, pointer, ground.dragged()) {
            let window = (from_s.min(to_s), from_s.max(to_s));
            cx.push(Action::Filter(FilterChange::Window(Some(window).filter(|(from_s, to_s)| from_s < to_s))));
        }
        if ground.drag_stopped() {
            self.brush_from_s = None;
        }
        if ground.clicked() && cx.state.view().filter.window.is_some() {
            cx.push(Action::Filter(FilterChange::Window(None)));
        }
    }

    /// Moves the as-of line forward while it plays.
    fn play(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        if !cx.state.view().is_playing {
            self.last_step = None;
            return;
        }
        let now = ui.input(|input| input.time);
        let since = *self.last_step.get_or_insert(now);
        let left = PLAY_SECS - (now - since);
        if left <= 0.0 {
            self.last_step = Some(now);
            cx.push(Action::StepAsOf(AsOfStep::DayForward));
        }
        ui.request_repaint_after(std::time::Duration::from_secs_f64(left.max(0.05)));
    }
}

/// The legend and the controls of the as-of line.
fn header_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset) {
    ui.horizontal_wrapped(|ui| {
        heading_ui(ui, "Timeline");
        let is_told = |stance: &Stance| dataset.stances().contains(stance);
        let stances = [Stance::Supports, Stance::Denies, Stance::Doubts, Stance::CannotVerify, Stance::Unstated];
        for stance in stances.into_iter().filter(is_told) {
            let (rect, _) = ui.allocate_exact_size(vec2(10.0, 14.0), Sense::hover());
            paint_mark(ui.painter(), rect.center(), stance, theme::tokens(ui));
            weak_ui(ui, stance.label());
        }
        ui.add_space(theme::MARGIN);
        let as_of_s = cx.state.view().as_of_s;
        let toggle = ui.selectable_label(as_of_s.is_some(), "As of").on_hover_text(Command::AsOf.help());
        if toggle.clicked() {
            cx.push(Command::AsOf.action(cx.state));
        }
        let steps = [Command::StatementBack, Command::DayBack, Command::DayForward, Command::StatementForward];
        for command in steps {
            let button = step_button(ui, command);
            if button.clicked() {
                cx.push(command.action(cx.state));
            }
        }
        let is_playing = cx.state.view().is_playing;
        let words = if is_playing { "Stop" } else { "Play" };
        if ui.button(words).on_hover_text(Command::Play.help()).clicked() {
            cx.push(Action::Play(!is_playing));
        }
        if let Some(as_of_s) = as_of_s {
            ui.label(egui::RichText::new(as_of::describe(dataset, as_of_s)).font(theme::strong(theme::SMALL)));
            let hidden = cx.state.visible().not_yet;
            if hidden > 0 {
                let claims = if hidden == 1 { "claim" } else { "claims" };
                weak_ui(ui, &format!("{hidden} {claims} made later (hidden)"));
            }
        }
    });
}

/// A small button with a painted arrow, so that no font needs to have it.
fn step_button(ui: &mut Ui, command: Command) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, 20.0), Sense::click());
    let visuals = *ui.style().interact(&response);
    ui.painter().rect_filled(rect, 4.0, visuals.weak_bg_fill);
    let color = visuals.fg_stroke.color;
    let points_right = matches!(command, Command::DayForward | Command::StatementForward);
    let has_bar = matches!(command, Command::StatementBack | Command::StatementForward);
    let sign = if points_right { 1.0 } else { -1.0 };
    let center = rect.center();
    let arrow = vec![center + vec2(4.0 * sign, 0.0), center + vec2(-3.0 * sign, 4.0), center + vec2(-3.0 * sign, -4.0)];
    ui.painter().add(egui::Shape::convex_polygon(arrow, color, Stroke::NONE));
    if has_bar {
        let x = center.x + 6.0 * sign;
        ui.painter().line_segment([pos2(x, center.y - 4.0), pos2(x, center.y + 4.0)], Stroke::new(1.5, color));
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 4.0, Stroke::new(1.5, theme::tokens(ui).accent), egui::StrokeKind::Outside);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, command.label()));
    response.on_hover_text(command.help())
}

/// The row with the days: a click or drag moves the as-of line.
fn axis_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, scale: &Scale) {
    let tokens = theme::tokens(ui);
    let rect = Rect::from_min_size(scale.rect.min, vec2(scale.rect.width(), AXIS_HEIGHT));
    let axis = ui.interact(rect, axis_id(), Sense::click_and_drag());
    axis.widget_info(|| {
        let words =
            cx.state.view().as_of_s.map_or_else(|| "off".to_owned(), |as_of_s| as_of::describe(dataset, as_of_s));
        WidgetInfo::labeled(Role::Slider, true, format!("As-of line, {words}"))
    });
    scale.paint_axis(ui, rect);
    if cx.state.view().focus == Some(Focus::Timeline) || axis.clicked() {
        axis.request_focus();
    }
    if (axis.clicked() || axis.dragged())
        && let Some(pointer) = axis.interact_pointer_pos()
    {
        cx.push(Action::SetAsOf(Some(scale.snapped(pointer.x))));
    }
    if axis.has_focus() {
        ui.painter().rect_stroke(rect, 2.0, Stroke::new(1.5, tokens.accent), egui::StrokeKind::Inside);
        let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(axis.id, arrows));
        for (key, step) in [(Key::ArrowLeft, AsOfStep::DayBack), (Key::ArrowRight, AsOfStep::DayForward)] {
            if ui.input(|input| input.key_pressed(key)) {
                cx.push(Action::StepAsOf(step));
            }
        }
    }
    let Some(as_of_s) = cx.state.view().as_of_s else {
        return;
    };
    let x = scale.x(as_of_s);
    let later = Rect::from_x_y_ranges(x..=scale.rect.right(), (scale.rect.top() + AXIS_HEIGHT)..=scale.rect.bottom());
    ui.painter().rect_filled(later, 0.0, tokens.later);
    let handle = Rect::from_center_size(pos2(x, rect.center().y), vec2(9.0, AXIS_HEIGHT - 6.0));
    ui.painter().line_segment([pos2(x, rect.top()), pos2(x, scale.rect.bottom())], Stroke::new(2.0, tokens.as_of));
    ui.painter().rect_filled(handle, 3.0, tokens.as_of);
    axis.on_hover_cursor(egui::CursorIcon::ResizeHorizontal);
}

/// The wheel zooms the timeline around the pointer; horizontal scrolling moves it.
fn zoom(ui: &Ui, cx: &mut Cx<'_>, scale: &Scale, ground: &Response) {
    let Some(pointer) = ui.pointer_hover_pos().filter(|at| ground.rect.contains(*at) && ground.contains_pointer())
    else {
        return;
    };
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
    let factor = f64::from(pinch) * f64::from(scroll.y / 240.0).exp();
    if (factor - 1.0).abs() > 1e-4 || scroll.x.abs() > 0.1 {
        cx.push(Action::MoveTimeline(Some(scale.zoomed(factor, pointer.x, scroll.x))));
    }
}
