//! Where land is near: a grid of a quarter of a degree, made of the base map by `assets/basemap/land_mask.py`.

use std::io::Read as _;
use std::sync::OnceLock;

use counterclaim_model::Position;

const MAGIC: &[u8] = b"CCLAND01";
const COLUMNS: usize = 1440;
const ROWS: usize = 720;
const PER_DEG: f64 = 4.0;

/// Whether a point lies at sea, farther than some 25 km from any land; no, if the grid cannot be read.
pub fn is_at_sea(at: Position) -> bool {
    static GRID: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    let Some(grid) = GRID.get_or_init(unpacked) else { return false };
    let index = |deg: f64, count: usize| ((deg * PER_DEG) as usize).min(count - 1);
    let row = index((90.0 - at.lat_deg).max(0.0), ROWS);
    let column = index((at.lon_deg + 180.0).max(0.0), COLUMNS);
    let bit = row * COLUMNS + column;
    grid.get(bit / 8).is_some_and(|byte| byte >> (7 - bit % 8) & 1 == 0)
}

fn unpacked() -> Option<Vec<u8>> {
    let packed: &[u8] = include_bytes!("../../../../assets/basemap/land.bin.gz");
    let mut bytes = Vec::new();
    if let Err(error) = flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes) {
        log::error!("the grid of land could not be unpacked: {error}");
        return None;
    }
    bytes.strip_prefix(MAGIC).filter(|grid| grid.len() * 8 == ROWS * COLUMNS).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_sea(lat_deg: f64, lon_deg: f64) -> bool {
        is_at_sea(Position { lon_deg, lat_deg })
    }

    #[test]
    fn towns_are_on_land_and_oceans_are_not() {
        for (lat, lon) in
            [(47.98, 37.28), (46.48, 30.73), (15.35, 44.2), (-33.92, 18.42), (64.15, -21.94), (-90.0, 0.0)]
        {
            assert!(!at_sea(lat, lon), "{lat}, {lon}");
        }
        for (lat, lon) in [(43.5, 34.5), (0.0, 0.0), (30.0, -40.0), (-40.0, 100.0), (37.28, -35.0), (35.0, 18.0)] {
            assert!(at_sea(lat, lon), "{lat}, {lon}");
        }
    }
}
