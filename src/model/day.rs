//! One civil day, as a number that can be compared and counted.
//!
//! There are no hours and no time zones in the model: sources speak of days. Years go as far as the number
//! does, about 2.9 million to either side; [`Date`] is for the years a calendar on a screen needs.

use std::fmt;

use jiff::civil::Date;

/// A civil day of the proleptic Gregorian calendar, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// Stands for "no known beginning": before every day that has a date.
    pub const DISTANT_PAST: Self = Self(i32::MIN / 2);
    /// Stands for "no known end": after every day that has a date.
    pub const DISTANT_FUTURE: Self = Self(i32::MAX / 2);
    /// The first year of which every day is counted.
    pub const FIRST_YEAR: i32 = -2_937_835;
    /// The last year of which every day is counted.
    pub const LAST_YEAR: i32 = 2_941_774;

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
        Self(number_from_ymd(
            i32::from(date.year()),
            date.month(),
            date.day(),
        ))
    }

    /// The day of a year, month and day of month, if there is such a day and its year is counted.
    pub fn from_ymd(year: i32, month: i8, day: i8) -> Option<Self> {
        let is_counted = (Self::FIRST_YEAR..=Self::LAST_YEAR).contains(&year);
        let is_real =
            (1..=12).contains(&month) && (1..=n_days_in_month(year, month)).contains(&day);
        (is_counted && is_real).then(|| Self(number_from_ymd(year, month, day)))
    }

    /// The last day of a month, if there is such a month and its year is counted.
    pub fn last_of_month(year: i32, month: i8) -> Option<Self> {
        Self::from_ymd(year, month, n_days_in_month(year, month))
    }

    /// Its year, month and day of month, unless it stands for an open end.
    pub fn ymd(self) -> Option<(i32, i8, i8)> {
        self.is_bounded().then(|| ymd_from_number(self.0))
    }

    /// The calendar date, unless the day stands for an open end or its year has more than four digits.
    pub fn date(self) -> Option<Date> {
        let (year, month, day) = self.ymd()?;
        Date::new(i16::try_from(year).ok()?, month, day).ok()
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
    /// `2021-07-19`, `-0043-03-15`, `+12000-01-01`, or `..` for an open end.
    ///
    /// A year of more than four digits has its sign, as in the expanded form of ISO 8601-1: EDTF itself has
    /// no way to write a day of such a year.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((year, month, day)) = self.ymd() else {
            return f.write_str("..");
        };
        let sign = match year {
            ..0 => "-",
            0..=9_999 => "",
            10_000.. => "+",
        };
        write!(f, "{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs())
    }
}

/// Days of 400 years, after which the calendar repeats itself.
const DAYS_PER_ERA: i32 = 146_097;

/// Days from 0000-03-01, where the years of the two functions below begin, to 1970-01-01.
const DAYS_TO_1970: i32 = 719_468;

/// `days_from_civil` of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
/// <https://howardhinnant.github.io/date_algorithms.html>: years begin in March, so that a leap day is their
/// last, and come in eras of 400.
fn number_from_ymd(year: i32, month: i8, day: i8) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = (i32::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i32::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970
}

/// `civil_from_days` of the same paper.
fn ymd_from_number(number: i32) -> (i32, i8, i8) {
    let number = number + DAYS_TO_1970;
    let (era, day_of_era) = (
        number.div_euclid(DAYS_PER_ERA),
        number.rem_euclid(DAYS_PER_ERA),
    );
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    // Months go to 12 and days to 31.
    (year, month as i8, day as i8)
}

/// How many days a month has; some number for a month that does not exist.
fn n_days_in_month(year: i32, month: i8) -> i8 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_and_its_date_are_one_thing() {
        for (year, month, day) in [(1970, 1, 1), (2021, 7, 19), (1899, 12, 31), (-44, 3, 15)] {
            let there = Day::from_ymd(i32::from(year), month, day).expect("a real day");
            assert_eq!(there.date(), Some(date(year, month, day)));
        }
        assert_eq!(Day::from_ymd(2021, 2, 30), None);
        assert_eq!(Day::from_ymd(1970, 1, 2).map(Day::number), Some(1));
    }

    #[test]
    fn open_ends_stay_open() {
        assert_eq!(Day::DISTANT_PAST.plus_days(5), Day::DISTANT_PAST);
        assert_eq!(Day::DISTANT_FUTURE.to_string(), "..");
        assert_eq!(Day::DISTANT_FUTURE.ymd(), None);
        assert_eq!(Day::DISTANT_PAST.date(), None);
    }

    #[test]
    fn the_first_and_the_last_year_are_counted_whole_and_no_year_beyond() {
        let (first, last) = (Day::FIRST_YEAR, Day::LAST_YEAR);
        for (year, month, day) in [(first, 1, 1), (last, 12, 31)] {
            let there = Day::from_ymd(year, month, day).expect("a counted day");
            assert_eq!(there.ymd(), Some((year, month, day)));
            assert!(there.is_bounded());
            assert_eq!(there.date(), None);
        }
        assert_eq!(Day::from_ymd(first - 1, 12, 31), None);
        assert_eq!(Day::from_ymd(last + 1, 1, 1), None);
        let outermost = |day: Day, step| day.plus_days(366 * step).is_bounded();
        assert!(!outermost(Day::from_ymd(first, 1, 1).expect("a day"), -1));
        assert!(!outermost(Day::from_ymd(last, 12, 31).expect("a day"), 1));
    }

    #[test]
    fn a_day_is_written_with_four_digits_of_year_or_with_a_sign() {
        for (ymd, expected) in [
            ((2021, 7, 9), "2021-07-09"),
            ((476, 9, 4), "0476-09-04"),
            ((0, 1, 1), "0000-01-01"),
            ((-43, 3, 15), "-0043-03-15"),
            ((-12_000, 1, 1), "-12000-01-01"),
            ((12_000, 12, 31), "+12000-12-31"),
        ] {
            let (year, month, day) = ymd;
            let day = Day::from_ymd(year, month, day).expect("a real day");
            assert_eq!(day.to_string(), expected);
        }
    }

    proptest! {
        #[test]
        fn every_day_has_one_year_month_and_day(number in i32::MIN / 2 + 400..i32::MAX / 2 - 400) {
            let (year, month, day) = Day::from_number(number).ymd().expect("a counted day");
            prop_assert_eq!(Day::from_ymd(year, month, day).map(Day::number), Some(number));
            prop_assert_eq!(Day::from_number(number).plus_days(1).ymd(), {
                let next = [(year, month, day + 1), (year, month + 1, 1), (year + 1, 1, 1)];
                next.into_iter().find(|&(y, m, d)| Day::from_ymd(y, m, d).is_some())
            });
        }

        #[test]
        fn the_calendar_is_the_one_of_jiff_where_that_reaches(
            year in -9_999..=9_999_i16, month in -1..=14_i8, day in -1..=33_i8,
        ) {
            let ours = Day::from_ymd(i32::from(year), month, day);
            let theirs = Date::new(year, month, day).ok();
            prop_assert_eq!(ours.and_then(Day::date), theirs);
            prop_assert_eq!(ours, theirs.map(Day::from_date));
            let last = Date::new(year, month, 1).ok().map(Date::last_of_month);
            prop_assert_eq!(Day::last_of_month(i32::from(year), month), last.map(Day::from_date));
            let days = theirs.map(|there| there.duration_since(date(1970, 1, 1)).as_hours() / 24);
            prop_assert_eq!(ours.map(|day| i64::from(day.number())), days);
        }
    }
}
