//! The sources that the selected one may repeat, and the analyst's setting for each pair.

use egui::Ui;

use crate::app::{Action, Selection};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{heading_ui, link_ui, sanitize, weak_ui};
use counterclaim_engine::{Dependence, Origin};
use counterclaim_model::{Dataset, Edit, Independence, SourceId};

/// Less probable pairs are not listed, unless the analyst has set them.
const WORTH_TELLING: f64 = 0.05;
/// The most pairs that are listed.
const MAX_PAIRS: usize = 20;

/// Draws the pairs found, most probable first.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: SourceId, found: &[(Origin, Dependence)]) {
    let mut pairs: Vec<(SourceId, Dependence)> = Vec::new();
    for (origin, pair) in found {
        let is_told = pair.given.is_some() || pair.probability >= WORTH_TELLING;
        let other = origin.source;
        // An unnamed source relayed by several others is one line.
        if is_told && other != id && !pairs.iter().any(|(told, _)| *told == other) {
            pairs.push((other, *pair));
        }
    }
    if pairs.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    heading_ui(ui, "May repeat each other");
    weak_ui(ui, "The later of two possible copies counts for less. Your setting overrides the computed one.");
    for (other, pair) in pairs.iter().take(MAX_PAIRS) {
        pair_ui(ui, cx, dataset, (id, *other), pair);
    }
    if pairs.len() > MAX_PAIRS {
        weak_ui(ui, &format!("and {} more", pairs.len() - MAX_PAIRS));
    }
}

fn pair_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, (id, other): (SourceId, SourceId), pair: &Dependence) {
    let name = &dataset.source(other).name;
    ui.horizontal_wrapped(|ui| {
        let link = link_ui(ui, name, theme::strong(theme::BODY));
        if link.on_hover_text("Show this source").clicked() {
            cx.push(Action::Select(Selection::Source(other)));
        }
        weak_ui(ui, &pair_label(pair));
    });
    ui.horizontal_wrapped(|ui| {
        let choices = [
            (None, "As computed", "as computed"),
            (Some(Independence::Independent), "Independent", "independent"),
            (Some(Independence::Dependent), "Dependent", "dependent"),
        ];
        for (value, label, word) in choices {
            let button = ui.selectable_label(pair.given == value, label);
            let button = button.accessible_name(format!("Count {} as {word}", sanitize(name)));
            if button.clicked() && pair.given != value {
                let key = |source: SourceId| dataset.source(source).key.into();
                cx.push(Action::Edit(Edit::Independence { a: key(id), b: key(other), value }));
            }
        }
    });
}

/// `may repeat each other: 83 %, agree on 7 of 8 shared claims`.
fn pair_label(pair: &Dependence) -> String {
    if pair.shared == 0 {
        return "too few shared claims to compare".to_owned();
    }
    let percent = (pair.probability * 100.0).clamp(1.0, 99.0);
    format!("may repeat each other: {percent:.0} %, agree on {} of {} shared claims", pair.agreed, pair.shared)
}
