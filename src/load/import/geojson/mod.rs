//! GeoJSON becomes events, feature by feature. The file is never read as one value, so a broken feature costs one
//! feature, and what stands before a cut-off end is kept.

#[cfg(test)]
mod date_tests;
mod entries;
mod entry_scan;
mod geometry;
mod members;
#[cfg(test)]
mod place_tests;
mod properties;
mod resume;
mod scan;
#[cfg(test)]
mod tests;
mod walk;
mod when;

use super::feature::Around;
use super::{Budget, OverBudget, Sink, Stands};
use properties::feature_of;
use walk::Walk;

/// Puts the features of a GeoJSON file into the sink: a collection, a feature, a geometry, a list of features, or
/// one of them a line.
pub(in crate::load) fn read_geojson(
    text: &str,
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) -> Result<(), OverBudget> {
    Walk::new(text, budget, sink).run()
}

/// Puts a feature into the sink once more, from its own bytes and what was around it.
pub(in crate::load) fn read_feature_again(
    text: &str,
    around: Around<'_>,
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) {
    let stands = Stands {
        at: (1, 1),
        bytes: 0..text.len(),
        around,
    };
    if let Ok(feature) = feature_of(text, budget.max_depth) {
        feature.put(&stands, budget, sink);
    }
}
