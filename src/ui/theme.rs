//! Every colour and size of the window, light and dark.
//!
//! Text has a contrast of at least 4.5 : 1 on every surface that it is drawn on, marks of at least 3 : 1; the tests
//! here compute it.
#![expect(clippy::disallowed_methods, reason = "the one place where colours are made")]

use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{
    Color32, Context, CornerRadius, FontData, FontFamily, FontId, Frame, Margin, Stroke, Style, TextStyle, Theme, Ui,
};

use counterclaim_model::Stance;

/// Sizes of text, in points.
pub const SMALL: f32 = 11.5;
pub const BODY: f32 = 13.0;
pub const TITLE: f32 = 14.0;

/// Space around the contents of a panel, in points.
pub const MARGIN: f32 = 12.0;
/// Space between related items, in points.
pub const GAP: f32 = 6.0;

/// The font family of the heavier weight.
const STRONG: &str = "strong";

/// The colours of one theme.
#[derive(Clone, Copy, Debug)]
pub struct Tokens {
    pub surface: Color32,
    /// Background of selected items.
    pub selected: Color32,
    /// Background of hovered items.
    pub hovered: Color32,
    /// Background of chips, fields and buttons.
    pub field: Color32,
    pub line: Color32,
    pub text: Color32,
    pub text_weak: Color32,
    pub accent: Color32,
    pub on_accent: Color32,
    pub land: Color32,
    pub water: Color32,
    pub coast: Color32,
    pub border: Color32,
    pub province: Color32,
    /// Background of labels on the map, so that they can be read on any line.
    pub halo: Color32,
    /// The extent of a place, or its uncertainty.
    pub radius: Color32,
    /// Outlines, names and hatching of areas.
    pub area: Color32,
    pub area_hatch: Color32,
    pub supports: Color32,
    pub denies: Color32,
    pub doubts: Color32,
    pub silent: Color32,
    /// Hatching of what the statements leave undetermined.
    pub hatch: Color32,
    /// The interval of a probability.
    pub interval: Color32,
    /// Background of a layer's letter; the letter carries the same information.
    pub layers: [Color32; 8],
    /// The letter of a layer.
    pub on_layer: Color32,
    pub failure: Color32,
    pub done: Color32,
    /// Background of search hits.
    pub found: Color32,
    /// The as-of line.
    pub as_of: Color32,
    /// Veil over what was not known yet at the as-of time.
    pub later: Color32,
    /// Veil over the window while a dialog is open.
    pub veil: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

pub const LIGHT: Tokens = Tokens {
    surface: rgb(0xffffff),
    selected: rgb(0xe9f0f9),
    hovered: rgb(0xf4f7fa),
    field: rgb(0xf0f2f5),
    line: rgb(0xdde1e6),
    text: rgb(0x1a1e24),
    text_weak: rgb(0x5b6570),
    accent: rgb(0x2a5b94),
    on_accent: rgb(0xffffff),
    land: rgb(0xf4f2ec),
    water: rgb(0xdfe8ec),
    coast: rgb(0x93a3ab),
    border: rgb(0x6b6964),
    province: rgb(0xcfcbbf),
    halo: rgb(0xf4f2ec),
    radius: Color32::from_rgba_premultiplied(24, 30, 36, 40),
    area: rgb(0x654a8c),
    area_hatch: rgb(0xcabfdc),
    supports: rgb(0x006fae),
    denies: rgb(0xcc5600),
    doubts: rgb(0xad7700),
    silent: rgb(0x747d87),
    hatch: rgb(0xb4bcc6),
    interval: rgb(0x5f86b8),
    layers: [
        rgb(0x46556b),
        rgb(0x7a3e9d),
        rgb(0x00695c),
        rgb(0xa3305f),
        rgb(0x6b5500),
        rgb(0x3949ab),
        rgb(0x8a4b2a),
        rgb(0x2e6b2e),
    ],
    on_layer: rgb(0xffffff),
    failure: rgb(0xb3261e),
    done: rgb(0x1b6e3c),
    found: rgb(0xffe08a),
    as_of: rgb(0xb3471d),
    later: Color32::from_rgba_premultiplied(160, 164, 170, 170),
    veil: Color32::from_rgba_premultiplied(150, 150, 150, 150),
};

pub const DARK: Tokens = Tokens {
    surface: rgb(0x1b1f25),
    selected: rgb(0x24303f),
    hovered: rgb(0x22272e),
    field: rgb(0x272d35),
    line: rgb(0x313841),
    text: rgb(0xe8edf2),
    text_weak: rgb(0xa0aab5),
    accent: rgb(0x7db1ec),
    on_accent: rgb(0x10161e),
    land: rgb(0x21272d),
    water: rgb(0x171d25),
    coast: rgb(0x5b6874),
    border: rgb(0x939ba3),
    province: rgb(0x3a424b),
    halo: rgb(0x21272d),
    radius: Color32::from_rgba_premultiplied(26, 30, 34, 40),
    area: rgb(0xc0a8e8),
    area_hatch: rgb(0x4a4160),
    supports: rgb(0x5ab5ea),
    denies: rgb(0xf08343),
    doubts: rgb(0xf2b53f),
    silent: rgb(0x939da8),
    hatch: rgb(0x55606c),
    interval: rgb(0x5f8dc4),
    layers: [
        rgb(0xb9c6d8),
        rgb(0xd3a4ee),
        rgb(0x6fd0c2),
        rgb(0xf29bbf),
        rgb(0xd9c25a),
        rgb(0xa5b0f5),
        rgb(0xe0a98a),
        rgb(0x9ad49a),
    ],
    on_layer: rgb(0x10161e),
    failure: rgb(0xff8a80),
    done: rgb(0x7cd69c),
    found: rgb(0x5a4a12),
    as_of: rgb(0xf08343),
    later: Color32::from_rgba_premultiplied(15, 18, 22, 165),
    veil: Color32::from_rgba_premultiplied(8, 10, 12, 170),
};

impl Tokens {
    /// The colour of a layer, by its mark; letters differ where colours repeat.
    pub fn layer(&self, mark: u8) -> Color32 {
        self.layers[usize::from(mark) % self.layers.len()]
    }

    /// The colour of a stance's mark; its shape carries the same information.
    pub fn stance(&self, stance: Stance) -> Color32 {
        match stance {
            Stance::Supports => self.supports,
            Stance::Denies => self.denies,
            Stance::Doubts => self.doubts,
            Stance::CannotVerify | Stance::NoComment | Stance::Comments | Stance::Unstated => self.silent,
        }
    }
}

/// The colours of the current theme.
pub fn tokens(ui: &Ui) -> &'static Tokens {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

/// Text of the usual weight.
pub fn plain(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Text of the heavier weight.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// The frame of bars along the edges.
pub fn bar_frame(ui: &Ui) -> Frame {
    Frame::new().fill(tokens(ui).surface).inner_margin(Margin::symmetric(MARGIN as i8, 5))
}

/// Gives a context the fonts and both themes.
pub fn install(ctx: &Context) {
    let regular = include_bytes!("../../assets/fonts/Inter-Regular.otf");
    let semi_bold = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");
    let family = |family, priority| InsertFontFamily { family, priority };
    let strong = || FontFamily::Name(STRONG.into());
    ctx.add_font(FontInsert::new(
        "inter",
        FontData::from_static(regular),
        vec![family(FontFamily::Proportional, FontPriority::Highest), family(strong(), FontPriority::Lowest)],
    ));
    ctx.add_font(FontInsert::new(
        "inter-semi-bold",
        FontData::from_static(semi_bold),
        vec![family(strong(), FontPriority::Highest)],
    ));
    let arabic: &[u8] = include_bytes!("../../assets/fonts/NotoNaskhArabic-Regular.ttf");
    let hebrew: &[u8] = include_bytes!("../../assets/fonts/NotoSansHebrew-Regular.ttf");
    for (name, font) in [("noto-arabic", arabic), ("noto-hebrew", hebrew)] {
        let families = [FontFamily::Proportional, strong()].map(|of| family(of, FontPriority::Lowest));
        ctx.add_font(FontInsert::new(name, FontData::from_static(font), families.into()));
    }
    ctx.style_mut_of(Theme::Light, |style| apply_style(style, &LIGHT));
    ctx.style_mut_of(Theme::Dark, |style| apply_style(style, &DARK));
}

fn apply_style(style: &mut Style, tokens: &Tokens) {
    style.text_styles = [
        (TextStyle::Small, plain(SMALL)),
        (TextStyle::Body, plain(BODY)),
        (TextStyle::Button, plain(BODY)),
        (TextStyle::Heading, strong(TITLE)),
        (TextStyle::Monospace, FontId::monospace(BODY)),
    ]
    .into();
    style.spacing.item_spacing = egui::vec2(GAP, GAP);
    style.spacing.button_padding = egui::vec2(8.0, 3.0);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.tooltip_width = 360.0;
    style.spacing.scroll = egui::style::ScrollStyle::thin();
    style.interaction.selectable_labels = false;

    let visuals = &mut style.visuals;
    visuals.panel_fill = tokens.surface;
    visuals.window_fill = tokens.surface;
    visuals.extreme_bg_color = tokens.field;
    visuals.faint_bg_color = tokens.hovered;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(tokens.text_weak);
    visuals.hyperlink_color = tokens.accent;
    visuals.warn_fg_color = tokens.denies;
    visuals.error_fg_color = tokens.failure;
    visuals.selection.bg_fill = tokens.accent;
    visuals.selection.stroke = Stroke::new(1.0, tokens.on_accent);
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.popup_shadow.color = tokens.veil.gamma_multiply(0.4);
    visuals.window_shadow.color = tokens.veil.gamma_multiply(0.4);
    let widgets = &mut visuals.widgets;
    let looks = [
        (&mut widgets.noninteractive, tokens.surface, tokens.text, tokens.line),
        (&mut widgets.inactive, tokens.field, tokens.text, tokens.field),
        (&mut widgets.hovered, tokens.hovered, tokens.text, tokens.line),
        (&mut widgets.active, tokens.selected, tokens.text, tokens.accent),
        (&mut widgets.open, tokens.selected, tokens.text, tokens.line),
    ];
    for (look, fill, text, edge) in looks {
        look.bg_fill = fill;
        look.weak_bg_fill = fill;
        look.fg_stroke = Stroke::new(1.0, text);
        look.bg_stroke = Stroke::new(1.0, edge);
        look.corner_radius = CornerRadius::same(4);
        look.expansion = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast of two colours, 1 to 21, after WCAG 2.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let channel = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let luminance =
            |color: Color32| 0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b());
        let a = luminance(a);
        let b = luminance(b);
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_on_every_surface_of_both_looks() {
        for tokens in [LIGHT, DARK] {
            assert!(contrast(tokens.text, tokens.found) >= 4.5);
            let surfaces =
                [tokens.surface, tokens.selected, tokens.hovered, tokens.field, tokens.land, tokens.water, tokens.halo];
            for surface in surfaces {
                for text in [tokens.text, tokens.text_weak] {
                    assert!(contrast(text, surface) >= 4.5, "{text:?} on {surface:?}: {}", contrast(text, surface));
                }
            }
            assert!(contrast(tokens.on_accent, tokens.accent) >= 4.5);
            assert!(contrast(tokens.area, tokens.halo) >= 4.5 && contrast(tokens.area, tokens.water) >= 4.5);
            for layer in tokens.layers {
                assert!(contrast(tokens.on_layer, layer) >= 4.5, "{layer:?}: {}", contrast(tokens.on_layer, layer));
            }
            for text in [tokens.failure, tokens.done, tokens.accent] {
                assert!(contrast(text, tokens.surface) >= 4.5, "{text:?}");
            }
        }
    }

    #[test]
    fn marks_stand_out_from_every_surface_of_both_looks() {
        for tokens in [LIGHT, DARK] {
            for surface in [tokens.surface, tokens.selected, tokens.field, tokens.land] {
                assert!(contrast(tokens.interval, surface) >= 3.0, "interval on {surface:?}");
                for stance in Stance::ALL {
                    let found = contrast(tokens.stance(stance), surface);
                    assert!(found >= 3.0, "{stance:?} on {surface:?}: {found}");
                }
            }
        }
    }
}
