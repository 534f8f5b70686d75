//! A quiet mark of running work: a ring that fills a quarter at a time.
//!
//! A spinner needs sixty frames a second, and without a graphics card these would slow down the very work that the user
//! waits for.

use std::time::Duration;

use egui::{Sense, Shape, Stroke, Ui, vec2};

use crate::ui::theme;

/// How long a step lasts.
pub const STEP: Duration = Duration::from_millis(250);
const RADIUS: f32 = 5.0;

pub fn busy_ui(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(2.0 * RADIUS + 4.0, 2.0 * RADIUS + 4.0), Sense::hover());
    let tokens = theme::tokens(ui);
    let step = (ui.input(|input| input.time) / STEP.as_secs_f64()) as i64 % 4;
    let from = std::f32::consts::FRAC_PI_2 * step as f32;
    let point = |part: i32| {
        let angle = from + std::f32::consts::FRAC_PI_2 * part as f32 / 6.0;
        rect.center() + RADIUS * vec2(angle.cos(), angle.sin())
    };
    ui.painter().circle_stroke(rect.center(), RADIUS, Stroke::new(2.0, tokens.line));
    ui.painter().add(Shape::line((0..=6).map(point).collect(), Stroke::new(2.0, tokens.accent)));
    ui.request_repaint_after(STEP);
}
