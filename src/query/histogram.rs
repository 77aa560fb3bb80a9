//! How many events there are in each stretch of time.
//!
//! An event has the weight 1, spread evenly over the days it can have touched: never once per bar,
//! never on the middle of its span. So the bars add up to the number of events.

use std::{iter, thread};

use fixedbitset::FixedBitSet;

use super::columns::Loose;
use super::{Filter, Index, Passing};
use crate::model::{Catalog, Day, Window};

/// Bars over the days of a catalog, or over some of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histogram {
    /// The bars, in order and without gaps. The first and the last may begin before the axis and end after it.
    pub bins: Vec<Bin>,
    /// How long a bar is.
    pub unit: TimeUnit,
    axis: Option<Window>,
    limits: Option<Window>,
    home: Option<Window>,
    /// How many events, by their known days, begin before the axis and end after it, filtered or not, where
    /// nobody chose it.
    pub n_beyond: (usize, usize),
}

/// One bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// The days it stands for.
    pub days: Window,
    /// The weight of events that pass the filter and whose days are known exactly.
    pub exact: f64,
    /// The weight of events that pass the filter and whose days are not known exactly.
    pub uncertain: f64,
    /// The weight of all known events, filtered or not.
    pub total: f64,
}

/// A calendar step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeUnit {
    /// One day.
    Day,
    /// Seven days, from Monday on.
    Week,
    /// A calendar month.
    #[default]
    Month,
    /// A calendar year.
    Year,
    /// Ten calendar years.
    Decade,
    /// A hundred calendar years.
    Century,
    /// A thousand calendar years.
    Millennium,
    /// Ten thousand calendar years.
    TenMillennia,
    /// A hundred thousand calendar years.
    HundredMillennia,
}

/// A screen has room for about this many bars.
const MAX_BINS: usize = 60;
const UNITS: [TimeUnit; 9] = [
    TimeUnit::Day,
    TimeUnit::Week,
    TimeUnit::Month,
    TimeUnit::Year,
    TimeUnit::Decade,
    TimeUnit::Century,
    TimeUnit::Millennium,
    TimeUnit::TenMillennia,
    TimeUnit::HundredMillennia,
];

impl TimeUnit {
    /// The smallest unit of which a screenful covers the window.
    pub fn fitting(window: Window) -> Self {
        let days = usize::try_from(window.n_days()).unwrap_or(0);
        UNITS
            .into_iter()
            .find(|unit| days / unit.typical_days() <= MAX_BINS)
            .unwrap_or(Self::HundredMillennia)
    }

    /// The next coarser unit; the coarsest stays.
    pub fn larger(self) -> Self {
        UNITS
            .into_iter()
            .find(|unit| *unit > self)
            .unwrap_or(Self::HundredMillennia)
    }

    /// How many calendar years it has; `None` for what is shorter.
    pub fn n_years(self) -> Option<i32> {
        Some(match self {
            Self::Day | Self::Week | Self::Month => return None,
            Self::Year => 1,
            Self::Decade => 10,
            Self::Century => 100,
            Self::Millennium => 1_000,
            Self::TenMillennia => 10_000,
            Self::HundredMillennia => 100_000,
        })
    }

    /// About how many days it has.
    pub fn typical_days(self) -> usize {
        match (self, self.n_years()) {
            (_, Some(years)) => usize::try_from(years).unwrap_or(1) * 146_097 / 400,
            (Self::Month, None) => 30,
            (Self::Week, None) => 7,
            (_, None) => 1,
        }
    }

    /// The first day of the unit that holds `day`.
    pub fn start_of(self, day: Day) -> Day {
        let Some((year, month, _)) = day.ymd() else {
            return day;
        };
        let start = match (self, self.n_years()) {
            (_, Some(years)) => {
                let first = year - year.rem_euclid(years);
                Day::from_ymd(first.max(Day::FIRST_YEAR), 1, 1)
            }
            (Self::Month, None) => Day::from_ymd(year, month, 1),
            // 1970-01-01 was a Thursday, three days after a Monday.
            (Self::Week, None) => return day.plus_days(-((day.number() + 3).rem_euclid(7))),
            (_, None) => return day,
        };
        start.unwrap_or(day)
    }

    /// The first day after the unit that holds `day`.
    pub fn end_of(self, day: Day) -> Day {
        let start = self.start_of(day);
        // A few days more than the longest unit of its sort lie in the next one.
        let into_next = match (self, self.n_years()) {
            (_, Some(years)) => years.saturating_mul(366),
            (Self::Month, None) => 31,
            (Self::Week, None) => 7,
            (_, None) => 1,
        };
        self.start_of(start.plus_days(into_next))
    }

    /// The whole units that hold the window.
    pub fn around(self, window: Window) -> Window {
        Window::between(self.start_of(window.first()), last_of(self, window.last()))
    }

    /// The units that cover the window, each cut at its ends.
    pub fn cover(self, window: Window) -> Vec<Window> {
        let mut units = Vec::new();
        let mut first = window.first();
        while first <= window.last() {
            let next = self.end_of(first).max(first.plus_days(1));
            if next <= first || !next.is_bounded() {
                // The calendar ends here.
                units.push(Window::between(first, window.last()));
                break;
            }
            units.push(Window::between(
                first,
                next.plus_days(-1).min(window.last()),
            ));
            first = next;
        }
        units
    }
}

impl Histogram {
    /// The bars of a catalog under a filter. The window of time plays no part, so that it can be moved over them.
    pub fn new(catalog: &Catalog, index: &Index, filter: &Filter) -> Self {
        Self::of_passing(catalog, index, &Passing::new(catalog, index, filter), None)
    }

    /// The bars of a catalog under a filter of which it is known what passes it, over the days of an axis; `None`
    /// is the axis that holds nearly all events.
    pub fn of_passing(
        catalog: &Catalog,
        index: &Index,
        passing: &Passing,
        axis: Option<Window>,
    ) -> Self {
        let Some(extent) = catalog.extent_days() else {
            return Self::default();
        };
        let core = index.days.core(extent);
        let unit_at_home = TimeUnit::fitting(core.days);
        let limits = unit_at_home.around(extent);
        let home = unit_at_home.around(core.days);
        let axis = axis.map(|axis| axis.clamped(limits));
        let unit = axis.map_or(unit_at_home, TimeUnit::fitting);
        let extent = axis.map_or(home, |axis| unit.around(axis));
        let mut bins: Vec<Bin> = unit
            .cover(extent)
            .into_iter()
            .map(|days| Bin {
                days,
                exact: 0.0,
                uncertain: 0.0,
                total: 0.0,
            })
            .collect();
        let weigh = |events: &FixedBitSet| weights(index, events, (limits, extent), &bins);
        // Those of the axis one begins with are worked out once.
        let all = match axis {
            None => index.weights_of_known(weigh).clone(),
            Some(_) => weigh(&index.known),
        };
        // Without a filter all that is known passes.
        let passed = (passing.all != index.known).then(|| weigh(&passing.all));
        let Weights { exact, uncertain } = passed.as_ref().unwrap_or(&all);
        for (at, bin) in bins.iter_mut().enumerate() {
            let of = |weights: &[f64]| weights.get(at).copied().unwrap_or(0.0);
            bin.exact = of(exact);
            bin.uncertain = of(uncertain);
            bin.total = of(&all.exact) + of(&all.uncertain);
        }
        Self {
            bins,
            unit,
            axis: Some(axis.unwrap_or(home)),
            limits: Some(limits),
            home: Some(home),
            n_beyond: if axis.is_none() {
                core.n_beyond
            } else {
                (0, 0)
            },
        }
    }

    /// All days of the catalog, in whole bars of the axis one begins with; `None` where no event has a date.
    pub fn extent(&self) -> Option<Window> {
        self.limits
    }

    /// The days that are shown. Single events far away from all others are left out unless they are asked for.
    pub fn axis(&self) -> Option<Window> {
        self.axis
    }

    /// The days that are shown where no others are asked for.
    pub fn home(&self) -> Option<Window> {
        self.home
    }

    /// The weight of the highest bar, filtered or not.
    pub fn highest(&self) -> f64 {
        self.bins.iter().map(|bin| bin.total).fold(0.0, f64::max)
    }
}

/// The weights of a set of events in each bar.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights {
    /// Of those whose days are known exactly.
    exact: Vec<f64>,
    /// Of the others.
    uncertain: Vec<f64>,
}

/// From so many loose events on two threads share the work.
const MANY: usize = 50_000;

fn weights(
    index: &Index,
    events: &FixedBitSet,
    (limits, extent): (Window, Window),
    bins: &[Bin],
) -> Weights {
    let bar_of = BarOfDay::new(limits, extent, bins);
    let loose = index.days.loose();
    let mut sum = if loose.len() < MANY {
        weights_of_loose(index, events, loose, &bar_of)
    } else {
        let (some, others) = loose.split_at(loose.len() / 2);
        thread::scope(|scope| {
            let others = scope.spawn(|| weights_of_loose(index, events, others, &bar_of));
            let mut sum = weights_of_loose(index, events, some, &bar_of);
            if let Ok(others) = others.join() {
                let exact = sum.exact.iter_mut().zip(&others.exact);
                let uncertain = sum.uncertain.iter_mut().zip(&others.uncertain);
                exact
                    .chain(uncertain)
                    .for_each(|(weight, more)| *weight += more);
            }
            sum
        })
    };
    // Events of one plain day are sorted by it: those of a bar are a slice. The loose ones among them are taken
    // away again by what was counted of them.
    let mut from = index.days.starting_at(extent.first());
    for (bin, weight) in bins.iter().zip(&mut sum.exact) {
        let to = index.days.starting_at(bin.days.last().plus_days(1));
        *weight += events.count_ones(from..to.max(from)) as f64;
        from = to.max(from);
    }
    sum
}

/// The weights of loose events, without what they count for where they are taken for plain ones.
fn weights_of_loose(
    index: &Index,
    events: &FixedBitSet,
    loose: &[Loose],
    bar_of: &BarOfDay<'_>,
) -> Weights {
    let bins = bar_of.bins;
    let mut exact = vec![0.0; bins.len()];
    let mut uncertain = vec![0.0; bins.len()];
    for loose in loose {
        if !events.contains(loose.index as usize) {
            continue;
        }
        if let Some(day) = index.days.first_day(loose.index as usize)
            && bar_of.extent.contains(day)
            && let Some(weight) = exact.get_mut(bar_of.bar(day))
        {
            *weight -= 1.0;
        }
        if let Some(days) = loose.span.days_within(bar_of.limits) {
            let weights = if loose.span.is_exact() {
                &mut exact
            } else {
                &mut uncertain
            };
            spread(weights, bar_of, days);
        }
    }
    Weights { exact, uncertain }
}

/// Spreads the weight 1 evenly over days.
fn spread(weights: &mut [f64], bar_of: &BarOfDay<'_>, days: Window) {
    if !days.touches(bar_of.extent) {
        return;
    }
    let shown = days.clamped(bar_of.extent);
    let (first, last) = (bar_of.bar(shown.first()), bar_of.bar(shown.last()));
    if first == last && shown == days {
        if let Some(weight) = weights.get_mut(first) {
            *weight += 1.0;
        }
        return;
    }
    let touched = weights
        .iter_mut()
        .zip(bar_of.bins)
        .take(last + 1)
        .skip(first);
    for (weight, bin) in touched {
        *weight += f64::from(shown.clamped(bin.days).n_days()) / f64::from(days.n_days());
    }
}

/// In which bar a day lies: read from a table where there are not too many days for one.
struct BarOfDay<'a> {
    /// What open dates are cut at.
    limits: Window,
    extent: Window,
    bins: &'a [Bin],
    table: Vec<u8>,
}

impl<'a> BarOfDay<'a> {
    const MAX_DAYS: i32 = 200_000;

    fn new(limits: Window, extent: Window, bins: &'a [Bin]) -> Self {
        let fits = extent.n_days() <= Self::MAX_DAYS && u8::try_from(bins.len()).is_ok();
        let bars = bins.iter().enumerate().filter(|_| fits);
        let table = bars.flat_map(|(bar, bin)| {
            let n_days = usize::try_from(bin.days.n_days()).unwrap_or(0);
            iter::repeat_n(u8::try_from(bar).unwrap_or(u8::MAX), n_days)
        });
        Self {
            limits,
            extent,
            bins,
            table: table.collect(),
        }
    }

    fn bar(&self, day: Day) -> usize {
        let at = day.number().saturating_sub(self.extent.first().number());
        let at = usize::try_from(at).unwrap_or(0);
        match self.table.get(at) {
            Some(bar) => usize::from(*bar),
            None => self.bins.partition_point(|bin| bin.days.last() < day),
        }
    }
}

/// The last day of the unit that holds a day; the day itself where the calendar ends before the unit does.
fn last_of(unit: TimeUnit, day: Day) -> Day {
    let next = unit.end_of(day);
    if next.is_bounded() {
        next.plus_days(-1).max(day)
    } else {
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().expect("a date"))
    }

    #[test]
    fn units_are_calendar_steps() {
        let window = Window::between(day("2020-06-10"), day("2020-08-02"));
        let months: Vec<String> = TimeUnit::Month
            .cover(window)
            .into_iter()
            .map(|month| format!("{} {}", month.first(), month.last()))
            .collect();
        assert_eq!(
            months,
            [
                "2020-06-10 2020-06-30",
                "2020-07-01 2020-07-31",
                "2020-08-01 2020-08-02"
            ]
        );
        assert_eq!(
            TimeUnit::Week.start_of(day("2021-07-28")),
            day("2021-07-26")
        );
        assert_eq!(
            TimeUnit::Decade.end_of(day("2021-07-28")),
            day("2030-01-01")
        );
        assert_eq!(
            TimeUnit::Century.start_of(day("2021-07-28")),
            day("2000-01-01")
        );
    }

    #[test]
    fn the_unit_grows_with_the_window() {
        let unit =
            |first: &str, last: &str| TimeUnit::fitting(Window::between(day(first), day(last)));
        assert_eq!(unit("2021-07-01", "2021-07-31"), TimeUnit::Day);
        assert_eq!(unit("2020-06-01", "2021-08-31"), TimeUnit::Month);
        assert_eq!(unit("1900-01-01", "2021-08-31"), TimeUnit::Decade);
    }

    #[test]
    fn covers_end_where_the_calendar_ends() {
        for (first, last) in [
            (Day::FIRST_YEAR, Day::LAST_YEAR),
            (Day::FIRST_YEAR, Day::FIRST_YEAR + 30),
            (Day::LAST_YEAR - 30, Day::LAST_YEAR),
            (2021, Day::LAST_YEAR),
        ] {
            let first = Day::from_ymd(first, 1, 1).expect("a day");
            let last = Day::from_ymd(last, 12, 31).expect("a day");
            let window = Window::between(first, last);
            let unit = TimeUnit::fitting(window);
            let cover = unit.cover(window);
            assert!(cover.len() < 100, "{unit:?}: {}", cover.len());
            assert_eq!(cover.last().map(|part| part.last()), Some(last));
        }
    }

    #[test]
    fn covers_have_no_gaps() {
        use proptest::prelude::*;
        proptest!(|(first in -200_000..200_000_i32, n in 0..5_000_i32)| {
            let window = Window::between(Day::from_number(first), Day::from_number(first + n));
            for unit in UNITS {
                let cover = unit.cover(window);
                let days: i32 = cover.iter().map(|part| part.n_days()).sum();
                prop_assert_eq!(days, window.n_days());
                prop_assert!(cover.windows(2).all(|pair| pair[0].last().plus_days(1) == pair[1].first()));
            }
        });
    }
}
