//! Where something happened or is located.

use crate::{GeocodedPlace, PlaceId, Position};

/// The outline of a place: polygons of rings; the first ring of each is its outer edge, the others are holes.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    polygons: Vec<Vec<Vec<Position>>>,
    /// South-west and north-east.
    corners: [Position; 2],
}

impl Area {
    /// Rejects an area without a polygon, and rings of fewer than three positions.
    pub fn new(polygons: Vec<Vec<Vec<Position>>>) -> Option<Self> {
        let is_whole = |rings: &Vec<Vec<Position>>| !rings.is_empty() && rings.iter().all(|ring| ring.len() >= 3);
        if !polygons.iter().all(is_whole) {
            return None;
        }
        let first = *polygons.first()?.first()?.first()?;
        let mut corners = [first, first];
        for at in polygons.iter().flatten().flatten() {
            let [low, high] = &mut corners;
            *low = Position { lon_deg: low.lon_deg.min(at.lon_deg), lat_deg: low.lat_deg.min(at.lat_deg) };
            *high = Position { lon_deg: high.lon_deg.max(at.lon_deg), lat_deg: high.lat_deg.max(at.lat_deg) };
        }
        Some(Self { polygons, corners })
    }

    pub fn polygons(&self) -> &[Vec<Vec<Position>>] {
        &self.polygons
    }

    /// The corners of the bounding box, south-west and north-east.
    pub fn corners(&self) -> [Position; 2] {
        self.corners
    }

    /// Every ring, including holes.
    pub fn rings(&self) -> impl Iterator<Item = &[Position]> {
        self.polygons.iter().flatten().map(Vec::as_slice)
    }

    /// Whether a position is inside and not in a hole.
    pub fn contains(&self, at: Position) -> bool {
        let crosses = |ring: &[Position]| {
            let ends = ring.iter().zip(ring.iter().cycle().skip(1));
            let is_right = |(a, b): &(&Position, &Position)| {
                let share = (at.lat_deg - a.lat_deg) / (b.lat_deg - a.lat_deg);
                (a.lat_deg > at.lat_deg) != (b.lat_deg > at.lat_deg)
                    && at.lon_deg < a.lon_deg + share * (b.lon_deg - a.lon_deg)
            };
            ends.filter(is_right).count()
        };
        self.polygons.iter().any(|rings| rings.iter().map(|ring| crosses(ring)).sum::<usize>() % 2 == 1)
    }
}

/// A place given by its distance and direction from another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OffsetFrom<P> {
    pub place: P,
    pub distance_km: f64,
    /// Clockwise from north.
    pub bearing_deg: f64,
}

/// A place as a file gives it; other records are named by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaceRecord {
    pub key: String,
    pub name: String,
    /// Language code and name.
    pub names: Vec<(String, String)>,
    pub aliases: Vec<String>,
    pub position: Option<Position>,
    /// Radius of the place, or of its uncertainty.
    pub radius_km: Option<f64>,
    pub area: Option<Area>,
    pub part_of: Option<String>,
    pub offset_from: Option<OffsetFrom<String>>,
    /// Origin of the coordinates.
    pub origin: Option<String>,
    pub note: Option<String>,
}

/// A view of one place of a `Dataset`.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub key: &'a str,
    pub name: &'a str,
    /// Language code and name.
    pub names: &'a [(String, String)],
    pub aliases: &'a [String],
    /// Stated, or computed from `offset_from`.
    pub position: Option<Position>,
    pub radius_km: Option<f64>,
    /// Its outline, if known.
    pub area: Option<&'a Area>,
    pub part_of: Option<PlaceId>,
    pub offset_from: Option<OffsetFrom<PlaceId>>,
    pub origin: Option<&'a str>,
    pub note: Option<&'a str>,
    /// The placement, if an analyst has located the place.
    pub placed: Option<&'a GeocodedPlace>,
}

impl<'a> Place<'a> {
    /// The name in the first of the languages that has one, else the main name; `languages` are codes such as `uk`.
    pub fn name_in(self, languages: &[String]) -> &'a str {
        let named = |code: &String| self.names.iter().find(|(other, _)| other == code);
        languages.iter().find_map(named).map_or(self.name, |(_, name)| name)
    }

    /// All names by which the place can be searched.
    pub fn all_names(self) -> impl Iterator<Item = &'a str> {
        let named = self.names.iter().map(|(_, name)| name.as_str());
        std::iter::once(self.name).chain(named).chain(self.aliases.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_off_the_globe_are_refused() {
        assert!(Position::new(37.28, 47.98).is_some());
        assert!(Position::new(37.28, 91.0).is_none());
        assert!(Position::new(f64::NAN, 0.0).is_none());
    }

    #[test]
    fn an_area_holds_what_lies_inside_and_in_no_hole() {
        let ring = |corners: [(f64, f64); 4]| {
            let corner = |(lon, lat)| Position::new(lon, lat).expect("a position");
            corners.map(corner).to_vec()
        };
        let outer = ring([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]);
        let hole = ring([(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0)]);
        let other = ring([(20.0, 0.0), (30.0, 0.0), (30.0, 10.0), (20.0, 10.0)]);
        let area = Area::new(vec![vec![outer, hole], vec![other]]).expect("an area");
        let holds = |lon, lat| area.contains(Position::new(lon, lat).expect("a position"));
        assert!(holds(1.0, 5.0) && holds(25.0, 5.0));
        assert!(!holds(5.0, 5.0) && !holds(15.0, 5.0) && !holds(1.0, 11.0));
        assert_eq!(Area::new(vec![vec![Vec::new()]]), None);
    }

    #[test]
    fn an_offset_of_one_degree_north_moves_the_latitude_by_one() {
        let start = Position::new(37.0, 48.0).expect("a position");
        let moved = start.offset(6371.0 * 1f64.to_radians(), 0.0).expect("a position");
        assert!((moved.lat_deg - 49.0).abs() < 1e-9 && (moved.lon_deg - 37.0).abs() < 1e-9);
    }
}
