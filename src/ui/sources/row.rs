//! One source in the table, and the columns that all rows share.

use std::collections::BTreeSet;

use egui::{Align2, Key, Popup, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::letters::{flag_label, letter};
use crate::app::{Action, OpenLayer, Selection, State};
use crate::ui::panel::Cx;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{
    LAYER_BADGE, bidi_visual, elided, layer_label, paint_grade, paint_ground, paint_layer, paint_suggested,
    paint_tally, sanitize, tally_label,
};
use counterclaim_engine::{SourceAssessment, number};
use counterclaim_model::{Dataset, Edit, Reliability, Source, SourceId};

pub const ROW_HEIGHT: f32 = 44.0;
const HEADER_HEIGHT: f32 = 20.0;
/// Widths of the columns, in points.
const GRADE: f32 = 36.0;
const SUGGESTED: f32 = 66.0;
const SAID: f32 = 96.0;
const OWN_SIDE: f32 = 50.0;
const COLUMN_GAP: f32 = 12.0;
/// From this width on there is room for the column “Own side”, in points.
const WITH_OWN_SIDE: f32 = 430.0;

/// The ends of the columns, from the left edge of the table.
pub struct Columns {
    width: f32,
    name: f32,
    grade: f32,
    suggested: f32,
    /// The left edge of the statement counts.
    said: f32,
    /// `None` in a narrow table.
    own_side: Option<f32>,
}

impl Columns {
    /// Distributes a width among the columns; the name takes the rest.
    pub fn new(width: f32) -> Self {
        let right = width - theme::MARGIN;
        let own_side = Some(right).filter(|_| width >= WITH_OWN_SIDE);
        let said = own_side.map_or(right, |own_side| own_side - OWN_SIDE) - SAID;
        let suggested = said - COLUMN_GAP;
        let grade = suggested - SUGGESTED;
        Self { width, name: grade - GRADE, grade, suggested, said, own_side }
    }

    pub fn header_ui(&self, ui: &mut Ui) {
        let (rect, _) = ui.allocate_exact_size(vec2(self.width, HEADER_HEIGHT), Sense::hover());
        let tokens = theme::tokens(ui);
        let heads = [
            (Some(theme::MARGIN), Align2::LEFT_CENTER, "Source", "Name, kind and side"),
            (Some(self.grade), Align2::RIGHT_CENTER, "Grade", "Your grade of its reliability, A to F"),
            (
                Some(self.suggested),
                Align2::RIGHT_CENTER,
                "Suggested",
                "Suggested by its record; F (cannot be judged) with fewer than five claims with a verdict",
            ),
            (
                Some(self.said),
                Align2::LEFT_CENTER,
                "Original",
                "Original statements: one count for each claim and stance",
            ),
            (
                self.own_side,
                Align2::RIGHT_CENTER,
                "Own side",
                "How often its statements helped (+) or hurt (–) its own side",
            ),
        ];
        for (at, (x, align, words, help)) in heads.into_iter().enumerate() {
            let Some(x) = x else { continue };
            let font = theme::plain(theme::SMALL);
            let text = ui.painter().text(pos2(rect.left() + x, rect.center().y), align, words, font, tokens.text_weak);
            let head = ui.interact(text, ui.scope_id().with(("head", at)), Sense::hover());
            head.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
            head.on_hover_text(help);
        }
        ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, tokens.line));
    }
}

/// The content of a row.
pub struct Row<'a> {
    id: SourceId,
    source: Source<'a>,
    side: Option<&'a str>,
    assessed: &'a SourceAssessment,
    grade: Option<Reliability>,
    suggested: Reliability,
    is_selected: bool,
    /// The layers of the source and of those merged with it, if more than one layer is open.
    layers: Vec<&'a OpenLayer>,
    /// Names of the sources merged with it.
    same: Vec<&'a str>,
}

impl<'a> Row<'a> {
    pub fn new(state: &'a State, dataset: &'a Dataset, id: SourceId) -> Self {
        let source = dataset.source(id);
        let members = state.assessment().identities().members(id);
        Self {
            id,
            source,
            side: state.assessment().side(id).map(|side| dataset.side(side).name.as_str()),
            assessed: state.assessment().source(id),
            grade: state.judgement().and_then(|own| own.reliability(source.key)),
            suggested: state.suggested_letter(id),
            is_selected: state.view().source == Some(id),
            layers: layers_of(state, dataset, &members),
            same: members.iter().skip(1).map(|other| dataset.source(*other).name).collect(),
        }
    }

    pub fn ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, columns: &Columns) -> Response {
        let tokens = theme::tokens(ui);
        let response = ui.interact(rect, ui.scope_id().with(("source", self.source.key)), Sense::click());
        paint_ground(ui, rect, &response, self.is_selected);
        if response.has_focus() {
            self.grade_by_key(ui, cx);
        }
        self.paint(ui, rect, columns, tokens);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, self.is_selected, self.accessible_name()));
        if response.clicked() {
            cx.push(Action::Select(Selection::Source(self.id)));
        }
        self.grade_ui(ui, cx, rect, columns);
        let names: Vec<&str> = self.source.all_names().collect();
        response.on_hover_text_at_pointer(format!("{}\n{}", bidi_visual(ui, &names.join(" · ")), self.kind_line()))
    }

    fn paint(&self, ui: &Ui, rect: Rect, columns: &Columns, tokens: &Tokens) {
        let mut left = rect.left() + theme::MARGIN;
        for layer in &self.layers {
            let middle = pos2(left + LAYER_BADGE.x / 2.0, rect.top() + 13.0);
            left = paint_layer(ui.painter(), middle, layer, tokens).right() + 4.0;
        }
        let room = rect.left() + columns.name - 4.0 - left;
        let name = elided(ui, self.source.name, theme::strong(theme::BODY), tokens.text, room);
        ui.painter().galley(pos2(left, rect.top() + 5.0), name, tokens.text);
        let left = rect.left() + theme::MARGIN;
        let room = columns.name - theme::MARGIN - 4.0;
        let kind = elided(ui, &self.kind_line(), theme::plain(theme::SMALL), tokens.text_weak, room);
        ui.painter().galley(pos2(left, rect.top() + 23.0), kind, tokens.text_weak);

        let middle = rect.center().y;
        paint_tally(ui, pos2(rect.left() + columns.said, middle), self.assessed.spoken, tokens);
        self.paint_suggestion(ui, rect, columns, tokens);
        if let Some(x) = columns.own_side {
            let serves = self.assessed.for_own_side;
            let hurts = self.assessed.against_own_side;
            let (words, color) = match serves + hurts {
                0 => ("–".to_owned(), tokens.text_weak),
                _ => (format!("+{serves} –{hurts}"), tokens.text),
            };
            let at = pos2(rect.left() + x, middle);
            ui.painter().text(at, Align2::RIGHT_CENTER, words, theme::plain(theme::BODY), color);
        }
        ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, tokens.line));
    }

    /// The suggested letter, and a mark with words if the given one differs from it.
    fn paint_suggestion(&self, ui: &Ui, rect: Rect, columns: &Columns, tokens: &Tokens) {
        let corner = pos2(rect.left() + columns.suggested, self.badge_top(rect));
        paint_suggested(ui.painter(), corner, letter(self.suggested), tokens);
        if let Some(words) = flag_label(self.grade, self.suggested) {
            let at = pos2(corner.x, rect.bottom() - 5.0);
            let font = theme::strong(theme::SMALL);
            ui.painter().text(at, Align2::RIGHT_BOTTOM, format!("≠ {words}"), font, tokens.text);
        }
    }

    /// The badges are centred, or higher if there are words below them.
    fn badge_top(&self, rect: Rect) -> f32 {
        let is_flagged = flag_label(self.grade, self.suggested).is_some();
        if is_flagged { rect.top() + 4.0 } else { rect.center().y - 10.0 }
    }

    /// The grade as a button with the letters to choose from.
    fn grade_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, columns: &Columns) {
        let tokens = theme::tokens(ui);
        let corner = pos2(rect.left() + columns.grade, self.badge_top(rect));
        let badge = paint_grade(ui.painter(), corner, self.grade.map(|grade| grade.letter().to_string()), tokens);
        let id = ui.scope_id().with(("grade", self.source.key));
        let response = ui.interact(badge.expand(4.0), id, Sense::click());
        if response.hovered() || response.has_focus() {
            ui.painter().rect_stroke(badge, 4.0, Stroke::new(1.5, tokens.accent), egui::StrokeKind::Outside);
        }
        let letter = self.grade.map_or_else(|| "none".to_owned(), |grade| grade.letter().to_string());
        let name = format!("Reliability of {}: {letter}", sanitize(self.source.name));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        Popup::menu(&response).show(|ui| {
            for grade in Reliability::ALL {
                let words = format!("{}   {}", grade.letter(), grade.label());
                if ui.selectable_label(self.grade == Some(grade), words).clicked() {
                    cx.push(self.edit(Some(grade)));
                    ui.close();
                }
            }
            if ui.selectable_label(false, "–   No grade").clicked() {
                cx.push(self.edit(None));
                ui.close();
            }
        });
    }

    /// While a row has the focus, a letter key grades the source.
    fn grade_by_key(&self, ui: &Ui, cx: &mut Cx<'_>) {
        let keys = [Key::A, Key::B, Key::C, Key::D, Key::E, Key::F].into_iter().zip(Reliability::ALL);
        for (key, grade) in keys {
            if ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key)) {
                cx.push(self.edit(Some(grade)));
            }
        }
    }

    fn edit(&self, value: Option<Reliability>) -> Action {
        Action::Edit(Edit::Reliability { source: self.source.key.into(), value })
    }

    fn kind_line(&self) -> String {
        let mut parts = Vec::new();
        if !self.same.is_empty() {
            parts.push(format!("also: {}", sanitize(&self.same.join(", "))));
        }
        parts.push(self.source.kind.label().to_owned());
        parts.extend(self.side.map(str::to_owned));
        if self.assessed.carried > 0 {
            parts.push(format!("relayed {}", number(self.assessed.carried as f64)));
        }
        parts.join(" · ")
    }

    /// The row for screen readers.
    fn accessible_name(&self) -> String {
        let said = tally_label(self.assessed.spoken);
        let said = if said.is_empty() { "no original statements".to_owned() } else { said };
        let grade = self.grade.map_or_else(|| "ungraded".to_owned(), |grade| format!("your grade {}", grade.letter()));
        let serves = self.assessed.for_own_side;
        let hurts = self.assessed.against_own_side;
        let interest = format!("{serves} for and {hurts} against its own side");
        let mut parts = vec![sanitize(self.source.name).into_owned(), self.kind_line(), said, interest, grade];
        parts.push(format!("suggested {}", self.suggested.letter()));
        parts.extend(flag_label(self.grade, self.suggested));
        parts.extend(self.layers.iter().map(|layer| layer_label(layer)));
        parts.join(", ")
    }
}

/// The layers of merged sources, each once.
fn layers_of<'a>(state: &'a State, dataset: &Dataset, members: &[SourceId]) -> Vec<&'a OpenLayer> {
    let ids: BTreeSet<_> = members.iter().filter_map(|member| dataset.layer_of_source(*member)).collect();
    ids.into_iter().filter_map(|id| state.document()?.layer(Some(id))).collect()
}
