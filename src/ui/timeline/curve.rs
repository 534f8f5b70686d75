//! The probability of the selected claim by day, as known now and as known on the as-of day.
//!
//! Only for time-dependent claims; `points.rs` takes the days from the assessments.

use egui::{Align2, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::points::{Curves, day_label, percent_label};
use super::scale::Scale;
use crate::ui::panel::Cx;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{elided, sanitize};
use counterclaim_model::{ClaimId, ClaimKind, Dataset};

/// Height of the legend's line, and margin around the curve, in points.
const CAPTION: f32 = 19.0;
const ROOM: f32 = 5.0;
/// From this height of the plot on its middle is marked, in points.
const WITH_MIDDLE: f32 = 36.0;
/// Length of a line in the legend, and of the dashes and gaps of “as known then”, in points.
const SAMPLE: f32 = 22.0;
const DASH: f32 = 5.0;
const GAP: f32 = 3.0;
const LINE: f32 = 2.0;

/// The state of knowledge that a line shows; it differs by colour, dashes and words.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Knowledge {
    Now,
    PendingAction,
}

impl Knowledge {
    fn label(self) -> &'static str {
        match self {
            Self::Now => "as known now",
            Self::PendingAction => "as known then",
        }
    }
}

/// The lane, with the curves of the state it was last drawn from.
#[derive(Default)]
pub struct CurveLane {
    curves: Curves,
}

impl CurveLane {
    /// The claim whose curve is drawn: the selected one, if it is time-dependent.
    pub fn claim(cx: &Cx<'_>, dataset: &Dataset) -> Option<ClaimId> {
        let claim = cx.state.view().claim?;
        (dataset.claim(claim).kind == ClaimKind::State).then_some(claim)
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, dataset: &Dataset, claim: ClaimId, scale: &Scale, lane: Rect) {
        let tokens = theme::tokens(ui);
        ui.painter().hline(lane.x_range(), lane.top(), Stroke::new(1.0, tokens.line));
        let band = Rect::from_min_size(lane.min + vec2(0.0, 1.0), vec2(lane.width(), CAPTION));
        // The as-of line does not cross the text.
        ui.painter().rect_filled(band, 0.0, tokens.surface);
        let caption = band.shrink2(vec2(4.0, 0.0));
        if !cx.state.shows_figure(claim) {
            weak_label(ui, caption, "The estimate is hidden until you grade the claim", tokens);
            return;
        }
        self.curves.follow(cx, claim, scale.days());
        let plot = Rect::from_min_max(pos2(lane.left(), caption.bottom() + ROOM), lane.max - vec2(0.0, ROOM));
        if self.curves.now.is_empty() && self.curves.then.is_empty() {
            weak_label(ui, caption, "Probability: undetermined, no usable evidence either way", tokens);
            return;
        }
        paint_grid(ui, plot, tokens);
        self.paint_lines(ui, scale, plot, tokens);
        self.caption_ui(ui, caption, tokens);
        self.readout_ui(ui, dataset, claim, scale, plot);
    }

    fn lines(&self) -> [(Knowledge, &[counterclaim_engine::CurvePoint]); 2] {
        [(Knowledge::Now, &self.curves.now), (Knowledge::PendingAction, &self.curves.then)]
    }

    fn paint_lines(&self, ui: &Ui, scale: &Scale, plot: Rect, tokens: &Tokens) {
        let painter = ui.painter().with_clip_rect(plot.expand2(vec2(0.0, ROOM)).intersect(ui.clip_rect()));
        for (knowledge, points) in self.lines() {
            let at = |point: &counterclaim_engine::CurvePoint| {
                pos2(scale.x(scale.day_end(point.day)), y(plot, point.probability))
            };
            let line: Vec<_> = points.iter().map(at).collect();
            match line.as_slice() {
                [] => {}
                // A single day is a point.
                [only] => {
                    painter.circle_filled(*only, LINE + 1.0, stroke(knowledge, tokens).color);
                }
                _ => {
                    painter.extend(shapes(knowledge, line, tokens));
                }
            }
        }
    }

    /// The legend, with each line's value on the as-of day, or else on the latest date covered.
    fn caption_ui(&self, ui: &Ui, caption: Rect, tokens: &Tokens) {
        let Some(day) = self.curves.told_day() else { return };
        let y = caption.center().y;
        let words = |x: f32, text: &str, color| {
            let galley = elided(ui, text, theme::plain(theme::SMALL), color, caption.right() - x);
            ui.painter().galley(pos2(x, y - galley.size().y / 2.0), galley.clone(), color);
            x + galley.size().x
        };
        let head = format!("Probability on {}", day_label(day));
        let mut x = words(caption.left(), &head, tokens.text_weak) + 14.0;
        for (knowledge, points) in self.lines().into_iter().rev().filter(|(_, points)| !points.is_empty()) {
            if x + SAMPLE > caption.right() {
                return;
            }
            ui.painter().extend(shapes(knowledge, vec![pos2(x, y), pos2(x + SAMPLE, y)], tokens));
            let value = points.iter().find(|point| point.day == day).map_or_else(String::new, percent_label);
            let legend = format!("{value} {}", knowledge.label());
            x = words(x + SAMPLE + 6.0, legend.trim_start(), tokens.text) + 18.0;
        }
    }

    /// The values under the pointer, and all of them in words for screen readers.
    fn readout_ui(&self, ui: &mut Ui, dataset: &Dataset, claim: ClaimId, scale: &Scale, plot: Rect) {
        let response = ui.interact(plot, ui.scope_id().with("curve"), Sense::hover());
        response.widget_info(|| {
            let told = |(knowledge, points): (Knowledge, &[_])| {
                (!points.is_empty()).then(|| format!("{}: {}", knowledge.label(), self.curves.describe(points)))
            };
            let lines: Vec<String> = self.lines().into_iter().rev().filter_map(told).collect();
            let words =
                format!("Probability of “{}”, {}", sanitize(dataset.claim(claim).proposition), lines.join("; "));
            WidgetInfo::labeled(Role::Image, true, words)
        });
        let Some(pointer) = response.hover_pos() else { return };
        let day = scale.day(pointer.x);
        let values = self.lines().map(|(knowledge, points)| {
            let point = points.iter().find(|point| point.day == day)?;
            Some(format!("{} {}", percent_label(point), knowledge.label()))
        });
        let values: Vec<String> = values.into_iter().flatten().collect();
        if values.is_empty() {
            return;
        }
        let x = scale.x(scale.day_end(day));
        ui.painter().vline(x, plot.y_range(), Stroke::new(1.0, theme::tokens(ui).text_weak));
        response.on_hover_text_at_pointer(format!("{}\n{}", day_label(day), values.join("\n")));
    }
}

fn y(plot: Rect, probability: f64) -> f32 {
    plot.bottom() - plot.height() * probability.clamp(0.0, 1.0) as f32
}

fn stroke(knowledge: Knowledge, tokens: &Tokens) -> Stroke {
    let color = match knowledge {
        Knowledge::Now => tokens.accent,
        Knowledge::PendingAction => tokens.as_of,
    };
    Stroke::new(LINE, color)
}

fn shapes(knowledge: Knowledge, line: Vec<egui::Pos2>, tokens: &Tokens) -> Vec<Shape> {
    let stroke = stroke(knowledge, tokens);
    match knowledge {
        Knowledge::Now => vec![Shape::line(line, stroke)],
        Knowledge::PendingAction => Shape::dashed_line(&line, stroke, DASH, GAP),
    }
}

fn paint_grid(ui: &Ui, plot: Rect, tokens: &Tokens) {
    for percent in [0, 50, 100].into_iter().filter(|percent| *percent != 50 || plot.height() >= WITH_MIDDLE) {
        let y = y(plot, f64::from(percent) / 100.0);
        ui.painter().hline(plot.x_range(), y, Stroke::new(1.0, tokens.line));
        let at = pos2(plot.left() - 8.0, y);
        let words = format!("{percent} %");
        ui.painter().text(at, Align2::RIGHT_CENTER, words, theme::plain(theme::SMALL), tokens.text_weak);
    }
}

fn weak_label(ui: &mut Ui, rect: Rect, words: &str, tokens: &Tokens) {
    let galley = elided(ui, words, theme::plain(theme::SMALL), tokens.text_weak, rect.width());
    ui.painter().galley(rect.left_center() - vec2(0.0, galley.size().y / 2.0), galley, tokens.text_weak);
    let response = ui.interact(rect, ui.scope_id().with("no_curve"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}
