//! Outlines of areas: each source has hatching of its own direction, its name and the day; the selected area has a
//! heavier edge.

use std::sync::Arc;

use egui::epaint::Tessellator;
use egui::{Mesh, Painter, Pos2, Rect, Shape, Stroke, Vec2, vec2};

use super::projection::Projection;
use crate::app::{ShownArea, State};
use crate::ui::theme::{self, Tokens};
use counterclaim_model::{Area, ClaimId, Dataset, SourceId};

/// The directions of hatching, in degrees: with more sources they repeat, and the names distinguish them.
const DIRECTIONS: [f32; 4] = [45.0, 135.0, 0.0, 90.0];
/// Between two lines of hatching, in points.
const SPACING: f32 = 9.0;
/// How far outside the view an edge is still drawn, in points.
const EDGE: f32 = 4.0;
/// Points closer on the screen than this are drawn as one.
const LEAST_STEP: f32 = 0.8;

/// The areas as they were last drawn.
#[derive(Default)]
pub struct AreaLayer {
    key: Option<(u64, Projection, bool, f32)>,
    drawn: Vec<Drawn>,
}

struct Drawn {
    claim: ClaimId,
    rings: Vec<Vec<Pos2>>,
    /// Hatching and edges as triangles, reused until something moves.
    mesh: Arc<Mesh>,
    /// The highest and the lowest point; `None` if another part of the same map has the label.
    label_at: Option<[Pos2; 2]>,
    words: String,
}

impl AreaLayer {
    /// Paints the shown areas, the selected claim's with a heavier edge.
    pub fn paint(&mut self, painter: &Painter, state: &State, projection: &Projection, tokens: &Tokens) {
        let Some(dataset) = state.dataset().filter(|_| !state.view().without_areas) else {
            self.drawn.clear();
            self.key = None;
            return;
        };
        let pixels_per_point = painter.pixels_per_point();
        let key = (state.revision(), *projection, tokens.text == theme::DARK.text, pixels_per_point);
        if self.key != Some(key) {
            let options = painter.ctx().tessellation_options(|options| *options);
            let mut tessellator = Tessellator::new(pixels_per_point, options, [1, 1], Vec::new());
            self.drawn = drawn_areas(state, dataset, projection, tokens, &mut tessellator);
            self.key = Some(key);
        }
        for area in &self.drawn {
            painter.add(Shape::mesh(Arc::clone(&area.mesh)));
            if state.view().claim == Some(area.claim) {
                let edge = Stroke::new(2.5, tokens.accent);
                painter.extend(area.rings.iter().flat_map(|ring| outline(ring, projection.rect, edge)));
            }
        }
    }

    /// The claim of the area at a point of the map, the smallest if several overlap.
    pub fn claim_at(&self, state: &State, projection: &Projection, at: Pos2) -> Option<ClaimId> {
        let dataset = state.dataset()?;
        let position = projection.world_from_screen(at)?;
        let size = |rings: &[Vec<Pos2>]| Rect::from_points(&rings.concat()).area();
        let hit = |drawn: &&Drawn| {
            let place = dataset.claim(drawn.claim).place;
            place.and_then(|place| dataset.place(place).area).is_some_and(|area| area.contains(position))
        };
        let hits = self.drawn.iter().filter(hit);
        hits.min_by(|one, other| size(&one.rings).total_cmp(&size(&other.rings))).map(|drawn| drawn.claim)
    }

    /// The names of the areas, each with the highest and the lowest point of its area.
    pub fn labels(&self) -> impl Iterator<Item = ([Pos2; 2], &str)> {
        self.drawn.iter().filter_map(|area| Some((area.label_at?, area.words.as_str())))
    }
}

fn drawn_areas(
    state: &State,
    dataset: &Dataset,
    projection: &Projection,
    tokens: &Tokens,
    tessellator: &mut Tessellator,
) -> Vec<Drawn> {
    let areas = &state.visible().areas;
    let mut sources: Vec<Option<SourceId>> = areas.iter().map(|area| area.source).collect();
    sources.dedup();
    let direction = |source: Option<SourceId>| {
        let at = sources.iter().position(|other| *other == source).unwrap_or_default();
        DIRECTIONS[at % DIRECTIONS.len()]
    };
    let mut drawn: Vec<Drawn> = areas
        .iter()
        .filter_map(|shown| {
            let area = dataset.place(shown.place).area?;
            draw(dataset, shown, area, projection, direction(shown.source), tokens, tessellator)
        })
        .collect();
    // Parts of one map by one source on one day share one label, that of the largest.
    for at in 0..drawn.len() {
        let is_larger = |other: &Drawn| width(&other.rings) > width(&drawn[at].rings) && other.words == drawn[at].words;
        if drawn.iter().any(is_larger) {
            drawn[at].label_at = None;
        }
    }
    drawn
}

fn width(rings: &[Vec<Pos2>]) -> f32 {
    rings.first().map_or(0.0, |ring| Rect::from_points(ring).width())
}

fn draw(
    dataset: &Dataset,
    shown: &ShownArea,
    area: &Area,
    projection: &Projection,
    direction: f32,
    tokens: &Tokens,
    tessellator: &mut Tessellator,
) -> Option<Drawn> {
    let rings: Vec<Vec<Pos2>> = area.rings().map(|ring| screen_ring(ring, projection)).collect();
    let bounds = rings.iter().flatten().fold(Rect::NOTHING, |bounds, point| bounds.union(Rect::from_pos(*point)));
    if !bounds.intersects(projection.rect) {
        return None;
    }
    let mut shapes = hatching(&rings, projection.rect, direction, Stroke::new(1.0, tokens.area_hatch));
    let edge = Stroke::new(1.5, tokens.area);
    shapes.extend(rings.iter().flat_map(|ring| outline(ring, projection.rect, edge)));
    let mut mesh = Mesh::default();
    shapes.into_iter().for_each(|shape| tessellator.tessellate_shape(shape, &mut mesh));
    let mesh = Arc::new(mesh);
    let by_height = |one: &&Pos2, other: &&Pos2| one.y.total_cmp(&other.y);
    let ends = [rings.first()?.iter().min_by(by_height)?, rings.first()?.iter().max_by(by_height)?];
    let label_at = Some(ends.map(|point| *point));
    Some(Drawn { claim: shown.claim, rings, mesh, label_at, words: accessible_name(dataset, shown) })
}

/// `DeepState · 1 Jan 2025`.
fn accessible_name(dataset: &Dataset, area: &ShownArea) -> String {
    let source =
        area.source.map_or_else(|| dataset.place(area.place).name.to_owned(), |id| dataset.source(id).name.to_owned());
    let time = area.time.map(|time| time.label());
    std::iter::once(source).chain(time).collect::<Vec<_>>().join(" · ")
}

fn screen_ring(ring: &[counterclaim_model::Position], projection: &Projection) -> Vec<Pos2> {
    let mut points: Vec<Pos2> = Vec::with_capacity(ring.len());
    for position in ring {
        let point = projection.screen_from_world(*position);
        if points.last().is_none_or(|last| last.distance_sq(point) > LEAST_STEP * LEAST_STEP) {
            points.push(point);
        }
    }
    points
}

/// The visible parts of a ring, as open lines: egui draws spikes at the sharp corners of closed ones.
fn outline(ring: &[Pos2], view: Rect, stroke: Stroke) -> Vec<Shape> {
    let view = view.expand(EDGE);
    let mut lines: Vec<Vec<Pos2>> = Vec::new();
    let mut is_open = false;
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)).filter(|(a, b)| a != b) {
        let is_seen = Rect::from_two_pos(*a, *b).intersects(view);
        match lines.last_mut().filter(|_| is_open) {
            Some(line) if is_seen => line.push(*b),
            _ if is_seen => lines.push(vec![*a, *b]),
            _ => {}
        }
        is_open = is_seen;
    }
    lines.into_iter().map(|line| Shape::line(line, stroke)).collect()
}

/// Lines inside the rings: between the first and the second edge that a line meets, the third and the fourth …
fn hatching(rings: &[Vec<Pos2>], view: Rect, direction: f32, stroke: Stroke) -> Vec<Shape> {
    let (sin, cos) = direction.to_radians().sin_cos();
    let along = vec2(cos, sin);
    let across = vec2(-sin, cos);
    let turned = |point: Pos2| vec2(along.dot(point.to_vec2()), across.dot(point.to_vec2()));
    let corners = [view.left_top(), view.right_top(), view.left_bottom(), view.right_bottom()].map(turned);
    let least = |axis: fn(&Vec2) -> f32| corners.iter().map(axis).fold(f32::INFINITY, f32::min);
    let most = |axis: fn(&Vec2) -> f32| corners.iter().map(axis).fold(f32::NEG_INFINITY, f32::max);
    let low = (least(|at| at.y) / SPACING).ceil() as i32;
    let high = (most(|at| at.y) / SPACING).floor() as i32;
    let left = least(|at| at.x);
    let right = most(|at| at.x);
    let mut crossings: Vec<Vec<f32>> = vec![Vec::new(); usize::try_from(high - low + 1).unwrap_or_default()];
    for ring in rings {
        let turned: Vec<Vec2> = ring.iter().map(|point| turned(*point)).collect();
        for (a, b) in turned.iter().zip(turned.iter().cycle().skip(1)) {
            let top = a.y.min(b.y);
            let bottom = a.y.max(b.y);
            let first = ((top / SPACING).ceil() as i32).max(low);
            let mut number = first;
            while number <= high && (number as f32) * SPACING < bottom {
                let y = number as f32 * SPACING;
                crossings[(number - low) as usize].push(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
                number += 1;
            }
        }
    }
    let mut shapes = Vec::new();
    for (mut crossed, number) in crossings.into_iter().zip(low..) {
        crossed.sort_by(f32::total_cmp);
        let back = |x: f32| (along * x + across * (number as f32 * SPACING)).to_pos2();
        for pair in crossed.as_chunks::<2>().0 {
            let from = pair[0].max(left);
            let to = pair[1].min(right);
            if from < to {
                shapes.push(Shape::line_segment([back(from), back(to)], stroke));
            }
        }
    }
    shapes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_is_closed_and_leaves_out_what_is_far_from_the_view() {
        let ring = [(10.0, 10.0), (90.0, 10.0), (90.0, 900.0), (500.0, 900.0), (500.0, 950.0), (10.0, 950.0)];
        let ring = ring.map(|(x, y)| egui::pos2(x, y));
        let view = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(100.0, 100.0));
        let lines = outline(&ring, view, Stroke::new(1.0, egui::Color32::BLACK));
        let points: Vec<usize> = lines
            .iter()
            .map(|line| match line {
                Shape::Path(path) if !path.closed => path.points.len(),
                Shape::LineSegment { .. } => 2,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(points, [3, 2], "along the top and down, and back up at the left");
        let whole = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1000.0, 1000.0));
        let Some(Shape::Path(path)) = outline(&ring, whole, Stroke::new(1.0, egui::Color32::BLACK)).pop() else {
            panic!("one line");
        };
        assert_eq!((path.points.len(), path.points.first()), (7, path.points.last()));
    }

    #[test]
    fn hatching_stays_inside_the_rings_and_out_of_holes() {
        let square = |low: f32, high: f32| {
            vec![egui::pos2(low, low), egui::pos2(high, low), egui::pos2(high, high), egui::pos2(low, high)]
        };
        let rings = [square(10.0, 110.0), square(40.0, 80.0)];
        let view = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(200.0, 200.0));
        let lines = hatching(&rings, view, 0.0, Stroke::NONE);
        let middles: Vec<Pos2> = lines
            .iter()
            .filter_map(|shape| match shape {
                Shape::LineSegment { points, .. } => Some(points[0] + (points[1] - points[0]) / 2.0),
                _ => None,
            })
            .collect();
        assert!(middles.len() > 10);
        let outer = Rect::from_min_max(rings[0][0], rings[0][2]);
        let hole = Rect::from_min_max(rings[1][0], rings[1][2]);
        assert!(middles.iter().all(|at| outer.contains(*at) && !hole.contains(*at)), "{middles:?}");
    }
}
