//! Where something happened or is located.

use crate::{Dataset, Id as _, PlaceId, Placed};

/// A point on the globe, WGS84 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub lon_deg: f64,
    pub lat_deg: f64,
}

impl Position {
    /// Rejects invalid points: latitudes beyond ±90, longitudes beyond ±180, NaN.
    pub fn new(lon_deg: f64, lat_deg: f64) -> Option<Self> {
        let valid = (-180.0..=180.0).contains(&lon_deg) && (-90.0..=90.0).contains(&lat_deg);
        valid.then_some(Self { lon_deg, lat_deg })
    }

    /// Great-circle distance to another point in kilometres, on a sphere of 6371 km.
    pub fn distance_km(self, other: Self) -> f64 {
        let (lat, other_lat) = (self.lat_deg.to_radians(), other.lat_deg.to_radians());
        let half = |difference: f64| (difference / 2.0).sin().powi(2);
        let lon = (other.lon_deg - self.lon_deg).to_radians();
        let chord = half(other_lat - lat) + lat.cos() * other_lat.cos() * half(lon);
        2.0 * 6371.0 * chord.clamp(0.0, 1.0).sqrt().asin()
    }

    /// The point `distance_km` away at `bearing_deg` clockwise from north, on a sphere of 6371 km.
    pub fn offset(self, distance_km: f64, bearing_deg: f64) -> Option<Self> {
        let angle = distance_km / 6371.0;
        let (lat, lon, bearing) = (self.lat_deg.to_radians(), self.lon_deg.to_radians(), bearing_deg.to_radians());
        let lat_sin = lat.sin() * angle.cos() + lat.cos() * angle.sin() * bearing.cos();
        let east = bearing.sin() * angle.sin() * lat.cos();
        let lon_deg = (lon + east.atan2(angle.cos() - lat.sin() * lat_sin)).to_degrees();
        Self::new((lon_deg + 540.0).rem_euclid(360.0) - 180.0, lat_sin.clamp(-1.0, 1.0).asin().to_degrees())
    }
}

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
    pub placed: Option<&'a Placed>,
}

impl<'a> Place<'a> {
    /// The name in a language, or the main name where there is none.
    pub fn name_in(self, language: Option<&str>) -> &'a str {
        let named = language.and_then(|code| self.names.iter().find(|(other, _)| other == code));
        named.map_or(self.name, |(_, name)| name)
    }

    /// All names by which the place can be searched.
    pub fn all_names(self) -> impl Iterator<Item = &'a str> {
        let named = self.names.iter().map(|(_, name)| name.as_str());
        std::iter::once(self.name).chain(named).chain(self.aliases.iter().map(String::as_str))
    }
}

impl Dataset {
    /// The place itself if it has a position, else the nearest enclosing place that has one.
    pub fn positioned(&self, place: PlaceId) -> Option<PlaceId> {
        let mut at = place;
        for _ in self.place_ids() {
            if self.position_of(at).is_some() {
                return Some(at);
            }
            at = self.places.part_of.get(at).copied()?;
        }
        None
    }

    /// The result of [`positioned`](Self::positioned) for each place, by its id: every link is followed once.
    pub fn positioned_places(&self) -> Vec<Option<PlaceId>> {
        let mut found: Vec<Option<Option<PlaceId>>> = vec![None; self.places().len()];
        let mut path = Vec::new();
        for first in self.place_ids() {
            let mut at = Some(first);
            let answer = loop {
                let Some(here) = at else { break None };
                match found.get(here.index()).copied().flatten() {
                    Some(known) => break known,
                    None if self.position_of(here).is_some() => {
                        path.push(here);
                        break Some(here);
                    }
                    None => {}
                }
                path.push(here);
                // A cycle that returns here finds nothing.
                found[here.index()] = Some(None);
                at = self.places.part_of.get(here).copied();
            };
            path.drain(..).for_each(|at: PlaceId| found[at.index()] = Some(answer));
        }
        found.into_iter().map(Option::flatten).collect()
    }

    /// Whether `inner` is `outer` or a part of it; a cycle of parts ends the search.
    pub fn is_within(&self, inner: PlaceId, outer: PlaceId) -> bool {
        let mut at = Some(inner);
        for _ in self.place_ids() {
            match at {
                Some(place) if place == outer => return true,
                Some(place) => at = self.places.part_of.get(place).copied(),
                None => return false,
            }
        }
        false
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
