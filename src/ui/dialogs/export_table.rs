//! Chooses the format in which the shown events of a table are written.

use egui::{Button, Ui};

use super::parts::first_button;
use crate::app::Action;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{line_ui, weak_ui};
use counterclaim_engine::number;
use counterclaim_export::{EXPORTERS, Exporter};

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
    // The one that takes any number of events comes first.
    let mut exporters: Vec<&'static Exporter> = EXPORTERS.iter().collect();
    exporters.sort_by_key(|exporter| exporter.events.most().is_some());
    for exporter in &exporters {
        let help = exporter.events.help;
        let line = match exporter.events.most() {
            None => help.to_owned(),
            Some(most) => format!("{help} holds at most {} events.", number(most as f64)),
        };
        line_ui(ui, &line);
    }
    if table.figures().is_under_way() {
        weak_ui(ui, "Estimates are being calculated: an export now writes the earlier ones, if any.");
    }
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        for (at, exporter) in exporters.into_iter().enumerate() {
            let label = format!("{}…", exporter.events.name);
            let has_room = exporter.events.most().is_none_or(|most| count <= most);
            let is_chosen = match at {
                0 => first_button(ui, &label, is_new),
                _ => ui.add_enabled(has_room, Button::new(label)).clicked(),
            };
            if is_chosen {
                cx.push(Action::ExportAs(exporter));
            }
        }
        if ui.button("Cancel").clicked() {
            cx.push(Action::CloseDialog);
        }
    });
}
