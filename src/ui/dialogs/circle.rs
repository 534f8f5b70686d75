//! A circle on the ground, set by centre and radius.

use egui::{Key, Rect, RichText, TextEdit, Ui, vec2};

use super::parts::first_button;
use crate::app::{Action, Area, Circle, MAX_RADIUS_KM, State, TableChange, position_label};
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::map::middle_of;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{announce, line_ui, sanitize, weak_ui};
use counterclaim_model::{EventField, Position};

/// The chosen centre and the typed radius, and why the radius was refused.
#[derive(Default)]
pub struct CircleForm {
    radius: String,
    /// The middle of the map instead of the selected event.
    is_middle: bool,
    error: Option<String>,
}

impl CircleForm {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
        let asked = match cx.state.table().and_then(|table| table.area()) {
            Some(Area::Circle(circle)) => Some(circle.radius_km),
            _ => None,
        };
        let event = of_event(cx.state);
        if is_new {
            let radius = asked.map_or_else(|| "25".to_owned(), |km| ((km * 100.0).round() / 100.0).to_string());
            *self = Self { radius, is_middle: event.is_none(), error: None };
        }
        line_ui(ui, "Show only events within a distance of a point, measured on the ground.");
        ui.add_space(theme::GAP);
        let of_event_words = match &event {
            Some((_, Some(place))) => format!("The selected event, at {}", sanitize(place)),
            Some((at, None)) => format!("The selected event, at {}", position_label(*at)),
            None => "The selected event (none is selected, or it has no place)".to_owned(),
        };
        if ui.add_enabled(event.is_some(), egui::RadioButton::new(!self.is_middle, of_event_words)).clicked() {
            self.is_middle = false;
        }
        let middle = middle_of(cx.state, Rect::from_min_size(egui::Pos2::ZERO, vec2(900.0, 600.0)));
        if ui.radio(self.is_middle, format!("The middle of the map, {}", position_label(middle))).clicked() {
            self.is_middle = true;
        }
        ui.add_space(theme::GAP);
        let field = ui.horizontal(|ui| {
            ui.label("Radius in km");
            ui.add(TextEdit::singleline(&mut self.radius).char_limit(MAX_LINE_CHARS).desired_width(90.0))
        });
        let name = self.error.as_ref().map_or_else(|| "Radius in km".to_owned(), |why| format!("Radius in km: {why}"));
        let field = field.inner.accessible_name(name);
        if is_new {
            field.request_focus();
        }
        if field.changed() {
            self.error = None;
        }
        match &self.error {
            Some(reason) => {
                announce(&ui.label(RichText::new(reason.as_str()).color(theme::tokens(ui).failure)));
            }
            None => {
                weak_ui(ui, "On the map: choose Circle, then Shift-drag from the centre.");
            }
        }
        ui.add_space(theme::GAP);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.horizontal(|ui| {
            if first_button(ui, "Show", false) || entered {
                match (radius(&self.radius), event.filter(|_| !self.is_middle)) {
                    (Ok(radius_km), event) => {
                        let (center, place) = event.unwrap_or((middle, None));
                        let circle = Area::Circle(Circle { center, radius_km, place });
                        cx.push(Action::Table(TableChange::Area(Some(circle))));
                        cx.push(Action::CloseDialog);
                    }
                    (Err(reason), _) => {
                        field.request_focus();
                        self.error = Some(reason);
                    }
                }
            }
            let has_area = cx.state.table().is_some_and(|table| table.area().is_some());
            if ui.add_enabled(has_area, egui::Button::new("Show everywhere")).clicked() {
                cx.push(Action::Table(TableChange::Area(None)));
                cx.push(Action::CloseDialog);
            }
            if ui.button("Cancel").clicked() {
                cx.push(Action::CloseDialog);
            }
        });
    }
}

/// The position of the selected event, and the name of its place.
fn of_event(state: &State) -> Option<(Position, Option<String>)> {
    let table = state.table()?;
    let event = table.table().event(table.event()?)?;
    let place = Some(event.text(EventField::Location).to_owned()).filter(|name| !name.is_empty());
    Some((event.position?, place))
}

fn radius(text: &str) -> Result<f64, String> {
    let text = text.trim().trim_end_matches("km").trim();
    // A comma between digits is the decimal point in many countries.
    let km: f64 = text.replace(',', ".").parse().map_err(|_| format!("not a number: {}", sanitize(text)))?;
    let is_possible = km > 0.0 && km <= MAX_RADIUS_KM;
    is_possible.then_some(km).ok_or_else(|| format!("a radius is above 0 and at most {MAX_RADIUS_KM} km"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_radius_is_a_number_of_kilometres() {
        assert_eq!(radius(" 12,5 km"), Ok(12.5));
        assert!(radius("far").is_err_and(|why| why.contains("far")));
        for text in ["0", "-3", "10001", "NaN", "inf"] {
            assert!(radius(text).is_err(), "{text}");
        }
    }
}
