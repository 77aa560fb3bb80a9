//! The events that leave, one after the other: those of the same answer as on the screen, with what was known then.

use std::collections::HashSet;
use std::iter;

use super::ListingParts;
use crate::model::{
    Actor, Casualty, Claim, Event, EventId, Kind, Match, Place, PlacePrecision, Source, Transfer,
};
use crate::query::{Anchors, Answer, Status, Verdict};

/// An event of the answer, and where to look up what it names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) parts: ListingParts<'a>,
    pub(super) id: EventId,
    pub(super) event: &'a Event,
    /// How it matches the window; `None` where it has no date.
    pub(super) matched: Option<Match>,
}

/// The events of the answer in its order, then those without a date.
pub(super) fn shown(parts: ListingParts<'_>) -> impl Iterator<Item = Shown<'_>> + Clone {
    ids(parts.answer).filter_map(move |(id, matched)| {
        Some(Shown {
            parts,
            id,
            event: parts.catalog.event(id)?,
            matched,
        })
    })
}

/// The only place that knows how an answer keeps its events.
fn ids(answer: &Answer) -> impl Iterator<Item = (EventId, Option<Match>)> + Clone {
    let dated = answer
        .events()
        .map(|found| (found.id(), Some(found.matched())));
    dated.chain(answer.undated.iter().map(|id| (*id, None)))
}

impl<'a> Shown<'a> {
    /// The claims that were known, with their places among all.
    pub(super) fn claims(&self) -> impl Iterator<Item = (usize, &'a Claim)> + Clone + use<'a> {
        self.parts.index.claims(self.parts.catalog, self.event)
    }

    /// How many claims were made later than the day of knowledge.
    pub(super) fn n_later_claims(&self) -> usize {
        self.event.claims.len() - self.claims().count()
    }

    /// The numbers of people harmed, but those that a later claim gives.
    pub(super) fn casualties(&self) -> impl Iterator<Item = &'a Casualty> {
        let shown = *self;
        let casualties = self.event.casualties.iter();
        casualties.filter(move |casualty| shown.is_known(casualty.claim))
    }

    /// What changed hands, with its place among all, but what a later claim says.
    pub(super) fn transfers(&self) -> impl Iterator<Item = (usize, &'a Transfer)> {
        let shown = *self;
        let transfers = self.event.transfers.iter().enumerate();
        transfers.filter(move |(_, transfer)| shown.is_known(transfer.claim))
    }

    fn is_known(&self, claim: Option<usize>) -> bool {
        let ListingParts { catalog, index, .. } = self.parts;
        claim.is_none_or(|order| {
            let claim = self.event.claims.get(order);
            claim.is_some_and(|claim| index.knowledge().has_claim(catalog, self.event, claim))
        })
    }

    /// The names of its claims, for those known and named by another, a number or a transfer.
    /// One that its author gave no name gets one.
    pub(super) fn claim_ids(&self) -> Vec<Option<String>> {
        let claims = &self.event.claims;
        let mut taken: HashSet<String> = HashSet::new();
        let mut ids: Vec<Option<String>> = Vec::with_capacity(claims.len());
        for claim in claims {
            let id = claim.id.clone().filter(|id| taken.insert(id.clone()));
            ids.push(id);
        }
        let answered = self.claims().filter_map(|(_, claim)| claim.answers);
        let by_casualties = self.casualties().filter_map(|casualty| casualty.claim);
        let by_transfers = self.transfers().filter_map(|(_, transfer)| transfer.claim);
        let named: Vec<usize> = answered.chain(by_casualties).chain(by_transfers).collect();
        // Where its own number is taken, the next that no claim can have for its own.
        let mut beyond = claims.len() + 1..;
        for index in named {
            if let Some(slot) = ids.get_mut(index).filter(|slot| slot.is_none()) {
                let mut free = iter::once(index + 1).chain(beyond.by_ref());
                *slot = free.find_map(|number| {
                    let id = format!("claim-{number}");
                    taken.insert(id.clone()).then_some(id)
                });
            }
        }
        ids
    }

    /// What its claims amount to, and why.
    pub(super) fn verdict(&self) -> &'a Verdict {
        self.parts.index.verdict(self.id)
    }

    /// What its claims amount to.
    pub(super) fn status(&self) -> Status {
        self.verdict().status
    }

    /// Where it can be drawn.
    pub(super) fn anchors(&self) -> &'a Anchors {
        self.parts.index.anchors(self.id)
    }

    /// How precisely its place is known: of one that can be drawn its mark, of any other the place itself.
    pub(super) fn precision(&self) -> Option<PlacePrecision> {
        let drawn = self.parts.index.precision(self.id);
        drawn.or_else(|| Some(self.place()?.precision))
    }

    /// The place of its first mark, or the first it names.
    pub(super) fn place(&self) -> Option<&'a Place> {
        let anchor = self.anchors().points.first().map(|anchor| anchor.place);
        let named = || self.event.location.places().first().copied();
        self.parts.catalog.place(anchor.or_else(named)?)
    }

    /// The names of all places it is said to have happened at, with `; ` between them.
    pub(super) fn place_names(&self) -> Option<String> {
        let names = self.places().map(|place| place.name(self.parts.names));
        let names: Vec<String> = names.collect();
        (!names.is_empty()).then(|| names.join("; "))
    }

    /// The places it is said to have happened at, in order.
    pub(super) fn places(&self) -> impl Iterator<Item = &'a Place> + use<'a> {
        let catalog = self.parts.catalog;
        let places = self.event.location.places().into_iter();
        places.filter_map(|id| catalog.place(id))
    }

    /// The places that its sources only name.
    pub(super) fn mentions(&self) -> impl Iterator<Item = &'a Place> + use<'a> {
        let catalog = self.parts.catalog;
        let mentions = self.event.mentions.iter();
        mentions.filter_map(|id| catalog.place(*id))
    }

    /// What it is filed under.
    pub(super) fn tags(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let catalog = self.parts.catalog;
        self.event.tags.iter().filter_map(|id| catalog.tag(*id))
    }

    /// Its kind.
    pub(super) fn kind(&self) -> Option<&'a Kind> {
        self.parts.catalog.kind(self.event.kind)
    }

    /// Who makes a claim.
    pub(super) fn speaker(&self, claim: &Claim) -> Option<&'a Actor> {
        self.parts.catalog.actor(claim.speaker)
    }

    /// Through what a claim reaches us.
    pub(super) fn source(&self, claim: &Claim) -> Option<&'a Source> {
        self.parts.catalog.source(claim.via)
    }

    /// The name of the one who makes the claim at an index.
    pub(super) fn speaker_name(&self, claim: usize) -> Option<&'a str> {
        let claim = self.event.claims.get(claim)?;
        Some(self.speaker(claim)?.name.as_str())
    }
}
