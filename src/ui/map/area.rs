//! A part of the map to filter by: drawn with Shift and drag, as a rectangle or as a circle on the ground.

use egui::{Button, Color32, Modifiers, Pos2, Rect, Response, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::events::viewport;
use super::projection::{Plane, Projection, plane_from_world, world_from_plane};
use crate::app::{Action, Area, Circle, Focus, MAX_RADIUS_KM, OpenTable, TableChange, km_label};
use crate::ui::panel::Cx;
use crate::ui::theme::{self, Tokens};
use counterclaim_engine::{measure, point_at};

/// Number of corners of the polygon that approximates a circle.
const CORNERS: usize = 128;
/// A drag shorter than this is ignored, in points.
const SHORTEST: f32 = 3.0;

/// What a drag with Shift draws.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Tool {
    #[default]
    Rect,
    Circle,
}

/// The chosen tool, and the start of the drag.
#[derive(Default)]
pub struct AreaBrush {
    tool: Tool,
    from: Option<Pos2>,
}

impl AreaBrush {
    /// Handles Shift and drag; returns whether the drag draws an area.
    pub fn brush(&mut self, ui: &Ui, cx: &mut Cx<'_>, canvas: &Response, projection: &Projection) -> bool {
        if cx.state.view().focus == Some(Focus::OnlyInView) {
            cx.push(Action::Table(TableChange::Area(Some(Area::Rect(viewport(projection).bounds())))));
        }
        let pointer = ui.pointer_latest_pos();
        if canvas.drag_started() && ui.input(|input| input.modifiers.contains(Modifiers::SHIFT)) {
            self.from = ui.input(|input| input.pointer.press_origin());
        }
        let Some((from, to)) = self.from.zip(pointer) else {
            return false;
        };
        if canvas.drag_stopped() {
            self.from = None;
            if let Some(area) = self.drawn(from, to.clamp(canvas.rect.min, canvas.rect.max), projection) {
                cx.push(Action::Table(TableChange::Area(Some(area))));
            }
        }
        true
    }

    fn drawn(&self, from: Pos2, to: Pos2, projection: &Projection) -> Option<Area> {
        if (to - from).length() < SHORTEST {
            return None;
        }
        let start = projection.plane_from_screen(from);
        let end = projection.plane_from_screen(to);
        match self.tool {
            Tool::Rect => {
                Some(Area::Rect([start.x.min(end.x), start.y.min(end.y), start.x.max(end.x), start.y.max(end.y)]))
            }
            Tool::Circle => {
                let center = world_from_plane(start)?;
                let radius_km = measure(center, world_from_plane(end)?).distance_km.min(MAX_RADIUS_KM);
                (radius_km > 0.0).then_some(Area::Circle(Circle { center, radius_km, place: None }))
            }
        }
    }

    /// Paints the area being drawn, and the active one.
    pub fn paint(&self, ui: &Ui, table: &OpenTable, projection: &Projection, tokens: &Tokens) {
        let drawn = self.from.zip(ui.pointer_latest_pos()).and_then(|(from, to)| self.drawn(from, to, projection));
        for area in drawn.iter().chain(table.area()) {
            match area {
                Area::Rect([left, low, right, high]) => {
                    let corner = |x, y| projection.screen_from_plane(Plane { x, y });
                    let rect = Rect::from_two_pos(corner(*left, *high), corner(*right, *low));
                    let stroke = Stroke::new(1.5, tokens.accent);
                    ui.painter().rect(rect, 2.0, Color32::TRANSPARENT, stroke, egui::StrokeKind::Inside);
                }
                Area::Circle(circle) => paint_circle(ui, circle, projection, tokens),
            }
        }
    }

    /// Chooses what a drag with Shift draws.
    pub fn tools_ui(&mut self, ui: &mut Ui, projection: &Projection) {
        let mut left = projection.rect.right() - 170.0;
        for (tool, name, width) in [(Tool::Rect, "Rectangle", 84.0), (Tool::Circle, "Circle", 64.0)] {
            let rect = Rect::from_min_size(pos2(left, projection.rect.top() + 40.0), vec2(width, 24.0));
            ui.painter().rect_filled(rect, 4.0, theme::tokens(ui).surface);
            let response = ui.put(rect, Button::selectable(self.tool == tool, name));
            let help = match tool {
                Tool::Rect => "Shift-drag to show only what lies in a rectangle",
                Tool::Circle => "Shift-drag from the centre to show only what lies in a circle on the ground",
            };
            let is_on = self.tool == tool;
            response
                .widget_info(|| WidgetInfo::selected(egui::Role::RadioButton, true, is_on, format!("Draw: {name}")));
            if response.on_hover_text(help).clicked() {
                self.tool = tool;
            }
            left += width + 4.0;
        }
    }
}

/// The circle on the map, which stretches towards the poles, with its centre and its radius in words.
fn paint_circle(ui: &Ui, circle: &Circle, projection: &Projection, tokens: &Tokens) {
    let center = plane_from_world(circle.center);
    let corner = |at: usize| {
        let bearing_deg = 360.0 * at as f64 / CORNERS as f64;
        let plane = plane_from_world(point_at(circle.center, circle.radius_km, bearing_deg));
        // Across the date line the line continues beside the map.
        let x = center.x + (plane.x - center.x + 540.0).rem_euclid(360.0) - 180.0;
        projection.screen_from_plane(Plane { x, y: plane.y })
    };
    let line: Vec<Pos2> = (0..CORNERS).map(corner).collect();
    let east = line[CORNERS / 4];
    let middle = projection.screen_from_plane(center);
    ui.painter().add(Shape::closed_line(line, Stroke::new(1.5, tokens.accent)));
    ui.painter().circle_filled(middle, 2.5, tokens.accent);
    ui.painter().add(Shape::dashed_line(&[middle, east], Stroke::new(1.0, tokens.accent), 4.0, 4.0));
    let words = km_label(circle.radius_km);
    let galley = ui.painter().layout_no_wrap(words, theme::strong(theme::SMALL), tokens.text);
    let at = middle + (east - middle) / 2.0 + vec2(-galley.size().x / 2.0, -galley.size().y - 5.0);
    let ground = Rect::from_min_size(at, galley.size()).expand2(vec2(5.0, 2.0));
    ui.painter().rect_filled(ground, 3.0, tokens.surface);
    ui.painter().galley(at, galley, tokens.text);
}
