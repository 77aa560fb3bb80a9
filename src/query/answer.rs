//! The events that answer a question, and the numbers that add up.

use fixedbitset::FixedBitSet;

use super::columns::InWindow;
use super::{Facet, Index, MatchLevel, Passing, Question};
use crate::model::{Catalog, Event, EventId, Kept, KindId, Match, PlaceId};

/// The answer to a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The events that match and can be drawn, by their earliest day and then by their slug.
    pub on_map: Vec<Found>,
    /// The events that match and cannot be drawn, in the same order.
    pub unlocated: Vec<Found>,
    /// The events that pass the filter and have no date that could match.
    pub undated: Vec<EventId>,
    /// The numbers that add up.
    pub counts: Counts,
    /// For each kind: how many events there would be if no kind were asked for.
    pub per_kind: Vec<(KindId, usize)>,
    /// How many contested events there would be if contested ones were asked for.
    pub n_contested: usize,
    /// The places whose names have the words that are searched for.
    pub places: Vec<FoundPlace>,
    /// How many claims about known events are hidden, because they were said later.
    pub n_later_claims: usize,
}

/// A place that a search finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundPlace {
    /// Which.
    pub id: PlaceId,
    /// How many known events happened there or name it, whatever else is asked.
    pub n_events: usize,
}

/// An event that matches, in the room of its number: there may be millions of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found(u32);

/// The highest bit tells a possible match.
const POSSIBLE: u32 = 1 << 31;

impl Found {
    fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX) & !POSSIBLE)
    }

    /// An event by its place in the catalog, and whether it matches possibly only.
    pub(super) fn of(index: usize, is_possible: bool) -> Self {
        Self(Self::new(index).0 | (u32::from(is_possible) * POSSIBLE))
    }

    /// Which.
    pub fn id(self) -> EventId {
        EventId::from_index((self.0 & !POSSIBLE) as usize)
    }

    /// Whether every reading of its date lies in the window, or only some.
    pub fn matched(self) -> Match {
        if self.0 & POSSIBLE == 0 {
            Match::Certain
        } else {
            Match::Possible
        }
    }
}

impl Answer {
    /// The events that match, drawn or not, by their earliest day and then by their slug.
    pub fn events(&self) -> impl Iterator<Item = Found> + Clone {
        let mut on_map = self.on_map.iter().copied().peekable();
        let mut unlocated = self.unlocated.iter().copied().peekable();
        std::iter::from_fn(move || match (on_map.peek(), unlocated.peek()) {
            (Some(a), Some(b)) if b.id() < a.id() => unlocated.next(),
            (Some(_), _) => on_map.next(),
            (None, _) => unlocated.next(),
        })
    }

    /// How an event matches, if it does.
    pub fn found(&self, id: EventId) -> Option<Found> {
        [&self.on_map, &self.unlocated]
            .into_iter()
            .find_map(|list| {
                let at = list.binary_search_by_key(&id, |found| found.id()).ok()?;
                list.get(at).copied()
            })
    }

    /// Whether an event is in the list, dated or not.
    pub fn shows(&self, id: EventId) -> bool {
        self.found(id).is_some() || self.undated.binary_search(&id).is_ok()
    }

    /// How many events the list holds.
    pub fn n_listed(&self) -> usize {
        self.on_map.len() + self.unlocated.len() + self.undated.len()
    }
}

/// How many events there are of each sort:
/// `total = shown + outside_window + filtered_out + undated + not_yet_known` and `shown = on_map + unlocated`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All events of the catalog.
    pub total: usize,
    /// Those that match.
    pub shown: usize,
    /// Those that pass the filter and lie outside the window.
    pub outside_window: usize,
    /// Those that do not pass the filter.
    pub filtered_out: usize,
    /// Those that pass the filter and have no date.
    pub undated: usize,
    /// Those that nobody had claimed by the day of knowledge.
    pub not_yet_known: usize,
    /// Those shown on the map.
    pub on_map: usize,
    /// Those shown that have no usable place.
    pub unlocated: usize,
}

/// Answers a question.
pub fn answer(catalog: &Catalog, index: &Index, question: &Question) -> Answer {
    let passing = Passing::new(catalog, index, &question.filter);
    answer_passing(catalog, index, question, &passing)
}

/// Answers a question of which it is known already what passes its filter.
pub fn answer_passing(
    catalog: &Catalog,
    index: &Index,
    question: &Question,
    passing: &Passing,
) -> Answer {
    debug_assert_eq!(
        index.knowledge(),
        question.knowledge,
        "the index is of another day"
    );
    let in_window = in_window(index, question);
    let mut hits = in_window.possible.clone();
    hits.intersect_with(&passing.all);
    let mut answer = Answer {
        places: found_places(catalog, index, &passing.places),
        n_contested: n_in_all(
            &in_window.possible,
            passing.but_facet(Facet::Status),
            Some(&index.contested),
        ),
        n_later_claims: index.n_later_claims(),
        undated: undated(&passing.all, index.days.dated()),
        ..Answer::default()
    };
    let mut per_kind = vec![0; catalog.kinds().len()];
    if passing.has_kinds() {
        let mut others = in_window.possible.clone();
        others.intersect_with(passing.but_facet(Facet::Kind));
        count_kinds(&index.kinds, &others, &mut per_kind);
    } else {
        count_kinds(&index.kinds, &hits, &mut per_kind);
    }
    answer.per_kind = catalog
        .kinds()
        .map(|(kind, _)| (kind, per_kind.get(kind.index()).copied().unwrap_or(0)))
        .collect();
    answer.on_map = listed(&hits, &in_window.uncertain, &index.located, false);
    answer.unlocated = listed(&hits, &in_window.uncertain, &index.located, true);
    let total = index.n_events();
    let known = index.known.count_ones(..);
    let passed = passing.all.count_ones(..);
    let (on_map, unlocated) = (answer.on_map.len(), answer.unlocated.len());
    let undated = answer.undated.len();
    answer.counts = Counts {
        total,
        shown: on_map + unlocated,
        outside_window: passed - undated - on_map - unlocated,
        filtered_out: known - passed,
        undated,
        not_yet_known: total - known,
        on_map,
        unlocated,
    };
    debug_assert!(
        question.window.is_some() || answer.counts.outside_window == 0,
        "no window leaves nothing outside"
    );
    answer
}

/// The events that match the window of a question. Without one every dated event does.
pub(super) fn in_window(index: &Index, question: &Question) -> InWindow {
    let Some(window) = question.window else {
        return InWindow {
            possible: index.days.dated().clone(),
            uncertain: FixedBitSet::with_capacity(index.n_events()),
        };
    };
    let mut found = index.days.in_window(window);
    if question.filter.match_level == MatchLevel::Certain {
        found.possible.difference_with(&found.uncertain);
        found.uncertain.clear();
    }
    found
}

fn n_in_all(a: &FixedBitSet, b: &FixedBitSet, c: Option<&FixedBitSet>) -> usize {
    let c = c.map_or(&[][..], FixedBitSet::as_slice).iter();
    a.as_slice()
        .iter()
        .zip(b.as_slice())
        .zip(c)
        .map(|((a, b), c)| (a & b & c).count_ones() as usize)
        .sum()
}

/// The members of a set that have no date. Word by word: nearly all have one.
fn undated(events: &FixedBitSet, dated: &FixedBitSet) -> Vec<EventId> {
    let words = events.as_slice().iter().zip(dated.as_slice());
    let mut undated = Vec::new();
    for (order, (events, dated)) in words.enumerate() {
        let mut word = events & !dated;
        while word != 0 {
            let index = order * usize::BITS as usize + word.trailing_zeros() as usize;
            undated.push(EventId::from_index(index));
            word &= word - 1;
        }
    }
    undated
}

/// The members of a set that are located, or those that are not; with a mark on those that are uncertain.
fn listed(
    hits: &FixedBitSet,
    uncertain: &FixedBitSet,
    located: &FixedBitSet,
    is_inverted: bool,
) -> Vec<Found> {
    let invert = if is_inverted { usize::MAX } else { 0 };
    let words = || {
        let located = located.as_slice().iter();
        let hits = hits.as_slice().iter().zip(located);
        hits.map(|(hits, located)| hits & (located ^ invert))
    };
    let n = words().map(|word| word.count_ones() as usize).sum();
    let mut found = Vec::with_capacity(n);
    for (order, (mut word, uncertain)) in words().zip(uncertain.as_slice()).enumerate() {
        let base = order * usize::BITS as usize;
        while word != 0 {
            let bit = word.trailing_zeros();
            let mark = ((uncertain >> bit) & 1) as u32 * POSSIBLE;
            found.push(Found(Found::new(base + bit as usize).0 | mark));
            word &= word - 1;
        }
    }
    found
}

/// Adds how many events of a set are of each kind.
fn count_kinds(kinds: &[KindId], events: &FixedBitSet, per_kind: &mut [usize]) {
    for (block, mut word) in kinds
        .chunks(usize::BITS as usize)
        .zip(events.as_slice().iter().copied())
    {
        while word != 0 {
            let kind = block.get(word.trailing_zeros() as usize);
            if let Some(n) = kind.and_then(|kind| per_kind.get_mut(kind.index())) {
                *n += 1;
            }
            word &= word - 1;
        }
    }
}

/// The places that a search found, those with more events first.
fn found_places(catalog: &Catalog, index: &Index, found: &[PlaceId]) -> Vec<FoundPlace> {
    if found.is_empty() {
        return Vec::new();
    }
    let mut n_events = vec![0_usize; catalog.places().len()];
    let mut count = |place: PlaceId| {
        if let Some(n) = n_events.get_mut(place.index()) {
            *n += 1;
        }
    };
    for id in index.known.ones().map(EventId::from_index) {
        if let Some(Kept::Row(row)) = catalog.kept(id) {
            let place = catalog.table().and_then(|table| table.facts().place(row));
            place.into_iter().for_each(&mut count);
        } else {
            let mut places = catalog.event(id).map(Event::places).unwrap_or_default();
            places.sort_unstable();
            places.dedup();
            places.into_iter().for_each(&mut count);
        }
    }
    let mut places: Vec<FoundPlace> = found
        .iter()
        .map(|id| FoundPlace {
            id: *id,
            n_events: n_events.get(id.index()).copied().unwrap_or(0),
        })
        .collect();
    places.sort_by_key(|place| (std::cmp::Reverse(place.n_events), place.id));
    places
}
