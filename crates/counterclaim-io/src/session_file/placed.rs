//! Placements in lines of version 1: an object from the ids of places to where each is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use counterclaim_model::{GeoPlace, Key, Offset, Placement, PlacementBase, Position};

#[derive(Deserialize, Serialize)]
struct WirePlacement {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    geonames: Option<WireGeoPlace>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    distance_km: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bearing_deg: Option<f64>,
    radius_km: f64,
}

#[derive(Deserialize, Serialize)]
struct WireGeoPlace {
    id: u32,
    name: String,
    lat: f64,
    lon: f64,
}

/// Reads `to`; an error says what is wrong with it.
pub fn read(to: Value) -> Result<BTreeMap<Key, Option<Placement>>, String> {
    let places: BTreeMap<String, Option<WirePlacement>> =
        serde_json::from_value(to).map_err(|error| format!("`to` cannot be read: {error}"))?;
    let placement = |(key, wire): (String, Option<WirePlacement>)| {
        let placement = wire.map(read_placement).transpose().map_err(|reason| format!("place `{key}`: {reason}"))?;
        Ok((Key::from(key), placement))
    };
    places.into_iter().map(placement).collect()
}

/// The JSON form of placements, in the order of keys.
pub fn write(places: &BTreeMap<Key, Option<Placement>>) -> Value {
    let wire: BTreeMap<&str, _> = places.iter().map(|(key, value)| (&**key, value.as_ref().map(wire))).collect();
    // Strings and numbers always have a JSON form.
    serde_json::to_value(&wire).unwrap_or_default()
}

fn read_placement(wire: WirePlacement) -> Result<Placement, String> {
    let base = match (wire.geonames, wire.place) {
        (Some(WireGeoPlace { id, name, lat, lon }), None) => {
            let position = Position::new(lon, lat).ok_or_else(|| format!("{lat}, {lon} is not a position"))?;
            PlacementBase::GeoNames(GeoPlace { id, name, position })
        }
        (None, Some(key)) => PlacementBase::Place(key.into()),
        _ => return Err("either `geonames` or `place` is needed".to_owned()),
    };
    let offset = match (wire.distance_km, wire.bearing_deg) {
        (Some(distance_km), Some(bearing_deg)) => Some(Offset { distance_km, bearing_deg }),
        (None, None) => None,
        _ => return Err("`distance_km` and `bearing_deg` need each other".to_owned()),
    };
    if wire.radius_km < 0.0 || offset.is_some_and(|offset| offset.distance_km < 0.0) {
        return Err("a distance cannot be negative".to_owned());
    }
    Ok(Placement { base, offset, radius_km: wire.radius_km })
}

fn wire(placement: &Placement) -> WirePlacement {
    let (geonames, place) = match &placement.base {
        PlacementBase::GeoNames(GeoPlace { id, name, position }) => {
            let id = *id;
            let name = name.clone();
            (Some(WireGeoPlace { id, name, lat: position.lat_deg, lon: position.lon_deg }), None)
        }
        PlacementBase::Place(key) => (None, Some(key.to_string())),
    };
    WirePlacement {
        geonames,
        place,
        distance_km: placement.offset.map(|offset| offset.distance_km),
        bearing_deg: placement.offset.map(|offset| offset.bearing_deg),
        radius_km: placement.radius_km,
    }
}
