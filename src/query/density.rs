//! How many events fall on each cell of a grid over what the map shows.

use rayon::prelude::*;

use super::bitmap::bits;
use super::{PlaceIndex, Selected};
use crate::model::EventTable;

/// The part of the Mercator plane that is shown: degrees of longitude across, northing in the same unit up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// Plane coordinates of the upper left corner.
    pub left: f64,
    pub top: f64,
    /// Cells to a degree of longitude.
    pub scale: f64,
    pub width: usize,
    pub height: usize,
}

/// Counts of events by cell, row by row from the top.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Density {
    pub width: usize,
    pub height: usize,
    pub counts: Vec<u32>,
    /// Events in sight.
    pub total: u64,
}

/// Rows from which two threads pay although each needs a grid of its own.
const PARALLEL_ROWS: usize = 1 << 20;

/// Counts the rows asked for in each cell of a viewport.
///
/// With an index and a viewport that shows little of the world, only the rows near it are looked at.
pub fn density(table: &EventTable, selected: &Selected, index: Option<&PlaceIndex>, viewport: Viewport) -> Density {
    let (width, height) = (viewport.width, viewport.height);
    let near = index.map(|index| index.stretches(viewport.bounds()));
    let near_rows = near.as_ref().map_or(usize::MAX, |stretches| stretches.iter().map(|rows| rows.len()).sum());
    let mut counts = match near {
        // Rows out of an index lie anywhere in the columns, and each costs several rows in a row.
        Some(stretches) if near_rows < selected.rows().len() / 4 => {
            let mut counts = vec![0; width * height + 1];
            let cells = Cells::new(viewport);
            let (lon, northing) = (&table.columns().lon_deg, &table.columns().northing);
            for row in stretches.into_iter().flatten().map(|row| *row as usize).filter(|row| selected.contains(*row)) {
                if let (Some(lon), Some(northing)) = (lon.get(row), northing.get(row)) {
                    add(&mut counts, cells.of(*lon, *northing));
                }
            }
            counts
        }
        _ => counted_all(table, selected, viewport),
    };
    counts.truncate(width * height);
    let total = counts.iter().map(|count| u64::from(*count)).sum();
    Density { width, height, counts, total }
}

/// Counts by looking at every row, with a last cell for all that are out of sight.
fn counted_all(table: &EventTable, selected: &Selected, viewport: Viewport) -> Vec<u32> {
    let rows = selected.rows();
    if rows.len() < PARALLEL_ROWS {
        return counted(table, selected, rows, viewport);
    }
    let threads = rayon::current_num_threads().clamp(1, 8);
    let share = rows.len().div_ceil(threads).next_multiple_of(64);
    let starts: Vec<usize> = (rows.start..rows.end).step_by(share.max(1)).collect();
    let grids: Vec<Vec<u32>> = starts
        .into_par_iter()
        .map(|start| counted(table, selected, &(start..(start + share).min(rows.end)), viewport))
        .collect();
    let mut grids = grids.into_iter();
    let mut all = grids.next().unwrap_or_default();
    for grid in grids {
        for (all, count) in all.iter_mut().zip(grid) {
            *all += count;
        }
    }
    all
}

fn counted(table: &EventTable, selected: &Selected, rows: &std::ops::Range<usize>, viewport: Viewport) -> Vec<u32> {
    let mut counts = vec![0; viewport.width * viewport.height + 1];
    let cells = Cells::new(viewport);
    let (lon, northing) = (&table.columns().lon_deg, &table.columns().northing);
    for (first, word) in selected.set().words_in(rows) {
        let range = first..(first + 64).min(lon.len());
        let (Some(lon), Some(northing)) = (lon.get(range.clone()), northing.get(range)) else {
            break;
        };
        if word.count_ones() < 24 {
            for (lon, northing) in bits(word).filter_map(|bit| Some((lon.get(bit)?, northing.get(bit)?))) {
                add(&mut counts, cells.of(*lon, *northing));
            }
            continue;
        }
        // The cells of all 64 take a few wide instructions; only then is asked which rows count.
        let mut found = [0u32; 64];
        for (found, (lon, northing)) in found.iter_mut().zip(lon.iter().zip(northing)) {
            *found = cells.of(*lon, *northing);
        }
        if word == u64::MAX {
            for cell in found {
                add(&mut counts, cell);
            }
        } else {
            for cell in bits(word).filter_map(|bit| found.get(bit)) {
                add(&mut counts, *cell);
            }
        }
    }
    counts
}

#[inline]
fn add(counts: &mut [u32], cell: u32) {
    if let Some(count) = counts.get_mut(cell as usize) {
        *count += 1;
    }
}

/// From a place to its cell.
struct Cells {
    left: f32,
    top: f32,
    scale: f32,
    width: f32,
    height: f32,
    stride: u32,
    outside: u32,
}

impl Cells {
    fn new(viewport: Viewport) -> Self {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            left: viewport.left as f32,
            top: viewport.top as f32,
            scale: viewport.scale as f32,
            width: viewport.width as f32,
            height: viewport.height as f32,
            stride: count(viewport.width),
            outside: count(viewport.width * viewport.height),
        }
    }

    /// The number of the cell; the one behind the last for what is out of sight or nowhere.
    #[inline]
    fn of(&self, lon: f32, northing: f32) -> u32 {
        let (x, y) = ((lon - self.left) * self.scale, (self.top - northing) * self.scale);
        let is_in_sight = (x >= 0.0) & (x < self.width) & (y >= 0.0) & (y < self.height);
        let cell = (y as i32).cast_unsigned().wrapping_mul(self.stride).wrapping_add((x as i32).cast_unsigned());
        if is_in_sight { cell } else { self.outside }
    }
}

impl Viewport {
    /// Plane coordinates of the left, lower, right and upper edge.
    pub fn bounds(&self) -> [f64; 4] {
        let (width, height) = (self.width as f64 / self.scale, self.height as f64 / self.scale);
        [self.left, self.top - height, self.left + width, self.top]
    }
}
