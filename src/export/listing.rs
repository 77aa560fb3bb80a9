//! The events that answer a question, as a table, as JSON and as CSV.

use std::fmt::Write as _;

use serde::Serialize;

use crate::model::{Catalog, LonLat, Match, Window};
use crate::query::{Answer, Counts, Found, Index, Status};

#[derive(Serialize)]
struct Listing<'a> {
    window: Option<Days>,
    #[serde(with = "CountsDef")]
    counts: Counts,
    events: Vec<Row<'a>>,
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
    contested: bool,
    place: Option<&'a str>,
    lon: Option<f64>,
    lat: Option<f64>,
    precision: Option<String>,
    claims: usize,
    sources: usize,
}

fn rows<'a>(catalog: &'a Catalog, index: &Index, answer: &Answer) -> Vec<Row<'a>> {
    answer
        .events
        .iter()
        .filter_map(|found| row(catalog, index, *found))
        .collect()
}

fn row<'a>(catalog: &'a Catalog, index: &Index, found: Found) -> Option<Row<'a>> {
    let event = catalog.event(found.id)?;
    let status = index.status(found.id);
    let anchor = index.anchors(found.id).points.first().copied();
    let named_place = event.location.places().first().copied();
    let place = anchor.map(|anchor| anchor.place).or(named_place);
    Some(Row {
        id: event.slug.as_str(),
        title: &event.title,
        kind: catalog
            .kind(event.kind)
            .map_or("", |kind| kind.slug.as_str()),
        when: event.when.as_ref().map(crate::model::When::text),
        r#match: match found.matched {
            Match::Certain => "certain",
            Match::Possible => "possible",
        },
        status: status.slug(),
        contested: status == Status::Contested,
        place: place
            .and_then(|id| catalog.place(id))
            .map(|place| place.slug.as_str()),
        lon: anchor.map(|anchor| anchor.at).map(LonLat::lon),
        lat: anchor.map(|anchor| anchor.at).map(LonLat::lat),
        precision: index
            .precision(found.id)
            .map(|precision| format!("{precision:?}").to_lowercase()),
        claims: event.claims.len(),
        sources: event.sources().len(),
    })
}

/// The answer as JSON: the window, the counts that add up, and the events.
pub fn listing_json(
    catalog: &Catalog,
    index: &Index,
    answer: &Answer,
    window: Option<Window>,
) -> Result<String, serde_json::Error> {
    let listing = Listing {
        window: window.map(|window| Days {
            from: window.first().to_string(),
            to: window.last().to_string(),
        }),
        counts: answer.counts,
        events: rows(catalog, index, answer),
    };
    Ok(serde_json::to_string_pretty(&listing)? + "\n")
}

/// The events as CSV, safe to open in a spreadsheet: no cell can run as a formula.
pub fn listing_csv(catalog: &Catalog, index: &Index, answer: &Answer) -> String {
    let mut text =
        "id,title,kind,when,match,status,contested,place,lon,lat,precision,claims,sources\n"
            .to_owned();
    for row in rows(catalog, index, answer) {
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let cells = [
            cell(row.id),
            cell(row.title),
            cell(row.kind),
            cell(row.when.unwrap_or_default()),
            row.r#match.to_owned(),
            row.status.to_owned(),
            row.contested.to_string(),
            cell(row.place.unwrap_or_default()),
            number(row.lon),
            number(row.lat),
            row.precision.unwrap_or_default(),
            row.claims.to_string(),
            row.sources.to_string(),
        ];
        text += &cells.join(",");
        text.push('\n');
    }
    text
}

/// A text as one CSV cell (RFC 4180). What a spreadsheet would run as a formula gets an apostrophe (CWE-1236).
fn cell(text: &str) -> String {
    let guarded = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

/// The events as a table for a terminal, with the counts under it.
pub fn listing_table(catalog: &Catalog, index: &Index, answer: &Answer) -> String {
    let rows = rows(catalog, index, answer);
    let width = |of: fn(&Row<'_>) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let when_width = width(|row| row.when.unwrap_or_default().chars().count());
    let id_width = width(|row| row.id.chars().count());
    let status_width = width(|row| row.status.len());
    let mut text = String::new();
    for row in &rows {
        let (when, id, status) = (row.when.unwrap_or_default(), row.id, row.status);
        let mark = if row.r#match == "possible" { '?' } else { ' ' };
        let place = match row.lon {
            Some(_) => row.place.unwrap_or_default(),
            None => "(not located)",
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
        on_map,
        unlocated,
    } = answer.counts;
    writeln!(
        text,
        "{total} events = {shown} shown + {outside_window} outside the window + {filtered_out} filtered out + {undated} undated"
    )
    .ok();
    writeln!(
        text,
        "{shown} shown = {on_map} on the map + {unlocated} not located"
    )
    .ok();
    text
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_quoted_and_never_a_formula() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(cell("=1+1"), "'=1+1");
    }
}
