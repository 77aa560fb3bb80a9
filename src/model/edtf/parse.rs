//! The grammar of EDTF: intervals, one-of sets, qualifiers and far years. A date on the calendar is next door.

use super::calendar::{Parts, years};
use super::clock::check_time;
use super::error::quoted;
use super::{DateError, DatePrecision, Edge, Moment, Sense, When, refuse};
use crate::model::{Day, TimeSpan};

/// Reads a text without spaces around it.
pub(super) fn when(text: &str, sense: Sense) -> Result<When, DateError> {
    if text.is_empty() {
        return Err(DateError::Empty);
    }
    let one_of = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .filter(|members| !members.contains('/'));
    let (start, end) = match (one_of, text.split_once('/')) {
        (Some(members), _) => (Edge::Dated(set(text, members, sense)?), None),
        (None, None) => (single(text, sense)?, None),
        (None, Some((_, end))) if end.contains('/') => {
            return Err(DateError::Shape(quoted(text)));
        }
        (None, Some((start, end))) => (edge(start, sense)?, Some(edge(end, sense)?)),
    };
    let span = match end {
        None => start.span(Day::DISTANT_PAST),
        Some(end) => {
            TimeSpan::from_to(start.span(Day::DISTANT_PAST), end.span(Day::DISTANT_FUTURE))
                .ok_or_else(|| DateError::EndsBeforeItBegins(quoted(text)))?
        }
    };
    if span.bounded_days().is_none() {
        return Err(DateError::AnyDay(quoted(text)));
    }
    Ok(When {
        text: text.to_owned(),
        sense,
        start,
        end,
        span,
    })
}

/// One date, with or without a time of day.
fn single(text: &str, sense: Sense) -> Result<Edge, DateError> {
    if let Some((day, time)) = refuse::day_and_time(text) {
        let day = moment(day, sense)?;
        let is_plain_day = day.precision == DatePrecision::Day && !day.is_doubted();
        if !is_plain_day {
            return Err(DateError::Shape(quoted(text)));
        }
        check_time(text, time)?;
        return Ok(Edge::Dated(day));
    }
    if text.trim_matches(['.', '?', '~', '%']).is_empty() {
        return Err(DateError::AnyDay(quoted(text)));
    }
    moment(text, sense).map(Edge::Dated)
}

/// One side of an interval.
fn edge(text: &str, sense: Sense) -> Result<Edge, DateError> {
    match text {
        ".." => Ok(Edge::Open),
        "" => Ok(Edge::Unknown),
        dated => moment(dated, sense).map(Edge::Dated),
    }
}

/// `[1667,1668,1670..1672]`: one of them. The span is their hull; which days between them are left out is not kept.
fn set(text: &str, members: &str, sense: Sense) -> Result<Moment, DateError> {
    let mut whole: Option<Moment> = None;
    let mut is_closed = false;
    for (n, member) in members.split(',').map(str::trim).enumerate() {
        // Only the first may have no beginning, only the last no end.
        let has_no_beginning = member.starts_with("..");
        if is_closed || member.is_empty() || (has_no_beginning && n > 0) {
            return Err(DateError::Shape(quoted(text)));
        }
        is_closed = member.ends_with("..");
        let member = match member.split_once("..") {
            None => moment(member, sense)?,
            Some((first, last)) => range(text, first, last, sense)?,
        };
        whole = Some(whole.map_or(member, |whole| Moment {
            span: whole.span.either(member.span),
            precision: DatePrecision::Range,
            season: None,
            is_approximate: whole.is_approximate || member.is_approximate,
            is_uncertain: whole.is_uncertain || member.is_uncertain,
        }));
    }
    whole.ok_or_else(|| DateError::AnyDay(quoted(text)))
}

/// `a..b` in a set: one of them or of all between them. Either side may be empty, and then there is no limit.
fn range(text: &str, first: &str, last: &str, sense: Sense) -> Result<Moment, DateError> {
    let side = |side: &str| match side {
        "" => Ok(None),
        dated => moment(dated, sense).map(Some),
    };
    let (first, last) = (side(first)?, side(last)?);
    let span =
        |side: Option<Moment>, beyond: Day| side.map_or(Edge::Open, Edge::Dated).span(beyond);
    let sides = || [first, last].into_iter().flatten();
    let span = TimeSpan::one_between(
        span(first, Day::DISTANT_PAST),
        span(last, Day::DISTANT_FUTURE),
    );
    Ok(Moment {
        span: span.ok_or_else(|| DateError::EndsBeforeItBegins(quoted(text)))?,
        precision: DatePrecision::Range,
        season: None,
        is_approximate: sides().any(|moment| moment.is_approximate),
        is_uncertain: sides().any(|moment| moment.is_uncertain),
    })
}

/// A date to the day or coarser, with or without a qualifier.
pub(super) fn moment(text: &str, sense: Sense) -> Result<Moment, DateError> {
    let (bare, is_approximate, is_uncertain) = if let Some(bare) = text.strip_suffix('~') {
        (bare, true, false)
    } else if let Some(bare) = text.strip_suffix('?') {
        (bare, false, true)
    } else if let Some(bare) = text.strip_suffix('%') {
        (bare, true, true)
    } else {
        (text, false, false)
    };
    let moment = if let Some(year) = bare.strip_prefix('Y') {
        long_year(text, year, sense)?
    } else {
        let parts = Parts::of(bare).ok_or_else(|| refuse::shape(text))?;
        parts.moment(text, sense)?
    };
    let moment = Moment {
        is_approximate,
        is_uncertain,
        ..moment
    };
    let span = if moment.is_doubted() {
        moment.span.doubtful()
    } else {
        moment.span
    };
    Ok(Moment { span, ..moment })
}

/// `Y12000`, `Y-170002`: a year of more than four digits, without its `Y`.
fn long_year(text: &str, year: &str, sense: Sense) -> Result<Moment, DateError> {
    let digits = year.strip_prefix('-').unwrap_or(year);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refuse::shape(text));
    }
    let too_far = || DateError::TooFar(quoted(text));
    let value: i32 = year.parse().ok().ok_or_else(too_far)?;
    if value.unsigned_abs() <= 9_999 {
        let sign = if value < 0 { "-" } else { "" };
        return Err(DateError::Spelling {
            text: quoted(text),
            instead: format!("{sign}{:04}; Y is for longer years", value.unsigned_abs()),
        });
    }
    let days = years(value, value).ok_or_else(too_far)?;
    Ok(Moment::new(days, sense, DatePrecision::Year))
}
