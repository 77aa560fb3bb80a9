//! What is told about an event beside its geometry, for `GeoJSON` and KML: the same names in both.

use serde::Serialize;

use super::shown::Shown;
use super::words;
use crate::model::{ActorId, Claim, Place, When};
use crate::query::Status;

/// All that an event says of itself. Ids are those of the atlas, names are for readers.
#[derive(Serialize)]
pub(super) struct Properties<'a> {
    pub(super) title: &'a str,
    pub(super) kind: &'a str,
    pub(super) kind_label: &'a str,
    /// The date as its author wrote it, in EDTF.
    pub(super) when: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sense: Option<&'static str>,
    /// The first and the last day it can mean.
    pub(super) date: Option<String>,
    pub(super) phrase: Option<&'a str>,
    pub(super) status: &'static str,
    pub(super) contested: bool,
    pub(super) precision: Option<&'static str>,
    pub(super) place: Option<&'a str>,
    /// How readers call all of where it was.
    pub(super) place_name: Option<String>,
    /// The names of that place, the first as its source writes it.
    pub(super) place_names: Vec<&'a str>,
    /// How the event relates to its places, and all of them.
    pub(super) location: Option<&'static str>,
    pub(super) places: Vec<&'a str>,
    pub(super) mentions: Vec<&'a str>,
    pub(super) tags: Vec<&'a str>,
    pub(super) participants: Vec<ParticipantRow<'a>>,
    pub(super) claims: Vec<ClaimRow<'a>>,
    pub(super) casualties: Vec<CasualtyRow<'a>>,
    pub(super) transfers: Vec<TransferRow<'a>>,
    pub(super) note: Option<&'a str>,
}

/// Who took part, and as what.
#[derive(Serialize)]
pub(super) struct ParticipantRow<'a> {
    actor: &'a str,
    name: &'a str,
    role: &'static str,
}

/// Who says what, through which source.
#[derive(Serialize)]
pub(super) struct ClaimRow<'a> {
    pub(super) by: &'a str,
    pub(super) by_name: &'a str,
    pub(super) via: &'a str,
    pub(super) via_title: &'a str,
    #[serde(flatten)]
    pub(super) words: ClaimWords<'a>,
}

/// A claim without its speaker and its source.
#[derive(Serialize)]
pub(super) struct ClaimWords<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    stance: &'static str,
    about: &'static str,
    /// The claim of the same event that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<String>,
    says: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reported: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    /// Where in the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    retracted: bool,
}

/// How many people were harmed, by which claim.
#[derive(Serialize)]
pub(super) struct CasualtyRow<'a> {
    whose: Option<&'a str>,
    what: &'static str,
    low: Option<u32>,
    best: Option<u32>,
    high: Option<u32>,
    phrase: Option<&'a str>,
    by: Option<String>,
}

/// What changed hands, by which claim.
#[derive(Serialize)]
pub(super) struct TransferRow<'a> {
    from: &'a str,
    to: &'a str,
    cargo: &'static str,
    what: &'a str,
    count: Option<u32>,
    phrase: Option<&'a str>,
    /// Which of these transfers, counted from 0, it was exchanged for.
    in_return_for: Option<usize>,
    by: Option<String>,
}

// Its shape is what the serializer asks for.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

impl<'a> Properties<'a> {
    /// What there is to tell about an event, as far as it was known.
    pub(super) fn of(shown: Shown<'a>) -> Self {
        let event = shown.event;
        let kind = shown.kind();
        let place = shown.place();
        let ids = shown.claim_ids();
        let slug = |place: &'a Place| place.slug.as_str();
        let names = |place: &'a Place| place.names.iter().map(|name| name.text.as_str());
        Self {
            title: &event.title,
            kind: kind.map_or("", |kind| kind.slug.as_str()),
            kind_label: kind.map_or("", |kind| kind.label.as_str()),
            when: event.when.as_ref().map(When::text),
            sense: event.when.as_ref().and_then(words::sense),
            date: event.when.as_ref().and_then(words::days),
            phrase: event.phrase.as_deref(),
            status: shown.status().slug(),
            contested: shown.status() == Status::Contested,
            precision: shown.precision().map(words::precision),
            place: place.map(slug),
            place_name: shown.place_names(),
            place_names: place.into_iter().flat_map(names).collect(),
            location: words::location(&event.location),
            places: shown.places().map(slug).collect(),
            mentions: shown.mentions().map(slug).collect(),
            tags: shown.tags().collect(),
            participants: participants(shown),
            claims: claims(shown, &ids),
            casualties: casualties(shown, &ids),
            transfers: transfers(shown, &ids),
            note: event.note.as_deref(),
        }
    }
}

fn participants(shown: Shown<'_>) -> Vec<ParticipantRow<'_>> {
    let participants = shown.event.participants.iter();
    participants
        .filter_map(|participant| {
            let actor = shown.parts.catalog.actor(participant.actor)?;
            Some(ParticipantRow {
                actor: actor.slug.as_str(),
                name: &actor.name,
                role: words::role(participant.role),
            })
        })
        .collect()
}

fn claims<'a>(shown: Shown<'a>, ids: &[Option<String>]) -> Vec<ClaimRow<'a>> {
    let row = |(index, claim): (usize, &'a Claim)| {
        let speaker = shown.speaker(claim);
        let source = shown.source(claim);
        ClaimRow {
            by: speaker.map_or("", |speaker| speaker.slug.as_str()),
            by_name: speaker.map_or("", |speaker| speaker.name.as_str()),
            via: source.map_or("", |source| source.slug.as_str()),
            via_title: source.map_or("", |source| source.title.as_str()),
            words: ClaimWords {
                id: id_at(ids, Some(index)),
                stance: words::stance(claim.stance),
                about: words::about(claim.about),
                answers: id_at(ids, claim.answers),
                says: &claim.says,
                said: claim.said.as_ref().map(When::text),
                reported: claim.reported.as_ref().map(When::text),
                url: source.and_then(|source| source.url.as_deref()),
                at: claim.locator.as_deref(),
                note: claim.note.as_deref(),
                retracted: shown.verdict().retracted.contains(&index),
            },
        }
    };
    shown.claims().map(row).collect()
}

fn casualties<'a>(shown: Shown<'a>, ids: &[Option<String>]) -> Vec<CasualtyRow<'a>> {
    let casualties = shown.casualties();
    casualties
        .map(|casualty| CasualtyRow {
            whose: casualty.whose.and_then(|whose| actor(shown, whose)),
            what: words::harm(casualty.harm),
            low: casualty.low,
            best: casualty.best,
            high: casualty.high,
            phrase: casualty.phrase.as_deref(),
            by: id_at(ids, casualty.claim),
        })
        .collect()
}

fn transfers<'a>(shown: Shown<'a>, ids: &[Option<String>]) -> Vec<TransferRow<'a>> {
    let known: Vec<usize> = shown.transfers().map(|(index, _)| index).collect();
    let place_of = |other: usize| known.binary_search(&other).ok();
    shown
        .transfers()
        .map(|(_, transfer)| TransferRow {
            from: actor(shown, transfer.from).unwrap_or_default(),
            to: actor(shown, transfer.to).unwrap_or_default(),
            cargo: words::cargo(transfer.cargo),
            what: &transfer.what,
            count: transfer.count,
            phrase: transfer.phrase.as_deref(),
            in_return_for: transfer.in_return_for.and_then(place_of),
            by: id_at(ids, transfer.claim),
        })
        .collect()
}

fn actor(shown: Shown<'_>, id: ActorId) -> Option<&str> {
    let actor = shown.parts.catalog.actor(id)?;
    Some(actor.slug.as_str())
}

/// The name of the claim at an index.
fn id_at(ids: &[Option<String>], index: Option<usize>) -> Option<String> {
    ids.get(index?).cloned().flatten()
}
