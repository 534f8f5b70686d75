//! Encoding of a table's text, the separator of its cells, the sheet of a workbook, the line of the column names.

use egui::{ComboBox, Ui};

use crate::app::{Action, Columns, TextForm};
use crate::ui::panel::Cx;
use crate::ui::widgets::sanitize;

/// Settings of text files and workbooks; a change reads the sample records again.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns) {
    let reading = columns.reading();
    ui.horizontal_wrapped(|ui| {
        if !reading.encoding.is_empty() {
            ui.label("Text encoding");
            let encodings = Columns::encodings().iter().map(|name| ((*name).to_owned(), (*name).to_owned()));
            if let Some(name) = choice(ui, "Encoding", reading.encoding, encodings) {
                cx.push(Action::ReadTextAs(TextForm::Encoding(name)));
            }
        }
        if let Some(label) = reading.separator_label() {
            ui.label("cell separator");
            if let Some(separator) = choice(ui, "Separator", &label, Columns::separators()) {
                cx.push(Action::ReadTextAs(TextForm::Separator(separator)));
            }
        }
        if reading.sheets.len() > 1 {
            const BEST: &str = "best, with those of the same columns";
            ui.label("sheet");
            let chosen = reading.options.sheet.clone();
            let label = chosen.map_or_else(|| BEST.to_owned(), |name| sanitize(&name).into_owned());
            let names = reading.sheets.iter().map(|name| (Some(name.clone()), sanitize(name).into_owned()));
            let sheets = std::iter::once((None, BEST.to_owned())).chain(names);
            if let Some(sheet) = choice(ui, "Sheet", &label, sheets) {
                cx.push(Action::ReadTextAs(TextForm::Sheet(sheet)));
            }
        }
        if reading.has_header_line() {
            ui.label("column names in");
            let label = header_label(reading.options.header_line);
            let lines = std::iter::once(None).chain((0..=HEADER_LINES).map(Some));
            if let Some(line) = choice(ui, "Column names", &label, lines.map(|line| (line, header_label(line)))) {
                cx.push(Action::ReadTextAs(TextForm::HeaderLine(line)));
            }
        }
    });
}

/// How many lines are offered for the names of the columns.
const HEADER_LINES: u32 = 20;

fn header_label(line: Option<u32>) -> String {
    match line {
        None => "the line detected".to_owned(),
        Some(0) => "no line".to_owned(),
        Some(line) => format!("line {line}"),
    }
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
