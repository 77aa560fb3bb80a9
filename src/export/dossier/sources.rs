//! The sources of a dossier: what they are, when they were published and read, and what they repeat.

use std::collections::BTreeSet;

use super::html::{link, name, paragraph, text};
use crate::export::ListingParts;
use crate::export::shown::Shown;
use crate::model::{Catalog, Source, SourceId, When};
use crate::wording;

/// The sources that the claims of these events come through, and those that they repeat.
pub(super) fn sources<'a>(
    parts: ListingParts<'a>,
    events: impl Iterator<Item = Shown<'a>>,
) -> String {
    let catalog = parts.catalog;
    let mut used = BTreeSet::new();
    for event in events {
        used.extend(event.claims().map(|(_, claim)| claim.via));
    }
    let mut open: Vec<SourceId> = used.iter().copied().collect();
    while let Some(source) = open.pop().and_then(|id| catalog.source(id)) {
        let origins = source.derived_from.iter().copied();
        open.extend(origins.filter(|origin| used.insert(*origin)));
    }
    let items: String = used
        .into_iter()
        .filter_map(|id| Some(item(parts, id, catalog.source(id)?)))
        .collect();
    if items.is_empty() {
        return String::new();
    }
    format!("<section>\n<h2>Sources</h2>\n<ul class=\"sources\">\n{items}</ul>\n</section>\n")
}

fn item(parts: ListingParts<'_>, id: SourceId, source: &Source) -> String {
    let slug = text(source.slug.as_str());
    let mut item = format!(
        "<li id=\"source-{slug}\">\n<b>{}</b>\n",
        name(&source.title)
    );
    item += &paragraph("small", &published_words(parts, id, source));
    if let Some(url) = &source.url {
        item += &format!("<p class=\"small\">{}</p>\n", link(url));
    }
    let repeats = origins(parts.catalog, source);
    if !repeats.is_empty() {
        item += &format!("<p class=\"small\">Repeats {}</p>\n", repeats.join(", "));
    }
    if source.has_unknown_origin {
        let words = "Repeats a source that could not be read; so it counts as none of its own.";
        item += &paragraph("small", words);
    }
    if let Some(grade) = &source.reliability {
        let words = format!("Graded {} ({}) by {}", grade.grade, grade.scale, grade.by);
        item += &paragraph("small", &words);
    }
    if let Some(note) = &source.note {
        item += &paragraph("note small", note);
    }
    item + "</li>\n"
}

/// "A reader · The Valley Paper · published 26 June 1898 · read 1 September 2021"
fn published_words(parts: ListingParts<'_>, id: SourceId, source: &Source) -> String {
    let given = |words: Option<&String>, noun: &str| {
        words.map_or_else(|| format!("{noun} not given"), String::clone)
    };
    let day = |when: Option<&When>, verb: &str| {
        when.map(|when| format!("{verb} {}", wording::when(when)))
    };
    let published = day(source.published.as_ref(), "published");
    let is_later = !parts.index.knowledge().has_source(parts.catalog, id);
    let words = [
        Some(given(source.author.as_ref(), "author")),
        Some(given(source.publisher.as_ref(), "publisher")),
        Some(published.unwrap_or_else(|| "date of publication not given".to_owned())),
        day(source.retrieved.as_ref(), "read"),
        is_later.then(|| "published after the day of knowledge".to_owned()),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The sources it repeats, as links within the page.
fn origins(catalog: &Catalog, source: &Source) -> Vec<String> {
    let origins = source.derived_from.iter();
    origins
        .filter_map(|id| catalog.source(*id))
        .map(|origin| {
            let slug = text(origin.slug.as_str());
            format!("<a href=\"#source-{slug}\">{}</a>", name(&origin.title))
        })
        .collect()
}
