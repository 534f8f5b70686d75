//! How well the estimates agree with the verdicts: a plot from 15 verdicts on, below that what is missing.

use egui::{Align2, Grid, Rect, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::ui::panel::Cx;
use crate::ui::theme::{self, Tokens};
use crate::ui::widgets::{heading_ui, line_ui, weak_ui};
use counterclaim_engine::{CALIBRATION_VERDICTS, Calibration, CalibrationBin};

/// Side of the plot, and the largest margin for its numbers, in points.
const PLOT: f32 = 220.0;
const AXIS: f32 = 34.0;
/// Radius of the mark of one claim; the radius of several grows with the square root of their number.
const MARK: f32 = 3.5;
const MAX_MARK: f32 = 14.0;

/// Draws the plot and its numbers, or says what is missing for them.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>) {
    let calibration = cx.state.assessment().calibration();
    let height = (ui.content_rect().height() - 180.0).max(120.0);
    let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
    area.show(ui, |ui| if calibration.is_fitted() { fitted_ui(ui, calibration) } else { unfitted_ui(ui, calibration) });
}

fn unfitted_ui(ui: &mut Ui, calibration: &Calibration) {
    heading_ui(ui, &format!("Not calibrated: {} of {CALIBRATION_VERDICTS} verdicts", calibration.verdicts));
    line_ui(
        ui,
        &format!(
            "The estimates use default settings. With {CALIBRATION_VERDICTS} or more verdicts of true or false, \
             Counterclaim fits the weight of the evidence and the baseline of a claim to them, and shows here how \
             often claims of each probability proved true."
        ),
    );
    line_ui(ui, "Until then, use the percentages to rank claims, not as frequencies.");
    if calibration.verdicts == 0 {
        weak_ui(ui, "Set verdicts in the form below the selected claim; “cannot be determined” does not count here.");
    }
}

fn fitted_ui(ui: &mut Ui, calibration: &Calibration) {
    heading_ui(ui, &format!("Fitted to {} verdicts", calibration.verdicts));
    weak_ui(ui, "Each claim is plotted with the estimate that it has without its own verdict.");
    ui.add_space(theme::GAP);
    let bins = calibration.bins();
    ui.horizontal_top(|ui| {
        plot_ui(ui, &bins);
        ui.add_space(theme::GAP);
        ui.vertical(|ui| table_ui(ui, &bins));
    });
    ui.add_space(theme::GAP);
    if let Some(brier) = calibration.brier() {
        line_ui(ui, &brier_label(brier));
    }
    let [fixed, changing] = calibration.prior_shift;
    line_ui(
        ui,
        &format!(
            "Fitted scale of the evidence: {:.2}. Added to the baseline log-odds: {fixed:+.1} for claims whose truth \
             cannot change, {changing:+.1} for time-dependent claims.",
            calibration.temperature
        ),
    );
}

/// `Brier score 0.09: …`, with its reference value.
fn brier_label(brier: f64) -> String {
    let worth = match brier {
        score if score < 0.10 => "far better than",
        score if score < 0.23 => "better than",
        score if score <= 0.27 => "about as good as",
        _ => "worse than",
    };
    format!("Brier score {brier:.2}: 0 is perfect, and this is {worth} the 0.25 of always saying 50 %.")
}

fn plot_ui(ui: &mut Ui, bins: &[CalibrationBin]) {
    let tokens = theme::tokens(ui);
    let (outer, response) = ui.allocate_exact_size(vec2(PLOT + AXIS + MAX_MARK, PLOT + 1.6 * AXIS), Sense::hover());
    let rect = Rect::from_min_size(outer.min + vec2(AXIS, AXIS * 0.6), vec2(PLOT, PLOT));
    paint_grid(ui, rect, tokens);
    let at =
        |bin: &CalibrationBin| pos2(rect.left() + PLOT * bin.mean as f32, rect.bottom() - PLOT * bin.share_true as f32);
    let painter = ui.painter();
    for bin in bins {
        let radius = (MARK * (bin.count as f32).sqrt()).min(MAX_MARK);
        painter.circle_filled(at(bin), radius, tokens.accent);
        // Beside the mark, on the side where there is room.
        let (beside, align) = if at(bin).x + 3.0 * MAX_MARK < rect.right() {
            (vec2(radius + 4.0, 0.0), Align2::LEFT_CENTER)
        } else {
            (vec2(-radius - 4.0, 0.0), Align2::RIGHT_CENTER)
        };
        let font = theme::strong(theme::SMALL);
        painter.text(at(bin) + beside, align, bin.count.to_string(), font, tokens.text);
    }
    let words: Vec<String> = bins.iter().map(bin_label).collect();
    let words = format!("Calibration plot: {}", words.join("; "));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
}

/// The square with its diagonal, on which estimates and shares agree, and its numbers.
fn paint_grid(ui: &Ui, rect: Rect, tokens: &Tokens) {
    let painter = ui.painter();
    let line = Stroke::new(1.0, tokens.line);
    let font = theme::plain(theme::SMALL);
    for percent in [0, 50, 100] {
        let share = percent as f32 / 100.0;
        let x = rect.left() + PLOT * share;
        let y = rect.bottom() - PLOT * share;
        painter.vline(x, rect.y_range(), line);
        painter.hline(rect.x_range(), y, line);
        painter.text(
            pos2(x, rect.bottom() + 4.0),
            Align2::CENTER_TOP,
            percent.to_string(),
            font.clone(),
            tokens.text_weak,
        );
        painter.text(
            pos2(rect.left() - 5.0, y),
            Align2::RIGHT_CENTER,
            percent.to_string(),
            font.clone(),
            tokens.text_weak,
        );
    }
    painter.line_segment([rect.left_bottom(), rect.right_top()], Stroke::new(1.0, tokens.text_weak));
    let axis = pos2(rect.center().x, rect.bottom() + AXIS - 4.0);
    painter.text(axis, Align2::CENTER_BOTTOM, "estimate, %", font.clone(), tokens.text_weak);
    let above = rect.left_top() - vec2(0.0, 4.0);
    painter.text(above, Align2::LEFT_BOTTOM, "proved true, %", font.clone(), tokens.text_weak);
    let agrees = rect.right_bottom() + vec2(-6.0, -4.0);
    painter.text(agrees, Align2::RIGHT_BOTTOM, "on the line, both agree", font, tokens.text_weak);
}

fn table_ui(ui: &mut Ui, bins: &[CalibrationBin]) {
    Grid::new("calibration").num_columns(4).spacing([16.0, 5.0]).show(ui, |ui| {
        for head in ["Estimate", "Claims", "Mean", "True"] {
            ui.weak(head);
        }
        ui.end_row();
        for bin in bins {
            ui.label(band(bin));
            ui.label(bin.count.to_string());
            ui.label(format!("{:.0} %", bin.mean * 100.0));
            ui.label(format!("{:.0} %", bin.share_true * 100.0));
            ui.end_row();
        }
    });
}

fn band(bin: &CalibrationBin) -> String {
    format!("{:.0} to {:.0} %", bin.from * 100.0, bin.until * 100.0)
}

fn bin_label(bin: &CalibrationBin) -> String {
    let claims = if bin.count == 1 { "claim" } else { "claims" };
    let mean = bin.mean * 100.0;
    let share = bin.share_true * 100.0;
    format!("{} {claims} from {}, {mean:.0} % on average, {share:.0} % proved true", bin.count, band(bin))
}
