//! What is open in numbers, what is going on, and the step that undo would take back.

use egui::{Align, Layout, Ui};

use super::command::Command;
use super::panel::Cx;
use super::widgets::shown;
use crate::app::{Action, OpenTable};
use crate::engine::number;

/// Draws the bar at the bottom.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal(|ui| {
        if let Some(what) = cx.state.loading() {
            ui.spinner();
            ui.label(format!("Reading {}…", shown(what)));
        } else if let Some(table) = cx.state.table() {
            table_ui(ui, table);
        } else if let Some(dataset) = cx.state.dataset() {
            let counts = [
                (dataset.claim_count(), "claims"),
                (dataset.statement_count(), "statements"),
                (dataset.sources().len(), "sources"),
                (dataset.places().len(), "places"),
            ];
            let words: Vec<String> = counts.iter().map(|(count, word)| format!("{count} {word}")).collect();
            ui.weak(words.join(" · "));
        }
        if cx.state.figures_are_stale() {
            ui.spinner();
            ui.weak("Reckoning the figures…").on_hover_text("Those in sight are of before your last change.");
        }
        issues_ui(ui, cx);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let journal = cx.state.document().map(|document| document.journal());
            if let Some(step) = journal.and_then(|journal| journal.undo_label()) {
                let response = ui.add(egui::Button::new(format!("Undo: {}", shown(step))).frame(false).small());
                if response.on_hover_text(Command::Undo.help()).clicked() {
                    cx.push(Action::Undo);
                }
            }
            if cx.state.is_saving() {
                ui.weak("Saving…");
            }
        });
    });
}

fn table_ui(ui: &mut Ui, table: &OpenTable) {
    let events = format!("{} events", number(table.shown() as f64));
    if table.is_reading() {
        ui.spinner();
        ui.label(format!("{events} · reading the other columns…"));
        return;
    }
    let (statements, sources) = (table.table().statement_count(), table.table().source_count());
    ui.weak(format!("{events} · {} statements · {} sources", number(statements as f64), number(sources as f64)));
}

fn issues_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let count = cx.state.document().map_or(0, |document| document.issues().len());
    if count == 0 {
        return;
    }
    let words = if count == 1 { "1 issue on reading".to_owned() } else { format!("{count} issues on reading") };
    if ui.link(words).on_hover_text(Command::ShowIssues.help()).clicked() {
        cx.push(Command::ShowIssues.action());
    }
}
