//! Events as `GeoJSON` (RFC 7946): one feature per event, one line per feature, longitude first.

use std::io::{self, Write};

use serde::Serialize;

use super::ListingParts;
use super::properties::Properties;
use super::question_words::question_words;
use super::shown::{Shown, shown};
use crate::model::{Header, LonLat};

/// What the collection says of itself, as members that RFC 7946 §6.1 leaves to us.
#[derive(Serialize)]
struct AtlasWords<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    about: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    /// What was asked, in words.
    question: String,
}

#[derive(Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    id: &'a str,
    geometry: Option<Geometry>,
    properties: Properties<'a>,
}

/// Positions are longitude and latitude in degrees of WGS 84.
#[derive(Serialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Point([f64; 2]),
    MultiPoint(Vec<[f64; 2]>),
    LineString(Vec<[f64; 2]>),
}

/// Writes the events that are shown, feature by feature, so that no second copy of them all is made.
pub(super) fn write_geojson(parts: ListingParts<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Header {
        title,
        about,
        license,
        ..
    } = parts.catalog.header();
    let atlas = AtlasWords {
        title,
        about,
        license: license.as_deref(),
        question: question_words(parts),
    };
    write!(out, "{{\"type\":\"FeatureCollection\",\"atlas\":")?;
    serde_json::to_writer(&mut *out, &atlas)?;
    write!(out, ",\"features\":[")?;
    for (index, event) in shown(parts).enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &feature(event))?;
    }
    out.write_all(b"\n]}\n")
}

fn feature(shown: Shown<'_>) -> Feature<'_> {
    Feature {
        r#type: "Feature",
        id: shown.event.slug.as_str(),
        geometry: geometry(shown),
        properties: Properties::of(shown),
    }
}

/// A line along the known stops of a route, otherwise the marks; `None` where nothing can be drawn.
fn geometry(shown: Shown<'_>) -> Option<Geometry> {
    let anchors = shown.anchors();
    let position = |at: LonLat| [at.lon(), at.lat()];
    if anchors.route.len() > 1 {
        let stops = anchors.route.iter().copied();
        return Some(Geometry::LineString(stops.map(position).collect()));
    }
    match anchors.points.as_slice() {
        [] => None,
        [only] => Some(Geometry::Point(position(only.at))),
        several => {
            let points = several.iter().map(|anchor| position(anchor.at));
            Some(Geometry::MultiPoint(points.collect()))
        }
    }
}
