//! The embedded base map: land, borders and towns, decoded once.
//!
//! The layout of the asset is documented in `assets/basemap/build.py`, which creates it.

use std::io::Read as _;

use super::projection::plane_from_world;
use counterclaim_model::Position;

/// The zoom levels of a part of the base map; low zoom draws both coarse parts, high zoom the outer and the fine one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Detail {
    CoarseOutside,
    CoarseInside,
    FineInside,
}

/// The kind of a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LineClass {
    Coast,
    Country,
    /// Claimed or disputed, drawn dashed.
    Disputed,
    Province,
}

/// The view of contested borders that a line belongs to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BorderView {
    Both,
    /// The view of the United Nations.
    UnitedNations,
    /// As administered on the ground in the source's year.
    Administered,
}

/// A line in the plane of the map, in degrees, with its bounds.
#[derive(Clone, Debug)]
pub struct Line {
    pub low: [f32; 2],
    pub high: [f32; 2],
    pub points: Vec<[f32; 2]>,
}

#[derive(Clone, Debug)]
pub struct Lines {
    pub detail: Detail,
    pub class: LineClass,
    pub view: BorderView,
    pub lines: Vec<Line>,
}

/// Land as triangles over points in the plane.
#[derive(Clone, Debug)]
pub struct Land {
    pub detail: Detail,
    pub points: Vec<[f32; 2]>,
    pub triangles: Vec<[u32; 3]>,
}

/// A town for orientation.
#[derive(Clone, Debug)]
pub struct Town {
    pub name: String,
    pub position: Position,
    pub population: u32,
    pub is_capital: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Basemap {
    pub land: Vec<Land>,
    pub lines: Vec<Lines>,
    /// Largest first.
    pub towns: Vec<Town>,
}

const MAGIC: &[u8] = b"CCBASE01";
/// The grid of the asset, in degrees.
const GRID_DEG: f64 = 1e-4;

impl Basemap {
    /// The bundled base map; if it is damaged, empty, with a line in the log.
    pub fn embedded() -> Self {
        let packed: &[u8] = include_bytes!("../../../assets/basemap/basemap.bin.gz");
        let mut bytes = Vec::new();
        if let Err(error) = flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes) {
            log::error!("the base map could not be unpacked: {error}");
            return Self::default();
        }
        Self::decode(&bytes).unwrap_or_else(|| {
            log::error!("the base map could not be read");
            Self::default()
        })
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader { bytes: bytes.strip_prefix(MAGIC)? };
        let mut map = Self::default();
        for _ in 0..reader.count()? {
            let [kind, detail, class, view] = reader.take(4)? else { return None };
            let detail = match detail {
                0 => Detail::CoarseOutside,
                1 => Detail::CoarseInside,
                _ => Detail::FineInside,
            };
            let length = reader.count()?;
            let mut section = Reader { bytes: reader.take(length)? };
            match kind {
                1 => map.land.push(section.land(detail)?),
                2 => map.lines.push(section.lines(detail, *class, *view)?),
                3 => map.towns = section.towns()?,
                _ => {}
            }
        }
        Some(map)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    /// An unsigned number, seven bits a byte, lowest first.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..63).step_by(7) {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// A signed number: even for zero and above, odd below.
    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// The next point of a list in which each is stored relative to the previous one.
    fn point(&mut self, last: &mut (i64, i64)) -> Option<Position> {
        last.0 += self.signed()?;
        last.1 += self.signed()?;
        Some(Position { lon_deg: last.0 as f64 * GRID_DEG, lat_deg: last.1 as f64 * GRID_DEG })
    }

    fn points(&mut self) -> Option<Vec<[f32; 2]>> {
        let mut last = (0, 0);
        (0..self.count()?).map(|_| self.point(&mut last).map(plane_f32)).collect()
    }

    fn land(&mut self, detail: Detail) -> Option<Land> {
        let points = self.points()?;
        let count = self.count()?;
        let mut last = 0i64;
        let mut index = || {
            last += self.signed()?;
            u32::try_from(last).ok().filter(|index| (*index as usize) < points.len())
        };
        let triangles = (0..count / 3).map(|_| Some([index()?, index()?, index()?])).collect::<Option<_>>()?;
        Some(Land { detail, points, triangles })
    }

    fn lines(&mut self, detail: Detail, class: u8, view: u8) -> Option<Lines> {
        let class = match class {
            1 => LineClass::Coast,
            2 => LineClass::Country,
            3 => LineClass::Disputed,
            _ => LineClass::Province,
        };
        let view = match view {
            0 => BorderView::Both,
            1 => BorderView::UnitedNations,
            _ => BorderView::Administered,
        };
        let lines = (0..self.count()?).map(|_| self.points().map(line)).collect::<Option<_>>()?;
        Some(Lines { detail, class, view, lines })
    }

    fn towns(&mut self) -> Option<Vec<Town>> {
        let mut towns = Vec::new();
        for _ in 0..self.count()? {
            let length = self.count()?;
            let name = std::str::from_utf8(self.take(length)?).ok()?.to_owned();
            let position = self.point(&mut (0, 0))?;
            let population = u32::try_from(self.number()?).ok()?;
            let flags = *self.take(1)?.first()?;
            towns.push(Town { name, position, population, is_capital: flags & 1 != 0 });
        }
        Some(towns)
    }
}

fn plane_f32(position: Position) -> [f32; 2] {
    let plane = plane_from_world(position);
    [plane.x as f32, plane.y as f32]
}

fn line(points: Vec<[f32; 2]>) -> Line {
    let mut low = [f32::INFINITY; 2];
    let mut high = [f32::NEG_INFINITY; 2];
    for point in &points {
        for axis in 0..2 {
            low[axis] = low[axis].min(point[axis]);
            high[axis] = high[axis].max(point[axis]);
        }
    }
    Line { low, high, points }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_map_has_land_borders_and_the_towns_of_the_example() {
        let map = Basemap::embedded();
        assert_eq!(map.land.len(), 3);
        assert!(map.lines.iter().any(|lines| lines.class == LineClass::Country && lines.detail == Detail::FineInside));
        for name in ["Pokrovsk", "Kursk", "Donetsk"] {
            assert!(map.towns.iter().any(|town| town.name == name), "{name} is missing");
        }
    }

    #[test]
    fn no_disputed_line_runs_through_the_donbas() {
        // A line of contact from earlier years would look like a front line.
        let low = plane_f32(Position { lon_deg: 36.5, lat_deg: 47.3 });
        let high = plane_f32(Position { lon_deg: 39.0, lat_deg: 49.5 });
        for lines in Basemap::embedded().lines.iter().filter(|lines| lines.class == LineClass::Disputed) {
            for point in lines.lines.iter().flat_map(|line| &line.points) {
                let inside = (0..2).all(|axis| (low[axis]..=high[axis]).contains(&point[axis]));
                assert!(!inside, "a disputed line passes {point:?}");
            }
        }
    }

    #[test]
    fn damaged_bytes_are_refused_without_a_panic() {
        assert!(Basemap::decode(b"CCBASE01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff").is_none());
        assert!(Basemap::decode(b"something else").is_none());
    }
}
