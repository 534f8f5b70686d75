//! Projected coordinates with a stated system, as degrees: UTM, MGRS and Web Mercator on WGS 84.
//!
//! The inverse transverse Mercator is Krüger's series to the third order (C. F. F. Karney, "Transverse Mercator with an
//! accuracy of a few nanometers", 2011), which is good to a millimetre within a zone.

use counterclaim_model::Position;

/// WGS 84: the equatorial radius in metres, and the flattening.
const RADIUS_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// Scale and false easting of UTM.
const SCALE: f64 = 0.9996;
const EASTING_M: f64 = 500_000.0;
/// False northing of the southern hemisphere.
const NORTHING_M: f64 = 10_000_000.0;

/// Longitude and latitude of a point in the system of an SRID; `None` for a system that is not known.
pub fn in_degrees(srid: u32, x: f64, y: f64) -> Option<(f64, f64)> {
    match srid {
        // Degrees on WGS 84, or within a few metres of it.
        0 | 84 | 4326 | 4258 | 4269 | 4979 => Some((x, y)),
        3857 | 900_913 | 3785 | 102_100 | 102_113 => Some(of_web_mercator(x, y)),
        32_601..=32_660 => of_utm(srid - 32_600, true, x, y),
        32_701..=32_760 => of_utm(srid - 32_700, false, x, y),
        _ => None,
    }
}

fn of_web_mercator(x: f64, y: f64) -> (f64, f64) {
    let lon = x / RADIUS_M;
    let lat = (y / RADIUS_M).sinh().atan();
    (lon.to_degrees(), lat.to_degrees())
}

/// Longitude and latitude of a point in a zone.
fn of_utm(zone: u32, is_north: bool, easting_m: f64, northing_m: f64) -> Option<(f64, f64)> {
    if !(1..=60).contains(&zone)
        || !(0.0..1_000_000.0).contains(&easting_m)
        || !(0.0..=NORTHING_M).contains(&northing_m)
    {
        return None;
    }
    let n = FLATTENING / (2.0 - FLATTENING);
    let rectifying_m = RADIUS_M / (1.0 + n) * (1.0 + n * n / 4.0 + n.powi(4) / 64.0);
    let northing_m = if is_north { northing_m } else { northing_m - NORTHING_M };
    let xi = northing_m / (SCALE * rectifying_m);
    let eta = (easting_m - EASTING_M) / (SCALE * rectifying_m);
    let beta = [
        n / 2.0 - 2.0 / 3.0 * n * n + 37.0 / 96.0 * n.powi(3),
        n * n / 48.0 + n.powi(3) / 15.0,
        17.0 / 480.0 * n.powi(3),
    ];
    let delta = [
        2.0 * n - 2.0 / 3.0 * n * n - 2.0 * n.powi(3),
        7.0 / 3.0 * n * n - 8.0 / 5.0 * n.powi(3),
        56.0 / 15.0 * n.powi(3),
    ];
    let series = [2.0, 4.0, 6.0];
    let xi_sum: f64 = beta.iter().zip(series).map(|(b, j)| b * (j * xi).sin() * (j * eta).cosh()).sum();
    let eta_sum: f64 = beta.iter().zip(series).map(|(b, j)| b * (j * xi).cos() * (j * eta).sinh()).sum();
    let xi = xi - xi_sum;
    let eta = eta - eta_sum;
    let chi = (xi.sin() / eta.cosh()).asin();
    let lat = chi + delta.iter().zip(series).map(|(d, j)| d * (j * chi).sin()).sum::<f64>();
    let lon = f64::from(zone) * 6.0 - 183.0 + eta.sinh().atan2(xi.cos()).to_degrees();
    Some((lon, lat.to_degrees()))
}

/// The longest cell with coordinates of a grid.
const MOST_BYTES: usize = 60;

/// The letters of the bands of 8 degrees from 80 south.
const BANDS: &str = "CDEFGHJKLMNPQRSTUVWX";

/// `36U 512345 5312345`, `36N 512345 5312345` or `Zone 36 N, E 512345, N 5312345`: zone, hemisphere or band, and metres.
///
/// A single `N` or `S` behind the zone is the hemisphere.
pub fn utm(cell: &str) -> Option<Position> {
    if cell.len() > MOST_BYTES {
        return None;
    }
    let upper = cell.trim().to_ascii_uppercase();
    let body = upper.trim_start_matches("UTM").trim_start_matches([':', ' ']).trim_start_matches("ZONE");
    let words: Vec<&str> = body
        .split(|sign: char| sign.is_whitespace() || ",;:".contains(sign))
        .filter(|word| !matches!(*word, "" | "E" | "M" | "ME" | "MN"))
        .collect();
    let (zone, rest) = words.split_first()?;
    let digits = zone.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
    let (letter, rest) = match (zone.get(digits.len()..)?, rest) {
        ("", [letter, rest @ ..]) => (*letter, rest),
        (letter, rest) => (letter, rest),
    };
    let rest: Vec<&str> = rest.iter().copied().filter(|word| *word != "N").collect();
    let [easting, northing] = rest.as_slice() else { return None };
    let metres = |word: &str| -> Option<f64> {
        let word = word.trim_end_matches(['M', 'E', 'N']);
        let is_whole = word.split('.').next().is_some_and(|digits| matches!(digits.len(), 5..=8));
        word.parse().ok().filter(|_| is_whole)
    };
    let mut letters = letter.chars();
    let band = letters.next().filter(|_| letters.next().is_none())?;
    let is_north = match band {
        'N' => true,
        'S' => false,
        band => BANDS.find(band)? >= BANDS.find('N')?,
    };
    let (lon_deg, lat_deg) = of_utm(digits.parse().ok()?, is_north, metres(easting)?, metres(northing)?)?;
    Position::new(lon_deg, lat_deg)
}

/// `36U VV 12345 67890`, also without blanks and with fewer digits: the middle of its square.
pub fn mgrs(cell: &str) -> Option<Position> {
    if cell.len() > MOST_BYTES {
        return None;
    }
    let text: String = cell.trim().to_ascii_uppercase().split_whitespace().collect();
    if !(7..=15).contains(&text.len()) || !text.is_ascii() {
        return None;
    }
    let zone_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let zone: u32 = text.get(..zone_digits)?.parse().ok().filter(|zone| (1..=60).contains(zone))?;
    let mut letters = text.get(zone_digits..)?.chars();
    let band = BANDS.find(letters.next()?)?;
    // Columns repeat after three zones, rows after two, each without I and O.
    let columns = ["ABCDEFGH", "JKLMNPQR", "STUVWXYZ"];
    const ROWS: &str = "ABCDEFGHJKLMNPQRSTUV";
    let set = (zone as usize - 1) % 3;
    let column = columns.get(set)?.find(letters.next()?)?;
    let shift = if zone.is_multiple_of(2) { 5 } else { 0 };
    let row = (ROWS.find(letters.next()?)? + ROWS.len() - shift) % ROWS.len();
    let digits = letters.as_str();
    if digits.len() % 2 != 0 || digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let half = digits.len() / 2;
    let step_m = 10f64.powi(5 - i32::try_from(half).ok()?);
    let within_m = |digits: &str| digits.parse::<f64>().ok().map(|value| value * step_m + step_m / 2.0);
    #[expect(clippy::cast_precision_loss, reason = "a few letters")]
    let easting_m = (column as f64 + 1.0) * 100_000.0 + within_m(digits.get(..half)?)?;
    #[expect(clippy::cast_precision_loss, reason = "a few letters")]
    let mut northing_m = row as f64 * 100_000.0 + within_m(digits.get(half..)?)?;
    let is_north = band >= BANDS.find('N')?;
    // The rows repeat every 2,000 km; the band says which of them is meant.
    #[expect(clippy::cast_precision_loss, reason = "a few letters")]
    let band_lat = -80.0 + 8.0 * band as f64;
    for _ in 0..5 {
        if let Some((lon_deg, lat_deg)) = of_utm(zone, is_north, easting_m, northing_m)
            && (band_lat - 1.0..=band_lat + if band == BANDS.len() - 1 { 13.0 } else { 9.0 }).contains(&lat_deg)
        {
            return Position::new(lon_deg, lat_deg);
        }
        northing_m += 2_000_000.0;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<Position>, lat: f64, lon: f64, within: f64) {
        let found = found.expect("a position");
        assert!((found.lat_deg - lat).abs() < within && (found.lon_deg - lon).abs() < within, "{found:?}");
    }

    #[test]
    fn metres_of_a_stated_system_become_degrees() {
        // The central meridian of zone 31 is 3 degrees east; 4,000 km north of the equator by the meridian's length.
        close(utm("31N 500000 0000000"), 0.0, 3.0, 1e-9);
        // The tower of Toronto, a worked example of the projection: 43°38'33.24"N 79°23'13.7"W.
        close(utm("17T 630084 4833438"), 43.642_567, -79.387_139, 1e-4);
        close(utm("UTM Zone 17 N, 630084 E, 4833438 N"), 43.642_567, -79.387_139, 1e-4);
        close(mgrs("17T PJ 30084 33438"), 43.642_567, -79.387_139, 1e-4);
        close(mgrs("17TPJ3008433438"), 43.642_567, -79.387_139, 1e-4);
        let (lon, lat) = in_degrees(3857, 4_146_651.0, 6_106_854.8).expect("degrees");
        assert!((lon - 37.25).abs() < 1e-4 && (lat - 48.0).abs() < 0.01, "{lon}, {lat}");
        assert_eq!(in_degrees(27_700, 1.0, 2.0), None);
        for cell in ["48.01 37.25", "12345 67890", "36U", "1,234", "Lower Ford", "ABC 123 456", "2031-05-01"] {
            assert_eq!((utm(cell), mgrs(cell)), (None, None), "{cell}");
        }
    }
}
