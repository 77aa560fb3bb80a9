//! Dates as sources give them: the Extended Date/Time Format, read once into a [`TimeSpan`].
//!
//! The grammar is EDTF of ISO 8601-2:2019, as the Library of Congress publishes it
//! (<https://www.loc.gov/standards/datetime/>). Read here: all of Level 0 without clock times, and of
//! Level 1 the qualifiers `?`, `~` and `%`, unspecified digits (`2020-06-XX`, `2020-XX`, `202X`) and
//! open or unknown interval ends; of Level 2 one-of ranges (`[a..b]`, `[..b]`, `[a..]`). What is not
//! read yet is refused with a message, never guessed.

use thiserror::Error;

use super::{Day, TimeSpan, Window};

/// A date as a source gives it: the text, word for word, and what it can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    text: String,
    start: Edge,
    end: Option<Edge>,
    span: TimeSpan,
}

/// How finely a date is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DatePrecision {
    /// To the day.
    Day,
    /// Some day of a month.
    Month,
    /// Some day of a year.
    Year,
    /// Some day of a decade or a century.
    Years,
    /// Some day between two dates.
    Range,
}

/// One date of a [`When`], with its doubts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    days: Window,
    precision: DatePrecision,
    is_approximate: bool,
    is_uncertain: bool,
}

/// One side of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Dated(Moment),
    Open,
    Unknown,
}

/// Why a text is not a date we read. The message says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateError {
    /// Nothing was written.
    #[error("the date is empty; write it like 2021-07-19, 2021-07, 2021 or 2021-07-XX")]
    Empty,
    /// The text has another shape.
    #[error(
        "{0:?} is no date we read; write it like 2021-07-19, 2021-07, 2021-07-XX or 2020-09-27/2020-11-10"
    )]
    Shape(String),
    /// The shape is right, but the calendar has no such day or month.
    #[error("{0} does not exist: {1}")]
    NoSuchDay(String, &'static str),
    /// An interval whose end comes before its beginning.
    #[error("the interval {0} ends before it begins")]
    EndsBeforeItBegins(String),
}

impl When {
    /// Reads one date or interval.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(DateError::Empty);
        }
        let one_of = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        let (start, end) = match (one_of, text.split_once('/')) {
            (Some(range), _) => (Edge::Dated(parse_one_of(text, range)?), None),
            (None, None) => (Edge::Dated(parse_moment(text)?), None),
            (None, Some((start, end))) => (parse_edge(start)?, Some(parse_edge(end)?)),
        };
        let span = match end {
            None => start.span(Day::DISTANT_PAST),
            Some(end) => {
                TimeSpan::from_to(start.span(Day::DISTANT_PAST), end.span(Day::DISTANT_FUTURE))
                    .ok_or_else(|| DateError::EndsBeforeItBegins(text.to_owned()))?
            }
        };
        if span.bounded_days().is_none() {
            return Err(DateError::Shape(text.to_owned()));
        }
        Ok(Self {
            text: text.to_owned(),
            start,
            end,
            span,
        })
    }

    /// The text as its author wrote it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the date can mean.
    pub fn span(&self) -> TimeSpan {
        self.span
    }

    /// Whether it is an interval rather than one date.
    pub fn is_interval(&self) -> bool {
        self.end.is_some()
    }

    /// The days and the precision of the beginning, or of the one date; `None` where it is open or unknown.
    pub fn start(&self) -> Option<(Window, DatePrecision)> {
        self.start
            .moment()
            .map(|moment| (moment.days, moment.precision))
    }

    /// The days and the precision of an interval's end; `None` where it is open, unknown or no interval.
    pub fn end(&self) -> Option<(Window, DatePrecision)> {
        let moment = self.end.and_then(Edge::moment)?;
        Some((moment.days, moment.precision))
    }

    /// Whether the source calls the beginning, or the one date, approximate.
    pub fn is_start_approximate(&self) -> bool {
        self.start
            .moment()
            .is_some_and(|moment| moment.is_approximate)
    }

    /// Whether the source calls the end of the interval approximate.
    pub fn is_end_approximate(&self) -> bool {
        self.end
            .and_then(Edge::moment)
            .is_some_and(|moment| moment.is_approximate)
    }

    /// The coarsest precision of its parts.
    pub fn precision(&self) -> DatePrecision {
        self.moments()
            .map(|moment| moment.precision)
            .max()
            .unwrap_or(DatePrecision::Years)
    }

    /// Whether the source calls it approximate (`~`, `%`).
    pub fn is_approximate(&self) -> bool {
        self.moments().any(|moment| moment.is_approximate)
    }

    /// Whether the source itself doubts it (`?`, `%`).
    pub fn is_uncertain(&self) -> bool {
        self.moments().any(|moment| moment.is_uncertain)
    }

    fn moments(&self) -> impl Iterator<Item = Moment> {
        [Some(self.start), self.end]
            .into_iter()
            .flatten()
            .filter_map(Edge::moment)
    }
}

impl Edge {
    fn moment(self) -> Option<Moment> {
        match self {
            Self::Dated(moment) => Some(moment),
            Self::Open | Self::Unknown => None,
        }
    }

    /// The readings of this side. An open side reaches to `beyond`; an unknown one lies anywhere.
    fn span(self, beyond: Day) -> TimeSpan {
        match self {
            Self::Dated(moment) => moment.span(),
            Self::Open => TimeSpan::whole(Window::between(beyond, beyond)),
            Self::Unknown => {
                TimeSpan::some_day_in(Window::between(Day::DISTANT_PAST, Day::DISTANT_FUTURE))
            }
        }
    }
}

impl Moment {
    fn span(self) -> TimeSpan {
        let span = TimeSpan::some_day_in(self.days);
        if self.is_approximate || self.is_uncertain {
            span.doubtful()
        } else {
            span
        }
    }
}

fn parse_edge(text: &str) -> Result<Edge, DateError> {
    match text {
        ".." => Ok(Edge::Open),
        "" => Ok(Edge::Unknown),
        dated => parse_moment(dated).map(Edge::Dated),
    }
}

/// `[a..b]`: some day from `a` to `b`, either side left open.
fn parse_one_of(text: &str, range: &str) -> Result<Moment, DateError> {
    let (from, to) = range
        .split_once("..")
        .ok_or_else(|| DateError::Shape(text.to_owned()))?;
    let side = |side: &str| {
        if side.is_empty() {
            Ok(None)
        } else {
            parse_moment(side).map(Some)
        }
    };
    let (from, to) = (side(from)?, side(to)?);
    let first = from.map_or(Day::DISTANT_PAST, |moment| moment.days.first());
    let last = to.map_or(Day::DISTANT_FUTURE, |moment| moment.days.last());
    let days = Window::new(first, last)
        .map_err(|_reversed| DateError::EndsBeforeItBegins(text.to_owned()))?;
    let sides = || [from, to].into_iter().flatten();
    Ok(Moment {
        days,
        precision: DatePrecision::Range,
        is_approximate: sides().any(|moment| moment.is_approximate),
        is_uncertain: sides().any(|moment| moment.is_uncertain),
    })
}

fn parse_moment(text: &str) -> Result<Moment, DateError> {
    let shape = || DateError::Shape(text.to_owned());
    let (bare, is_approximate, is_uncertain) = match text.chars().last() {
        Some('~') => (text.strip_suffix('~'), true, false),
        Some('?') => (text.strip_suffix('?'), false, true),
        Some('%') => (text.strip_suffix('%'), true, true),
        _ => (Some(text), false, false),
    };
    let bare = bare.ok_or_else(shape)?;
    let (sign, digits) = match bare.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, bare),
    };
    let mut parts = digits.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    if parts.next().is_some() {
        return Err(shape());
    }
    let year = Digits::of(year.unwrap_or_default(), 4).ok_or_else(shape)?;
    let month = month
        .map(|part| Digits::of(part, 2).ok_or_else(shape))
        .transpose()?;
    let day = day
        .map(|part| Digits::of(part, 2).ok_or_else(shape))
        .transpose()?;
    let (days, precision) = days_of(text, sign, year, month, day)?;
    Ok(Moment {
        days,
        precision,
        is_approximate,
        is_uncertain,
    })
}

/// A number whose last digits may be written `X`: the lowest and the highest it can be.
#[derive(Clone, Copy)]
struct Digits {
    low: i16,
    high: i16,
}

impl Digits {
    fn of(text: &str, n_digits: usize) -> Option<Self> {
        let known = text.trim_end_matches('X');
        let is_plain = text.len() == n_digits && known.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain {
            return None;
        }
        let n_unknown = u32::try_from(n_digits - known.len()).ok()?;
        let step = 10_i16.checked_pow(n_unknown)?;
        let base = if known.is_empty() {
            0
        } else {
            known.parse::<i16>().ok()?
        };
        let low = base.checked_mul(step)?;
        Some(Self {
            low,
            high: low.checked_add(step - 1)?,
        })
    }

    fn exact(self) -> Option<i16> {
        (self.low == self.high).then_some(self.low)
    }

    fn is_unspecified(self, n_values: i16) -> bool {
        self.high - self.low + 1 >= n_values
    }
}

/// The days a year, month and day can stand for.
fn days_of(
    text: &str,
    sign: i16,
    year: Digits,
    month: Option<Digits>,
    day: Option<Digits>,
) -> Result<(Window, DatePrecision), DateError> {
    let missing = |why| DateError::NoSuchDay(text.to_owned(), why);
    let shape = || DateError::Shape(text.to_owned());
    let years = |a: i16, b: i16| {
        let first = Day::from_ymd(a.min(b), 1, 1);
        let last = Day::from_ymd(a.max(b), 12, 31);
        first
            .zip(last)
            .map(|(first, last)| Window::between(first, last))
    };
    let Some(one_year) = year.exact() else {
        // 202X: a decade. Months and days of an unknown year are Level 2.
        let parts_are_unspecified = [month, day]
            .iter()
            .flatten()
            .all(|part| part.is_unspecified(100));
        let window = years(sign * year.low, sign * year.high).filter(|_| parts_are_unspecified);
        return window
            .map(|window| (window, DatePrecision::Years))
            .ok_or_else(shape);
    };
    let one_year = sign * one_year;
    let whole_year =
        years(one_year, one_year).ok_or_else(|| missing("the calendar ends before that year"))?;
    let Some(month) = month else {
        return Ok((whole_year, DatePrecision::Year));
    };
    let Some(one_month) = month.exact() else {
        let day_is_open = day.is_none_or(|day| day.is_unspecified(100));
        return if month.is_unspecified(100) && day_is_open {
            Ok((whole_year, DatePrecision::Year))
        } else {
            Err(shape())
        };
    };
    let one_month = i8::try_from(one_month).ok().ok_or_else(shape)?;
    let first =
        Day::from_ymd(one_year, one_month, 1).ok_or_else(|| missing("months run from 01 to 12"))?;
    let last_of_month = first
        .date()
        .map_or(first, |date| Day::from_date(date.last_of_month()));
    let whole_month = Window::between(first, last_of_month);
    match day.map(|day| (day, day.exact())) {
        None => Ok((whole_month, DatePrecision::Month)),
        Some((_, Some(day))) => {
            let day = i8::try_from(day)
                .ok()
                .and_then(|day| Day::from_ymd(one_year, one_month, day));
            let day = day.ok_or_else(|| missing("the month has no such day"))?;
            Ok((Window::between(day, day), DatePrecision::Day))
        }
        Some((day, None)) if day.is_unspecified(100) => Ok((whole_month, DatePrecision::Month)),
        Some((day, None)) => {
            let low = first.plus_days(i32::from(day.low.max(1)) - 1);
            let high = first.plus_days(i32::from(day.high) - 1);
            if low > last_of_month {
                return Err(missing("the month has no such day"));
            }
            Ok((
                Window::between(low, high).clamped(whole_month),
                DatePrecision::Month,
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The four bounds as text, and a mark where the date is doubted.
    fn bounds(text: &str) -> String {
        match When::parse(text) {
            Err(error) => format!("error: {error}"),
            Ok(when) => {
                let span = when.span();
                let doubt = if when.is_approximate() || when.is_uncertain() {
                    " doubtful"
                } else {
                    ""
                };
                format!(
                    "{} {} {} {}{doubt}",
                    span.earliest_start(),
                    span.latest_start(),
                    span.earliest_end(),
                    span.latest_end()
                )
            }
        }
    }

    #[test]
    fn dates_reduce_to_four_bounds() {
        for (text, expected) in [
            ("2021-07-19", "2021-07-19 2021-07-19 2021-07-19 2021-07-19"),
            ("2021-06", "2021-06-01 2021-06-30 2021-06-01 2021-06-30"),
            ("2020-06-XX", "2020-06-01 2020-06-30 2020-06-01 2020-06-30"),
            ("2020-06-1X", "2020-06-10 2020-06-19 2020-06-10 2020-06-19"),
            ("2020-XX-XX", "2020-01-01 2020-12-31 2020-01-01 2020-12-31"),
            ("2020-XX", "2020-01-01 2020-12-31 2020-01-01 2020-12-31"),
            ("2020", "2020-01-01 2020-12-31 2020-01-01 2020-12-31"),
            ("202X", "2020-01-01 2029-12-31 2020-01-01 2029-12-31"),
            (
                "2021~",
                "2021-01-01 2021-12-31 2021-01-01 2021-12-31 doubtful",
            ),
            (
                "2021-08-11?",
                "2021-08-11 2021-08-11 2021-08-11 2021-08-11 doubtful",
            ),
            (
                "2021-08%",
                "2021-08-01 2021-08-31 2021-08-01 2021-08-31 doubtful",
            ),
            (
                "2020-09-27/2020-11-10",
                "2020-09-27 2020-09-27 2020-11-10 2020-11-10",
            ),
            (
                "2020-06/2020-07",
                "2020-06-01 2020-06-30 2020-07-01 2020-07-31",
            ),
            ("2020-11-10/..", "2020-11-10 2020-11-10 .. .."),
            ("../2020-11-10", ".. .. 2020-11-10 2020-11-10"),
            ("2020-11-10/", "2020-11-10 2020-11-10 2020-11-10 .."),
            (
                "[2020-09-27..2020-11]",
                "2020-09-27 2020-11-30 2020-09-27 2020-11-30",
            ),
            ("[2021-08-11..]", "2021-08-11 .. 2021-08-11 .."),
        ] {
            assert_eq!(bounds(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused_with_a_reason() {
        for (text, expected) in [
            ("", "empty"),
            ("2021-02-30", "the month has no such day"),
            ("2021-13", "months run from 01 to 12"),
            ("2021-7-19", "is no date we read"),
            ("19.7.2021", "is no date we read"),
            ("July 2021", "is no date we read"),
            ("2021-07-19/2021-07-18", "ends before it begins"),
            ("../..", "is no date we read"),
            ("/", "is no date we read"),
            ("2021-02-3X", "the month has no such day"),
            ("[..]", "is no date we read"),
            ("[2021-08..2021-07]", "ends before it begins"),
            ("-", "is no date we read"),
            ("२०२१", "is no date we read"),
            ("2021-07-19-01", "is no date we read"),
        ] {
            let found = bounds(text);
            assert!(
                found.starts_with("error") && found.contains(expected),
                "{text}: {found}"
            );
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic() {
        use proptest::prelude::*;
        proptest!(|(text in "[0-9X~?%/.\\[\\] -]{0,24}")| {
            drop(When::parse(&text));
        });
    }
}
