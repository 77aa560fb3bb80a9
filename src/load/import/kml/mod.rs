//! KML and KMZ become events: each Placemark is one. The file is walked with a list of open elements, never by
//! calling itself, and nothing it points to is fetched.

mod containers;
mod coordinates;
mod entries;
mod html;
mod kmz;
#[cfg(test)]
mod kmz_tests;
mod mark;
mod slip;
mod tag;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod time_tests;
mod times;
mod tokens;
mod walk;

pub(in crate::load) use kmz::document_of;

use super::feature::Around;
use super::{Budget, OverBudget, Sink};
use walk::Walk;

/// Puts the Placemarks of a KML file into the sink.
pub(in crate::load) fn read_kml(
    text: &str,
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) -> Result<(), OverBudget> {
    Walk::new(text, budget, sink).run()
}

/// Puts a Placemark into the sink once more, from its own bytes and what was around it.
pub(in crate::load) fn read_placemark_again(
    text: &str,
    around: Around<'_>,
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) -> Result<(), OverBudget> {
    Walk::again(text, around, budget, sink).run()
}
