//! What single cells say: numbers of people, positions, lists, and what is left to be said in a note.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::load::import::{Problem, Text};
use crate::model::{LonLat, PlaceKind, PlacePrecision};

/// More people than ever were harmed in one event; a cell that says so is a slip.
const MOST_PEOPLE: u32 = 100_000_000;

/// Lines of a note, as they come together.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// Adds `key: value`, where there is a value.
    pub(super) fn add(&mut self, key: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        self.begin();
        self.0.push_str(key);
        self.0.push_str(": ");
        self.0.push_str(value);
    }

    /// Adds a sentence.
    pub(super) fn say(&mut self, sentence: &str) {
        self.begin();
        self.0.push_str(sentence);
    }

    /// Adds more words to the last line.
    pub(super) fn append(&mut self, words: &str) {
        self.0.push_str(words);
    }

    /// The note; `None` where there is nothing to say.
    pub(super) fn into_note<'a>(self) -> Option<Text<'a>> {
        (!self.0.is_empty()).then_some(Cow::Owned(self.0))
    }

    fn begin(&mut self) {
        if self.0.is_empty() {
            self.0.reserve(160);
        } else {
            self.0.push('\n');
        }
    }
}

/// A whole number as tables write it: `2`, and `2.0` where a program took it for a measurement.
pub(super) fn whole(text: &str) -> Option<u32> {
    without_zeros(text).parse().ok()
}

/// A whole number without the `.0` that some programs add to it.
pub(super) fn without_zeros(text: &str) -> &str {
    match text.split_once('.') {
        Some((number, zeros)) if !number.is_empty() && zeros.bytes().all(|b| b == b'0') => number,
        _ => text,
    }
}

/// A number of people. What cannot be one is told and left out; an empty cell says nothing.
pub(super) fn count(text: &str, field: &str, problems: &mut Vec<Problem>) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    let number = whole(text).filter(|number| *number <= MOST_PEOPLE);
    if number.is_none() {
        let message = format!("{} is not a number of people", quoted(text));
        problems
            .push(Problem::error(field, message).with_hint("a whole number from 0 to 100000000"));
    }
    number
}

/// A position in degrees. An empty cell means that none is given; what is none is told, and none is made up.
pub(super) fn position(
    (lat, lon): (&str, &str),
    reads_decimal_commas: bool,
    problems: &mut Vec<Problem>,
) -> Option<LonLat> {
    if lat.is_empty() || lon.is_empty() {
        return None;
    }
    let lat_degrees = degrees(lat, "latitude", reads_decimal_commas, problems)?;
    let lon_degrees = degrees(lon, "longitude", reads_decimal_commas, problems)?;
    match LonLat::new(lon_degrees, lat_degrees) {
        Ok(at) => Some(at),
        Err(error) => {
            let problem = Problem::error("", error.to_string());
            let would_fit_swapped = LonLat::new(lat_degrees, lon_degrees).is_ok();
            problems.push(if would_fit_swapped {
                problem.with_hint("latitude and longitude look swapped")
            } else {
                problem.with_hint("degrees, like 39.7394 and 44.8281")
            });
            None
        }
    }
}

fn degrees(
    text: &str,
    field: &str,
    reads_decimal_commas: bool,
    problems: &mut Vec<Problem>,
) -> Option<f64> {
    let plain = if reads_decimal_commas && !text.contains('.') {
        text.replacen(',', ".", 1).parse()
    } else {
        text.parse()
    };
    if plain.is_err() {
        let message = format!("{} is not a {field}", quoted(text));
        problems
            .push(Problem::error(field, message).with_hint("degrees with a point, like 39.7394"));
    }
    plain.ok()
}

/// The parts of a cell that holds several, separated by `;`, each once.
pub(super) fn list(text: &str) -> Vec<&str> {
    distinct(text.split(';').map(str::trim))
}

/// Texts in their order, without empty ones and without those that came before.
pub(super) fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    texts
        .filter(|text| !text.is_empty() && seen.insert(*text))
        .collect()
}

/// Places from the small to the large, without empty ones, without repetition, and without `name` itself.
pub(super) fn within<'a>(name: &str, larger: &[&'a str]) -> Text<'a> {
    let mut text: Text<'a> = Cow::Borrowed("");
    let mut last = name;
    for part in larger.iter().filter(|part| !part.is_empty()) {
        if *part == name || *part == last {
            continue;
        }
        last = part;
        if text.is_empty() {
            text = Cow::Borrowed(part);
        } else {
            let joined = text.to_mut();
            joined.push_str(", ");
            joined.push_str(part);
        }
    }
    text
}

/// What sort of place it is as far as how precisely it is known tells.
pub(super) fn kind_of(precision: PlacePrecision) -> PlaceKind {
    match precision {
        PlacePrecision::Exact | PlacePrecision::Vicinity => PlaceKind::Site,
        PlacePrecision::Locality | PlacePrecision::Town => PlaceKind::Town,
        PlacePrecision::Area | PlacePrecision::District => PlaceKind::District,
        PlacePrecision::Province => PlaceKind::Region,
        PlacePrecision::Country => PlaceKind::Country,
    }
}

/// A warning that a code is not one of those that the data set has.
pub(super) fn not_a_code(field: &str, code: &str, codes: &str) -> Problem {
    let message = format!("{} is not a code", quoted(code));
    Problem::warning(field, message).with_hint(codes)
}

/// A cell as a message repeats it: its beginning, with what cannot be seen made visible.
pub(super) fn quoted(text: &str) -> String {
    const MOST_CHARACTERS: usize = 60;
    let mut characters = text.chars();
    let head: String = characters.by_ref().take(MOST_CHARACTERS).collect();
    if characters.next().is_none() {
        format!("{head:?}")
    } else {
        format!("{:?}", head + "…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_may_be_written_as_a_measurement() {
        let mut problems = Vec::new();
        assert_eq!(count("2.0", "best", &mut problems), Some(2));
        assert_eq!(count("", "best", &mut problems), None);
        assert_eq!(problems, []);
    }

    #[test]
    fn what_is_no_number_of_people_is_told_and_left_out() {
        for text in [
            "-1",
            "2.5",
            "many",
            "1e9",
            "100000001",
            "99999999999",
            ".0",
            "NaN",
        ] {
            let mut problems = Vec::new();
            assert_eq!(count(text, "best", &mut problems), None, "{text}");
            assert_eq!(problems.len(), 1, "{text}");
        }
    }

    #[test]
    fn a_position_is_in_range_or_told() {
        for (cells, hint) in [
            (("NaN", "44"), "degrees"),
            (("39", "inf"), "degrees"),
            (("146.9", "40.0"), "swapped"),
            (("39,5", "44,8"), "with a point"),
            (("39°", "44"), "with a point"),
        ] {
            let mut problems = Vec::new();
            assert_eq!(position(cells, false, &mut problems), None);
            assert!(
                problems[0]
                    .hint
                    .as_deref()
                    .unwrap_or_default()
                    .contains(hint)
            );
        }
    }

    #[test]
    fn a_position_that_is_not_given_is_no_mistake() {
        let mut problems = Vec::new();
        assert_eq!(position(("", "44"), false, &mut problems), None);
        let commas = position(("39,5", "44,75"), true, &mut problems);
        assert_eq!(commas, LonLat::new(44.75, 39.5).ok());
        assert_eq!(problems, []);
    }

    #[test]
    fn what_a_place_lies_in_is_told_once() {
        assert_eq!(
            within("Ariha", &["Ariha", "", "Idlib", "Idlib", "Syria"]),
            "Idlib, Syria"
        );
        assert!(matches!(
            within("x", &["", "Syria"]),
            Cow::Borrowed("Syria")
        ));
        assert_eq!(list("a; b;;a"), ["a", "b"]);
    }
}
