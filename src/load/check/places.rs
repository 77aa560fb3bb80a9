//! The rules for places.

use std::borrow::Cow;

use super::Checker;
use super::entry::{Entry, clean, clean_some};
use crate::load::outline::Step;
use crate::load::raw::{RawName, RawPlace};
use crate::model::{LonLat, Place, PlaceId, PlaceName, script_of};

const AT: &[Step] = &[Step::Field("at")];

impl<'a> Checker<'a> {
    pub(super) fn place(&mut self, entry: &Entry<'a>) {
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
        let outline = raw
            .area
            .as_deref()
            .and_then(|id| self.place_outline(entry, id));
        let names = self.names(entry, &raw.names);
        let id = PlaceId::from_index(self.parts.places.len());
        if self.places.keep(&self.sink, entry, &slug, id).is_none() {
            return;
        }
        self.parts.places.push(Place {
            slug,
            kind: raw.kind,
            at,
            precision: raw.precision,
            located_by: clean_some(raw.located_by.as_deref()).map(Cow::Owned),
            is_estimate: raw.estimate,
            outline,
            names,
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

    fn names(&mut self, entry: &Entry<'_>, raw: &[RawName]) -> Vec<PlaceName> {
        let mut names = Vec::new();
        for (index, name) in raw.iter().enumerate() {
            let path = |field| [Step::Field("names"), Step::Item(index), Step::Field(field)];
            let text = clean(&name.text);
            if text.trim().is_empty() {
                let hint = "write the name, or take the line out".to_owned();
                let message = "this name is empty".to_owned();
                self.sink.error(entry, &path("text"), message, Some(hint));
                continue;
            }
            let found = script_of(&text);
            let given = name.script.as_deref().map(clean);
            // Codes for scripts together, or for variants that Unicode does not tell apart.
            let is_finer = |given: &str| ["Hans", "Hant", "Jpan", "Kore", "Hrkt"].contains(&given);
            let differs = |given: &&str| *given != found && !is_finer(given);
            if let Some(given) = given.as_deref().filter(differs) {
                let message = format!("{text:?} is written in the script {found}, not `{given}`");
                let hint = format!("write `script: \"{found}\"`, or leave it out");
                self.sink
                    .warning(entry, &path("script"), message, Some(hint));
            }
            names.push(PlaceName {
                text,
                lang: clean(&name.lang).into(),
                script: given.map_or(Cow::Borrowed(found), Cow::Owned),
                used_by: clean_some(name.used_by.as_deref()),
                when: self
                    .sink
                    .date(entry, &path("when"), name.when.as_deref())
                    .map(Box::new),
                note: clean_some(name.note.as_deref()),
            });
        }
        names
    }
}
