//! A date on the calendar: year, month, season and day, each with its unspecified digits.

use super::error::quoted;
use super::season::Season;
use super::{DateError, DatePrecision, Moment, Sense, refuse};
use crate::model::{Day, Window};

/// The parts of a date, of the right length and made of digits and `X`.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) is_negative: bool,
    pub(super) year: &'a str,
    pub(super) month: Option<&'a str>,
    pub(super) day: Option<&'a str>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(bare: &'a str) -> Option<Self> {
        let digits = bare.strip_prefix('-');
        let mut parts = digits.unwrap_or(bare).split('-');
        let found = Self {
            is_negative: digits.is_some(),
            year: parts.next()?,
            month: parts.next(),
            day: parts.next(),
        };
        let is_made_of = |part: &str, n| part.len() == n && part.bytes().all(is_digit_or_x);
        let is_right = is_made_of(found.year, 4)
            && [found.month, found.day]
                .into_iter()
                .flatten()
                .all(|part| is_made_of(part, 2))
            && parts.next().is_none();
        is_right.then_some(found)
    }

    /// The days that the parts of `text` can stand for.
    pub(super) fn moment(self, text: &str, sense: Sense) -> Result<Moment, DateError> {
        use DatePrecision::{Month, Range, Season as PartOfYear, Year, Years};
        // One unknown day, month or year is not all of them.
        let has_x = [Some(self.year), self.month, self.day]
            .into_iter()
            .flatten()
            .any(|part| part.contains('X'));
        let sense = if has_x { Sense::SomeTime } else { sense };
        let missing = |why| DateError::NoSuchDay(quoted(text), why);
        let not_read = || refuse::unspecified(text, self);
        let part = |part: Option<&str>| match part {
            None => Ok(None),
            Some(part) => Digits::of(part).map(Some).ok_or_else(not_read),
        };
        let (year, month, day) = (
            part(Some(self.year))?.ok_or_else(not_read)?,
            part(self.month)?,
            part(self.day)?,
        );
        let Some(one_year) = year.exact() else {
            let is_some_year = year.low != 0 || year.high != 9_999;
            if !is_some_year || month.is_some() {
                return Err(not_read());
            }
            // There is no year -0000.
            let (low, high) = if self.is_negative {
                (-year.high, -year.low.max(1))
            } else {
                (year.low, year.high)
            };
            let days = years(low, high).ok_or_else(not_read)?;
            return Ok(Moment::new(days, sense, Years));
        };
        if self.is_negative && one_year == 0 {
            return Err(missing("the year before 0001 is written 0000"));
        }
        let year = if self.is_negative {
            -one_year
        } else {
            one_year
        };
        let is_any_day = day.is_none_or(Digits::is_any);
        let Some(month) = month.filter(|month| !(month.is_any() && is_any_day)) else {
            let days = years(year, year).ok_or_else(not_read)?;
            return Ok(Moment::new(days, sense, Year));
        };
        if let Some(season) = month.exact().and_then(Season::from_code) {
            if day.is_some() {
                return Err(missing("21 to 41 are parts of a year and have no days"));
            }
            let (first, n_months) = season.months();
            let days = months(year, first, n_months).ok_or_else(not_read)?;
            let season = Some(season);
            return Ok(Moment {
                season,
                ..Moment::new(days, sense, PartOfYear)
            });
        }
        let no_month = || missing("months run from 01 to 12, parts of a year from 21 to 41");
        let (low, high) = month.between(1, 12).ok_or_else(no_month)?;
        if low != high && !is_any_day {
            return Err(not_read());
        }
        let all = months(year, low, high - low + 1).ok_or_else(no_month)?;
        if is_any_day {
            let precision = if low == high { Month } else { Range };
            return Ok(Moment::new(all, sense, precision));
        }
        let no_day = || missing("the month has no such day");
        let day = day.ok_or_else(no_day)?;
        let n_days = all.n_days() as i8;
        let (first, last) = day.between(1, n_days).ok_or_else(no_day)?;
        let days = Day::from_ymd(year, low, first).zip(Day::from_ymd(year, low, last));
        let (first, last) = days.ok_or_else(no_day)?;
        let precision = if day.exact().is_some() {
            DatePrecision::Day
        } else {
            Month
        };
        Ok(Moment::new(Window::between(first, last), sense, precision))
    }
}

/// A number whose last digits may be written `X`: the lowest and the highest it can be.
#[derive(Clone, Copy)]
pub(super) struct Digits {
    low: i32,
    high: i32,
    n_unknown: usize,
}

impl Digits {
    /// Reads up to four digits. `None` where a known one stands behind an unknown one.
    pub(super) fn of(text: &str) -> Option<Self> {
        let known = text.trim_end_matches('X');
        if known.contains('X') {
            return None;
        }
        let n_unknown = text.len() - known.len();
        Some(Self {
            low: text.replace('X', "0").parse().ok()?,
            high: text.replace('X', "9").parse().ok()?,
            n_unknown,
        })
    }

    fn exact(self) -> Option<i32> {
        (self.low == self.high).then_some(self.low)
    }

    /// Whether both digits of a month or a day are unknown.
    fn is_any(self) -> bool {
        self.n_unknown == 2
    }

    /// The lowest and the highest it can be within limits.
    fn between(self, min: i8, max: i8) -> Option<(i8, i8)> {
        let (low, high) = (self.low.max(min.into()), self.high.min(max.into()));
        let fits = low <= high;
        fits.then_some((i8::try_from(low).ok()?, i8::try_from(high).ok()?))
    }
}

fn is_digit_or_x(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'X'
}

/// All days of some years.
pub(super) fn years(first: i32, last: i32) -> Option<Window> {
    let (first, last) = (Day::from_ymd(first, 1, 1)?, Day::from_ymd(last, 12, 31)?);
    Some(Window::between(first, last))
}

/// All days of some months, which may go on into the next year.
fn months(year: i32, first: i8, n_months: i8) -> Option<Window> {
    let last = first + n_months - 1;
    let (last_year, last) = if last > 12 {
        (year + 1, last - 12)
    } else {
        (year, last)
    };
    let (first, last) = (
        Day::from_ymd(year, first, 1)?,
        Day::last_of_month(last_year, last)?,
    );
    Some(Window::between(first, last))
}
