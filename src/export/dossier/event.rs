//! One event of a dossier: when, where, what its claims amount to, and who says what.

use super::html::{fact, name, paragraph, text};
use crate::export::ledger_text::when_words;
use crate::export::shown::Shown;
use crate::model::{ActorId, Casualty, Claim, Location, Place, Transfer};
use crate::wording::{self, counted};

/// Of a place with more names, the rest are only counted.
const MAX_OTHER_NAMES: usize = 5;

/// The event as an article.
pub(super) fn event(shown: Shown<'_>) -> String {
    let event = shown.event;
    let kind = shown.kind().map_or("Event", |kind| &kind.label);
    let date = event
        .when
        .as_ref()
        .map_or_else(|| "no date".to_owned(), wording::short_when);
    let matched = shown.matched.and_then(wording::matched);
    let over: Vec<&str> = [kind, &date].into_iter().chain(matched).collect();
    let mut article = format!("<article id=\"event-{}\">\n", text(event.slug.as_str()));
    article += &paragraph("over", &over.join(" · "));
    article += &format!("<h3 dir=\"auto\">{}</h3>\n", text(&event.title));
    article += &status(shown);
    article += &facts(shown);
    article += &ledger(shown);
    if let Some(note) = &event.note {
        article += &paragraph("note", note);
    }
    article + "</article>\n"
}

/// The status in words and why it is that one; the edge beside it only repeats the words.
fn status(shown: Shown<'_>) -> String {
    let verdict = shown.verdict();
    let reason = wording::reason(verdict, |claim| shown.speaker_name(claim));
    format!(
        "<p class=\"status {}\"><b>{}.</b> {}</p>\n",
        verdict.status.slug(),
        text(wording::status_sentence(verdict.status)),
        text(&reason)
    )
}

fn facts(shown: Shown<'_>) -> String {
    let event = shown.event;
    let mut when = vec![text(&when_words(event))];
    when.extend(event.when.as_ref().map(|date| {
        let words = format!("{} · EDTF {}", wording::date_precision(date), date.text());
        format!("<span class=\"small\">{}</span>", text(&words))
    }));
    let mentions: Vec<String> = shown
        .mentions()
        .map(|place| name(&place.name(shown.parts.names)))
        .collect();
    let tags: Vec<String> = shown.tags().map(text).collect();
    let participants: Vec<String> = event
        .participants
        .iter()
        .map(|other| {
            let role = wording::role(other.role);
            format!("{}, {role}", actor(shown, other.actor))
        })
        .collect();
    let losses: Vec<String> = shown
        .casualties()
        .map(|loss| casualty(shown, loss))
        .collect();
    let transfers: Vec<String> = shown
        .transfers()
        .map(|(_, given)| transfer(shown, given))
        .collect();
    let facts = [
        fact("When", &when),
        fact("Where", &places(shown)),
        fact("Also named", &mentions),
        fact("Tags", &tags),
        fact("Who", &participants),
        fact("Losses", &losses),
        fact("Handed over", &transfers),
    ];
    format!("<dl class=\"facts\">\n{}</dl>\n", facts.concat())
}

/// How the event relates to its places, and each of them with how precisely it is known.
fn places(shown: Shown<'_>) -> Vec<String> {
    let location = &shown.event.location;
    let relation = wording::location(location);
    let mut lines = Vec::new();
    if !matches!(location, Location::At(_)) {
        lines.push(format!("<span class=\"small\">{}</span>", text(relation)));
    }
    lines.extend(shown.places().map(|one| place(shown, one)));
    lines
}

fn place(shown: Shown<'_>, place: &Place) -> String {
    let shown_name = place.name(shown.parts.names);
    let others = place.names.iter().map(|other| other.text.as_str());
    let mut others: Vec<String> = others
        .filter(|other| *other != shown_name)
        .map(name)
        .collect();
    others.dedup();
    let n_more = others.len().saturating_sub(MAX_OTHER_NAMES);
    others.truncate(MAX_OTHER_NAMES);
    others.extend((n_more > 0).then(|| counted(n_more, "more name")));
    let mut words = vec![text(&wording::place_precision(place))];
    words.extend(place.is_estimate.then(|| "our estimate".to_owned()));
    let located_by = place.located_by.as_deref();
    words.extend(located_by.map(|by| format!("position: {}", text(by))));
    words.extend((!others.is_empty()).then(|| format!("also {}", others.join(" · "))));
    let words = words.join(" · ");
    format!("{} <span class=\"small\">{words}</span>", name(&shown_name))
}

fn casualty(shown: Shown<'_>, casualty: &Casualty) -> String {
    let whose = casualty.whose.and_then(|id| shown.parts.catalog.actor(id));
    let words = wording::casualty(casualty, whose.map(|actor| actor.name.as_str()));
    text(&words) + &phrase(casualty.phrase.as_deref()) + &says_so(shown, casualty.claim)
}

fn transfer(shown: Shown<'_>, transfer: &Transfer) -> String {
    let (from, to) = (actor(shown, transfer.from), actor(shown, transfer.to));
    let words = text(&wording::transfer(transfer));
    let back = transfer.in_return_for;
    let back = back.and_then(|other| shown.event.transfers.get(other));
    let back = back.map_or_else(String::new, |back| {
        format!(", in return for {}", text(&wording::transfer(back)))
    });
    format!(
        "{words}: from {from} to {to}{back}{}",
        says_so(shown, transfer.claim)
    )
}

fn phrase(phrase: Option<&str>) -> String {
    phrase.map_or_else(String::new, |phrase| format!(" (“{}”)", text(phrase)))
}

/// By whose word; a number that no claim gives says so.
fn says_so(shown: Shown<'_>, claim: Option<usize>) -> String {
    let speaker = claim.and_then(|claim| shown.speaker_name(claim));
    let words = speaker.map_or_else(
        || "no claim is named for it".to_owned(),
        |speaker| format!("{} says so", name(speaker)),
    );
    format!(" <span class=\"small\">{words}</span>")
}

fn actor(shown: Shown<'_>, id: ActorId) -> String {
    let actor = shown.parts.catalog.actor(id);
    actor.map_or_else(String::new, |actor| name(&actor.name))
}

/// Who says what, in the order of the atlas.
fn ledger(shown: Shown<'_>) -> String {
    let claims: String = shown
        .claims()
        .map(|(index, one)| claim(shown, index, one))
        .collect();
    let n_later = shown.n_later_claims();
    let mut ledger = "<h4>Who says what</h4>\n".to_owned();
    ledger += &if claims.is_empty() {
        paragraph("small", "Nobody is on record here.")
    } else {
        format!("<ol class=\"ledger\">\n{claims}</ol>\n")
    };
    if n_later > 0 {
        ledger += &paragraph("small", &wording::later_claims(n_later));
    }
    ledger
}

fn claim(shown: Shown<'_>, index: usize, claim: &Claim) -> String {
    let is_retracted = shown.verdict().retracted.contains(&index);
    let mut stance = wording::stance(claim.stance).to_owned();
    let answered = claim.answers.and_then(|other| shown.speaker_name(other));
    if let Some(answered) = answered {
        stance += &format!(" what {answered} says");
    }
    let about = wording::about(claim.about).map(str::to_owned);
    let said = claim.said.as_ref().map(wording::when);
    let beside: Vec<String> = about.into_iter().chain(said).collect();
    let beside = beside.join(" · ");
    let class = if is_retracted {
        " class=\"retracted\""
    } else {
        ""
    };
    let mut item = format!("<li{class}>\n<div><span class=\"speaker\">");
    item += &actor(shown, claim.speaker);
    item += &format!(
        "</span><span class=\"stance\">{}</span> <span class=\"small\">{}</span></div>\n",
        text(&stance),
        text(&beside)
    );
    item += &paragraph("says", &claim.says);
    if is_retracted {
        item += &paragraph("small", "Taken back since.");
    }
    item += &via(shown, claim);
    if let Some(note) = &claim.note {
        item += &paragraph("note small", note);
    }
    item + "</li>\n"
}

/// Through which source, where in it, and when it reported it.
fn via(shown: Shown<'_>, claim: &Claim) -> String {
    let Some(source) = shown.source(claim) else {
        return String::new();
    };
    let slug = text(source.slug.as_str());
    let at = claim.locator.as_ref();
    let at = at.map_or_else(String::new, |at| format!(", {}", text(at)));
    let reported = claim.reported.as_ref();
    let reported = reported.map_or_else(String::new, |reported| {
        format!(", reported {}", text(&wording::short_when(reported)))
    });
    let title = name(&source.title);
    format!("<p class=\"via\">via <a href=\"#source-{slug}\">{title}</a>{at}{reported}</p>\n")
}
