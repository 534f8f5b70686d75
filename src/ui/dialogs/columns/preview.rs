//! Preview of the first records, with their issues.

use egui::{Key, Label, Modifiers, RichText, Ui, vec2};

use crate::app::{Columns, PreviewRow};
use crate::ui::theme;
use crate::ui::widgets::{bidi_visual, heading_ui, paint_mark, weak_ui};
use counterclaim_engine::number;

pub fn ui(ui: &mut Ui, columns: &Columns) {
    let preview = columns.preview();
    if preview.error.is_some() {
        return;
    }
    page_by_keys(ui);
    let records = preview.records;
    heading_ui(ui, &format!("Preview of the first {} records", records.total()));
    if records.rejected > 0 {
        weak_ui(ui, &format!("{} read, {} rejected", number(records.read as f64), number(records.rejected as f64)));
    }
    ui.spacing_mut().item_spacing.y = 2.0;
    for row in &preview.rows {
        row_ui(ui, row);
        ui.add_space(4.0);
    }
    if preview.issues.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    heading_ui(ui, &format!("Issues in these records: {}", preview.issues.len()));
    for issue in &preview.issues {
        let line = issue.line().map_or_else(String::new, |line| format!("line {line}: "));
        weak_ui(ui, &format!("{line}{} ({})", issue.reason(), issue.severity().label()));
    }
}

/// Page up and page down scroll the records, wherever the focus is.
fn page_by_keys(ui: &Ui) {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let pages = f32::from(i8::from(pressed(Key::PageUp)) - i8::from(pressed(Key::PageDown)));
    if pages != 0.0 {
        ui.scroll_with_delta(vec2(0.0, pages * ui.clip_rect().height() * 0.9));
    }
}

/// The claim, and below it when and where it happened, who says what, when that was reported, and what was noted.
fn row_ui(ui: &mut Ui, row: &PreviewRow) {
    let claim = ui.add(Label::new(bidi_visual(ui, &row.claim)).truncate());
    let _ = claim.on_hover_text(bidi_visual(ui, &row.claim));
    ui.horizontal(|ui| {
        let tokens = theme::tokens(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), egui::Sense::hover());
        if let Some(stance) = row.stance {
            paint_mark(ui.painter(), rect.center(), stance, tokens);
        }
        let stance = row.stance.map(|stance| stance.label()).unwrap_or_default();
        let parts = [&row.happened, &row.place, &row.who, stance, &row.reported, &row.note];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let words = parts.join(" · ");
        let text = RichText::new(bidi_visual(ui, &words)).size(theme::SMALL).color(tokens.text_weak);
        let _ = ui.add(Label::new(text).truncate()).on_hover_text(bidi_visual(ui, &words));
    });
}
