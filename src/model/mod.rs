//! What is true: events, claims, sources, actors, places and time, as plain values.
//!
//! This room knows no file, no pixel and no clock, so every rule about events can be tested in a line.

mod actor;
mod catalog;
mod claim;
mod day;
mod edtf;
mod event;
mod extent;
mod finding;
mod id;
mod kind;
mod lon_lat;
mod place;
mod source;
mod time_span;

pub use actor::{Actor, ActorKind, Participant, Role};
pub use catalog::{Catalog, CatalogParts, Header};
pub use claim::{About, Claim, Stance};
pub use day::Day;
pub use edtf::{DateError, DatePrecision, When};
pub use event::{Casualty, Event, Harm, Location, Transfer};
pub use extent::{Extent, ExtentError};
pub use finding::{Finding, Severity};
pub use id::{ActorId, EventId, KindId, PlaceId, Slug, SlugError, SourceId};
pub use kind::{Kind, KindColor, Shape};
pub use lon_lat::{LonLat, LonLatError};
pub use place::{Place, PlaceKind, PlaceName, PlacePrecision};
pub use source::Source;
pub use time_span::{Match, TimeSpan, Window, WindowError};
