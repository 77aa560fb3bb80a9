//! What events can be asked for by: for each facet the values that an event has, and which of them are chosen.

use std::collections::BTreeSet;

use super::{Index, Speech, Status};
use crate::model::{
    ActorId, Catalog, EventId, Kept, KindId, PlaceId, PlacePrecision, SourceId, TagId, TimeSpan,
};

/// A way to tell events apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// What sort of event it is.
    Kind,
    /// What its claims amount to.
    Status,
    /// Who took part, and whom they belong to.
    Actor,
    /// Who speaks about it, and whom they belong to.
    Speaker,
    /// How anybody speaks about it.
    Stance,
    /// Where it is said to have happened, and what places are named.
    Place,
    /// Where claims about it are found.
    Source,
    /// What its atlas or its data set files it under.
    Tag,
    /// How precisely its place is known.
    PlacePrecision,
    /// How precisely its date is known.
    DatePrecision,
}

/// A value of a facet: the index of a kind, an actor, a place or a source in its catalog, or of a class in the
/// list of all classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FacetValue(u32);

/// The values of a facet that are chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Which; never empty in a [`super::Filter`].
    pub values: BTreeSet<FacetValue>,
    /// What of them an event must have.
    pub amount: Amount,
}

/// What an event must have of the values that are chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Amount {
    /// At least one.
    #[default]
    Any,
    /// None.
    None,
}

/// How precisely a date is known, by the days between its readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateClass {
    /// To the day, beginning and end.
    Day,
    /// Within seven days.
    Week,
    /// Within 31 days.
    Month,
    /// Within 366 days.
    Year,
    /// Less precisely.
    Longer,
    /// It has no known beginning or no known end.
    Open,
    /// It is approximate, or its source doubts it.
    Doubtful,
    /// There is no date.
    None,
}

impl DateClass {
    /// All of them, the more precise first.
    pub const ALL: [Self; 8] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Year,
        Self::Longer,
        Self::Open,
        Self::Doubtful,
        Self::None,
    ];

    /// The class of a date.
    pub fn of(span: Option<TimeSpan>) -> Self {
        let Some(span) = span else {
            return Self::None;
        };
        let is_open = !(span.earliest_start().is_bounded() && span.latest_end().is_bounded());
        if is_open {
            return Self::Open;
        }
        if span.is_exact() {
            return Self::Day;
        }
        let between = |first: crate::model::Day, last: crate::model::Day| {
            last.number()
                .saturating_sub(first.number())
                .saturating_add(1)
        };
        let start = between(span.earliest_start(), span.latest_start());
        match start.max(between(span.earliest_end(), span.latest_end())) {
            // One day, and yet not exact.
            ..=1 => Self::Doubtful,
            2..=7 => Self::Week,
            8..=31 => Self::Month,
            32..=366 => Self::Year,
            _ => Self::Longer,
        }
    }
}

/// Without a place that can be drawn.
const NO_PLACE: u32 = 8;

impl Facet {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Kind,
        Self::Status,
        Self::Actor,
        Self::Speaker,
        Self::Stance,
        Self::Place,
        Self::Source,
        Self::Tag,
        Self::PlacePrecision,
        Self::DatePrecision,
    ];

    /// Where it stands among all.
    pub fn index(self) -> usize {
        Self::ALL
            .iter()
            .position(|facet| *facet == self)
            .unwrap_or_default()
    }

    /// The word for it in files.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Actor => "actor",
            Self::Speaker => "speaker",
            Self::Stance => "stance",
            Self::Place => "place",
            Self::Source => "source",
            Self::Tag => "tag",
            Self::PlacePrecision => "place-precision",
            Self::DatePrecision => "date-precision",
        }
    }

    /// How many values it can have in a catalog.
    pub fn n_values(self, catalog: &Catalog) -> usize {
        match self {
            Self::Kind => catalog.kinds().len(),
            Self::Status => Status::ALL.len(),
            Self::Actor | Self::Speaker => catalog.actors().len(),
            Self::Stance => Speech::ALL.len(),
            Self::Place => catalog.places().len(),
            Self::Source => catalog.sources().len(),
            Self::Tag => catalog.tags().len(),
            Self::PlacePrecision => NO_PLACE as usize + 1,
            Self::DatePrecision => DateClass::ALL.len(),
        }
    }

    /// The values that an event has, each once, as its claims were known.
    pub fn values(self, catalog: &Catalog, index: &Index, id: EventId) -> Vec<FacetValue> {
        let mut values: Vec<FacetValue> = match self {
            Self::Kind => vec![index.kind(id).into()],
            Self::Status => vec![index.status(id).into()],
            Self::Actor => actors(catalog, id)
                .into_iter()
                .flat_map(|actor| index.wholes(actor).iter().copied().map(FacetValue::from))
                .collect(),
            Self::Speaker => {
                let voices = index.voices(id.index()).iter();
                voices.map(|voice| voice.speaker.into()).collect()
            }
            Self::Stance => {
                let voices = index.voices(id.index()).iter();
                voices.map(|voice| voice.speech.into()).collect()
            }
            Self::Place => places(catalog, id)
                .into_iter()
                .map(FacetValue::from)
                .collect(),
            Self::Source => sources(catalog, index, id),
            Self::Tag => tags(catalog, id)
                .iter()
                .copied()
                .map(FacetValue::from)
                .collect(),
            Self::PlacePrecision => {
                let precision = index
                    .is_located(id)
                    .then(|| precision(catalog, id))
                    .flatten();
                vec![precision.unwrap_or(FacetValue(NO_PLACE))]
            }
            Self::DatePrecision => {
                let span = match catalog.kept(id) {
                    Some(Kept::Row(row)) => {
                        catalog.table().and_then(|table| table.facts().span(row))
                    }
                    _ => catalog
                        .event(id)
                        .and_then(|event| Some(event.when.as_ref()?.span())),
                };
                vec![DateClass::of(span).into()]
            }
        };
        values.sort_unstable();
        values.dedup();
        values
    }
}

fn actors(catalog: &Catalog, id: EventId) -> Vec<ActorId> {
    match catalog.kept(id) {
        Some(Kept::Row(row)) => {
            let parties = catalog.table().map(|table| table.parties(row));
            parties.unwrap_or_default().to_vec()
        }
        _ => catalog.event(id).map_or_else(Vec::new, |event| {
            let parties = event.participants.iter();
            parties.map(|participant| participant.actor).collect()
        }),
    }
}

fn places(catalog: &Catalog, id: EventId) -> Vec<PlaceId> {
    match catalog.kept(id) {
        Some(Kept::Row(row)) => {
            let place = catalog.table().and_then(|table| table.facts().place(row));
            place.into_iter().collect()
        }
        _ => catalog.event(id).map_or_else(Vec::new, |event| {
            let mentions = event.mentions.iter().copied();
            event
                .location
                .places()
                .into_iter()
                .chain(mentions)
                .collect()
        }),
    }
}

fn tags(catalog: &Catalog, id: EventId) -> &[TagId] {
    match catalog.kept(id) {
        Some(Kept::Row(row)) => catalog.table().map_or(&[], |table| table.tags(row)),
        _ => catalog.event(id).map_or(&[], |event| &event.tags),
    }
}

/// The most precise of the places where it is said to have happened.
fn precision(catalog: &Catalog, id: EventId) -> Option<FacetValue> {
    let places = match catalog.kept(id) {
        Some(Kept::Row(_)) => places(catalog, id),
        _ => catalog.event(id)?.location.places(),
    };
    let places = places.into_iter().filter_map(|place| catalog.place(place));
    let finest = places.map(|place| place.precision).min()?;
    Some(FacetValue(finest as u32))
}

fn sources(catalog: &Catalog, index: &Index, id: EventId) -> Vec<FacetValue> {
    let is_today = index.knowledge().on.is_none();
    match catalog.kept(id) {
        Some(Kept::Row(row)) if is_today => {
            let claims = catalog.table().map(|table| table.claims(row));
            let claims = claims.unwrap_or_default().iter();
            claims.map(|claim| claim.via.into()).collect()
        }
        _ => catalog.event(id).map_or_else(Vec::new, |event| {
            let claims = index.claims(catalog, event);
            claims.map(|(_, claim)| claim.via.into()).collect()
        }),
    }
}

impl FacetValue {
    /// The value that stands at this place.
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Where it stands among all of its facet.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Facet {
    /// The value of a name in files, if there is one.
    pub fn value_of_slug(self, catalog: &Catalog, slug: &str) -> Option<FacetValue> {
        (0..self.n_values(catalog))
            .map(FacetValue::from_index)
            .find(|value| self.slug_of(catalog, *value).as_deref() == Some(slug))
    }

    /// The name of a value in files.
    pub fn slug_of(self, catalog: &Catalog, value: FacetValue) -> Option<String> {
        let at = value.index();
        Some(match self {
            Self::Kind => catalog.kind(KindId::from_index(at))?.slug.to_string(),
            Self::Status => Status::ALL.get(at)?.slug().to_owned(),
            Self::Actor | Self::Speaker => catalog.actor(ActorId::from_index(at))?.slug.to_string(),
            Self::Stance => match Speech::ALL.get(at)? {
                Speech::Claims => "claims",
                Speech::Denies => "denies",
                Speech::Questions => "questions",
                Speech::Retracts => "retracts",
            }
            .to_owned(),
            Self::Place => catalog.place(PlaceId::from_index(at))?.slug.to_string(),
            Self::Source => catalog.source(SourceId::from_index(at))?.slug.to_string(),
            Self::Tag => catalog.tag(TagId::from_index(at))?.to_owned(),
            Self::PlacePrecision => match PlacePrecision::ALL.get(at) {
                Some(PlacePrecision::Exact) => "exact",
                Some(PlacePrecision::Vicinity) => "vicinity",
                Some(PlacePrecision::Locality) => "locality",
                Some(PlacePrecision::Town) => "town",
                Some(PlacePrecision::Area) => "area",
                Some(PlacePrecision::District) => "district",
                Some(PlacePrecision::Province) => "province",
                Some(PlacePrecision::Country) => "country",
                None => "none",
            }
            .to_owned(),
            Self::DatePrecision => match DateClass::ALL.get(at)? {
                DateClass::Day => "day",
                DateClass::Week => "week",
                DateClass::Month => "month",
                DateClass::Year => "year",
                DateClass::Longer => "longer",
                DateClass::Open => "open",
                DateClass::Doubtful => "doubtful",
                DateClass::None => "none",
            }
            .to_owned(),
        })
    }
}

macro_rules! from_id {
    ($($id:ty),*) => {
        $(impl From<$id> for FacetValue {
            fn from(id: $id) -> Self {
                Self::from_index(id.index())
            }
        })*
    };
}

from_id!(KindId, ActorId, PlaceId, SourceId, TagId, Speech, Status);

impl From<DateClass> for FacetValue {
    fn from(class: DateClass) -> Self {
        let at = DateClass::ALL.iter().position(|other| *other == class);
        Self::from_index(at.unwrap_or_default())
    }
}

impl Choice {
    /// Whether an event with these values answers.
    pub fn admits(&self, values: &[FacetValue]) -> bool {
        let has_any = values.iter().any(|value| self.values.contains(value));
        match self.amount {
            Amount::Any => has_any,
            Amount::None => !has_any,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Day, Window};

    #[test]
    fn dates_are_classed_by_the_days_between_their_readings() {
        let window = |n| Window::between(Day::from_number(0), Day::from_number(n - 1));
        let class = |span| DateClass::of(Some(span));
        assert_eq!(class(TimeSpan::whole(window(500))), DateClass::Day);
        for (n, expected) in [
            (7, DateClass::Week),
            (30, DateClass::Month),
            (31, DateClass::Month),
            (32, DateClass::Year),
            (366, DateClass::Year),
            (367, DateClass::Longer),
        ] {
            assert_eq!(class(TimeSpan::some_day_in(window(n))), expected, "{n}");
        }
        assert_eq!(
            class(TimeSpan::whole(window(1)).doubtful()),
            DateClass::Doubtful
        );
        let open = Window::between(Day::from_number(0), Day::DISTANT_FUTURE);
        assert_eq!(class(TimeSpan::whole(open)), DateClass::Open);
        assert_eq!(DateClass::of(None), DateClass::None);
    }
}
