//! The events of a table as one picture: the colour shows how many events are at each point of the map.

use egui::{Color32, ColorImage, Painter, Rect, TextureHandle, TextureOptions, pos2};

use super::events::viewport;
use super::projection::Projection;
use crate::app::OpenTable;
use crate::ui::theme::Tokens;
use counterclaim_query::{Density, Viewport};

/// The opacity of a single event, and how much that of the largest count is above it.
const LEAST: f32 = 0.45;
/// Steps of the colour table.
const STEPS: usize = 64;
/// With fewer visible events than this, cells are two points wide.
const SPARSE: u64 = 100_000;

/// The picture as it was last drawn.
#[derive(Default)]
pub struct DensityLayer {
    key: Option<(Projection, u64, Color32)>,
    texture: Option<TextureHandle>,
    in_sight: u64,
    /// Points across a cell.
    cell: f32,
}

impl DensityLayer {
    /// Paints the filtered events, over the whole map.
    pub fn paint(&mut self, painter: &Painter, table: &OpenTable, projection: &Projection, tokens: &Tokens) {
        let rect = projection.rect;
        let key = (*projection, table.revision(), tokens.accent);
        if self.key != Some(key) {
            // One cell per point: smaller cells would cost more and show single events as specks.
            let mut density = table.density(viewport(projection));
            self.in_sight = density.total;
            self.cell = 1.0;
            if density.total < SPARSE {
                // A single event on a single point is easily overlooked.
                self.cell = 2.0;
                density = table.density(halved(viewport(projection)));
            }
            let image = image(&density, tokens.accent);
            match &mut self.texture {
                Some(texture) => texture.set(image, TextureOptions::NEAREST),
                None => {
                    self.texture = Some(painter.ctx().load_texture("density", image, TextureOptions::NEAREST));
                }
            }
            self.key = Some(key);
        }
        if let Some(texture) = &self.texture {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            let size = texture.size_vec2() * self.cell;
            painter.image(texture.id(), Rect::from_min_size(rect.min, size), whole, Color32::WHITE);
        }
    }
}

impl DensityLayer {
    /// How many events the picture shows.
    pub fn in_sight(&self) -> u64 {
        self.in_sight
    }
}

/// The same part of the plane in cells of twice the width.
fn halved(viewport: Viewport) -> Viewport {
    let half = |count: usize| count.div_ceil(2);
    Viewport { scale: viewport.scale / 2.0, width: half(viewport.width), height: half(viewport.height), ..viewport }
}

/// Counts as colours: logarithmic, so that a thousand events on one point do not hide a single one beside it.
fn image(density: &Density, colour: Color32) -> ColorImage {
    let most = density.counts.iter().copied().max().unwrap_or(0).max(1);
    let scale = (STEPS - 1) as f32 / f64::from(most).ln_1p() as f32;
    let step = |count: u32| (f64::from(count).ln_1p() as f32 * scale) as usize;
    let table: Vec<Color32> = (0..STEPS)
        .map(|step| colour.gamma_multiply(LEAST + (1.0 - LEAST) * step as f32 / (STEPS - 1) as f32))
        .collect();
    let colour_of = |count: &u32| match *count {
        0 => Color32::TRANSPARENT,
        count => table.get(step(count)).copied().unwrap_or(colour),
    };
    ColorImage::new([density.width, density.height], density.counts.iter().map(colour_of).collect())
}
