//! Where a search found what is not in a title: worked out once for each event that is shown.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use crate::model::{Event, EventId};
use crate::query::{Index, excerpt, found_in};
use crate::ui::{Scene, wording};

/// A few words around what was found, and what they are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Snippet {
    /// "Iran", "Place".
    pub(super) of: String,
    pub(super) text: String,
}

impl Snippet {
    /// What stands before the words: "Iran: ".
    pub(super) fn head(&self) -> String {
        format!("{}: ", self.of)
    }
}

/// The snippets of one search.
#[derive(Debug, Default)]
pub(super) struct Snippets {
    words: Vec<String>,
    index: Weak<Index>,
    /// Whether each has one line only.
    is_short: bool,
    found: BTreeMap<EventId, Option<Snippet>>,
}

impl Snippets {
    /// Forgets what was found for other words, in another catalog, with other knowledge, or for other rows.
    pub(super) fn keep_for(&mut self, scene: Scene<'_>, is_short: bool) {
        let index = Arc::downgrade(&scene.solved.index);
        let is_same = self.words == scene.words && self.index.ptr_eq(&index);
        if !is_same || self.is_short != is_short {
            *self = Self {
                words: scene.words.to_vec(),
                index,
                is_short,
                found: BTreeMap::new(),
            };
        }
    }

    /// Where the words were found in an event, unless its title has them.
    pub(super) fn of(&mut self, scene: Scene<'_>, id: EventId, event: &Event) -> Option<&Snippet> {
        if self.words.is_empty() {
            return None;
        }
        let found = self.found.entry(id);
        found
            .or_insert_with(|| snippet(scene, event, &self.words, self.is_short))
            .as_ref()
    }
}

fn snippet(scene: Scene<'_>, event: &Event, words: &[String], is_short: bool) -> Option<Snippet> {
    /// So many letters are shown in all.
    const SHOWN: usize = 90;
    // A line has room for about thirty letters, and what was found must be among them.
    let (most_of, before) = if is_short { (12, 6) } else { (60, 24) };
    let catalog = scene.catalog;
    let found = found_in(catalog, event, scene.index.knowledge(), words)?;
    let of = wording::searched(catalog, found.part);
    Some(Snippet {
        of: wording::shortened(&of, most_of),
        text: excerpt(found.text, &found.at, before, SHOWN).replace('\n', " "),
    })
}
