//! The marks on the map: one list for painting, picking and screen readers.

use std::collections::HashMap;

use egui::{Pos2, Rect, vec2};
use foldhash::fast::FixedState;

use super::projection::{Plane, Projection, plane_from_world};
use crate::app::PlaceGroup;
use counterclaim_engine::StanceCounts;
use counterclaim_model::{ClaimId, Dataset, PlaceId};

/// Places closer on the screen than this are drawn as one, in points.
const MERGE_WITHIN: f64 = 36.0;
pub const RING_RADIUS: f32 = 14.0;

/// The claims of one place, or of several that are too close to separate at this scale.
#[derive(Clone, Debug)]
pub struct Mark<'a> {
    pub at: Pos2,
    pub claim_count: usize,
    pub stances: StanceCounts,
    /// Numbers among the groups, most claims first.
    members: &'a [u32],
    all: &'a [PlaceGroup],
}

impl<'a> Mark<'a> {
    pub fn rect(&self) -> Rect {
        Rect::from_center_size(self.at, vec2(2.0 * RING_RADIUS + 6.0, 2.0 * RING_RADIUS + 6.0))
    }

    pub fn place_count(&self) -> usize {
        self.members.len()
    }

    /// Its places with their claims, most claims first.
    pub fn groups(&self) -> impl Iterator<Item = &'a PlaceGroup> + use<'a> {
        let all = self.all;
        self.members.iter().filter_map(|number| all.get(*number as usize))
    }

    pub fn places(&self) -> impl Iterator<Item = PlaceId> + use<'a> {
        self.groups().map(|group| group.place)
    }

    pub fn claims(&self) -> impl Iterator<Item = ClaimId> + use<'a> {
        self.groups().flat_map(|group| group.claims.iter().copied())
    }

    pub fn has_claim(&self, claim: ClaimId) -> bool {
        self.groups().any(|group| group.claims.binary_search(&claim).is_ok())
    }

    /// `Kurakhove`, or `Kurakhove and 2 more`.
    pub fn name(&self, dataset: &Dataset, languages: &[String]) -> String {
        let first = self.places().next().map_or("", |place| dataset.place(place).name_in(languages));
        match self.place_count() {
            0 | 1 => first.to_owned(),
            2 => format!("{first} and 1 more"),
            count => format!("{first} and {} more", count - 1),
        }
    }
}

/// The places of the shown claims, and how they are grouped at the last drawn scale.
///
/// Grouped places stay grouped while the map is moved.
#[derive(Default)]
pub struct Marks {
    revision: Option<u64>,
    /// Places with claims, most claims first: the position of each, and its number among the groups.
    places: Vec<(Plane, u32)>,
    scale: Option<f64>,
    clusters: Vec<Cluster>,
    /// The numbers of the groups of all clusters, concatenated.
    members: Vec<u32>,
}

struct Cluster {
    plane: Plane,
    members: std::ops::Range<usize>,
    claim_count: usize,
    stances: StanceCounts,
}

impl Marks {
    /// Updates the list to what is shown; the order of places decides only ties.
    pub fn follow(&mut self, revision: u64, groups: &[PlaceGroup], dataset: &Dataset, scale: f64) {
        if self.revision != Some(revision) {
            let mut places: Vec<(Plane, u32)> = Vec::with_capacity(groups.len());
            for (number, group) in (0..).zip(groups) {
                places.extend(dataset.position_of(group.place).map(|position| (plane_from_world(position), number)));
            }
            let claims = |number: u32| groups.get(number as usize).map_or(0, |group| group.claims.len());
            places.sort_by_key(|(_, number)| (std::cmp::Reverse(claims(*number)), *number));
            self.places = places;
            self.revision = Some(revision);
            self.scale = None;
        }
        if self.scale != Some(scale) {
            self.cluster(groups, scale);
            self.scale = Some(scale);
        }
    }

    /// Adds each place to the first mark nearby, or makes a new one of it.
    fn cluster(&mut self, groups: &[PlaceGroup], scale: f64) {
        let cell = |plane: Plane| {
            let part = |value: f64| (value * scale / MERGE_WITHIN).floor() as i64;
            (part(plane.x), part(plane.y))
        };
        let mut by_cell: HashMap<(i64, i64), Vec<u32>, FixedState> = HashMap::default();
        let mut cluster_of = Vec::with_capacity(self.places.len());
        let mut found = Vec::new();
        for (plane, _) in &self.places {
            let (x, y) = cell(*plane);
            let is_near = |other: &&u32| {
                let other: Plane = found[**other as usize];
                (other.x - plane.x).hypot(other.y - plane.y) * scale < MERGE_WITHIN
            };
            let around = (-1..=1).flat_map(|right| (-1..=1).map(move |up| (x + right, y + up)));
            let near = around.filter_map(|cell| by_cell.get(&cell)?.iter().filter(is_near).min()).min();
            let cluster = near.copied().unwrap_or_else(|| {
                let number = found.len() as u32;
                by_cell.entry((x, y)).or_default().push(number);
                found.push(*plane);
                number
            });
            cluster_of.push(cluster as usize);
        }
        let mut ends = vec![0; found.len() + 1];
        cluster_of.iter().for_each(|cluster| ends[cluster + 1] += 1);
        for at in 0..found.len() {
            ends[at + 1] += ends[at];
        }
        let cluster = |(plane, at): (&Plane, usize)| Cluster {
            plane: *plane,
            members: ends[at]..ends[at],
            claim_count: 0,
            stances: StanceCounts::default(),
        };
        self.clusters = found.iter().zip(0..).map(cluster).collect();
        self.members = vec![0; self.places.len()];
        for ((_, number), cluster) in self.places.iter().zip(cluster_of) {
            let (Some(cluster), Some(group)) = (self.clusters.get_mut(cluster), groups.get(*number as usize)) else {
                continue;
            };
            self.members[cluster.members.end] = *number;
            cluster.members.end += 1;
            cluster.claim_count += group.claims.len();
            cluster.stances.add_all(&group.stances);
        }
    }

    /// The visible marks, those with most claims in one place first.
    pub fn in_sight<'a>(&'a self, groups: &'a [PlaceGroup], projection: &Projection) -> Vec<Mark<'a>> {
        // A label may be visible while its mark is not.
        let rect = projection.rect.expand(4.0 * RING_RADIUS);
        let mark = |cluster: &Cluster| {
            let at = Some(projection.screen_from_plane(cluster.plane)).filter(|at| rect.contains(*at))?;
            let members = self.members.get(cluster.members.clone()).unwrap_or_default();
            Some(Mark { at, claim_count: cluster.claim_count, stances: cluster.stances, members, all: groups })
        };
        self.clusters.iter().filter_map(mark).collect()
    }

    /// The positions of the places, most claims first.
    pub fn places<'a>(&self, groups: &'a [PlaceGroup]) -> impl Iterator<Item = (Plane, &'a PlaceGroup)> {
        self.places.iter().filter_map(|(plane, number)| Some((*plane, groups.get(*number as usize)?)))
    }
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;
    use crate::app::Camera;
    use counterclaim_model::{DatasetBuilder, Id as _, PlaceRecord, Position};

    /// Places on a bent line, of 1 to 5 claims each.
    fn made_up(count: usize) -> (Dataset, Vec<PlaceGroup>) {
        let place = |number: usize| PlaceRecord {
            key: format!("p{number}"),
            name: format!("Town {number}"),
            position: Position::new(20.0 + (number * 53 % 211) as f64 * 0.09, 40.0 + (number * 37 % 101) as f64 * 0.07),
            ..PlaceRecord::default()
        };
        let records = DatasetBuilder { places: (0..count).map(place).collect(), ..DatasetBuilder::default() };
        let dataset = records.finish().0;
        let group = |number: usize| PlaceGroup {
            place: PlaceId::from_index(number),
            claims: (0..=number % 5).map(|claim| ClaimId::from_index(number * 5 + claim)).collect(),
            stances: StanceCounts::default(),
        };
        (dataset, (0..count).map(group).collect())
    }

    fn projection(lon_deg: f64, points_per_deg: f64) -> Projection {
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(4000.0, 3000.0));
        Projection::new(Camera { center: Position { lon_deg, lat_deg: 43.0 }, points_per_deg }, rect)
    }

    /// What the marks should be, by comparing each place with every mark before it.
    fn expected(groups: &[PlaceGroup], dataset: &Dataset, projection: &Projection) -> Vec<(Pos2, Vec<PlaceId>)> {
        let mut ordered: Vec<&PlaceGroup> = groups.iter().collect();
        ordered.sort_by_key(|group| (std::cmp::Reverse(group.claims.len()), group.place));
        let mut marks: Vec<(Pos2, Vec<PlaceId>)> = Vec::new();
        for group in ordered {
            let at = projection.screen_from_world(dataset.place(group.place).position.expect("a position"));
            match marks.iter_mut().find(|mark| f64::from(mark.0.distance(at)) < MERGE_WITHIN) {
                Some(mark) => mark.1.push(group.place),
                None => marks.push((at, vec![group.place])),
            }
        }
        marks
    }

    #[test]
    fn places_near_each_other_are_one_mark_and_stay_one_while_the_map_moves() {
        let (dataset, groups) = made_up(400);
        let mut marks = Marks::default();
        for scale in [20.0, 60.0, 150.0] {
            let here = projection(30.0, scale);
            marks.follow(1, &groups, &dataset, here.scale);
            let found: Vec<(Pos2, Vec<PlaceId>)> =
                marks.in_sight(&groups, &here).iter().map(|mark| (mark.at, mark.places().collect())).collect();
            assert_eq!(found, expected(&groups, &dataset, &here));
            let claims: usize = marks.in_sight(&groups, &here).iter().map(|mark| mark.claim_count).sum();
            assert_eq!(claims, groups.iter().map(|group| group.claims.len()).sum::<usize>());
            let moved = projection(30.4, scale);
            marks.follow(1, &groups, &dataset, moved.scale);
            let after: Vec<Vec<PlaceId>> =
                marks.in_sight(&groups, &moved).iter().map(|mark| mark.places().collect()).collect();
            assert_eq!(after, found.into_iter().map(|(_, places)| places).collect::<Vec<_>>());
        }
    }
}
