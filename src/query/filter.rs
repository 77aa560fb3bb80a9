//! The question a reader asks of a catalog.

use std::collections::BTreeSet;

use super::{Knowledge, Voice};
use crate::model::{ActorId, KindId, PlaceId, Window};

/// Which events are asked for, apart from time. The default asks for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that must all occur in a title, a name, a claim or a note.
    pub text: String,
    /// Only these kinds; all where it is empty.
    pub kinds: BTreeSet<KindId>,
    /// Only events this actor, or one that belongs to it, takes part in or speaks about.
    pub actor: Option<ActorId>,
    /// Only events about which all these are heard; who claims and who denies must contradict each other.
    pub voices: BTreeSet<Voice>,
    /// Only events at this place, or whose sources name it.
    pub place: Option<PlaceId>,
    /// Only events that somebody asserts and somebody else denies.
    pub contested_only: bool,
    /// Whether a possible match of the date is enough.
    pub match_level: MatchLevel,
}

/// How surely an event must lie in the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MatchLevel {
    /// Some reading of its date touches the window.
    #[default]
    Possible,
    /// Every reading does.
    Certain,
}

/// A filter together with a window; no window means all of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// What is asked for.
    pub filter: Filter,
    /// When.
    pub window: Option<Window>,
    /// With the knowledge of which day. The index that is asked must be of the same.
    pub knowledge: Knowledge,
}

impl Filter {
    /// Whether it leaves something out.
    pub fn is_active(&self) -> bool {
        *self != Self::default()
    }
}
