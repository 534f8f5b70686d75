//! Titles and buttons that dialogs share.

use egui::{Button, RichText, Ui};

use crate::app::Action;
use crate::ui::panel::Cx;
use crate::ui::theme;

/// A button that gets the focus when its dialog opens.
pub fn first_button(ui: &mut Ui, label: &str, is_new: bool) -> bool {
    let response = ui.add(Button::new(RichText::new(label).font(theme::strong(theme::BODY))));
    if is_new {
        response.request_focus();
    }
    response.clicked()
}

pub fn close_ui(ui: &mut Ui, cx: &mut Cx<'_>, label: &str, is_new: bool) {
    ui.add_space(theme::GAP);
    if first_button(ui, label, is_new) {
        cx.push(Action::CloseDialog);
    }
}

pub fn title_ui(ui: &mut Ui, title: &str) {
    ui.label(RichText::new(title).font(theme::strong(theme::TITLE + 4.0)));
    ui.add_space(theme::GAP);
}
