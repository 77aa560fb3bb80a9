//! What was known on a day: claims said by then, sources published by then, events somebody had claimed by then.

use crate::model::{Catalog, Claim, Day, Event, SourceId, When};

/// How far one looks with the eyes of another day. The default is with today's: everything is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Knowledge {
    /// The last day that counts.
    pub on: Option<Day>,
}

impl Knowledge {
    /// What was known at the end of this day.
    pub fn on(day: Day) -> Self {
        Self { on: Some(day) }
    }

    /// The day that a date means as a day of knowledge: its last. `None` where it has no end.
    pub fn day_of(when: &When) -> Option<Day> {
        let day = when.span().latest_end();
        day.is_bounded().then_some(day)
    }

    /// Whether a claim about an event may have been known.
    ///
    /// The day it was said counts. Where none is given, nobody can know it before its source reported it or was
    /// published; where that day is not given either, nobody can know it before the event began. Of a date that is not known
    /// to the day the earliest reading counts, so that nothing is hidden that may have been known.
    pub fn has_claim(self, catalog: &Catalog, event: &Event, claim: &Claim) -> bool {
        let Some(day) = self.on else { return true };
        let published = || catalog.source(claim.via)?.published.as_ref();
        let when = claim
            .said
            .as_ref()
            .or(claim.reported.as_ref())
            .or_else(published)
            .or(event.when.as_ref());
        when.is_none_or(|when| when.span().can_begin_by(day))
    }

    /// Whether a source may have been published. One without a date may always have been.
    pub fn has_source(self, catalog: &Catalog, source: SourceId) -> bool {
        let Some(day) = self.on else { return true };
        catalog
            .source(source)
            .and_then(|source| source.published.as_ref())
            .is_none_or(|published| published.span().can_begin_by(day))
    }

    /// Whether somebody may have claimed an event. One without a claim is as known as its date lets it be.
    pub fn has_event(self, catalog: &Catalog, event: &Event) -> bool {
        let Some(day) = self.on else { return true };
        if event.claims.is_empty() {
            return event
                .when
                .as_ref()
                .is_none_or(|when| when.span().can_begin_by(day));
        }
        event
            .claims
            .iter()
            .any(|claim| self.has_claim(catalog, event, claim))
    }
}
