//! GeoJSON becomes events, feature by feature. The file is never read as one value, so a broken feature costs one
//! feature, and what stands before a cut-off end is kept.

#[cfg(test)]
mod date_tests;
mod entries;
mod geometry;
mod members;
#[cfg(test)]
mod place_tests;
mod properties;
mod scan;
#[cfg(test)]
mod tests;
mod walk;
mod when;

use super::feature::decoded;
use super::{Budget, OverBudget, Sink};
use walk::Walk;

/// Puts the features of a GeoJSON file into the sink: a collection, a feature, a geometry, a list of features, or
/// one of them a line.
pub(in crate::load) fn read_geojson(
    bytes: &[u8],
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) -> Result<(), OverBudget> {
    let (text, problems) = decoded(bytes, budget);
    for problem in problems {
        sink.problem(1, 1, None, problem);
    }
    Walk::new(&text, budget, sink).records()
}
