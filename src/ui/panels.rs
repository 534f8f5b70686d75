//! The panels of the window.
//!
//! To add a panel, implement [`Panel`] and give it a line in the default of [`Panels`].

use egui::Ui;

use super::claims::ClaimsPanel;
use super::inspector::InspectorPanel;
use super::map::MapPanel;
use super::panel::{Cx, Panel};
use super::sources::SourcesPanel;
use super::timeline::TimelinePanel;
use crate::app::Tab;

/// Every panel of the window.
pub struct Panels(Vec<Box<dyn Panel>>);

impl Default for Panels {
    fn default() -> Self {
        Self(vec![
            Box::new(ClaimsPanel::default()),
            Box::new(MapPanel::default()),
            Box::new(SourcesPanel::default()),
            Box::new(InspectorPanel::default()),
            Box::new(TimelinePanel::default()),
        ])
    }
}

impl Panels {
    /// Draws the panel of a tab.
    pub fn ui(&mut self, tab: Tab, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(panel) = self.0.iter_mut().find(|panel| panel.tab() == tab) {
            // A panel takes all its room, so that an empty one does not shrink.
            ui.set_min_size(ui.available_size());
            ui.push_id(tab.label(), |ui| panel.ui(ui, cx));
        }
    }
}
