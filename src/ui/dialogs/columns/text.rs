//! Encoding of a table's text, and the separator of its cells.

use egui::{ComboBox, Ui};

use crate::app::{Action, Columns, TextForm};
use crate::ui::panel::Cx;

/// Settings of text files; a change reads the sample records again.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns) {
    let reading = columns.reading();
    if reading.encoding.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.label("Text encoding");
        let encodings = Columns::encodings().iter().map(|name| ((*name).to_owned(), (*name).to_owned()));
        if let Some(name) = choice(ui, "Encoding", reading.encoding, encodings) {
            cx.push(Action::ReadTextAs(TextForm::Encoding(name)));
        }
        let Some(label) = reading.separator_label() else { return };
        ui.label("cell separator");
        if let Some(separator) = choice(ui, "Separator", &label, Columns::separators()) {
            cx.push(Action::ReadTextAs(TextForm::Separator(separator)));
        }
    });
}

/// A list of values and their names with the chosen one; returns a newly clicked value.
fn choice<T>(ui: &mut Ui, name: &str, chosen: &str, values: impl Iterator<Item = (T, String)>) -> Option<T> {
    let mut clicked = None;
    let response = ComboBox::from_id_salt(name).selected_text(chosen).show_ui(ui, |ui| {
        for (value, label) in values {
            let is_chosen = label == chosen;
            if ui.selectable_label(is_chosen, label).clicked() && !is_chosen {
                clicked = Some(value);
            }
        }
    });
    let _ = response.response.accessible_name(format!("{name}: {chosen}"));
    clicked
}
