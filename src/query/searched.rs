//! What a search looks through of an event, part by part, and in which of them it found something.

use std::ops::Range;

use super::text::searchable;
use super::{Knowledge, occurrences};
use crate::model::{ActorId, Catalog, Event};

/// A part of an event that searches look through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Searched {
    /// Its heading.
    Title,
    /// What this actor says about it.
    Claim(ActorId),
    /// A remark about what this actor says.
    ClaimNote(ActorId),
    /// The source's own words for the date.
    Phrase,
    /// The atlas's own remark.
    Note,
    /// A name of a place it happened at or that is named.
    Place,
    /// Somebody who took part or speaks.
    Actor,
    /// The kind.
    Kind,
    /// What it is filed under.
    Tag,
}

/// All parts that were known, the likelier to be told first.
fn parts<'a>(
    catalog: &'a Catalog,
    event: &'a Event,
    knowledge: Knowledge,
) -> Vec<(Searched, &'a str)> {
    let mut parts: Vec<(Searched, &str)> = vec![(Searched::Title, &event.title)];
    let claims = event.claims.iter();
    let claims = || {
        let known = claims.clone();
        known.filter(|claim| knowledge.has_claim(catalog, event, claim))
    };
    for claim in claims() {
        parts.push((Searched::Claim(claim.speaker), &claim.says));
        let note = claim.note.as_deref();
        parts.extend(note.map(|note| (Searched::ClaimNote(claim.speaker), note)));
    }
    let places = event.location.places();
    let places = places.iter().chain(&event.mentions);
    for place in places.filter_map(|id| catalog.place(*id)) {
        let names = place.names.iter();
        parts.extend(names.map(|name| (Searched::Place, name.text.as_str())));
    }
    let participants = event.participants.iter();
    let participants = participants.map(|participant| participant.actor);
    let actors = participants.chain(claims().map(|claim| claim.speaker));
    let actors = actors.filter_map(|id| catalog.actor(id));
    parts.extend(actors.map(|actor| (Searched::Actor, actor.name.as_str())));
    let phrase = event.phrase.as_deref();
    parts.extend(phrase.map(|phrase| (Searched::Phrase, phrase)));
    let note = event.note.as_deref();
    parts.extend(note.map(|note| (Searched::Note, note)));
    let kind = catalog.kind(event.kind);
    parts.extend(kind.map(|kind| (Searched::Kind, kind.label.as_str())));
    let tags = event.tags.iter().filter_map(|id| catalog.tag(*id));
    parts.extend(tags.map(|tag| (Searched::Tag, tag)));
    parts
}

/// Titles, names in every script, known claims, speakers, phrases, notes and tags, folded.
pub(super) fn searchable_text(catalog: &Catalog, event: &Event, knowledge: Knowledge) -> String {
    let parts = parts(catalog, event, knowledge).into_iter();
    let texts: Vec<&str> = parts.map(|(_, text)| text).collect();
    searchable(&texts.join("\n"))
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundIn<'a> {
    /// What it was found in.
    pub part: Searched,
    /// The text of that.
    pub text: &'a str,
    /// Where in the text: the first of the words that occurs there.
    pub at: Range<usize>,
}

/// Where most of the words occur that are not in the title of an event; `None` where its title has all of them,
/// or where none occurs in any part. The words come folded.
pub fn found_in<'a>(
    catalog: &'a Catalog,
    event: &'a Event,
    knowledge: Knowledge,
    words: &[String],
) -> Option<FoundIn<'a>> {
    let has = |text: &str, word: &String| searchable(text).contains(word.as_str());
    let title = searchable(&event.title);
    let missing: Vec<String> = words
        .iter()
        .filter(|word| !title.contains(word.as_str()))
        .cloned()
        .collect();
    if missing.is_empty() {
        return None;
    }
    let mut best = None;
    let mut most = 0;
    for (part, text) in parts(catalog, event, knowledge) {
        let n = missing.iter().filter(|word| has(text, word)).count();
        if n > most {
            most = n;
            best = Some((part, text));
        }
    }
    let (part, text) = best?;
    let at = occurrences(text, &missing).into_iter().next();
    debug_assert!(at.is_some(), "what is found can be pointed at");
    Some(FoundIn {
        part,
        text,
        at: at?,
    })
}
