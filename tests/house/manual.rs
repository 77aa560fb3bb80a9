//! The manual of the format is true: its examples are an atlas without a finding, and no field is missing in it.

use std::collections::BTreeMap;
use std::fs;

use event_atlas::load::{AtlasFiles, Loaded, Part, load};
use event_atlas::query::{Index, Knowledge};

fn text_of(path: &str) -> String {
    fs::read_to_string(crate::root().join(path)).expect("a readable file")
}

/// The examples of the manual, joined to files: blocks that begin with "```ron FILE" or "```json FILE".
fn files_of_the_manual() -> BTreeMap<String, String> {
    let manual = text_of("data/README.md");
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut open: Option<String> = None;
    for line in manual.lines() {
        match (line.strip_prefix("```"), &open) {
            (Some(_), Some(_)) => open = None,
            (Some(info), None) => {
                let file = info.split_once(' ').map_or("", |(_, file)| file);
                assert!(
                    !file.is_empty() || info == "text",
                    "a block says which file it belongs to, or that it is text: {info:?}"
                );
                open = Some(file.to_owned());
            }
            (None, Some(file)) => {
                let text = files.entry(file.clone()).or_default();
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    files.remove("");
    files
}

pub(crate) fn atlas_of_the_manual() -> Loaded {
    let mut atlas = AtlasFiles::default();
    for (name, text) in files_of_the_manual() {
        let (part, is_list) = match name.as_str() {
            "atlas.ron" => (Part::Header, false),
            "places.ron" => (Part::Places, true),
            "actors.ron" => (Part::Actors, true),
            "sources.ron" => (Part::Sources, true),
            "events.ron" => (Part::Events, true),
            "areas.geojson" => (Part::Areas, false),
            other => panic!("{other} is no file of an atlas"),
        };
        let text = if is_list {
            format!("[\n{text}]\n")
        } else {
            text
        };
        atlas.add(&name, part, text.into_bytes());
    }
    load(&atlas)
}

#[test]
fn the_examples_of_the_manual_are_an_atlas_without_a_finding() {
    let loaded = atlas_of_the_manual();
    assert_eq!(loaded.findings, []);
    assert_eq!(files_of_the_manual().len(), 6);
    assert!(loaded.catalog.n_events() >= 5);
    let statuses: Vec<&str> = {
        let index = Index::new(&loaded.catalog, Knowledge::default());
        let mut statuses: Vec<&str> = loaded
            .catalog
            .events()
            .map(|(id, _)| index.status(id).slug())
            .collect();
        statuses.sort_unstable();
        statuses.dedup();
        statuses
    };
    assert!(statuses.len() >= 5, "{statuses:?}");
}

#[test]
fn every_field_and_every_word_of_the_format_is_in_the_manual() {
    let manual = text_of("data/README.md");
    let examples: String = files_of_the_manual().into_values().collect();
    let raw = text_of("src/load/raw.rs");
    let fields: Vec<&str> = raw
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub(super) "))
        .filter_map(|line| line.split_once(':').map(|(field, _)| field))
        .filter(|field| field.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .collect();
    assert!(fields.len() > 60, "{fields:?}");
    for field in fields {
        // The lists of an atlas in one file stand in a block of text.
        assert!(
            examples.contains(&format!("{field}: "))
                || examples.contains(&format!("\"{field}\":"))
                || manual.contains(&format!("    {field}: [ … ]")),
            "the manual has no example of `{field}`"
        );
    }
    let words = raw.lines().filter(|line| line.contains("Def for \""));
    let mut n_words = 0;
    for word in words
        .filter_map(|line| line.split_once('{')?.1.split_once('}'))
        .flat_map(|(words, _)| words.split(','))
    {
        n_words += 1;
        let word = word.trim();
        let is_told =
            manual.contains(&format!("`{word}`")) || examples.contains(&format!(": {word}"));
        assert!(is_told, "the manual does not say `{word}`");
    }
    assert!(n_words > 50, "{n_words}");
}
