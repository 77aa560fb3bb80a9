//! Names as the bundled tables have them: in English, and in the languages of the region where they are known.

use crate::model::{Language, NamePolicy};

/// The languages of the other names, in the order of their columns.
const NAMED_IN: [Language; 5] = [
    Language::Azerbaijani,
    Language::Armenian,
    Language::Persian,
    Language::Russian,
    Language::Georgian,
];

/// The names of one thing.
#[derive(Debug)]
pub(super) struct Names {
    english: String,
    /// Those in the other languages, in their order; empty where none is known.
    others: [String; 5],
}

impl Names {
    /// The English name, and the cells of the other languages' columns.
    pub(super) fn new<'a>(english: &str, mut cells: impl Iterator<Item = &'a str>) -> Self {
        Self {
            english: english.to_owned(),
            others: NAMED_IN.map(|_| cells.next().unwrap_or_default().to_owned()),
        }
    }

    /// The English name.
    pub(super) fn english(&self) -> &str {
        &self.english
    }

    /// The name a reader asks for.
    pub(super) fn shown(&self, policy: NamePolicy) -> String {
        let in_language = |language: Language| {
            let mut names = NAMED_IN.iter().zip(&self.others);
            match language {
                Language::English => Some(self.english.as_str()),
                other => names
                    .find(|(named, _)| **named == other)
                    .map(|(_, name)| name.as_str())
                    .filter(|name| !name.is_empty()),
            }
        };
        policy
            .shown(|| Some(self.english.as_str()), in_language)
            .unwrap_or_default()
    }
}
