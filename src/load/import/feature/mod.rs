//! What KML and GeoJSON have in common: a thing with a shape, a date, texts and sources. It knows neither format.

mod around;
mod claims;
mod dates;
mod decode;
mod lines;
mod shape;
mod slips;
mod sources;

pub(in crate::load) use around::Around;
pub(in crate::load::import) use around::KeptAround;
pub(in crate::load::import) use claims::{claims_of, is_within, precision_of};
pub(in crate::load::import) use dates::Dated;
pub(in crate::load::import) use decode::{Decoded, decoded};
pub(in crate::load::import) use lines::Lines;
pub(in crate::load::import) use shape::{Drawn, Shape, position};
pub(in crate::load::import) use slips::Slips;
pub(in crate::load::import) use sources::Named;

use std::mem;

use super::{Budget, Draft, DraftClaim, DraftPlace, Problem, Sink, Stands, Text, tags_of};
use crate::model::{PlacePrecision, Role};

/// One thing of a file of places, as far as it was read.
#[derive(Debug, Default)]
pub(in crate::load::import) struct Feature {
    pub(in crate::load::import) id: String,
    pub(in crate::load::import) title: String,
    pub(in crate::load::import) kind: String,
    pub(in crate::load::import) dated: Dated,
    /// The source's own words for the date, where the file tells them apart from it.
    pub(in crate::load::import) phrase: String,
    /// What is drawn; `None` where nothing is, or nothing that could be read.
    pub(in crate::load::import) shape: Option<Shape>,
    /// How precisely the file says the place is known.
    pub(in crate::load::import) precision: Option<PlacePrecision>,
    /// How the place is called; empty where the file does not tell.
    pub(in crate::load::import) place_name: String,
    /// Whether it happened somewhere within the place, where the file tells.
    pub(in crate::load::import) is_within: Option<bool>,
    /// What the file files it under.
    pub(in crate::load::import) tags: Vec<String>,
    /// Who took part, and as what.
    pub(in crate::load::import) parties: Vec<(String, Role)>,
    pub(in crate::load::import) description: String,
    /// Who says so; empty where the file does not tell.
    pub(in crate::load::import) speaker: String,
    pub(in crate::load::import) sources: Vec<Named>,
    /// Claims that the file tells word for word; they stand for speaker and sources.
    pub(in crate::load::import) claims: Vec<DraftClaim<'static>>,
    /// Whether we wrote the file ourselves: then nobody claims but those who are said to.
    pub(in crate::load::import) is_own: bool,
    /// The remark that the file makes on the event.
    pub(in crate::load::import) note: String,
    /// What else the file says, line by line.
    pub(in crate::load::import) remarks: Vec<String>,
    pub(in crate::load::import) problems: Vec<Problem>,
}

impl Feature {
    /// Puts the feature into the sink as an event. Where it names no source, what is around it speaks.
    pub(in crate::load::import) fn put(
        mut self,
        stands: &Stands<'_>,
        budget: &Budget<'_>,
        sink: &mut dyn Sink,
    ) {
        for text in [&mut self.id, &mut self.title, &mut self.kind] {
            cut(text, budget, &mut self.problems);
        }
        cut(&mut self.description, budget, &mut self.problems);
        if self.title.is_empty() {
            self.title = self.title_instead();
        }
        let place = self.place();
        if self.claims.is_empty() && !self.is_own {
            self.claims = self.claims_of_sources(stands.around.source);
        }
        self.remark_on_sources();
        self.tell_refused();
        let mut note = self.note();
        cut(&mut note, budget, &mut self.problems);
        let entry = (!self.id.is_empty()).then_some(self.id.as_str());
        let (line, column) = stands.at;
        for problem in self.problems {
            sink.problem(line, column, entry, problem);
        }
        let phrase = self
            .dated
            .phrase
            .or((!self.phrase.is_empty()).then_some(self.phrase));
        let (parties, roles) = self.parties.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        let draft = Draft {
            id: Text::Owned(self.id),
            title: Text::Owned(self.title),
            kind: Text::Owned(self.kind),
            date: self.dated.date,
            phrase: phrase.map(Text::Owned),
            place,
            is_within: self.is_within,
            tags: self.tags.into_iter().map(Text::Owned).collect(),
            parties: parties.into_iter().map(Text::Owned).collect(),
            roles,
            claims: self.claims,
            note: (!note.is_empty()).then_some(Text::Owned(note)),
            ..Draft::empty()
        };
        sink.event(stands, draft);
    }

    /// What stands for a title that is not given: the beginning of the description, else the kind.
    fn title_instead(&self) -> String {
        const N_CHARS: usize = 80;
        let line = self.description.lines().next().unwrap_or_default();
        if line.is_empty() {
            return self.kind.clone();
        }
        shortened(line, N_CHARS)
    }

    /// What is drawn, with its name. A name alone is a place too, whose position nobody knows.
    fn place(&mut self) -> Option<DraftPlace<'static>> {
        let name = Text::Owned(mem::take(&mut self.place_name));
        let drawn = self.shape.take().and_then(|shape| {
            let place = shape.place(self.precision)?;
            self.remarks.extend(shape.remark(place.precision));
            Some(place)
        });
        match drawn {
            Some(place) => Some(DraftPlace { name, ..place }),
            None if name.is_empty() => None,
            None => {
                let precision = self.precision.unwrap_or(PlacePrecision::Country);
                Some(DraftPlace {
                    name,
                    within: Text::default(),
                    at: None,
                    precision,
                    kind: shape::kind_of(precision),
                })
            }
        }
    }

    /// Adds what the file files it under: texts between semicolons, each once.
    pub(in crate::load::import) fn add_tags(&mut self, text: &str) {
        for tag in tags_of(text) {
            if !self.tags.iter().any(|known| *known == tag) {
                self.tags.push(tag.into_owned());
            }
        }
    }

    fn note(&self) -> String {
        let remarks = self.remarks.iter().map(String::as_str);
        let lines = [self.description.as_str(), self.note.as_str()];
        let lines = lines.into_iter().filter(|line| !line.is_empty());
        lines.chain(remarks).collect::<Vec<_>>().join("\n")
    }
}

/// At most this many characters of a text, with a sign where it was cut.
pub(in crate::load::import) fn shortened(text: &str, n_chars: usize) -> String {
    match text.char_indices().nth(n_chars) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
    }
}

/// Cuts a text that is longer than the budget allows, and says so.
pub(in crate::load::import) fn cut(
    text: &mut String,
    budget: &Budget<'_>,
    problems: &mut Vec<Problem>,
) {
    if text.len() > budget.max_text {
        text.truncate(text.floor_char_boundary(budget.max_text));
        let message = format!("a text longer than {} bytes was cut", budget.max_text);
        problems.push(Problem::warning("", message));
    }
}
