//! The extent or uncertainty of places: circles around them.

use std::collections::BTreeSet;

use egui::{Painter, Pos2, Rect, Stroke, vec2};

use super::marks::{Marks, RING_RADIUS};
use super::placed;
use super::projection::Projection;
use crate::app::PlaceGroup;
use crate::ui::theme::Tokens;
use counterclaim_model::{Dataset, PlaceId};

/// More circles than this are not legible; only those of the selected places are then drawn.
const MOST: usize = 150;

/// The places with a radius among those with claims.
#[derive(Default)]
pub struct Reaches {
    revision: Option<u64>,
    reaches: Vec<Reach>,
}

struct Reach {
    place: PlaceId,
    plane: super::projection::Plane,
    lat_deg: f64,
    radius_km: f64,
    has_area: bool,
    is_placed: bool,
}

impl Reaches {
    /// Updates the circles to what is shown.
    pub fn follow(&mut self, revision: u64, groups: &[PlaceGroup], marks: &Marks, dataset: &Dataset) {
        if self.revision == Some(revision) {
            return;
        }
        let reach = |(plane, group): (_, &PlaceGroup)| {
            let place = dataset.place(group.place);
            Some(Reach {
                place: group.place,
                plane,
                lat_deg: place.position?.lat_deg,
                radius_km: place.radius_km?,
                has_area: place.area.is_some(),
                is_placed: dataset.has_placements() && dataset.placed(group.place).is_some(),
            })
        };
        self.reaches = marks.places(groups).filter_map(reach).collect();
        self.revision = Some(revision);
    }

    /// Paints the visible circles; returns the places that get dashes because an analyst placed them. If there are too
    /// many, only the circle of `selected` is painted.
    pub fn paint(
        &self,
        painter: &Painter,
        projection: &Projection,
        are_outlined: bool,
        selected: Option<PlaceId>,
        tokens: &Tokens,
    ) -> BTreeSet<PlaceId> {
        let circle = |reach: &Reach| {
            // An outline is more precise than a circle around it.
            let is_outlined = reach.has_area && are_outlined;
            let radius = (reach.radius_km * projection.points_per_km(reach.lat_deg)) as f32;
            let at = projection.screen_from_plane(reach.plane);
            let is_told = radius > RING_RADIUS + 2.0 && radius < projection.rect.width() * 2.0;
            let bounds = Rect::from_center_size(at, vec2(2.0 * radius, 2.0 * radius));
            (is_told && !is_outlined && bounds.intersects(projection.rect)).then_some((at, radius))
        };
        let mut circles: Vec<(&Reach, (Pos2, f32))> =
            self.reaches.iter().filter_map(|reach| Some((reach, circle(reach)?))).collect();
        if circles.len() > MOST {
            circles.retain(|(reach, _)| Some(reach.place) == selected);
        }
        let mut dashed = BTreeSet::new();
        for (reach, (at, radius)) in circles {
            if !reach.is_placed {
                // Whole regions are drawn as outlines; a fill would hide what is inside.
                let fill = tokens.radius.gamma_multiply((40.0 / radius).min(1.0));
                painter.circle(at, radius, fill, Stroke::new(1.0, tokens.province));
            } else if radius >= placed::AROUND {
                // A smaller one would be hidden under the ring.
                placed::paint_circle(painter, at, radius, tokens);
                dashed.insert(reach.place);
            }
        }
        dashed
    }
}
