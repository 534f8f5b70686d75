//! Points that lie far outside the country that their record names, as swapped coordinates do.

use std::collections::BTreeMap;

use super::names::folded;
use super::{Field, Mapping};
use crate::cell::value;
use crate::gazetteer::{self, CountryBox};
use crate::records::table::{Row, Table};
use counterclaim_model::Position;

/// The most countries that a column names; others are no countries.
const MOST: usize = 400;

/// The column of countries of a table, with how far those reach that are known.
#[derive(Debug, Default)]
pub struct Countries {
    column: Option<usize>,
    boxes: BTreeMap<String, CountryBox>,
}

impl Countries {
    /// Finds the column, where a mapping has points and countries.
    pub fn of(table: &Table, mapping: &Mapping) -> Self {
        const NAMES: [&str; 14] = [
            "country",
            "country txt",
            "country name",
            "countryname",
            "country code",
            "admin0",
            "adm0",
            "adm0 en",
            "adm0 name",
            "країна",
            "страна",
            "pays",
            "país",
            "land",
        ];
        let has_points = mapping.of(Field::Latitude).or(mapping.of(Field::Position)).is_some();
        let is_it = |name: &str| NAMES.contains(&folded(name).as_str());
        let mut regions =
            mapping.columns.iter().filter(|column| column.field == Field::Region && is_it(&column.column));
        let column = regions.find_map(|column| table.column(&column.column)).filter(|_| has_points);
        let Some(at) = column else { return Self::default() };
        let mut boxes = BTreeMap::new();
        let mut last = "";
        let mut met = std::collections::BTreeSet::new();
        for cell in table.cells(at) {
            if cell == last || !met.insert(cell) {
                continue;
            }
            last = cell;
            if met.len() > MOST {
                return Self::default();
            }
            if let Some(known) = gazetteer::box_of(cell) {
                boxes.insert(cell.to_owned(), known);
            }
        }
        Self { column, boxes }
    }
}

impl Countries {
    /// Why a point is suspect, where it is far outside the country that its row names.
    pub fn suspect(&self, row: &Row, at: Position) -> Option<String> {
        let country = value::known(row.cell(Some(self.column?)))?;
        let known = self.boxes.get(country).filter(|known| !known.may_hold(at))?;
        let is_swapped = Position::new(at.lat_deg, at.lon_deg).is_some_and(|swapped| known.may_hold(swapped));
        let advice = if is_swapped { "; latitude and longitude may be swapped" } else { "" };
        Some(format!("{}, {} is far outside `{country}`, which the record names{advice}", at.lat_deg, at.lon_deg))
    }
}
