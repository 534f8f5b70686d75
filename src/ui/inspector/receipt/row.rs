//! One line of the receipt: a switch, the source, a bar left or right of the middle, the value, and the reason.

use egui::{Align2, CursorIcon, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::lines::{Line, Switch};
use crate::app::{Action, Selection, WhatIfChange};
use crate::ui::panel::Cx;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{galley, paint_mark, sanitize};
use counterclaim_engine::{likelihood_word, percent, sigmoid};

/// Start and end of the parts of a line, from the left edge of the sheet, in points.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    label: f32,
    bars: (f32, f32),
    width: f32,
    /// Screen points per unit of log-odds.
    scale: f32,
}

const SWITCH: f32 = 12.0;
const MARK_AT: f32 = 26.0;
const LABEL_AT: f32 = 37.0;
const VALUE_ROOM: f32 = 46.0;
const FIRST_ROW: f32 = 18.0;
const BAR_HEIGHT: f32 = 8.0;
const PADDING: f32 = 3.0;

impl Columns {
    pub fn new(width: f32, largest: f64) -> Self {
        let bars = (width * 0.56, width - VALUE_ROOM - theme::GAP);
        Self { label: LABEL_AT, bars, width, scale: (bars.1 - bars.0) / 2.0 / largest as f32 }
    }

    fn middle(&self) -> f32 {
        f32::midpoint(self.bars.0, self.bars.1)
    }
}

/// Draws a line; the user's actions are pushed.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: Columns, line: &Line, total: f64, salt: (usize, usize)) {
    let tokens = theme::tokens(ui);
    let color = match (line.claim, line.value) {
        (Some(_), _) => tokens.accent,
        (None, Some(_)) if !line.continues => tokens.text,
        _ => tokens.text_weak,
    };
    let (name, day) = match (line.continues, line.day.as_deref()) {
        (false, day) => (line.label.as_str(), day),
        (true, Some(day)) => (day, None),
        (true, None) => ("same source", None),
    };
    let room = columns.bars.0 - columns.label - theme::GAP;
    let rows = if line.claim.is_some() { 3 } else { 2 };
    let label = (!name.is_empty()).then(|| galley(ui, name, theme::plain(theme::BODY), color, room, rows));
    let label_height = label.as_ref().map_or(0.0, |label| label.size().y);
    let first = label_height.max(FIRST_ROW);
    let room = columns.width - columns.label;
    let reasons: Vec<&str> = day.into_iter().chain(line.reasons.iter().map(String::as_str)).collect();
    let reasons = reasons.join(" · ");
    let why = galley(ui, &reasons, theme::plain(theme::SMALL), tokens.text_weak, room, 4);
    let why_height = if reasons.is_empty() { 0.0 } else { why.size().y };
    let size = vec2(columns.width, first + why_height + 2.0 * PADDING);
    let (_, rect) = ui.allocate_space(size);
    let sense = if line.switch.is_some() || line.claim.is_some() {
        Sense::click()
    } else {
        Sense::focusable_noninteractive() | Sense::hover()
    };
    let response = ui.interact(rect, ui.scope_id().with(("line", salt)), sense);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 3.0, tokens.hovered);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 3.0, Stroke::new(1.0, tokens.accent), StrokeKind::Inside);
    }
    let top = rect.top() + PADDING;
    let middle_y = top + FIRST_ROW / 2.0;
    if line.switch.is_some() {
        paint_switch(ui, pos2(rect.left() + SWITCH / 2.0 + 2.0, middle_y), line.value.is_some(), &response, tokens);
    }
    if let Some(stance) = line.stance {
        paint_mark(ui.painter(), pos2(rect.left() + MARK_AT, middle_y), stance, tokens);
    }
    if let Some(label) = label {
        ui.painter().galley(pos2(rect.left() + columns.label, top), label, color);
    }
    if !reasons.is_empty() {
        ui.painter().galley(pos2(rect.left() + columns.label, top + first), why, tokens.text_weak);
    }
    if let Some(value) = line.value {
        let bar = Rect::from_x_y_ranges(rect.x_range(), (middle_y - FIRST_ROW / 2.0)..=(middle_y + FIRST_ROW / 2.0));
        paint_bar(ui, columns, bar, value, tokens);
    }
    finish(ui, cx, line, total, response);
}

/// A bar from the middle, with the value at the right edge.
pub fn paint_bar(ui: &Ui, columns: Columns, row: Rect, value: f64, tokens: &Tokens) {
    let middle = row.left() + columns.middle();
    ui.painter().vline(middle, row.y_range(), Stroke::new(1.0, tokens.hatch));
    let end = middle + value as f32 * columns.scale;
    let bar = Rect::from_x_y_ranges(
        middle.min(end)..=middle.max(end),
        (row.center().y - BAR_HEIGHT / 2.0)..=(row.center().y + BAR_HEIGHT / 2.0),
    );
    let color = if value > 0.0 { tokens.supports } else { tokens.denies };
    if bar.width() >= 0.5 {
        ui.painter().rect_filled(bar, 1.5, color);
    }
    let at = pos2(row.left() + columns.width, row.center().y);
    let color = if value.abs() < 0.005 { tokens.text_weak } else { tokens.text };
    ui.painter().text(at, Align2::RIGHT_CENTER, signed(value), theme::plain(theme::BODY), color);
}

fn paint_switch(ui: &Ui, center: egui::Pos2, is_on: bool, response: &Response, tokens: &Tokens) {
    let rect = Rect::from_center_size(center, vec2(SWITCH, SWITCH));
    let edge = if response.hovered() || response.has_focus() { tokens.accent } else { tokens.hatch };
    ui.painter().rect_stroke(rect, 3.0, Stroke::new(1.0, edge), StrokeKind::Inside);
    if is_on {
        let at = |x: f32, y: f32| center + vec2(x, y);
        let tick = vec![at(-3.0, 0.2), at(-0.8, 2.5), at(3.2, -2.4)];
        ui.painter().add(egui::Shape::line(tick, Stroke::new(1.4, tokens.text_weak)));
    }
}

/// Sets the accessible name and the tooltip of the line, and handles clicks.
fn finish(ui: &mut Ui, cx: &mut Cx<'_>, line: &Line, total: f64, response: Response) {
    let words = line_label(line);
    response.widget_info(|| match (&line.switch, line.claim) {
        (Some(_), _) => WidgetInfo::selected(Role::CheckBox, true, line.value.is_some(), &words),
        (None, Some(_)) => WidgetInfo::labeled(Role::Link, true, &words),
        (None, None) => WidgetInfo::labeled(Role::Label, true, &words),
    });
    let help = match line.value {
        Some(value) if line.changes.is_empty() => without_label(total, value),
        Some(value) => format!("{}\n{}", line.changes, without_label(total, value)),
        None => "Include again".to_owned(),
    };
    if response.has_focus() && !response.hovered() {
        response.show_tooltip_text(&help);
    }
    if response.clicked() {
        match (&line.switch, line.claim) {
            (Some(Switch::Statements(ids)), _) => cx.push(Action::WhatIf(WhatIfChange::Statements(ids.clone()))),
            (Some(Switch::Source(source)), _) => cx.push(Action::WhatIf(WhatIfChange::Source(*source))),
            (None, Some(claim)) => cx.push(Action::Select(Selection::Claim(claim))),
            (None, None) => {}
        }
    }
    if response.hovered() && line.claim.is_some() {
        ui.set_cursor_icon(CursorIcon::PointingHand);
    }
    response.on_hover_text(help);
}

/// `Khortytsia doubts, −0.59, against interest: counts more`.
fn line_label(line: &Line) -> String {
    let mut parts = vec![match line.stance {
        Some(stance) => format!("{} {}", sanitize(&line.label), stance.label()),
        None => line.label.clone(),
    }];
    parts.extend(line.value.map(signed));
    parts.extend(line.day.clone());
    parts.extend(line.reasons.iter().map(|reason| sanitize(reason).into_owned()));
    parts.join(", ")
}

/// The estimate without a line, with everything else unchanged.
fn without_label(total: f64, value: f64) -> String {
    if value.abs() < 0.005 {
        return "Without this line the estimate does not change.".to_owned();
    }
    let probability = sigmoid(total - value);
    let percent = percent(probability);
    let word = likelihood_word(probability);
    format!(
        "Without this line: {word}, {percent}\u{a0}%. This keeps the source records and the weights of the other lines; \
         exclude the line to recalculate without it."
    )
}

/// Log-odds with their sign, to two places.
pub fn signed(value: f64) -> String {
    let text = format!("{:.2}", value.abs());
    match text == "0.00" {
        true => "0".to_owned(),
        false if value < 0.0 => format!("−{text}"),
        false => format!("+{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_a_sign_unless_they_are_nothing() {
        assert_eq!(["−0.38", "0", "+1.50"], [-0.384, 0.001, 1.5].map(signed).each_ref().map(String::as_str));
    }

    #[test]
    fn without_a_line_the_rest_is_held() {
        // σ(−2.2 + 1.2) = 0.2689…
        assert!(without_label(-2.2, -1.2).starts_with("Without this line: unlikely, 27\u{a0}%."));
    }
}
