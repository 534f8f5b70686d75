//! Sets what the columns of a table mean, next to a preview of the first records.

mod column;
mod preview;
mod profiles;
mod text;

use egui::{Align, Label, Layout, RichText, ScrollArea, TextEdit, TextStyle, Ui, vec2};

use self::profiles::ProfileForm;
use super::parts::{first_button, title_ui};
use crate::app::{Action, Columns, ColumnsChange};
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{announce, sanitize, weak_ui};
use counterclaim_io::mapping::StanceAbout;

/// From this width on columns and records are drawn side by side, in points.
const SIDE_BY_SIDE: f32 = 780.0;
/// Height of what is above and below columns and records, in points.
const AROUND: f32 = 320.0;

/// The typed texts.
#[derive(Default)]
pub struct ColumnsForm {
    profiles: ProfileForm,
}

impl ColumnsForm {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
        let Some(columns) = cx.state.columns() else { return };
        if is_new {
            *self = Self::default();
        }
        let name = columns.opening().path.file_name().unwrap_or_default().to_string_lossy();
        title_ui(ui, &format!("What do the columns of {} mean?", sanitize(&name)));
        about_ui(ui, columns);
        text::ui(ui, cx, columns);
        self.profiles.choice_ui(ui, cx, columns);
        ui.add_space(theme::GAP);
        body_ui(ui, cx, columns);
        ui.add_space(theme::GAP);
        whole_ui(ui, cx, columns);
        open_ui(ui, columns);
        ui.horizontal_wrapped(|ui| {
            let is_readable = columns.preview().error.is_none();
            if ui.add_enabled_ui(is_readable, |ui| first_button(ui, "Open", is_new)).inner {
                cx.push(Action::AcceptColumns);
            }
            self.profiles.keep_ui(ui, cx, columns);
            if ui.button("Cancel").clicked() {
                cx.push(Action::CloseDialog);
            }
        });
    }
}

/// The detected format of the file.
fn about_ui(ui: &mut Ui, columns: &Columns) {
    let reading = columns.reading();
    let mut parts = vec![reading.format.to_owned(), format!("{} records", columns.record_count())];
    parts.extend(Some(reading.encoding.to_owned()).filter(|encoding| !encoding.is_empty()));
    parts.extend(reading.separator_label().map(|label| format!("separated by {label}")));
    parts.extend(reading.remarks.iter().cloned());
    weak_ui(ui, &parts.join(" · "));
}

fn body_ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns) {
    let width = ui.available_width();
    let height = (ui.content_rect().height() - AROUND).max(120.0);
    if width < SIDE_BY_SIDE {
        ScrollArea::vertical().id_salt("columns").max_height(height).auto_shrink([false, false]).show(ui, |ui| {
            list_ui(ui, cx, columns);
            preview::ui(ui, columns);
        });
        return;
    }
    let left = (width * 0.54).floor();
    ui.horizontal_top(|ui| {
        for (side, width) in [(0, left), (1, width - left - theme::MARGIN)] {
            ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(Align::Min), |ui| {
                ui.set_width(width);
                let area = ScrollArea::vertical().id_salt(("columns", side)).max_height(height);
                area.auto_shrink([false, false]).show(ui, |ui| match side {
                    0 => list_ui(ui, cx, columns),
                    _ => preview::ui(ui, columns),
                });
            });
        }
    });
}

fn list_ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns) {
    for at in 0..columns.samples().len() {
        column::ui(ui, cx, columns, at);
    }
}

/// Settings of the table as a whole.
fn whole_ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns) {
    let mapping = columns.mapping();
    ui.horizontal_wrapped(|ui| {
        let label = ui.label("Times without an offset are in");
        let mut offset = mapping.utc_offset.clone().unwrap_or_default();
        let field = TextEdit::singleline(&mut offset)
            .char_limit(MAX_LINE_CHARS)
            .hint_text("UTC, or +02:00")
            .desired_width(90.0);
        if ui.add(field).labelled_by(label.id).changed() {
            cx.push(Action::ChangeColumns(ColumnsChange::UtcOffset(offset)));
        }
        ui.add_space(theme::MARGIN);
        ui.label("Stance refers to:");
        let choices = [(StanceAbout::Proposition, "this row's claim"), (StanceAbout::Event, "the event")];
        for (about, words) in choices {
            if ui.radio(mapping.stance_about == about, words).clicked() {
                cx.push(Action::ChangeColumns(ColumnsChange::StanceAbout(about)));
            }
        }
    });
}

/// Errors and open questions of the mapping, on a line that is there also without any: nothing moves when one appears.
fn open_ui(ui: &mut Ui, columns: &Columns) {
    let height = ui.text_style_height(&TextStyle::Body);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), height), Layout::left_to_right(Align::Min), |ui| {
        ui.set_min_height(height);
        question_ui(ui, columns);
    });
}

fn question_ui(ui: &mut Ui, columns: &Columns) {
    let color = theme::tokens(ui).failure;
    let line = |ui: &mut Ui, words: &str| {
        let label = Label::new(RichText::new(sanitize(words)).color(color)).truncate();
        announce(&ui.add(label));
    };
    let orders = columns.open_orders();
    if let Some(error) = &columns.preview().error {
        line(ui, error);
    } else if !orders.is_empty() {
        let words =
            format!("Ambiguous dates: choose day/month or month/day for {}, or they stay unknown", orders.join(", "));
        line(ui, &words);
    } else if let Some(name) = columns.open_coordinate_order() {
        let words = format!("Ambiguous coordinates in {name}: choose which of the two is first; now the latitude is");
        line(ui, &words);
    }
}
