//! Sets the time window by which claims or events are filtered.

use egui::{Key, Modifiers, Response, RichText, TextEdit, Ui};

use super::parts::first_button;
use crate::app::time_window::{Calendar, End, default_text, moved, read, texts};
use crate::app::{Action, FilterChange};
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{announce, line_ui, sanitize, weak_ui};

/// The typed texts, and why the last ones were refused.
#[derive(Default)]
pub struct WindowForm {
    texts: [String; 2],
    error: Option<(End, String)>,
}

impl WindowForm {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
        let Some(calendar) = cx.state.calendar() else {
            weak_ui(ui, "Open a dataset first.");
            return;
        };
        let window = cx.state.view().filter.window;
        if is_new {
            let texts = window.map(|window| texts(calendar, window)).unwrap_or_default();
            *self = Self { texts, error: None };
        }
        let what = match cx.state.table() {
            Some(_) => "Show only events between two days.",
            None => "Show only claims with a statement between two days or times.",
        };
        line_ui(ui, what);
        ui.add_space(theme::GAP);
        let fields = egui::Grid::new("time_window").num_columns(2).spacing([18.0, 10.0]).show(ui, |ui| {
            End::ALL.map(|end| {
                ui.label(end.label());
                let field = self.field_ui(ui, calendar, end);
                ui.end_row();
                field
            })
        });
        if is_new {
            fields.inner[0].request_focus();
        }
        weak_ui(
            ui,
            "For example 2025-01-06, 2025-01 or 2025-01-06T18:00; the whole last day is included. Up and down move by a \
             day. Leave a field empty to start with the first date in the data, or end with the last.",
        );
        if let Some((_, reason)) = &self.error {
            announce(&ui.label(RichText::new(sanitize(reason)).color(theme::tokens(ui).failure)));
        }
        ui.add_space(theme::GAP);
        let entered = fields.inner.iter().any(Response::lost_focus) && ui.input(|input| input.key_pressed(Key::Enter));
        ui.horizontal(|ui| {
            if first_button(ui, "Show", false) || entered {
                match read(calendar, &self.texts[0], &self.texts[1]) {
                    Ok(window) => {
                        cx.push(Action::Filter(FilterChange::Window(Some(window))));
                        cx.push(Action::CloseDialog);
                    }
                    Err(error) => {
                        fields.inner[error.0 as usize].request_focus();
                        self.error = Some(error);
                    }
                }
            }
            if ui.add_enabled(window.is_some(), egui::Button::new("Show all times")).clicked() {
                cx.push(Action::Filter(FilterChange::Window(None)));
                cx.push(Action::CloseDialog);
            }
            if ui.button("Cancel").clicked() {
                cx.push(Action::CloseDialog);
            }
        });
    }

    /// The field of one end; its accessible name includes the error.
    fn field_ui(&mut self, ui: &mut Ui, calendar: Calendar, end: End) -> Response {
        let text = &mut self.texts[end as usize];
        let id = ui.scope_id().with(end.label());
        if ui.memory(|memory| memory.has_focus(id)) {
            for (key, days) in [(Key::ArrowUp, 1), (Key::ArrowDown, -1)] {
                if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
                    && let Some(moved) = moved(calendar, end, text, days)
                {
                    *text = moved;
                    self.error = None;
                }
            }
        }
        let field = TextEdit::singleline(text)
            .char_limit(MAX_LINE_CHARS)
            .id(id)
            .hint_text(default_text(calendar, end))
            .desired_width(200.0);
        let response = ui.add(field);
        if response.changed() {
            self.error = None;
        }
        let wrong = self.error.as_ref().filter(|(wrong, _)| *wrong == end);
        let name = wrong.map_or_else(|| end.label().to_owned(), |(_, reason)| format!("{}: {reason}", end.label()));
        response.accessible_name(name)
    }
}
