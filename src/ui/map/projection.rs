//! Mercator projection as a pure value: world degrees to screen points and back.
//!
//! Plane coordinates are degrees: `x` is the longitude, `y` the Mercator northing in degrees of longitude.

use egui::{Pos2, Rect, Vec2, pos2};

use crate::app::Camera;
use counterclaim_model::Position;

/// The latitude beyond which Mercator is not drawn.
const MAX_LAT_DEG: f64 = 85.0;
/// Mean radius of the earth in kilometres, for lengths on the screen.
const EARTH_KM: f64 = 6371.0;

/// Points of the screen per degree, at the smallest and the greatest scale.
pub const MIN_SCALE: f64 = 1.5;
pub const MAX_SCALE: f64 = 40_000.0;

/// A point in the plane of the map, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    pub x: f64,
    pub y: f64,
}

/// Where the plane is drawn on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    pub rect: Rect,
    center: Plane,
    /// Points of the screen per degree.
    pub scale: f64,
}

/// Projects a position; latitudes beyond ±85° are drawn at 85°.
pub fn plane_from_world(position: Position) -> Plane {
    let lat = position.lat_deg.clamp(-MAX_LAT_DEG, MAX_LAT_DEG).to_radians();
    let y = (std::f64::consts::FRAC_PI_4 + lat / 2.0).tan().ln().to_degrees();
    Plane { x: position.lon_deg, y }
}

/// The position of a point in the plane; points off the globe are moved to its edge.
pub fn world_from_plane(plane: Plane) -> Option<Position> {
    let lat = 2.0 * plane.y.to_radians().exp().atan() - std::f64::consts::FRAC_PI_2;
    Position::new(plane.x.clamp(-180.0, 180.0), lat.to_degrees().clamp(-MAX_LAT_DEG, MAX_LAT_DEG))
}

impl Projection {
    pub fn new(camera: Camera, rect: Rect) -> Self {
        let scale = camera.points_per_deg.clamp(MIN_SCALE, MAX_SCALE);
        Self { rect, center: plane_from_world(camera.center), scale }
    }

    /// The camera that shows all positions with some margin; Europe if there are none.
    pub fn fit(positions: impl Iterator<Item = Position>, rect: Rect) -> Camera {
        let mut bounds: Option<(Plane, Plane)> = None;
        for plane in positions.map(plane_from_world) {
            let (low, high) = bounds.unwrap_or((plane, plane));
            bounds = Some((
                Plane { x: low.x.min(plane.x), y: low.y.min(plane.y) },
                Plane { x: high.x.max(plane.x), y: high.y.max(plane.y) },
            ));
        }
        let (low, high) = bounds.unwrap_or((Plane { x: -10.0, y: 40.0 }, Plane { x: 45.0, y: 75.0 }));
        let middle = Plane { x: f64::midpoint(low.x, high.x), y: f64::midpoint(low.y, high.y) };
        let room = rect.shrink2(Vec2::new(70.0, 70.0)).size().max(Vec2::splat(60.0));
        let across = (high.x - low.x).max(0.02);
        let up = (high.y - low.y).max(0.02);
        let scale = (f64::from(room.x) / across).min(f64::from(room.y) / up).clamp(MIN_SCALE, 400.0);
        let center = world_from_plane(middle).unwrap_or(Position { lon_deg: 0.0, lat_deg: 0.0 });
        Camera { center, points_per_deg: scale }
    }

    /// The same with more margin on all sides.
    pub fn widened(&self, by: Vec2) -> Self {
        Self { rect: self.rect.expand2(by), ..*self }
    }

    /// The position of this rectangle in another projection of the same scale.
    pub fn shown_in(&self, other: &Self) -> Rect {
        Rect::from_center_size(other.screen_from_plane(self.center), self.rect.size())
    }

    pub fn screen_from_plane(&self, plane: Plane) -> Pos2 {
        let middle = self.rect.center();
        let right = ((plane.x - self.center.x) * self.scale) as f32;
        let up = ((plane.y - self.center.y) * self.scale) as f32;
        pos2(middle.x + right, middle.y - up)
    }

    pub fn plane_from_screen(&self, at: Pos2) -> Plane {
        let off = at - self.rect.center();
        Plane { x: self.center.x + f64::from(off.x) / self.scale, y: self.center.y - f64::from(off.y) / self.scale }
    }

    pub fn screen_from_world(&self, position: Position) -> Pos2 {
        self.screen_from_plane(plane_from_world(position))
    }

    /// The position of a point of the screen.
    pub fn world_from_screen(&self, at: Pos2) -> Option<Position> {
        world_from_plane(self.plane_from_screen(at))
    }

    /// Points of the screen per kilometre at a latitude.
    pub fn points_per_km(&self, lat_deg: f64) -> f64 {
        let km_per_deg = EARTH_KM.to_radians() * lat_deg.to_radians().cos().max(0.05);
        self.scale / km_per_deg
    }

    /// The camera after dragging the map by some points.
    pub fn panned(&self, by: Vec2) -> Camera {
        let middle = self.plane_from_screen(self.rect.center() - by);
        self.camera(middle, self.scale)
    }

    /// The camera after zooming by a factor, with the point under `fixed` unchanged.
    pub fn zoomed(&self, factor: f64, fixed: Pos2) -> Camera {
        let scale = (self.scale * factor).clamp(MIN_SCALE, MAX_SCALE);
        let kept = self.plane_from_screen(fixed);
        let off = fixed - self.rect.center();
        let middle = Plane { x: kept.x - f64::from(off.x) / scale, y: kept.y + f64::from(off.y) / scale };
        self.camera(middle, scale)
    }

    fn camera(&self, middle: Plane, scale: f64) -> Camera {
        let fallback = world_from_plane(self.center).unwrap_or(Position { lon_deg: 0.0, lat_deg: 0.0 });
        Camera { center: world_from_plane(middle).unwrap_or(fallback), points_per_deg: scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn projection() -> Projection {
        let camera = Camera { center: Position { lon_deg: 37.28, lat_deg: 47.98 }, points_per_deg: 120.0 };
        Projection::new(camera, Rect::from_min_max(pos2(100.0, 50.0), pos2(900.0, 650.0)))
    }

    #[test]
    fn the_way_to_the_screen_and_back_is_the_identity() {
        let projection = projection();
        for (lon_deg, lat_deg) in [(37.28, 47.98), (36.0, 51.0), (-70.0, -33.0), (179.9, 84.9)] {
            let plane = plane_from_world(Position { lon_deg, lat_deg });
            let back = world_from_plane(plane).expect("a position");
            assert!((back.lon_deg - lon_deg).abs() < 1e-9 && (back.lat_deg - lat_deg).abs() < 1e-9);
            let again = projection.plane_from_screen(projection.screen_from_plane(plane));
            assert!((again.x - plane.x).abs() < 1e-3 && (again.y - plane.y).abs() < 1e-3);
        }
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let projection = projection();
        let pointer = pos2(300.0, 200.0);
        let before = projection.plane_from_screen(pointer);
        let after = Projection::new(projection.zoomed(3.0, pointer), projection.rect).plane_from_screen(pointer);
        assert!((before.x - after.x).abs() < 1e-6 && (before.y - after.y).abs() < 1e-6);
    }

    #[test]
    fn the_poles_are_drawn_at_the_edge() {
        let pole = plane_from_world(Position { lon_deg: 0.0, lat_deg: 90.0 });
        assert!(
            pole.y.is_finite() && (pole.y - plane_from_world(Position { lon_deg: 0.0, lat_deg: 85.0 }).y).abs() < 1e-9
        );
    }

    #[test]
    fn everything_fitted_is_inside() {
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(500.0, 500.0));
        let places = [(37.2, 47.9), (35.2, 51.2), (38.1, 48.7)].map(|(lon_deg, lat_deg)| Position { lon_deg, lat_deg });
        let projection = Projection::new(Projection::fit(places.into_iter(), rect), rect);
        for place in places {
            assert!(rect.contains(projection.screen_from_world(place)));
        }
    }
}
