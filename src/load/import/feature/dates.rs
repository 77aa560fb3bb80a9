//! Dates as KML and GeoJSON write them: EDTF, or ISO 8601 with a clock and a time zone, which are dropped and told.

use super::super::{DraftDate, Text};
use crate::model::{DateError, DatePrecision, Sense, When};

/// A date, and its text where it says more than the date.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::load::import) struct Dated {
    pub(in crate::load::import) date: DraftDate<'static>,
    pub(in crate::load::import) phrase: Option<String>,
}

impl Default for Dated {
    fn default() -> Self {
        Self::none(None)
    }
}

impl Dated {
    /// No date, but perhaps words for it.
    pub(in crate::load::import) fn none(phrase: Option<String>) -> Self {
        Self {
            date: DraftDate::None,
            phrase,
        }
    }

    /// A date in EDTF, its months and years in this sense.
    pub(in crate::load::import) fn edtf(text: &str, sense: Sense) -> Result<Self, DateError> {
        let when = When::parse_as(text, sense)?;
        Ok(Self {
            date: DraftDate::Edtf(Text::Owned(when.text().to_owned()), sense),
            phrase: None,
        })
    }

    /// One date, or an interval with a slash, which is a duration.
    pub(in crate::load::import) fn of(text: &str) -> Result<Self, DateError> {
        if let Some((begin, end)) = text.split_once('/') {
            let dated = |side: &&str| side.trim() != "..";
            let (begin, end) = (Some(begin).filter(dated), Some(end).filter(dated));
            // The message about the whole text is the better one.
            return Self::edtf(text, Sense::Whole)
                .or_else(|error| Self::from_to(begin, end).ok().ok_or(error));
        }
        let (civil, is_cut) = civil(text)?;
        Ok(Self {
            phrase: is_cut.then(|| text.trim().to_owned()),
            ..Self::edtf(&civil, Sense::SomeTime)?
        })
    }

    /// A duration with both its ends; a missing end has no limit.
    pub(in crate::load::import) fn from_to(
        begin: Option<&str>,
        end: Option<&str>,
    ) -> Result<Self, DateError> {
        let side = |side: Option<&str>| side.map_or(Ok(("..".to_owned(), false)), civil);
        let ((first, is_first_cut), (last, is_last_cut)) = (side(begin)?, side(end)?);
        let text = if first == last {
            first
        } else {
            format!("{first}/{last}")
        };
        let words = || [begin.unwrap_or(".."), end.unwrap_or("..")].map(str::trim);
        Ok(Self {
            phrase: (is_first_cut || is_last_cut).then(|| words().join("/")),
            ..Self::edtf(&text, Sense::Whole)?
        })
    }

    /// Some day between two dates, with words for what that leaves out.
    pub(in crate::load::import) fn between(
        first: &str,
        last: &str,
        phrase: String,
    ) -> Result<Self, DateError> {
        let side = |side: &str| {
            let side = side.trim();
            if side.is_empty() {
                Ok(String::new())
            } else {
                civil(side).map(|(civil, _)| civil)
            }
        };
        let text = format!("[{}..{}]", side(first)?, side(last)?);
        Ok(Self {
            phrase: Some(phrase),
            ..Self::edtf(&text, Sense::SomeTime)?
        })
    }
}

/// The date as it is written without clock and time zone, and whether there was one.
fn civil(text: &str) -> Result<(String, bool), DateError> {
    let text = text.trim();
    for (date, is_cut) in [
        (without_clock(text), true),
        (Some(text), false),
        (without_zone(text), true),
    ] {
        if let Some(date) = date
            && When::parse(date).is_ok()
        {
            return Ok((date.to_owned(), is_cut));
        }
    }
    When::parse(text).map(|_| (text.to_owned(), false))
}

/// `2021-07-19T10:30:00.5Z`, `2021-07-19 10:30`: the day.
fn without_clock(text: &str) -> Option<&str> {
    let (day, clock) = text.split_once(['T', 't', ' '])?;
    let hour = clock.trim_start().split(':').next()?;
    let is_clock = clock.contains(':') && hour.len() == 2 && hour.parse::<u8>().is_ok();
    let is_day = |when: When| when.precision() == DatePrecision::Day;
    (is_clock && When::parse(day).is_ok_and(is_day)).then_some(day)
}

/// `2021-07-19Z`, `2021+04:00`: the date.
fn without_zone(text: &str) -> Option<&str> {
    if let Some(date) = text.strip_suffix(['Z', 'z']) {
        return Some(date);
    }
    let (date, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let is_zone = zone.starts_with(['+', '-']) && zone.get(3..4) == Some(":");
    is_zone.then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(dated: Result<Dated, DateError>) -> (String, Option<String>) {
        let dated = dated.expect("a date that is read");
        match dated.date {
            DraftDate::Edtf(text, sense) => (format!("{text} {sense:?}"), dated.phrase),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_clock_is_dropped_and_told() {
        for text in [
            "2021-07-19T10:30:00Z",
            "2021-07-19T23:30:15.123+04:00",
            "2021-07-19 10:30",
            "2021-07-19Z",
            "2021-07-19+04:00",
        ] {
            let expected = ("2021-07-19 SomeTime".to_owned(), Some(text.to_owned()));
            assert_eq!(words(Dated::of(text)), expected);
        }
        assert_eq!(words(Dated::of("2021Z")).0, "2021 SomeTime");
        assert_eq!(words(Dated::of(" 2021-07 ")).1, None);
    }

    #[test]
    fn two_ends_are_a_duration() {
        let duration = |begin, end| words(Dated::from_to(begin, end)).0;
        assert_eq!(
            duration(Some("2021-06"), Some("2021-08")),
            "2021-06/2021-08 Whole"
        );
        assert_eq!(duration(Some("2021"), None), "2021/.. Whole");
        assert_eq!(duration(None, Some("2021")), "../2021 Whole");
        assert_eq!(duration(Some("2021"), Some("2021")), "2021 Whole");
        assert!(Dated::from_to(Some("2021"), Some("2020")).is_err());
        assert!(Dated::from_to(None, None).is_err());
        assert_eq!(
            words(Dated::of("2021-07-01T00:00:00Z/2021-07-05")).0,
            "2021-07-01/2021-07-05 Whole"
        );
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "yesterday",
            "2021-13",
            "1626652800",
            "T10:00",
            "2021 19",
            "Z",
        ] {
            assert!(Dated::of(text).is_err(), "{text}");
        }
    }
}
