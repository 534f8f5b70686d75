//! Places that the evidence names without a position: candidates for each, and the analyst's choice.

use egui::{Align, Button, Id, Layout, RichText, ScrollArea, TextEdit, Ui};

use super::parts::first_button;
use crate::app::geocoding::{Asked, Choice, OffsetField, PlaceRow, place, read_offset};
use crate::app::{Action, State};
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{TWO_LINES, TwoLines, announce, heading_ui, line_ui, placed_label, sanitize, weak_ui};
use counterclaim_model::{Dataset, Edit, Key, Offset, Placement, PlacementBase, format_km};

/// How many places of the dataset are offered as a reference point.
const MAX_BASES: usize = 8;

/// The selected place, and the texts typed for it.
#[derive(Default)]
pub struct PlacesForm {
    key: Option<Key>,
    /// Another name to look up, for the place itself or for its reference point.
    name: String,
    is_away: bool,
    offset: [String; 3],
}

impl PlacesForm {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
        let state = cx.state;
        let (Some(dataset), rows) = (state.dataset(), state.place_rows()) else { return };
        if is_new {
            *self = Self::default();
        }
        if rows.is_empty() {
            line_ui(ui, "All named places have a position.");
            close_ui(ui, cx, is_new);
            return;
        }
        line_ui(
            ui,
            "The file names these places without a position. Choose where each one is; the evidence itself is not \
             changed.",
        );
        if let Some(error) = state.placing_error() {
            announce(&ui.label(RichText::new(sanitize(error)).color(theme::tokens(ui).failure)));
        }
        ui.add_space(theme::GAP);
        let at = rows.iter().position(|row| Some(&row.key) == self.key.as_ref()).unwrap_or(0);
        let height = (ui.content_rect().height() - 240.0).clamp(140.0, 460.0);
        ui.columns(2, |columns| {
            self.list_ui(&mut columns[0], dataset, state, at, height, is_new);
            let area = ScrollArea::vertical().id_salt("candidates").max_height(height).auto_shrink([false, true]);
            area.show(&mut columns[1], |ui| self.details_ui(ui, cx, dataset, &rows[at]));
        });
        ui.add_space(theme::GAP);
        ui.horizontal(|ui| {
            let singles = state.single_placements();
            let label = format!("Accept all unique matches ({})", singles.len());
            let button = ui.add_enabled(!singles.is_empty(), Button::new(label));
            if button.on_hover_text("One step that you can undo").clicked() {
                cx.push(Action::Edit(Edit::Geocoded { places: singles.clone() }));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if first_button(ui, "Close", false) {
                    cx.push(Action::CloseDialog);
                }
            });
        });
    }

    fn list_ui(&mut self, ui: &mut Ui, dataset: &Dataset, state: &State, at: usize, height: f32, is_new: bool) {
        let rows = state.place_rows();
        let area = ScrollArea::vertical().id_salt("names").max_height(height).auto_shrink([false, true]);
        area.show_rows(ui, TWO_LINES, rows.len(), |ui, seen| {
            for (number, row) in rows.iter().enumerate().take(seen.end).skip(seen.start) {
                let second = format!("{} · {}", claims_label(row.claims), row_state(dataset, state, row));
                let name = format!("{}, {}", sanitize(&row.name), second.replace(" · ", ", "));
                let id = Id::unique("unplaced").with(&row.key);
                let line = TwoLines { id, is_selected: number == at, first: &row.name, second: &second, name: &name };
                let response = line.ui(ui);
                if is_new && number == at {
                    response.request_focus();
                }
                if response.clicked() {
                    *self = Self { key: Some(row.key.clone()), ..Self::default() };
                }
            }
        });
    }

    fn details_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, row: &PlaceRow) {
        heading_ui(ui, &row.name);
        if let Some(note) = dataset.place(row.place).note {
            weak_ui(ui, note);
        }
        let own = cx.state.judgement().and_then(|own| own.placement(&row.key));
        match placed_label(cx.state, dataset, row.place) {
            Some(words) => {
                announce(&line_ui(ui, &words));
                // On a line of its own, the button is as wide as its label.
                let is_taken_back = |ui: &mut Ui| ui.button("Remove from the map").clicked();
                if own.is_some() && ui.horizontal(is_taken_back).inner {
                    cx.push(Action::Edit(place(&row.key, None)));
                }
            }
            None => {
                weak_ui(ui, "Not placed.");
            }
        }
        ui.add_space(theme::GAP);
        if self.name.is_empty() {
            choices_ui(ui, cx, row, &row.asked, None);
        }
        self.other_ui(ui, cx, dataset, row);
    }

    /// Another name, and distance and direction from it.
    fn other_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, row: &PlaceRow) {
        ui.separator();
        ui.checkbox(&mut self.is_away, "Locate by distance and direction from another place");
        let mut offset = None;
        if self.is_away {
            match self.offset_ui(ui) {
                Ok(read) => offset = Some(read),
                Err((_, reason)) if self.offset.iter().all(|text| !text.trim().is_empty()) => {
                    announce(&ui.label(RichText::new(sanitize(&reason)).color(theme::tokens(ui).failure)));
                    return;
                }
                Err(_) => {
                    weak_ui(ui, "For example 15, north-east and 5; then the name of the other place.");
                    return;
                }
            }
        }
        let label = if self.is_away { "Name of the other place" } else { "Look up another name" };
        ui.label(label);
        let field = TextEdit::singleline(&mut self.name)
            .char_limit(MAX_LINE_CHARS)
            .id(Id::unique("place_name"))
            .desired_width(f32::INFINITY);
        let field = ui.add(field).accessible_name(label);
        if field.changed() {
            cx.push(Action::LookUp(self.name.clone()));
        }
        if !self.name.trim().is_empty() {
            self.bases_ui(ui, cx, dataset, row, offset);
            choices_ui(ui, cx, row, &Asked::typed(&self.name), offset);
        }
    }

    fn offset_ui(&mut self, ui: &mut Ui) -> Result<(Offset, f64), (OffsetField, String)> {
        let fields = OffsetField::ALL.into_iter().zip(&mut self.offset);
        egui::Grid::new("offset").num_columns(2).spacing([12.0, 4.0]).show(ui, |ui| {
            for (field, text) in fields {
                ui.label(field.label());
                let id = Id::unique("place_offset").with(field.label());
                let edit = TextEdit::singleline(text)
                    .char_limit(MAX_LINE_CHARS)
                    .id(id)
                    .hint_text(field.hint())
                    .desired_width(160.0);
                ui.add(edit).accessible_name(field.label());
                ui.end_row();
            }
        });
        read_offset(&self.offset)
    }

    /// Places of the dataset whose name contains the typed text.
    fn bases_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, row: &PlaceRow, offset: Option<(Offset, f64)>) {
        let wanted = self.name.trim().to_lowercase();
        let is_base = |place: &counterclaim_model::Place<'_>| {
            let is_named = place.all_names().any(|name| name.to_lowercase().contains(&wanted));
            is_named && place.position.is_some() && *place.key != *row.key
        };
        for other in dataset.places().filter(is_base).take(MAX_BASES) {
            let radius_km = offset.map_or(other.radius_km.unwrap_or(1.0), |(_, radius_km)| radius_km);
            let base = PlacementBase::Place(other.key.into());
            let placement = Placement { base, offset: offset.map(|(offset, _)| offset), radius_km };
            let lines = [other.name.to_owned(), "a place of the dataset".to_owned()];
            choice_ui(ui, cx, row, placement, &lines);
        }
    }
}

/// The hits of the gazetteer, each at its own position or at an offset from it.
fn choices_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &PlaceRow, asked: &Asked, offset: Option<(Offset, f64)>) {
    let state = cx.state;
    let choices = match state.choices(asked) {
        None if state.placing_error().is_some() => return,
        None => {
            weak_ui(ui, "Searching the gazetteer…");
            return;
        }
        Some(choices) => choices,
    };
    announce(&weak_ui(ui, &found_label(choices.len())));
    for choice in choices {
        let mut placement = choice.placement();
        if let Some((offset, radius_km)) = offset {
            placement.offset = Some(offset);
            placement.radius_km = radius_km;
        }
        choice_ui(ui, cx, row, placement, &choice_lines(choice));
    }
}

/// A choice of two lines; pressing it places the row there.
fn choice_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &PlaceRow, placement: Placement, [what, which]: &[String; 2]) {
    let own = cx.state.judgement().and_then(|own| own.placement(&row.key));
    let offset = placement.offset.map_or_else(String::new, |offset| format!("{} of ", offset.describe()));
    let first = format!("{offset}{what} ± {} km", format_km(placement.radius_km));
    let name = format!("Place it at {}, {}", sanitize(&first), sanitize(which).replace(" · ", ", "));
    let id = Id::unique("choice").with((&row.key, base_key(&placement.base)));
    let line = TwoLines { id, is_selected: own == Some(&placement), first: &first, second: which, name: &name };
    if line.ui(ui).on_hover_text(&name).clicked() {
        cx.push(Action::Edit(place(&row.key, Some(placement))));
    }
}

fn base_key(base: &PlacementBase) -> String {
    match base {
        PlacementBase::GeoNames(place) => format!("GeoNames {}", place.id),
        PlacementBase::Place(key) => format!("place {key}"),
    }
}

/// What the place is, and how it differs from others of its name.
fn choice_lines(choice: &Choice) -> [String; 2] {
    let candidate = &choice.candidate;
    let region = Some(&candidate.region).filter(|region| !region.is_empty() && **region != candidate.place.name);
    let named: Vec<&str> = [Some(&candidate.place.name), region, Some(&candidate.country)]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let mut parts = Vec::new();
    if candidate.population > 0 {
        parts.push(format!("{} people", grouped(candidate.population)));
    }
    if let Some((name, km)) = &choice.nearest {
        parts.push(format!("{km:.0} km from {}", sanitize(name)));
    }
    if !candidate.is_main_name {
        parts.push(format!("also “{}”", sanitize(&candidate.met)));
    }
    if choice.fits_record {
        parts.push("in the region that the record names".to_owned());
    }
    parts.push(format!("GeoNames {}", candidate.place.id));
    [named.join(", "), parts.join(" · ")]
}

fn found_label(count: usize) -> String {
    match count {
        0 => "Not in the gazetteer, which lists towns and villages, not regions or sites.".to_owned(),
        1 => "One place has this name; choose it if it is the right one.".to_owned(),
        count => format!("{count} places have this name; choose the right one."),
    }
}

/// The state of a row in the list.
fn row_state(dataset: &Dataset, state: &State, row: &PlaceRow) -> String {
    if dataset.placed(row.place).is_some() {
        return "placed".to_owned();
    }
    match state.choices(&row.asked).map(<[Choice]>::len) {
        None => "…".to_owned(),
        Some(0) => "no candidate".to_owned(),
        Some(1) => "one candidate".to_owned(),
        Some(count) => format!("{count} candidates"),
    }
}

fn claims_label(count: usize) -> String {
    if count == 1 { "1 claim".to_owned() } else { format!("{count} claims") }
}

/// `18,220`
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn close_ui(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
    ui.add_space(theme::GAP);
    if first_button(ui, "Close", is_new) {
        cx.push(Action::CloseDialog);
    }
}
