//! The rules for outlines: `areas.geojson`, feature by feature.

use std::sync::Arc;

use geojson::feature::Id;
use geojson::{Feature, GeometryValue, Position};
use serde_json::Value;

use super::entry::{Entry, clean};
use super::{Checker, suggest};
use crate::load::AtlasFile;
use crate::load::outline::Step;
use crate::load::raw::RawAreas;
use crate::model::{LonLat, LonLatError, Outline, Rings};

/// An outline with more corners than this is drawn by nobody.
const MAX_CORNERS: usize = 200_000;

/// All outlines of an atlas together are cut into triangles in so many looks at an edge: some two seconds.
pub(super) const MOST_STEPS: u64 = 200_000_000;

/// So many names of areas that there are not are looked at for one that is called nearly so.
const MAX_LOOKS: usize = 200;

const EXPECTED: &str = "an area is a Feature with an id and a Polygon or MultiPolygon (RFC 7946)";

impl<'a> Checker<'a> {
    pub(super) fn areas(&mut self, file: &'a AtlasFile) {
        let whole = Entry::new(file, 0..file.text.len());
        let collection: RawAreas<'_> = match serde_json::from_str(&file.text) {
            Ok(collection) => collection,
            Err(error) => {
                let at = byte_of(&file.text, error.line(), error.column());
                let message = if file.text.trim().is_empty() {
                    "the file is empty".to_owned()
                } else {
                    without_position(&error.to_string())
                };
                let hint = "this file is a GeoJSON FeatureCollection (RFC 7946)".to_owned();
                self.sink.error_at(&whole, at, message, Some(hint));
                self.are_areas_broken = true;
                return;
            }
        };
        if collection.r#type != "FeatureCollection" {
            let at = file.text.find("\"type\"").unwrap_or(0);
            let message = format!("{:?} is no collection of areas", clean(&collection.r#type));
            let hint = "this file is a GeoJSON FeatureCollection (RFC 7946)".to_owned();
            self.sink.error_at(&whole, at, message, Some(hint));
            self.are_areas_broken = true;
        }
        for feature in collection.features {
            let text = feature.get();
            // The stretch is borrowed from the file, so its place is the distance of both beginnings.
            let start = text.as_ptr().addr() - file.text.as_ptr().addr();
            self.area(&Entry::new(file, start..start + text.len()), text);
        }
    }

    fn area(&mut self, entry: &Entry<'a>, text: &str) {
        let feature: Feature = match text.parse() {
            Ok(feature) => feature,
            Err(error) => {
                let value: Option<Value> = serde_json::from_str(text).ok();
                let id = value.and_then(|value| Some(value.get("id")?.as_str()?.to_owned()));
                let message = clean(&without_position(&error.to_string()));
                let message = match &id {
                    Some(id) => format!("area `{}`: {message}", clean(id)),
                    None => message,
                };
                self.areas.set_aside.extend(id);
                self.complain(entry, message, EXPECTED);
                return;
            }
        };
        let id = match &feature.id {
            Some(Id::String(id)) => id.clone(),
            Some(Id::Number(number)) => number.to_string(),
            None => {
                // A place may well name it; it is not to blame.
                self.are_areas_broken = true;
                let hint = "give it \"id\": \"…\"; a place names it with `area`";
                self.complain(entry, "this area has no id".to_owned(), hint);
                return;
            }
        };
        match self.outline(&feature) {
            Err(message) => {
                self.areas.set_aside.insert(id.clone());
                self.complain(entry, format!("area `{}`: {message}", clean(&id)), EXPECTED);
            }
            Ok(_) if self.areas.known.contains_key(&id) => {
                let message = format!("there already is an area `{}`", clean(&id));
                self.complain(entry, message, "give it another id");
            }
            Ok(outline) => {
                if !outline.is_filled() {
                    let id = clean(&id);
                    let message = format!(
                        "area `{id}` crosses itself or winds so often that its inside is not filled: its edge is drawn"
                    );
                    let hint = "simplify it, and let no edge cross another";
                    self.sink
                        .warning(entry, &[], message, Some(hint.to_owned()));
                }
                self.areas.unused.insert(id.clone(), entry.clone());
                self.areas.known.insert(id, self.outlines.len());
                self.outlines.push(Arc::new(outline));
            }
        }
    }

    fn complain(&mut self, entry: &Entry<'_>, message: String, hint: &str) {
        self.sink
            .error_at(entry, entry.start(), message, Some(hint.to_owned()));
    }

    fn outline(&mut self, feature: &Feature) -> Result<Outline, String> {
        let polygons: Vec<&Vec<Vec<Position>>> =
            match feature.geometry.as_ref().map(|geometry| &geometry.value) {
                Some(GeometryValue::Polygon { coordinates }) => vec![coordinates],
                Some(GeometryValue::MultiPolygon { coordinates }) => coordinates.iter().collect(),
                Some(other) => return Err(format!("a {} has no outline", other.type_name())),
                None => return Err("it has no geometry".to_owned()),
            };
        let n_corners: usize = polygons
            .iter()
            .flat_map(|rings| rings.iter().map(Vec::len))
            .sum();
        if n_corners > MAX_CORNERS {
            return Err(format!(
                "{n_corners} corners are more than {MAX_CORNERS}; simplify it"
            ));
        }
        let mut outline = Vec::new();
        for polygon in polygons {
            let rings: Result<Rings, String> = polygon
                .iter()
                .map(|ring| ring.iter().map(|corner| self.corner(corner)).collect())
                .collect();
            outline.push(rings?);
        }
        Outline::within(outline, &mut self.steps_left)
            .ok_or_else(|| "a ring has fewer than three corners".to_owned())
    }

    /// A corner in degrees; one of another length or out of range is said with its numbers.
    fn corner(&self, corner: &Position) -> Result<LonLat, String> {
        let [lon, lat, ..] = corner.as_slice() else {
            return Err("a corner has fewer than two numbers".to_owned());
        };
        LonLat::new(*lon, *lat).map_err(|error: LonLatError| {
            let fits = |at| self.extents.iter().any(|extent| extent.contains(at));
            if LonLat::new(*lat, *lon).is_ok_and(fits) {
                format!("{error}; are longitude and latitude swapped?")
            } else {
                error.to_string()
            }
        })
    }

    /// The outline that a place names.
    pub(super) fn place_outline(&mut self, entry: &Entry<'_>, id: &str) -> Option<Arc<Outline>> {
        if self.are_areas_broken && !self.areas.known.contains_key(id) {
            // Each look for one that is called nearly so goes over all of them.
            self.n_looks += 1;
            let known = self.areas.known.keys().map(String::as_str);
            if self.n_looks > MAX_LOOKS || suggest::nearest(id, known).is_none() {
                // The finding about the file has said why there is none.
                return None;
            }
        }
        let path = [Step::Field("area")];
        let index =
            self.areas
                .resolve_in(&mut self.sink, entry, &path, (id, " in areas.geojson"))?;
        self.outlines.get(index).cloned()
    }
}

/// The byte of a line and a column as `serde_json` counts them: lines from 1, columns in bytes.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The message without the position, which stands in front of it already.
fn without_position(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or_default();
    let parser = "Error while deserializing GeoJSON: ";
    message.strip_prefix(parser).unwrap_or(message).to_owned()
}
