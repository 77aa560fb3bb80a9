//! All of it, resolved and sorted, never changed again.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{
    Actor, ActorId, Event, EventId, Extent, Kind, KindId, Place, PlaceId, Source, SourceId, Window,
};

/// What an atlas says about itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The title shown.
    pub title: String,
    /// A sentence about it.
    pub about: String,
    /// Where its places lie.
    pub extent: Option<Extent>,
    /// The license of its data.
    pub license: Option<String>,
}

/// The lists a catalog is made from. Ids are indices into these lists.
#[derive(Debug, Clone, Default)]
pub struct CatalogParts {
    /// The kinds of events.
    pub kinds: Vec<Kind>,
    /// The places.
    pub places: Vec<Place>,
    /// The actors.
    pub actors: Vec<Actor>,
    /// The sources.
    pub sources: Vec<Source>,
    /// The events, in any order.
    pub events: Vec<Event>,
}

/// An atlas in memory. Ids found in it always lead to an entry of it.
#[derive(Debug, Clone)]
pub struct Catalog {
    header: Header,
    parts: CatalogParts,
    event_ids: BTreeMap<String, EventId>,
    extent_days: Option<Window>,
}

impl Catalog {
    /// Puts the parts together; events are sorted by their earliest day, then by id, the undated last.
    pub fn new(header: Header, mut parts: CatalogParts) -> Self {
        parts.events.sort_by(by_day_then_slug);
        let event_ids = parts
            .events
            .iter()
            .enumerate()
            .map(|(index, event)| (event.slug.to_string(), EventId::from_index(index)))
            .collect();
        let extent_days = parts
            .events
            .iter()
            .filter_map(|event| event.when.as_ref()?.span().bounded_days())
            .reduce(Window::hull);
        Self {
            header,
            parts,
            event_ids,
            extent_days,
        }
    }

    /// A catalog without a single entry.
    pub fn empty(title: &str) -> Self {
        let header = Header {
            title: title.to_owned(),
            about: String::new(),
            extent: None,
            license: None,
        };
        Self::new(header, CatalogParts::default())
    }

    /// What the atlas says about itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The days its events span, open ends left out; `None` where no event has a date.
    pub fn extent_days(&self) -> Option<Window> {
        self.extent_days
    }

    /// The events with their ids, sorted by earliest day and then by slug, the undated last.
    pub fn events(&self) -> impl ExactSizeIterator<Item = (EventId, &Event)> {
        self.parts
            .events
            .iter()
            .enumerate()
            .map(|(index, event)| (EventId::from_index(index), event))
    }

    /// The places with their ids.
    pub fn places(&self) -> impl ExactSizeIterator<Item = (PlaceId, &Place)> {
        self.parts
            .places
            .iter()
            .enumerate()
            .map(|(index, place)| (PlaceId::from_index(index), place))
    }

    /// The kinds with their ids.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = (KindId, &Kind)> {
        self.parts
            .kinds
            .iter()
            .enumerate()
            .map(|(index, kind)| (KindId::from_index(index), kind))
    }

    /// The actors with their ids.
    pub fn actors(&self) -> impl ExactSizeIterator<Item = (ActorId, &Actor)> {
        self.parts
            .actors
            .iter()
            .enumerate()
            .map(|(index, actor)| (ActorId::from_index(index), actor))
    }

    /// The sources with their ids.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = (SourceId, &Source)> {
        self.parts
            .sources
            .iter()
            .enumerate()
            .map(|(index, source)| (SourceId::from_index(index), source))
    }

    /// The event of an id of this catalog.
    pub fn event(&self, id: EventId) -> Option<&Event> {
        self.parts.events.get(id.index())
    }

    /// The place of an id of this catalog.
    pub fn place(&self, id: PlaceId) -> Option<&Place> {
        self.parts.places.get(id.index())
    }

    /// The actor of an id of this catalog.
    pub fn actor(&self, id: ActorId) -> Option<&Actor> {
        self.parts.actors.get(id.index())
    }

    /// The source of an id of this catalog.
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.parts.sources.get(id.index())
    }

    /// The kind of an id of this catalog.
    pub fn kind(&self, id: KindId) -> Option<&Kind> {
        self.parts.kinds.get(id.index())
    }

    /// The event an author named so.
    pub fn event_by_slug(&self, slug: &str) -> Option<EventId> {
        self.event_ids.get(slug).copied()
    }

    /// The place an author named so.
    pub fn place_by_slug(&self, slug: &str) -> Option<PlaceId> {
        self.places()
            .find(|(_, place)| place.slug.as_str() == slug)
            .map(|(id, _)| id)
    }

    /// The actor an author named so.
    pub fn actor_by_slug(&self, slug: &str) -> Option<ActorId> {
        self.actors()
            .find(|(_, actor)| actor.slug.as_str() == slug)
            .map(|(id, _)| id)
    }

    /// The source an author named so.
    pub fn source_by_slug(&self, slug: &str) -> Option<SourceId> {
        self.sources()
            .find(|(_, source)| source.slug.as_str() == slug)
            .map(|(id, _)| id)
    }
}

fn by_day_then_slug(a: &Event, b: &Event) -> Ordering {
    let day = |event: &Event| {
        let days = event.when.as_ref()?.span().bounded_days()?;
        Some(days.first())
    };
    match (day(a), day(b)) {
        (Some(a_day), Some(b_day)) => a_day.cmp(&b_day),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
    .then_with(|| a.slug.cmp(&b.slug))
}
