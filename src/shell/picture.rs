//! The window as a picture, drawn without display, GPU or installed fonts.

use egui::{ColorImage, Context, Pos2, RawInput, Rect, vec2};
use image::{Rgba, RgbaImage};

use super::{headless, in_use};
use crate::app::{Action, Loaded, LoadedDataset, Selection, State};
use crate::ui::Workspace;
use crate::ui::map::MapPanel;
use crate::ui::panel::{Cx, Panel as _};
use crate::ui::raster::Raster;
use counterclaim_model::{EntryId, Stamp, Timestamp};

/// How many frames are drawn before the picture: sizes settle in the first ones.
const FRAMES: usize = 6;

/// What the picture shows and how large it is.
#[derive(Clone, Debug)]
pub struct PictureOptions {
    /// In points, which are pixels unless `pixels_per_point` says otherwise.
    pub size: [u32; 2],
    pub pixels_per_point: f32,
    pub dark: bool,
    /// The key of the claim that is selected.
    pub select: Option<String>,
    /// Only what was known by the end of this time is shown.
    pub as_of: Option<String>,
    /// Datasets added as layers.
    pub layers: Vec<LoadedDataset>,
}

/// Draws what was loaded; an error says that the claim to select is not there.
pub fn picture(loaded: Loaded, author: &str, options: &PictureOptions) -> Result<RgbaImage, String> {
    pictured(loaded, author, options).map(|(picture, _)| picture)
}

/// As [`picture`], with the state that was drawn.
pub fn pictured(loaded: Loaded, author: &str, options: &PictureOptions) -> Result<(RgbaImage, State), String> {
    let preferences = counterclaim_io::preferences::Preferences { welcomed: true, ..Default::default() };
    let mut state = State::new(author.into(), preferences);
    let stamp = Stamp { id: EntryId(0), at: Timestamp::default() };
    let act = |state: &mut State, action| headless::apply(state, action, stamp);
    act(&mut state, Action::Loaded { what: String::new(), result: Ok(Box::new(loaded)) });
    if let Some(table) = state.table() {
        if let Some(key) = &options.select {
            let event = table.table().row_by_key(key).ok_or_else(|| format!("unknown event `{key}`"))?;
            act(&mut state, Action::Select(Selection::Event(event)));
        }
        return Ok((draw(&state, options), state));
    }
    for layer in &options.layers {
        act(&mut state, Action::Loaded { what: String::new(), result: Ok(Box::new(Loaded::Layer(layer.clone()))) });
    }
    while !state.notices().is_empty() && !options.layers.is_empty() {
        act(&mut state, Action::DismissNotice(0));
    }
    let Some(dataset) = state.dataset() else {
        return Err(in_use::no_dataset(&state));
    };
    let dataset_offset_min = dataset.header().offset_min;
    let claim = match &options.select {
        Some(key) => Some(dataset.claim_by_key(key).ok_or_else(|| format!("unknown claim `{key}`"))?),
        None => state.visible().claims.first().copied(),
    };
    if let Some(claim) = claim {
        act(&mut state, Action::Select(Selection::Claim(claim)));
    }
    if let Some(text) = &options.as_of {
        let as_of_s = parse_as_of(text, dataset_offset_min)?;
        act(&mut state, Action::SetAsOf(Some(as_of_s)));
    }
    Ok((draw(&state, options), state))
}

/// The end of a time such as `2025-01-07` or `2025-01-07T18:00`, in seconds since 1970-01-01T00:00Z.
pub fn parse_as_of(text: &str, offset_min: i16) -> Result<i64, String> {
    counterclaim_io::parse_moment_in(text, offset_min, true)
}

/// Draws a state as the window would show it.
pub fn draw(state: &State, options: &PictureOptions) -> RgbaImage {
    let mut workspace = Workspace::default();
    let theme = if options.dark { egui::Theme::Dark } else { egui::Theme::Light };
    frames(options.size, options.pixels_per_point, theme, |ui| workspace.ui(ui, state, &mut Vec::new()))
}

/// The map of a state as a PNG file.
pub fn png_of_map(state: &State) -> Result<Vec<u8>, String> {
    let mut png = std::io::Cursor::new(Vec::new());
    let map = draw_map(state, [1000, 640]);
    map.write_to(&mut png, image::ImageFormat::Png).map_err(|error| error.to_string())?;
    Ok(png.into_inner())
}

/// Draws the map of a state alone, light, at one and a half pixels to a point.
pub fn draw_map(state: &State, size: [u32; 2]) -> RgbaImage {
    let mut map = MapPanel::default();
    frames(size, 1.5, egui::Theme::Light, |ui| {
        map.ui(ui, &mut Cx { state, actions: &mut Vec::new() });
    })
}

/// Draws frames without a window until sizes have settled, and returns the last as a picture.
///
/// A picture is of the state as it is: what the panels ask for is not carried out.
fn frames(size: [u32; 2], pixels_per_point: f32, theme: egui::Theme, mut ui: impl FnMut(&mut egui::Ui)) -> RgbaImage {
    let ctx = Context::default();
    crate::ui::theme::install(&ctx);
    ctx.set_theme(theme);
    let mut raster = Raster::default();
    let points = vec2(size[0] as f32, size[1] as f32);
    let mut picture = RgbaImage::new(1, 1);
    for frame in 0..FRAMES {
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, points)),
            time: Some(frame as f64),
            ..RawInput::default()
        };
        if let Some(viewport) = input.viewports.get_mut(&egui::ViewportId::ROOT) {
            viewport.native_pixels_per_point = Some(pixels_per_point);
        }
        let mut output = ctx.run_ui(input, &mut ui);
        raster.apply(&mut output.textures_delta);
        if frame + 1 == FRAMES {
            let primitives = ctx.tessellate(output.shapes, output.pixels_per_point);
            let pixels = size.map(|points| (points as f32 * output.pixels_per_point).round() as usize);
            picture = opaque(&raster.draw(&primitives, output.pixels_per_point, pixels));
        }
    }
    picture
}

/// A picture as the `image` crate has it.
pub fn opaque(image: &ColorImage) -> RgbaImage {
    let [width, height] = image.size;
    RgbaImage::from_fn(width as u32, height as u32, |x, y| {
        let pixel = image.pixels[y as usize * width + x as usize];
        Rgba([pixel.r(), pixel.g(), pixel.b(), 255])
    })
}
