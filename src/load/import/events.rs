//! A draft with its handles becomes an event.

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::rows::{KeptAt, slug};
use super::{Draft, DraftClaim, DraftLoss, Text};
use crate::model::{
    ActorId, Casualty, Claim, Event, Location, Participant, PlaceId, PlacePrecision, Role, RowIds,
    Slug,
};

/// The actors whose people were harmed and who are not among the parties of a row, by their names.
pub(super) type Others = Arc<IndexMap<Box<str>, ActorId>>;

/// The event of a row.
pub(super) fn event_of(
    draft: &Draft<'_>,
    ids: RowIds<'_>,
    others: &Others,
    kept_at: KeptAt,
) -> Option<Event> {
    let precision = draft.place.as_ref().map(|place| place.precision);
    let n_claims = draft.claims.len().min(ids.claims.len());
    let claims: Vec<Claim> = draft
        .claims
        .iter()
        .zip(ids.claims)
        .map(|(claim, ids)| Claim {
            id: tidied(claim.id.as_ref()),
            speaker: ids.speaker,
            stance: claim.stance,
            about: claim.about,
            answers: claim.answers.filter(|answered| *answered < n_claims),
            says: tidy(&claim.says),
            said: claim.said.when(),
            reported: claim.reported.when(),
            via: ids.via,
            locator: locator(claim),
            note: tidied(claim.note.as_ref()),
        })
        .collect();
    let whose = |loss: &DraftLoss<'_>| {
        let name = loss.whose.as_ref()?;
        let among = draft.parties.iter().position(|party| party == name);
        among
            .and_then(|at| ids.parties.get(at).copied())
            .or_else(|| others.get(&**name).copied())
    };
    let casualties = draft.losses.iter().map(|loss| Casualty {
        whose: whose(loss),
        harm: loss.harm,
        low: loss.low,
        best: loss.best,
        high: loss.high,
        phrase: tidied(loss.phrase.as_ref()),
        claim: (!claims.is_empty()).then_some(0),
    });
    Some(Event {
        slug: Slug::new(&slug(&draft.id, kept_at)).ok()?,
        title: tidy(&draft.title).replace('\n', " "),
        kind: ids.kind,
        when: draft.date.when(),
        phrase: tidied(draft.phrase.as_ref()),
        location: location(ids.place, draft.is_within, precision),
        mentions: Vec::new(),
        tags: ids.tags.to_vec(),
        participants: ids
            .parties
            .iter()
            .enumerate()
            .map(|(index, actor)| Participant {
                actor: *actor,
                role: draft.roles.get(index).copied().unwrap_or(Role::Party),
            })
            .collect(),
        casualties: casualties.collect(),
        claims,
        n_claims_left_out: 0,
        transfers: Vec::new(),
        note: tidied(draft.note.as_ref()),
        unreadable: None,
    })
}

/// At its place or within it, as the draft says; otherwise what is only known to a district or more coarsely happened
/// somewhere within it.
fn location(
    place: Option<PlaceId>,
    is_within: Option<bool>,
    precision: Option<PlacePrecision>,
) -> Location {
    let Some((place, precision)) = place.zip(precision) else {
        return Location::NotGiven;
    };
    if is_within.unwrap_or(precision > PlacePrecision::Town) {
        Location::Within(place)
    } else {
        Location::At(place)
    }
}

fn locator(claim: &DraftClaim<'_>) -> Option<String> {
    tidied(claim.locator.as_ref()).map(|text| text.replace('\n', " "))
}

fn tidied(text: Option<&Text<'_>>) -> Option<String> {
    text.map(|text| tidy(text)).filter(|text| !text.is_empty())
}

/// What a text files its event under: what stands between its semicolons, each once, without what cannot be seen.
pub(in crate::load) fn tags_of(text: &str) -> Vec<Text<'_>> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut tags: IndexSet<Text<'_>> = IndexSet::new();
    for part in text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let tidied = tidy(part).replace('\n', " ");
        let tag = if tidied == part {
            Cow::Borrowed(part)
        } else {
            Cow::Owned(tidied.trim().to_owned())
        };
        if !tag.is_empty() {
            tags.insert(tag);
        }
    }
    tags.into_iter().collect()
}

/// Whether a text has nothing that [`tidy`] takes away.
pub(super) fn is_tidy(text: &str) -> bool {
    text.trim().len() == text.len() && !text.chars().any(is_hidden)
}

fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text without what cannot be seen or turns its direction; lines stay lines.
pub(super) fn tidy(text: &str) -> String {
    let text = text.trim();
    if text.chars().any(is_hidden) {
        let spaced = text.chars().map(|c| if c == '\t' { ' ' } else { c });
        spaced.filter(|c| !is_hidden(*c)).collect()
    } else {
        text.to_owned()
    }
}
