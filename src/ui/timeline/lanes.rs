//! What was said, as marks of stances, over what happened, as spans.

use egui::{Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::scale::Scale;
use crate::app::{Action, Selection};
use crate::model::{ClaimId, Dataset, EventId, Id as _, StatementId};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{elided, paint_mark, shown};

/// Height of a row of marks, and of a row of spans, in points.
const MARK_ROW: f32 = 14.0;
const SPAN_ROW: f32 = 18.0;
/// More marks than this are not drawn one by one.
const MAX_MARKS: usize = 3000;

/// Draws both lanes; marks and spans select their claim.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, scale: &Scale, rect: Rect) {
    let span_rows = (((rect.height() * 0.34) / SPAN_ROW).floor() as usize).clamp(1, 5);
    let divide = rect.bottom() - span_rows as f32 * SPAN_ROW - 4.0;
    let said = Rect::from_min_max(rect.min, pos2(rect.right(), divide));
    let happened = Rect::from_min_max(pos2(rect.left(), divide), rect.max);
    let tokens = theme::tokens(ui);
    ui.painter().hline(rect.x_range(), divide, Stroke::new(1.0, tokens.line));
    for (lane, words) in [(said, "said"), (happened, "happened")] {
        let galley = elided(ui, words, theme::plain(theme::SMALL), tokens.text_weak, 80.0);
        ui.painter().galley(lane.left_top() + vec2(-56.0, 3.0), galley, tokens.text_weak);
    }
    said_ui(ui, cx, dataset, scale, said);
    happened_ui(ui, cx, dataset, scale, happened, span_rows);
}

/// The marks of everything said about the claims in sight, and of what is not known yet at the as-of time.
fn said_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, scale: &Scale, rect: Rect) {
    let tokens = theme::tokens(ui);
    let selected = cx.state.view().claim;
    let mut marks = said_marks(cx, dataset, scale);
    let total = marks.len();
    marks.truncate(MAX_MARKS);
    let rows = ((rect.height() - 6.0) / MARK_ROW).floor().max(1.0) as usize;
    let mut row_ends = vec![f32::NEG_INFINITY; rows];
    let mut left_over = total - marks.len();
    for (id, from, to) in marks {
        let middle = f32::midpoint(from, to);
        let (from, to) = (from.min(middle - 6.0), to.max(middle + 6.0));
        let Some(row) = row_ends.iter().position(|end| *end < from) else {
            left_over += 1;
            continue;
        };
        row_ends[row] = to;
        let center = pos2(middle, rect.top() + 10.0 + row as f32 * MARK_ROW);
        let statement = dataset.statement(id);
        let is_known = cx.state.assessment().options().knows(dataset, id);
        let is_selected = selected == Some(statement.claim);
        if to - from > 16.0 {
            let color = tokens.stance(statement.stance).gamma_multiply(if is_known { 0.5 } else { 0.2 });
            ui.painter().hline(from..=to, center.y, Stroke::new(1.5, color));
        }
        if is_selected {
            ui.painter().circle_stroke(center, 7.0, Stroke::new(1.5, tokens.accent));
        }
        paint_mark(ui.painter(), center, statement.stance, tokens);
        mark_response(ui, cx, dataset, id, Rect::from_center_size(center, vec2(13.0, 13.0)), is_known);
    }
    if left_over > 0 {
        let words = format!("and {left_over} more: zoom in, or make the timeline taller");
        let galley = elided(ui, &words, theme::plain(theme::SMALL), tokens.text_weak, rect.width());
        let at = rect.right_bottom() - galley.size() - vec2(4.0, 2.0);
        ui.painter().galley(at, galley, tokens.text_weak);
    }
}

/// Statements in sight with their ends on the screen: those of the selected claim first, then by time.
fn said_marks(cx: &Cx<'_>, dataset: &Dataset, scale: &Scale) -> Vec<(StatementId, f32, f32)> {
    let selected = cx.state.view().claim;
    let mut ids: Vec<StatementId> = Vec::new();
    let mut claims: Vec<ClaimId> = cx.state.visible().claims.clone();
    claims.extend(selected.filter(|claim| !claims.contains(claim)));
    // With the as-of line on, claims that were not made yet still have their faint marks.
    if cx.state.view().as_of_s.is_some() && cx.state.view().filter.is_empty() {
        claims = dataset.claim_ids().collect();
    }
    for claim in claims {
        ids.extend(dataset.statements_of_claim(claim));
    }
    ids.sort_by_key(|id| {
        let statement = dataset.statement(*id);
        (selected != Some(statement.claim), statement.stated_at.map(|span| (span.end_s, span.start_s)), *id)
    });
    let on_screen = |id: StatementId| {
        let span = dataset.statement(id).stated_at?;
        let to = scale.x(span.end_s);
        let from = if span.start_s == i64::MIN { to - 12.0 } else { scale.x(span.start_s) };
        let is_in_sight = to >= scale.rect.left() && from <= scale.rect.right();
        is_in_sight.then(|| (id, from.max(scale.rect.left()), to.min(scale.rect.right())))
    };
    ids.into_iter().filter_map(on_screen).collect()
}

fn mark_response(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: StatementId, rect: Rect, is_known: bool) {
    let statement = dataset.statement(id);
    let response = ui.interact(rect, ui.scope_id().with(("said", id.index())), Sense::click());
    let source = &dataset.source(statement.speaker).name;
    let said = statement.stated_at.map_or_else(String::new, |span| span.label());
    let claim = dataset.claim(statement.claim).proposition;
    let words = format!("{}, {said}: {} {}", shown(source), statement.stance.label(), shown(claim));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    if response.has_focus() {
        let accent = theme::tokens(ui).accent;
        ui.painter().circle_stroke(rect.center(), 8.0, Stroke::new(1.5, accent));
    }
    if response.clicked() {
        cx.push(Action::Select(Selection::Claim(statement.claim)));
    }
    let note = if is_known { "" } else { "\nnot known yet" };
    response.on_hover_text(format!("{words}{note}"));
}

/// One span for each event of the claims in sight that has a time.
fn happened_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, scale: &Scale, rect: Rect, rows: usize) {
    let tokens = theme::tokens(ui);
    let mut events: Vec<(EventId, ClaimId)> =
        cx.state.visible().claims.iter().map(|claim| (dataset.claim(*claim).event, *claim)).collect();
    events.sort_unstable();
    events.dedup_by_key(|(event, _)| *event);
    let selected = cx.state.view().claim.map(|claim| dataset.claim(claim).event);
    events.sort_by_key(|(event, _)| (selected != Some(*event), dataset.event(*event).time.map(|span| span.start_s)));
    let mut row_ends = vec![f32::NEG_INFINITY; rows];
    for (id, claim) in events {
        let event = dataset.event(id);
        let Some(span) = event.time else { continue };
        let (from, to) = (scale.x(span.start_s).max(rect.left()), scale.x(span.end_s).min(rect.right()));
        if to <= from {
            continue;
        }
        let to = to.max(from + 4.0);
        let label = elided(ui, event.title, theme::plain(theme::SMALL), tokens.text, 220.0);
        let needed = to.max(from + label.size().x + 10.0);
        let Some(row) = row_ends.iter().position(|end| *end < from) else { continue };
        row_ends[row] = needed + 6.0;
        let top = rect.top() + 3.0 + row as f32 * SPAN_ROW;
        let bar = Rect::from_min_max(pos2(from, top), pos2(to, top + SPAN_ROW - 3.0));
        let is_selected = selected == Some(id);
        ui.painter().rect_filled(bar, 3.0, if is_selected { tokens.selected } else { tokens.field });
        let edge = if is_selected { tokens.accent } else { tokens.line };
        ui.painter().rect_stroke(bar, 3.0, Stroke::new(1.0, edge), egui::StrokeKind::Inside);
        let at = pos2(from + 5.0, bar.center().y - label.size().y / 2.0);
        ui.painter().galley(at, label, tokens.text);
        let response = ui.interact(bar, ui.scope_id().with(("event", id.index())), Sense::click());
        let words = format!("{}, {}", shown(event.title), span.label());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
        if response.clicked() {
            cx.push(Action::Select(Selection::Claim(claim)));
        }
        response.on_hover_text(words);
    }
}
