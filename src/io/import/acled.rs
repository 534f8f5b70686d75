//! ACLED's event table: 31 columns, one row for each event, sources listed without what they said.
//!
//! A file is known by its columns, in any order and with any of the usual delimiters.
//! Older exports write days as `16 May 2025` and kinds of actors as numbers; both are taken as they stand.

use super::events::Format;
use crate::model::{EventField, TimeGrain};

pub const FORMAT: Format = Format {
    name: "ACLED events",
    key: "event_id_cnty",
    day: "event_date",
    lon: "longitude",
    lat: "latitude",
    fatalities: "fatalities",
    notes: "notes",
    edited: "timestamp",
    sources: "source",
    source_separator: b"; ",
    codes: &[
        (EventField::EventType, "event_type"),
        (EventField::Country, "country"),
        (EventField::Disorder, "disorder_type"),
        (EventField::SubEventType, "sub_event_type"),
        (EventField::Actor1, "actor1"),
        (EventField::Associates1, "assoc_actor_1"),
        (EventField::Inter1, "inter1"),
        (EventField::Actor2, "actor2"),
        (EventField::Associates2, "assoc_actor_2"),
        (EventField::Inter2, "inter2"),
        (EventField::Interaction, "interaction"),
        (EventField::Targeting, "civilian_targeting"),
        (EventField::CountryNumber, "iso"),
        (EventField::Region, "region"),
        (EventField::Admin1, "admin1"),
        (EventField::Admin2, "admin2"),
        (EventField::Admin3, "admin3"),
        (EventField::Location, "location"),
        (EventField::SourceScale, "source_scale"),
        (EventField::Tags, "tags"),
        (EventField::TimePrecision, "time_precision"),
        (EventField::PlacePrecision, "geo_precision"),
    ],
    // 1 is a town, 2 a part of a region near a town, 3 a region; the lengths are ours.
    radii_km: &[("1", 3.0), ("2", 25.0), ("3", 100.0)],
    grains: &[("1", TimeGrain::Day), ("2", TimeGrain::Week), ("3", TimeGrain::Month)],
};
