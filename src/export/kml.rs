//! Events as KML 2.2 (OGC 07-147r2): a folder per kind, a placemark per event.
//!
//! KML has one date and one description. The date as its author wrote it (`when`), and who says what (`claims`, as JSON),
//! stand in `ExtendedData` beside them, so that whoever reads the file loses neither.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};
use serde::Serialize;

use super::ListingParts;
use super::ledger_text::{ledger_text, losses, participants, transfers};
use super::properties::{ClaimRow, ClaimWords, Properties};
use super::question_words::question_words;
use super::shown::{Shown, shown};
use crate::model::{DatePrecision, Day, KindId, LonLat, Sense, When, Window};

type Out<'a> = Writer<&'a mut dyn Write>;

/// A claim as `claims` has it: `by` and `via` are names that anybody can read, beside them the ids of the atlas.
#[derive(Serialize)]
struct KmlClaim<'a> {
    by: &'a str,
    via: &'a str,
    by_id: &'a str,
    via_id: &'a str,
    #[serde(flatten)]
    words: ClaimWords<'a>,
}

/// Writes the events that are shown, kind by kind.
pub(super) fn write_kml(parts: ListingParts<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = Writer::new_with_indent(out, b' ', 1);
    out.write_event(Xml::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let header = parts.catalog.header();
    let mut folders: BTreeMap<KindId, Vec<Shown<'_>>> = BTreeMap::new();
    for event in shown(parts) {
        folders.entry(event.event.kind).or_default().push(event);
    }
    let kml = out
        .create_element("kml")
        .with_attribute(("xmlns", "http://www.opengis.net/kml/2.2"));
    kml.write_inner_content(|out| {
        let document = out.create_element("Document");
        document.write_inner_content(|out| {
            text(out, "name", &header.title)?;
            let license = header.license.as_deref();
            let about = [header.about.as_str(), &question_words(parts)];
            let lines = about.into_iter().chain(license);
            let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
            text(out, "description", &lines.join("\n"))?;
            folders.values().try_for_each(|events| folder(out, events))
        })?;
        Ok(())
    })?;
    out.into_inner().write_all(b"\n")
}

fn folder(out: &mut Out<'_>, events: &[Shown<'_>]) -> io::Result<()> {
    let kind = events.first().and_then(Shown::kind);
    let folder = out.create_element("Folder");
    folder.write_inner_content(|out| {
        text(out, "name", kind.map_or("Event", |kind| &kind.label))?;
        events.iter().try_for_each(|event| placemark(out, *event))
    })?;
    Ok(())
}

fn placemark(out: &mut Out<'_>, shown: Shown<'_>) -> io::Result<()> {
    let id = xml_id(shown.event.slug.as_str());
    let placemark = out
        .create_element("Placemark")
        .with_attribute(("id", id.as_str()));
    placemark.write_inner_content(|out| {
        text(out, "name", &shown.event.title)?;
        text(out, "description", &ledger_text(shown))?;
        if let Some(when) = &shown.event.when {
            time(out, when)?;
        }
        extended_data(out, shown)?;
        geometry(out, shown)
    })?;
    Ok(())
}

/// An id of XML does not begin with a digit or a dash.
fn xml_id(slug: &str) -> String {
    if slug.starts_with(|first: char| first.is_ascii_lowercase() || first == '_') {
        slug.to_owned()
    } else {
        format!("_{slug}")
    }
}

/// What KML has no element for, in words, and the claims as JSON.
fn extended_data(out: &mut Out<'_>, shown: Shown<'_>) -> io::Result<()> {
    let Properties {
        kind_label,
        when,
        sense,
        phrase,
        status,
        precision,
        place_name,
        location,
        tags,
        note,
        claims,
        ..
    } = Properties::of(shown);
    let claims: Vec<KmlClaim<'_>> = claims.into_iter().map(kml_claim).collect();
    let mentions = shown.mentions().map(|place| place.name(shown.parts.names));
    let mentions: Vec<String> = mentions.collect();
    let text_of = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let fields = [
        ("id", shown.event.slug.to_string()),
        ("when", text_of(when)),
        ("sense", text_of(sense)),
        ("phrase", text_of(phrase)),
        ("kind", kind_label.to_owned()),
        ("status", status.to_owned()),
        ("precision", text_of(precision)),
        ("location", text_of(location)),
        ("place", text_of(place_name.as_deref())),
        ("mentions", mentions.join("; ")),
        ("tags", tags.join("; ")),
        ("participants", participants(shown).join("; ")),
        ("casualties", losses(shown).join("; ")),
        ("transfers", transfers(shown).join("; ")),
        ("note", text_of(note)),
        ("claims", serde_json::to_string(&claims)?),
    ];
    let data = out.create_element("ExtendedData");
    data.write_inner_content(|out| {
        let mut filled = fields.iter().filter(|(_, value)| !value.is_empty());
        filled.try_for_each(|(name, value)| {
            let field = out.create_element("Data").with_attribute(("name", *name));
            field.write_inner_content(|out| text(out, "value", value))?;
            Ok(())
        })
    })?;
    Ok(())
}

fn kml_claim(row: ClaimRow<'_>) -> KmlClaim<'_> {
    KmlClaim {
        by: row.by_name,
        via: row.via_title,
        by_id: row.by,
        via_id: row.via,
        words: row.words,
    }
}

/// Years as KML can write them: XML Schema has no year 0, and counts those before it otherwise than EDTF.
fn is_within(day: Day) -> bool {
    day.ymd()
        .is_none_or(|(year, _, _)| (1..=9_999).contains(&year))
}

/// Whether KML has no way to write a date.
pub(super) fn is_beyond(when: &When) -> bool {
    let span = when.span();
    !is_within(span.earliest_start()) || !is_within(span.latest_end())
}

/// A stamp for one day, month or year, as a partial date; otherwise the span of all days it can mean. An open end
/// is left out, as KML says it.
fn time(out: &mut Out<'_>, when: &When) -> io::Result<()> {
    let span = when.span();
    let days = Window::between(span.earliest_start(), span.latest_end());
    if is_beyond(when) {
        return Ok(());
    }
    if let Some(stamp) = stamp(when, days) {
        let element = out.create_element("TimeStamp");
        element.write_inner_content(|out| text(out, "when", &stamp))?;
        return Ok(());
    }
    let ends = [("begin", days.first()), ("end", days.last())];
    let ends: Vec<(&str, Day)> = ends
        .into_iter()
        .filter(|(_, day)| day.is_bounded())
        .collect();
    if ends.is_empty() {
        return Ok(());
    }
    let element = out.create_element("TimeSpan");
    element.write_inner_content(|out| {
        let mut ends = ends.iter();
        ends.try_for_each(|(name, day)| text(out, name, &day.to_string()))
    })?;
    Ok(())
}

fn stamp(when: &When, days: Window) -> Option<String> {
    let (year, month, _) = days.first().ymd()?;
    if days.n_days() == 1 {
        return Some(days.first().to_string());
    }
    if when.is_interval() || when.sense() == Sense::Whole {
        return None;
    }
    let from = |month| Day::from_ymd(year, month, 1) == Some(days.first());
    let to = |month| Day::last_of_month(year, month) == Some(days.last());
    match when.precision() {
        DatePrecision::Month if from(month) && to(month) => Some(format!("{year:04}-{month:02}")),
        DatePrecision::Year if from(1) && to(12) => Some(format!("{year:04}")),
        _ => None,
    }
}

fn geometry(out: &mut Out<'_>, shown: Shown<'_>) -> io::Result<()> {
    let anchors = shown.anchors();
    if anchors.route.len() > 1 {
        return shape(out, "LineString", &anchors.route);
    }
    match anchors.points.as_slice() {
        [] => Ok(()),
        [only] => shape(out, "Point", &[only.at]),
        several => {
            let all = out.create_element("MultiGeometry");
            all.write_inner_content(|out| {
                let mut points = several.iter();
                points.try_for_each(|anchor| shape(out, "Point", &[anchor.at]))
            })?;
            Ok(())
        }
    }
}

fn shape(out: &mut Out<'_>, name: &str, positions: &[LonLat]) -> io::Result<()> {
    let positions = positions.iter();
    let tuples: Vec<String> = positions
        .map(|at| format!("{},{}", at.lon(), at.lat()))
        .collect();
    let shape = out.create_element(name);
    shape.write_inner_content(|out| text(out, "coordinates", &tuples.join(" ")))?;
    Ok(())
}

/// An element with a text, without the characters that XML 1.0 does not have.
fn text(out: &mut Out<'_>, name: &str, content: &str) -> io::Result<()> {
    let is_char = |c: &char| matches!(c, '\t' | '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    let content: String = content.chars().filter(is_char).collect();
    out.create_element(name)
        .write_text_content(BytesText::new(&content))?;
    Ok(())
}
