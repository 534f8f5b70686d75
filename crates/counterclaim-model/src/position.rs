//! A position on the globe.

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
        let lat = self.lat_deg.to_radians();
        let other_lat = other.lat_deg.to_radians();
        let half = |difference: f64| (difference / 2.0).sin().powi(2);
        let lon = (other.lon_deg - self.lon_deg).to_radians();
        let chord = half(other_lat - lat) + lat.cos() * other_lat.cos() * half(lon);
        2.0 * 6371.0 * chord.clamp(0.0, 1.0).sqrt().asin()
    }

    /// The point `distance_km` away at `bearing_deg` clockwise from north, on a sphere of 6371 km.
    pub fn offset(self, distance_km: f64, bearing_deg: f64) -> Option<Self> {
        let angle = distance_km / 6371.0;
        let lat = self.lat_deg.to_radians();
        let lon = self.lon_deg.to_radians();
        let bearing = bearing_deg.to_radians();
        let lat_sin = lat.sin() * angle.cos() + lat.cos() * angle.sin() * bearing.cos();
        let east = bearing.sin() * angle.sin() * lat.cos();
        let lon_deg = (lon + east.atan2(angle.cos() - lat.sin() * lat_sin)).to_degrees();
        Self::new((lon_deg + 540.0).rem_euclid(360.0) - 180.0, lat_sin.clamp(-1.0, 1.0).asin().to_degrees())
    }
}
