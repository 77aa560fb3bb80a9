//! An event in plain words, line by line: when, where, what its claims amount to, and who says what.

use super::shown::Shown;
use crate::model::{Claim, Event};
use crate::wording;

/// What one reads of an event where there is no window around it.
pub(super) fn ledger_text(shown: Shown<'_>) -> String {
    let event = shown.event;
    let verdict = shown.verdict();
    let mut lines = vec![when_words(event)];
    lines.extend(where_words(shown));
    lines.push(format!("{}.", wording::status_sentence(verdict.status)));
    lines.push(wording::reason(verdict, |claim| shown.speaker_name(claim)));
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
