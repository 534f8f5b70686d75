//! Chooses the format in which to reopen the current file, or to open another.

use egui::{Button, ScrollArea, Ui};

use super::parts::first_button;
use crate::app::{Action, DatasetOrigin, formats};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{line_ui, sanitize, weak_ui};

/// The id of the chosen format.
#[derive(Default)]
pub struct OpenAsForm {
    chosen: Option<&'static str>,
}

impl OpenAsForm {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
        let document = cx.state.document();
        let file = document.filter(|document| matches!(document.origin(), DatasetOrigin::File(_)));
        if is_new {
            let current = file.map_or("", |document| document.reading().id);
            self.chosen = formats().into_iter().map(|(id, _)| id).find(|id| *id == current);
        }
        match file {
            Some(document) => {
                let name = document.dataset_name();
                let format = document.reading().format;
                line_ui(ui, &format!("{name} was opened as: {format}. Choose another format."));
            }
            None => {
                line_ui(ui, "Choose the format, then the file.");
            }
        }
        ui.add_space(theme::GAP);
        let height = (ui.content_rect().height() - 260.0).max(100.0);
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            for (id, name) in formats() {
                let is_chosen = self.chosen == Some(id);
                if ui.add(egui::RadioButton::new(is_chosen, name)).clicked() {
                    self.chosen = Some(id);
                }
            }
        });
        weak_ui(
            ui,
            "For tables, workbooks, records and maps without a known format, you set in a further step what the \
             columns mean.",
        );
        ui.add_space(theme::GAP);
        let name = file.map(|document| document.dataset_name());
        self.buttons_ui(ui, cx, name.as_deref(), is_new);
    }

    fn buttons_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, file: Option<&str>, is_new: bool) {
        ui.horizontal_wrapped(|ui| {
            if let Some(name) = file {
                let again = Button::new(format!("Reopen {}", sanitize(name)));
                let response = ui.add_enabled(self.chosen.is_some(), again);
                if let Some(id) = self.chosen.filter(|_| response.clicked()) {
                    cx.push(Action::ReadAgainAs(id.to_owned()));
                }
            }
            let other = ui.add_enabled(self.chosen.is_some(), Button::new("Choose a file…"));
            if let Some(id) = self.chosen.filter(|_| other.clicked()) {
                cx.push(Action::CloseDialog);
                cx.push(Action::OpenAs(id.to_owned()));
            }
            if first_button(ui, "Cancel", is_new) {
                cx.push(Action::CloseDialog);
            }
        });
    }
}
