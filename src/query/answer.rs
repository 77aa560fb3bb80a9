//! The events that answer a question, and the numbers that add up.

use std::collections::BTreeSet;

use super::voice::are_heard;
use super::{Filter, Index, MatchLevel, Question, Speech, Status, Voice, belongs_to, folded};
use crate::model::{ActorId, Catalog, Event, EventId, KindId, Match, PlaceId};

/// The answer to a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The events that match, by their earliest day and then by their slug.
    pub events: Vec<Found>,
    /// The events that pass the filter and have no date that could match.
    pub undated: Vec<EventId>,
    /// The numbers that add up.
    pub counts: Counts,
    /// For each kind: how many events there would be if no kind were asked for.
    pub per_kind: Vec<(KindId, usize)>,
    /// How many contested events there would be if contested ones were asked for.
    pub n_contested: usize,
    /// For each actor that speaks: about how many events it claims, denies, questions or takes back something
    /// ([`Speech::ALL`]), were it asked for besides those who are.
    pub per_voice: Vec<(ActorId, [usize; 4])>,
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

/// An event that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub id: EventId,
    /// Whether every reading of its date lies in the window, or only some.
    pub matched: Match,
    /// Whether it can be drawn on the map.
    pub is_located: bool,
}

impl Answer {
    /// The events that can be drawn, then those that cannot, then those without a date: the order in which
    /// the list shows them and in which one walks from event to event.
    pub fn in_list_order(&self) -> impl Iterator<Item = EventId> {
        let drawn = self.events.iter().filter(|found| found.is_located);
        let not_drawn = self.events.iter().filter(|found| !found.is_located);
        drawn
            .chain(not_drawn)
            .map(|found| found.id)
            .chain(self.undated.iter().copied())
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
    debug_assert_eq!(
        index.knowledge(),
        question.knowledge,
        "the index is of another day"
    );
    let filter = &question.filter;
    let tests = Tests::new(catalog, index, filter);
    let mut answer = Answer {
        per_kind: catalog.kinds().map(|(kind, _)| (kind, 0)).collect(),
        places: found_places(catalog, index, filter),
        ..Answer::default()
    };
    let mut per_voice = vec![[0; 4]; catalog.actors().len()];
    answer.counts.total = catalog.events().len();
    for (id, event) in catalog.events() {
        if !index.is_known(id) {
            answer.counts.not_yet_known += 1;
            continue;
        }
        answer.n_later_claims += event.claims.len() - index.claims(catalog, event).count();
        let matched = matched(event, question);
        let passed = tests.passed(id, event);
        if matched.is_some() {
            // Each number beside a filter is of what there would be without that filter.
            if passed.without(Part::Kinds)
                && let Some((_, n)) = answer.per_kind.get_mut(event.kind.index())
            {
                *n += 1;
            }
            let is_contested = index.status(id) == Status::Contested;
            answer.n_contested += usize::from(passed.without(Part::Status) && is_contested);
            if passed.without(Part::Voices) {
                count_voices(&tests, (id, event), &mut per_voice);
            }
        }
        if passed != Passed::All {
            answer.counts.filtered_out += 1;
        } else if event.when.is_none() {
            answer.counts.undated += 1;
            answer.undated.push(id);
        } else if let Some(matched) = matched {
            let is_located = index.anchors(id).is_located();
            answer.counts.shown += 1;
            answer.counts.on_map += usize::from(is_located);
            answer.counts.unlocated += usize::from(!is_located);
            answer.events.push(Found {
                id,
                matched,
                is_located,
            });
        } else {
            answer.counts.outside_window += 1;
        }
    }
    answer.per_voice = catalog
        .actors()
        .zip(per_voice)
        .filter(|((actor, _), _)| index.speaks(*actor))
        .map(|((actor, _), counts)| (actor, counts))
        .collect();
    debug_assert!(
        question.window.is_some() || answer.counts.outside_window == 0,
        "no window leaves nothing outside"
    );
    answer
}

/// Counts an event once for each actor and each way in which it speaks about it, besides those asked for.
fn count_voices(tests: &Tests<'_>, (id, event): (EventId, &Event), per_voice: &mut [[usize; 4]]) {
    let Tests { catalog, index, .. } = tests;
    let mut heard = BTreeSet::new();
    let retracted = &index.verdict(id).retracted;
    let standing = index.claims(catalog, event);
    for (_, claim) in standing.filter(|(index, _)| !retracted.contains(index)) {
        let speech = Speech::of(claim.stance);
        let mut actor = Some(claim.speaker);
        // Up to the whole it belongs to; the set ends a circle, if a catalog should have one.
        while let Some(speaker) = actor.filter(|id| {
            heard.insert(Voice {
                speaker: *id,
                speech,
            })
        }) {
            actor = catalog.actor(speaker).and_then(|actor| actor.part_of);
        }
    }
    for voice in heard {
        let mut voices = tests.filter.voices.clone();
        voices.insert(voice);
        let verdict = index.verdict(id);
        let counts = per_voice.get_mut(voice.speaker.index());
        if let Some(n) = counts.and_then(|counts| counts.get_mut(voice.speech.index())) {
            let is_heard = are_heard(catalog, event, verdict, index.knowledge(), &voices);
            *n += usize::from(is_heard);
        }
    }
}

/// The places whose names have the words searched for, those with more events first.
fn found_places(catalog: &Catalog, index: &Index, filter: &Filter) -> Vec<FoundPlace> {
    let words = words_of(&filter.text);
    let mut places: Vec<FoundPlace> = catalog
        .places()
        .filter(|(id, _)| index.place_has_words(*id, &words))
        .map(|(id, _)| FoundPlace {
            id,
            n_events: catalog
                .events()
                .filter(|(event, _)| index.is_known(*event))
                .filter(|(_, event)| event.names_place(id))
                .count(),
        })
        .collect();
    places.sort_by_key(|place| (std::cmp::Reverse(place.n_events), place.id));
    places
}

/// Whether and how an event matches the window of the question. Without a window every dated event does.
fn matched(event: &Event, question: &Question) -> Option<Match> {
    let when = event.when.as_ref()?;
    let matched = match question.window {
        None => Match::Certain,
        Some(window) => when.span().match_in(window)?,
    };
    let is_enough =
        question.filter.match_level == MatchLevel::Possible || matched == Match::Certain;
    is_enough.then_some(matched)
}

/// A test whether an event passes a filter, whatever its date.
pub(super) fn passing<'a>(
    catalog: &'a Catalog,
    index: &'a Index,
    filter: &'a Filter,
) -> impl Fn(EventId, &Event) -> bool + use<'a> {
    let tests = Tests::new(catalog, index, filter);
    move |id, event| index.is_known(id) && tests.passed(id, event) == Passed::All
}

/// A filter made ready for many events.
struct Tests<'a> {
    catalog: &'a Catalog,
    index: &'a Index,
    filter: &'a Filter,
    words: Vec<String>,
}

/// The parts of a filter that have counts of their own: each is of what there would be without that part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Kinds,
    Status,
    Voices,
}

/// How an event stands to a filter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Passed {
    /// It passes all of it.
    All,
    /// It would pass without this part.
    AllBut(Part),
    /// It would not pass without any one part.
    Not,
}

impl Passed {
    fn without(self, part: Part) -> bool {
        self == Self::All || self == Self::AllBut(part)
    }
}

impl<'a> Tests<'a> {
    fn new(catalog: &'a Catalog, index: &'a Index, filter: &'a Filter) -> Self {
        Self {
            catalog,
            index,
            filter,
            words: words_of(&filter.text),
        }
    }

    fn passed(&self, id: EventId, event: &Event) -> Passed {
        let Self {
            catalog,
            index,
            filter,
            words,
        } = self;
        let has_actor = |actor| {
            let is_of = |other| belongs_to(catalog, other, actor);
            event
                .participants
                .iter()
                .any(|participant| is_of(participant.actor))
                || index
                    .claims(catalog, event)
                    .any(|(_, claim)| is_of(claim.speaker))
        };
        let others = filter.actor.is_none_or(has_actor)
            && filter.place.is_none_or(|place| event.names_place(place))
            && index.has_words(id, words);
        if !others {
            return Passed::Not;
        }
        let voices = &filter.voices;
        let verdict = index.verdict(id);
        let parts = [
            (
                Part::Kinds,
                filter.kinds.is_empty() || filter.kinds.contains(&event.kind),
            ),
            (
                Part::Status,
                !filter.contested_only || verdict.status == Status::Contested,
            ),
            (
                Part::Voices,
                voices.is_empty() || are_heard(catalog, event, verdict, index.knowledge(), voices),
            ),
        ];
        let mut failed = parts.iter().filter(|(_, is_passed)| !is_passed);
        match (failed.next(), failed.next()) {
            (None, _) => Passed::All,
            (Some((part, _)), None) => Passed::AllBut(*part),
            (Some(_), Some(_)) => Passed::Not,
        }
    }
}

/// The words of a search, folded.
fn words_of(text: &str) -> Vec<String> {
    folded(text).split_whitespace().map(str::to_owned).collect()
}
