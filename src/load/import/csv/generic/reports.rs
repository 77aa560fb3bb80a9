//! Who says so in a table of any kind: speakers, outlets and addresses.

use std::borrow::Cow;

use csv::StringRecord;

use super::fields::Fields;
use crate::load::import::csv::cells::list;
use crate::load::import::{DraftClaim, Text};

/// A source of a row: its name and its address.
type Source<'a> = (&'a str, Option<&'a str>);

/// A claim for each source. Where a row names none, its one claim has an empty source: the table itself.
pub(super) fn claims<'a>(
    fields: &Fields,
    row: &'a StringRecord,
    says: &Text<'a>,
) -> Vec<DraftClaim<'a>> {
    let claim = |(source, url): Source<'a>| DraftClaim {
        speaker: Cow::Borrowed(fields.speaker.of(row)),
        says: says.clone(),
        source: Cow::Borrowed(source),
        url: url.map(Cow::Borrowed),
        ..DraftClaim::empty()
    };
    sources(fields, row).into_iter().map(claim).collect()
}

/// The sources with their addresses. Names and addresses are pairs where there are as many of both; otherwise each
/// stands alone.
fn sources<'a>(fields: &Fields, row: &'a StringRecord) -> Vec<Source<'a>> {
    let named = fields
        .sources
        .iter()
        .flat_map(|column| parts(column.of(row)));
    let (mut urls, mut names): (Vec<&str>, Vec<&str>) = named.partition(|part| is_url(part));
    urls.extend(parts(fields.url.of(row)));
    if names.len() == urls.len() && !names.is_empty() {
        return names.into_iter().zip(urls.into_iter().map(Some)).collect();
    }
    names.dedup();
    let names = names.into_iter().map(|name| (name, None));
    let mut sources: Vec<Source<'a>> = names
        .chain(urls.into_iter().map(|url| (host(url), Some(url))))
        .collect();
    if sources.is_empty() {
        sources.push(("", None));
    }
    sources
}

/// The parts of a list. One of addresses may also be separated by commas and blanks.
fn parts(text: &str) -> Vec<&str> {
    let loose = || {
        text.split([';', ',', ' ', '\n', '\t', '\r'])
            .filter(|part| !part.is_empty())
    };
    if is_url(text) && loose().all(is_url) {
        loose().collect()
    } else {
        list(text)
    }
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The host of an address, as the name of a source that has no other.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}
