//! Rows by place: which rows lie in a part of the map, without looking at the others.

use super::{Selected, Viewport};
use crate::model::{EventId, EventTable, Id as _};

/// Cells of the index across, and as many up.
const SIDE: usize = 1024;
/// Plane coordinates run from minus this to this, both ways.
const EDGE: f64 = 180.0;

/// The rows of an event table, grouped by cell of a grid over the world; rows without a place are left out.
#[derive(Clone, Debug)]
pub struct PlaceIndex {
    /// Where each cell's rows start in `rows`, row by row of cells from the south, and the end of the last.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl PlaceIndex {
    /// Groups the rows; within a cell they keep their order.
    pub fn new(table: &EventTable) -> Self {
        let columns = table.columns();
        let cell = |at: usize| {
            let (lon, northing) = (columns.lon_deg.get(at)?, columns.northing.get(at)?);
            (!lon.is_nan()).then(|| row_of_cells(f64::from(*northing)) * SIDE + column_of_cells(f64::from(*lon)))
        };
        let mut starts = vec![0u32; SIDE * SIDE + 1];
        for at in (0..table.len()).filter_map(cell) {
            starts[at + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (row, at) in (0u32..).zip(0..table.len()) {
            if let Some(cell) = cell(at) {
                let slot = &mut next[cell];
                rows[*slot as usize] = row;
                *slot += 1;
            }
        }
        Self { starts, rows }
    }

    /// The rows of every cell that touches a part of the plane: left, lower, right and upper edge.
    pub(super) fn stretches(&self, [left, low, right, high]: [f64; 4]) -> Vec<&[u32]> {
        let columns = column_of_cells(left)..column_of_cells(right) + 1;
        let stretch = |row: usize| {
            let start = *self.starts.get(row * SIDE + columns.start)? as usize;
            let end = *self.starts.get(row * SIDE + columns.end)? as usize;
            self.rows.get(start..end).filter(|rows| !rows.is_empty())
        };
        (row_of_cells(low)..=row_of_cells(high)).filter_map(stretch).collect()
    }

    /// The rows asked for that lie within a distance of a point of the viewport, in cells; the nearest first.
    ///
    /// At most `most` of them, and how many there are in all.
    pub fn pick(
        &self,
        table: &EventTable,
        selected: &Selected,
        viewport: Viewport,
        (x, y, radius): (f64, f64, f64),
        most: usize,
    ) -> (Vec<EventId>, usize) {
        let middle = (viewport.left + x / viewport.scale, viewport.top - y / viewport.scale);
        let reach = radius / viewport.scale;
        let bounds = [middle.0 - reach, middle.1 - reach, middle.0 + reach, middle.1 + reach];
        let columns = table.columns();
        let near = self.stretches(bounds).into_iter().flatten().map(|row| *row as usize);
        let mut found: Vec<(f64, usize)> = near
            .filter(|row| selected.contains(*row))
            .filter_map(|row| {
                let (lon, northing) = (columns.lon_deg.get(row)?, columns.northing.get(row)?);
                let distance = (f64::from(*lon) - middle.0).hypot(f64::from(*northing) - middle.1);
                (distance <= reach).then_some((distance, row))
            })
            .collect();
        let count = found.len();
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        (found.into_iter().take(most).map(|(_, row)| EventId::from_index(row)).collect(), count)
    }

    /// Bytes of memory that the index holds.
    pub fn heap_bytes(&self) -> usize {
        (self.starts.capacity() + self.rows.capacity()) * size_of::<u32>()
    }
}

fn column_of_cells(lon: f64) -> usize {
    // Casting takes what is beyond the edges to the first cell and NaN there too.
    (((lon + EDGE) / (2.0 * EDGE) * SIDE as f64) as usize).min(SIDE - 1)
}

fn row_of_cells(northing: f64) -> usize {
    column_of_cells(northing)
}
