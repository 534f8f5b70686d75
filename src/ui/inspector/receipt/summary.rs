//! The estimate of a claim above its receipt: word, percentage, interval, support, and warnings.

use egui::{Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::reasons::day_label;
use crate::app::Computed;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{chip_width, galley, heading_ui, paint_belief, paint_chip, weak_ui};
use counterclaim_engine::{Likelihood, percent};
use counterclaim_model::{ClaimId, Dataset};

const BAR_HEIGHT: f32 = 8.0;

/// Draws the head of the receipt.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, dataset: &Dataset, id: ClaimId, computed: &Computed) {
    head_ui(ui, cx, computed);
    if computed.is_hidden() {
        return;
    }
    let (_, bar) = ui.allocate_space(vec2(ui.available_width(), BAR_HEIGHT + 4.0));
    let bar = Rect::from_center_size(bar.center(), vec2(bar.width(), BAR_HEIGHT));
    paint_belief(ui.painter(), bar, computed.likelihood(), theme::tokens(ui));
    let Some(likelihood) = computed.likelihood() else {
        return;
    };
    weak_ui(ui, &support_label(cx, dataset, id, likelihood));
    if let Some(is_true) = likelihood.settled {
        let alone = computed.label().unwrap_or_default();
        notice_ui(ui, &format!("Your verdict: {is_true}. Estimate from the statements alone: {alone}."));
    }
    if let Some(other) = cx.state.assessment().other_start(id) {
        let words = format!(
            "From another starting point the result is {}\u{a0}%: the statements do not decide between the two.",
            percent(other)
        );
        notice_ui(ui, &words);
    }
    let fit = &cx.state.assessment().run().fit;
    if !fit.converged {
        notice_ui(
            ui,
            &format!("The estimates had not converged after {} rounds: use this one with caution.", fit.sweeps),
        );
    }
    if likelihood.lacks_neutral {
        notice_ui(ui, "Two sides and no neutral source of weight: the estimate depends on assumptions about interest.");
    }
}

fn head_ui(ui: &mut Ui, cx: &Cx<'_>, computed: &Computed) {
    ui.horizontal_wrapped(|ui| {
        heading_ui(ui, "Model estimate");
        let words = computed.likelihood().map_or_else(|| computed.label().unwrap_or_default(), Likelihood::describe);
        let text = if computed.is_hidden() { RichText::new(words).weak() } else { RichText::new(words) };
        ui.label(text.font(theme::plain(theme::TITLE)));
        let Some(likelihood) = computed.likelihood() else {
            return;
        };
        if cx.state.figures_are_stale() {
            badge_ui(ui, "calculating", "This estimate is from before your last change; a new one is being calculated.");
        }
        let suggested = likelihood.suggested;
        let help = format!(
            "{}: the estimate on the scale of 1 to 6. The grade is yours; it is never set for you.",
            suggested.label()
        );
        weak_ui(ui, &format!("suggested {}", suggested.number())).on_hover_text(help);
        let calibration = &cx.state.assessment().run().calibration;
        if !calibration.is_fitted() && !likelihood.is_open {
            let help = format!(
                "The weight of the statements is a default setting. It is fitted once 15 claims have a verdict of true or \
                 false (now {}).",
                calibration.verdicts
            );
            badge_ui(ui, "not calibrated", &help);
        }
    });
}

/// A chip with an explanation as its tooltip.
fn badge_ui(ui: &mut Ui, words: &str, help: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(chip_width(ui, words), 18.0), Sense::hover());
    paint_chip(ui, rect.left_top(), words, theme::tokens(ui));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    response.on_hover_text(help);
}

/// A warning, with a thin line at its left.
fn notice_ui(ui: &mut Ui, words: &str) {
    let tokens = theme::tokens(ui);
    let indent = 10.0;
    let room = ui.available_width() - indent;
    let galley = galley(ui, words, theme::plain(theme::SMALL), tokens.text, room, usize::MAX);
    let (rect, response) = ui.allocate_exact_size(vec2(room + indent, galley.size().y + 4.0), Sense::hover());
    let line = Stroke::new(2.0, tokens.doubts);
    ui.painter().vline(rect.left() + 1.0, rect.y_range(), line);
    ui.painter().galley(rect.left_top() + vec2(indent, 2.0), galley, tokens.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}

/// The effective number of sources, and the date of the estimate.
fn support_label(cx: &Cx<'_>, dataset: &Dataset, id: ClaimId, likelihood: &Likelihood) -> String {
    if likelihood.is_open {
        return "No usable evidence either way, so there is no estimate.".to_owned();
    }
    let support = format!("{:.1}", likelihood.independent_support);
    let day = cx.state.assessment().curve(id, &[]).last().map(|point| day_label(dataset, point.day));
    let day = day.map_or_else(String::new, |day| format!(" As of {day}, the latest date covered."));
    format!("Effective number of independent sources: {support}.{day}")
}
