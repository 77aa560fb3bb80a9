//! When something happened, as far as it is known: four bounds, and the only date comparisons of the program.

use thiserror::Error;

use super::Day;

/// The readings of a date: it begins some day from `earliest_start` to `latest_start`
/// and ends some day from `earliest_end` to `latest_end`, all four included.
///
/// "All of June" has one beginning and one end; "some day in June" has thirty of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeSpan {
    earliest_start: Day,
    latest_start: Day,
    earliest_end: Day,
    latest_end: Day,
    is_doubtful: bool,
}

/// A stretch of days, its first and its last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    first: Day,
    last: Day,
}

/// Why two days are not a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a window must not end before it begins ({first} is after {last})")]
pub struct WindowError {
    first: Day,
    last: Day,
}

/// How an event answers a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Some reading of its date touches the window.
    Possible,
    /// Every reading of its date touches the window.
    Certain,
}

impl Window {
    /// The window from `first` to `last`, both included.
    pub fn new(first: Day, last: Day) -> Result<Self, WindowError> {
        if first <= last {
            Ok(Self { first, last })
        } else {
            Err(WindowError { first, last })
        }
    }

    /// The window between two days, whichever comes first.
    pub fn between(a: Day, b: Day) -> Self {
        Self {
            first: a.min(b),
            last: a.max(b),
        }
    }

    /// The first day.
    pub fn first(self) -> Day {
        self.first
    }

    /// The last day, which still belongs to the window.
    pub fn last(self) -> Day {
        self.last
    }

    /// How many days the window holds; at least one.
    pub fn n_days(self) -> i32 {
        self.last
            .number()
            .saturating_sub(self.first.number())
            .saturating_add(1)
    }

    /// Whether the day belongs to the window.
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// Whether the two share a day.
    pub fn touches(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The window moved by whole days, kept inside `limits` without changing its length where it fits.
    pub fn moved(self, days: i32, limits: Self) -> Self {
        let length = self.n_days().min(limits.n_days());
        let first = self
            .first
            .plus_days(days)
            .min(limits.last.plus_days(1 - length))
            .max(limits.first);
        Self {
            first,
            last: first.plus_days(length - 1),
        }
    }

    /// The part of the window that lies inside `limits`; the nearest day of `limits` where none does.
    pub fn clamped(self, limits: Self) -> Self {
        Self {
            first: self.first.clamp(limits.first, limits.last),
            last: self.last.clamp(limits.first, limits.last),
        }
    }

    /// The smallest window that holds both.
    pub fn hull(self, other: Self) -> Self {
        Self {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }
}

impl TimeSpan {
    /// Begins on `first` and ends on `last`, without doubt.
    pub fn whole(window: Window) -> Self {
        Self {
            earliest_start: window.first,
            latest_start: window.first,
            earliest_end: window.last,
            latest_end: window.last,
            is_doubtful: false,
        }
    }

    /// One day, not known which, or some part of the window.
    pub fn some_day_in(window: Window) -> Self {
        Self {
            earliest_start: window.first,
            latest_start: window.last,
            earliest_end: window.first,
            latest_end: window.last,
            is_doubtful: false,
        }
    }

    /// From some beginning to some end, both of which belong to it. `None` where even the latest end comes before the earliest beginning.
    pub fn from_to(start: Self, end: Self) -> Option<Self> {
        if end.latest_end < start.earliest_start {
            return None;
        }
        Some(Self {
            earliest_start: start.earliest_start,
            latest_start: start
                .latest_start
                .min(end.latest_start)
                .max(start.earliest_start),
            earliest_end: end.earliest_end.max(start.earliest_end).min(end.latest_end),
            latest_end: end.latest_end,
            is_doubtful: start.is_doubtful || end.is_doubtful,
        })
    }

    /// One of the two, not known which. A gap between them is not kept: their hull is.
    pub fn either(self, other: Self) -> Self {
        Self {
            earliest_start: self.earliest_start.min(other.earliest_start),
            latest_start: self.latest_start.max(other.latest_start),
            earliest_end: self.earliest_end.min(other.earliest_end),
            latest_end: self.latest_end.max(other.latest_end),
            is_doubtful: self.is_doubtful || other.is_doubtful,
        }
    }

    /// One of all the spans from `first` to `last`, not known which.
    /// `None` where even the latest end comes before the earliest beginning.
    pub fn one_between(first: Self, last: Self) -> Option<Self> {
        if last.latest_end < first.earliest_start {
            return None;
        }
        let either = first.either(last);
        Some(Self {
            earliest_start: first.earliest_start,
            latest_start: either.latest_start.min(last.latest_end),
            earliest_end: either.earliest_end.max(first.earliest_start),
            latest_end: last.latest_end,
            ..either
        })
    }

    /// The same span, marked as approximate or questioned by its source.
    pub fn doubtful(self) -> Self {
        Self {
            is_doubtful: true,
            ..self
        }
    }

    /// The earliest day it can have begun.
    pub fn earliest_start(self) -> Day {
        self.earliest_start
    }

    /// The latest day it can have begun.
    pub fn latest_start(self) -> Day {
        self.latest_start
    }

    /// The earliest day it can have ended.
    pub fn earliest_end(self) -> Day {
        self.earliest_end
    }

    /// The latest day it can have ended.
    pub fn latest_end(self) -> Day {
        self.latest_end
    }

    /// Whether its days are known to the day and not doubted.
    pub fn is_exact(self) -> bool {
        !self.is_doubtful
            && self.earliest_start == self.latest_start
            && self.earliest_end == self.latest_end
    }

    /// All days it can have touched, open ends cut at `limits`. `None` where it lies outside.
    pub fn days_within(self, limits: Window) -> Option<Window> {
        (self.earliest_start <= limits.last && limits.first <= self.latest_end).then(|| {
            Window {
                first: self.earliest_start,
                last: self.latest_end,
            }
            .clamped(limits)
        })
    }

    /// Its days without the open ends; `None` where neither end is known.
    pub fn bounded_days(self) -> Option<Window> {
        let known = [
            self.earliest_start,
            self.latest_end,
            self.latest_start,
            self.earliest_end,
        ];
        let mut bounded = known.into_iter().filter(|day| day.is_bounded());
        let first = bounded.next()?;
        Some(bounded.fold(Window { first, last: first }, |window, day| {
            window.hull(Window {
                first: day,
                last: day,
            })
        }))
    }

    /// Whether it begins after another has ended, in every reading of both.
    pub fn is_after(self, other: Self) -> bool {
        !self.is_doubtful && !other.is_doubtful && self.earliest_start > other.latest_end
    }

    /// Whether some reading of it has begun by the end of a day.
    pub fn can_begin_by(self, day: Day) -> bool {
        self.earliest_start <= day
    }

    /// Whether it happened in the window: certainly, possibly, or not (`None`).
    ///
    /// A doubted date (`~`, `?`) may lie outside its own bounds, so it is never certain. How far outside
    /// nobody says, so what is possible keeps to the bounds.
    pub fn match_in(self, window: Window) -> Option<Match> {
        let is_possible = self.earliest_start <= window.last && window.first <= self.latest_end;
        match (is_possible, self.is_certain_in(window)) {
            (true, true) => Some(Match::Certain),
            (true, false) => Some(Match::Possible),
            (false, _) => None,
        }
    }

    /// Whether every reading of it touches the window.
    pub fn is_certain_in(self, window: Window) -> bool {
        !self.is_doubtful && self.latest_start <= window.last && window.first <= self.earliest_end
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn window(first: i32, last: i32) -> Window {
        Window::between(Day::from_number(first), Day::from_number(last))
    }

    fn spans() -> impl Strategy<Value = TimeSpan> {
        let windows = || (-50..50, 0..40).prop_map(|(first, n)| window(first, first + n));
        prop_oneof![
            windows().prop_map(TimeSpan::whole),
            windows().prop_map(TimeSpan::some_day_in),
            windows().prop_map(|w| TimeSpan::some_day_in(w).doubtful()),
            (windows(), windows()).prop_filter_map("ends after it begins", |(a, b)| {
                TimeSpan::from_to(TimeSpan::some_day_in(a), TimeSpan::some_day_in(b))
            }),
            (windows(), windows()).prop_filter_map("ends after it begins", |(a, b)| {
                TimeSpan::from_to(TimeSpan::whole(a), TimeSpan::whole(b))
            }),
            (windows(), windows())
                .prop_map(|(a, b)| TimeSpan::whole(a).either(TimeSpan::some_day_in(b))),
            (windows(), windows()).prop_filter_map("ends after it begins", |(a, b)| {
                TimeSpan::one_between(TimeSpan::whole(a), TimeSpan::whole(b))
            }),
        ]
    }

    #[test]
    fn both_ends_of_a_window_belong_to_it() {
        let day = TimeSpan::whole(window(10, 10));
        assert_eq!(day.match_in(window(10, 20)), Some(Match::Certain));
        assert_eq!(day.match_in(window(0, 10)), Some(Match::Certain));
        assert_eq!(day.match_in(window(11, 20)), None);
        assert_eq!(day.match_in(window(0, 9)), None);
    }

    #[test]
    fn some_day_in_june_is_not_all_of_june() {
        let (june, middle) = (window(0, 29), window(10, 12));
        assert_eq!(
            TimeSpan::some_day_in(june).match_in(middle),
            Some(Match::Possible)
        );
        assert_eq!(TimeSpan::whole(june).match_in(middle), Some(Match::Certain));
        assert_eq!(
            TimeSpan::some_day_in(june).match_in(june),
            Some(Match::Certain)
        );
    }

    #[test]
    fn a_moved_window_keeps_its_length_and_stays_inside() {
        assert_eq!(window(5, 9).moved(100, window(0, 20)), window(16, 20));
        assert_eq!(window(5, 9).moved(-100, window(0, 20)), window(0, 4));
        assert_eq!(window(5, 9).moved(3, window(0, 20)), window(8, 12));
        assert_eq!(window(5, 9).moved(3, window(0, 2)), window(0, 2));
    }

    proptest! {
        #[test]
        fn a_wider_window_never_loses_a_match(
            span in spans(), first in -60..60, n in 0..50, left in 0..30, right in 0..30,
        ) {
            let narrow = span.match_in(window(first, first + n));
            let wide = span.match_in(window(first - left, first + n + right));
            prop_assert!(wide >= narrow);
        }

        #[test]
        fn a_match_is_the_same_when_time_runs_backwards(span in spans(), first in -60..60, n in 0..50) {
            let back = |day: Day| Day::from_number(-day.number());
            let mirrored = TimeSpan {
                earliest_start: back(span.latest_end),
                latest_start: back(span.earliest_end),
                earliest_end: back(span.latest_start),
                latest_end: back(span.earliest_start),
                is_doubtful: span.is_doubtful,
            };
            prop_assert_eq!(
                span.match_in(window(first, first + n)),
                mirrored.match_in(window(-first - n, -first))
            );
        }

        #[test]
        fn the_bounds_are_in_order(span in spans()) {
            prop_assert!(span.earliest_start <= span.latest_start);
            prop_assert!(span.earliest_end <= span.latest_end);
            prop_assert!(span.earliest_start <= span.earliest_end);
            prop_assert!(span.latest_start <= span.latest_end);
        }
    }
}
