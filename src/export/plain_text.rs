//! Events as plain text, to be pasted into a letter or a note.

use crate::model::{Catalog, Claim, Event, EventId, NamePolicy};
use crate::query::Index;
use crate::wording;

/// Events with their places, what is said about them, by whom, and where that is found.
pub fn plain_text(
    catalog: &Catalog,
    index: &Index,
    events: &[EventId],
    names: NamePolicy,
) -> String {
    let texts = events.iter().filter_map(|id| {
        let event = catalog.event(*id)?;
        Some(event_text(catalog, index, (*id, event), names))
    });
    texts.collect::<Vec<_>>().join("\n\n")
}

fn event_text(
    catalog: &Catalog,
    index: &Index,
    (id, event): (EventId, &Event),
    names: NamePolicy,
) -> String {
    let kind = catalog.kind(event.kind).map(|kind| kind.label.as_str());
    let status = wording::status(index.status(id));
    let mut lines = vec![format!(
        "{} ({}; {status})",
        wording::event_name(event),
        kind.unwrap_or_default()
    )];
    let places: Vec<String> = event
        .location
        .places()
        .into_iter()
        .filter_map(|place| Some(catalog.place(place)?.name(names)))
        .collect();
    if !places.is_empty() {
        lines.push(format!("Where: {}", places.join(", ")));
    }
    let claims = index.claims(catalog, event);
    lines.extend(claims.map(|(_, claim)| claim_text(catalog, claim)));
    lines.join("\n")
}

/// "Armenia asserts, 19 July 2021: The Azerbaijani side started the shooting. [Title, ¶ 6]"
fn claim_text(catalog: &Catalog, claim: &Claim) -> String {
    let speaker = catalog.actor(claim.speaker);
    let speaker = speaker.map_or("", |actor| actor.name.as_str());
    let said = claim.said.as_ref().map(wording::when);
    let said = said.map_or_else(String::new, |said| format!(", {said}"));
    let source = catalog.source(claim.via);
    let mut found = vec![source.map_or("", |source| source.title.as_str())];
    found.extend(claim.locator.as_deref());
    format!(
        "- {speaker} {}{said}: {} [{}]",
        wording::stance(claim.stance),
        claim.says,
        found.join(", ")
    )
}
