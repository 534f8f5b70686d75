//! The map: an offline schematic map with the claims at their places.
//!
//! `projection.rs` is the geometry, `basemap.rs` the embedded lines, `layers.rs` draws them, `marks.rs` is the one list
//! for painting and picking, `markers.rs`, `uncertainty_circles.rs`, `labels.rs` and `towns.rs` paint it; `density.rs`,
//! `events.rs` and `area.rs` are for event tables.

mod area;
mod areas;
mod basemap;
pub mod canvas;
mod density;
mod events;
mod labels;
mod layers;
mod markers;
mod marks;
mod measuring;
mod placed;
mod projection;
mod simplify;
mod towns;
mod uncertainty_circles;

use egui::{EventFilter, Key, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use self::area::AreaBrush;
use self::areas::AreaLayer;
use self::basemap::Basemap;
use self::density::DensityLayer;
use self::events::EventLayer;
use self::labels::Labels;
use self::layers::Layers;
pub use self::layers::draw_as_picture;
use self::markers::{layers_of, paint_layers, paint_ring};
use self::marks::{Mark, Marks, RING_RADIUS};
use self::projection::Projection;
use self::towns::Towns;
use self::uncertainty_circles::Reaches;
use super::commands::Command;
use super::panel::{Cx, Panel};
use super::theme::{self, Tokens};
use super::widgets::{bidi_visual, layer_label, placed_label, sanitize, tally_label, tally_ui};
use crate::app::{Action, Camera, Focus, Selection, State, as_of};
use counterclaim_engine::number;
use counterclaim_io::preferences::Borders;
use counterclaim_model::{Area, Dataset, Position};

/// How far an arrow key moves the map, in points.
const KEY_STEP: f32 = 60.0;
/// The zoom factor of a key or a button.
const ZOOM_STEP: f64 = 1.5;
/// How many claims the tooltip of a mark lists.
const TIP_CLAIMS: usize = 6;

pub struct MapPanel {
    basemap: Basemap,
    layers: Layers,
    density: DensityLayer,
    events: EventLayer,
    brush: AreaBrush,
    areas: AreaLayer,
    marks: Marks,
    reaches: Reaches,
    towns: Towns,
    /// The camera that shows everything, for a state and a rectangle.
    fitted: Option<((u64, bool, Rect), Camera)>,
}

impl Default for MapPanel {
    fn default() -> Self {
        Self {
            basemap: Basemap::embedded(),
            layers: Layers::default(),
            density: DensityLayer::default(),
            events: EventLayer::default(),
            brush: AreaBrush::default(),
            areas: AreaLayer::default(),
            marks: Marks::default(),
            reaches: Reaches::default(),
            towns: Towns::default(),
            fitted: None,
        }
    }
}

impl Panel for MapPanel {
    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let rect = ui.available_rect_before_wrap();
        let canvas = ui.interact(rect, canvas::canvas_id(), Sense::click_and_drag());
        let camera = self.camera(cx.state, rect);
        let projection = Projection::new(camera, rect);
        let brushes = cx.state.table().is_some() && self.brush.brush(ui, cx, &canvas, &projection);
        navigate(ui, cx, &canvas, &projection, brushes);

        let tokens = theme::tokens(ui);
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        let borders = cx.state.preferences().borders;
        self.layers.paint(ui.painter(), &self.basemap, &projection, borders, tokens);
        if let Some(table) = cx.state.table() {
            self.density.paint(ui.painter(), table, &projection, tokens);
            self.events.paint(ui, table, &projection, self.density.in_sight(), tokens);
            self.brush.paint(ui, table, &projection, tokens);
        }
        self.areas.paint(ui.painter(), cx.state, &projection, tokens);
        self.pick_area(cx, &canvas, &projection);
        if let Some(dataset) = cx.state.dataset() {
            self.marks_ui(ui, cx, dataset, &projection);
        }
        paint_scale_bar(ui, &projection, tokens);
        paint_origin(ui, rect, borders, tokens);
        paint_as_of(ui, cx, rect, tokens);
        buttons_ui(ui, cx, &projection);
        if cx.state.table().is_some() {
            self.brush.tools_ui(ui, &projection);
        }
        if canvas.has_focus() {
            ui.painter().rect_stroke(rect, 0.0, Stroke::new(2.0, tokens.accent), egui::StrokeKind::Inside);
        }
        canvas.widget_info(|| {
            let what = match cx.state.table() {
                Some(table) => format!("Map, {} events", table.shown()),
                None => format!("Map, {} places with claims", cx.state.visible().places.len()),
            };
            WidgetInfo::labeled(Role::Canvas, true, what)
        });
        if let Some(table) = cx.state.table() {
            self.events.pointer_ui(ui, cx, table, canvas, &projection);
        }
        ui.advance_cursor_after_rect(rect);
    }
}

/// The position at the centre of a map that fills a rectangle.
pub fn middle_of(state: &State, rect: Rect) -> Position {
    camera(state, rect).center
}

/// The camera: the chosen one, or else one that shows everything shown.
fn camera(state: &State, rect: Rect) -> Camera {
    if let Some(camera) = state.view().camera {
        return camera;
    }
    if let Some(corners) = state.table().and_then(|table| table.corners()) {
        return Projection::fit(corners.into_iter(), rect);
    }
    let dataset = state.dataset();
    let groups = state.visible().places.iter();
    let positions = groups.filter_map(|group| dataset?.position_of(group.place));
    let areas = state.visible().areas.iter().filter(|_| !state.view().without_areas);
    let corners = areas.filter_map(|area| dataset?.place(area.place).area).flat_map(Area::corners);
    Projection::fit(positions.chain(corners), rect)
}

/// Drag, wheel and keys.
fn navigate(ui: &Ui, cx: &mut Cx<'_>, canvas: &Response, projection: &Projection, brushes: bool) {
    if !brushes && canvas.dragged() && canvas.drag_delta() != egui::Vec2::ZERO {
        cx.push(Action::MoveMap(projection.panned(canvas.drag_delta())));
    }
    if canvas.clicked() {
        canvas.request_focus();
    }
    if let Some(pointer) = ui.pointer_hover_pos().filter(|at| canvas.rect.contains(*at) && canvas.contains_pointer()) {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = f64::from(pinch) * f64::from(scroll / 240.0).exp();
        if (factor - 1.0).abs() > 1e-4 {
            cx.push(Action::MoveMap(projection.zoomed(factor, pointer)));
        }
    }
    if cx.state.view().focus == Some(Focus::Map) {
        canvas.request_focus();
    }
    if !canvas.has_focus() {
        return;
    }
    let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(canvas.id, arrows));
    let moves = [
        (Key::ArrowLeft, vec2(KEY_STEP, 0.0)),
        (Key::ArrowRight, vec2(-KEY_STEP, 0.0)),
        (Key::ArrowUp, vec2(0.0, KEY_STEP)),
        (Key::ArrowDown, vec2(0.0, -KEY_STEP)),
    ];
    for (key, by) in moves {
        if ui.input(|input| input.key_pressed(key)) {
            cx.push(Action::MoveMap(projection.panned(by)));
        }
    }
    let middle = canvas.rect.center();
    for (key, factor) in [(Key::Plus, ZOOM_STEP), (Key::Equals, ZOOM_STEP), (Key::Minus, 1.0 / ZOOM_STEP)] {
        if ui.input(|input| input.key_pressed(key)) {
            cx.push(Action::MoveMap(projection.zoomed(factor, middle)));
        }
    }
}

impl MapPanel {
    /// A click into an area selects its claim; marks are above and handle their own clicks.
    fn pick_area(&self, cx: &mut Cx<'_>, canvas: &Response, projection: &Projection) {
        let at = canvas.interact_pointer_pos().filter(|_| canvas.clicked());
        if let Some(claim) = at.and_then(|at| self.areas.claim_at(cx.state, projection, at)) {
            cx.push(Action::Select(Selection::Claim(claim)));
        }
    }

    /// The camera; the one that shows everything is computed once for each state.
    fn camera(&mut self, state: &State, rect: Rect) -> Camera {
        if state.view().camera.is_some() || state.table().is_some() {
            return camera(state, rect);
        }
        let key = (state.places_revision(), state.view().without_areas, rect);
        match self.fitted {
            Some((of, fitted)) if of == key => fitted,
            _ => self.fitted.insert((key, camera(state, rect))).1,
        }
    }

    /// The marks, updated to the state and the scale.
    fn follow(&mut self, cx: &Cx<'_>, dataset: &Dataset, projection: &Projection) {
        let revision = cx.state.places_revision();
        let groups = &cx.state.visible().places;
        self.marks.follow(revision, groups, dataset, projection.scale);
        self.reaches.follow(revision, groups, &self.marks, dataset);
        self.towns.follow(cx.state.evidence_revision(), dataset);
    }

    fn marks_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, projection: &Projection) {
        self.follow(cx, dataset, projection);
        let state = cx.state;
        let tokens = theme::tokens(ui);
        let marks = self.marks.in_sight(&state.visible().places, projection);
        let are_outlined = !state.view().without_areas;
        let selected = state.view().claim;
        let selected_place = selected.and_then(|claim| dataset.place_of_claim(claim));
        // A claim whose place has no position is drawn at the surrounding place.
        let drawn_at = selected_place.and_then(|place| dataset.positioned(place));
        let dashed = self.reaches.paint(ui.painter(), projection, are_outlined, selected_place, tokens);
        let mut labels = Labels::beside(marks.iter().map(Mark::rect).collect(), projection.rect);
        for (corners, words) in self.areas.labels() {
            labels.place_area(ui, corners, words, tokens);
        }
        let languages = state.preferences().labels.languages();
        for mark in &marks {
            let is_selected = drawn_at.is_some_and(|at| mark.places().any(|place| place == at));
            paint_ring(ui, mark, is_selected, tokens);
            if placed::is_placed(mark, dataset) && !mark.places().any(|place| dashed.contains(&place)) {
                placed::paint_around(ui.painter(), mark, tokens);
            }
            // Of many parts of one map, the outline has the label.
            let are_parts = mark.place_count() > 1 && mark.places().all(|id| dataset.place(id).area.is_some());
            if !(are_parts && are_outlined) {
                labels.place_bold(ui, mark, &mark.name(dataset, languages), tokens);
            }
            mark_response(ui, cx, dataset, projection, mark);
        }
        marks.iter().for_each(|mark| paint_layers(ui, cx, dataset, mark, tokens));
        self.towns.paint(ui, dataset, &self.basemap, projection, &mut labels, languages);
        measuring::paint(ui, cx.state, dataset, projection, tokens);
    }
}

fn mark_response(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, projection: &Projection, mark: &Mark<'_>) {
    let id = ui.scope_id().with(("mark", mark.places().next()));
    let response = ui.interact(mark.rect().intersect(projection.rect), id, Sense::click());
    if response.has_focus() {
        let tokens = theme::tokens(ui);
        ui.painter().circle_stroke(mark.at, RING_RADIUS + 5.0, Stroke::new(2.0, tokens.accent));
    }
    let name = mark.name(dataset, cx.state.preferences().labels.languages());
    let placed: Vec<String> = if dataset.has_placements() {
        mark.places().filter_map(|place| placed_label(cx.state, dataset, place)).collect()
    } else {
        Vec::new()
    };
    response.widget_info(|| {
        let layers = layers_of(cx, dataset, mark).into_iter().map(layer_label);
        let words: Vec<String> =
            std::iter::once(tally_label(mark.stances)).chain(layers).chain(placed.iter().cloned()).collect();
        let words = words.join(". ");
        WidgetInfo::labeled(Role::Button, true, format!("{}, {}: {words}", sanitize(&name), claims_label(mark)))
    });
    if response.clicked() {
        mark_clicked(cx, dataset, projection, mark);
    }
    response.on_hover_ui(|ui| {
        ui.strong(format!("{} · {}", bidi_visual(ui, &name), claims_label(mark)));
        tally_ui(ui, mark.stances);
        for words in placed.iter().take(TIP_CLAIMS) {
            ui.label(sanitize(words));
        }
        for claim in mark.claims().take(TIP_CLAIMS) {
            ui.label(format!("· {}", bidi_visual(ui, dataset.claim(claim).proposition)));
        }
        if mark.claim_count > TIP_CLAIMS {
            ui.weak(format!("and {} more", number_label(mark.claim_count - TIP_CLAIMS)));
        }
    });
}

fn claims_label(mark: &Mark<'_>) -> String {
    match mark.claim_count {
        1 => "1 claim".to_owned(),
        count => format!("{} claims", number_label(count)),
    }
}

fn number_label(count: usize) -> String {
    number(count as f64)
}

/// One place: shows its claims. Several: zooms in until they separate.
fn mark_clicked(cx: &mut Cx<'_>, dataset: &Dataset, projection: &Projection, mark: &Mark<'_>) {
    let positions: Vec<_> = mark.places().filter_map(|place| dataset.place(place).position).collect();
    let fitted = Projection::fit(positions.into_iter(), projection.rect);
    if mark.place_count() > 1 && fitted.points_per_deg > projection.scale * 1.2 {
        cx.push(Action::MoveMap(fitted));
        return;
    }
    let Some(place) = mark.places().next() else { return };
    cx.push(Action::Select(Selection::Place(place)));
    let keeps = cx.state.view().claim.is_some_and(|claim| mark.has_claim(claim));
    if let Some(first) = mark.claims().next().filter(|_| !keeps) {
        cx.push(Action::Select(Selection::Claim(first)));
    }
}

fn paint_scale_bar(ui: &Ui, projection: &Projection, tokens: &Tokens) {
    let rect = projection.rect;
    let middle = projection.plane_from_screen(rect.center());
    let lat_deg = projection::world_from_plane(middle).map_or(0.0, |position| position.lat_deg);
    let points_per_km = projection.points_per_km(lat_deg);
    let steps = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0];
    let km = steps.into_iter().rfind(|km| km * points_per_km <= 130.0).unwrap_or(steps[0]);
    let words = if km < 1.0 { format!("{:.0} m", km * 1000.0) } else { format!("{km:.0} km") };
    let left = rect.left_bottom() + vec2(18.0, -18.0);
    let right = left + vec2((km * points_per_km) as f32, 0.0);
    let words = ui.painter().layout_no_wrap(words, theme::plain(theme::SMALL), tokens.text_weak);
    let corner = left - vec2(0.0, words.size().y + 4.0);
    let ground = Rect::from_min_max(corner, right.max(corner + words.size())).expand(4.0);
    ui.painter().rect_filled(ground, 3.0, tokens.halo.gamma_multiply(0.75));
    ui.painter().line_segment([left, right], Stroke::new(2.0, tokens.text));
    ui.painter().galley(corner, words, tokens.text_weak);
}

fn paint_origin(ui: &Ui, rect: Rect, borders: Borders, tokens: &Tokens) {
    let words = match borders {
        Borders::UnitedNations => "Schematic · borders: UN view · Natural Earth",
        Borders::Administered => "Schematic · borders: as administered (2018) · Natural Earth",
    };
    let galley = ui.painter().layout_no_wrap(words.to_owned(), theme::plain(theme::SMALL), tokens.text_weak);
    let corner = rect.right_bottom() - galley.size() - vec2(12.0, 10.0);
    let ground = Rect::from_min_size(corner, galley.size()).expand(3.0);
    ui.painter().rect_filled(ground, 3.0, tokens.halo.gamma_multiply(0.75));
    ui.painter().galley(corner, galley, tokens.text_weak);
}

/// The as-of time, shown on the map while it hides later claims.
fn paint_as_of(ui: &Ui, cx: &Cx<'_>, rect: Rect, tokens: &Tokens) {
    let (Some(as_of_s), Some(dataset)) = (cx.state.view().as_of_s, cx.state.dataset()) else {
        return;
    };
    let words = as_of::describe(dataset, as_of_s);
    let galley = ui.painter().layout_no_wrap(words, theme::strong(theme::BODY), tokens.text);
    let corner = rect.left_top() + vec2(14.0, 14.0);
    let ground = Rect::from_min_size(corner, galley.size()).expand2(vec2(10.0, 6.0));
    ui.painter().rect(ground, 5.0, tokens.surface, Stroke::new(1.5, tokens.as_of), egui::StrokeKind::Inside);
    ui.painter().galley(corner, galley, tokens.text);
}

fn buttons_ui(ui: &mut Ui, cx: &mut Cx<'_>, projection: &Projection) {
    let middle = projection.rect.center();
    let buttons = [
        ("+", "Zoom in", Action::MoveMap(projection.zoomed(ZOOM_STEP, middle))),
        ("–", "Zoom out", Action::MoveMap(projection.zoomed(1.0 / ZOOM_STEP, middle))),
        ("Fit", "Show all claims on the map", Action::FitMap),
    ];
    let mut left = projection.rect.right() - 122.0;
    for (label, name, action) in buttons {
        let width = if label == "Fit" { 40.0 } else { 28.0 };
        let rect = Rect::from_min_size(pos2(left, projection.rect.top() + 10.0), vec2(width, 24.0));
        let response = ui.put(rect, egui::Button::new(label)).on_hover_text(name);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
        if response.clicked() {
            cx.push(action);
        }
        left += width + 4.0;
    }
    areas_button_ui(ui, cx, projection);
}

/// The switch of the outlines, if there are any.
fn areas_button_ui(ui: &mut Ui, cx: &mut Cx<'_>, projection: &Projection) {
    if cx.state.visible().areas.is_empty() {
        return;
    }
    let is_off = cx.state.view().without_areas;
    let rect = Rect::from_min_size(projection.rect.right_top() + vec2(-186.0, 10.0), vec2(60.0, 24.0));
    let response = ui.put(rect, egui::Button::selectable(!is_off, "Areas"));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, !is_off, "Areas on the map"));
    if response.on_hover_text(Command::Areas.help()).clicked() {
        cx.push(Action::ShowAreas(is_off));
    }
}
