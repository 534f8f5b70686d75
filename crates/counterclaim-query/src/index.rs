//! Rows by place: which rows lie in a part of the map, without looking at the others.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher as _;

use crate::{Selected, Viewport};
use counterclaim_model::{EventId, EventTable, Id as _};

/// Cells of the index across, and as many up.
const SIDE: usize = 1024;
/// Plane coordinates run from minus this to this, both ways.
const EDGE: f64 = 180.0;

/// The rows of an event table, grouped by cell of a grid over the world; rows without a place are omitted.
#[derive(Clone, Debug)]
pub struct PlaceIndex {
    /// Where each cell's rows start in `rows`, row by row of cells from the south, and the end of the last.
    starts: Vec<u32>,
    rows: Vec<u32>,
    places: Option<Places>,
}

/// The distinct places of a table; there are few if a gazetteer was used.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub lon_deg: Vec<f32>,
    pub northing: Vec<f32>,
    /// The place of each row; the number behind the last for a row without one.
    pub of_row: Vec<u32>,
}

/// Rows per place from which a table of places is worthwhile.
const ROWS_TO_A_PLACE: usize = 4;

impl Places {
    /// `None` if most rows have a place of their own. `rows` are those with a place, neighbours adjacent.
    fn new(table: &EventTable, rows: &[u32]) -> Option<Self> {
        let columns = table.columns();
        let hasher = FixedState::with_seed(0);
        let hash = |lon: f32, northing: f32| hasher.hash_one((lon.to_bits(), northing.to_bits()));
        let mut places = Self::default();
        let mut known = HashTable::<u32>::new();
        places.of_row = vec![u32::MAX; table.len()];
        for row in rows.iter().map(|row| *row as usize) {
            let lon = *columns.lon_deg.get(row)?;
            let northing = *columns.northing.get(row)?;
            let Places { lon_deg, northing: northings, of_row } = &mut places;
            let place_of = |place: &u32| (lon_deg[*place as usize], northings[*place as usize]);
            let found = known.find(hash(lon, northing), |place| place_of(place) == (lon, northing)).copied();
            let place = match found {
                Some(place) => place,
                None if lon_deg.len() > table.len() / ROWS_TO_A_PLACE => return None,
                None => {
                    let place = u32::try_from(lon_deg.len()).ok()?;
                    lon_deg.push(lon);
                    northings.push(northing);
                    let rehash = |place: &u32| hash(lon_deg[*place as usize], northings[*place as usize]);
                    known.insert_unique(hash(lon, northing), place, rehash);
                    place
                }
            };
            of_row[row] = place;
        }
        let nowhere = u32::try_from(places.lon_deg.len()).ok()?;
        places.of_row.iter_mut().for_each(|place| *place = (*place).min(nowhere));
        places.lon_deg.shrink_to_fit();
        places.northing.shrink_to_fit();
        Some(places)
    }
}

impl PlaceIndex {
    /// Groups the rows; within a cell they keep their order.
    pub fn new(table: &EventTable) -> Self {
        let columns = table.columns();
        let cell = |at: usize| {
            let lon = columns.lon_deg.get(at)?;
            let northing = columns.northing.get(at)?;
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
        let places = Places::new(table, &rows);
        Self { starts, rows, places }
    }

    pub(super) fn places(&self) -> Option<&Places> {
        self.places.as_ref()
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

    /// The rows asked for that lie in a part of the plane: left, lower, right and upper edge.
    ///
    /// Iterates over the matching rows or the nearby ones, whichever are fewer.
    pub fn within(&self, table: &EventTable, selected: &Selected, bounds: [f64; 4]) -> Vec<EventId> {
        let columns = table.columns();
        let [left, low, right, high] = bounds;
        let is_inside = |row: &usize| {
            let place = columns.lon_deg.get(*row).zip(columns.northing.get(*row));
            place.is_some_and(|(lon, northing)| {
                (left..right).contains(&f64::from(*lon)) && (low..high).contains(&f64::from(*northing))
            })
        };
        let near = self.stretches(bounds);
        let mut rows = Vec::new();
        if near.iter().map(|rows| rows.len()).sum::<usize>() < selected.count() {
            let near = near.into_iter().flatten().map(|row| *row as usize);
            rows.extend(near.filter(|row| selected.contains(*row)).filter(is_inside));
            rows.sort_unstable();
        } else {
            selected.set().for_each_in(selected.rows(), |row| rows.extend(Some(row).filter(is_inside)));
        }
        rows.into_iter().map(EventId::from_index).collect()
    }

    /// How many rows would be looked at to pick what lies within a distance of a point, whatever is asked for.
    pub fn near(&self, viewport: Viewport, (x, y, radius): (f64, f64, f64)) -> usize {
        let middle = (viewport.left + x / viewport.scale, viewport.top - y / viewport.scale);
        let reach = radius / viewport.scale;
        let bounds = [middle.0 - reach, middle.1 - reach, middle.0 + reach, middle.1 + reach];
        self.stretches(bounds).iter().map(|rows| rows.len()).sum()
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
                let lon = columns.lon_deg.get(row)?;
                let northing = columns.northing.get(row)?;
                let distance = (f64::from(*lon) - middle.0).hypot(f64::from(*northing) - middle.1);
                (distance <= reach).then_some((distance, row))
            })
            .collect();
        let count = found.len();
        if most > 0 && count > most {
            // Only the nearest need an order.
            found.select_nth_unstable_by(most - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            found.truncate(most);
        }
        found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        (found.into_iter().take(most).map(|(_, row)| EventId::from_index(row)).collect(), count)
    }

    /// Bytes of memory that the index holds.
    pub fn heap_bytes(&self) -> usize {
        let places = self.places.as_ref().map_or(0, |places| places.of_row.capacity() + 2 * places.lon_deg.capacity());
        (self.starts.capacity() + self.rows.capacity() + places) * size_of::<u32>()
    }
}

fn column_of_cells(lon: f64) -> usize {
    // Casting takes what is beyond the edges to the first cell and NaN there too.
    (((lon + EDGE) / (2.0 * EDGE) * SIDE as f64) as usize).min(SIDE - 1)
}

fn row_of_cells(northing: f64) -> usize {
    column_of_cells(northing)
}
