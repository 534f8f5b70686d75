//! Eastings and northings in columns of their own, beside the zone: as latitudes and longitudes.

use super::names::folded;
use crate::cell::geometry::{LAT, LON};
use crate::cell::projected;
use crate::cell::value;
use crate::records::table::{Row, Table};

const EASTINGS: &[&str] =
    &["easting", "eastings", "utm easting", "utm e", "utm x", "utm east", "x utm", "easting utm", "east", "easting m"];
const NORTHINGS: &[&str] = &[
    "northing",
    "northings",
    "utm northing",
    "utm n",
    "utm y",
    "utm north",
    "y utm",
    "northing utm",
    "north",
    "northing m",
];
const ZONES: &[&str] = &["zone", "utm zone", "zone utm", "grid zone", "utmzone"];
const HEMISPHERES: &[&str] = &["hemisphere", "hemi", "utm hemisphere", "band", "utm band", "latitude band"];

/// Where the parts of a position stand.
struct Parts {
    easting: usize,
    northing: usize,
    zone: usize,
    hemisphere: Option<usize>,
}

/// Adds the latitude and longitude of eastings and northings; says of those without a zone that they have no place.
pub fn add(table: &mut Table) {
    let at = |names: &[&str]| table.columns.iter().position(|column| names.contains(&folded(&column.name).as_str()));
    let (Some(easting), Some(northing)) = (at(EASTINGS), at(NORTHINGS)) else { return };
    if table.column(LAT).is_some() || !is_metres(table, easting) || !is_metres(table, northing) {
        return;
    }
    let Some(zone) = at(ZONES) else {
        table.remarks.push(format!(
            "`{}` and `{}` are eastings and northings in a system that the file does not name; a column `zone`, such as \
             36N, would give them a place",
            name(table, easting),
            name(table, northing)
        ));
        return;
    };
    let parts = Parts { easting, northing, zone, hemisphere: at(HEMISPHERES) };
    let given = table.cells(easting).count();
    let found = table.rows().filter(|row| parts.position(row).is_some()).count();
    table.add_column(LAT, |row| parts.position(row).map(|(_, lat)| lat.to_string()).unwrap_or_default());
    table.add_column(LON, |row| parts.position(row).map(|(lon, _)| lon.to_string()).unwrap_or_default());
    table.remarks.push(format!(
        "{found} of {given} positions were read from `{}`, `{}` and `{}` (UTM, WGS 84)",
        name(table, easting),
        name(table, northing),
        name(table, zone)
    ));
}

/// Whether a column is a part of the positions that were made of eastings and northings.
pub fn is_part(table: &Table, name: &str) -> bool {
    let name = folded(name);
    let is_of = |names: &[&str]| names.contains(&name.as_str());
    table.column(LAT).is_some()
        && table.columns.iter().any(|column| EASTINGS.contains(&folded(&column.name).as_str()))
        && [EASTINGS, NORTHINGS, ZONES, HEMISPHERES].into_iter().any(is_of)
}

fn name(table: &Table, at: usize) -> String {
    table.columns.get(at).map(|column| column.name.clone()).unwrap_or_default()
}

/// Whether most cells of a column can be metres of a grid.
fn is_metres(table: &Table, at: usize) -> bool {
    let cells = || table.cells(at).take(200);
    let good = cells().filter(|cell| value::number(cell).is_some_and(|number| number.abs() >= 1000.0)).count();
    good > 0 && good * 2 >= cells().count()
}

impl Parts {
    /// Longitude and latitude; a zone without a hemisphere says too little.
    fn position(&self, row: &Row<'_>) -> Option<(f64, f64)> {
        let zone = row.cell(Some(self.zone));
        let hemisphere = row.cell(self.hemisphere);
        let hemisphere = match hemisphere.to_lowercase().as_str() {
            "north" | "northern" => "N",
            "south" | "southern" => "S",
            _ => hemisphere,
        };
        let zone = if zone.ends_with(|sign: char| sign.is_ascii_alphabetic()) { "" } else { hemisphere };
        let cell = |at: usize| value::number(row.cell(Some(at)));
        let (easting, northing) = (cell(self.easting)?, cell(self.northing)?);
        let text = format!("{}{zone} {easting:.1} {northing:.1}", row.cell(Some(self.zone)));
        projected::utm(&text).map(|position| (position.lon_deg, position.lat_deg))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::table::Header;

    fn read(text: &str) -> Table {
        let mut table = Table::of_text(text, ',', Header::Detect).expect("a table");
        add(&mut table);
        table
    }

    #[test]
    fn eastings_and_northings_with_a_zone_have_a_place() {
        let table = read("title,easting,northing,zone\nRaid,667755,5319632,36N\nFire,668000,5320000,\n");
        let at = |name: &str| table.cell(0, table.column(name).expect("the column")).parse::<f64>().expect("a number");
        assert!((at(LAT) - 48.0083).abs() < 0.01 && (at(LON) - 35.25).abs() < 0.01, "{} {}", at(LAT), at(LON));
        assert_eq!(table.cell(1, table.column(LAT).expect("the column")), "");
        assert!(table.remarks.concat().contains("1 of 2 positions"));
        let table = read("title,easting,northing,zone,hemisphere\nRaid,667755,5319632,36,North\n");
        assert_eq!(table.cells(table.column(LAT).expect("the column")).count(), 1);
    }

    #[test]
    fn without_a_zone_the_user_is_told() {
        let table = read("title,easting,northing\nRaid,667755,5319632\n");
        assert!(table.column(LAT).is_none() && table.remarks.concat().contains("`zone`"));
    }
}
