//! What EDTF and its standard have and we do not read: each form by its name, and what to write instead.

use super::calendar::{Digits, Parts};
use super::error::quoted;
use super::parse::moment;
use super::{DateError, DatePrecision, Sense};

/// Splits a day from its time, where a text looks like both.
pub(super) fn day_and_time(text: &str) -> Option<(&str, &str)> {
    text.split_once('T')
        .filter(|(day, _)| day.ends_with(|last: char| last.is_ascii_digit()))
}

/// Names the form of a text that has not the shape of a date.
pub(super) fn shape(text: &str) -> DateError {
    known_form(text).map_or_else(
        || DateError::Shape(quoted(text)),
        |(form, instead)| not_read(text, form, instead),
    )
}

/// Refuses `X` in a place where it is not read.
pub(super) fn unspecified(text: &str, parts: Parts<'_>) -> DateError {
    let is_unknown = |part: &str| part.bytes().all(|byte| byte == b'X');
    if is_unknown(parts.year) {
        let instead =
            "give the years between which it lies, as in [1900..1999], or leave the date out";
        return not_read(text, "a year without a known digit", instead.to_owned());
    }
    let has_known_part = [parts.month, parts.day]
        .into_iter()
        .flatten()
        .any(|part| !is_unknown(part));
    let sign = if parts.is_negative { "-" } else { "" };
    if parts.year.contains('X') && !has_known_part && Digits::of(parts.year).is_some() {
        let instead = format!("write {sign}{}", parts.year);
        return not_read(text, "a month of a year that is not specified", instead);
    }
    let (low, high) = if parts.is_negative {
        ('9', '0')
    } else {
        ('0', '9')
    };
    let (low, high) = (filled(parts, low), filled(parts, high));
    let instead = match (low, high) {
        (Some(low), Some(high)) if low == high => format!("write {sign}{low}"),
        (Some(low), Some(high)) => format!("write [{sign}{low}..{sign}{high}]"),
        _ => "give the first and the last day it can be, as in [1560-12-25..1569-12-25]".to_owned(),
    };
    not_read(
        text,
        "a known digit after one that is not specified",
        instead,
    )
}

/// Refuses a text behind `T` that is not a time.
pub(super) fn time(text: &str, time: &str) -> DateError {
    let form = if time.contains(['.', ',']) {
        "a fraction of a second"
    } else {
        "a time other than hh:mm:ss"
    };
    let day = day_and_time(text).map_or("", |(day, _)| day);
    let instead = format!("write the day alone, {day}, or the time as in {day}T10:30:00");
    not_read(text, form, instead)
}

fn not_read(text: &str, form: &'static str, instead: String) -> DateError {
    DateError::NotRead {
        text: quoted(text),
        form,
        instead,
    }
}

/// Whether a text is a date that we read.
fn is_date(text: &str) -> bool {
    moment(text, Sense::SomeTime).is_ok()
}

/// The date with every unknown digit of its year filled in, and without the parts that have unknown ones.
fn filled(parts: Parts<'_>, digit: char) -> Option<String> {
    let mut date = parts.year.replace('X', digit.encode_utf8(&mut [0; 4]));
    for part in [parts.month, parts.day] {
        let Some(part) = part.filter(|part| !part.contains('X')) else {
            break;
        };
        date = format!("{date}-{part}");
    }
    is_date(&date).then_some(date)
}

fn known_form(text: &str) -> Option<(&'static str, String)> {
    qualified_part(text)
        .or_else(|| set(text))
        .or_else(|| far_year(text))
        .or_else(|| significant_digits(text))
        .or_else(|| other_standard(text))
}

/// `2004-06~-11`, `?2004-06-11`
fn qualified_part(text: &str) -> Option<(&'static str, String)> {
    let qualifiers = ['?', '~', '%'];
    if !text.contains(qualifiers) {
        return None;
    }
    let bare = text.replace(qualifiers, "");
    if !is_date(&bare) {
        return None;
    }
    let has = |qualifier| text.contains(qualifier);
    let qualifier = match (has('~') || has('%'), has('?') || has('%')) {
        (true, true) => '%',
        (true, false) => '~',
        _ => '?',
    };
    let is_behind = text.trim_end_matches(qualifiers) == bare;
    let form = if is_behind {
        "more than one qualifier"
    } else {
        "a qualifier on one part of a date"
    };
    Some((form, format!("write {bare}{qualifier} for the whole date")))
}

/// `{1960,1961-12}`, and sets in places where no set can be.
fn set(text: &str) -> Option<(&'static str, String)> {
    if text.starts_with('{') && text.ends_with('}') {
        let instead =
            "write an interval if all days between belong to it, or one entry for each date";
        Some(("an all-of set", instead.to_owned()))
    } else if text.starts_with('[') && text.ends_with(']') {
        let instead = "write one date on each side, as in 1667/1670";
        Some(("a set inside an interval", instead.to_owned()))
    } else {
        None
    }
}

/// `Y-17E7`, `Y171010000S3`, `Y12000-03`
fn far_year(text: &str) -> Option<(&'static str, String)> {
    let year = text.strip_prefix('Y')?;
    let digits = year.strip_prefix('-').unwrap_or(year);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, significant) = digits.split_once('S').unwrap_or((digits, "1"));
    let (base, exponent) = number.split_once('E').unwrap_or((number, "1"));
    if !is_number(base) || !is_number(exponent) || !is_number(significant) {
        let alone = text.split_at_checked(text.len() - digits.len() + digits.find('-')?);
        let instead = format!("write the year alone, {}", quoted(alone?.0));
        return Some(("a month of a year with Y", instead));
    }
    if digits.contains('S') {
        let instead = "give the first and the last year it can be, as in [Y171000..Y171999]";
        Some(("a year with significant digits", instead.to_owned()))
    } else {
        let instead = "write all digits of the year, as in Y-170000";
        Some(("an exponential year", instead.to_owned()))
    }
}

/// `1950S2`
fn significant_digits(text: &str) -> Option<(&'static str, String)> {
    let (year, n_significant) = text.split_once('S')?;
    let sign = if year.starts_with('-') { "-" } else { "" };
    let digits = year.strip_prefix('-').unwrap_or(year);
    let is_number = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let n_significant: usize = n_significant.parse().ok().filter(|n| *n > 0)?;
    let known = digits.get(..n_significant.min(4)).filter(|_| is_number)?;
    let instead = format!("write {sign}{known:X<4}");
    Some(("a year with significant digits", instead))
}

/// Forms of ISO 8601 that EDTF leaves out, and a time where EDTF has none.
fn other_standard(text: &str) -> Option<(&'static str, String)> {
    let is_number = |text: &str, n| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    let is_day = |text: &str| {
        moment(text, Sense::SomeTime).is_ok_and(|moment| moment.precision == DatePrecision::Day)
    };
    if let Some((day, _)) = day_and_time(text)
        && is_day(day)
    {
        let instead = format!("write the day alone, {day}");
        return Some(("a time of day in an interval or a set", instead));
    }
    let clock = text.strip_prefix('T').unwrap_or(text);
    if clock.contains(':') && clock.bytes().all(|b| b.is_ascii_digit() || b == b':') {
        let instead = "write the day, as in 2021-07-19";
        return Some(("a time without a day", instead.to_owned()));
    }
    if let Some((year, rest)) = text.split_once("-W")
        && is_number(year, 4)
        && rest.starts_with(|first: char| first.is_ascii_digit())
    {
        let instead = "write its first and its last day, as in 2021-07-19/2021-07-25";
        return Some(("a week date", instead.to_owned()));
    }
    if let Some((year, rest)) = text.split_once('-')
        && is_number(year, 4)
        && is_number(rest, 3)
    {
        let instead = "write month and day, as in 2021-07-19";
        return Some(("a day counted within its year", instead.to_owned()));
    }
    let is_duration = text.strip_prefix('P').is_some_and(|duration| {
        duration.starts_with(|first: char| first.is_ascii_digit())
            && duration.ends_with(|last: char| last.is_ascii_uppercase())
    });
    is_duration.then(|| {
        let instead = "write the date on which it began or ended";
        ("a duration", instead.to_owned())
    })
}
