//! The base map, drawn once per camera and theme: as triangles, or as a picture if no GPU draws them.

use std::sync::Arc;

use egui::emath::GuiRounding as _;
use egui::epaint::{Mesh, TessellationOptions, Tessellator, Vertex, WHITE_UV};
use egui::{Color32, ColorImage, Id, Painter, Pos2, Rect, Shape, Stroke, TextureHandle, TextureOptions, pos2};

use super::basemap::{Basemap, BorderView, Detail, Land, Line, LineClass};
use super::projection::{Plane, Projection};
use super::simplify::Coarse;
use crate::ui::raster;
use crate::ui::theme::Tokens;
use counterclaim_io::preferences::Borders;

/// From this scale on the finer part of the base map is drawn, in points per degree.
const FINE_FROM: f64 = 40.0;
/// From this scale on borders of provinces are drawn, in points per degree.
const PROVINCES_FROM: f64 = 14.0;

/// The share of the view's width and height that is drawn around it while the map is moved without a GPU.
const MARGIN: f32 = 0.25;

/// The base map as it was last drawn.
#[derive(Default)]
pub struct Layers {
    coarse: Coarse,
    drawn: Option<(Key, Projection, Drawn)>,
}

/// What the base map depends on besides its visible part.
#[derive(Clone, Copy, PartialEq)]
struct Key {
    scale: f64,
    borders: Borders,
    land: Color32,
    pixels_per_point: f32,
    as_picture: bool,
}

enum Drawn {
    Mesh(Arc<Mesh>),
    /// Of the whole rectangle of the projection.
    Picture(TextureHandle),
}

/// Draws a context's base map as a picture: without a GPU many small triangles are slow.
pub fn draw_as_picture(ctx: &egui::Context) {
    ctx.data_mut(|data| data.insert_temp(Id::unique("base_map_as_picture"), true));
}

fn is_drawn_as_picture(ctx: &egui::Context) -> bool {
    ctx.data(|data| data.get_temp(Id::unique("base_map_as_picture")).unwrap_or(false))
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
        let as_picture = is_drawn_as_picture(painter.ctx());
        let key = Key { scale: projection.scale, borders, land: tokens.land, pixels_per_point, as_picture };
        let same = self.drawn.take().filter(|(other, ..)| *other == key);
        let drawn = match same {
            Some((_, of, Drawn::Mesh(mesh))) if of == *projection => (of, Drawn::Mesh(mesh)),
            Some((_, of, Drawn::Picture(texture))) if of.shown_in(projection).contains_rect(projection.rect) => {
                (of, Drawn::Picture(texture))
            }
            same => {
                let map = self.coarse.of(map, projection.scale * f64::from(pixels_per_point));
                if as_picture {
                    // Users who pan continue to pan; while zooming, the visible part is enough.
                    let margin = projection.rect.size() * if same.is_some() { MARGIN } else { 0.0 };
                    let wide = projection.widened(margin);
                    let image = picture(&draw(map, &wide, borders, tokens, pixels_per_point), &wide, key, tokens.water);
                    (wide, Drawn::Picture(painter.ctx().load_texture("base map", image, TextureOptions::NEAREST)))
                } else {
                    let mesh = draw(map, projection, borders, tokens, pixels_per_point);
                    (*projection, Drawn::Mesh(Arc::new(mesh)))
                }
            }
        };
        match &drawn {
            (_, Drawn::Mesh(mesh)) => {
                painter.rect_filled(projection.rect, 0.0, tokens.water);
                painter.add(Shape::mesh(mesh.clone()));
            }
            (of, Drawn::Picture(texture)) => {
                let corner = of.shown_in(projection).min.round_to_pixels(pixels_per_point);
                let rect = Rect::from_min_size(corner, texture.size_vec2() / pixels_per_point);
                let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                painter.image(texture.id(), rect, whole, Color32::WHITE);
            }
        }
        self.drawn = Some((key, drawn.0, drawn.1));
    }
}

/// Renders triangles of a projection's whole rectangle as a picture.
fn picture(mesh: &Mesh, of: &Projection, key: Key, water: Color32) -> ColorImage {
    let size = of.rect.size() * key.pixels_per_point;
    let mut image = ColorImage::filled([size.x, size.y].map(|pixels| pixels.ceil() as usize), water);
    let mut mesh = mesh.clone();
    mesh.translate(-of.rect.min.to_vec2());
    raster::draw_plain(&mut image, &mesh, key.pixels_per_point);
    image
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

/// The projection in single precision around the centre of the view, and the visible part of the plane.
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
        let corner = projection.plane_from_screen(rect.left_bottom());
        let other = projection.plane_from_screen(rect.right_top());
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

    /// The line on the screen, without points on the same pixel as the previous one.
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

#[cfg(test)]
mod tests {
    use egui::{Context, RawInput, TextureId, vec2};

    use super::*;
    use crate::app::Camera;
    use crate::ui::raster::Raster;
    use crate::ui::theme;
    use counterclaim_model::Position;

    const SIZE: [usize; 2] = [300, 200];

    /// A view of Europe after dragging, drawn by layers that have drawn it before; the texture too, if there is one.
    fn draw(ctx: &Context, raster: &mut Raster, layers: &mut Layers, dragged: f32) -> (ColorImage, Option<TextureId>) {
        let map = Basemap::embedded();
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(300.0, 200.0));
        let camera = Camera { center: Position { lon_deg: 20.0, lat_deg: 50.0 }, points_per_deg: 8.0 };
        let start = Projection::new(camera, rect);
        let projection = Projection::new(start.panned(vec2(dragged, dragged)), rect);
        let input = RawInput { screen_rect: Some(rect), ..RawInput::default() };
        let mut output = ctx.run_ui(input, |ui| {
            layers.paint(ui.painter(), &map, &projection, Borders::default(), theme::tokens(ui));
        });
        raster.apply(&mut output.textures_delta);
        let texture = match &layers.drawn {
            Some((_, _, Drawn::Picture(texture))) => Some(texture.id()),
            _ => None,
        };
        (raster.draw(&ctx.tessellate(output.shapes, 1.0), 1.0, SIZE), texture)
    }

    #[test]
    fn the_base_map_as_a_picture_looks_like_its_triangles_and_is_kept_while_it_is_dragged() {
        let plain = Context::default();
        let slow = Context::default();
        for ctx in [&plain, &slow] {
            theme::install(ctx);
        }
        draw_as_picture(&slow);
        let mut plain_raster = Raster::default();
        let mut slow_raster = Raster::default();
        let mut plain_layers = Layers::default();
        let mut slow_layers = Layers::default();
        let mut textures = Vec::new();
        for dragged in [0.0, 7.0, 20.0, 40.0, 400.0] {
            let (expected, none) = draw(&plain, &mut plain_raster, &mut plain_layers, dragged);
            let (found, texture) = draw(&slow, &mut slow_raster, &mut slow_layers, dragged);
            assert_eq!(none, None);
            let far =
                |(a, b): (&Color32, &Color32)| a.to_array().iter().zip(b.to_array()).any(|(a, b)| a.abs_diff(b) > 2);
            let differing = expected.pixels.iter().zip(&found.pixels).filter(|pair| far(*pair)).count();
            assert!(differing * 200 < expected.pixels.len(), "{differing} pixels differ after {dragged}");
            textures.push(texture.expect("a picture"));
        }
        // The first has no room around it, and the last move leads out of it.
        assert_eq!(textures[1], textures[2]);
        assert_eq!(textures[2], textures[3]);
        assert!(textures[0] != textures[1] && textures[3] != textures[4]);
    }
}
