//! What else is wrong with an entry whose first mistake stops the parser.
//!
//! RON's parser ends at the first thing it cannot take. So a field that does not hold is blanked, one that
//! is missing gets a stand-in, and the rest is read again: an author sees all mistakes of an entry at once.
//! What was mended is for finding mistakes only; it never becomes part of a catalog.

use std::ops::Range;

use ron::Options;
use ron::error::{Position, SpannedError};
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use crate::load::outline::{field_around, last_byte_before};
use crate::load::suggest;

/// Nobody mends more mistakes of one entry at once.
const MAX_MISTAKES: usize = 16;
/// A longer text is told its first mistake only.
const MAX_BYTES: usize = 256 * 1024;

/// An entry as far as it could be read.
pub(super) struct Reading<T> {
    /// The value, with blanks and stand-ins where there are mistakes.
    pub(super) value: Option<T>,
    /// The mistakes with their bytes in the text.
    pub(super) mistakes: Vec<(usize, ron::Error)>,
    /// What was blanked of the text.
    pub(super) blanked: Vec<Range<usize>>,
}

/// Reads a text as a `T`, and finds every mistake in it that can be told from the others.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Reading<T> {
    let options = Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let mut reading = Reading {
        value: None,
        mistakes: Vec::new(),
        blanked: Vec::new(),
    };
    let mut draft = Draft {
        text: text.to_owned(),
        stand_ins: Vec::new(),
    };
    let mut blanked_fields: Vec<String> = Vec::new();
    // Each mistake may take some tries until its stand-in fits.
    for _ in 0..MAX_MISTAKES * 6 {
        let error = match options.from_str::<T>(&draft.text) {
            Ok(value) => {
                reading.value = Some(value);
                return reading;
            }
            Err(error) => error,
        };
        let (at, is_missing) = place_of(&draft.text, &error);
        let told_at = byte_of(&draft.text, error.span.start);
        match draft.retry_stand_in(told_at, &error.code) {
            Retry::OtherPlace => {}
            Retry::Tried => continue,
            Retry::Exhausted => return reading,
        }
        let original = draft.original(at);
        if let Some(start) = number_before_point(&draft.text, at, &error.code) {
            let mistake = (draft.original(start), ron::Error::ExpectedInteger);
            reading.mistakes.push(mistake);
            match field_around(&draft.text, start) {
                Some((name, range)) => {
                    blanked_fields.push(name);
                    draft.blank(range);
                    continue;
                }
                None => return reading,
            }
        }
        if matches!(error.code, ron::Error::ExpectedComma) && draft.add_comma(at) {
            reading.mistakes.push((original, error.code.clone()));
            if reading.mistakes.len() >= MAX_MISTAKES || text.len() > MAX_BYTES {
                return reading;
            }
            continue;
        }
        if let ron::Error::NoSuchStructField {
            expected, found, ..
        } = &error.code
        {
            // Where a required field is misspelled, it is not missing as well.
            let meant = suggest::nearest(found, expected.iter().copied());
            blanked_fields.extend(meant.map(str::to_owned));
        }
        if let ron::Error::MissingStructField { field, .. } = &error.code {
            if !blanked_fields.iter().any(|blanked| blanked == field) {
                reading.mistakes.push((original, error.code.clone()));
            }
            if text.len() > MAX_BYTES || !is_missing || !draft.add_stand_in(at, field) {
                return reading;
            }
            continue;
        }
        let is_echo = reading
            .blanked
            .iter()
            .any(|range| range.contains(&original));
        if !is_echo {
            reading.mistakes.push((original, error.code.clone()));
        }
        let is_enough = reading.mistakes.len() >= MAX_MISTAKES || text.len() > MAX_BYTES;
        match field_around(&draft.text, at).filter(|_| !is_enough && !is_echo) {
            Some((name, range)) => {
                let (start, end) = (draft.original(range.start), draft.original(range.end));
                blanked_fields.push(name);
                reading.blanked.push(start..end);
                draft.blank(range);
            }
            None => return reading,
        }
    }
    reading
}

/// The text as it is tried, with what was added to it.
struct Draft {
    text: String,
    stand_ins: Vec<StandIn>,
}

/// A value in place of a missing one.
struct StandIn {
    /// Where it stands in the draft.
    at: usize,
    field: String,
    value: String,
    n_tries: usize,
}

/// Whether another value was tried for a stand-in.
enum Retry {
    /// The error lies elsewhere.
    OtherPlace,
    Tried,
    /// No value fits.
    Exhausted,
}

impl StandIn {
    /// A comma has no field.
    fn is_comma(&self) -> bool {
        self.field.is_empty()
    }

    fn text(&self) -> String {
        if self.is_comma() {
            return ",".to_owned();
        }
        format!(", {}: {} ", self.field, self.value)
    }
}

impl Draft {
    /// The byte of the text that a byte of the copy stands for.
    fn original(&self, at: usize) -> usize {
        let added: usize = self
            .stand_ins
            .iter()
            .filter(|stand_in| stand_in.at < at)
            .map(|stand_in| stand_in.text().len().min(at - stand_in.at))
            .sum();
        at - added
    }

    /// Blanks a stretch; its length stays, so that what follows keeps its place.
    fn blank(&mut self, range: Range<usize>) {
        let blank: String = self
            .text
            .get(range.clone())
            .unwrap_or_default()
            .bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
            .collect();
        self.text.replace_range(range, &blank);
    }

    /// Puts a stand-in for a missing field before the bracket at `at`.
    fn add_stand_in(&mut self, at: usize, field: &str) -> bool {
        let Some(last) = last_byte_before(&self.text, at) else {
            return false;
        };
        let at = match self.text.as_bytes().get(last) {
            // A struct without any field; nothing more can be learned from it.
            Some(b'(') => return false,
            // The comma is part of the stand-in; where there is one already, it is blanked.
            Some(b',') => {
                self.text.replace_range(last..=last, " ");
                last
            }
            _ => last + 1,
        };
        self.insert(StandIn {
            at,
            field: field.to_owned(),
            value: "\"\"".to_owned(),
            n_tries: 0,
        });
        true
    }

    /// Puts a comma where one is missing; not twice at one place.
    fn add_comma(&mut self, at: usize) -> bool {
        let is_there = self
            .stand_ins
            .iter()
            .any(|stand_in| stand_in.is_comma() && at.abs_diff(stand_in.at) <= 1);
        let is_number = self
            .text
            .get(at..)
            .is_some_and(|rest| rest.starts_with('.'));
        if is_there || is_number || at == 0 {
            return false;
        }
        self.insert(StandIn {
            at,
            field: String::new(),
            value: String::new(),
            n_tries: 0,
        });
        true
    }

    fn insert(&mut self, stand_in: StandIn) {
        self.text.insert_str(stand_in.at, &stand_in.text());
        let n_bytes = stand_in.text().len();
        for other in &mut self.stand_ins {
            if other.at >= stand_in.at {
                other.at += n_bytes;
            }
        }
        self.stand_ins.push(stand_in);
    }

    /// Tries another value where an error lies in a stand-in.
    fn retry_stand_in(&mut self, at: usize, error: &ron::Error) -> Retry {
        let is_there = |stand_in: &&mut StandIn| {
            !stand_in.is_comma()
                && (stand_in.at..=stand_in.at + stand_in.text().len()).contains(&at)
        };
        let is_missing = matches!(error, ron::Error::MissingStructField { .. });
        let found = self.stand_ins.iter_mut().find(is_there);
        let Some(stand_in) = found.filter(|_| !is_missing) else {
            return Retry::OtherPlace;
        };
        let before = stand_in.text();
        stand_in.n_tries += 1;
        stand_in.value = match (error, stand_in.n_tries) {
            (ron::Error::NoSuchEnumVariant { expected, .. }, _) if !expected.is_empty() => {
                expected.first().copied().unwrap_or_default().to_owned()
            }
            (ron::Error::ExpectedStructLike, ..8) => format!("{}(\"\")", stand_in.value),
            (_, 1) => "[]".to_owned(),
            (_, 2) => "0".to_owned(),
            (_, 3) => "Unknown".to_owned(),
            _ => return Retry::Exhausted,
        };
        let (at, after) = (stand_in.at, stand_in.text());
        self.text.replace_range(at..at + before.len(), &after);
        for other in &mut self.stand_ins {
            if other.at > at {
                other.at = other.at + after.len() - before.len();
            }
        }
        Retry::Tried
    }
}

/// Where a number begins of which the parser took the part before its point for whole.
fn number_before_point(text: &str, at: usize, error: &ron::Error) -> Option<usize> {
    let is_point = text.get(at..)?.starts_with('.');
    let before = text.get(..at)?;
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    (matches!(error, ron::Error::ExpectedComma) && is_point && digits > 0).then_some(at - digits)
}

/// The byte an error stands at, and whether that is the closing bracket of a struct that lacks a field.
fn place_of(text: &str, error: &SpannedError) -> (usize, bool) {
    let at = byte_of(text, error.span.start);
    let rest = text.get(at..).unwrap_or_default();
    // The parser counts the blanks before a value to it, and the sign of a number not.
    let at = at + (rest.len() - rest.trim_start().len());
    let has_sign = text.get(..at).is_some_and(|before| before.ends_with('-'));
    if has_sign && matches!(error.code, ron::Error::IntegerOutOfBounds) {
        return (at - 1, false);
    }
    (at, rest.trim_start().starts_with(')'))
}

fn byte_of(text: &str, position: Position) -> usize {
    let mut start = 0;
    for _ in 1..position.line {
        match text.get(start..).and_then(|rest| rest.find('\n')) {
            Some(newline) => start += newline + 1,
            None => break,
        }
    }
    let line = text.get(start..).unwrap_or_default();
    let offset: usize = line
        .chars()
        .take(position.col.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    start + offset
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Entry {
        id: String,
        kind: Kind,
        #[serde(default)]
        n: u32,
        parts: Vec<Part>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Part {
        by: String,
        kind: Kind,
    }

    #[derive(Debug, Deserialize)]
    enum Kind {
        One,
        Two,
    }

    /// The mistakes of a text, each as what stands at its place.
    fn mistakes(text: &str) -> (Vec<&str>, bool) {
        let reading = read::<Entry>(text);
        let places = reading
            .mistakes
            .iter()
            .map(|(at, _)| {
                let rest = &text[*at..];
                &rest[..rest.find([',', ')', '\n']).unwrap_or(rest.len())]
            })
            .collect();
        (places, reading.value.is_some())
    }

    #[test]
    fn all_mistakes_of_an_entry_are_found_at_once() {
        let good = "(id: \"a\", kind: One, parts: [(by: \"x\", kind: Two)])";
        assert_eq!(mistakes(good), (vec![], true));
        let bad = "(id: \"é\", kind: Ome, colour: \"red\", n: \"7\", parts: [(by: \"x\", kind: Tow, size: 3)])";
        assert_eq!(
            mistakes(bad),
            (
                vec!["Ome", "colour: \"red\"", "\"7\"", "Tow", "size: 3"],
                true
            )
        );
    }

    #[test]
    fn a_missing_field_does_not_hide_what_follows() {
        let bad = "(\n  kind: One,\n  parts: [\n    (by: \"x\"),\n    (kind: Two, at: 5),\n  ],\n  n: -1,\n)";
        let reading = read::<Entry>(bad);
        let told: Vec<String> = reading
            .mistakes
            .iter()
            .map(|(_, error)| error.to_string())
            .collect();
        assert_eq!(told.len(), 5, "{told:#?}");
        assert!(reading.value.is_some());
    }

    #[test]
    fn a_comment_after_the_last_field_is_no_field() {
        let bad = "(\n  id: \"a\", kind: One, // the first\n  n: 1, // a comment\n)";
        assert_eq!(mistakes(bad).0.len(), 1);
        let bad = "(id: \"a\", n: 1, kind: One /* , */)";
        assert_eq!(mistakes(bad).0.len(), 1);
    }

    #[test]
    fn no_text_makes_it_panic_or_hang() {
        use proptest::prelude::*;
        proptest!(|(text in "[a-z(){}\\[\\],:\"0-9é\n -]{0,80}")| {
            let reading = read::<Entry>(&format!("(id: {text}, kind: One, parts: [])"));
            prop_assert!(reading.mistakes.len() <= MAX_MISTAKES);
        });
    }
}
