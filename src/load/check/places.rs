//! The rules for places.

use super::Checker;
use super::entry::{Entry, clean, clean_some};
use crate::load::outline::Step;
use crate::load::raw::{RawName, RawPlace};
use crate::model::{LonLat, Place, PlaceId, PlaceName};

const AT: &[Step] = &[Step::Field("at")];

impl Checker {
    pub(super) fn place(&mut self, entry: &Entry<'_>) {
        let Some((raw, slug)) = self.places.read_new::<RawPlace>(&mut self.sink, entry) else {
            return;
        };
        // A position that does not hold costs the position; names and precision stay.
        let at = raw.at.and_then(|at| {
            self.sink
                .lon_lat(entry, AT, (at.lon, at.lat), &self.extents)
        });
        if let Some(at) = at {
            self.warn_outside(entry, at);
        }
        if raw.names.is_empty() {
            let hint = "add names: [(text: \"…\", lang: \"en\")]".to_owned();
            self.sink.warning(
                entry,
                &[Step::Field("names")],
                "the place has no name".to_owned(),
                Some(hint),
            );
        }
        self.places.known.insert(
            slug.to_string(),
            PlaceId::from_index(self.parts.places.len()),
        );
        self.parts.places.push(Place {
            slug,
            kind: raw.kind,
            at,
            precision: raw.precision,
            located_by: clean_some(raw.located_by.as_deref()),
            is_estimate: raw.estimate,
            names: raw.names.iter().map(name_of).collect(),
            note: clean_some(raw.note.as_deref()),
        });
    }

    fn warn_outside(&mut self, entry: &Entry<'_>, at: LonLat) {
        let is_inside = |at: LonLat| self.extents.iter().any(|extent| extent.contains(at));
        if self.extents.is_empty() || is_inside(at) {
            return;
        }
        let is_swapped = LonLat::new(at.lat(), at.lon()).is_ok_and(is_inside);
        let hint = if is_swapped {
            "are longitude and latitude swapped? Swapped, it lies inside"
        } else {
            "check the position, or widen `extent` in atlas.ron"
        };
        let message = format!(
            "({}, {}) lies outside the atlas's extent",
            at.lon(),
            at.lat()
        );
        self.sink.warning(entry, AT, message, Some(hint.to_owned()));
    }
}

fn name_of(raw: &RawName) -> PlaceName {
    PlaceName {
        text: clean(&raw.text),
        lang: clean(&raw.lang),
        used_by: clean_some(raw.used_by.as_deref()),
        note: clean_some(raw.note.as_deref()),
    }
}
