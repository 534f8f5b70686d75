//! Questions about saving: a target that is in use, and what a session would reveal about its owner.

use egui::{ScrollArea, TextEdit, Ui, WidgetText};

use super::parts::{first_button, title_ui};
use crate::app::{Action, OwnerAnswer, OwnerQuestion};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{line_ui, sanitize, weak_ui};

/// The height from which the list of paths scrolls, in points.
const LIST_HEIGHT: f32 = 150.0;

pub fn refused_ui(ui: &mut Ui, cx: &mut Cx<'_>, reason: &str, is_new: bool) {
    title_ui(ui, "This file cannot be overwritten");
    line_ui(ui, &format!("Nothing was written: {}.", sanitize(reason)));
    ui.add_space(theme::GAP);
    ui.horizontal_wrapped(|ui| {
        if first_button(ui, "Choose another name…", is_new) {
            cx.push(Action::ChooseAnother);
        }
        if ui.button("Cancel").clicked() {
            cx.push(Action::CloseDialog);
        }
    });
}

pub fn owner_ui(ui: &mut Ui, cx: &mut Cx<'_>, question: &OwnerQuestion, is_new: bool) {
    title_ui(ui, "What the session file reveals about you");
    line_ui(ui, "Anyone who gets the file can read this. Counterclaim asks once for each session.");
    ui.add_space(theme::GAP);
    if !question.paths.is_empty() {
        line_ui(ui, "File locations on this computer:");
        ScrollArea::vertical().max_height(LIST_HEIGHT).show(ui, |ui| {
            for path in &question.paths {
                line_ui(ui, &format!("• {}", sanitize(path)));
            }
        });
        weak_ui(
            ui,
            "Without paths the session stores only the names and checksums of these files. It finds them in its own \
             folder, or you choose them when you open it.",
        );
        ui.add_space(theme::GAP);
    }
    if let Some(account) = &question.account {
        line_ui(ui, &format!("“{}”, the name of your account on this computer, signs your edits.", sanitize(account)));
        ui.horizontal(|ui| {
            let label = ui.label("Sign them as");
            let mut name = question.sign_as.clone();
            let field = TextEdit::singleline(&mut name).hint_text(WidgetText::from(account.as_str()));
            if ui.add(field).labelled_by(label.id).changed() {
                cx.push(Action::SignAs(name));
            }
        });
        weak_ui(ui, "To change the name for all sessions, use Preferences.");
        ui.add_space(theme::GAP);
    }
    ui.horizontal_wrapped(|ui| {
        let has_paths = !question.paths.is_empty();
        if first_button(ui, if has_paths { "Save with paths" } else { "Save" }, is_new) {
            cx.push(Action::OwnerAnswered(OwnerAnswer::WithPaths));
        }
        if has_paths && ui.button("Leave paths out").clicked() {
            cx.push(Action::OwnerAnswered(OwnerAnswer::WithoutPaths));
        }
        if ui.button("Cancel").clicked() {
            cx.push(Action::OwnerAnswered(OwnerAnswer::Cancel));
        }
    });
}
