//! Events as CSV (RFC 4180), one row each, safe to open in a spreadsheet: no cell can run as a formula.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::Writer;
use indexmap::IndexSet;

use super::shown::{Shown, shown};
use super::{ListingParts, words};
use crate::model::{Location, LonLat, Stance, When, begins_like_formula};
use crate::query::Status;

/// The columns, in the order of the cells of [`row`].
const COLUMNS: [&str; 24] = [
    "id",
    "title",
    "kind",
    "kind_label",
    "when",
    "sense",
    "phrase",
    "status",
    "contested",
    "location",
    "place",
    "place_name",
    "lon",
    "lat",
    "precision",
    "actors",
    "claims",
    "speakers",
    "affirmed_by",
    "denied_by",
    "sources",
    "url",
    "note",
    "tags",
];

/// Writes the events that are shown.
pub(super) fn write_csv(parts: ListingParts<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for shown in shown(parts) {
        table.write_record(row(shown).map(Cell::into_text))?;
    }
    table.flush()
}

/// What stands in a cell. Numbers stay numbers, also where they begin with a minus.
pub(super) enum Cell {
    Text(String),
    Number(String),
}

impl Cell {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(super) fn number(number: Option<f64>) -> Self {
        Self::Number(number.map(|number| number.to_string()).unwrap_or_default())
    }

    pub(super) fn count(n: usize) -> Self {
        Self::Number(n.to_string())
    }

    /// The cell as it is written. A text that a spreadsheet would run as a formula gets an apostrophe (CWE-1236), and so
    /// does one that looks as if it had got one, so that whoever takes the first away again has the text.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Text(text) if begins_like_formula(&text) => format!("'{text}"),
            Self::Text(text) | Self::Number(text) => text,
        }
    }
}

fn row(shown: Shown<'_>) -> [Cell; 24] {
    let event = shown.event;
    let status = shown.status();
    let place = shown.place();
    let anchor = shown.anchors().points.first();
    let text = |text: Option<&str>| Cell::text(text.unwrap_or_default());
    [
        Cell::text(event.slug.as_str()),
        Cell::text(&event.title),
        text(shown.kind().map(|kind| kind.slug.as_str())),
        text(shown.kind().map(|kind| kind.label.as_str())),
        text(event.when.as_ref().map(When::text)),
        text(event.when.as_ref().and_then(words::sense)),
        text(event.phrase.as_deref()),
        Cell::text(status.slug()),
        Cell::Text((status == Status::Contested).to_string()),
        text(words::location(&event.location)),
        text(place.map(|place| place.slug.as_str())),
        Cell::Text(place_name(shown)),
        Cell::number(anchor.map(|anchor| anchor.at).map(LonLat::lon)),
        Cell::number(anchor.map(|anchor| anchor.at).map(LonLat::lat)),
        text(shown.precision().map(words::precision)),
        Cell::Text(actors(shown)),
        Cell::count(shown.claims().count()),
        Cell::Text(speakers(shown, |_| true)),
        Cell::Text(speakers(shown, Stance::is_affirming)),
        Cell::Text(speakers(shown, |stance| stance == Stance::Denies)),
        Cell::Text(sources(shown)),
        Cell::Text(addresses(shown)),
        text(event.note.as_deref()),
        Cell::Text(joined(shown.tags())),
    ]
}

/// The place of the position; of a position between two places both.
fn place_name(shown: Shown<'_>) -> String {
    let only = || Some(shown.place()?.name(shown.parts.names));
    let name = match shown.event.location {
        Location::Between(..) => shown.place_names(),
        _ => only(),
    };
    name.unwrap_or_default()
}

fn actors(shown: Shown<'_>) -> String {
    let participants = shown.event.participants.iter();
    let actors = participants.filter_map(|other| shown.parts.catalog.actor(other.actor));
    joined(actors.map(|actor| actor.name.as_str()))
}

/// Who speaks about it in such a way, and has not taken it back.
fn speakers(shown: Shown<'_>, is_asked: impl Fn(Stance) -> bool) -> String {
    let retracted = &shown.verdict().retracted;
    let claims = shown
        .claims()
        .filter(|(index, claim)| is_asked(claim.stance) && !retracted.contains(index));
    joined(claims.filter_map(|(_, claim)| Some(shown.speaker(claim)?.name.as_str())))
}

fn sources(shown: Shown<'_>) -> String {
    let claims = shown.claims();
    joined(claims.filter_map(|(_, claim)| Some(shown.source(claim)?.title.as_str())))
}

fn addresses(shown: Shown<'_>) -> String {
    let claims = shown.claims();
    joined(claims.filter_map(|(_, claim)| shown.source(claim)?.url.as_deref()))
}

/// Each once, with `; ` between them; one that has a semicolon itself gets a comma.
fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut each: IndexSet<Cow<'_, str>> = IndexSet::new();
    for text in texts {
        let text = if text.contains(';') {
            Cow::Owned(text.replace(';', ","))
        } else {
            Cow::Borrowed(text)
        };
        each.insert(text);
    }
    let each: Vec<Cow<'_, str>> = each.into_iter().collect();
    each.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_a_formula_and_a_number_stays_one() {
        for (cell, expected) in [
            (Cell::text("plain"), "plain"),
            (Cell::text("=1+1"), "'=1+1"),
            (Cell::text("-2"), "'-2"),
            (Cell::text("@SUM(A1)"), "'@SUM(A1)"),
            (Cell::text("\t=1"), "'\t=1"),
            (Cell::text("'=1"), "''=1"),
            (Cell::text("＝1+1"), "'＝1+1"),
            (Cell::text("＋1"), "'＋1"),
            (Cell::text("－1"), "'－1"),
            (Cell::text("＠SUM(A1)"), "'＠SUM(A1)"),
            (Cell::text("  =1"), "'  =1"),
            (Cell::text("\u{a0}\u{3000}=1"), "'\u{a0}\u{3000}=1"),
            (Cell::text("\u{200b}\u{feff}=1"), "'\u{200b}\u{feff}=1"),
            (Cell::text("\r=1"), "'\r=1"),
            (Cell::text("\nword"), "'\nword"),
            (Cell::text("' =1"), "'' =1"),
            (Cell::text("  plain"), "  plain"),
            (Cell::text("'tis"), "'tis"),
            (Cell::text("a=1"), "a=1"),
            (Cell::number(Some(-2.5)), "-2.5"),
            (Cell::number(None), ""),
        ] {
            assert_eq!(cell.into_text(), expected);
        }
    }

    #[test]
    fn what_is_joined_can_be_taken_apart() {
        assert_eq!(joined(["a", "b; c", "a"].into_iter()), "a; b, c");
    }
}
