//! The events that answer a question, as a table, as JSON and as CSV.

use std::fmt::Write as _;

use csv::{IntoInnerError, Writer};
use serde::Serialize;

use super::csv::Cell;
use super::words;
use crate::model::{Catalog, Claim, Day, Event, EventId, LonLat, Match, NamePolicy};
use crate::query::{
    Answer, Counts, Dispute, Found, FoundPlace, Index, Question, Status, known_sources,
};

#[derive(Serialize)]
struct Listing<'a> {
    window: Option<Days>,
    as_known_on: Option<String>,
    #[serde(with = "CountsDef")]
    counts: Counts,
    claims_said_later: usize,
    places: Vec<PlaceRow<'a>>,
    events: Vec<Row<'a>>,
}

/// A place that the words searched for find.
#[derive(Serialize)]
struct PlaceRow<'a> {
    id: &'a str,
    name: String,
    names: Vec<&'a str>,
    events: usize,
}

#[derive(Serialize)]
struct Days {
    from: String,
    to: String,
}

/// The counts of `query`, field by field; the compiler checks that none is missing.
#[derive(Serialize)]
#[serde(remote = "Counts")]
struct CountsDef {
    total: usize,
    shown: usize,
    outside_window: usize,
    filtered_out: usize,
    undated: usize,
    not_yet_known: usize,
    on_map: usize,
    unlocated: usize,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    kind: &'a str,
    when: Option<&'a str>,
    r#match: &'static str,
    status: &'static str,
    /// Who contradicts whom; empty where nobody does.
    disputes: Vec<DisputeRow<'a>>,
    contested: bool,
    place: Option<&'a str>,
    /// The name of the place, in the language asked for.
    place_name: Option<String>,
    lon: Option<f64>,
    lat: Option<f64>,
    precision: Option<String>,
    tags: Vec<&'a str>,
    claims: usize,
    sources: usize,
    /// Who says what about it, as far as it was known.
    ledger: Vec<ClaimRow<'a>>,
}

#[derive(Serialize)]
struct DisputeRow<'a> {
    about: &'static str,
    claimed_by: &'a str,
    denied_by: &'a str,
}

#[derive(Serialize)]
struct ClaimRow<'a> {
    by: &'a str,
    stance: &'static str,
    about: &'static str,
    says: &'a str,
    said: Option<&'a str>,
    via: &'a str,
    at: Option<&'a str>,
    retracted: bool,
}

/// What a listing is made of.
#[derive(Debug, Clone, Copy)]
pub struct ListingParts<'a> {
    /// The atlas.
    pub catalog: &'a Catalog,
    /// What was worked out for it.
    pub index: &'a Index,
    /// What was asked.
    pub question: &'a Question,
    /// The answer to it.
    pub answer: &'a Answer,
    /// In which language places are named.
    pub names: NamePolicy,
}

fn rows(parts: ListingParts<'_>) -> Vec<Row<'_>> {
    parts
        .answer
        .events()
        .filter_map(|found| row(parts, found))
        .collect()
}

fn row(parts: ListingParts<'_>, found: Found) -> Option<Row<'_>> {
    let ListingParts { catalog, index, .. } = parts;
    let event = catalog.event(found.id())?;
    let status = index.status(found.id());
    let anchor = index.anchors(found.id()).points.first().copied();
    let named_place = event.location.places().first().copied();
    let place = anchor
        .map(|anchor| anchor.place)
        .or(named_place)
        .and_then(|id| catalog.place(id));
    let ledger = ledger(parts, found.id(), event);
    Some(Row {
        id: event.slug.as_str(),
        title: &event.title,
        kind: catalog
            .kind(event.kind)
            .map_or("", |kind| kind.slug.as_str()),
        when: event.when.as_ref().map(crate::model::When::text),
        r#match: match found.matched() {
            Match::Certain => "certain",
            Match::Possible => "possible",
        },
        status: status.slug(),
        disputes: index
            .verdict(found.id())
            .disputes
            .iter()
            .filter_map(|dispute| dispute_row(catalog, event, *dispute))
            .collect(),
        contested: status == Status::Contested,
        place: place.map(|place| place.slug.as_str()),
        place_name: place.map(|place| place.name(parts.names)),
        lon: anchor.map(|anchor| anchor.at).map(LonLat::lon),
        lat: anchor.map(|anchor| anchor.at).map(LonLat::lat),
        precision: index
            .precision(found.id())
            .map(|precision| format!("{precision:?}").to_lowercase()),
        tags: event
            .tags
            .iter()
            .filter_map(|id| catalog.tag(*id))
            .collect(),
        claims: ledger.len(),
        sources: known_sources(catalog, event, index.knowledge()).len(),
        ledger,
    })
}

fn ledger<'a>(parts: ListingParts<'a>, id: EventId, event: &'a Event) -> Vec<ClaimRow<'a>> {
    let ListingParts { catalog, index, .. } = parts;
    let retracted = &index.verdict(id).retracted;
    index
        .claims(catalog, event)
        .map(|(order, claim)| ClaimRow {
            by: speaker(catalog, claim),
            stance: words::stance(claim.stance),
            about: words::about(claim.about),
            says: &claim.says,
            said: claim.said.as_ref().map(crate::model::When::text),
            via: catalog
                .source(claim.via)
                .map_or("", |source| source.slug.as_str()),
            at: claim.locator.as_deref(),
            retracted: retracted.contains(&order),
        })
        .collect()
}

fn dispute_row<'a>(
    catalog: &'a Catalog,
    event: &'a Event,
    dispute: Dispute,
) -> Option<DisputeRow<'a>> {
    Some(DisputeRow {
        about: words::about(dispute.about),
        claimed_by: speaker(catalog, event.claims.get(dispute.claim)?),
        denied_by: speaker(catalog, event.claims.get(dispute.denial)?),
    })
}

fn speaker<'a>(catalog: &'a Catalog, claim: &Claim) -> &'a str {
    catalog
        .actor(claim.speaker)
        .map_or("", |actor| actor.slug.as_str())
}

fn place_row(parts: ListingParts<'_>, found: FoundPlace) -> Option<PlaceRow<'_>> {
    let place = parts.catalog.place(found.id)?;
    Some(PlaceRow {
        id: place.slug.as_str(),
        name: place.name(parts.names),
        names: place.names.iter().map(|name| name.text.as_str()).collect(),
        events: found.n_events,
    })
}

/// The answer as JSON: what was asked, the counts that add up, and the events with their claims.
pub fn listing_json(parts: ListingParts<'_>) -> Result<String, serde_json::Error> {
    let ListingParts {
        question, answer, ..
    } = parts;
    let listing = Listing {
        window: question.window.map(|window| Days {
            from: window.first().to_string(),
            to: window.last().to_string(),
        }),
        as_known_on: question.knowledge.on.as_ref().map(Day::to_string),
        counts: answer.counts,
        claims_said_later: answer.n_later_claims,
        places: answer
            .places
            .iter()
            .filter_map(|found| place_row(parts, *found))
            .collect(),
        events: rows(parts),
    };
    Ok(serde_json::to_string_pretty(&listing)? + "\n")
}

/// The columns of the CSV, in the order of its cells.
const COLUMNS: [&str; 15] = [
    "id",
    "title",
    "kind",
    "when",
    "match",
    "status",
    "contested",
    "place",
    "place_name",
    "lon",
    "lat",
    "precision",
    "claims",
    "sources",
    "tags",
];

/// The events as CSV, safe to open in a spreadsheet: no cell can run as a formula.
pub fn listing_csv(parts: ListingParts<'_>) -> Result<String, csv::Error> {
    let mut table = Writer::from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    for row in rows(parts) {
        let cells = [
            Cell::text(row.id),
            Cell::text(row.title),
            Cell::text(row.kind),
            Cell::text(row.when.unwrap_or_default()),
            Cell::text(row.r#match),
            Cell::text(row.status),
            Cell::Text(row.contested.to_string()),
            Cell::text(row.place.unwrap_or_default()),
            Cell::Text(row.place_name.unwrap_or_default()),
            Cell::number(row.lon),
            Cell::number(row.lat),
            Cell::Text(row.precision.unwrap_or_default()),
            Cell::count(row.claims),
            Cell::count(row.sources),
            Cell::Text(row.tags.join("; ")),
        ];
        table.write_record(cells.map(Cell::into_text))?;
    }
    let bytes = table.into_inner().map_err(IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The events as a table for a terminal, with the counts under it.
pub fn listing_table(parts: ListingParts<'_>) -> String {
    let ListingParts {
        question, answer, ..
    } = parts;
    let rows = rows(parts);
    let width = |of: fn(&Row<'_>) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let when_width = width(|row| row.when.unwrap_or_default().chars().count());
    let id_width = width(|row| row.id.chars().count());
    let status_width = width(|row| row.status.len());
    let mut text = String::new();
    for row in &rows {
        let (when, id, status) = (row.when.unwrap_or_default(), row.id, row.status);
        let mark = if row.r#match == "possible" { '?' } else { ' ' };
        let place = match (row.lon, &row.place_name) {
            (Some(_), Some(name)) => name,
            _ => "(not located)",
        };
        // Writing to a String cannot fail.
        writeln!(
            text,
            "{when:when_width$} {mark} {id:id_width$}  {status:status_width$}  {place}  {}",
            row.title
        )
        .ok();
    }
    let Counts {
        total,
        shown,
        outside_window,
        filtered_out,
        undated,
        not_yet_known,
        on_map,
        unlocated,
    } = answer.counts;
    for found in &answer.places {
        if let Some(place) = place_row(parts, *found) {
            let (name, names) = (&place.name, place.names.join(" · "));
            writeln!(text, "place {}: {name} ({names})", place.id).ok();
        }
    }
    let unknown = match question.knowledge.on {
        Some(day) => format!(" + {not_yet_known} not yet known on {day}"),
        None => String::new(),
    };
    writeln!(
        text,
        "{total} events = {shown} shown + {outside_window} outside the window + {filtered_out} filtered out + {undated} undated{unknown}"
    )
    .ok();
    writeln!(
        text,
        "{shown} shown = {on_map} on the map + {unlocated} not located"
    )
    .ok();
    text
}
