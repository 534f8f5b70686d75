//! The canvas of the map.

use egui::Id;

/// The widget that takes the map's keys.
pub fn canvas_id() -> Id {
    Id::unique("map_canvas")
}
