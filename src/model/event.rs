//! Something that is said to have happened, over some time, at some place.

use super::{ActorId, Catalog, Claim, KindId, Participant, PlaceId, Slug, TagId, When};

/// An event. Nothing in it is a fact of its own: what happened is what its claims say.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The author's name for it.
    pub slug: Slug,
    /// A neutral heading.
    pub title: String,
    /// What kind of event it is.
    pub kind: KindId,
    /// When it is said to have happened; `None` puts it into the undated tray.
    pub when: Option<When>,
    /// The source's own words for the date.
    pub phrase: Option<String>,
    /// Where it is said to have happened.
    pub location: Location,
    /// Places that its sources name without saying that it happened there.
    pub mentions: Vec<PlaceId>,
    /// What its atlas or its data set files it under.
    pub tags: Vec<TagId>,
    /// Who took part, and as what.
    pub participants: Vec<Participant>,
    /// Who says what about it.
    pub claims: Vec<Claim>,
    /// How many claims of its file did not hold, so that what is left may not be the whole picture.
    pub n_claims_left_out: usize,
    /// How many people were harmed, by which claim.
    pub casualties: Vec<Casualty>,
    /// What changed hands.
    pub transfers: Vec<Transfer>,
    /// The atlas's own remark, for instance how a year was inferred.
    pub note: Option<String>,
    /// Why this only stands for an event that could not be read again, as in "event 12 of a.csv: the file has
    /// changed since it was opened"; `None` for an event.
    pub unreadable: Option<String>,
}

impl Event {
    /// All places where it is said to have happened, and those that its sources name besides.
    pub fn places(&self) -> Vec<PlaceId> {
        let mut places = self.location.places();
        places.extend(&self.mentions);
        places
    }

    /// The first place where it is said to have happened that can be drawn, or else the first there is.
    pub fn main_place(&self, catalog: &Catalog) -> Option<PlaceId> {
        let places = self.location.places();
        let is_drawn = |place: &&PlaceId| {
            let place = catalog.place(**place);
            place.is_some_and(|place| place.at.is_some() && place.precision.radius_m().is_some())
        };
        places.iter().find(is_drawn).or(places.first()).copied()
    }

    /// Whether it is said to have happened at a place, or its sources name the place.
    pub fn names_place(&self, place: PlaceId) -> bool {
        self.location.places().contains(&place) || self.mentions.contains(&place)
    }

    /// Whether an actor took part in it.
    pub fn has_participant(&self, actor: ActorId) -> bool {
        self.participants
            .iter()
            .any(|participant| participant.actor == actor)
    }
}

/// Where an event happened, as far as its source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// At a place.
    At(PlaceId),
    /// Somewhere within an area.
    Within(PlaceId),
    /// Somewhere between two places.
    Between(PlaceId, PlaceId),
    /// Along places, in this order; the way between them is not known unless a source gives it.
    Route(Vec<PlaceId>),
    /// At each of several places.
    Several(Vec<PlaceId>),
    /// The source does not say.
    NotGiven,
    /// The place that was named here did not hold; a finding says why.
    Unusable(String),
}

impl Location {
    /// Every place it names, in order.
    pub fn places(&self) -> Vec<PlaceId> {
        match self {
            Self::At(place) | Self::Within(place) => vec![*place],
            Self::Between(a, b) => vec![*a, *b],
            Self::Route(places) | Self::Several(places) => places.clone(),
            Self::NotGiven | Self::Unusable(_) => Vec::new(),
        }
    }
}

/// What happened to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Harm {
    /// They died.
    Killed,
    /// They were hurt.
    Wounded,
    /// They were taken prisoner.
    Captured,
    /// Nobody says where they are.
    Missing,
    /// They had to leave.
    Displaced,
}

/// A number of people harmed, in the shape its source gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Casualty {
    /// Whose people; `None` where the source does not tell them apart.
    pub whose: Option<ActorId>,
    /// What happened to them.
    pub harm: Harm,
    /// The lowest number given.
    pub low: Option<u32>,
    /// The number given as best.
    pub best: Option<u32>,
    /// The highest number given.
    pub high: Option<u32>,
    /// The source's own words.
    pub phrase: Option<String>,
    /// Which claim of the event gives it (index into [`Event::claims`]).
    pub claim: Option<usize>,
}

/// Something handed over. An exchange is two of them, each in return for the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Who gave.
    pub from: ActorId,
    /// Who received.
    pub to: ActorId,
    /// What sort of thing it was.
    pub cargo: Cargo,
    /// What was handed over, in words.
    pub what: String,
    /// How many, where a number is given.
    pub count: Option<u32>,
    /// The source's own words for the number.
    pub phrase: Option<String>,
    /// The transfer it was exchanged for (index into [`Event::transfers`]).
    pub in_return_for: Option<usize>,
    /// Which claim of the event says so (index into [`Event::claims`]).
    pub claim: Option<usize>,
}

/// What sort of thing changes hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cargo {
    /// People: prisoners, hostages, the dead.
    Persons,
    /// Papers and what is on them: maps, lists.
    Documents,
    /// Goods, arms, equipment.
    Goods,
    /// A piece of land or the control over it.
    Territory,
    /// Money.
    Money,
}
