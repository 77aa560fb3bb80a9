//! Which events pass a filter, whatever their dates: worked out once for a filter, so that a window that
//! moves over it costs little.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::voice::are_heard;
use super::{Choice, Facet, Filter, Index, Speech, Subject, Voice, search_words};
use crate::model::{ActorId, Catalog, Day, EventId, Kept, PlaceId, SourceId, Window};

/// A part of a filter that may be left out, to count what there would be without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Facet(Facet),
    Voices,
}

/// The events that pass a filter, and those that would pass without one of its parts.
#[derive(Debug, Clone, Default)]
pub struct Passing {
    /// Those that pass all of it.
    pub(super) all: FixedBitSet,
    /// Those that would pass without one of the parts of the filter whose counts are shown.
    but: BTreeMap<Part, FixedBitSet>,
    /// The places that the words searched for name.
    pub(super) places: Vec<PlaceId>,
}

impl Passing {
    /// What passes a filter.
    pub fn new(catalog: &Catalog, index: &Index, filter: &Filter) -> Self {
        Self::unless_stale(catalog, index, filter, &|| false)
    }

    /// The same, given up early with a wrong result as soon as nobody wants it any more.
    pub fn unless_stale(
        catalog: &Catalog,
        index: &Index,
        filter: &Filter,
        is_stale: &dyn Fn() -> bool,
    ) -> Self {
        let words = search_words(&filter.text);
        let mut others = index.known.clone();
        if !words.is_empty() {
            others.intersect_with(&index.with_words(catalog, &words, is_stale));
        }
        if let Some(place) = filter.place {
            keep(&mut others, |id| is_at(catalog, id, place));
        }
        if let Some(actor) = filter.actor {
            let is_of = belonging(catalog, actor);
            keep(&mut others, |id| concerns(catalog, index, id, &is_of));
        }
        if let Some(part) = filter.within {
            others.intersect_with(&index.within(part));
        }
        let mut parts: Vec<(Part, FixedBitSet)> = Vec::new();
        for (facet, choice) in &filter.choices {
            let admitted = admitted(catalog, index, *facet, choice);
            parts.push((Part::Facet(*facet), admitted));
        }
        if !filter.voices.is_empty() {
            let mut heard = others.clone();
            keep(&mut heard, |id| hears(catalog, index, id, filter));
            parts.push((Part::Voices, heard));
        }
        let without = |left_out: Option<Part>| {
            let mut bits = others.clone();
            for (part, restriction) in &parts {
                if Some(*part) != left_out {
                    bits.intersect_with(restriction);
                }
            }
            bits
        };
        Self {
            all: without(None),
            but: parts
                .iter()
                .map(|(part, _)| (*part, without(Some(*part))))
                .collect(),
            places: index.places_with_words(catalog, &words),
        }
    }

    /// The day on which the next event that passes begins after a day.
    pub fn next_day(&self, index: &Index, after: Day) -> Option<Day> {
        index.days.next_first_day(&self.all, after)
    }

    /// The day on which the last event that passes begins before a day.
    pub fn previous_day(&self, index: &Index, before: Day) -> Option<Day> {
        index.days.previous_first_day(&self.all, before)
    }

    /// Whether any event that passes is possibly in a window.
    pub fn has_any_in(&self, index: &Index, window: Window) -> bool {
        !index.days.in_window(window).possible.is_disjoint(&self.all)
    }

    /// The events that pass and that have a date, at most `most` of them; `None` where there are more that are
    /// possibly in a window.
    pub fn few_in(&self, index: &Index, window: Window, most: usize) -> Option<Vec<EventId>> {
        let mut events = index.days.in_window(window).possible;
        events.intersect_with(&self.all);
        (events.count_ones(..) <= most).then(|| events.ones().map(EventId::from_index).collect())
    }

    /// Those that would pass if nothing of a facet were chosen.
    pub(super) fn but_facet(&self, facet: Facet) -> &FixedBitSet {
        self.but.get(&Part::Facet(facet)).unwrap_or(&self.all)
    }

    /// Those that would pass if no voice were asked for.
    pub(super) fn but_voices(&self) -> &FixedBitSet {
        self.but.get(&Part::Voices).unwrap_or(&self.all)
    }

    /// Whether kinds are asked for, so that their counts are of other events than those shown.
    pub(super) fn has_kinds(&self) -> bool {
        self.but.contains_key(&Part::Facet(Facet::Kind))
    }
}

/// The events that a choice admits.
fn admitted(catalog: &Catalog, index: &Index, facet: Facet, choice: &Choice) -> FixedBitSet {
    let mut bits = FixedBitSet::with_capacity(index.n_events());
    if facet == Facet::Kind {
        // Kinds are asked for most, and are a column already.
        let is_admitted: Vec<bool> = catalog
            .kinds()
            .map(|(kind, _)| choice.admits(&[kind.into()]))
            .collect();
        for (event, kind) in index.kinds.iter().enumerate() {
            let is_admitted = is_admitted.get(kind.index());
            if is_admitted.is_some_and(|is_admitted| *is_admitted) {
                bits.insert(event);
            }
        }
        return bits;
    }
    let values = index.facet(catalog, facet);
    for event in 0..index.n_events() {
        if choice.admits(values.of(event)) {
            bits.insert(event);
        }
    }
    bits
}

/// The known events that are about something, in the order of the catalog.
pub fn about(catalog: &Catalog, index: &Index, subject: Subject) -> Vec<EventId> {
    let mut events = index.known.clone();
    match subject {
        Subject::PlacesOf(event) => {
            let places = places_of(catalog, event);
            keep(&mut events, |id| {
                id != event
                    && places_of(catalog, id)
                        .iter()
                        .any(|place| places.contains(place))
            });
        }
        Subject::Place(place) => keep(&mut events, |id| is_at(catalog, id, place)),
        Subject::Actor(actor) => {
            let is_of = belonging(catalog, actor);
            keep(&mut events, |id| concerns(catalog, index, id, &is_of));
        }
        Subject::Source(source) => keep(&mut events, |id| is_told_by(catalog, index, id, source)),
    }
    events.ones().map(EventId::from_index).collect()
}

/// Whether a source reports a known claim about an event.
fn is_told_by(catalog: &Catalog, index: &Index, id: EventId, source: SourceId) -> bool {
    let is_today = index.knowledge().on.is_none();
    match catalog.kept(id) {
        Some(Kept::Row(row)) if is_today => catalog
            .table()
            .is_some_and(|table| table.claims(row).iter().any(|claim| claim.via == source)),
        _ => catalog.event(id).is_some_and(|event| {
            let mut claims = index.claims(catalog, event);
            claims.any(|(_, claim)| claim.via == source)
        }),
    }
}

/// Keeps those of which something is true.
fn keep(bits: &mut FixedBitSet, is_kept: impl Fn(EventId) -> bool) {
    let gone: Vec<usize> = bits
        .ones()
        .filter(|index| !is_kept(EventId::from_index(*index)))
        .collect();
    for index in gone {
        bits.remove(index);
    }
}

/// For each actor whether it is another one or belongs to it.
fn belonging(catalog: &Catalog, whole: ActorId) -> Vec<bool> {
    catalog
        .actors()
        .map(|(actor, _)| super::belongs_to(catalog, actor, whole))
        .collect()
}

/// Where an event is said to have happened.
fn places_of(catalog: &Catalog, id: EventId) -> Vec<PlaceId> {
    match catalog.kept(id) {
        Some(Kept::Row(row)) => {
            let place = catalog.table().and_then(|table| table.facts().place(row));
            place.into_iter().collect()
        }
        _ => catalog
            .event(id)
            .map(|event| event.location.places())
            .unwrap_or_default(),
    }
}

fn is_at(catalog: &Catalog, id: EventId, place: PlaceId) -> bool {
    match catalog.kept(id) {
        Some(Kept::Row(row)) => catalog
            .table()
            .and_then(|table| table.facts().place(row))
            .is_some_and(|other| other == place),
        _ => catalog
            .event(id)
            .is_some_and(|event| event.names_place(place)),
    }
}

/// Whether somebody took part in an event or speaks about it.
fn concerns(catalog: &Catalog, index: &Index, id: EventId, is_of: &[bool]) -> bool {
    let is_of = |actor: ActorId| is_of.get(actor.index()).is_some_and(|is_of| *is_of);
    let takes_part = match catalog.kept(id) {
        Some(Kept::Row(row)) => catalog
            .table()
            .is_some_and(|table| table.parties(row).iter().any(|actor| is_of(*actor))),
        _ => catalog.event(id).is_some_and(|event| {
            let mut actors = event.participants.iter();
            let mut claims = index.claims(catalog, event);
            actors.any(|participant| is_of(participant.actor))
                || claims.any(|(_, claim)| is_of(claim.speaker))
        }),
    };
    let mut voices = index.voices(id.index()).iter();
    takes_part || voices.any(|voice| is_of(voice.speaker))
}

/// Whether all voices asked for are heard about an event.
fn hears(catalog: &Catalog, index: &Index, id: EventId, filter: &Filter) -> bool {
    all_heard(catalog, index, id, filter.voices.iter().copied())
}

/// Whether these voices are heard, and who denies contradicts who claims.
pub(super) fn all_heard(
    catalog: &Catalog,
    index: &Index,
    id: EventId,
    voices: impl Iterator<Item = Voice> + Clone,
) -> bool {
    let heard = index.voices(id.index());
    if !voices.clone().all(|voice| heard.contains(&voice)) {
        return false;
    }
    let has = |speech| voices.clone().any(|voice| voice.speech == speech);
    if !(has(Speech::Claims) && has(Speech::Denies)) {
        return true;
    }
    catalog.event(id).is_some_and(|event| {
        let voices = voices.collect();
        are_heard(
            catalog,
            event,
            index.verdict(id),
            index.knowledge(),
            &voices,
        )
    })
}
