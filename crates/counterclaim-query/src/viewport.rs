//! The part of the map that is shown.

/// The part of the Mercator plane that is shown: degrees of longitude across, northing in the same unit up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// Plane coordinates of the upper left corner.
    pub left: f64,
    pub top: f64,
    /// Cells to a degree of longitude.
    pub scale: f64,
    pub width: usize,
    pub height: usize,
}

impl Viewport {
    /// Plane coordinates of the left, lower, right and upper edge.
    pub fn bounds(&self) -> [f64; 4] {
        let width = self.width as f64 / self.scale;
        let height = self.height as f64 / self.scale;
        [self.left, self.top - height, self.left + width, self.top]
    }
}
