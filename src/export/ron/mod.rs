//! A whole atlas in one `.ron` file, with only what the events that are shown name, and all of that.
//!
//! It loads again without an error, to the same events. The manual of the format is `data/README.md`.

mod entries;
mod events;

use std::collections::BTreeMap;
use std::io::{self, Write};

use ron::extensions::Extensions;
use ron::ser::PrettyConfig;

use entries::{
    ActorEntry, AtlasEntry, Each, ExtentEntry, KindEntry, NameEntry, PlaceEntry, PositionEntry,
    ReliabilityEntry, SourceEntry,
};

use super::ListingParts;
use super::needed::Needed;
use super::shown::shown;
use crate::model::{
    ActorId, Catalog, Kind, LonLat, Place, PlaceName, Source, SourceId, When, script_of,
};

/// The version of the format.
const SCHEMA: u32 = 1;

/// Writes the atlas of the events that are shown.
pub(super) fn write_ron(parts: ListingParts<'_>, out: &mut dyn Write) -> io::Result<()> {
    let catalog = parts.catalog;
    let header = catalog.header();
    let needed = Needed::of(parts);
    let atlas = AtlasEntry {
        schema: SCHEMA,
        title: &header.title,
        about: &header.about,
        extent: header.extent.map(|extent| ExtentEntry {
            west: extent.south_west().lon(),
            south: extent.south_west().lat(),
            east: extent.north_east().lon(),
            north: extent.north_east().lat(),
        }),
        license: header.license.as_deref(),
        kinds: (needed.kinds.iter())
            .filter_map(|id| Some(kind_entry(catalog.kind(*id)?)))
            .collect(),
        places: (needed.places.iter())
            .filter_map(|id| Some(place_entry(catalog.place(*id)?)))
            .collect(),
        actors: actor_entries(catalog, &needed.actors),
        sources: source_entries(catalog, &needed.sources),
        events: Each(|| shown(parts).map(events::event_entry)),
    };
    let config = PrettyConfig::new()
        .extensions(Extensions::IMPLICIT_SOME)
        .escape_strings(false);
    ron::Options::default()
        .to_io_writer_pretty(&mut *out, &atlas, config)
        .map_err(io::Error::other)?;
    out.write_all(b"\n")
}

fn kind_entry(kind: &Kind) -> KindEntry<'_> {
    KindEntry {
        id: kind.slug.as_str(),
        label: &kind.label,
        color: kind.color,
        shape: kind.shape,
    }
}

fn place_entry(place: &Place) -> PlaceEntry<'_> {
    let position = |at: LonLat| PositionEntry {
        lon: at.lon(),
        lat: at.lat(),
    };
    PlaceEntry {
        id: place.slug.as_str(),
        kind: place.kind,
        at: place.at.map(position),
        precision: place.precision,
        located_by: place.located_by.as_deref(),
        estimate: place.is_estimate,
        names: place.names.iter().map(name_entry).collect(),
        note: place.note.as_deref(),
    }
}

fn name_entry(name: &PlaceName) -> NameEntry<'_> {
    // A script that the letters tell is not written twice.
    let script = Some(&*name.script).filter(|script| *script != script_of(&name.text));
    NameEntry {
        text: &name.text,
        lang: &name.lang,
        script,
        used_by: name.used_by.as_deref(),
        when: name.when.as_deref().map(When::text),
        note: name.note.as_deref(),
    }
}

/// Each actor names only one above it; so no circle of a catalog made otherwise reaches a file.
fn actor_entries<'a>(catalog: &'a Catalog, needed: &[ActorId]) -> Vec<ActorEntry<'a>> {
    let mut above = BTreeMap::new();
    let mut entries = Vec::new();
    for id in needed {
        let Some(actor) = catalog.actor(*id) else {
            continue;
        };
        let whole = actor.part_of.and_then(|whole| above.get(&whole).copied());
        entries.push(ActorEntry {
            id: actor.slug.as_str(),
            name: &actor.name,
            kind: actor.kind,
            part_of: whole,
            note: actor.note.as_deref(),
        });
        above.insert(*id, actor.slug.as_str());
    }
    entries
}

/// Each source names only those above it.
fn source_entries<'a>(catalog: &'a Catalog, needed: &[SourceId]) -> Vec<SourceEntry<'a>> {
    let mut above = BTreeMap::new();
    let mut entries = Vec::new();
    for id in needed {
        let Some(source) = catalog.source(*id) else {
            continue;
        };
        let origins = source.derived_from.iter();
        let origins = origins.filter_map(|origin| above.get(origin).copied());
        entries.push(source_entry(source, origins.collect()));
        above.insert(*id, source.slug.as_str());
    }
    entries
}

fn source_entry<'a>(source: &'a Source, derived_from: Vec<&'a str>) -> SourceEntry<'a> {
    SourceEntry {
        id: source.slug.as_str(),
        title: &source.title,
        author: source.author.as_deref(),
        publisher: source.publisher.as_deref(),
        published: source.published.as_ref().map(When::text),
        retrieved: source.retrieved.as_ref().map(When::text),
        url: source.url.as_deref(),
        derived_from,
        reliability: source
            .reliability
            .as_ref()
            .map(|reliability| ReliabilityEntry {
                grade: &reliability.grade,
                scale: &reliability.scale,
                by: &reliability.by,
            }),
        note: source.note.as_deref(),
    }
}
