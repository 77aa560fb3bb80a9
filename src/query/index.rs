//! What is worked out once for a catalog and a day of knowledge, so that questions about it are quick.

use std::collections::BTreeSet;

use super::text::searchable;
use super::{Anchors, Knowledge, Status, Verdict};
use crate::model::{ActorId, Catalog, Claim, Event, EventId, PlaceId, PlacePrecision};

/// Everything derived from a catalog that no question changes.
#[derive(Debug, Clone, Default)]
pub struct Index {
    knowledge: Knowledge,
    rows: Vec<Row>,
    /// The names of each place, to search in.
    place_names: Vec<String>,
    /// The actors that say anything, and those whom they belong to.
    speakers: BTreeSet<ActorId>,
}

#[derive(Debug, Clone)]
struct Row {
    anchors: Anchors,
    is_known: bool,
    verdict: Verdict,
    text: String,
}

impl Index {
    /// The index of a catalog as it was known.
    pub fn new(catalog: &Catalog, knowledge: Knowledge) -> Self {
        let rows = catalog
            .events()
            .map(|(_, event)| Row {
                anchors: Anchors::of(catalog, event),
                is_known: knowledge.has_event(catalog, event),
                verdict: Verdict::of(catalog, event, knowledge),
                text: searchable_text(catalog, event, knowledge),
            })
            .collect();
        let place_names = catalog
            .places()
            .map(|(_, place)| {
                let names = place.names.iter().map(|name| name.text.as_str());
                searchable(&names.collect::<Vec<_>>().join("\n"))
            })
            .collect();
        Self {
            knowledge,
            rows,
            place_names,
            speakers: speakers(catalog),
        }
    }

    /// The day of knowledge it is of.
    pub fn knowledge(&self) -> Knowledge {
        self.knowledge
    }

    /// Whether somebody had claimed the event.
    pub fn is_known(&self, id: EventId) -> bool {
        self.rows.get(id.index()).is_some_and(|row| row.is_known)
    }

    /// The claims about an event that were known, with their places among all.
    pub fn claims<'a>(
        &self,
        catalog: &'a Catalog,
        event: &'a Event,
    ) -> impl Iterator<Item = (usize, &'a Claim)> + Clone + use<'a> {
        let knowledge = self.knowledge;
        event
            .claims
            .iter()
            .enumerate()
            .filter(move |(_, claim)| knowledge.has_claim(catalog, event, claim))
    }

    /// What the known claims about an event amount to, and why.
    pub fn verdict(&self, id: EventId) -> &Verdict {
        const NONE: &Verdict = &Verdict::NONE;
        self.rows.get(id.index()).map_or(NONE, |row| &row.verdict)
    }

    /// Whether an actor, or one that belongs to it, says anything in this catalog.
    pub fn speaks(&self, actor: ActorId) -> bool {
        self.speakers.contains(&actor)
    }

    /// Whether all words occur in the names of a place. Words come folded; no words occur nowhere.
    pub(super) fn place_has_words(&self, id: PlaceId, words: &[String]) -> bool {
        let names = self.place_names.get(id.index()).map_or("", String::as_str);
        !words.is_empty() && words.iter().all(|word| names.contains(word.as_str()))
    }

    /// Where an event can be drawn.
    pub fn anchors(&self, id: EventId) -> &Anchors {
        const NOWHERE: &Anchors = &Anchors {
            points: Vec::new(),
            route: Vec::new(),
        };
        self.rows
            .get(id.index())
            .map_or(NOWHERE, |row| &row.anchors)
    }

    /// What its known claims amount to.
    pub fn status(&self, id: EventId) -> Status {
        self.verdict(id).status
    }

    /// How precisely its place is known, where it can be drawn.
    pub fn precision(&self, id: EventId) -> Option<PlacePrecision> {
        self.anchors(id)
            .points
            .first()
            .map(|anchor| anchor.precision)
    }

    /// Whether all words occur in what can be searched of the event. Words come folded.
    pub(super) fn has_words(&self, id: EventId, words: &[String]) -> bool {
        let text = self
            .rows
            .get(id.index())
            .map_or("", |row| row.text.as_str());
        words.iter().all(|word| text.contains(word.as_str()))
    }
}

fn speakers(catalog: &Catalog) -> BTreeSet<ActorId> {
    let mut speakers = BTreeSet::new();
    for claim in catalog.events().flat_map(|(_, event)| &event.claims) {
        let mut actor = Some(claim.speaker);
        while let Some(id) = actor.filter(|id| speakers.insert(*id)) {
            actor = catalog.actor(id).and_then(|actor| actor.part_of);
        }
    }
    speakers
}

/// Titles, names in every script, known claims, speakers, phrases and notes, folded.
fn searchable_text(catalog: &Catalog, event: &Event, knowledge: Knowledge) -> String {
    let claims = || {
        event
            .claims
            .iter()
            .filter(|claim| knowledge.has_claim(catalog, event, claim))
    };
    let mut parts: Vec<&str> = vec![&event.title];
    parts.extend(event.phrase.as_deref());
    parts.extend(event.note.as_deref());
    parts.extend(catalog.kind(event.kind).map(|kind| kind.label.as_str()));
    for place in event
        .location
        .places()
        .iter()
        .chain(&event.mentions)
        .filter_map(|id| catalog.place(*id))
    {
        parts.extend(place.names.iter().map(|name| name.text.as_str()));
    }
    let participants = event
        .participants
        .iter()
        .map(|participant| participant.actor);
    let speakers = claims().map(|claim| claim.speaker);
    for actor in participants
        .chain(speakers)
        .filter_map(|id| catalog.actor(id))
    {
        parts.push(&actor.name);
    }
    for claim in claims() {
        parts.push(&claim.says);
        parts.extend(claim.note.as_deref());
    }
    searchable(&parts.join("\n"))
}
