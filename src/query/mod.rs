//! Which events answer a question: pure functions of a catalog, without pixels and without a clock.

mod anchor;
mod answer;
mod filter;
mod histogram;
mod index;
mod status;
mod text;

pub use anchor::{Anchor, Anchors};
pub use answer::{Answer, Counts, Found, answer};
pub use filter::{Filter, MatchLevel, Question};
pub use histogram::{Bin, Histogram, TimeUnit};
pub use index::Index;
pub use status::{Status, n_independent_sources};
pub use text::folded;
