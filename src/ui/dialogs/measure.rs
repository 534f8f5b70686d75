//! Measures the shortest way between two places picked by name.

use egui::{ScrollArea, TextEdit, Ui};

use crate::app::Action;
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{bidi_visual, heading_ui, sanitize, weak_ui};
use counterclaim_engine::measure;
use counterclaim_model::{Dataset, PlaceId};

/// The search texts for the two places, and the picked places.
#[derive(Default)]
pub struct MeasureForm {
    texts: [String; 2],
    picked: [Option<PlaceId>; 2],
}

impl MeasureForm {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
        let Some(dataset) = cx.state.dataset() else {
            weak_ui(ui, "Open a dataset first.");
            return;
        };
        if is_new {
            *self = Self::default();
            if let Some((from, to)) = cx.state.view().measure {
                self.picked = [Some(from), Some(to)];
            }
        }
        ui.columns(2, |columns| {
            for (at, (ui, name)) in columns.iter_mut().zip(["From", "To"]).enumerate() {
                self.side_ui(ui, dataset, at, name, is_new && at == 0);
            }
        });
        ui.add_space(theme::GAP);
        let places = self.picked[0].zip(self.picked[1]);
        let positions = places.and_then(|(from, to)| dataset.place(from).position.zip(dataset.place(to).position));
        match positions {
            Some((from, to)) => heading_ui(ui, &measure(from, to).describe()),
            None => weak_ui(ui, "Pick two places; the distance is measured on the WGS84 ellipsoid."),
        };
        if places != cx.state.view().measure && places.is_some() {
            cx.push(Action::Measure(places));
        }
        if places.is_some() && ui.button("Clear line").clicked() {
            self.picked = [None, None];
            cx.push(Action::Measure(None));
        }
    }

    fn side_ui(&mut self, ui: &mut Ui, dataset: &Dataset, at: usize, name: &str, takes_focus: bool) {
        let picked = self.picked[at].map(|place| dataset.place(place).name);
        ui.strong(format!("{name}: {}", bidi_visual(ui, picked.unwrap_or("–"))));
        let field = TextEdit::singleline(&mut self.texts[at])
            .char_limit(MAX_LINE_CHARS)
            .hint_text("part of a name")
            .desired_width(f32::INFINITY);
        let response = ui.add(field).accessible_name(format!("{name}: part of a place's name"));
        if takes_focus {
            response.request_focus();
        }
        let wanted = self.texts[at].trim().to_lowercase();
        let has_name = |place: &PlaceId| {
            let place = dataset.place(*place);
            place.position.is_some() && place.all_names().any(|name| name.to_lowercase().contains(&wanted))
        };
        ScrollArea::vertical().id_salt(name).max_height(180.0).auto_shrink([false, false]).show(ui, |ui| {
            for place in dataset.place_ids().filter(has_name).take(200) {
                let is_picked = self.picked[at] == Some(place);
                let names: Vec<&str> = dataset.place(place).all_names().collect();
                let label = ui.selectable_label(is_picked, bidi_visual(ui, names[0]));
                let label = label.accessible_name(format!("{name} {}", names[0]));
                if label.on_hover_text(sanitize(&names.join(" · "))).clicked() {
                    self.picked[at] = Some(place);
                }
            }
        });
    }
}
