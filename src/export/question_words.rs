//! What was asked, in words, so that whoever reads an export knows what is in it and what is not.

use super::ListingParts;
use crate::model::{ActorId, Catalog, Day, NamePolicy};
use crate::query::{Amount, Choice, Facet, MatchLevel, Question, Speech, Status, Voice};
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
    for (facet, choice) in &filter.choices {
        words.push(chosen(catalog, *facet, choice, parts.names));
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
    if filter.within.is_some() {
        words.push("in the part of the map that is shown".to_owned());
    }
    words.extend(knowledge.on.map(known_on));
    words.join(", ")
}

/// "of the kind Clash or Transport", "contested only", "Actor: not Armenia"
fn chosen(catalog: &Catalog, facet: Facet, choice: &Choice, names: NamePolicy) -> String {
    let is_contested =
        choice.values.len() == 1 && choice.values.contains(&Status::Contested.into());
    match (facet, choice.amount) {
        (Facet::Kind, Amount::Any) => {
            let values = choice.values.iter();
            let values: Vec<String> = values
                .map(|value| wording::facet_value(catalog, facet, *value, names))
                .collect();
            format!("of the kind {}", values.join(" or "))
        }
        (Facet::Status, Amount::Any) if is_contested => "contested only".to_owned(),
        _ => wording::choice(catalog, facet, choice, names),
    }
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
