//! Chooses the format in which the shown events of a table are written.

use egui::{Button, Ui};

use super::parts::first_button;
use crate::app::{Action, MOST_ON_A_PAGE};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{line_ui, weak_ui};
use counterclaim_engine::number;

pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
    let Some(table) = cx.state.table() else {
        weak_ui(ui, "Open an event table first.");
        return;
    };
    let count = table.shown();
    let events = if count == 1 { "1 event".to_owned() } else { format!("{} events", number(count as f64)) };
    let filtered = if table.is_filtered() { "that match the filters" } else { "of the table" };
    line_ui(ui, &format!("{events} {filtered}, in the order of the list."));
    ui.add_space(theme::GAP);
    line_ui(
        ui,
        "A table (CSV) has one row for each: key, time, place, kind, actors, sources, deaths and note, your grade, \
         verdict, tags and note, and the model estimate if there is one.",
    );
    let most = number(MOST_ON_A_PAGE as f64);
    line_ui(ui, &format!("A page to read and print (HTML) holds at most {most} events."));
    if table.figures().is_under_way() {
        weak_ui(ui, "Estimates are being calculated: an export now writes the earlier ones, if any.");
    }
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        if first_button(ui, "Table (CSV)…", is_new) {
            cx.push(Action::ExportAs("csv"));
        }
        if ui.add_enabled(count <= MOST_ON_A_PAGE, Button::new("Page (HTML)…")).clicked() {
            cx.push(Action::ExportAs("html"));
        }
        if ui.button("Cancel").clicked() {
            cx.push(Action::CloseDialog);
        }
    });
}
