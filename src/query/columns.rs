//! Events as columns sorted by day, so that a window costs what it holds and not what the catalog holds.

use std::sync::OnceLock;

use fixedbitset::FixedBitSet;

use crate::model::{Day, TimeSpan, Window};

/// The days of all events of a catalog, in its order.
#[derive(Debug, Clone, Default)]
pub(super) struct Days {
    /// The first known day of each event; the last number there is where it has no date.
    first: Vec<i32>,
    /// The events whose readings are more than one day, in the order of the catalog.
    loose: Vec<Loose>,
    /// Which of the loose ones end after their first known day, by how long that may take.
    long: Vec<Long>,
    /// Which of the loose ones may begin before their first known day, because nobody knows since when.
    early: Vec<u32>,
    /// Which events have a date.
    dated: FixedBitSet,
    /// The days that hold nearly all events, and inside which days they were looked for: worked out once.
    core: OnceLock<(Window, Core)>,
}

/// An event whose date is not one plain day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loose {
    pub(super) index: u32,
    pub(super) span: TimeSpan,
}

/// Loose events that last at most so long, as indices into the list of the loose ones.
#[derive(Debug, Clone)]
struct Long {
    max_days: i32,
    loose: Vec<u32>,
}

/// How long loose events last at most, in days: a week, a month, a year, ten years, and all that last longer.
const LENGTHS: [i32; 5] = [7, 31, 366, 3_660, i32::MAX];

/// The days that hold nearly all events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Core {
    pub(super) days: Window,
    /// How many events begin before them and end after them.
    pub(super) n_beyond: (usize, usize),
}

impl Core {
    /// Ten years.
    const LEAST_GAP: i32 = 3_652;

    /// How far away an event must be not to belong to others that are this far apart.
    fn gap(first: i32, last: i32) -> i32 {
        last.saturating_sub(first).max(Self::LEAST_GAP)
    }
}

/// Which events lie in a window.
#[derive(Debug, Clone)]
pub(super) struct InWindow {
    /// Those that possibly do.
    pub(super) possible: FixedBitSet,
    /// Those of them that do not for certain.
    pub(super) uncertain: FixedBitSet,
}

impl Days {
    /// The days of events in the order of their catalog.
    pub(super) fn new(spans: impl Iterator<Item = Option<TimeSpan>>) -> Self {
        let mut days = Self {
            long: LENGTHS
                .into_iter()
                .map(|max_days| Long {
                    max_days,
                    loose: Vec::new(),
                })
                .collect(),
            ..Self::default()
        };
        for span in spans {
            days.push(span);
        }
        days.dated = days.those_with_a_date();
        days.first.shrink_to_fit();
        days.loose.shrink_to_fit();
        days
    }

    fn push(&mut self, span: Option<TimeSpan>) {
        let index = u32::try_from(self.first.len()).unwrap_or(u32::MAX);
        let Some(span) = span else {
            self.first.push(i32::MAX);
            return;
        };
        // A date that is open on both sides has no first day; it is sorted to the end and may begin any day.
        let first = span
            .bounded_days()
            .map_or(i32::MAX, |days| days.first().number());
        self.first.push(first);
        if span.is_exact() && span.earliest_start() == span.latest_end() {
            return;
        }
        let loose = u32::try_from(self.loose.len()).unwrap_or(u32::MAX);
        self.loose.push(Loose { index, span });
        if span.earliest_start().number() < first {
            self.early.push(loose);
        }
        let n_days = span.latest_end().number().saturating_sub(first);
        if n_days > 0
            && let Some(long) = self.long.iter_mut().find(|long| n_days <= long.max_days)
        {
            long.loose.push(loose);
        }
    }

    fn those_with_a_date(&self) -> FixedBitSet {
        let mut dated = FixedBitSet::with_capacity(self.first.len());
        let n_known = self.first.partition_point(|first| *first != i32::MAX);
        dated.insert_range(..n_known);
        // A date that is open on both sides is a date without a first day.
        for loose in self.loose.iter().rev() {
            if (loose.index as usize) < n_known {
                break;
            }
            dated.insert(loose.index as usize);
        }
        dated
    }

    pub(super) fn n_events(&self) -> usize {
        self.first.len()
    }

    /// The first known day of an event, if it has one.
    pub(super) fn first_day(&self, index: usize) -> Option<Day> {
        self.first
            .get(index)
            .filter(|day| **day != i32::MAX)
            .map(|day| Day::from_number(*day))
    }

    /// The last known day of an event, if it has one.
    pub(super) fn last_day(&self, index: usize) -> Option<Day> {
        let at = self
            .loose
            .binary_search_by_key(&index, |loose| loose.index as usize);
        let loose = at.ok().and_then(|at| self.loose.get(at));
        match loose {
            Some(loose) => loose.span.bounded_days().map(Window::last),
            None => self.first_day(index),
        }
    }

    /// All loose events, in the order of the catalog.
    pub(super) fn loose(&self) -> &[Loose] {
        &self.loose
    }

    /// The place of the first event that begins on this day or later.
    pub(super) fn starting_at(&self, day: Day) -> usize {
        self.first.partition_point(|first| *first < day.number())
    }

    /// The days that hold nearly all events: without the few that lie further from all others than these are
    /// apart, and more than ten years. `extent` holds all.
    pub(super) fn core(&self, extent: Window) -> Core {
        let work_out = || (extent, self.work_out_core(extent));
        match self.core.get_or_init(work_out) {
            (inside, core) if *inside == extent => *core,
            _ => self.work_out_core(extent),
        }
    }

    fn work_out_core(&self, extent: Window) -> Core {
        /// Of so many events one may be far away.
        const PER_OUTLIER: usize = 200;
        const FEWEST: usize = 4;
        let n = self.first.partition_point(|first| *first != i32::MAX);
        let whole = Core {
            days: extent,
            n_beyond: (0, 0),
        };
        if n < FEWEST || extent.n_days() <= Core::LEAST_GAP {
            return whole;
        }
        let n_far = (n / PER_OUTLIER).max(1);
        let mut ends: Vec<i32> = self.first.iter().take(n).copied().collect();
        for loose in &self.loose {
            let days = loose.span.bounded_days();
            if let (Some(end), Some(days)) = (ends.get_mut(loose.index as usize), days) {
                *end = days.last().number();
            }
        }
        ends.sort_unstable();
        let near = |days: &[i32], at: usize| days.get(at).copied().unwrap_or_default();
        let (mut low, mut high) = (n_far, n - 1 - n_far);
        let mut first = near(&self.first, low);
        let mut last = near(&ends, high);
        while let Some(next) = low.checked_sub(1)
            && first.saturating_sub(near(&self.first, next)) <= Core::gap(first, last)
        {
            low = next;
            first = near(&self.first, low);
        }
        while high + 1 < n && near(&ends, high + 1).saturating_sub(last) <= Core::gap(first, last) {
            high += 1;
            last = near(&ends, high);
        }
        Core {
            days: Window::between(
                if low == 0 {
                    extent.first()
                } else {
                    Day::from_number(first)
                },
                if high + 1 == n {
                    extent.last()
                } else {
                    Day::from_number(last)
                },
            ),
            n_beyond: (low, n - 1 - high),
        }
    }

    /// The day on which the next of some events begins after a day, or the last before it.
    pub(super) fn next_first_day(&self, events: &FixedBitSet, after: Day) -> Option<Day> {
        let from = self.starting_at(after.plus_days(1));
        (from..self.first.len())
            .find(|index| events.contains(*index))
            .and_then(|index| self.first_day(index))
    }

    /// The day on which the last of some events begins before a day.
    pub(super) fn previous_first_day(&self, events: &FixedBitSet, before: Day) -> Option<Day> {
        let to = self.starting_at(before);
        (0..to)
            .rev()
            .find(|index| events.contains(*index))
            .and_then(|index| self.first_day(index))
    }

    /// Which events have a date.
    pub(super) fn dated(&self) -> &FixedBitSet {
        &self.dated
    }

    /// Which events may touch the window: those that begin in it, those that began before and may last into it,
    /// and those of which nobody knows since when.
    pub(super) fn in_window(&self, window: Window) -> InWindow {
        let (first, last) = (window.first().number(), window.last().number());
        let from = self.first.partition_point(|day| *day < first);
        let to = self
            .first
            .partition_point(|day| *day <= last.min(i32::MAX - 1));
        let mut possible = FixedBitSet::with_capacity(self.first.len());
        possible.insert_range(from..to.max(from));
        let mut uncertain = FixedBitSet::with_capacity(self.first.len());
        let loose_from = self
            .loose
            .partition_point(|loose| (loose.index as usize) < from);
        for loose in self.loose.iter().skip(loose_from) {
            if loose.index as usize >= to {
                break;
            }
            note(&mut uncertain, loose, window);
        }
        for long in &self.long {
            let reach = first.saturating_sub(long.max_days);
            let near = self.first.partition_point(|day| *day < reach);
            let start = long.loose.partition_point(|at| {
                self.loose
                    .get(*at as usize)
                    .is_some_and(|loose| (loose.index as usize) < near)
            });
            for at in long.loose.iter().skip(start) {
                let Some(loose) = self.loose.get(*at as usize) else {
                    break;
                };
                if loose.index as usize >= from {
                    break;
                }
                if loose.span.match_in(window).is_some() {
                    possible.insert(loose.index as usize);
                    note(&mut uncertain, loose, window);
                }
            }
        }
        for at in &self.early {
            if let Some(loose) = self.loose.get(*at as usize)
                && loose.index as usize >= to
                && loose.span.match_in(window).is_some()
            {
                possible.insert(loose.index as usize);
                note(&mut uncertain, loose, window);
            }
        }
        InWindow {
            possible,
            uncertain,
        }
    }
}

/// Remembers a loose event that does not lie in the window for certain.
fn note(uncertain: &mut FixedBitSet, loose: &Loose, window: Window) {
    if !loose.span.is_certain_in(window) {
        uncertain.insert(loose.index as usize);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Match;

    fn window(first: i32, last: i32) -> Window {
        Window::between(Day::from_number(first), Day::from_number(last))
    }

    fn spans() -> impl Strategy<Value = Option<TimeSpan>> {
        let open = |first: Day, last: Day| TimeSpan::whole(Window::between(first, last));
        let days = || (-400..400, prop_oneof![Just(0), 0..9, 0..40, 0..500]);
        prop_oneof![
            1 => Just(None),
            6 => days().prop_map(|(first, n)| Some(TimeSpan::whole(window(first, first + n)))),
            4 => days().prop_map(|(first, n)| Some(TimeSpan::some_day_in(window(first, first + n)))),
            2 => days().prop_map(|(first, n)| Some(TimeSpan::some_day_in(window(first, first + n)).doubtful())),
            1 => (-400..400).prop_map(move |day| Some(open(Day::DISTANT_PAST, Day::from_number(day)))),
            1 => (-400..400).prop_map(move |day| Some(open(Day::from_number(day), Day::DISTANT_FUTURE))),
            1 => Just(Some(open(Day::DISTANT_PAST, Day::DISTANT_FUTURE))),
        ]
    }

    fn core_of(firsts: &[i32]) -> (i32, i32, (usize, usize)) {
        let mut firsts = firsts.to_vec();
        firsts.sort_unstable();
        let spans = firsts.iter().map(|day| TimeSpan::whole(window(*day, *day)));
        let days = Days::new(spans.map(Some));
        let extent = window(firsts[0], firsts[firsts.len() - 1]);
        let core = days.core(extent);
        (
            core.days.first().number(),
            core.days.last().number(),
            core.n_beyond,
        )
    }

    #[test]
    fn a_single_event_centuries_away_is_left_out_and_a_few_decades_are_not() {
        assert_eq!(core_of(&[0, 5, 9, 400, -160_000]), (0, 400, (1, 0)));
        assert_eq!(core_of(&[0, 5, 9, 400, 90_000]), (0, 400, (0, 1)));
        assert_eq!(core_of(&[0, 5, 9, 400, 3_000]), (0, 3_000, (0, 0)));
        // Two of five are no exception.
        assert_eq!(core_of(&[0, 5, 400, 90_000, 90_001]), (0, 90_001, (0, 0)));
        // Evenly spread over centuries nothing is far away.
        let spread: Vec<i32> = (0..40).map(|n| n * 20_000).collect();
        assert_eq!(core_of(&spread), (0, 780_000, (0, 0)));
    }

    #[test]
    fn next_and_previous_days_pass_over_events_that_do_not_count() {
        let days = Days::new(
            [0, 3, 3, 8]
                .map(|day| Some(TimeSpan::whole(window(day, day))))
                .into_iter(),
        );
        let mut some = FixedBitSet::with_capacity(4);
        some.insert(0);
        some.insert(3);
        let day = Day::from_number;
        assert_eq!(days.next_first_day(&some, day(0)), Some(day(8)));
        assert_eq!(days.next_first_day(&some, day(8)), None);
        assert_eq!(days.previous_first_day(&some, day(8)), Some(day(0)));
        assert_eq!(days.previous_first_day(&some, day(0)), None);
    }

    proptest! {
        #[test]
        fn a_window_holds_what_each_event_alone_says(
            mut spans in prop::collection::vec(spans(), 0..200), first in -450..450, n in 0..300,
        ) {
            let key = |span: &Option<TimeSpan>| {
                span.and_then(TimeSpan::bounded_days).map_or(i32::MAX, |days| days.first().number())
            };
            spans.sort_by_key(key);
            let days = Days::new(spans.iter().copied());
            let window = window(first, first + n);
            let found = days.in_window(window);
            for (index, span) in spans.iter().enumerate() {
                let matched = span.and_then(|span| span.match_in(window));
                prop_assert_eq!(found.possible.contains(index), matched.is_some(), "{}: {:?}", index, span);
                let is_uncertain = found.uncertain.contains(index);
                prop_assert_eq!(is_uncertain, matched == Some(Match::Possible), "{}: {:?}", index, span);
            }
            let dated = days.dated();
            prop_assert!(spans.iter().enumerate().all(|(index, span)| dated.contains(index) == span.is_some()));
        }
    }
}
