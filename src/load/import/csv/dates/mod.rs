//! Dates as tables write them. Whether 1/2/2021 is in January or in February is asked, never guessed.

mod not_a_date;

use std::borrow::Cow;

use crate::load::import::{DraftDate, Text};
use crate::model::{Day, Sense, When, Window};
pub(super) use not_a_date::NotADate;

/// What to write where a table does not show whether its days or its months come first.
pub(super) const HOW_TO_SAY: &str = "say which with --dates dmy or --dates mdy";

#[rustfmt::skip]
const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
];

/// What comes first in dates like 1/2/2021.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum DayOrder {
    /// Neither the table nor its reader says so.
    #[default]
    Unknown,
    /// The day: 1 February.
    DayFirst,
    /// The month: 2 January.
    MonthFirst,
}

/// The numbers of a date in figures, in the order in which they stand.
enum Figures {
    YearFirst(i32, i8, i8),
    YearLast(i8, i8, i32),
    DayFirst(i8, i8, i32),
    ShortYear,
}

/// The day that a cell names. A time of day that follows it is not looked at.
pub(super) fn day(text: &str, order: DayOrder) -> Result<Day, NotADate> {
    if let Some(day) = iso_day(text) {
        return Ok(day);
    }
    let text = without_time(text);
    match figures(text) {
        Some(Figures::YearFirst(year, month, day) | Figures::DayFirst(day, month, year)) => {
            Day::from_ymd(year, month, day).ok_or(NotADate::NoSuchDay)
        }
        Some(Figures::YearLast(a, b, year)) => ordered((a, b), year, order),
        Some(Figures::ShortYear) => Err(NotADate::ShortYear),
        None => named_day(text).unwrap_or(Err(NotADate::Unread)),
    }
}

/// The date that a cell names: a day in any form, a month like "March 2023", or any EDTF.
pub(super) fn date(text: &str, order: DayOrder) -> Result<DraftDate<'_>, NotADate> {
    match day(text, order) {
        Ok(day) => Ok(DraftDate::SomeDayIn(Window::between(day, day))),
        Err(NotADate::Unread) => Ok(DraftDate::Edtf(coarser(text)?, Sense::SomeTime)),
        Err(error) => Err(error),
    }
}

/// The same in the letters of EDTF, to stand at one end of an interval.
pub(super) fn edtf(text: &str, order: DayOrder) -> Result<Text<'_>, NotADate> {
    match day(text, order) {
        Ok(day) => Ok(Cow::Owned(day.to_string())),
        Err(NotADate::Unread) => coarser(text),
        Err(error) => Err(error),
    }
}

/// The name of a month as a number from 1, from its first three letters on: "Sep", "Sept", "September".
pub(super) fn month_named(word: &str) -> Option<i8> {
    let is_named = |name: &str| {
        word.len() >= 3
            && name
                .get(..word.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    let index = MONTHS.iter().position(|name| is_named(name))?;
    i8::try_from(index + 1).ok()
}

impl DayOrder {
    /// The order that some dates show, or one date of each order where they contradict each other.
    pub(super) fn shown_by<'a>(
        texts: impl Iterator<Item = &'a str>,
    ) -> Result<Self, (&'a str, &'a str)> {
        let (mut day_first, mut month_first) = (None, None);
        for text in texts {
            if let Some(Figures::YearLast(a, b, _)) = figures(without_time(text)) {
                match (a > 12, b > 12) {
                    (true, false) => day_first = day_first.or(Some(text)),
                    (false, true) => month_first = month_first.or(Some(text)),
                    _ => {}
                }
            }
        }
        match (day_first, month_first) {
            (None, None) => Ok(Self::Unknown),
            (Some(_), None) => Ok(Self::DayFirst),
            (None, Some(_)) => Ok(Self::MonthFirst),
            (Some(day_first), Some(month_first)) => Err((day_first, month_first)),
        }
    }
}

/// `2021-07-19`, alone or before a time of day: the form that large data sets have, so it is read first.
fn iso_day(text: &str) -> Option<Day> {
    let (date, rest) = text.split_at_checked(10)?;
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = date.as_bytes() else {
        return None;
    };
    let is_alone = rest.is_empty() || (rest.starts_with([' ', 'T']) && rest.contains(':'));
    let digits = [y0, y1, y2, y3, m0, m1, d0, d1];
    if !is_alone || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
    let year = i32::from(number(y0, y1)) * 100 + i32::from(number(y2, y3));
    let (month, day) = (number(m0, m1), number(d0, d1));
    Day::from_ymd(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// Whether a text is `2021-07-19`, as EDTF has it, and a day that there is.
pub(super) fn is_plain_day(text: &str) -> bool {
    text.len() == 10 && iso_day(text).is_some()
}

/// The text before a time of day, like `10:30` or `T10:30Z`.
fn without_time(text: &str) -> &str {
    let before_hour = text
        .split_once(':')
        .and_then(|(before, _)| before.rsplit_once([' ', 'T']));
    before_hour.map_or(text, |(date, _)| date.trim_end())
}

/// The numbers of `2021/7/19`, `19.7.2021`, `19/7/2021`, `19-7-2021` or `20210719`.
fn figures(text: &str) -> Option<Figures> {
    let is_figure = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if text.len() == 8 && is_figure(text) {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        return Some(Figures::YearFirst(
            year.parse().ok()?,
            month.parse().ok()?,
            day.parse().ok()?,
        ));
    }
    let sign = ['/', '-', '.']
        .into_iter()
        .find(|sign| text.contains(*sign))?;
    let mut parts = text.split(sign).map(str::trim);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || ![a, b, c].into_iter().all(is_figure) {
        return None;
    }
    match (a.len(), b.len(), c.len()) {
        (4, 1..=2, 1..=2) => Some(Figures::YearFirst(
            a.parse().ok()?,
            b.parse().ok()?,
            c.parse().ok()?,
        )),
        (1..=2, 1..=2, 4) => {
            let (a, b, year) = (a.parse().ok()?, b.parse().ok()?, c.parse().ok()?);
            // Nobody writes the month first with dots.
            Some(if sign == '.' {
                Figures::DayFirst(a, b, year)
            } else {
                Figures::YearLast(a, b, year)
            })
        }
        (1..=2, 1..=2, 2) => Some(Figures::ShortYear),
        _ => None,
    }
}

/// The day of `1/2/2021`, where only one is possible.
fn ordered((a, b): (i8, i8), year: i32, order: DayOrder) -> Result<Day, NotADate> {
    let day_first = Day::from_ymd(year, b, a);
    let month_first = Day::from_ymd(year, a, b);
    match (day_first, month_first, order) {
        (None, None, _) => Err(NotADate::NoSuchDay),
        (Some(day), _, DayOrder::DayFirst)
        | (_, Some(day), DayOrder::MonthFirst)
        | (Some(day), None, DayOrder::Unknown)
        | (None, Some(day), DayOrder::Unknown) => Ok(day),
        (Some(day), Some(same), DayOrder::Unknown) if day == same => Ok(day),
        (Some(day), Some(other), DayOrder::Unknown) => Err(NotADate::Either(day, other)),
        (_, _, order) => Err(NotADate::Against(order)),
    }
}

/// `7-Feb-25`, `12 March 2023`, `March 12, 2023`, `2023-Mar-12`; `None` where no month is named.
fn named_day(text: &str) -> Option<Result<Day, NotADate>> {
    let mut words = words(text);
    let (a, b, c) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    let (day, month, year) = match (month_named(a), month_named(b)) {
        (Some(month), None) => (b, month, c),
        (None, Some(month)) if a.len() == 4 => (c, month, a),
        (None, Some(month)) => (a, month, c),
        _ => return None,
    };
    let there = Day::from_ymd(year_of(year)?, month, day.parse().ok()?);
    Some(there.ok_or(NotADate::NoSuchDay))
}

/// A date that is coarser than a day: "March 2023", or EDTF.
fn coarser(text: &str) -> Result<Text<'_>, NotADate> {
    let mut words = words(text);
    if let (Some(a), Some(b), None) = (words.next(), words.next(), words.next()) {
        let (month, year) = if a.len() == 4 && month_named(a).is_none() {
            (b, a)
        } else {
            (a, b)
        };
        if let (Some(month), 4, Ok(year)) = (month_named(month), year.len(), year.parse::<u16>()) {
            return Ok(Cow::Owned(format!("{year:04}-{month:02}")));
        }
    }
    When::parse(text).map_or(Err(NotADate::Unread), |_| Ok(Cow::Borrowed(text)))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split([' ', '-', '/', ',', '.']);
    words.filter(|word| !word.is_empty())
}

/// A year of four digits, or of two beside the name of a month. Spreadsheets shorten years to two digits and mean
/// 1930 to 2029 by them; this is the way back.
fn year_of(text: &str) -> Option<i32> {
    let year: u16 = text.parse().ok()?;
    match (text.len(), year) {
        (4, _) => Some(i32::from(year)),
        (2, 0..30) => Some(i32::from(year) + 2000),
        (2, _) => Some(i32::from(year) + 1900),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
