//! One file for each import format.
//!
//! To add a format, write `<format>.rs` with its `IMPORTER` and add it to [`IMPORTERS`].

pub mod acled;
pub(crate) mod averitec;
pub(crate) mod bibliography;
pub(crate) mod claim_review;
pub(crate) mod claim_review_table;
pub mod content;
pub(crate) mod delimited_table;
pub(crate) mod esri;
pub mod gdelt;
pub(crate) mod geojson;
pub(crate) mod gpx;
pub mod importer;
pub mod kml;
pub mod native;
pub(crate) mod recognise;
pub(crate) mod records;
pub(crate) mod sparql;
pub mod statements_table;
pub(crate) mod stix;
pub(crate) mod telegram;
pub(crate) mod timemap;
pub(crate) mod ucdp;
pub(crate) mod unknown_format;
pub(crate) mod viina;
pub(crate) mod viina_control;
pub mod workbook;

use self::importer::Importer;

/// Every format that can be read; of those that are equally sure the first is taken.
pub const IMPORTERS: &[Importer] = &[
    native::IMPORTER,
    acled::IMPORTER,
    averitec::IMPORTER,
    bibliography::IMPORTER,
    claim_review::IMPORTER,
    claim_review_table::IMPORTER,
    delimited_table::IMPORTER,
    gdelt::EVENTS,
    gdelt::MENTIONS,
    geojson::IMPORTER,
    gpx::IMPORTER,
    kml::IMPORTER,
    records::IMPORTER,
    statements_table::IMPORTER,
    timemap::IMPORTER,
    ucdp::IMPORTER,
    viina::DAYS,
    viina::REPORTS,
    viina_control::IMPORTER,
    workbook::IMPORTER,
];
