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
pub mod geodesic;
mod hidden;
mod id;
mod kind;
mod lon_lat;
mod outline;
mod place;
mod place_name;
mod shelf;
mod source;
mod sweep;
mod table;
mod time_span;
mod typed_date;

pub use actor::{Actor, ActorKind, Participant, Role};
pub use catalog::{Catalog, CatalogParts, Header, Kept, slug_hash, slug_hash_from};
pub use claim::{About, Claim, Stance};
pub use day::Day;
pub use edtf::{DateError, DatePrecision, Hemisphere, Season, Sense, When};
pub use event::{Cargo, Casualty, Event, Harm, Location, Transfer};
pub use extent::{Extent, ExtentError};
pub use finding::{Excerpt, Finding, Severity};
pub use hidden::{begins_like_formula, is_hidden, spelled, spelled_lines};
pub use id::{ActorId, EventId, KindId, PlaceId, Slug, SlugError, SourceId, TagId};
pub use kind::{Kind, KindColor, Shape};
pub use lon_lat::{LonLat, LonLatError};
pub use outline::{Bounds, Level, Outline, Patch, Rings, Run, SquarePoint};
pub use place::{Place, PlaceKind, PlacePrecision};
pub use place_name::{Language, NamePolicy, PlaceName, script_of};
pub use shelf::Shelf;
pub use source::{Reliability, Source};
pub use table::{Facts, Ragged, ReadRows, RowClaim, RowFacts, RowIds, Table};
pub use time_span::{Match, TimeSpan, Window, WindowError};
pub use typed_date::{TypedDate, TypedDateError, typed_date};
