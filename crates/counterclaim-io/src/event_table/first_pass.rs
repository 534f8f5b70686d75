//! The first reading: what the picture needs, and which records stand.

use std::ops::Range;
use std::sync::LazyLock;

use super::defect::{DefectKind, Defects};
use super::layout::Layout;
use crate::delimited::{Collect, Interner, Record, Records, value, with_room};
use counterclaim_model::{EventField, UNKNOWN_COUNT, UNKNOWN_DAY};

/// The fields of the first picture whose texts repeat.
pub const FIRST_FIELDS: [EventField; 2] = [EventField::EventType, EventField::Country];

/// What is kept of one segment of the file.
#[derive(Debug, Default)]
pub struct FirstRows {
    /// Which of the collector's rows they are.
    pub rows: Range<usize>,
    pub defects: Defects,
}

/// One record; the values of a row lie side by side, so that sorting by day fetches them together.
#[derive(Clone, Copy, Debug)]
pub struct FirstRow {
    pub at: u64,
    pub lon_deg: f32,
    pub lat_deg: f32,
    pub day: i32,
    pub fatalities: u32,
    /// Numbers of the collector's interners, one for each of [`FIRST_FIELDS`].
    pub codes: [u32; FIRST_FIELDS.len()],
}

pub struct FirstCollector<'a> {
    layout: &'a Layout,
    columns: [Option<usize>; FIRST_FIELDS.len()],
    pub interners: [Interner; FIRST_FIELDS.len()],
    pub rows: Vec<FirstRow>,
}

impl<'a> FirstCollector<'a> {
    /// A collector that is expected to meet so many rows.
    pub fn new(layout: &'a Layout, expected: usize) -> Self {
        let columns = FIRST_FIELDS.map(|field| layout.code(field));
        Self { layout, columns, interners: Default::default(), rows: with_room(expected) }
    }
}

/// Why a record is rejected, if it is; both passes call this, so that they agree on the rows.
#[inline]
pub fn standing(layout: &Layout, record: &Record<'_>) -> Option<DefectKind> {
    if record.cells() != layout.shape.cells {
        return Some(DefectKind::Cells(u32::try_from(record.cells()).unwrap_or(u32::MAX)));
    }
    record.cell(layout.key).is_empty().then_some(DefectKind::NoKey)
}

impl Collect for FirstCollector<'_> {
    type Rows = FirstRows;

    fn records(&mut self, rows: &mut FirstRows, base: u64, records: &Records<'_>) {
        if rows.rows.is_empty() {
            rows.rows.start = self.rows.len();
        }
        for record in records.iter() {
            self.record(rows, base + record.start as u64, &record);
        }
        rows.rows.end = self.rows.len();
    }

    fn too_long(&mut self, rows: &mut FirstRows, at: u64) {
        rows.defects.rejected(at, DefectKind::TooLong);
    }
}

impl FirstCollector<'_> {
    fn record(&mut self, rows: &mut FirstRows, at: u64, record: &Record<'_>) {
        let layout = self.layout;
        if let Some(kind) = standing(layout, record) {
            rows.defects.rejected(at, kind);
            return;
        }
        let day_cell = record.cell(layout.day);
        let day = value::day(&day_cell);
        if day.is_none() && !is_unknown(&day_cell) {
            rows.defects.leave_out(at, layout.day, DefectKind::NoDay);
        }
        let (lon, lat) = position(layout, record, at, &mut rows.defects);
        let fatalities = layout.fatalities.and_then(|column| {
            let cell = record.cell(column);
            let count = value::count(&cell);
            // Some files write -1 for "not counted".
            if count.is_none() && !is_unknown(&cell) && *cell != *b"-1" {
                rows.defects.leave_out(at, column, DefectKind::NoCount);
            }
            count
        });
        let mut codes = [0; FIRST_FIELDS.len()];
        for ((column, interner), code) in self.columns.iter().zip(&mut self.interners).zip(&mut codes) {
            *code = column.map_or(0, |column| interner.number(&record.cell(column)));
        }
        self.rows.push(FirstRow {
            at,
            lon_deg: lon as f32,
            lat_deg: lat as f32,
            day: day.unwrap_or(UNKNOWN_DAY),
            fatalities: fatalities.unwrap_or(UNKNOWN_COUNT),
            codes,
        });
    }
}

/// Degrees east and north, or twice NaN where they are unknown; 0/0 is how files write that they do not know.
fn position(layout: &Layout, record: &Record<'_>, at: u64, defects: &mut Defects) -> (f64, f64) {
    let mut read = |column: usize, limit: f64| {
        let cell = record.cell(column);
        let degrees = value::decimal(&cell).filter(|degrees| (-limit..=limit).contains(degrees));
        if degrees.is_none() && !is_unknown(&cell) {
            defects.leave_out(at, column, DefectKind::NoDegrees);
        }
        degrees
    };
    match (read(layout.lon, 180.0), read(layout.lat, 90.0)) {
        (Some(lon), Some(lat)) if (lon, lat) != (0.0, 0.0) => (lon, lat),
        _ => (f64::NAN, f64::NAN),
    }
}

/// Latitudes beyond this are taken as this, as the map draws them.
const LAST_LAT_DEG: f64 = 85.0;
/// Nodes to a degree of latitude between which northings are interpolated.
const NODES: f64 = 8.0;

/// Mercator northing in degrees of longitude; not a number for what is none.
///
/// Interpolated by cubics through exact values and slopes: off by less than a millionth of a degree, which is less
/// than a column of 32 bits can tell, in an eighth of the time.
pub fn northing(lat_deg: f32) -> f32 {
    static TABLE: LazyLock<Vec<[f64; 2]>> = LazyLock::new(|| {
        let count = (2.0 * LAST_LAT_DEG * NODES) as u32 + 2;
        let node = |at: u32| {
            let lat = (f64::from(at) / NODES - LAST_LAT_DEG).to_radians();
            [lat.sin().atanh().to_degrees(), 1.0 / (lat.cos() * NODES)]
        };
        (0..count).map(node).collect()
    });
    let at = (f64::from(lat_deg).clamp(-LAST_LAT_DEG, LAST_LAT_DEG) + LAST_LAT_DEG) * NODES;
    // The cast takes what is not a number to 0; `t` keeps it. What is none is never below 0.
    let t = at - f64::from(at as u32);
    let (Some([low, low_slope]), Some([high, high_slope])) = (TABLE.get(at as usize), TABLE.get(at as usize + 1))
    else {
        return f32::NAN;
    };
    let back = 1.0 - t;
    let a = (1.0 + 2.0 * t) * low + t * low_slope;
    let b = (1.0 + 2.0 * back) * high - back * high_slope;
    (back * back * a + t * t * b) as f32
}

/// Whether a cell says in one of the usual ways that it says nothing.
pub fn is_unknown(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    cell.is_empty() || cell.eq_ignore_ascii_case(b"na") || cell.eq_ignore_ascii_case(b"null")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn northings_are_those_of_the_formula() {
        for step in -9000..=9000 {
            let lat_deg = step as f32 / 100.0 + 0.003;
            let exact = f64::from(lat_deg).clamp(-85.0, 85.0).to_radians().sin().atanh().to_degrees();
            assert!((f64::from(northing(lat_deg)) - exact).abs() < 1.6e-5, "{lat_deg}");
        }
        assert!(northing(f32::NAN).is_nan());
    }
}
