//! Which events answer a question: pure functions of a catalog, without pixels and without a clock.

mod anchor;
mod answer;
mod filter;
mod histogram;
mod index;
mod knowledge;
mod status;
mod text;
mod voice;

pub use anchor::{Anchor, Anchors};
pub use answer::{Answer, Counts, Found, FoundPlace, answer};
pub use filter::{Filter, MatchLevel, Question};
pub use histogram::{Bin, Histogram, TimeUnit};
pub use index::Index;
pub use knowledge::Knowledge;
pub use status::{Dispute, Status, Verdict, known_sources, n_independent_sources};
pub use text::folded;
pub use voice::{Speech, Voice, belongs_to, whole_of};
