//! A dossier: one page to read, print and pass on. It needs nothing but itself: no script, no font, no network.
//!
//! What was asked, what answers and what was left out; each event with who says what; the sources. It has no
//! date of its own, so that the same answer gives the same page.

mod event;
mod html;
mod sources;

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::ListingParts;
use super::question_words::question_words;
use super::shown::{Shown, shown};
use crate::query::Counts;
use crate::wording::{self, counted, number};

/// More events than anybody reads are not written out, and the page says so.
pub(super) const MAX_EVENTS: usize = 2_000;

const STYLE: &str = include_str!("style.css");

/// Nothing may be loaded or run, whatever a browser takes this page for.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
                      form-action 'none'";

/// Writes the page. `picture` is a PNG file of the map.
pub(super) fn write_dossier(
    parts: ListingParts<'_>,
    picture: Option<&[u8]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = html::text(&parts.catalog.header().title);
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )?;
    write_head(parts, out)?;
    if let Some(png) = picture {
        write_picture(png, out)?;
    }
    write_events(parts, out)?;
    let n_written = shown(parts).take(MAX_EVENTS);
    out.write_all(sources::sources(parts, n_written).as_bytes())?;
    out.write_all(footer(parts).as_bytes())?;
    out.write_all(b"</main>\n</body>\n</html>\n")
}

/// The title, what was asked, and the numbers that add up.
fn write_head(parts: ListingParts<'_>, out: &mut dyn Write) -> io::Result<()> {
    let header = parts.catalog.header();
    let mut head = format!(
        "<header>\n<h1 dir=\"auto\">{}</h1>\n",
        html::text(&header.title)
    );
    if !header.about.is_empty() {
        head += &html::paragraph("about", &header.about);
    }
    head += &html::paragraph("question", &format!("{}.", question_words(parts)));
    let (total, shown, rest) = wording::equation(parts.answer.counts);
    head += &format!(
        "<p class=\"counts\">{}<b>{}</b>{}</p>\n",
        html::text(&total),
        html::text(&shown),
        html::text(&rest)
    );
    let left_out: Vec<String> = left_out(parts)
        .iter()
        .map(|words| html::text(words))
        .collect();
    if !left_out.is_empty() {
        let items = left_out.join("</li>\n<li>");
        head += &format!("<ul class=\"left-out small\">\n<li>{items}</li>\n</ul>\n");
    }
    out.write_all(head.as_bytes())?;
    out.write_all(b"</header>\n")
}

/// What is not in the page as one might expect, and why.
fn left_out(parts: ListingParts<'_>) -> Vec<String> {
    let Counts {
        outside_window,
        filtered_out,
        undated,
        not_yet_known,
        unlocated,
        ..
    } = parts.answer.counts;
    let is_are = |n: usize| if n == 1 { "is" } else { "are" };
    let sentence = |n: usize, why: &str| {
        (n > 0).then(|| format!("{} {} {why}", counted(n, "event"), is_are(n)))
    };
    let n_later = parts.answer.n_later_claims;
    let n_events = shown(parts).count();
    [
        sentence(outside_window, "left out: outside the window of time."),
        sentence(filtered_out, "left out by what was asked for."),
        sentence(
            not_yet_known,
            "left out: nobody had claimed it by the day of knowledge.",
        ),
        (n_later > 0).then(|| wording::later_claims(n_later)),
        sentence(undated, "without a date, and told after the others."),
        sentence(
            unlocated,
            "not on the map: the source gives no place that has a point.",
        ),
        (n_events > MAX_EVENTS).then(|| cut_words(n_events)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// "This dossier holds the first 2,000 of 5,301 events …"
pub(super) fn cut_words(n_events: usize) -> String {
    format!(
        "This dossier holds the first {} of {}; {} left out, because nobody reads a page of so many.",
        number(MAX_EVENTS),
        counted(n_events, "event"),
        counted(n_events.saturating_sub(MAX_EVENTS), "event")
    )
}

fn write_picture(png: &[u8], out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "<figure><img alt=\"A map with a mark for each event that has a place\" \
         src=\"data:image/png;base64,{}\">\n\
         <figcaption>The map as the program shows it. Each mark is one of the events below.</figcaption></figure>\n",
        STANDARD.encode(png)
    )
}

fn write_events(parts: ListingParts<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section>\n<h2>Events</h2>")?;
    let mut events = shown(parts).take(MAX_EVENTS).peekable();
    if events.peek().is_none() {
        writeln!(out, "<p>No event answers what was asked.</p>")?;
    }
    events.try_for_each(|shown: Shown<'_>| out.write_all(event::event(shown).as_bytes()))?;
    writeln!(out, "</section>")
}

fn footer(parts: ListingParts<'_>) -> String {
    let license = parts.catalog.header().license.as_deref();
    let license = license.map_or_else(
        || "The atlas does not say under which license its data may be used.".to_owned(),
        |license| format!("The data of this atlas may be used under {license}."),
    );
    format!(
        "<footer>\n<p>{}</p>\n<p>What is told here is what speakers say through the sources named. Whether an event is \
         contested is computed from who denies what; nothing is endorsed. Made with Event Atlas.</p>\n</footer>\n",
        html::text(&license)
    )
}
