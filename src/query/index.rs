//! What is worked out once for a catalog, so that questions about it are quick.

use super::{Anchors, Status, folded};
use crate::model::{Catalog, Event, EventId, PlacePrecision};

/// Everything derived from a catalog that no question changes.
#[derive(Debug, Clone, Default)]
pub struct Index {
    rows: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    anchors: Anchors,
    status: Status,
    text: String,
}

impl Index {
    /// The index of a catalog.
    pub fn new(catalog: &Catalog) -> Self {
        let rows = catalog
            .events()
            .map(|(_, event)| Row {
                anchors: Anchors::of(catalog, event),
                status: Status::of(catalog, event),
                text: searchable_text(catalog, event),
            })
            .collect();
        Self { rows }
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

    /// What its claims amount to.
    pub fn status(&self, id: EventId) -> Status {
        self.rows
            .get(id.index())
            .map_or(Status::Unclaimed, |row| row.status)
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

/// Titles, names in every script, claims, speakers, phrases and notes, folded.
fn searchable_text(catalog: &Catalog, event: &Event) -> String {
    let mut parts: Vec<&str> = vec![&event.title];
    parts.extend(event.phrase.as_deref());
    parts.extend(event.note.as_deref());
    parts.extend(catalog.kind(event.kind).map(|kind| kind.label.as_str()));
    for place in event
        .location
        .places()
        .into_iter()
        .filter_map(|id| catalog.place(id))
    {
        parts.extend(place.names.iter().map(|name| name.text.as_str()));
    }
    let participants = event
        .participants
        .iter()
        .map(|participant| participant.actor);
    let speakers = event.claims.iter().map(|claim| claim.speaker);
    for actor in participants
        .chain(speakers)
        .filter_map(|id| catalog.actor(id))
    {
        parts.push(&actor.name);
    }
    for claim in &event.claims {
        parts.push(&claim.says);
        parts.extend(claim.note.as_deref());
    }
    folded(&parts.join("\n"))
}
