//! Counts of the open data, the progress of jobs, and the step that undo would revert.

use std::time::Duration;

use egui::{Align, Layout, ProgressBar, Ui};

use super::commands::Command;
use super::panel::Cx;
use super::widgets::{STEP, busy_ui, sanitize};
use crate::app::{Action, OpenTable, issue_label};
use counterclaim_engine::number;

/// How often the progress of an import is redrawn.
const EVERY: Duration = STEP;
/// A rate over fewer seconds than this is not meaningful.
const RATE_AFTER: f64 = 0.3;
/// Width of the progress bar, in points.
const BAR: f32 = 120.0;

/// The bar at the bottom.
#[derive(Default)]
pub struct StatusBar {
    /// When the current import was first seen, and at which of its steps.
    since: Option<(f64, bool)>,
}

impl StatusBar {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.horizontal(|ui| {
            let is_reading = cx.state.loading().is_some() || cx.state.table().is_some_and(OpenTable::is_reading);
            if is_reading {
                self.reading_ui(ui, cx);
            } else {
                self.since = None;
                counts_ui(ui, cx);
            }
            if let Some(table) = cx.state.table().filter(|table| table.figures().is_under_way()) {
                estimating_ui(ui, cx, table);
            } else if cx.state.is_laying() {
                busy_ui(ui);
                let tip = "The window shows the state before; you can keep working.";
                ui.weak("Merging layers and added records…").on_hover_text(tip);
            } else if cx.state.figures_are_stale() {
                busy_ui(ui);
                ui.weak("Calculating…").on_hover_text("Shown estimates are from before your last change.");
            }
            format_ui(ui, cx);
            exporting_ui(ui, cx);
            issues_ui(ui, cx);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let journal = cx.state.document().map(|document| document.journal());
                if let Some(step) = journal.and_then(|journal| journal.undo_label()) {
                    let response =
                        ui.add(egui::Button::new(format!("Undo: {}", sanitize(step))).frame(false).small().truncate());
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

    /// The progress of an import: bytes, rows, rate, and the remaining time.
    fn reading_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let table = cx.state.table().filter(|table| table.is_reading());
        let is_second = cx.state.loading().is_none() && table.is_some();
        let now = ui.input(|input| input.time);
        let since = match self.since {
            Some((since, was_second)) if was_second == is_second => since,
            _ => now,
        };
        self.since = Some((since, is_second));
        let what = match (cx.state.loading(), table) {
            (Some(what), _) => format!("Reading {}…", sanitize(what)),
            (None, Some(table)) => {
                format!("{} events · reading other columns…", number(table.shown() as f64))
            }
            (None, None) => return,
        };
        let rows = table.filter(|_| is_second).map(|table| table.table().len());
        match cx.state.progress().map(|progress| (progress.done(), progress.total())).filter(|(_, all)| *all > 0) {
            Some((done, total)) => {
                bar_ui(ui, done as f64 / total as f64);
                ui.label(format!("{what} {}", progress_label(done, total, now - since, rows)));
            }
            None => {
                busy_ui(ui);
                ui.label(what);
            }
        }
        if cx.state.progress().is_none() {
            return;
        }
        let key = Command::StopReading.shortcut_text();
        if ui.small_button("Cancel").on_hover_text(format!("{} ({key})", Command::StopReading.help())).clicked() {
            cx.push(Action::StopReading);
        }
        ui.request_repaint_after(EVERY);
    }
}

/// The progress of an export of a table's events.
fn exporting_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some((done, total)) = cx.state.exporting().map(|progress| (progress.done(), progress.total())) else {
        return;
    };
    let words = match total {
        0 => "Exporting…".to_owned(),
        _ => format!("Exporting {} of {} events…", number(done as f64), number(total as f64)),
    };
    busy_ui(ui);
    ui.weak(words);
    let key = Command::StopReading.shortcut_text();
    if ui.small_button("Cancel export").on_hover_text(format!("No file is written ({key})")).clicked() {
        cx.push(Action::StopExport);
    }
    ui.request_repaint_after(EVERY);
}

/// The progress of a table's calculation; the number of rounds is not known in advance.
fn estimating_ui(ui: &mut Ui, cx: &mut Cx<'_>, table: &OpenTable) {
    busy_ui(ui);
    let events = number(table.table().len() as f64);
    let words = format!("Calculating {events} events, round {}…", table.figures().rounds() + 1);
    ui.weak(words).on_hover_text(
        "Updating claims and source records in turn until they converge. Shown estimates are from before.",
    );
    let key = Command::StopReading.shortcut_text();
    if ui.small_button("Cancel").on_hover_text(format!("{} ({key})", Command::StopReading.help())).clicked() {
        cx.push(Action::CancelEstimates);
    }
    ui.request_repaint_after(EVERY);
}

fn bar_ui(ui: &mut Ui, share: f64) {
    let response = ui.add(ProgressBar::new(share as f32).desired_width(BAR).desired_height(8.0));
    response.widget_info(|| {
        let words = format!("{:.0} % read", share * 100.0);
        egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, words)
    });
}

/// `120 of 632 MB, 190,000 rows, 310 MB/s, 2 s left`.
fn progress_label(done: u64, total: u64, secs: f64, rows: Option<usize>) -> String {
    let mb = |bytes: u64| bytes as f64 / 1e6;
    let mut words = format!("{:.0} of {:.0} MB", mb(done), mb(total));
    if let Some(rows) = rows {
        let rows = (rows as f64 * done as f64 / total as f64).floor();
        words += &format!(", {} rows", number(rows));
    }
    if secs >= RATE_AFTER && done > 0 {
        let rate = done as f64 / secs;
        let left = total.saturating_sub(done) as f64 / rate;
        words += &format!(", {:.0} MB/s, {:.0} s left", rate / 1e6, left.ceil());
    }
    words
}

fn counts_ui(ui: &mut Ui, cx: &Cx<'_>) {
    if let Some(table) = cx.state.table() {
        let statements = table.table().statement_count();
        let sources = table.table().source_count();
        let shown = number(table.shown() as f64);
        let all = number(table.table().len() as f64);
        let events = if table.is_filtered() { format!("{shown} of {all} events") } else { format!("{all} events") };
        ui.weak(format!("{events} · {} statements · {} sources", number(statements as f64), number(sources as f64)));
    } else if let Some(dataset) = cx.state.dataset() {
        let counts = [
            (dataset.claim_count(), "claim"),
            (dataset.statement_count(), "statement"),
            (dataset.sources().len(), "source"),
            (dataset.places().len(), "place"),
        ];
        let counted = |(count, word): &(usize, &str)| {
            let ending = if *count == 1 { "" } else { "s" };
            format!("{} {word}{ending}", number(*count as f64))
        };
        let words: Vec<String> = counts.iter().map(counted).collect();
        ui.weak(words.join(" · "));
    }
}

/// The detected format of the file, unless it is Counterclaim's own.
fn format_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(document) = cx.state.document().filter(|document| document.is_foreign()) else {
        return;
    };
    let format = document.reading().format;
    let words = format!("{}, {}", document.dataset_name(), document.reading().mapping_source.label());
    if ui.link(format!("Read as {format}")).on_hover_text(sanitize(&words)).clicked() {
        cx.push(Command::ShowIssues.action(cx.state));
    }
}

fn issues_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let count = cx.state.document().map_or(0, |document| document.issues().len());
    if count == 0 {
        return;
    }
    if ui.link(issue_label(count)).on_hover_text(Command::ShowIssues.help()).clicked() {
        cx.push(Command::ShowIssues.action(cx.state));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_how_far_how_fast_and_how_long() {
        assert_eq!(
            progress_label(120_000_000, 600_000_000, 0.4, Some(950_000)),
            "120 of 600 MB, 190,000 rows, 300 MB/s, 2 s left"
        );
        assert_eq!(progress_label(0, 600_000_000, 5.0, None), "0 of 600 MB");
    }
}
