//! Where a search found what is not in a title: worked out once for each event that is shown.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use crate::model::{Event, EventId};
use crate::query::{Index, excerpt, occurrences, searched_part};
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
    found: BTreeMap<EventId, Option<Snippet>>,
}

impl Snippets {
    /// Forgets what was found for other words, in another catalog, or with other knowledge.
    pub(super) fn keep_for(&mut self, scene: Scene<'_>) {
        let index = Arc::downgrade(&scene.solved.index);
        if self.words != scene.words || !self.index.ptr_eq(&index) {
            *self = Self {
                words: scene.words.to_vec(),
                index,
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
            .or_insert_with(|| snippet(scene, event, &self.words))
            .as_ref()
    }
}

fn snippet(scene: Scene<'_>, event: &Event, words: &[String]) -> Option<Snippet> {
    /// So many letters stand before what was found, and so many are shown in all.
    const BEFORE: usize = 24;
    const SHOWN: usize = 90;
    let catalog = scene.catalog;
    let (part, text) = searched_part(catalog, event, scene.index.knowledge(), words)?;
    let around = occurrences(text, words).into_iter().next()?;
    Some(Snippet {
        of: wording::searched(catalog, part),
        text: excerpt(text, &around, BEFORE, SHOWN).replace('\n', " "),
    })
}
