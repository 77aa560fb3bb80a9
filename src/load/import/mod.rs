//! Foreign files become events: UCDP GED, ACLED and other CSV, GeoJSON, KML and KMZ.

mod budget;
mod csv;
mod draft;
mod sink;

pub(in crate::load) use budget::{Budget, OverBudget};
pub(in crate::load) use draft::{
    Draft, DraftClaim, DraftDate, DraftLoss, DraftPlace, Problem, Text,
};
pub(in crate::load) use sink::Sink;
