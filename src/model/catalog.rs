//! All of it, resolved and sorted, never changed again.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{
    Actor, ActorId, Event, EventId, Extent, Kind, KindId, Place, PlaceId, Source, SourceId, Table,
    TagId, TimeSpan, When, Window,
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
    /// What events are filed under, each once. None has a semicolon, so that lists of them can be told apart.
    pub tags: Vec<String>,
    /// The events that were written by hand, in any order.
    pub events: Vec<Event>,
    /// The rows of imported files.
    pub table: Option<Arc<Table>>,
}

/// An atlas in memory. Ids found in it always lead to an entry of it.
#[derive(Debug, Clone)]
pub struct Catalog {
    header: Header,
    parts: CatalogParts,
    /// For each event where it is kept: the written ones by their index, then the rows by theirs.
    order: Vec<u32>,
    /// The events by the hashes of their slugs.
    by_slug: Vec<EventId>,
    extent_days: Option<Window>,
}

/// Where an event is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// In full, at this index.
    Written(usize),
    /// In this row of the table.
    Row(usize),
}

impl Catalog {
    /// Puts the parts together; events are sorted by their earliest day, then by id, the undated last.
    /// Of one day, rows of imported files come after what was written by hand, in the order of their file.
    pub fn new(header: Header, mut parts: CatalogParts) -> Self {
        parts.events.sort_by(by_day_then_slug);
        let written = parts.events.iter().map(|event| event.when.as_ref());
        let written = written.map(|when| sort_day(when.map(When::span)));
        let table = parts.table.as_deref();
        let rows = table.into_iter().flat_map(|table| {
            let facts = table.facts();
            (0..facts.len()).map(|row| sort_day(facts.span(row)))
        });
        let order = order_of(written.chain(rows));
        let by_slug = by_slug(&parts, &order);
        let spans = parts
            .events
            .iter()
            .filter_map(|event| Some(event.when.as_ref()?.span()));
        let rows = table.into_iter().flat_map(|table| {
            let facts = table.facts();
            (0..facts.len()).filter_map(|row| facts.span(row))
        });
        let extent_days = spans
            .chain(rows)
            .filter_map(TimeSpan::bounded_days)
            .reduce(Window::hull);
        Self {
            header,
            parts,
            order,
            by_slug,
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

    /// How many events there are.
    pub fn n_events(&self) -> usize {
        self.order.len()
    }

    /// Where an event is kept.
    pub fn kept(&self, id: EventId) -> Option<Kept> {
        let kept = *self.order.get(id.index())? as usize;
        Some(match kept.checked_sub(self.parts.events.len()) {
            None => Kept::Written(kept),
            Some(row) => Kept::Row(row),
        })
    }

    /// The rows of imported files, if there are any.
    pub fn table(&self) -> Option<&Arc<Table>> {
        self.parts.table.as_ref()
    }

    /// The events that were written by hand, with their ids. They are few enough to be looked at one by one.
    pub fn written_events(&self) -> impl Iterator<Item = (EventId, &Event)> {
        let n = if self.parts.events.is_empty() {
            0
        } else {
            self.order.len()
        };
        let ids = self.order.iter().take(n).enumerate();
        ids.filter_map(|(index, kept)| {
            let event = self.parts.events.get(*kept as usize)?;
            Some((EventId::from_index(index), event))
        })
    }

    /// The events with their ids, sorted by earliest day and then by slug, the undated last. Each row of an
    /// imported file is read for it and stays in memory; so this is for small catalogs.
    pub fn events(&self) -> impl Iterator<Item = (EventId, &Event)> {
        (0..self.order.len()).filter_map(|index| {
            let id = EventId::from_index(index);
            Some((id, self.event(id)?))
        })
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
        match self.kept(id)? {
            Kept::Written(index) => self.parts.events.get(index),
            Kept::Row(row) => self.parts.table.as_ref()?.event(row),
        }
    }

    /// Whether there is nothing in it that anybody could look at.
    pub fn is_blank(&self) -> bool {
        self.n_events() == 0 && self.places().next().is_none()
    }

    /// The name of the first file that has changed since it was opened, so that its events cannot be read again.
    pub fn changed_file(&self) -> Option<&str> {
        self.parts.table.as_ref()?.reader().changed()
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

    /// What events are filed under, with the ids.
    pub fn tags(&self) -> impl ExactSizeIterator<Item = (TagId, &str)> {
        self.parts
            .tags
            .iter()
            .enumerate()
            .map(|(index, tag)| (TagId::from_index(index), tag.as_str()))
    }

    /// The tag of an id of this catalog.
    pub fn tag(&self, id: TagId) -> Option<&str> {
        self.parts.tags.get(id.index()).map(String::as_str)
    }

    /// The event an author named so.
    pub fn event_by_slug(&self, slug: &str) -> Option<EventId> {
        let hash = slug_hash(slug);
        let hash_of = |id: &EventId| {
            let kept = self.order.get(id.index());
            kept.and_then(|kept| slug_hash_of(&self.parts, *kept))
        };
        let first = self.by_slug.partition_point(|id| hash_of(id) < Some(hash));
        self.by_slug
            .iter()
            .skip(first)
            .take_while(|id| hash_of(id) == Some(hash))
            .copied()
            .find(|id| {
                self.event(*id)
                    .is_some_and(|event| event.slug.as_str() == slug)
            })
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

/// A number for a slug. Different slugs seldom have the same one.
pub fn slug_hash(slug: &str) -> u64 {
    slug_hash_from(0xcbf2_9ce4_8422_2325, slug)
}

/// The number of a slug that goes on after another one, of which the number is known.
pub fn slug_hash_from(hash: u64, rest: &str) -> u64 {
    // FNV-1a (Fowler, Noll, Vo 1991), 64 bits: the same on every machine and in every version.
    rest.bytes().fold(hash, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Events by their days; of one day in the order in which they are kept.
fn order_of(days: impl Iterator<Item = i32>) -> Vec<u32> {
    // A day and where the event is kept, in one number that sorts as both do.
    let keys = days.zip(0_u32..).map(|(day, kept)| {
        let day = (day ^ i32::MIN).cast_unsigned();
        (u64::from(day) << 32) | u64::from(kept)
    });
    let mut keys: Vec<u64> = keys.collect();
    keys.sort_unstable();
    keys.iter().map(|key| *key as u32).collect()
}

/// The events by the hashes of their slugs.
fn by_slug(parts: &CatalogParts, order: &[u32]) -> Vec<EventId> {
    let hashes = order.iter().zip(0_u32..).filter_map(|(kept, index)| {
        let hash = slug_hash_of(parts, *kept)?;
        Some((hash, index))
    });
    let mut hashes: Vec<(u64, u32)> = hashes.collect();
    hashes.sort_unstable();
    let ids = hashes.iter().map(|(_, index)| *index as usize);
    ids.map(EventId::from_index).collect()
}

/// The hash of the slug of the event that is kept there.
fn slug_hash_of(parts: &CatalogParts, kept: u32) -> Option<u64> {
    let kept = kept as usize;
    match kept.checked_sub(parts.events.len()) {
        None => parts
            .events
            .get(kept)
            .map(|event| slug_hash(event.slug.as_str())),
        Some(row) => parts.table.as_ref()?.facts().slug_hash(row),
    }
}

/// The day by which events are sorted: the first one known of; after all days where there is none.
fn sort_day(span: Option<TimeSpan>) -> i32 {
    span.and_then(TimeSpan::bounded_days)
        .map_or(i32::MAX, |days| days.first().number())
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
