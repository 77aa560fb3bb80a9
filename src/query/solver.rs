//! Answers one question after the other about one catalog, and keeps of each answer what the next one can use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{
    Answer, Arrangement, Facet, FacetCounts, Histogram, Index, ListOrder, Listing, Passing,
    Question, Voices, about, answer_passing, facet_counts, voices_passing,
};
use crate::model::{ActorId, Catalog, EventId, NamePolicy, PlaceId, SourceId, Window};

/// What a card is about that lists other events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The places of an event: the other events at the same places.
    PlacesOf(EventId),
    /// A place.
    Place(PlaceId),
    /// An actor.
    Actor(ActorId),
    /// A source.
    Source(SourceId),
}

/// Everything that a screen asks at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// Which events answer.
    pub question: Question,
    /// Which events are about this.
    pub subject: Option<Subject>,
    /// Which days the bars are of; `None` is those that hold nearly all events.
    pub axis: Option<Window>,
    /// What is counted besides, because a menu with its numbers is open.
    pub counted: BTreeSet<Counted>,
    /// How the list is ordered.
    pub order: ListOrder,
    /// What places are called, where the order depends on it.
    pub place_names: Option<NamePolicy>,
}

/// Numbers in menus that are seldom open, so they are counted only while somebody looks at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// How many events there would be for each value of a facet.
    Facet(Facet),
    /// How many events there would be for each voice.
    Voices,
}

/// The answers to it. They are shared, because a screen keeps the last ones while the next are on their way.
#[derive(Debug, Clone, Default)]
pub struct Solved {
    /// What was asked.
    pub asked: Asked,
    /// The index of that day of knowledge.
    pub index: Arc<Index>,
    /// What passes the filter.
    pub passing: Arc<Passing>,
    /// Which events answer.
    pub answer: Arc<Answer>,
    /// All events in the order of the list.
    arrangement: Arc<Arrangement>,
    /// Those that answer, in that order.
    pub listing: Arc<Listing>,
    /// The bars of the timeline.
    pub histogram: Arc<Histogram>,
    /// The known events that are about the subject, in the order of the catalog.
    pub about: Arc<Vec<EventId>>,
    voices: Option<Arc<Voices>>,
    facets: BTreeMap<Facet, Arc<FacetCounts>>,
}

impl Solved {
    /// How many events there would be for each value of a facet, under all other parts of the question; `None`
    /// where nobody asked for it.
    pub fn facet_counts(&self, facet: Facet) -> Option<&Arc<FacetCounts>> {
        self.facets.get(&facet)
    }

    /// How many events there would be for each voice that could be asked for besides; `None` where nobody asked
    /// for it.
    pub fn voices(&self) -> Option<&Arc<Voices>> {
        self.voices.as_ref()
    }

    /// Counts what is asked for and was not counted yet.
    fn count(&mut self, catalog: &Catalog) {
        let (index, passing) = (&*self.index, &*self.passing);
        let question = &self.asked.question;
        for counted in &self.asked.counted {
            match counted {
                Counted::Facet(facet) => {
                    let count =
                        || Arc::new(facet_counts(catalog, index, question, passing, *facet));
                    self.facets.entry(*facet).or_insert_with(count);
                }
                Counted::Voices => {
                    let count = || Arc::new(voices_passing(catalog, index, question, passing));
                    self.voices.get_or_insert_with(count);
                }
            }
        }
    }
}

/// Answers questions about a catalog.
#[derive(Debug)]
pub struct Solver {
    catalog: Arc<Catalog>,
    last: Option<Solved>,
}

impl Solver {
    /// One that knows nothing yet.
    pub fn new(catalog: Arc<Catalog>) -> Self {
        Self {
            catalog,
            last: None,
        }
    }

    /// The answers; `None` where they became stale on the way.
    pub fn solved(&mut self, asked: Asked, is_stale: &dyn Fn() -> bool) -> Option<Solved> {
        let catalog = &*self.catalog;
        let Question {
            filter, knowledge, ..
        } = &asked.question;
        let same_knowledge = |last: &&Solved| last.asked.question.knowledge == *knowledge;
        let last = self.last.as_ref().filter(same_knowledge);
        let index = last.map_or_else(
            || Arc::new(Index::new(&self.catalog, *knowledge)),
            |last| Arc::clone(&last.index),
        );
        let is_same_filter = |last: &&Solved| last.asked.question.passes_alike(&asked.question);
        let alike = last.filter(is_same_filter);
        let passing = if let Some(last) = alike {
            Arc::clone(&last.passing)
        } else {
            let passing = Passing::unless_stale(catalog, &index, filter, is_stale);
            if is_stale() && !filter.text.is_empty() {
                return None;
            }
            Arc::new(passing)
        };
        let is_same_axis = |last: &&Solved| last.asked.axis == asked.axis;
        let histogram = alike.filter(is_same_axis).map_or_else(
            || {
                let bars = Histogram::of_passing(catalog, &index, &passing, asked.axis);
                Arc::new(bars)
            },
            |last| Arc::clone(&last.histogram),
        );
        let is_same_question = |last: &&Solved| last.asked.question == asked.question;
        let answer = last.filter(is_same_question).map_or_else(
            || Arc::new(answer_passing(catalog, &index, &asked.question, &passing)),
            |last| Arc::clone(&last.answer),
        );
        let is_same_order = |last: &&Solved| {
            (last.asked.order, last.asked.place_names) == (asked.order, asked.place_names)
        };
        let arrangement = last.filter(is_same_order).map_or_else(
            || Arc::new(arranged(catalog, &index, &asked)),
            |last| Arc::clone(&last.arrangement),
        );
        let is_same_list = |last: &&Solved| is_same_order(last) && is_same_question(last);
        let listing = last.filter(is_same_list).map_or_else(
            || Arc::new(Listing::new(&arrangement, &answer)),
            |last| Arc::clone(&last.listing),
        );
        let is_same_subject = |last: &&Solved| last.asked.subject == asked.subject;
        let about = last.filter(is_same_subject).map_or_else(
            || {
                let subject = asked.subject;
                Arc::new(subject.map_or_else(Vec::new, |subject| about(catalog, &index, subject)))
            },
            |last| Arc::clone(&last.about),
        );
        let counted = last.filter(is_same_question);
        let mut solved = Solved {
            voices: counted.and_then(|last| last.voices.clone()),
            facets: counted.map_or_else(BTreeMap::new, |last| last.facets.clone()),
            asked,
            index,
            passing,
            answer,
            arrangement,
            listing,
            histogram,
            about,
        };
        solved.count(catalog);
        self.last = Some(solved.clone());
        Some(solved)
    }

    /// The catalog it answers questions about.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// The answers, however long they take.
    pub fn solved_at_once(&mut self, asked: Asked) -> Solved {
        self.solved(asked, &|| false).unwrap_or_default()
    }

    /// The index of the last answers, made already when the catalog was read.
    pub fn with_index(mut self, index: Arc<Index>) -> Self {
        let mut asked = Asked::default();
        asked.question.knowledge = index.knowledge();
        let question = asked.question.clone();
        let passing = Passing::new(&self.catalog, &index, &question.filter);
        let answer = answer_passing(&self.catalog, &index, &question, &passing);
        let arrangement = arranged(&self.catalog, &index, &asked);
        self.last = Some(Solved {
            listing: Arc::new(Listing::new(&arrangement, &answer)),
            arrangement: Arc::new(arrangement),
            answer: Arc::new(answer),
            histogram: Arc::new(Histogram::of_passing(&self.catalog, &index, &passing, None)),
            passing: Arc::new(passing),
            about: Arc::default(),
            voices: None,
            facets: BTreeMap::new(),
            index,
            asked,
        });
        self
    }
}

/// All events in the order that is asked for.
fn arranged(catalog: &Catalog, index: &Index, asked: &Asked) -> Arrangement {
    let names = asked.place_names.unwrap_or_default();
    Arrangement::new(catalog, index, asked.order, names)
}
