//! The receipt: how the estimate of a claim is computed, line by line.
//!
//! `lines.rs` decides what is shown in which order, `reasons.rs` finds the words, `row.rs` draws a line.

mod lines;
pub mod reasons;
mod row;
mod summary;

use egui::{CollapsingHeader, Rect, RichText, Stroke, Ui, pos2, vec2};

use self::lines::{Line, Sheet, sum};
use self::row::{Columns, paint_bar, signed};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::weak_ui;
use counterclaim_engine::number;
use counterclaim_model::{ClaimId, Dataset};

/// The most lines of a group that are drawn; the total of the others is shown below them.
const MAX_LINES: usize = 300;

/// The receipt of the last claim; rebuilt when something changes.
#[derive(Default)]
pub struct ReceiptView {
    key: Option<(u64, ClaimId)>,
    sheet: Option<Sheet>,
}

impl ReceiptView {
    /// Draws estimate and receipt; nothing for a claim that is neither true nor false.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: ClaimId) {
        let key = Some((cx.state.revision(), id));
        if self.key != key {
            self.key = key;
            self.sheet = Sheet::new(cx.state, dataset, id);
        }
        let Some(sheet) = &self.sheet else {
            return;
        };
        let computed = cx.state.computed(id);
        summary::ui(ui, cx, dataset, id, &computed);
        if computed.likelihood().is_none() {
            ui.add_space(theme::GAP);
            return;
        }
        ui.add_space(2.0);
        ui.push_id(("receipt", id), |ui| sheet_ui(ui, cx, sheet, computed.label().unwrap_or_default()));
        ui.add_space(theme::GAP);
    }
}

fn sheet_ui(ui: &mut Ui, cx: &mut Cx<'_>, sheet: &Sheet, figure: String) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let columns = Columns::new(ui.available_width(), sheet.largest);
    thin_line(ui);
    if let Some(prior) = &sheet.prior {
        ui.add_space(theme::GAP);
        row::ui(ui, cx, columns, prior, sheet.total, (usize::MAX, usize::MAX));
    }
    for (at, group) in sheet.groups.iter().enumerate() {
        caption_ui(ui, &group.name, group.sum());
        lines_ui(ui, cx, columns, &group.lines, sheet.total, at);
    }
    if !sheet.others.is_empty() {
        let count = sheet.others.len();
        let header = format!("{count} other line{}: {}", if count == 1 { "" } else { "s" }, signed(sum(&sheet.others)));
        CollapsingHeader::new(RichText::new(header).size(theme::SMALL)).id_salt("others").show_unindented(ui, |ui| {
            lines_ui(ui, cx, columns, &sheet.others, sheet.total, usize::MAX - 1);
        });
    }
    total_ui(ui, columns, sheet, &figure);
}

fn lines_ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: Columns, lines: &[Line], total: f64, group: usize) {
    for (at, line) in lines.iter().take(MAX_LINES).enumerate() {
        row::ui(ui, cx, columns, line, total, (group, at));
    }
    if let Some(rest) = lines.get(MAX_LINES..).filter(|rest| !rest.is_empty()) {
        weak_ui(ui, &format!("and {} more lines: {}", number(rest.len() as f64), signed(sum(rest))));
    }
}

/// The name of a side with the total of its lines, above a thin line.
fn caption_ui(ui: &mut Ui, name: &str, sum: f64) {
    let tokens = theme::tokens(ui);
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        weak_ui(ui, name);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let words = RichText::new(signed(sum)).size(theme::SMALL).color(tokens.text_weak);
            ui.label(words).on_hover_text("Total of the lines below");
        });
    });
}

fn total_ui(ui: &mut Ui, columns: Columns, sheet: &Sheet, figure: &str) {
    let tokens = theme::tokens(ui);
    ui.add_space(theme::GAP);
    thin_line(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 24.0));
    let words = format!("Total: {figure}");
    let galley = ui.painter().layout_no_wrap(words.clone(), theme::strong(theme::BODY), tokens.text);
    ui.painter().galley(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, tokens.text);
    let row = Rect::from_center_size(rect.center(), vec2(rect.width(), 18.0));
    paint_bar(ui, columns, row, sheet.total, tokens);
    let response = ui.interact(rect, ui.scope_id().with("total"), egui::Sense::hover());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{words}, {}", signed(sheet.total)))
    });
    let (scale, shared) = sheet.scale;
    response.on_hover_text(format!(
        "Natural log-odds: 0 is even, +1 is 73\u{a0}%, +2 is 88\u{a0}%. Every statement is scaled by {scale:.2}, \
         because statements tell less than they seem to, and by {shared:.2}, because sources on one claim share errors."
    ));
}

fn thin_line(ui: &Ui) {
    let line = Stroke::new(1.0, theme::tokens(ui).line);
    ui.painter().hline(ui.available_rect_before_wrap().x_range(), ui.cursor().top(), line);
}
