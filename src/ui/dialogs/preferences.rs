//! Settings that are remembered between runs.

use std::collections::BTreeSet;

use egui::{TextEdit, Ui};

use crate::app::Action;
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::weak_ui;
use counterclaim_io::preferences::{Borders, Labels, Preferences, Theme};

/// Draws the settings; each takes effect at once.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let mut chosen: Preferences = cx.state.preferences().clone();
    egui::Grid::new("preferences").num_columns(2).spacing([18.0, 10.0]).show(ui, |ui| {
        ui.label("Theme");
        let looks = [(Theme::System, "system"), (Theme::Light, "light"), (Theme::Dark, "dark")];
        choices_ui(ui, &mut chosen.theme, &looks);
        ui.end_row();
        ui.label("Place names");
        languages_ui(ui, &mut chosen.labels, cx);
        ui.end_row();
        ui.label("Borders");
        let borders = [(Borders::UnitedNations, "UN view"), (Borders::Administered, "as administered")];
        choices_ui(ui, &mut chosen.borders, &borders);
        ui.end_row();
        let label = ui.label("Your name");
        let field = TextEdit::singleline(&mut chosen.author)
            .char_limit(MAX_LINE_CHARS)
            .hint_text(&**cx.state.author())
            .desired_width(200.0);
        ui.add(field).labelled_by(label.id);
        ui.end_row();
        ui.label("Model estimates");
        ui.checkbox(&mut chosen.hides_until_graded, "Hide the model estimate of a claim until I have graded it");
        ui.end_row();
        ui.label("Large tables");
        ui.horizontal(|ui| {
            let mut keeps = !chosen.reads_tables_anew;
            ui.checkbox(
                &mut keeps,
                "Cache their columns and the words of their notes, to open and search them at once",
            );
            chosen.reads_tables_anew = !keeps;
            if ui.button("Clear cache").clicked() {
                cx.push(Action::ClearTableCache);
            }
        });
        ui.end_row();
    });
    weak_ui(ui, "Your name signs the edits of sessions opened from now on. Leave empty to use the system's user name.");
    ui.add_space(theme::GAP);
    if chosen != *cx.state.preferences() {
        cx.push(Action::SetPreferences(Box::new(chosen)));
    }
}

/// The languages in which the dataset names places, and those chosen before; several are tried in the order chosen.
fn languages_ui(ui: &mut Ui, labels: &mut Labels, cx: &Cx<'_>) {
    let places = cx.state.dataset().into_iter().flat_map(|dataset| dataset.places());
    let named = places.flat_map(|place| place.names.iter().map(|(code, _)| code.clone()));
    let codes: BTreeSet<String> = named.chain(labels.languages().iter().cloned()).collect();
    ui.horizontal_wrapped(|ui| {
        if ui.selectable_label(labels.languages().is_empty(), "as in the data").clicked() {
            *labels = Labels::default();
        }
        for code in codes {
            let rank = labels.languages().iter().position(|other| *other == code);
            let name = match rank {
                Some(rank) if labels.languages().len() > 1 => format!("{}. {}", rank + 1, language_name(&code)),
                _ => language_name(&code).to_owned(),
            };
            if ui.selectable_label(rank.is_some(), name).clicked() {
                labels.toggle(&code);
            }
        }
    });
}

/// The English name of a language, or its code.
fn language_name(code: &str) -> &str {
    let names = [
        ("ar", "Arabic"),
        ("de", "German"),
        ("en", "English"),
        ("es", "Spanish"),
        ("fa", "Persian"),
        ("fr", "French"),
        ("he", "Hebrew"),
        ("my", "Burmese"),
        ("pl", "Polish"),
        ("ru", "Russian"),
        ("tr", "Turkish"),
        ("uk", "Ukrainian"),
        ("zh", "Chinese"),
    ];
    names.iter().find(|(other, _)| *other == code).map_or(code, |(_, name)| name)
}

fn choices_ui<T: Copy + PartialEq>(ui: &mut Ui, chosen: &mut T, choices: &[(T, &str)]) {
    ui.horizontal(|ui| {
        for (value, words) in choices {
            if ui.selectable_label(chosen == value, *words).clicked() {
                *chosen = *value;
            }
        }
    });
}
