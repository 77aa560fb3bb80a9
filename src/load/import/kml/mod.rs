//! x
use super::{Budget, OverBudget, Sink};
pub(in crate::load) fn read_kml(_: &[u8], _: &Budget<'_>, _: &mut dyn Sink) -> Result<(), OverBudget> { Ok(()) }
pub(in crate::load) fn read_kmz(_: &[u8], _: &Budget<'_>, _: &mut dyn Sink) -> Result<(), OverBudget> { Ok(()) }
