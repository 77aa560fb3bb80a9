//! The events that answer a question, as a table, as JSON and as CSV: written event by event, so that a million of them
//! need no more memory than one.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::mpsc::sync_channel;
use std::thread;

use csv::{ErrorKind, Writer};
use serde::Serialize;
use serde::ser::{SerializeSeq as _, Serializer};

use super::csv::Cell;
use super::words;
use crate::model::{Catalog, Claim, Day, Event, Kept, LonLat, Match, NamePolicy, When};
use crate::query::{
    Anchors, Answer, Counts, Dispute, Found, FoundPlace, Index, Question, Status, Verdict,
    known_sources,
};

#[derive(Serialize)]
struct Listing<'a> {
    window: Option<Days>,
    as_known_on: Option<String>,
    #[serde(with = "CountsDef")]
    counts: Counts,
    claims_said_later: usize,
    places: Vec<PlaceRow<'a>>,
    events: Rows<'a>,
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

/// So many events are read together and then written.
const BATCH: usize = 512;

/// The events of an answer, read while they are written.
struct Rows<'a>(ListingParts<'a>);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(None)?;
        each_event(self.0, &mut |found, event| {
            rows.serialize_element(&row(self.0, found, event))
        })?;
        rows.end()
    }
}

/// Goes over the events of the answer in its order until one cannot be written. Rows of imported files are read again
/// while those before them are written, and not kept.
fn each_event<E>(
    parts: ListingParts<'_>,
    write: &mut dyn FnMut(Found, &Event) -> Result<(), E>,
) -> Result<(), E> {
    thread::scope(|scope| {
        let (give, batches) = sync_channel(2);
        let reader = thread::Builder::new().spawn_scoped(scope, move || {
            let mut events = parts.answer.events();
            loop {
                let batch: Vec<Found> = events.by_ref().take(BATCH).collect();
                if batch.is_empty() || give.send(batch_of(parts.catalog, batch)).is_err() {
                    return;
                }
            }
        });
        if reader.is_err() {
            // Without a thread it takes longer.
            let mut events = parts.answer.events();
            return events.try_for_each(|found| match parts.catalog.event(found.id()) {
                Some(event) => write(found, event),
                None => Ok(()),
            });
        }
        for batch in batches {
            for (found, event) in batch {
                write(found, &event)?;
            }
        }
        Ok(())
    })
}

/// Events with how they match; those that are not in memory are read together.
fn batch_of(catalog: &Catalog, batch: Vec<Found>) -> Vec<(Found, Cow<'_, Event>)> {
    let row_of = |found: &Found| match catalog.kept(found.id()) {
        Some(Kept::Row(row)) => Some(row),
        _ => None,
    };
    let rows: Vec<usize> = batch.iter().filter_map(row_of).collect();
    let read = catalog.table().map(|table| table.events_in_passing(&rows));
    let mut read = read.unwrap_or_default().into_iter();
    let events = batch.into_iter().filter_map(|found| {
        let event = match row_of(&found) {
            Some(_) => Cow::Owned(read.next()?),
            None => Cow::Borrowed(catalog.event(found.id())?),
        };
        Some((found, event))
    });
    events.collect()
}

fn row<'a>(parts: ListingParts<'a>, found: Found, event: &'a Event) -> Row<'a> {
    let ListingParts { catalog, index, .. } = parts;
    let status = index.status(found.id());
    let verdict = Verdict::of(catalog, event, index.knowledge());
    let anchors = index.is_located(found.id());
    let anchors = anchors.then(|| Anchors::of(catalog, event));
    let anchor = anchors.and_then(|anchors| anchors.points.first().copied());
    let named_place = event.location.places().first().copied();
    let place = anchor
        .map(|anchor| anchor.place)
        .or(named_place)
        .and_then(|id| catalog.place(id));
    let ledger = ledger(parts, &verdict, event);
    Row {
        id: event.slug.as_str(),
        title: &event.title,
        kind: catalog
            .kind(event.kind)
            .map_or("", |kind| kind.slug.as_str()),
        when: event.when.as_ref().map(When::text),
        r#match: match found.matched() {
            Match::Certain => "certain",
            Match::Possible => "possible",
        },
        status: status.slug(),
        disputes: verdict
            .disputes
            .iter()
            .filter_map(|dispute| dispute_row(catalog, event, *dispute))
            .collect(),
        contested: status == Status::Contested,
        place: place.map(|place| place.slug.as_str()),
        place_name: place.map(|place| place.name(parts.names)),
        lon: anchor.map(|anchor| anchor.at).map(LonLat::lon),
        lat: anchor.map(|anchor| anchor.at).map(LonLat::lat),
        precision: anchor.map(|anchor| format!("{:?}", anchor.precision).to_lowercase()),
        tags: event
            .tags
            .iter()
            .filter_map(|id| catalog.tag(*id))
            .collect(),
        claims: ledger.len(),
        sources: known_sources(catalog, event, index.knowledge()).len(),
        ledger,
    }
}

fn ledger<'a>(parts: ListingParts<'a>, verdict: &Verdict, event: &'a Event) -> Vec<ClaimRow<'a>> {
    let ListingParts { catalog, index, .. } = parts;
    let retracted = &verdict.retracted;
    index
        .claims(catalog, event)
        .map(|(order, claim)| ClaimRow {
            by: speaker(catalog, claim),
            stance: words::stance(claim.stance),
            about: words::about(claim.about),
            says: &claim.says,
            said: claim.said.as_ref().map(When::text),
            via: catalog
                .source(claim.via)
                .map_or("", |source| source.slug.as_str()),
            at: claim.locator.as_deref(),
            retracted: retracted.binary_search(&order).is_ok(),
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
pub fn write_listing_json(parts: ListingParts<'_>, out: &mut dyn Write) -> io::Result<()> {
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
        events: Rows(parts),
    };
    serde_json::to_writer_pretty(&mut *out, &listing)?;
    out.write_all(b"\n")
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
pub fn write_listing_csv(parts: ListingParts<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Writer::from_writer(out);
    table.write_record(COLUMNS).map_err(unwrapped)?;
    each_event(parts, &mut |found, event| {
        let row = row(parts, found, event);
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
        let cells = cells.map(Cell::into_text);
        table.write_record(cells).map_err(unwrapped)
    })?;
    table.flush()
}

/// Why a record was not written, so that a pipe that was closed can be told from a full disk.
fn unwrapped(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// The events as a table for a terminal, with the counts under it. They are gone over twice: for the widths of the
/// columns, and to be written.
pub fn write_listing_table(parts: ListingParts<'_>, out: &mut dyn Write) -> io::Result<()> {
    let ListingParts {
        question, answer, ..
    } = parts;
    let [mut when_width, mut id_width, mut status_width] = [0; 3];
    each_event(parts, &mut |found, event| -> io::Result<()> {
        let when = event.when.as_ref().map_or("", When::text);
        when_width = when_width.max(when.chars().count());
        id_width = id_width.max(event.slug.as_str().chars().count());
        status_width = status_width.max(parts.index.status(found.id()).slug().len());
        Ok(())
    })?;
    each_event(parts, &mut |found, event| {
        let row = row(parts, found, event);
        let (when, id, status) = (row.when.unwrap_or_default(), row.id, row.status);
        let mark = if row.r#match == "possible" { '?' } else { ' ' };
        let place = match (row.lon, &row.place_name) {
            (Some(_), Some(name)) => name,
            _ => "(not located)",
        };
        writeln!(
            out,
            "{when:when_width$} {mark} {id:id_width$}  {status:status_width$}  {place}  {}",
            row.title
        )
    })?;
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
            writeln!(out, "place {}: {name} ({names})", place.id)?;
        }
    }
    let unknown = match question.knowledge.on {
        Some(day) => format!(" + {not_yet_known} not yet known on {day}"),
        None => String::new(),
    };
    writeln!(
        out,
        "{total} events = {shown} shown + {outside_window} outside the window + {filtered_out} filtered out + {undated} undated{unknown}"
    )?;
    writeln!(
        out,
        "{shown} shown = {on_map} on the map + {unlocated} not located"
    )
}
