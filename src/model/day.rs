//! One civil day, as a number that can be compared and counted.
//!
//! There are no hours and no time zones in the model: sources speak of days.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{Date, date};

const EPOCH: Date = date(1970, 1, 1);

/// A civil day of the proleptic Gregorian calendar, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// Stands for "no known beginning": before every day that has a date.
    pub const DISTANT_PAST: Self = Self(i32::MIN / 2);
    /// Stands for "no known end": after every day that has a date.
    pub const DISTANT_FUTURE: Self = Self(i32::MAX / 2);

    /// The day `number` days after 1970-01-01.
    pub fn from_number(number: i32) -> Self {
        Self(number.clamp(Self::DISTANT_PAST.0, Self::DISTANT_FUTURE.0))
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The day of a calendar date.
    pub fn from_date(date: Date) -> Self {
        let days = date.duration_since(EPOCH).as_hours() / 24;
        Self(i32::try_from(days).unwrap_or(Self::DISTANT_FUTURE.0))
    }

    /// The day of a year, month and day of month, if there is such a day.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self::from_date)
    }

    /// The calendar date, unless the day stands for an open end.
    pub fn date(self) -> Option<Date> {
        EPOCH
            .checked_add(SignedDuration::from_hours(24 * i64::from(self.0)))
            .ok()
    }

    /// Whether the day is a real one and not an open end.
    pub fn is_bounded(self) -> bool {
        self > Self::DISTANT_PAST && self < Self::DISTANT_FUTURE
    }

    /// The day `days` later; open ends stay open.
    pub fn plus_days(self, days: i32) -> Self {
        if self.is_bounded() {
            Self::from_number(self.0.saturating_add(days))
        } else {
            self
        }
    }
}

impl fmt::Display for Day {
    /// `YYYY-MM-DD`, or `..` for an open end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(date) if self.is_bounded() => write!(f, "{date}"),
            _ => f.write_str(".."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_its_date_are_one_thing() {
        for (year, month, day) in [(1970, 1, 1), (2021, 7, 19), (1899, 12, 31), (-44, 3, 15)] {
            let there = Day::from_ymd(year, month, day).expect("a real day");
            assert_eq!(there.date(), Some(date(year, month, day)));
        }
        assert_eq!(Day::from_ymd(2021, 2, 30), None);
        assert_eq!(Day::from_ymd(1970, 1, 2).map(Day::number), Some(1));
    }

    #[test]
    fn open_ends_stay_open() {
        assert_eq!(Day::DISTANT_PAST.plus_days(5), Day::DISTANT_PAST);
        assert_eq!(Day::DISTANT_FUTURE.to_string(), "..");
    }
}
