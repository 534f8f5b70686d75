//! The point of a row: by columns of latitude and longitude, or by one column with both.

use super::apply::Columns;
use super::{ColumnMapping, Field, axes};
use crate::assemble::parsed_record::ParsedRecord;
use crate::cell::coordinates::{self, CoordinateOrder, OrderByValues, Pair};
use crate::cell::value;
use crate::gazetteer::land;
use crate::records::table::{LIST, Row, Table};
use counterclaim_model::Position;

/// A point, and how far a line or area around it reaches.
pub type Located = Option<(Position, Option<f64>)>;

/// The two numbers of a cell of a column, whose kind of geometry may stand in the column beside it.
pub fn pair_in(table: &Table, row: usize, at: usize) -> Option<Pair> {
    let kind = kind_column(table, at).map_or("", |kind| table.cell(row, kind));
    pair_of(kind, table.cell(row, at))
}

fn pair_of(kind: &str, cell: &str) -> Option<Pair> {
    if coordinates::is_kind(kind) {
        return coordinates::of_kind_and_list(kind, cell);
    }
    coordinates::pair(cell)
}

/// The column of a geometry's kind beside that of its numbers: `location.type` beside `location.coordinates`.
pub fn kind_column(table: &Table, at: usize) -> Option<usize> {
    let name = &table.columns.get(at)?.name;
    let stem = name.get(..name.len().checked_sub("coordinates".len())?)?;
    let is_it = name.get(stem.len()..)?.eq_ignore_ascii_case("coordinates");
    if is_it { table.column(&format!("{stem}type")) } else { None }
}

/// How many records settle the order of a column.
const ENOUGH: usize = 100_000;
/// How many filled cells show whether a column has pairs at all.
const FIRST: usize = 50;

/// The order of the pairs of a column, by its name, else by its values.
pub fn order_of(table: &Table, at: usize) -> OrderByValues {
    let mut first = (0..table.row_count()).filter(|row| !table.cell(*row, at).is_empty()).take(FIRST);
    if !first.any(|row| pair_in(table, row, at).is_some()) {
        return OrderByValues::Stated;
    }
    let pairs = (0..table.row_count().min(ENOUGH)).filter_map(|row| pair_in(table, row, at));
    let by_values = coordinates::order_by_values(pairs);
    let name = table.columns.get(at).map_or("", |column| column.name.as_str());
    match (by_values, coordinates::order_in_name(name)) {
        (OrderByValues::Open, Some(order)) => OrderByValues::Only(order),
        (by_values, _) => by_values,
    }
}

/// Gives the mapping of a column the order that its name or values settle.
pub fn settle(table: &Table, at: usize, mapping: &mut ColumnMapping) {
    if let OrderByValues::Only(order) = order_of(table, at) {
        mapping.coordinate_order = Some(order);
    }
}

/// What the user should know where no name and no value says which of two numbers is the latitude.
pub fn open_remark(table: &Table, column: &ColumnMapping) -> Option<String> {
    let at = table.column(&column.column).filter(|_| column.field == Field::Position)?;
    let is_open = column.coordinate_order.is_none() && order_of(table, at) == OrderByValues::Open;
    is_open.then(|| {
        format!(
            "`{}` does not say whether the latitude or the longitude is first; the latitude was taken; a mapping can \
             set the order",
            column.column
        )
    })
}

/// Why a point is suspect that lies at sea.
fn at_sea(at: Position) -> Option<String> {
    let swapped =
        Position::new(at.lat_deg, at.lon_deg).filter(|_| at.lat_deg.abs() <= 90.0 && at.lon_deg.abs() <= 90.0);
    let advice = match swapped {
        Some(swapped) if !land::is_at_sea(swapped) => "; latitude and longitude may be swapped",
        _ => "",
    };
    land::is_at_sea(at).then(|| format!("{}, {} lies at sea, far from any coast{advice}", at.lat_deg, at.lon_deg))
}

impl Columns<'_> {
    /// The point of a row; one at sea or far outside the country that the row names is reported.
    pub fn point(&self, parsed: &mut ParsedRecord, row: &Row) -> Located {
        let found = self.point_of(parsed, row);
        let suspect = |(position, _)| self.countries.suspect(row, position).or_else(|| at_sea(position));
        if let Some(reason) = found.and_then(suspect) {
            parsed.remark("position", reason);
        }
        found
    }

    fn point_of(&self, parsed: &mut ParsedRecord, row: &Row) -> Located {
        let by_columns = match (self.at(Field::Latitude), self.at(Field::Longitude)) {
            (Some(lat), Some(lon)) => {
                let position = value::position(row.cell(Some(lat)), row.cell(Some(lon)));
                parsed.or_left_out("position", position).flatten()
            }
            _ => None,
        };
        if let Some(position) = by_columns {
            return Some((position, self.radius_of_centroid(row)));
        }
        let at = self.at(Field::Position)?;
        let cell = value::known(row.cell(Some(at)))?;
        let kind = kind_column(self.table, at).map_or("", |kind| row.cell(Some(kind)));
        let Some(pair) = pair_of(kind, cell) else {
            let shown = value::shortened(&cell.replace(LIST, " "), 80);
            parsed.left_out("position", format!("`{shown}` are not two coordinates"));
            return None;
        };
        let order = self.mapping_of(at).and_then(|mapping| mapping.coordinate_order);
        let (lat_deg, lon_deg) = pair.lat_lon(order.unwrap_or(CoordinateOrder::LatitudeFirst));
        let position = parsed.or_left_out("position", value::point(lat_deg, lon_deg)).flatten()?;
        Some((position, pair.radius_km))
    }

    /// How far around the middle of an area its records may be: as far as the smallest region that the row names.
    fn radius_of_centroid(&self, row: &Row) -> Option<f64> {
        let is_centroid = self.at(Field::Latitude).is_some_and(|at| axes::is_of_centroids(&self.name(at)));
        if !is_centroid {
            return None;
        }
        let named: Vec<String> = self
            .all(Field::Region)
            .into_iter()
            .filter(|at| value::known(row.cell(Some(*at))).is_some())
            .map(|at| super::names::folded(&self.name(at)))
            .collect();
        let has = |words: &[&str]| named.iter().any(|name| name.split(' ').any(|word| words.contains(&word)));
        // The lengths are ours.
        let km = if has(&["admin3", "adm3", "subdistrict"]) {
            15.0
        } else if has(&["admin2", "adm2", "district", "county"]) {
            40.0
        } else if has(&["admin1", "adm1", "province", "provstate", "oblast", "state", "governorate"]) {
            120.0
        } else {
            500.0
        };
        Some(km)
    }
}
