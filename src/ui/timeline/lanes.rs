//! Statements as marks of stances above events as spans; very many of either are drawn as bars.

use egui::{Color32, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::bars::Bars;
use super::scale::Scale;
use crate::app::{Action, DatedEvent, DatedStatement, Selection};
use crate::ui::panel::Cx;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{elided, paint_mark, sanitize};
use counterclaim_engine::number;
use counterclaim_model::{ClaimId, Dataset, EventId, Id as _, Stance, StatementId, moment_label};

/// Height of a row of marks, and of a row of spans, in points.
const MARK_ROW: f32 = 14.0;
const SPAN_ROW: f32 = 18.0;
/// How many rows of marks are drawn above bars.
const ROWS_OVER_BARS: usize = 2;
/// With more visible marks or spans than this, bars are drawn.
const MOST: usize = 3000;

/// Both lanes as they were last laid out.
#[derive(Default)]
pub struct Lanes {
    key: Option<(u64, Scale)>,
    said: SaidLane,
    happened: HappenedLane,
}

/// Visible statements, with their ends on the screen.
#[derive(Default)]
struct SaidLane {
    /// Those about the shown claims, by time; empty if bars are drawn.
    shown: Vec<(StatementId, f32, f32)>,
    /// Those about the selected claim, then the others.
    marks: Vec<(StatementId, f32, f32)>,
    bars: Option<Bars<{ Stance::ALL.len() }>>,
    /// The claim whose marks come first.
    first: Option<ClaimId>,
}

/// Visible events, each with its ends on the screen and a claim to select.
#[derive(Default)]
struct HappenedLane {
    /// The event of the selected claim, then the others by time; with bars, only that of the selected claim.
    spans: Vec<(EventId, ClaimId, f32, f32)>,
    bars: Option<Bars<1>>,
    /// The claim whose event comes first.
    first: Option<ClaimId>,
}

impl Lanes {
    /// Draws both lanes; marks and spans select their claim.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, scale: &Scale, rect: Rect) {
        let key = (cx.state.times_revision(), *scale);
        let selected = cx.state.view().claim;
        if self.key != Some(key) {
            self.said = SaidLane::new(cx, scale);
            self.happened = HappenedLane::new(cx, scale);
            self.key = Some(key);
        }
        self.said.put_first(selected, dataset, scale);
        self.happened.put_first(selected, cx, dataset, scale);
        let span_rows = (((rect.height() * 0.34) / SPAN_ROW).floor() as usize).clamp(1, 5);
        let divide = divide(rect);
        let said = Rect::from_min_max(rect.min, pos2(rect.right(), divide));
        let happened = Rect::from_min_max(pos2(rect.left(), divide), rect.max);
        let tokens = theme::tokens(ui);
        ui.painter().hline(rect.x_range(), divide, Stroke::new(1.0, tokens.line));
        for (lane, words) in [(said, "Reported"), (happened, "Occurred")] {
            let galley = elided(ui, words, theme::plain(theme::SMALL), tokens.text_weak, 80.0);
            ui.painter().galley(lane.left_top() + vec2(-56.0, 3.0), galley, tokens.text_weak);
        }
        self.said.ui(ui, cx, dataset, scale, said);
        self.happened.ui(ui, cx, dataset, scale, happened, span_rows);
    }

    /// The tooltip of the bar under the pointer, if bars are drawn.
    pub fn tip_ui(&self, ui: &Ui, ground: Response, dataset: &Dataset, scale: &Scale, rect: Rect) {
        let Some(pointer) = ui.pointer_latest_pos() else { return };
        let is_said = pointer.y < divide(rect);
        let told = match (is_said, &self.said.bars, &self.happened.bars) {
            (true, Some(bars), _) => bars.at(pointer.x, scale).map(|(counts, reach)| {
                let taken = Stance::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0);
                let words: Vec<String> =
                    taken.map(|(stance, count)| format!("{} {}", number(f64::from(count)), stance.label())).collect();
                (words.join(", "), reach)
            }),
            (false, _, Some(bars)) => bars
                .at(pointer.x, scale)
                .map(|([count], reach)| (format!("{} events", number(f64::from(count))), reach)),
            _ => None,
        };
        let Some((words, (from_s, until_s))) = told else { return };
        let day = |secs| {
            let label = moment_label(secs, dataset.header().offset_min);
            label.split(',').next().unwrap_or_default().to_owned()
        };
        let from = day(from_s);
        let until = day(until_s - 1);
        let days = if from == until { from } else { format!("{from} – {until}") };
        ground.on_hover_ui_at_pointer(|ui| {
            ui.add(egui::Label::new(format!("{days}: {words}")).extend());
        });
    }
}

/// The boundary between reported statements and occurred events.
fn divide(rect: Rect) -> f32 {
    let span_rows = (((rect.height() * 0.34) / SPAN_ROW).floor() as usize).clamp(1, 5);
    rect.bottom() - span_rows as f32 * SPAN_ROW - 4.0
}

/// A dated statement with its ends on the screen, if it is visible.
fn on_screen(id: StatementId, (start_s, end_s): (i64, i64), scale: &Scale) -> Option<(StatementId, f32, f32)> {
    let to = scale.x(end_s);
    let from = if start_s == i64::MIN { to - 12.0 } else { scale.x(start_s) };
    let is_in_sight = to >= scale.rect.left() && from <= scale.rect.right();
    is_in_sight.then(|| (id, from.max(scale.rect.left()), to.min(scale.rect.right())))
}

/// A dated event with its ends on the screen, if it is visible.
fn span_on_screen(happened: &DatedEvent, scale: &Scale) -> Option<(EventId, ClaimId, f32, f32)> {
    let DatedEvent { event, claim, span } = happened;
    let from = scale.x(span.start_s).max(scale.rect.left());
    let to = scale.x(span.end_s).min(scale.rect.right());
    (to > from).then_some((*event, *claim, from, to))
}

impl SaidLane {
    fn new(cx: &Cx<'_>, scale: &Scale) -> Self {
        let said = || {
            cx.state
                .visible()
                .said
                .iter()
                .filter_map(|said| Some((said, on_screen(said.id, (said.start_s, said.end_s), scale)?)))
        };
        let mut shown: Vec<_> = said().map(|(_, mark)| mark).take(MOST + 1).collect();
        let bars = (shown.len() > MOST).then(|| {
            shown.clear();
            let middle = |(said, (_, from, to)): (&DatedStatement, (_, f32, f32))| {
                (f32::midpoint(from, to), said.stance as usize)
            };
            Bars::new(scale.rect, said().map(middle))
        });
        Self { marks: shown.clone(), shown, bars, first: None }
    }

    /// Puts the statements about a claim before the others, whether the claim is shown or not.
    fn put_first(&mut self, claim: Option<ClaimId>, dataset: &Dataset, scale: &Scale) {
        if self.first == claim {
            return;
        }
        let own = claim.map_or(&[][..], |claim| dataset.statements_of_claim(claim));
        let own_on_screen = |id: &StatementId| {
            let span = dataset.stated_at(*id)?;
            on_screen(*id, (span.start_s, span.end_s), scale)
        };
        let mut marks: Vec<_> = own.iter().take(MOST).filter_map(own_on_screen).collect();
        marks.sort_by_key(|(id, ..)| (dataset.stated_at(*id).map(|span| (span.end_s, span.start_s)), *id));
        marks.extend(self.shown.iter().filter(|(id, ..)| own.binary_search(id).is_err()));
        self.marks = marks;
        self.first = claim;
    }

    /// The marks of all statements about the visible claims, and of what is not known yet at the as-of time.
    fn ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, scale: &Scale, rect: Rect) {
        let tokens = theme::tokens(ui);
        if let Some(bars) = &self.bars {
            bars.paint(ui, rect, Stance::ALL.map(|stance| tokens.stance(stance)));
        }
        let rows = ((rect.height() - 6.0) / MARK_ROW).floor().max(1.0) as usize;
        // Above bars, the marks use only a small part of the lane.
        let rows = if self.bars.is_some() { rows.min(ROWS_OVER_BARS) } else { rows };
        let mut row_ends = vec![f32::NEG_INFINITY; rows];
        let mut left_over = 0;
        for (id, from, to) in &self.marks {
            let middle = f32::midpoint(*from, *to);
            let from = from.min(middle - 6.0);
            let to = to.max(middle + 6.0);
            let Some(row) = row_ends.iter().position(|end| *end < from) else {
                left_over += 1;
                continue;
            };
            row_ends[row] = to;
            let center = pos2(middle, rect.top() + 10.0 + row as f32 * MARK_ROW);
            self.mark_ui(ui, cx, dataset, *id, (from, to), center);
        }
        if let Some(bars) = &self.bars {
            bars.label(ui, rect, scale, "statements");
        } else if left_over > 0 {
            let words = format!("+{left_over} not shown");
            let galley = elided(ui, &words, theme::plain(theme::SMALL), tokens.text_weak, rect.width());
            let at = rect.right_bottom() - galley.size() - vec2(4.0, 2.0);
            ui.painter().galley(at, galley, tokens.text_weak);
        }
    }

    fn mark_ui(
        &self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        dataset: &Dataset,
        id: StatementId,
        (from, to): (f32, f32),
        center: egui::Pos2,
    ) {
        let tokens = theme::tokens(ui);
        let statement = dataset.statement(id);
        let is_known = cx.state.assessment().options().knows(dataset, id);
        if self.bars.is_some() {
            ui.painter().circle_filled(center, 8.5, tokens.surface);
        }
        if to - from > 16.0 {
            let color = tokens.stance(statement.stance).gamma_multiply(if is_known { 0.5 } else { 0.2 });
            ui.painter().hline(from..=to, center.y, Stroke::new(1.5, color));
        }
        if cx.state.view().claim == Some(statement.claim) {
            ui.painter().circle_stroke(center, 7.0, Stroke::new(1.5, tokens.accent));
        }
        paint_mark(ui.painter(), center, statement.stance, tokens);
        mark_response(ui, cx, dataset, id, Rect::from_center_size(center, vec2(13.0, 13.0)), is_known);
    }
}

fn mark_response(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: StatementId, rect: Rect, is_known: bool) {
    let statement = dataset.statement(id);
    let response = ui.interact(rect, ui.scope_id().with(("said", id.index())), Sense::click());
    let source = &dataset.source(statement.speaker).name;
    let said = statement.stated_at.map_or_else(String::new, |span| span.label());
    let claim = dataset.claim(statement.claim).proposition;
    let words = format!("{}, {said}: {} {}", sanitize(source), statement.stance.label(), sanitize(claim));
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

impl HappenedLane {
    /// The dated events of the visible claims.
    fn new(cx: &Cx<'_>, scale: &Scale) -> Self {
        let happened = || cx.state.visible().happened.iter().filter_map(|happened| span_on_screen(happened, scale));
        let mut spans: Vec<_> = happened().take(MOST + 1).collect();
        let bars = (spans.len() > MOST).then(|| {
            spans.clear();
            Bars::new(scale.rect, happened().map(|(.., from, to)| (f32::midpoint(from, to), 0)))
        });
        Self { spans, bars, first: None }
    }

    /// Puts the event of a claim before the others, if any of its claims is shown.
    fn put_first(&mut self, claim: Option<ClaimId>, cx: &Cx<'_>, dataset: &Dataset, scale: &Scale) {
        if self.first == claim {
            return;
        }
        let own = claim.map(|claim| dataset.claim(claim).event);
        let time = |event: EventId| (dataset.happened_at(event).map(|span| span.start_s), event);
        if self.bars.is_some() {
            let shown = cx.state.visible().happened.iter().find(|happened| Some(happened.event) == own);
            self.spans = shown.and_then(|happened| span_on_screen(happened, scale)).into_iter().collect();
        }
        self.spans.sort_by_key(|(event, ..)| (Some(*event) != own, time(*event)));
        self.first = claim;
    }

    fn ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, scale: &Scale, rect: Rect, rows: usize) {
        let tokens = theme::tokens(ui);
        if let Some(bars) = &self.bars {
            bars.paint(ui, rect, [tokens.silent]);
            bars.label(ui, rect, scale, "events");
        }
        let mut row_ends = vec![f32::NEG_INFINITY; rows];
        for (event, claim, from, to) in &self.spans {
            // If no row has room left, nothing that begins here can be drawn.
            if row_ends.iter().all(|end| end >= from) {
                continue;
            }
            let to = to.max(from + 4.0);
            let label = label(ui, dataset.event(*event).title, tokens);
            let needed = to.max(from + label.size().x + 10.0);
            let Some(row) = row_ends.iter().position(|end| end < from) else { continue };
            row_ends[row] = needed + 6.0;
            let top = rect.top() + 3.0 + row as f32 * SPAN_ROW;
            let bar = Rect::from_min_max(pos2(*from, top), pos2(to, top + SPAN_ROW - 3.0));
            span_ui(ui, cx, dataset, (*event, *claim), bar, label);
        }
    }
}

fn label(ui: &Ui, title: &str, tokens: &Tokens) -> std::sync::Arc<egui::Galley> {
    let color: Color32 = tokens.text;
    elided(ui, title, theme::plain(theme::SMALL), color, 220.0)
}

/// One span, with the title of its event inside or behind it.
fn span_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    dataset: &Dataset,
    (id, claim): (EventId, ClaimId),
    bar: Rect,
    label: std::sync::Arc<egui::Galley>,
) {
    let tokens = theme::tokens(ui);
    let event = dataset.event(id);
    let is_selected = cx.state.view().claim.is_some_and(|claim| dataset.claim(claim).event == id);
    ui.painter().rect_filled(bar, 3.0, if is_selected { tokens.selected } else { tokens.field });
    let edge = if is_selected { tokens.accent } else { tokens.line };
    ui.painter().rect_stroke(bar, 3.0, Stroke::new(1.0, edge), egui::StrokeKind::Inside);
    let at = pos2(bar.left() + 5.0, bar.center().y - label.size().y / 2.0);
    ui.painter().galley(at, label, tokens.text);
    let response = ui.interact(bar, ui.scope_id().with(("event", id.index())), Sense::click());
    let when = event.time.map_or_else(String::new, |span| span.label());
    let words = format!("{}, {when}", sanitize(event.title));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    if response.clicked() {
        cx.push(Action::Select(Selection::Claim(claim)));
    }
    response.on_hover_text(words);
}
