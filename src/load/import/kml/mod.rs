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
mod tag;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod time_tests;
mod times;
mod walk;

pub(in crate::load) use kmz::read_kmz;

use super::feature::decoded;
use super::{Budget, OverBudget, Sink};
use walk::Walk;

/// Puts the Placemarks of a KML file into the sink.
pub(in crate::load) fn read_kml(
    bytes: &[u8],
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) -> Result<(), OverBudget> {
    let (text, problems) = decoded(bytes, budget);
    for problem in problems {
        sink.problem(1, 1, None, problem);
    }
    Walk::new(&text, budget, sink).run()
}
