//! What a format cannot hold of the events that leave, in sentences with counts, so that nothing is lost in silence.

use std::collections::BTreeSet;

use super::needed::Needed;
use super::shown::{Shown, shown};
use super::{Format, ListingParts};
use crate::model::{Location, PlaceId, Role, Stance};
use crate::wording::{self, counted, number};

/// No file of an atlas that is larger is read.
const MAX_ATLAS_BYTES: usize = 64 * 1024 * 1024;

/// How much there is of what not every format holds.
#[derive(Debug, Default)]
struct Tally {
    n_events: usize,
    n_later_claims: usize,
    n_unread_claims: usize,
    n_claims: usize,
    n_denials: usize,
    n_numbers: usize,
    n_transfers: usize,
    n_mentions: usize,
    /// Those who took part as something else than a party.
    n_roles: usize,
    /// Names of lists that have a semicolon.
    n_with_semicolon: usize,
    n_undated: usize,
    /// Those that no map shows: without a place that has a point, or without a date.
    n_unseen: usize,
    n_unusable: usize,
    n_lines: usize,
    /// Positions that are not the first of their event, and how many events have such.
    n_more_positions: usize,
    n_with_more: usize,
    n_positions_of_those: usize,
    n_beyond_kml: usize,
    n_outlines: usize,
    n_unknown_origins: usize,
    needed: Needed,
}

impl Tally {
    fn of(parts: ListingParts<'_>) -> Self {
        let mut tally = Self {
            needed: Needed::of(parts),
            ..Self::default()
        };
        let mut outlines: BTreeSet<PlaceId> = BTreeSet::new();
        for shown in shown(parts) {
            tally.add(shown);
        }
        let catalog = parts.catalog;
        outlines.extend(&tally.needed.places);
        let has_outline = |id: &PlaceId| {
            let place = catalog.place(*id);
            place.is_some_and(|place| place.outline.is_some())
        };
        tally.n_outlines = outlines.into_iter().filter(has_outline).count();
        let sources = tally.needed.sources.iter();
        let sources = sources.filter_map(|id| catalog.source(*id));
        tally.n_with_semicolon = n_with_semicolon(parts);
        tally.n_unknown_origins = sources.filter(|source| source.has_unknown_origin).count();
        tally
    }

    fn add(&mut self, shown: Shown<'_>) {
        let event = shown.event;
        self.n_events += 1;
        self.n_later_claims += shown.n_later_claims();
        self.n_unread_claims += event.n_claims_left_out;
        for (_, claim) in shown.claims() {
            self.n_claims += 1;
            self.n_denials += usize::from(claim.stance == Stance::Denies);
        }
        self.n_numbers += shown.casualties().count();
        self.n_transfers += shown.transfers().count();
        self.n_mentions += event.mentions.len();
        let participants = event.participants.iter();
        self.n_roles += participants
            .filter(|other| other.role != Role::Party)
            .count();
        self.n_undated += usize::from(event.when.is_none());
        self.n_unusable += usize::from(matches!(event.location, Location::Unusable(_)));
        let anchors = shown.anchors();
        let n_positions = anchors.points.len().max(anchors.route.len());
        self.n_unseen += usize::from(n_positions == 0 || event.when.is_none());
        self.n_lines += usize::from(anchors.route.len() > 1);
        if n_positions > 1 {
            self.n_with_more += 1;
            self.n_more_positions += n_positions - 1;
            self.n_positions_of_those += n_positions;
        }
        let when = event.when.as_ref();
        self.n_beyond_kml += usize::from(when.is_some_and(super::kml::is_beyond));
    }
}

/// How many names that stand in lists of a table have a semicolon.
fn n_with_semicolon(parts: ListingParts<'_>) -> usize {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for shown in shown(parts) {
        let participants = shown.event.participants.iter();
        let participants = participants.filter_map(|it| parts.catalog.actor(it.actor));
        names.extend(participants.map(|actor| actor.name.as_str()));
        for (_, claim) in shown.claims() {
            names.extend(shown.speaker(claim).map(|actor| actor.name.as_str()));
            let source = shown.source(claim);
            names.extend(source.map(|source| source.title.as_str()));
            names.extend(source.and_then(|source| source.url.as_deref()));
        }
    }
    names.iter().filter(|name| name.contains(';')).count()
}

/// The sentences, those that hold for every format first.
pub(super) fn losses(parts: ListingParts<'_>, format: Format, n_bytes: usize) -> Vec<String> {
    let tally = Tally::of(parts);
    let mut losses = common(parts, &tally);
    match format {
        Format::Ron => losses.extend(ron(&tally, n_bytes)),
        Format::GeoJson => losses.extend(features("GeoJSON", &tally)),
        Format::Kml => {
            losses.extend(features("KML", &tally));
            losses.extend(if_any(tally.n_beyond_kml, || {
                let events = counted(tally.n_beyond_kml, "event");
                format!(
                    "KML has no dates before the year 1 or after 9999: {events} stand without a time, and their date \
                     is only in the field `when`."
                )
            }));
        }
        Format::Csv => losses.extend(csv(&tally)),
        Format::Dossier => losses.extend(dossier(&tally)),
        Format::Picture => losses.extend(picture(&tally)),
    }
    losses
}

fn if_any(n: usize, sentence: impl FnOnce() -> String) -> Option<String> {
    (n > 0).then(sentence)
}

/// "is left out", "are left out"
fn are(n: usize, what: &str) -> String {
    format!("{} {what}", if n == 1 { "is" } else { "are" })
}

/// ", 3 of them denials"; nothing where there are none.
fn of_them(n: usize, what: &str) -> String {
    if_any(n, || format!(", {} of them {what}", number(n))).unwrap_or_default()
}

/// What is in no export, because it is not shown either.
fn common(parts: ListingParts<'_>, tally: &Tally) -> Vec<String> {
    let later = if_any(tally.n_later_claims, || {
        let day = parts.question.knowledge.on;
        let day = day.map(wording::day).unwrap_or_default();
        let claims = counted(tally.n_later_claims, "claim");
        let left_out = are(tally.n_later_claims, "left out");
        format!("As known on {day}: {claims} made or published later {left_out}.")
    });
    let unread = if_any(tally.n_unread_claims, || {
        let claims = counted(tally.n_unread_claims, "claim");
        format!("{claims} did not hold when the atlas was read, and cannot be written.")
    });
    later.into_iter().chain(unread).collect()
}

fn ron(tally: &Tally, n_bytes: usize) -> Vec<String> {
    [
        if_any(tally.n_outlines, || {
            let outlines = counted(tally.n_outlines, "outline");
            let left_out = are(tally.n_outlines, "left out");
            format!("An atlas in one file has no outlines: {outlines} of areas {left_out}.")
        }),
        if_any(tally.n_unusable, || {
            let events = counted(tally.n_unusable, "event");
            format!(
                "The place of {events} did not hold when the atlas was read; it is written as not given."
            )
        }),
        if_any(tally.n_unknown_origins, || {
            let sources = counted(tally.n_unknown_origins, "source");
            format!(
                "Of {sources} it cannot be written that they repeat another, which did not hold when the atlas was read; \
                 in this file they count as independent."
            )
        }),
        (n_bytes > MAX_ATLAS_BYTES).then(|| {
            let size = number(n_bytes / 1024 / 1024);
            format!("The file has {size} MiB, and files of more than 64 MiB are not read as an atlas.")
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn features(format: &str, tally: &Tally) -> Vec<String> {
    let needed = &tally.needed;
    let described = needed.actors.len() + needed.places.len() + needed.sources.len();
    [
        if_any(described, || {
            format!(
                "{format} has no entries for who speaks, where and through what: of {}, {} and {} there are names, \
                 positions and addresses, and nothing else.",
                counted(needed.actors.len(), "actor"),
                counted(needed.places.len(), "place"),
                counted(needed.sources.len(), "source"),
            )
        }),
        if_any(tally.n_outlines, || {
            let outlines = counted(tally.n_outlines, "outline");
            let left_out = are(tally.n_outlines, "left out");
            format!("An event stands at a point: {outlines} of areas {left_out}.")
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn csv(tally: &Tally) -> Vec<String> {
    let needed = &tally.needed;
    let besides: Vec<String> = [
        (tally.n_numbers, "number"),
        (tally.n_transfers, "transfer"),
        (tally.n_mentions, "mention"),
        (tally.n_roles, "role"),
        (tally.n_outlines, "outline"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, noun)| counted(n, noun))
    .collect();
    [
        if_any(tally.n_more_positions, || {
            format!(
                "CSV holds one position per event: {} of {} positions of {} are left out.",
                number(tally.n_more_positions),
                number(tally.n_positions_of_those),
                counted(tally.n_with_more, "event"),
            )
        }),
        if_any(tally.n_claims, || {
            let claims = counted(tally.n_claims, "claim");
            let only = are(tally.n_claims, "only counted");
            let denials = of_them(tally.n_denials, "denials");
            format!("CSV has no room for what is said: {claims} {only}{denials}.")
        }),
        if_any(besides.len(), || {
            format!(
                "CSV has no column for {}: they are left out.",
                besides.join(", ")
            )
        }),
        if_any(tally.n_with_semicolon, || {
            format!(
                "In CSV semicolons stand between the entries of a list: in {} they are written as commas.",
                counted(tally.n_with_semicolon, "name"),
            )
        }),
        if_any(needed.sources.len(), || {
            format!(
                "Of {}, {} and {} there are only names and addresses.",
                counted(needed.actors.len(), "actor"),
                counted(needed.places.len(), "place"),
                counted(needed.sources.len(), "source"),
            )
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn dossier(tally: &Tally) -> Option<String> {
    let n_more = tally.n_events.saturating_sub(super::dossier::MAX_EVENTS);
    if_any(n_more, || super::dossier::cut_words(tally.n_events))
}

fn picture(tally: &Tally) -> Option<String> {
    let n_unseen = tally.n_unseen;
    if_any(n_unseen, || {
        let events = counted(n_unseen, "event");
        let unseen = are(n_unseen, "not on its map");
        let undated = of_them(tally.n_undated, "without a date");
        format!("A picture shows what has a place and a date: {events} {unseen}{undated}.")
    })
}
