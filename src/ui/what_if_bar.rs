//! Shows what is excluded for now, as long as anything is.

use egui::{Panel as Region, RichText, Stroke, Ui, pos2};

use super::commands::Command;
use super::panel::Cx;
use super::theme;
use super::widgets::sanitize;

/// Draws the bar below the menus if anything is excluded.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(words) = cx.state.dataset().and_then(|dataset| cx.state.view().what_if.describe(dataset)) else {
        return;
    };
    let tokens = theme::tokens(ui);
    Region::top("what_if").frame(theme::bar_frame(ui).fill(tokens.selected)).show(ui, |ui| {
        let rect = ui.max_rect();
        ui.horizontal(|ui| {
            ui.label(RichText::new("What if").font(theme::strong(theme::BODY)));
            ui.label(sanitize(&words));
            ui.label(RichText::new("not part of your session").size(theme::SMALL).color(tokens.text_weak));
            if ui.button("Clear").on_hover_text(Command::Restore.help()).clicked() {
                cx.push(Command::Restore.action(cx.state));
            }
        });
        let x = rect.left() - theme::MARGIN + 1.5;
        let line = Stroke::new(3.0, tokens.doubts);
        ui.painter().line_segment([pos2(x, rect.top() - 5.0), pos2(x, ui.min_rect().bottom() + 5.0)], line);
    });
}
