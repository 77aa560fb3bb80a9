//! One rule after another: raw entries become a catalog, and what does not hold becomes findings.

mod areas;
mod claims;
mod entry;
mod events;
mod header;
mod mend;
mod people;
mod places;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use entry::{Entry, Sink};

use super::outline::{self, Step};
use super::raw::Named;
use super::{AtlasFile, AtlasFiles, Part, suggest};
use crate::model::{
    ActorId, CatalogParts, Extent, Finding, Header, KindId, Outline, PlaceId, Slug, SourceId,
    TagId, spelled,
};

/// Everything that holds, and what does not.
pub(super) fn checked(atlas: &AtlasFiles) -> (Header, CatalogParts, Vec<Finding>) {
    let mut checker = Checker {
        sink: Sink::new(atlas.findings.clone()),
        parts: CatalogParts::default(),
        extents: Vec::new(),
        kinds: Names::of("kind"),
        places: Names::of("place"),
        actors: Names::of("actor"),
        sources: Names::of("source"),
        areas: Names::of("area"),
        outlines: Vec::new(),
        steps_left: areas::MOST_STEPS,
        n_looks: 0,
        are_areas_broken: false,
        events: BTreeSet::new(),
        tags: BTreeMap::new(),
        unread_words: BTreeSet::new(),
    };
    let (header, lists) = checker.header(&atlas.files);
    for (file, _, _) in lists.iter().filter(|(_, part, _)| *part == Part::Areas) {
        checker.areas(file);
    }
    // Names first: an event may stand before the place it names.
    let is_events = |list: &List<'_>| list.1 == Part::Events;
    let (events, names): (Vec<_>, Vec<_>) = lists.into_iter().partition(is_events);
    for (file, part, from) in names {
        if part == Part::Areas {
            continue;
        }
        for entry in checker.entries(file, part, from) {
            match part {
                Part::Places => checker.place(&entry),
                Part::Actors => checker.actor(&entry),
                Part::Sources => checker.source(&entry),
                Part::Events | Part::Header | Part::Areas | Part::Whole => {}
            }
        }
    }
    for (file, part, from) in events {
        for entry in checker.entries(file, part, from) {
            checker.event(&entry);
        }
    }
    checker.warn_of_unused();
    let Checker { sink, parts, .. } = checker;
    let mut findings = sink.into_findings();
    let order: Vec<&str> = atlas.files.iter().map(|file| file.name.as_str()).collect();
    let file_order = |finding: &Finding| {
        order
            .iter()
            .position(|name| *name == finding.file)
            .unwrap_or(usize::MAX)
    };
    findings.sort_by_cached_key(|finding| (file_order(finding), finding.line, finding.column));
    (header, parts, findings)
}

/// A list of an atlas: its file, what it holds, and where it begins.
type List<'a> = (&'a AtlasFile, Part, usize);

/// What has been found good so far, and where to put what has not.
struct Checker<'a> {
    sink: Sink,
    parts: CatalogParts,
    /// Where the places of the atlases may lie; several where several are opened together.
    extents: Vec<Extent>,
    kinds: Names<'a, KindId>,
    places: Names<'a, PlaceId>,
    actors: Names<'a, ActorId>,
    sources: Names<'a, SourceId>,
    /// The areas by their ids, as indices into the outlines.
    areas: Names<'a, usize>,
    outlines: Vec<Arc<Outline>>,
    /// What may still be spent on cutting outlines into triangles.
    steps_left: u64,
    /// How many names of areas were looked at for one that is called nearly so.
    n_looks: usize,
    /// Whether the file of the areas could not be read, so that no place is to blame for naming one.
    are_areas_broken: bool,
    events: BTreeSet<Slug>,
    /// What events are filed under.
    tags: BTreeMap<String, TagId>,
    /// Texts in entries that could not be read; what they name is not unused.
    unread_words: BTreeSet<String>,
}

/// The hint where something is named too early.
const BELOW: &str = "it stands further down; move it above this one";

/// The ids of one noun: those that hold, those whose entry was set aside, and those that nobody names yet.
struct Names<'a, I> {
    noun: &'static str,
    known: BTreeMap<String, I>,
    set_aside: BTreeSet<String>,
    unused: BTreeMap<String, Entry<'a>>,
    n_hints: usize,
}

/// More unknown ids of one noun get no hint.
const MAX_HINTS: usize = 200;

impl<'a, I: Copy> Names<'a, I> {
    fn of(noun: &'static str) -> Self {
        Self {
            noun,
            known: BTreeMap::new(),
            set_aside: BTreeSet::new(),
            unused: BTreeMap::new(),
            n_hints: 0,
        }
    }

    /// Reads an entry and its id; what does not hold is set aside, so that nobody who names it is blamed too.
    fn read<T: Named>(&mut self, sink: &mut Sink, entry: &Entry<'a>) -> Option<(T, Slug)> {
        let Some(raw) = sink.parse::<T>(entry) else {
            self.set_aside.extend(entry.id().map(str::to_owned));
            return None;
        };
        let Some(slug) = sink.slug(entry, raw.id()) else {
            self.set_aside.insert(raw.id().to_owned());
            return None;
        };
        Some((raw, slug))
    }

    /// The same for a noun of which no id may be given twice.
    fn read_new<T: Named>(&mut self, sink: &mut Sink, entry: &Entry<'a>) -> Option<(T, Slug)> {
        let (raw, slug) = self.read(sink, entry)?;
        if self.known.contains_key(slug.as_str()) {
            sink.duplicate(entry, self.noun, &slug);
            return None;
        }
        Some((raw, slug))
    }

    /// Takes up a checked entry under its id; one with mistakes is set aside and `None`.
    fn keep(&mut self, sink: &Sink, entry: &Entry<'a>, slug: &Slug, id: I) -> Option<()> {
        if sink.is_mended() {
            self.set_aside.insert(slug.to_string());
            return None;
        }
        self.known.insert(slug.to_string(), id);
        self.unused.insert(slug.to_string(), entry.clone());
        Some(())
    }

    /// What an id leads to. An unknown one is a finding; one that was set aside has been one already.
    fn resolve(
        &mut self,
        sink: &mut Sink,
        entry: &Entry<'_>,
        path: &[Step],
        id: &str,
    ) -> Option<I> {
        self.resolve_in(sink, entry, path, (id, ""))
    }

    /// The same, with words that say where the id was looked for.
    fn resolve_in(
        &mut self,
        sink: &mut Sink,
        entry: &Entry<'_>,
        path: &[Step],
        (id, place): (&str, &str),
    ) -> Option<I> {
        self.unused.remove(id);
        let known = self.known.get(id).copied();
        if known.is_none() && !self.set_aside.contains(id) {
            let message = format!("there is no {} `{}`{place}", self.noun, spelled(id));
            let hint = self.hint_for(entry, id, !place.is_empty());
            sink.error(entry, path, message, hint);
        }
        known
    }

    /// What was most likely meant by an unknown id. After many of them there are no more hints: each takes a look at
    /// all that is known.
    fn hint_for(&mut self, entry: &Entry<'_>, id: &str, is_backward: bool) -> Option<String> {
        self.n_hints += 1;
        if self.n_hints > MAX_HINTS {
            return None;
        }
        if is_backward && entry.stands_below(id) {
            return Some(BELOW.to_owned());
        }
        let all = || self.known.keys().chain(&self.set_aside).map(String::as_str);
        if let Some(meant) = suggest::nearest(id, all()).map(str::to_owned) {
            // What was most likely meant is not unused.
            self.unused.remove(&meant);
            return Some(format!("did you mean `{meant}`?"));
        }
        if self.known.is_empty() && self.noun == "area" {
            return Some(
                "outlines stand in areas.geojson; an atlas in one file has none".to_owned(),
            );
        }
        suggest::list(all())
    }

    /// A warning for every id that nobody named.
    fn warn_of_unused(&self, sink: &mut Sink) {
        for (id, entry) in &self.unused {
            let message = format!("nothing names the {} `{}`", self.noun, entry::clean(id));
            let hint = match self.noun {
                "place" => "where an event's source only names it, list it in `mentions`",
                _ => "name it where it belongs, or take it out",
            };
            sink.warning(entry, &[Step::Field("id")], message, Some(hint.to_owned()));
        }
    }
}

impl<'a> Checker<'a> {
    /// A warning for every entry that nothing names: most likely its id is misspelled somewhere.
    fn warn_of_unused(&mut self) {
        self.sink.forget_mended();
        for word in &self.unread_words {
            self.kinds.unused.remove(word);
            self.places.unused.remove(word);
            self.actors.unused.remove(word);
            self.sources.unused.remove(word);
            self.areas.unused.remove(word);
        }
        self.kinds.warn_of_unused(&mut self.sink);
        self.places.warn_of_unused(&mut self.sink);
        self.actors.warn_of_unused(&mut self.sink);
        self.sources.warn_of_unused(&mut self.sink);
        self.areas.warn_of_unused(&mut self.sink);
    }

    /// The whole entries of a list; what is no whole entry becomes a finding.
    fn entries(&mut self, file: &'a AtlasFile, part: Part, from: usize) -> Vec<Entry<'a>> {
        let found = outline::entries(&file.text, from);
        let mut starts: Vec<usize> = found.whole.iter().map(|range| range.start).collect();
        starts.extend(found.broken.iter().map(|broken| broken.entry));
        starts.sort_unstable();
        for broken in found.broken {
            let next = starts.partition_point(|start| *start <= broken.entry);
            let next = starts.get(next).copied().unwrap_or(found.end);
            let unread = broken.entry..next.max(broken.entry);
            let words = outline::texts(file.text.get(unread).unwrap_or_default());
            self.unread_words.extend(words);
            let entry = Entry::new(file, broken.entry..file.text.len());
            let is_entry = file
                .text
                .get(broken.entry..)
                .is_some_and(|text| text.starts_with('('));
            if let Some(id) = entry.id().filter(|_| is_entry && broken.is_set_aside) {
                self.set_aside(part, id);
            }
            let hint = Some(broken.hint.to_owned());
            self.sink.error_at(&entry, broken.at, broken.message, hint);
        }
        found
            .whole
            .into_iter()
            .map(|range: Range<usize>| Entry::new(file, range))
            .collect()
    }

    /// Remembers an id whose entry did not hold, so that those who name it are not blamed as well.
    fn set_aside(&mut self, part: Part, id: &str) {
        let id = id.to_owned();
        match part {
            Part::Places => self.places.set_aside.insert(id),
            Part::Actors => self.actors.set_aside.insert(id),
            Part::Sources => self.sources.set_aside.insert(id),
            Part::Header => self.kinds.set_aside.insert(id),
            Part::Events | Part::Areas | Part::Whole => false,
        };
    }
}
