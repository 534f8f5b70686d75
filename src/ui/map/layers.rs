//! The base map as meshes, tessellated once for each camera and look.

use std::sync::Arc;

use egui::epaint::{Mesh, TessellationOptions, Tessellator, Vertex, WHITE_UV};
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2};

use super::basemap::{Basemap, BorderView, Detail, Land, Line, LineClass};
use super::projection::{Plane, Projection};
use crate::io::preferences::Borders;
use crate::ui::theme::Tokens;

/// From this scale on the finer part of the base map is drawn, in points per degree.
const FINE_FROM: f64 = 40.0;
/// From this scale on borders of provinces are drawn, in points per degree.
const PROVINCES_FROM: f64 = 14.0;

/// The base map as it was drawn last.
#[derive(Default)]
pub struct Layers {
    key: Option<(Projection, Borders, Color32, f32)>,
    mesh: Arc<Mesh>,
}

impl Layers {
    /// Paints land, coasts and borders.
    pub fn paint(
        &mut self,
        painter: &Painter,
        map: &Basemap,
        projection: &Projection,
        borders: Borders,
        tokens: &Tokens,
    ) {
        let pixels_per_point = painter.pixels_per_point();
        let key = (*projection, borders, tokens.land, pixels_per_point);
        if self.key != Some(key) {
            self.mesh = Arc::new(draw(map, projection, borders, tokens, pixels_per_point));
            self.key = Some(key);
        }
        painter.rect_filled(projection.rect, 0.0, tokens.water);
        painter.add(Shape::mesh(self.mesh.clone()));
    }
}

fn draw(map: &Basemap, projection: &Projection, borders: Borders, tokens: &Tokens, pixels_per_point: f32) -> Mesh {
    let shows = |detail| match detail {
        Detail::CoarseOutside => true,
        Detail::CoarseInside => projection.scale < FINE_FROM,
        Detail::FineInside => projection.scale >= FINE_FROM,
    };
    let mut mesh = Mesh::default();
    let view = View::new(projection);
    for land in map.land.iter().filter(|land| shows(land.detail)) {
        add_land(&mut mesh, land, &view, tokens.land);
    }
    let mut tessellator = Tessellator::new(pixels_per_point, TessellationOptions::default(), [1, 1], Vec::new());
    for lines in map.lines.iter().filter(|lines| shows(lines.detail)) {
        let is_hidden = match lines.class {
            LineClass::Province => projection.scale < PROVINCES_FROM,
            _ => !is_in_view(lines.view, borders),
        };
        if is_hidden {
            continue;
        }
        for line in lines.lines.iter().filter(|line| view.meets(line)) {
            let points = view.screen_line(line);
            for shape in styled(points, lines.class, tokens) {
                tessellator.tessellate_shape(shape, &mut mesh);
            }
        }
    }
    mesh
}

fn is_in_view(view: BorderView, borders: Borders) -> bool {
    match view {
        BorderView::Both => true,
        BorderView::UnitedNations => borders == Borders::UnitedNations,
        BorderView::Administered => borders == Borders::Administered,
    }
}

fn styled(points: Vec<Pos2>, class: LineClass, tokens: &Tokens) -> Vec<Shape> {
    match class {
        LineClass::Coast => vec![Shape::line(points, Stroke::new(1.0, tokens.coast))],
        LineClass::Country => vec![Shape::line(points, Stroke::new(1.4, tokens.border))],
        LineClass::Disputed => Shape::dashed_line(&points, Stroke::new(1.2, tokens.border), 5.0, 4.0),
        LineClass::Province => Shape::dashed_line(&points, Stroke::new(1.0, tokens.province), 2.0, 3.0),
    }
}

/// The projection in single precision around the middle of the view, and the part of the plane in sight.
struct View {
    middle: Plane,
    center: Pos2,
    scale: f32,
    low: [f32; 2],
    high: [f32; 2],
    rect: Rect,
}

impl View {
    fn new(projection: &Projection) -> Self {
        let rect = projection.rect.expand(4.0);
        let (corner, other) =
            (projection.plane_from_screen(rect.left_bottom()), projection.plane_from_screen(rect.right_top()));
        Self {
            middle: projection.plane_from_screen(projection.rect.center()),
            center: projection.rect.center(),
            scale: projection.scale as f32,
            low: [corner.x as f32, corner.y as f32],
            high: [other.x as f32, other.y as f32],
            rect,
        }
    }

    fn meets(&self, line: &Line) -> bool {
        (0..2).all(|axis| line.low[axis] <= self.high[axis] && line.high[axis] >= self.low[axis])
    }

    fn screen(&self, point: [f32; 2]) -> Pos2 {
        let right = (f64::from(point[0]) - self.middle.x) as f32 * self.scale;
        let up = (f64::from(point[1]) - self.middle.y) as f32 * self.scale;
        pos2(self.center.x + right, self.center.y - up)
    }

    /// The line on the screen, without points that fall on the same pixel as the one before.
    fn screen_line(&self, line: &Line) -> Vec<Pos2> {
        let mut points: Vec<Pos2> = Vec::with_capacity(line.points.len());
        for (at, point) in line.points.iter().enumerate() {
            let point = self.screen(*point);
            let is_end = at + 1 == line.points.len();
            if is_end || points.last().is_none_or(|last| last.distance_sq(point) > 0.6) {
                points.push(point);
            }
        }
        points
    }
}

fn add_land(mesh: &mut Mesh, land: &Land, view: &View, color: Color32) {
    for triangle in &land.triangles {
        let corners = triangle.map(|at| view.screen(land.points[at as usize]));
        if Rect::from_points(&corners).intersects(view.rect) {
            let first = mesh.vertices.len() as u32;
            mesh.vertices.extend(corners.map(|pos| Vertex { pos, uv: WHITE_UV, color }));
            mesh.indices.extend([first, first + 1, first + 2]);
        }
    }
}
