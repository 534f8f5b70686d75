//! What lies on the map: one list of marks serves painting, picking and screen readers.

use egui::{Pos2, Rect, vec2};

use super::projection::Projection;
use crate::app::PlaceGroup;
use crate::engine::StanceCounts;
use crate::model::{ClaimId, Dataset, PlaceId};

/// Places closer than this on the screen are drawn as one, in points.
const MERGE_WITHIN: f32 = 36.0;
pub const RING_RADIUS: f32 = 14.0;

/// The claims of one place, or of several that are too close to tell apart at this scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub at: Pos2,
    /// Most claims first.
    pub places: Vec<PlaceId>,
    pub claims: Vec<ClaimId>,
    pub stances: StanceCounts,
}

impl Mark {
    pub fn rect(&self) -> Rect {
        Rect::from_center_size(self.at, vec2(2.0 * RING_RADIUS + 6.0, 2.0 * RING_RADIUS + 6.0))
    }

    /// `Kurakhove`, or `Kurakhove and 2 more`.
    pub fn name(&self, dataset: &Dataset, language: Option<&str>) -> String {
        let first = self.places.first().map_or("", |place| dataset.place(*place).name_in(language));
        match self.places.len() {
            0 | 1 => first.to_owned(),
            2 => format!("{first} and 1 more"),
            count => format!("{first} and {} more", count - 1),
        }
    }
}

/// The marks of the shown claims; the order of places decides nothing but ties.
pub fn marks(groups: &[PlaceGroup], dataset: &Dataset, projection: &Projection) -> Vec<Mark> {
    let mut ordered: Vec<&PlaceGroup> = groups.iter().collect();
    ordered.sort_by_key(|group| (std::cmp::Reverse(group.claims.len()), group.place));
    let mut marks: Vec<Mark> = Vec::new();
    for group in ordered {
        let Some(position) = dataset.place(group.place).position else { continue };
        let at = projection.screen_from_world(position);
        match marks.iter_mut().find(|mark| mark.at.distance(at) < MERGE_WITHIN) {
            Some(mark) => {
                mark.places.push(group.place);
                mark.claims.extend(&group.claims);
                mark.stances.add_all(&group.stances);
            }
            None => {
                marks.push(Mark { at, places: vec![group.place], claims: group.claims.clone(), stances: group.stances })
            }
        }
    }
    marks
}
