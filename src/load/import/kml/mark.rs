//! A Placemark that is being read, until it is closed and becomes a feature.

use super::super::feature::{
    Around, Dated, Feature, Named, Shape, claims_of, is_within, precision_of,
};
use super::super::{Budget, Problem};
use super::html::plain;
use super::times::{Times, or_told};
use crate::model::Sense;

/// What a Placemark has said so far.
#[derive(Debug, Default)]
pub(super) struct Mark {
    /// The byte, and the line and column it begins at.
    pub(super) start_byte: usize,
    pub(super) start: (usize, usize),
    pub(super) feature: Feature,
    pub(super) shape: Shape,
    /// The first thing that is wrong with its coordinates.
    pub(super) shape_problem: Option<Problem>,
    /// Its own time.
    pub(super) dated: Option<Dated>,
    /// The times of its track.
    pub(super) track: Times,
    /// The date among its extended data.
    date: Option<String>,
    /// The date as we write it ourselves, which is more exact than KML can be, and its sense.
    edtf: Option<String>,
    is_whole: bool,
    has_coordinates: bool,
    status: Option<String>,
}

impl Mark {
    pub(super) fn new(start_byte: usize, start: (usize, usize), id: String) -> Self {
        let mut mark = Self {
            start_byte,
            start,
            ..Self::default()
        };
        mark.feature.id = id;
        mark
    }

    /// What reading some coordinates came to.
    pub(super) fn located(&mut self, result: Result<(), Problem>) {
        self.has_coordinates = true;
        if let Err(problem) = result {
            self.shape_problem.get_or_insert(problem);
        }
    }

    /// An entry of its extended data.
    pub(super) fn data(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let feature = &mut self.feature;
        match name.trim().to_ascii_lowercase().as_str() {
            "id" => value.clone_into(&mut feature.id),
            "kind" => value.clone_into(&mut feature.kind),
            "speaker" => value.clone_into(&mut feature.speaker),
            "source" => feature.sources.insert(0, Named::of(value)),
            "url" => feature.sources.push(Named::of(value)),
            "phrase" => value.clone_into(&mut feature.phrase),
            "place" => value.clone_into(&mut feature.place_name),
            "location" => {
                feature.is_within = is_within(value);
                if feature.is_within.is_none() {
                    feature.remarks.push(format!("location: {value}"));
                }
            }
            "tags" => feature.add_tags(value),
            "note" => value.clone_into(&mut feature.note),
            "when" => self.edtf = Some(value.to_owned()),
            "sense" => self.is_whole = value.eq_ignore_ascii_case("whole"),
            "date" => self.date = Some(value.to_owned()),
            "status" => self.status = Some(value.to_owned()),
            "precision" => match precision_of(value) {
                Ok(precision) => feature.precision = Some(precision),
                Err(problem) => feature.problems.push(problem),
            },
            "claims" => {
                feature.is_own = true;
                feature.claims = claims_of(value, &mut feature.problems);
            }
            _ => feature.remarks.push(format!("{}: {value}", name.trim())),
        }
    }

    /// The finished feature, with the kind and the time that it inherits.
    pub(super) fn finish(mut self, around: Around<'_>, budget: &Budget<'_>) -> Feature {
        self.feature.dated = self.date(around.dated);
        let mut feature = self.feature;
        if feature.kind.is_empty() {
            around
                .kind
                .unwrap_or("Placemark")
                .clone_into(&mut feature.kind);
        }
        let title = feature.title.trim().to_owned();
        feature.title = title;
        feature.is_own &= self.status.is_some();
        if feature.is_own {
            // It only says in sentences what the data say entry by entry.
            feature.description.clear();
        }
        super::super::feature::cut(&mut feature.description, budget, &mut feature.problems);
        let (description, refused) = plain(&feature.description);
        feature.description = description;
        feature.tell_not_kept("description", &refused);
        pair(&mut feature.sources);
        if let Some(status) = self.status.filter(|_| feature.claims.is_empty()) {
            feature.remarks.push(format!("status: {status}"));
        }
        match self.shape_problem {
            Some(problem) => feature.problems.push(problem),
            None if !self.shape.is_empty() => feature.shape = Some(self.shape),
            None if self.has_coordinates => {
                let problem = Problem::error("coordinates", "there are no coordinates");
                feature.problems.push(problem);
            }
            None => {}
        }
        feature
    }

    /// Its date: as we write it, else as KML does, else from its data, else from what it lies in.
    fn date(&mut self, inherited: Option<&Dated>) -> Dated {
        let problems = &mut self.feature.problems;
        if let Some(edtf) = &self.edtf {
            let sense = if self.is_whole {
                Sense::Whole
            } else {
                Sense::SomeTime
            };
            return or_told(Dated::edtf(edtf, sense), edtf, problems);
        }
        let own = self.track.dated(problems).or_else(|| self.dated.take());
        match (own, self.date.take()) {
            (Some(own), None) => own,
            (Some(own), Some(date)) => {
                self.feature.remarks.push(format!("date: {date}"));
                own
            }
            (None, Some(date)) => or_told(Dated::of(&date), &date, problems),
            (None, None) => inherited.cloned().unwrap_or_default(),
        }
    }
}

/// A name and an address that stand apart are one source.
fn pair(sources: &mut Vec<Named>) {
    if let [name, address] = sources.as_mut_slice()
        && name.url.is_none()
        && address.title.is_empty()
    {
        name.url = address.url.take();
        sources.truncate(1);
    }
}
