//! Names of places as quiet dots: places of the dataset, and towns of the base map.

use egui::Ui;

use super::basemap::Basemap;
use super::labels::Labels;
use super::projection::{Plane, Projection, plane_from_world};
use crate::ui::theme;
use counterclaim_model::{Dataset, Id as _, PlaceId};

/// The largest radius of a place that is still drawn as a point, in kilometres.
const POINT_KM: f64 = 20.0;
/// With more visible places of the dataset than this, none is labelled separately.
const MOST: usize = 400;

/// The places of a dataset that are points.
#[derive(Default)]
pub struct Towns {
    revision: Option<u64>,
    own: Vec<(Plane, PlaceId)>,
}

impl Towns {
    /// Updates the list to the evidence of a state.
    pub fn follow(&mut self, revision: u64, dataset: &Dataset) {
        if self.revision == Some(revision) {
            return;
        }
        let points = dataset.places().zip(0..).filter_map(|(place, number)| {
            let is_point = place.radius_km.is_none_or(|radius| radius < POINT_KM) && place.offset_from.is_none();
            Some((plane_from_world(place.position.filter(|_| is_point)?), PlaceId::from_index(number)))
        });
        self.own = points.collect();
        self.revision = Some(revision);
    }

    pub fn paint(
        &self,
        ui: &Ui,
        dataset: &Dataset,
        basemap: &Basemap,
        projection: &Projection,
        labels: &mut Labels,
        languages: &[String],
    ) {
        let tokens = theme::tokens(ui);
        let on_screen = |(plane, id): &(Plane, PlaceId)| (projection.screen_from_plane(*plane), *id);
        let in_sight = || self.own.iter().map(on_screen).filter(|(at, _)| projection.rect.contains(*at));
        if in_sight().nth(MOST).is_none() {
            for (at, id) in in_sight() {
                let place = dataset.place(id);
                labels.place_dot(ui, at, place.name_in(languages), place.placed.is_some(), tokens);
            }
        }
        // The closer the map, the smaller the towns that get a label.
        let fewest = 3.0e9 / (projection.scale * projection.scale);
        for town in &basemap.towns {
            if f64::from(town.population) < fewest && !town.is_capital {
                break;
            }
            labels.place_dot(ui, projection.screen_from_world(town.position), &town.name, false, tokens);
        }
    }
}
