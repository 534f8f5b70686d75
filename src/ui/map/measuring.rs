//! Lines of measured claims and of the analyst's own measurement.

use egui::{Pos2, Rect, Shape, Stroke, Ui, vec2};

use super::projection::Projection;
use crate::app::State;
use crate::ui::theme::{self, Tokens};
use counterclaim_engine::{is_degrees, measure};
use counterclaim_model::{Dataset, PlaceId, Quantity};

/// Paints the line of the selected claim, if it can be measured, and that of the analyst's two places.
pub fn paint(ui: &Ui, state: &State, dataset: &Dataset, projection: &Projection, tokens: &Tokens) {
    if let Some(places) = state.view().claim.and_then(|claim| dataset.claim(claim).measure) {
        let said = state.view().claim.and_then(|claim| said(dataset, claim, places.quantity));
        line(ui, dataset, projection, (places.from, places.to), said, tokens);
    }
    if let Some(places) = state.view().measure {
        line(ui, dataset, projection, places, None, tokens);
    }
}

/// The number that was said, for the label: `reported 40`.
fn said(dataset: &Dataset, claim: counterclaim_model::ClaimId, quantity: Quantity) -> Option<String> {
    let mut figures = dataset.statements_of_claim(claim).iter().flat_map(|id| dataset.statement(*id).figures.iter());
    let wanted = |unit: &str| match quantity {
        Quantity::Distance => unit == "km",
        Quantity::Bearing => is_degrees(unit),
    };
    let figure = figures.find(|figure| wanted(figure.unit))?;
    let words = |value: f64| format!("{value:.0}");
    Some(match (figure.low, figure.high) {
        (Some(low), Some(high)) if low != high => format!("reported {}–{}", words(low), words(high)),
        (Some(one), _) | (None, Some(one)) => format!("reported {}", words(one)),
        (None, None) => return None,
    })
}

fn line(
    ui: &Ui,
    dataset: &Dataset,
    projection: &Projection,
    (from, to): (PlaceId, PlaceId),
    said: Option<String>,
    tokens: &Tokens,
) {
    let (Some(from), Some(to)) = (dataset.place(from).position, dataset.place(to).position) else {
        return;
    };
    let measured = measure(from, to);
    let ends = [projection.screen_from_world(from), projection.screen_from_world(to)];
    ui.painter().extend(Shape::dashed_line(&ends, Stroke::new(1.6, tokens.accent), 5.0, 4.0));
    let length = format!("{:.1} km, {:.0}°", measured.distance_km, measured.bearing_deg);
    let words = said.map_or_else(|| length.clone(), |said| format!("{length}, {said}"));
    label(ui, Pos2::new(f32::midpoint(ends[0].x, ends[1].x), f32::midpoint(ends[0].y, ends[1].y)), words, tokens);
}

fn label(ui: &Ui, at: Pos2, words: String, tokens: &Tokens) {
    let galley = ui.painter().layout_no_wrap(words, theme::plain(theme::SMALL), tokens.text);
    let corner = at + vec2(-galley.size().x - 14.0, -galley.size().y / 2.0);
    let ground = Rect::from_min_size(corner, galley.size()).expand2(vec2(6.0, 4.0));
    ui.painter().rect(ground, 4.0, tokens.surface, Stroke::new(1.0, tokens.line), egui::StrokeKind::Inside);
    ui.painter().galley(corner, galley, tokens.text);
}
