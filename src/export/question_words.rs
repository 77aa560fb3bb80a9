//! What was asked, in words, so that whoever reads an export knows what is in it and what is not.

use super::ListingParts;
use crate::model::{ActorId, Catalog, Day};
use crate::query::{MatchLevel, Question, Speech, Voice};
use crate::wording;

/// "All events, 1 Jul – 31 Jul 2021, contested only, as known on 30 June 2021"
pub fn question_words(parts: ListingParts<'_>) -> String {
    let ListingParts {
        catalog, question, ..
    } = parts;
    let Question {
        filter,
        window,
        knowledge,
    } = question;
    let mut words = vec!["All events".to_owned()];
    words.extend(window.map(wording::window));
    if window.is_some() && filter.match_level == MatchLevel::Certain {
        words.push("certainly in that time".to_owned());
    }
    let kinds: Vec<&str> = filter
        .kinds
        .iter()
        .filter_map(|kind| Some(catalog.kind(*kind)?.label.as_str()))
        .collect();
    if !kinds.is_empty() {
        words.push(format!("of the kind {}", kinds.join(" or ")));
    }
    let name = |actor| actor_name(catalog, actor);
    words.extend(filter.actor.map(|actor| format!("with {}", name(actor))));
    words.extend(filter.voices.iter().map(|voice| heard(catalog, *voice)));
    if let Some(place) = filter.place.and_then(|place| catalog.place(place)) {
        words.push(format!("at or naming {}", place.name(parts.names)));
    }
    let text = filter.text.trim();
    if !text.is_empty() {
        words.push(format!("with the words “{text}”"));
    }
    if filter.contested_only {
        words.push("contested only".to_owned());
    }
    words.extend(knowledge.on.map(known_on));
    words.join(", ")
}

fn known_on(day: Day) -> String {
    format!("as known on {}", wording::day(day))
}

/// "claimed by A", "denied by B"
fn heard(catalog: &Catalog, voice: Voice) -> String {
    let verb = match voice.speech {
        Speech::Claims => "claimed by",
        Speech::Denies => "denied by",
        Speech::Questions => "questioned by",
        Speech::Retracts => "taken back by",
    };
    format!("{verb} {}", actor_name(catalog, voice.speaker))
}

fn actor_name(catalog: &Catalog, actor: ActorId) -> &str {
    catalog.actor(actor).map_or("", |actor| actor.name.as_str())
}
