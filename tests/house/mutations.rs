//! Bytes of the bundled files go wrong, and nothing is lost: every entry is loaded or in a finding.

#![expect(
    clippy::indexing_slicing,
    clippy::naive_bytecount,
    reason = "the test's own files, and short ones"
)]

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;

use event_atlas::load::{AtlasFiles, Loaded, Part, load};
use event_atlas::model::Finding;
use proptest::prelude::*;

use crate::mutation_runs::{bounded, config};

const FILES: [(&str, Part); 6] = [
    ("atlas.ron", Part::Header),
    ("places.ron", Part::Places),
    ("actors.ron", Part::Actors),
    ("sources.ron", Part::Sources),
    ("events.ron", Part::Events),
    ("areas.geojson", Part::Areas),
];

/// One thing that goes wrong with bytes.
#[derive(Debug, Clone)]
enum Mishap {
    Replaced(u8),
    Inserted(u8),
    Cut(usize),
    Doubled(usize),
}

/// An entry of a file: its id, and where it stands.
#[derive(Debug, Clone)]
struct Entry {
    file: usize,
    id: String,
    bytes: Range<usize>,
}

/// The files with what has gone wrong, and where their entries are now.
struct Atlas {
    files: Vec<Vec<u8>>,
    entries: Vec<Entry>,
}

fn original() -> Atlas {
    let folder = crate::root().join("data/south-caucasus-2021");
    let files: Vec<Vec<u8>> = FILES
        .iter()
        .map(|(name, _)| fs::read(folder.join(name)).expect("a bundled file"))
        .collect();
    let entries = files
        .iter()
        .enumerate()
        .flat_map(|(file, bytes)| entries_of(file, std::str::from_utf8(bytes).expect("UTF-8")))
        .collect();
    Atlas { files, entries }
}

/// The entries of a list file begin at the beginning of a line; those of the header's kinds are indented.
fn entries_of(file: usize, text: &str) -> Vec<Entry> {
    let begin = if file == 0 { "\n        (" } else { "\n(" };
    let starts: Vec<usize> = text.match_indices(begin).map(|(at, _)| at + 1).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| {
            let rest = text.get(*start..end)?.split_once("id: \"")?.1;
            let id = rest.split('"').next()?.to_owned();
            let bytes = *start..end;
            Some(Entry { file, id, bytes })
        })
        .collect()
}

impl Atlas {
    fn suffer(&mut self, file: usize, at: usize, mishap: &Mishap) {
        let bytes = &mut self.files[file];
        let at = at % bytes.len();
        let (n_out, new) = match mishap {
            Mishap::Replaced(byte) => (1, vec![*byte]),
            Mishap::Inserted(byte) => (0, vec![*byte]),
            Mishap::Cut(n) => ((*n).min(bytes.len() - at), Vec::new()),
            Mishap::Doubled(n) => (0, bytes[at..(at + n).min(bytes.len())].to_vec()),
        };
        let n_in = new.len();
        bytes.splice(at..at + n_out, new);
        let moved = |position: usize| {
            if position <= at {
                position
            } else {
                (position + n_in).saturating_sub(n_out).max(at)
            }
        };
        for entry in self.entries.iter_mut().filter(|entry| entry.file == file) {
            entry.bytes = moved(entry.bytes.start)..moved(entry.bytes.end);
        }
    }

    fn load(&self) -> Loaded {
        let mut atlas = AtlasFiles::default();
        for ((name, part), bytes) in FILES.iter().zip(&self.files) {
            atlas.add(name, *part, bytes.clone());
        }
        load(&atlas)
    }

    /// Whether an entry still has its id. One without is a part of its neighbor to every reader.
    fn has_id(&self, entry: &Entry) -> bool {
        let bytes = &self.files[entry.file][entry.bytes.clone()];
        String::from_utf8_lossy(bytes).contains(&format!("(\n    id: \"{}\"", entry.id))
            || String::from_utf8_lossy(bytes).contains(&format!("(id: \"{}\"", entry.id))
    }

    /// The lines of an entry, counted from 1.
    fn lines(&self, entry: &Entry) -> Range<usize> {
        let bytes = &self.files[entry.file];
        let line = |at: usize| {
            let before = &bytes[..at.min(bytes.len())];
            before.iter().filter(|byte| **byte == b'\n').count() + 1
        };
        line(entry.bytes.start)..line(entry.bytes.end) + 1
    }
}

/// The ids that were loaded from a file.
fn loaded_ids(loaded: &Loaded, file: usize) -> BTreeSet<String> {
    let catalog = &loaded.catalog;
    match file {
        0 => catalog
            .kinds()
            .map(|(_, kind)| kind.slug.to_string())
            .collect(),
        1 => catalog
            .places()
            .map(|(_, place)| place.slug.to_string())
            .collect(),
        2 => catalog
            .actors()
            .map(|(_, actor)| actor.slug.to_string())
            .collect(),
        3 => catalog
            .sources()
            .map(|(_, source)| source.slug.to_string())
            .collect(),
        _ => catalog
            .events()
            .map(|(_, event)| event.slug.to_string())
            .collect(),
    }
}

/// The entries that are neither loaded nor in a finding.
fn lost(atlas: &Atlas, loaded: &Loaded) -> Vec<String> {
    let is_told = |entry: &Entry, finding: &Finding| {
        finding.file == FILES[entry.file].0
            && (finding.entry.as_ref() == Some(&entry.id)
                || atlas.lines(entry).contains(&finding.line)
                || !atlas.has_id(entry))
    };
    let original: BTreeSet<&str> = atlas
        .entries
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    let mut lost = Vec::new();
    for file in 0..5 {
        let ids = loaded_ids(loaded, file);
        // An id that went wrong may still be an id; then its entry is there under another name.
        let n_new = ids
            .iter()
            .filter(|id| !original.contains(id.as_str()))
            .count();
        let entries = atlas.entries.iter().filter(|entry| entry.file == file);
        let missing: Vec<&Entry> = entries
            .filter(|entry| !ids.contains(&entry.id))
            .filter(|entry| {
                !loaded
                    .findings
                    .iter()
                    .any(|finding| is_told(entry, finding))
            })
            .collect();
        if missing.len() > n_new {
            lost.extend(missing.iter().map(|entry| entry.id.clone()));
        }
    }
    // Outlines have no list of their own in a catalog: a place has one, or a finding says why not.
    let n_outlines = loaded
        .catalog
        .places()
        .filter(|(_, place)| place.outline.is_some())
        .count();
    if n_outlines < 3 && loaded.findings.is_empty() {
        lost.push("an outline".to_owned());
    }
    lost
}

fn mishaps() -> impl Strategy<Value = (usize, usize, Mishap)> {
    let bytes = prop_oneof![
        2 => any::<u8>(),
        3 => prop::sample::select(b"()[]{}\",:/*\\'#r!\n -0aX".to_vec()),
    ];
    let mishap = prop_oneof![
        4 => bytes.clone().prop_map(Mishap::Replaced),
        3 => bytes.prop_map(Mishap::Inserted),
        2 => (1..30_usize).prop_map(Mishap::Cut),
        1 => (1..30_usize).prop_map(Mishap::Doubled),
    ];
    // The larger files get more of it.
    let file = prop_oneof![1 => Just(0_usize), 4 => Just(1), 2 => Just(2), 1 => Just(3), 6 => Just(4), 1 => Just(5)];
    (file, any::<usize>(), mishap)
}

#[test]
fn the_original_has_all_its_entries() {
    let atlas = original();
    assert_eq!(atlas.entries.len(), 6 + 15 + 17 + 3 + 14);
    let loaded = atlas.load();
    assert_eq!(loaded.findings, []);
    assert_eq!(lost(&atlas, &loaded), Vec::<String>::new());
}

proptest! {
    #![proptest_config(config(20_000, 1))]

    #[test]
    fn twenty_thousand_broken_atlases_lose_nothing(wrong in prop::collection::vec(mishaps(), 1..4)) {
        let mut atlas = original();
        for (file, at, mishap) in &wrong {
            atlas.suffer(*file, *at, mishap);
        }
        let loaded = bounded(|| atlas.load());
        prop_assert_eq!(lost(&atlas, &loaded), Vec::<String>::new(), "{:#?}", loaded.findings);
    }
}
