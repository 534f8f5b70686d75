//! The canvas of the map.

use egui::Id;

/// The widget with the map's keys.
pub fn canvas_id() -> Id {
    Id::unique("map_canvas")
}
