//! How many events fall on each cell of a grid over what the map shows.

use std::ops::Range;

use rayon::prelude::*;

use crate::bitmap::bits;
use crate::index::Places;
use crate::{PlaceIndex, Selected, Viewport};
use counterclaim_model::EventTable;

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
/// With an index, the rows of each place are counted once for each selection, and then places stand for rows; or,
/// where most rows have a place of their own and the viewport shows little of the world, only the rows near it are
/// looked at.
pub fn density(table: &EventTable, selected: &Selected, index: Option<&PlaceIndex>, viewport: Viewport) -> Density {
    let width = viewport.width;
    let height = viewport.height;
    let places = index.and_then(PlaceIndex::places).filter(|places| {
        // The rows of a short time are fewer than the places.
        selected.by_place.get().is_some() || selected.rows().len() > places.lon_deg.len()
    });
    let mut counts = match (places, index) {
        (Some(places), _) => {
            let rows = selected.by_place.get_or_init(|| by_place(places, selected));
            of_places(places, rows, viewport)
        }
        (None, Some(index)) => {
            let near = index.stretches(viewport.bounds());
            // Rows out of an index lie anywhere in the columns, and each costs several rows in a row.
            if near.iter().map(|rows| rows.len()).sum::<usize>() < selected.rows().len() / 4 {
                of_stretches(table, selected, &near, viewport)
            } else {
                counted_all(table, selected, viewport)
            }
        }
        (None, None) => counted_all(table, selected, viewport),
    };
    counts.truncate(width * height);
    let total = counts.iter().map(|count| u64::from(*count)).sum();
    Density { width, height, counts, total }
}

/// How many of the rows asked for are at each place, and behind the last how many are nowhere.
fn by_place(places: &Places, selected: &Selected) -> Vec<u32> {
    let count = |rows: &Range<usize>| {
        let mut counts = vec![0; places.lon_deg.len() + 1];
        for (first, word) in selected.set().words_in(rows) {
            let Some(of_row) = places.of_row.get(first..(first + 64).min(places.of_row.len())) else {
                break;
            };
            if word == u64::MAX {
                of_row.iter().for_each(|place| add(&mut counts, *place));
            } else {
                bits(word).filter_map(|bit| of_row.get(bit)).for_each(|place| add(&mut counts, *place));
            }
        }
        counts
    };
    shared(selected.rows(), count)
}

fn of_places(places: &Places, rows: &[u32], viewport: Viewport) -> Vec<u32> {
    let mut counts = vec![0; viewport.width * viewport.height + 1];
    let cells = Cells::new(viewport);
    for ((lon, northing), rows) in places.lon_deg.iter().zip(&places.northing).zip(rows) {
        if let Some(count) = counts.get_mut(cells.of(*lon, *northing) as usize) {
            *count += rows;
        }
    }
    counts
}

fn of_stretches(table: &EventTable, selected: &Selected, near: &[&[u32]], viewport: Viewport) -> Vec<u32> {
    let mut counts = vec![0; viewport.width * viewport.height + 1];
    let cells = Cells::new(viewport);
    let lon = &table.columns().lon_deg;
    let northing = &table.columns().northing;
    for row in near.iter().copied().flatten().map(|row| *row as usize).filter(|row| selected.contains(*row)) {
        if let (Some(lon), Some(northing)) = (lon.get(row), northing.get(row)) {
            add(&mut counts, cells.of(*lon, *northing));
        }
    }
    counts
}

/// Counts by looking at every row, with a last cell for all that are out of sight.
fn counted_all(table: &EventTable, selected: &Selected, viewport: Viewport) -> Vec<u32> {
    shared(selected.rows(), |rows| counted(table, selected, rows, viewport))
}

/// Counts on several threads where there are many rows, and adds what they have counted.
fn shared(rows: &Range<usize>, count: impl Fn(&Range<usize>) -> Vec<u32> + Sync) -> Vec<u32> {
    if rows.len() < PARALLEL_ROWS {
        return count(rows);
    }
    let threads = rayon::current_num_threads().clamp(1, 8);
    let share = rows.len().div_ceil(threads).next_multiple_of(64);
    let starts: Vec<usize> = (rows.start..rows.end).step_by(share.max(1)).collect();
    let counted = starts.into_par_iter().map(|start| count(&(start..(start + share).min(rows.end))));
    let mut counted = counted.collect::<Vec<Vec<u32>>>().into_iter();
    let mut all = counted.next().unwrap_or_default();
    for counts in counted {
        all.iter_mut().zip(counts).for_each(|(all, count)| *all += count);
    }
    all
}

fn counted(table: &EventTable, selected: &Selected, rows: &Range<usize>, viewport: Viewport) -> Vec<u32> {
    let mut counts = vec![0; viewport.width * viewport.height + 1];
    let cells = Cells::new(viewport);
    let lon = &table.columns().lon_deg;
    let northing = &table.columns().northing;
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
        let x = (lon - self.left) * self.scale;
        let y = (self.top - northing) * self.scale;
        let is_in_sight = (x >= 0.0) && (x < self.width) && (y >= 0.0) && (y < self.height);
        let cell = (y as i32).cast_unsigned().wrapping_mul(self.stride).wrapping_add((x as i32).cast_unsigned());
        if is_in_sight { cell } else { self.outside }
    }
}
