//! The time of a Placemark or of what it lies in. KML time says when a thing is shown: a span is a duration.

use super::super::Problem;
use super::super::feature::{Dated, shortened};
use crate::model::DateError;

/// A time that is being read, or the times of a track.
#[derive(Debug, Default)]
pub(super) struct Times {
    pub(super) when: String,
    pub(super) begin: String,
    pub(super) end: String,
}

impl Times {
    /// One more moment of a track, which lasts from the first to the last.
    pub(super) fn pass(&mut self, moment: &str) {
        let moment = moment.trim();
        if moment.is_empty() {
            return;
        }
        if self.begin.is_empty() {
            moment.clone_into(&mut self.begin);
        }
        moment.clone_into(&mut self.end);
    }

    /// The date; `None` where nothing is written.
    pub(super) fn dated(&self, problems: &mut Vec<Problem>) -> Option<Dated> {
        let side = |side: &'_ str| (!side.is_empty()).then(|| side.to_owned());
        let (when, begin, end) = (side(&self.when), side(&self.begin), side(&self.end));
        let (words, read) = match (when, begin, end) {
            (None, None, None) => return None,
            (Some(when), ..) => {
                let read = Dated::of(&when);
                (when, read)
            }
            (None, begin, end) => {
                let read = Dated::from_to(begin.as_deref(), end.as_deref());
                let words = [begin, end].map(|side| side.unwrap_or_else(|| "..".to_owned()));
                (words.join("/"), read)
            }
        };
        Some(or_told(read, &words, problems))
    }
}

/// The date, or words for it and a problem.
pub(super) fn or_told(
    read: Result<Dated, DateError>,
    words: &str,
    problems: &mut Vec<Problem>,
) -> Dated {
    read.unwrap_or_else(|error| {
        problems.push(Problem::error("date", format!("field date: {error}")));
        Dated::none(Some(shortened(words, 200)))
    })
}
