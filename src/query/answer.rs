//! The events that answer a question, and the numbers that add up.

use std::collections::BTreeSet;

use super::{Filter, Index, MatchLevel, Question, Status, folded};
use crate::model::{Catalog, Event, EventId, KindId, Match};

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
/// `total = shown + outside_window + filtered_out + undated` and `shown = on_map + unlocated`.
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
    /// Those shown on the map.
    pub on_map: usize,
    /// Those shown that have no usable place.
    pub unlocated: usize,
}

/// Answers a question.
pub fn answer(catalog: &Catalog, index: &Index, question: &Question) -> Answer {
    let Question { filter, window } = question;
    // Kind and status stand apart, because the counts beside them are of what there would be without them.
    let others = Filter {
        kinds: BTreeSet::new(),
        contested_only: false,
        ..filter.clone()
    };
    let passes_others = passing(catalog, index, &others);

    let mut answer = Answer {
        per_kind: catalog.kinds().map(|(kind, _)| (kind, 0)).collect(),
        ..Answer::default()
    };
    answer.counts.total = catalog.events().len();
    for (id, event) in catalog.events() {
        let matched = matched(event, question);
        let passes_others = passes_others(id);
        let is_contested = index.status(id) == Status::Contested;
        let is_of_kind = filter.kinds.is_empty() || filter.kinds.contains(&event.kind);
        let is_of_status = is_contested || !filter.contested_only;
        if matched.is_some()
            && passes_others
            && is_of_status
            && let Some((_, n)) = answer.per_kind.get_mut(event.kind.index())
        {
            *n += 1;
        }
        let counts_as_contested = matched.is_some() && passes_others && is_of_kind && is_contested;
        answer.n_contested += usize::from(counts_as_contested);
        if !(passes_others && is_of_kind && is_of_status) {
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
    debug_assert!(
        window.is_some() || answer.counts.outside_window == 0,
        "no window leaves nothing outside"
    );
    answer
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
    filter: &Filter,
) -> impl Fn(EventId) -> bool + use<'a> {
    let words: Vec<String> = folded(&filter.text)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let filter = filter.clone();
    move |id| {
        let Some(event) = catalog.event(id) else {
            return false;
        };
        let has_actor = |actor| {
            event
                .participants
                .iter()
                .any(|participant| participant.actor == actor)
                || event.claims.iter().any(|claim| claim.speaker == actor)
        };
        (filter.kinds.is_empty() || filter.kinds.contains(&event.kind))
            && filter.actor.is_none_or(has_actor)
            && filter
                .place
                .is_none_or(|place| event.location.places().contains(&place))
            && (!filter.contested_only || index.status(id) == Status::Contested)
            && index.has_words(id, &words)
    }
}
