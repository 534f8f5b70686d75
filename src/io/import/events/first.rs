//! The first reading: what the picture needs, and which records stand.

use super::defect::{DefectKind, Defects};
use super::layout::Layout;
use crate::io::table::{Collect, Interner, Record, value};
use crate::model::{EventField, UNKNOWN_COUNT, UNKNOWN_DAY};

/// The fields of the first picture whose texts repeat.
pub const FIRST_FIELDS: [EventField; 2] = [EventField::EventType, EventField::Country];

/// The columns of one segment of the file.
#[derive(Debug, Default)]
pub struct FirstRows {
    pub record_at: Vec<u64>,
    pub lon_deg: Vec<f32>,
    pub lat_deg: Vec<f32>,
    pub northing: Vec<f32>,
    pub day: Vec<i32>,
    pub fatalities: Vec<u32>,
    /// Numbers of the collector's interners, one column for each of [`FIRST_FIELDS`].
    pub codes: [Vec<u32>; FIRST_FIELDS.len()],
    pub defects: Defects,
}

pub struct FirstCollector<'a> {
    pub layout: &'a Layout,
    pub columns: [Option<usize>; FIRST_FIELDS.len()],
    pub interners: [Interner; FIRST_FIELDS.len()],
}

impl<'a> FirstCollector<'a> {
    pub fn new(layout: &'a Layout) -> Self {
        Self { layout, columns: FIRST_FIELDS.map(|field| layout.code(field)), interners: Default::default() }
    }
}

/// Why a record is set aside, if it is; both readings ask this, so that they agree on the rows.
#[inline]
pub fn standing(layout: &Layout, record: &Record<'_>) -> Option<DefectKind> {
    if record.cells() != layout.shape.cells {
        return Some(DefectKind::Cells(u32::try_from(record.cells()).unwrap_or(u32::MAX)));
    }
    record.cell(layout.key).is_empty().then_some(DefectKind::NoKey)
}

impl Collect for FirstCollector<'_> {
    type Rows = FirstRows;

    fn record(&mut self, rows: &mut FirstRows, at: u64, record: &Record<'_>) {
        let layout = self.layout;
        if let Some(kind) = standing(layout, record) {
            rows.defects.set_aside(at, kind);
            return;
        }
        rows.record_at.push(at);
        let day_cell = record.cell(layout.day);
        let day = value::day(&day_cell);
        if day.is_none() && !is_unknown(&day_cell) {
            rows.defects.leave_out(at, layout.day, DefectKind::NoDay);
        }
        rows.day.push(day.unwrap_or(UNKNOWN_DAY));

        let (lon, lat) = position(layout, record, at, &mut rows.defects);
        rows.lon_deg.push(lon as f32);
        rows.lat_deg.push(lat as f32);
        rows.northing.push(northing(lat) as f32);

        let fatalities = layout.fatalities.and_then(|column| {
            let cell = record.cell(column);
            let count = value::count(&cell);
            // Some files write -1 for "not counted".
            if count.is_none() && !is_unknown(&cell) && *cell != *b"-1" {
                rows.defects.leave_out(at, column, DefectKind::NoCount);
            }
            count
        });
        rows.fatalities.push(fatalities.unwrap_or(UNKNOWN_COUNT));
        for ((column, interner), codes) in self.columns.iter().zip(&mut self.interners).zip(&mut rows.codes) {
            codes.push(column.map_or(0, |column| interner.number(&record.cell(column))));
        }
    }

    fn too_long(&mut self, rows: &mut FirstRows, at: u64) {
        rows.defects.set_aside(at, DefectKind::TooLong);
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

/// Mercator northing in degrees of longitude; latitudes beyond ±85° are taken as 85°, as the map draws them.
fn northing(lat_deg: f64) -> f64 {
    let sine = lat_deg.clamp(-85.0, 85.0).to_radians().sin();
    sine.atanh().to_degrees()
}

/// Whether a cell says in one of the usual ways that it says nothing.
pub fn is_unknown(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    cell.is_empty() || cell.eq_ignore_ascii_case(b"na") || cell.eq_ignore_ascii_case(b"null")
}
