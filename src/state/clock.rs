//! How the window of time moves: by calendar steps, kept inside the extent of the data.

use crate::model::{Day, Window};
use crate::query::TimeUnit;

/// Earlier or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Toward the past.
    Earlier,
    /// Toward the future.
    Later,
}

impl Direction {
    fn sign(self) -> i32 {
        match self {
            Self::Earlier => -1,
            Self::Later => 1,
        }
    }
}

/// The window one unit earlier or later. From all of time it begins with the first or the last unit.
pub fn stepped_window(
    window: Option<Window>,
    limits: Window,
    unit: TimeUnit,
    direction: Direction,
) -> Window {
    let Some(window) = window.filter(|window| window.n_days() < limits.n_days()) else {
        let at = match direction {
            Direction::Later => limits.first(),
            Direction::Earlier => limits.last(),
        };
        return Window::between(unit.start_of(at), unit.end_of(at).plus_days(-1)).clamped(limits);
    };
    let is_whole_units = unit.start_of(window.first()) == window.first()
        && unit.start_of(window.last().plus_days(1)) == window.last().plus_days(1);
    let first = shifted(window.first(), unit, direction.sign());
    let moved = if is_whole_units {
        // Whole months stay whole, though months differ in length.
        let end = shifted(window.last().plus_days(1), unit, direction.sign());
        Window::between(first, end.plus_days(-1))
    } else {
        Window::between(first, first.plus_days(window.n_days() - 1))
    };
    let is_inside = limits.contains(moved.first()) && limits.contains(moved.last());
    if is_inside {
        moved
    } else {
        window.moved(direction.sign() * limits.n_days(), limits)
    }
}

/// The fewest days that an axis of time shows.
const FEWEST_DAYS: i32 = 7;

/// An axis with fewer (positive) or more days by an exponent, on which a day stays where it is.
pub fn scaled_axis(axis: Window, limits: Window, at: Day, exponent: f32) -> Window {
    let n_days = f64::from(axis.n_days());
    let fewest = f64::from(FEWEST_DAYS.min(limits.n_days()));
    let wanted = n_days * f64::from(-exponent).exp();
    let wanted = wanted.round().clamp(fewest, f64::from(limits.n_days()));
    let before = f64::from(at.number().saturating_sub(axis.first().number()));
    let share = (before / n_days).clamp(0.0, 1.0);
    let days = wanted as i32;
    let first = at.plus_days(-((share * wanted).floor() as i32).min(days - 1));
    Window::between(first, first.plus_days(days - 1)).moved(0, limits)
}

/// A window as long as this one that ends on another day.
pub fn ended_on(window: Window, last: Day) -> Window {
    Window::between(last.plus_days(1 - window.n_days()), last)
}

/// The window at the beginning or the end of the limits: as many whole units as it is, or else as long.
pub fn window_at_end(
    window: Window,
    limits: Window,
    unit: TimeUnit,
    direction: Direction,
) -> Window {
    if unit.around(window) != window {
        return window.moved(direction.sign().saturating_mul(limits.n_days()), limits);
    }
    let n = i32::try_from(unit.cover(window).len()).unwrap_or(1);
    match direction {
        Direction::Earlier => {
            let end = shifted(limits.first(), unit, n);
            Window::between(limits.first(), end.plus_days(-1).min(limits.last()))
        }
        Direction::Later => {
            let end = limits.last().plus_days(1);
            Window::between(shifted(end, unit, -n).max(limits.first()), limits.last())
        }
    }
}

/// An end of the window one unit earlier or later, kept inside the limits.
pub fn moved_edge(edge: Day, limits: Window, unit: TimeUnit, direction: Direction) -> Day {
    shifted(edge, unit, direction.sign()).clamp(limits.first(), limits.last())
}

/// The day one unit further, as calendars count: a month after 31 January is the last of February.
fn shifted(day: Day, unit: TimeUnit, n: i32) -> Day {
    let Some((year, month, day_of_month)) = day.ymd() else {
        return day;
    };
    let (year, month) = match (unit, unit.n_years()) {
        (_, Some(years)) => (year.saturating_add(n * years), month),
        (TimeUnit::Month, None) => {
            let months = i32::from(month) - 1 + n;
            // The remainder of a division by twelve is a month.
            (
                year + months.div_euclid(12),
                (months.rem_euclid(12) + 1) as i8,
            )
        }
        (TimeUnit::Week, None) => return day.plus_days(7 * n),
        (_, None) => return day.plus_days(n),
    };
    Day::from_ymd(year, month, day_of_month)
        .or_else(|| Day::last_of_month(year, month))
        .unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Day;

    fn window(first: &str, last: &str) -> Window {
        let day = |text: &str| Day::from_date(text.parse().expect("a date"));
        Window::between(day(first), day(last))
    }

    #[test]
    fn whole_months_stay_whole_and_stop_at_the_ends() {
        let limits = window("2020-06-01", "2021-08-31");
        let step = |from: Option<Window>, direction| {
            stepped_window(from, limits, TimeUnit::Month, direction)
        };
        let june = window("2021-06-01", "2021-06-30");
        let july = window("2021-07-01", "2021-07-31");
        assert_eq!(step(Some(june), Direction::Later), july);
        assert_eq!(step(Some(july), Direction::Earlier), june);
        assert_eq!(
            step(None, Direction::Later),
            window("2020-06-01", "2020-06-30")
        );
        assert_eq!(
            step(None, Direction::Earlier),
            window("2021-08-01", "2021-08-31")
        );
        let august = window("2021-08-01", "2021-08-31");
        assert_eq!(step(Some(august), Direction::Later), august);
    }

    #[test]
    fn a_window_of_days_keeps_its_length() {
        let limits = window("2020-06-01", "2021-08-31");
        let from = window("2021-06-10", "2021-06-20");
        let to = stepped_window(Some(from), limits, TimeUnit::Month, Direction::Later);
        assert_eq!(to, window("2021-07-10", "2021-07-20"));
    }

    proptest! {
        #[test]
        fn a_zoomed_axis_stays_inside_and_holds_the_day_under_the_pointer(
            first in 0..900_i32, n in 7..100_i32, at in 0..100_i32, exponent in -3.0..3.0_f32,
        ) {
            let days = |first, n| {
                Window::between(Day::from_number(first), Day::from_number(first + n - 1))
            };
            let limits = days(0, 1_000);
            let axis = days(first, n);
            let at = axis.first().plus_days(at % n);
            let next = scaled_axis(axis, limits, at, exponent);
            prop_assert!(next.contains(at) && next.n_days() >= FEWEST_DAYS);
            prop_assert_eq!(next.clamped(limits), next);
            if exponent > 0.2 && n > 40 {
                prop_assert!(next.n_days() < n);
            }
        }
    }
}
