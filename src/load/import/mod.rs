//! Foreign files become events: UCDP GED, ACLED and other CSV, GeoJSON, KML and KMZ.

mod budget;
mod csv;
mod draft;
mod events;
mod feature;
mod feature_file;
mod geojson;
mod import_files;
mod kept;
mod kept_features;
mod kept_rows;
mod kml;
mod links;
mod names;
mod problems;
mod progress;
mod rows;
mod sink;
#[cfg(test)]
mod vec_sink;

pub(in crate::load) use budget::{Budget, OverBudget};
pub(in crate::load) use draft::{
    Draft, DraftClaim, DraftDate, DraftLoss, DraftPlace, Problem, Text,
};
pub(in crate::load) use events::tags_of;
pub use import_files::ImportOptions;
pub(super) use import_files::import;
pub use progress::Progress;
pub(in crate::load) use sink::{Sink, Stands};
