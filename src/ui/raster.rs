//! Draws egui's triangles on the CPU: for pictures without a display, and for parts of a window without a GPU.
//!
//! Triangles are filled by the top-left rule, coloured by texture times vertex colour in gamma space,
//! and blended premultiplied, as egui's own renderers do; the result depends on no driver.

use egui::epaint::{ClippedPrimitive, ColorImage, ImageData, Mesh, Primitive, Vertex, WHITE_UV};
use egui::{Color32, Rect, TextureId, TexturesDelta};

/// The textures of a context, and the conversion of its triangles to pixels.
#[derive(Default)]
pub struct Raster {
    textures: Vec<(TextureId, ColorImage)>,
}

impl Raster {
    /// Applies new, changed and freed textures.
    pub fn apply(&mut self, delta: &mut TexturesDelta) {
        for (id, changes) in delta.set.drain() {
            for change in changes {
                let ImageData::Color(image) = change.image;
                match change.pos {
                    None => {
                        self.textures.retain(|(other, _)| *other != id);
                        self.textures.push((id, (*image).clone()));
                    }
                    Some(corner) => self.patch(id, &image, corner),
                }
            }
        }
        for id in delta.free.drain() {
            self.textures.retain(|(other, _)| *other != id);
        }
    }

    fn patch(&mut self, id: TextureId, patch: &ColorImage, [left, top]: [usize; 2]) {
        let Some((_, texture)) = self.textures.iter_mut().find(|(other, _)| *other == id) else {
            return;
        };
        let width = texture.size[0];
        let patch_width = patch.size[0];
        for (row, pixels) in patch.pixels.chunks_exact(patch_width.max(1)).enumerate() {
            let start = (top + row) * width + left;
            if let Some(target) = texture.pixels.get_mut(start..start + patch_width) {
                target.copy_from_slice(pixels);
            }
        }
    }

    /// Draws primitives onto a black picture of the given size in pixels.
    pub fn draw(&self, primitives: &[ClippedPrimitive], pixels_per_point: f32, size: [usize; 2]) -> ColorImage {
        let mut target = ColorImage::filled(size, Color32::BLACK);
        let bounds = size.map(|pixels| pixels as f32);
        for primitive in primitives {
            let Primitive::Mesh(mesh) = &primitive.primitive else { continue };
            let texture = self.textures.iter().find(|(id, _)| *id == mesh.texture_id).map(|(_, image)| image);
            let clip = clip_pixels(primitive.clip_rect, pixels_per_point, bounds);
            draw_mesh(&mut target, mesh, texture, clip, pixels_per_point);
        }
        target
    }
}

/// Draws triangles without a texture onto a picture whose corner is the origin of their points.
pub fn draw_plain(target: &mut ColorImage, mesh: &Mesh, pixels_per_point: f32) {
    let [width, height] = target.size.map(|pixels| i32::try_from(pixels).unwrap_or(0));
    draw_mesh(target, mesh, None, [0, 0, width, height], pixels_per_point);
}

/// Left, top, right and bottom of a clip rectangle in whole pixels, right and bottom excluded.
fn clip_pixels(clip: Rect, pixels_per_point: f32, bounds: [f32; 2]) -> [i32; 4] {
    let at = |value: f32, bound: f32| (value * pixels_per_point).round().clamp(0.0, bound) as i32;
    [at(clip.min.x, bounds[0]), at(clip.min.y, bounds[1]), at(clip.max.x, bounds[0]), at(clip.max.y, bounds[1])]
}

fn draw_mesh(
    target: &mut ColorImage,
    mesh: &Mesh,
    texture: Option<&ColorImage>,
    clip: [i32; 4],
    pixels_per_point: f32,
) {
    for corners in mesh.indices.chunks_exact(3) {
        let vertex = |at: usize| mesh.vertices.get(corners[at] as usize).copied();
        let (Some(a), Some(b), Some(c)) = (vertex(0), vertex(1), vertex(2)) else { continue };
        draw_triangle(target, [a, b, c], texture, clip, pixels_per_point);
    }
}

fn draw_triangle(
    target: &mut ColorImage,
    mut corners: [Vertex; 3],
    texture: Option<&ColorImage>,
    clip: [i32; 4],
    pixels_per_point: f32,
) {
    for corner in &mut corners {
        corner.pos = (corner.pos.to_vec2() * pixels_per_point).to_pos2();
    }
    let along = corners[1].pos - corners[0].pos;
    let across = corners[2].pos - corners[0].pos;
    let mut area = along.x * across.y - along.y * across.x;
    if area < 0.0 {
        corners.swap(1, 2);
        area = -area;
    }
    if area <= 0.0 || !area.is_finite() {
        return;
    }
    let [a, b, c] = corners;
    let low = |x: f32, y: f32, z: f32| x.min(y).min(z).floor() as i32;
    let high = |x: f32, y: f32, z: f32| x.max(y).max(z).ceil() as i32;
    let left = low(a.pos.x, b.pos.x, c.pos.x).max(clip[0]);
    let right = high(a.pos.x, b.pos.x, c.pos.x).min(clip[2]);
    let top = low(a.pos.y, b.pos.y, c.pos.y).max(clip[1]);
    let bottom = high(a.pos.y, b.pos.y, c.pos.y).min(clip[3]);
    let is_plain = corners.iter().all(|corner| corner.uv == WHITE_UV);
    let is_even = a.color == b.color && b.color == c.color;
    let plain = a.color.to_array().map(f32::from);
    let edges = [Edge::new(b, c), Edge::new(c, a), Edge::new(a, b)];
    for y in top..bottom {
        let middle_y = y as f32 + 0.5;
        let rises = [edges[0].rise(middle_y), edges[1].rise(middle_y), edges[2].rise(middle_y)];
        for x in left..right {
            let middle_x = x as f32 + 0.5;
            let mut weights = [0.0; 3];
            let mut is_inside = true;
            for at in 0..3 {
                let edge = &edges[at];
                weights[at] = rises[at] - edge.down * (middle_x - edge.x);
                is_inside &= weights[at] > 0.0 || (weights[at] == 0.0 && edge.is_top_left);
            }
            if !is_inside {
                continue;
            }
            let weights = weights.map(|weight| weight / area);
            let mut color = if is_even { plain } else { mix_colors(&corners, weights) };
            if let Some(texture) = texture.filter(|_| !is_plain) {
                let texel = sample(texture, mix_uv(&corners, weights));
                color = std::array::from_fn(|channel| color[channel] * texel[channel] / 255.0);
            }
            blend(&mut target.pixels[y as usize * target.size[0] + x as usize], color);
        }
    }
}

/// An edge of a triangle, in the form that the innermost loop needs.
struct Edge {
    x: f32,
    y: f32,
    right: f32,
    down: f32,
    /// Such an edge owns the pixels whose centre is on it, so that adjacent triangles draw them once.
    is_top_left: bool,
}

impl Edge {
    fn new(from: Vertex, to: Vertex) -> Self {
        let right = to.pos.x - from.pos.x;
        let down = to.pos.y - from.pos.y;
        let is_top_left = (down == 0.0 && right > 0.0) || down < 0.0;
        Self { x: from.pos.x, y: from.pos.y, right, down, is_top_left }
    }

    /// How much the row adds to the weight of the opposite corner.
    fn rise(&self, y: f32) -> f32 {
        self.right * (y - self.y)
    }
}

fn mix_colors(corners: &[Vertex; 3], weights: [f32; 3]) -> [f32; 4] {
    let colors = corners.map(|corner| corner.color.to_array().map(f32::from));
    std::array::from_fn(|channel| (0..3).map(|at| colors[at][channel] * weights[at]).sum())
}

fn mix_uv(corners: &[Vertex; 3], weights: [f32; 3]) -> [f32; 2] {
    let mix = |part: fn(&Vertex) -> f32| (0..3).map(|at| part(&corners[at]) * weights[at]).sum();
    [mix(|corner| corner.uv.x), mix(|corner| corner.uv.y)]
}

/// The colour of a texture between its four nearest texels.
fn sample(texture: &ColorImage, uv: [f32; 2]) -> [f32; 4] {
    let [width, height] = texture.size;
    let x = uv[0] * width as f32 - 0.5;
    let y = uv[1] * height as f32 - 0.5;
    let left = x.floor();
    let top = y.floor();
    let right_share = x - left;
    let bottom_share = y - top;
    let texel = |x: f32, y: f32| {
        let x = (x.max(0.0) as usize).min(width.saturating_sub(1));
        let y = (y.max(0.0) as usize).min(height.saturating_sub(1));
        texture.pixels.get(y * width + x).map_or([0.0; 4], |pixel| pixel.to_array().map(f32::from))
    };
    let near = [texel(left, top), texel(left + 1.0, top), texel(left, top + 1.0), texel(left + 1.0, top + 1.0)];
    let shares = [
        (1.0 - right_share) * (1.0 - bottom_share),
        right_share * (1.0 - bottom_share),
        (1.0 - right_share) * bottom_share,
        right_share * bottom_share,
    ];
    std::array::from_fn(|channel| (0..4).map(|at| near[at][channel] * shares[at]).sum())
}

/// Blends a premultiplied colour over a pixel.
#[expect(clippy::disallowed_methods, reason = "pixels that are computed, not colours that are chosen")]
fn blend(pixel: &mut Color32, color: [f32; 4]) {
    let behind = 1.0 - color[3] / 255.0;
    let below = pixel.to_array().map(f32::from);
    let mixed: [u8; 4] = std::array::from_fn(|channel| (color[channel] + below[channel] * behind).round() as u8);
    *pixel = Color32::from_rgba_premultiplied(mixed[0], mixed[1], mixed[2], mixed[3]);
}
