//! The map: an offline schematic with the claims at their places.
//!
//! `projection.rs` is the geometry, `basemap.rs` the embedded lines, `layers.rs` draws them,
//! `marks.rs` is the one list behind painting and picking;
//! `density.rs`, `events.rs` and `area.rs` are for tables of events.

mod area;
mod areas;
mod basemap;
mod coarse;
mod density;
mod events;
mod layers;
mod marks;
mod measuring;
mod placed;
mod projection;

use std::collections::BTreeSet;

use egui::{
    Align2, EventFilter, Id, Key, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use self::area::AreaBrush;
use self::areas::AreaLayer;
use self::basemap::Basemap;
use self::density::DensityLayer;
use self::events::EventLayer;
use self::layers::Layers;
pub use self::layers::draw_as_picture;
use self::marks::{Mark, RING_RADIUS};
use self::projection::Projection;
use super::command::Command;
use super::panel::{Cx, Panel};
use super::theme::{self, Tokens};
use super::widgets::{LAYER_BADGE, drawn, layer_words, paint_layer, placed_words, shown, tally_ui, tally_words};
use crate::app::{Action, Camera, Focus, OpenLayer, Selection, State, Tab, as_of};
use crate::io::preferences::Borders;
use crate::model::{Area, Dataset, Position, Stance};

/// How far an arrow key moves the map, in points.
const KEY_STEP: f32 = 60.0;
/// How much a key or a button zooms.
const ZOOM_STEP: f64 = 1.5;
/// How many claims the tip of a mark lists.
const TIP_CLAIMS: usize = 6;

pub struct MapPanel {
    basemap: Basemap,
    layers: Layers,
    density: DensityLayer,
    events: EventLayer,
    brush: AreaBrush,
    areas: AreaLayer,
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
        }
    }
}

/// The widget that takes the map's keys.
pub fn canvas_id() -> Id {
    Id::unique("map_canvas")
}

impl Panel for MapPanel {
    fn tab(&self) -> Tab {
        Tab::Map
    }

    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let rect = ui.available_rect_before_wrap();
        let canvas = ui.interact(rect, canvas_id(), Sense::click_and_drag());
        let camera = camera(cx.state, rect);
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
            let marks = marks::marks(&cx.state.visible().places, dataset, &projection);
            self.marks_ui(ui, cx, dataset, &projection, &marks);
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

/// The position in the middle of a map that fills a rectangle.
pub fn middle_of(state: &State, rect: Rect) -> Position {
    camera(state, rect).center
}

/// Where the map looks: what was chosen, else everything that is shown.
fn camera(state: &State, rect: Rect) -> Camera {
    if let Some(camera) = state.view().camera {
        return camera;
    }
    if let Some(corners) = state.table().and_then(|table| table.corners()) {
        return Projection::fit(corners.into_iter(), rect);
    }
    let dataset = state.dataset();
    let groups = state.visible().places.iter();
    let positions = groups.filter_map(|group| dataset?.place(group.place).position);
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
    /// A click into an area selects its claim; marks lie above and take their own clicks.
    fn pick_area(&self, cx: &mut Cx<'_>, canvas: &Response, projection: &Projection) {
        let at = canvas.interact_pointer_pos().filter(|_| canvas.clicked());
        if let Some(claim) = at.and_then(|at| self.areas.claim_at(cx.state, projection, at)) {
            cx.push(Action::Select(Selection::Claim(claim)));
        }
    }

    fn marks_ui(&self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, projection: &Projection, marks: &[Mark]) {
        let tokens = theme::tokens(ui);
        let are_outlined = !cx.state.view().without_areas;
        let has_dashes: Vec<bool> =
            marks.iter().map(|mark| paint_radius(ui, dataset, are_outlined, projection, mark, tokens)).collect();
        let mut labels = Labels { taken: marks.iter().map(Mark::rect).collect(), bounds: projection.rect };
        for (corners, words) in self.areas.labels() {
            labels.place_area(ui, corners, words, tokens);
        }
        let selected_place = cx.state.view().claim.and_then(|claim| dataset.claim(claim).place);
        for (at, mark) in marks.iter().enumerate() {
            let is_selected = mark.places.iter().any(|place| {
                let holds_claim = cx.state.view().claim.is_some_and(|claim| mark.claims.contains(&claim));
                Some(*place) == selected_place || holds_claim
            });
            paint_ring(ui, mark, is_selected, tokens);
            if placed::is_placed(mark, dataset) && !has_dashes[at] {
                placed::paint_around(ui.painter(), mark, tokens);
            }
            // Of many parts of one map the outline has the label.
            let are_parts = mark.places.len() > 1 && mark.places.iter().all(|id| dataset.place(*id).area.is_some());
            if !(are_parts && are_outlined) {
                labels.place_bold(ui, mark, &mark.name(dataset, cx.state.preferences().labels.language()), tokens);
            }
            self.mark_response(ui, cx, dataset, projection, mark, at);
        }
        marks.iter().for_each(|mark| paint_layers(ui, cx, dataset, mark, tokens));
        let language = cx.state.preferences().labels.language();
        self.paint_towns(ui, dataset, projection, &mut labels, language);
        measuring::paint(ui, cx.state, dataset, projection, tokens);
    }

    fn mark_response(
        &self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        dataset: &Dataset,
        projection: &Projection,
        mark: &Mark,
        number: usize,
    ) {
        let id = ui.scope_id().with(("mark", mark.places.first().copied(), number));
        let response = ui.interact(mark.rect().intersect(projection.rect), id, Sense::click());
        if response.has_focus() {
            let tokens = theme::tokens(ui);
            ui.painter().circle_stroke(mark.at, RING_RADIUS + 5.0, Stroke::new(2.0, tokens.accent));
        }
        let name = mark.name(dataset, cx.state.preferences().labels.language());
        let placed: Vec<String> =
            mark.places.iter().filter_map(|place| placed_words(cx.state, dataset, *place)).collect();
        response.widget_info(|| {
            let layers = layers_of(cx, dataset, mark).into_iter().map(layer_words);
            let words: Vec<String> =
                std::iter::once(tally_words(mark.stances)).chain(layers).chain(placed.iter().cloned()).collect();
            let words = words.join(". ");
            WidgetInfo::labeled(Role::Button, true, format!("{}, {}: {words}", shown(&name), claims_words(mark)))
        });
        if response.clicked() {
            mark_clicked(cx, dataset, projection, mark);
        }
        response.on_hover_ui(|ui| {
            ui.strong(format!("{} · {}", drawn(ui, &name), claims_words(mark)));
            tally_ui(ui, mark.stances);
            for words in &placed {
                ui.label(shown(words));
            }
            for claim in mark.claims.iter().take(TIP_CLAIMS) {
                ui.label(format!("· {}", drawn(ui, dataset.claim(*claim).proposition)));
            }
            if mark.claims.len() > TIP_CLAIMS {
                ui.weak(format!("and {} more", mark.claims.len() - TIP_CLAIMS));
            }
        });
    }

    fn paint_towns(
        &self,
        ui: &Ui,
        dataset: &Dataset,
        projection: &Projection,
        labels: &mut Labels,
        language: Option<&str>,
    ) {
        let tokens = theme::tokens(ui);
        let own = dataset.places().filter(|place| place.radius_km.is_none_or(|radius| radius < 20.0));
        for place in own.filter(|place| place.offset_from.is_none()) {
            if let Some(position) = place.position {
                let (at, name) = (projection.screen_from_world(position), place.name_in(language));
                labels.place_dot(ui, at, name, place.placed.is_some(), tokens);
            }
        }
        // Fewer people are needed for a label the closer the map is looked at.
        let fewest = 3.0e9 / (projection.scale * projection.scale);
        for town in &self.basemap.towns {
            if f64::from(town.population) < fewest && !town.is_capital {
                break;
            }
            labels.place_dot(ui, projection.screen_from_world(town.position), &town.name, false, tokens);
        }
    }
}

fn claims_words(mark: &Mark) -> String {
    match mark.claims.len() {
        1 => "1 claim".to_owned(),
        count => format!("{count} claims"),
    }
}

/// One place: its claims are shown. Several: the map goes closer until they come apart.
fn mark_clicked(cx: &mut Cx<'_>, dataset: &Dataset, projection: &Projection, mark: &Mark) {
    let positions: Vec<_> = mark.places.iter().filter_map(|place| dataset.place(*place).position).collect();
    let fitted = Projection::fit(positions.into_iter(), projection.rect);
    if mark.places.len() > 1 && fitted.points_per_deg > projection.scale * 1.2 {
        cx.push(Action::MoveMap(fitted));
        return;
    }
    let Some(place) = mark.places.first() else { return };
    cx.push(Action::Select(Selection::Place(*place)));
    let keeps = cx.state.view().claim.is_some_and(|claim| mark.claims.contains(&claim));
    if let Some(first) = mark.claims.first().filter(|_| !keeps) {
        cx.push(Action::Select(Selection::Claim(*first)));
    }
}

/// How far a place reaches, or how uncertain it is; returns whether one was drawn as placed by an analyst.
fn paint_radius(
    ui: &Ui,
    dataset: &Dataset,
    are_outlined: bool,
    projection: &Projection,
    mark: &Mark,
    tokens: &Tokens,
) -> bool {
    let mut has_dashes = false;
    for id in &mark.places {
        let place = dataset.place(*id);
        // An outline says more than a circle around it.
        if place.area.is_some() && are_outlined {
            continue;
        }
        let (Some(position), Some(radius_km)) = (place.position, place.radius_km) else { continue };
        let radius = (radius_km * projection.points_per_km(position.lat_deg)) as f32;
        if radius > RING_RADIUS + 2.0 && radius < projection.rect.width() * 2.0 {
            let at = projection.screen_from_world(position);
            if dataset.placed(*id).is_some() {
                // A smaller one would be lost under the ring.
                if radius >= placed::AROUND {
                    placed::paint_circle(ui.painter(), at, radius, tokens);
                    has_dashes = true;
                }
                continue;
            }
            // Whole regions are told by their outline; a fill would hide what lies in them.
            let fill = tokens.radius.gamma_multiply((40.0 / radius).min(1.0));
            ui.painter().circle(at, radius, fill, Stroke::new(1.0, tokens.province));
        }
    }
    has_dashes
}

/// The layers whose claims a mark stands for, where more than one is open.
fn layers_of<'a>(cx: &Cx<'a>, dataset: &Dataset, mark: &Mark) -> Vec<&'a OpenLayer> {
    let ids: BTreeSet<_> = mark.claims.iter().filter_map(|claim| dataset.layer_of_claim(*claim)).collect();
    ids.into_iter().filter_map(|id| cx.state.document()?.layer(Some(id))).collect()
}

fn paint_layers(ui: &Ui, cx: &Cx<'_>, dataset: &Dataset, mark: &Mark, tokens: &Tokens) {
    let mut at = mark.at + vec2(RING_RADIUS - 2.0, -RING_RADIUS - 1.0);
    for layer in layers_of(cx, dataset, mark) {
        paint_layer(ui.painter(), at, layer, tokens);
        at.x += LAYER_BADGE.x + 1.0;
    }
}

/// A ring whose arcs are the shares of the stances, with the number of claims inside.
fn paint_ring(ui: &Ui, mark: &Mark, is_selected: bool, tokens: &Tokens) {
    let painter = ui.painter();
    painter.circle_filled(mark.at, RING_RADIUS + 2.0, tokens.surface);
    if is_selected {
        painter.circle_stroke(mark.at, RING_RADIUS + 4.5, Stroke::new(2.0, tokens.accent));
    }
    let total = mark.stances.total().max(1) as f32;
    let mut from = -std::f32::consts::FRAC_PI_2;
    for (stance, count) in mark.stances.taken() {
        let to = from + std::f32::consts::TAU * count as f32 / total;
        paint_arc(ui, mark.at, (from, to), stance, tokens);
        from = to;
    }
    let count = mark.claims.len().to_string();
    painter.text(mark.at, Align2::CENTER_CENTER, count, theme::strong(theme::SMALL), tokens.text);
}

fn paint_arc(ui: &Ui, center: Pos2, (from, to): (f32, f32), stance: Stance, tokens: &Tokens) {
    let steps = (((to - from) * 8.0).ceil() as usize).max(2);
    let point = |step: usize| {
        let angle = from + (to - from) * step as f32 / steps as f32;
        center + (RING_RADIUS - 2.5) * vec2(angle.cos(), angle.sin())
    };
    let points: Vec<Pos2> = (0..=steps).map(point).collect();
    ui.painter().add(Shape::line(points, Stroke::new(5.0, tokens.stance(stance))));
}

/// Labels that do not overlap: what is placed first stays.
struct Labels {
    taken: Vec<Rect>,
    bounds: Rect,
}

impl Labels {
    fn is_free(&self, rect: Rect) -> bool {
        self.bounds.contains_rect(rect) && !self.taken.iter().any(|taken| taken.intersects(rect))
    }

    /// The name of a mark, on the side where there is room.
    fn place_bold(&mut self, ui: &Ui, mark: &Mark, name: &str, tokens: &Tokens) {
        let font = theme::strong(theme::BODY);
        let galley = ui.painter().layout_no_wrap(drawn(ui, name).into_owned(), font, tokens.text);
        let (size, off) = (galley.size(), RING_RADIUS + 9.0);
        let corners = [
            mark.at + vec2(off, -size.y / 2.0),
            mark.at + vec2(-off - size.x, -size.y / 2.0),
            mark.at + vec2(-size.x / 2.0, off),
            mark.at + vec2(-size.x / 2.0, -off - size.y),
        ];
        let free = corners.into_iter().find(|corner| self.is_free(Rect::from_min_size(*corner, size).expand(2.0)));
        if let Some(corner) = free {
            let rect = Rect::from_min_size(corner, size).expand(2.0);
            self.taken.push(rect);
            ui.painter().rect_filled(rect, 3.0, tokens.halo.gamma_multiply(0.75));
            ui.painter().galley(corner, galley, tokens.text);
        }
    }

    /// The name of an area over its highest point or under its lowest, where there is room.
    fn place_area(&mut self, ui: &Ui, [top, bottom]: [Pos2; 2], words: &str, tokens: &Tokens) {
        let galley =
            ui.painter().layout_no_wrap(drawn(ui, words).into_owned(), theme::plain(theme::SMALL), tokens.area);
        let over = Align2::CENTER_BOTTOM.anchor_size(top - vec2(0.0, 4.0), galley.size());
        let under = Align2::CENTER_TOP.anchor_size(bottom + vec2(0.0, 4.0), galley.size());
        if let Some(rect) = [over, under].into_iter().find(|rect| self.is_free(rect.expand(2.0))) {
            self.taken.push(rect.expand(2.0));
            ui.painter().rect_filled(rect.expand(2.0), 3.0, tokens.halo.gamma_multiply(0.8));
            ui.painter().galley(rect.min, galley, tokens.area);
        }
    }

    /// A dot with a quiet name; hollow where an analyst has put it.
    fn place_dot(&mut self, ui: &Ui, at: Pos2, name: &str, is_hollow: bool, tokens: &Tokens) {
        if !self.bounds.contains(at) {
            return;
        }
        let font = theme::plain(theme::SMALL);
        let galley = ui.painter().layout_no_wrap(drawn(ui, name).into_owned(), font, tokens.text_weak);
        let corner = at + vec2(6.0, -galley.size().y / 2.0);
        let rect = Rect::from_min_max(at - vec2(3.0, 3.0), corner + galley.size())
            .union(Rect::from_min_size(corner, galley.size()));
        if self.is_free(rect.expand(1.0)) {
            self.taken.push(rect.expand(3.0));
            match is_hollow {
                true => ui.painter().circle_stroke(at, 2.5, Stroke::new(1.0, tokens.text_weak)),
                false => ui.painter().circle_filled(at, 2.0, tokens.text_weak),
            };
            ui.painter().galley(corner, galley, tokens.text_weak);
        }
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
    ui.painter().line_segment([left, right], Stroke::new(2.0, tokens.text));
    let font = theme::plain(theme::SMALL);
    ui.painter().text(left + vec2(0.0, -4.0), Align2::LEFT_BOTTOM, words, font, tokens.text_weak);
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

/// Says over the map that it shows less than everything.
fn paint_as_of(ui: &Ui, cx: &Cx<'_>, rect: Rect, tokens: &Tokens) {
    let (Some(as_of_s), Some(dataset)) = (cx.state.view().as_of_s, cx.state.dataset()) else {
        return;
    };
    let words = as_of::words(dataset, as_of_s);
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

/// The switch of the outlines, where there are any.
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
