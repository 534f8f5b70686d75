//! One source in the table, and the columns that all rows share.

use egui::{Align2, Key, Popup, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::{Action, Selection, State};
use crate::engine::SourceAssessment;
use crate::model::{Dataset, Edit, Reliability, Source, SourceId};
use crate::ui::panel::Cx;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{elided, paint_grade, paint_tally, shown, tally_words};

pub const ROW_HEIGHT: f32 = 44.0;
const HEADER_HEIGHT: f32 = 20.0;

/// Where the columns end, from the left edge of the table.
pub struct Columns {
    width: f32,
    name: f32,
    grade: f32,
    carried: f32,
    own_side: f32,
}

impl Columns {
    /// Shares a width among the columns; the name takes what the others leave.
    pub fn new(width: f32) -> Self {
        let own_side = width - theme::MARGIN;
        let carried = own_side - 56.0;
        let says = carried - 48.0;
        let grade = says - 112.0;
        Self { width, name: grade - 40.0, grade, carried, own_side }
    }

    pub fn header_ui(&self, ui: &mut Ui) {
        let (rect, _) = ui.allocate_exact_size(vec2(self.width, HEADER_HEIGHT), Sense::hover());
        let tokens = theme::tokens(ui);
        let heads = [
            (theme::MARGIN, Align2::LEFT_CENTER, "Source", "Name, kind and side"),
            (self.grade, Align2::RIGHT_CENTER, "Grade", "Your grade of its reliability, A to F"),
            (
                self.grade + 14.0,
                Align2::LEFT_CENTER,
                "As origin",
                "What it said itself: one count for each claim and stance",
            ),
            (self.carried, Align2::RIGHT_CENTER, "Carried", "Statements of others that it only passed on"),
            (
                self.own_side,
                Align2::RIGHT_CENTER,
                "Own side",
                "Times that its words helped (+) or hurt (–) its own side",
            ),
        ];
        for (at, (x, align, words, help)) in heads.into_iter().enumerate() {
            let font = theme::plain(theme::SMALL);
            let text = ui.painter().text(pos2(rect.left() + x, rect.center().y), align, words, font, tokens.text_weak);
            let head = ui.interact(text, ui.scope_id().with(("head", at)), Sense::hover());
            head.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
            head.on_hover_text(help);
        }
        ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, tokens.line));
    }
}

/// What a row shows.
pub struct Row<'a> {
    id: SourceId,
    source: &'a Source,
    side: Option<&'a str>,
    assessed: &'a SourceAssessment,
    grade: Option<Reliability>,
    is_selected: bool,
}

impl<'a> Row<'a> {
    pub fn new(state: &'a State, dataset: &'a Dataset, id: SourceId) -> Self {
        let source = dataset.source(id);
        Self {
            id,
            source,
            side: state.assessment().side(id).map(|side| dataset.side(side).name.as_str()),
            assessed: state.assessment().source(id),
            grade: state.judgement().and_then(|own| own.reliability(&source.key)),
            is_selected: state.view().source == Some(id),
        }
    }

    pub fn ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, columns: &Columns) -> Response {
        let tokens = theme::tokens(ui);
        let response = ui.interact(rect, ui.scope_id().with(("source", &*self.source.key)), Sense::click());
        if self.is_selected {
            ui.painter().rect_filled(rect, 0.0, tokens.selected);
            let bar = Rect::from_min_size(rect.left_top(), vec2(3.0, rect.height()));
            ui.painter().rect_filled(bar, 0.0, tokens.accent);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, tokens.hovered);
        }
        if response.has_focus() {
            ui.painter().rect_stroke(rect.shrink(1.0), 2.0, Stroke::new(1.5, tokens.accent), egui::StrokeKind::Inside);
            self.grade_by_key(ui, cx);
        }
        self.paint(ui, rect, columns, tokens);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, self.is_selected, self.words()));
        if response.clicked() {
            cx.push(Action::Select(Selection::Source(self.id)));
        }
        self.grade_ui(ui, cx, rect, columns);
        let names: Vec<&str> = self.source.all_names().collect();
        response.on_hover_text_at_pointer(format!("{}\n{}", shown(&names.join(" · ")), self.kind_line()))
    }

    fn paint(&self, ui: &Ui, rect: Rect, columns: &Columns, tokens: &Tokens) {
        let left = rect.left() + theme::MARGIN;
        let room = columns.name - theme::MARGIN - 4.0;
        let name = elided(ui, &self.source.name, theme::strong(theme::BODY), tokens.text, room);
        ui.painter().galley(pos2(left, rect.top() + 5.0), name, tokens.text);
        let kind = elided(ui, &self.kind_line(), theme::plain(theme::SMALL), tokens.text_weak, room);
        ui.painter().galley(pos2(left, rect.top() + 23.0), kind, tokens.text_weak);

        let middle = rect.center().y;
        let counts_at = pos2(rect.left() + columns.grade + 14.0, middle);
        paint_tally(ui, counts_at, self.assessed.spoken, tokens);
        let number = |x: f32, words: String, color| {
            let at = pos2(rect.left() + x, middle);
            ui.painter().text(at, Align2::RIGHT_CENTER, words, theme::plain(theme::BODY), color);
        };
        let carried = self.assessed.carried;
        let carried_words = if carried == 0 { "–".to_owned() } else { carried.to_string() };
        number(columns.carried, carried_words, if carried == 0 { tokens.text_weak } else { tokens.text });
        let (serves, hurts) = (self.assessed.for_own_side, self.assessed.against_own_side);
        let own_side = if serves + hurts == 0 { "–".to_owned() } else { format!("+{serves} –{hurts}") };
        number(columns.own_side, own_side, if serves + hurts == 0 { tokens.text_weak } else { tokens.text });
        ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, tokens.line));
    }

    /// The grade as a button with the letters to choose from.
    fn grade_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, columns: &Columns) {
        let tokens = theme::tokens(ui);
        let corner = pos2(rect.left() + columns.grade, rect.center().y - 10.0);
        let badge = paint_grade(ui.painter(), corner, self.grade.map(|grade| grade.letter().to_string()), tokens);
        let id = ui.scope_id().with(("grade", &*self.source.key));
        let response = ui.interact(badge.expand(4.0), id, Sense::click());
        if response.hovered() || response.has_focus() {
            ui.painter().rect_stroke(badge, 4.0, Stroke::new(1.5, tokens.accent), egui::StrokeKind::Outside);
        }
        let letter = self.grade.map_or_else(|| "none".to_owned(), |grade| grade.letter().to_string());
        let name = format!("Reliability of {}: {letter}", shown(&self.source.name));
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

    /// While a row has the keyboard, its letter grades the source.
    fn grade_by_key(&self, ui: &Ui, cx: &mut Cx<'_>) {
        let keys = [Key::A, Key::B, Key::C, Key::D, Key::E, Key::F].into_iter().zip(Reliability::ALL);
        for (key, grade) in keys {
            if ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key)) {
                cx.push(self.edit(Some(grade)));
            }
        }
    }

    fn edit(&self, value: Option<Reliability>) -> Action {
        Action::Edit(Edit::Reliability { source: self.source.key.clone(), value })
    }

    fn kind_line(&self) -> String {
        match self.side {
            Some(side) => format!("{} · {side}", self.source.kind.label()),
            None => self.source.kind.label().to_owned(),
        }
    }

    /// The row for screen readers.
    fn words(&self) -> String {
        let said = tally_words(self.assessed.spoken);
        let said = if said.is_empty() { "says nothing itself".to_owned() } else { said };
        let grade =
            self.grade.map_or_else(|| "not graded".to_owned(), |grade| format!("your grade {}", grade.letter()));
        let (serves, hurts) = (self.assessed.for_own_side, self.assessed.against_own_side);
        let interest = format!("{serves} for and {hurts} against its own side");
        let carried = format!("carried {}", self.assessed.carried);
        [shown(&self.source.name).into_owned(), self.kind_line(), said, carried, interest, grade].join(", ")
    }
}
