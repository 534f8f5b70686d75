//! Columns of latitudes and longitudes by whatever their names are made of: `x_lon`, `CENTROID_LATITUDE`, `coord_x`.

use super::names::folded;
use crate::cell::coordinates::{self, Axis};
use crate::cell::value;
use crate::records::table::Table;

/// What the name of a column says of its axis, and its other words.
#[derive(Debug, Eq, PartialEq)]
struct Named {
    axis: Axis,
    /// Whether `x` or `y` alone says it, as in other tables of numbers.
    is_letter: bool,
    others: Vec<String>,
}

fn named(name: &str) -> Option<Named> {
    const LATITUDES: [&str; 10] =
        ["lat", "lats", "latitude", "latitud", "latitudine", "latdd", "geolat", "gpslat", "breite", "breitengrad"];
    const LONGITUDES: [&str; 16] = [
        "lon",
        "lng",
        "long",
        "longitude",
        "longitud",
        "longitudine",
        "londd",
        "longdd",
        "geolon",
        "geolng",
        "geolong",
        "gpslon",
        "gpslng",
        "länge",
        "laenge",
        "längengrad",
    ];
    // Words that say nothing of which point is meant.
    const FILLING: [&str; 12] = [
        "coord",
        "coords",
        "coordinate",
        "coordinates",
        "deg",
        "degrees",
        "dd",
        "wgs84",
        "wgs",
        "84",
        "dec",
        "decimal",
    ];
    let folded = folded(name);
    let mut word_axis = None;
    let mut letter_axis = None;
    let mut others = Vec::new();
    for word in folded.split(' ') {
        let is_latitude = LATITUDES.contains(&word) || word.ends_with("latitude") || matches!(word, "широта" | "العرض");
        let is_longitude = LONGITUDES.contains(&word)
            || word.ends_with("longitude")
            || matches!(word, "долгота" | "довгота" | "الطول");
        let letter = match word {
            "x" | "xcoord" | "coordx" | "pointx" => Some(Axis::Longitude),
            "y" | "ycoord" | "coordy" | "pointy" => Some(Axis::Latitude),
            _ => None,
        };
        let axis = match (is_latitude, is_longitude) {
            (true, _) => Some(Axis::Latitude),
            (_, true) => Some(Axis::Longitude),
            _ => None,
        };
        match (axis, letter) {
            (Some(axis), _) if word_axis.is_some_and(|other| other != axis) => return None,
            (Some(axis), _) => word_axis = Some(axis),
            (None, Some(axis)) if letter_axis.is_some_and(|other| other != axis) => return None,
            (None, Some(axis)) => letter_axis = Some(axis),
            (None, None) if FILLING.contains(&word) => {}
            (None, None) => others.push(word.to_owned()),
        }
    }
    let axis = word_axis.or(letter_axis)?;
    Some(Named { axis, is_letter: word_axis.is_none(), others })
}

/// The columns of latitude and longitude that belong together by their names, and whose values allow it.
///
/// Of several pairs, that whose names have the fewest other words.
pub fn latitude_and_longitude(table: &Table) -> Option<(usize, usize)> {
    let columns: Vec<(usize, Named)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| Some((at, named(&column.name)?)))
        .filter(|(at, named)| is_in_range(table, *at, named.axis))
        .collect();
    let of = |axis: Axis| columns.iter().filter(move |(_, named)| named.axis == axis);
    let pairs = of(Axis::Latitude).flat_map(|lat| of(Axis::Longitude).map(move |lon| (lat, lon)));
    let matching = pairs.filter(|((_, lat), (_, lon))| lat.others == lon.others && lat.is_letter == lon.is_letter);
    matching.min_by_key(|((_, lat), _)| lat.others.len()).map(|((lat, _), (lon, _))| (*lat, *lon))
}

/// Whether a column by this name is of the middles of areas.
pub fn is_of_centroids(name: &str) -> bool {
    folded(name).split(' ').any(|word| word.starts_with("centroid") || word == "centre" || word == "center")
}

/// Whether most values of a column can be coordinates of an axis.
fn is_in_range(table: &Table, at: usize, axis: Axis) -> bool {
    let most_deg = if axis == Axis::Latitude { 90.0 } else { 180.0 };
    let mut good = 0usize;
    let mut all = 0usize;
    for cell in table.cells(at).filter(|cell| !value::is_unknown(cell)).take(500) {
        all += 1;
        good += usize::from(coordinates::angle(cell).is_some_and(|angle| angle.deg.abs() <= most_deg));
    }
    all > 0 && good * 2 >= all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::table::Header;

    fn pair(header: &str, row: &str) -> Option<(usize, usize)> {
        latitude_and_longitude(&Table::of_text(&format!("{header}\n{row}\n"), ',', Header::Detect).expect("a table"))
    }

    #[test]
    fn latitude_and_longitude_are_found_by_every_usual_spelling() {
        for header in [
            "id,x_lon,y_lat",
            "id,CENTROID_LONGITUDE,CENTROID_LATITUDE",
            "id,coord_x,coord_y",
            "id,decimalLongitude,decimalLatitude",
            "id,gps_lng,gps_lat",
            "id,Longitude (WGS84),Latitude (WGS84)",
            "id,Долгота,Широта",
            "id,X,Y",
            "id,Längengrad,Breitengrad",
            "id,POINT_X,POINT_Y",
        ] {
            assert_eq!(pair(header, "1,33.25,12.5"), Some((2, 1)), "{header}");
        }
    }

    #[test]
    fn columns_of_other_points_or_other_numbers_are_no_pair() {
        assert_eq!(pair("id,from_lat,to_lon", "1,12.5,33.25"), None);
        assert_eq!(pair("id,x,y", "1,512345,5312345"), None);
        assert_eq!(pair("a_lat,a_b_lon,lon,lat", "1,2,33.25,12.5"), Some((3, 2)));
        assert_eq!(pair("latest,longest", "1,2"), None);
    }
}
