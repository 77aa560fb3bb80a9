//! Which events answer a question: pure functions of a catalog, without pixels and without a clock.

mod anchor;
mod answer;
mod columns;
mod density;
mod facet;
mod facets;
mod filter;
mod histogram;
mod index;
mod knowledge;
mod latest;
mod passing;
mod solver;
mod status;
mod text;
mod voice;

pub use anchor::{Anchor, Anchors};
pub use answer::{Answer, Counts, Found, FoundPlace, answer, answer_passing};
pub use density::{Density, Grid, events_within, majority_kinds};
pub use facet::{Amount, Choice, DateClass, Facet, FacetValue};
pub use facets::{FacetCounts, Voices, facet_counts, voices, voices_passing};
pub use filter::{Filter, MapBox, MatchLevel, Question};
pub use histogram::{Bin, Histogram, TimeUnit};
pub use index::{Index, MapPoint};
pub use knowledge::Knowledge;
pub use latest::{Latest, Staleness};
pub use passing::{Passing, about};
pub use solver::{Asked, Solved, Solver, Subject};
pub use status::{Dispute, Status, Verdict, known_sources, n_independent_sources};
pub use text::folded;
pub use voice::{Speech, Voice, belongs_to, whole_of};
