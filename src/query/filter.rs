//! The question a reader asks of a catalog.

use std::collections::{BTreeMap, BTreeSet};

use super::{Amount, Choice, Facet, FacetValue, Knowledge, MapPoint, Status, Voice};
use crate::model::{ActorId, Extent, KindId, LonLat, PlaceId, Window};

/// Which events are asked for, apart from time. The default asks for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that must all occur in a title, a name, a claim or a note.
    pub text: String,
    /// Of each facet only what is chosen; everything where nothing is.
    pub choices: BTreeMap<Facet, Choice>,
    /// Only events this actor, or one that belongs to it, takes part in or speaks about.
    pub actor: Option<ActorId>,
    /// Only events about which all these are heard; who claims and who denies must contradict each other.
    pub voices: BTreeSet<Voice>,
    /// Only events at this place, or whose sources name it.
    pub place: Option<PlaceId>,
    /// Only events with a mark inside this part of the map.
    pub within: Option<MapBox>,
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

impl Question {
    /// Whether the same events pass its filter as that of another; neither the window plays a part in that nor how
    /// surely they must lie in it.
    pub fn passes_alike(&self, other: &Self) -> bool {
        let filter = Filter {
            match_level: other.filter.match_level,
            ..self.filter.clone()
        };
        filter == other.filter && self.knowledge == other.knowledge
    }
}

/// A part of the Web Mercator square, its edges included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapBox {
    north_west: MapPoint,
    south_east: MapPoint,
}

impl MapBox {
    /// The part that holds an extent.
    pub fn of(extent: Extent) -> Self {
        let (low, high) = (extent.south_west(), extent.north_east());
        Self {
            north_west: MapPoint::of(LonLat::clamped(low.lon(), high.lat())),
            south_east: MapPoint::of(LonLat::clamped(high.lon(), low.lat())),
        }
    }

    /// Whether a point lies in it.
    pub fn contains(self, point: MapPoint) -> bool {
        (self.north_west.x..=self.south_east.x).contains(&point.x)
            && (self.north_west.y..=self.south_east.y).contains(&point.y)
    }
}

impl Filter {
    /// Only these kinds.
    pub fn of_kinds(mut self, kinds: impl IntoIterator<Item = KindId>) -> Self {
        for kind in kinds {
            self.choose(Facet::Kind, kind.into());
        }
        self
    }

    /// Only events that somebody asserts and somebody else denies.
    pub fn contested(mut self) -> Self {
        self.choose(Facet::Status, Status::Contested.into());
        self
    }

    /// Whether a value is chosen, to have it or not to.
    pub fn is_chosen(&self, facet: Facet, value: FacetValue) -> bool {
        let choice = self.choices.get(&facet);
        choice.is_some_and(|choice| choice.values.contains(&value))
    }

    /// What an event must have of what is chosen of a facet.
    pub fn amount(&self, facet: Facet) -> Amount {
        self.choices
            .get(&facet)
            .map_or(Amount::Any, |choice| choice.amount)
    }

    /// Chooses a value, if it was not before.
    pub fn choose(&mut self, facet: Facet, value: FacetValue) {
        self.choices.entry(facet).or_default().values.insert(value);
    }

    /// Chooses a value, or no longer.
    pub fn toggle(&mut self, facet: Facet, value: FacetValue) {
        let choice = self.choices.entry(facet).or_default();
        if !choice.values.remove(&value) {
            choice.values.insert(value);
        }
        if choice.values.is_empty() {
            self.choices.remove(&facet);
        }
    }

    /// Asks for events with any of what is chosen, or with none of it. Nothing happens where nothing is chosen.
    pub fn set_amount(&mut self, facet: Facet, amount: Amount) {
        if let Some(choice) = self.choices.get_mut(&facet) {
            choice.amount = amount;
        }
    }

    /// Whether it leaves something out.
    pub fn is_active(&self) -> bool {
        *self != Self::default()
    }
}
