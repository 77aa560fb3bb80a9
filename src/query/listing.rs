//! The events that answer, as a list shows them: in its order and under its headings.

use fixedbitset::FixedBitSet;

use super::{Answer, Arrangement, Found, Heading};
use crate::model::{EventId, Match};

/// A list of events: those that can be drawn, then those that cannot, then those without a date, each once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    events: Vec<Found>,
    sections: Vec<Section>,
}

/// Some events that follow each other under a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// What stands over them.
    pub heading: Heading,
    /// Which place in the list the first of them has.
    pub first: usize,
    /// How many there are; never none.
    pub n: usize,
}

impl Listing {
    /// What answers, as it is arranged.
    pub fn new(arrangement: &Arrangement, answer: &Answer) -> Self {
        let n = arrangement.n_events();
        let mut shown = FixedBitSet::with_capacity(n);
        let mut possible = FixedBitSet::with_capacity(n);
        for found in answer.on_map.iter().chain(&answer.unlocated) {
            shown.insert(found.id().index());
            if found.matched() == Match::Possible {
                possible.insert(found.id().index());
            }
        }
        for id in &answer.undated {
            shown.insert(id.index());
        }
        let mut listing = Self {
            events: Vec::with_capacity(answer.n_listed()),
            sections: Vec::new(),
        };
        for (heading, events) in arrangement.sections() {
            let first = listing.events.len();
            let events = events.iter().map(|event| *event as usize);
            let events = events.filter(|event| shown.contains(*event));
            listing
                .events
                .extend(events.map(|event| Found::of(event, possible.contains(event))));
            let n = listing.events.len() - first;
            if n > 0 {
                listing.sections.push(Section { heading, first, n });
            }
        }
        listing
    }

    /// The events in their order.
    pub fn events(&self) -> &[Found] {
        &self.events
    }

    /// The events in their order, without how they match.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = EventId> + ExactSizeIterator + '_ {
        self.events.iter().map(|found| found.id())
    }

    /// What stands under which heading, in order and without gaps.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The section of the event at a place in the list.
    pub fn section_at(&self, position: usize) -> Option<Section> {
        let after = self
            .sections
            .partition_point(|section| section.first <= position);
        self.sections.get(after.checked_sub(1)?).copied()
    }

    /// The events of a section.
    pub fn events_of(&self, section: Section) -> &[Found] {
        let events = section.first..section.first + section.n;
        self.events.get(events).unwrap_or_default()
    }

    /// Which place in the list an event has.
    pub fn position(&self, id: EventId) -> Option<usize> {
        self.ids().position(|other| other == id)
    }
}
