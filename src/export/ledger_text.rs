//! An event in plain words, line by line: when, where, what its claims amount to, and who says what.

use super::shown::Shown;
use crate::model::{ActorId, Claim, Event};
use crate::wording;

/// What one reads of an event where there is no window around it.
pub(super) fn ledger_text(shown: Shown<'_>) -> String {
    let event = shown.event;
    let verdict = shown.verdict();
    let mut lines = vec![when_words(event)];
    lines.extend(where_words(shown));
    lines.push(format!("{}.", wording::status_sentence(verdict.status)));
    lines.push(wording::reason(verdict, |claim| shown.speaker_name(claim)));
    lines.extend(line("Who", &participants(shown)));
    lines.extend(line("Losses", &losses(shown)));
    lines.extend(line("Handed over", &transfers(shown)));
    for (index, claim) in shown.claims() {
        let is_retracted = verdict.retracted.contains(&index);
        lines.push(claim_words(shown, claim, is_retracted));
    }
    lines.extend(event.note.clone());
    lines.join("\n")
}

/// "some day in June 2021 (“in June”)"
pub(super) fn when_words(event: &Event) -> String {
    let when = event
        .when
        .as_ref()
        .map_or_else(|| "no date that could be read".to_owned(), wording::when);
    match &event.phrase {
        Some(phrase) => format!("{when} (“{phrase}”)"),
        None => when,
    }
}

/// "somewhere between A and B"; `None` where the source names no place.
fn where_words(shown: Shown<'_>) -> Option<String> {
    let names: Vec<String> = shown
        .places()
        .map(|place| {
            let name = place.name(shown.parts.names);
            format!("{name} ({})", wording::place_precision(place))
        })
        .collect();
    let relation = wording::location(&shown.event.location);
    (!names.is_empty()).then(|| format!("{relation} {}", names.join("; ")))
}

/// "Who: A (party); B (party)"; nothing where nothing is known.
fn line(head: &str, items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| format!("{head}: {}", items.join("; ")))
}

/// "A (party)", for each who took part.
pub(super) fn participants(shown: Shown<'_>) -> Vec<String> {
    let participants = shown.event.participants.iter();
    participants
        .map(|other| {
            let role = wording::role(other.role);
            format!("{} ({role})", actor_name(shown, other.actor))
        })
        .collect()
}

/// "3 killed · A, B says so", for each number.
pub(super) fn losses(shown: Shown<'_>) -> Vec<String> {
    let losses = shown.casualties();
    losses
        .map(|loss| {
            let whose = loss.whose.map(|whose| actor_name(shown, whose));
            let words = wording::casualty(loss, whose);
            let phrase = loss.phrase.as_ref();
            let phrase = phrase.map_or_else(String::new, |phrase| format!(" (“{phrase}”)"));
            words + &phrase + &says_so(shown, loss.claim)
        })
        .collect()
}

/// "maps of mines from A to B, C says so", for each thing that changed hands.
pub(super) fn transfers(shown: Shown<'_>) -> Vec<String> {
    let transfers = shown.transfers();
    transfers
        .map(|(_, transfer)| {
            let words = wording::transfer(transfer);
            let from = actor_name(shown, transfer.from);
            let to = actor_name(shown, transfer.to);
            let by = says_so(shown, transfer.claim);
            format!("{words} from {from} to {to}{by}")
        })
        .collect()
}

fn says_so(shown: Shown<'_>, claim: Option<usize>) -> String {
    let speaker = claim.and_then(|claim| shown.speaker_name(claim));
    speaker.map_or_else(String::new, |speaker| format!(", {speaker} says so"))
}

fn actor_name(shown: Shown<'_>, id: ActorId) -> &str {
    let actor = shown.parts.catalog.actor(id);
    actor.map_or("", |actor| actor.name.as_str())
}

/// "A denies (19 July 2021): … [via S, p. 2]"
fn claim_words(shown: Shown<'_>, claim: &Claim, is_retracted: bool) -> String {
    let speaker = shown.speaker(claim).map_or("", |actor| &actor.name);
    let stance = wording::stance(claim.stance);
    let about = wording::about(claim.about).map(str::to_owned);
    let said = claim.said.as_ref().map(wording::short_when);
    let beside: Vec<String> = about.into_iter().chain(said).collect();
    let beside = match beside.as_slice() {
        [] => String::new(),
        words => format!(" ({})", words.join(", ")),
    };
    let via = shown.source(claim).map_or("", |source| &source.title);
    let at = claim.locator.as_deref();
    let at = at.map(|at| format!(", {at}")).unwrap_or_default();
    let back = if is_retracted {
        " Taken back since."
    } else {
        ""
    };
    format!(
        "– {speaker} {stance}{beside}: {}{back} [via {via}{at}]",
        claim.says
    )
}
