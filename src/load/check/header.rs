//! The header of an atlas, and its kinds of events.

use std::ops::Range;

use super::entry::{Entry, clean, clean_some};
use super::{Checker, List};
use crate::load::outline::{self, Step};
use crate::load::raw::{RawExtent, RawHeader, RawKind};
use crate::load::{AtlasFile, Part};
use crate::model::{Extent, Header, Kind, KindColor, KindId, LonLat, Shape, Slug};

/// The lists that a header or an atlas in one file may hold.
const LISTS: [(&str, Part); 5] = [
    ("kinds", Part::Header),
    ("places", Part::Places),
    ("actors", Part::Actors),
    ("sources", Part::Sources),
    ("events", Part::Events),
];

/// A file with a header: where its lists begin, and its text with their insides blanked.
pub(super) struct Sections {
    pub(super) lists: Vec<(Part, usize)>,
    without_lists: String,
    /// What stands before the header and does not belong there.
    junk: Option<Range<usize>>,
}

/// Finds the lists of a file. Each is blanked before the next is looked for, so that a bracket missing in
/// one of them costs an entry and not all that follows.
pub(super) fn sections(file: &AtlasFile) -> Sections {
    let mut text = file.text.clone();
    let junk = outline::junk_before_struct(&text);
    if let Some(range) = &junk {
        blank(&mut text, range.clone());
    }
    let mut lists = Vec::new();
    let mut remaining = LISTS.to_vec();
    loop {
        let next = remaining
            .iter()
            .filter_map(|(name, part)| {
                let start = outline::locate(&text, 0, &[Step::Field(name)])
                    .or_else(|| outline::list_anywhere(&text, name))?;
                Some((start, *part))
            })
            .min_by_key(|(start, _)| *start);
        let Some((start, part)) = next else { break };
        remaining.retain(|(_, other)| *other != part);
        lists.push((part, start));
        let end = outline::entries(&file.text, start).end;
        let inside = start + 1..end.saturating_sub(1).max(start + 1);
        if matches!(file.text.as_bytes().get(start), Some(b'[' | b'(')) {
            blank(&mut text, inside);
            text.replace_range(start..=start, "[");
            let is_closed = matches!(text.as_bytes().get(end - 1), Some(b']' | b')'));
            if is_closed {
                text.replace_range(end - 1..end, "]");
            } else if text
                .get(end - 2..end)
                .is_some_and(|gap| gap.trim().is_empty())
                && end > start + 2
            {
                text.replace_range(end - 2..end, "],");
            }
        }
    }
    Sections {
        lists,
        without_lists: text,
        junk,
    }
}

/// The version of the file format that this program reads.
const SCHEMA: u32 = 1;

impl<'a> Checker<'a> {
    /// Reads every header and finds every list; the first header gives the title, all of them give kinds.
    pub(super) fn header(&mut self, files: &'a [AtlasFile]) -> (Header, Vec<List<'a>>) {
        let mut first = None;
        let mut lists = Vec::new();
        for file in files {
            if !matches!(file.part, Part::Header | Part::Whole) {
                lists.push((file, file.part, 0));
                continue;
            }
            let sections = sections(file);
            if let Some(junk) = &sections.junk {
                let entry = Entry::new(file, 0..file.text.len());
                let message = "this does not belong before the `(` of the atlas".to_owned();
                let hint = "take it out, or make a comment of it with `//`".to_owned();
                self.sink.error_at(&entry, junk.start, message, Some(hint));
            }
            let header = self.one_header(file, &sections.without_lists);
            self.orphans(file, &sections.without_lists);
            first = first.or(header);
            for (part, from) in sections.lists {
                if part == Part::Header {
                    self.kinds(file, from);
                } else {
                    lists.push((file, part, from));
                }
            }
        }
        lists.sort_by_key(|(_, part, _)| *part);
        let untitled = "Atlas without a title".to_owned();
        let first = first.map(|header| Header {
            title: if header.title.trim().is_empty() {
                untitled.clone()
            } else {
                header.title.clone()
            },
            ..header
        });
        let header = first.unwrap_or_else(|| Header {
            title: untitled,
            about: String::new(),
            extent: None,
            license: None,
        });
        (header, lists)
    }

    /// Entries that stand in no list: the name or the bracket of theirs is broken.
    fn orphans(&mut self, file: &'a AtlasFile, without_lists: &str) {
        for at in outline::orphans(without_lists) {
            let entry = Entry::new(file, at..file.text.len());
            if let Some(id) = entry.id() {
                for part in [Part::Header, Part::Places, Part::Actors, Part::Sources] {
                    self.set_aside(part, id);
                }
            }
            let message = "this entry is in no list that is known".to_owned();
            let known = LISTS.map(|(name, _)| name).join(", ");
            let hint = format!("the lists are: {known}");
            self.sink.error_at(&entry, at, message, Some(hint));
        }
    }

    fn one_header(&mut self, file: &'a AtlasFile, without_lists: &str) -> Option<Header> {
        let entry = Entry::new(file, 0..file.text.len());
        let raw: RawHeader = self.sink.parse_text(&entry, without_lists)?;
        let RawHeader {
            schema,
            title,
            about,
            extent,
            license,
            kinds,
            places,
            actors,
            sources,
            events,
        } = raw;
        // Without the lists nothing can be in them.
        drop((kinds, places, actors, sources, events));
        if schema != SCHEMA {
            let message = format!("this atlas is written in format {schema}");
            let hint = format!("this program reads format {SCHEMA}");
            self.sink
                .error(&entry, &[Step::Field("schema")], message, Some(hint));
        }
        let extent = extent.and_then(|extent| self.extent(&entry, extent));
        self.extents.extend(extent);
        Some(Header {
            title: clean(&title),
            about: clean(&about),
            extent,
            license: clean_some(license.as_deref()),
        })
    }

    fn extent(&mut self, entry: &Entry<'_>, raw: RawExtent) -> Option<Extent> {
        let corners = LonLat::new(raw.west, raw.south)
            .and_then(|south_west| Ok((south_west, LonLat::new(raw.east, raw.north)?)));
        let extent = match corners {
            Ok((south_west, north_east)) => Extent::new(south_west, north_east),
            Err(error) => Err(error.into()),
        };
        match extent {
            Ok(extent) => Some(extent),
            // Of a header with mistakes, a number may stand in for a missing one.
            Err(_) if self.sink.is_mended() => None,
            Err(error) => {
                let hint = "write (west: …, south: …, east: …, north: …) in degrees".to_owned();
                self.sink.error(
                    entry,
                    &[Step::Field("extent")],
                    error.to_string(),
                    Some(hint),
                );
                None
            }
        }
    }

    fn kinds(&mut self, file: &'a AtlasFile, from: usize) {
        for entry in self.entries(file, Part::Header, from) {
            self.kind(&entry);
        }
    }

    fn kind(&mut self, entry: &Entry<'a>) {
        let Some((raw, slug)) = self.kinds.read::<RawKind>(&mut self.sink, entry) else {
            return;
        };
        let kind = Kind {
            slug,
            label: clean(&raw.label),
            color: raw.color,
            shape: raw.shape,
        };
        match self.kinds.known.get(kind.slug.as_str()) {
            // Two atlases opened together may well share a kind.
            Some(id) if self.parts.kinds.get(id.index()) == Some(&kind) => {}
            Some(_) => self.sink.duplicate(entry, "kind", &kind.slug),
            None => {
                let (slug, id) = (
                    kind.slug.clone(),
                    KindId::from_index(self.parts.kinds.len()),
                );
                if self.kinds.keep(&self.sink, entry, &slug, id).is_some() {
                    self.parts.kinds.push(kind);
                }
            }
        }
    }

    fn add_kind(&mut self, kind: Kind) -> KindId {
        let id = KindId::from_index(self.parts.kinds.len());
        self.kinds.known.insert(kind.slug.to_string(), id);
        self.parts.kinds.push(kind);
        id
    }

    /// The kind of an id; one without color or shape where the author's did not hold.
    pub(super) fn kind_or_plain(&mut self, entry: &Entry<'_>, id: &str) -> KindId {
        let path = [Step::Field("kind")];
        if let Some(kind) = self.kinds.resolve(&mut self.sink, entry, &path, id) {
            return kind;
        }
        let plain = "other-kind";
        if let Some(kind) = self.kinds.known.get(plain) {
            return *kind;
        }
        let Ok(slug) = Slug::new(plain) else {
            return KindId::from_index(0);
        };
        let label = "Other".to_owned();
        self.add_kind(Kind {
            slug,
            label,
            color: KindColor::Black,
            shape: Shape::Disc,
        })
    }
}

/// Blanks a stretch of a text.
fn blank(text: &mut String, range: Range<usize>) {
    if let Some(bytes) = text.get(range.clone()) {
        let blank: String = bytes.bytes().map(blank_of).collect();
        text.replace_range(range, &blank);
    }
}

/// A space for every byte but line breaks, so that what follows stays where it is.
fn blank_of(byte: u8) -> char {
    if byte == b'\n' { '\n' } else { ' ' }
}
