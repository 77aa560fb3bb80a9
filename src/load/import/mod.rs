//! Foreign files become events: UCDP GED, ACLED and other CSV, GeoJSON, KML and KMZ.

mod budget;
mod draft;
mod feature;
mod geojson;
mod kml;
mod sink;
#[cfg(test)]
mod vec_sink;

pub(in crate::load) use budget::{Budget, OverBudget};
pub(in crate::load) use draft::{
    Draft, DraftClaim, DraftDate, DraftLoss, DraftPlace, Problem, Text,
};
pub(in crate::load) use geojson::read_geojson;
pub(in crate::load) use kml::{read_kml, read_kmz};
pub(in crate::load) use sink::Sink;
