//! An event as its file has it: indices become the names of claims, and ids those of the authors.

use super::entries::{
    AboutWord, CargoEntry, CasualtyEntry, ClaimEntry, EventEntry, LocationEntry, ParticipantEntry,
    SenseWord, TransferEntry,
};
use crate::export::shown::Shown;
use crate::model::{About, ActorId, Cargo, Claim, Location, PlaceId, Sense, Slug, Transfer, When};

/// An event with every field, as far as it was known.
pub(super) fn event_entry(shown: Shown<'_>) -> EventEntry<'_> {
    let event = shown.event;
    let ids = shown.claim_ids();
    EventEntry {
        id: event.slug.as_str(),
        title: &event.title,
        kind: shown.kind().map_or("", |kind| kind.slug.as_str()),
        when: event.when.as_ref().map(When::text),
        sense: event.when.as_ref().and_then(sense),
        phrase: event.phrase.as_deref(),
        place: location(shown, &event.location),
        mentions: shown.mentions().map(|place| place.slug.as_str()).collect(),
        tags: shown.tags().collect(),
        actors: participants(shown),
        claims: claims(shown, &ids),
        casualties: casualties(shown, &ids),
        transfers: transfers(shown, &ids),
        note: event.note.as_deref(),
    }
}

fn sense(when: &When) -> Option<SenseWord> {
    match when.sense() {
        Sense::SomeTime => None,
        Sense::Whole => Some(SenseWord::Whole),
    }
}

/// A place that did not hold when the atlas was read cannot be named; that is told beside the file.
fn location<'a>(shown: Shown<'a>, location: &Location) -> LocationEntry<'a> {
    let one = |id: PlaceId| shown.parts.catalog.place(id).map(|place| slug(&place.slug));
    let some = |ids: &[PlaceId]| -> Vec<&'a str> { ids.iter().filter_map(|id| one(*id)).collect() };
    let entry = match location {
        Location::At(place) => one(*place).map(LocationEntry::At),
        Location::Within(place) => one(*place).map(LocationEntry::Within),
        Location::Between(a, b) => {
            (one(*a).zip(one(*b))).map(|(a, b)| LocationEntry::Between(a, b))
        }
        Location::Route(places) => Some(LocationEntry::Route(some(places))),
        Location::Several(places) => Some(LocationEntry::Several(some(places))),
        Location::NotGiven | Location::Unusable(_) => None,
    };
    let is_empty = location.places().is_empty();
    entry
        .filter(|_| !is_empty)
        .unwrap_or(LocationEntry::NotGiven)
}

fn slug(slug: &Slug) -> &str {
    slug.as_str()
}

fn actor(shown: Shown<'_>, id: ActorId) -> Option<&str> {
    shown.parts.catalog.actor(id).map(|actor| slug(&actor.slug))
}

fn participants(shown: Shown<'_>) -> Vec<ParticipantEntry<'_>> {
    let participants = shown.event.participants.iter();
    participants
        .filter_map(|participant| {
            Some(ParticipantEntry {
                who: actor(shown, participant.actor)?,
                role: participant.role,
            })
        })
        .collect()
}

fn claims<'a>(shown: Shown<'a>, ids: &[Option<String>]) -> Vec<ClaimEntry<'a>> {
    let known: Vec<usize> = shown.claims().map(|(index, _)| index).collect();
    let entry = |(index, claim): (usize, &'a Claim)| {
        // Only a claim above can be answered, and one that was not known yet cannot.
        let answers = claim
            .answers
            .filter(|answered| *answered < index && known.contains(answered));
        let default_about = answers
            .and_then(|answered| shown.event.claims.get(answered))
            .map_or(About::Event, |answered| answered.about);
        let about = (claim.about != default_about).then_some(AboutWord { about: claim.about });
        ClaimEntry {
            id: id_at(ids, Some(index)),
            by: actor(shown, claim.speaker).unwrap_or_default(),
            stance: claim.stance,
            about,
            answers: id_at(ids, answers),
            says: &claim.says,
            said: claim.said.as_ref().map(When::text),
            reported: claim.reported.as_ref().map(When::text),
            via: shown
                .source(claim)
                .map_or("", |source| source.slug.as_str()),
            at: claim.locator.as_deref(),
            note: claim.note.as_deref(),
        }
    };
    shown.claims().map(entry).collect()
}

fn casualties<'a>(shown: Shown<'a>, ids: &[Option<String>]) -> Vec<CasualtyEntry<'a>> {
    let casualties = shown.casualties();
    casualties
        .map(|casualty| CasualtyEntry {
            whose: casualty.whose.and_then(|whose| actor(shown, whose)),
            what: casualty.harm,
            low: casualty.low,
            best: casualty.best,
            high: casualty.high,
            phrase: casualty.phrase.as_deref(),
            by: id_at(ids, casualty.claim),
        })
        .collect()
}

fn transfers<'a>(shown: Shown<'a>, ids: &[Option<String>]) -> Vec<TransferEntry<'a>> {
    let known: Vec<(usize, &Transfer)> = shown.transfers().collect();
    let is_known = |index: usize| known.iter().any(|(other, _)| *other == index);
    let is_named = |index: usize| {
        known
            .iter()
            .any(|(_, transfer)| transfer.in_return_for == Some(index))
    };
    let name = |index: usize| format!("transfer-{}", index + 1);
    known
        .iter()
        .map(|(index, transfer)| TransferEntry {
            id: is_named(*index).then(|| name(*index)),
            from: actor(shown, transfer.from).unwrap_or_default(),
            to: actor(shown, transfer.to).unwrap_or_default(),
            what: cargo(transfer),
            count: transfer.count,
            phrase: transfer.phrase.as_deref(),
            in_return_for: transfer
                .in_return_for
                .filter(|other| is_known(*other))
                .map(name),
            by: id_at(ids, transfer.claim),
        })
        .collect()
}

fn cargo(transfer: &Transfer) -> CargoEntry<'_> {
    let what = transfer.what.as_str();
    match transfer.cargo {
        Cargo::Persons => CargoEntry::Persons(what),
        Cargo::Documents => CargoEntry::Documents(what),
        Cargo::Goods => CargoEntry::Goods(what),
        Cargo::Territory => CargoEntry::Territory(what),
        Cargo::Money => CargoEntry::Money(what),
    }
}

/// The name of the claim at an index.
fn id_at(ids: &[Option<String>], index: Option<usize>) -> Option<String> {
    ids.get(index?).cloned().flatten()
}
