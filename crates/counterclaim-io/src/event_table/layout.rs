//! Which column of a file holds what of an event.

use crate::delimited::{Header, Shape};
use counterclaim_model::{EventField, TimeGrain};

/// Where in a record each part of an event is, and what the values of its format mean.
#[derive(Clone, Debug)]
pub struct Layout {
    pub shape: Shape,
    /// Names of the columns as the header gives them, in lower case.
    pub columns: Vec<String>,
    pub key: usize,
    pub day: usize,
    pub lon: usize,
    pub lat: usize,
    pub fatalities: Option<usize>,
    pub notes: Option<usize>,
    pub edited: Option<usize>,
    pub sources: Option<usize>,
    /// What stands between two sources of one cell.
    pub source_separator: &'static [u8],
    /// The columns whose texts repeat.
    pub codes: Vec<(EventField, usize)>,
    /// Radius in kilometres that a value of [`EventField::PlacePrecision`] stands for.
    pub radii_km: &'static [(&'static str, f32)],
    /// Grain that a value of [`EventField::TimePrecision`] stands for.
    pub grains: &'static [(&'static str, TimeGrain)],
}

impl Layout {
    /// The columns of a header that a format names, or `None` if one that it cannot do without is missing.
    pub fn find(header: &Header, format: &Format) -> Option<Self> {
        let column = |name: &str| header.column(&[name]);
        Some(Self {
            shape: header.shape,
            columns: header.columns.clone(),
            key: column(format.key)?,
            day: column(format.day)?,
            lon: column(format.lon)?,
            lat: column(format.lat)?,
            fatalities: column(format.fatalities),
            notes: column(format.notes),
            edited: column(format.edited),
            sources: column(format.sources),
            source_separator: format.source_separator,
            codes: format.codes.iter().filter_map(|(field, name)| Some((*field, column(name)?))).collect(),
            radii_km: format.radii_km,
            grains: format.grains,
        })
    }

    /// The column of a field whose texts repeat.
    pub fn code(&self, field: EventField) -> Option<usize> {
        self.codes.iter().find(|(other, _)| *other == field).map(|(_, column)| *column)
    }
}

/// The names that a format gives to its columns, in lower case.
#[derive(Debug)]
pub struct Format {
    /// The name of the format.
    pub name: &'static str,
    pub key: &'static str,
    pub day: &'static str,
    pub lon: &'static str,
    pub lat: &'static str,
    pub fatalities: &'static str,
    pub notes: &'static str,
    pub edited: &'static str,
    pub sources: &'static str,
    pub source_separator: &'static [u8],
    pub codes: &'static [(EventField, &'static str)],
    pub radii_km: &'static [(&'static str, f32)],
    pub grains: &'static [(&'static str, TimeGrain)],
}
