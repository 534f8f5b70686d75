//! The import report: detected format, number of records, and every issue.

use egui::{Grid, Label, RichText, ScrollArea, Ui};

use super::parts::{first_button, title_ui};
use crate::app::{Action, Dialog};
use crate::ui::commands::Command;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{bidi_visual, heading_ui, line_ui, sanitize, weak_ui};
use counterclaim_io::Issue;

/// Height of an issue, in points.
const ROW: f32 = 42.0;

/// Below this height the list of issues would be too low to read, in points.
const LEAST_LIST: f32 = 110.0;

pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
    title_ui(ui, "Import report");
    let Some(document) = cx.state.document() else {
        weak_ui(ui, "Nothing is open.");
        return buttons_ui(ui, cx, &[], is_new);
    };
    let issues = document.issues();
    let room = (ui.content_rect().height() - 150.0).max(LEAST_LIST);
    ScrollArea::vertical().id_salt("reading").max_height((room - LEAST_LIST).max(60.0)).show(ui, |ui| {
        line_ui(ui, &document.dataset_name());
        facts_ui(ui, &document.reading_facts());
        ui.add_space(theme::GAP);
        kinds_ui(ui, issues);
    });
    if issues.is_empty() {
        weak_ui(ui, "Everything was read; no issues.");
    } else {
        heading_ui(ui, "All issues");
        let height = (ui.content_rect().height() - ui.min_rect().height() - 180.0).max(LEAST_LIST);
        list_ui(ui, issues, height);
    }
    buttons_ui(ui, cx, issues, is_new);
}

fn facts_ui(ui: &mut Ui, facts: &[(&'static str, String)]) {
    Grid::new("facts").num_columns(2).spacing([18.0, 2.0]).show(ui, |ui| {
        for (name, value) in facts {
            ui.weak(*name);
            ui.add(Label::new(bidi_visual(ui, value)).wrap());
            ui.end_row();
        }
    });
}

/// How many issues there are of each kind, with the lines of the first ones.
fn kinds_ui(ui: &mut Ui, issues: &[Issue]) {
    for kind in Issue::kinds(issues) {
        let lines: Vec<String> = kind.first.iter().filter_map(|issue| Some(issue.line()?.to_string())).collect();
        let more = if kind.count > kind.first.len() { " …" } else { "" };
        let lines = if lines.is_empty() { String::new() } else { format!(" (line {}{more})", lines.join(", ")) };
        let reason = kind.first.first().map(|issue| issue.reason()).unwrap_or_default();
        ui.add(Label::new(format!("{} × {}{lines}", kind.count, sanitize(&kind.label()))).wrap());
        ui.indent(kind.label(), |ui| weak_ui(ui, &reason));
    }
}

fn list_ui(ui: &mut Ui, issues: &[Issue], height: f32) {
    let area = ScrollArea::vertical().id_salt("issues").max_height(height).auto_shrink([false, true]);
    area.show_rows(ui, ROW, issues.len(), |ui, rows| {
        for issue in issues.iter().skip(rows.start).take(rows.len()) {
            ui.allocate_ui(egui::vec2(ui.available_width(), ROW), |ui| issue_ui(ui, issue));
        }
    });
}

fn issue_ui(ui: &mut Ui, issue: &Issue) {
    ui.set_min_height(ROW - 4.0);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let line = issue.line().map_or_else(String::new, |line| format!(", line {line}"));
        let field = if issue.field().is_empty() { String::new() } else { format!(", {}", issue.field()) };
        ui.horizontal(|ui| {
            ui.strong(issue.severity().label());
            ui.add(Label::new(bidi_visual(ui, &format!("{}{field}", issue.record()))).truncate());
        });
        let reason = format!("{} ({}{line})", sanitize(&issue.reason()), sanitize(issue.file()));
        let color = theme::tokens(ui).text_weak;
        let text = RichText::new(&reason).size(theme::SMALL).color(color);
        ui.add(Label::new(text).truncate()).on_hover_text(reason);
    });
}

fn buttons_ui(ui: &mut Ui, cx: &mut Cx<'_>, issues: &[Issue], is_new: bool) {
    ui.add_space(theme::GAP);
    ui.horizontal_wrapped(|ui| {
        if first_button(ui, "Close", is_new) {
            cx.push(Action::CloseDialog);
        }
        if Command::OpenAs.is_enabled(cx.state) && ui.button("Open as…").on_hover_text(Command::OpenAs.help()).clicked()
        {
            cx.push(Action::ShowDialog(Dialog::OpenAs));
        }
        if Command::Columns.is_enabled(cx.state)
            && ui.button("Columns…").on_hover_text(Command::Columns.help()).clicked()
        {
            cx.push(Action::CloseDialog);
            cx.push(Action::AskColumns);
        }
        if !issues.is_empty() && ui.button("Copy list").clicked() {
            let lines: Vec<String> = issues.iter().map(ToString::to_string).collect();
            ui.copy_text(lines.join("\n"));
        }
        if ui.button("Save as text or table…").clicked() {
            cx.push(Action::ExportIssues);
        }
    });
}
