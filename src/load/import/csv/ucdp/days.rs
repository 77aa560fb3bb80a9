//! When UCDP GED says that it happened, and how precisely that is known.

use std::borrow::Cow;

use csv::StringRecord;

use crate::load::import::csv::cells::{not_a_code, without_zeros};
use crate::load::import::csv::columns::{Column, Header};
use crate::load::import::csv::dates::{self, DayOrder};
use crate::load::import::{DraftDate, Problem, Text};
use crate::model::{Day, Sense, Window};

/// The columns of the date.
#[derive(Debug, Clone)]
pub(super) struct Days {
    order: DayOrder,
    prec: Column,
    start: Column,
    end: Column,
}

impl Days {
    pub(super) fn new(header: &Header, order: DayOrder) -> Self {
        let column = |name: &str| header.column(&[name]);
        Self {
            order,
            prec: column("date_prec"),
            start: column("date_start"),
            end: column("date_end"),
        }
    }

    /// Whether a row names no first day.
    pub(super) fn are_missing(&self, row: &StringRecord) -> bool {
        self.start.of(row).is_empty()
    }

    /// The days from `date_start` to `date_end` are those on one of which it happened: what is not known, and no
    /// duration. A month or a year that is known as such stays one.
    pub(super) fn date<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> (DraftDate<'a>, Option<Text<'a>>) {
        let (start, end) = (self.start.of(row), self.end.of(row));
        let first = self.day("date_start", start, problems);
        let last = self.day("date_end", end, problems);
        let (first, last) = match (first, last) {
            (Some(first), Some(last)) => (first, last),
            (Some(first), None) if end.is_empty() => return open(format!("[{first}..]"), start),
            (None, Some(last)) if start.is_empty() => return open(format!("[..{last}]"), end),
            _ => return (DraftDate::None, None),
        };
        let Ok(days) = Window::new(first, last) else {
            problems.push(Problem::error(
                "date_end",
                format!("{end} is before date_start, {start}"),
            ));
            return (DraftDate::None, None);
        };
        let (code, meaning) = match without_zeros(self.prec.of(row)) {
            "1" if days.n_days() == 1 => return (DraftDate::SomeDayIn(days), None),
            "1" => ("1", "more than one day all the same"),
            "2" => ("2", "one of two to six days"),
            "3" => ("3", "only the week is known"),
            "4" => ("4", "only the month is known"),
            "5" => ("5", "only the year is known"),
            "" => return (DraftDate::SomeDayIn(days), None),
            code => {
                problems.push(not_a_code("date_prec", code, "1 to 5"));
                return (DraftDate::SomeDayIn(days), None);
            }
        };
        let phrase = ["date_prec ", code, ": ", start, " to ", end, ", ", meaning].concat();
        (known_span(code, days), Some(Cow::Owned(phrase)))
    }

    fn day(&self, field: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Day> {
        if text.is_empty() {
            return None;
        }
        let day = dates::day(text, self.order);
        day.map_err(|error| problems.push(error.problem(field, text)))
            .ok()
    }
}

/// A month or a year where the code says that this is what is known, and the days are just that; else the days.
fn known_span<'a>(code: &str, days: Window) -> DraftDate<'a> {
    let (Some((year, month, 1)), Some((_, last_month, 31))) =
        (days.first().ymd(), days.last().ymd())
    else {
        return known_month(code, days);
    };
    if code == "5" && (month, last_month) == (1, 12) && days.n_days() <= 366 {
        return DraftDate::Edtf(Cow::Owned(format!("{year:04}")), Sense::SomeTime);
    }
    known_month(code, days)
}

fn known_month<'a>(code: &str, days: Window) -> DraftDate<'a> {
    match days.first().ymd() {
        Some((year, month, 1))
            if code == "4" && Day::last_of_month(year, month) == Some(days.last()) =>
        {
            DraftDate::Edtf(Cow::Owned(format!("{year:04}-{month:02}")), Sense::SomeTime)
        }
        _ => DraftDate::SomeDayIn(days),
    }
}

/// A date of which only one bound is given.
fn open(edtf: String, text: &str) -> (DraftDate<'_>, Option<Text<'_>>) {
    (
        DraftDate::Edtf(Cow::Owned(edtf), Sense::SomeTime),
        Some(Cow::Borrowed(text)),
    )
}
