//! The base map without details that are too small to be visible at a scale.

use std::collections::HashMap;

use super::basemap::{Basemap, Land, Line, LineClass, Lines};

/// Points of a line closer to each other than this are one, in screen points.
const LINE_GAP: f64 = 1.5;
/// Corners of land closer than about this are one.
const LAND_GAP: f64 = 0.75;
/// The number of steps from a scale to twice that scale.
const STEPS: f64 = 2.0;

/// The base map for the scales between two steps.
#[derive(Default)]
pub struct Coarse {
    step: Option<i32>,
    map: Basemap,
}

impl Coarse {
    /// The base map for a scale, in points per degree.
    pub fn of(&mut self, map: &Basemap, scale: f64) -> &Basemap {
        let step = (scale.log2() * STEPS).floor() as i32;
        if self.step != Some(step) {
            let largest_scale = (f64::from(step + 1) / STEPS).exp2();
            self.map = coarse(map, largest_scale);
            self.step = Some(step);
        }
        &self.map
    }
}

fn coarse(map: &Basemap, scale: f64) -> Basemap {
    let line_gap = (LINE_GAP / scale) as f32;
    let land_gap = (LAND_GAP / scale) as f32;
    let lines = map.lines.iter().map(|lines| Lines {
        lines: lines.lines.iter().filter_map(|line| thinned(line, lines.class, line_gap)).collect(),
        ..*lines
    });
    Basemap {
        land: map.land.iter().map(|land| clustered(land, land_gap)).collect(),
        lines: lines.collect(),
        towns: Vec::new(),
    }
}

/// A line without points closer to the previous one than `gap`; an island smaller than that has none.
fn thinned(line: &Line, class: LineClass, gap: f32) -> Option<Line> {
    let is_small = (0..2).all(|axis| line.high[axis] - line.low[axis] < gap);
    if is_small && class == LineClass::Coast {
        return None;
    }
    let mut points: Vec<[f32; 2]> = Vec::with_capacity(line.points.len());
    for (at, point) in line.points.iter().enumerate() {
        let is_far = |last: &[f32; 2]| (last[0] - point[0]).hypot(last[1] - point[1]) >= gap;
        if at + 1 == line.points.len() || points.last().is_none_or(is_far) {
            points.push(*point);
        }
    }
    Some(Line { points, ..*line })
}

/// Land whose corners in one grid cell are merged; triangles that lose a corner are dropped.
///
/// No gap opens, because triangles that shared a corner share the merged one (Rossignac and Borrel, 1993).
fn clustered(land: &Land, cell: f32) -> Land {
    let mut cells = HashMap::new();
    let mut points: Vec<[f32; 2]> = Vec::new();
    let numbers: Vec<u32> = land
        .points
        .iter()
        .map(|point| {
            *cells.entry(point.map(|degrees| (degrees / cell) as i32)).or_insert_with(|| {
                points.push(*point);
                points.len() as u32 - 1
            })
        })
        .collect();
    let corners = |triangle: &[u32; 3]| triangle.map(|at| numbers[at as usize]);
    let is_whole = |[a, b, c]: &[u32; 3]| a != b && b != c && c != a;
    Land { detail: land.detail, points, triangles: land.triangles.iter().map(corners).filter(is_whole).collect() }
}
