//! The settings of the estimate, its words for probabilities, and how grades are suggested.

use egui::{Grid, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::section_ui;
use crate::ui::theme;
use crate::ui::widgets::galley;
use counterclaim_engine::{
    CREDIBILITY_FROM, LIKELIHOOD_BANDS, RELIABILITY_FROM, Role as Stake, TOO_WIDE_FOR_A_LETTER, VERDICTS_FOR_A_LETTER,
    prior_means, settings,
};

/// The share of the width for names.
const NAMES: f32 = 0.74;

/// Draws the page.
pub fn ui(ui: &mut Ui) {
    section_ui(
        ui,
        "Starting means, the same for every side",
        &["How often a source with no record yet supports, denies or doubts a claim, in percent."],
    );
    means_ui(ui);
    section_ui(ui, "Other settings", &[]);
    for setting in settings() {
        setting_ui(ui, setting.name, &setting.value);
    }
    section_ui(
        ui,
        "Words for probabilities, after ICD 203",
        &[
            "A limit belongs to the band above it. Percentages are shown from 1 to 99: no statement makes a claim certain.",
        ],
    );
    bands_ui(ui);
    section_ui(
        ui,
        "How 1 to 6 is suggested for a claim",
        &[&format!(
            "{}; 5 below. 1 also asks for two independent origins in support. 6 if the claim is undetermined, if the \
             interval is wider than 60 points, or if every source with a stance is self-serving.",
            list(CREDIBILITY_FROM.iter().map(|(from, grade)| (*from, grade.number().to_string())))
        )],
    );
    section_ui(
        ui,
        "How A to F is suggested for a source",
        &[&format!(
            "From the lower end of the interval for the share of supported claims that proved true, over all roles: {}; E below. F with fewer than \
             {VERDICTS_FOR_A_LETTER} claims with a verdict, or an interval wider than {:.0} points. A letter of yours \
             that differs by two or more is marked; F is not on the scale, so it never counts as different.",
            list(RELIABILITY_FROM.iter().map(|(from, grade)| (*from, grade.letter().to_string()))),
            TOO_WIDE_FOR_A_LETTER * 100.0
        )],
    );
}

/// `1 from 95 %, 2 from 80 %`.
fn list(steps: impl Iterator<Item = (f64, String)>) -> String {
    let words: Vec<String> = steps.map(|(from, grade)| format!("{grade} from {:.0} %", from * 100.0)).collect();
    words.join(", ")
}

fn means_ui(ui: &mut Ui) {
    Grid::new("means").num_columns(5).spacing([14.0, 5.0]).striped(true).show(ui, |ui| {
        for head in ["The source is, or", "if the claim is", "supports", "denies", "doubts"] {
            ui.weak(head);
        }
        ui.end_row();
        for role in Stake::ALL {
            let [if_false, if_true] = prior_means(role);
            for (truth, row) in [("true", if_true), ("false", if_false)] {
                ui.label(if truth == "true" { role.label() } else { "" });
                ui.label(truth);
                for cell in row {
                    ui.label(format!("{:.0}", cell * 100.0));
                }
                ui.end_row();
            }
        }
    });
}

fn bands_ui(ui: &mut Ui) {
    Grid::new("bands").num_columns(2).spacing([18.0, 5.0]).striped(true).show(ui, |ui| {
        let mut from = 0.01;
        for (until, word) in LIKELIHOOD_BANDS {
            ui.label(word);
            ui.label(format!("{:.0} to {:.0} %", from * 100.0, f64::min(until, 0.99) * 100.0));
            ui.end_row();
            from = until;
        }
    });
}

/// A name that wraps, and its value beside it.
fn setting_ui(ui: &mut Ui, name: &str, value: &str) {
    let tokens = theme::tokens(ui);
    let width = ui.available_width();
    let text = |words: &str, room: f32| galley(ui, words, theme::plain(theme::BODY), tokens.text, room, usize::MAX);
    let words = text(name, width * NAMES - theme::MARGIN);
    let number = text(value, width * (1.0 - NAMES));
    let height = words.size().y.max(number.size().y) + theme::GAP;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    ui.painter().galley(rect.min, words, tokens.text);
    ui.painter().galley(rect.min + vec2(width * NAMES, 0.0), number, tokens.text);
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, tokens.line));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}: {value}")));
}
