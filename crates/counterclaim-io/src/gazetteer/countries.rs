//! How far countries reach, by the named places of the gazetteer.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::asset;
use super::fold::fold;
use counterclaim_model::Position;

/// The box around the places of a country, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountryBox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// How far beyond its outermost places a country, and what happens off its coast, may reach.
const MARGIN_DEG: f64 = 3.0;

impl CountryBox {
    fn of(at: Position) -> Self {
        Self { west: at.lon_deg, south: at.lat_deg, east: at.lon_deg, north: at.lat_deg }
    }

    fn add(&mut self, at: Position) {
        self.west = self.west.min(at.lon_deg);
        self.south = self.south.min(at.lat_deg);
        self.east = self.east.max(at.lon_deg);
        self.north = self.north.max(at.lat_deg);
    }

    /// Whether a point may be in the country, or near it.
    pub fn may_hold(&self, at: Position) -> bool {
        (self.west - MARGIN_DEG..=self.east + MARGIN_DEG).contains(&at.lon_deg)
            && (self.south - MARGIN_DEG..=self.north + MARGIN_DEG).contains(&at.lat_deg)
    }
}

/// The box of a country by its English name or its two letters; `None` for a country that is not known.
pub fn box_of(country: &str) -> Option<CountryBox> {
    static BOXES: OnceLock<BTreeMap<String, CountryBox>> = OnceLock::new();
    let boxes = BOXES.get_or_init(|| asset::unpacked().map(|text| boxes(&text)).unwrap_or_default());
    boxes.get(&fold(country)).copied()
}

/// The boxes of all countries of the gazetteer's text.
fn boxes(text: &str) -> BTreeMap<String, CountryBox> {
    let mut boxes: BTreeMap<String, CountryBox> = BTreeMap::new();
    let mut names: Vec<String> = Vec::new();
    for line in text.lines().skip(1) {
        if let Some(country) = line.strip_prefix('=') {
            names = country.split('\t').map(fold).collect();
        } else if !line.starts_with('-')
            && let Some(at) = position(line)
        {
            for name in &names {
                boxes.entry(name.clone()).and_modify(|known| known.add(at)).or_insert_with(|| CountryBox::of(at));
            }
        }
    }
    boxes
}

/// The position in the line of a place.
fn position(line: &str) -> Option<Position> {
    let mut degrees =
        line.split('\t').skip(1).map(|field| Some(f64::from(field.parse::<i32>().ok()?) / asset::PER_DEG));
    let lat_deg = degrees.next()??;
    let lon_deg = degrees.next()??;
    Position::new(lon_deg, lat_deg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_reaches_as_far_as_its_places() {
        let text = "counterclaim-gazetteer 1\n=AA\tSudmark\n-01\tNorth\n7\t480000\t370000\t300\tA|B\n8\t500000\t390000\t3\tC\n";
        let known = boxes(text);
        assert_eq!(known.keys().map(String::as_str).collect::<Vec<_>>(), ["aa", "sudmark"]);
        let sudmark = known["sudmark"];
        let at = |lat, lon| Position::new(lon, lat).expect("a position");
        assert!(sudmark.may_hold(at(49.0, 38.0)) && sudmark.may_hold(at(46.0, 36.0)));
        assert!(!sudmark.may_hold(at(38.0, 49.0)));
        assert!(
            box_of("Ukraine").is_some_and(|known| known.may_hold(at(48.0, 37.0)) && !known.may_hold(at(37.0, 48.0)))
        );
        assert_eq!(box_of("Sudmark"), None);
    }
}
