//! How statuses, stances, losses and exchanges are said: neutral, and by whom.

use super::{counted, number};
use crate::model::{About, ActorKind, Casualty, Harm, Role, Stance, Transfer};
use crate::query::{Speech, Status, Verdict};

/// The status of an event: a word for lists.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Contested => "Contested",
        Status::Incomplete => "A claim could not be read",
        Status::Denied => "Denied",
        Status::Corroborated => "Two or more sources",
        Status::SingleSourced => "One source",
        Status::ClaimedOnly => "One speaker",
        Status::Unclaimed => "No claim",
    }
}

/// The status of an event: a sentence for its card.
pub(crate) fn status_sentence(status: Status) -> &'static str {
    match status {
        Status::Contested => "Contested: one says so, another denies it",
        Status::Incomplete => "A claim could not be read; see the findings",
        Status::Denied => "Only denied: nobody here asserts it",
        Status::Corroborated => "Reported through independent sources",
        Status::SingleSourced => "Several speakers, one source",
        Status::ClaimedOnly => "One speaker on what happened, one source",
        Status::Unclaimed => "Nobody here claims it",
    }
}

/// Why the status is what it is, with the names of those who speak.
pub(crate) fn reason<'a>(verdict: &Verdict, name: impl Fn(usize) -> Option<&'a str>) -> String {
    let affirm = if verdict.n_speakers == 1 {
        "affirms"
    } else {
        "affirm"
    };
    let through = match verdict.n_sources {
        // What was said may be known before the source that reports it is there.
        0 => "the source that reports it came later".to_owned(),
        n => format!("through {}", counted(n, "independent source")),
    };
    let affirmed = format!(
        "{} {affirm} it, {through}",
        counted(verdict.n_speakers, "speaker")
    );
    let mut sentence = match verdict.status {
        Status::Contested => disputes(verdict, name),
        Status::Incomplete => {
            "What is left of its claims may mislead, so none is weighed".to_owned()
        }
        Status::Denied => "There are denials, and no claim that they deny".to_owned(),
        Status::Unclaimed => "No speaker affirms or denies that it happened".to_owned(),
        Status::Corroborated | Status::SingleSourced | Status::ClaimedOnly => affirmed,
    };
    if !verdict.retracted.is_empty() {
        let n = verdict.retracted.len();
        sentence += &format!("; {} taken back", counted_verb(n, "claim", "was", "were"));
    }
    sentence + "."
}

/// "Said by A and C; denied by B", for each part that is disputed.
fn disputes<'a>(verdict: &Verdict, name: impl Fn(usize) -> Option<&'a str>) -> String {
    let mut parts: Vec<(About, Vec<String>, Vec<String>)> = Vec::new();
    for dispute in &verdict.disputes {
        let Some((claims, denies)) = name(dispute.claim).zip(name(dispute.denial)) else {
            continue;
        };
        let (claims, denies) = (mid_sentence(claims), mid_sentence(denies));
        let part = parts
            .iter_mut()
            .find(|(about, _, _)| *about == dispute.about);
        let Some((_, said_by, denied_by)) = part else {
            parts.push((dispute.about, vec![claims], vec![denies]));
            continue;
        };
        for (side, name) in [(said_by, claims), (denied_by, denies)] {
            if !side.contains(&name) {
                side.push(name);
            }
        }
    }
    let sentences: Vec<String> = parts
        .into_iter()
        .map(|(part, said_by, denied_by)| {
            let (said_by, denied_by) = (said_by.join(" and "), denied_by.join(" and "));
            let said = format!("said by {said_by}; denied by {denied_by}");
            about(part).map_or_else(|| said.clone(), |part| format!("{part}, {said}"))
        })
        .collect();
    upper_first(&sentences.join(". "))
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A name as it stands within a sentence.
fn mid_sentence(name: &str) -> String {
    match name.strip_prefix("The ") {
        Some(rest) => format!("the {rest}"),
        None => name.to_owned(),
    }
}

/// "1 speaker is", "2 speakers are"
fn counted_verb(n: usize, noun: &str, one: &str, many: &str) -> String {
    format!("{} {}", counted(n, noun), if n == 1 { one } else { many })
}

/// The head over claims that contradict each other.
pub(crate) fn disputed(about: About) -> &'static str {
    match about {
        About::Event => "Disputed: what happened",
        About::Date => "Disputed: the date",
        About::Place => "Disputed: the place",
        About::Actors => "Disputed: who took part",
        About::Casualties => "Disputed: the losses",
        About::Transfers => "Disputed: what was handed over",
        About::Meaning => "Disputed: what it means",
    }
}

/// "2 claims were made later, or came to light later, and are hidden."
pub(crate) fn later_claims(n: usize) -> String {
    format!(
        "{} made or published later, and hidden.",
        counted_verb(n, "claim", "was", "were")
    )
}

/// How a way of speaking is asked for.
pub(crate) fn speech(speech: Speech) -> &'static str {
    match speech {
        Speech::Claims => "claims",
        Speech::Denies => "denies",
        Speech::Questions => "questions",
        Speech::Retracts => "takes back",
    }
}

/// "asserts", "denies", …
pub(crate) fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Asserts => "asserts",
        Stance::Denies => "denies",
        Stance::Confirms => "confirms",
        Stance::Questions => "questions",
        Stance::Retracts => "takes back",
        Stance::Announces => "announces",
    }
}

/// What a claim is about, where it is not the event itself.
pub(crate) fn about(about: About) -> Option<&'static str> {
    match about {
        About::Event => None,
        About::Date => Some("on the date"),
        About::Place => Some("on the place"),
        About::Actors => Some("on who took part"),
        About::Casualties => Some("on losses"),
        About::Transfers => Some("on what was handed over"),
        About::Meaning => Some("a judgment"),
    }
}

/// "party", "mediator", …
pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Party => "party",
        Role::Mediator => "mediator",
        Role::Giver => "gives",
        Role::Receiver => "receives",
        Role::Addressee => "concerned",
        Role::Carrier => "said to carry",
    }
}

/// "state", "ministry or office", …
pub(crate) fn actor_kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::State => "state",
        ActorKind::Office => "ministry or office",
        ActorKind::Official => "official",
        ActorKind::Force => "armed force",
        ActorKind::Organization => "organization",
        ActorKind::Author => "author of a source",
        ActorKind::Unnamed => "not named",
    }
}

/// "3 killed · Armenian armed forces"
pub(crate) fn casualty(casualty: &Casualty, whose: Option<&str>) -> String {
    of_whom(&how_many(casualty), whose)
}

/// "killed · Armenia"; without the name where nobody tells whose people they were
pub(crate) fn of_whom(what: &str, whose: Option<&str>) -> String {
    match whose {
        Some(whose) => format!("{what} · {whose}"),
        None => what.to_owned(),
    }
}

/// "3 killed", "5 (3–8) wounded", "number not given, captured"
pub(crate) fn how_many(casualty: &Casualty) -> String {
    let harm = harm(casualty.harm);
    match (casualty.low, casualty.best, casualty.high) {
        (Some(low), _, Some(high)) if low == high => format!("{low} {harm}"),
        (None, Some(best), None) => format!("{best} {harm}"),
        (low, Some(best), high) => {
            let side =
                |side: Option<u32>| side.map_or_else(|| "?".to_owned(), |side| side.to_string());
            format!("{best} ({}–{}) {harm}", side(low), side(high))
        }
        (Some(low), None, Some(high)) => format!("{low}–{high} {harm}"),
        (Some(low), None, None) => format!("at least {low} {harm}"),
        (None, None, Some(high)) => format!("at most {high} {harm}"),
        (None, None, None) => format!("number not given, {harm}"),
    }
}

/// "killed", "wounded", …
pub(crate) fn harm(harm: Harm) -> &'static str {
    match harm {
        Harm::Killed => "killed",
        Harm::Wounded => "wounded",
        Harm::Captured => "captured",
        Harm::Missing => "missing",
        Harm::Displaced => "displaced",
    }
}

/// "15 Armenian soldiers", "maps of mines (nearly 100,000 mines)"
pub(crate) fn transfer(transfer: &Transfer) -> String {
    let mut words = String::new();
    if let Some(n) = transfer.count {
        words += &format!("{} ", number(usize::try_from(n).unwrap_or(0)));
    }
    words += &transfer.what;
    if let Some(phrase) = &transfer.phrase {
        words += &format!(" (“{phrase}”)");
    }
    words
}

/// "7 events not yet known, 5 claims made later"
pub(crate) fn hidden_by_knowledge(n_events: usize, n_claims: usize) -> String {
    match (n_events, n_claims) {
        (0, 0) => "nothing is hidden".to_owned(),
        (0, claims) => format!("{} made later hidden", counted(claims, "claim")),
        (events, 0) => format!("{} not yet known", counted(events, "event")),
        (events, claims) => format!(
            "{} not yet known, {} made later hidden",
            counted(events, "event"),
            counted(claims, "claim")
        ),
    }
}
